"""Long work, done by `manage.py db_worker`."""

from django.db import transaction
from django_tasks import task

from awards.titles.enums import JobState
from awards.titles.models import RecognitionJob
from awards.titles.workflow.recognition import run
from units.jobs import stopping


@task()
def recognise(job_pk: int) -> None:
    """Do what of a job of recognition is not done yet; what a worker leaves that was told to end waits for the next."""
    job = run(job_pk, may_go_on=lambda: not stopping.is_told())
    if stopping.is_told() and job.state == JobState.RUNNING:
        recognise.enqueue(job_pk)


def start(job: RecognitionJob) -> None:
    """Hand the job to the worker, once the act itself is written."""
    transaction.on_commit(lambda: recognise.enqueue(job.pk))
