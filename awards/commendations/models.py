"""Kinds of commendation, decisions, and those commended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from awards.commendations import querysets
from awards.commendations.enums import AwardingLevel, CommendationForm, Commended
from hocTap.lib import vi
from hocTap.lib.sql import CalendarYear
from units.models import ENDS_AFTER_START, Named, Unit

FIRST_YEAR, LAST_YEAR = 1990, 2100

IN_FORCE = Q(voiding__isnull=True)


class Voiding(models.Model):
    """That something was recorded wrongly (hủy vì ghi sai): who said so, when and why; one row for each act.

    What is voided stays readable and leaves every count and report.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người hủy")
    at = models.DateTimeField("hủy lúc")
    reason = models.CharField("lý do hủy", max_length=500)

    class Meta:
        verbose_name = "lần hủy khen thưởng ghi sai"
        verbose_name_plural = "lần hủy khen thưởng ghi sai"
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="voiding_has_reason")]
        indexes = [models.Index(fields=["at", "id"], name="voiding_latest")]

    def __str__(self) -> str:
        return f"{self.by} hủy lúc {vi.moment(self.at)}: {self.reason}"


class CommendationKind(models.Model):
    """A form of commendation at a level, and who decides on it (hình thức khen thưởng)."""

    code = models.SlugField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=160)
    form = models.CharField("hình thức", max_length=12, choices=CommendationForm)
    level = models.CharField("cấp", max_length=8, choices=AwardingLevel)
    agency = models.CharField("thẩm quyền", max_length=160)
    symbol = models.CharField("ký hiệu quyết định", max_length=30)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    source = models.CharField("căn cứ", max_length=200, blank=True)
    verified = models.BooleanField("đã đối chiếu văn bản gốc", default=False)
    by_association = models.BooleanField(
        "của Hội Khuyến học", default=False, help_text="Hội tự khen: cán bộ quỹ của đơn vị cũng ghi được."
    )

    objects = querysets.CommendationKindQuerySet.as_manager()

    class Meta:
        verbose_name = "hình thức khen thưởng"
        verbose_name_plural = "hình thức khen thưởng"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=ENDS_AFTER_START,
                name="commendationkind_ends_after_start",
                violation_error_message="Ngày cuối phải sau hoặc bằng ngày đầu.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CommendationDecision(models.Model):
    """A decision that commends (quyết định khen thưởng); numbers begin anew each year at each agency."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="commendation_decisions", verbose_name="đơn vị")
    kind = models.ForeignKey(CommendationKind, models.PROTECT, related_name="decisions", verbose_name="hình thức")
    number = models.PositiveIntegerField("số")
    year = models.PositiveSmallIntegerField("năm của số", editable=False)
    decided_on = models.DateField("ngày quyết định")
    signer = models.CharField("người ký", max_length=120)
    occasion = models.CharField("dịp", max_length=200)
    proposed_by = models.CharField("đơn vị đề nghị", max_length=160, blank=True)
    gift = models.OneToOneField(
        "awards.Gift",
        models.PROTECT,
        related_name="commendation_decision",
        null=True,
        blank=True,
        verbose_name="phần thưởng chi từ quỹ",
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    recorded_at = models.DateTimeField("ghi lúc")
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    voiding = models.ForeignKey(
        Voiding, models.PROTECT, related_name="decisions", null=True, blank=True, verbose_name="lần hủy"
    )

    objects = querysets.CommendationDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "quyết định khen thưởng"
        verbose_name_plural = "quyết định khen thưởng"
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "year", "number"],
                condition=IN_FORCE,
                name="commendationdecision_number_once",
                violation_error_message="Số quyết định này đã dùng trong năm cho hình thức khen thưởng đó.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="commendationdecision_number_from_one",
                violation_error_message="Số quyết định phải từ 1 trở lên.",
            ),
            models.CheckConstraint(
                condition=Q(year=CalendarYear("decided_on")),
                name="commendationdecision_year_of_its_day",
                violation_error_message="Năm của số phải là năm của ngày quyết định.",
            ),
        ]
        indexes = [models.Index(fields=["recorded_at", "id"], name="commendationdecision_recorded")]

    def __str__(self) -> str:
        return f"{self.number:02d}/{self.kind.symbol} ngày {vi.day(self.decided_on)}"

    def get_absolute_url(self) -> str:
        return reverse("commendations:decision-detail", args=[self.pk])


class Commendation(Named):
    """A collective, a person or a household commended by a decision, for what it did in which years."""

    decision = models.ForeignKey(
        CommendationDecision, models.PROTECT, related_name="commendations", verbose_name="quyết định"
    )
    kind = models.CharField("đối tượng", max_length=10, choices=Commended)
    name = models.CharField("tên", max_length=160)
    ward = models.ForeignKey(Unit, models.PROTECT, related_name="commendations", verbose_name="phường")
    achievement = models.CharField("thành tích", max_length=300)
    first_year = models.PositiveSmallIntegerField("thành tích từ năm")
    last_year = models.PositiveSmallIntegerField("đến năm")
    money = models.BigIntegerField("tiền thưởng (đồng)", null=True, blank=True)
    note = models.CharField("giải trình khi khen lại", max_length=500, blank=True)
    voiding = models.ForeignKey(
        Voiding, models.PROTECT, related_name="commendations", null=True, blank=True, verbose_name="lần hủy"
    )

    objects = querysets.CommendationQuerySet.as_manager()

    class Meta:
        verbose_name = "trường hợp khen thưởng"
        verbose_name_plural = "trường hợp khen thưởng"
        ordering = ["decision", "kind", "sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "kind", "ward", "name"],
                condition=IN_FORCE,
                name="commendation_once_per_decision",
                violation_error_message="Quyết định này đã khen đối tượng đó.",
            ),
            models.CheckConstraint(
                condition=Q(first_year__gte=FIRST_YEAR, last_year__gte=F("first_year"), last_year__lte=LAST_YEAR),
                name="commendation_years_in_order",
                violation_error_message="Năm đầu của thành tích phải trước hoặc bằng năm cuối.",
            ),
            models.CheckConstraint(
                condition=Q(money__isnull=True) | Q(money__gte=1, money__lt=vi.LARGEST),
                name="commendation_money_is_a_sum",
                violation_error_message="Tiền thưởng phải lớn hơn 0 và dưới 10^15 đồng, hoặc để trống.",
            ),
        ]
        indexes = [models.Index(fields=["ward", "folded"], name="commendation_ward_name")]

    def __str__(self) -> str:
        return self.name

    def sort_key_of(self, name: str) -> str:
        return vi.person_sort_key(name) if self.kind == Commended.INDIVIDUAL else vi.sort_key(name)

    @property
    def years(self) -> str:
        return str(self.last_year) if self.first_year == self.last_year else f"{self.first_year}–{self.last_year}"


class CommendationDraft(models.Model):
    """A list of whom to commend while it is still being written (danh sách trình khen): edited until it is signed.

    Signing makes a decision of it; until then it counts nowhere. One that is not wanted is dropped with a reason.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="commendation_drafts", verbose_name="đơn vị")
    kind = models.ForeignKey(CommendationKind, models.PROTECT, related_name="drafts", verbose_name="hình thức")
    occasion = models.CharField("dịp", max_length=200)
    proposed_by = models.CharField("đơn vị đề nghị", max_length=160, blank=True)
    rows = models.JSONField("các trường hợp", default=list)
    edition = models.PositiveIntegerField("bản", default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    changed_at = models.DateTimeField("ghi lúc")
    decision = models.OneToOneField(
        CommendationDecision, models.PROTECT, related_name="draft", null=True, blank=True, verbose_name="quyết định"
    )
    dropped_at = models.DateTimeField("bỏ lúc", null=True, blank=True)
    dropped_because = models.CharField("lý do bỏ", max_length=500, blank=True)

    objects = querysets.CommendationDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "danh sách trình khen"
        verbose_name_plural = "danh sách trình khen"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True, dropped_because="")
                | (Q(dropped_at__isnull=False, decision__isnull=True) & ~Q(dropped_because="")),
                name="commendationdraft_dropped_says_why",
            )
        ]
        indexes = [models.Index(fields=["changed_at", "id"], name="commendationdraft_changed")]

    def __str__(self) -> str:
        return f"Danh sách trình khen: {self.occasion}"

    def get_absolute_url(self) -> str:
        return reverse("commendations:draft-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.decision_id is None and self.dropped_at is None
