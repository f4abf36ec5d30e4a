"""What a person is asked of a file: what holds for the whole list, what its columns hold, whether hidden rows count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone

from awards.uploads.books.understood import Answers
from awards.uploads.books.vocabulary import DAY_PARTS, TWO_IN_ONE, WAYS, YEARS
from awards.uploads.importing import Importer
from awards.uploads.models import Upload
from awards.uploads.reading import value_of
from awards.uploads.templates import Column, Kind
from hocTap.lib import vi
from hocTap.lib.refusals import Refused

NO_FIELD = "– không dùng –"
FOR_ALL = "Ghi một lần, tính cho mọi dòng."
PARTS = {1: "phần đầu", 2: "phần cuối"}
HIDDEN = [("take", "Nhận cả các dòng bị ẩn"), ("leave", "Để các dòng bị ẩn ra ngoài")]


class QuestionsForm(forms.Form):
    """One field for each column that the file says nowhere, one select for each column of each sheet."""

    def __init__(self, upload: Upload, importer: Importer, data: Any = None) -> None:
        super().__init__(data)
        self.upload, self.importer = upload, importer
        self.columns = {column.code: column for column in importer.template_of(upload.unit, upload.options).columns}
        self.answers_so_far = Answers.of(upload.answers)
        self._ask_once()
        self._ask_about_hidden()
        self._ask_about_columns()

    def _ask_once(self) -> None:
        asked: list[str] = self.upload.understood.get("asked", [])
        choices = self.importer.choices(self.upload.unit, timezone.localdate(self.upload.at)) if asked else {}
        for code in asked:
            column = self.columns[code]
            held = self.answers_so_far.said.get(code, "")
            words = [("", "– chọn –"), *((word, word) for word in choices.get(code, ()))]
            self.fields[f"ca-{code}"] = (
                forms.ChoiceField(label=column.label, choices=words, initial=held, help_text=column.help)
                if column.kind is Kind.CHOICE and choices.get(code)
                else forms.CharField(
                    label=column.label, initial=held, max_length=column.longest, help_text=column.help or FOR_ALL
                )
            )

    def _ask_about_hidden(self) -> None:
        number = self.upload.understood.get("hidden", 0)
        if number:
            self.fields["dong-an"] = forms.ChoiceField(
                label=f"{vi.whole(number)} dòng đang bị ẩn trong tệp",
                choices=HIDDEN,
                initial=self.answers_so_far.hidden or None,
                widget=forms.RadioSelect,
            )

    def _ask_about_columns(self) -> None:
        sheets, columns = self.upload.understood.get("sheets", ()), list(self.columns.values())
        ways = ways_of(columns) + two_in_one(columns, [way for sheet in sheets for way in sheet["columns"].values()])
        for number, sheet in enumerate(sheets):
            for letter, words in sheet["words"].items():
                self.fields[column_field(number, letter)] = forms.ChoiceField(
                    label=f"Cột {letter}, “{words}”",
                    choices=ways,
                    required=False,
                    initial=sheet["columns"].get(letter, ""),
                )

    @property
    def once(self) -> list[forms.BoundField]:
        """What is asked once for the whole list."""
        return [self[name] for name in self.fields if not name.startswith("cot-")]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, text in list(cleaned.items()):
            if name.startswith("ca-") and text:
                try:
                    value_of(text, self.columns[name.removeprefix("ca-")])
                except Refused as reason:
                    self.add_error(name, str(reason))
        return cleaned

    def answers(self) -> Answers:
        """What was said, as the reader of the file takes it."""
        answered = {
            name.removeprefix("ca-"): text for name, text in self.cleaned_data.items() if name.startswith("ca-")
        }
        said = {code: text for code, text in answered.items() if text}
        return Answers(said, self._columns_said(), self.cleaned_data.get("dong-an", self.answers_so_far.hidden))

    def _columns_said(self) -> dict[str, dict[str, str]]:
        """Only of sheets where something was changed now or before: the others are understood by their words."""
        found = {name: dict(columns) for name, columns in self.answers_so_far.columns.items()}
        for number, sheet in enumerate(self.upload.understood.get("sheets", ())):
            ways = {letter: self.cleaned_data.get(column_field(number, letter), "") for letter in sheet["words"]}
            chosen = {letter: way for letter, way in ways.items() if way}
            if chosen != sheet["columns"]:
                found[sheet["name"]] = chosen
        return found


def column_field(sheet: int, letter: str) -> str:
    """The name of the select for a column."""
    return f"cot-{sheet}-{letter}"


def ways_of(columns: list[Column]) -> list[tuple[str, str]]:
    """What a column of a file may hold: each field, whole or a part of it."""
    found = [("", NO_FIELD)]
    for column in columns:
        found.append((column.code, column.label))
        parts = {f"{column.code}/{part}": words for part, words in PARTS.items()}
        found += [(way, f"{column.label} ({words})") for way, words in parts.items() if way in WAYS]
        if column.kind is Kind.DAY or column.code in YEARS:
            found += [(f"{column.code}/{part}", f"{column.label} ({words})") for part, words in DAY_PARTS.items()]
    return found


def two_in_one(columns: list[Column], known: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of fields that one column may hold: the usual ones, and those that this file was understood to have."""
    labels = {column.code: column.label for column in columns}
    usual = [f"{first}+{second}" for first, second in TWO_IN_ONE if {first, second} <= labels.keys()]
    pairs = dict.fromkeys([*usual, *(way for way in known if "+" in way)])
    return [(way, " và ".join(labels[code] for code in way.split("+")) + " (hai mục trong một ô)") for way in pairs]


@dataclass(frozen=True)
class ColumnShown:
    """A column of a file: its letter, the words over it, the first cells below, and the select for what it holds."""

    letter: str
    words: str
    examples: list[str]
    field: forms.BoundField


@dataclass(frozen=True)
class SheetShown:
    """A sheet as the page shows it."""

    name: str
    head: str
    columns: list[ColumnShown]


def sheets_of(form: QuestionsForm) -> list[SheetShown]:
    """How each sheet of the file was understood."""
    return [
        SheetShown(
            sheet["name"],
            ", ".join(str(row) for row in sheet["head_rows"]),
            [
                ColumnShown(letter, words, sheet["examples"].get(letter, []), form[column_field(number, letter)])
                for letter, words in sheet["words"].items()
            ],
        )
        for number, sheet in enumerate(form.upload.understood.get("sheets", ()))
    ]


def totals_of(upload: Upload, importer: Importer) -> list[tuple[str, str]]:
    """Sums of money and counts over the rows that can be taken, in words."""
    totals = upload.understood.get("totals", {})
    return [
        (column.label, vi.money(totals[column.code]) if column.kind is Kind.MONEY else vi.whole(totals[column.code]))
        for column in importer.template_of(upload.unit, upload.options).columns
        if column.code in totals
    ]
