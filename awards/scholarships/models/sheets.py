"""Lists of suất to be paid together: frozen when they are made, so that what changed until the money is handed over is
seen."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from awards.scholarships import querysets
from awards.scholarships.models.funds import Campaign, Fund, sum_between
from awards.scholarships.models.grants import Grant
from awards.scholarships.models.ledger import Entry
from hocTap.lib import vi

EVERY = "mọi suất chờ chi"


class PaySheet(models.Model):
    """A numbered list of suất to be paid against signatures (danh sách chi, phiếu ký nhận)."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="pay_sheets", verbose_name="quỹ")
    number = models.PositiveIntegerField("số")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="pay_sheets", null=True, blank=True, verbose_name="đợt"
    )
    decision_no = models.CharField("số quyết định", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    school = models.CharField("trường", max_length=160, blank=True)
    school_year = models.PositiveSmallIntegerField("năm học (năm đầu)", null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    made_at = models.DateTimeField("lập lúc")

    objects = querysets.PaySheetQuerySet.as_manager()

    class Meta:
        verbose_name = "danh sách chi"
        verbose_name_plural = "danh sách chi"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["fund", "number"], name="paysheet_number_once_per_fund")]
        indexes = [models.Index(fields=["made_at", "id"], name="paysheet_made_latest")]

    def __str__(self) -> str:
        return f"Danh sách chi số {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("scholarships:sheet-detail", args=[self.pk])

    @property
    def of_what(self) -> str:
        """What its suất have in common: "đợt Tiếp bước, quyết định 12/QĐ-HKH ngày 25/08/2020, năm học 2020–2021"."""
        parts = [f"đợt {self.campaign.name}"] if self.campaign else []
        if self.decision_no:
            parts.append(f"quyết định {self.decision_no} ngày {vi.day(self.decided_on)}")
        parts += [self.school] if self.school else []
        parts += [f"năm học {vi.school_year(self.school_year)}"] if self.school_year else []
        return ", ".join(parts) or EVERY

    @property
    def said_in_common(self) -> str:
        """The same behind the list's number on paper; nothing for a list of all that waited."""
        return "" if self.of_what == EVERY else f": {self.of_what}"


class PaySheetRow(models.Model):
    """One suất on a list: what was left to pay, whether the name was printed, and the line that paid it."""

    sheet = models.ForeignKey(PaySheet, models.PROTECT, related_name="rows", verbose_name="danh sách chi")
    place = models.PositiveIntegerField("thứ tự")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="sheet_rows", verbose_name="suất học bổng")
    amount = models.BigIntegerField("số tiền (đồng)")
    named = models.BooleanField("có nêu tên")
    entry = models.OneToOneField(
        Entry, models.PROTECT, related_name="sheet_row", null=True, blank=True, verbose_name="bút toán chi"
    )

    class Meta:
        verbose_name = "dòng của danh sách chi"
        verbose_name_plural = "dòng của danh sách chi"
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "place"], name="paysheetrow_place_once"),
            models.UniqueConstraint(fields=["sheet", "grant"], name="paysheetrow_grant_once"),
            sum_between("amount", "paysheetrow_amount_is_a_sum"),
            models.CheckConstraint(condition=Q(place__gte=1), name="paysheetrow_numbered_from_one"),
        ]

    def __str__(self) -> str:
        return f"Dòng {self.place}"
