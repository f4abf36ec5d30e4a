"""What administrators type on the pages of the catalogue, and offices on theirs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.fields import Day, Share, Suggesting, Whole, Year
from hocTap.lib.forms import Seen
from hocTap.lib.steps import Refused, number_in
from indicators.enums import Additivity, Nature, PeriodKind, TargetKind, Verified
from indicators.models import Form, Framework, Indicator, Line, Measure, Period, Section, Target
from indicators.optional import forms_for
from indicators.rules.targets import LEVEL, PERCENT, POINTS
from indicators.workflow.lines import AskedLine, free_code, measure_named
from indicators.workflow.targets import NewDocument
from indicators.workflow.totals import MOST_UNITS, Published, is_above
from units.enums import UnitKind
from units.models import Unit

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
    known = Framework.objects.filter(plan__isnull=True).order_by("code").values_list("code", "citation")
    return [("", "văn bản mới, ghi ở ô dưới"), *known]


def target_units() -> list[str]:
    return [PERCENT, LEVEL, POINTS]


def scopes() -> list[str]:
    return list(
        Target.objects.filter(framework__plan__isnull=True).order_by("scope").values_list("scope", flat=True).distinct()
    )


class TargetForm(forms.Form):
    """What a decision asks to be reached."""

    framework = forms.ChoiceField(label="Văn bản", required=False, choices=documents)
    citation = forms.CharField(
        label="Văn bản mới: số, ký hiệu, ngày",
        max_length=200,
        required=False,
        help_text="Ví dụ: QĐ 1373/QĐ-TTg 30/7/2021.",
    )
    issued_on = Day(label="Ngày ban hành của văn bản mới", required=False, latest=timezone.localdate)
    title = forms.CharField(label="Trích yếu của văn bản mới", max_length=300, required=False)
    replaces = forms.ModelChoiceField(
        Framework.objects.filter(plan__isnull=True).order_by("-issued_on", "code"),
        label="Văn bản mới thay cho",
        required=False,
        empty_label="không thay văn bản nào",
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
    minimum = Share(label="Mức (hoặc từ)", most=999_999_999, required=False)
    maximum = Share(label="Đến (khi trong khoảng, hoặc nhiều nhất)", most=999_999_999, required=False)
    unit_name = forms.CharField(
        label="Đơn vị tính",
        max_length=20,
        initial="%",
        widget=Suggesting(target_units),
        help_text="“%”; “mức độ”; “điểm %” khi là mức tăng của một tỉ lệ; hoặc tên vật đếm: hộ, thành phố.",
    )
    base_year = year_field("So với năm (chỉ khi tăng so với năm gốc)", required=False)
    wording = forms.CharField(
        label="Câu của văn bản", max_length=400, required=False, help_text="Chép đúng chữ, để ai cũng đối chiếu được."
    )
    scope = forms.CharField(
        label="Phạm vi",
        max_length=120,
        initial="toàn quốc",
        widget=Suggesting(scopes),
        help_text="“toàn quốc”, hoặc tên đơn vị mà văn bản giao.",
    )
    verified = forms.ChoiceField(label="Mức tin cậy", choices=Verified, initial=Verified.UNVERIFIED)
    source = forms.CharField(label="Nguồn", max_length=300, help_text="Đọc ở đâu: bản gốc, trang web, bài báo, ngày.")

    @staticmethod
    def target(data: dict[str, Any]) -> tuple[Target, NewDocument]:
        """The row as the workflow takes it, and the document that is not known yet."""
        of_document = ("citation", "issued_on", "title", "replaces")
        facts = {name: value for name, value in data.items() if name not in ("framework", *of_document)}
        document = Framework.objects.filter(code=data["framework"]).first() if data["framework"] else None
        new = NewDocument(**{name: data[name] for name in of_document})
        return Target(framework=document, **facts) if document else Target(**facts), new


def forms_below(unit: Unit, today: dt.date) -> list[Form]:
    """The forms of levels below the unit's own, on which it may hold published totals."""
    version = unit.versions.order_by("valid_from").last()
    forms = Form.objects.filter(valid_from__lte=today)
    return [form for form in forms if version and is_above(version.kind, form.unit_kind)]


class SourceFields(forms.Form):
    """Where an office's totals were published."""

    document = forms.CharField(
        label="Văn bản đã công bố", max_length=200, help_text="Ví dụ: Báo cáo tổng kết Đề án xây dựng xã hội học tập."
    )
    number = forms.CharField(
        label="Số, ký hiệu", max_length=60, required=False, help_text="Ví dụ: 123/BC-UBND; để trống nếu không có."
    )
    day = Day(label="Ngày của văn bản", latest=timezone.localdate)

    @staticmethod
    def source(data: dict[str, Any]) -> Published:
        """The source as the workflow takes it."""
        return Published(data["document"], data["number"], data["day"])


class SourceForm(Seen, SourceFields):
    """The same, of totals that are kept already."""


class OwnTotalForm(SourceFields):
    """The form and period of an office's published totals, and where they were published."""

    form = forms.ModelChoiceField(Form.objects.none(), label="Biểu mẫu", empty_label=None)
    period = forms.ModelChoiceField(Period.objects.none(), label="Kỳ báo cáo", empty_label="– chọn –")
    field_order = ["form", "period", "document", "number", "day"]

    def __init__(self, *args: Any, unit: Unit, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = forms_below(unit, today)
        form, period = self.fields["form"], self.fields["period"]
        form.queryset = Form.objects.filter(pk__in=[each.pk for each in below])  # type: ignore[attr-defined]
        kinds = {each.period_kind for each in below}
        opened = Period.objects.opened(today).filter(kind__in=kinds)
        period.queryset = opened.order_by("-ends_on", "kind")  # type: ignore[attr-defined]


class StatedNumberForm(forms.Form):
    """How many units should report, since when, and who says so."""

    kind = forms.ChoiceField(label="Cấp phải báo cáo", choices=UnitKind, initial=UnitKind.WARD)
    number = Whole(label="Số đơn vị phải báo cáo", least=1, most=MOST_UNITS)
    valid_from = Day(label="Từ ngày")
    valid_to = Day(label="Đến hết ngày", required=False, help_text="Để trống nếu vẫn đúng đến nay.")
    source = forms.CharField(
        label="Nguồn", max_length=300, help_text="Ví dụ: Nghị quyết 1685/NQ-UBTVQH15 ngày 16/6/2025."
    )


class StatedNumberChange(Seen, StatedNumberForm):
    """The same, of a number that is kept already."""


class FormUseForm(forms.Form):
    """Which optional form an office asks of the units under it, and in which years."""

    form = forms.ModelChoiceField(Form.objects.none(), label="Biểu tự chọn", empty_label=None)
    first = year_field("Từ năm")
    last = year_field("Đến hết năm", required=False, help_text="Để trống khi còn dùng; ghi năm để thôi dùng.")

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        optional = Form.objects.filter(optional=True).order_by("version")
        newest = {form.code: form.pk for form in forms_for(unit, optional)}
        self.fields["form"].queryset = Form.objects.filter(pk__in=newest.values())  # type: ignore[attr-defined]
