"""Recognising thousands in one act: a job, cut into groups of one khu phố, each done whole or not at all."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from awards.titles import querysets
from awards.titles.enums import JobState, ManagingLevel
from awards.titles.kinds import TitleKind
from awards.titles.models.decisions import Decision
from units.models import Unit


class RecognitionJob(models.Model):
    """What an approver asked to be recognised in one act, and how far it came (việc công nhận hàng loạt)."""

    kind = models.CharField("danh hiệu", max_length=12, choices=TitleKind)
    year = models.PositiveSmallIntegerField("năm xét")
    exclusions = models.JSONField("loại ra", default=dict, help_text="hồ sơ → lý do")
    state = models.CharField("trạng thái", max_length=8, choices=JobState, default=JobState.WAITING)
    problem = models.CharField("vướng mắc", max_length=500, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name="người yêu cầu"
    )
    asked_at = models.DateTimeField("yêu cầu lúc")
    ended_at = models.DateTimeField("xong lúc", null=True, blank=True)

    objects = querysets.RecognitionJobQuerySet.as_manager()

    class Meta:
        verbose_name = "việc công nhận hàng loạt"
        verbose_name_plural = "việc công nhận hàng loạt"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["asked_at", "id"], name="recognitionjob_asked_latest")]

    def __str__(self) -> str:
        return f"Công nhận {TitleKind(self.kind).label} năm {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("titles:job-detail", args=[self.pk])


class RecognitionGroup(models.Model):
    """The candidates of one khu phố (organisations: of one managing level) in a job: one transaction, whole or not."""

    job = models.ForeignKey(RecognitionJob, models.CASCADE, related_name="groups", verbose_name="việc")
    ward = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name="phường")
    community = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="khu phố"
    )
    managing_level = models.CharField("cấp quản lý đơn vị", max_length=8, choices=ManagingLevel, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="groups", verbose_name="quyết định")
    expected = models.PositiveIntegerField("đang chờ khi yêu cầu")
    recognised = models.PositiveIntegerField("đã công nhận", default=0)
    excluded = models.PositiveIntegerField("không công nhận", default=0)
    done_at = models.DateTimeField("xong lúc", null=True, blank=True)

    class Meta:
        verbose_name = "nhóm của việc công nhận"
        verbose_name_plural = "nhóm của việc công nhận"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "ward", "community", "managing_level"], name="recognitiongroup_once"
            ),
            models.UniqueConstraint(
                fields=["job", "ward", "managing_level"],
                condition=Q(community__isnull=True),
                name="recognitiongroup_once_without_community",
            ),
            models.CheckConstraint(
                condition=Q(expected__gte=F("recognised") + F("excluded")), name="recognitiongroup_no_more_than_seen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ward} – {self.community or ''}"
