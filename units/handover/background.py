"""Large parts of hand-overs among a person's background work."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from units.handover import workflow
from units.handover.enums import PartAction, PartState
from units.handover.registry import part_named
from units.jobs.registry import Job
from units.models import ChangeEvent, HandOverPart, HandOverStep, User


class Parts:
    """Parts that were too large to be handed over while the browser waits."""

    code, task = "ban-giao", "units.handover.tasks.hand_over"

    def of(self, user: User, since: dt.datetime) -> list[Job]:
        """Those that this person asked the worker for, lately or still under way."""
        asked = HandOverStep.objects.filter(part=OuterRef("pk"), action=PartAction.ASK, by=user, at__gt=since)
        latest = HandOverStep.objects.filter(part=OuterRef("pk"), action=PartAction.ASK, by=user).order_by("-at")
        event = ChangeEvent.objects.filter(
            effective_on=OuterRef("handover__effective_on"), links__predecessor=OuterRef("handover__unit")
        ).order_by("pk")
        rows = HandOverPart.objects.filter(Exists(asked)) | HandOverPart.objects.filter(
            by=user, state=PartState.RUNNING
        )
        told = rows.annotate(asked_at=Subquery(latest.values("at")[:1]), event=Subquery(event.values("pk")[:1]))
        return [self._job(row) for row in told.select_related("handover__unit").order_by("pk")]

    def _job(self, row: HandOverPart) -> Job:
        part = part_named(row.code)
        address = reverse("units:handover", args=[row.event, row.handover.unit_id])  # type: ignore[attr-defined]
        return Job(
            self.code,
            row.pk,
            f"Bàn giao {part.title if part else row.code} của {row.handover.unit}",
            f"{address}#{row.code}",
            row.get_state_display(),
            row.asked_at,  # type: ignore[attr-defined]
            row.state == PartState.RUNNING,
            problem=row.problem,
        )

    def cancel(self, pk: int, *, by: User, at: dt.datetime) -> None:
        workflow.cancel(pk, by=by, at=at)

    def give_up(self, pk: int, at: dt.datetime) -> None:
        workflow.give_up(pk, at)
