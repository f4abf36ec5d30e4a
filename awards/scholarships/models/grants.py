"""Suất: decided once for a person, a campaign and a school year."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from awards.scholarships import querysets, rules
from awards.scholarships.enums import SchoolLevel
from awards.scholarships.models.funds import Campaign, Fund, sum_between
from awards.scholarships.models.recipients import Recipient
from hocTap.lib import vi
from units.models import Unit


class Grant(models.Model):
    """One scholarship granted (suất học bổng): decided once for a person, a campaign and a school year.

    What was not paid when its fund was handed over goes on as a suất of the heir's fund (`handed_from`), with what was
    left to pay; it counts as given once, in the fund that paid first.
    """

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
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người hủy"
    )
    cancelled_at = models.DateTimeField("ghi hủy lúc", null=True, blank=True)
    handed_on = models.DateField("bàn giao ngày", null=True, blank=True)
    handed_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="handed_to", verbose_name="nhận bàn giao từ"
    )
    paid_before = models.BigIntegerField("quỹ cũ đã chi (đồng)", default=0)

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
            models.UniqueConstraint(
                fields=["handed_from"],
                condition=Q(cancelled_on__isnull=True, handed_from__isnull=False),
                name="grant_handed_over_once",
            ),
            models.CheckConstraint(
                condition=Q(paid_before=0) | Q(paid_before__gt=0, handed_from__isnull=False),
                name="grant_paid_before_only_when_handed",
            ),
            models.CheckConstraint(
                condition=Q(school_year__gte=rules.FIRST_SCHOOL_YEAR, school_year__lte=rules.LAST_SCHOOL_YEAR),
                name="grant_school_year_plausible",
            ),
        ]
        indexes = [
            models.Index(fields=["ward", "school_year"], name="grant_ward_school_year"),
            models.Index(fields=["granted_at", "id"], name="grant_granted_latest"),
            models.Index(fields=["cancelled_at", "id"], name="grant_cancelled_latest"),
        ]

    def __str__(self) -> str:
        return f"Suất số {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("scholarships:grant-detail", args=[self.pk])

    @property
    def school_year_label(self) -> str:
        return vi.school_year(self.school_year)


class GrantDoubt(models.Model):
    """What looked wrong when a suất was granted, and why it was right (giải trình): kept with the suất."""

    grant = models.OneToOneField(Grant, models.PROTECT, related_name="doubt", verbose_name="suất học bổng")
    sentence = models.TextField("điều cần giải trình")
    reason = models.CharField("giải trình", max_length=500)

    class Meta:
        verbose_name = "giải trình khi cấp suất"
        verbose_name_plural = "giải trình khi cấp suất"
        constraints = [models.CheckConstraint(condition=~Q(reason="") & ~Q(sentence=""), name="grantdoubt_explained")]

    def __str__(self) -> str:
        return self.reason
