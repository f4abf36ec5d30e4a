"""Lists of households as people send them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from openpyxl import load_workbook

from awards.titles.register.importing import HOUSEHOLDS as TEMPLATE
from awards.uploads.templates import HEADER_ROW, LIST_SHEET, make

CHOICES = {"ward": ["Phường 5"], "community": ["Khu phố 1", "Khu phố 2"], "exempt": ["có", "không"]}
CODES = [column.code for column in TEMPLATE.columns]


def household(name: str = "Nguyễn Văn An", address: str | None = "12 Lê Đại Hành", **others: Any) -> dict[str, Any]:
    return {"community": "Khu phố 1", "name": name, "address": address, **others}


def filled(rows: Iterable[dict[str, Any]], change: Callable[[Any], None] | None = None) -> bytes:
    """The template with these rows, and whatever else was done to its sheet."""
    book = load_workbook(io.BytesIO(make(TEMPLATE, CHOICES, "Phường 5")))
    sheet = book[LIST_SHEET]
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        for code, value in row.items():
            sheet.cell(number, CODES.index(code) + 1).value = value
    if change:
        change(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def at_the_end(part: bytes) -> Callable[[bytes], bytes]:
    """For `rezipped`: a sheet with these rows after its last one."""
    return lambda sheet: sheet.replace(b"</sheetData>", part + b"</sheetData>")


def rezipped(content: bytes, extra: Sequence[tuple[str, bytes]] = (), **replaced: Callable[[bytes], bytes]) -> bytes:
    """The same archive with parts added or, by the end of their names, changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry.filename)
            stem = (
                entry.filename.rsplit("/", 1)[-1].partition(".")[0].removeprefix("[Content_").removesuffix("]").lower()
            )
            new.writestr(entry.filename, replaced[stem](part) if stem in replaced else part)
        for place, part in extra:
            new.writestr(place, part)
    return file.getvalue()
