"""The log of what a commune did to its khu phố, thôn, ấp."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hocTap.lib import vi
from units.communities.enums import CommunityAct
from units.models.tree import ChangeEvent, Unit

UNDONE = Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undone_because="")
STANDS = Q(undone_by__isnull=True, undone_at__isnull=True, undone_because="")


class CommunityStep(models.Model):
    """One act on the communities of a commune (khu phố, thôn, ấp): who, when, why, and what an undoing puts back.

    `summary` names them as they were called then; `facts` holds the versions before, and what was added. An act that
    was undone keeps its row; its change event, which never was, is taken out of the catalogue.
    """

    ward = models.ForeignKey(Unit, models.PROTECT, related_name="community_steps", verbose_name="đơn vị")
    act = models.CharField("việc", max_length=8, choices=CommunityAct)
    effective_on = models.DateField("có hiệu lực từ")
    decision = models.CharField("căn cứ", max_length=200, blank=True)
    summary = models.TextField("nội dung")
    event = models.OneToOneField(
        ChangeEvent, models.PROTECT, null=True, blank=True, related_name="community_step", verbose_name="thay đổi"
    )
    facts = models.JSONField("đã ghi", default=dict)
    doubts = models.TextField("điều cần lưu ý", blank=True)
    reason = models.CharField("lý do", max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("ghi lúc")
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người hoàn tác",
    )
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)
    undone_because = models.CharField("lý do hoàn tác", max_length=500, blank=True)

    class Meta:
        verbose_name = "việc sắp xếp khu phố, thôn, ấp"
        verbose_name_plural = "việc sắp xếp khu phố, thôn, ấp"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=STANDS | UNDONE,
                name="communitystep_undone_says_who_when_why",
                violation_error_message="Hoàn tác phải ghi người, lúc và lý do.",
            ),
            models.CheckConstraint(
                condition=Q(doubts="") | ~Q(reason=""),
                name="communitystep_doubted_says_why",
                violation_error_message="Việc có điều cần lưu ý phải ghi lý do.",
            ),
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="communitystep_latest"),
            models.Index(fields=["undone_at", "id"], name="communitystep_undone_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} từ {vi.day(self.effective_on)}"
