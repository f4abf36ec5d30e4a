"""Two people press at once, on two real connections: it is done once."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from awards.scholarships.enums import Book
from awards.scholarships.models import Entry, Fund
from awards.scholarships.workflow import balance
from awards.titles.models import Candidate, CandidateEvent
from hocTap.lib.refusals import Refused
from tests.awards.scholarships.factories import make_fund, put_in
from tests.handover.factories import Town, hand, make_holders, make_town, undo
from units.models import HandedOver

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"),
]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What becomes of acts that start together on connections of their own: "done", or the refusal."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        start.wait()
        try:
            act()
            return "done"
        except Refused as reason:
            return type(reason).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as people:
        return sorted(people.map(run, acts))


def money(town: Town) -> object:
    new = {"funds": {str(town.hoa_binh.pk): "moi"}}
    return hand(town, town.five, "funds", new, minutes_no="01/BB", minutes_on=dt.date(2025, 7, 10))


def test_part_is_handed_over_once_by_four_people() -> None:
    assert connection.vendor == "postgresql"
    town = make_town()
    made = make_holders(town, town.five)

    communities = at_once(*[lambda: hand(town, town.five, "communities")] * 4)
    titles = at_once(*[lambda: hand(town, town.five, "titles")] * 4)

    assert (communities, titles) == (["Stale"] * 3 + ["done"],) * 2
    assert Candidate.objects.filter(ward=town.hoa_binh).count() == len(made)
    assert CandidateEvent.objects.filter(kind="handed_over").count() == len(made)
    assert HandedOver.objects.count() == 2


def test_money_passes_once_while_somebody_writes_in_the_book() -> None:
    town = make_town()
    old = make_fund(town.five, cash=1_000_000)

    outcomes = at_once(*[lambda: money(town)] * 3, lambda: put_in(old, 500, on=dt.date(2025, 7, 1), by=town.office))

    assert outcomes.count("done") in (1, 2)
    total = sum(balance(fund, Book.CASH) for fund in Fund.objects.all())
    written = Entry.objects.filter(receipt__isnull=False).count()
    assert total == 1_000_000 + 500 * (written - 1)
    assert balance(old, Book.CASH) in (0, 1_000_500)


def test_two_who_undo_at_once_undo_once() -> None:
    town = make_town()
    make_fund(town.five, cash=1_000_000)
    money(town)

    outcomes = at_once(*[lambda: undo(town, town.five, "funds")] * 3)

    assert outcomes == ["Stale", "Stale", "done"]
    assert [balance(fund, Book.CASH) for fund in Fund.objects.order_by("pk")] == [1_000_000, 0]
