"""Printing certificates among a person's background work."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from reports.papers import runs
from reports.papers.models import CertificateRun
from units.jobs.registry import GIVEN_UP, Job
from units.models import User


class Certificates:
    """Certificates of whole decisions."""

    code, task = "giay-cong-nhan", "reports.papers.tasks.print_certificates"

    def of(self, user: User, since: dt.datetime) -> list[Job]:
        rows = CertificateRun.objects.filter(Q(ended_at=None) | Q(ended_at__gt=since), by=user)
        return [
            Job(
                self.code,
                row.pk,
                str(row),
                row.get_absolute_url(),
                row.state_words,
                row.asked_at,
                row.under_way,
                row.done,
                row.total,
                row.problem,
            )
            for row in rows.select_related("document").defer("document__content")
        ]

    def cancel(self, pk: int, *, by: User, at: dt.datetime) -> None:
        runs.cancel(pk, by=by, at=at)

    def give_up(self, pk: int, at: dt.datetime) -> None:
        runs.end(pk, GIVEN_UP, at)
