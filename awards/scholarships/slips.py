"""The paper of a line (phiếu thu, phiếu chi, phiếu nhập, phiếu xuất): data first, then page and A5.

A list of suất paid under one number is one paper: its lines together, with how many suất and no name on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from awards.scholarships.enums import Book, EntryKind
from awards.scholarships.heads import UNCOMPARED, issuer_of
from awards.scholarships.models import Entry
from hocTap.lib import pdf, vi, word
from hocTap.lib.words import money_in_words

TITLES = {
    (Book.CASH, True): "Phiếu thu",
    (Book.CASH, False): "Phiếu chi",
    (Book.BANK, True): "Phiếu thu qua ngân hàng",
    (Book.BANK, False): "Phiếu chi qua ngân hàng",
    (Book.GOODS, True): "Phiếu nhập hiện vật",
    (Book.GOODS, False): "Phiếu xuất hiện vật",
}
COLUMNS = ("receipt__donor", "gift", "expense__kind", "transfer__source", "transfer__taker", "opening", "fund__unit")


@dataclass(frozen=True)
class Slip:
    """One paper: who paid or took how much for what, and what became of it."""

    title: str
    came_in: bool
    goods: bool
    fund: str
    unit: str
    issuer: tuple[str, ...]
    number: str
    edition: int
    on: dt.date
    person: str
    about: str
    amount: int
    lines: Sequence[Entry]
    attached: str
    taken_back: Sequence[Entry]
    corrects: int | None
    corrected_by: int | None
    illustrative: bool
    opening: bool = False
    """Whether it says what the books were begun with: nobody handed money over."""

    @property
    def in_words(self) -> str:
        return money_in_words(self.amount)

    @property
    def day_in_words(self) -> str:
        return vi.long_day(self.on)

    @property
    def is_void(self) -> bool:
        """Whether every line of it was taken back."""
        return bool(self.taken_back) and len(self.taken_back) == len(self.lines)

    @property
    def person_label(self) -> str:
        if self.goods:
            return "Người giao" if self.came_in else "Người nhận"
        return "Họ và tên người nộp tiền" if self.came_in else "Họ và tên người nhận tiền"

    @property
    def about_label(self) -> str:
        if self.opening:
            return "Căn cứ"
        if self.goods:
            return "Lý do nhập" if self.came_in else "Lý do xuất"
        return "Lý do nộp" if self.came_in else "Lý do chi"

    @property
    def signers(self) -> tuple[str, ...]:
        keeper = "Thủ kho" if self.goods else "Thủ quỹ"
        if self.opening:
            return ("Chủ tịch Hội", "Kế toán", keeper)
        last = ("Người giao" if self.came_in else "Người nhận") if self.goods else ""
        person = last or ("Người nộp tiền" if self.came_in else "Người nhận tiền")
        return ("Chủ tịch Hội", "Kế toán", keeper, "Người lập phiếu", person)

    @property
    def uncompared(self) -> str:
        return UNCOMPARED

    @property
    def file_stem(self) -> str:
        words = "-".join(vi.fold(f"{self.title} {self.number}").replace("/", "-").split())
        return words or "phieu"


def original_of(entry: Entry) -> Entry:
    """A contrary line leads to the paper that it takes back."""
    return entry.reverses if entry.kind == EntryKind.REVERSAL and entry.reverses else entry


def build_slip(entry: Entry) -> Slip:
    """The paper on which the line stands, in a few queries."""
    first = Entry.objects.select_related(*COLUMNS).get(pk=original_of(entry).pk)
    found = list(_together(first))
    back = list(Entry.objects.filter(reverses__in=found).select_related("made_by").order_by("pk"))
    receipt = first.receipt
    came_in = first.amount > 0
    goods = first.book == Book.GOODS
    return Slip(
        title=f"Số dư đầu kỳ: {Book(first.book).label}" if first.opening_id else TITLES[Book(first.book), came_in],
        came_in=came_in,
        goods=goods,
        fund=first.fund.name,
        unit=_unit(first),
        issuer=issuer_of(first.fund, first.made_on),
        number=_number(first),
        edition=receipt.edition if receipt else 1,
        on=first.made_on,
        person=_person(first, found),
        about=_about(first, found),
        amount=abs(sum(line.amount for line in found)),
        lines=found,
        attached="danh sách ký nhận" if first.kind == EntryKind.PAYMENT and len(found) > 1 else "",
        taken_back=back,
        corrects=_line_of(receipt.corrects_id) if receipt else None,
        corrected_by=_line_of(getattr(getattr(receipt, "corrected_by", None), "pk", None)),
        illustrative=first.fund.illustrative,
        opening=first.opening_id is not None,
    )


def _together(first: Entry) -> QuerySet[Entry]:
    """The lines of one paper: suất paid on a day under one number; else the line alone."""
    if first.kind != EntryKind.PAYMENT or not first.sheet_no:
        return Entry.objects.filter(pk=first.pk)
    facts = {"fund": first.fund_id, "book": first.book, "made_on": first.made_on, "sheet_no": first.sheet_no}
    return Entry.objects.filter(kind=EntryKind.PAYMENT, **facts).order_by("seq")


def _line_of(receipt: int | None) -> int | None:
    found = Entry.objects.filter(receipt=receipt, kind=EntryKind.RECEIPT) if receipt else Entry.objects.none()
    return found.values_list("pk", flat=True).first()


def _unit(first: Entry) -> str:
    standing = first.fund.unit.versions.on(first.made_on).first() or first.fund.unit.versions.last()
    return standing.name if standing else ""


def _number(first: Entry) -> str:
    if first.receipt:
        return first.receipt.receipt_no
    return first.transfer.minutes_no if first.transfer else first.sheet_no


def _person(first: Entry, found: Sequence[Entry]) -> str:
    """Whom the paper names; nobody where a hand has to: who signs for one child, who carries cash to the bank."""
    if first.receipt:
        return first.receipt.payer or (first.receipt.donor.name if first.receipt.donor else "")
    if first.expense:
        return first.expense.payee
    if first.transfer:
        if first.transfer.source_id == first.transfer.taker_id:
            return ""
        return str(first.transfer.source if first.amount > 0 else first.transfer.taker)
    return "Theo danh sách ký nhận" if first.grant_id and len(found) > 1 else ""


def _about(first: Entry, found: Sequence[Entry]) -> str:
    if first.receipt:
        said = (first.receipt.about or "Ủng hộ quỹ khuyến học", first.receipt.goods)
        return ", ".join(each for each in said if each)
    if first.grant_id:
        return f"Chi học bổng khuyến học, {vi.whole(len(found))} suất; người chi tiền: {first.handed_by}"
    if first.gift:
        return (
            f"{first.gift.get_kind_display().capitalize()}: {first.gift.occasion} ({vi.whole(first.gift.parts)} phần)"
        )
    if first.expense:
        return f"{first.expense.kind}: {first.expense.about}"
    if first.transfer:
        one = first.transfer.source_id == first.transfer.taker_id
        ways = f"{Book(first.transfer.book).label} sang {Book(first.transfer.taker_book).label}"
        return f"Chuyển {ways}" if one else f"{first.get_kind_display().capitalize()}: {first.transfer}"
    return first.opening.basis if first.opening else ""


def render(slip: Slip) -> bytes:
    """The paper as PDF, A5 across."""
    return pdf.from_html(_html(slip), "slip-print.css")


def as_word(slip: Slip) -> bytes:
    """The same as docx."""
    return word.from_html(_html(slip), word.SLIP)


def _html(slip: Slip) -> str:
    return render_to_string("awards/scholarships/print/slip.html", {"slip": slip})


def address_of(entry: int) -> str:
    return reverse("scholarships:slip", args=[entry])
