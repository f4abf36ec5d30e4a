"""What the registers of titles, funds, commendations and centres count for a form: shown beside what is typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.core.cache import cache

from awards.commendations.counts import register_counts as commendations
from awards.scholarships.counts import register_counts as scholarships
from awards.titles.counts import register_counts as titles
from indicators.models import Submission
from units.centres.counts import register_counts as centres

Source = Callable[[int, dt.date, dt.date], dict[str, int]]
SOURCES: tuple[Source, ...] = (titles, scholarships, commendations, centres)
KEPT_SECONDS = 60


def counts_of(submission: Submission) -> dict[str, int]:
    """Counts by measure code, for the days of the submission's period; a register that is not kept gives none."""
    period = submission.period
    counts: dict[str, int] = {}
    for source in SOURCES:
        counts |= source(submission.unit_id, period.starts_on, period.ends_on)
    cache.set(_key(submission), counts, KEPT_SECONDS)
    return counts


def recent_counts_of(submission: Submission) -> dict[str, int]:
    """The same, perhaps a minute old: for the hints that follow each saved cell. Sending counts anew."""
    kept: dict[str, int] | None = cache.get(_key(submission))
    return counts_of(submission) if kept is None else kept


def _key(submission: Submission) -> str:
    return f"register-{submission.unit_id}-{submission.period_id}"
