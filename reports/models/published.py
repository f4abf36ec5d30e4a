"""What others published, as it was printed: sources and their figures."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from indicators.enums import Qualifier
from reports import querysets
from units.models import Unit

VOID_SAYS_WHY = Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="") | (
    Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")
)


class Entered(models.Model):
    """Who put down what was published, and who took it out again, when and why; a voided row stays readable."""

    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người ghi",
        help_text="Để trống: có sẵn trong danh mục.",
    )
    entered_at = models.DateTimeField("ghi lúc", null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người hủy",
    )
    voided_at = models.DateTimeField("hủy lúc", null=True, blank=True, editable=False)
    void_reason = models.CharField("lý do hủy", max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None


class PublishedSource(Entered):
    """A text in which figures of a unit were published."""

    key = models.SlugField("khóa", max_length=60, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="published_sources", verbose_name="đơn vị")
    first_year = models.PositiveSmallIntegerField("từ năm")
    last_year = models.PositiveSmallIntegerField("đến năm")
    title = models.CharField("tên bài, văn bản", max_length=300)
    publisher = models.CharField("nơi công bố", max_length=200)
    published_on = models.DateField("ngày công bố")
    note = models.TextField("ghi chú", blank=True)

    objects = querysets.PublishedSourceQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="lịch sử nguồn đã công bố")

    class Meta:
        verbose_name = "nguồn đã công bố"
        verbose_name_plural = "nguồn đã công bố"
        ordering = ["published_on", "key"]
        constraints = [
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="publishedsource_years_in_order"),
            models.CheckConstraint(condition=VOID_SAYS_WHY, name="publishedsource_void_says_who_when_why"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:printed-source", args=[self.pk])


class PublishedFigure(Entered):
    """A figure kept as it was printed ("gần 10.800", "84,12%"), with the place where it stands; changes are kept."""

    source = models.ForeignKey(PublishedSource, models.CASCADE, related_name="figures", verbose_name="nguồn")
    ordinal = models.PositiveSmallIntegerField("thứ tự")
    figure = models.CharField(
        "số liệu của báo cáo", max_length=60, blank=True, help_text="Mã tỉ lệ hoặc chỉ tiêu, ví dụ household-rate."
    )
    label = models.CharField("chỉ tiêu", max_length=200)
    printed_count = models.CharField("số đếm như đã in", max_length=60, blank=True)
    count = models.BigIntegerField("số đếm", null=True, blank=True)
    qualifier = models.CharField("mức chính xác", max_length=5, choices=Qualifier, default=Qualifier.EXACT)
    printed_base = models.CharField("mẫu số như đã in", max_length=60, blank=True)
    base = models.BigIntegerField("mẫu số", null=True, blank=True)
    base_exact = models.BooleanField("mẫu số chính xác", default=True)
    printed_rate = models.CharField("tỉ lệ như đã in", max_length=20, blank=True)
    place = models.CharField("vị trí trong nguồn", max_length=120)

    history = HistoricalRecords(verbose_name="lịch sử số đã công bố")

    class Meta:
        verbose_name = "số đã công bố"
        verbose_name_plural = "số đã công bố"
        ordering = ["source", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["source", "ordinal"], name="publishedfigure_once_per_place"),
            models.CheckConstraint(
                condition=~Q(printed_count="") | ~Q(printed_rate=""),
                name="publishedfigure_says_something",
                violation_error_message="Ghi số đếm hoặc tỉ lệ như đã in.",
            ),
            models.CheckConstraint(
                condition=Q(printed_count="", count__isnull=True) | (~Q(printed_count="") & Q(count__isnull=False)),
                name="publishedfigure_count_as_printed_and_read",
            ),
            models.CheckConstraint(
                condition=Q(printed_base="", base__isnull=True) | (~Q(printed_base="") & Q(base__isnull=False)),
                name="publishedfigure_base_as_printed_and_read",
            ),
            models.CheckConstraint(condition=VOID_SAYS_WHY, name="publishedfigure_void_says_who_when_why"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.printed_count} {self.printed_rate}".strip()
