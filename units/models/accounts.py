"""How people come to a password of their own, and what was corrected of their posts."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from units.enums import Role
from units.models.people import Post
from units.models.tree import Unit

LIVE = Q(used_at__isnull=True, revoked_at__isnull=True)


class AccessSlip(models.Model):
    """A code with which one person sets a password once (phiếu đặt mật khẩu): on paper, or as a link.

    The code itself is not kept: it is computed from the nonce and the key of the installation (`units.accounts.codes`).
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="slips", verbose_name="người nhận"
    )
    nonce = models.CharField(max_length=32)
    digest = models.CharField(max_length=64, unique=True, help_text="Dấu của mã, để tìm; không đọc ngược ra mã được.")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người cấp"
    )
    issued_at = models.DateTimeField("cấp lúc")
    expires_at = models.DateTimeField("dùng được đến")
    used_at = models.DateTimeField("đã dùng lúc", null=True, blank=True)
    revoked_at = models.DateTimeField("hủy lúc", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người hủy"
    )

    mail_to = models.EmailField("gửi thư tới", blank=True)
    mail_asked_at = models.DateTimeField("yêu cầu gửi thư lúc", null=True, blank=True)
    mailed_at = models.DateTimeField("đã gửi thư lúc", null=True, blank=True)
    mail_failed = models.CharField("không gửi được vì", max_length=200, blank=True)

    class Meta:
        verbose_name = "phiếu đặt mật khẩu"
        verbose_name_plural = "phiếu đặt mật khẩu"
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=LIVE, name="accessslip_one_live_for_each_person"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True), name="accessslip_used_or_revoked"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("issued_at")), name="accessslip_expires_after_issue"
            ),
            models.CheckConstraint(
                condition=Q(mail_to="", mail_asked_at__isnull=True, mailed_at__isnull=True, mail_failed="")
                | (~Q(mail_to="") & Q(mail_asked_at__isnull=False) & (Q(mailed_at__isnull=True) | Q(mail_failed=""))),
                name="accessslip_mail_says_where_to_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["issued_at", "id"], name="accessslip_issued_latest"),
            models.Index(fields=["revoked_at", "id"], name="accessslip_revoked_latest"),
            models.Index(fields=["used_at", "id"], name="accessslip_used_latest"),
        ]

    def __str__(self) -> str:
        return f"Phiếu của {self.person}"

    def is_live(self, now: dt.datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and now < self.expires_at


class PostProposal(models.Model):
    """A post that opens names, money, signatures or approvals, asked for by one administrator (đề nghị giao nhiệm vụ).

    It becomes a post when another administrator agrees; until then it gives no right.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals", verbose_name="người được giao"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    role = models.CharField("nhiệm vụ", max_length=16, choices=Role)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người đề nghị"
    )
    asked_at = models.DateTimeField("đề nghị lúc")
    agreed = models.BooleanField("đồng ý", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người thứ hai",
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    post = models.OneToOneField(
        Post, models.PROTECT, null=True, blank=True, related_name="proposal", verbose_name="nhiệm vụ đã giao"
    )

    class Meta:
        verbose_name = "đề nghị giao nhiệm vụ"
        verbose_name_plural = "đề nghị giao nhiệm vụ"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit", "role"],
                condition=Q(agreed__isnull=True),
                name="postproposal_waits_once",
                violation_error_message="Nhiệm vụ này đã được đề nghị và đang chờ người thứ hai.",
            ),
            models.CheckConstraint(
                condition=Q(agreed__isnull=True, answered_by__isnull=True, answered_at__isnull=True)
                | Q(agreed__isnull=False, answered_by__isnull=False, answered_at__isnull=False),
                name="postproposal_answer_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(agreed=True) | ~Q(answered_by=models.F("asked_by")),
                name="postproposal_is_agreed_to_by_another",
                violation_error_message="Người đề nghị không tự đồng ý.",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=models.F("person"))
                & (Q(answered_by__isnull=True) | ~Q(agreed=True) | ~Q(answered_by=models.F("person"))),
                name="postproposal_nobody_gives_to_oneself",
                violation_error_message="Không ai tự giao nhiệm vụ cho mình.",
            ),
            models.CheckConstraint(
                condition=Q(agreed=True, post__isnull=False)
                | ~Q(agreed=True) & Q(post__isnull=True)
                | Q(agreed__isnull=True, post__isnull=True),
                name="postproposal_post_once_agreed",
            ),
        ]
        indexes = [
            models.Index(fields=["answered_at", "id"], name="postproposal_answered_latest"),
            models.Index(fields=["asked_at", "id"], name="postproposal_asked_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()} – {self.unit}"


class PostCorrection(models.Model):
    """A post that was written down wrong and put right (sửa nhiệm vụ): what it said, what it says, who, when, why."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="corrections", verbose_name="nhiệm vụ")
    unit_before = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị đã ghi")
    role_before = models.CharField("vai trò đã ghi", max_length=16, choices=Role)
    from_before = models.DateField("từ ngày đã ghi")
    to_before = models.DateField("đến hết ngày đã ghi", null=True, blank=True)
    unit_after = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị đúng")
    role_after = models.CharField("vai trò đúng", max_length=16, choices=Role)
    from_after = models.DateField("từ ngày đúng")
    to_after = models.DateField("đến hết ngày đúng", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người sửa")
    at = models.DateTimeField("sửa lúc")
    reason = models.CharField("lý do", max_length=500)

    class Meta:
        verbose_name = "lần sửa nhiệm vụ"
        verbose_name_plural = "lần sửa nhiệm vụ"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="postcorrection_says_why")]
        indexes = [models.Index(fields=["at", "id"], name="postcorrection_latest")]

    def __str__(self) -> str:
        return f"{self.post}: {self.reason}"


class EmailCorrection(models.Model):
    """A person's e-mail address that was put right (sửa thư điện tử): what it was, what it is, who, when, why."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="email_corrections", verbose_name="người dùng"
    )
    before = models.EmailField("địa chỉ đã ghi", blank=True)
    after = models.EmailField("địa chỉ đúng", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người sửa")
    at = models.DateTimeField("sửa lúc")
    reason = models.CharField("lý do", max_length=500)

    class Meta:
        verbose_name = "lần sửa thư điện tử"
        verbose_name_plural = "lần sửa thư điện tử"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="emailcorrection_says_why"),
            models.CheckConstraint(condition=~Q(before=models.F("after")), name="emailcorrection_changes_something"),
        ]
        indexes = [models.Index(fields=["at", "id"], name="emailcorrection_latest")]

    def __str__(self) -> str:
        return f"{self.person}: {self.reason}"
