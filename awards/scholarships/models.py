"""Funds, donors, campaigns, suất, and the two books that only grow."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from awards.scholarships import querysets, rules
from awards.scholarships.enums import (
    AccessKind,
    Book,
    DonorKind,
    EntryKind,
    FundKind,
    FundLevel,
    GiftKind,
    Party,
    SchoolLevel,
    Signature,
)
from hocTap.lib import vi
from units.models import Named, Unit

MOST = vi.LARGEST - 1
NOT_CONSENTED = "chưa ghi đồng ý nêu tên"
WITHDRAWN = "đã rút đồng ý nêu tên"


def sum_between(field: str, name: str) -> models.CheckConstraint:
    """A sum of money that is more than 0 and below 10^15."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__gte": 1, f"{field}__lte": MOST}),
        name=name,
        violation_error_message="Số tiền phải lớn hơn 0 và dưới 10^15 đồng.",
    )


class Fund(Named):
    """A study-encouragement fund (quỹ khuyến học) of a ward, a district or a branch in a ward."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="funds", verbose_name="đơn vị")
    name = models.CharField("tên quỹ", max_length=160)
    level = models.CharField("cấp", max_length=8, choices=FundLevel)
    branch = models.CharField("chi hội", max_length=120, blank=True)
    kind = models.CharField("loại quỹ", max_length=12, choices=FundKind, default=FundKind.ASSOCIATION)
    licence = models.CharField("giấy phép", max_length=160, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    objects = querysets.FundQuerySet.as_manager()

    class Meta:
        verbose_name = "quỹ khuyến học"
        verbose_name_plural = "quỹ khuyến học"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="fund_named_once_per_unit",
                violation_error_message="Đơn vị đã có quỹ mang tên này.",
            ),
            models.CheckConstraint(
                condition=(Q(level=FundLevel.BRANCH) & ~Q(branch="")) | (~Q(level=FundLevel.BRANCH) & Q(branch="")),
                name="fund_of_a_branch_names_it",
                violation_error_message="Quỹ của chi hội phải ghi tên chi hội; quỹ khác thì để trống.",
            ),
            models.CheckConstraint(
                condition=Q(kind=FundKind.ASSOCIATION) | ~Q(licence=""),
                name="fund_of_charity_has_licence",
                violation_error_message="Quỹ từ thiện phải ghi giấy phép.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("scholarships:fund-detail", args=[self.pk])


class Donor(Named):
    """Who gives to a fund (nhà tài trợ); the name is for the fund's officers."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="donors", verbose_name="quỹ")
    name = models.CharField("tên nhà tài trợ", max_length=160)
    kind = models.CharField("loại", max_length=12, choices=DonorKind)

    class Meta:
        verbose_name = "nhà tài trợ"
        verbose_name_plural = "nhà tài trợ"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "name"],
                name="donor_once_per_fund",
                violation_error_message="Quỹ đã có nhà tài trợ mang tên này.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Campaign(Named):
    """An effort that raises money and gives it away (đợt, chương trình: “Tiếp bước”, heo đất …)."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="campaigns", verbose_name="quỹ")
    name = models.CharField("tên đợt, chương trình", max_length=160)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày")
    target = models.BigIntegerField("mục tiêu vận động (đồng)", null=True, blank=True)

    objects = querysets.CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt vận động"
        verbose_name_plural = "đợt vận động"
        ordering = ["-starts_on", "sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "name"],
                name="campaign_named_once_per_fund",
                violation_error_message="Quỹ đã có đợt mang tên này.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_start",
                violation_error_message="Ngày cuối phải sau hoặc bằng ngày đầu.",
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(target__gte=1, target__lte=MOST), name="campaign_target_is_a_sum"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("scholarships:campaign-detail", args=[self.pk])


class Recipient(Named):
    """A child or student who receives suất (người nhận): the restricted table, read only by the fund's officers."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="recipients", verbose_name="quỹ")
    number = models.PositiveIntegerField("số hồ sơ")
    name = models.CharField("họ và tên", max_length=120)
    birth_year = models.PositiveSmallIntegerField("năm sinh")
    class_name = models.CharField("lớp", max_length=30, blank=True)
    school = models.CharField("trường", max_length=160, blank=True)
    hardship = models.BooleanField("hoàn cảnh khó khăn", default=False)
    illustrative = models.BooleanField("minh họa", default=False)

    objects = querysets.RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = "người nhận học bổng"
        verbose_name_plural = "người nhận học bổng"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "number"], name="recipient_number_once_per_fund"),
            models.CheckConstraint(
                condition=Q(birth_year__gte=1900, birth_year__lte=2100), name="recipient_birth_year_plausible"
            ),
        ]

    def __str__(self) -> str:
        """Never the name: what is printed by accident must not tell it."""
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("scholarships:recipient-detail", args=[self.pk])

    def sort_key_of(self, name: str) -> str:
        return vi.person_sort_key(name)

    @property
    def code(self) -> str:
        return f"HS-{self.number:05d}"

    def may_be_named(self, day: dt.date) -> bool:
        """Whether all who must agree do; rows of `with_consents` answer without a query."""
        if not hasattr(self, "guardian_agrees"):
            agreed = set(self.consents.in_force().values_list("party", flat=True))
            self.guardian_agrees, self.child_agrees = Party.GUARDIAN in agreed, Party.CHILD in agreed
        agrees = {Party.GUARDIAN: self.guardian_agrees, Party.CHILD: self.child_agrees}
        return all(agrees[party] for party in rules.who_must_consent(self.birth_year, day))

    @property
    def shown_name(self) -> str:
        """The name where it may be shown today, else why it is not."""
        if self.may_be_named(timezone.localdate()):
            return self.name
        return f"({WITHDRAWN if self._withdrew() else NOT_CONSENTED})"

    @property
    def signing_name(self) -> str:
        """The name on the sheet that its owner signs: nobody is asked for it, but a withdrawal holds there too."""
        return self.shown_name if self._withdrew() else self.name

    def _withdrew(self) -> bool:
        """Whether some agreement was taken back; rows of `with_consents` answer without a query."""
        if not hasattr(self, "withdrew"):
            self.withdrew = self.consents.filter(withdrawn_on__isnull=False).exists()
        return self.withdrew


class Consent(models.Model):
    """One party's agreement that a name be shown (đồng ý nêu tên), with its paper; once withdrawn, for good."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="consents", verbose_name="người nhận")
    party = models.CharField("bên đồng ý", max_length=8, choices=Party)
    given_on = models.DateField("đồng ý ngày")
    evidence = models.CharField("giấy đồng ý", max_length=160)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    recorded_at = models.DateTimeField("ghi lúc")
    withdrawn_on = models.DateField("rút ngày", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="người ghi rút"
    )

    objects = querysets.ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "đồng ý nêu tên"
        verbose_name_plural = "đồng ý nêu tên"
        ordering = ["given_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "party"], condition=Q(withdrawn_on__isnull=True), name="consent_in_force_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False, withdrawn_on__gte=F("given_on")),
                name="consent_withdrawn_has_day_and_person",
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="consent_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()} {vi.day(self.given_on)}"


class Grant(models.Model):
    """One scholarship granted (suất học bổng): decided once for a person, a campaign and a school year."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="grants", verbose_name="quỹ")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="grants", verbose_name="đợt")
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="grants", verbose_name="người nhận")
    number = models.PositiveIntegerField("số suất")
    level = models.CharField("cấp học", max_length=8, choices=SchoolLevel)
    school_year = models.PositiveSmallIntegerField("năm học (năm đầu)")
    ward = models.ForeignKey(Unit, models.PROTECT, related_name="grants", verbose_name="phường cư trú")
    amount = models.BigIntegerField("mức học bổng (đồng)")
    decision_no = models.CharField("số quyết định", max_length=60)
    decided_on = models.DateField("ngày quyết định")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    granted_at = models.DateTimeField("ghi lúc")
    cancelled_on = models.DateField("hủy ngày", null=True, blank=True)
    cancel_reason = models.CharField("lý do hủy", max_length=500, blank=True)

    objects = querysets.GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "suất học bổng"
        verbose_name_plural = "suất học bổng"
        ordering = ["-school_year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "number"], name="grant_number_once_per_fund"),
            models.UniqueConstraint(
                fields=["recipient", "campaign", "school_year"],
                condition=Q(cancelled_on__isnull=True),
                name="grant_once_per_recipient_campaign_year",
                violation_error_message="Người này đã được cấp một suất trong đợt của năm học đó.",
            ),
            sum_between("amount", "grant_amount_is_a_sum"),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True, cancel_reason="")
                | (Q(cancelled_on__isnull=False) & ~Q(cancel_reason="")),
                name="grant_cancelled_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(school_year__gte=rules.FIRST_SCHOOL_YEAR, school_year__lte=rules.LAST_SCHOOL_YEAR),
                name="grant_school_year_plausible",
            ),
        ]
        indexes = [models.Index(fields=["ward", "school_year"], name="grant_ward_school_year")]

    def __str__(self) -> str:
        return f"Suất số {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("scholarships:grant-detail", args=[self.pk])

    @property
    def school_year_label(self) -> str:
        return rules.school_year_label(self.school_year)


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
                | Q(kind=EntryKind.REVERSAL, reverses__isnull=False),
                name="entry_says_what_for",
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.RECEIPT, amount__gte=1, amount__lte=MOST)
                | Q(kind__in=[EntryKind.PAYMENT, EntryKind.GIFT], amount__lte=-1, amount__gte=-MOST)
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


class SchoolYearClosing(models.Model):
    """A fund's school year closed (khóa sổ năm học): no suất of it is granted or paid any more."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="closings", verbose_name="quỹ")
    school_year = models.PositiveSmallIntegerField("năm học (năm đầu)")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người khóa")
    closed_at = models.DateTimeField("khóa lúc")

    class Meta:
        verbose_name = "năm học đã khóa sổ"
        verbose_name_plural = "năm học đã khóa sổ"
        ordering = ["school_year"]
        constraints = [models.UniqueConstraint(fields=["fund", "school_year"], name="schoolyearclosing_once_per_fund")]

    def __str__(self) -> str:
        return rules.school_year_label(self.school_year)


class NameAccess(models.Model):
    """Who looked at, printed or exported names, when and how many (nhật ký xem tên)."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="name_accesses", verbose_name="quỹ")
    kind = models.CharField("việc", max_length=6, choices=AccessKind)
    what = models.CharField("nội dung", max_length=200)
    names = models.PositiveIntegerField("số tên")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xem")
    at = models.DateTimeField("lúc")

    objects = querysets.NameAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "lần xem tên"
        verbose_name_plural = "nhật ký xem tên"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["fund", "at"], name="nameaccess_fund_at")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {vi.moment(self.at)}"
