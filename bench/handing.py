"""A ward of 15.000 households handed over by the worker, beside the plain way: row by row through the ORM."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterator
from itertools import cycle, islice

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from awards.titles.enums import CandidateEventKind
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, CandidateEvent, Nomination
from awards.titles.workflow import register_all
from awards.titles.workflow.candidates import record_all
from bench.measure import Cost, Line, expect, logged_in, seconds_of, timed, work_off
from reports.demo.load import ward_key
from units.handover.changes import Change, change_of
from units.handover.communities import CommunitiesForm
from units.handover.enums import PartState
from units.handover.registry import part_named
from units.handover.workflow import Asked, confirm
from units.models import HandOverPart, Unit, User

HOUSEHOLDS, RUNNING, PLAIN = 15_000, 5_000, 1_000
DAY = dt.date(2025, 7, 1)
BEFORE = dt.datetime(2025, 6, 2, 9, tzinfo=dt.UTC)
"""While Phường 5 still stood: since it ended it registers nobody."""


def measure(times: int) -> Iterator[Line]:
    """Phường 5 is filled up to 15.000 households, 5.000 of them registered for 2025, and goes into Hòa Bình."""
    ward = Unit.objects.get(key=ward_key(5))
    change = change_of(ward.pk, DAY)
    assert change
    _fill(ward, HOUSEHOLDS - Candidate.objects.filter(ward=ward, kind=TitleKind.HOUSEHOLD).count())
    office, part = User.objects.get(username="sogddt"), part_named("communities")
    assert part
    form = CommunitiesForm(change)
    names = {str(each.unit_id): str(form[f"name-{each.unit_id}"].value()) for each in form.waiting}
    asked = Asked({"to": dict.fromkeys(names, change.receivers[0]), "names": names})
    confirm(change, part, asked, by=office, at=timezone.now())
    yield _plain(change, office)
    address = reverse("units:handover-part", args=[change.event.pk, change.old, "titles"])
    with logged_in("hoabinh") as (server, (browser,)):
        asks = browser.post_form(address)
        said = re.search(rb'name="_confirmed" value="(\w+)"', asks.body)
        assert said, "the page did not ask"
        yes = {"_confirmed": said[1].decode()}
        answers, wall, cpu = timed(server, lambda: [browser.post_form(address, **yes)])
        expect(answers, 302)
        yield Line("ask for the hand-over (hands over to the worker)", seconds_of(answers), Cost(wall, cpu))
    cost = work_off()
    row = HandOverPart.objects.get(handover__unit=ward, code="titles")
    assert row.state == PartState.DONE, row.problem
    here = Candidate.objects.filter(ward=change.receivers[0])
    assert here.filter(kind=TitleKind.HOUSEHOLD).count() == HOUSEHOLDS
    assert not Candidate.objects.filter(ward=ward).exclude(kind=TitleKind.WARD).exists()
    moved = CandidateEvent.objects.filter(kind=CandidateEventKind.HANDED_OVER, before__ward_id=ward.pk)
    assert moved.count() == Candidate.objects.filter(pk__in=moved.values("candidate")).count() >= HOUSEHOLDS
    assert Nomination.objects.filter(ward=change.receivers[0], year=2025).count() == RUNNING
    yield Line("hand 15.000 households over", [cost.wall], cost, "≤ 60 s", HOUSEHOLDS, "household")


def _fill(ward: Unit, number: int) -> None:
    officer = User.objects.get(username="phuong5")
    places = list(Unit.objects.filter(key__startswith=f"{ward.key}-kp").order_by("pk"))
    rows = []
    for place, community in enumerate(islice(cycle(places), number)):
        made = Candidate(kind=TitleKind.HOUSEHOLD, ward=ward, community=community, name=f"Trần Thị Bàn Giao {place}")
        made.address, made.known_since, made.illustrative = f"{place} đường Minh Họa", dt.date(2020, 1, 1), True
        rows.append(made)
    made_all = record_all(rows, by=officer, at=BEFORE)
    register_all(made_all[:RUNNING], 2025, by=officer, at=BEFORE)


def _plain(change: Change, by: User) -> Line:
    """What each household costs when it is saved by itself with its event; taken back afterwards."""
    rows = list(Candidate.objects.filter(ward=change.old, kind=TitleKind.HOUSEHOLD).order_by("pk")[:PLAIN])
    started, cpu = time.perf_counter(), time.process_time()
    with transaction.atomic():
        for row in rows:
            row.ward_id = change.receivers[0]
            row.save()
            CandidateEvent.objects.create(
                candidate=row,
                kind=CandidateEventKind.MOVED,
                happened_on=DAY,
                before={"ward_id": change.old},
                after={"ward_id": change.receivers[0]},
                by=by,
                at=timezone.now(),
            )
        transaction.set_rollback(True)
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    name = "the plain way, 1.000 households row by row"
    return Line(name, [wall], Cost(wall, cpu, 2 * PLAIN), "beside", PLAIN, "household")
