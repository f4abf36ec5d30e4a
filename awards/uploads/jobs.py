"""The background jobs that read a long file and write a confirmed list; run by `manage.py db_worker`."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from awards.uploads import workflow


@task()
def write_list(upload_pk: int) -> None:
    """Write the list; a second job for the same upload finds nothing left to do."""
    workflow.write(upload_pk, at=timezone.now())


@task()
def read_file(upload_pk: int) -> None:
    """Read a long file; a second job for the same upload finds nothing left to do."""
    workflow.read(upload_pk, at=timezone.now())
