"""What came in, what was given, and the three books that only grow."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from awards.scholarships import querysets
from awards.scholarships.enums import MONEY, Book, EntryKind, GiftKind, Signature
from awards.scholarships.models.expenses import Expense
from awards.scholarships.models.funds import MOST, Campaign, Donor, Fund, sum_between
from awards.scholarships.models.grants import Grant
from hocTap.lib import vi
from units.models import HandOverPart, Unit

COMES_IN = (EntryKind.RECEIPT, EntryKind.OPENING, EntryKind.HANDED_IN, EntryKind.TAKEN)
GOES_OUT = (EntryKind.PAYMENT, EntryKind.GIFT, EntryKind.EXPENSE, EntryKind.HANDED_OUT, EntryKind.SENT)
SIDES = (EntryKind.HANDED_OUT, EntryKind.HANDED_IN, EntryKind.SENT, EntryKind.TAKEN)
"""Kinds of the two lines of a transfer."""

PAPERS = ("receipt", "grant", "gift", "expense", "opening", "transfer")
"""What a line is written for: one of these, the one of its kind."""

WRITTEN_FOR = {
    EntryKind.RECEIPT: "receipt",
    EntryKind.PAYMENT: "grant",
    EntryKind.GIFT: "gift",
    EntryKind.EXPENSE: "expense",
    EntryKind.OPENING: "opening",
    **dict.fromkeys(SIDES, "transfer"),
}


def _says_what_for() -> Q:
    found = Q(kind=EntryKind.REVERSAL, reverses__isnull=False)
    for kind, paper in WRITTEN_FOR.items():
        found |= Q(kind=kind, **{f"{each}__isnull": each != paper for each in PAPERS})
    return found


class Receipt(models.Model):
    """Money or goods that came in (phiếu thu); goods carry a value of their own, never added to money.

    A wrong receipt is taken back by its contrary line; the right one may bear its number again, as the next edition
    (`edition`, `corrects`), so that both are seen.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="receipts", verbose_name="quỹ")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="receipts", null=True, blank=True, verbose_name="đợt"
    )
    donor = models.ForeignKey(
        Donor, models.PROTECT, related_name="receipts", null=True, blank=True, verbose_name="nhà tài trợ"
    )
    book = models.CharField("hình thức", max_length=5, choices=Book)
    amount = models.BigIntegerField("số tiền hoặc giá trị (đồng)")
    goods = models.CharField("hiện vật", max_length=200, blank=True)
    receipt_no = models.CharField("số phiếu thu", max_length=40)
    received_on = models.DateField("ngày thu")
    payer = models.CharField("người nộp", max_length=120, blank=True)
    about = models.CharField("lý do nộp", max_length=300, blank=True)
    edition = models.PositiveSmallIntegerField("lần ghi số phiếu này", default=1)
    corrects = models.OneToOneField(
        "self", models.PROTECT, related_name="corrected_by", null=True, blank=True, verbose_name="ghi lại cho phiếu"
    )

    class Meta:
        verbose_name = "phiếu thu"
        verbose_name_plural = "phiếu thu"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "receipt_no", "edition"],
                name="receipt_number_once_per_fund",
                violation_error_message="Quỹ đã có phiếu thu mang số này.",
            ),
            sum_between("amount", "receipt_amount_is_a_sum"),
            models.CheckConstraint(
                condition=Q(book__in=MONEY, goods="") | (Q(book=Book.GOODS) & ~Q(goods="")),
                name="receipt_in_kind_says_what",
                violation_error_message="Thu hiện vật phải ghi là gì; thu tiền thì để trống.",
            ),
            models.CheckConstraint(
                condition=Q(edition=1, corrects__isnull=True) | Q(edition__gt=1, corrects__isnull=False),
                name="receipt_used_again_only_to_correct",
            ),
        ]

    def __str__(self) -> str:
        return f"Phiếu thu {self.receipt_no}"


class Gift(models.Model):
    """Gifts and rewards given out (quà, phần thưởng): counted in parts, apart from scholarships."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="gifts", verbose_name="quỹ")
    ward = models.ForeignKey(Unit, models.PROTECT, related_name="gifts", verbose_name="phường")
    kind = models.CharField("loại", max_length=6, choices=GiftKind)
    book = models.CharField("hình thức", max_length=5, choices=Book)
    parts = models.PositiveIntegerField("số phần")
    amount = models.BigIntegerField("tổng số tiền hoặc giá trị (đồng)")
    occasion = models.CharField("dịp", max_length=160)
    given_on = models.DateField("ngày trao")

    class Meta:
        verbose_name = "quà, phần thưởng"
        verbose_name_plural = "quà, phần thưởng"
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(parts__gte=1), name="gift_has_parts"),
            sum_between("amount", "gift_amount_is_a_sum"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.occasion}"


class Opening(models.Model):
    """What a fund's books held when they were begun here (số dư đầu kỳ): no line is dated before it.

    It is no money raised. A wrong one is replaced whole; the last of the row is in force.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="openings", verbose_name="quỹ")
    opened_on = models.DateField("mở sổ ngày")
    basis = models.CharField("căn cứ", max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    made_at = models.DateTimeField("ghi lúc")
    replaces = models.OneToOneField(
        "self", models.PROTECT, related_name="replaced_by", null=True, blank=True, verbose_name="thay cho"
    )

    class Meta:
        verbose_name = "số dư đầu kỳ"
        verbose_name_plural = "số dư đầu kỳ"
        constraints = [
            models.CheckConstraint(condition=~Q(basis=""), name="opening_has_basis"),
            models.UniqueConstraint(fields=["fund"], condition=Q(replaces__isnull=True), name="opening_once_per_fund"),
        ]
        indexes = [models.Index(fields=["made_at", "id"], name="opening_made_latest")]

    def __str__(self) -> str:
        return f"Số dư đầu kỳ ngày {vi.day(self.opened_on)}"


class Transfer(models.Model):
    """Money or goods that passed from one book into another: one act with two sides, each a line on the same day.

    Between two funds when a unit was handed over, by minutes (bàn giao quỹ, `part`); between the funds of two levels;
    or within a fund, cash brought to the bank and back.
    """

    part = models.ForeignKey(
        HandOverPart, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="phần bàn giao"
    )
    source = models.ForeignKey(Fund, models.PROTECT, related_name="handed_out", verbose_name="quỹ giao")
    taker = models.ForeignKey(Fund, models.PROTECT, related_name="handed_in", verbose_name="quỹ nhận")
    book = models.CharField("sổ giao", max_length=5, choices=Book)
    taker_book = models.CharField("sổ nhận", max_length=5, choices=Book)
    amount = models.BigIntegerField("số tiền hoặc giá trị (đồng)")
    minutes_no = models.CharField("số biên bản, chứng từ", max_length=60)
    minutes_on = models.DateField("ngày biên bản, chứng từ")

    class Meta:
        verbose_name = "chuyển quỹ, bàn giao quỹ"
        verbose_name_plural = "chuyển quỹ, bàn giao quỹ"
        constraints = [
            sum_between("amount", "transfer_amount_is_a_sum"),
            models.CheckConstraint(
                condition=~Q(source=F("taker")) | ~Q(book=F("taker_book")), name="transfer_between_two_books"
            ),
            models.CheckConstraint(
                condition=Q(book__in=MONEY, taker_book__in=MONEY) | Q(book=Book.GOODS, taker_book=Book.GOODS),
                name="transfer_never_turns_goods_into_money",
            ),
            models.CheckConstraint(
                condition=Q(part__isnull=True) | (Q(taker_book=F("book")) & ~Q(source=F("taker"))),
                name="transfer_of_a_handover_keeps_its_book",
            ),
            models.CheckConstraint(condition=~Q(minutes_no=""), name="transfer_has_minutes"),
        ]

    def __str__(self) -> str:
        paper = "Biên bản" if self.part_id else "Chứng từ"
        return f"{paper} {self.minutes_no} ngày {vi.day(self.minutes_on)}"


class Entry(models.Model):
    """One line of a fund's cash, bank or goods book (bút toán): written once, never changed, never deleted.

    Each line carries the balance after it; the database takes it only when it continues the line before, leaves no
    less than zero, pays at most its suất, and, if it reverses, mirrors the line that it takes back.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="entries", verbose_name="quỹ")
    book = models.CharField("sổ", max_length=5, choices=Book)
    seq = models.PositiveIntegerField("số thứ tự")
    kind = models.CharField("loại", max_length=8, choices=EntryKind)
    amount = models.BigIntegerField("số tiền (thu +, chi −)")
    balance_after = models.BigIntegerField("số dư")
    made_on = models.DateField("ngày")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    made_at = models.DateTimeField("ghi lúc")
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="entries", null=True, blank=True)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="entries", null=True, blank=True)
    gift = models.ForeignKey(Gift, models.PROTECT, related_name="entries", null=True, blank=True)
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="entries", null=True, blank=True)
    expense = models.ForeignKey(Expense, models.PROTECT, related_name="entries", null=True, blank=True)
    opening = models.ForeignKey(Opening, models.PROTECT, related_name="entries", null=True, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, related_name="reversed_by", null=True, blank=True, verbose_name="đảo bút toán"
    )
    turn = models.SmallIntegerField("suất được trao thêm hoặc bớt", default=0)
    handed_by = models.CharField("người chi tiền", max_length=120, blank=True)
    signature = models.CharField("người ký nhận", max_length=9, choices=Signature, blank=True)
    sheet_no = models.CharField("số phiếu chi", max_length=40, blank=True)
    reason = models.CharField("lý do", max_length=500, blank=True)

    objects = querysets.EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "bút toán"
        verbose_name_plural = "bút toán"
        ordering = ["fund", "book", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "book", "seq"], name="entry_one_after_another"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="entry_numbered_from_one"),
            models.CheckConstraint(condition=Q(balance_after__gte=0), name="entry_fund_never_below_zero"),
            models.CheckConstraint(condition=_says_what_for(), name="entry_says_what_for"),
            models.CheckConstraint(
                condition=Q(kind__in=COMES_IN, amount__gte=1, amount__lte=MOST)
                | Q(kind__in=GOES_OUT, amount__lte=-1, amount__gte=-MOST)
                | (Q(kind=EntryKind.REVERSAL, amount__gte=-MOST, amount__lte=MOST) & ~Q(amount=0)),
                name="entry_in_is_plus_out_is_minus",
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.REVERSAL, reverses__isnull=False) & ~Q(reason="")
                | (~Q(kind=EntryKind.REVERSAL) & Q(reverses__isnull=True)),
                name="entry_reversal_has_original_and_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.PAYMENT) | (Q(book__in=MONEY) & ~Q(handed_by="") & ~Q(signature="")),
                name="entry_payment_is_signed_for",
            ),
            models.UniqueConstraint(
                fields=["receipt"], condition=Q(kind=EntryKind.RECEIPT), name="entry_receipt_booked_once"
            ),
            models.UniqueConstraint(fields=["gift"], condition=Q(kind=EntryKind.GIFT), name="entry_gift_booked_once"),
            models.UniqueConstraint(
                fields=["expense"], condition=Q(kind=EntryKind.EXPENSE), name="entry_expense_booked_once"
            ),
            models.UniqueConstraint(
                fields=["opening", "book"], condition=Q(kind=EntryKind.OPENING), name="entry_opening_once_in_a_book"
            ),
            models.UniqueConstraint(
                fields=["transfer", "kind"],
                condition=Q(kind__in=SIDES),
                name="entry_transfer_booked_once_on_each_side",
            ),
        ]
        indexes = [
            models.Index(fields=["fund", "made_on"], name="entry_fund_day"),
            models.Index(fields=["fund", "book", "made_on", "seq"], name="entry_book_by_day"),
            models.Index(fields=["fund", "sheet_no", "kind"], condition=~Q(sheet_no=""), name="entry_by_paper_number"),
            models.Index(fields=["grant", "made_on"], name="entry_grant_day"),
            models.Index(fields=["made_at", "id"], name="entry_made_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {vi.money(abs(self.amount))} {vi.day(self.made_on)}"

    @property
    def handed_out(self) -> int:
        """What the line paid to people, in đồng; less than zero where it takes a payment back."""
        return -self.amount
