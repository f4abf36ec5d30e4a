"""From which years on an indicator's figures are no one trend with those before: other criteria, another definition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from awards.titles.criteria import changes_of
from awards.titles.kinds import TitleKind
from indicators.definitions import Definitions, read_definitions, told
from indicators.models import Indicator, Measure
from units.models import Unit

OTHERWISE = "cách tính khác"


class Break(NamedTuple):
    """A year from which an indicator is counted or judged otherwise, and by which document."""

    year: int
    few: str
    """In few words, for a picture: "cách tính khác", "tiêu chí khác (448/QĐ-KHVN)"."""
    said: str

    @property
    def words(self) -> str:
        """ "từ năm 2016 xét theo tiêu chí khác: QĐ 448/QĐ-KHVN"."""
        return f"từ năm {self.year} {self.said}"


@dataclass(frozen=True)
class Breaks:
    """The breaks of some indicators of a unit."""

    definitions: Definitions
    criteria: Mapping[str, Mapping[int, tuple[str, ...]]]

    def between(self, indicator: Indicator, first: int, last: int) -> list[Break]:
        """Those that stand between two years: figures of the two sides are not compared."""
        judged = self.criteria.get(_title_of(indicator), {})
        found = [
            Break(year, f"tiêu chí khác ({by})", f"xét theo tiêu chí khác: {by}")
            for year, by in ((year, ", ".join(names)) for year, names in judged.items())
            if first < year <= last
        ]
        found += [
            Break(each.first_year, OTHERWISE, f"tính khác: {told(each)}")
            for each in self.definitions.after(indicator, first, last)
        ]
        return sorted(found, key=lambda each: each.year)


def read_breaks(unit: Unit, definitions: Definitions, indicators: Iterable[Indicator], first: int, last: int) -> Breaks:
    """The breaks of the indicators from the first to the last year; one query where one of them counts titles."""
    titles = {title for each in indicators if (title := _title_of(each))}
    return Breaks(definitions, changes_of(titles, first, last, unit.pk) if titles else {})


def _title_of(indicator: Indicator) -> str:
    """The title whose holders the indicator counts; of any other indicator nothing."""
    kind, _, what = indicator.numerator.code.partition("-")
    return kind if what == "recognised" and kind in TitleKind.values else ""


def breaks_of_counts(unit: Unit, measures: Iterable[Measure], first: int, last: int) -> dict[int, list[Break]]:
    """By the id of each measure, those of every indicator that it is the numerator of, each once and named by it.

    Three queries, however many measures.
    """
    indicators = list(Indicator.objects.filter(numerator__in=list(measures)).select_related("numerator", "base"))
    known = read_breaks(unit, read_definitions(indicators), indicators, first, last)
    found: dict[int, dict[tuple[int, str], Break]] = {}
    for indicator in indicators:
        for each in known.between(indicator, first, last):
            whose = f"{indicator.label} " if each.few == OTHERWISE else ""
            named = each._replace(said=f"{whose}{each.said}")
            found.setdefault(indicator.numerator_id, {}).setdefault((each.year, each.said), named)
    return {measure: sorted(breaks.values()) for measure, breaks in found.items()}


def because(breaks: Iterable[Break]) -> str:
    """Why two figures are not compared, as the end of a sentence."""
    return "; ".join(each.words for each in breaks)
