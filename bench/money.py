"""Money: a payment list of 6.000 suất, the fund's page, nine years summed up, and many people paying at once."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

from django.db import connection, connections
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from awards.scholarships import cashbook, print_book, small_cells, workflow
from awards.scholarships.enums import Book, EntryKind, FundLevel, SchoolLevel, Signature
from awards.scholarships.models import Campaign, Entry, Fund, Grant
from awards.scholarships.workflow import Child, Handing, Income, Suat, Wanted
from bench.lists import Parcel, import_list
from bench.measure import Cost, Line, logged_in, page, queries_of, timed
from hocTap.lib import pdf, vi
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
LISTED, ABSENT = 500, 2
"""Suất of the list that is granted and paid, and how many do not come."""

LINES = 10_000
"""Lines of a cash book in one year."""
MILLION = 1_000_000
SCHOOL_YEAR = 2024
DECIDED, PAID_ON = dt.date(2024, 8, 25), dt.date(2024, 9, 5)
"""Days on which the district stood: since 30/06/2025 its fund takes no more entries."""

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
    yield from cash_book(times, officer)
    yield from granted_and_paid(officer)
    yield from small_cells_decided(max(5, times // 4))
    yield paid_on_connections(fund, granted(fund, "kết nối"), officer)
    yield paid_on_pages(fund, granted(fund, "trang"))


def cash_book(times: int, officer: User) -> Iterator[Line]:
    """A year of 10.000 lines: its page, and the book printed in this process."""
    fund = workflow.open_fund(Unit.objects.get(key=DISTRICT), "Quỹ đo sổ", FundLevel.DISTRICT)
    days = [dt.date(2024, 1, 1) + dt.timedelta(place * 365 // LINES) for place in range(LINES)]
    rows = [Income(MILLION, f"S{place}", day, about="Ủng hộ quỹ khuyến học") for place, day in enumerate(days)]
    workflow.receive_all(fund, rows, by=officer, at=timezone.now())
    address = f"{reverse('scholarships:book', args=[fund.pk])}?so=cash&tu=01/01/2024&den=31/12/2024"
    yield page("cash book of 10.000 lines, first page", OFFICER, address, times, "≤ 300 ms", "Số dư cuối kỳ")
    yield page("the same, last page", OFFICER, f"{address}&page=200", times, "≤ 300 ms", "10.000.000.000")
    span = cashbook.Span(fund, Book.CASH, days[0], days[-1])
    for name, make in (("PDF", print_book.as_pdf), ("Excel", print_book.as_xlsx)):
        with CaptureQueriesContext(connection) as captured:
            wall, cpu = time.perf_counter(), time.process_time()
            make(span, cashbook.sums_of(span))
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        yield Line(f"cash book of 10.000 lines as {name}", [wall], Cost(wall, cpu, len(captured)), "≤ 3 s of CPU")
    yield _once("  plain: a tenth of it as a table, by the printer of pages", lambda: _plain_paper(fund), "–")


def _plain_paper(fund: Fund) -> None:
    """A tenth of the year's lines as an HTML table through the printer of ordinary pages."""
    rows = "".join(
        f"<tr><td>{vi.day(line.made_on)}</td><td>{escape(line.receipt.receipt_no)}</td><td>{escape(line.receipt.about)}</td>"
        f"<td>{vi.whole(line.amount)}</td><td>{vi.whole(line.balance_after)}</td></tr>"
        for line in Entry.objects.filter(fund=fund).select_related("receipt").order_by("seq")[: LINES // 10]
        if line.receipt
    )
    pdf.from_html(f"<table>{rows}</table>")


def granted_and_paid(officer: User) -> Iterator[Line]:
    """A list of 500 by the steps of the pages: granted, made a sheet, paid but for two; then suất by suất."""
    fund = workflow.open_fund(Unit.objects.get(key=DISTRICT), "Quỹ đo danh sách", FundLevel.DISTRICT)
    at, handing = timezone.now(), Handing(PAID_ON, "Thủ quỹ", Signature.GUARDIAN, reason="đo", book=Book.CASH)
    workflow.receive(fund, Income(RAISED, "DS", dt.date(2024, 1, 5)), by=officer, at=at)

    def as_a_list() -> None:
        campaign, suats = _campaign(fund, "Đợt danh sách"), _suats("danh sách", LISTED)
        workflow.grant_all(campaign, suats, by=officer, at=at)
        sheet = workflow.make_sheet(fund, Wanted(campaign=campaign), by=officer, at=at)
        rows = list(sheet.rows.values_list("pk", flat=True))[ABSENT:]
        workflow.pay_sheet(sheet, rows, handing, by=officer, at=at)

    def one_by_one() -> None:
        campaign = _campaign(fund, "Đợt từng suất")
        for suat in _suats("từng suất", LISTED):
            granted_one = workflow.grant(campaign, suat, by=officer, at=at)
            workflow.pay(granted_one, granted_one.amount, handing, by=officer, at=at)

    yield _once(f"grant a list of {LISTED}, sheet, pay but {ABSENT}", as_a_list, "≤ 5 s", LISTED, "suất")
    yield _once("  plain: the same suất by suất", one_by_one, "–", LISTED, "suất")
    paid = Entry.objects.filter(fund=fund, kind=EntryKind.PAYMENT).count()
    assert (fund.grants.count(), paid) == (2 * LISTED, 2 * LISTED - ABSENT), (fund.grants.count(), paid)
    assert not list(unexplained(fund))


def small_cells_decided(times: int) -> Iterator[Line]:
    """Which breakdowns by level of 16 wards and nine years are published; plain: each row of each page for itself."""
    draw = random.Random(10)
    cells = {
        ward: {year: {level.value: draw.randint(0, 9) for level in AMOUNTS} for year in range(FIRST, LAST + 1)}
        for ward in range(WARDS)
    }
    places = [(ward, first, last) for ward in cells for first, last in spans()]
    found: list[set[tuple[int, int, int]]] = []

    def at_once() -> None:
        published = small_cells.decide(cells)
        found.append({place for place in places if published.member_may(*place)})

    def for_each() -> None:
        found.append({place for place in places if small_cells.decide(cells).member_may(*place)})

    wall, cpu = time.perf_counter(), time.process_time()
    seconds = [_seconds(at_once) for _ in range(times)]
    cost = Cost(time.perf_counter() - wall, time.process_time() - cpu, 0)
    asked = f"small cells, {WARDS} wards × {LAST - FIRST + 1} years, decided, {len(places)} rows asked"
    yield Line(asked, seconds, cost, "≤ 200 ms of CPU")
    yield _once("  plain: decided anew for each row", for_each, "–")
    assert found[0] == found[-1]


def spans() -> list[tuple[int, int]]:
    return [(first, last) for first in range(FIRST, LAST + 1) for last in range(first, LAST + 1)]


def _seconds(act: Callable[[], None]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _once(name: str, act: Callable[[], None], limit: str, done: int = 1, per: str = "request") -> Line:
    """An act in this process, once; statements are counted and not kept, since a plain way may send 20.000."""
    asked = 0

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*args)

    with connection.execute_wrapper(count):
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Line(name, [wall], Cost(wall, cpu, asked), limit, done=done, per=per)


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
    return [workflow.grant(campaign, suat, by=officer, at=at) for suat in _suats(name, SUAT_AT_ONCE)]


def _suats(name: str, number: int) -> list[Suat]:
    """Suất of one decision for so many children of a ward."""
    ward = Unit.objects.get(key=f"{DISTRICT}-p5")
    return [
        Suat(
            Child(f"Võ Minh Họa {name} {place}", 2012, "7A1", "Trường minh họa 1", hardship=True),
            MILLION,
            SchoolLevel.LOWER,
            SCHOOL_YEAR,
            ward,
            "25/QĐ-HKH",
            DECIDED,
        )
        for place in range(number)
    ]


Tried = tuple[bool, float]
"""Whether the suất was paid, or somebody was faster; and the seconds of either."""


def shares(suats: Sequence[Grant]) -> list[Sequence[Grant]]:
    """What each person pays: two and two have the same suất, in the same order."""
    return [suats[place // 2 :: PAYERS // 2] for place in range(PAYERS)]


def paid_on_connections(fund: Fund, suats: list[Grant], officer: User) -> Line:
    """The step itself, each person on a database connection of their own; all in this one process."""
    handing = Handing(PAID_ON, "Thủ quỹ", Signature.GUARDIAN)

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
        "on": f"{PAID_ON:%d/%m/%Y}",
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
