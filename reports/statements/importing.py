"""Statements of an office's own past reports from a workbook: a row for each, judged as its page judges it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.urls import reverse

from awards.uploads.enums import Outcome
from awards.uploads.importing import Context, Decision, Importer, Made, OneOf, create, match, refuse, the_one
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Kind, Template
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from reports.models import PublishedFigure, PublishedSource
from reports.permissions import can_keep_statements
from reports.statements.forms import figures
from reports.statements.workflow import Statement, add_statements, exact_part, facts_of, known_of, must_have_stood, void
from units.enums import Role
from units.models import Unit, User

TEMPLATE = Template(
    code="so-da-cong-bo",
    version=1,
    title="Số liệu đã công bố",
    instructions=(
        "Mỗi dòng một câu của nguồn, chép đúng như đã in: gần 10.800; trên 8 tỉ đồng; 84,12%. Nguồn không ghi mẫu số "
        "thì để trống."
    ),
    columns=(
        Column("label", "Chỉ tiêu", required=True, width=44, other_names=("Tên chỉ tiêu", "Nội dung")),
        Column("printed_count", "Số đếm", width=18, longest=60, other_names=("Số đã in", "Kết quả", "Số lượng")),
        Column("printed_base", "Mẫu số", width=14, longest=60, other_names=("Tổng số", "Trên tổng số")),
        Column("printed_rate", "Tỉ lệ", width=12, longest=20, other_names=("Tỷ lệ", "Tỉ lệ %", "Tỷ lệ %", "%")),
        Column(
            "place",
            "Vị trí trong nguồn",
            required=True,
            width=24,
            longest=120,
            other_names=("Vị trí", "Trang"),
            once=True,
        ),
        Column("figure", "So với số liệu đã duyệt", Kind.CHOICE, width=36, other_names=("So với",)),
    ),
)


def sources_of(unit: Unit) -> list[PublishedSource]:
    return list(PublishedSource.objects.standing().filter(unit=unit).order_by("-published_on", "-pk"))


class StatementImporter(Importer):
    """Statements of one text, by whoever keeps what was published of the unit."""

    kind = "statements"
    names_people = False
    role = Role.DISTRICT_OFFICE
    template = TEMPLATE
    may_leave_out = True

    def permits(self, user: User, unit: Unit) -> bool:
        return can_keep_statements(user, unit)

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        words = [label for _, label in figures()]
        return {"figure": words} if words else {}

    def options_form(self, unit: Unit, data: Mapping[str, Any] | None = None) -> forms.Form:
        sources = [(each.pk, f"{each} ({vi.day(each.published_on)})") for each in sources_of(unit)]
        return OneOf("source", "Nguồn", sources, data)

    def back(self, unit: Unit) -> tuple[str, str]:
        return "Số liệu đã công bố", reverse("reports:printed-list", args=[unit.pk])

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New statements, those that stand already, or refused as their page would; in a fixed number of queries."""
        source = _chosen(context)
        must_have_stood(source.unit_id, source.last_year)
        codes = {label: code for code, label in figures()}
        there, seen = known_of(source), dict[tuple[str, ...], int]()
        return [_judged(row, codes, there, seen) for row in rows]

    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        said = [Statement(**each.payload) for each in decisions if each.outcome == Outcome.CREATE]
        made = add_statements(_chosen(context), said, by=context.by, at=context.at)
        return {"figures": [each.pk for each in made]} if made else {}

    def rests(self, made: Made, context: Context) -> list[str]:
        """Statements of the list that somebody corrected or took out since."""
        kept: Any = PublishedFigure.history
        changed = set(kept.filter(id__in=made["figures"], history_type="~").values_list("id", flat=True))
        return [
            f"{each.label} ({each.place}): câu này {'đã hủy' if each.is_void else 'đã được sửa về sau'}."
            for each in _made(made)
            if each.pk in changed
        ]

    def take_back(self, made: Made, context: Context, reason: str) -> None:
        for each in _made(made):
            void(each, reason, by=context.by, at=context.at)


def _made(made: Made) -> list[PublishedFigure]:
    return list(PublishedFigure.objects.filter(pk__in=made["figures"]).order_by("pk"))


def _chosen(context: Context) -> PublishedSource:
    """The text chosen, or the unit's only one. Raises Refused where there is none, or none is chosen."""
    return the_one(
        sources_of(context.unit),
        context,
        "source",
        none=f"{context.unit} chưa ghi nguồn nào. Hãy bấm “Ghi nguồn” trước rồi nạp các câu.",
        which="Hãy chọn nguồn của danh sách.",
    )


def _judged(
    row: Row, codes: Mapping[str, str], there: set[tuple[str, ...]], seen: dict[tuple[str, ...], int]
) -> Decision:
    names = ("label", "place", "printed_count", "printed_base", "printed_rate")
    said = {name: str(row[name] or "") for name in names} | {"figure": codes.get(str(row["figure"] or ""), "")}
    statement = Statement(**said)
    if statement.same_as in seen:
        return refuse(row, f"Câu này đã có ở dòng {seen[statement.same_as]} của tệp.", "label", "place")
    seen[statement.same_as] = row.line or row.number
    if statement.same_as in there:
        return match(row, None, "Câu này đã được ghi trong nguồn.")
    try:
        facts_of(statement)
        _must_be_a_percentage(statement.printed_rate)
    except Refused as reason:
        return refuse(row, str(reason), "printed_count", "printed_base", "printed_rate")
    return create(row, said)


def _must_be_a_percentage(text: str) -> None:
    """Raises Refused for a share that a cell of Excel dressed as a percentage holds: 80% is kept there as 0,8."""
    share = vi.parse_percent(exact_part(text))
    if share is not None and 0 < share <= 1 and "%" not in text:
        raise Refused(f"Tỉ lệ “{text}” không có dấu %; ô phần trăm của Excel lưu 80% thành 0,8. Hãy gõ như đã in: 80%.")
