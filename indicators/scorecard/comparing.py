"""Two units, two years or two documents beside each other: what is alike first, and never a part beside a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators.comparable import Break, because, read_breaks
from indicators.enums import Standing
from indicators.models import Indicator, Value
from indicators.rules.standing import Count
from indicators.rules.targets import base_of
from indicators.scorecard import words
from indicators.scorecard.asking import standing_in_year
from indicators.scorecard.building import build
from indicators.scorecard.data import Scorecard, TargetRow
from indicators.scorecard.figures import Figures, count_of, read_figures
from indicators.series import Sum
from units.models import Unit, UnitVersion
from units.words import level_word, named

MOST_PEERS = 40
SIZES = ("household-total", "population")
"""By which units are near in size; the first that both have."""


@dataclass(frozen=True)
class Side:
    """One of the two that are compared: a unit in a year."""

    unit: Unit
    version: UnitVersion
    year: int
    figures: Figures

    @property
    def name(self) -> str:
        return f"{named(self.version)}, {self.year}"


@dataclass(frozen=True)
class Pair:
    """An indicator on both sides, and how much more the first is: points of a share, things of a count."""

    indicator: Indicator
    left: str
    right: str
    left_basis: str
    right_basis: str
    difference: Fraction | None
    illustrative: bool
    broken: str = ""
    """Why the two are not subtracted: other criteria or another definition between their years."""

    @property
    def label(self) -> str:
        return f"{self.indicator.label} {self.indicator.base_label}".strip()

    @property
    def unit_name(self) -> str:
        """What the difference is in: points of a percentage, or the thing that is counted."""
        return "điểm" if self.indicator.base else self.indicator.numerator.unit_name


@dataclass(frozen=True)
class Comparison:
    """Everything that both sides have a figure of, and what keeps them from being alike."""

    left: Side
    right: Side
    pairs: tuple[Pair, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """An indicator as two documents ask for it, and how the unit stands with each."""

    label: str
    left: str
    right: str
    figure: str
    left_standing: str
    right_standing: str
    illustrative: bool


def side_of(unit: Unit, year: int, indicators: Iterable[Indicator]) -> Side:
    """Reads a side in a fixed number of queries. Raises Refused for a year in which the unit did not stand."""
    version, _ = standing_in_year(unit, year)
    return Side(unit, version, year, read_figures(unit, version.kind, year, year, indicators))


def compare(unit: Unit, year: int, other: Unit, other_year: int) -> Comparison:
    """Two units, or one in two years; an indicator without a figure on both sides is left out.

    A difference is told only where both figures are of all units that should report, and, of one unit in two years,
    only on the same ground. Raises Refused as `side_of`, and for a thing compared with itself.
    """
    if (unit.pk, year) == (other.pk, other_year):
        raise Refused("Hãy chọn đơn vị khác hoặc năm khác để so sánh.")
    indicators = list(Indicator.objects.select_related("numerator", "base").order_by("ordinal", "code"))
    left, right = side_of(unit, year, indicators), side_of(other, other_year, indicators)
    same_ground = unit.pk != other.pk or _ground(left) == _ground(right)
    first, last = sorted((year, other_year))
    breaks = read_breaks(unit, left.figures.definitions, indicators, first, last)
    found = [_pair(each, left, right, same_ground, breaks.between(each, first, last)) for each in indicators]
    pairs = tuple(each for each in found if each is not None)
    return Comparison(left, right, pairs, (*_notes(left, right, same_ground), *_broken(pairs)))


def _ground(side: Side) -> set[int]:
    main = side.figures.main
    return {ward.pk for ward in main.wards[side.year]} if main else set()


def _broken(pairs: Iterable[Pair]) -> Iterable[str]:
    """Each indicator that is counted otherwise in the two years, and by which document."""
    for pair in pairs:
        if pair.broken:
            yield f"{pair.label}: không so sánh được hai năm, {pair.broken}."


def _pair(indicator: Indicator, left: Side, right: Side, same_ground: bool, between: Sequence[Break]) -> Pair | None:
    sums = left.figures.of(indicator, left.year), right.figures.of(indicator, right.year)
    if all(found is None or found.numerator is None for found in sums):
        return None
    counts = [count_of(found) for found in sums]
    values = [count.value if count else None for count in counts]
    known = same_ground and not between and values[0] is not None and values[1] is not None
    return Pair(
        indicator=indicator,
        left=_shown(left.figures.defined(indicator, left.year), sums[0]),
        right=_shown(right.figures.defined(indicator, right.year), sums[1]),
        left_basis=sums[0].basis if sums[0] else "",
        right_basis=sums[1].basis if sums[1] else "",
        difference=(values[0] or Fraction(0)) - (values[1] or Fraction(0)) if known else None,
        illustrative=any(found.illustrative for found in sums if found),
        broken=because(between),
    )


def _shown(indicator: Indicator, found: Sum | None) -> str:
    if found is None or found.numerator is None:
        return ""
    return words.shown(indicator, Count(found.numerator, found.denominator))


def _notes(left: Side, right: Side, same_ground: bool) -> Iterable[str]:
    if not same_ground:
        yield f"Địa bàn năm {left.year} khác năm {right.year}: hai cột không so thẳng với nhau, không ghi chênh lệch."
    ours, theirs = level_word(left.version), level_word(right.version)
    if left.version.kind != right.version.kind:
        yield f"Hai đơn vị khác cấp ({ours} và {theirs}): nên so với đơn vị cùng cấp."
    elif ours != theirs:
        yield f"Hai đơn vị khác loại ({ours} và {theirs})."
    if left.unit.pk != right.unit.pk and left.year != right.year:
        yield "Hai cột khác cả đơn vị lẫn năm."


def peers(unit: Unit, year: int, among: Iterable[Unit]) -> list[Unit]:
    """Units to compare with, the likest first: of the same kind and designation, then the nearest in size.

    A fixed number of queries. Nothing of those that did not stand in the year; where no size is known, by name.
    """
    version, day = standing_in_year(unit, year)
    known = {each.pk: each for each in among if each.pk != unit.pk}
    standing_then = UnitVersion.objects.on(day).filter(unit__in=known, kind=version.kind)
    sizes = _sizes([unit.pk, *known], year)
    own = sizes.get(unit.pk)

    def far(other: UnitVersion) -> tuple[object, ...]:
        size = sizes.get(other.unit_id)
        apart = abs(size - own) if size is not None and own is not None else None
        return other.designation != version.designation, apart is None, apart or 0, other.sort_key

    return [known[each.unit_id] for each in sorted(standing_then, key=far)][:MOST_PEERS]


def _sizes(units: list[int], year: int) -> dict[int, int]:
    """How large each unit was, by its own approved sheet of the year; one query."""
    at = Q(submission__unit__in=units, submission__period__year=year, measure__code__in=SIZES)
    rows = Value.objects.approved().filled().filter(at).values_list("submission__unit", "measure__code", "number")
    found: dict[int, dict[str, int]] = {}
    for pk, code, number in rows:
        found.setdefault(pk, {})[code] = number or 0
    return {pk: next(sizes[code] for code in SIZES if code in sizes) for pk, sizes in found.items()}


def compare_documents(unit: Unit, year: int, framework: str, other: str) -> list[Asked]:
    """What two documents ask of the same indicators of the unit, milestone by milestone, and how it stands with each.

    The verdicts are those of the scorecard. Raises Refused for a document that is not known or not set for the unit,
    and for one compared with itself.
    """
    if framework.lower() == other.lower():
        raise Refused("Hãy chọn hai văn bản khác nhau.")
    left, right = (_by_indicator(build(unit, year, code)) for code in (framework, other))
    indicators = {pk: rows[0].indicator for pk, rows in [*left.items(), *right.items()]}
    return [
        _asked(indicator, left.get(indicator.pk, []), right.get(indicator.pk, []))
        for indicator in sorted(filter(None, indicators.values()), key=lambda each: (each.ordinal, each.code))
    ]


def _by_indicator(card: Scorecard) -> dict[int, list[TargetRow]]:
    found: dict[int, list[TargetRow]] = {}
    for row in sorted(card.rows, key=lambda each: each.target.year):
        if row.indicator:
            found.setdefault(row.indicator.pk, []).append(row)
    return found


def _asked(indicator: Indicator, left: list[TargetRow], right: list[TargetRow]) -> Asked:
    row = (left or right)[0]
    with_base = len({vi.fold(base_of(each.target)) for each in (*left, *right)}) > 1
    return Asked(
        label=f"{indicator.label} {indicator.base_label}".strip(),
        left=_levels(left, with_base=with_base),
        right=_levels(right, with_base=with_base),
        figure=f"{row.shown if row.shown != vi.NOTHING else ''} {row.basis}".strip(),
        left_standing=_next_standing(left, with_base=with_base),
        right_standing=_next_standing(right, with_base=with_base),
        illustrative=any(each.found.illustrative for each in (*left, *right) if each.found),
    )


def _levels(rows: Iterable[TargetRow], *, with_base: bool) -> str:
    """Each milestone; where the documents ask over different bases, with its base: two figures are then two things."""
    return "; ".join(f"{each.target.year}: {each.asked}{_base(each, with_base=with_base)}" for each in rows)


def _base(row: TargetRow, *, with_base: bool) -> str:
    return f" {base_of(row.target)}" if with_base else ""


def _next_standing(rows: list[TargetRow], *, with_base: bool) -> str:
    """How the figure stands with the nearest milestone that is still to come, or the last one; why, where it cannot be
    told.
    """
    if not rows:
        return ""
    due = next((each.target.year for each in rows if each.target.year >= each.year), rows[-1].target.year)
    told = []
    for each in rows:
        if each.target.year == due:
            base = _base(each, with_base=with_base)
            why = f": {each.reason.rstrip('.')}" if each.standing == Standing.NOT_COMPARABLE else ""
            told.append(f"{each.verdict} (mốc {due}{base}){why}")
    return "; ".join(told)
