"""Breaches of personal data: what happened, whose data in numbers, what was done, and the notice with its clock."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from hocTap.lib import vi
from units import querysets
from units.enums import BreachAction, BreachOutcome
from units.models.tree import Unit

NOTICE_WITHIN = dt.timedelta(hours=72)
"""From when the breach is known until the notice is to be sent (Luật 91/2025/QH15; not compared with the original)."""

WHO = settings.AUTH_USER_MODEL


class DataBreach(models.Model):
    """Personal data that was lost, spoilt or seen by others (vi phạm về dữ liệu cá nhân), and the notice of it.

    It is written until the notice was sent or found not to be due; every state of its words stays in the steps.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="dữ liệu của đơn vị")
    known_at = models.DateTimeField("biết lúc")
    notice_by = models.DateTimeField("phải thông báo trước")
    place = models.CharField("xảy ra lúc nào, ở đâu", max_length=200)
    nature = models.CharField("việc đã xảy ra", max_length=1000)
    numbers = models.JSONField("số hồ sơ từng loại", default=dict)
    """How many records of each kind of the register of personal data, by the kind's name."""
    harm = models.CharField("hậu quả có thể có", max_length=1000)
    done = models.CharField("đã làm gì", max_length=1000)
    planned = models.CharField("sẽ làm gì", max_length=1000, blank=True)
    contact = models.CharField("đầu mối liên hệ", max_length=200)
    outcome = models.CharField("kết quả", max_length=8, choices=BreachOutcome, blank=True)
    ended_at = models.DateTimeField("gửi lúc, kết thúc lúc", null=True, blank=True)
    ended_by = models.ForeignKey(
        WHO, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi kết quả"
    )
    paper = models.CharField("số văn bản, nơi nhận", max_length=200, blank=True)
    because = models.CharField("lý do", max_length=500, blank=True)

    objects = querysets.DataBreachQuerySet.as_manager()

    class Meta:
        verbose_name = "vi phạm dữ liệu cá nhân"
        verbose_name_plural = "các vi phạm dữ liệu cá nhân"
        ordering = ["-known_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True, ended_by__isnull=True, paper="", because="")
                | (Q(outcome="sent", ended_at__isnull=False, ended_by__isnull=False) & ~Q(paper=""))
                | (Q(outcome="none", ended_at__isnull=False, ended_by__isnull=False, paper="") & ~Q(because="")),
                name="databreach_ended_says_who_when_what",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("known_at")),
                name="databreach_ended_after_it_was_known",
                violation_error_message="Thông báo không thể gửi trước khi biết.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="sent") | Q(ended_at__lte=F("notice_by")) | ~Q(because=""),
                name="databreach_late_says_why",
                violation_error_message="Gửi sau 72 giờ thì phải ghi lý do chậm.",
            ),
        ]

    def __str__(self) -> str:
        return f"Vi phạm dữ liệu cá nhân số {self.pk}, biết lúc {vi.moment(self.known_at)}"

    def get_absolute_url(self) -> str:
        return reverse("privacy:breach-detail", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Whether the notice was sent late, or is late as long as nothing is decided."""
        return self.outcome != BreachOutcome.NONE and (self.ended_at or timezone.now()) > self.notice_by

    @property
    def hours_left(self) -> int:
        """Whole hours until the notice is due; 0 when the time is over."""
        return max(0, int((self.notice_by - timezone.now()).total_seconds() // 3600))


class DataBreachStep(models.Model):
    """What was done about a breach, by whom, and the words of the notice from then on (bước xử lý vi phạm)."""

    breach = models.ForeignKey(DataBreach, models.PROTECT, related_name="steps", verbose_name="vi phạm")
    action = models.CharField("việc", max_length=8, choices=BreachAction)
    by = models.ForeignKey(WHO, models.PROTECT, related_name="+", verbose_name="người làm")
    at = models.DateTimeField("lúc")
    content = models.JSONField("nội dung từ đó")

    class Meta:
        verbose_name = "bước xử lý vi phạm"
        verbose_name_plural = "các bước xử lý vi phạm"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["at", "id"], name="databreachstep_latest")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {vi.moment(self.at)}"
