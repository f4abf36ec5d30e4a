"""Long work of papers, done by `manage.py db_worker`."""

from __future__ import annotations

from django.db import transaction
from django_tasks import task

from reports.papers import runs
from reports.papers.models import CertificateRun
from units.jobs import stopping


@task()
def print_certificates(pk: int) -> None:
    """Print what of a run is not printed yet; what a worker leaves that was told to end waits for the next."""
    if not runs.make(pk, may_go_on=lambda: not stopping.is_told()):
        print_certificates.enqueue(pk)


def start(run: CertificateRun) -> None:
    """Hand the run to the worker, once it is written."""
    transaction.on_commit(lambda: print_certificates.enqueue(run.pk))
