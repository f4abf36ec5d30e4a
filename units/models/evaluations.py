"""How a learning centre judges itself for a school year: scoring sheets, their criteria, and what it says to each."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from hocTap.lib.sql import CalendarYear
from units import querysets
from units.centres import rules
from units.centres.enums import Grade
from units.models.centre_work import NOT_VOIDED, CentreRecord


class EvaluationSet(models.Model):
    """A scoring sheet for the centres' self-evaluation over school years (bộ tiêu chí tự đánh giá)."""

    code = models.SlugField("mã", max_length=40, unique=True)
    label = models.CharField("tên", max_length=160)
    first_year = models.PositiveSmallIntegerField("từ năm học")
    last_year = models.PositiveSmallIntegerField("đến năm học", null=True, blank=True)
    source = models.CharField("nguồn", max_length=300, blank=True)
    verified = models.BooleanField("đã kiểm chứng", default=False)

    objects = querysets.EvaluationSetQuerySet.as_manager()

    class Meta:
        verbose_name = "bộ tiêu chí tự đánh giá"
        verbose_name_plural = "bộ tiêu chí tự đánh giá"
        ordering = ["first_year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__isnull=True) | Q(last_year__gte=F("first_year")),
                name="evaluationset_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.label


class EvaluationCriterion(models.Model):
    """One line of a scoring sheet; without a known maximum it takes words but no points."""

    sheet = models.ForeignKey(EvaluationSet, models.PROTECT, related_name="criteria", verbose_name="bộ tiêu chí")
    number = models.PositiveSmallIntegerField("thứ tự")
    label = models.CharField("tiêu chí", max_length=300)
    max_score = models.PositiveSmallIntegerField("điểm tối đa", null=True, blank=True)

    class Meta:
        verbose_name = "tiêu chí tự đánh giá"
        verbose_name_plural = "tiêu chí tự đánh giá"
        ordering = ["sheet", "number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="evaluationcriterion_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.label}"


class CentreEvaluation(CentreRecord):
    """A centre's own judgement of a school year: the band, and what it says to each criterion."""

    sheet = models.ForeignKey(EvaluationSet, models.PROTECT, null=True, blank=True, verbose_name="bộ tiêu chí")
    school_year = models.PositiveSmallIntegerField("năm học", help_text="Năm bắt đầu của năm học.")
    evaluated_on = models.DateField("ngày tự đánh giá")
    grade = models.CharField("xếp loại", max_length=8, choices=Grade)

    class Meta:
        verbose_name = "tự đánh giá"
        verbose_name_plural = "tự đánh giá"
        ordering = ["-school_year", "-pk"]
        constraints = [
            *CentreRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["centre", "school_year"],
                condition=NOT_VOIDED,
                name="centreevaluation_once_a_school_year",
                violation_error_message="Năm học này trung tâm đã tự đánh giá. Hãy sửa bản ghi đó.",
            ),
            models.CheckConstraint(
                condition=Q(school_year__lte=CalendarYear("evaluated_on")),
                name="centreevaluation_not_before_its_year",
                violation_error_message="Ngày tự đánh giá phải sau khi năm học bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return f"Tự đánh giá năm học {self.school_year_words}"

    @property
    def school_year_words(self) -> str:
        return rules.school_year(self.school_year)

    @property
    def first_day(self) -> dt.date:
        return self.evaluated_on

    def wrong(self, today: dt.date) -> list[str]:
        return rules.past_only(self.evaluated_on, self.evaluated_on, today) + rules.evaluated_in_time(
            self.school_year, self.evaluated_on
        )


class CentreScore(models.Model):
    """What a self-evaluation says to one criterion: points where the sheet has a maximum, and words."""

    evaluation = models.ForeignKey(CentreEvaluation, models.PROTECT, related_name="scores", verbose_name="tự đánh giá")
    criterion = models.ForeignKey(EvaluationCriterion, models.PROTECT, verbose_name="tiêu chí")
    max_score = models.PositiveSmallIntegerField("điểm tối đa", null=True, blank=True)
    points = models.PositiveSmallIntegerField("điểm", null=True, blank=True)
    note = models.CharField("nhận xét", max_length=300, blank=True)
    evidence = models.CharField("minh chứng", max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "điểm tự đánh giá"
        verbose_name_plural = "điểm tự đánh giá"
        ordering = ["criterion__number"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "criterion"], name="centrescore_once"),
            models.CheckConstraint(
                condition=Q(points__isnull=True)
                | Q(max_score__isnull=False, points__gte=0, points__lte=F("max_score")),
                name="centrescore_within_maximum",
                violation_error_message="Điểm không được vượt quá điểm tối đa của tiêu chí.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"
