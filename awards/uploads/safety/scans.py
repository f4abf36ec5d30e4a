"""Walks over the parts of a workbook that count while they read: elements, depth, rows, cells, texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from awards.uploads.safety.facts import Cell, SheetFacts
from awards.uploads.safety.limits import (
    BROKEN,
    DEEPEST,
    FAR_AWAY,
    FARTHEST_COLUMN,
    FARTHEST_ROW,
    LARGEST_XML,
    LONGEST_TEXT,
    MOST_CELLS,
    MOST_ELEMENTS,
    MOST_ENTRIES,
    MOST_ROW_MARKS,
    MOST_ROWS,
    TOO_MANY_CELLS,
    too_large,
)
from hocTap.lib import vi
from hocTap.lib.refusals import Refused

YES = ("1", "true")
LONGEST_FONT = 60


def local_name(name: str) -> str:
    """The name of an element or attribute without its prefix."""
    return name.rpartition(":")[2] if ":" in name else name


@dataclass
class Left:
    """What a file may still hold, over all its parts."""

    bytes: int
    elements: int

    def take_bytes(self, number: int) -> None:
        self.bytes -= number
        if self.bytes < 0:
            raise Refused(too_large())


class Scan:
    """Walks over a part and bounds how many elements it has and how deep they stand."""

    text: Callable[[str], None] | None = None

    def __init__(self, left: Left | None = None) -> None:
        self.left = left or Left(LARGEST_XML, MOST_ELEMENTS)
        self.depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.left.elements -= 1
        if self.left.elements < 0:
            raise Refused(TOO_MANY_CELLS)
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused(BROKEN)

    def end(self, name: str) -> None:
        self.depth -= 1


class Collect(Scan):
    """Keeps the attributes of the elements of one name; as many as a workbook may have parts."""

    def __init__(self, wanted: str) -> None:
        super().__init__(Left(LARGEST_XML, 20 * MOST_ENTRIES))
        self.wanted = wanted
        self.found: list[dict[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        if local_name(name) == self.wanted:
            self.found.append(attributes)


class SheetScan(Scan):
    """Counts rows, cells and texts of a part, and notes the cells whose formula has no result."""

    def __init__(self, left: Left, old_fonts: Mapping[int, str] | None = None) -> None:
        super().__init__(left)
        self.text = self.take_text
        self.old_fonts = old_fonts or {}
        self.errors: dict[Cell, str] = {}
        self.fonts: dict[Cell, str] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.marks = self.cells = 0
        self.rows: set[int] = set()
        self.without_result: set[tuple[int, int]] = set()
        self.texts: list[int] = []
        """Lengths of the shared texts, in their order."""
        self.shared: list[int] = []
        """For each cell that shows a shared text, its number."""
        self.cell: dict[str, str] = {}
        self.value, self.length = "", 0
        self.filled = self.formula = self.in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        kind = local_name(name)
        if kind == "c":
            self._begin_cell(attributes)
        elif kind in ("v", "t"):
            self.in_value, self.value = True, ""
        elif kind == "f":
            self.formula = True
        elif kind == "si":
            self.length = 0
        elif kind == "row":
            self.marks += 1
            if self.marks > MOST_ROW_MARKS:
                raise Refused(TOO_MANY_CELLS)
            if attributes.get("hidden") in YES and attributes.get("r", "").isdigit():
                self.hidden_rows.add(int(attributes["r"]))
        elif kind == "col" and attributes.get("hidden") in YES:
            self._hide(attributes.get("min", ""), attributes.get("max", ""))

    def _hide(self, first: str, last: str) -> None:
        if first.isdigit() and last.isdigit() and len(first) < 6 and len(last) < 6:
            self.hidden_columns.update(range(int(first), min(int(last), FARTHEST_COLUMN) + 1))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise Refused(TOO_MANY_CELLS)
        self.cell, self.filled, self.formula, self.length = attributes, False, False, 0

    def take_text(self, text: str) -> None:
        if not self.in_value:
            return
        self.filled, self.value = True, text
        self.length += len(text)
        if self.length > LONGEST_TEXT:
            raise Refused(f"Tệp có ô dài quá {vi.whole(LONGEST_TEXT)} chữ. Hãy rút ngắn ô đó rồi gửi lại.")

    def end(self, name: str) -> None:
        super().end(name)
        kind = local_name(name)
        if kind in ("v", "t"):
            self.in_value = False
        elif kind == "si":
            self.texts.append(self.length)
        elif kind == "c" and (self.filled or self.formula):
            self._end_cell()

    def _end_cell(self) -> None:
        row, column = place_of(self.cell.get("r"))
        if column > FARTHEST_COLUMN or row > FARTHEST_ROW:
            raise Refused(FAR_AWAY)
        self.rows.add(row)
        kind, style = self.cell.get("t", ""), self.cell.get("s", "")
        if self.formula and not self.filled and kind != "str":
            self.without_result.add((row, column))
        if kind == "e":
            self.errors[row, column] = self.value[:20]
        if self.old_fonts and kind in TEXTS and style.isdigit() and int(style[:6]) in self.old_fonts:
            self.fonts[row, column] = self.old_fonts[int(style[:6])]
        if self.cell.get("t") == "s" and self.value.isascii() and self.value.isdigit() and len(self.value) < 10:
            self.shared.append(int(self.value))

    def finished(self) -> SheetFacts:
        """What was seen; raises Refused for more rows than a list has."""
        if len(self.rows) > MOST_ROWS:
            raise Refused(
                f"Tệp có {vi.whole(len(self.rows))} dòng; mỗi lần nhận nhiều nhất {vi.whole(MOST_ROWS)} dòng. "
                "Hãy chia tệp."
            )
        return SheetFacts(
            frozenset(self.without_result),
            self.errors,
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
            self.fonts,
        )


TEXTS = ("s", "str", "inlineStr")


class StyleScan(Scan):
    """The names of the fonts, and for each style of cells the number of its font."""

    def __init__(self) -> None:
        super().__init__()
        self.fonts: list[str] = []
        self.of_cells: list[int] = []
        self.inside = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        kind = local_name(name)
        if kind in ("fonts", "cellXfs", "cellStyleXfs", "dxfs"):
            self.inside = kind
        elif self.inside == "fonts" and kind == "font":
            self.fonts.append("")
        elif self.inside == "fonts" and kind in ("name", "rFont") and self.fonts:
            self.fonts[-1] = attributes.get("val", "")[:LONGEST_FONT]
        elif self.inside == "cellXfs" and kind == "xf":
            font = attributes.get("fontId", "")
            self.of_cells.append(int(font) if font.isdigit() and len(font) < 6 else 0)


class OdsScan(Scan):
    """Counts the cells of a LibreOffice table, repeated ones as often as they repeat, and notes hidden rows."""

    def __init__(self, left: Left) -> None:
        super().__init__(left)
        self.facts: dict[str, SheetFacts] = {}
        self.name, self.row, self.rows, self.cells, self.hidden = "", 0, 0, 0, set[int]()
        self.repeats, self.filled = 1, 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        kind = local_name(name)
        own = {local_name(key): value for key, value in attributes.items()}
        if kind == "table":
            self.name, self.row, self.rows, self.hidden = own.get("name", ""), 0, 0, set()
        elif kind == "table-row":
            self.repeats, self.filled = _times(own.get("number-rows-repeated")), 0
            if own.get("visibility") in ("collapse", "filter"):
                self.hidden.update(range(self.row + 1, self.row + min(self.repeats, MOST_ROWS) + 1))
        elif kind in ("table-cell", "covered-table-cell") and "value-type" in own:
            self.filled += _times(own.get("number-columns-repeated"))

    def end(self, name: str) -> None:
        super().end(name)
        kind = local_name(name)
        if kind == "table-row":
            self.row += self.repeats
            self.cells += self.filled * self.repeats
            self.rows += self.repeats if self.filled else 0
            if self.cells > MOST_CELLS or self.rows > MOST_ROWS:
                raise Refused(TOO_MANY_CELLS)
            if self.filled and self.row > FARTHEST_ROW:
                raise Refused(FAR_AWAY)
        elif kind == "table":
            self.facts[self.name] = SheetFacts(hidden_rows=frozenset(self.hidden))


def _times(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 8 else 1


def place_of(reference: str | None) -> tuple[int, int]:
    """Row and column (from 1) of a cell's reference: "C12" is (12, 3). Raises Refused for anything else."""
    letters = (reference or "").rstrip("0123456789")
    digits = (reference or "")[len(letters) :]
    plain = letters.isascii() and letters.isalpha() and letters.isupper()
    if not plain or len(letters) > 3 or not 1 <= len(digits) <= 7:
        raise Refused(BROKEN)
    return int(digits), _column_of(letters)


@lru_cache(maxsize=512)
def _column_of(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column
