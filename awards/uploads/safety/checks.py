"""Cheap checks on an uploaded file before anything opens it as a workbook; each refusal is a sentence.

Everything is read as a stream and counted while it is read: bytes unpacked, elements, depth, cells, rows. No regular
expression runs over what strangers send: one that goes back over the text can hold a server for minutes.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat  # doctypes, and so entities, are refused before anything of them is read

from awards.uploads.books import xlsb
from awards.uploads.books.letters import letters_of_font
from awards.uploads.safety.facts import Facts, SheetFacts
from awards.uploads.safety.limits import (
    BROKEN,
    CHUNK,
    ENCRYPTED,
    LARGEST_FILE,
    LARGEST_OPENED,
    LARGEST_TAG,
    LARGEST_XML,
    LONG_OLD,
    LONG_OPENED,
    LONG_TEXT_FILE,
    MACRO_PARTS,
    MACRO_WORKBOOK,
    MOST_ELEMENTS,
    MOST_ENTRIES,
    MOST_TIMES_PACKED,
    NOT_EXCEL,
    OLE,
    PACKED_WELL_FROM,
    SHARED_STRINGS,
    STYLES,
    WORKBOOK,
    XML_PARTS,
    too_large,
)
from awards.uploads.safety.scans import YES, Collect, Left, OdsScan, Scan, SheetScan, StyleScan, local_name
from hocTap.lib import vi
from hocTap.lib.refusals import Refused


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
        raise Refused(too_large())
    if not macros and any(part in entry.filename.lower() for entry in entries for part in MACRO_PARTS):
        raise Refused("Tệp có chứa macro. Hãy lưu thành “Sổ làm việc Excel (.xlsx)”, loại không có macro, rồi gửi lại.")


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    size = entry.file_size
    return size > LARGEST_XML if _is_xml(entry.filename) else _packed_too_well(size, entry.compress_size)


def _packed_too_well(size: int, packed: int) -> bool:
    return size > PACKED_WELL_FROM and size > MOST_TIMES_PACKED * max(packed, 1)


def _is_xml(name: str) -> bool:
    return name.lower().endswith(XML_PARTS)


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
        raise Refused(too_large())


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
    return next((value for name, value in sheet.items() if local_name(name) == "id" and ":" in name), "")


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
