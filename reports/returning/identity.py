"""Whether what came back is this paper at all: number, day, signer and names in the file beside what was frozen."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from hocTap.lib import vi
from hocTap.lib.heavy import Later
from hocTap.lib.refusals import Refused
from reports.checking.word import all_text
from reports.paper.parts import Heading, Paper

pikepdf = Later("pikepdf")
high = Later("pdfminer.high_level")
docx = Later("docx")
ns = Later("docx.oxml.ns")

SIGN = re.compile(r"(?<![\d/])(\d{1,5}\s*/\s*(?:QĐ|TTr|BC|BB|TB|KH|CV|GM)\s*-\s*[A-ZĐ][A-ZĐa-zđ-]*)")
DAY = re.compile(r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}", re.IGNORECASE)
LEAST_TEXT = 40
"""Letters below which a PDF is a scan: nobody but people can read it."""
MOST_PAGES, MOST_NAMES = 30, 200


def data_of(content: bytes) -> list[str]:
    """The digest of each piece of data that a PDF carries; our prints carry the paper's own."""
    with pikepdf.open(io.BytesIO(content)) as file:
        return [hashlib.sha256(each.get_file().read_bytes()).hexdigest() for each in file.attachments.values()]


def of_pdf(paper: Paper, content: bytes) -> list[str]:
    """What an unsigned PDF says otherwise than the issued paper: another number, day, signer, other names.

    A scan has no text and is looked at by people: nothing is said of it.
    """
    text = _tidy(high.extract_text(io.BytesIO(content), maxpages=MOST_PAGES))
    if len(_squeezed(text)) < LEAST_TEXT:
        return []
    said = [
        f"{label}: bản phát hành ghi “{value}”, {_instead(label, text)}."
        for label, value in _marks(paper.heading)
        if not _times(value, text)
    ]
    return [*said, *_other_names(paper, text)]


def of_word(heading: Heading, issued: bytes, back: bytes) -> list[str]:
    """What a returned Word file says otherwise of number, day, agency and signature, a sentence for each."""
    was, now = _paragraphs(issued), _paragraphs(back)
    text = "\n".join(now)
    return [
        f"{label}: bản phát hành ghi “{value}”, {_instead(label, text, was, now)}."
        for label, value in [*_marks(heading), *_around(heading)]
        if not _still_said(value, was, now)
    ]


def _still_said(value: str, was: list[str], now: list[str]) -> bool:
    """As often as before: as a line of its own where it was one ("PHÓ CHỦ TỊCH" is not "CHỦ TỊCH"), else within."""
    alone = sum(_squeezed(line) == _squeezed(value) for line in was)
    if alone:
        return sum(_squeezed(line) == _squeezed(value) for line in now) >= alone
    return _times(value, "\n".join(now)) >= _times(value, "\n".join(was))


def _marks(heading: Heading) -> Iterator[tuple[str, str]]:
    if heading.number and heading.symbol:
        yield NUMBER, f"{heading.number}/{heading.symbol}"
    yield DATED, heading.day
    if heading.signer:
        yield SIGNER, heading.signer


def _around(heading: Heading) -> Iterator[tuple[str, str]]:
    if heading.position:
        yield "Chức vụ người ký", heading.position
    yield from (("Thẩm quyền ký", line) for line in heading.authority)
    yield from (("Cơ quan ban hành", line) for line in heading.agency)


NUMBER, DATED, SIGNER = "Số, ký hiệu", "Ngày ban hành", "Người ký"


def _instead(label: str, text: str, was: list[str] | None = None, now: list[str] | None = None) -> str:
    """What the file says in its place, as far as it can be told."""
    pattern = {NUMBER: SIGN, DATED: DAY}.get(label)
    found = pattern.search(text) if pattern else None
    other = found[0] if found else ""
    if label == SIGNER and was and now:
        other = next((line for line in reversed(now) if line not in set(was) and _is_name(line)), "")
    return f"tệp ghi “{other}”" if other else "trong tệp không còn như vậy"


def _is_name(line: str) -> bool:
    """Whether a line may be a person's name alone: words with capitals, no number, no sign; no line in capitals."""
    words = line.split()
    return 2 <= len(words) <= 6 and line != line.upper() and all(word.isalpha() and word[0].isupper() for word in words)


def _other_names(paper: Paper, text: str) -> list[str]:
    """A sentence when more than half of those whom the paper lists are not in the file."""
    names = list(_names(paper))[:MOST_NAMES]
    squeezed = _squeezed(text)
    missing = [name for name in names if _squeezed(name) not in squeezed]
    if not names or len(missing) * 2 <= len(names):
        return []
    return [
        f"{vi.whole(len(missing))} trong {vi.whole(len(names))} tên của danh sách không thấy trong tệp, ví dụ "
        f"{missing[0]}."
    ]


def _names(paper: Paper) -> Iterator[str]:
    for table in paper.tables:
        for row in table.rows:
            words = row.cells[1].text if len(row.cells) > 1 else ""
            if " " in words and not any(sign.isdigit() for sign in words):
                yield words


def _times(value: str, text: str) -> int:
    """How often it stands there, whatever the blanks; "05/QĐ-UBND" is not within "105/QĐ-UBND"."""
    return len(re.findall(rf"(?<!\d){re.escape(_squeezed(value))}", _squeezed(text)))


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def _tidy(text: str) -> str:
    return vi.nfc(text.replace("\u00ad", "").replace("\u2011", "-"))


def _paragraphs(content: bytes) -> list[str]:
    """Every paragraph that says something. Raises Refused for a file that is no whole Word document."""
    try:
        body: Any = docx.Document(io.BytesIO(content)).element.body
    except Exception as broken:  # a broken package raises dozens of kinds
        raise Refused("Tệp Word bị hỏng nên không mở được. Hãy lưu lại rồi gửi.") from broken
    return list(_said(body.iter(ns.qn("w:p"))))


def _said(paragraphs: Iterable[Any]) -> Iterator[str]:
    for each in paragraphs:
        if words := " ".join(_tidy(all_text(each)).split()):
            yield words
