"""The worker's part: news every hour, reminders once a day, letters after either."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from units.models import Turn
from units.notices import mailing, workflow

DAILY_FROM = dt.time(6, 30)
"""Before this hour nobody is reminded: a letter at midnight is read as a mistake."""

HOURLY = dt.timedelta(hours=1)
RESULTS_KEPT = dt.timedelta(days=30)
"""What became of jobs is kept on their own rows; the queue's remembers so long."""


def run(now: dt.datetime) -> tuple[int, int]:
    """Everything at once: reminders and news for everybody, then the letters; how many notices and letters."""
    workflow.forget_old(now)
    persons = workflow.people(timezone.localdate(now))
    made = sum(workflow.remind(persons[at : at + workflow.AT_ONCE], now) for at in _starts(len(persons)))
    made += workflow.tell_news(now)
    return made, mailing.send_waiting(now)


def _starts(number: int) -> range:
    return range(0, number, workflow.AT_ONCE)


def schedule(now: dt.datetime) -> list[str]:
    """Leave to the workers what is due by the hour and by the day; of several that ask at once only one does.

    Called at each beat of a worker's heart; mostly one query that finds nothing due. Answers what was left to them.
    """
    begun = []
    for name, job, since in (("tell", tell, now - HOURLY), ("remind", remind_everybody, _day_began(now))):
        with transaction.atomic():  # a turn that is taken is also left to a worker
            if Turn.take(name, since, now):
                job.enqueue()
                begun.append(name)
    return begun


def _day_began(now: dt.datetime) -> dt.datetime:
    """The moment from which on the day's reminders are due: half past six of today, or of yesterday before that."""
    local = timezone.localtime(now)
    day = local.date() if local.time() >= DAILY_FROM else local.date() - dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(day, DAILY_FROM))


@task()
def remind_some(persons: list[int]) -> None:
    """The day's reminders of these people."""
    workflow.remind(persons, timezone.now())
    mailing.send_waiting(timezone.now())


@task()
def tell() -> None:
    """What came back, was approved or recognised, and letters that wait."""
    workflow.tell_news(timezone.now())
    mailing.send_waiting(timezone.now())


@task()
def remind_everybody() -> None:
    """The day's reminders, cut so that other jobs come between; what nobody needs any more is forgotten."""
    now = timezone.now()
    workflow.forget_old(now)
    DBTaskResult.objects.finished().filter(finished_at__lt=now - RESULTS_KEPT).delete()
    persons = workflow.people(timezone.localdate(now))
    for at in _starts(len(persons)):
        remind_some.enqueue(persons[at : at + workflow.AT_ONCE])
