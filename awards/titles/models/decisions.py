"""Papers along the way of a title: minutes of a meeting, a ward's proposal, the decision and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from awards.titles import querysets
from awards.titles.enums import (
    DecisionAction,
    DecisionKind,
    DecisionState,
)
from awards.titles.kinds import TitleKind
from awards.titles.models.criteria import Procedure
from hocTap.lib import vi
from units.models import Unit


def who(verbose: str, *, null: bool = True) -> models.ForeignKey:  # type: ignore[type-arg]
    """A person as a fact of a row; never searched by, so without an index."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=null,
        blank=null,
        related_name="+",
        db_index=False,
        verbose_name=verbose,
    )


class Minutes(models.Model):
    """The minutes of one meeting at a khu phố, or of a ward for what has no khu phố (biên bản bình xét)."""

    ward = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="phường")
    community = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="khu phố"
    )
    kind = models.CharField("danh hiệu", max_length=12, choices=TitleKind)
    year = models.PositiveSmallIntegerField("năm xét")
    held_on = models.DateField("ngày họp")
    present = models.PositiveIntegerField("số người dự")
    chair = models.CharField("chủ trì", max_length=120, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="sửa biên bản"
    )
    reason = models.CharField("lý do sửa", max_length=500, blank=True)
    by = who("người ghi", null=False)
    at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "biên bản bình xét"
        verbose_name_plural = "biên bản bình xét"
        constraints = [
            models.CheckConstraint(
                condition=Q(present__gt=0),
                name="minutes_somebody_was_present",
                violation_error_message="Số người dự phải lớn hơn 0.",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="") | (Q(corrects__isnull=False) & ~Q(reason="")),
                name="minutes_corrected_say_why",
                violation_error_message="Sửa biên bản thì phải ghi lý do.",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "kind", "year"], name="minutes_of_community"),
            models.Index(fields=["at", "id"], name="minutes_latest"),
        ]

    def __str__(self) -> str:
        return f"Biên bản ngày {vi.day(self.held_on)}"

    def get_absolute_url(self) -> str:
        return reverse("titles:minutes-detail", args=[self.pk])


class Proposal(models.Model):
    """A ward's written proposal to the approver (tờ trình): number and date, for one title and year."""

    ward = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="phường")
    kind = models.CharField("danh hiệu", max_length=12, choices=TitleKind)
    year = models.PositiveSmallIntegerField("năm xét")
    number = models.PositiveIntegerField("số tờ trình")
    symbol = models.CharField("ký hiệu", max_length=40, default="TTr-UBND")
    proposed_on = models.DateField("ngày tờ trình")
    number_year = models.PositiveSmallIntegerField("năm của số")
    by = who("người trình", null=False)
    at = models.DateTimeField("ghi lúc")
    recalled_by = who("người rút")
    recalled_at = models.DateTimeField("rút lúc", null=True, blank=True)
    recalled_why = models.CharField("lý do rút", max_length=500, blank=True)

    class Meta:
        verbose_name = "tờ trình"
        verbose_name_plural = "tờ trình"
        constraints = [
            models.UniqueConstraint(
                fields=["ward", "number_year", "number"],
                condition=Q(recalled_at__isnull=True),
                name="proposal_number_once_a_year",
                violation_error_message="Số tờ trình này đã dùng trong năm.",
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="proposal_has_a_number"),
            models.CheckConstraint(
                condition=Q(recalled_at__isnull=True, recalled_by__isnull=True, recalled_why="")
                | (Q(recalled_at__isnull=False, recalled_by__isnull=False) & ~Q(recalled_why="")),
                name="proposal_recalled_says_who_and_why",
                violation_error_message="Rút tờ trình thì phải ghi lý do.",
            ),
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="proposal_latest"),
            models.Index(fields=["recalled_at", "id"], name="proposal_recalled_latest"),
        ]

    def __str__(self) -> str:
        return f"Tờ trình số {self.number}/{self.symbol} ngày {vi.day(self.proposed_on)}"


class Decision(models.Model):
    """A decision that recognises or revokes (quyết định); a draft has no number, and weighs nothing."""

    kind = models.CharField("loại", max_length=12, choices=DecisionKind)
    title = models.CharField("danh hiệu", max_length=12, choices=TitleKind)
    assessment_year = models.PositiveSmallIntegerField("năm xét")
    agency = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="cơ quan ra quyết định")
    agency_words = models.CharField("tên cơ quan", max_length=200)
    authority_words = models.CharField("thể thức đề ký", max_length=120)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+", verbose_name="trình tự")
    state = models.CharField("trạng thái", max_length=8, choices=DecisionState, default=DecisionState.DRAFT)
    year = models.PositiveSmallIntegerField("năm của số", null=True, blank=True)
    number = models.PositiveIntegerField("số", null=True, blank=True)
    symbol = models.CharField("ký hiệu", max_length=40, default="QĐ-UBND")
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    signer = models.CharField("người ký", max_length=120, blank=True)
    valid_until = models.DateField("danh hiệu có giá trị đến", null=True, blank=True)
    latest_proposal_on = models.DateField("ngày tờ trình muộn nhất", null=True, blank=True)
    prepared_by = who("người dự thảo", null=False)
    prepared_at = models.DateTimeField("dự thảo lúc")
    recorded_by = who("người ghi số")
    recorded_at = models.DateTimeField("ghi số lúc", null=True, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    on_paper = models.BooleanField(
        "ghi lại từ bản giấy", default=False, help_text="Đã ký trên giấy trước khi được ghi vào hệ thống."
    )

    objects = querysets.DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "quyết định"
        verbose_name_plural = "quyết định"
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "year", "number"],
                name="decision_number_once_per_agency_kind_year",
                violation_error_message="Số quyết định này đã dùng trong năm.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=DecisionState.DRAFT,
                    number__isnull=True,
                    year__isnull=True,
                    signed_on__isnull=True,
                    valid_until__isnull=True,
                    signer="",
                    recorded_by__isnull=True,
                    recorded_at__isnull=True,
                )
                | (
                    Q(
                        state=DecisionState.SIGNED,
                        number__gt=0,
                        year__isnull=False,
                        signed_on__isnull=False,
                        recorded_by__isnull=False,
                        recorded_at__isnull=False,
                    )
                    & ~Q(signer="")
                ),
                name="decision_signed_has_number_day_and_signer",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True)
                | Q(latest_proposal_on__isnull=True)
                | Q(signed_on__gte=F("latest_proposal_on")),
                name="decision_not_before_its_proposal",
                violation_error_message="Ngày ký không được trước ngày tờ trình.",
            ),
            models.CheckConstraint(
                condition=Q(state=DecisionState.DRAFT)
                | Q(kind=DecisionKind.RECOGNITION, valid_until__gte=F("signed_on"))
                | Q(kind=DecisionKind.REVOCATION, valid_until__isnull=True),
                name="decision_of_recognition_holds_until_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["title", "assessment_year", "state"], name="decision_of_year"),
            models.Index(fields=["prepared_at", "id"], name="decision_prepared_latest"),
        ]

    def __str__(self) -> str:
        number = self.number if self.number else "      "
        return f"Quyết định số {number}/{self.symbol}"

    def get_absolute_url(self) -> str:
        return reverse("titles:decision-detail", args=[self.pk])

    @property
    def is_signed(self) -> bool:
        return bool(self.state == DecisionState.SIGNED)


class DecisionStep(models.Model):
    """What was done to a decision after its signature was recorded: the signature that was there, who, when, why."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="steps", verbose_name="quyết định")
    action = models.CharField("bước", max_length=8, choices=DecisionAction)
    number = models.PositiveIntegerField("số")
    year = models.PositiveSmallIntegerField("năm của số")
    signed_on = models.DateField("ngày ký")
    signer = models.CharField("người ký", max_length=120)
    by = who("người thực hiện", null=False)
    at = models.DateTimeField("lúc")
    reason = models.CharField("lý do", max_length=500)

    class Meta:
        verbose_name = "bước của quyết định"
        verbose_name_plural = "bước của quyết định"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="decisionstep_says_why",
                violation_error_message="Bước này phải ghi lý do.",
            )
        ]
        indexes = [models.Index(fields=["at", "id"], name="decisionstep_latest")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {vi.moment(self.at)}"
