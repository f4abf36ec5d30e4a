"""A holder that moves to another ward: asked by the ward it leaves, answered by the ward it comes to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from awards.titles import querysets
from awards.titles.enums import MoveState
from awards.titles.models.candidates import Candidate, CandidateEvent
from units.models import Unit

ANSWERED = Q(answered_by__isnull=False, answered_at__isnull=False)
OPEN = Q(answered_by__isnull=True, answered_at__isnull=True)


class MoveRequest(models.Model):
    """One holder's move from ward to ward (đề nghị chuyển phường): nothing moves until the other ward accepts."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="moves", verbose_name="đối tượng")
    from_ward = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="nơi đi")
    to_ward = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="nơi đến")
    moved_on = models.DateField("chuyển từ ngày")
    address = models.CharField("địa chỉ mới", max_length=200)
    reason = models.CharField("lý do", max_length=300, blank=True)
    state = models.CharField("trạng thái", max_length=9, choices=MoveState, default=MoveState.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name="người đề nghị"
    )
    asked_at = models.DateTimeField("đề nghị lúc")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="người trả lời",
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answer = models.CharField("trả lời", max_length=300, blank=True)
    event = models.OneToOneField(
        CandidateEvent, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="sự việc"
    )

    objects = querysets.MoveRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị chuyển phường"
        verbose_name_plural = "đề nghị chuyển phường"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"],
                condition=Q(state=MoveState.ASKED),
                name="moverequest_one_open_per_candidate",
                violation_error_message="Đối tượng đã có đề nghị chuyển đang chờ trả lời.",
            ),
            models.CheckConstraint(
                condition=(Q(state=MoveState.ASKED) & OPEN) | (~Q(state=MoveState.ASKED) & ANSWERED),
                name="moverequest_answered_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=MoveState.REFUSED) | ~Q(answer=""),
                name="moverequest_refused_says_why",
                violation_error_message="Không nhận thì phải ghi lý do.",
            ),
            models.CheckConstraint(
                condition=Q(state=MoveState.ACCEPTED, event__isnull=False)
                | (~Q(state=MoveState.ACCEPTED) & Q(event__isnull=True)),
                name="moverequest_accepted_moved",
            ),
            models.CheckConstraint(
                condition=~Q(from_ward=F("to_ward")),
                name="moverequest_between_two_wards",
                violation_error_message="Nơi đến phải khác nơi đi.",
            ),
        ]
        indexes = [
            models.Index(fields=["to_ward", "state"], name="moverequest_waiting"),
            models.Index(fields=["answered_at", "id"], name="moverequest_answered_latest"),
            models.Index(fields=["asked_at", "id"], name="moverequest_asked_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.from_ward} → {self.to_ward}"
