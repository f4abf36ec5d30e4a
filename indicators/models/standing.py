"""What changes where a unit stands from a day on: definitions of indicators, and areas with targets of their own."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from indicators import querysets
from indicators.enums import Verified
from indicators.models.catalogue import ENDS_BEFORE_START, Indicator, Measure
from units.models import Unit


class Redefinition(models.Model):
    """An indicator counted otherwise from a year on (đổi cách tính), by a decision: a break of its series.

    The indicator itself says how it was counted before the first of them. A part left empty stays as it was: where only
    the wording changed, the same two measures are counted under another understanding.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="redefinitions", verbose_name="tỉ lệ")
    first_year = models.PositiveSmallIntegerField("từ năm", help_text="Năm đầu tiên tính theo cách mới.")
    numerator = models.ForeignKey(
        Measure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tử số mới",
        help_text="Để trống: vẫn tử số cũ.",
    )
    base = models.ForeignKey(
        Measure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="mẫu số mới",
        help_text="Để trống: vẫn mẫu số cũ.",
    )
    base_label = models.CharField(
        "tên mẫu số mới", max_length=120, blank=True, help_text="Ghi khi mẫu số đổi. Ví dụ: trên số hộ đăng ký."
    )
    wording = models.CharField(
        "nay hiểu là", max_length=400, help_text="Điều gì khác trước, trong một câu: tính cả người tạm trú từ 6 tháng."
    )
    decision = models.CharField("theo văn bản", max_length=200, help_text="Loại, số, ký hiệu, ngày; điều, khoản.")
    verified = models.CharField("mức tin cậy", max_length=10, choices=Verified, default=Verified.UNVERIFIED)
    source = models.CharField("nguồn", max_length=300, blank=True)

    class Meta:
        verbose_name = "đổi cách tính"
        verbose_name_plural = "đổi cách tính"
        ordering = ["indicator", "first_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "first_year"],
                name="redefinition_once_per_year",
                violation_error_message="Tỉ lệ này đã có một lần đổi cách tính từ năm đó.",
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True) | Q(base__isnull=True) | ~Q(numerator=F("base")),
                name="redefinition_base_is_not_its_numerator",
                violation_error_message="Tử số và mẫu số phải là hai chỉ tiêu khác nhau.",
            ),
            models.CheckConstraint(
                condition=Q(base__isnull=True, base_label="") | (Q(base__isnull=False) & ~Q(base_label="")),
                name="redefinition_base_has_a_name",
                violation_error_message="Mẫu số mới phải có tên; mẫu số không đổi thì để trống cả hai.",
            ),
            models.CheckConstraint(
                condition=~Q(decision="") & ~Q(wording=""),
                name="redefinition_says_what_and_why",
                violation_error_message="Hãy ghi điều gì khác trước và theo văn bản nào.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, từ năm {self.first_year}"

    @property
    def counts_other_things(self) -> bool:
        """Whether numerator or base is another measure; else only the understanding changed."""
        return self.numerator_id is not None or self.base_id is not None


class DifficultArea(models.Model):
    """A unit that a decision lists among especially difficult areas (địa bàn đặc biệt khó khăn), from a day to a day.

    A unit without a row is not known to be one: nothing is inferred, neither from above nor from below.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="difficult_spells", verbose_name="đơn vị")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    decision = models.CharField("theo văn bản", max_length=200, help_text="Loại, số, ký hiệu, ngày; cơ quan ban hành.")
    verified = models.CharField("mức tin cậy", max_length=10, choices=Verified, default=Verified.UNVERIFIED)
    source = models.CharField("nguồn", max_length=300, help_text="Đọc ở đâu: bản gốc, trang web, ngày.")

    objects = querysets.DifficultAreaQuerySet.as_manager()

    class Meta:
        verbose_name = "địa bàn đặc biệt khó khăn"
        verbose_name_plural = "địa bàn đặc biệt khó khăn"
        ordering = ["-valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "valid_from"],
                name="difficultarea_once_per_day",
                violation_error_message="Đơn vị đã được ghi từ ngày này.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="difficultarea_ends_after_start",
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                condition=~Q(decision="") & ~Q(source=""),
                name="difficultarea_says_by_what",
                violation_error_message="Hãy ghi văn bản và nguồn.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit)
