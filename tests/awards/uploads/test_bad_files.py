"""Files that are not what they should be: a sentence for each, before anything opens them as a workbook."""

from __future__ import annotations

import io
import zipfile

import pytest

from awards.titles.register.importing import TEMPLATE
from awards.uploads import safety
from awards.uploads.reading import read
from hocTap.lib.refusals import Refused
from tests.awards.uploads.lists import CHOICES, filled, household, rezipped

GOOD = filled([household()])
OLE = safety.OLE + b"\x00" * 600


def zipped(name: str, part: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return file.getvalue()


def rows_without_cells(sheet: bytes) -> bytes:
    empty = b"".join(b'<row r="%d"/>' % number for number in range(10, 1_000_000))
    return sheet.replace(b"</sheetData>", empty + b"</sheetData>")


def framed_cells(sheet: bytes) -> bytes:
    empty = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (number, number) for number in range(10, 1_000_000))
    return sheet.replace(b"</sheetData>", empty + b"</sheetData>")


def far_away(sheet: bytes) -> bytes:
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return sheet.replace(b"</sheetData>", cell)


def entity(part: bytes) -> bytes:
    return part.replace(b"<workbook", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook', 1)


def macros(types: bytes) -> bytes:
    return types.replace(safety.WORKBOOK, b"ms-excel.sheet.macroEnabled.main+xml")


BAD = {
    "nothing": (b"", "Tệp trống"),
    "text": ("Họ và tên;Địa chỉ\n".encode(), "không phải tệp Excel"),
    "web page": (b"<html><table></table></html>", "không phải tệp Excel"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "không phải tệp Excel"),
    "zip of something else": (zipped("[Content_Types].xml", b"<Types/>"), "không phải tệp Excel"),
    "zip without types": (zipped("a.txt", b"a"), "bị hỏng"),
    "cut off": (GOOD[: len(GOOD) // 2], "bị hỏng"),
    "encrypted": (OLE + safety.ENCRYPTED, "mật khẩu"),
    "old xls": (OLE, "(.xls)"),
    "100 MB": (b"PK\x03\x04" + b"\0" * (100 * 1024 * 1024), "lớn hơn 10 MB"),
    "macro project": (rezipped(GOOD, [("xl/vbaProject.bin", b"\0")]), "macro"),
    "macro type": (rezipped(GOOD, types=macros), "macro"),
    "zip bomb": (rezipped(GOOD, [("xl/media/a.bin", b"\0" * (101 * 1024 * 1024))]), "mở ra lớn hơn 100 MB"),
    "thousands of parts": (rezipped(GOOD, [(f"xl/{n}.xml", b"") for n in range(1_100)]), "phần bên trong"),
    "entities": (rezipped(GOOD, workbook=entity), "bị hỏng"),
    "a million empty rows": (rezipped(GOOD, sheet1=rows_without_cells), "quá nhiều dòng"),
    "a million framed cells": (rezipped(GOOD, sheet1=framed_cells), "quá nhiều dòng"),
    "a cell far away": (rezipped(GOOD, sheet1=far_away), "rất xa bảng"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(name: str) -> None:
    content, sentence = BAD[name]

    with pytest.raises(Refused, match=sentence.replace("(", r"\(").replace(")", r"\)")):
        read(content, TEMPLATE, CHOICES)


def test_a_size_that_the_archive_lies_about_is_found_while_unpacking() -> None:
    bomb = bytearray(rezipped(GOOD, [("xl/media/a.bin", b"\0" * (20 * 1024 * 1024))]))
    real = (20 * 1024 * 1024).to_bytes(4, "little")
    assert bomb.count(real) >= 1

    with pytest.raises(Refused, match="bị hỏng"):
        read(bytes(bomb.replace(real, (10).to_bytes(4, "little"))), TEMPLATE, CHOICES)


def test_more_rows_than_a_list_may_have_are_refused() -> None:
    def long(sheet: bytes) -> bytes:
        rows = b"".join(b'<row r="%d"><c r="C%d"><v>1</v></c></row>' % (n, n) for n in range(10, 20_020))
        return sheet.replace(b"</sheetData>", rows + b"</sheetData>")

    with pytest.raises(Refused, match=r"nhiều nhất 20\.000 dòng"):
        read(rezipped(GOOD, sheet1=long), TEMPLATE, CHOICES)


@pytest.mark.parametrize(
    ("mark", "sentence"),
    [(b"hoctap:ho-gia-dinh:7", "phiên bản 7; nay dùng phiên bản 1"), (b"hoctap:hoc-bong:1", "không theo mẫu")],
)
def test_another_template_or_version_is_refused(mark: bytes, sentence: str) -> None:
    def marked(part: bytes) -> bytes:
        return part.replace(TEMPLATE.mark.encode(), mark)

    with pytest.raises(Refused, match=sentence):
        read(rezipped(GOOD, sheet3=marked), TEMPLATE, CHOICES)


def test_a_plain_list_passes_every_check() -> None:
    assert safety.check(GOOD).without_result["Danh sách"] == frozenset()
