"""What the pages of reports are asked: a unit and years, the office's words, number and signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Case, Max, Min, When

from hocTap.lib.fields import Day, Whole, Year
from hocTap.lib.forms import Seen
from indicators.enums import PeriodKind, Rounding
from indicators.models import Form, Submission
from indicators.series import YEARLY_FORM
from reports.enums import Issuing, Slot
from reports.models import FIRST_YEAR, LAST_YEAR, Report
from reports.review import spec
from reports.review.stage import Sheets
from reports.review.wording import Offer
from reports.workflow import WRITABLE, Choice
from units.enums import Role, UnitKind
from units.models import Unit, UnitVersion, User
from units.naming import ABOVE_COMMUNITIES, Scope, UnitChoice

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
        empty_label=None,
        error_messages={
            "required": "Hãy chọn đơn vị.",
            "invalid_choice": "Đơn vị này không thuộc phạm vi lập báo cáo của ông, bà. Hãy chọn đơn vị khác.",
        },
    )
    sheets = forms.ChoiceField(label="Lập từ", required=False, choices=[])
    first_year = year_field("Từ năm")
    last_year = year_field("Đến năm")
    issuing = forms.ChoiceField(
        label="Cơ quan ban hành",
        choices=Issuing.choices,
        initial=Issuing.COMMITTEE.value,
        required=False,
        help_text="Phần đầu, nơi nhận và phần ký ghi theo cơ quan này, sửa được ở trang lời văn.",
    )
    issue_day = Day(
        label="Dự kiến ban hành ngày",
        required=False,
        help_text="Để trống là hôm nay. Đơn vị không còn vào ngày này thì đơn vị kế thừa hoặc cấp trên ban hành.",
    )
    rounding = forms.ChoiceField(
        label="Cách viết tỉ lệ",
        choices=ROUNDING_CHOICES,
        initial=Rounding.HALF_UP.value,
        widget=forms.RadioSelect,
        help_text="Được ghi lại cùng báo cáo. Đạt hay chưa đạt mục tiêu luôn xét theo số đếm.",
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(reportable(user), Scope(ABOVE_COMMUNITIES))  # type: ignore[attr-defined]
        self.initial.setdefault("unit", next(iter(user.units_as(Role.DISTRICT_OFFICE)), None))
        self.fields["sheets"].choices = sheets_choices()  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial = {**years_with_figures(user), **self.initial}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first_year"), cleaned.get("last_year")
        if first and last and first > last:
            self.add_error("last_year", "Năm cuối phải sau hoặc bằng năm đầu.")
        code, _, ordinal = (cleaned.get("sheets") or f"{YEARLY_FORM}/1").partition("/")
        issuing = Issuing(cleaned.get("issuing") or Issuing.COMMITTEE)
        cleaned["choice"] = Choice(Sheets(code, int(ordinal)), issuing, cleaned.get("issue_day"))
        return cleaned


def sheets_choices() -> list[tuple[str, str]]:
    """Each form once, and of one filled in several times a year each of its periods: "…, 6 tháng đầu năm"."""
    newest: dict[str, Form] = {form.code: form for form in Form.objects.order_by("code", "version")}
    ordered = sorted(newest.values(), key=lambda form: (form.code != YEARLY_FORM, form.title))
    return [
        (f"{form.code}/{ordinal}", f"{form.title} ({_span_words(PeriodKind(form.period_kind), ordinal)})")
        for form in ordered
        for ordinal in range(1, PeriodKind(form.period_kind).in_a_year + 1)
    ]


def _span_words(kind: PeriodKind, ordinal: int) -> str:
    return spec.part_words(kind.value, ordinal) or str(kind.label)


def years_with_figures(user: User) -> dict[str, Any]:
    """The first and last year of approved figures under the person's offices, to start from."""
    offices = user.units_as(Role.DISTRICT_OFFICE)
    approved = Submission.objects.approved().filter(unit__lines_up__ancestor__in=offices)
    return approved.aggregate(first_year=Min("period__year"), last_year=Max("period__year"))


def reportable(user: User) -> Any:
    """The provinces, districts and communes that are, or ever stood under, a unit whose office the person is.

    And those that wholly passed to one of these: their heirs report on them. Who has a part of a unit, as a commune has
    of an old huyện, does not report on the whole. The highest stand first.
    """
    above = [UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.WARD]
    lines = user.lines_in_charge(Role.DISTRICT_OFFICE).order_by().values("descendant")
    within = UnitVersion.objects.filter(kind__in=above, unit__in=lines)
    levels = [When(versions__kind=kind, then=place) for place, kind in enumerate(above)]
    units = Unit.objects.filter(pk__in=within.order_by().values("unit"))
    first = units.annotate(level=Min(Case(*levels, default=len(above))), named=Min("versions__sort_key"))
    return first.filter(level__lt=len(above)).prefetch_related("versions").order_by("level", "named", "pk")


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
        help_texts = {
            slot.value: "Mỗi đoạn văn một dòng. Chỗ trong ngoặc nhọn do hệ thống điền theo số liệu." for slot in Slot
        }

    def offer(self, offers: Mapping[str, Sequence[Offer]]) -> None:
        """Beside each part the words that may be taken into it."""
        for slot, each in offers.items():
            self.fields[slot].offers = each  # type: ignore[attr-defined]


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
