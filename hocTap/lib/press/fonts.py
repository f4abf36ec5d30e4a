"""The print font for pages written directly: how wide words are, their codes, and the letters used as embedded subset.

Vietnamese in composed letters needs no shaping: one letter is one glyph.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

from hocTap.lib.heavy import Later
from hocTap.lib.vi import nfc

ttlib = Later("fontTools.ttLib")
subset = Later("fontTools.subset")
pikepdf = Later("pikepdf")

FOLDERS = (Path("/usr/share/fonts/truetype/croscore"), Path("/usr/share/fonts/truetype/liberation2"))
FILES = {
    "regular": ("Tinos-Regular.ttf", "LiberationSerif-Regular.ttf"),
    "bold": ("Tinos-Bold.ttf", "LiberationSerif-Bold.ttf"),
    "italic": ("Tinos-Italic.ttf", "LiberationSerif-Italic.ttf"),
}
UNKNOWN = "?"
"""Stands for a letter that the font has not."""


def font_file(style: str) -> Path:
    """Where the font is. Raises FileNotFoundError, naming the Debian package, on a machine without it."""
    places = [folder / name for folder in FOLDERS for name in FILES[style]]
    for place in places:
        if place.exists():
            return place
    raise FileNotFoundError("No print font: apt-get install fonts-croscore")


@cache
def _face(style: str) -> tuple[dict[int, int], list[int], int]:
    """Glyph of each letter, width of each glyph, units of the square."""
    font: Any = ttlib.TTFont(font_file(style))
    order = {name: number for number, name in enumerate(font.getGlyphOrder())}
    glyphs = {code: order[name] for code, name in font.getBestCmap().items()}
    widths = [font["hmtx"][name][0] for name in font.getGlyphOrder()]
    return glyphs, widths, font["head"].unitsPerEm


def has(sign: str) -> bool:
    """Whether the print font has the sign; where no font is installed nothing is said against it."""
    try:
        return ord(sign) in _face("regular")[0]
    except FileNotFoundError:
        return True


class Measures(dict[str, int]):
    """How wide each letter is, found once: a long list is measured letter by letter."""

    def __init__(self, glyphs: dict[int, int], widths: list[int]) -> None:
        super().__init__()
        self._glyphs, self._widths = glyphs, widths

    def __missing__(self, letter: str) -> int:
        glyph = self._glyphs.get(ord(letter), self._glyphs[ord(UNKNOWN)])
        self[letter] = found = self._widths[glyph]
        return found


class Face:
    """One style of the font in one file: remembers which letters were set, to embed only these."""

    def __init__(self, style: str) -> None:
        self.style = style
        self._glyphs, self._widths, self._em = _face(style)
        self._codes: dict[str, str] = {}
        self._measures = Measures(self._glyphs, self._widths)
        self.used: dict[int, str] = {}

    def width(self, words: str, size: float) -> float:
        """How wide the words are in points."""
        return sum(map(self._measures.__getitem__, words)) * size / self._em

    def shown(self, words: str) -> str:
        """The operator that sets the words: "<0024…> Tj"."""
        known = self._codes.get
        return f"<{''.join([known(letter) or self._code(letter) for letter in words])}> Tj"

    def _code(self, letter: str) -> str:
        code = self._codes.get(letter)
        if code is None:
            glyph = self._glyphs.get(ord(letter)) or self._glyphs[ord(UNKNOWN)]
            self.used.setdefault(glyph, letter)
            code = self._codes[letter] = f"{glyph:04X}"
        return code

    def embed(self, file: Any) -> Any:
        """The font as an object of the file, with the letters used and what they mean when text is copied."""
        program = self._subset()
        name = pikepdf.Name(f"/HOCTAP+{font_file(self.style).stem}")
        stream = pikepdf.Stream(file, program)
        stream.Length1 = len(program)
        scale = 1000 / self._em
        descriptor = file.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.FontDescriptor,
                FontName=name,
                Flags=4,
                FontBBox=[-200, -300, 1200, 1000],
                ItalicAngle=-16 if self.style == "italic" else 0,
                Ascent=891,
                Descent=-216,
                CapHeight=662,
                StemV=120 if self.style == "bold" else 80,
                FontFile2=file.make_indirect(stream),
            )
        )
        widths: list[Any] = []
        for glyph in sorted(self.used):
            widths += [glyph, [round(self._widths[glyph] * scale)]]
        descendant = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            FontDescriptor=descriptor,
            CIDToGIDMap=pikepdf.Name.Identity,
            DW=500,
            W=widths,
        )
        return file.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type0,
                BaseFont=name,
                Encoding=pikepdf.Name("/Identity-H"),
                DescendantFonts=[file.make_indirect(descendant)],
                ToUnicode=file.make_indirect(pikepdf.Stream(file, self._meanings())),
            )
        )

    def _subset(self) -> bytes:
        options: Any = subset.Options()
        options.retain_gids, options.notdef_outline, options.hinting = True, True, False
        options.layout_features, options.name_IDs = [], []
        # Glyphs are named one by one here, so what would choose among them is not read at all: half of the time.
        options.drop_tables += ["GDEF", "GPOS", "GSUB", "kern"]
        font: Any = ttlib.TTFont(font_file(self.style))
        cutter: Any = subset.Subsetter(options)
        cutter.populate(gids=[0, *self.used])
        cutter.subset(font)
        out = io.BytesIO()
        font.save(out)
        return out.getvalue()

    def _meanings(self) -> bytes:
        """The table of what each code means."""
        pairs = [f"<{glyph:04X}> <{letter.encode('utf-16-be').hex()}>" for glyph, letter in sorted(self.used.items())]
        blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
        body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Adobe-Identity-UCS def\n"
            "/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
            f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
        ).encode()


def wrapped(face: Face, words: str, size: float, width: float) -> list[str]:
    """The words in lines no wider than asked; a word that is wider by itself is broken where it must be."""
    tidy = nfc(words)
    if face.width(tidy, size) <= width:
        return [tidy]
    lines: list[str] = [""]
    for word in tidy.split():
        joined = f"{lines[-1]} {word}".strip()
        if face.width(joined, size) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and face.width(lines[-1] + letter, size) > width:
                lines.append("")
            lines[-1] += letter
    return lines
