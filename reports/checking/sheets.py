"""A PDF as it lies on the table: pages with lines of words and drawn rules, in millimetres from the top left corner."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hocTap.lib.heavy import Later
from hocTap.lib.vi import nfc

high = Later("pdfminer.high_level")
layout = Later("pdfminer.layout")
pikepdf = Later("pikepdf")

MM = 25.4 / 72
MOST_PAGES = 1200


@dataclass
class Line:
    """Words set beside each other on one line of a page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    base: float
    """Where the letters stand, from the top of the page."""
    size: float
    bold: bool
    italic: bool
    pen: float = 0.0
    """Where the next letter would stand: behind blanks too."""
    fonts: set[str] = field(default_factory=set)

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def words(self) -> str:
        return nfc(" ".join(self.text.replace("\u00ad", "").split()))

    @property
    def is_capital(self) -> bool:
        return self.words == self.words.upper() and any(letter.isalpha() for letter in self.words)


@dataclass(frozen=True)
class Stroke:
    """A horizontal line drawn on a page."""

    left: float
    right: float
    y: float

    @property
    def length(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass
class Sheet:
    """One page."""

    number: int
    width: float
    height: float
    lines: list[Line]
    strokes: list[Stroke]

    @property
    def lies(self) -> bool:
        return self.width > self.height


@dataclass(frozen=True)
class Paper:
    """All pages, and of every font of the file whether it is embedded."""

    sheets: list[Sheet]
    fonts: dict[str, bool]


def read(content: bytes) -> Paper:
    """The PDF as sheets. Raises ValueError for a file that is no readable PDF."""
    try:
        fonts = embedded_fonts(content)
        pages = high.extract_pages(io.BytesIO(content), maxpages=MOST_PAGES)
        sheets = [_sheet(number, page) for number, page in enumerate(pages, start=1)]
    except Exception as broken:  # the libraries raise dozens of kinds for broken files
        raise ValueError(f"Không đọc được tệp PDF này ({type(broken).__name__}).") from broken
    if not sheets:
        raise ValueError("Tệp PDF không có trang nào.")
    return Paper(sheets, fonts)


def _sheet(number: int, page: Any) -> Sheet:
    lines: list[Line] = []
    strokes: list[Stroke] = []
    for item in _items(page):
        if isinstance(item, layout.LTChar):
            _set(lines, item, page.height)
        elif isinstance(item, layout.LTCurve) and (item.height < 2 or isinstance(item, layout.LTLine)):
            if item.height < 2 and item.width > 4:
                strokes.append(Stroke(item.x0 * MM, item.x1 * MM, (page.height - item.y1) * MM))
        elif isinstance(item, layout.LTRect):
            strokes += [
                Stroke(item.x0 * MM, item.x1 * MM, (page.height - y) * MM) for y in (item.y0, item.y1) if item.width > 4
            ]
    shown = [line for line in lines if line.words]
    return Sheet(
        number, page.width * MM, page.height * MM, sorted(shown, key=lambda each: (each.base, each.left)), strokes
    )


def _items(page: Any) -> Iterator[Any]:
    for item in page:
        if isinstance(item, (layout.LTFigure, layout.LTTextContainer)):
            yield from _items(item)
        else:
            yield item


def _set(lines: list[Line], char: Any, height: float) -> None:
    """Put a letter onto the line that is being set, or begin another one where it stands elsewhere."""
    base = (height - char.matrix[5]) * MM
    turned = abs(char.matrix[0]) < abs(char.matrix[1])
    left, right, size = char.x0 * MM, char.x1 * MM, char.width if turned else char.size
    bold, italic = _look(char.fontname)
    letter = char.get_text()
    last = lines[-1] if lines else None
    gap = left - last.pen if last else 0.0
    if last and abs(last.base - base) < 0.4 and -size * MM * 0.3 < gap < size * MM * 0.9:
        last.text += f" {letter}" if gap > size * MM * 0.15 and not last.text.endswith(" ") else letter
        last.pen = max(last.pen, right)
        if letter.strip():
            last.right = max(last.right, right)
            last.size = max(last.size, size)
            last.bold, last.italic = last.bold and bold, last.italic and italic
            last.fonts.add(char.fontname)
        return
    if letter.strip():
        top, bottom = (height - char.y1) * MM, (height - char.y0) * MM
        lines.append(Line(letter, left, right, top, bottom, base, size, bold, italic, right, {char.fontname}))


def _look(name: str) -> tuple[bool, bool]:
    words = name.split("+")[-1].lower()
    return "bold" in words or "black" in words, "italic" in words or "oblique" in words


def embedded_fonts(content: bytes) -> dict[str, bool]:
    """Every font that some page names, and whether its letters are in the file."""
    found: dict[str, bool] = {}
    with pikepdf.open(io.BytesIO(content)) as file:
        for page in file.pages:
            _fonts_of(page.obj.get("/Resources"), found, set())
    return found


def _fonts_of(resources: Any, found: dict[str, bool], seen: set[Any]) -> None:
    if resources is None:
        return
    for font in dict(resources.get("/Font") or {}).values():
        inner = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
        descriptor = inner.get("/FontDescriptor") or {}
        held = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        found[str(font.get("/BaseFont", "?")).lstrip("/")] = held or font.get("/Subtype") == "/Type3"
    for form in dict(resources.get("/XObject") or {}).values():
        if form.objgen not in seen and "/Resources" in form:
            seen.add(form.objgen)
            _fonts_of(form["/Resources"], found, seen)
