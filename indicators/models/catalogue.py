"""What is counted: measures, indicators, forms, checks and targets. Data of fixtures/reference, kept in the admin."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from awards.scholarships.counts import LEVELS as BY_LEVEL
from indicators import querysets
from indicators.enums import (
    Additivity,
    CheckKind,
    FrameworkLevel,
    Nature,
    PeriodKind,
    Severity,
    Side,
    TargetKind,
    Verified,
)
from units.enums import UnitKind

ENDS_BEFORE_START = "Ngày cuối phải sau hoặc bằng ngày đầu."


class Measure(models.Model):
    """One thing counted (chỉ tiêu đếm), with where its definition comes from."""

    code = models.SlugField("mã", max_length=40, unique=True)
    label = models.CharField("tên chỉ tiêu", max_length=200)
    unit_name = models.CharField("đơn vị tính", max_length=30)
    nature = models.CharField("tính chất", max_length=5, choices=Nature)
    additivity = models.CharField("cộng giữa các đơn vị", max_length=4, choices=Additivity, default=Additivity.SUM)
    definition = models.TextField("cách hiểu", blank=True)
    source = models.CharField("nguồn định nghĩa", max_length=300, blank=True)
    highest = models.PositiveSmallIntegerField(
        "mức cao nhất",
        null=True,
        blank=True,
        help_text="Chỉ ghi khi chỉ tiêu là một mức độ: 2 với xóa mù chữ, 3 với phổ cập tiểu học.",
    )
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        verbose_name = "chỉ tiêu đếm"
        verbose_name_plural = "chỉ tiêu đếm"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="measure_ends_after_start",
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                condition=Q(highest__isnull=True) | Q(highest__gte=1, nature=Nature.STOCK, additivity=Additivity.NONE),
                name="measure_level_is_a_stock_and_never_added",
                violation_error_message="Mức độ là số thời điểm cuối kỳ và không cộng giữa các đơn vị.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Indicator(models.Model):
    """What targets speak of (chỉ tiêu): a share over a named base, a count, or a level. No percentage is stored."""

    code = models.SlugField("mã", max_length=40, unique=True)
    label = models.CharField("tên tỉ lệ", max_length=200)
    numerator = models.ForeignKey(Measure, models.PROTECT, related_name="as_numerator", verbose_name="tử số")
    base = models.ForeignKey(
        Measure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="as_base",
        verbose_name="mẫu số",
        help_text="Để trống khi chỉ tiêu là một số đếm hoặc một mức độ.",
    )
    base_label = models.CharField(
        "tên mẫu số", max_length=120, blank=True, help_text="Ví dụ: trên tổng số hộ dân; trên số hộ đăng ký."
    )
    ordinal = models.PositiveSmallIntegerField("thứ tự", default=0)
    note = models.TextField("ghi chú", blank=True)
    source = models.CharField("nguồn", max_length=300, blank=True)
    level = models.CharField(
        "tính từ cấp",
        max_length=12,
        choices=UnitKind,
        blank=True,
        help_text="Chỉ ghi khi chỉ tiêu chỉ có ở một cấp: tỉ lệ quận, huyện đạt là của tỉnh. Để trống: mọi cấp.",
    )
    near = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="gần với",
        help_text="Chỉ tiêu gần giống nhưng tính trên mẫu số khác: cho biết vì sao chưa so được.",
    )

    class Meta:
        verbose_name = "tỉ lệ"
        verbose_name_plural = "tỉ lệ"
        ordering = ["ordinal", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(base__isnull=True) | ~Q(numerator=F("base")),
                name="indicator_base_is_not_its_numerator",
                violation_error_message="Tử số và mẫu số phải là hai chỉ tiêu khác nhau.",
            ),
            models.CheckConstraint(
                condition=Q(base__isnull=True, base_label="") | (Q(base__isnull=False) & ~Q(base_label="")),
                name="indicator_base_has_a_name",
                violation_error_message="Mẫu số phải có tên; chỉ tiêu là số đếm hoặc mức độ thì để trống cả hai.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Suất by level are held back in forms (`indicators/held.py`), so that nothing published is counted of them."""
        asked = [self.numerator_id and self.numerator.code, self.base_id and self.base and self.base.code]
        if set(BY_LEVEL).intersection(asked):
            raise ValidationError("Số suất theo cấp học được giữ lại nên không lập tỉ lệ, chỉ tiêu từ số này được.")

    @property
    def base_of_share(self) -> Measure:
        """The base of an indicator that is a share; whoever asks has left out counts and levels."""
        if self.base is None:
            raise ValueError(f"{self.code} is not a share.")
        return self.base


class Form(models.Model):
    """One version of a form for a kind of period (biểu mẫu): sections of lines, each line a measure."""

    code = models.SlugField("mã biểu", max_length=40)
    version = models.PositiveSmallIntegerField("phiên bản", default=1)
    title = models.CharField("tên biểu", max_length=200)
    period_kind = models.CharField("loại kỳ", max_length=16, choices=PeriodKind)
    unit_kind = models.CharField("cấp nhập số liệu", max_length=12, choices=UnitKind, default=UnitKind.WARD)
    valid_from = models.DateField("dùng từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    source = models.CharField("căn cứ", max_length=300, blank=True)
    optional = models.BooleanField(
        "chỉ dùng nơi bật", default=False, help_text="Đơn vị chỉ nhập biểu này khi cấp trên của mình đã bật."
    )
    stamp = models.PositiveIntegerField(default=1, editable=False, help_text="Tăng mỗi khi danh mục được sửa.")

    objects = querysets.FormQuerySet.as_manager()

    class Meta:
        verbose_name = "biểu mẫu"
        verbose_name_plural = "biểu mẫu"
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="form_once_per_version"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="form_ends_after_start",
                violation_error_message=ENDS_BEFORE_START,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def in_force_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Section(models.Model):
    """A headed part of a form."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="sections", verbose_name="biểu mẫu")
    ordinal = models.PositiveSmallIntegerField("thứ tự")
    title = models.CharField("tên phần", max_length=200)

    class Meta:
        verbose_name = "phần của biểu"
        verbose_name_plural = "phần của biểu"
        ordering = ["form", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["form", "ordinal"], name="section_once_per_place")]

    def __str__(self) -> str:
        return self.title


class Line(models.Model):
    """A line of a form: which measure, and whether it must be filled."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="lines", verbose_name="phần")
    ordinal = models.PositiveSmallIntegerField("thứ tự")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="lines", verbose_name="chỉ tiêu")
    required = models.BooleanField("bắt buộc", default=True)
    indent = models.PositiveSmallIntegerField("lùi dòng", default=0)

    class Meta:
        verbose_name = "dòng của biểu"
        verbose_name_plural = "dòng của biểu"
        ordering = ["section", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["section", "measure"], name="line_once_per_section")]

    def __str__(self) -> str:
        return str(self.measure)


class Check(models.Model):
    """A test of a form's figures, as data: what it compares, how grave it is, and what to tell the officer."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="checks", verbose_name="biểu mẫu")
    code = models.SlugField("mã", max_length=60)
    kind = models.CharField("so sánh", max_length=20, choices=CheckKind)
    severity = models.CharField("mức độ", max_length=7, choices=Severity)
    sentence = models.CharField(
        "câu báo",
        max_length=300,
        help_text="Nói phải làm gì. {what} và {unit} được thay bằng tên và đơn vị tính của chỉ tiêu, {left} và {right} "
        "bằng số của hai vế.",
    )
    low = models.DecimalField("ngưỡng dưới", max_digits=12, decimal_places=4, null=True, blank=True)
    high = models.DecimalField("ngưỡng trên", max_digits=12, decimal_places=4, null=True, blank=True)
    active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "kiểm tra"
        verbose_name_plural = "kiểm tra"
        ordering = ["form", "code"]
        constraints = [models.UniqueConstraint(fields=["form", "code"], name="check_once_per_form")]

    def __str__(self) -> str:
        return self.code


class CheckTerm(models.Model):
    """A measure on one side of a check."""

    check_ref = models.ForeignKey(Check, models.CASCADE, related_name="terms", verbose_name="kiểm tra")
    side = models.CharField("vế", max_length=5, choices=Side)
    ordinal = models.PositiveSmallIntegerField("thứ tự", default=0)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="check_terms", verbose_name="chỉ tiêu")

    class Meta:
        verbose_name = "vế của kiểm tra"
        verbose_name_plural = "vế của kiểm tra"
        ordering = ["check_ref", "side", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["check_ref", "side", "measure"], name="checkterm_once_per_side")]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.measure}"


class Framework(models.Model):
    """A document that sets targets (văn bản đề ra mục tiêu): a decision, a resolution, an office's own plan."""

    code = models.SlugField("mã văn bản", max_length=90, unique=True)
    citation = models.CharField("văn bản", max_length=200, help_text="Loại, số, ký hiệu, ngày; cơ quan ban hành.")
    title = models.CharField("trích yếu", max_length=300, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    level = models.CharField("cấp", max_length=10, choices=FrameworkLevel, default=FrameworkLevel.NATION)
    place = models.SlugField(
        "khóa của nơi được giao", max_length=60, blank=True, help_text="Khóa của đơn vị (ha-noi); để trống: cả nước."
    )
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="thay cho văn bản",
    )
    verified = models.CharField("mức tin cậy", max_length=10, choices=Verified, default=Verified.UNVERIFIED)
    source = models.CharField("nguồn", max_length=300, blank=True)

    class Meta:
        verbose_name = "văn bản đề ra mục tiêu"
        verbose_name_plural = "văn bản đề ra mục tiêu"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("pk")),
                name="framework_does_not_replace_itself",
                violation_error_message="Văn bản không thể thay cho chính nó.",
            )
        ]

    def __str__(self) -> str:
        return self.citation


class Target(models.Model):
    """What a document asks to be reached by a year (mục tiêu): document × indicator × milestone × scope.

    Several targets said in one figure ("gia đình, dòng họ, cộng đồng … 60 %") are several rows with the same `wording`.
    A share has its own named base, which need not be the base that we count over.
    """

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="targets", verbose_name="văn bản")
    scope = models.CharField("phạm vi", max_length=120)
    label = models.CharField("chỉ tiêu", max_length=200)
    base_label = models.CharField("mẫu số", max_length=200)
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name="tỉ lệ tính được",
    )
    kind = models.CharField("loại", max_length=7, choices=TargetKind)
    year = models.PositiveSmallIntegerField("năm")
    minimum = models.DecimalField("từ", max_digits=14, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField("đến", max_digits=14, decimal_places=2, null=True, blank=True)
    unit_name = models.CharField("đơn vị tính", max_length=20, default="%")
    base_year = models.PositiveSmallIntegerField(
        "so với năm", null=True, blank=True, help_text="Chỉ ghi khi mục tiêu là mức tăng so với một năm gốc."
    )
    wording = models.CharField("văn bản viết", max_length=400, blank=True)
    verified = models.CharField("mức tin cậy", max_length=10, choices=Verified)
    source = models.CharField("nguồn", max_length=300)

    class Meta:
        verbose_name = "mục tiêu"
        verbose_name_plural = "mục tiêu"
        ordering = ["framework__code", "year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "scope", "label", "base_label", "year"],
                name="target_once_per_decision",
                violation_error_message="Văn bản đã có mục tiêu này cho năm này.",
            ),
            models.UniqueConstraint(
                fields=["framework", "scope", "indicator", "year"],
                condition=Q(indicator__isnull=False),
                name="target_once_per_indicator_and_milestone",
                violation_error_message="Văn bản đã có một mức khác cho chỉ tiêu này ở năm này.",
            ),
            models.CheckConstraint(
                condition=Q(kind=TargetKind.RANGE, maximum__isnull=False, maximum__gte=F("minimum"))
                | Q(kind=TargetKind.CEILING, minimum__isnull=True, maximum__isnull=False)
                | (
                    ~Q(kind__in=[TargetKind.RANGE, TargetKind.CEILING]) & Q(minimum__isnull=False, maximum__isnull=True)
                ),
                name="target_range_has_two_ends",
                violation_error_message="Mục tiêu trong khoảng phải ghi cả hai đầu, đầu sau không nhỏ hơn đầu trước; "
                "mức trần chỉ ghi đầu sau; loại khác chỉ ghi đầu trước.",
            ),
            models.CheckConstraint(
                condition=Q(kind=TargetKind.CHANGE, base_year__isnull=False, base_year__lt=F("year"))
                | (~Q(kind=TargetKind.CHANGE) & Q(base_year__isnull=True)),
                name="target_change_has_its_base_year",
                violation_error_message="Mức tăng phải ghi năm gốc, trước năm của mục tiêu; loại khác không ghi.",
            ),
            models.CheckConstraint(condition=Q(kind__in=TargetKind.values), name="target_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.framework.code}, {self.year})"

    @property
    def citation(self) -> str:
        """How the document is cited; one query unless the document was fetched along."""
        return self.framework.citation
