"""What is typed about communities: a grid of many, a change, new names, a correction, an undoing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.doubts import Explained
from hocTap.lib.fields import Day
from hocTap.lib.forms import Seen
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import number_in
from units.communities.enums import CommunityAct
from units.communities.pasting import rows_in
from units.communities.rules import LONGEST_CODE, LONGEST_NAME, Line, Verdict, share_in
from units.communities.workflow import Asked, Correction, Result
from units.enums import UnitKind
from units.models import UnitVersion
from units.words import designation_in

ROWS, MORE, MOST = 15, 20, 200
CELLS = ("name", "kind", "code", "first", "decision")
KIND_HELP = "khu phố, tổ dân phố, thôn, ấp, bản, khóm…"
PARTS = 6


def name_field(label: str, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=LONGEST_NAME)


def kind_field(label: str = "Loại") -> forms.CharField:
    """The word for what it is, offered from the list of kinds that stands once on the page."""
    shown = forms.TextInput(attrs={"list": "loai", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=30, widget=shown)


def code_field(label: str = "Mã") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=LONGEST_CODE)


def decision_field(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label="Căn cứ",
        required=required,
        max_length=170,
        help_text="Số, ký hiệu văn bản, ví dụ: Nghị quyết 12/NQ-HĐND.",
    )


class GridRow(NamedTuple):
    """One line of the grid with its cells."""

    number: int
    cells: list[forms.BoundField]


class GridForm(forms.Form):
    """Many communities at once; what is said above the table holds for every cell left empty."""

    kind = kind_field("Loại, khi ô loại để trống")
    first = Day(
        label="Từ ngày, khi ô ngày để trống",
        required=False,
        latest=timezone.localdate,
        help_text="Để trống nếu đã có từ khi xã, phường thành lập.",
    )
    decision = decision_field(required=False)
    paste = forms.CharField(
        label="Dán từ Excel",
        required=False,
        strip=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Chép các ô trong Excel (tên, loại, từ ngày, căn cứ) rồi dán vào đây và bấm “Điền vào bảng”.",
    )
    rows = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["kind"].help_text = KIND_HELP
        self.fields["decision"].label = "Căn cứ, khi ô căn cứ để trống"
        self.number = min(max(number_in(self.data.get("rows")), ROWS), MOST)
        self.initial["rows"] = self.number
        for place in range(1, self.number + 1):
            self.fields[f"name-{place}"] = name_field(f"Tên, dòng {place}")
            self.fields[f"kind-{place}"] = kind_field(f"Loại, dòng {place}")
            self.fields[f"code-{place}"] = code_field(f"Mã, dòng {place}")
            self.fields[f"first-{place}"] = Day(
                label=f"Từ ngày, dòng {place}", required=False, latest=timezone.localdate
            )
            self.fields[f"decision-{place}"] = forms.CharField(
                label=f"Căn cứ, dòng {place}", required=False, max_length=170
            )

    @property
    def table(self) -> list[GridRow]:
        return [GridRow(place, [self[f"{cell}-{place}"] for cell in CELLS]) for place in range(1, self.number + 1)]

    @property
    def single(self) -> list[forms.BoundField]:
        return [self[name] for name in ("kind", "first", "decision", "paste")]

    @property
    def wants_filling(self) -> bool:
        """Whether something is pasted, or more lines are asked for: the table is shown again, nothing is written."""
        return bool(str(self.data.get("paste", "")).strip()) or "them-dong" in self.data or "dien" in self.data

    def filled(self) -> GridForm:
        """The grid with what was pasted in its free lines; what finds no place stays in the box."""
        data = self.data.copy()  # type: ignore[attr-defined]
        wanted = rows_in(str(data.get("paste", "")))
        taken = [place for place in range(1, self.number + 1) if any(_typed(data, cell, place) for cell in CELLS)]
        size = self.number + (MORE if "them-dong" in data else 0)
        size = min(max(size, len(taken) + len(wanted)), MOST)
        free = [place for place in range(1, size + 1) if place not in taken]
        for place, row in zip(free, wanted, strict=False):
            for cell, words in row.items():
                data[f"{cell}-{place}"] = words
        left = wanted[len(free) :]
        data["paste"] = "\n".join("\t".join(row.values()) for row in left)
        data["rows"] = str(size)
        shown = GridForm(data)
        shown.told = f"Đã điền {vi.whole(len(wanted) - len(left))} dòng." if wanted else ""
        if left:
            shown.told += f" Bảng chỉ chứa {MOST} dòng; còn {vi.whole(len(left))} dòng ở ô dán, hãy ghi bảng này trước."
        return shown

    told = ""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for place in range(1, self.number + 1):
            if not given.get(f"name-{place}") and any(_typed(self.data, cell, place) for cell in CELLS[1:]):
                self.add_error(f"name-{place}", "Chưa ghi tên.")
        if not self.errors and not self.lines:
            self.add_error(None, "Bảng chưa có dòng nào. Hãy ghi tên từng khu phố, thôn, ấp, mỗi dòng một tên.")
        return given

    @property
    def lines(self) -> list[Line]:
        return [self._line(place) for place in range(1, self.number + 1) if self.cleaned_data.get(f"name-{place}")]

    def _line(self, place: int) -> Line:
        given = self.cleaned_data
        name, kind = given[f"name-{place}"], given.get(f"kind-{place}") or ""
        if not kind and not designation_in(name, UnitKind.COMMUNITY):
            kind = given.get("kind") or ""
        first: dt.date | None = given.get(f"first-{place}") or given.get("first")
        decision = given.get(f"decision-{place}") or given.get("decision") or ""
        return Line(place, name, kind, given.get(f"code-{place}") or "", first, decision)

    def refuse(self, verdict: Verdict) -> None:
        """Say beside its cell why a line cannot be written."""
        cell = {"designation": "kind"}.get(verdict.field, verdict.field or "name")
        self.add_error(f"{cell}-{verdict.line.number}", verdict.sentence)


def _typed(data: Any, cell: str, place: int) -> bool:
    return bool(str(data.get(f"{cell}-{place}", "")).strip())


class EditionForm(Explained):
    """A change: its day and decision. `edition` says what the person saw; a refused form shows the new one."""

    edition = forms.CharField(required=False, widget=forms.HiddenInput)
    on = Day(label="Có hiệu lực từ ngày", latest=timezone.localdate)
    decision = decision_field()
    decided_on = Day(label="Ngày của văn bản", required=False, latest=timezone.localdate)

    def __init__(self, data: Any, edition: int) -> None:
        super().__init__(data, initial={"edition": edition})
        self.seen = number_in(self.data.get("edition")) if self.is_bound else edition
        if self.is_bound:
            shown = self.data.copy()  # type: ignore[attr-defined]
            shown["edition"] = str(edition)
            self.data = shown

    def facts(self) -> dict[str, Any]:
        """What every change asks for."""
        given = self.cleaned_data
        facts = {name: given[name] for name in ("on", "decision", "decided_on")}
        return {**facts, "reason": given.get("doubt_reason") or "", "edition": self.seen}

    @property
    def common(self) -> list[forms.BoundField]:
        """Day, decision and, once something was doubted, the reason."""
        names = ("on", "decision", "decided_on", "doubt_reason")
        return [self[name] for name in names if not self[name].is_hidden]


class PartRow(NamedTuple):
    """One line of what becomes of the old ones."""

    number: int
    cells: list[forms.BoundField]


class ChangeForm(EditionForm):
    """Which ones, and what becomes of them."""

    act = forms.ChoiceField(
        label="Việc",
        choices=[
            (CommunityAct.MERGE, "Nhập lại thành một"),
            (CommunityAct.SPLIT, "Chia ra nhiều nơi"),
            (CommunityAct.END, "Kết thúc, không có nơi kế tiếp"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn việc cần ghi."},
    )
    olds = forms.TypedMultipleChoiceField(
        label="Những nơi thay đổi",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn khu phố, thôn, ấp thay đổi."},
    )

    def __init__(self, data: Any, edition: int, standing: Sequence[UnitVersion]) -> None:
        super().__init__(data, edition)
        field = self.fields["olds"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101
        field.choices = [(version.unit_id, version.name) for version in standing]
        for place in range(1, PARTS + 1):
            self.fields[f"name-{place}"] = name_field(f"Tên sau thay đổi, dòng {place}")
            self.fields[f"kind-{place}"] = kind_field(f"Loại, dòng {place}")
            self.fields[f"code-{place}"] = code_field(f"Mã, dòng {place}")
            self.fields[f"share-{place}"] = forms.CharField(
                label=f"Phần của nơi cũ, dòng {place}", required=False, max_length=30
            )

    @property
    def table(self) -> list[PartRow]:
        names = ("name", "kind", "code", "share")
        return [PartRow(place, [self[f"{name}-{place}"] for name in names]) for place in range(1, PARTS + 1)]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for place in range(1, PARTS + 1):
            try:
                given[f"part-{place}"] = share_in(given.get(f"share-{place}") or "")
            except Refused as reason:
                self.add_error(f"share-{place}", str(reason))
        if given.get("act") == CommunityAct.END and any(given.get(f"name-{n}") for n in range(1, PARTS + 1)):
            self.add_error("act", "Kết thúc thì không ghi tên sau thay đổi. Nếu có nơi nhận, hãy chọn nhập lại.")
        return given

    @property
    def asked(self) -> Asked:
        given = self.cleaned_data
        results = [
            Result(
                given[f"name-{place}"],
                given.get(f"kind-{place}") or "",
                given.get(f"code-{place}") or "",
                given.get(f"part-{place}"),
            )
            for place in range(1, PARTS + 1)
            if given.get(f"name-{place}")
        ]
        return Asked(act=CommunityAct(given["act"]), olds=given["olds"], results=results, **self.facts())


class RenameForm(EditionForm):
    """New names for as many as have one; a box left empty keeps the name."""

    def __init__(self, data: Any, edition: int, standing: Sequence[UnitVersion]) -> None:
        super().__init__(data, edition)
        self.standing = standing
        for version in standing:
            self.fields[f"name-{version.unit_id}"] = name_field(f"Tên mới của {version.name}")

    @property
    def table(self) -> list[tuple[UnitVersion, forms.BoundField]]:
        return [(version, self[f"name-{version.unit_id}"]) for version in self.standing]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.asked_names:
            self.add_error(None, "Chưa ghi tên mới nào.")
        return given

    @property
    def asked_names(self) -> dict[int, Result]:
        """The new names; one without its kind keeps the kind that it had."""
        found = {}
        for version in self.standing:
            if name := self.cleaned_data.get(f"name-{version.unit_id}"):
                kind = "" if designation_in(name, UnitKind.COMMUNITY) else version.designation
                found[version.unit_id] = Result(name, kind)
        return found

    @property
    def asked(self) -> Asked:
        names = self.asked_names
        return Asked(act=CommunityAct.RENAME, olds=list(names), names=names, **self.facts())


class CorrectionForm(Seen, forms.Form):
    """A community as it should have been written down."""

    name = name_field("Tên", required=True)
    kind = kind_field()
    code = code_field()
    first = Day(label="Từ ngày", latest=timezone.localdate)
    decision = decision_field(required=False)

    @classmethod
    def of(cls, version: UnitVersion, data: Any) -> CorrectionForm:
        names = {"name": version.name, "kind": version.designation, "code": version.code}
        return cls(data, initial={**names, "first": version.valid_from, "decision": version.decision})

    @property
    def right(self) -> Correction:
        given = self.cleaned_data
        return Correction(given["name"], given["kind"], given["code"], given["first"], given["decision"])


class UndoForm(forms.Form):
    reason = forms.CharField(label="Lý do hoàn tác", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
