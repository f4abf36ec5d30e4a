"""Pages without words, as the table of access asks for them, leave nothing behind."""

from __future__ import annotations

from tests.access.unwritten import pages_unwritten
from units.help.booklet import booklet


def test_what_was_made_without_words_is_not_kept() -> None:
    """A booklet is printed once in a process; the empty one of these pages must not be the one people get."""
    booklet.cache_clear()
    with pages_unwritten():
        empty = booklet("phuong-xa")

    assert len(booklet("phuong-xa")) > 10 * len(empty)
