"""How large a file may be, and the sentences for what is no list."""

from __future__ import annotations

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


def too_large() -> str:
    return f"Tệp mở ra lớn hơn {LARGEST_OPENED // 1024 // 1024} MB nên không được nhận. Hãy tải mẫu về và điền lại."
