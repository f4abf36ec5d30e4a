"""Hand-overs: which unit's things passed to which heirs, part by part, by whom, when, and how it was taken back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hocTap.lib import vi
from units.handover.enums import PartAction, PartState
from units.models.tree import ChangeEvent, Unit


class HandOver(models.Model):
    """What passes from one unit to its heirs when it ends, or gives a part away, on a day (bàn giao).

    One for the unit and the day, however many decisions name it: a ward divided by two articles is handed over once.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="handovers", verbose_name="đơn vị cũ")
    effective_on = models.DateField("từ ngày")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người mở")
    opened_at = models.DateTimeField("mở lúc")

    class Meta:
        verbose_name = "bàn giao"
        verbose_name_plural = "bàn giao"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "effective_on"],
                name="handover_once_per_unit_and_day",
                violation_error_message="Đơn vị đã có lần bàn giao từ ngày này.",
            )
        ]
        indexes = [models.Index(fields=["opened_at", "id"], name="handover_opened_latest")]

    def __str__(self) -> str:
        return f"Bàn giao {self.unit} từ {vi.day(self.effective_on)}"


class HandOverPart(models.Model):
    """One part of a hand-over, such as its khu phố or its money: confirmed whole or not at all.

    `choices` is what the person chose (which khu phố to whom), `made` what an undoing has to put back.
    """

    handover = models.ForeignKey(HandOver, models.PROTECT, related_name="parts", verbose_name="bàn giao")
    code = models.SlugField("phần", max_length=20)
    state = models.CharField("trạng thái", max_length=8, choices=PartState, default=PartState.WAITING)
    edition = models.PositiveIntegerField("lần thay đổi", default=1)
    choices = models.JSONField("đã chọn", default=dict, blank=True)
    made = models.JSONField("đã ghi", default=dict, blank=True)
    minutes_no = models.CharField("số biên bản", max_length=60, blank=True)
    minutes_on = models.DateField("ngày biên bản", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người thực hiện",
    )
    at = models.DateTimeField("thực hiện lúc", null=True, blank=True)
    problem = models.CharField("vướng mắc", max_length=500, blank=True)

    class Meta:
        verbose_name = "phần bàn giao"
        verbose_name_plural = "phần bàn giao"
        constraints = [
            models.UniqueConstraint(fields=["handover", "code"], name="handoverpart_once"),
            models.CheckConstraint(
                condition=Q(state=PartState.WAITING, by__isnull=True, at__isnull=True)
                | Q(state__in=[PartState.RUNNING, PartState.DONE], by__isnull=False, at__isnull=False),
                name="handoverpart_done_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(minutes_no="", minutes_on__isnull=True) | (~Q(minutes_no="") & Q(minutes_on__isnull=False)),
                name="handoverpart_minutes_have_number_and_day",
                violation_error_message="Biên bản bàn giao phải có cả số và ngày.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handover}: {self.code}"


class HandedOver(models.Model):
    """What of a part one heir received, in numbers: kept when it is taken back, and then counted no more."""

    part = models.ForeignKey(HandOverPart, models.PROTECT, related_name="received", verbose_name="phần")
    event = models.ForeignKey(ChangeEvent, models.PROTECT, related_name="+", verbose_name="thay đổi")
    heir = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị nhận")
    numbers = models.JSONField("số lượng", default=dict)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)

    class Meta:
        verbose_name = "đã nhận bàn giao"
        verbose_name_plural = "đã nhận bàn giao"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "event", "heir"],
                condition=Q(undone_at__isnull=True),
                name="handedover_once_per_part_and_heir",
                violation_error_message="Đơn vị này đã nhận bàn giao phần này.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.part} → {self.heir}"


class HandOverStep(models.Model):
    """One step of a part: who, when, why, with what was chosen and what passed."""

    part = models.ForeignKey(HandOverPart, models.PROTECT, related_name="steps", verbose_name="phần")
    action = models.CharField("bước", max_length=8, choices=PartAction)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thực hiện")
    at = models.DateTimeField("lúc")
    reason = models.CharField("lý do", max_length=500, blank=True)
    facts = models.JSONField("nội dung", default=dict)

    class Meta:
        verbose_name = "bước bàn giao"
        verbose_name_plural = "bước bàn giao"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(action=PartAction.UNDO) | ~Q(reason=""),
                name="handoverstep_undone_says_why",
                violation_error_message="Hoàn tác phải ghi lý do.",
            )
        ]
        indexes = [models.Index(fields=["at", "id"], name="handoverstep_latest")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {vi.moment(self.at)}"

    @property
    def stays(self) -> list[str]:
        """Of an undoing: what the hand-over had begun and could not be taken away, a sentence each."""
        return list(self.facts.get("stays", []))
