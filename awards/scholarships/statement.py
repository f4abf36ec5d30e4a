"""Báo cáo thu – chi: what came into the funds of a unit and what went out, by month, quarter or year, and by level.

One book at a time: cash, bank and goods are never added. What passes between funds or books stands in columns of its
own, so that money is not taken for raised a second time on its way up. Built as data; page, PDF and Excel dress it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.template.loader import render_to_string

from awards.scholarships.cashbook import TITLES
from awards.scholarships.enums import Book, FundLevel
from awards.scholarships.heads import issuer_at
from awards.scholarships.models import Entry, Fund
from hocTap.lib import pdf, vi, word
from hocTap.lib.words import money_in_words
from hocTap.lib.xlsx import Book as Workbook
from hocTap.lib.xlsx import Sheet
from units.models import Unit

MONTH, QUARTER, YEAR = "thang", "quy", "nam"
STEPS = {MONTH: 1, QUARTER: 3, YEAR: 12}
OF_WHAT = {
    "raised": Q(receipt__isnull=False),
    "taken": Q(transfer__isnull=False, amount__gt=0, reverses__isnull=True)
    | Q(transfer__isnull=False, amount__lt=0, reverses__isnull=False),
    "grants": Q(grant__isnull=False),
    "gifts": Q(gift__isnull=False),
    "expenses": Q(expense__isnull=False),
    "passed": Q(transfer__isnull=False, amount__lt=0, reverses__isnull=True)
    | Q(transfer__isnull=False, amount__gt=0, reverses__isnull=False),
}
"""Each line of a book belongs to one of these or to an opening balance; contrary lines to what they take back."""

HEADS = (
    "Tồn đầu",
    "Vận động được",
    "Nhận chuyển, bàn giao",
    "Cộng thu",
    "Học bổng",
    "Quà, phần thưởng",
    "Chi khác",
    "Chuyển, bàn giao đi",
    "Cộng chi",
    "Tồn cuối",
)


@dataclass
class SpanRow:
    """A month, quarter, year or level: opening + in − out = closing, to the đồng."""

    label: str
    opening: int = 0
    raised: int = 0
    taken: int = 0
    grants: int = 0
    gifts: int = 0
    expenses: int = 0
    passed: int = 0

    @property
    def came(self) -> int:
        return self.raised + self.taken

    @property
    def went(self) -> int:
        return self.grants + self.gifts + self.expenses + self.passed

    @property
    def closing(self) -> int:
        return self.opening + self.came - self.went

    @property
    def numbers(self) -> tuple[int, ...]:
        """In the order of `HEADS`."""
        return (
            self.opening,
            self.raised,
            self.taken,
            self.came,
            self.grants,
            self.gifts,
            self.expenses,
            self.passed,
            self.went,
            self.closing,
        )


@dataclass(frozen=True)
class Statement:
    """What a report says: its rows by period, by level, and the other expenses by kind."""

    name: str
    book: Book
    first: dt.date
    last: dt.date
    step: str
    periods: list[SpanRow]
    levels: list[SpanRow]
    total: SpanRow
    kinds: list[tuple[str, int]] = field(default_factory=list)
    funds: int = 0
    illustrative: bool = False
    unit: Unit | None = None

    @property
    def heads(self) -> Sequence[str]:
        return HEADS

    @property
    def title(self) -> str:
        return "Báo cáo thu – chi"

    @property
    def book_title(self) -> str:
        return TITLES[self.book]

    @property
    def issuer(self) -> tuple[str, ...]:
        """Whose report it is, as the unit is called at its end."""
        return issuer_at(self.unit, self.name, self.last) if self.unit else (self.name,)

    @property
    def keeper(self) -> str:
        return "Thủ kho" if self.book == Book.GOODS else "Thủ quỹ"

    @property
    def closing_in_words(self) -> str:
        return money_in_words(self.total.closing)

    @property
    def days(self) -> str:
        return vi.from_to(self.first, self.last)

    @property
    def file_stem(self) -> str:
        return f"thu-chi-{self.book}-{self.first:%Y%m%d}-{self.last:%Y%m%d}"


def funds_of(unit: Unit, seen: QuerySet[Fund] | None = None) -> QuerySet[Fund]:
    """The funds of the unit and of all that ever stood under it: their books whole, so that sums are the books' own.

    With `seen` those among them.
    """
    found = Fund.objects.filter(unit__in=unit.lines_down.values("descendant"))
    return found if seen is None else found.filter(pk__in=seen.values("pk"))


def build_statement(
    name: str,
    unit: Unit,
    book: Book,
    first: dt.date,
    last: dt.date,
    step: str,
    *,
    seen: QuerySet[Fund] | None = None,
) -> Statement:
    """In four queries, whatever the span and the number of funds.

    Of all funds of the unit and below it, or of those among them that are `seen`: an heir of a part of a district reads
    the district's own fund, not those of the wards that went to others.
    A period without a line shows its balance all the same. What a book was begun with within the span stands in the
    opening balance of that period.
    """
    funds = funds_of(unit, seen)
    rows = Entry.objects.filter(book=book, made_on__lte=last, fund__in=funds).order_by()
    sums = {key: Sum("amount", filter=which & Q(made_on__gte=first), default=0) for key, which in OF_WHAT.items()}
    opening = Sum("amount", filter=Q(made_on__lt=first) | Q(opening__isnull=False), default=0)
    total = SpanRow("Cộng", **_signed(rows.aggregate(opening=opening, **sums)))
    by_month = rows.filter(made_on__gte=first).annotate(month=TruncMonth("made_on")).values("month")
    begun = Sum("amount", filter=Q(opening__isnull=False), default=0)
    months = {row.pop("month"): _signed(row) for row in by_month.annotate(opening=begun, **sums)}
    by_level = rows.values(level=F("fund__level")).annotate(opening=opening, **sums)
    levels = {row.pop("level"): _signed(row) for row in by_level}
    kinds = (
        rows.filter(made_on__gte=first, expense__isnull=False)
        .values_list("expense__kind__name")
        .annotate(spent=-Sum("amount"))
        .order_by("expense__kind__ordinal")
    )
    marks = list(funds.values_list("illustrative", flat=True))
    before = total.opening - sum(month["opening"] for month in months.values())
    return Statement(
        name,
        book,
        first,
        last,
        step,
        _periods(months, before, first, last, STEPS[step]),
        [SpanRow(str(FundLevel(level).label), **levels[level]) for level in FundLevel.values if level in levels],
        total,
        [(kind, spent) for kind, spent in kinds if spent],
        len(marks),
        any(marks),
        unit,
    )


def _signed(row: dict[str, Any]) -> dict[str, int]:
    """Sums as a report has them: what went out is no negative number."""
    out = ("grants", "gifts", "expenses", "passed")
    return {key: -number if key in out else number for key, number in row.items()}


def _periods(
    months: dict[dt.date, dict[str, int]], held: int, first: dt.date, last: dt.date, step: int
) -> list[SpanRow]:
    """Every period of the span in turn, each opening with what the one before closed with."""
    found: list[SpanRow] = []
    year, number = first.year, (first.month - 1) // step
    while dt.date(year, number * step + 1, 1) <= last:
        row = SpanRow(_label(year, number, step), opening=held)
        for month in range(number * step + 1, number * step + step + 1):
            for key, amount in months.get(dt.date(year, month, 1), {}).items():
                setattr(row, key, getattr(row, key) + amount)
        found.append(row)
        held = row.closing
        number += 1
        if number * step >= 12:
            year, number = year + 1, 0
    return found


def _label(year: int, number: int, step: int) -> str:
    if step == 12:
        return f"Năm {year}"
    return f"Tháng {number + 1:02d}/{year}" if step == 1 else f"Quý {number + 1}/{year}"


def as_pdf(found: Statement) -> bytes:
    """A4 across, the heads on each page."""
    return pdf.from_html(_html(found), "office-print.css", "book-print.css")


def as_word(found: Statement) -> bytes:
    """The same as docx."""
    return word.from_html(_html(found), word.LYING, size=11, row_height=6.5)


def _html(found: Statement) -> str:
    return render_to_string("awards/scholarships/print/statement.html", {"statement": found})


def as_xlsx(found: Statement) -> bytes:
    """By period and by level as lists, totals as formulas with their results."""
    book = Workbook(title=f"{found.title} – {found.name}")
    for name, head, rows in (("Theo kỳ", "Kỳ", found.periods), ("Theo cấp", "Cấp", found.levels)):
        sheet = book.sheet(name)
        _opening(book, sheet, found)
        sheet.head(5, [(head, 24), *((f"{words} (đồng)", 18) for words in HEADS)])
        for at, row in enumerate(rows, start=6):
            sheet.row(at, (row.label, *row.numbers))
            formulas = {4: f"=C{at + 1}+D{at + 1}", 9: f"=SUM(F{at + 1}:I{at + 1})"}
            formulas[10] = f"=B{at + 1}+E{at + 1}-J{at + 1}"
            for column, formula in formulas.items():
                sheet.formula(at, column, formula, row.numbers[column - 1], book.number)
        end = 6 + len(rows)
        bold = book.look(bold=True, num_format="#,##0")
        sheet.row(end, (found.total.label, *found.total.numbers), bold)
        sheet.paper(bottom=found.days, lines=True)
    sheet = book.sheet("Chi khác theo loại")
    _opening(book, sheet, found)
    sheet.head(5, [("Loại chi", 60), ("Số tiền (đồng)", 20)])
    for at, (kind, spent) in enumerate(found.kinds, start=6):
        sheet.row(at, (kind, spent))
    sheet.paper(bottom=found.days, lines=True)
    return book.content()


def _opening(book: Workbook, sheet: Sheet, found: Statement) -> None:
    bold = book.look(bold=True)
    for at, words in enumerate((found.title.upper(), found.name, found.book_title, found.days)):
        sheet.put(at, 0, words, bold)
    if found.illustrative:
        sheet.put(4, 0, "Số liệu minh họa", book.look(italic=True))
