"""Several people at the books of one fund at the same moment, on real connections."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, connections
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awards.scholarships import workflow
from awards.scholarships.enums import Book, EntryKind
from awards.scholarships.models import Entry, Fund, Grant
from awards.scholarships.workflow import Income, Move
from hocTap.lib.refusals import Refused
from tests.awards.scholarships.factories import make_fund, make_grant, make_recipient, pay, put_in, reverse
from tests.awards.scholarships.test_constraints import raw_payment
from tests.factories import make_user, make_ward

pytestmark = pytest.mark.usefixtures("transactional_db")

needs_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")


@pytest.fixture
def fund() -> Fund:
    make_user("thuquy")
    return make_fund(make_ward("Phường 5"), cash=1_000_000)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What becomes of acts that start together on connections of their own: "done", or the refusal."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        start.wait()
        try:
            act()
            return "done"
        except (Refused, IntegrityError) as reason:
            return type(reason).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as people:
        return sorted(people.map(run, acts))


def explained(fund: Fund) -> Iterator[str]:
    """Whatever in the fund's cash book is not accounted for; nothing, when every đồng is."""
    running = 0
    lines = list(Entry.objects.filter(fund=fund, book=Book.CASH).order_by("seq"))
    for place, line in enumerate(lines, start=1):
        running += line.amount
        if (line.seq, line.balance_after) != (place, running) or running < 0:
            yield f"line {line.seq}: {line.balance_after} instead of {running}"
    if workflow.balance(fund, Book.CASH) != running:
        yield "the balance is not the sum of the lines"
    for suat in Grant.objects.filter(fund=fund).with_paid():
        turns = suat.entries.aggregate(total=Sum("turn"))["total"] or 0
        if not 0 <= suat.paid <= suat.amount or turns != int(suat.paid > 0):  # type: ignore[attr-defined]
            yield f"{suat}: paid {suat.paid} of {suat.amount}"  # type: ignore[attr-defined]
    reversed_lines = [line.reverses_id for line in lines if line.kind == EntryKind.REVERSAL]
    if len(reversed_lines) != len(set(reversed_lines)):
        yield "a line is reversed twice"


@needs_postgresql
def test_one_suat_is_paid_once_by_eight_people(fund: Fund) -> None:
    suat = make_grant(fund, 1_000_000)

    outcomes = at_once(*[lambda: pay(suat, 1_000_000, seen_paid=0)] * 8)

    assert outcomes == ["Stale"] * 7 + ["done"]
    assert (workflow.balance(fund, Book.CASH), list(explained(fund))) == (0, [])


@needs_postgresql
def test_last_money_of_a_fund_goes_to_one_of_two_suat(fund: Fund) -> None:
    suats = [make_grant(fund, 700_000, make_recipient(fund, f"Học sinh {n}")) for n in range(2)]

    outcomes = at_once(*[lambda suat=suat: pay(suat, 700_000) for suat in suats])

    assert outcomes == ["Refused", "done"]
    assert (workflow.balance(fund, Book.CASH), list(explained(fund))) == (300_000, [])


@needs_postgresql
def test_payment_is_reversed_once_by_four_people(fund: Fund) -> None:
    entry = pay(make_grant(fund, 400_000), 400_000)

    assert at_once(*[lambda: reverse(entry)] * 4) == ["Stale"] * 3 + ["done"]
    assert (workflow.balance(fund, Book.CASH), list(explained(fund))) == (1_000_000, [])


@needs_postgresql
def test_transfers_both_ways_at_once_never_wait_for_each_other(fund: Fund) -> None:
    other = make_fund(fund.unit, cash=1_000_000, name="Quỹ chi hội")
    by, at = make_user("chuyen"), timezone.now()

    def send(source: Fund, taker: Fund) -> None:
        asked = Move(source, taker, Book.CASH, Book.CASH, 200_000, "CT", timezone.localdate(), "Thử")
        workflow.move(asked, by=by, at=at)

    both = [lambda: send(fund, other), lambda: send(other, fund)] * 4

    assert at_once(*both) == ["done"] * 8
    assert [workflow.balance(each, Book.CASH) for each in (fund, other)] == [1_000_000, 1_000_000]
    assert [*explained(fund), *explained(other)] == []


@needs_postgresql
def test_receipt_is_put_right_once_by_four_people(fund: Fund) -> None:
    wrong = workflow.receive(fund, Income(500_000, "PT-1", timezone.localdate()), by=make_user("a"), at=timezone.now())
    right = Income(50_000, "PT-1", timezone.localdate())
    by = make_user("sua")

    def put_right() -> None:
        workflow.correct_receipt(wrong, right, why="Thừa số 0", by=by, at=timezone.now())

    assert at_once(*[put_right] * 4) == ["Stale"] * 3 + ["done"]
    assert (workflow.balance(fund, Book.CASH), list(explained(fund))) == (1_050_000, [])


@needs_postgresql
def test_database_itself_takes_one_of_two_payments_written_past_the_workflow(fund: Fund) -> None:
    suat = make_grant(fund, 1_000_000)

    outcomes = at_once(*[lambda: raw_payment(suat, 1_000_000, 2, 0).save(force_insert=True)] * 2)

    assert outcomes == ["IntegrityError", "done"]
    assert list(explained(fund)) == []


Act = tuple[str, int, int]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["pay", "pay", "grant", "receive", "reverse"]),
        st.integers(0, 3),
        st.integers(1, 12),
    ),
    min_size=2,
    max_size=14,
)


def do(fund: Fund, act: Act) -> None:
    """One act of one person; a refusal is an outcome like any other."""
    verb, which, size = act
    try:
        if verb == "receive":
            put_in(fund, size * 100_000)
        elif verb == "grant":
            make_grant(fund, size * 50_000, make_recipient(fund, f"Học sinh {random.random()}"))
        elif verb == "pay" and (suats := list(Grant.objects.filter(fund=fund).order_by("pk"))):
            pay(suats[which % len(suats)], size * 50_000)
        elif verb == "reverse" and (lines := list(Entry.objects.filter(fund=fund).order_by("seq"))):
            reverse(lines[(which * 5 + size) % len(lines)])
    except Refused:
        pass


def play(fund: Fund, acts: list[Act]) -> None:
    for act in acts:
        do(fund, act)


_place = iter(range(1, 10_000))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ACTS, second=ACTS)
def test_any_acts_of_two_people_leave_every_dong_explained(fund: Fund, first: list[Act], second: list[Act]) -> None:
    book = make_fund(fund.unit, cash=500_000, name=f"Quỹ {next(_place)}")
    make_grant(book, 300_000)
    if connection.vendor == "sqlite":
        play(book, [act for pair in zip(first, second, strict=False) for act in pair])
    else:
        assert at_once(lambda: play(book, first), lambda: play(book, second)) == ["done", "done"]

    lines = Entry.objects.filter(fund=book)
    money_in = lines.filter(receipt__isnull=False).aggregate(total=Sum("amount"))["total"]
    money_out = -(lines.filter(grant__isnull=False).aggregate(total=Sum("amount"))["total"] or 0)
    assert workflow.balance(book, Book.CASH) == money_in - money_out
    assert list(explained(book)) == []
