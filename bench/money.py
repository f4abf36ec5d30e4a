"""Money: a payment list of 6.000 suất, the fund's page, nine years summed up, and many people paying at once."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

from django.db import connection, connections
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awards.scholarships import workflow
from awards.scholarships.enums import Book, EntryKind, SchoolLevel, Signature
from awards.scholarships.models import Campaign, Entry, Fund, Grant
from awards.scholarships.workflow import Child, Handing, Income, Suat
from bench.lists import Parcel, import_list
from bench.measure import Cost, Line, logged_in, page, queries_of, timed
from hocTap.lib.refusals import Stale
from reports.demo.figures import FIRST, LAST, WARDS
from reports.demo.load import DISTRICT
from units.models import Unit, User

SUAT = 6_000
AMOUNTS = {SchoolLevel.PRIMARY: 1_000_000, SchoolLevel.LOWER: 1_200_000, SchoolLevel.UPPER: 1_400_000}
RAISED = 20_000_000_000
PAYERS = 8
"""People who pay at once; each suất is paid by two of them at the same moment."""

SUAT_AT_ONCE = 400
MILLION = 1_000_000
SCHOOL_YEAR = 2024
DECIDED, PAID_ON = dt.date(2024, 8, 25), dt.date(2024, 9, 5)
OFFICER = "quy"


def measure(times: int) -> Iterator[Line]:
    fund = Fund.objects.get(unit__key=DISTRICT)
    officer = User.objects.get(username=OFFICER)
    now = timezone.now()
    workflow.receive(fund, Income(RAISED, "BENCH", dt.date(2024, 1, 5)), by=officer, at=now)
    yield from import_list(_payments(fund), max(2, times // 20))
    assert not list(unexplained(fund)) and fund.grants.count() == SUAT
    yield page("fund page, 6.000 suất paid", OFFICER, fund.get_absolute_url(), times, "none given", "Sổ")
    asked = f"don_vi={fund.unit_id}&tu={FIRST}&den={LAST}"
    summary = f"{reverse('scholarships:summary')}?{asked}"
    yield page("nine-year summary of the district", "phonggd", summary, times, "none given", "5.994")
    yield paid_on_connections(fund, granted(fund, "kết nối"), officer)
    yield paid_on_pages(fund, granted(fund, "trang"))


def _campaign(fund: Fund, name: str) -> Campaign:
    return workflow.start_campaign(fund, name, starts_on=dt.date(2024, 8, 1), ends_on=dt.date(2024, 12, 31))


def _payments(fund: Fund) -> Parcel:
    """A list of children of all wards who have no suất yet, signed for by their parents."""
    levels = list(AMOUNTS)
    rows = [
        {
            "name": f"Lê Minh Họa {number}",
            "birth_year": 2014 - 4 * (number % 3),
            "class_name": f"{4 + 4 * (number % 3)}A{1 + number % 5}",
            "school": f"Trường minh họa {1 + number % 40}",
            "hardship": "có" if number % 3 else "không",
            "level": levels[number % 3].label,
            "school_year": SCHOOL_YEAR,
            "ward": f"Phường {1 + number % WARDS}",
            "amount": AMOUNTS[levels[number % 3]],
            "decision_no": "24/QĐ-HKH (minh họa)",
            "decided_on": DECIDED,
            "paid_on": PAID_ON,
            "handed_by": "Thủ quỹ minh họa",
            "signature": Signature.GUARDIAN.label,
            "sheet_no": f"PC-{number // 100}",
        }
        for number in range(1, SUAT + 1)
    ]
    return Parcel("payments", fund.unit, OFFICER, rows, "payment", {"campaign": _campaign(fund, "Đợt đo").pk})


# Many people at once


def granted(fund: Fund, name: str) -> list[Grant]:
    """Suất of one fund that wait to be paid."""
    campaign, officer, at = _campaign(fund, f"Đợt đo {name}"), User.objects.get(username=OFFICER), timezone.now()
    ward = Unit.objects.get(key=f"{DISTRICT}-p5")
    suats = [
        Suat(
            Child(f"Võ Minh Họa {name} {number}", 2012, "7A1", "Trường minh họa 1", hardship=True),
            MILLION,
            SchoolLevel.LOWER,
            SCHOOL_YEAR,
            ward,
            "25/QĐ-HKH",
            DECIDED,
        )
        for number in range(SUAT_AT_ONCE)
    ]
    return [workflow.grant(campaign, suat, by=officer, at=at) for suat in suats]


Tried = tuple[bool, float]
"""Whether the suất was paid, or somebody was faster; and the seconds of either."""


def shares(suats: Sequence[Grant]) -> list[Sequence[Grant]]:
    """What each person pays: two and two have the same suất, in the same order."""
    return [suats[place // 2 :: PAYERS // 2] for place in range(PAYERS)]


def paid_on_connections(fund: Fund, suats: list[Grant], officer: User) -> Line:
    """The step itself, each person on a database connection of their own; all in this one process."""
    handing = Handing(timezone.localdate(), "Thủ quỹ", Signature.GUARDIAN)

    def pay(suat: Grant) -> Tried:
        started = time.perf_counter()
        try:
            workflow.pay(suat, suat.amount, handing, by=officer, at=timezone.now(), seen_paid=0)
        except Stale:
            return False, time.perf_counter() - started
        return True, time.perf_counter() - started

    def pay_all(share: Sequence[Grant]) -> list[Tried]:
        try:
            return [pay(suat) for suat in share]
        finally:
            connections.close_all()

    with CaptureQueriesContext(connection) as captured:
        pay(suats.pop())
    started, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(PAYERS) as crowd:
        tried = list(chain.from_iterable(crowd.map(pay_all, shares(suats))))
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    cost = Cost(wall, cpu, len(captured))
    return _paid_once(f"pay from one fund, {PAYERS} connections at once, twice each", fund, suats, tried, cost)


def paid_on_pages(fund: Fund, suats: list[Grant]) -> Line:
    """The page, each person with a browser of their own."""
    form: dict[str, Any] = {
        "amount": MILLION,
        "on": f"{timezone.localdate():%d/%m/%Y}",
        "handed_by": "Thủ quỹ",
        "seen_paid": 0,
    }
    form |= {"signature": Signature.GUARDIAN.value}
    first = suats.pop()
    queries = queries_of(OFFICER, lambda client: client.post(_pay_address(first), form))
    with logged_in(*[OFFICER] * PAYERS) as (server, browsers):

        def pay_all(place: int) -> list[Tried]:
            answers = [browsers[place].post_form(_pay_address(suat), **form) for suat in shares(suats)[place]]
            found = Counter(answer.status for answer in answers)
            assert set(found) <= {302, 409}, found
            return [(answer.status == 302, answer.seconds) for answer in answers]

        with ThreadPoolExecutor(PAYERS) as crowd:
            parts, wall, cpu = timed(server, lambda: list(crowd.map(pay_all, range(PAYERS))))
        cost = Cost(wall, cpu, queries, server.peak_megabytes())
    name = f"pay from one fund, {PAYERS} people's pages at once, twice each"
    return _paid_once(name, fund, suats, list(chain.from_iterable(parts)), cost)


def _pay_address(suat: Grant) -> str:
    return reverse("scholarships:grant-pay", args=[suat.pk])


def _paid_once(name: str, fund: Fund, suats: Sequence[Grant], tried: Sequence[Tried], cost: Cost) -> Line:
    """Half of the attempts paid, the other half came too late; every suất is paid once and every đồng explained."""
    assert Counter(done for done, _ in tried) == {True: len(suats), False: len(suats)}
    paid = Entry.objects.filter(grant__in=suats)
    assert sorted(paid.values_list("grant", "amount")) == sorted((suat.pk, -suat.amount) for suat in suats)
    problems = list(unexplained(fund))
    assert not problems, problems
    seconds = [took for done, took in tried if done]
    return Line(name, seconds, cost, "balance = in − out, nobody twice", per="payment")


def unexplained(fund: Fund) -> Iterator[str]:
    """Whatever in the fund's cash book is not accounted for; nothing, when every đồng is."""
    running = 0
    lines = Entry.objects.filter(fund=fund, book=Book.CASH).order_by("seq")
    for place, line in enumerate(lines, start=1):
        running += line.amount
        if (line.seq, line.balance_after) != (place, running) or running < 0:
            yield f"line {line.seq}: {line.balance_after} instead of {running}"
    sums = dict(lines.order_by().values_list("kind").annotate(Sum("amount")))
    money_in, money_out = sums.pop(EntryKind.RECEIPT, 0), -sum(sums.values())
    if workflow.balance(fund, Book.CASH) != money_in - money_out:
        yield "the balance is not what came in less what went out"
