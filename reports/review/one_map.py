"""Titles, money and the other flows on the map of the stage's last day, where the map changed within the stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indicators import restating
from indicators.definitions import Definitions
from indicators.models import Indicator
from indicators.restating.breaks import breaks_of
from indicators.rules.restating import Restated
from indicators.series import YEARLY_FORM, Series
from reports.review import spec
from reports.review.stage import Stage
from units.models import Unit


@dataclass(frozen=True)
class OnOneMap:
    """Counts by code of measure and year on the map of the stage's last day, and the days on which it had changed."""

    results: Mapping[tuple[str, int], Restated]
    breaks: tuple[str, ...]
    illustrative: bool


def on_one_map(
    unit: Unit, stage: Stage, series: Series, definitions: Definitions, indicators: Mapping[str, Indicator]
) -> OnOneMap | None:
    """The restated counts; None where the same units reported in every year, or on another form.

    Titles follow the address, money the minutes of the hand-over, each as `indicators.restating` has it.
    """
    standing = {frozenset(ward.pk for ward in series.wards[year]) for year in series.years}
    if len(standing) == 1 or stage.sheets.form_code != YEARLY_FORM:
        return None
    asked = [each for title in spec.TITLES if (each := indicators.get(title.indicator))]
    counted = [told for each in asked for told in definitions.ever(each, stage.first, stage.last)]
    codes = list(dict.fromkeys(code for each in counted for code in (each.numerator.code, each.base_of_share.code)))
    codes += [flow.code for flow in spec.FLOWS if flow.code in series.measures]
    found = restating.build(restating.ask(unit, stage.ends_on, stage.first, stage.last, codes))
    results = {(code, year): found.result(code, year) for code in codes for year in series.years}
    return OnOneMap(results, tuple(each.words for each in breaks_of(found)), found.illustrative)
