"""Cheap checks on an uploaded file before anything opens it as a workbook; each refusal is a sentence."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field

from lxml import etree
from openpyxl.utils import column_index_from_string

from hocTap.lib import vi
from hocTap.lib.refusals import Refused

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_OPENED = 100 * 1024 * 1024
MOST_ENTRIES = 1_000
MOST_ROWS = 20_000
FARTHEST_ROW = 50_000
FARTHEST_COLUMN = 60
MOST_CELLS = 1_000_000
MOST_ROW_MARKS = 200_000
CHUNK = 1024 * 1024

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WORKBOOK = b"spreadsheetml.sheet.main+xml"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
SAFE = etree.XMLParser(resolve_entities=False, no_network=True)
MACRO_PARTS = re.compile(r"vbaproject|xl/macrosheets/|xl/dialogsheets/", re.IGNORECASE)
SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)

NOT_EXCEL = "Tệp này không phải tệp Excel (.xlsx). Hãy tải mẫu về, điền rồi gửi lại tệp đó."
BROKEN = "Tệp Excel bị hỏng nên không đọc được. Hãy mở bằng Excel, lưu lại rồi gửi lại."
TOO_MANY_CELLS = (
    "Tệp có quá nhiều dòng hoặc ô trống đã kẻ khung. "
    "Hãy chọn các dòng trống ở cuối, bấm Xóa (Delete Rows), lưu rồi gửi lại."
)

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])?>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[ />]")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^>]*>[^<]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")


@dataclass(frozen=True)
class Facts:
    """What the checks learned of the sheets: by a sheet's name, the cells (row, column) whose formula has no result."""

    without_result: dict[str, frozenset[tuple[int, int]]] = field(default_factory=dict)


def refuse_unless_small(size: int | None) -> None:
    """Raises Refused for an empty file and for more than 10 MB, before its content is read."""
    if not size:
        raise Refused("Tệp trống. Hãy chọn lại tệp.")
    if size > LARGEST_FILE:
        raise Refused(
            f"Tệp lớn hơn {LARGEST_FILE // 1024 // 1024} MB. "
            "Hãy chia danh sách thành nhiều tệp, hoặc bỏ hình ảnh trong tệp."
        )


def check(content: bytes) -> Facts:
    """Raise Refused unless this is a plain, unlocked, macro-free .xlsx of a size that a list of people can have.

    Judged from the real content, never from the name or from what the archive declares alone: sizes are those found
    while unpacking. Formulas may stand in cells when their result was saved with them.
    """
    refuse_unless_small(len(content))
    _refuse_other_kinds(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _refuse_by_list(entries)
            types = _read(archive, "[Content_Types].xml")
            _refuse_unless_workbook(types)
            return _look_into(archive, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, OSError) as broken:
        raise Refused(BROKEN) from broken


def _refuse_other_kinds(content: bytes) -> None:
    if content.startswith(OLE):
        if ENCRYPTED in content:
            raise Refused("Tệp có đặt mật khẩu mở. Hãy bỏ mật khẩu (Tệp › Thông tin › Bảo vệ), lưu rồi gửi lại.")
        raise Refused("Tệp ở dạng cũ (.xls) hoặc không phải Excel. Hãy mở bằng Excel, lưu thành “.xlsx” rồi gửi lại.")
    if not content.startswith(b"PK\x03\x04"):
        raise Refused(NOT_EXCEL)


def _refuse_by_list(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Refused(f"Tệp có {vi.whole(len(entries))} phần bên trong, không giống một danh sách. {BROKEN}")
    if len({entry.filename for entry in entries}) < len(entries):
        raise Refused(BROKEN)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("Tệp có đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.")
    if sum(entry.file_size for entry in entries) > LARGEST_OPENED:
        raise Refused(_too_large())
    if any(MACRO_PARTS.search(entry.filename) for entry in entries):
        raise Refused("Tệp có chứa macro. Hãy lưu thành “Sổ làm việc Excel (.xlsx)”, loại không có macro, rồi gửi lại.")


def _too_large() -> str:
    return f"Tệp mở ra lớn hơn {LARGEST_OPENED // 1024 // 1024} MB nên không được nhận. Hãy tải mẫu về và điền lại."


def _refuse_unless_workbook(types: bytes) -> None:
    if b"macroEnabled" in types:
        raise Refused("Tệp thuộc loại có macro. Hãy lưu thành “Sổ làm việc Excel (.xlsx)” rồi gửi lại.")
    if WORKBOOK not in types:
        raise Refused(NOT_EXCEL)


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(LARGEST_OPENED + 1)
    if len(content) > LARGEST_OPENED:
        raise Refused(_too_large())
    return content


def _look_into(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Facts:
    opened, found = 0, {}
    for entry in entries:
        content = _read(archive, entry.filename)
        opened += len(content)
        if opened > LARGEST_OPENED:
            raise Refused(_too_large())
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise Refused(BROKEN)
        if SHEET_PART.fullmatch(entry.filename):
            found[entry.filename] = _scan_sheet(content)
    return Facts({name: found.get(part, frozenset()) for name, part in _sheets(archive).items()})


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part in which each sheet is kept, by the sheet's name."""
    parts = {each.get("Id"): str(each.get("Target")) for each in _parsed(archive, "xl/_rels/workbook.xml.rels")}
    return {
        str(each.get("name")): posixpath.normpath(posixpath.join("xl", parts.get(each.get(RELATION), ""))).lstrip("/")
        for each in _parsed(archive, "xl/workbook.xml").iter()
        if str(each.tag).endswith("}sheet")
    }


def _parsed(archive: zipfile.ZipFile, name: str) -> etree._Element:
    try:
        return etree.fromstring(_read(archive, name), SAFE)
    except etree.XMLSyntaxError as broken:
        raise Refused(BROKEN) from broken


def _scan_sheet(content: bytes) -> frozenset[tuple[int, int]]:
    """Cells whose formula has no result; raises Refused for more rows, columns or cells than a list has."""
    if len(_ROW.findall(content)) > MOST_ROW_MARKS or len(_ANY_CELL.findall(content)) > MOST_CELLS:
        raise Refused(TOO_MANY_CELLS)
    rows: set[int] = set()
    without_result = set()
    for cell in _CELL.finditer(content):
        filled, formula = _VALUE.search(cell[2]), _FORMULA.search(cell[2])
        if not filled and not formula:
            continue
        place = _PLACE.search(cell[1] or b"")
        if place is None:
            raise Refused(BROKEN)
        column, row = column_index_from_string(place[1].decode()), int(place[2])
        if column > FARTHEST_COLUMN or row > FARTHEST_ROW:
            raise Refused(
                "Tệp có ô được ghi rất xa bảng (cột hoặc dòng cuối của trang tính). Hãy xóa ô đó rồi gửi lại."
            )
        rows.add(row)
        if formula and not filled:
            without_result.add((row, column))
    if len(rows) > MOST_ROWS:
        raise Refused(
            f"Tệp có {vi.whole(len(rows))} dòng; mỗi lần nhận nhiều nhất {vi.whole(MOST_ROWS)} dòng. Hãy chia tệp."
        )
    return frozenset(without_result)
