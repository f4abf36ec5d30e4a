"""Workbooks as offices keep them, made for the tests."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from awards.scholarships.importing import TEMPLATE as PAYMENTS
from awards.titles.register.importing import HOUSEHOLDS
from awards.uploads.books.understanding import understand
from awards.uploads.books.understood import NO_ANSWERS, Answers, Understood
from awards.uploads.templates import Template

Rows = Sequence[Sequence[Any]]
CHOICES = {"ward": ["Phường 5"], "community": ["Khu phố 1", "Khu phố 2", "Khu phố 3"], "exempt": ["có", "không"]}
LEVELS = ["tiểu học", "trung học cơ sở", "trung học phổ thông", "đại học, cao đẳng, nghề"]
OF_PAYMENTS = {"ward": ["Phường 5"], "level": LEVELS, "signature": ["người nhận học bổng"], "hardship": ["có", "không"]}


def workbook(*sheets: tuple[str, Rows], change: Callable[[Any], None] | None = None) -> bytes:
    """A workbook of these sheets, and whatever else was done to its first one."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if change:
        change(book.worksheets[0])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def typed_in(font: str) -> Callable[[Any], None]:
    """All cells in a font."""

    def change(sheet: Any) -> None:
        for row in sheet.iter_rows():
            for cell in row:
                cell.font = Font(name=font)

    return change


def saved_as(content: bytes, kind: str, folder: Path) -> bytes:
    """The workbook as LibreOffice saves it in another format."""
    source = folder / "danh-sach.xlsx"
    source.write_bytes(content)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=120)
    return (folder / f"danh-sach.{kind}").read_bytes()


def households(content: bytes, answers: Answers = NO_ANSWERS, template: Template = HOUSEHOLDS) -> Understood:
    return understand(content, template, CHOICES, answers)


def payments(content: bytes, answers: Answers = NO_ANSWERS) -> Understood:
    return understand(content, PAYMENTS, OF_PAYMENTS, answers)


def values(found: Understood, *codes: str) -> list[tuple[Any, ...]]:
    """The values of some columns, row by row."""
    return [tuple(row[code] for code in codes) for row in found.rows]
