"""What the pages of reports are asked: a unit and years, the office's words, number and signature."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Max, Min

from hocTap.lib.fields import Day, Whole, Year
from hocTap.lib.forms import Seen
from indicators.enums import Rounding
from indicators.models import Submission
from reports.enums import Slot
from reports.models import FIRST_YEAR, LAST_YEAR, Report
from reports.workflow import WRITABLE
from units.enums import Role, UnitKind
from units.models import Unit, UnitVersion, User
from units.naming import UnitChoice

ROUNDING_CHOICES = [
    (Rounding.HALF_UP.value, "Làm tròn: 84,126 thành 84,13"),
    (Rounding.CUT.value, "Cắt bớt: 84,126 thành 84,12"),
]


def year_field(label: str) -> Year:
    return Year(label=label, least=FIRST_YEAR, most=LAST_YEAR)


class MakeForm(forms.Form):
    """Which unit, which years, and how rates are shortened; units are those whose office the person is."""

    unit = UnitChoice(
        label="Đơn vị",
        queryset=Unit.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Hãy chọn đơn vị.",
            "invalid_choice": "Đơn vị này không thuộc phạm vi lập báo cáo của bạn. Hãy chọn trong danh sách.",
        },
    )
    first_year = year_field("Từ năm")
    last_year = year_field("Đến năm")
    rounding = forms.ChoiceField(
        label="Cách viết tỉ lệ",
        choices=ROUNDING_CHOICES,
        initial=Rounding.HALF_UP.value,
        widget=forms.RadioSelect,
        help_text="Được ghi lại cùng báo cáo. Đạt hay chưa đạt mục tiêu luôn xét theo số đếm.",
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = reportable(user)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial = {**years_with_figures(user), **self.initial}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first_year"), cleaned.get("last_year")
        if first and last and first > last:
            self.add_error("last_year", "Năm cuối phải sau hoặc bằng năm đầu.")
        return cleaned


def years_with_figures(user: User) -> dict[str, Any]:
    """The first and last year of approved figures under the person's offices, to start from."""
    offices = user.units_as(Role.DISTRICT_OFFICE)
    approved = Submission.objects.approved().filter(unit__lines_up__ancestor__in=offices)
    return approved.aggregate(first_year=Min("period__year"), last_year=Max("period__year"))


def reportable(user: User) -> Any:
    """The districts and provinces that are, or ever stood under, a unit whose office the person is."""
    offices = user.units_as(Role.DISTRICT_OFFICE)
    above_wards = UnitVersion.objects.filter(kind__in=[UnitKind.PROVINCE, UnitKind.DISTRICT])
    within = above_wards.filter(unit__lines_up__ancestor__in=offices)
    return Unit.objects.filter(pk__in=within.values("unit")).prefetch_related("versions").order_by("pk")


class TextForm(Seen, forms.ModelForm):  # type: ignore[type-arg]
    """The office's own words, and what stands around the text."""

    class Meta:
        model = Report
        fields = WRITABLE
        widgets = {
            **{slot.value: forms.Textarea(attrs={"rows": 8}) for slot in Slot},
            "agency": forms.Textarea(attrs={"rows": 2}),
            "subject": forms.Textarea(attrs={"rows": 2}),
            "authority": forms.Textarea(attrs={"rows": 2}),
            "recipients": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {slot.value: "Mỗi đoạn văn một dòng." for slot in Slot}


class IssueForm(forms.Form):
    """What văn thư and the signer add; the digest says which document the person had read."""

    number = Whole(label="Số", least=1, most=99_999, help_text="Do văn thư cấp, đánh từ 1 trong mỗi năm.")
    issued_on = Day(label="Ngày ban hành")
    signer = forms.CharField(label="Họ và tên người ký", max_length=120, help_text="Không ghi học hàm, học vị.")
    digest = forms.CharField(widget=forms.HiddenInput, required=False)

    def look_again(self, digest: str) -> None:
        """What was typed stays; the next press is for the document as it is now."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["digest"] = digest
        self.data = data


class ReasonForm(forms.Form):
    """Why something that was written down is undone."""

    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, label: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label


class WithdrawForm(forms.Form):
    """The paper by which a report is withdrawn."""

    paper = forms.CharField(label="Số, ký hiệu văn bản thu hồi", max_length=60, help_text="Ví dụ: 12/QĐ-UBND.")
    decided_on = Day(label="Ngày của văn bản")
    signer = forms.CharField(label="Họ và tên người ký", max_length=120, help_text="Không ghi học hàm, học vị.")
    reason = forms.CharField(label="Lý do thu hồi", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
