"""The figures of a plan from a workbook, judged as the cells of the grid are: a row for an indicator and a year, or, as
the grid itself stands, a row for an indicator and a column for each year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.urls import reverse

from awards.uploads.enums import Outcome
from awards.uploads.importing import Context, Decision, Importer, Made, OneOf, create, match, refuse, the_one
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Kind, Template
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators.models import Indicator, Plan, PlanChange
from indicators.permissions import can_keep_plans
from indicators.plans.names import Names, words_of
from indicators.workflow.plans import Judged, Place, PlanDesk, thing_of, write_plan
from units.enums import Role
from units.models import Unit, User

LAST_YEAR = 2100
LONGEST_NAME = 300

TEMPLATE = Template(
    code="ke-hoach",
    version=1,
    title="Mức đề ra của kế hoạch",
    instructions=(
        "Mỗi dòng một chỉ tiêu của một năm; hoặc mỗi dòng một chỉ tiêu, mỗi năm một cột (Năm 2025, Năm 2026). Tên chỉ "
        "tiêu ghi như trong trang kế hoạch hoặc như văn bản của cấp trên. Mức ghi như: 70; 75 - 80; ≤ 2; duy trì 100; "
        "mức độ 2; tăng 5% so với 2020. Số một mình nghĩa là ít nhất chừng đó."
    ),
    columns=(
        Column("indicator", "Chỉ tiêu", Kind.CHOICE, required=True, width=52, other_names=("Tên chỉ tiêu", "Mục tiêu")),
        Column("year", "Năm", Kind.WHOLE, required=True, width=9, largest=LAST_YEAR, other_names=("Đến năm",)),
        Column(
            "level", "Mức đề ra", required=True, width=24, longest=60, other_names=("Mức", "Chỉ tiêu giao", "Kế hoạch")
        ),
    ),
)


def plans_of(unit: Unit) -> list[Plan]:
    return list(Plan.objects.filter(unit=unit).select_related("framework", "unit"))


def year_code(year: int) -> str:
    """The code of the column that holds a year's levels."""
    return f"level-{year}"


def as_grid(years: Iterable[int]) -> Template:
    """The list as it is read for a plan: in either shape, an indicator under any name that it goes by."""
    name, year, asked = TEMPLATE.columns
    columns = (
        replace(name, kind=Kind.TEXT, longest=LONGEST_NAME),
        replace(year, required=False),
        replace(asked, required=False),
        *(Column(year_code(each), f"Năm {each}", longest=60, other_names=(str(each),)) for each in years),
    )
    return replace(TEMPLATE, columns=columns)


class PlanImporter(Importer):
    """Figures of one plan, by whoever keeps the unit's plans."""

    kind = "plan"
    names_people = False
    role = Role.DISTRICT_OFFICE
    template = TEMPLATE
    may_leave_out = True

    def permits(self, user: User, unit: Unit) -> bool:
        return can_keep_plans(user, unit)

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        words = list(words_of(Indicator.objects.all()))
        return {"indicator": words} if words else {}

    def options_form(self, unit: Unit, data: Mapping[str, Any] | None = None) -> forms.Form:
        return OneOf("plan", "Kế hoạch", [(each.pk, f"{each} ({each.span})") for each in plans_of(unit)], data)

    def template_of(self, unit: Unit, options: Mapping[str, Any]) -> Template:
        """Once a plan is chosen, its years may stand as columns too."""
        chosen = next((each for each in plans_of(unit) if each.pk == options.get("plan")), None)
        return as_grid(chosen.years) if chosen else TEMPLATE

    def back(self, unit: Unit) -> tuple[str, str]:
        return "Kế hoạch", reverse("indicators:plan-list", args=[unit.pk])

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New figures, those that stand already, or refused as their cell would be; in a fixed number of queries."""
        judging = _Judging(PlanDesk(_chosen(context)))
        return [judging.decide(row) for row in rows]

    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        cells: dict[Place, str] = {}
        for each in decisions:
            cells |= each.payload if each.outcome == Outcome.CREATE else {}
        made = write_plan(_chosen(context), cells, by=context.by, at=context.at)
        return {"changes": [each.pk for each in made]} if made else {}

    def rests(self, made: Made, context: Context) -> list[str]:
        """Figures of the list that somebody changed since."""
        told = []
        for each in _changes(made):
            later = each.plan.changes.filter(indicator=each.indicator, year=each.year, pk__gt=each.pk)
            if later.exists():
                told.append(f"{each.indicator}, năm {each.year}: mức này đã được sửa về sau.")
        return told

    def take_back(self, made: Made, context: Context, reason: str) -> None:
        changes = _changes(made)
        cells = {(each.indicator.code, each.year): each.before for each in changes}
        write_plan(changes[0].plan, cells, by=context.by, at=context.at)


def _changes(made: Made) -> list[PlanChange]:
    rows = PlanChange.objects.filter(pk__in=made["changes"]).select_related("plan", "indicator").order_by("pk")
    return list(rows)


def _chosen(context: Context) -> Plan:
    """The plan chosen, or the unit's only one. Raises Refused where there is none, or none is chosen."""
    return the_one(
        plans_of(context.unit),
        context,
        "plan",
        none=f"{context.unit} chưa ghi kế hoạch nào. Hãy bấm “Ghi kế hoạch” trước rồi nạp các mức.",
        which="Hãy chọn kế hoạch của danh sách.",
    )


class _Judging:
    """Rows of one list, each with its one level or with a level for each year; a cell is said once."""

    def __init__(self, desk: PlanDesk) -> None:
        self.desk = desk
        self.names = Names(desk.indicators.values())
        self.seen: dict[Place, int] = {}

    def decide(self, row: Row) -> Decision:
        """What becomes of the row; every cell of it must be sound. A blank cell of a year leaves what stands."""
        try:
            code = self.names.code(row["indicator"])
        except Refused as reason:
            return refuse(row, str(reason), "indicator")
        levels = {
            year: (year_code(year), row[year_code(year)]) for year in self.desk.plan.years if row[year_code(year)]
        }
        if row["level"]:
            if row["year"] is None:
                return refuse(row, "Năm: ô bắt buộc còn trống.", "year")
            levels[int(row["year"])] = "level", row["level"]
        if not levels:
            return refuse(row, "Dòng chưa ghi mức nào.", "level")
        judged: dict[Place, Judged] = {}
        for year, (column, text) in levels.items():
            if (code, year) in self.seen:
                return refuse(
                    row, f"Chỉ tiêu và năm này đã có ở dòng {self.seen[code, year]} của tệp.", "indicator", "year"
                )
            self.seen[code, year] = row.line or row.number
            each = self.desk.judge(code, year, text)
            if refusal := _of_percent_cell(text, each.indicator) or each.refusal:
                return refuse(row, refusal, column)
            judged[code, year] = each
        cells = {place: levels[place[1]][1] for place, each in judged.items() if each.changes}
        if not cells:
            return match(row, None, "Kế hoạch đã ghi đúng mức này.")
        return create(row, cells, "Ghi đè mức đang có." if any(judged[each].before for each in cells) else "")


def _of_percent_cell(text: str, indicator: Indicator) -> str:
    """Why a share cannot be taken that a cell of Excel dressed as a percentage may hold: 80% is kept there as 0,8."""
    try:
        share = vi.parse_percent(text) if thing_of(indicator).share and "%" not in text else None
    except Refused:
        return ""
    if share is None or not 0 < share <= 1:
        return ""
    return f"Mức “{text}” không có dấu %; ô phần trăm của Excel lưu 80% thành 0,8. Hãy gõ cả dấu %, ví dụ: 80%."
