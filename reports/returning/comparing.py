"""A Word file that comes back beside the one that the site gave out: which figures were changed by hand."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from hocTap.lib import vi
from hocTap.lib.heavy import Later
from hocTap.lib.refusals import Refused
from reports.checking.word import all_text

docx = Later("docx")
ns = Later("docx.oxml.ns")

NUMBER = re.compile(r"\d+(?:[.,/]\d+)*%?")
MOST_TOLD = 30
MOST_ALIGNED = 2_000
"""So many places are told apart by their order when some were added or taken out; of more only the numbers are."""


@dataclass(frozen=True)
class Said:
    """What a Word file says: under each tag, which numbers stand outside, and what stands under marks without a tag."""

    held: Mapping[str, tuple[str, ...]]
    loose: Counter[str]
    nameless: tuple[str, ...] = ()


def read(content: bytes) -> Said:
    """Raises Refused for a file that is no whole Word document."""
    try:
        body: Any = docx.Document(io.BytesIO(content)).element.body
    except Exception as broken:  # a broken package raises dozens of kinds
        raise Refused("Tệp Word bị hỏng nên không mở được. Hãy lưu lại rồi gửi.") from broken
    held: dict[str, list[str]] = {}
    loose: Counter[str] = Counter()
    nameless: list[str] = []
    for control in list(body.iter(ns.qn("w:sdt"))):
        tag = control.find(f"{ns.qn('w:sdtPr')}/{ns.qn('w:tag')}")
        name = tag.get(ns.qn("w:val")) if tag is not None else ""
        if name.startswith("so-"):
            held.setdefault(name, []).append(_tidy(all_text(control)))
            for child in list(control):
                control.remove(child)
        elif not name:
            nameless.append(_tidy(all_text(control)))
    for paragraph in body.iter(ns.qn("w:p")):
        loose.update(NUMBER.findall(_tidy(all_text(paragraph))))
    return Said({tag: tuple(texts) for tag, texts in held.items()}, loose, tuple(nameless))


def _named(now: Said, was: Said) -> Said:
    """LibreOffice 7.4 keeps the marks and drops their tags: then their order says which is which."""
    tags, printed = list(was.held), [texts[0] for texts in was.held.values()]
    found = now.nameless
    if now.held or not found or (len(found) != len(tags) and len(tags) + len(found) > MOST_ALIGNED):
        return now
    held: dict[str, tuple[str, ...]] = {}
    for _, first, last, start, end in _alike(printed, found):
        held |= {tag: (text,) for tag, text in zip(tags[first:last], found[start:end], strict=False)}
    used = Counter(number for texts in held.values() for number in NUMBER.findall(texts[0]))
    return Said(held, now.loose - used)


def _alike(was: list[str], now: tuple[str, ...]) -> Sequence[tuple[str, int, int, int, int]]:
    """Which runs of the one stand for which of the other."""
    if len(was) == len(now):
        return [("", 0, len(was), 0, len(now))]
    return SequenceMatcher(None, was, now, autojunk=False).get_opcodes()


def _tidy(words: str) -> str:
    """One spelling; a hyphen that holds its words together comes back from LibreOffice as a plain one."""
    return vi.nfc(" ".join(words.replace("\u2011", "-").split()))


def differences(given: bytes, back: bytes, places: Mapping[str, str]) -> list[str]:
    """What the returned file says otherwise than the one given out, a sentence for each place.

    Figures under control are compared one by one; numbers that stand outside are compared as many. What the office
    wrote in its own parts may be any words, but numbers that it added are told: a reader takes them for figures too.
    """
    was = read(given)
    now = _named(read(back), was)
    said: list[str] = []
    gone: list[str] = []
    for tag, (printed,) in was.held.items():
        texts = now.held.get(tag)
        if texts is None:
            gone.append(tag)
            continue
        said += [
            f"{_at(places, tag)}: bản phát hành ghi “{printed}”, tệp ghi “{text}”." for text in texts if text != printed
        ]
    said += _lost(was, now, gone, places)
    added = now.loose - was.loose
    taken = _moved_out(was, gone)
    said += [f"Số {number} không có ở bản phát hành{_times(n)}." for number, n in (added - taken).items()]
    return _short(said)


def _lost(was: Said, now: Said, gone: list[str], places: Mapping[str, str]) -> list[str]:
    """Figures whose mark is gone and that stand nowhere else in the file either."""
    free = now.loose - was.loose
    said = []
    for tag in gone:
        (printed,) = was.held[tag]
        numbers = Counter(NUMBER.findall(printed))
        if numbers and not numbers - free:
            free -= numbers
            continue
        said.append(f"{_at(places, tag)}: không còn “{printed}”.")
    return said


def _moved_out(was: Said, gone: list[str]) -> Counter[str]:
    """Numbers that lost their mark but may still stand there: they are no new ones."""
    found: Counter[str] = Counter()
    for tag in gone:
        found.update(NUMBER.findall(was.held[tag][0]))
    return found


def _at(places: Mapping[str, str], tag: str) -> str:
    where = places.get(tag, "Văn bản")
    return where[:1].upper() + where[1:]


def _times(number: int) -> str:
    return f" ({number} chỗ)" if number > 1 else ""


def _short(said: list[str]) -> list[str]:
    if len(said) <= MOST_TOLD:
        return said
    return [*said[:MOST_TOLD], f"Và {vi.whole(len(said) - MOST_TOLD)} chỗ khác nữa."]
