"""The chapters of the guide as they are written in `chapters/*.md`: few marks, so that an officer could write one.

A chapter begins with lines "title: …", "for: …" (slugs of audiences, or "all"), "pages: …" (names of addresses), then:
"## heading", "1. step", "- item", "> what to mind", "![what is seen](picture)", and paragraphs, each on one line.
Within a line, **words** is what a button, link or column of the site says, [words](chapter) leads to a chapter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from hocTap.lib import vi
from units.help.audiences import AUDIENCES, Audience

FOLDER = Path(__file__).parent / "chapters"
NAMED = re.compile(r"\*\*(.+?)\*\*")
LINKED = re.compile(r"\[([^\]]+)\]\(([\w-]+)\)")

_MARKS = {"step": re.compile(r"\d+\. (.+)"), "item": re.compile(r"- (.+)"), "mind": re.compile(r"> (.+)")}
_PICTURE = re.compile(r"!\[(.+)\]\(([\w-]+)\)")


@dataclass(frozen=True)
class Block:
    """What stands together: steps, items, a warning, a paragraph, or a picture (`picture` is its name)."""

    kind: str
    lines: tuple[str, ...]
    picture: str = ""


@dataclass(frozen=True)
class Section:
    """A heading of a chapter with what stands below it; the first one of a chapter has no heading."""

    title: str
    anchor: str
    blocks: tuple[Block, ...]

    @property
    def words(self) -> str:
        """What is read in it, without marks."""
        return plain(" ".join(line for block in self.blocks for line in block.lines))


@dataclass(frozen=True)
class Chapter:
    """One chapter: whom it is for, and the pages (names of addresses) that it explains."""

    slug: str
    title: str
    audiences: frozenset[str]
    pages: tuple[str, ...]
    sections: tuple[Section, ...]

    def is_for(self, audience: Audience) -> bool:
        return audience.slug in self.audiences

    @property
    def pictures(self) -> list[Block]:
        return [block for section in self.sections for block in section.blocks if block.kind == "picture"]


def plain(text: str) -> str:
    return LINKED.sub(r"\1", NAMED.sub(r"\1", text))


@cache
def chapters() -> tuple[Chapter, ...]:
    """All chapters in the order in which they are read: that of their files' names ("10-nhap-so-lieu.md")."""
    return tuple(read(path.stem.partition("-")[2], path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.md")))


@cache
def by_slug() -> dict[str, Chapter]:
    return {chapter.slug: chapter for chapter in chapters()}


@cache
def by_page() -> dict[str, Chapter]:
    """Which chapter explains a page, by the name of its address."""
    return {page: chapter for chapter in chapters() for page in chapter.pages}


def chapters_for(audience: Audience) -> list[Chapter]:
    return [chapter for chapter in chapters() if chapter.is_for(audience)]


def read(slug: str, text: str) -> Chapter:
    head, _, body = text.partition("\n\n")
    said = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    audiences = said["for"].split()
    everybody = [audience.slug for audience in AUDIENCES]
    return Chapter(
        slug,
        said["title"],
        frozenset(everybody if audiences == ["all"] else audiences),
        tuple(said.get("pages", "").split()),
        tuple(_sections(body)),
    )


def _sections(body: str) -> Iterator[Section]:
    for part in re.split(r"^## ", f"\n{body}", flags=re.MULTILINE):
        title, _, rest = part.partition("\n")
        if title or rest.strip():
            yield Section(title, anchor_of(title), tuple(_blocks(rest)))


def anchor_of(title: str) -> str:
    """The heading as the end of an address: "Ô đỏ là gì" → "o-do-la-gi"."""
    return re.sub(r"[^a-z0-9]+", "-", vi.fold(title)).strip("-")


def _blocks(text: str) -> Iterator[Block]:
    """Lines of one kind that follow one another are one list; a blank line ends it."""
    for (kind, _), lines in groupby(_lines(text), key=lambda line: line[:2]):
        together = tuple(words for _, _, words in lines)
        if kind == "picture" and (found := _PICTURE.fullmatch(together[0])):
            yield Block(kind, (found[1],), found[2])
        elif kind:
            yield Block(kind, together)


def _lines(text: str) -> Iterator[tuple[str, int, str]]:
    """Each line with its kind and the number of its block; paragraphs and pictures are blocks of their own."""
    block = 0
    for line in text.splitlines():
        if not line.strip():
            block += 1
            continue
        kind, words = _kind_of(line.strip())
        if kind in ("paragraph", "picture"):
            block += 1
        yield kind, block, words


def _kind_of(line: str) -> tuple[str, str]:
    if _PICTURE.fullmatch(line):
        return "picture", line
    for kind, mark in _MARKS.items():
        if found := mark.fullmatch(line):
            return kind, found[1]
    return "paragraph", line
