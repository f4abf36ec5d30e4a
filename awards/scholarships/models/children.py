"""What happens to a child's record: corrections, doubles joined, and what a guardian asks of the data."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from awards.scholarships import querysets
from awards.scholarships.enums import Asker, RequestKind, RequestOutcome
from awards.scholarships.models.funds import Fund
from awards.scholarships.models.recipients import Recipient
from hocTap.lib import vi
from units.enums import RightKind
from units.privacy.rights import rules as rights

WHO = settings.AUTH_USER_MODEL


class RecipientChange(models.Model):
    """One correction of a child's record (lần sửa hồ sơ): what stood there, what stands now, who, when, why."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="changes", verbose_name="người nhận")
    before = models.JSONField("trước", default=dict)
    after = models.JSONField("sau", default=dict)
    reason = models.CharField("lý do", max_length=500)
    by = models.ForeignKey(WHO, models.PROTECT, related_name="+", verbose_name="người sửa")
    at = models.DateTimeField("sửa lúc")

    class Meta:
        verbose_name = "lần sửa hồ sơ"
        verbose_name_plural = "lần sửa hồ sơ"
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="recipientchange_has_reason")]
        indexes = [models.Index(fields=["at", "id"], name="recipientchange_latest")]

    def __str__(self) -> str:
        return f"{self.recipient} {vi.moment(self.at)}"


class RecipientJoin(models.Model):
    """Two records of one child joined (gộp hồ sơ trùng): suất stay where they are, and the join can be undone."""

    gone = models.ForeignKey(Recipient, models.PROTECT, related_name="joins", verbose_name="hồ sơ được gộp")
    kept = models.ForeignKey(Recipient, models.PROTECT, related_name="took_in", verbose_name="hồ sơ giữ lại")
    reason = models.CharField("lý do", max_length=500)
    by = models.ForeignKey(WHO, models.PROTECT, related_name="+", verbose_name="người gộp")
    at = models.DateTimeField("gộp lúc")
    undone_because = models.CharField("lý do tách", max_length=500, blank=True)
    undone_by = models.ForeignKey(
        WHO, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="người tách"
    )
    undone_at = models.DateTimeField("tách lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lần gộp hồ sơ"
        verbose_name_plural = "lần gộp hồ sơ"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at__isnull=True), name="recipientjoin_in_force_once"
            ),
            models.CheckConstraint(condition=~Q(gone=F("kept")), name="recipientjoin_two_records"),
            models.CheckConstraint(condition=~Q(reason=""), name="recipientjoin_has_reason"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undone_because="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_because="")),
                name="recipientjoin_undone_says_who_when_why",
            ),
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="recipientjoin_latest"),
            models.Index(fields=["undone_at", "id"], name="recipientjoin_undone_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"


class DataRequest(models.Model):
    """What a guardian or the child asks of the data kept (yêu cầu về dữ liệu), with the clocks of the law.

    Who asked is kept as a relation only, no name: the paper of the request has it.
    """

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="requests", verbose_name="người nhận")
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="data_requests", verbose_name="quỹ")
    kind = models.CharField("yêu cầu", max_length=10, choices=RequestKind)
    asker = models.CharField("người yêu cầu", max_length=8, choices=Asker)
    received_on = models.DateField("nhận ngày")
    paper = models.CharField("đơn, giấy tờ", max_length=160)
    said = models.CharField("nội dung yêu cầu", max_length=500)
    recorded_by = models.ForeignKey(WHO, models.PROTECT, related_name="+", verbose_name="người ghi")
    recorded_at = models.DateTimeField("ghi lúc")
    outcome = models.CharField("kết quả", max_length=8, choices=RequestOutcome, blank=True)
    acknowledged_on = models.DateField("báo đã tiếp nhận ngày", null=True, blank=True)
    answered_on = models.DateField("trả lời ngày", null=True, blank=True)
    answer = models.CharField("trả lời", max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        WHO, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="người trả lời"
    )

    objects = querysets.DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "yêu cầu về dữ liệu"
        verbose_name_plural = "yêu cầu về dữ liệu"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answered_on__isnull=True, answered_by__isnull=True, answer="")
                | (
                    ~Q(outcome="")
                    & Q(answered_on__isnull=False, answered_by__isnull=False, answered_on__gte=F("received_on"))
                    & ~Q(answer="")
                ),
                name="datarequest_answered_says_who_when_what",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on__isnull=True) | Q(acknowledged_on__gte=F("received_on")),
                name="datarequest_acknowledged_after_it_came",
            ),
        ]
        indexes = [models.Index(fields=["recorded_at", "id"], name="datarequest_recorded_latest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, nhận {vi.day(self.received_on)}"

    def get_absolute_url(self) -> str:
        return reverse("scholarships:data-request", args=[self.pk])

    @property
    def acknowledge_by(self) -> dt.date:
        """The last day to say that the request came."""
        return rights.acknowledge_by(self.received_on)

    @property
    def answer_by(self) -> dt.date:
        """The last day to do what is asked, or to say why not."""
        return rights.answer_by(self.received_on, RightKind(self.kind))
