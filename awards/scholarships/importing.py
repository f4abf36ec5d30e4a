"""A payment list taken in from Excel: suất granted and paid in one go, row by row judged before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from awards.scholarships import workflow
from awards.scholarships.enums import AccessKind, SchoolLevel, Signature
from awards.scholarships.forms.common import wards_of
from awards.scholarships.models import Campaign, Grant
from awards.scholarships.workflow import (
    NEW,
    Child,
    Handing,
    ListDesk,
    Paid,
    Register,
    Suat,
    record_of,
)
from awards.uploads.enums import Outcome
from awards.uploads.importing import Context, Decision, Importer, Made, create, match, near, refuse
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Kind, Template
from hocTap.lib import vi
from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused
from units.enums import Role
from units.models import Unit

YES, NO = "có", "không"
ANOTHER = "Nếu là hai em khác nhau, ghi “mới” ở cột “Hồ sơ” của một dòng."
LONGEST_NOTE = 480
Key = tuple[str, int]

CHILD_AND_YEAR = (
    Column("name", "Họ và tên", required=True, width=28, longest=120),
    Column("birth_year", "Năm sinh", Kind.WHOLE, required=True, width=10, largest=2100),
    Column("class_name", "Lớp", width=10, longest=30),
    Column("school", "Trường", width=28, longest=160),
    Column(
        "hardship",
        "Hoàn cảnh khó khăn",
        Kind.CHOICE,
        width=12,
        help="Chỉ chọn có hoặc không, không ghi lý do.",
        also=(("x", YES), ("1", YES), ("0", NO)),
    ),
    Column("level", "Cấp học", Kind.CHOICE, required=True, once=True, width=20),
    Column(
        "school_year",
        "Năm học",
        Kind.SCHOOL_YEAR,
        required=True,
        once=True,
        width=11,
        largest=2099,
        help="2020 hoặc 2020–2021.",
    ),
)
"""A child, what it learns, and the school year of its suất: the first columns of every list of suất."""

TEMPLATE = Template(
    code="chi-hoc-bong",
    version=1,
    title="Danh sách chi học bổng",
    instructions=(
        "Mỗi dòng một suất đã trao, có chữ ký. Cột có dấu * phải ghi. Số tiền ghi bằng đồng, ví dụ 1.200.000. "
        "Năm học ghi năm đầu hoặc cả hai năm: 2020 hoặc 2020–2021. Không ghi số căn cước, dân tộc, tôn giáo, bệnh tật."
    ),
    columns=(
        *CHILD_AND_YEAR,
        Column("ward", "Phường cư trú", Kind.CHOICE, is_place=True, required=True, once=True, width=16),
        Column("amount", "Số tiền", Kind.MONEY, required=True, width=14),
        Column("decision_no", "Số quyết định", required=True, once=True, width=16, longest=60),
        Column("decided_on", "Ngày quyết định", Kind.DAY, required=True, once=True, width=14),
        Column("paid_on", "Ngày chi", Kind.DAY, required=True, once=True, width=14),
        Column("handed_by", "Người chi", required=True, once=True, width=22, longest=120),
        Column("signature", "Người ký nhận", Kind.CHOICE, required=True, once=True, width=24),
        Column("sheet_no", "Số phiếu chi", width=14, longest=40),
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


class CampaignChoice(forms.Form):
    """Which round the list pays."""

    campaign = forms.TypedChoiceField(label="Đợt, chương trình", coerce=int)

    def __init__(self, choices: Sequence[tuple[int, str]], data: Any = None) -> None:
        super().__init__(data)
        chosen: Any = self.fields["campaign"]
        chosen.choices = choices


class CampaignImporter(Importer):
    """A list of a fund's children for one of its campaigns.

    It holds children's names, which nobody agreed to show: what is written is gone from the upload at once, what is
    not goes after a week, time enough to mend the file; whoever looks at it meanwhile is noted.
    """

    kept_days = 7
    kept_once_written = False
    role = Role.FUND_OFFICER

    def options_form(self, unit: Unit, data: Mapping[str, Any] | None = None) -> forms.Form:
        campaigns = Campaign.objects.standing().filter(fund__unit=unit).select_related("fund")
        return CampaignChoice([(each.pk, f"{each.name} – {each.fund}") for each in campaigns], data)

    def back(self, unit: Unit) -> tuple[str, str]:
        fund = unit.funds.first()
        return (fund.name, fund.get_absolute_url()) if fund else super().back(unit)

    def note_names(self, context: Context, what: str, names: int, *, taken_out: bool) -> None:
        kind = AccessKind.EXPORT if taken_out else AccessKind.LIST
        workflow.note_access(self.campaign(context).fund, kind, what, names, by=context.by, at=context.at)

    @staticmethod
    def campaign(context: Context) -> Campaign:
        campaigns = Campaign.objects.standing().filter(fund__unit=context.unit).select_related("fund__unit")
        found = campaigns.filter(pk=int(context.options.get("campaign") or 0)).first()
        if found is None:
            raise Refused("Hãy chọn đợt, chương trình của danh sách.")
        return found


class PaymentImporter(CampaignImporter):
    """A fund's payment list for one of its campaigns."""

    kind = "payments"
    second_eye = True
    template = TEMPLATE

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        fund = unit.funds.first()
        return {
            "hardship": [YES, NO],
            "level": [str(label) for label in SchoolLevel.labels],
            "signature": [str(label) for label in Signature.labels],
            "ward": [name for _, name in wards_of(fund)] if fund else [],
        }

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New suất, already there, or refused: too much for the fund, a closed year, twice in the campaign or the file.

        A person is known by name and year of birth; a suất that is there with the same sum is left as it is.
        """
        campaign = self.campaign(context)
        named = dict(wards_of(campaign.fund))
        units = Unit.objects.in_bulk(list(named))
        wards = {name: units[pk] for pk, name in named.items()}
        brought = [brought_by(row, wards) for row in rows]
        desk = ListDesk(campaign, brought, timezone.localdate(context.at), campaign.fund)
        standing = campaign.grants.standing().with_paid().select_related("recipient")
        there = {(suat.recipient.root_id, suat.school_year): suat for suat in standing}
        seen: dict[tuple[Key, int, int], int] = {}
        return [judge(row, paid, desk, there, seen) for row, paid in zip(rows, brought, strict=True)]

    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        rows = [each.payload for each in decisions if each.outcome == Outcome.CREATE]
        grants = workflow.grant_and_pay(self.campaign(context), rows, by=context.by, at=context.at) if rows else []
        return {"grants": [suat.pk for suat in grants]} if grants else {}

    def rests(self, made: Made, context: Context) -> list[str]:
        return workflow.since_list(made["grants"], timezone.localdate(context.at))

    def take_back(self, made: Made, context: Context, reason: str) -> None:
        workflow.take_back_list(made["grants"], reason=reason, by=context.by, at=context.at)


def brought_by(row: Row, wards: Mapping[str, Unit]) -> Paid:
    """What a row asks for."""
    labels = {str(label): value for value, label in [*SchoolLevel.choices, *Signature.choices]}
    reason = row["reason"] or ""
    suat = Suat(
        recipient=brought_child(row),
        amount=row["amount"],
        level=SchoolLevel(labels[row["level"]]),
        school_year=row["school_year"],
        ward=wards[row["ward"]],
        decision_no=row["decision_no"],
        decided_on=row["decided_on"],
        reason=reason,
    )
    signature = Signature(labels[row["signature"]])
    return Paid(suat, Handing(row["paid_on"], row["handed_by"], signature, row["sheet_no"] or "", reason))


def brought_child(row: Row) -> Child:
    """The child that a row names."""
    return Child(
        name=row["name"],
        birth_year=row["birth_year"],
        class_name=row["class_name"] or "",
        school=row["school"] or "",
        hardship=row["hardship"] == YES,
        record=record_of(row["record"] or ""),
    )


def outside_campaign(day: dt.date, campaign: Campaign, what: str) -> str:
    """A warning where a day lies outside its campaign's own; it may be right all the same."""
    if campaign.starts_on <= day <= campaign.ends_on:
        return ""
    days = f"từ {vi.day(campaign.starts_on)} đến {vi.day(campaign.ends_on)}"
    return f"{what} {vi.day(day)} nằm ngoài đợt {campaign} ({days}). Hãy xem lại."


def judge(
    row: Row,
    paid: Paid,
    desk: ListDesk,
    there: Mapping[tuple[int, int], Grant],
    seen: dict[tuple[Key, int, int], int],
) -> Decision:
    """A new suất; one that is there with the same sum paid; or a refusal with the sentence that the page would say."""
    if twice := named_twice(row, paid.suat, seen):
        return refuse(row, twice, "name")
    child, year = desk.grants.register.known_as(paid.suat.recipient), paid.suat.school_year
    held = there.get((child.pk, year)) if child else None
    if held is not None and held.amount == paid.suat.amount == vars(held)["paid"]:
        return match(row, None, f"Đã có suất số {held.number}; sổ được giữ nguyên.")
    try:
        desk.judge(paid)
    except Doubtful as doubt:
        return refuse(row, f"{' '.join(doubt.doubts)} Nếu đúng như vậy, hãy ghi lý do ở cột “Giải trình”.", "reason")
    except Refused as reason:
        return refuse(row, str(reason), "amount")
    note = outside_campaign(paid.handing.on, desk.grants.campaign, "Ngày chi")
    before = " ".join(desk.grants.before(paid.suat))
    return near(row, paid, shortened(f"{before} {note}")) if before else create(row, paid, note)


def named_twice(row: Row, suat: Suat, seen: dict[tuple[Key, int, int], int]) -> str:
    """A sentence when a line above names the same child for the year; “mới” says that it is another child."""
    child = suat.recipient
    record = child.record if isinstance(child, Child) else 0
    key = (Register.key(child), suat.school_year, record)
    if key in seen and record != NEW:
        return f"Trùng với dòng {seen[key]} của tệp (cùng tên, năm sinh, năm học). {ANOTHER}"
    seen[key] = row.line or row.number
    return ""


def shortened(note: str) -> str:
    """A note as long as a row of an upload keeps."""
    tidy = " ".join(note.split())
    return tidy if len(tidy) <= LONGEST_NOTE else f"{tidy[: LONGEST_NOTE - 2]} …"
