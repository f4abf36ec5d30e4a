"""What administrators type on the pages of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from hocTap.lib import vi
from hocTap.lib.fields import Share, Suggesting, Whole, Year
from hocTap.lib.steps import Refused, number_in
from indicators.enums import Additivity, Nature, PeriodKind, TargetKind, Verified
from indicators.models import Form, Indicator, Line, Measure, Section, Target
from indicators.workflow.lines import AskedLine, free_code, measure_named

MOST_YEARS = 30
FIRST_YEAR, LAST_YEAR = 1990, 2100
NEW_ONLY = "Chỉ ghi khi lập chỉ tiêu mới."
INDENTS = [(0, "dòng chính"), (1, "chi tiết của dòng trên"), (2, "chi tiết bậc hai")]


def year_field(label: str, **more: Any) -> Year:
    return Year(label=label, least=FIRST_YEAR, most=LAST_YEAR, **more)


def long_text(label: str, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


class PeriodsForm(forms.Form):
    """Which periods to open."""

    kind = forms.ChoiceField(label="Loại kỳ", choices=PeriodKind)
    first = year_field("Từ năm")
    last = year_field("Đến năm")
    days_after = Whole(label="Hạn gửi: số ngày sau khi kỳ kết thúc", least=0, most=365, initial=15)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        first, last = asked.get("first"), asked.get("last")
        if first and last and not first <= last < first + MOST_YEARS:
            self.add_error("last", f"Năm cuối không được trước năm đầu; mỗi lần mở nhiều nhất {MOST_YEARS} năm.")
        return asked


def labels() -> list[str]:
    return list(Measure.objects.order_by("label").values_list("label", flat=True))


def unit_names() -> list[str]:
    return list(Measure.objects.order_by("unit_name").values_list("unit_name", flat=True).distinct())


class LineForm(forms.Form):
    """A line of a form: a measure that is there, by its name, or a new one with what it means; and its place."""

    measure = forms.CharField(
        label="Chỉ tiêu",
        max_length=200,
        widget=Suggesting(labels),
        help_text="Gõ tên rồi chọn trong gợi ý; chưa có thì ghi tên mới và cách hiểu ở các ô dưới.",
    )
    place = forms.ChoiceField(label="Đứng ở đâu trong biểu")
    indent = forms.TypedChoiceField(label="Cấp của dòng", choices=INDENTS, coerce=int, initial=0)
    required = forms.BooleanField(label="Bắt buộc phải điền", required=False, initial=True)
    unit_name = forms.CharField(
        label="Đơn vị tính", max_length=30, required=False, widget=Suggesting(unit_names), help_text=NEW_ONLY
    )
    definition = long_text("Cách hiểu, cách đếm", max_length=1000, required=False, help_text=NEW_ONLY)
    source = forms.CharField(label="Nguồn của cách hiểu", max_length=300, required=False, help_text=NEW_ONLY)
    nature = forms.ChoiceField(label="Tính chất", choices=Nature, initial=Nature.STOCK, help_text=NEW_ONLY)
    additivity = forms.ChoiceField(
        label="Cộng giữa các đơn vị", choices=Additivity, initial=Additivity.SUM, help_text=NEW_ONLY
    )

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = list(form.sections.prefetch_related("lines__measure"))
        self.fields["place"].choices = [(str(part), list(places_in(part))) for part in self.sections]  # type: ignore[attr-defined]
        if self.sections:
            self.initial.setdefault("place", list(places_in(self.sections[-1]))[-1][0])

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        if {"measure", "place"} <= asked.keys():
            try:
                asked["measure"] = self._measure(asked)
            except Refused as refused:
                self.add_error("measure", str(refused))
        return asked

    def _measure(self, asked: dict[str, Any]) -> Measure:
        """The measure meant: kept already, or a new one that is kept with its line."""
        known = measure_named(asked["measure"])
        for name in ("unit_name", "definition", "source"):
            if known and asked.get(name) and vi.fold(asked[name]) != vi.fold(getattr(known, name)):
                said = f"“{known}” đã có, tính bằng {known.unit_name}. Hãy để trống ô này, hoặc ghi tên chỉ tiêu khác."
                self.add_error(name, said)
        if known:
            return known
        for name, words in (("unit_name", "đơn vị tính"), ("definition", "cách hiểu, cách đếm")):
            if not asked.get(name):
                self.add_error(name, f"“{asked['measure']}” chưa có trong danh mục. Để lập mới, hãy ghi {words}.")
        told = {name: asked.get(name, "") for name in ("unit_name", "definition", "source", "nature", "additivity")}
        return Measure(code=free_code(asked["measure"]), label=asked["measure"], **told)

    def asked(self, data: dict[str, Any]) -> AskedLine:
        """The line as the workflow takes it."""
        section_id, after_id = (number_in(part) for part in data["place"].split("-"))
        section = next(each for each in self.sections if each.pk == section_id)
        after = next((each for each in section.lines.all() if each.pk == after_id), None)
        return AskedLine(section, after, data["measure"], data["required"], data["indent"])


def places_in(section: Section) -> Iterator[tuple[str, str]]:
    """Where a line may stand in a section: first, or below one of its lines; as choices of a form."""
    yield f"{section.pk}-0", f"đầu phần “{section}”"
    lines: list[Line] = sorted(section.lines.all(), key=lambda line: (line.ordinal, line.pk))
    for line in lines:
        yield f"{section.pk}-{line.pk}", f"sau “{line}”"


def documents() -> list[tuple[str, str]]:
    """The documents that set targets, newest first by name, and the choice of a new one."""
    known = dict(Target.objects.order_by("framework", "pk").values_list("framework", "citation"))
    return [("", "văn bản mới, ghi ở ô dưới"), *known.items()]


def scopes() -> list[str]:
    return list(Target.objects.order_by("scope").values_list("scope", flat=True).distinct())


class TargetForm(forms.Form):
    """What a decision asks to be reached."""

    framework = forms.ChoiceField(label="Văn bản", required=False, choices=documents)
    citation = forms.CharField(
        label="Văn bản mới: số, ký hiệu, ngày",
        max_length=200,
        required=False,
        help_text="Ví dụ: QĐ 1373/QĐ-TTg 30/7/2021.",
    )
    indicator = forms.ModelChoiceField(
        Indicator.objects.all(),
        label="Tỉ lệ tính được từ số liệu",
        required=False,
        empty_label="không có, chỉ ghi lại mục tiêu",
        help_text="Báo cáo tổng kết tự đối chiếu mục tiêu với tỉ lệ này.",
    )
    label = forms.CharField(
        label="Tên chỉ tiêu như văn bản viết", max_length=200, required=False, help_text="Để trống: lấy tên của tỉ lệ."
    )
    base_label = forms.CharField(
        label="Mẫu số như văn bản viết", max_length=200, required=False, help_text="Để trống: lấy mẫu số của tỉ lệ."
    )
    year = year_field("Đến năm")
    kind = forms.ChoiceField(label="Loại", choices=TargetKind, initial=TargetKind.FLOOR)
    minimum = Share(label="Mức (hoặc từ)", most=99_999)
    maximum = Share(label="Đến (chỉ khi trong khoảng)", most=99_999, required=False)
    unit_name = forms.CharField(label="Đơn vị tính", max_length=20, initial="%")
    scope = forms.CharField(
        label="Phạm vi",
        max_length=120,
        initial="toàn quốc",
        widget=Suggesting(scopes),
        help_text="“toàn quốc”, hoặc tên tỉnh, quận, phường mà văn bản giao.",
    )
    verified = forms.ChoiceField(label="Mức tin cậy", choices=Verified, initial=Verified.UNVERIFIED)
    source = forms.CharField(label="Nguồn", max_length=300, help_text="Đọc ở đâu: bản gốc, trang web, bài báo, ngày.")

    @staticmethod
    def target(data: dict[str, Any]) -> Target:
        """The row as the workflow takes it."""
        return Target(**data)
