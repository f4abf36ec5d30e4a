"""Background work tells the truth: who does it, what becomes of it when they die, and how it is cancelled."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from awards.titles import workflow as titles
from awards.titles.enums import JobState
from awards.titles.models import RecognitionJob
from awards.titles.tasks import recognise
from awards.titles.workflow import recognition
from awards.uploads import workflow as uploads
from awards.uploads.enums import UploadState
from awards.uploads.models import Upload
from hocTap.lib.refusals import Stale
from tests.awards.titles.factories import NOW, World, act_on, bring_to_proposed, make_households, make_world, signed_in
from tests.awards.uploads.lists import household
from tests.awards.uploads.test_pages import confirm, sent
from tests.factories import make_user
from tests.handover.factories import make_holders, make_town
from units.enums import Role
from units.files import workflow as files
from units.files.jobs import make_file
from units.handover import workflow as handover
from units.handover.enums import PartState
from units.handover.registry import part_named
from units.jobs import stopping, workers
from units.jobs.registry import CANCELLED, GIVEN_UP, jobs_of
from units.models import HandOverPart, ListFile, User, Worker

SOMEWHERE = "may-khac"


def worker(key: str, *, host: str = "", pid: int = 0, seen: dt.timedelta = dt.timedelta(0)) -> Worker:
    now = timezone.now()
    return Worker.objects.create(
        key=key, host=host or workers.here(), pid=pid or os.getpid(), started_at=now - seen, seen_at=now - seen
    )


def dead_pid() -> int:
    """The id of a process that is no more."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    return gone.pid


# Who does it


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("host", "seen", "alive"),
    [
        ("", dt.timedelta(0), True),
        ("", dt.timedelta(minutes=9), True),
        ("", dt.timedelta(minutes=11), False),
        (SOMEWHERE, dt.timedelta(seconds=50), True),
        (SOMEWHERE, dt.timedelta(seconds=70), False),
    ],
)
def test_worker_is_believed_by_its_sign_of_life(host: str, seen: dt.timedelta, alive: bool) -> None:
    worker("a", host=host, seen=seen)

    assert (workers.absence(timezone.now()) == "") is alive


@pytest.mark.django_db
def test_worker_of_this_machine_whose_process_is_gone_is_not_believed() -> None:
    worker("a", pid=dead_pid())

    assert workers.absence(timezone.now()) == workers.ABSENT


def claimed_by(*keys: str, task: Any = make_file, pk: int = 1) -> DBTaskResult[Any, Any]:
    """A job that a worker took, and those who took it before."""
    task.enqueue(pk)
    row: DBTaskResult[Any, Any] = DBTaskResult.objects.latest("enqueued_at")
    row.status, row.worker_ids, row.started_at = TaskResultStatus.RUNNING, list(keys), timezone.now()
    row.save()
    return row


@pytest.mark.django_db(transaction=True)
def test_job_of_a_dead_worker_waits_for_another_one_and_that_of_a_living_one_goes_on() -> None:
    worker("living")
    worker("dead", pid=dead_pid())
    lost, nobodys, going_on = claimed_by("dead"), claimed_by("forgotten"), claimed_by("dead", "living")

    assert workers.take_up_lost(timezone.now()) == 2

    states = [DBTaskResult.objects.get(pk=row.pk).status for row in (lost, nobodys, going_on)]
    assert states == [TaskResultStatus.READY, TaskResultStatus.READY, TaskResultStatus.RUNNING]
    assert [each.key for each in Worker.objects.all()] == ["living"]


@pytest.mark.django_db(transaction=True)
def test_job_that_cost_three_workers_is_given_up_and_says_so() -> None:
    person = make_user("phuong5")
    file, _ = files.ask("/danh-hieu/so/?", "Sổ hộ", 9_000, by=person, at=timezone.now())
    row = claimed_by("one", "two", "three", pk=file.pk)

    workers.take_up_lost(timezone.now())

    assert DBTaskResult.objects.get(pk=row.pk).status == TaskResultStatus.FAILED
    assert ListFile.objects.get(pk=file.pk).problem == GIVEN_UP
    assert [job.problem for job in jobs_of(person, timezone.now())] == [GIVEN_UP]


Ask = Callable[[str], str]


@pytest.fixture
def environment(tmp_path: Path, transactional_db: None) -> dict[str, str]:
    """What a process of its own needs to reach what the test has in its database."""
    facts = connection.settings_dict
    if connection.vendor == "postgresql":
        host, password = quote(facts["HOST"], safe=""), quote(facts["PASSWORD"])
        address = f"postgres://{facts['USER']}:{password}@{host}:{facts['PORT'] or 5432}/{facts['NAME']}"
        return os.environ | {"DATABASE_URL": address, "HOCTAP_VAR": str(tmp_path)}
    connection.ensure_connection()
    with sqlite3.connect(tmp_path / "hoctap.sqlite3") as copy:
        connection.connection.backup(copy)
    return os.environ | {"HOCTAP_VAR": str(tmp_path), "DATABASE_URL": ""}


@pytest.fixture
def ask(environment: dict[str, str]) -> Ask:
    def answer(code: str) -> str:
        begin = "import django; django.setup(); from django.utils import timezone; from units.jobs import workers\n"
        done = subprocess.run(
            [sys.executable, "-c", begin + code],
            env=environment | {"DJANGO_SETTINGS_MODULE": "hocTap.settings"},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    return answer


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    begun: list[subprocess.Popen[bytes]] = []

    def begin(key: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "db_worker", "--worker-id", key, "--verbosity", "0"]
        begun.append(subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR))
        return begun[-1]

    yield begin
    for each in begun:
        each.kill()
        each.wait()


ABSENCE = "print(workers.absence(timezone.now()) != '')"
LOST = """
from units.files.jobs import make_file
from units.models import ListFile, User
from django_tasks_db.models import DBTaskResult
person = User.objects.create(username="phuong5", full_name="A")
file = ListFile.objects.create(by=person, address="/khong-co/", key="k", remit="r", name="Sổ", total=1,
                               asked_at=timezone.now())
make_file.enqueue(file.pk)
DBTaskResult.objects.update(status="RUNNING", worker_ids=["first"], started_at=timezone.now())
"""
ENDED = "from units.models import ListFile; print(ListFile.objects.filter(ended_at__isnull=False).count())"


def comes(ask: Ask, code: str, wanted: str) -> bool:
    """Whether the answer is the wanted one, at once or a little later."""
    for _ in range(60):
        if ask(code) == wanted:
            return True
        time.sleep(0.2)
    return False


def test_real_worker_says_that_it_lives_and_the_next_one_takes_up_what_a_killed_one_left(
    ask: Ask, start: Callable[[str], subprocess.Popen[bytes]]
) -> None:
    assert ask(ABSENCE) == "True"

    first = start("first")
    assert comes(ask, ABSENCE, "False")
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert ask(ABSENCE) == "True"

    ask(LOST)
    second = start("second")
    assert comes(ask, ENDED, "1")
    assert ask(ABSENCE) == "False"

    second.terminate()
    second.wait(timeout=30)
    assert ask("from units.models import Worker; print(Worker.objects.count())") == "0"


# A person's jobs


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def asked_file(person: User) -> ListFile:
    return files.ask("/danh-hieu/so/?", "Sổ hộ", 9_000, by=person, at=timezone.now())[0]


def asked_job(world: World) -> RecognitionJob:
    rows = bring_to_proposed(world, *make_households(world, 2), *make_households(world, 1, world.second))
    return titles.request_recognition(act_on(*rows), by=world.approver, at=NOW)


def test_page_shows_ones_own_jobs_and_says_when_nobody_does_them(client: Client, world: World) -> None:
    asked_file(world.officer)
    client.force_login(world.officer)
    page = reverse("desk:job-list")

    without = client.get(page).content.decode()
    worker("a")
    with_one = client.get(page).content.decode()
    client.force_login(world.other_officer)
    others = client.get(page).content.decode()

    assert ("Tệp Excel: Sổ hộ" in without, workers.ABSENT in without) == (True, True)
    assert ("Tệp Excel: Sổ hộ" in with_one, workers.ABSENT in with_one) == (True, False)
    assert ("Tệp Excel: Sổ hộ" in others, workers.ABSENT in others) == (False, False)


@pytest.mark.parametrize("number", [1, 3])
def test_page_of_jobs_takes_a_fixed_number_of_queries(
    world: World, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for each in range(number):
        ListFile.objects.create(
            by=world.officer, address="/", key=str(each), remit="r", name="Sổ", total=1, asked_at=timezone.now()
        )

    with django_assert_num_queries(8):
        assert len(jobs_of(User.objects.get(pk=world.officer.pk), timezone.now())) == number


def test_every_page_of_a_job_says_when_nobody_does_it(client: Client, world: World) -> None:
    upload = sent(client, world, [household()])
    confirm(client, upload)
    pages = [
        (world.officer, upload.get_absolute_url()),
        (world.officer, asked_file(world.officer).get_absolute_url()),
        (world.approver, asked_job(world).get_absolute_url()),
    ]

    def said() -> list[bool]:
        return [workers.ABSENT in signed_in(person).get(page).content.decode() for person, page in pages]

    assert said() == [True, True, True]
    worker("a")
    assert said() == [False, False, False]


def test_job_is_cancelled_by_whoever_started_it_and_by_nobody_else(client: Client, world: World) -> None:
    file = asked_file(world.officer)
    page = reverse("desk:job-cancel", args=["tep", file.pk])

    answers = []
    for person in (world.other_officer, world.admin, world.officer):
        client.force_login(person)
        answers.append((client.get(page).status_code, client.post(page).status_code))

    assert answers == [(404, 404), (404, 404), (200, 302)]
    assert ListFile.objects.get(pk=file.pk).problem == CANCELLED
    assert client.post(page).status_code == 409
    assert client.post(reverse("desk:job-cancel", args=["gi-do", file.pk])).status_code == 404


def test_file_that_was_cancelled_is_not_made(world: World) -> None:
    file = asked_file(world.officer)
    files.cancel(file.pk, by=world.officer, at=timezone.now())

    files.make(file.pk, at=timezone.now())

    assert ListFile.objects.get(pk=file.pk).content is None
    with pytest.raises(Stale):
        files.cancel(file.pk, by=world.officer, at=timezone.now())


def test_list_that_was_cancelled_is_not_written_and_can_be_confirmed_anew(client: Client, world: World) -> None:
    upload = sent(client, world, [household()])
    confirm(client, upload)
    with pytest.raises(Stale, match="người khác"):
        uploads.cancel(upload.pk, by=world.other_officer, at=timezone.now())

    uploads.cancel(upload.pk, by=world.officer, at=timezone.now())
    uploads.write(upload.pk, at=timezone.now())

    row = Upload.objects.get(pk=upload.pk)
    assert (row.state, row.problem) == (UploadState.CHECKED, f"{CANCELLED} Chưa ghi dòng nào.")
    confirm(client, upload)
    uploads.write(upload.pk, at=timezone.now())
    assert Upload.objects.get(pk=upload.pk).state == UploadState.DONE
    with pytest.raises(Stale):
        uploads.cancel(upload.pk, by=world.officer, at=timezone.now())


def test_recognition_that_was_cancelled_stops_between_groups_and_goes_on_when_asked(world: World) -> None:
    job = asked_job(world)
    first = job.groups.first()
    assert first is not None
    titles.recognise_group(first.pk, at=NOW)
    recognition.cancel(job.pk, by=world.approver, at=NOW)

    recognise.call(job.pk)
    stopped = RecognitionJob.objects.get(pk=job.pk)
    assert (stopped.state, job.groups.filter(done_at__isnull=True).count()) == (JobState.STOPPED, 1)
    assert stopped.problem.startswith(CANCELLED)

    signed_in(world.approver).post(reverse("titles:job-resume", args=[job.pk]))
    assert RecognitionJob.objects.get(pk=job.pk).state == JobState.DONE
    with pytest.raises(Stale):
        recognition.cancel(job.pk, by=world.approver, at=NOW)


def test_recognition_whose_worker_is_told_to_end_ends_with_its_group_and_waits_for_the_next(world: World) -> None:
    """`systemctl restart` and an update: what is left waits, nobody has to press anything."""
    job = asked_job(world)
    first = job.groups.first()
    assert first is not None
    titles.recognise_group(first.pk, at=NOW)
    stopping.tell()
    try:
        recognise.call(job.pk)
    finally:
        stopping.forget()

    left = RecognitionJob.objects.get(pk=job.pk)
    assert (left.state, job.groups.filter(done_at__isnull=True).count()) == (JobState.RUNNING, 1)
    waiting = DBTaskResult.objects.get(status=TaskResultStatus.READY)
    assert (waiting.task_path, waiting.args_kwargs["args"]) == ("awards.titles.tasks.recognise", [job.pk])
    recognise.call(job.pk)
    assert RecognitionJob.objects.get(pk=job.pk).state == JobState.DONE


@pytest.mark.django_db
def test_part_of_a_hand_over_that_was_cancelled_waits_as_before(client: Client) -> None:
    town = make_town()
    make_holders(town, town.five)
    part = part_named("communities")
    assert part is not None
    officer = User.objects.get(pk=town.officer.pk)
    row = handover.ask(town.change(town.five), part, handover.Asked(), by=officer, at=timezone.now())
    (job,) = jobs_of(officer, timezone.now())
    client.force_login(make_user("khac", (Role.WARD_OFFICER, town.hoa_binh)))
    assert client.post(reverse("desk:job-cancel", args=[job.kind, job.pk])).status_code == 404

    client.force_login(officer)
    client.post(reverse("desk:job-cancel", args=[job.kind, job.pk]))
    handover.run(row.pk)

    left = HandOverPart.objects.get(pk=row.pk)
    assert (left.state, left.problem, left.by) == (PartState.WAITING, CANCELLED, None)
