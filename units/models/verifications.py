"""What was found out about a unit known only by a later list: proposed by one person, answered by another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hocTap.lib import vi
from units.enums import Earlier
from units.models.tree import UnitVersion


class Verification(models.Model):
    """Since when a unit was as a later list says, and by which decision (đối chiếu); a second person confirms it.

    `facts` holds the version as it was before and what was added, so that an undoing puts it back.
    """

    version = models.ForeignKey(UnitVersion, models.PROTECT, related_name="verifications", verbose_name="bản ghi")
    since = models.DateField("đã như vậy từ ngày")
    earlier = models.CharField("trước ngày đó", max_length=8, choices=Earlier, default=Earlier.UNCLEAR)
    earlier_name = models.CharField("tên trước ngày đó", max_length=120, blank=True)
    decision = models.CharField("theo quyết định", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người đề nghị")
    at = models.DateTimeField("đề nghị lúc")
    agreed = models.BooleanField("đã xác nhận", null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trả lời"
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answer = models.CharField("lý do không xác nhận", max_length=500, blank=True)
    facts = models.JSONField("đã ghi", default=dict)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người hoàn tác"
    )
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)
    undone_because = models.CharField("lý do hoàn tác", max_length=500, blank=True)

    class Meta:
        verbose_name = "lần đối chiếu đơn vị"
        verbose_name_plural = "các lần đối chiếu đơn vị"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(agreed__isnull=True),
                name="verification_one_waiting",
                violation_error_message="Đã có đề nghị đối chiếu đang chờ xác nhận.",
            ),
            models.CheckConstraint(
                condition=Q(agreed__isnull=True, answered_by__isnull=True, answered_at__isnull=True, answer="")
                | Q(agreed=True, answered_by__isnull=False, answered_at__isnull=False, answer="")
                | (Q(agreed=False, answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
                name="verification_answered_says_who_when_why",
            ),
            models.CheckConstraint(
                condition=~Q(agreed=True) | ~Q(answered_by=F("by")),
                name="verification_four_eyes",
                violation_error_message="Người đề nghị không tự xác nhận.",
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True, undone_because="")
                | (Q(agreed=True, undone_by__isnull=False, undone_at__isnull=False) & ~Q(undone_because="")),
                name="verification_undone_says_who_when_why",
            ),
            models.CheckConstraint(
                condition=(Q(earlier="named") & ~Q(earlier_name="")) | (~Q(earlier="named") & Q(earlier_name="")),
                name="verification_other_name_given",
            ),
        ]
        indexes = [
            models.Index(fields=["answered_at", "id"], name="verification_answered_latest"),
            models.Index(fields=["at", "id"], name="verification_latest"),
            models.Index(fields=["undone_at", "id"], name="verification_undone_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.version} từ {vi.day(self.since)}"
