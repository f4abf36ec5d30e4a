"""Suất granted by decision, from a list of children who are not paid yet; rows are judged before they are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils import timezone

from awards.scholarships import workflow
from awards.scholarships.enums import SchoolLevel
from awards.scholarships.importing import (
    CHILD_AND_YEAR,
    NO,
    YES,
    CampaignImporter,
    Key,
    brought_child,
    named_twice,
    outside_campaign,
    shortened,
)
from awards.scholarships.lists.funds import WHY, ward_names, wards_by_name
from awards.scholarships.models import Grant
from awards.scholarships.workflow import GrantDesk, Suat
from awards.uploads.enums import Outcome
from awards.uploads.importing import Context, Decision, Made, create, match, near, refuse
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Kind, Template
from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused
from units.models import Unit

TEMPLATE = Template(
    code="cap-hoc-bong",
    version=1,
    title="Danh sách cấp học bổng",
    instructions=(
        "Mỗi dòng một suất được cấp theo quyết định, chưa chi. Cột có dấu * phải ghi, ở từng dòng hoặc một lần cho cả "
        "danh sách. Số tiền ghi bằng đồng, ví dụ 1.200.000. Không ghi số căn cước, dân tộc, tôn giáo, bệnh tật."
    ),
    columns=(
        *CHILD_AND_YEAR,
        Column("ward", "Phường, xã cư trú", Kind.CHOICE, is_place=True, required=True, once=True, width=16),
        Column("amount", "Mức học bổng", Kind.MONEY, required=True, once=True, width=14),
        Column("decision_no", "Số quyết định", required=True, once=True, width=16, longest=60),
        Column("decided_on", "Ngày quyết định", Kind.DAY, required=True, once=True, width=14),
        Column(
            "record",
            "Hồ sơ",
            width=12,
            longest=20,
            other_names=("số hồ sơ", "mã hồ sơ", "hồ sơ số"),
            help="Để trống, hoặc số hồ sơ như HS-00012; ghi “mới” khi là một em khác cùng tên, cùng năm sinh.",
        ),
        Column("reason", "Giải trình", width=24, longest=500, help="Chỉ ghi khi có điều cần giải thích."),
    ),
)


class GrantImporter(CampaignImporter):
    """Children to whom a fund grants suất in one of its campaigns; kept and shown as warily as lists of payments."""

    kind = "grants"
    template = TEMPLATE

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        return {
            "hardship": [YES, NO],
            "level": [str(label) for label in SchoolLevel.labels],
            "ward": ward_names(unit),
        }

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New suất, already there, near a child of the register, or refused; in a fixed number of queries."""
        campaign = self.campaign(context)
        wards = wards_by_name(campaign.fund)
        suats = [suat_of(row, wards) for row in rows]
        desk = GrantDesk(campaign, suats, timezone.localdate(context.at), campaign.fund)
        judge = _Judge(desk)
        return [judge.judge(row, suat) for row, suat in zip(rows, suats, strict=True)]

    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        rows = [each.payload for each in decisions if each.outcome == Outcome.CREATE]
        grants = workflow.grant_all(self.campaign(context), rows, by=context.by, at=context.at) if rows else []
        return {"grants": [suat.pk for suat in grants]} if grants else {}

    def rests(self, made: Made, context: Context) -> list[str]:
        return workflow.since_granted(made["grants"])

    def take_back(self, made: Made, context: Context, reason: str) -> None:
        workflow.take_back_granted(made["grants"], reason=reason, by=context.by, at=context.at)


def suat_of(row: Row, wards: Mapping[str, Unit]) -> Suat:
    """What a row asks for."""
    levels = {str(label): value for value, label in SchoolLevel.choices}
    return Suat(
        recipient=brought_child(row),
        amount=row["amount"],
        level=SchoolLevel(levels[row["level"]]),
        school_year=row["school_year"],
        ward=wards[row["ward"]],
        decision_no=row["decision_no"],
        decided_on=row["decided_on"],
        reason=row["reason"] or "",
    )


class _Judge:
    """Rows one after another, against the fund's books and the rows before."""

    def __init__(self, desk: GrantDesk) -> None:
        self.desk = desk
        self.seen: dict[tuple[Key, int, int], int] = {}

    def judge(self, row: Row, suat: Suat) -> Decision:
        if twice := named_twice(row, suat, self.seen):
            return refuse(row, twice, "name")
        child = self.desk.register.known_as(suat.recipient)
        held = self.desk.held.get((child.pk, suat.school_year)) if child else None
        if held is not None and held.amount == suat.amount:
            return match(row, None, f"Đã có suất số {held.number}; sổ được giữ nguyên.")
        try:
            self.desk.judge(suat)
        except Doubtful as doubt:
            return refuse(row, f"{' '.join(doubt.doubts)} {WHY}", "reason")
        except Refused as reason:
            return refuse(row, str(reason), column_of(held, suat))
        note = outside_campaign(suat.decided_on, self.desk.campaign, "Ngày quyết định")
        before = " ".join(self.desk.before(suat))
        return near(row, suat, shortened(f"{before} {note}")) if before else create(row, suat, note)


def column_of(held: Grant | None, suat: Suat) -> str:
    """The cell at fault: the sum of a suất that is there with another one, else the day or the name."""
    return "amount" if held is not None or suat.amount <= 0 else "decided_on"
