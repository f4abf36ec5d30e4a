"""Forms for decisions on centres and for the rows of their books; numbers, money and days as officers write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms

from hocTap.lib import vi
from hocTap.lib.fields import Day, Money, SchoolYear, Whole
from hocTap.lib.forms import Seen
from hocTap.lib.grids import Grid, choice, dressed, text
from units.centres import rules
from units.centres.enums import Held, Topic
from units.centres.report import BASES, SCHOOL
from units.enums import UnitKind
from units.models import (
    CentreCourse,
    CentreEvaluation,
    CentreFacility,
    CentreFund,
    CentreMaterial,
    CentreTerm,
    EvaluationCriterion,
    EvaluationSet,
    LearningCentre,
    Unit,
)
from units.naming import Scope, full_names
from units.picking import UnitsChoice
from units.querysets import UnitQuerySet
from units.workflow import Decision

CHOOSE = "– chọn –"
OFFERED = {"list": "chu-de-da-co", "autocomplete": "off"}
"""A field that offers the names of topics taught before; the page has their list."""
WARDS = Scope((UnitKind.WARD,))
"""Which units are suggested for a centre to serve, while somebody types."""
OTHER_SHEET = "Năm học này dùng “{sheet}”. Các tiêu chí bên dưới đã đổi theo; hãy ghi nhận xét rồi ghi lại."


class RecordForm(Seen, forms.ModelForm[Any]):
    """A row for one of the wards that the person keeps; the ward is asked only where there is a choice."""

    first: ClassVar[str] = ""

    def __init__(self, *args: Any, wards: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField):
                choices: Any = field.choices
                field.choices = [(value, words if value else CHOOSE) for value, words in choices]
        self.wards = list(wards)
        if len(self.wards) > 1:
            self.fields["ward"] = forms.ChoiceField(label="Tính cho phường, xã", choices=named(self.wards))
        else:
            self.fields.pop("ward", None)

    def clean_ward(self) -> Unit:
        return next(ward for ward in self.wards if str(ward.pk) == self.cleaned_data["ward"])

    def _post_clean(self) -> None:
        """The workflow says what is wrong with the row as a whole: here only the fields are filled in."""
        for name, value in self.cleaned_data.items():
            if name in {field.name for field in self._meta.model._meta.concrete_fields}:
                setattr(self.instance, name, value)
        if len(self.wards) == 1 and not self.instance.pk:
            self.instance.ward = self.wards[0]


class TermForm(RecordForm):
    valid_from = Day(label="Từ ngày")
    valid_to = Day(label="Đến hết ngày", required=False, help_text="Để trống khi còn đang làm.")

    class Meta:
        model = CentreTerm
        fields = ["ward", "name", "place", "main_job", "valid_from", "valid_to", "decision"]

    def clean_name(self) -> str:
        return vi.nfc(self.cleaned_data["name"])


class CourseForm(RecordForm):
    starts_on = Day(label="Ngày khai giảng")
    ends_on = Day(label="Ngày kết thúc", required=False, help_text="Để trống khi chỉ diễn ra một ngày.")
    sessions = Whole(label="Số buổi", most=rules.MOST_SESSIONS, least=1)
    attendances = Whole(
        label="Số lượt người", most=rules.MOST_ATTENDANCES, help_text="Một người dự nhiều buổi là nhiều lượt."
    )
    people = Whole(
        label="Số người",
        most=rules.MOST_ATTENDANCES,
        required=False,
        help_text="Ghi khi biết có bao nhiêu người khác nhau; không biết thì để trống.",
    )

    class Meta:
        model = CentreCourse
        fields = [
            "ward",
            "title",
            "topic",
            "held",
            "partner",
            "starts_on",
            "ends_on",
            "sessions",
            "attendances",
            "people",
            "explained",
        ]
        widgets: ClassVar[dict[str, forms.Widget]] = {"title": forms.TextInput(attrs=OFFERED)}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "ends_on" in given and given["ends_on"] is None:
            given["ends_on"] = given.get("starts_on")
        if given.get("held") == Held.JOINT and not given.get("partner"):
            self.add_error("partner", "Hãy ghi đơn vị nào đã tổ chức cùng trung tâm.")
        return given


class CoursesGrid(Grid):
    """Many classes of a centre for one ward, a row each."""

    columns = (
        "title", "topic", "partner", "starts_on", "ends_on", "sessions", "attendances", "people", "explained",
    )  # fmt: skip
    typed_beside = ("partner", "starts_on", "ends_on", "sessions", "attendances", "people", "explained")
    packs = True
    first_missing = "chưa ghi tên lớp. Hãy ghi tên, hoặc xóa các ô khác của dòng."

    ward = forms.ChoiceField(label="Tính cho phường, xã")

    def __init__(self, data: Any, *, wards: Sequence[Unit], rows: int, topics: Sequence[CentreCourse] = ()) -> None:
        """`topics` are classes of earlier times whose names and groups begin the rows."""
        begun = {f"{column}-{row}": getattr(each, column) for row, each in enumerate(topics) for column in REUSED}
        super().__init__(data, rows=max(rows, len(topics)), initial=begun)
        self.wards = list(wards)
        ward: Any = self.fields["ward"]
        ward.choices = named(self.wards)

    def field(self, column: str, row: int) -> forms.Field:
        place = f"dòng {row + 1}"
        if column == "topic":
            return choice(f"Nhóm nội dung, {place}", Topic.choices)
        if column in ("starts_on", "ends_on"):
            label = "Ngày khai giảng" if column == "starts_on" else "Ngày kết thúc"
            return dressed(Day(label=f"{label}, {place}", required=False))
        if column in NUMBERS:
            label, most = NUMBERS[column]
            return dressed(Whole(label=f"{label}, {place}", most=most, required=False))
        label, longest = TEXTS[column]
        return text(f"{label}, {place}", longest, **(OFFERED if column == "title" else {}))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        rows = list(self.typed(given))
        for number, row in rows:
            for column, words in (("starts_on", "ngày khai giảng"), ("attendances", "số lượt người")):
                field = f"{column}-{number - 1}"
                if row[column] is None and field not in self.errors:
                    self.add_error(field, f"Dòng {number}: chưa ghi {words}.")
        if not self.errors and not rows:
            raise forms.ValidationError("Chưa ghi lớp nào. Hãy ghi ít nhất một dòng.")
        return given

    def courses(self, centre: LearningCentre) -> list[CentreCourse]:
        """The classes that the rows say; with a partner, who held them together."""
        ward = next(each for each in self.wards if str(each.pk) == self.cleaned_data["ward"])
        return [
            CentreCourse(
                centre=centre,
                ward=ward,
                title=vi.nfc(row["title"]),
                topic=row["topic"] or Topic.KNOWLEDGE,
                held=Held.JOINT if row["partner"] else Held.OWN,
                partner=row["partner"],
                starts_on=row["starts_on"],
                ends_on=row["ends_on"] or row["starts_on"],
                sessions=row["sessions"] or 1,
                attendances=row["attendances"],
                people=row["people"],
                explained=row["explained"],
            )
            for _, row in self.typed(self.cleaned_data)
        ]


REUSED = ("title", "topic")
"""What a class takes over from an earlier one on the same topic."""
NUMBERS = {
    "sessions": ("Số buổi", rules.MOST_SESSIONS),
    "attendances": ("Số lượt người", rules.MOST_ATTENDANCES),
    "people": ("Số người", rules.MOST_ATTENDANCES),
}
TEXTS = {
    "title": ("Tên lớp, chuyên đề", 200),
    "partner": ("Đơn vị phối hợp", 160),
    "explained": ("Giải trình", 300),
}


class ReportForm(forms.Form):
    """Which year, counted how."""

    nam = forms.TypedChoiceField(label="Năm", coerce=int)
    theo = forms.ChoiceField(label="Tính theo", choices=BASES)

    def __init__(self, data: Any, today: dt.date) -> None:
        start = {"nam": str(rules.school_year_of(today)), "theo": SCHOOL}
        super().__init__({**start, **{key: data[key] for key in ("nam", "theo") if data.get(key)}})
        year: Any = self.fields["nam"]
        year.choices = [(each, str(each)) for each in range(today.year, FIRST_REPORT - 1, -1)]


FIRST_REPORT = 2008
"""The regulation of the centres is of 2008."""


class UnvoidForm(forms.Form):
    reason = forms.CharField(
        label="Lý do lấy lại", max_length=100, error_messages={"required": "Hãy ghi lý do lấy lại bản ghi."}
    )


class FacilityForm(RecordForm):
    as_of = Day(label="Kiểm kê vào ngày", help_text="Mỗi năm một bản ghi; năm lấy theo ngày này.")
    rooms = Whole(label="Số phòng", most=rules.MOST_THINGS)
    computers = Whole(label="Số máy tính", most=rules.MOST_THINGS)
    networked = Whole(label="Trong đó nối mạng", most=rules.MOST_THINGS)

    class Meta:
        model = CentreFacility
        fields = ["ward", "as_of", "rooms", "computers", "networked", "internet", "shared"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("as_of"):
            given["year"] = given["as_of"].year
        if (given.get("networked") or 0) > (given.get("computers") or 0) and "computers" in given:
            self.add_error("networked", "Số máy nối mạng không thể nhiều hơn số máy tính.")
        return given


class FundForm(RecordForm):
    received_on = Day(label="Ngày nhận")
    amount = Money(label="Số tiền", help_text="Tiền mặt, chuyển khoản; hiện vật không ghi ở đây. " + vi.MONEY_EXAMPLES)

    class Meta:
        model = CentreFund
        fields = ["ward", "source", "received_on", "amount", "payer", "document"]


class MaterialForm(RecordForm):
    class Meta:
        model = CentreMaterial
        fields = ["ward", "topic", "title", "source", "place"]
        widgets: ClassVar[dict[str, forms.Widget]] = {"topic": forms.TextInput(attrs=OFFERED)}

    def clean_topic(self) -> str:
        return vi.nfc(self.cleaned_data["topic"])

    def clean_title(self) -> str:
        return vi.nfc(self.cleaned_data["title"])


class EvaluationForm(RecordForm):
    """The band that the centre gives itself, and what it says to each criterion of the sheet of its school year."""

    sheet_shown = forms.CharField(required=False, widget=forms.HiddenInput)

    school_year = SchoolYear(label="Năm học", most=2100, least=1999, help_text="Ghi 2019 hoặc 2019–2020.")
    evaluated_on = Day(label="Ngày tự đánh giá")

    class Meta:
        model = CentreEvaluation
        fields = ["ward", "school_year", "evaluated_on", "grade"]

    def __init__(self, data: Any = None, *, sheet: EvaluationSet | None, **kwargs: Any) -> None:
        """What was typed under another sheet's criteria is answered with this sheet's."""
        shown = str(sheet.pk) if sheet else ""
        self.typed_for_another = data is not None and data.get("sheet_shown", shown) != shown
        super().__init__(data if data is None else {**data.dict(), "sheet_shown": shown}, **kwargs)
        self.sheet = sheet
        self.fields["sheet_shown"].initial = shown
        self.criteria = list(sheet.criteria.all()) if sheet else []
        held = {score.criterion_id: score for score in self.instance.scores.all()} if self.instance.pk else {}
        for line in self.criteria:
            score = held.get(line.pk)
            if line.max_score is not None:
                points = score.points if score else None
                self.fields[f"points-{line.pk}"] = Whole(
                    label=f"{line} – điểm (tối đa {line.max_score})",
                    most=line.max_score,
                    required=False,
                    initial=points,
                )
            self.fields[f"note-{line.pk}"] = forms.CharField(
                label=f"{line}", max_length=300, required=False, initial=score.note if score else ""
            )
            self.fields[f"evidence-{line.pk}"] = forms.CharField(
                label=f"Minh chứng của tiêu chí {line.number}",
                max_length=300,
                required=False,
                initial=score.evidence if score else "",
                help_text="Sổ, kế hoạch, ảnh, văn bản nào cho thấy điều đó; ở đâu.",
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["sheet"] = self.sheet
        if self.typed_for_another:
            self.add_error(None, OTHER_SHEET.format(sheet=self.sheet or "một bộ tiêu chí chưa có trong danh mục"))
        return given

    def answers(self) -> dict[EvaluationCriterion, tuple[int | None, str, str]]:
        given = self.cleaned_data
        return {
            line: (
                given.get(f"points-{line.pk}"),
                given.get(f"note-{line.pk}", ""),
                given.get(f"evidence-{line.pk}", ""),
            )
            for line in self.criteria
        }


class VoidForm(forms.Form):
    reason = forms.CharField(label="Lý do hủy", max_length=300, error_messages={"required": "Hãy ghi lý do hủy."})


class DecisionForm(forms.Form):
    """The paper of a decision and the day from which it holds."""

    number = forms.CharField(label="Số quyết định", max_length=80, help_text="Ví dụ: 123/QĐ-UBND.")
    decided_on = Day(label="Ngày quyết định")
    effective_on = Day(label="Có hiệu lực từ ngày")
    citation = forms.CharField(label="Trích yếu", max_length=300, required=False)

    field_order: tuple[str, ...] = ("number", "decided_on", "effective_on", "citation")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        decided, effective = given.get("decided_on"), given.get("effective_on")
        if decided and effective and decided > effective:
            self.add_error("effective_on", "Ngày có hiệu lực phải sau hoặc bằng ngày quyết định.")
        return given

    @property
    def decision(self) -> Decision:
        given = self.cleaned_data
        return Decision(vi.nfc(given["number"]), given["decided_on"], vi.nfc(given["citation"]))


def picked(label: str, offered: Sequence[Any], help_text: str = "", required: bool = True) -> forms.MultipleChoiceField:
    """Several of the rows offered, as boxes to tick."""
    return forms.MultipleChoiceField(
        label=label,
        choices=named(offered),
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
        required=required,
        error_messages={"required": "Hãy chọn ít nhất một dòng."},
    )


def named(offered: Sequence[Any]) -> list[tuple[str, str]]:
    """Rows as choices; units by their full names."""
    names = full_names([each.pk for each in offered if isinstance(each, Unit)])
    return [(str(each.pk), names.get(each.pk, str(each)) if isinstance(each, Unit) else str(each)) for each in offered]


class FoundingForm(DecisionForm):
    """A new centre: its name, seat, wards, and the centres that go into it."""

    name = forms.CharField(label="Tên trung tâm", max_length=200)
    seat = forms.CharField(label="Trụ sở", max_length=200, required=False)

    field_order = ("name", "seat", "number", "decided_on", "effective_on", "citation", "wards", "merged")

    def __init__(self, *args: Any, wards: UnitQuerySet, centres: Sequence[LearningCentre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.centres = list(centres)
        self.fields["wards"] = UnitsChoice(wards, scope=WARDS, label="Phục vụ các phường, xã")
        if self.centres:
            words = "Các trung tâm này kết thúc từ ngày có hiệu lực."
            self.fields["merged"] = picked("Sáp nhập từ trung tâm", self.centres, words, required=False)

    @property
    def wards(self) -> list[Unit]:
        return list(self.cleaned_data["wards"])

    @property
    def merged(self) -> list[LearningCentre]:
        return [centre for centre in self.centres if str(centre.pk) in self.cleaned_data.get("merged", ())]


class ServiceForm(DecisionForm):
    """Wards that the centre is to serve, too."""

    def __init__(self, *args: Any, wards: UnitQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wards"] = UnitsChoice(wards, scope=WARDS, label="Phục vụ thêm các phường, xã")

    @property
    def wards(self) -> list[Unit]:
        return list(self.cleaned_data["wards"])


class LeavingForm(DecisionForm):
    """The ward that the centre serves no more, from the day in force."""

    def __init__(self, *args: Any, wards: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = list(wards)
        choices = [("", CHOOSE), *named(self.held)]
        words = "Từ ngày có hiệu lực, phường, xã này không còn được trung tâm phục vụ."
        self.fields["ward"] = forms.ChoiceField(label="Thôi phục vụ phường, xã", choices=choices, help_text=words)

    @property
    def ward(self) -> Unit:
        return next(each for each in self.held if str(each.pk) == self.cleaned_data["ward"])


class MergerForm(DecisionForm):
    """The centre that this one goes into."""

    def __init__(self, *args: Any, centres: Sequence[LearningCentre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.centres = list(centres)
        choices = [("", CHOOSE), *named(self.centres)]
        self.fields["into"] = forms.ChoiceField(label="Sáp nhập vào", choices=choices)

    @property
    def into(self) -> LearningCentre:
        return next(each for each in self.centres if str(each.pk) == self.cleaned_data["into"])
