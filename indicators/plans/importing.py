"""The figures of a plan from a workbook: a row for an indicator and a year, judged as the cells of the grid are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
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
from indicators.workflow.plans import PlanDesk, thing_of, write_plan
from units.enums import Role
from units.models import Unit, User

LAST_YEAR = 2100

TEMPLATE = Template(
    code="ke-hoach",
    version=1,
    title="Mức đề ra của kế hoạch",
    instructions=(
        "Mỗi dòng một chỉ tiêu của một năm. Mức ghi như: 70; 75 - 80; ≤ 2; duy trì 100; mức độ 2; tăng 5% so với 2020. "
        "Số một mình nghĩa là ít nhất chừng đó."
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


def words_of(indicators: Iterable[Indicator]) -> dict[str, str]:
    """The indicators by the words that name them: with their base, since some differ in nothing else."""
    return {f"{each} ({each.base_label})" if each.base_label else str(each): each.code for each in indicators}


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

    def back(self, unit: Unit) -> tuple[str, str]:
        return "Kế hoạch", reverse("indicators:plan-list", args=[unit.pk])

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New figures, those that stand already, or refused as their cell would be; in a fixed number of queries."""
        desk = PlanDesk(_chosen(context))
        words = words_of(Indicator.objects.all())
        seen: dict[tuple[str, int], int] = {}
        return [_judged(row, desk, words, seen) for row in rows]

    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        cells = {each.payload[:2]: each.payload[2] for each in decisions if each.outcome == Outcome.CREATE}
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


def _judged(row: Row, desk: PlanDesk, words: Mapping[str, str], seen: dict[tuple[str, int], int]) -> Decision:
    place = (words.get(row["indicator"], ""), int(row["year"]))
    if place in seen:
        return refuse(row, f"Chỉ tiêu và năm này đã có ở dòng {seen[place]} của tệp.", "indicator", "year")
    seen[place] = row.line or row.number
    try:
        judged = desk.judge(*place, row["level"])
    except Refused as reason:
        return refuse(row, str(reason), "indicator")
    if refusal := _of_percent_cell(row["level"], judged.indicator) or judged.refusal:
        return refuse(row, refusal, "level")
    if not judged.changes:
        return match(row, None, "Kế hoạch đã ghi đúng mức này.")
    return create(row, (*place, row["level"]), "Ghi đè mức đang có." if judged.before else "")


def _of_percent_cell(text: str, indicator: Indicator) -> str:
    """Why a share cannot be taken that a cell of Excel dressed as a percentage may hold: 80% is kept there as 0,8."""
    try:
        share = vi.parse_percent(text) if thing_of(indicator).share and "%" not in text else None
    except Refused:
        return ""
    if share is None or not 0 < share <= 1:
        return ""
    return f"Mức “{text}” không có dấu %; ô phần trăm của Excel lưu 80% thành 0,8. Hãy gõ cả dấu %, ví dụ: 80%."
