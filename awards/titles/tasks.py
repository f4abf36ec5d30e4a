"""Long work, done by `manage.py db_worker`."""

from django.db import transaction
from django_tasks import task

from awards.titles.models import RecognitionJob
from awards.titles.workflow.recognition import run


@task()
def recognise(job_pk: int) -> None:
    """Do what of a job of recognition is not done yet."""
    run(job_pk)


def start(job: RecognitionJob) -> None:
    """Hand the job to the worker, once the act itself is written."""
    transaction.on_commit(lambda: recognise.enqueue(job.pk))
