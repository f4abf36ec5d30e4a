"""A long book on paper: pages with the heads, what is carried forward, and their own sums."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hocTap.lib import collecting, vi
from hocTap.lib.press import tags
from hocTap.lib.press.across import BOTTOM, FOOT, LEADING, LEFT, MM, RIGHT, SIZE, Pages, Paper, bound_across
from hocTap.lib.press.fonts import wrapped
from hocTap.lib.words import money_in_words

LAST = 2
"""So many rows stand on the page of the closing balance: nobody signs a page that holds none."""
END = 2 * FOOT + 3 * LEADING + 55 * MM
"""The sums of the book, and below their words the places to sign."""


class LedgerRow(NamedTuple):
    """A line: what its cells say, what it adds to the sums, and what the book then holds."""

    cells: Sequence[str]
    came: int
    went: int
    held: int


@dataclass(frozen=True, kw_only=True)
class Ledger(Paper):
    """A book to be printed. Its last three columns are what came, what went, and what the book then holds."""

    opening: int
    rows: Iterable[LedgerRow]


def printed(book: Ledger) -> bytes:
    """The book as PDF, A4 across."""
    with collecting.put_off():
        return bound_across(_Pages(book))


class _Pages(Pages):
    """The book, page after page, with its sums so far."""

    book: Ledger

    def __init__(self, book: Ledger) -> None:
        super().__init__(book)
        self.came = self.went = self.page_came = self.page_went = 0
        self.held = book.opening

    def streams(self) -> list[str]:
        self._heading()
        self._head()
        self._sums("Số dư đầu kỳ", None, None, self.book.opening)
        waiting: deque[LedgerRow] = deque()
        for row in self.book.rows:
            waiting.append(row)
            if len(waiting) > LAST:
                self._row(waiting.popleft())
        self._last_rows(waiting)
        self._sums("Cộng trang", self.page_came, self.page_went, None)
        self._need(END)
        self._sums("Cộng phát sinh trong kỳ", self.came, self.went, None)
        self._sums("Số dư cuối kỳ", None, None, self.held)
        self._in_words()
        self._end()
        self._finish()
        return self.done

    def _in_words(self) -> None:
        """The closing balance in words and how many pages the book has, on its last page."""
        words = f"Số dư cuối kỳ bằng chữ: {money_in_words(self.held)}."
        number = len(self.done) + 1
        pages = f"Sổ này có {vi.whole(number)} trang, đánh số từ trang 1 đến trang {vi.whole(number)}."
        self.y -= 6
        for line in (*wrapped(self.faces["regular"], words, SIZE, RIGHT - LEFT), pages):
            self.y -= LEADING
            self._said(self.set(line, "regular", SIZE, LEFT, self.y))

    def _last_rows(self, rows: Collection[LedgerRow]) -> None:
        """The last rows of the book, on the page that is signed."""
        if rows and self.y - sum(self.height_of(self._cells_of(row)) for row in rows) - FOOT - END < BOTTOM:
            self._turn()
        for row in rows:
            self._row(row)

    def _cells_of(self, row: LedgerRow) -> list[list[str]]:
        return [self._lines(place, words) for place, words in enumerate(row.cells)]

    def _row(self, row: LedgerRow) -> None:
        cells = self._cells_of(row)
        height = self.height_of(cells)
        if self.y - height - FOOT < BOTTOM:
            self._turn()
        self._cells(cells, "regular", height, tags.cells(self.table, len(cells)))
        self.came, self.went, self.held = self.came + row.came, self.went + row.went, row.held
        self.page_came, self.page_went = self.page_came + row.came, self.page_went + row.went

    def _turn(self) -> None:
        """The page is full: its sums, then a new one that begins with what is carried forward."""
        self._sums("Cộng trang", self.page_came, self.page_went, None)
        self._turn_over()
        self._sums("Trang trước chuyển sang", self.came, self.went, self.held)
        self.page_came = self.page_went = 0

    def _need(self, height: float) -> None:
        if self.y - height < BOTTOM:
            self._turn_over()
            self._sums("Trang trước chuyển sang", self.came, self.went, self.held)

    def _sums(self, label: str, came: int | None, went: int | None, held: int | None) -> None:
        sums = zip((-3, -2, -1), (came, went, held), strict=True)
        self._sum(label, {place: vi.whole(number) for place, number in sums if number is not None})
