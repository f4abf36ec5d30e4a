"""A long list on which each signs for their own: rows high enough to sign in, the sum, in words, places to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hocTap.lib.press import tags
from hocTap.lib.press.across import BOTTOM, FOOT, LEFT, MM, RIGHT, Pages, Paper, bound_across
from hocTap.lib.press.fonts import wrapped
from hocTap.lib.text import printable

ROW = 9 * MM
"""So high is a row at least."""
END = FOOT + 24 + 48 * MM
"""The sum, and below its words the places to sign."""
LAST = 2
"""So many rows stand with the end: nobody signs a page that holds none."""
WORDS_SIZE, WORDS_LEADING = 12.0, 16.0


@dataclass(frozen=True, kw_only=True)
class ToSign(Paper):
    """A list to be signed: its rows, their sum in its column, and the same in words."""

    rows: Sequence[Sequence[str]]
    label: str
    total: tuple[int, str]
    in_words: str


def to_be_signed(paper: ToSign) -> bytes:
    """The list as PDF, A4 across."""
    return bound_across(_Pages(paper))


class _Pages(Pages):
    book: ToSign

    def streams(self) -> list[str]:
        words = wrapped(self.faces["italic"], printable(self.book.in_words), WORDS_SIZE, RIGHT - LEFT)
        end = END + len(words) * WORDS_LEADING
        self._heading()
        self._head()
        last = max(0, len(self.book.rows) - LAST)
        for row in self.book.rows[:last]:
            self._rows([row], 0)
        self._rows(self.book.rows[last:], end)
        self._sum(self.book.label, dict([self.book.total]))
        for line in words:
            self.y -= WORDS_LEADING
            self._said(self.set(line, "italic", WORDS_SIZE, LEFT, self.y))
        self._end()
        self._finish()
        return self.done

    def _rows(self, rows: Sequence[Sequence[str]], after: float) -> None:
        """Rows on one page, with so much room left after them; on the next where this one is full."""
        found = [[self._lines(place, words) for place, words in enumerate(row)] for row in rows]
        heights = [max(ROW, self.height_of(cells)) for cells in found]
        if self.y - sum(heights) - after < BOTTOM:
            self._turn_over()
        for cells, height in zip(found, heights, strict=True):
            self._cells(cells, "regular", height, tags.cells(self.table, len(cells)))
