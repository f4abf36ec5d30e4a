"""What people were told, what they do not want to be told, and the secret addresses of their calendars."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from units.notices.enums import NoticeKind


class Notice(models.Model):
    """One thing that one person is told once (thông báo): on the site, by e-mail, or both.

    `key` names what it is about for good, so that it is told once, however often and by however many workers it is
    worked out. No sentence names a person.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="người")
    kind = models.CharField("loại", max_length=8, choices=NoticeKind)
    key = models.CharField("khóa", max_length=120)
    sentence = models.CharField("nội dung", max_length=300)
    detail = models.TextField("từng việc", blank=True)
    url = models.CharField("trang", max_length=300)
    made_at = models.DateTimeField("lúc")
    on_site = models.BooleanField("hiện trên trang", default=True)
    read_at = models.DateTimeField("đã đọc lúc", null=True, blank=True)
    by_mail = models.BooleanField("gửi qua thư", default=False)
    mailed_at = models.DateTimeField("đã gửi thư lúc", null=True, blank=True)

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notice_once"),
            models.CheckConstraint(condition=Q(on_site=True) | Q(by_mail=True), name="notice_is_told_somewhere"),
            models.CheckConstraint(
                condition=Q(mailed_at__isnull=True) | Q(by_mail=True), name="notice_mailed_only_if_asked"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-made_at"], condition=Q(on_site=True), name="notice_of_person"),
            models.Index(
                fields=["person"], condition=Q(by_mail=True, mailed_at__isnull=True), name="notice_to_be_mailed"
            ),
        ]

    def __str__(self) -> str:
        return self.sentence


class NoticeChoice(models.Model):
    """How a person wants to be told of one kind of thing (lựa chọn nhắc việc); without a row, in both ways."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices", verbose_name="người"
    )
    kind = models.CharField("loại", max_length=8, choices=NoticeKind)
    on_site = models.BooleanField("hiện trên trang", default=True)
    by_mail = models.BooleanField("gửi qua thư", default=True)

    class Meta:
        verbose_name = "lựa chọn nhắc việc"
        verbose_name_plural = "lựa chọn nhắc việc"
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="noticechoice_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"


class CalendarAddress(models.Model):
    """The secret address of a person's calendar (địa chỉ lịch): whoever has it reads the deadlines until it is revoked.

    The address itself is kept nowhere: it is computed from the nonce and the key of the installation, and found by its
    mark.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người")
    nonce = models.CharField("số ngẫu nhiên", max_length=64)
    digest = models.CharField("dấu", max_length=64, unique=True)
    made_at = models.DateTimeField("tạo lúc")
    revoked_at = models.DateTimeField("hủy lúc", null=True, blank=True)

    class Meta:
        verbose_name = "địa chỉ lịch"
        verbose_name_plural = "địa chỉ lịch"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(revoked_at__isnull=True),
                name="calendaraddress_one_live_per_person",
                violation_error_message="Đã có một địa chỉ lịch đang dùng.",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("made_at")),
                name="calendaraddress_revoked_after_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}"
