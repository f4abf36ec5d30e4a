"""The workbook with names: for whoever may export them, marked with who and when on every sheet and page."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from awards.scholarships.models import Fund, Grant, Recipient
from hocTap.lib import vi
from units.models import User

WIDTHS = {
    "Hồ sơ": 12,
    "Họ và tên": 40,
    "Lớp": 8,
    "Trường": 34,
    "Hoàn cảnh khó khăn": 22,
    "Suất số": 9,
    "Năm học": 13,
    "Mức (đồng)": 16,
}
HEAD = tuple(WIDTHS)


def watermark(fund: Fund, by: User, at: dt.datetime) -> str:
    return f"{fund.name}: {by} ({by.username}) xuất lúc {vi.moment(at)}. Có tên trẻ em; không phát tán."


def names_workbook(fund: Fund, *, by: User, at: dt.datetime) -> tuple[bytes, int]:
    """Recipients whose names may be shown, with their suất; the file, and how many names it holds."""
    today = timezone.localtime(at).date()
    recipients: dict[int, Recipient] = fund.recipients.with_consents().in_bulk()
    named = {pk: each for pk, each in recipients.items() if each.may_be_named(today)}
    grants = Grant.objects.standing().filter(fund=fund, recipient__in=named).order_by("number")
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Danh sách có tên"
    mark = watermark(fund, by, at)
    sheet.append([mark])
    sheet["A1"].font = Font(bold=True, color="B00020")
    sheet.oddHeader.center.text = sheet.oddFooter.center.text = mark.replace("&", "&&")
    sheet.append(HEAD)
    _dress(sheet)
    for suat in grants:
        _append(sheet, suat, named[suat.recipient_id])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue(), len({suat.recipient_id for suat in grants})


def _dress(sheet: Any) -> None:
    """Widths and a head that stays in sight and on every printed page."""
    for cell, width in zip(sheet[2], WIDTHS.values(), strict=True):
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _append(sheet: Any, suat: Grant, child: Recipient) -> None:
    hardship = "có" if child.hardship else "không"
    sheet.append(
        [
            child.code,
            child.name,
            child.class_name,
            child.school,
            hardship,
            suat.number,
            suat.school_year_label,
            suat.amount,
        ]
    )
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str):
            cell.data_type = "s"
    sheet.cell(sheet.max_row, len(HEAD)).number_format = "#,##0"
