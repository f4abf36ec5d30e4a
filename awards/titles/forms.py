"""What people type about meetings, papers and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from awards.titles.enums import LeftOutRule, RevocationReason
from hocTap.lib.fields import Day, Whole, Year
from hocTap.lib.forms import Seen
from units.enums import UnitKind
from units.models import Unit
from units.naming import ABOVE_COMMUNITIES, Scope, UnitChoice

REQUIRED = "Hãy điền ô này."
LARGEST = 1_000_000


def day_field(label: str) -> Day:
    """The day of a paper that is there: never a day to come."""
    return Day(label=label, latest=timezone.localdate, error_messages={"required": REQUIRED})


def number_field(label: str, *, least: int = 1, required: bool = True) -> Whole:
    return Whole(label=label, least=least, most=LARGEST, required=required, error_messages={"required": REQUIRED})


def words_field(label: str, *, most: int = 300, rows: int = 3, missing: str = REQUIRED) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
    messages = {"required": missing, "max_length": f"Không quá {most} chữ."}
    return forms.CharField(label=label, max_length=most, widget=widget, error_messages=messages)


class MeetingForm(forms.Form):
    """The head of the minutes of a khu phố's meeting."""

    held_on = day_field("Ngày họp")
    present = number_field("Số người dự")
    chair = forms.CharField(label="Chủ trì", max_length=120, required=False)


class CorrectedMeetingForm(Seen, MeetingForm):
    """Minutes as they should have been written, and why they are corrected."""

    reason = words_field("Lý do sửa biên bản", most=500)


class PaperForm(forms.Form):
    """Number and day of a written proposal."""

    number = number_field("Số tờ trình")
    day = day_field("Ngày tờ trình")


class ReasonForm(forms.Form):
    reason = words_field("Lý do", most=500, missing="Hãy ghi lý do.")


class SignatureForm(forms.Form):
    """What stands on the signed decision."""

    number = number_field("Số quyết định")
    day = day_field("Ngày ký")
    signer = words_field("Họ tên người ký", most=120, rows=1)


class ResignForm(SignatureForm):
    """What stands on the paper of a revocation, where something else was recorded."""

    reason = words_field("Lý do sửa", most=500, missing="Hãy ghi lý do sửa.")


class RevocationForm(SignatureForm):
    reason = forms.ChoiceField(label="Lý do thu hồi", choices=RevocationReason.choices)
    words = words_field("Căn cứ (kết luận xác minh, văn bản)", most=500)


class SourceForm(forms.Form):
    source = words_field("Văn bản gốc đã đối chiếu (số, ngày, nơi lưu)", most=300, rows=2)


class RuleForm(Seen, SourceForm):
    rule = forms.ChoiceField(
        label="Mục không áp dụng thì",
        choices=[("", "– chọn –"), *(choice for choice in LeftOutRule.choices if choice[0] != LeftOutRule.UNDECIDED)],
    )


def provinces() -> QuerySet[Unit]:
    return Unit.objects.filter(versions__kind=UnitKind.PROVINCE).distinct().order_by("key")


class CopyForm(forms.Form):
    """What is different in a set of criteria made from another one."""

    name = words_field("Tên bộ tiêu chí", most=200, rows=1)
    issuer = words_field("Cơ quan ban hành", most=200, rows=1)
    citation = forms.CharField(label="Số, ký hiệu văn bản", max_length=120, required=False)
    issued_on = Day(label="Ngày ban hành", required=False, latest=timezone.localdate)
    first_year = Year(label="Áp dụng từ năm xét", least=1990, most=2100, error_messages={"required": REQUIRED})
    last_year = Year(
        label="Đến năm xét", least=1990, most=2100, required=False, help_text="Để trống: đến khi có bộ khác."
    )
    jurisdiction = UnitChoice(
        provinces(),
        scope=Scope((UnitKind.PROVINCE,), beyond=True),
        label="Áp dụng tại",
        required=False,
        empty_label="khung chung cả nước",
    )

    def __init__(self, *args: Any, places: Sequence[int] | None = None, **kwargs: Any) -> None:
        """`places`: those for which the person makes sets; None for any, and for the whole country."""
        super().__init__(*args, **kwargs)
        if places is not None:
            field: Any = self.fields["jurisdiction"]
            field.offer(Unit.objects.filter(pk__in=places), Scope(ABOVE_COMMUNITIES))
            field.required, field.empty_label = True, None
            field.error_messages["required"] = "Hãy chọn nơi áp dụng: bộ chung cả nước do quản trị hệ thống lập."
