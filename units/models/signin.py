"""How people come in: every try, browsers where they are inside, second factors, and where these are demanded."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hocTap.lib.http import browser_named
from units.models.tree import Unit
from units.signin.enums import Door, FactorKind, Outcome


class SignInTry(models.Model):
    """One try to come in (lần đăng nhập): whose account, from where, through which door, with what outcome.

    A name that belongs to no account is not kept: people type their password there. `mark` tells two equal wrong
    passwords from others for a day, without saying what they were.
    """

    at = models.DateTimeField("lúc", db_index=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="tries", verbose_name="tài khoản"
    )
    address = models.CharField("từ máy", max_length=45, blank=True)
    door = models.CharField("cách vào", max_length=12, choices=Door)
    outcome = models.CharField("kết quả", max_length=12, choices=Outcome)
    known_device = models.BooleanField("máy quen", default=False)
    mark = models.CharField(max_length=12, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người mở khóa"
    )

    class Meta:
        verbose_name = "lần đăng nhập"
        verbose_name_plural = "lần đăng nhập"
        indexes = [
            models.Index(fields=["person", "at"], name="signintry_of_a_person"),
            models.Index(fields=["address", "at"], name="signintry_of_a_machine"),
            models.Index(fields=["mark", "at"], condition=~Q(mark=""), name="signintry_of_a_password"),
            models.Index(fields=["at", "id"], name="signintry_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.person or 'tên không có'}: {self.get_outcome_display()}"


class OpenSession(models.Model):
    """A browser in which a person is inside (phiên đang mở): since when, from where, with which browser."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sessions")
    key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField("từ lúc")
    address = models.CharField("từ máy", max_length=45, blank=True)
    browser = models.CharField("trình duyệt", max_length=200, blank=True)

    class Meta:
        verbose_name = "phiên đang mở"
        verbose_name_plural = "phiên đang mở"

    def __str__(self) -> str:
        return f"{self.person}, {self.began_at}"

    @property
    def browser_words(self) -> str:
        """ "Chrome trên Windows"."""
        return browser_named(self.browser)


class SecondFactor(models.Model):
    """What a person shows beside the password (bước hai): an app that counts codes.

    `secret` is sealed with the key of the installation. A factor that ended stays, with who ended it and why.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="factors")
    kind = models.CharField("loại", max_length=8, choices=FactorKind)
    name = models.CharField("tên thiết bị", max_length=60)
    secret = models.TextField()
    made_at = models.DateTimeField("cài lúc")
    last_count = models.BigIntegerField(default=0, help_text="Mã đã dùng và mã trước đó không dùng lại được.")
    used_at = models.DateTimeField("dùng gần nhất", null=True, blank=True)
    ended_at = models.DateTimeField("bỏ lúc", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người bỏ"
    )
    end_reason = models.CharField("lý do bỏ", max_length=500, blank=True)

    class Meta:
        verbose_name = "bước hai"
        verbose_name_plural = "bước hai"
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(kind=FactorKind.APP, ended_at__isnull=True),
                name="secondfactor_one_app_for_each_person",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="secondfactor_ends_with_who_and_why",
            ),
        ]
        indexes = [
            models.Index(fields=["ended_at", "id"], name="secondfactor_ended_latest"),
            models.Index(fields=["made_at", "id"], name="secondfactor_made_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.name}"


class RecoveryCode(models.Model):
    """A code on paper that replaces the device once (mã dự phòng); only its mark is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("in lúc")
    used_at = models.DateTimeField("đã dùng lúc", null=True, blank=True)
    dropped_at = models.DateTimeField("bỏ lúc", null=True, blank=True)

    class Meta:
        verbose_name = "mã dự phòng"
        verbose_name_plural = "mã dự phòng"

    def __str__(self) -> str:
        return f"Mã dự phòng của {self.person}"


class SecondRule(models.Model):
    """Where a second step is demanded (quy định bước hai): of one office and all below it, or of everybody.

    The newest row of a unit counts; earlier ones tell who decided what, when, why.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan")
    demanded = models.BooleanField("buộc dùng bước hai")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người quy định")
    at = models.DateTimeField("lúc")
    reason = models.CharField("lý do", max_length=500)

    class Meta:
        verbose_name = "quy định bước hai"
        verbose_name_plural = "quy định bước hai"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="secondrule_says_why")]
        indexes = [models.Index(fields=["at", "id"], name="secondrule_latest")]

    def __str__(self) -> str:
        return f"{self.unit or 'Mọi cơ quan'}: {'buộc' if self.demanded else 'không buộc'}"
