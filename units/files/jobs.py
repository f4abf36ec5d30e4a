"""The background job that writes a long list; run by `manage.py db_worker`."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from units.files import workflow


@task()
def make_file(pk: int) -> None:
    workflow.make(pk, at=timezone.now())
