"""Files that are not what they should be: a sentence for each, before anything opens them as a workbook."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable

import pytest
from openpyxl.utils import get_column_letter

from awards.titles.register.importing import HOUSEHOLDS as TEMPLATE
from awards.uploads import safety
from awards.uploads.books.understanding import understand
from awards.uploads.words import address_key, heading_key, unit_key
from hocTap.lib.refusals import Refused
from tests.awards.uploads.lists import CHOICES, at_the_end, filled, household, rezipped

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


def laughs(part: bytes) -> bytes:
    """Ten entities, each ten times the one before."""
    grown = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    text = b'<row r="9"><c r="A9"><v>&e9;</v></c></row>'
    return b'<!DOCTYPE x [<!ENTITY e0 "ha">' + grown + b"]>" + at_the_end(text)(without_declaration(part))


def without_declaration(part: bytes) -> bytes:
    return part.partition(b"?>")[2] if part.startswith(b"<?xml") else part


def external(part: bytes) -> bytes:
    """An entity whose text is a file of the server, shown in a cell."""
    text = b'<row r="9"><c r="A9"><v>&f;</v></c></row>'
    return b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + at_the_end(text)(without_declaration(part))


def full_width(sheet: bytes) -> bytes:
    """A row with a number in each of the 16.384 columns of a sheet."""
    cells = b"".join(b'<c r="%s9"><v>1</v></c>' % get_column_letter(n).encode() for n in range(1, 16_385))
    return sheet.replace(b"</sheetData>", b'<row r="9">' + cells + b"</row></sheetData>")


def wide(part: bytes) -> bytes:
    return b"\xff\xfe" + part.decode().encode("utf-16-le")


def of_properties(part: bytes) -> bytes:
    """The same ten entities in the properties of the file, as its title."""
    grown = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    end = b"</cp:coreProperties>"
    text = without_declaration(part).replace(end, b"<dc:description>&e9;</dc:description>" + end)
    return b'<!DOCTYPE x [<!ENTITY e0 "ha">' + grown + b"]>" + text


def macros(types: bytes) -> bytes:
    return types.replace(safety.WORKBOOK, b"ms-excel.sheet.macroEnabled.main+xml")


def bad_sheet(part: bytes) -> bytes:
    return rezipped(GOOD, sheet1=at_the_end(part))


def sheet_of_another_name(links: bytes) -> bytes:
    return links.replace(b"worksheets/sheet1.xml", b"worksheets/sheet1.bin")


NEVER_CLOSED = bad_sheet(b"<c " * 75_000)
MEGABYTES = 1024 * 1024
LONG_TEXT = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
REPEATED = b"".join(b'<row r="%d"><c r="C%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(10, 10_010))

BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "Tệp trống"),
    "headings alone": (lambda: "Họ và tên;Địa chỉ\n".encode(), "chưa có dòng nào"),
    "text without a table": (lambda: "Kính gửi các anh, các chị".encode(), "Không tìm thấy dòng tiêu đề"),
    "web page": (lambda: b"<html><table></table></html>", "không phải bảng tính"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "không phải bảng tính"),
    "zip of something else": (lambda: zipped("[Content_Types].xml", b"<Types/>"), "không phải tệp Excel"),
    "zip without types": (lambda: zipped("a.txt", b"a"), "bị hỏng"),
    "cut off": (lambda: GOOD[: len(GOOD) // 2], "bị hỏng"),
    "encrypted": (lambda: OLE + safety.ENCRYPTED, "mật khẩu"),
    "old xls, broken": (lambda: OLE, "bị hỏng"),
    "100 MB": (lambda: b"PK\x03\x04" + b"\0" * (100 * 1024 * 1024), "lớn hơn 10 MB"),
    "zip bomb": (lambda: rezipped(GOOD, [("xl/media/a.bin", b"\0" * (101 * 1024 * 1024))]), "mở ra lớn hơn 100 MB"),
    "thousands of parts": (lambda: rezipped(GOOD, [(f"xl/{n}.xml", b"") for n in range(1_100)]), "phần bên trong"),
    "entities": (lambda: rezipped(GOOD, workbook=entity), "bị hỏng"),
    "a million empty rows": (lambda: rezipped(GOOD, sheet1=rows_without_cells), "quá nhiều dòng"),
    "a million framed cells": (lambda: rezipped(GOOD, sheet1=framed_cells), "quá nhiều dòng"),
    "cells never closed": (lambda: NEVER_CLOSED, "bị hỏng"),
    "a megabyte of cells never closed": (lambda: bad_sheet(b"<c " * 1_000_000), "bị hỏng"),
    "an attribute without end": (lambda: bad_sheet(b'<c r="' + b"A" * 10 * MEGABYTES), "bị hỏng"),
    "a comment without end": (lambda: bad_sheet(b"<!--" + b"-" * 10 * MEGABYTES), "bị hỏng"),
    "elements in elements": (lambda: bad_sheet(b"<a>" * 1_000_000), "bị hỏng"),
    "millions of elements": (lambda: bad_sheet(b"<a/>" * 3_100_000), "quá nhiều dòng"),
    "a million cells in a row": (
        lambda: bad_sheet(b'<row r="9">' + b'<c r="A9"/>' * 1_100_000 + b"</row>"),
        "quá nhiều dòng",
    ),
    "a text of megabytes": (
        lambda: bad_sheet(b'<row r="9"><c r="A9"><v>' + b"x" * MEGABYTES + b"</v></c></row>"),
        "dài quá",
    ),
    "one long text in many cells": (
        lambda: rezipped(bad_sheet(REPEATED), [("xl/sharedStrings.xml", LONG_TEXT % (b"x" * 30_000))]),
        "mở ra lớn hơn 100 MB",
    ),
    "a cell without a place": (lambda: bad_sheet(b"<row><c><v>1</v></c></row>"), "bị hỏng"),
    "a cell at no place": (lambda: bad_sheet(b'<row><c r="1A"><v>1</v></c></row>'), "bị hỏng"),
    "entities that grow": (lambda: rezipped(GOOD, sheet1=laughs), "bị hỏng"),
    "entities from a file": (lambda: rezipped(GOOD, sheet1=external), "bị hỏng"),
    "entities in wide letters": (lambda: rezipped(GOOD, sheet1=lambda sheet: wide(laughs(sheet))), "bị hỏng"),
    "entities in the properties": (lambda: rezipped(GOOD, core=of_properties), "bị hỏng"),
    "entities in wide letters in the properties": (
        lambda: rezipped(GOOD, core=lambda core: wide(of_properties(core))),
        "bị hỏng",
    ),
    "a sheet that is not counted": (lambda: rezipped(GOOD, workbook=sheet_of_another_name), "bị hỏng"),
    "cut off in the middle of a part": (lambda: GOOD[:300] + GOOD[-300:], "bị hỏng"),
    "16.384 columns": (lambda: rezipped(GOOD, sheet1=full_width), "rất xa bảng"),
    "a cell far away": (lambda: rezipped(GOOD, sheet1=far_away), "rất xa bảng"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(name: str) -> None:
    made, sentence = BAD[name]
    content = made()

    with pytest.raises(Refused, match=sentence.replace("(", r"\(").replace(")", r"\)")):
        understand(content, TEMPLATE, CHOICES)


PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from awards.uploads import safety
from hocTap.lib.refusals import Refused
try:
    safety.check(sys.stdin.buffer.read())
except Refused as reason:
    print("refused")
"""


def test_cells_never_closed_hold_no_worker() -> None:
    """7,5 KB that take minutes to read by going back over them; the kernel ends whoever needs 20 s of CPU."""
    assert len(NEVER_CLOSED) < 8_000

    ended = subprocess.run([sys.executable, "-c", PROGRAM], input=NEVER_CLOSED, capture_output=True, check=False)

    assert (ended.returncode, ended.stdout.strip()) == (0, b"refused")


@pytest.mark.parametrize(
    "text", ["(" * 200, "p" + "0" * 100_000 + "x", "q." * 100_000, "phuong " * 50_000, "(a" * 100_000]
)
def test_words_of_strangers_are_compared_in_one_reading(text: str) -> None:
    assert len(unit_key(text)) <= len(text) + 10
    assert len(address_key(text)) <= 3 * len(text)
    assert len(heading_key(text)) <= len(text)


def test_a_size_that_the_archive_lies_about_is_found_while_unpacking() -> None:
    bomb = bytearray(rezipped(GOOD, [("xl/media/a.bin", b"\0" * (20 * 1024 * 1024))]))
    real = (20 * 1024 * 1024).to_bytes(4, "little")
    assert bomb.count(real) >= 1

    with pytest.raises(Refused, match="bị hỏng"):
        understand(bytes(bomb.replace(real, (10).to_bytes(4, "little"))), TEMPLATE, CHOICES)


def test_more_rows_than_a_list_may_have_are_refused() -> None:
    def long(sheet: bytes) -> bytes:
        rows = b"".join(b'<row r="%d"><c r="C%d"><v>1</v></c></row>' % (n, n) for n in range(10, 80_020))
        return sheet.replace(b"</sheetData>", rows + b"</sheetData>")

    with pytest.raises(Refused, match=r"nhiều nhất 80\.000 dòng"):
        understand(rezipped(GOOD, sheet1=long), TEMPLATE, CHOICES)


def test_the_template_of_another_list_is_refused() -> None:
    def marked(part: bytes) -> bytes:
        return part.replace(TEMPLATE.mark.encode(), b"hoctap:hoc-bong:1")

    with pytest.raises(Refused, match="mẫu của danh sách khác"):
        understand(rezipped(GOOD, sheet3=marked), TEMPLATE, CHOICES)


@pytest.mark.parametrize("content", [rezipped(GOOD, [("xl/vbaProject.bin", b"\0")]), rezipped(GOOD, types=macros)])
def test_a_file_with_macros_is_read_and_its_macros_are_not(content: bytes) -> None:
    assert [row["name"] for row in understand(content, TEMPLATE, CHOICES).rows] == ["Nguyễn Văn An"]


def test_a_plain_list_passes_every_check() -> None:
    assert safety.check(GOOD).of("Danh sách").without_result == frozenset()
