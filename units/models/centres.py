"""Community learning centres, whom they serve, and the decisions that made, joined and ended them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from hocTap.lib import vi
from units import querysets
from units.centres.enums import Act
from units.enums import CentreState, Role, UnitKind
from units.models.named import ENDS_AFTER_START, Named
from units.models.tree import Unit

ENDINGS = (Act.MERGE, Act.DISSOLVE)


class LearningCentre(Named):
    """A community learning centre (trung tâm học tập cộng đồng)."""

    name = models.CharField("tên trung tâm", max_length=200)
    seat = models.CharField("trụ sở", max_length=200, blank=True)
    founding_decision = models.CharField("quyết định thành lập", max_length=200, blank=True)
    founded_on = models.DateField("ngày thành lập", null=True, blank=True)
    ended_on = models.DateField(
        "ngày kết thúc", null=True, blank=True, help_text="Từ ngày này trung tâm không còn hoạt động."
    )
    state = models.CharField("tình trạng", max_length=10, choices=CentreState, default=CentreState.ACTIVE)
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    objects = querysets.LearningCentreQuerySet.as_manager()

    class Meta:
        verbose_name = "trung tâm học tập cộng đồng"
        verbose_name_plural = "trung tâm học tập cộng đồng"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CentreState.DISSOLVED, ended_on__isnull=False)
                | (~Q(state=CentreState.DISSOLVED) & Q(ended_on__isnull=True)),
                name="learningcentre_dissolved_has_a_day",
                violation_error_message="Trung tâm đã giải thể phải có ngày kết thúc; trung tâm khác thì không.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("units:centre-detail", args=[self.pk])


class CentreService(models.Model):
    """A ward that a centre serves, from and to; a centre may serve several wards."""

    centre = models.ForeignKey(LearningCentre, models.PROTECT, related_name="services", verbose_name="trung tâm")
    ward = models.ForeignKey(Unit, models.PROTECT, related_name="centre_services", verbose_name="phường")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = querysets.CentreServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "phường được phục vụ"
        verbose_name_plural = "phường được phục vụ"
        constraints = [
            models.UniqueConstraint(fields=["centre", "ward", "valid_from"], name="centreservice_once"),
            models.CheckConstraint(condition=ENDS_AFTER_START, name="centreservice_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.centre} – {self.ward}"


class CentrePause(models.Model):
    """Days on which a centre was suspended (thời gian tạm dừng), from and to: then it covers no ward."""

    centre = models.ForeignKey(LearningCentre, models.PROTECT, related_name="pauses", verbose_name="trung tâm")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = querysets.CentrePauseQuerySet.as_manager()

    class Meta:
        verbose_name = "thời gian tạm dừng"
        verbose_name_plural = "thời gian tạm dừng"
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "valid_from"], name="centrepause_once_per_start"),
            models.CheckConstraint(condition=ENDS_AFTER_START, name="centrepause_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.centre}: tạm dừng từ {vi.day(self.valid_from)}"


class CentreAuthority(models.Model):
    """Who may decide on centres over a span of days, by which text, and who then records it (người có thẩm quyền)."""

    title = models.CharField("người quyết định", max_length=120)
    level = models.CharField("cấp quyết định", max_length=12, choices=UnitKind)
    recorder = models.CharField("vai trò ghi quyết định", max_length=16, choices=Role)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    basis = models.CharField("căn cứ", max_length=300)
    verified = models.BooleanField("đã đối chiếu văn bản gốc", default=False)

    objects = querysets.CentreAuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = "thẩm quyền về trung tâm"
        verbose_name_plural = "thẩm quyền về trung tâm"
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["valid_from"], name="centreauthority_once_per_start"),
            models.CheckConstraint(condition=ENDS_AFTER_START, name="centreauthority_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title


class CentreStep(models.Model):
    """One decision on a centre: what, from when, by which paper, on whose authority, who recorded it; never changed.

    One recorded by mistake is voided by a later step that names it and says why; both stay to be read.
    """

    centre = models.ForeignKey(LearningCentre, models.PROTECT, related_name="steps", verbose_name="trung tâm")
    act = models.CharField("việc", max_length=8, choices=Act)
    effective_on = models.DateField("có hiệu lực từ")
    decision_no = models.CharField("số quyết định", max_length=80, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    citation = models.CharField("trích yếu", max_length=300, blank=True)
    authority = models.ForeignKey(CentreAuthority, models.PROTECT, null=True, blank=True, verbose_name="thẩm quyền")
    decided_by = models.CharField("người quyết định", max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )
    at = models.DateTimeField("lúc ghi", default=timezone.now)
    before = models.JSONField("trước đó", default=dict)
    after = models.JSONField("sau đó", default=dict)
    voided = models.BooleanField("đã hủy", default=False)
    voids = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="voided_by", verbose_name="hủy quyết định"
    )
    reason = models.CharField("lý do hủy", max_length=300, blank=True)

    class Meta:
        verbose_name = "quyết định về trung tâm"
        verbose_name_plural = "quyết định về trung tâm"
        ordering = ["effective_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre"], condition=Q(act__in=ENDINGS, voided=False), name="centrestep_ended_once"
            ),
            models.UniqueConstraint(fields=["centre"], condition=Q(act=Act.FOUND), name="centrestep_founded_once"),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__lte=F("effective_on")),
                name="centrestep_decided_before_in_force",
                violation_error_message="Ngày quyết định phải trước hoặc bằng ngày có hiệu lực.",
            ),
            models.CheckConstraint(
                condition=(Q(act=Act.VOID, voids__isnull=False, voided=False) & ~Q(reason=""))
                | (~Q(act=Act.VOID) & Q(voids__isnull=True, reason="")),
                name="centrestep_voids_with_reason",
                violation_error_message="Hủy quyết định ghi sai phải ghi lý do.",
            ),
        ]
        indexes = [models.Index(fields=["at", "id"], name="centrestep_latest")]

    def __str__(self) -> str:
        return f"{self.get_act_display()} từ {vi.day(self.effective_on)}"


class CentreMerger(models.Model):
    """A centre that went into another by a decision (trung tâm sáp nhập)."""

    predecessor = models.ForeignKey(
        LearningCentre, models.PROTECT, related_name="merged_into", verbose_name="trung tâm cũ"
    )
    successor = models.ForeignKey(
        LearningCentre, models.PROTECT, related_name="merged_from", verbose_name="trung tâm nhận"
    )
    step = models.ForeignKey(CentreStep, models.PROTECT, related_name="mergers", verbose_name="quyết định")

    class Meta:
        verbose_name = "sáp nhập trung tâm"
        verbose_name_plural = "sáp nhập trung tâm"
        constraints = [
            models.UniqueConstraint(fields=["predecessor"], name="centremerger_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="centremerger_two_centres"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
