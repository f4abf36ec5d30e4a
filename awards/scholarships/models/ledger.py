"""What came in, what was given, and the two books that only grow."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from awards.scholarships import querysets
from awards.scholarships.enums import Book, EntryKind, GiftKind, Signature
from awards.scholarships.models.funds import MOST, Campaign, Donor, Fund, sum_between
from awards.scholarships.models.grants import Grant
from hocTap.lib import vi
from units.models import HandOverPart, Unit


class Receipt(models.Model):
    """Money or goods that came in (phiếu thu); goods carry a value of their own, never added to money."""

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

    class Meta:
        verbose_name = "phiếu thu"
        verbose_name_plural = "phiếu thu"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "receipt_no"],
                name="receipt_number_once_per_fund",
                violation_error_message="Quỹ đã có phiếu thu mang số này.",
            ),
            sum_between("amount", "receipt_amount_is_a_sum"),
            models.CheckConstraint(
                condition=Q(book=Book.CASH, goods="") | (Q(book=Book.GOODS) & ~Q(goods="")),
                name="receipt_in_kind_says_what",
                violation_error_message="Thu hiện vật phải ghi là gì; thu tiền thì để trống.",
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


class Transfer(models.Model):
    """Money or goods that passed from one fund to another when a unit was handed over, by minutes (bàn giao quỹ).

    Booked as a pair: out of the one book, into the other, on the day of the minutes.
    """

    part = models.ForeignKey(HandOverPart, models.PROTECT, related_name="+", verbose_name="phần bàn giao")
    source = models.ForeignKey(Fund, models.PROTECT, related_name="handed_out", verbose_name="quỹ giao")
    taker = models.ForeignKey(Fund, models.PROTECT, related_name="handed_in", verbose_name="quỹ nhận")
    book = models.CharField("sổ", max_length=5, choices=Book)
    amount = models.BigIntegerField("số tiền hoặc giá trị (đồng)")
    minutes_no = models.CharField("số biên bản", max_length=60)
    minutes_on = models.DateField("ngày biên bản")

    class Meta:
        verbose_name = "bàn giao quỹ"
        verbose_name_plural = "bàn giao quỹ"
        constraints = [
            sum_between("amount", "transfer_amount_is_a_sum"),
            models.CheckConstraint(condition=~Q(source=F("taker")), name="transfer_between_two_funds"),
            models.CheckConstraint(condition=~Q(minutes_no=""), name="transfer_has_minutes"),
        ]

    def __str__(self) -> str:
        return f"Biên bản {self.minutes_no} ngày {vi.day(self.minutes_on)}"


class Entry(models.Model):
    """One line of a fund's cash or goods book (bút toán): written once, never changed, never deleted.

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
            models.CheckConstraint(
                condition=Q(kind=EntryKind.RECEIPT, receipt__isnull=False, grant__isnull=True, gift__isnull=True)
                | Q(kind=EntryKind.PAYMENT, receipt__isnull=True, grant__isnull=False, gift__isnull=True)
                | Q(kind=EntryKind.GIFT, receipt__isnull=True, grant__isnull=True, gift__isnull=False)
                | Q(
                    kind__in=[EntryKind.HANDED_OUT, EntryKind.HANDED_IN],
                    transfer__isnull=False,
                    receipt__isnull=True,
                    grant__isnull=True,
                    gift__isnull=True,
                )
                | Q(kind=EntryKind.REVERSAL, reverses__isnull=False),
                name="entry_says_what_for",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[EntryKind.RECEIPT, EntryKind.HANDED_IN], amount__gte=1, amount__lte=MOST)
                | Q(
                    kind__in=[EntryKind.PAYMENT, EntryKind.GIFT, EntryKind.HANDED_OUT],
                    amount__lte=-1,
                    amount__gte=-MOST,
                )
                | (Q(kind=EntryKind.REVERSAL, amount__gte=-MOST, amount__lte=MOST) & ~Q(amount=0)),
                name="entry_in_is_plus_out_is_minus",
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.REVERSAL, reverses__isnull=False) & ~Q(reason="")
                | (~Q(kind=EntryKind.REVERSAL) & Q(reverses__isnull=True)),
                name="entry_reversal_has_original_and_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.PAYMENT) | (Q(book=Book.CASH) & ~Q(handed_by="") & ~Q(signature="")),
                name="entry_payment_is_signed_for",
            ),
            models.UniqueConstraint(
                fields=["receipt"], condition=Q(kind=EntryKind.RECEIPT), name="entry_receipt_booked_once"
            ),
            models.UniqueConstraint(fields=["gift"], condition=Q(kind=EntryKind.GIFT), name="entry_gift_booked_once"),
            models.UniqueConstraint(
                fields=["transfer", "kind"],
                condition=Q(kind__in=[EntryKind.HANDED_OUT, EntryKind.HANDED_IN]),
                name="entry_transfer_booked_once_on_each_side",
            ),
        ]
        indexes = [
            models.Index(fields=["fund", "made_on"], name="entry_fund_day"),
            models.Index(fields=["grant", "made_on"], name="entry_grant_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {vi.money(abs(self.amount))} {vi.day(self.made_on)}"

    @property
    def handed_out(self) -> int:
        """What the line paid to people, in đồng; less than zero where it takes a payment back."""
        return -self.amount
