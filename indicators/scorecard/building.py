"""The scorecard built: each target decided on the counts of the year, once for page, print, workbook and data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.utils import timezone

from hocTap.lib.refusals import Refused
from indicators import restating
from indicators.comparable import Breaks, because, read_breaks
from indicators.enums import Standing, TargetKind
from indicators.models import Indicator, Target
from indicators.restating.breaks import UNDECIDED, breaks_of
from indicators.rules.standing import Count, lacking, moved_away, pace, standing
from indicators.rules.targets import PERCENT, base_of, whose_level
from indicators.scorecard import words
from indicators.scorecard.asking import standing_in_year, targets_of
from indicators.scorecard.data import Scorecard, TargetRow
from indicators.scorecard.ending import ending_of
from indicators.scorecard.figures import LEVELS, Figures, count_of, read_figures
from indicators.series import Sum
from units.enums import UnitKind
from units.models import Unit, UnitVersion
from units.words import level_word, named, with_communities, words_there


def build(unit: Unit, year: int, framework: str = "", *, on: dt.date | None = None) -> Scorecard:
    """Where the unit stands in the year with every target that is set for it; `on` is the day of asking (today).

    Queries: those for the unit and its targets, and the fixed number of `series.load` for each form that is asked; more
    only where the ground changed since the year before, or a target is a change against an older year. Raises Refused
    for a year in which the unit did not stand, and for a document that is not known or not set for it.
    """
    version, day = standing_in_year(unit, year)
    targets, notes = targets_of(unit, year, day, framework)
    indicators = _indicators(targets)
    figures = read_figures(unit, version.kind, year - 1, year, indicators, sums=True)
    breaks = read_breaks(unit, figures.definitions, indicators, *_span(targets, year))
    past = _past(unit, version, figures, day, [each for each in indicators if not breaks.between(each, year - 1, year)])
    reader = _Reader(version, year, figures, past, breaks, _base_years(unit, version, targets), _levels(targets))
    rows = tuple(reader.row(target) for target in targets)
    asked_on = on or timezone.localdate()
    until = asked_on if asked_on < dt.date(year, 12, 31) else None
    ended = ending_of(unit, version, asked_on)
    return Scorecard(unit, named(version), year, rows, past.breaks, tuple(notes), framework, until, ended)


def _indicators(targets: Iterable[Target]) -> list[Indicator]:
    """Those of the targets, with what is near to them, each once."""
    found: dict[int, Indicator] = {}
    for target in targets:
        for each in (target.indicator, target.indicator.near if target.indicator else None):
            if each is not None:
                found.setdefault(each.pk, each)
    return list(found.values())


def _span(targets: Iterable[Target], year: int) -> tuple[int, int]:
    """From the oldest year that something is compared with to the last milestone."""
    rows = list(targets)
    return min([year - 1, *(each.base_year for each in rows if each.base_year)]), max([year, *(e.year for e in rows)])


def _levels(targets: Iterable[Target]) -> dict[int, list[Decimal]]:
    """The levels that a share is printed beside, by its indicator."""
    found: dict[int, list[Decimal]] = {}
    for target in targets:
        if target.indicator_id and target.unit_name == PERCENT:
            ends = [each for each in (target.minimum, target.maximum) if each is not None]
            found.setdefault(target.indicator_id, []).extend(ends)
    return found


def _base_years(unit: Unit, version: UnitVersion, targets: Iterable[Target]) -> dict[tuple[int, int], Count]:
    """The figure of the base year of each target that is a change, by indicator and year."""
    asked: dict[int, list[Indicator]] = {}
    for target in targets:
        if target.kind == TargetKind.CHANGE and target.indicator and target.base_year:
            asked.setdefault(target.base_year, []).append(target.indicator)
    found = {}
    for year, indicators in asked.items():
        figures = read_figures(unit, version.kind, year, year, indicators, sums=True)
        for each in indicators:
            if count := count_of(figures.of(each, year)):
                found[each.pk, year] = count
    return found


@dataclass(frozen=True)
class Past:
    """The year before: as it was counted, or, where the ground changed since, on this year's ground."""

    same_ground: bool
    restated: Mapping[int, Count]
    breaks: tuple[str, ...] = ()


def _past(unit: Unit, version: UnitVersion, figures: Figures, day: dt.date, indicators: list[Indicator]) -> Past:
    """A year is compared with the one before only on the same ground; nothing crosses a break in silence."""
    main, year = figures.main, figures.last
    if main is None:
        return Past(same_ground=True, restated={})
    now, then = ({ward.pk for ward in main.wards[each]} for each in (year, year - 1))
    if now == then:
        return Past(same_ground=True, restated={})
    asked = [figures.defined(each, year) for each in indicators]
    counted = [each for each in asked if each.base and count_of(figures.of(each, year))]
    codes = [code for each in counted for code in (each.numerator.code, each.base_of_share.code)]
    try:
        series = restating.build(restating.ask(unit, day, year - 1, year, codes or [_first_code(figures)]))
    except Refused:
        return Past(same_ground=False, restated={}, breaks=(f"Địa bàn năm {year} khác năm {year - 1}.",))
    found = {}
    for each in counted:
        part = series.result(each.numerator.code, year - 1).value
        whole = series.result(each.base_of_share.code, year - 1).value
        if part is not None and whole is not None:
            found[each.pk] = Count(part, whole)
    told = tuple(f"Địa bàn thay đổi {each.told}." for each in breaks_of(series))
    bare = f"Địa bàn năm {year} khác năm {year - 1} ({UNDECIDED})."
    return Past(same_ground=False, restated=found, breaks=told or (bare,))


def _first_code(figures: Figures) -> str:
    return next(iter(figures.asking))


@dataclass(frozen=True)
class _Reader:
    """What one unit and year decide the targets by."""

    version: UnitVersion
    year: int
    figures: Figures
    past: Past
    breaks: Breaks
    base_years: Mapping[tuple[int, int], Count]
    levels: Mapping[int, list[Decimal]]

    def row(self, target: Target) -> TargetRow:
        indicator = target.indicator
        if indicator is None:
            reason = "chưa có biểu nào thu số liệu này."
            return self._said(TargetRow(target, self.year, None, Standing.NO_DATA, reason=reason))
        indicator = self.figures.defined(indicator, self.year)
        found = self.figures.of(indicator, self.year)
        now = count_of(found)
        base = self.base_years.get((indicator.pk, target.base_year or 0))
        row = TargetRow(
            target=target,
            year=self.year,
            indicator=indicator,
            standing=standing(target, now, base),
            found=found,
            now=now,
            base=base,
            before=self._before(indicator),
            broken=because(self.breaks.between(indicator, self.year - 1, self.year)) if now else "",
        )
        if (asked := whose_level(target)) and self._is_above(asked):
            return self._said(self._of_another(row, asked))
        if now is not None and (why := self._other_thing(row)):
            return self._said(replace(row, standing=Standing.NOT_COMPARABLE, reason=why))
        return self._said(self._undecided(row) if row.standing == Standing.NO_DATA else self._decided(row))

    def _other_thing(self, row: TargetRow) -> str:
        """Why a figure cannot be held against the target: it is counted otherwise than when that was set, or than in
        the year from which a change is measured.
        """
        target, indicator = row.target, row.indicator
        if indicator is None:
            return ""
        if target.kind == TargetKind.CHANGE and target.base_year:
            since = self.breaks.between(indicator, target.base_year, self.year)
            return f"không so sánh được với năm gốc {target.base_year}: {because(since)}." if since else ""
        issued = target.framework.issued_on
        set_in = issued.year if issued else self.year
        changes = self.figures.definitions.after(indicator, set_in, self.year)
        others = {each.first_year for each in changes if each.counts_other_things}
        since = [each for each in self.breaks.between(indicator, set_in, self.year) if each.year in others]
        return f"không so sánh được với mức đặt ra năm {set_in}: {because(since)}." if since else ""

    def _before(self, indicator: Indicator) -> Count | None:
        if self.breaks.between(indicator, self.year - 1, self.year):
            return None
        if not self.past.same_ground:
            return self.past.restated.get(indicator.pk)
        return count_of(self.figures.of(indicator, self.year - 1))

    def _decided(self, row: TargetRow) -> TargetRow:
        step = pace(row.target, row.now, self.year, row.base)
        ahead = self.breaks.between(row.indicator, self.year, row.target.year) if row.indicator else []
        return replace(
            row,
            lacking=lacking(row.target, row.now, row.base),
            pace=None if ahead else step,
            unguided=because(ahead) if step is not None else "",
            falling=bool(row.now and row.before and moved_away(row.target, row.now, row.before)),
        )

    def _undecided(self, row: TargetRow) -> TargetRow:
        """No verdict: the reason in words, and whether something near was counted over another base."""
        indicator = row.indicator
        near = indicator.near if indicator else None
        if near is not None and (row.found is None or row.found.numerator is None):
            other = self.figures.of(near, self.year)
            if other is not None and other.numerator is not None:
                reason = self._not_comparable(row.target, near, other)
                return replace(row, standing=Standing.NOT_COMPARABLE, near=other, reason=reason)
        return replace(row, reason=self._why(row), elsewhere=self._is_of_a_level_above(indicator))

    def _not_comparable(self, target: Target, near: Indicator, other: Sum) -> str:
        count = Count(other.numerator or 0, other.denominator)
        figure = f"{words.shown(near, count)} {near.base_label}".strip()
        return (
            f"chưa so được, vì văn bản tính {base_of(target)}, còn số đang có là {figure}"
            f"{f', mới {other.part}' if other.part else ''}."
        )

    def _of_another(self, row: TargetRow, asked: UnitKind) -> TargetRow:
        """The level of a city is not kept by one of its wards: what the ward's own is, is told and decides nothing."""
        own = level_word(self.version)
        reason = f"mức của cấp {asked.label}, không xét riêng cho {own}."
        if row.now is not None and row.indicator is not None:
            reason += f" Mức của {named(self.version)}: {words.shown(row.indicator, row.now)}."
        return replace(row, standing=Standing.NO_DATA, reason=reason, elsewhere=True, broken="")

    def _is_of_a_level_above(self, indicator: Indicator | None) -> bool:
        return indicator is not None and indicator.level != "" and self._is_above(UnitKind(indicator.level))

    def _is_above(self, kind: UnitKind) -> bool:
        return LEVELS.index(kind) < LEVELS.index(UnitKind(self.version.kind))

    def _why(self, row: TargetRow) -> str:
        indicator, found = row.indicator, row.found
        if indicator is None:
            return "chưa có biểu nào thu số liệu này."
        if self._is_of_a_level_above(indicator):
            return (
                f"chỉ tiêu của cấp {UnitKind(indicator.level).label}, không tính riêng cho {level_word(self.version)}."
            )
        forms = self.figures.forms_of(indicator)
        if found is None:
            return "chưa có biểu nào thu số liệu này."
        if row.now is not None and row.now.value is None:
            return "mẫu số bằng 0 nên không có tỉ lệ."
        if row.target.kind == TargetKind.CHANGE and row.now is not None:
            return f"chưa có số của năm gốc {row.target.base_year}."
        if not found.addable:
            return (
                f"mức độ không cộng được từ {found.units_word}; hãy nhập mức đã được công nhận vào số tổng hợp của "
                f"{named(self.version)}."
            )
        if found.numerator is not None:
            return f"mới {found.part} có số nên chưa kết luận cho {named(self.version)}."
        asked = joined_titles(form.title for form in forms)
        return " ".join(filter(None, [f"chưa có số đã duyệt của năm {self.year} ({asked}).", indicator.note]))

    def _said(self, row: TargetRow) -> TargetRow:
        indicator = row.indicator
        if indicator is None:
            return replace(row, sentence=words.sentence(row))
        levels = self.levels.get(indicator.pk, [])
        counted = row.now or _part(row.found)
        row = replace(
            row,
            rate=words.rate_of(row.now, levels),
            before_rate=words.rate_of(row.before, levels),
            shown=self._local(words.shown(indicator, counted, levels)),
            counts=self._local(words.counts(indicator, counted)),
            base_shown=self._base_shown(row, levels),
            guide=self._local(words.guide(row)),
        )
        return replace(row, sentence=self._local(words.sentence(row)))

    def _base_shown(self, row: TargetRow, levels: list[Decimal]) -> str:
        if row.base is None or row.indicator is None or not row.target.base_year:
            return ""
        indicator = self.figures.defined(row.indicator, row.target.base_year)
        return self._local(words.with_counts(indicator, row.base, levels))

    def _local(self, said: str) -> str:
        """A community is called as it may be there: in a xã it is not a khu phố alone."""
        return with_communities(said, self._communities)

    @cached_property
    def _communities(self) -> str:
        main = self.figures.main
        return words_there(main.wards[self.year] if main else ()).communities


def _part(found: Sum | None) -> Count | None:
    """What a part of the units gave: it is shown with of how many it is, and decides nothing."""
    return Count(found.numerator, found.denominator) if found and found.numerator is not None else None


def joined_titles(titles: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(f"biểu “{title}”" for title in titles))
