"""What an office opens to everybody, and the keys by which other systems read and write its figures."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from units.models import Unit


class Opening(models.Model):
    """The public page of a unit switched on or off; the newest row says how it stands. Only grows."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="openings", verbose_name="đơn vị")
    is_open = models.BooleanField("công khai")
    switched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    switched_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "công khai số liệu"
        verbose_name_plural = "công khai số liệu"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["switched_at", "id"], name="opening_switched_latest")]

    def __str__(self) -> str:
        return f"{self.unit}: {'công khai' if self.is_open else 'không công khai'}"


class ApiKey(models.Model):
    """A key (mã truy cập) by which another system reads, or also writes, the figures of a unit in a person's name.

    The key itself is kept nowhere: its digest is, and its first signs, by which people know it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="api_keys", verbose_name="đơn vị")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    label = models.CharField("hệ thống dùng mã", max_length=120)
    may_write = models.BooleanField("được ghi số liệu", default=False)
    prefix = models.CharField("đầu mã", max_length=12, unique=True)
    digest = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField("lập lúc")
    ends_on = models.DateField("dùng đến hết ngày")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người thu hồi"
    )

    class Meta:
        verbose_name = "mã truy cập"
        verbose_name_plural = "mã truy cập"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="apikey_revoked_says_who_and_when",
            )
        ]
        indexes = [
            models.Index(fields=["made_at", "id"], name="apikey_made_latest"),
            models.Index(fields=["revoked_at", "id"], name="apikey_revoked_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix}…)"

    def in_force(self, day: dt.date) -> bool:
        return self.revoked_at is None and day <= self.ends_on


class ApiUse(models.Model):
    """How often a key was used within an hour, over all web servers."""

    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="uses", verbose_name="mã truy cập")
    hour = models.DateTimeField("giờ")
    calls = models.PositiveIntegerField("số lần gọi", default=0)

    class Meta:
        verbose_name = "lượt dùng mã"
        verbose_name_plural = "lượt dùng mã"
        constraints = [models.UniqueConstraint(fields=["key", "hour"], name="apiuse_once_an_hour")]

    def __str__(self) -> str:
        return f"{self.key}: {self.calls}"
