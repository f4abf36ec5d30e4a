"""Cells of Excel's binary workbooks that hold an error: the reader of workbooks shows them as blank.

A part is a row of records: a number of the kind in one or two bytes, the length in up to four, then the content
([MS-XLSB] 2.1.4). Only three kinds are looked at.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

ROW, ERROR, FORMULA_ERROR, SHEET = 0, 3, 11, 156
CODES = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
BOOK, LINKS = "xl/workbook.bin", "xl/_rels/workbook.bin.rels"
LARGEST_LINKS = 1024 * 1024


def errors_of(archive: zipfile.ZipFile) -> dict[str, dict[tuple[int, int], str]]:
    """By a sheet's name, the errors by row and column (from 1)."""
    parts = _targets(archive.open(LINKS).read(LARGEST_LINKS))
    found = {}
    for kind, content in records(archive.read(BOOK)):
        if kind == SHEET:
            relation, end = _text(content, 8)
            name, _ = _text(content, end)
            part = posixpath.normpath(posixpath.join("xl", parts.get(relation, ""))).lstrip("/")
            found[name] = _errors(archive.read(part)) if part in archive.namelist() else {}
    return found


def _errors(part: bytes) -> dict[tuple[int, int], str]:
    row, found = 0, {}
    for kind, content in records(part):
        if kind == ROW:
            row = int.from_bytes(content[:4], "little")
        elif kind in (ERROR, FORMULA_ERROR) and len(content) > 8:
            found[row + 1, int.from_bytes(content[:4], "little") + 1] = CODES.get(content[8], "#N/A")
    return found


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record."""
    at = 0
    while at < len(part):
        kind, at = part[at], at + 1
        if kind & 0x80:
            kind, at = (kind & 0x7F) | (part[at] & 0x7F) << 7, at + 1
        length = 0
        for place in range(4):
            byte, at = part[at], at + 1
            length |= (byte & 0x7F) << 7 * place
            if not byte & 0x80:
                break
        yield kind, part[at : at + length]
        at += length


def _text(content: bytes, at: int) -> tuple[str, int]:
    length = int.from_bytes(content[at : at + 4], "little")
    end = at + 4 + 2 * length
    return content[at + 4 : end].decode("utf-16-le"), end


def _targets(links: bytes) -> dict[str, str]:
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            found[attributes.get("Id", "")] = attributes.get("Target", "")

    def refuse(*_: object) -> None:
        raise ValueError("a doctype in a workbook")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = start, refuse
    parser.Parse(links, True)
    return found
