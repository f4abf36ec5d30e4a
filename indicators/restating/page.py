"""The page of one measure of a series as prepared rows: figures in words, breaks between the years, what is beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from hocTap.lib import vi
from indicators.comparable import breaks_of_counts
from indicators.enums import Quality
from indicators.models import Indicator, Measure
from indicators.restating.beside import Beside, as_approved
from indicators.restating.breaks import Break, breaks_of
from indicators.restating.building import Series
from indicators.restating.chart import NARROW, Picture, Point, drawn
from indicators.restating.common import Cell, common_ground
from indicators.restating.ratios import Ratio, Ratios, ratios_of
from indicators.restating.shares import Share, shares_of
from indicators.restating.words import figure, notes_of, title_of, unknown_words
from indicators.rules.restating import Restated


@dataclass(frozen=True)
class YearRow:
    """A year of the table, under the breaks that came before it."""

    year: int
    breaks: tuple[Break, ...]
    otherwise: tuple[str, ...]
    """What is judged or counted otherwise from this year on: the change from the year before is none."""
    figure: str
    word: str
    quality: str
    parts: str
    units: str
    unknown: str
    approved: str
    by_the_map: str
    change: str
    ratios: tuple[str, ...]


@dataclass(frozen=True)
class CellRow:
    """A common ground with its figure of each year."""

    cell: Cell
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """One measure of a series, ready to be shown."""

    series: Series
    measure: Measure
    rows: list[YearRow]
    chart: SafeString
    """Nothing where no year is known well enough to be drawn."""
    narrow_chart: SafeString
    """The same picture for a phone."""
    ratios: list[str]
    """What each ratio is called, with the base or bases that it is over."""
    shares: list[Share]
    notes: list[str]
    cells: list[CellRow] = field(default_factory=list)

    @property
    def title(self) -> str:
        return title_of(self.series)

    @property
    def columns(self) -> int:
        """Of the table, for rows that go across."""
        return 7 + len(self.ratios)


def build_page(series: Series, *, common: bool) -> Page:
    """The page of the first measure that was asked for; the others are the bases of its ratios."""
    measure = series.asked.measures[0]
    ratios = ratios_of(series)
    indicators = [each for each in ratios.indicators if ratios.counts(each, measure.pk)]
    breaks, beside = breaks_of(series), as_approved(series)
    asked = series.asked
    counted: dict[int, list[str]] = {}
    for each in breaks_of_counts(asked.unit, [measure], asked.first, asked.last).get(measure.pk, []):
        counted.setdefault(each.year, []).append(each.said)
    picture = _picture(series, measure, breaks)._replace(otherwise=tuple(counted))
    return Page(
        series,
        measure,
        list(_rows(ratios, measure, indicators, breaks, beside, counted)),
        drawn(picture) if picture.points else SafeString(),
        drawn(picture._replace(width=NARROW)) if picture.points else SafeString(),
        [f"{each.label}, {ratios.over(each)}" for each in indicators],
        shares_of(series),
        notes_of(series),
        _cells(series, measure) if common else [],
    )


def _rows(
    ratios: Ratios,
    measure: Measure,
    indicators: Sequence[Indicator],
    breaks: Sequence[Break],
    beside: Beside,
    otherwise: Mapping[int, Sequence[str]],
) -> list[YearRow]:
    found: list[YearRow] = []
    before: int | None = None
    series = ratios.series
    for year in series.asked.years:
        result, then = series.result(measure.code, year), beside.result(measure.code, year)
        alike = before is not None and result.value is not None and year not in otherwise
        change = (result.value or 0) - (before or 0) if alike else None
        found.append(
            YearRow(
                year=year,
                breaks=tuple(each for each in breaks if each.year == year),
                otherwise=tuple(otherwise.get(year, ())),
                figure=figure(result),
                word=result.quality.label,
                quality=result.quality.value,
                parts=_parts(result),
                units=f"{vi.whole(result.reported)}/{vi.whole(result.counting)}",
                unknown=unknown_words(series, result, year),
                approved=figure(then) if then else vi.whole(None),
                by_the_map=signed(beside.by_the_map(series, measure.code, year)),
                change=signed(change),
                ratios=tuple(ratio_words(ratios.in_year(each, year).ratio) for each in indicators),
            )
        )
        before = result.value
    return found


def _parts(result: Restated) -> str:
    """Of what the figure is made, where not all of it is exact."""
    if not result.estimated and result.quality != Quality.BOUNDED:
        return ""
    parts = [f"đúng {vi.whole(result.exact)}"]
    if result.estimated:
        parts.append(f"ước tính {vi.whole(result.estimated)}")
    if result.high is not None and result.low is not None and result.high > result.low:
        parts.append(f"chưa biết, nhiều nhất {vi.whole(result.high - result.low)}")
    return "; ".join(parts)


def signed(number: int | None) -> str:
    """+12, −3, 0, –."""
    if number is None or number == 0:
        return vi.whole(number)
    return f"{'+' if number > 0 else '−'}{vi.whole(abs(number))}"


def ratio_words(found: Ratio) -> str:
    """ "84,12%", "từ 60,00% đến 71,20%", "–"."""
    if found.value is not None or found.low is None:
        return vi.percent(found.value)
    if found.high is None:
        return f"ít nhất {vi.percent(found.low)}"
    return f"từ {vi.percent(found.low)} đến {vi.percent(found.high)}"


def _picture(series: Series, measure: Measure, breaks: Sequence[Break]) -> Picture:
    results = [(year, series.result(measure.code, year)) for year in series.asked.years]
    points = tuple(
        Point(year, result.quality.value, result.low, result.high)
        for year, result in results
        if result.low is not None and result.high is not None
    )
    years = tuple(sorted({each.year for each in breaks}))
    asked = series.asked
    return Picture(f"{measure.label}, {title_of(series)}", measure.unit_name, asked.first, asked.last, points, years)


def _cells(series: Series, measure: Measure) -> list[CellRow]:
    return [
        CellRow(
            cell,
            tuple(
                figure(found) if (found := cell.results.get((measure.code, year))) else vi.whole(None)
                for year in series.asked.years
            ),
        )
        for cell in common_ground(series)
    ]
