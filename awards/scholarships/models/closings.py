"""Periods of a fund that are closed: a school year for suất, the days of its books up to a last one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from awards.scholarships.models.funds import Fund
from hocTap.lib import vi

IN_FORCE = Q(reopened_at__isnull=True)
NOT_ASKED = Q(asked_at__isnull=True, asked_by__isnull=True)
ASKED = Q(asked_at__isnull=False, asked_by__isnull=False)
REOPENED_WITH_ALL = (
    (NOT_ASKED & Q(reopened_at__isnull=True, reopened_by__isnull=True, reopen_reason=""))
    | (ASKED & Q(reopened_at__isnull=True, reopened_by__isnull=True) & ~Q(reopen_reason=""))
    | (Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopen_reason="") & (NOT_ASKED | ASKED))
)
BY_TWO = Q(asked_by__isnull=True) | Q(reopened_by__isnull=True) | ~Q(asked_by=F("reopened_by"))
"""Whoever agrees to a reopening is not who asked for it; reopenings of earlier days were not asked for."""


class Closing(models.Model):
    """A period closed by somebody, and perhaps reopened: one person asks with a reason, a second one agrees.

    Then it may be closed again.
    """

    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người khóa")
    closed_at = models.DateTimeField("khóa lúc")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="người đề nghị"
    )
    asked_at = models.DateTimeField("đề nghị mở lại lúc", null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="người mở lại"
    )
    reopened_at = models.DateTimeField("mở lại lúc", null=True, blank=True)
    reopen_reason = models.CharField("lý do mở lại", max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def is_in_force(self) -> bool:
        return self.reopened_at is None

    @property
    def is_asked(self) -> bool:
        """Whether somebody asked for it to be reopened, and nobody has agreed yet."""
        return self.is_in_force and self.asked_at is not None

    @property
    def story(self) -> str:
        """Who closed it when, who asked for it to be reopened and why, and who agreed."""
        told = [f"{self.closed_by} khóa lúc {vi.moment(self.closed_at)}"]
        if self.asked_at:
            told.append(f"{self.asked_by} đề nghị mở lại lúc {vi.moment(self.asked_at)}: {self.reopen_reason}")
        if self.reopened_at:
            agreed = f"{self.reopened_by} mở lại lúc {vi.moment(self.reopened_at)}"
            told.append(agreed if self.asked_at else f"{agreed}: {self.reopen_reason}")
        return "; ".join(told)


class SchoolYearClosing(Closing):
    """A fund's school year closed (khóa sổ năm học): no suất of it is granted or paid while that is in force."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="closings", verbose_name="quỹ")
    school_year = models.PositiveSmallIntegerField("năm học (năm đầu)")

    class Meta:
        verbose_name = "năm học đã khóa sổ"
        verbose_name_plural = "năm học đã khóa sổ"
        ordering = ["school_year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "school_year"], condition=IN_FORCE, name="schoolyearclosing_in_force_once"
            ),
            models.CheckConstraint(condition=REOPENED_WITH_ALL, name="schoolyearclosing_reopened_with_reason"),
            models.CheckConstraint(condition=BY_TWO, name="schoolyearclosing_reopened_by_two"),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], name="schoolyearclosing_asked_latest"),
            models.Index(fields=["closed_at", "id"], name="schoolyearclosing_closed"),
            models.Index(fields=["reopened_at", "id"], name="schoolyearclosing_reopened"),
        ]

    def __str__(self) -> str:
        return vi.school_year(self.school_year)

    @property
    def called(self) -> str:
        return f"Năm học {self}"


class BookClosing(Closing):
    """A fund's books closed up to a day (khóa sổ quỹ): no line is dated on or before it while that is in force."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="book_closings", verbose_name="quỹ")
    last_day = models.DateField("khóa đến hết ngày")

    class Meta:
        verbose_name = "lần khóa sổ quỹ"
        verbose_name_plural = "lần khóa sổ quỹ"
        ordering = ["last_day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "last_day"], condition=IN_FORCE, name="bookclosing_in_force_once"),
            models.CheckConstraint(condition=REOPENED_WITH_ALL, name="bookclosing_reopened_with_reason"),
            models.CheckConstraint(condition=BY_TWO, name="bookclosing_reopened_by_two"),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], name="bookclosing_asked_latest"),
            models.Index(fields=["closed_at", "id"], name="bookclosing_closed_latest"),
            models.Index(fields=["reopened_at", "id"], name="bookclosing_reopened_latest"),
        ]

    def __str__(self) -> str:
        return f"đến hết ngày {vi.day(self.last_day)}"

    @property
    def called(self) -> str:
        return f"Sổ {self}"
