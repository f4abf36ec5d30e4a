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
from indicators import workflow as figures
from indicators.enums import State
from indicators.handover import open_sheets
from indicators.models import Submission, Value
from tests.awards.scholarships.factories import make_fund, put_in
from tests.handover.factories import Town, hand, make_holders, make_town, now, undo
from tests.indicators.factories import cell, fill, make_form, make_period
from units.models import HandedOver, HandOverPart, Unit

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


def sheets(town: Town, unit: Unit, way: str, heir: Unit, edition: int = 0) -> None:
    """One person's decision of every open sheet, as their page showed it."""
    chosen = {each.key: f"{way}-{heir.pk}" for each in open_sheets(town.change(unit))}
    hand(town, unit, "sheets", {"sheets": chosen}, edition=edition)


def open_sheet(town: Town, *units: Unit) -> list[Submission]:
    period = make_period(2025)
    form = make_form("fund-raised")
    return [figures.start(unit, form, period, by=town.officer, on=now().date()) for unit in units]


@pytest.mark.parametrize("before", [False, True])
def test_two_decisions_of_the_same_sheets_one_stands_and_the_others_are_told(before: bool) -> None:
    """Two say that the new sheet takes over, two that the old one is finished: never both. For the first time, or
    after a decision that was undone."""
    town = make_town()
    (sheet,) = open_sheet(town, town.five)
    if before:
        sheets(town, town.five, "cu", town.hoa_binh)
        undo(town, town.five, "sheets")
    row = HandOverPart.objects.filter(code="sheets").first()
    seen, steps = (row.edition, row.steps.count()) if row else (0, 0)

    outcomes = at_once(
        *[lambda: sheets(town, town.five, "moi", town.hoa_binh, seen)] * 2,
        *[lambda: sheets(town, town.five, "cu", town.hoa_binh, seen)] * 2,
    )

    assert outcomes == ["Stale"] * 3 + ["done"]
    sheet.refresh_from_db()
    taken = sheet.state == State.HANDED
    assert taken != (sheet.answered_by == town.hoa_binh)
    assert Submission.objects.filter(unit=town.hoa_binh).count() == int(taken)
    assert sheet.steps.count() == int(taken)
    assert HandedOver.objects.filter(undone_at__isnull=True).count() == 1
    assert HandOverPart.objects.get(code="sheets").steps.count() == steps + 1


def test_two_old_wards_decided_at_once_go_into_one_sheet_of_the_heir() -> None:
    town = make_town()
    olds = open_sheet(town, town.five, town.fourteen)

    outcomes = at_once(
        lambda: sheets(town, town.five, "moi", town.hoa_binh), lambda: sheets(town, town.fourteen, "moi", town.hoa_binh)
    )

    assert outcomes == ["done", "done"]
    new = Submission.objects.get(unit=town.hoa_binh)
    assert {each.pk for each in new.took_over.all()} == {each.pk for each in olds}


def test_sheet_is_not_handed_over_while_it_is_sent() -> None:
    """Whoever comes first wins: either the sheet was sent and is then handed over, or it was handed over unsent."""
    town = make_town()
    (sheet,) = open_sheet(town, town.five)
    fill(sheet, {"fund-raised": 5}, by=town.officer)

    outcomes = at_once(
        lambda: sheets(town, town.five, "moi", town.hoa_binh),
        lambda: figures.submit(sheet, by=town.officer, at=now()),
    )

    sheet.refresh_from_db()
    assert outcomes in (["Stale", "done"], ["done", "done"])
    assert (sheet.state, sheet.submitted_by, sheet.handed_to is None) == (State.HANDED, None, False)
    assert sheet.steps.count() == outcomes.count("done")


def test_undoing_and_typing_into_the_sheet_that_was_begun_never_lose_a_number() -> None:
    town = make_town()
    open_sheet(town, town.five)
    sheets(town, town.five, "moi", town.hoa_binh)
    new = Submission.objects.get(unit=town.hoa_binh)

    outcomes = at_once(
        lambda: undo(town, town.five, "sheets"),
        lambda: figures.save_cells(new, [cell("fund-raised", "9")], by=town.officer, at=now()),
    )

    assert outcomes.count("done") >= 1
    written = Value.objects.filter(number=9).exists()
    assert written == Submission.objects.filter(pk=new.pk).exists()
