"""Recognising by the hundred among a person's background work."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, Sum

from awards.titles.enums import JobState
from awards.titles.models import RecognitionJob
from awards.titles.workflow import recognition
from units.jobs.registry import Job
from units.models import User


class Recognitions:
    """Acts of recognising whole groups."""

    code, task = "cong-nhan", "awards.titles.tasks.recognise"

    def of(self, user: User, since: dt.datetime) -> list[Job]:
        lately = ~Q(state=JobState.DONE) | Q(ended_at__gt=since)
        rows = RecognitionJob.objects.filter(lately, asked_by=user).annotate(
            total=Sum("groups__expected"), reached=Sum("groups__expected", filter=Q(groups__done_at__isnull=False))
        )
        return [
            Job(
                self.code,
                row.pk,
                str(row),
                row.get_absolute_url(),
                row.get_state_display(),
                row.asked_at,
                row.state in (JobState.WAITING, JobState.RUNNING),
                row.reached or 0,  # type: ignore[attr-defined]
                row.total or 0,  # type: ignore[attr-defined]
                row.problem,
            )
            for row in rows
        ]

    def cancel(self, pk: int, *, by: User, at: dt.datetime) -> None:
        recognition.cancel(pk, by=by, at=at)

    def give_up(self, pk: int, at: dt.datetime) -> None:
        recognition.give_up(pk)
