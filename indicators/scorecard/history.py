"""One indicator of a unit through the years, beside its targets, and its units in one year from the highest down."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from heapq import nsmallest
from types import MappingProxyType

from django.utils.safestring import SafeString

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators import restating
from indicators.comparable import Break, Breaks, read_breaks
from indicators.enums import Additivity, TargetKind
from indicators.models import Indicator, Submission, Target, Value
from indicators.restating.breaks import UNDECIDED, breaks_of
from indicators.rules.standing import Count, pace, rounded_up, standing
from indicators.rules.targets import PERCENT, level, short_citation, whose_level
from indicators.scorecard import chart, words
from indicators.scorecard.asking import standing_in_year, targets_of
from indicators.scorecard.figures import Figures, count_of, read_figures
from indicators.series import Input, Sum
from units.models import Unit
from units.words import joined, named

YEARS_SHOWN = 15
MOST_PANELS = 24
"""Units whose years are drawn beside each other; of more, those with the lowest figures, which need looking at."""
MOST_PLACES, MOST_MISSING = 200, 60
"""Units that one page ranks, and names of those without a figure; a country has thousands."""
MOST_LOWEST = 8


@dataclass(frozen=True)
class YearLine:
    """A year of the table: the figure, of how many units it is, and what changed of the ground before it."""

    year: int
    shown: str
    counts: str
    basis: str
    whole: bool
    changed: str
    """What is new since the year before, in few words: it is no one trend with that."""
    illustrative: bool


@dataclass(frozen=True)
class PlaceLine:
    """A unit in the chosen year, with the sheet that its numbers stand on and who approved that."""

    name: str
    shown: str
    numerator: int
    denominator: int | None
    verdict: str
    """Beside the first target: "đạt", "vượt", "chưa đạt"; nothing where there is no figure or no target."""
    submission: int
    approved_by: str
    approved_at: dt.datetime | None
    own_total: bool
    source: str = ""
    """Of a number that the unit published of itself, and of a level: the document, its number and day."""


@dataclass(frozen=True)
class UnitYears:
    """A unit with its figure of each year of the picture, as it is read; "" where it gave none."""

    name: str
    shown: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """The page of one indicator."""

    unit: Unit
    name: str
    indicator: Indicator
    year: int
    targets: tuple[Target, ...]
    lines: tuple[YearLine, ...]
    places: tuple[PlaceLine, ...]
    """Units from the highest down, those of one page."""
    lowest: tuple[PlaceLine, ...]
    """The last of all of them that have a figure."""
    ranked: int
    """How many units have a figure, on all pages."""
    page: int
    missing: tuple[str, ...]
    missing_units: int
    """How many have no figure, with those that the catalogue lacks."""
    breaks: tuple[str, ...]
    judged: tuple[Break, ...]
    """Years from which other criteria or another definition count, with the documents."""
    picture: chart.Drawn
    ranking: chart.Drawn
    side_by_side: chart.Drawn
    by_unit: tuple[UnitYears, ...]
    forms: tuple[str, ...]
    units_word: str
    steps: tuple[chart.Step, ...] = ()

    @property
    def years(self) -> list[int]:
        return [line.year for line in self.lines]

    @property
    def counted_since(self) -> list[Break]:
        """Which documents the year is counted by instead of the first definition's."""
        return [each for each in self.judged if each.year <= self.year]

    @property
    def guided(self) -> list[str]:
        """The straight line to each milestone to come, in words."""
        return [step.guide for step in self.steps if step.guide]

    @property
    def pages(self) -> range:
        return range(1, -(-self.ranked // MOST_PLACES) + 1)

    @property
    def from_to(self) -> tuple[int, int]:
        """Which of the ranked stand on the page."""
        first = (self.page - 1) * MOST_PLACES
        return first + 1, first + len(self.places)

    @property
    def missing_named(self) -> str:
        """ "Phường 5, Phường 6"; of very many the first and how many more."""
        shown = self.missing[:MOST_MISSING]
        more = self.missing_units - len(shown)
        return joined([*shown, f"{vi.whole(more)} nơi khác"]) if more > 0 and shown else ", ".join(shown)

    @property
    def illustrative(self) -> bool:
        return any(line.illustrative for line in self.lines)


def read_history(
    unit: Unit, indicator: Indicator, year: int, years: int = YEARS_SHOWN, *, page: int = 1, whole: bool = False
) -> History:
    """The years up to the chosen one, and that year unit by unit, in a fixed number of queries; a few more where the
    ground changed. Raises Refused for a year in which the unit did not stand.

    Over very many units the database adds the years, and only the chosen one and the lowest units are read one by one.
    `whole`: all units that are ranked, not a page of them.
    """
    version, day = standing_in_year(unit, year)
    asked, _ = targets_of(unit, year, day)
    targets = tuple(each for each in asked if each.indicator_id == indicator.pk)
    first = year - years + 1
    figures = read_figures(unit, version.kind, first, year, [indicator], sums=True)
    levels = [each.minimum for each in targets if each.unit_name == PERCENT and each.minimum is not None]
    sums = _from_the_first({each: figures.of(indicator, each) for each in range(first, year + 1)})
    changed = {each for each in _changed(figures, indicator) if each in sums and each - 1 in sums}
    shown_to = max([year, *(each.year for each in targets)])
    known = read_breaks(unit, figures.definitions, [indicator], min(sums), shown_to)
    judged = known.between(indicator, min(sums), shown_to)
    breaks = _in_few_words(changed, judged)
    found = sums[year]
    if figures.adds_in_database(indicator):
        found = read_figures(unit, version.kind, year, year, [indicator]).of(indicator, year)
    places = _ranked(found)
    shown = places if whole else places[(page - 1) * MOST_PLACES : page * MOST_PLACES] or places[:MOST_PLACES]
    low = [each for each in places if _height(each) >= 0][-MOST_LOWEST:]
    lines = _places(figures.defined(indicator, year), [*shown, *low], targets, levels)
    ranking, lowest_lines = lines[: len(shown)], lines[len(shown) :]
    missing = tuple(gap.ward.name for gap in found.gaps) if found else ()
    lacking = max(len(missing), found.missing_units if found else 0)
    title = f"{indicator.label}, {named(version)}"
    panels = _panels(figures, indicator, places, sums, levels)
    guides = _guides(targets, count_of(sums[year]), year, known, indicator)
    steps = tuple(_steps(targets, min(sums), guides))
    return History(
        unit=unit,
        name=named(version),
        indicator=figures.defined(indicator, year),
        year=year,
        targets=targets,
        lines=tuple(_line(figures.defined(indicator, each), each, sums[each], levels, breaks) for each in sums),
        places=ranking,
        lowest=lowest_lines,
        ranked=len(places),
        page=page if shown and shown[0] is not places[0] else 1,
        missing=missing,
        missing_units=lacking,
        breaks=_told(unit, day, (first, year), indicator, changed) if changed else (),
        judged=tuple(judged),
        picture=_picture(title, indicator, sums, steps, levels, breaks),
        steps=steps,
        ranking=_ranking(title, year, ranking, targets, lacking),
        side_by_side=_side_by_side(title, list(sums), panels, targets, breaks),
        by_unit=tuple(_unit_years(panel, list(sums)) for panel in panels),
        forms=tuple(form.title for form in figures.forms_of(figures.defined(indicator, year))),
        units_word=found.units_word if found else "",
    )


def lowest(page: History) -> chart.Drawn:
    """The units of the year that are lowest, from the highest of them down; of one unit alone nothing."""
    if len(page.lowest) < 2:
        return chart.NOT_DRAWN
    all_of_them = vi.whole(page.ranked)
    which = f" ({len(page.lowest)} nơi thấp nhất trong {all_of_them})" if page.ranked > len(page.lowest) else ""
    title = f"{page.indicator.label}, {page.name}{which}"
    return _ranking(title, page.year, page.lowest, page.targets, page.missing_units)


def _of_line(each: PlaceLine) -> Count:
    return Count(each.numerator, each.denominator)


def _from_the_first(sums: dict[int, Sum | None]) -> dict[int, Sum | None]:
    """From the first year that has any figure on; of a unit without one only the last year."""
    begun = next((year for year, found in sums.items() if found and found.numerator is not None), max(sums))
    return {year: found for year, found in sums.items() if year >= begun}


def _changed(figures: Figures, indicator: Indicator) -> set[int]:
    """Years whose figures are of other units than those of the year before."""
    forms = figures.forms_of(figures.defined(indicator, figures.last))
    series = figures.series.get(forms[-1].code) if forms else None
    if series is None:
        return set()
    units = {year: {ward.pk for ward in wards} for year, wards in series.wards.items()}
    return {year for year in series.years if units.get(year - 1) and units[year] and units[year] != units[year - 1]}


def _in_few_words(changed: Collection[int], judged: Iterable[Break]) -> dict[int, str]:
    """What is new from each year on: "địa bàn khác và tiêu chí khác"."""
    found: dict[int, list[str]] = {year: ["địa bàn khác"] for year in changed}
    for each in judged:
        found.setdefault(each.year, []).append(each.few)
    return {year: " và ".join(dict.fromkeys(found[year])) for year in sorted(found)}


def _told(
    unit: Unit, day: dt.date, span: tuple[int, int], indicator: Indicator, changed: Iterable[int]
) -> tuple[str, ...]:
    """The breaks by name and decision, as the series on the map of the day knows them.

    A year of other units of which the catalogue knows no change is named too, with what it lacks.
    """
    known = []
    with contextlib.suppress(Refused):
        known = breaks_of(restating.build(restating.ask(unit, day, *span, [indicator.numerator.code])))
    named = {each.year for each in known}
    bare = [f"trong năm {year} ({UNDECIDED})" for year in sorted(changed) if year not in named]
    return (*(each.told for each in known), *bare)


def _line(
    indicator: Indicator, year: int, found: Sum | None, levels: Iterable[Decimal], breaks: Mapping[int, str]
) -> YearLine:
    count = Count(found.numerator, found.denominator) if found and found.numerator is not None else None
    return YearLine(
        year=year,
        shown=words.shown(indicator, count, levels),
        counts=words.counts(indicator, count),
        basis=found.basis if found and count else "",
        whole=count_of(found) is not None,
        changed=breaks.get(year, ""),
        illustrative=bool(found and found.illustrative),
    )


def _ranked(found: Sum | None) -> list[Input]:
    """What the units of a year gave, from the highest figure down."""

    return sorted(found.inputs, key=_height, reverse=True) if found else []


FINE = 10**40
"""Two shares of counts below 10^20 are never nearer to each other than one part of so many."""


def _height(each: Input) -> int:
    """Where the unit's figure stands among others, exact; a whole number, since thousands of them are sorted."""
    count = Count(each.numerator, each.denominator)
    if count.denominator is None:
        return count.numerator * FINE
    return count.numerator * FINE // count.denominator if count.denominator else -1


def _places(
    indicator: Indicator, inputs: Collection[Input], targets: Iterable[Target], levels: Iterable[Decimal]
) -> tuple[PlaceLine, ...]:
    """Units as lines of the table, each with who approved its sheet; one query, of levels two."""
    sheets = Submission.objects.filter(pk__in={each.submission for each in inputs})
    signed = {each.pk: each for each in sheets.select_related("approved_by")}
    target = next(iter(targets), None)
    decisions = _decisions(indicator, signed)
    return tuple(_place(indicator, each, target, levels, signed, decisions) for each in inputs)


def _decisions(indicator: Indicator, sheets: Collection[int]) -> dict[int, str]:
    """By which decision a level was recognised: the note of its cell in each sheet. Of counts nothing is asked."""
    if indicator.numerator.additivity != Additivity.NONE:
        return {}
    rows = Value.objects.filter(submission__in=sheets, measure=indicator.numerator).exclude(note="")
    return dict(rows.values_list("submission_id", "note"))


def _value(each: Input) -> Fraction | None:
    return Count(each.numerator, each.denominator).value


def _place(
    indicator: Indicator,
    each: Input,
    target: Target | None,
    levels: Iterable[Decimal],
    signed: Mapping[int, Submission],
    decisions: Mapping[int, str],
) -> PlaceLine:
    count = Count(each.numerator, each.denominator)
    sheet = signed.get(each.submission)
    decides = target is not None and target.kind != TargetKind.CHANGE and count.value is not None
    if target is not None and whose_level(target) and not each.own_total:
        decides = False  # a city's level is not kept by one of its wards
    return PlaceLine(
        name=each.ward.name,
        shown=words.shown(indicator, count, levels),
        numerator=each.numerator,
        denominator=each.denominator,
        verdict=standing(target, count).label if decides and target else "",
        submission=each.submission,
        approved_by=sheet.approved_by.full_name if sheet and sheet.approved_by else "",
        approved_at=sheet.approved_at if sheet else None,
        own_total=each.own_total,
        source=decisions.get(each.submission) or (sheet.published if sheet and each.own_total else ""),
    )


def _panels(
    figures: Figures,
    indicator: Indicator,
    places: Collection[Input],
    sums: Mapping[int, Sum | None],
    levels: Iterable[Decimal],
) -> list[chart.Panel]:
    """The units of the last year with their own years, from the lowest figure up; of one alone or one year nothing.

    A unit whose base is empty has no rate, and no picture.
    """
    if len(places) < 2 or len(sums) < 2:
        return []
    rated = [each for each in places if _height(each) >= 0]
    lowest = nsmallest(MOST_PANELS, rated, key=lambda each: (max(_height(each), 0), each.ward.sort_key))
    points: dict[int, list[chart.Point]] = {each.ward.pk: [] for each in lowest}
    given: Mapping[int, Iterable[Input]] = {year: found.inputs if found else () for year, found in sums.items()}
    if figures.adds_in_database(indicator):
        given = figures.of_some(indicator, sums, [each.ward for each in lowest])
    for year, inputs in given.items():
        for each in inputs:
            if each.ward.pk in points and (value := _value(each)) is not None:
                shown = words.shown(indicator, Count(each.numerator, each.denominator), levels)
                points[each.ward.pk].append(chart.Point(year, value, shown))
    return [chart.Panel(each.ward.name, points[each.ward.pk]) for each in lowest]


def _unit_years(panel: chart.Panel, years: Iterable[int]) -> UnitYears:
    found = {point.year: point.words for point in panel.points}
    return UnitYears(panel.name, tuple(found.get(year, "") for year in years))


def _side_by_side(
    title: str,
    years: list[int],
    panels: list[chart.Panel],
    targets: Iterable[Target],
    breaks: Mapping[int, str],
) -> chart.Drawn:
    if not panels:
        return chart.NOT_DRAWN
    step = next(iter(_steps(targets, years[0])), None)
    return chart.side_by_side(f"{title}, từng đơn vị qua các năm", years, panels, step, breaks)


def _guides(
    targets: Iterable[Target], now: Count | None, year: int, breaks: Breaks, indicator: Indicator
) -> dict[int, str]:
    """By target the straight line from the year's figure to its milestone, in words: a guide, and no target.

    None where nothing is lacking, of a level, and where a break is known to come before.
    """
    if indicator.numerator.highest is not None:
        return {}
    unit = "điểm" if indicator.base else indicator.numerator.unit_name
    found = {}
    for each in targets:
        step = pace(each, now, year) if each.kind != TargetKind.CHANGE else None
        if step is not None and not breaks.between(indicator, year, each.year):
            verb = "bớt" if each.kind == TargetKind.CEILING else "thêm"
            words = f"cần {verb} {vi.decimal(rounded_up(step))} {unit} mỗi năm"
            found[each.pk] = (
                f"đến mức {level(each)} năm {each.year} ({short_citation(each.framework.citation)}) {words}"
            )
    return found


def _steps(targets: Iterable[Target], first: int, guides: Mapping[int, str] = MappingProxyType({})) -> list[chart.Step]:
    """Each target as a step up to its milestone, from the year of its document on."""
    steps = []
    for each in targets:
        value = each.minimum if each.minimum is not None else each.maximum
        if each.kind != TargetKind.CHANGE and value is not None:
            begun = each.framework.issued_on.year if each.framework.issued_on else first
            said = f"{level(each)} ({short_citation(each.framework.citation)})"
            steps.append(
                chart.Step(max(first, min(begun, each.year)), each.year, Fraction(value), said, guides.get(each.pk, ""))
            )
    return steps


def _picture(
    title: str,
    indicator: Indicator,
    sums: dict[int, Sum | None],
    steps: Sequence[chart.Step],
    levels: Iterable[Decimal],
    breaks: Mapping[int, str],
) -> chart.Drawn:
    """The years for a desk and for a phone; nothing where no year has a figure, for empty axes say nothing."""
    first = min(sums)
    points = [
        chart.Point(year, count.value, words.shown(indicator, count, levels))
        for year, found in sums.items()
        if (count := count_of(found)) is not None and count.value is not None
    ]
    if not points:
        return chart.NOT_DRAWN
    last = max([*sums, *(step.last for step in steps)])
    highest = indicator.numerator.highest
    most, years = 100 if indicator.base else highest, range(first, last + 1)

    def drawn(width: int) -> SafeString:
        level = highest is not None
        return chart.through_time(title, years, points, steps, breaks, most, levels=level, width=width)

    return chart.Drawn(drawn(chart.WIDTH), drawn(chart.NARROW))


def _ranking(
    title: str, year: int, places: Iterable[PlaceLine], targets: Iterable[Target], missing: int
) -> chart.Drawn:
    bars = [chart.Bar(each.name, value, each.shown) for each in places if (value := _of_line(each).value) is not None]
    if not bars:
        return chart.NOT_DRAWN
    step = next(iter(_steps(targets, year)), None)
    return chart.ranked(f"{title}, năm {year}", bars, step, missing)
