"""What the pages of funds ask: sums as people write them, days as dd/mm/yyyy, choices of the fund itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from awards.scholarships import rules
from awards.scholarships.enums import (
    MONEY,
    Asker,
    Book,
    DonorKind,
    FundKind,
    FundLevel,
    GiftKind,
    Party,
    RequestKind,
    RequestOutcome,
    SchoolLevel,
    Signature,
)
from awards.scholarships.models import Donor, ExpenseKind, Fund, Grant, PaySheetRow
from awards.scholarships.summary import CALENDAR, SCHOOL
from hocTap.lib import vi
from hocTap.lib.doubts import Explained
from hocTap.lib.fields import Day, Money, SchoolYear, Whole, Year
from hocTap.lib.forms import Seen
from hocTap.lib.grids import Grid, choice, dressed, text
from hocTap.lib.steps import number_in
from units.enums import UnitKind
from units.models import Unit, UnitVersion
from units.naming import ABOVE_COMMUNITIES, Scope, UnitChoice, full_name

FIRST_YEAR = 2012
FIRST_DAY = dt.date(1990, 1, 1)
"""No fund here has lines from before."""

CHOOSE = "– chọn –"
NO_NAMES = "Không ghi tên trẻ em ở đây."


def money_field(label: str, *, required: bool = True) -> Money:
    return Money(label=label, required=required, help_text="Ví dụ: 1.200.000, 500k hoặc 1,2 triệu.")


def school_year_field() -> SchoolYear:
    return SchoolYear(
        label="Năm học",
        least=rules.FIRST_SCHOOL_YEAR,
        most=rules.LAST_SCHOOL_YEAR,
        help_text="Ghi 2020 hoặc 2020–2021.",
    )


class FundForm(forms.Form):
    unit = UnitChoice(label="Đơn vị", empty_label=CHOOSE)
    name = forms.CharField(label="Tên quỹ", max_length=160)
    level = forms.ChoiceField(label="Cấp", choices=FundLevel.choices)
    branch = forms.CharField(label="Chi hội", max_length=120, required=False, help_text="Chỉ ghi cho quỹ của chi hội.")
    kind = forms.ChoiceField(label="Loại quỹ", choices=FundKind.choices)
    licence = forms.CharField(label="Giấy phép", max_length=160, required=False)

    def __init__(self, data: Mapping[str, Any] | None, units: list[int]) -> None:
        super().__init__(data)
        self.fields["unit"].offer(Unit.objects.filter(pk__in=units), Scope(ABOVE_COMMUNITIES))  # type: ignore[attr-defined]


class CampaignForm(Explained, forms.Form):
    name = forms.CharField(
        label="Tên đợt, chương trình",
        max_length=160,
        help_text=f"{NO_NAMES} Nơi khác thấy tên này sau khi cán bộ quỹ xem lại ở Việc của tôi.",
    )
    starts_on = Day(label="Từ ngày")
    ends_on = Day(label="Đến ngày")
    target = money_field("Mục tiêu vận động", required=False)


class LookForm(Seen, Explained, forms.Form):
    """What others than the fund's officers read as the name of a campaign."""

    outside_name = forms.CharField(
        label="Nơi khác đọc là",
        max_length=160,
        required=False,
        help_text=f"{NO_NAMES} Sửa lại nếu tên đợt có tên người; để trống thì nơi khác chỉ thấy ngày của đợt.",
    )

    @property
    def watched(self) -> list[str]:
        return ["outside_name"]


class OfFund(forms.Form):
    """A form whose choices are the fund's own."""

    def __init__(self, data: Mapping[str, Any] | None, fund: Fund, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fund = fund
        for name, choices in (
            ("campaign", fund.campaigns.standing()),
            ("recipient", fund.recipients.standing().order_by("number")),
        ):
            if name in self.fields:
                field: Any = self.fields[name]
                field.queryset = choices
        if "ward" in self.fields:
            offer_wards(self.fields["ward"], fund)


def offer_wards(field: Any, fund: Fund) -> None:
    """The wards that the fund may give in, to choose from."""
    wards = UnitVersion.objects.of_kind(UnitKind.WARD).order_by()
    below = wards.filter(unit__in=fund.unit.lines_down.values("descendant"))
    field.offer(Unit.objects.filter(pk__in=below.values("unit")), Scope((UnitKind.WARD,), under=(fund.unit_id,)))


def wards_of(fund: Fund) -> list[tuple[int, str]]:
    """The wards that the fund may give in: itself, or all that ever stood under its unit; the latest name of each."""
    below = fund.unit.lines_down.values("descendant")
    versions = UnitVersion.objects.filter(unit__in=below, kind=UnitKind.WARD).order_by("valid_from")
    named = {version.unit_id: (version.sort_key, version.name) for version in versions}
    return [(pk, name) for pk, (_, name) in sorted(named.items(), key=lambda item: item[1])]


class ReceiptForm(Explained, OfFund):
    book = forms.ChoiceField(label="Hình thức", choices=Book.choices, widget=forms.RadioSelect, initial=Book.CASH)
    amount = money_field("Số tiền, hoặc giá trị hiện vật")
    goods = forms.CharField(
        label="Hiện vật là gì", max_length=200, required=False, help_text=f"Chỉ ghi khi thu hiện vật. {NO_NAMES}"
    )
    receipt_no = forms.CharField(label="Số phiếu thu", max_length=40)
    received_on = Day(earliest=FIRST_DAY, label="Ngày thu")
    payer = forms.CharField(
        label="Người nộp", max_length=120, required=False, help_text="Chỉ ghi khi khác nhà tài trợ."
    )
    about = forms.CharField(label="Lý do nộp", max_length=300, required=False, help_text=NO_NAMES)
    donor = forms.CharField(label="Nhà tài trợ", max_length=160, required=False)
    donor_kind = forms.ChoiceField(label="Loại nhà tài trợ", choices=DonorKind.choices)
    campaign: Any = forms.ModelChoiceField(
        label="Đợt vận động", queryset=None, required=False, empty_label="không theo đợt"
    )


class CorrectionForm(Seen, ReceiptForm):
    """A receipt put right: the same fields, and why."""

    why = forms.CharField(label="Lý do sửa phiếu", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class OpeningForm(forms.Form):
    """What each book held when the books were begun here; a sum left empty is nothing."""

    opened_on = Day(earliest=FIRST_DAY, label="Mở sổ ngày", help_text="Không ghi được bút toán nào trước ngày này.")
    cash = money_field("Tiền mặt", required=False)
    bank = money_field("Tiền gửi ngân hàng", required=False)
    goods = money_field("Hiện vật (quy ra tiền)", required=False)
    basis = forms.CharField(label="Căn cứ", max_length=200, help_text="Ví dụ: Biên bản kiểm quỹ số 01 ngày 31/12/2025.")

    @property
    def sums(self) -> dict[Book, int]:
        given = self.cleaned_data
        return {book: given[book] for book in Book if given.get(book)}


class OpeningCorrectionForm(Seen, OpeningForm):
    """The opening put right: what somebody else wrote meanwhile is never overwritten unseen."""

    why = forms.CharField(label="Lý do sửa", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ExpenseForm(Explained, OfFund):
    kind: Any = forms.ModelChoiceField(label="Loại chi", queryset=None, empty_label=CHOOSE)
    book = forms.ChoiceField(label="Chi từ", choices=Book.choices, widget=forms.RadioSelect, initial=Book.CASH)
    amount = money_field("Số tiền, hoặc giá trị hiện vật")
    about = forms.CharField(label="Chi việc gì", max_length=300, help_text=NO_NAMES)
    payee = forms.CharField(label="Người nhận tiền", max_length=160, required=False)
    sheet_no = forms.CharField(label="Số phiếu chi", max_length=40, required=False)
    spent_on = Day(earliest=FIRST_DAY, label="Ngày chi")
    ward = UnitChoice(
        label="Phường, xã được hưởng",
        empty_label="không theo phường, xã",
        required=False,
        help_text="Phải chọn với loại chi được tính vào biểu mẫu.",
    )
    parts = Whole(label="Số phần", least=1, most=1_000_000, required=False)

    def __init__(self, data: Mapping[str, Any] | None, fund: Fund, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, fund, initial)
        kinds: Any = self.fields["kind"]
        kinds.queryset = ExpenseKind.objects.filter(in_use=True)
        kinds.label_from_instance = lambda kind: f"{kind} ({kind.counts})"


class MoveForm(Explained, forms.Form):
    """Money or goods from one book into another, of the fund itself or of a fund above or below."""

    book = forms.ChoiceField(label="Chuyển từ", choices=Book.choices, widget=forms.RadioSelect, initial=Book.CASH)
    taker: Any = forms.ModelChoiceField(label="Quỹ nhận", queryset=None, empty_label=None)
    taker_book = forms.ChoiceField(label="Vào sổ", choices=Book.choices, widget=forms.RadioSelect, initial=Book.BANK)
    amount = money_field("Số tiền, hoặc giá trị hiện vật")
    number = forms.CharField(
        label="Số chứng từ", max_length=60, help_text=f"Giấy nộp tiền, ủy nhiệm chi, biên bản. {NO_NAMES}"
    )
    on = Day(earliest=FIRST_DAY, label="Ngày chuyển")

    def __init__(self, data: Mapping[str, Any] | None, fund: Fund, takers: QuerySet[Fund]) -> None:
        super().__init__(data, initial={"taker": fund.pk})
        self.fields["taker"].queryset = takers.order_by("sort_key", "pk")  # type: ignore[attr-defined]


class BookForm(forms.Form):
    """Which book of the fund, from which day to which."""

    so = forms.ChoiceField(label="Sổ", choices=Book.choices)
    tu = Day(label="Từ ngày", earliest=FIRST_DAY)
    den = Day(label="Đến ngày", earliest=FIRST_DAY)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("tu") and found.get("den") and found["tu"] > found["den"]:
            raise ValidationError("Ngày đầu phải trước hoặc bằng ngày cuối.")
        return found


class DonorsForm(forms.Form):
    """Which donors, of which year; what is not understood falls back to all donors of the last year."""

    q = forms.CharField(label="Tên", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    nam = forms.TypedChoiceField(label="Năm", coerce=int, required=False)

    def __init__(self, data: Mapping[str, Any], years: Sequence[int]) -> None:
        super().__init__({"nam": years[0], **{key: data[key] for key in data if data[key]}})
        self.fields["nam"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        self.is_valid()
        self.year: int = self.cleaned_data.get("nam") or years[0]
        self.words: str = self.cleaned_data.get("q") or ""


class DonorJoinForm(forms.Form):
    into: Any = forms.ModelChoiceField(label="Gộp vào", queryset=None, empty_label=CHOOSE)

    def __init__(self, data: Mapping[str, Any] | None, donor: Donor, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        others: Any = self.fields["into"]
        others.queryset = Donor.objects.filter(fund=donor.fund_id).exclude(pk=donor.pk)


class DonorPartForm(forms.Form):
    """Nothing to fill in."""


class GrantForm(Explained, OfFund):
    campaign: Any = forms.ModelChoiceField(label="Đợt", queryset=None, empty_label=CHOOSE)
    recipient: Any = forms.ModelChoiceField(
        label="Hồ sơ đã có",
        queryset=None,
        required=False,
        empty_label="người nhận mới, ghi bên dưới",
        help_text="Chọn số hồ sơ nếu người nhận đã có trong sổ của quỹ.",
    )
    name = forms.CharField(label="Họ và tên người nhận mới", max_length=120, required=False)
    birth_year = Year(label="Năm sinh", least=1900, most=2100, required=False)
    class_name = forms.CharField(label="Lớp", max_length=30, required=False)
    school = forms.CharField(label="Trường", max_length=160, required=False)
    hardship = forms.BooleanField(label="Hoàn cảnh khó khăn", required=False)
    another = forms.BooleanField(
        label="Là một em khác cùng tên, cùng năm sinh với hồ sơ đã có: lập hồ sơ mới", required=False
    )
    level = forms.ChoiceField(label="Cấp học", choices=SchoolLevel.choices)
    school_year = school_year_field()
    ward = UnitChoice(label="Phường, xã cư trú", empty_label=CHOOSE)
    amount = money_field("Mức học bổng")
    decision_no = forms.CharField(label="Số quyết định", max_length=60)
    decided_on = Day(earliest=FIRST_DAY, label="Ngày quyết định")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("recipient") and not (found.get("name", "").strip() and found.get("birth_year")):
            raise ValidationError("Hãy chọn hồ sơ đã có, hoặc ghi họ tên và năm sinh của người nhận mới.")
        return found


class GrantsGrid(Grid):
    """Many suất of one decision: what they share once, then a row for each child."""

    columns = ("name", "birth_year", "class_name", "school", "hardship", "row_level", "row_amount", "record", "reason")
    typed_beside = ("birth_year", "class_name", "school", "row_amount", "record", "reason")
    packs = True

    campaign: Any = forms.ModelChoiceField(label="Đợt", queryset=None, empty_label=CHOOSE)
    school_year = school_year_field()
    level = forms.ChoiceField(label="Cấp học", choices=SchoolLevel.choices)
    ward = UnitChoice(label="Phường, xã cư trú", empty_label=CHOOSE)
    amount = money_field("Mức học bổng")
    decision_no = forms.CharField(label="Số quyết định", max_length=60)
    decided_on = Day(earliest=FIRST_DAY, label="Ngày quyết định")

    def __init__(self, data: Mapping[str, Any] | None, fund: Fund, initial: Mapping[str, Any], rows: int) -> None:
        super().__init__(data, initial=dict(initial), rows=rows)
        campaign: Any = self.fields["campaign"]
        campaign.queryset = fund.campaigns.standing()
        offer_wards(self.fields["ward"], fund)

    def field(self, column: str, row: int) -> forms.Field:
        place = f"dòng {row + 1}"
        if column == "birth_year":
            return dressed(Year(label=f"Năm sinh, {place}", least=1900, most=2100, required=False))
        if column == "row_amount":
            return dressed(money_field(f"Mức khác, {place}", required=False))
        if column == "hardship":
            return choice(f"Hoàn cảnh khó khăn, {place}", [("", "không"), ("co", "có")])
        if column == "row_level":
            return choice(f"Cấp học khác, {place}", [("", "như trên"), *SchoolLevel.choices])
        label, longest = ROW_TEXTS[column]
        return text(f"{label}, {place}", longest)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for number, row in self.typed(given):
            if not row["birth_year"] and f"birth_year-{number - 1}" not in self.errors:
                self.add_error(f"birth_year-{number - 1}", f"Dòng {number}: chưa ghi năm sinh.")
        if not self.errors and not any(True for _ in self.typed(given)):
            raise ValidationError("Chưa ghi em nào. Hãy ghi ít nhất một dòng.")
        return given


ROW_TEXTS = {
    "name": ("Họ và tên", 120),
    "class_name": ("Lớp", 30),
    "school": ("Trường", 160),
    "record": ("Số hồ sơ", 20),
    "reason": ("Giải trình", 500),
}


class SheetForm(forms.Form):
    """Which of the suất that wait are paid together; only what some of them have is offered."""

    campaign: Any = forms.ModelChoiceField(label="Đợt", queryset=None, required=False, empty_label="mọi đợt")
    decision = forms.ChoiceField(label="Quyết định", required=False)
    school = forms.ChoiceField(label="Trường", required=False)
    school_year = forms.TypedChoiceField(label="Năm học", required=False, coerce=int, empty_value=None)

    def __init__(self, data: Mapping[str, Any] | None, fund: Fund, suats: Sequence[Grant], campaign: Any) -> None:
        super().__init__(data, initial={"campaign": campaign})
        offered: Any = self.fields
        offered["campaign"].queryset = fund.campaigns.standing().filter(pk__in={suat.campaign_id for suat in suats})
        papers = sorted({(suat.decided_on, suat.decision_no) for suat in suats}, reverse=True)
        self.decisions = {f"{on:%Y%m%d}-{number}": (number, on) for on, number in papers}
        named = [(key, f"{number} ngày {vi.day(on)}") for key, (number, on) in self.decisions.items()]
        offered["decision"].choices = [("", "mọi quyết định"), *named]
        schools = {vi.fold(suat.recipient.school): suat.recipient.school for suat in suats if suat.recipient.school}
        ordered = sorted(schools.values(), key=vi.sort_key)
        offered["school"].choices = [("", "mọi trường"), *((each, each) for each in ordered)]
        years = sorted({suat.school_year for suat in suats}, reverse=True)
        offered["school_year"].choices = [("", "mọi năm học"), *((year, vi.school_year(year)) for year in years)]

    def clean_decision(self) -> tuple[str, dt.date] | None:
        return self.decisions.get(self.cleaned_data["decision"])


class HandingForm(Explained, forms.Form):
    """How money was handed over: when, by whom, who signed, by which slip and from which book."""

    on = Day(earliest=FIRST_DAY, label="Ngày chi")
    handed_by = forms.CharField(label="Người chi tiền", max_length=120)
    signature = forms.ChoiceField(label="Người ký nhận", choices=Signature.choices)
    sheet_no = forms.CharField(label="Số phiếu chi", max_length=40, required=False)
    book = forms.ChoiceField(
        label="Chi từ",
        choices=[(book, book.label) for book in MONEY],
        widget=forms.RadioSelect,
        initial=Book.CASH,
        required=False,
    )


class PaySheetForm(HandingForm):
    """How the money of a list was handed over, and who did not get it."""

    seen_rows = forms.CharField(widget=forms.HiddenInput, required=False)
    absent = forms.MultipleChoiceField(label="Chưa nhận", required=False)

    def __init__(self, data: Mapping[str, Any] | None, rows: Sequence[PaySheetRow], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        absent: Any = self.fields["absent"]
        absent.choices = [(str(row.pk), str(row)) for row in rows]

    @cached_property
    def offered(self) -> set[int]:
        """The rows that the page offers to be paid."""
        return {number_in(each) for each in str(self["seen_rows"].value() or "").split(",") if each}

    @cached_property
    def ticked(self) -> set[int]:
        """The rows that are marked as not received."""
        return {number_in(each) for each in self["absent"].value() or ()}

    @property
    def about(self) -> list[forms.BoundField]:
        """The fields that stand above the list."""
        return [each for each in self.visible_fields() if each.name != "absent"]

    def paid(self) -> list[int]:
        """The rows that the page offered, those left out that are ticked as absent."""
        return sorted(self.offered - self.ticked)


class CorrectForm(Seen, forms.Form):
    """A child's record; the class changes every year, the spelling of a name is put right."""

    name = forms.CharField(label="Họ và tên", max_length=120)
    birth_year = Year(label="Năm sinh", least=1900, most=2100)
    class_name = forms.CharField(label="Lớp", max_length=30, required=False)
    school = forms.CharField(label="Trường", max_length=160, required=False)
    hardship = forms.BooleanField(label="Hoàn cảnh khó khăn", required=False)
    reason = forms.CharField(label="Lý do sửa", max_length=500, help_text="Ví dụ: lên lớp, chuyển trường, ghi sai tên.")

    @property
    def watched(self) -> list[str]:
        return [name for name in super().watched if name != "reason"]


class JoinForm(forms.Form):
    number = forms.CharField(
        label="Gộp vào hồ sơ số", max_length=20, help_text="Hồ sơ giữ lại, ví dụ HS-00012. Các suất giữ nguyên số."
    )
    reason = forms.CharField(label="Vì sao là một em", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class RequestForm(forms.Form):
    kind = forms.ChoiceField(label="Yêu cầu", choices=RequestKind.choices)
    asker = forms.ChoiceField(label="Người yêu cầu", choices=Asker.choices)
    received_on = Day(earliest=FIRST_DAY, label="Nhận ngày")
    paper = forms.CharField(
        label="Đơn, giấy tờ", max_length=160, help_text="Số, ngày hoặc nơi lưu; không ghi tên ở đây."
    )
    said = forms.CharField(label="Nội dung yêu cầu", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AcknowledgeForm(forms.Form):
    on = Day(earliest=FIRST_DAY, label="Báo đã tiếp nhận ngày")


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label="Kết quả", choices=RequestOutcome.choices)
    on = Day(earliest=FIRST_DAY, label="Trả lời ngày")
    answer = forms.CharField(label="Trả lời", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class PayForm(HandingForm):
    amount = money_field("Số tiền chi")
    seen_paid = Whole(most=vi.LARGEST, widget=forms.HiddenInput)
    field_order = ("amount",)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    on = Day(earliest=FIRST_DAY, label="Ngày ghi")


class GiftForm(Explained, OfFund):
    kind = forms.ChoiceField(label="Loại", choices=GiftKind.choices)
    book = forms.ChoiceField(label="Hình thức", choices=Book.choices, widget=forms.RadioSelect, initial=Book.CASH)
    parts = Whole(label="Số phần", least=1, most=1_000_000)
    amount = money_field("Tổng số tiền, hoặc giá trị hiện vật")
    occasion = forms.CharField(label="Dịp", max_length=160, help_text=NO_NAMES)
    ward = UnitChoice(label="Phường, xã", empty_label=CHOOSE)
    given_on = Day(earliest=FIRST_DAY, label="Ngày trao")
    sheet_no = forms.CharField(label="Số phiếu chi", max_length=40, required=False)


class ConsentForm(forms.Form):
    party = forms.ChoiceField(label="Bên đồng ý", choices=Party.choices)
    given_on = Day(earliest=FIRST_DAY, label="Đồng ý ngày")
    evidence = forms.CharField(label="Giấy đồng ý", max_length=160, help_text="Số, ngày hoặc nơi lưu của giấy.")


class WithdrawForm(forms.Form):
    on = Day(earliest=FIRST_DAY, label="Rút đồng ý ngày")


class ClosingForm(forms.Form):
    school_year = school_year_field()


class BookClosingForm(forms.Form):
    last_day = Day(label="Khóa đến hết ngày", earliest=FIRST_DAY)


class WhyForm(forms.Form):
    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Người thứ hai, có thể ở đơn vị hoặc cấp trên, đọc lý do này: không ghi tên trẻ em.",
    )


class DecideForm(forms.Form):
    """Whether a period is reopened that somebody else asked for."""

    YES, NO = "co", "khong"
    decision = forms.ChoiceField(
        label="Ý kiến",
        choices=[(YES, "Đồng ý mở lại"), (NO, "Không đồng ý, giữ sổ đã khóa")],
        widget=forms.RadioSelect,
    )


class StatementForm(forms.Form):
    """Which unit's funds, which book, which years, by what period."""

    don_vi = UnitChoice(label="Đơn vị", empty_label=None)
    so = forms.ChoiceField(label="Sổ", choices=Book.choices)
    tu = Day(label="Từ ngày", earliest=FIRST_DAY)
    den = Day(label="Đến ngày", earliest=FIRST_DAY)
    theo = forms.ChoiceField(label="Theo", choices=[("thang", "tháng"), ("quy", "quý"), ("nam", "năm")])

    def __init__(self, data: Mapping[str, Any], units: QuerySet[Unit], first: int, usual: Mapping[str, Any]) -> None:
        asked = {key: data[key] for key in data if data[key]}
        start = dict(usual)
        if not asked.keys() & {"don_vi", "don_vi_tim"}:
            start["don_vi"] = first
        super().__init__({**start, **asked})
        self.fields["don_vi"].offer(units, Scope(ABOVE_COMMUNITIES))  # type: ignore[attr-defined]

    def named(self, unit: Unit) -> str:
        """The unit's full name, read already where the choice is a list."""
        choice: Any = self.fields["don_vi"]
        return dict(choice.listed).get(unit.pk) or full_name(unit)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("tu"), found.get("den")
        if first and last and first > last:
            raise ValidationError("Ngày đầu phải trước hoặc bằng ngày cuối.")
        if first and last and found.get("theo") == "thang" and (last - first).days > 5 * 366:
            raise ValidationError("Theo tháng thì xem nhiều nhất 5 năm một lần. Hãy chọn theo quý hoặc theo năm.")
        return found


class SummaryForm(forms.Form):
    """Which unit, which years, counted how."""

    don_vi = UnitChoice(label="Đơn vị", empty_label=None)
    tu = forms.TypedChoiceField(label="Từ năm", coerce=int)
    den = forms.TypedChoiceField(label="Đến năm", coerce=int)
    theo = forms.ChoiceField(label="Tính theo", choices=[(CALENDAR, "năm lịch"), (SCHOOL, "năm học")])

    def __init__(self, data: Mapping[str, Any], units: QuerySet[Unit], first: int) -> None:
        today = timezone.localdate()
        years = [(year, str(year)) for year in range(FIRST_YEAR, today.year + 1)]
        start: dict[str, Any] = {"tu": FIRST_YEAR, "den": min(2020, today.year), "theo": CALENDAR}
        asked = {key: data[key] for key in data if data[key]}
        if not asked.keys() & {"don_vi", "don_vi_tim"}:
            start["don_vi"] = first
        super().__init__({**start, **asked})
        self.fields["don_vi"].offer(units, Scope((UnitKind.DISTRICT, UnitKind.WARD)))  # type: ignore[attr-defined]
        for name, choices in (("tu", years), ("den", years)):
            field: Any = self.fields[name]
            field.choices = choices

    def named(self, unit: Unit) -> str:
        """The unit's full name, read already where the choice is a list."""
        choice: Any = self.fields["don_vi"]
        return dict(choice.listed).get(unit.pk) or full_name(unit)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("tu", 0) > found.get("den", dt.MAXYEAR):
            raise ValidationError("Năm đầu phải trước hoặc bằng năm cuối.")
        return found
