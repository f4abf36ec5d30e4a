"""Numbers of the installation for Prometheus: what waits for the worker, when copies last went well, the replica."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from hocTap.lib.metrics import Gauge
from units.jobs.workers import absence
from units.models import Upkeep


def gauges() -> Iterable[Gauge]:
    """Four kinds of numbers, three queries."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY).count()
    yield Gauge("hoctap_jobs_waiting", "Jobs that wait for a worker", waiting)
    yield Gauge("hoctap_worker", "Whether a worker lives", not absence(timezone.now()))
    good = Upkeep.objects.filter(ok=True).values_list("kind").annotate(at=Max("at")).order_by("kind")
    for kind, at in good:
        name, words = "hoctap_last_success_seconds", "Unix time at which it last went well"
        yield Gauge(name, words, at.timestamp(), {"kind": kind})
