"""What the page of a job says beside its progress."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from units.jobs.workers import absence
from units.models import User


def beside(kind: str, pk: int, user: User, asked_by: int | None) -> dict[str, str]:
    """Whether a worker lives, and where the person who left the job to it stops it.

    `asked_by` is that person as long as the job is under way: of one that ended nothing is said, and nothing asked.
    """
    if asked_by is None:
        return {"no_worker": "", "cancel_url": ""}
    may = asked_by == user.pk
    return {
        "no_worker": absence(timezone.now()),
        "cancel_url": reverse("desk:job-cancel", args=[kind, pk]) if may else "",
    }
