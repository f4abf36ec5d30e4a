"""A table of fields that somebody types row by row, or pastes from a sheet: `ten-0`, `ten-1` …

The page marks the table with `data-grid` and shows its rows with `components/_grid.html`; `static/js/grid.js` adds rows
and spreads what is pasted. Rows without a first field are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from hocTap.lib.forms import Seen

MOST_ROWS = 400


class Grid(forms.Form):
    """A table of fields named `ten-0`, `ten-1` …, as many rows as were sent; one without a first field is left out."""

    columns: tuple[str, ...] = ()
    typed_beside: tuple[str, ...] = ()
    """Columns that nobody fills but for the row's own sake: with one of them the first must be there."""
    most = MOST_ROWS
    packs = False
    """Whether rows left empty between others are closed up, so that a row's number is its place among those typed."""
    first_missing = "chưa ghi tên. Hãy ghi tên, hoặc xóa các ô khác của dòng."

    def __init__(self, *args: Any, rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.packs:
            self.data = packed(self.data, self.columns, self.most)
        sent = 0
        if self.is_bound:
            while sent < self.most and f"{self.columns[0]}-{sent}" in self.data:
                sent += 1
        self.rows = max(rows, sent)
        self.head = list(self.fields)
        for row in range(self.rows):
            for column in self.columns:
                self.fields[f"{column}-{row}"] = self.field(column, row)

    def field(self, column: str, row: int) -> forms.Field:
        raise NotImplementedError

    @property
    def head_fields(self) -> list[forms.BoundField]:
        """The fields that stand above the table, once for all its rows."""
        return [self[name] for name in self.head if not self[name].is_hidden]

    @property
    def lines(self) -> Iterator[list[forms.BoundField]]:
        for row in range(self.rows):
            yield [self[f"{column}-{row}"] for column in self.columns]

    def clean(self) -> dict[str, Any]:
        """Nothing that was typed is passed over: a row without its name is asked for it."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for row in range(self.rows):
            first = f"{self.columns[0]}-{row}"
            beside = [given.get(f"{column}-{row}") for column in self.typed_beside]
            if first not in self.errors and not given.get(first) and any(beside):
                self.add_error(first, f"Dòng {row + 1}: {self.first_missing}")
        return given

    def typed(self, data: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows that say something, each with its number as people count."""
        for row in range(self.rows):
            if data.get(f"{self.columns[0]}-{row}"):
                yield row + 1, {column: data.get(f"{column}-{row}") for column in self.columns}


class KeptGrid(Seen, Grid):
    """A table of what is kept already; a row is one thing.

    A row that this person left alone takes what a colleague wrote there meanwhile. Where both changed a row it stays
    as this person typed it, each cell beside the colleague's: the name of one never stands with the deed of another.
    """

    def left_alone(self, name: str, seen: Mapping[str, str]) -> bool:
        column, _, row = name.rpartition("-")
        cells = [f"{each}-{row}" for each in self.columns] if column in self.columns else [name]
        return all(super(KeptGrid, self).left_alone(each, seen) for each in cells)


def packed(data: Any, columns: Sequence[str], most: int) -> QueryDict:
    """The same data with its typed rows on top; the empty ones follow."""
    typed: list[list[list[str]]] = []
    empty: list[list[list[str]]] = []
    for row in range(most):
        if f"{columns[0]}-{row}" not in data:
            break
        cells = [data.getlist(f"{column}-{row}") for column in columns]
        (typed if any(each.strip() for sent in cells for each in sent) else empty).append(cells)
    found: QueryDict = data.copy()
    for row, cells in enumerate([*typed, *empty]):
        for column, sent in zip(columns, cells, strict=True):
            found.setlist(f"{column}-{row}", sent)
    return found


def text(label: str, longest: int, **attrs: Any) -> forms.CharField:
    """A cell of words."""
    return forms.CharField(
        label=label, max_length=longest, required=False, widget=forms.TextInput(attrs=cell(label, **attrs))
    )


def cell(label: str, **attrs: Any) -> dict[str, Any]:
    """What a cell's widget says: its label for whoever does not see the head of the column."""
    return {"autocomplete": "off", "class": "form-control", "aria-label": label, **attrs}


def choice(label: str, choices: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    """A cell with words to choose from."""
    widget = forms.Select(attrs={"class": "form-select", "aria-label": label})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


def dressed(field: forms.Field) -> forms.Field:
    """A field that reads days, numbers or sums, as a cell."""
    field.widget.attrs |= cell(str(field.label))
    field.help_text = ""
    return field
