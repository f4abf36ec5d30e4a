"""Large parts, handed over by `manage.py db_worker`."""

from django.db import transaction
from django_tasks import task

from units.handover.workflow import run
from units.models import HandOverPart


@task()
def hand_over(pk: int) -> None:
    """All of a large part in one transaction."""
    run(pk)


def start(row: HandOverPart) -> None:
    """Leave the part to the worker, once the asking itself is written."""
    transaction.on_commit(lambda: hand_over.enqueue(row.pk))
