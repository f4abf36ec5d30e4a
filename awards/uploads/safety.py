"""Cheap checks on an uploaded file before anything opens it as a workbook; each refusal is a sentence.

Everything is read as a stream and counted while it is read: bytes unpacked, elements, depth, cells, rows. No regular
expression runs over what strangers send: one that goes back over the text can hold a server for minutes.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat  # doctypes, and so entities, are refused before anything of them is read

from awards.uploads.books import xlsb
from awards.uploads.books.letters import letters_of_font
from hocTap.lib import vi
from hocTap.lib.refusals import Refused

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_OPENED = 100 * 1024 * 1024
LARGEST_XML = 50 * 1024 * 1024
LARGEST_TAG = 256 * 1024
"""Bytes of one tag with its attributes, or of one comment: a reader that waits for its end begins it anew each time."""

MOST_TIMES_PACKED = 300
PACKED_WELL_FROM = 4 * 1024 * 1024
"""A part that unpacks to more than this, and to so many times its packed size, is a bomb."""

MOST_ENTRIES = 1_000
MOST_ROWS = 80_000
FARTHEST_ROW = 100_000
FARTHEST_COLUMN = 60
MOST_CELLS = 1_000_000
MOST_ROW_MARKS = 200_000
MOST_ELEMENTS = 3_000_000
DEEPEST = 60
LONGEST_TEXT = 32_767
"""What Excel holds in one cell."""

LONG_OPENED = 2_000_000
LONG_OLD, LONG_TEXT_FILE = 700_000, 300_000
"""Bytes from which a file is long, about 5.000 rows: of an archive once opened, of an old workbook, of a text."""

SHARED_STRINGS = "xl/sharedstrings.xml"
STYLES = "xl/styles.xml"
YES = ("1", "true")
LONGEST_FONT = 60
CHUNK = 64 * 1024

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WORKBOOK = b"spreadsheetml.sheet.main+xml"
MACRO_WORKBOOK = b"ms-excel.sheet.macroEnabled.main+xml"
MACRO_PARTS = ("vbaproject", "xl/macrosheets/", "xl/dialogsheets/")
XML_PARTS = (".xml", ".rels")

NOT_EXCEL = "Tệp này không phải tệp Excel (.xlsx). Hãy tải mẫu về, điền rồi gửi lại tệp đó."
BROKEN = "Tệp Excel bị hỏng nên không đọc được. Hãy mở bằng Excel, lưu lại rồi gửi lại."
TOO_MANY_CELLS = (
    "Tệp có quá nhiều dòng hoặc ô trống đã kẻ khung. "
    "Hãy chọn các dòng trống ở cuối, bấm Xóa (Delete Rows), lưu rồi gửi lại."
)
FAR_AWAY = "Tệp có ô được ghi rất xa bảng (cột hoặc dòng cuối của trang tính). Hãy xóa ô đó rồi gửi lại."


Cell = tuple[int, int]
"""Row and column, from 1."""


def is_long(content: bytes) -> bool:
    """Whether reading the file takes so long that no request should wait for it; judged by sizes alone.

    What an archive says of its own sizes is believed here: whether it says the truth is counted while it is read.
    """
    if content.startswith(OLE):
        return len(content) > LONG_OLD
    if not content.startswith(b"PK\x03\x04"):
        return len(content) > LONG_TEXT_FILE
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(entry.file_size for entry in archive.infolist()) > LONG_OPENED
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


@dataclass(frozen=True)
class SheetFacts:
    """What readers of workbooks do not tell of a sheet: formulas without a result, errors, what is hidden, fonts."""

    without_result: frozenset[Cell] = frozenset()
    errors: Mapping[Cell, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    fonts: Mapping[Cell, str] = field(default_factory=dict)
    """Of text cells only, and only fonts whose letters are not Unicode."""


@dataclass(frozen=True)
class Facts:
    """What the checks learned: by a sheet's name its facts, and whether days are counted from 1904."""

    sheets: Mapping[str, SheetFacts] = field(default_factory=dict)
    from_1904: bool = False

    def of(self, sheet: str) -> SheetFacts:
        return self.sheets.get(sheet, SheetFacts())


def refuse_unless_small(size: int | None) -> None:
    """Raises Refused for an empty file and for more than 10 MB, before its content is read."""
    if not size:
        raise Refused("Tệp trống. Hãy chọn lại tệp.")
    if size > LARGEST_FILE:
        raise Refused(
            f"Tệp lớn hơn {LARGEST_FILE // 1024 // 1024} MB. "
            "Hãy chia danh sách thành nhiều tệp, hoặc bỏ hình ảnh trong tệp."
        )


def check(content: bytes, *, macros: bool = False) -> Facts:
    """Raise Refused unless this is a plain, unlocked .xlsx of a size that a list of people can have.

    A file with macros (.xlsm) is refused too, unless it is only to be read: nothing here ever runs them.

    Judged from the real content, never from the name or from what the archive declares alone: sizes are those found
    while unpacking. Formulas may stand in cells when their result was saved with them.
    """
    refuse_unless_small(len(content))
    _refuse_other_kinds(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _refuse_by_list(entries, macros=macros)
            types = _read(archive, "[Content_Types].xml")
            _refuse_unless_workbook(types, macros=macros)
            return _look_into(archive, entries)
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, OSError),
        *(expat.ExpatError, UnicodeError, ValueError),
    ) as broken:
        raise broken if isinstance(broken, Refused) else Refused(BROKEN) from broken


def check_ods(content: bytes) -> Facts:
    """The same for a workbook of LibreOffice (.ods): rows and cells that stand for many are counted as many."""
    return _checked_otherwise(content, _look_into_ods)


def check_xlsb(content: bytes) -> Facts:
    """The same for Excel's binary workbook (.xlsb): its parts are only measured, its cells that hold errors noted."""
    return _checked_otherwise(content, _look_into_xlsb)


def _checked_otherwise(content: bytes, look_into: Callable[[zipfile.ZipFile, list[zipfile.ZipInfo]], Facts]) -> Facts:
    refuse_unless_small(len(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _refuse_by_list(entries, macros=True)
            return look_into(archive, entries)
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, OSError),
        *(expat.ExpatError, UnicodeError, ValueError, IndexError),
    ) as broken:
        raise broken if isinstance(broken, Refused) else Refused(BROKEN) from broken


def _look_into_ods(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Facts:
    left = Left(LARGEST_OPENED, MOST_ELEMENTS)
    tables = OdsScan(left)
    _stream(archive, "content.xml", tables)
    for entry in entries:
        if entry.filename != "content.xml":
            _measure(archive, entry.filename, left)
    return Facts(tables.facts)


def _look_into_xlsb(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Facts:
    left = Left(LARGEST_OPENED, MOST_ELEMENTS)
    for entry in entries:
        _measure(archive, entry.filename, left)
    return Facts({name: SheetFacts(errors=errors) for name, errors in xlsb.errors_of(archive).items()})


def _refuse_other_kinds(content: bytes) -> None:
    if content.startswith(OLE):
        if ENCRYPTED in content:
            raise Refused("Tệp có đặt mật khẩu mở. Hãy bỏ mật khẩu (Tệp › Thông tin › Bảo vệ), lưu rồi gửi lại.")
        raise Refused("Tệp ở dạng cũ (.xls) hoặc không phải Excel. Hãy mở bằng Excel, lưu thành “.xlsx” rồi gửi lại.")
    if not content.startswith(b"PK\x03\x04"):
        raise Refused(NOT_EXCEL)


def _refuse_by_list(entries: list[zipfile.ZipInfo], *, macros: bool = False) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Refused(f"Tệp có {vi.whole(len(entries))} phần bên trong, không giống một danh sách. {BROKEN}")
    if len({entry.filename for entry in entries}) < len(entries):
        raise Refused(BROKEN)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("Tệp có đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.")
    if sum(entry.file_size for entry in entries) > LARGEST_OPENED or any(map(_is_bomb, entries)):
        raise Refused(_too_large())
    if not macros and any(part in entry.filename.lower() for entry in entries for part in MACRO_PARTS):
        raise Refused("Tệp có chứa macro. Hãy lưu thành “Sổ làm việc Excel (.xlsx)”, loại không có macro, rồi gửi lại.")


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    size = entry.file_size
    return size > LARGEST_XML if _is_xml(entry.filename) else _packed_too_well(size, entry.compress_size)


def _packed_too_well(size: int, packed: int) -> bool:
    return size > PACKED_WELL_FROM and size > MOST_TIMES_PACKED * max(packed, 1)


def _is_xml(name: str) -> bool:
    return name.lower().endswith(XML_PARTS)


def _too_large() -> str:
    return f"Tệp mở ra lớn hơn {LARGEST_OPENED // 1024 // 1024} MB nên không được nhận. Hãy tải mẫu về và điền lại."


def _refuse_unless_workbook(types: bytes, *, macros: bool) -> None:
    if macros and MACRO_WORKBOOK in types:
        return
    if b"macroEnabled" in types:
        raise Refused("Tệp thuộc loại có macro. Hãy lưu thành “Sổ làm việc Excel (.xlsx)” rồi gửi lại.")
    if WORKBOOK not in types:
        raise Refused(NOT_EXCEL)


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(LARGEST_TAG + 1)
    if len(content) > LARGEST_TAG:
        raise Refused(BROKEN)
    return content


def _look_into(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Facts:
    """Unpack every part once, piece by piece: XML is counted, the rest (pictures) only measured.

    Whatever a part is called, it is counted as a sheet: which parts are sheets is the file's own claim.
    """
    sheets, from_1904 = _sheets(archive, {_part(entry.filename) for entry in entries})
    found: dict[str, SheetScan] = {}
    left = Left(LARGEST_OPENED, MOST_ELEMENTS)
    old_fonts = _old_fonts(archive, entries)
    for entry in entries:
        if _is_xml(entry.filename):
            seen = SheetScan(left, old_fonts)
            _stream(archive, entry.filename, seen)
            found[_part(entry.filename)] = seen
        else:
            _measure(archive, entry.filename, left)
    _refuse_repeated_texts(found)
    return Facts({name: found[part].finished() for name, part in sheets.items()}, from_1904)


def _old_fonts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[int, str]:
    """The styles of cells whose font has other letters than Unicode, with the font's name."""
    names = [entry.filename for entry in entries if _part(entry.filename) == STYLES]
    if not names:
        return {}
    styles = StyleScan()
    _stream(archive, names[0], styles)
    return {
        number: styles.fonts[font]
        for number, font in enumerate(styles.of_cells)
        if font < len(styles.fonts) and letters_of_font(styles.fonts[font])
    }


def _refuse_repeated_texts(scans: dict[str, SheetScan]) -> None:
    """A text kept once is unpacked for each cell that shows it: 100.000 cells of one long text are gigabytes."""
    lengths = scans[SHARED_STRINGS].texts if SHARED_STRINGS in scans else []
    shown = sum(lengths[number] for scan in scans.values() for number in scan.shared if number < len(lengths))
    if shown > LARGEST_OPENED:
        raise Refused(_too_large())


def _sheets(archive: zipfile.ZipFile, there: set[str]) -> tuple[dict[str, str], bool]:
    """The part in which each sheet is kept, by the sheet's name, and whether days are counted from 1904.

    Raises Refused for a sheet that would not be counted.
    """
    links, book, about = Collect("Relationship"), Collect("sheet"), Collect("workbookPr")
    _stream(archive, "xl/_rels/workbook.xml.rels", links)
    _stream(archive, "xl/workbook.xml", book)
    _stream(archive, "xl/workbook.xml", about)
    parts = {each.get("Id", ""): _part(posixpath.join("xl", each.get("Target", ""))) for each in links.found}
    sheets = {each.get("name", ""): parts.get(_relation(each), "") for each in book.found}
    if not all(part in there and _is_xml(part) for part in sheets.values()):
        raise Refused(BROKEN)
    return sheets, any(each.get("date1904") in YES for each in about.found)


def _part(name: str) -> str:
    """One name for a part however it is written: readers take either slash and any case."""
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()


def _relation(sheet: dict[str, str]) -> str:
    """The id of the relation, under whatever prefix (r:id)."""
    return next((value for name, value in sheet.items() if _local(name) == "id" and ":" in name), "")


def _measure(archive: zipfile.ZipFile, name: str, left: Left) -> None:
    with archive.open(name) as part:
        while piece := part.read(CHUNK):
            left.take_bytes(len(piece))


def _stream(archive: zipfile.ZipFile, name: str, scan: Scan) -> None:
    """Feed a part to a scan, piece by piece; raises Refused for what no list has, ExpatError for what is no XML."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    if scan.text is not None:
        parser.CharacterDataHandler, parser.buffer_text = scan.text, True
    fed = 0
    with archive.open(name) as part:
        while piece := part.read(CHUNK):
            scan.left.take_bytes(len(piece))
            fed += len(piece)
            parser.Parse(piece, False)
            if fed - parser.CurrentByteIndex > LARGEST_TAG:
                raise Refused(BROKEN)
    parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise Refused(BROKEN)


def _local(name: str) -> str:
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
            raise Refused(_too_large())


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
        if _local(name) == self.wanted:
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
        kind = _local(name)
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
        kind = _local(name)
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
        kind = _local(name)
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
        kind = _local(name)
        own = {_local(key): value for key, value in attributes.items()}
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
        kind = _local(name)
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
