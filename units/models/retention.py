"""For how long each kind of personal data is kept with its name, as administrators decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hocTap.lib import vi


class RetentionRule(models.Model):
    """After how many years records of a kind lose their names (thời hạn giữ tên); the newest row of a kind counts."""

    book = models.SlugField("loại dữ liệu", max_length=40)
    years = models.PositiveSmallIntegerField("số năm giữ tên")
    because = models.CharField("căn cứ, lý do", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người đặt")
    at = models.DateTimeField("đặt lúc")

    class Meta:
        verbose_name = "thời hạn giữ tên"
        verbose_name_plural = "các thời hạn giữ tên"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(years__gte=1, years__lte=70), name="retentionrule_years_plausible"),
            models.CheckConstraint(condition=~Q(because=""), name="retentionrule_says_why"),
        ]
        indexes = [models.Index(fields=["at", "id"], name="retentionrule_latest")]

    def __str__(self) -> str:
        return f"{vi.whole(self.years)} năm, đặt {vi.day(self.at.date())}"
