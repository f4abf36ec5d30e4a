"""What is typed about a set of criteria: the whole of it on one page, which lines agree with the original, the file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone

from awards.titles.enums import AppliesTo, ItemKind, ScoringMode
from awards.titles.forms import REQUIRED, words_field
from awards.titles.kinds import SHARE_CHOICES
from awards.titles.models import Band, CriteriaSet, Criterion, Item, Procedure
from awards.titles.workflow.catalogue import LONGEST_REASON, Part, key_of
from awards.titles.workflow.editing import BandDraft, CriterionDraft, LineDraft, SetDraft
from hocTap.lib.fields import Day, Share, Whole
from hocTap.lib.forms import Seen
from hocTap.lib.refusals import Refused
from units.enums import UnitKind

NEW_LINES, NEW_CRITERIA, NEW_BANDS = 3, 1, 1
MOST_POINTS = 1_000
LARGEST_PAPER = 10 * 1024 * 1024
PAPERS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"PK\x03\x04": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""How a file of each kind that is taken begins: PDF, pictures, Word."""

LINE_CELLS = (
    "text",
    "ordinal",
    "kind",
    "points",
    "floor",
    "threshold",
    "applies_to",
    "exemption",
    "auto_source",
    "place",
)
LEVEL_CELLS = ("text", "ordinal", "kind", "level", "threshold", "applies_to", "exemption", "auto_source", "place")
BAND_CELLS = ("name", "from_score", "below_score", "passes", "place")
LEVEL_BAND_CELLS = ("name", "level", "passes", "place")


class FieldRow(NamedTuple):
    """One line of a table with its cells."""

    label: str
    cells: list[forms.BoundField]
    verified: bool = False


class Block(NamedTuple):
    """A criterion with the cells of its own and its lines."""

    number: int
    own: list[forms.BoundField]
    rows: list[FieldRow]
    is_new: bool = False


def _points(label: str, *, required: bool = False) -> Share:
    return Share(label=label, most=MOST_POINTS, required=required, error_messages={"required": REQUIRED})


def _text(label: str, most: int, *, rows: int = 1) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
    return forms.CharField(label=label, max_length=most, required=False, widget=widget)


class SetForm(Seen, forms.Form):
    """A whole set on one page: its head, each criterion with its lines, its results, and empty lines for new ones.

    A line whose words are deleted goes; a number puts a line elsewhere in its criterion.
    """

    name = words_field("Tên bộ tiêu chí", most=200, rows=1)
    issuer = words_field("Cơ quan ban hành", most=200, rows=1)
    citation = _text("Số, ký hiệu văn bản", 120)
    issued_on = Day(label="Ngày ban hành", required=False, latest=timezone.localdate)
    mode = forms.ChoiceField(label="Cách tính")
    total_points = _points("Tổng điểm", required=True)
    total_only = forms.BooleanField(
        label="Nhận hồ sơ chỉ có tổng điểm",
        required=False,
        help_text="Phiếu chấm từng mục giữ trên giấy. Không dùng cho bộ có điểm sàn.",
    )
    place = _text("Trang, điều, mục của cách tính", 60)
    note = _text("Ghi chú", 2_000, rows=3)

    def __init__(self, data: Any, criteria: CriteriaSet) -> None:
        self.levels = criteria.mode == ScoringMode.LEVELS
        self.lines = LEVEL_CELLS if self.levels else LINE_CELLS
        self.results = LEVEL_BAND_CELLS if self.levels else BAND_CELLS
        self.parts: list[tuple[str, Criterion | None, list[tuple[str, Item | None]]]] = []
        self.band_rows: list[tuple[str, Band | None]] = []
        self.made: dict[str, forms.Field] = {}
        self.kept: dict[str, Any] = {name: getattr(criteria, name) for name in HEAD_NAMES}
        self._lay_out(criteria)
        super().__init__(data, initial=self.kept)
        self.fields.update(self.made)
        same = [mode for mode in ScoringMode if (mode == ScoringMode.LEVELS) == self.levels]
        mode: Any = self.fields["mode"]
        mode.choices = [(mode.value, mode.label) for mode in same]
        if self.levels:
            del self.fields["total_points"], self.fields["total_only"]
        self.initial["seen_before"] = self._marks

    def _lay_out(self, criteria: CriteriaSet) -> None:
        """The fields of every row: of what there is, then of what may be new."""
        for each in criteria.criteria.all():
            key = f"c{each.pk}"
            own = [(f"i{item.pk}", item) for item in each.items.all()]
            self._add_criterion(key, each)
            for name, item in own:
                self._add_line(name, item)
            new = [f"{key}n{place}" for place in range(1, NEW_LINES + 1)]
            for name in new:
                self._add_line(name, None)
            self.parts.append((key, each, [*own, *((name, None) for name in new)]))
        for place in range(1, NEW_CRITERIA + 1):
            key = f"cn{place}"
            self._add_criterion(key, None)
            new = [f"{key}n{line}" for line in range(1, NEW_LINES + 1)]
            for name in new:
                self._add_line(name, None)
            self.parts.append((key, None, [(name, None) for name in new]))
        for band in criteria.bands.all():
            self._add_band(f"b{band.pk}", band)
        for place in range(1, NEW_BANDS + 1):
            self._add_band(f"bn{place}", None)

    def _add(self, name: str, field: forms.Field, value: Any) -> None:
        self.made[name], self.kept[name] = field, value

    def _add_criterion(self, key: str, row: Criterion | None) -> None:
        self._add(f"{key}-name", _text("Tên tiêu chí", 300), row.name if row else "")
        if not self.levels:
            self._add(f"{key}-max_points", _points("Điểm tối đa của tiêu chí"), row.max_points if row else None)

    def _add_line(self, key: str, row: Item | None) -> None:
        fields: dict[str, tuple[forms.Field, Any]] = {
            "ordinal": (Whole(label="Số thứ tự", most=99, least=1, required=False), row.ordinal if row else None),
            "text": (_text("Nội dung", 500, rows=2), row.text if row else ""),
            "kind": (forms.ChoiceField(label="Loại", choices=ItemKind.choices), row.kind if row else ItemKind.POINTS),
            "points": (_points("Điểm tối đa"), row.max_points if row else None),
            "floor": (_points("Điểm sàn"), row.floor if row else None),
            "level": (Whole(label="Từ mức", most=9, least=1, required=False), row.level if row else None),
            "threshold": (Share(label="Phải đạt (%)", most=100, required=False), row.threshold if row else None),
            "applies_to": (
                forms.ChoiceField(label="Áp dụng với", choices=AppliesTo.choices),
                row.applies_to if row else AppliesTo.ALL,
            ),
            "exemption": (_text("Trường hợp được trừ", 200), row.exemption if row else ""),
            "auto_source": (
                forms.ChoiceField(label="Lấy từ sổ", choices=SHARE_CHOICES, required=False),
                row.auto_source if row else "",
            ),
            "place": (_text("Trang, điều", 60), row.place if row else ""),
        }
        if self.levels and row is None:
            fields["kind"] = (fields["kind"][0], ItemKind.BOOLEAN)
        for name in self.lines:
            self._add(f"{key}-{name}", *fields[name])

    def _add_band(self, key: str, row: Band | None) -> None:
        fields: dict[str, tuple[forms.Field, Any]] = {
            "name": (_text("Tên xếp loại", 60), row.name if row else ""),
            "from_score": (_points("Từ điểm"), row.from_score if row else None),
            "below_score": (_points("Đến dưới điểm"), row.below_score if row else None),
            "level": (Whole(label="Mức", most=9, least=1, required=False), row.level if row else None),
            "passes": (forms.BooleanField(label="Được công nhận", required=False), row.passes if row else False),
            "place": (_text("Trang, điều", 60), row.place if row else ""),
        }
        for name in self.results:
            self._add(f"{key}-{name}", *fields[name])
        self.band_rows.append((key, row))

    @property
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in HEAD_NAMES if name in self.fields]

    @property
    def blocks(self) -> Iterator[Block]:
        """The criteria as tables, the last one empty for a new criterion."""
        for number, (key, row, lines) in enumerate(self.parts, start=1):
            own = [self[name] for name in (f"{key}-name", f"{key}-max_points") if name in self.fields]
            rows = [
                FieldRow(
                    f"{number}.{item.ordinal}" if item else "mới",
                    self._cells(name, self.lines),
                    bool(item and item.verified),
                )
                for name, item in lines
            ]
            yield Block(number, own, rows, row is None)

    @property
    def band_table(self) -> list[FieldRow]:
        return [
            FieldRow(band.name if band else "mới", self._cells(key, self.results), bool(band and band.verified))
            for key, band in self.band_rows
        ]

    def _cells(self, key: str, cells: Collection[str]) -> list[forms.BoundField]:
        return [self[f"{key}-{cell}"] for cell in cells]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for key, _, lines in self.parts:
            typed = [name for name, _ in lines if given.get(f"{name}-text")]
            if typed and not given.get(f"{key}-name"):
                self.add_error(f"{key}-name", "Tiêu chí có mục thì phải có tên. Hãy ghi tên, hoặc xóa lời của các mục.")
            for name, item in lines:
                if item is None and name not in typed and self._has_more(name):
                    self.add_error(f"{name}-text", "Chưa ghi nội dung của mục này.")
        return given

    def _has_more(self, key: str) -> bool:
        numbers = ("ordinal", "points", "floor", "level", "threshold", "exemption", "place")
        return any(self.cleaned_data.get(f"{key}-{name}") for name in numbers if name in self.lines)

    @property
    def draft(self) -> SetDraft:
        """The set as typed; rows without words are left out."""
        given = self.cleaned_data
        head = {name: given[name] for name in HEAD_NAMES if name in self.fields}
        criteria = [
            CriterionDraft(
                name=given[f"{key}-name"],
                max_points=given.get(f"{key}-max_points"),
                lines=[self._line(name, item) for name, item in lines if given[f"{name}-text"]],
                pk=row.pk if row else None,
            )
            for key, row, lines in self.parts
            if given[f"{key}-name"]
        ]
        bands = [self._band(key, row) for key, row in self.band_rows if given[f"{key}-name"]]
        return SetDraft(head, criteria, sorted(bands, key=_highest_first))

    def _line(self, key: str, item: Item | None) -> LineDraft:
        given = self.cleaned_data
        facts = {MODEL_NAMES.get(name, name): given[f"{key}-{name}"] for name in self.lines if name != "ordinal"}
        return LineDraft(facts, item.pk if item else None, given[f"{key}-ordinal"] or 0)

    def _band(self, key: str, band: Band | None) -> BandDraft:
        facts = {name: self.cleaned_data[f"{key}-{name}"] for name in self.results}
        return BandDraft(facts, band.pk if band else None)


HEAD_NAMES = ("name", "issuer", "citation", "issued_on", "mode", "total_points", "total_only", "place", "note")
MODEL_NAMES = {"points": "max_points"}


def _highest_first(draft: BandDraft) -> tuple[Any, ...]:
    facts: Mapping[str, Any] = draft.facts
    return (-(facts.get("from_score") or 0), facts.get("level") or 0)


class PartsForm(forms.Form):
    """Which lines of a set are meant."""

    parts = forms.MultipleChoiceField(
        label="Các dòng",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Hãy đánh dấu ít nhất một dòng.",
            "invalid_choice": "Có dòng vừa được sửa hoặc bỏ. Hãy so lại các dòng với văn bản gốc rồi đánh dấu lại.",
        },
    )

    def __init__(self, data: Any, parts: Collection[tuple[Part, str]]) -> None:
        super().__init__(data)
        field: Any = self.fields["parts"]
        field.choices = [(key_of(part), words) for part, words in parts]


class ConfirmForm(PartsForm):
    """The lines that agree with the original, and the original."""

    source = words_field("Văn bản gốc đã đối chiếu (số, ngày, nơi lưu)", most=300, rows=2)


class WithdrawForm(PartsForm):
    """The lines whose confirmation is withdrawn, and why."""

    reason = words_field("Lý do rút xác nhận", most=LONGEST_REASON, rows=2, missing="Hãy ghi lý do.")


class WhyForm(forms.Form):
    reason = words_field("Lý do rút xác nhận", most=LONGEST_REASON, rows=2, missing="Hãy ghi lý do.")


class PaperForm(forms.Form):
    """The original as a file: PDF, picture or Word."""

    tep = forms.FileField(
        label="Tệp văn bản gốc",
        help_text="PDF, ảnh chụp (.jpg, .png) hoặc Word (.docx), nhiều nhất 10 MB.",
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx"}),
        error_messages={
            "required": "Hãy chọn tệp.",
            "empty": "Tệp này trống. Hãy chọn tệp khác.",
            "max_length": "Tên tệp dài quá 200 chữ. Hãy đổi tên tệp ngắn hơn.",
            "invalid": "Chưa nhận được tệp. Hãy chọn lại tệp.",
        },
    )

    def clean_tep(self) -> Any:
        file = self.cleaned_data["tep"]
        if file.size > LARGEST_PAPER:
            raise forms.ValidationError("Tệp lớn quá 10 MB. Hãy quét ở độ phân giải thấp hơn, hoặc chia làm hai tệp.")
        return file

    @property
    def paper(self) -> tuple[str, str, bytes]:
        """Name, kind and content. Raises Refused for a file of another kind, whatever its name says."""
        file = self.cleaned_data["tep"]
        content: bytes = file.read()
        kind = next((kind for begin, kind in PAPERS.items() if content.startswith(begin)), None)
        if kind is None:
            raise Refused("Tệp này không phải PDF, ảnh (.jpg, .png) hay Word (.docx). Hãy chọn tệp khác.")
        return file.name, kind, content


class ProcedureForm(Seen, forms.ModelForm[Procedure]):
    """Who proposes, evaluates and recognises from a day on."""

    valid_from = Day(label="Từ ngày", error_messages={"required": REQUIRED})
    valid_to = Day(label="Đến hết ngày", required=False)
    vote_over = Whole(label="Tỉ lệ tán thành phải quá (%)", most=99, help_text="Tính trên số người dự họp.")
    due_day = Whole(label="Hạn: ngày", most=31, least=1, required=False)
    due_month = Whole(label="Hạn: tháng", most=12, least=1, required=False)
    valid_months = Whole(label="Có giá trị (tháng)", most=600, least=1)

    class Meta:
        model = Procedure
        fields = (
            "valid_from",
            "valid_to",
            "proposer",
            "evaluator",
            "needs_vote",
            "vote_over",
            "agency_kind",
            "agency_words",
            "authority_words",
            "due_day",
            "due_month",
            "due_next_year",
            "valid_months",
            "place",
            "note",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["agency_kind"]
        kinds.choices = [choice for choice in UnitKind.choices if choice[0] != UnitKind.COMMUNITY]
