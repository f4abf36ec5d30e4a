"""The list of khu phố, thôn, ấp of a commune, taken in from Excel: what becomes of each row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from awards.uploads.importing import Context, Decision, Importer, Made, create, match, near, refuse
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Kind, Template
from units.communities import workflow
from units.communities.permissions import can_keep
from units.communities.rules import LONGEST_CODE, LONGEST_NAME, Fate, Line, Verdict
from units.enums import Role
from units.models import CommunityStep, Unit, User

COLUMNS = {"first": "valid_from"}
"""Fields of a line by columns of the file, where they are not called alike."""

TEMPLATE = Template(
    code="khu-pho",
    version=1,
    title="Danh sách khu phố, thôn, ấp",
    instructions=(
        "Mỗi dòng một khu phố, tổ dân phố, thôn, ấp, bản, khóm. Cột có dấu * phải ghi. Để trống từ ngày nếu nơi đó đã "
        "có từ khi xã, phường thành lập. Không sửa dòng tiêu đề."
    ),
    columns=(
        Column(
            "name",
            "Tên",
            required=True,
            width=28,
            longest=LONGEST_NAME,
            other_names=("Tên khu phố", "Tên thôn", "Tên ấp", "Khu phố", "Thôn", "Ấp", "Tên khu phố, thôn, ấp"),
        ),
        Column("designation", "Loại", width=16, longest=30, help="Khu phố, tổ dân phố, thôn, ấp, bản, khóm…"),
        Column("valid_from", "Từ ngày", Kind.DAY, width=14, other_names=("Ngày thành lập", "Có từ ngày")),
        Column("decision", "Căn cứ", width=36, longest=170, other_names=("Quyết định", "Nghị quyết", "Văn bản")),
        Column("code", "Mã", width=10, longest=LONGEST_CODE, other_names=("Mã khu phố", "Mã số")),
    ),
    bare=True,
)


class CommunityImporter(Importer):
    """All communities of a commune in one file; what is there already is left alone."""

    kind = "communities"
    names_people = False
    role = Role.WARD_OFFICER
    template = TEMPLATE
    may_leave_out = True

    def permits(self, user: User, unit: Unit) -> bool:
        return can_keep(user, unit)

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        return {}

    def back(self, unit: Unit) -> tuple[str, str]:
        return f"Khu phố, thôn, ấp {unit}", reverse("units:community-list", args=[unit.pk])

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New, already there, an old or a near name, or refused; in a fixed number of queries for any list."""
        lines = [_line(row) for row in rows]
        verdicts = workflow.judge(context.unit, lines, timezone.localdate(context.at))
        return [_decision(row, verdict) for row, verdict in zip(rows, verdicts, strict=True)]

    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        lines = [_line(decision.row) for decision in decisions]
        step = workflow.enter(context.unit, lines, by=context.by, at=context.at)
        return {"step": step.pk} if step else {}

    def rests(self, made: Made, context: Context) -> list[str]:
        """Of khu phố the step itself knows what rests on it: its undoing refuses, or was done on its own page."""
        if CommunityStep.objects.filter(pk=made["step"], undone_at__isnull=False).exists():
            return ["Danh sách này đã được hoàn tác ở trang khu phố, thôn, ấp."]
        return []

    def take_back(self, made: Made, context: Context, reason: str) -> None:
        workflow.undo(CommunityStep.objects.get(pk=made["step"]), reason, by=context.by, at=context.at)


def _line(row: Row) -> Line:
    values: dict[str, Any] = {code: row[code] or "" for code in ("name", "designation", "code", "decision")}
    return Line(
        row.number, values["name"], values["designation"], values["code"], row["valid_from"], values["decision"]
    )


def _decision(row: Row, verdict: Verdict) -> Decision:
    match verdict.fate:
        case Fate.NEW:
            return create(row, None)
        case Fate.NEAR:
            return near(row, None, verdict.sentence)
        case Fate.THERE:
            return match(row, None, verdict.sentence)
    return refuse(row, verdict.sentence, COLUMNS.get(verdict.field, verdict.field or "name"))
