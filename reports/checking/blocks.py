"""Where the parts of a paper lie on its sheets: head, title, text, signature, annexes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from reports.checking import decree
from reports.checking.sheets import Line, Paper, Sheet, Stroke

MOST_LEADING = 2.6
"""Lines of one paragraph are never farther apart than so many sizes of their type."""
NEAR = 3.0
"""Millimetres by which two things may differ that are meant to be at the same place."""


@dataclass(frozen=True)
class Part:
    """The text, or one annex: pages that count from 1."""

    sheets: list[Sheet]
    is_annex: bool


@dataclass(frozen=True)
class Blocks:
    """A paper read by what stands where; what is not there is None or empty."""

    paper: Paper

    @property
    def first(self) -> Sheet:
        return self.paper.sheets[0]

    def _on_first(self, words: str) -> Line | None:
        return next((line for line in self.first.lines if decree.folded(line.words) == decree.folded(words)), None)

    @cached_property
    def nation(self) -> Line | None:
        return self._on_first(decree.NATION)

    @cached_property
    def motto(self) -> Line | None:
        return next((line for line in self.first.lines if decree.folded(line.words).startswith("doc lap")), None)

    @cached_property
    def number(self) -> Line | None:
        return next((line for line in self.first.lines if line.words.startswith("Số:")), None)

    @cached_property
    def day(self) -> Line | None:
        """The line of place and day: in the right half, before the title."""
        half = self.first.width / 2 - 15
        return next(
            (line for line in self.first.lines if ", ngày " in line.words and line.middle > half and line.italic), None
        ) or next((line for line in self.first.lines if decree.DAY.match(line.words) and line.middle > half), None)

    @cached_property
    def issuer(self) -> list[Line]:
        """The lines at the left above: whose paper it is."""
        below = self.number or self.day
        if self.nation is None and below is None:
            return []
        until = below.base if below else self.nation.base + 20 if self.nation else 0.0
        side = self.nation.left if self.nation else self.first.width / 2 - 5
        found = [line for line in self.first.lines if line.middle < side and line.base < until - 1]
        return [line for line in found if not decree.MARKS.search(line.words)]

    @cached_property
    def title(self) -> Line | None:
        """What the paper is: the first bold line in the middle below the head."""
        head = [each.base for each in (self.nation, self.motto, self.day, self.number) if each]
        below = max(head, default=0.0)
        found = (
            line
            for line in self.first.lines
            if line.base > below + 1 and line.bold and self.is_centred(line, self.first)
        )
        return next(found, None)

    @cached_property
    def subject(self) -> list[Line]:
        """The lines below the title, in bold, until the rule or the text."""
        if self.title is None:
            return []
        found: list[Line] = []
        last = self.title
        for line in self.first.lines:
            if line.base <= last.base + 1:
                continue
            cut = self.stroke_below(last, self.first) if found else None
            if not line.bold or line.base - last.base > 9 or (cut and cut.y < line.top + 1):
                break
            found.append(line)
            last = line
        return found

    def is_centred(self, line: Line, sheet: Sheet) -> bool:
        """In the middle of the page, or of what lies between its margins."""
        between = (30 + sheet.width - 15) / 2
        return min(abs(line.middle - sheet.width / 2), abs(line.middle - between)) < NEAR

    def stroke_below(self, line: Line, sheet: Sheet) -> Stroke | None:
        """The rule drawn right under a line, in its middle."""
        near = [
            stroke
            for stroke in sheet.strokes
            if -0.5 < stroke.y - line.base < 5 and abs(stroke.middle - line.middle) < 4 and stroke.length < 120
        ]
        return min(near, key=lambda stroke: stroke.y, default=None)

    def number_of(self, sheet: Sheet) -> Line | None:
        """The page's number: digits alone, above the text."""
        return next((line for line in sheet.lines if line.words.isdigit() and line.bottom < 20.5), None)

    def content(self, sheet: Sheet) -> list[Line]:
        """The lines without page number and the marks at the foot."""
        number = self.number_of(sheet)
        return [
            line
            for line in sheet.lines
            if line is not number and not (decree.MARKS.search(line.words) and line.top > sheet.height - 20.5)
        ]

    @cached_property
    def parts(self) -> list[Part]:
        """The text, then annex by annex: each begins on the page that says with what it comes."""
        made: list[Part] = []
        for sheet in self.paper.sheets:
            begins = any(line.words.startswith("(Kèm theo ") for line in self.content(sheet)[:8])
            if begins or not made:
                made.append(Part([sheet], begins))
            else:
                made[-1].sheets.append(sheet)
        return made

    @cached_property
    def text(self) -> list[Sheet]:
        return [sheet for part in self.parts if not part.is_annex for sheet in part.sheets]

    @cached_property
    def recipients_head(self) -> tuple[Sheet, Line] | None:
        return next(
            ((sheet, line) for sheet in self.text for line in sheet.lines if line.words.startswith("Nơi nhận")), None
        )

    @cached_property
    def recipients(self) -> list[Line]:
        """The lines at the left under "Nơi nhận:"."""
        if self.recipients_head is None:
            return []
        sheet, head = self.recipients_head
        return [line for line in self.content(sheet) if line.base > head.base + 1 and line.left < sheet.width / 2 - 15]

    @cached_property
    def signature(self) -> tuple[Sheet, list[Line]] | None:
        """The page that is signed and the bold lines at its foot: position and name, of one or several who sign."""
        if self.recipients_head is not None:
            sheet, head = self.recipients_head
            middle = sheet.width / 2
            lines = [each for each in self.content(sheet) if each.base > head.base - NEAR and each.middle > middle]
            return sheet, [each for each in lines if each.bold] or self._signed_above(sheet, head)
        for sheet in reversed(self.text):
            signs = [each for each in self.content(sheet) if "Ký, " in each.words and each.italic]
            if signs:
                top = signs[0].base - 9
                return sheet, [each for each in self.content(sheet) if each.base > top and each.bold]
        return None

    def _signed_above(self, sheet: Sheet, head: Line) -> list[Line]:
        """The bold lines above the list of recipients, where several sign in one row."""
        above = [each for each in self.content(sheet) if each.base < head.base - NEAR]
        signs = [each for each in above if "Ký, " in each.words and each.italic]
        return [each for each in above if signs and each.base > signs[0].base - 9 and each.bold]

    def rows(self, lines: list[Line]) -> list[list[Line]]:
        """Lines that stand on the same height, from the top down."""
        made: list[list[Line]] = []
        for line in sorted(lines, key=lambda each: each.base):
            if made and abs(made[-1][0].base - line.base) < 0.6:
                made[-1].append(line)
            else:
                made.append([line])
        return made

    @cached_property
    def body(self) -> list[tuple[Sheet, Line]]:
        """Running text: lines of the size of text that begin at the left margin or at an indent."""
        start = self.subject[-1].base if self.subject else self.title.base if self.title else 0.0
        end = self.signature
        found: list[tuple[Sheet, Line]] = []
        for sheet in self.text:
            for line in self.content(sheet):
                before = sheet is self.first and line.base <= start
                after = end is not None and sheet is end[0] and bool(end[1]) and line.base > end[1][0].base - NEAR
                at_margin = 29 < line.left < 46 and not self.is_centred(line, sheet)
                wide = line.right > sheet.width - 17
                if not before and not after and (at_margin or (wide and line.left < 46)) and line.size >= 12.5:
                    found.append((sheet, line))
        return found

    def continued(self) -> list[tuple[Line, Line]]:
        """Pairs of lines of one paragraph: the second begins at the margin right below the first."""
        pairs: list[tuple[Line, Line]] = []
        for (one_sheet, one), (next_sheet, following) in pairwise(self.body):
            gap = following.base - one.base
            close = 0 < gap < one.size * 25.4 / 72 * MOST_LEADING
            if one_sheet is next_sheet and close and following.left < 31.5 and not following.bold:
                pairs.append((one, following))
        return pairs
