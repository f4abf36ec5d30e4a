"""A Word file that comes back beside the one that the site gives out: which figures were changed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from hocTap.lib import vi
from reports.returning.visible import Block, Shown, read

NUMBER = re.compile(
    r"(?:(?<!\S)[-−](?=\d))?\d+(?:[.,/]\d+)*(?:\s?%)?(?:\s(?:nghìn|ngàn|triệu|tỷ|tỉ)(?!\w))*", re.IGNORECASE
)
"""A number with its sign and what it is counted in: 5 triệu is not 5 tỷ."""
MOST_TOLD = 30
LONGEST = 70
"""Letters of what stands around a figure."""


@dataclass(frozen=True)
class Figure:
    """A number of a text or a cell of a list, with what stands around it."""

    words: str
    around: str
    place: str = ""
    """What the site calls its place, where it put the figure there."""


def differences(given: bytes, back: bytes, places: Mapping[str, str]) -> list[str]:
    """What the returned file says otherwise than the one given out, a sentence for each place.

    Compared is what can be read in both, paragraph by paragraph and row by row: all numbers in their order, and every
    cell of a list. Words of a text may be any; whether a figure still stands under a mark of the site is not asked.
    Numbers that stand where no reader sees them are told, and those of heads, feet, notes and text boxes are compared.
    """
    was, now = read(given), read(back)
    said = [*_changed(was, now, places), *_around(was, now), *_unseen(was, now)]
    return (
        said if len(said) <= MOST_TOLD else [*said[:MOST_TOLD], f"Và {vi.whole(len(said) - MOST_TOLD)} chỗ khác nữa."]
    )


def _changed(was: Shown, now: Shown, places: Mapping[str, str]) -> Iterator[str]:
    """Blocks that say the same are the same; of the others the figures are compared in their order."""
    printed = [block for block in was.blocks if block.text]
    found = [block for block in now.blocks if block.text]
    widths = {len(block.cells) for block in printed if _is_listed(block)}
    matcher = SequenceMatcher(None, [block.text for block in printed], [block.text for block in found])
    for step, first, last, start, end in matcher.get_opcodes():
        if step == "equal":
            continue
        before, after = printed[first:last], found[start:end]
        listed = any(_is_listed(block) for block in before)
        more = not before and any(len(block.cells) in widths for block in after if block.is_row)
        yield from _figures_changed(
            [figure for block in before for figure in _figures(block, places, listed=listed and _is_listed(block))],
            [figure for block in after for figure in _figures(block, {}, listed=(listed or more) and block.is_row)],
        )


def _is_listed(block: Block) -> bool:
    """A row of which the site wrote every cell: names are as much its figures as numbers are."""
    return block.is_row and any(block.tags)


def _figures(block: Block, places: Mapping[str, str], *, listed: bool) -> Iterator[Figure]:
    for cell, tags in zip(block.cells, block.tags, strict=True):
        place = next((places[tag] for tag in tags if tag in places), "") if block.is_row else ""
        if listed:
            if cell:
                yield Figure(cell, _cut(block.text, 0, 0), place)
            continue
        for number in NUMBER.finditer(cell):
            yield Figure(_plain(number[0]), _cut(cell, number.start(), number.end()), place)


def _figures_changed(was: Sequence[Figure], now: Sequence[Figure]) -> Iterator[str]:
    matcher = SequenceMatcher(None, [each.words for each in was], [each.words for each in now], autojunk=False)
    for step, first, last, start, end in matcher.get_opcodes():
        if step == "equal":
            continue
        before, after = was[first:last], now[start:end]
        pairs = min(len(before), len(after)) if step == "replace" else 0
        yield from (
            f"{_at(old)}: bản phát hành ghi “{old.words}”, tệp ghi “{new.words}”."
            for old, new in zip(before[:pairs], after[:pairs], strict=True)
        )
        yield from (f"{_at(old)}: không còn “{old.words}”." for old in before[pairs:])
        yield from (
            f"Số {new.words} không có ở bản phát hành. Chỗ đó tệp ghi: “{new.around}”."
            if NUMBER.fullmatch(new.words)
            else f"“{new.words}” không có ở bản phát hành. Chỗ đó tệp ghi: “{new.around}”."
            for new in after[pairs:]
        )


def _around(was: Shown, now: Shown) -> Iterator[str]:
    """Numbers of heads, feet and notes: programs write these parts once or several times, so only which are there."""
    before = {_plain(number) for _, line in was.around for number in NUMBER.findall(line)}
    after = {_plain(number) for _, line in now.around for number in NUMBER.findall(line)}
    for where, line in dict.fromkeys(now.around):
        yield from (
            f"{where} của tệp ghi số {number}, không có ở bản phát hành: “{_cut(line, 0, 0)}”."
            for number in dict.fromkeys(_plain(each) for each in NUMBER.findall(line))
            if number not in before
        )
    for where, line in dict.fromkeys(was.around):
        missing = [each for each in NUMBER.findall(line) if _plain(each) not in after]
        yield from (f"{where}: không còn “{number}”." for number in dict.fromkeys(missing))


def _unseen(was: Shown, now: Shown) -> Iterator[str]:
    yield from (
        f"Tệp có chữ ẩn, bị gạch, quá nhỏ, màu trắng hoặc viết ngược: “{_cut(words, 0, 0)}”."
        for words in now.hidden
        if NUMBER.search(words) and words not in was.hidden
    )
    if (more := now.pictures - was.pictures) > 0:
        yield f"Tệp có thêm {vi.whole(more)} hình hoặc biểu đồ; hãy xem trong đó có số nào khác không."


def _plain(number: str) -> str:
    """One spelling of a number: "5 %" is "5%"."""
    return re.sub(r"\s+%", "%", number).lower()


def _cut(text: str, first: int, last: int) -> str:
    """The text around a place, with dots where it was cut."""
    side = max(0, LONGEST - (last - first)) // 2
    start = max(0, min(first - side, len(text) - LONGEST))
    end = min(len(text), max(last + side, LONGEST))
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"


def _at(figure: Figure) -> str:
    where = figure.place or f"chỗ “{figure.around}”"
    return where[:1].upper() + where[1:]
