"""The workbook with names: for whoever may export them, marked with who and when on every sheet and page."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from awards.scholarships.models import Fund, Grant, Recipient
from hocTap.lib import vi
from hocTap.lib.xlsx import Book, Value
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


def names_workbook(fund: Fund, *, by: User, at: dt.datetime) -> tuple[bytes, set[int]]:
    """Recipients whose names may be shown, with their suất; the file, and the numbers of the records in it."""
    today = timezone.localtime(at).date()
    recipients: dict[int, Recipient] = fund.recipients.with_consents().in_bulk()
    named = {pk: each for pk, each in recipients.items() if each.may_be_named(today)}
    grants = Grant.objects.standing().filter(fund=fund, recipient__in=named).order_by("number")
    mark = watermark(fund, by, at)
    book = Book(title="Danh sách có tên")
    sheet = book.sheet("Danh sách có tên")
    sheet.put(0, 0, mark, book.look(bold=True, font_color="#B00020"))
    sheet.head(1, list(WIDTHS.items()), book.look(bold=True, text_wrap=True, valign="top"))
    sheet.paper(top=mark, bottom=mark)
    for number, suat in enumerate(grants, start=2):
        sheet.row(number, _cells(suat, named[suat.recipient_id]))
    return book.content(), {named[suat.recipient_id].number for suat in grants}


def _cells(suat: Grant, child: Recipient) -> list[Value]:
    """One row, in the order of WIDTHS."""
    hardship = "có" if child.hardship else "không"
    who: list[Value] = [child.code, child.name, child.class_name, child.school, hardship]
    return [*who, suat.number, suat.school_year_label, suat.amount]
