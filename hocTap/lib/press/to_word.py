"""A long table that is written directly as PDF, as a Word document: the same heading, rows, sums and places to sign.

Pages are Word's own, so that nothing is carried forward from one to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from hocTap.lib import vi, word
from hocTap.lib.press.across import MM, Paper
from hocTap.lib.press.ledger import Ledger
from hocTap.lib.press.to_sign import ROW, ToSign
from hocTap.lib.words import money_in_words


def list_to_sign(paper: ToSign) -> bytes:
    """The list as docx, rows high enough to sign in."""
    rows = [_line(paper, cells) for cells in paper.rows]
    return _made(paper, [*rows, _sums(paper, paper.label, dict([paper.total]))], [paper.in_words], high=ROW / MM)


NUMBERED = "Sổ này có ........ trang, đánh số từ trang 1 đến trang ........"
"""Word itself decides how many pages there are: whoever prints the book writes it in."""


def ledger(book: Ledger) -> bytes:
    """The book as docx: its opening balance, its lines, its sums and its closing balance."""
    rows = [_sums(book, "Số dư đầu kỳ", {-1: vi.whole(book.opening)})]
    came = went = 0
    held = book.opening
    for row in book.rows:
        came, went, held = came + row.came, went + row.went, row.held
        rows.append(_line(book, row.cells))
    rows.append(_sums(book, "Cộng phát sinh trong kỳ", {-3: vi.whole(came), -2: vi.whole(went)}))
    rows.append(_sums(book, "Số dư cuối kỳ", {-1: vi.whole(held)}))
    return _made(book, rows, [f"Số dư cuối kỳ bằng chữ: {money_in_words(held)}.", NUMBERED])


def _line(paper: Paper, cells: Sequence[str]) -> dict[str, Any]:
    return {"cells": [(words, column.number) for words, column in zip(cells, paper.columns, strict=True)]}


def _sums(paper: Paper, label: str, sums: Mapping[int, str]) -> dict[str, Any]:
    """A line of sums, by the place of their columns."""
    cells = [""] * len(paper.columns)
    cells[paper.words_column] = label
    for place, shown in sums.items():
        cells[place] = shown
    return _line(paper, cells) | {"total": True}


def _made(paper: Paper, rows: Iterable[Mapping[str, Any]], words: Sequence[str], high: float = 0) -> bytes:
    html = render_to_string("components/print_across.html", {"paper": paper, "rows": rows, "words": words})
    return word.from_html(html, word.LYING, size=12, row_height=high)
