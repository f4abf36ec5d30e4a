"""What people ask of the data kept about them, and every act on one person's data, whatever register it stands in."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from hocTap.lib import vi
from units import querysets
from units.enums import BasisKind, DataAct, RightAsker, RightKind, RightOutcome
from units.models.tree import Unit
from units.privacy.rights import rules

WHO = settings.AUTH_USER_MODEL


class PersonRequest(models.Model):
    """What somebody asks of the data kept about them (yêu cầu về dữ liệu cá nhân), with the clocks of the law.

    It is about one record of one register (`book`, `row`). Who asked is kept as a relation only, no name: the paper of
    the request has it.
    """

    book = models.SlugField("loại dữ liệu", max_length=40)
    row = models.BigIntegerField("hồ sơ số")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị giữ hồ sơ")
    kind = models.CharField("yêu cầu", max_length=8, choices=RightKind)
    asker = models.CharField("người yêu cầu", max_length=6, choices=RightAsker)
    received_on = models.DateField("nhận ngày")
    paper = models.CharField("đơn, giấy tờ", max_length=160)
    said = models.CharField("nội dung yêu cầu", max_length=500)
    recorded_by = models.ForeignKey(WHO, models.PROTECT, related_name="+", verbose_name="người ghi")
    recorded_at = models.DateTimeField("ghi lúc")
    acknowledged_on = models.DateField("báo đã tiếp nhận ngày", null=True, blank=True)
    extended_on = models.DateField("gia hạn ngày", null=True, blank=True)
    extended_because = models.CharField("lý do gia hạn", max_length=300, blank=True)
    outcome = models.CharField("kết quả", max_length=7, choices=RightOutcome, blank=True)
    answered_on = models.DateField("trả lời ngày", null=True, blank=True)
    answer = models.CharField("trả lời", max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        WHO, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trả lời"
    )

    objects = querysets.PersonRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "yêu cầu về dữ liệu cá nhân"
        verbose_name_plural = "các yêu cầu về dữ liệu cá nhân"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answered_on__isnull=True, answered_by__isnull=True, answer="")
                | (
                    ~Q(outcome="")
                    & Q(answered_on__isnull=False, answered_by__isnull=False, answered_on__gte=F("received_on"))
                    & ~Q(answer="")
                ),
                name="personrequest_answered_says_who_when_what",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on__isnull=True) | Q(acknowledged_on__gte=F("received_on")),
                name="personrequest_acknowledged_after_it_came",
            ),
            models.CheckConstraint(
                condition=Q(extended_on__isnull=True, extended_because="")
                | (Q(extended_on__gte=F("received_on")) & ~Q(extended_because="")),
                name="personrequest_extended_says_why",
            ),
        ]
        indexes = [models.Index(fields=["book", "row"], name="personrequest_of_record")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, nhận {vi.day(self.received_on)}"

    def get_absolute_url(self) -> str:
        return reverse("privacy:request-detail", args=[self.pk])

    @property
    def acknowledge_by(self) -> dt.date:
        """The last day to say that the request came."""
        return rules.acknowledge_by(self.received_on)

    @property
    def answer_by(self) -> dt.date:
        """The last day to do what is asked, or to say why not."""
        return rules.answer_by(self.received_on, RightKind(self.kind), extended=self.extended_on is not None)

    @property
    def next_day(self) -> dt.date:
        """The day of the clock that runs next."""
        return self.answer_by if self.acknowledged_on else min(self.acknowledge_by, self.answer_by)


class DataStep(models.Model):
    """One act on the data of one record (việc đã làm với dữ liệu cá nhân): asked, told, taken out, forgotten.

    These rows only grow; no name stands in them.
    """

    book = models.SlugField("loại dữ liệu", max_length=40)
    row = models.BigIntegerField("hồ sơ số")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị giữ hồ sơ")
    act = models.CharField("việc", max_length=10, choices=DataAct)
    reason = models.CharField("lý do, giấy tờ", max_length=500, blank=True)
    by = models.ForeignKey(WHO, models.PROTECT, related_name="+", verbose_name="người làm")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "việc với dữ liệu cá nhân"
        verbose_name_plural = "các việc với dữ liệu cá nhân"
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["at", "id"], name="datastep_latest"),
            models.Index(fields=["book", "row"], name="datastep_of_record"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {vi.moment(self.at)}"


class DataBasis(models.Model):
    """On what a unit rests for a kind of data, by which paper, from when to when (căn cứ giữ dữ liệu)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    book = models.SlugField("loại dữ liệu", max_length=40)
    kind = models.CharField("căn cứ", max_length=9, choices=BasisKind)
    paper = models.CharField("văn bản, giấy tờ", max_length=200)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    by = models.ForeignKey(WHO, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("ghi lúc")
    ended_by = models.ForeignKey(
        WHO, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi ngày hết"
    )

    objects = querysets.DataBasisQuerySet.as_manager()

    class Meta:
        verbose_name = "căn cứ giữ dữ liệu cá nhân"
        verbose_name_plural = "các căn cứ giữ dữ liệu cá nhân"
        ordering = ["book", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(paper=""), name="databasis_has_a_paper"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True, ended_by__isnull=True)
                | Q(valid_to__gte=F("valid_from"), ended_by__isnull=False),
                name="databasis_ends_after_it_began",
                violation_error_message="Ngày hết phải từ ngày đầu trở đi.",
            ),
        ]
        indexes = [models.Index(fields=["at", "id"], name="databasis_latest")]

    def __str__(self) -> str:
        end = f" đến {vi.day(self.valid_to)}" if self.valid_to else ""
        return f"{self.get_kind_display()}: {self.paper}, từ {vi.day(self.valid_from)}{end}"
