"""Search within the guide: sections in which every word asked for begins a word, with or without marks.

Example: "ban giao" finds "bàn giao", "giao b" too; what stands together as asked comes before what is only scattered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hocTap.lib import vi
from units.help.reading import Chapter, Section, chapters

AROUND = 70
"""So many letters stand before the first word found."""


@dataclass(frozen=True)
class Found:
    """A section that has all the words, and the text around the first one."""

    chapter: Chapter
    section: Section
    excerpt: str


def search(words: str) -> list[Found]:
    """The best first: words together in a heading, together in the text, all in a heading, all somewhere."""
    asked = vi.fold(words).split()
    ranked = [
        (rank, Found(chapter, section, excerpt_of(vi.nfc(section.words), asked)))
        for chapter in chapters()
        for section in chapter.sections
        if asked and (rank := _rank(chapter, section, asked)) is not None
    ]
    return [found for _, found in sorted(ranked, key=lambda each: each[0])]


def _rank(chapter: Chapter, section: Section, asked: list[str]) -> int | None:
    titles = vi.fold(f"{section.title} / {chapter.title}")
    everything = f"{titles} / {vi.fold(section.words)}"
    if not all(_begins_a_word(word, everything) for word in asked):
        return None
    for rank, text in enumerate((titles, everything)):
        if _begins_a_word(" ".join(asked), text):
            return rank
    return 2 if all(_begins_a_word(word, titles) for word in asked) else 3


def _begins_a_word(words: str, folded: str) -> bool:
    return _place_of(words, folded) >= 0


def _place_of(words: str, folded: str) -> int:
    found = re.search(rf"(?<!\w){re.escape(words)}", folded)
    return found.start() if found else -1


def excerpt_of(text: str, asked: list[str]) -> str:
    """The text around the words, cut between words; from the beginning where only the titles have them."""
    folded = vi.fold(text)
    places = [place for words in (" ".join(asked), *asked) if (place := _place_of(words, folded)) >= 0]
    start = max(0, (places[0] if places else 0) - AROUND)
    start = text.find(" ", start) + 1 if start else 0
    end = min(len(text), start + 3 * AROUND)
    end = text.rfind(" ", start, end) if end < len(text) else end
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
