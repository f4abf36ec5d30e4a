"""The grid of a plan: a row for each indicator, a cell for each year, beside what the documents above ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property

from hocTap.lib.forms import Seen
from hocTap.lib.steps import Refused
from indicators.models import Indicator, Plan, Target
from indicators.rules.targets import base_of, level, short_citation
from indicators.scorecard.asking import targets_of
from indicators.workflow.plans import Place, PlanDesk
from indicators.workflow.targets import base_words

WIDEST = 60
BEFORE_CODE = "muc-"


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator of the grid: its name with its base, what is asked above, and its cells year by year."""

    indicator: Indicator
    above: tuple[str, ...]
    cells: tuple[tuple[int, Any], ...]
    """Each with its year."""

    @property
    def base(self) -> str:
        return self.indicator.base_label or base_words(self.indicator)


def name_of(code: str, year: int) -> str:
    """The name of a cell's field: "muc-household-rate-2025"."""
    return f"{BEFORE_CODE}{code}-{year}"


class PlanGridForm(Seen, forms.Form):
    """Every cell of a plan; what somebody else wrote meanwhile is shown beside what was typed."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        self.desk = PlanDesk(plan)
        self.places: dict[str, Place] = {}
        standing = {place: level(row) for place, row in self.desk.standing.items()}
        super().__init__(*args, **kwargs)
        marks = self.fields.pop("seen_before")
        for code, indicator in self.desk.indicators.items():
            for year in plan.years:
                name = name_of(code, year)
                self.places[name] = (code, year)
                said = f"{indicator} {indicator.base_label}".strip()
                field = forms.CharField(label=f"{said}, năm {year}", max_length=WIDEST, required=False)
                field.widget.attrs |= {"aria-label": field.label, "size": "12", "class": "form-control plan-cell"}
                self.fields[name] = field
                self.initial[name] = standing.get((code, year), "")
        self.fields["seen_before"] = marks

    def clean(self) -> dict[str, Any]:
        """Each cell is judged by itself, so that its sentence stands beside it."""
        asked = super().clean() or self.cleaned_data
        for name, place in self.places.items():
            if name in asked:
                judged = self.desk.judge(*place, asked[name])
                if judged.refusal:
                    self.add_error(name, judged.refusal)
        return asked

    def cells(self, data: Mapping[str, Any]) -> dict[Place, str]:
        """What was typed, by cell, as the workflow takes it."""
        return {place: data[name] for name, place in self.places.items() if name in data}

    @cached_property
    def above(self) -> dict[str, tuple[str, ...]]:
        return asked_above(self.desk.plan)

    def rows(self) -> Iterator[IndicatorRow]:
        for code, indicator in self.desk.indicators.items():
            cells = tuple((year, self[name_of(code, year)]) for year in self.desk.plan.years)
            yield IndicatorRow(indicator, self.above.get(code, ()), cells)


def asked_above(plan: Plan) -> dict[str, tuple[str, ...]]:
    """What other documents ask of the unit in the plan's years and later, by indicator; nothing where it did not stand.

    A document that nobody compared with its original says so.
    """
    try:
        found, _ = targets_of(plan.unit, plan.first_year, dt.date(plan.first_year, 12, 31))
    except Refused:
        return {}
    told: dict[str, list[str]] = {}
    for row in found:
        if row.indicator and row.framework_id != plan.framework_id:
            told.setdefault(row.indicator.code, []).append(_told(row))
    return {code: tuple(said) for code, said in told.items()}


def _told(row: Target) -> str:
    checked = "" if row.verified == "original" else f" ({row.get_verified_display()})"
    return f"{short_citation(row.framework.citation)}, {row.year}: {level(row)} {base_of(row)}{checked}"
