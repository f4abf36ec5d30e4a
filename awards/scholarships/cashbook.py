"""A fund's book as a treasurer keeps it (sổ quỹ): one of the three, by day, with opening and closing balance of a span.

Built as data; the page, the PDF (`print_book`) and the workbook only dress it.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Case, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncMonth
from django.urls import reverse

from awards.scholarships.enums import Book, EntryKind
from awards.scholarships.models import Entry, Fund, Opening
from awards.scholarships.workflow.books import opening_of
from hocTap.lib import vi

TITLES = {
    Book.CASH: "Sổ quỹ tiền mặt",
    Book.BANK: "Sổ tiền gửi ngân hàng",
    Book.GOODS: "Sổ hiện vật (quy ra tiền)",
}
OUT = Case(When(amount__lt=0, then=Value(1)), default=Value(0), output_field=IntegerField())
"""Within a day money that came in stands before money that went out, so that no line of a page is below zero."""


@dataclass(frozen=True)
class Span:
    """Which book of which fund, from which day to which, both included."""

    fund: Fund
    book: Book
    first: dt.date
    last: dt.date

    @property
    def title(self) -> str:
        return TITLES[self.book]

    @property
    def days(self) -> str:
        return vi.from_to(self.first, self.last)

    @property
    def file_stem(self) -> str:
        return f"so-quy-{self.book}-{self.first:%Y%m%d}-{self.last:%Y%m%d}"


def whole_months(first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """The span widened to its months, for whoever sees sums only: the sum of a day would be a single suất."""
    return first.replace(day=1), last.replace(day=calendar.monthrange(last.year, last.month)[1])


@dataclass(frozen=True)
class Line:
    """One line as it is read: its paper, what it says, what came or went, and what the book then holds."""

    on: dt.date
    paper_in: str
    paper_out: str
    words: str
    came: int
    went: int
    held: int
    pk: int
    taken_back: bool = False

    @property
    def address(self) -> str:
        """The paper that the line rests on."""
        return reverse("scholarships:slip", args=[self.pk])


@dataclass(frozen=True)
class Month:
    """One month of a book, for whoever sees sums only."""

    first: dt.date
    opening: int
    came: int
    went: int

    @property
    def label(self) -> str:
        return f"{self.first:%m/%Y}"

    @property
    def closing(self) -> int:
        return self.opening + self.came - self.went


@dataclass(frozen=True)
class Sums:
    """A book over a span: opening + came − went = closing, to the đồng.

    What the books were begun with in the span stands in the opening, and is no money that came in.
    """

    opening: int
    came: int
    went: int
    number: int
    begun: Opening | None = None
    months: list[Month] = field(default_factory=list)

    @property
    def closing(self) -> int:
        return self.opening + self.came - self.went


def lines_of(span: Span) -> QuerySet[Entry]:
    """The lines of the span in the order of the book, without those of an opening balance."""
    found = Entry.objects.filter(fund=span.fund, book=span.book, opening__isnull=True)
    return found.between(span.first, span.last).order_by("made_on", OUT, "seq")


def sums_of(span: Span) -> Sums:
    """In two queries, however long the book is."""
    earlier, within = Q(made_on__lt=span.first), Q(made_on__gte=span.first)
    rows = Entry.objects.filter(fund=span.fund, book=span.book, made_on__lte=span.last)
    moving = Q(opening__isnull=True)
    opening = rows.filter(earlier | ~moving).aggregate(total=Sum("amount", default=0))["total"]
    by_month = (
        rows.filter(within, moving)
        .order_by()
        .annotate(month=TruncMonth("made_on"))
        .values("month")
        .annotate(
            came=Sum("amount", filter=Q(amount__gt=0), default=0),
            went=-Sum("amount", filter=Q(amount__lt=0), default=0),
            number=Sum(Value(1)),
        )
        .order_by("month")
    )
    held, months, number = opening, [], 0
    for row in by_month:
        months.append(Month(row["month"], held, row["came"], row["went"]))
        held, number = months[-1].closing, number + row["number"]
    begun = opening_of(span.fund)
    return Sums(
        opening,
        sum(month.came for month in months),
        sum(month.went for month in months),
        number,
        begun if begun and span.first <= begun.opened_on <= span.last else None,
        months,
    )


def lines(span: Span, opening: int, start: int = 0, most: int | None = None) -> list[Line]:
    """The lines from one on, each with what the book then holds; two queries for a page, one for the whole book."""
    rows = lines_of(span)
    before = rows[:start].aggregate(total=Sum("amount", default=0))["total"] if start else 0
    part = rows[start : start + most] if most is not None else rows[start:]
    return list(_read(part, opening + before))


def _read(rows: QuerySet[Entry], held: int) -> Iterator[Line]:
    """As tuples: a year of 10.000 lines is read in one query, without making objects of them."""
    papers = rows.values_list(
        "pk",
        "made_on",
        "kind",
        "amount",
        "sheet_no",
        "reason",
        "reversed_by",
        "receipt__receipt_no",
        "receipt__edition",
        "receipt__goods",
        "receipt__about",
        "receipt__donor__name",
        "grant__number",
        "gift__occasion",
        "gift__kind",
        "gift__parts",
        "expense__kind__name",
        "expense__about",
        "transfer__minutes_no",
        "transfer__source",
        "transfer__source__name",
        "transfer__taker",
        "transfer__taker__name",
        "transfer__book",
        "transfer__taker_book",
        "reverses__made_on",
        "reverses__kind",
        "fund",
    )
    for row in papers:
        told = _Told(*row)
        held += told.amount
        number, of_receipt = told.number, (told.amount > 0) != (told.kind == EntryKind.REVERSAL)
        yield Line(
            on=told.made_on,
            paper_in=number if of_receipt else "",
            paper_out="" if of_receipt else number,
            words=told.words,
            came=max(told.amount, 0),
            went=max(-told.amount, 0),
            held=held,
            pk=told.pk,
            taken_back=told.back is not None,
        )


class _Told(NamedTuple):
    """A line as the database gives it."""

    pk: int
    made_on: dt.date
    kind: str
    amount: int
    sheet_no: str
    reason: str
    back: int | None
    receipt_no: str | None
    edition: int | None
    goods: str | None
    about: str | None
    donor: str | None
    suat: int | None
    occasion: str | None
    gift_kind: str | None
    parts: int | None
    expense: str | None
    expense_about: str | None
    transfer_no: str | None
    source: int | None
    source_name: str | None
    taker: int | None
    taker_name: str | None
    book: str | None
    taker_book: str | None
    reversed_on: dt.date | None
    reversed_kind: str | None
    fund: int

    @property
    def number(self) -> str:
        """The number of the paper; a number written a second time says so."""
        if self.receipt_no:
            again = f" (lần {self.edition})" if self.edition and self.edition > 1 else ""
            return f"{self.receipt_no}{again}"
        return self.transfer_no or self.sheet_no

    @property
    def words(self) -> str:
        if self.kind == EntryKind.REVERSAL:
            return f"Đảo {self._paper_taken_back}: {self._what(self.reversed_kind)}. Lý do: {self.reason}"
        return self._what(self.kind)

    @property
    def _paper_taken_back(self) -> str:
        """What a reader of the printed book finds the other line by: its paper, else its day."""
        if self.number:
            return f"phiếu {self.number}"
        return f"dòng ngày {vi.day(self.reversed_on)}" if self.reversed_on else "dòng trước"

    def _what(self, kind: str | None) -> str:
        if kind == EntryKind.RECEIPT:
            said = [self.about or "Thu", self.donor and f"của {self.donor}", self.goods]
            return ", ".join(each for each in said if each)
        if kind == EntryKind.PAYMENT:
            return f"Chi học bổng, suất số {self.suat}"
        if kind == EntryKind.GIFT:
            return f"{GIFTS.get(self.gift_kind or '', 'Quà')}: {self.occasion} ({vi.whole(self.parts or 0)} phần)"
        if kind == EntryKind.EXPENSE:
            return f"{self.expense}: {self.expense_about}"
        return self._passed(kind)

    def _passed(self, kind: str | None) -> str:
        given = kind in (EntryKind.HANDED_OUT, EntryKind.SENT)
        if self.source == self.taker:
            there = Book(self.taker_book or "").label if given else Book(self.book or "").label
            return f"Chuyển sang {there}" if given else f"Nhận từ {there}"
        verb = "Bàn giao" if kind in (EntryKind.HANDED_OUT, EntryKind.HANDED_IN) else "Chuyển"
        return f"{verb} cho {self.taker_name}" if given else f"Nhận của {self.source_name}"


GIFTS = {"gift": "Quà tặng", "reward": "Phần thưởng"}


def as_cells(found: Iterable[Line]) -> Iterator[Sequence[str]]:
    """What a printed line says."""
    for line in found:
        yield (
            vi.day(line.on),
            line.paper_in,
            line.paper_out,
            line.words,
            vi.whole(line.came) if line.came else "",
            vi.whole(line.went) if line.went else "",
            vi.whole(line.held),
        )
