"""Sổ quỹ on paper and as a workbook: the same lines and sums as the page."""

from __future__ import annotations

from awards.scholarships.cashbook import Span, Sums, as_cells, lines
from awards.scholarships.enums import Book as Which
from awards.scholarships.heads import UNCOMPARED, issuer_of
from hocTap.lib import vi
from hocTap.lib.press import ledger, to_word
from hocTap.lib.press.across import Column
from hocTap.lib.xlsx import Book, column_letter

COLUMNS = (
    Column("Ngày", 21),
    Column("Số phiếu thu", 25),
    Column("Số phiếu chi", 25),
    Column("Diễn giải", 92),
    Column("Thu (đồng)", 33, number=True),
    Column("Chi (đồng)", 33, number=True),
    Column("Tồn (đồng)", 33, number=True),
)
WORDS = 3
SIGNERS = ("Thủ quỹ", "Kế toán", "Chủ tịch Hội Khuyến học")


def place_of(span: Span) -> str:
    """The latest name of the fund's unit, for the line of place and day."""
    found = span.fund.unit.versions.order_by("valid_from").last()
    return found.name if found else ""


def as_pdf(span: Span, sums: Sums) -> bytes:
    """A4 across; heads and what is carried forward on each page, with the page's own sums."""
    return ledger.printed(_ledger(span, sums))


def as_word(span: Span, sums: Sums) -> bytes:
    """The same lines and sums as docx."""
    return to_word.ledger(_ledger(span, sums))


def _ledger(span: Span, sums: Sums) -> ledger.Ledger:
    found = lines(span, sums.opening)
    rows = (
        ledger.LedgerRow(cells, line.came, line.went, line.held)
        for line, cells in zip(found, as_cells(found), strict=True)
    )
    return ledger.Ledger(
        issuer=issuer_of(span.fund, span.last),
        place=f"{place_of(span)}, ngày ..... tháng ..... năm .........",
        title=span.title.upper(),
        subtitle=(span.days,),
        columns=COLUMNS,
        opening=sums.opening,
        rows=rows,
        signers=("Thủ kho", *SIGNERS[1:]) if span.book == Which.GOODS else SIGNERS,
        words_column=WORDS,
        marks=("Số liệu minh họa", UNCOMPARED) if span.fund.illustrative else (UNCOMPARED,),
    )


def as_xlsx(span: Span, sums: Sums) -> bytes:
    """Numbers as numbers; sums as formulas with their results, the balance of each line from the one above."""
    book = Book(title=f"{span.title} – {span.fund}")
    sheet = book.sheet(span.title)
    bold = book.look(bold=True)
    total = book.look(bold=True, num_format="#,##0")
    for row, words in enumerate((span.fund.name, span.title.upper(), span.days)):
        sheet.put(row, 0, words, bold)
    if span.fund.illustrative:
        sheet.put(3, 0, "Số liệu minh họa", book.look(italic=True))
    head = 4
    sheet.head(head, [(column.label, column.width * 0.62) for column in COLUMNS])
    came, went, held = (column_letter(each) for each in (4, 5, 6))
    at = head + 1
    sheet.put(at, WORDS, "Số dư đầu kỳ", bold)
    sheet.put(at, 6, sums.opening, total)
    for at, line in enumerate(lines(span, sums.opening), start=head + 2):
        sheet.row(at, (line.on, line.paper_in, line.paper_out, line.words))
        sheet.put(at, 4, line.came or None)
        sheet.put(at, 5, line.went or None)
        sheet.formula(at, 6, f"={held}{at}+{came}{at + 1}-{went}{at + 1}", line.held, book.number)
    end = at + 1
    sheet.put(end, WORDS, "Cộng phát sinh trong kỳ", bold)
    sheet.formula(end, 4, f"=SUM({came}{head + 3}:{came}{max(end, head + 3)})", sums.came, total)
    sheet.formula(end, 5, f"=SUM({went}{head + 3}:{went}{max(end, head + 3)})", sums.went, total)
    sheet.put(end + 1, WORDS, "Số dư cuối kỳ", bold)
    sheet.formula(end + 1, 6, f"={held}{head + 2}+{came}{end + 1}-{went}{end + 1}", sums.closing, total)
    sheet.paper(top=f"{span.title} – {span.fund}", bottom=vi.day(span.last), lines=True)
    return book.content()
