"""The list on which recipients sign for their money, as a page, on paper (A4 across) and in Excel: data first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from awards.scholarships.heads import issuer_of
from awards.scholarships.models import PaySheet, PaySheetRow, Recipient
from awards.scholarships.workflow.books import paid_on
from awards.scholarships.workflow.sheets import changed, reversed_among
from hocTap.lib import vi
from hocTap.lib.press import to_word
from hocTap.lib.press.across import Column
from hocTap.lib.press.to_sign import ToSign, to_be_signed
from hocTap.lib.words import money_in_words
from hocTap.lib.xlsx import WHOLE, Book
from units.models import User

WIDTHS = {
    "STT": 6,
    "Suất số": 9,
    "Hồ sơ": 11,
    "Họ và tên": 30,
    "Lớp": 8,
    "Trường": 32,
    "Cấp học": 20,
    "Số tiền (đồng)": 16,
    "Tình trạng": 40,
    "Ký nhận": 24,
}
TO_SIGN_IN = 27
"""Points that a row of the workbook is high: somebody signs in it."""


@dataclass(frozen=True)
class SheetRow:
    """One suất: who signs for how much; what became of it since the list was made."""

    pk: int
    place: int
    number: int
    code: str
    name: str
    class_name: str
    school: str
    level: str
    amount: int
    paid_on: dt.date | None
    problem: str
    grant: int

    @property
    def waits(self) -> bool:
        """Whether the money can be handed over as the list says."""
        return not self.paid_on and not self.problem

    @property
    def standing(self) -> str:
        return f"đã chi {vi.day(self.paid_on)}" if self.paid_on else self.problem or "chờ chi"


@dataclass(frozen=True)
class PaymentSheet:
    """A list with its total in figures and in words."""

    sheet: PaySheet
    place: str
    decisions: list[str]
    rows: list[SheetRow]
    illustrative: bool
    issuer: tuple[str, ...] = ()
    """Whose paper it is, from above down; read for the print alone."""

    @property
    def total(self) -> int:
        return sum(row.amount for row in self.rows)

    @property
    def total_in_words(self) -> str:
        return money_in_words(self.total)

    @property
    def waiting(self) -> list[SheetRow]:
        return [row for row in self.rows if row.waits]

    @property
    def paid(self) -> list[SheetRow]:
        return [row for row in self.rows if row.paid_on]

    @property
    def waiting_total(self) -> int:
        return sum(row.amount for row in self.waiting)


def build_sheet(sheet: PaySheet, *, outside: bool, printed: bool = False) -> PaymentSheet:
    """The list as it was frozen, with what became of each row; a fixed number of queries.

    `outside` is for paper that leaves the fund's room with those who sign it: names stand on it, and after a withdrawal
    or restriction the number of the record does instead.
    """
    rows = list(sheet.rows.select_related("grant", "entry"))
    children = Recipient.objects.with_consents().in_bulk([row.grant.recipient_id for row in rows])
    paid = paid_on([row.grant_id for row in rows])
    reversed_ones = reversed_among([row.entry_id for row in rows if row.entry_id])
    papers = {(row.grant.decided_on, row.grant.decision_no) for row in rows}
    standing = sheet.fund.unit.versions.order_by("valid_from").last()
    return PaymentSheet(
        sheet=sheet,
        place=standing.name if standing else "",
        decisions=[f"{number} ngày {vi.day(on)}" for on, number in sorted(papers)],
        rows=[
            _row(
                row,
                children[row.grant.recipient_id],
                paid.get(row.grant_id, (0, None))[0],
                reversed_ones,
                outside=outside,
            )
            for row in rows
        ],
        illustrative=sheet.fund.illustrative,
        issuer=issuer_of(sheet.fund, timezone.localtime(sheet.made_at).date()) if printed else (),
    )


def _row(row: PaySheetRow, child: Recipient, paid: int, reversed_ones: set[int], *, outside: bool) -> SheetRow:
    name = child.signing_name if outside else child.name
    shown = name == child.name
    stands = row.entry if row.entry and row.entry_id not in reversed_ones else None
    return SheetRow(
        pk=row.pk,
        place=row.place,
        number=row.grant.number,
        code=child.code,
        name=name,
        class_name=child.class_name if shown else "",
        school=child.school if shown else "",
        level=row.grant.get_level_display(),
        amount=row.amount,
        paid_on=stands.made_on if stands else None,
        problem="" if stands else changed(row, row.grant, child, paid, reversed_ones),
        grant=row.grant_id,
    )


COLUMNS = (
    Column("STT", 13, number=True),
    Column("Suất số", 15, number=True),
    Column("Hồ sơ", 22),
    Column("Họ và tên", 55),
    Column("Lớp", 15),
    Column("Trường", 54),
    Column("Cấp học", 20),
    Column("Số tiền (đồng)", 26, number=True),
    Column("Ngày, người ký nhận", 45),
)
NAME, AMOUNT = 3, 7


def render(sheet: PaymentSheet, *, by: User, at: dt.datetime) -> bytes:
    """The list as PDF, those who still wait for money; all of it where nobody does."""
    return to_be_signed(_to_sign(sheet, by, at))


def as_word(sheet: PaymentSheet, *, by: User, at: dt.datetime) -> bytes:
    """The same as docx."""
    return to_word.list_to_sign(_to_sign(sheet, by, at))


def _to_sign(sheet: PaymentSheet, by: User, at: dt.datetime) -> ToSign:
    rows = sheet.waiting or sheet.rows
    shown = PaymentSheet(sheet.sheet, sheet.place, sheet.decisions, rows, sheet.illustrative)
    printed = f"Người in: {by}, {vi.moment(at)}. Có thông tin của trẻ em; chỉ dùng để ký nhận."
    return ToSign(
        issuer=sheet.issuer or (sheet.sheet.fund.name,),
        place=f"{sheet.place}, ngày ..... tháng ..... năm .........",
        title="DANH SÁCH KÝ NHẬN HỌC BỔNG",
        subtitle=(
            f"Danh sách số {sheet.sheet.number}{sheet.sheet.said_in_common}",
            f"Theo quyết định số {'; số '.join(sheet.decisions)}",
        ),
        columns=COLUMNS,
        signers=("NGƯỜI LẬP", "THỦ QUỸ", "CHỦ TỊCH HỘI KHUYẾN HỌC"),
        words_column=NAME,
        marks=("Số liệu minh họa", printed) if sheet.illustrative else (printed,),
        rows=[_printed(row) for row in rows],
        label=f"Tổng cộng ({vi.whole(len(rows))} suất)",
        total=(AMOUNT, vi.whole(shown.total)),
        in_words=f"Bằng chữ: {shown.total_in_words}.",
    )


def _printed(row: SheetRow) -> tuple[str, ...]:
    place, number, amount = vi.whole(row.place), vi.whole(row.number), vi.whole(row.amount)
    return place, number, row.code, row.name, row.class_name, row.school, row.level, amount, ""


def workbook(sheet: PaymentSheet, *, named: bool, by: User, at: dt.datetime) -> bytes:
    """The list as a workbook to be filled in and signed, marked with who took it out and when; names by permission."""
    told = "Có tên trẻ em; chỉ dùng để ký nhận." if named else "Không có tên; tra theo số hồ sơ."
    mark = f"{by} ({by.username}) lấy ra lúc {vi.moment(at)}. {told}"
    book = Book(title=str(sheet.sheet))
    page = book.sheet(f"Danh sách chi {sheet.sheet.number}")
    page.put(0, 0, f"{sheet.sheet} – {sheet.sheet.fund.name}: {sheet.sheet.of_what}", book.look(bold=True))
    page.put(1, 0, mark, book.look(bold=True, font_color="#B00020"))
    page.head(2, list(WIDTHS.items()))
    number, words = book.look(num_format=WHOLE, valign="vcenter"), book.look(valign="vcenter", text_wrap=True)
    for line, row in enumerate(sheet.rows, start=3):
        whose = [row.name, row.class_name, row.school] if named else ["", "", ""]
        page.height(line, TO_SIGN_IN)
        page.row(line, [row.place, row.number], number)
        for column, each in enumerate([row.code, *whose, row.level], start=2):
            page.put(line, column, each, words)
        page.put(line, 7, row.amount, number)
        page.put(line, 8, row.standing, words)
    last = len(sheet.rows) + 3
    page.height(last, TO_SIGN_IN)
    page.put(last, 0, "Tổng cộng", book.look(bold=True, valign="vcenter"))
    page.formula(last, 7, f"=SUM(H4:H{last})", sheet.total, book.look(bold=True, num_format=WHOLE, valign="vcenter"))
    page.paper(top=mark, bottom=mark, lines=True)
    return book.content()


def file_name(sheet: PaySheet, ending: str) -> str:
    return f"danh-sach-chi-{sheet.number}.{ending}"
