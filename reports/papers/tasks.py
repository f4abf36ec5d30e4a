"""Long work of papers, done by `manage.py db_worker`."""

from __future__ import annotations

from django.db import transaction
from django_tasks import task

from reports.papers import runs
from reports.papers.models import CertificateRun


@task()
def print_certificates(pk: int) -> None:
    """Print what of a run is not printed yet."""
    runs.make(pk)


def start(run: CertificateRun) -> None:
    """Hand the run to the worker, once it is written."""
    transaction.on_commit(lambda: print_certificates.enqueue(run.pk))
