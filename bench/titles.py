"""Titles: the list of 15.000 households, 10.800 that wait for the approver and are recognised, a list from Excel."""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from collections.abc import Iterator
from itertools import pairwise, product
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from awards.titles.criteria import as_rules
from awards.titles.enums import Action, JobState, NominationState
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate, CriteriaSet, Decision, Nomination, NominationStep, RecognitionJob
from awards.titles.querysets import NominationQuerySet
from awards.titles.rules.answers import Answer
from awards.titles.workflow import (
    Meeting,
    Paper,
    Votes,
    appraise,
    assess_all,
    confirm,
    propose,
    record_vote,
    register_all,
)
from bench.lists import households, import_list
from bench.measure import Cost, Line, expect, logged_in, page, seconds_of, timed, work_off
from reports.demo.figures import WARDS, share_out
from reports.demo.load import ward_key
from units.models import Unit, User

KIND = TitleKind.HOUSEHOLD
YEAR = 2021
WAITING = 10_800
LEFT_OUT = 2
IMPORTED = 5_000
FAMILIES = 15_000
SEARCHES = ("", "nguyen van", "minh hoa 12", "trần thị", "12 đường minh họa")
PERCENTS = (84, 86, 88, 91, 94)
PRESENT = 60
PROPOSAL = 9_000
WORKED_AT = dt.datetime(2021, 12, 20, 9, tzinfo=dt.UTC)
"""In the year judged, when the sixteen wards stood: papers of later days would be their heirs'."""


def measure(times: int) -> Iterator[Line]:
    yield from listed(times)
    prepare()
    yield waiting(times)
    yield from recognised()
    yield from import_list(households(IMPORTED), max(2, times // 20))


def listed(times: int) -> Iterator[Line]:
    """The district's list, page by page of what was searched for: as it stands, and by state in the year."""
    held = Candidate.objects.of_kind(KIND).count()
    assert abs(held - FAMILIES) < 100, held
    address, limit = reverse("titles:candidate-list"), "p95 ≤ 150 ms, fixed queries"
    asked = [{"nam": 2020, "tim": words, "page": number} for words, number in product(SEARCHES, (1, 2))]
    paths = [f"{address}?{urlencode(each)}" for each in asked]
    yield page("list of 15.000 households with search", "phonggd", paths, times, limit, "Minh Họa")
    narrowed = [f"{path}&buoc={NominationState.RECOGNISED.value}" for path in paths]
    yield page("the same, only the recognised of 2020", "phonggd", narrowed, times, limit, "Minh Họa")


# A year up to the approver


def prepare() -> None:
    """Bring 10.800 households of all wards and khu phố before the approver by the steps that the wards take.

    The few that the demonstration has in the year stay as they are; those of them that wait are counted in.
    """
    started = time.perf_counter()
    _confirm_criteria()
    free = {number: _unregistered(number) for number in range(1, WARDS + 1)}
    missing = WAITING - _all_waiting().count()
    for (number, candidates), share in zip(
        free.items(), share_out(missing, list(map(len, free.values()))), strict=True
    ):
        _propose_ward(number, random.Random(number).sample(candidates, share))
    assert _all_waiting().count() == WAITING, _all_waiting().count()
    print(f"{missing} households brought to the approver in {time.perf_counter() - started:.0f} s", file=sys.stderr)


def _all_waiting() -> NominationQuerySet:
    return Nomination.objects.in_year(KIND, YEAR).waiting()


def _unregistered(number: int) -> list[Candidate]:
    held = Candidate.objects.active().of_kind(KIND).filter(ward__key=ward_key(number))
    of_year = Nomination.objects.in_year(KIND, YEAR).filter(candidate=OuterRef("pk"))
    return list(held.filter(~Exists(of_year)).order_by("pk"))


def _confirm_criteria() -> None:
    administrator, at = User.objects.get(username="quantri"), timezone.now()
    for criteria in CriteriaSet.objects.for_year(KIND, YEAR):
        confirm(criteria, "Chỉ để đo tốc độ (minh họa)", by=administrator, at=at)


def _propose_ward(number: int, chosen: list[Candidate]) -> None:
    ward, officer = Unit.objects.get(key=ward_key(number)), User.objects.get(username=f"phuong{number}")
    at, draw = WORKED_AT, random.Random(number)
    today = timezone.localdate(at)
    made = register_all(chosen, YEAR, by=officer, at=at)
    answers = _answers(made[0])
    assess_all({each.pk: draw.choice(answers) for each in made}, by=officer, at=at)
    for community in Unit.objects.filter(pk__in={each.community_id for each in made}):
        votes = {
            each.pk: Votes(PRESENT - each.pk % 4, each.pk % 4) for each in made if each.community_id == community.pk
        }
        record_vote(Meeting(Locality(ward.pk, community.pk), KIND, YEAR, today, PRESENT), votes, by=officer, at=at)
    pks = [each.pk for each in made]
    appraise(pks, by=officer, at=at)
    propose(pks, Paper(PROPOSAL, today), by=officer, at=at)


def _answers(nomination: Nomination) -> list[dict[str, Answer]]:
    """Answers that pass, each with another score."""
    lines = as_rules(nomination.criteria).lines
    return [{line.code: f"{(line.max_points or 0) * percent / 100:.2f}" for line in lines} for percent in PERCENTS]


# The approver


def waiting(times: int) -> Line:
    address = reverse("titles:approval-of", args=[KIND.value, YEAR])
    return page("approver's page, 10.800 waiting", "xetduyet", address, times, "none given", "10.800")


def recognised() -> Iterator[Line]:
    """All that waits in one act, two left out with a reason; the job; and every household is decided exactly once."""
    meant = list(_all_waiting().order_by("pk").values_list("pk", flat=True))
    left_out = set(meant[:LEFT_OUT])
    fields = {f"reason-{pk}": "thiếu hồ sơ (minh họa)" for pk in left_out}
    with logged_in("xetduyet") as (server, (browser,)):
        address = reverse("titles:recognise", args=[KIND.value, YEAR])
        answers, wall, cpu = timed(server, lambda: [browser.press(address, everything=1, **fields)])
        expect(answers, 302)
        cost = Cost(wall, cpu, peak=server.peak_megabytes())
        yield Line("ask for 10.800 to be recognised (hands over to the worker)", seconds_of(answers), cost)
    cost = work_off()
    job = RecognitionJob.objects.latest("pk")
    assert job.state == JobState.DONE, job.problem
    _account_for(job, meant, left_out)
    yield Line("recognise 10.800 in one job (act = a khu phố)", _of_groups(job), cost, done=WAITING, per="household")


def _of_groups(job: RecognitionJob) -> list[float]:
    """Seconds of each group: its mark carries the moment at which it began."""
    begun = job.groups.order_by("done_at").values_list("done_at", flat=True)
    return [(after - before).total_seconds() for before, after in pairwise([*begun, job.ended_at]) if before and after]


def _account_for(job: RecognitionJob, meant: list[int], left_out: set[int]) -> None:
    """Each is decided once: one step, one certificate number in its decision, whole groups."""
    states = dict(Nomination.objects.filter(pk__in=meant).values_list("pk", "state"))
    assert {pk for pk, state in states.items() if state == NominationState.NOT_REACHED} == left_out
    assert sum(state == NominationState.RECOGNISED for state in states.values()) == WAITING - LEFT_OUT
    decided = NominationStep.objects.filter(action__in=[Action.RECOGNISE, Action.REJECT], at__gte=job.asked_at)
    assert sorted(decided.values_list("nomination", flat=True)) == meant
    for decision in Decision.objects.filter(groups__job=job).distinct():
        numbers = decision.nominations.order_by("certificate").values_list("certificate", flat=True)
        assert list(numbers) == list(range(1, len(numbers) + 1)), decision
    assert sum(each.recognised + each.excluded for each in job.groups.all()) == WAITING


# A list from Excel
