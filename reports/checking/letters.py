"""Rules about words that printed pages and Word files keep alike: their size, their style, number and date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from reports.checking import decree
from reports.checking.decree import Span
from reports.checking.findings import Finding, absent, as_asked, within

STYLES = {(True, False): "đậm, đứng", (False, True): "nghiêng", (False, False): "đứng", (True, True): "đậm, nghiêng"}


class Words(Protocol):
    """A line of a printed page, or a paragraph of a Word file."""

    @property
    def words(self) -> str: ...
    @property
    def size(self) -> float: ...
    @property
    def bold(self) -> bool: ...
    @property
    def italic(self) -> bool: ...


def size(rule: str, said: Words, asked: Span, tolerance: float = 0.0) -> Finding:
    """The size of the letters, in points."""
    return within(f"{rule}: cỡ chữ", said.size, asked, tolerance)


def style(rule: str, said: Words, *, bold: bool, italic: bool) -> Finding:
    """Whether they stand upright, slanted or bold as asked."""
    found = (said.bold, said.italic)
    return Finding(f"{rule}: kiểu chữ", STYLES[bold, italic], STYLES[found], found == (bold, italic))


def own_head(issuer: Sequence[Words], nation: bool) -> Iterator[Finding]:
    """Of the association, which is no state body: its own name, and neither Quốc hiệu nor Tiêu ngữ."""
    said = " / ".join(each.words for each in issuer) + (", có Quốc hiệu" if nation else "")
    yield Finding("Phần đầu", "tên Hội, không Quốc hiệu, Tiêu ngữ", said, not nation)


def by_association(issuer: Sequence[Words]) -> bool:
    """Whether the name at the left above, as far as it is bold, is the association's."""
    own = [each.words for each in issuer if each.bold]
    return bool(own) and own[0].startswith(decree.ASSOCIATION)


def number_and_day(
    number: Words | None, day: Words | None, *, minutes: bool, tolerance: float = 0.0
) -> Iterator[Finding]:
    """Number and symbol, which minutes need not have, and place and date."""
    if number is None:
        yield absent("Số, ký hiệu", "Số: 05/QĐ-UBND", needed=not minutes)
    else:
        yield as_asked("Số, ký hiệu", "Số: 05/QĐ-UBND", number.words, decree.number_wrong(number.words))
        yield size("Số, ký hiệu", number, decree.NUMBER_SIZE, tolerance)
        yield style("Số, ký hiệu", number, bold=False, italic=False)
    if day is None:
        yield absent("Địa danh, ngày tháng", "Phường 5, ngày 05 tháng 02 năm 2020")
        return
    yield as_asked("Địa danh, ngày tháng", "ngày 05 tháng 02 năm 2020", day.words, decree.day_wrong(day.words))
    yield size("Địa danh, ngày tháng", day, decree.TEXT_SIZE, tolerance)
    yield style("Địa danh, ngày tháng", day, bold=False, italic=True)
