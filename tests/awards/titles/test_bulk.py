"""Recognising by the thousand: killed anywhere it loses and doubles nothing; two approvers decide each once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, connections

from awards.titles import tasks, workflow
from awards.titles.enums import Action, JobState, NominationState
from awards.titles.models import Decision, Nomination, NominationStep, RecognitionJob
from hocTap.lib.refusals import Refused
from tests.awards.titles.factories import (
    NOW,
    World,
    act_on,
    bring_to_proposed,
    make_households,
    make_world,
    sign,
)
from units.models import User

S = NominationState


class Killed(BaseException):
    """The process ends here: nothing after it runs, no handler of errors sees it."""


@contextmanager
def killed_at(statement: int) -> Iterator[None]:
    """End whatever runs when it comes to its n-th statement, before or after the database has done it."""
    left = iter(range(statement, -1, -1))

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if next(left, 0) == 0:
            raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield


def three_groups(world: World) -> list[Nomination]:
    return [
        row
        for place in (world.community, world.second, world.elsewhere)
        for row in bring_to_proposed(world, *make_households(world, 4, place))
    ]


def decided_once(rows: list[Nomination], excluded: set[int]) -> None:
    """Every row is decided, once, with a number of its own in its decision's register, and one step for it."""
    after = list(Nomination.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk"))
    assert [row.state for row in after] == [S.NOT_REACHED if row.pk in excluded else S.RECOGNISED for row in after]
    steps = NominationStep.objects.filter(action__in=[Action.RECOGNISE, Action.REJECT])
    assert sorted(steps.values_list("nomination", flat=True)) == [row.pk for row in after]
    for decision in Decision.objects.all():
        numbers = list(decision.nominations.order_by("certificate").values_list("certificate", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(6))
def test_a_job_killed_at_random_points_ends_with_each_decided_exactly_once(seed: int) -> None:
    world = make_world()
    rows = three_groups(world)
    excluded = {rows[1].pk: "con bỏ học", rows[6].pk: "thiếu hồ sơ"}
    job = workflow.request_recognition(act_on(*rows, exclusions=excluded), by=world.approver, at=NOW)
    chance = random.Random(seed)

    kills = 0
    while RecognitionJob.objects.get(pk=job.pk).state != JobState.DONE:
        try:
            with killed_at(chance.randint(0, 14 + 10 * kills)):
                workflow.run(job.pk, now=NOW)
        except Killed:
            kills += 1
            half_done = job.groups.filter(done_at__isnull=True)
            waiting = Nomination.objects.waiting().values_list("ward_id", "community_id")
            assert set(waiting) == set(half_done.values_list("ward_id", "community_id"))

    assert kills > 0
    decided_once(rows, set(excluded))


WORKER = """
import sys, django
django.setup()
from django.db import connection
from awards.titles import workflow

def step(execute, sql, params, many, context):
    print("statement", flush=True)
    sys.stdin.readline()
    return execute(sql, params, many, context)

with connection.execute_wrapper(step):
    workflow.run(int(sys.argv[1]))
"""
"""A process of its own that does the job, and before each statement says so and waits to be let on."""


def kill_worker_at(job: RecognitionJob, statement: int) -> bool:
    """Let a worker come to its n-th statement and end it with SIGKILL; whether it was still at work then."""
    facts = connection.settings_dict
    host = quote(facts["HOST"], safe="")
    database = f"postgres://{facts['USER']}:{quote(facts['PASSWORD'])}@{host}:{facts['PORT'] or 5432}/{facts['NAME']}"
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(job.pk)],
        env=os.environ | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "hocTap.settings"},
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdin is not None and worker.stdout is not None
    for _ in range(statement):
        if not worker.stdout.readline():
            break
        worker.stdin.write("\n")
        worker.stdin.flush()
    at_work = worker.stdout.readline() == "statement\n"
    worker.kill()
    worker.communicate()
    return at_work and worker.returncode == -signal.SIGKILL


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs a database that a second process reaches")
@pytest.mark.parametrize("points", [(6, 15), (11, 21)])
def test_a_worker_ended_by_force_leaves_whole_groups_and_the_next_one_finishes_the_job(points: tuple[int, int]) -> None:
    world = make_world()
    rows = three_groups(world)
    excluded = {rows[1].pk: "con bỏ học", rows[6].pk: "thiếu hồ sơ"}
    job = workflow.request_recognition(act_on(*rows, exclusions=excluded), by=world.approver, at=NOW)

    for statement in points:
        assert kill_worker_at(job, statement)
        half_done = job.groups.filter(done_at__isnull=True)
        waiting = Nomination.objects.waiting().values_list("ward_id", "community_id")
        assert set(waiting) == set(half_done.values_list("ward_id", "community_id"))
        assert half_done.exists()
    workflow.run(job.pk, now=NOW)

    decided_once(rows, set(excluded))


@pytest.mark.django_db
def test_a_finished_job_does_nothing_when_run_again() -> None:
    world = make_world()
    rows = three_groups(world)
    job = workflow.request_recognition(act_on(*rows), by=world.approver, at=NOW)
    workflow.run(job.pk, now=NOW)
    steps = NominationStep.objects.count()

    again = workflow.run(job.pk, now=NOW)

    assert (again.state, NominationStep.objects.count()) == (JobState.DONE, steps)


@pytest.mark.django_db
def test_a_decision_is_not_signed_while_a_group_is_still_to_be_done() -> None:
    world = make_world()
    job = workflow.request_recognition(act_on(*three_groups(world)), by=world.approver, at=NOW)
    first = job.groups.first()
    assert first is not None
    workflow.recognise_group(first.pk, at=NOW)

    with pytest.raises(Refused, match="chưa xong"):
        sign(world, first.decision)


@pytest.mark.django_db
def test_each_ward_gets_a_decision_of_its_own_agency() -> None:
    world = make_world()
    rows = three_groups(world)

    workflow.run(workflow.request_recognition(act_on(*rows), by=world.approver, at=NOW).pk, now=NOW)

    found = {(each.agency_words, each.nominations.count()) for each in Decision.objects.all()}
    assert found == {("Ủy ban nhân dân Phường 5", 8), ("Ủy ban nhân dân Phường 6", 4)}


@pytest.mark.django_db(transaction=True)
def test_the_background_task_does_the_job() -> None:
    world = make_world()
    rows = three_groups(world)
    job = workflow.request_recognition(act_on(*rows), by=world.approver, at=NOW)

    tasks.recognise.call(job.pk)

    assert RecognitionJob.objects.get(pk=job.pk).state == JobState.DONE


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs real concurrent connections")
def test_two_approvers_at_once_decide_each_candidate_once() -> None:
    world = make_world()
    rows = three_groups(world)
    start = threading.Barrier(2)
    problems: list[Exception] = []

    def decide(person: User) -> None:
        try:
            start.wait()
            job = workflow.request_recognition(act_on(*rows), by=person, at=NOW)
            workflow.run(job.pk, now=NOW)
        except Refused as reason:
            problems.append(reason)
        finally:
            connections.close_all()

    both = [threading.Thread(target=decide, args=[person]) for person in (world.approver, world.second_approver)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert all("Không còn hồ sơ" in str(reason) for reason in problems)
    decided_once(rows, set())


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs real concurrent connections")
def test_two_workers_on_one_job_double_nothing() -> None:
    world = make_world()
    rows = three_groups(world)
    job = workflow.request_recognition(act_on(*rows), by=world.approver, at=NOW)
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        workflow.run(job.pk, now=NOW)
        connections.close_all()

    both = [threading.Thread(target=work) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    decided_once(rows, set())
