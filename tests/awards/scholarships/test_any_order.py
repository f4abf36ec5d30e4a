"""Any acts in any order on the funds of a district, hand-overs too: every đồng explained, no day below zero, every
printed sum the ledger's."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awards.scholarships import cashbook, statement, summary, workflow
from awards.scholarships.cashbook import Span
from awards.scholarships.enums import MONEY, Book, EntryKind, FundLevel
from awards.scholarships.models import BookClosing, Campaign, Entry, Fund, Grant, PaySheet, Receipt, Transfer
from awards.scholarships.workflow import Handing, Income, Move, Opened, Spent, Wanted
from hocTap.lib.refusals import Refused
from tests.awards.scholarships.factories import (
    clerk,
    handing,
    make_fund,
    make_gift,
    make_grant,
    make_recipient,
    now,
    reopen,
    reverse,
)
from tests.awards.scholarships.test_books import make_kind
from tests.factories import make_district, make_unit, make_ward
from units import workflow as places
from units.enums import ChangeKind, UnitKind
from units.handover import workflow as handing_over
from units.handover.changes import Change, change_of
from units.handover.registry import part_named
from units.handover.workflow import Asked
from units.models import Unit

pytestmark = pytest.mark.django_db

WHY = "Số liệu thử"
DAYS = [dt.date(2020, month, 5) for month in (2, 5, 9, 9, 11)]
CHANGED = dt.date(2020, 10, 1)
"""On this day the old ward passes to its heirs: acts of November are theirs."""

VERBS = [
    *("receive", "receive", "spend", "gift", "grant", "grant", "pay", "pay", "reverse", "correct", "move", "move"),
    *("move back", "close", "reopen", "open", "list", "pay list", "unpay list", "cancel"),
    *("hand over", "hand over", "undo"),
]
Act = tuple[str, int, int, int, int]
ACTS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 3), st.integers(0, 4), st.integers(0, 5), st.integers(1, 40)),
    min_size=3,
    max_size=26,
)


@dataclass
class Area:
    """A district whose ward A ends in October: divided between B and C, or whole into B. B has a fund of its own."""

    district: Unit
    change: Change

    @property
    def funds(self) -> list[Fund]:
        """Those that a hand-over opened too."""
        return list(Fund.objects.filter(unit__in=self.district.lines_down.values("descendant")).order_by("pk"))

    @property
    def units(self) -> list[Unit]:
        return list(Unit.objects.filter(pk__in=[self.district.pk, self.change.old, *self.change.receivers]))


def make_area(number: int, *, divided: bool) -> Area:
    district = make_district(f"Quận {number}")
    old = make_ward(f"Phường A{number}", district)
    heirs = [make_unit(f"Phường {name}{number}", UnitKind.WARD, district, valid_from=CHANGED) for name in "BC"]
    make_fund(old)
    make_fund(district, name="Quỹ quận", level=FundLevel.DISTRICT)
    make_fund(heirs[0])
    places.close_version(old, last_day=CHANGED - dt.timedelta(1))
    moves = [places.Move(old, heir, whole=not divided) for heir in (heirs if divided else heirs[:1])]
    kind = ChangeKind.PART if divided else ChangeKind.MERGE
    places.record_change(kind, CHANGED, moves, decision="Nghị quyết thử")
    change = change_of(old.pk, CHANGED)
    assert change
    return Area(district, change)


def do(area: Area, act: Act) -> None:
    """One act of a treasurer, or of the office that hands over; what is refused changes nothing."""
    verb, whose, day, which, size = act
    funds = area.funds
    fund, other = funds[whose % len(funds)], funds[(whose + 1 + which % 2) % len(funds)]
    on, amount, book = DAYS[day], size * 10_000, list(Book)[which % 3]
    try:
        with transaction.atomic():
            if verb in PASSING:
                PASSING[verb](area.change, on, which)
            else:
                STEPS[verb](fund, other, on, which, amount, book)
    except Refused:
        pass


def hand_over(change: Change, on: dt.date, which: int) -> None:
    """Everything to the heirs: each book divided by a number, into the fund that is there or a new one."""
    first, last, part = change.receivers[0], change.receivers[-1], part_named("funds")
    assert part
    sums = []
    for fund, book in [(fund, book) for fund in Fund.objects.filter(unit=change.old) for book in Book]:
        held = workflow.balance(fund, book)
        sums += [[fund.pk, str(book), first, held * which // 5], [fund.pk, str(book), last, held - held * which // 5]]
    there = Fund.objects.filter(unit=first).first()
    new = {str(heir): "moi" for heir in change.receivers}
    chosen = [first, last][which % 2]
    suats = {str(campaign.pk): chosen for campaign in Campaign.objects.filter(fund__unit=change.old)}
    asked: dict[str, Any] = {"funds": new | ({str(first): str(there.pk)} if there and which % 3 else {})}
    minutes: dict[str, Any] = {"minutes_no": "1/BB", "minutes_on": max(on, CHANGED)}
    handing_over.confirm(change, part, Asked(asked | {"sums": sums, "suats": suats}, **minutes), by=clerk(), at=now())


def undo(change: Change, on: dt.date, which: int) -> None:
    part = part_named("funds")
    assert part
    handing_over.undo(change, part, WHY, by=clerk(), at=now())


PASSING = {"hand over": hand_over, "undo": undo}


def receive(fund: Fund, other: Fund, on: dt.date, which: int, amount: int, book: Book) -> None:
    goods = "Tập vở" if book == Book.GOODS else ""
    number = f"PT-{which}" if which else f"PT-{fund.receipts.count() + 10}"
    workflow.receive(fund, Income(amount, number, on, book=book, goods=goods, reason=WHY), by=clerk(), at=now())


def spend(fund: Fund, other: Fund, on: dt.date, which: int, amount: int, book: Book) -> None:
    sheet_no = f"PC-{which}" if which else ""
    spent = Spent(make_kind(), amount, "Việc thử", on, book=book, sheet_no=sheet_no, reason=WHY)
    workflow.spend(fund, spent, by=clerk(), at=now())


def gift(fund: Fund, other: Fund, on: dt.date, which: int, amount: int, book: Book) -> None:
    make_gift(fund, amount, on=on, book=book, reason=WHY)


def grant(fund: Fund, other: Fund, on: dt.date, which: int, amount: int, book: Book) -> None:
    ward = fund.unit if fund.level == "ward" else other.unit
    child = make_recipient(fund, f"Em {fund.grants.count()}")
    make_grant(fund, amount, child, ward=ward, decided_on=on, reason=WHY)


def pay(fund: Fund, other: Fund, on: dt.date, which: int, amount: int, book: Book) -> None:
    if suats := list(fund.grants.order_by("pk")):
        paid = replace(handing(on), book=MONEY[which % 2], sheet_no=f"PC-{which}" if which else "")
        assert isinstance(paid, Handing)
        workflow.pay(suats[which % len(suats)], amount, paid, by=clerk(), at=now())


def take_back(fund: Fund, other: Fund, on: dt.date, which: int, amount: int, book: Book) -> None:
    if lines := list(Entry.objects.filter(fund=fund).order_by("pk")):
        reverse(lines[(which * 7 + amount) % len(lines)], on=on)


def correct(fund: Fund, other: Fund, on: dt.date, which: int, amount: int, book: Book) -> None:
    if receipts := list(fund.receipts.order_by("pk")):
        wrong: Receipt = receipts[which % len(receipts)]
        goods = "Tập vở" if book == Book.GOODS else ""
        right = Income(amount, wrong.receipt_no, on, book=book, goods=goods, reason=WHY)
        workflow.correct_receipt(wrong, right, why=WHY, by=clerk(), at=now())


def move(fund: Fund, other: Fund, on: dt.date, which: int, amount: int, book: Book) -> None:
    ways = [(fund, Book.CASH, Book.BANK), (fund, Book.BANK, Book.CASH), (other, Book.CASH, Book.CASH)]
    ways += [(other, Book.BANK, Book.CASH), (other, Book.GOODS, Book.GOODS), (fund, Book.CASH, Book.CASH)]
    taker, from_book, into = ways[which]
    workflow.move(Move(fund, taker, from_book, into, amount, "CT", on, WHY), by=clerk(), at=now())


def move_back(fund: Fund, other: Fund, on: dt.date, which: int, amount: int, book: Book) -> None:
    if moves := list(Transfer.objects.filter(source=fund).order_by("pk")):
        workflow.take_back_move(moves[which % len(moves)], reason=WHY, on=on, by=clerk(), at=now())


def close(fund: Fund, other: Fund, on: dt.date, which: int, amount: int, book: Book) -> None:
    workflow.close_books(fund, on, by=clerk(), at=now())


def reopened(fund: Fund, other: Fund, on: dt.date, which: int, amount: int, book: Book) -> None:
    if closing := BookClosing.objects.filter(fund=fund, reopened_at__isnull=True).last():
        reopen(closing)


def begin(fund: Fund, other: Fund, on: dt.date, which: int, amount: int, book: Book) -> None:
    asked = Opened(dt.date(2020, 1, 1 + which), {book: amount, Book.CASH: amount}, "Biên bản")
    if there := workflow.opening_of(fund):
        workflow.correct_opening(there, asked, reason=WHY, by=clerk(), at=now())
    else:
        workflow.open_books(fund, asked, by=clerk(), at=now())


def make_list(fund: Fund, other: Fund, on: dt.date, which: int, amount: int, book: Book) -> None:
    workflow.make_sheet(fund, Wanted(), by=clerk(), at=now())


def pay_list(fund: Fund, other: Fund, on: dt.date, which: int, amount: int, book: Book) -> None:
    """All on the list are paid but every third."""
    if sheet := PaySheet.objects.filter(fund=fund).first():
        rows = [row.pk for row in sheet.rows.all() if row.place % 3 != which % 3]
        workflow.pay_sheet(sheet, rows, handing(on, WHY), by=clerk(), at=now())


def unpay_list(fund: Fund, other: Fund, on: dt.date, which: int, amount: int, book: Book) -> None:
    if sheet := PaySheet.objects.filter(fund=fund).first():
        workflow.unpay_sheet(sheet, reason=WHY, by=clerk(), at=now())


def cancel(fund: Fund, other: Fund, on: dt.date, which: int, amount: int, book: Book) -> None:
    if suat := fund.grants.order_by("pk").last():
        workflow.cancel_grant(suat, reason=WHY, on=on, by=clerk(), at=now())


STEPS = {
    "receive": receive,
    "spend": spend,
    "gift": gift,
    "grant": grant,
    "pay": pay,
    "reverse": take_back,
    "correct": correct,
    "move": move,
    "move back": move_back,
    "close": close,
    "reopen": reopened,
    "open": begin,
    "list": make_list,
    "pay list": pay_list,
    "unpay list": unpay_list,
    "cancel": cancel,
}


def unexplained(fund: Fund) -> Iterator[str]:
    """Whatever is not accounted for in the three books of a fund; nothing, when every đồng is."""
    for book in Book:
        running, days = 0, defaultdict[dt.date, int](int)
        lines = list(Entry.objects.filter(fund=fund, book=book).order_by("seq"))
        for place, line in enumerate(lines, start=1):
            running += line.amount
            days[line.made_on] += line.amount
            if (line.seq, line.balance_after) != (place, running):
                yield f"{book}, line {line.seq}: {line.balance_after} instead of {running}"
        held = 0
        for day in sorted(days):
            held += days[day]
            if held < 0:
                yield f"{book}, {day}: {held}"
        if workflow.balance(fund, book) != running:
            yield f"{book}: the balance is not in − out"
        yield from _on_paper(fund, book, running)
    opening = workflow.opening_of(fund)
    early = opening and Entry.objects.filter(fund=fund, opening__isnull=True, made_on__lt=opening.opened_on)
    if early and early.exists():
        yield "a line before the opening"
    for suat in Grant.objects.filter(fund=fund).with_paid():
        paid: int = suat.paid  # type: ignore[attr-defined]
        if not 0 <= paid <= suat.amount:
            yield f"{suat}: paid {paid} of {suat.amount}"
    standing = Receipt.objects.filter(fund=fund, entries__kind=EntryKind.RECEIPT, entries__reversed_by__isnull=True)
    numbers = list(standing.values_list("receipt_no", flat=True))
    if len(numbers) != len(set(numbers)):
        yield "two standing receipts of one number"


def _on_paper(fund: Fund, book: Book, running: int) -> Iterator[str]:
    """The book by any cut, and the report, say what the ledger says."""
    year = Span(fund, book, dt.date(2020, 1, 1), dt.date(2020, 12, 31))
    whole = cashbook.sums_of(year)
    lines = cashbook.lines(year, whole.opening)
    if whole.closing != running or (lines and lines[-1].held != running) or any(line.held < 0 for line in lines):
        yield f"{book}: the printed book closes with {whole.closing} instead of {running}"
    halves = [replace(year, last=DAYS[2]), replace(year, first=DAYS[2] + dt.timedelta(1))]
    first, second = (cashbook.sums_of(half) for half in halves)
    if (first.closing, second.closing, first.came + second.came) != (second.opening, running, whole.came):
        yield f"{book}: two halves are not the whole"


def misprinted(area: Area) -> Iterator[str]:
    """What the pages of a unit say otherwise than the ledger: report by period and level, summary, list of funds."""
    first, last = dt.date(2020, 1, 1), dt.date(2020, 12, 31)
    for unit, book in [(unit, book) for unit in area.units for book in Book]:
        below = statement.funds_of(unit)
        lines = Entry.objects.filter(fund__in=below, book=book)
        held = sum_of(lines)
        found = statement.build_statement("", unit, book, first, last, "quy")
        by_level = sum(row.closing for row in found.levels)
        if {
            found.total.closing,
            found.periods[-1].closing,
            by_level,
            sum(workflow.balance(f, book) for f in below),
        } != {held}:
            yield f"{unit}, {book}: the report closes with {found.total.closing} instead of {held}"
        raised, spent = sum_of(lines.filter(receipt__isnull=False)), -sum_of(lines.filter(expense__isnull=False))
        if (found.total.raised, sum(amount for _, amount in found.kinds)) != (raised, spent):
            yield f"{unit}, {book}: raised {found.total.raised} instead of {raised}"
        if (found.total.came - found.total.went) != held - found.total.opening:
            yield f"{unit}, {book}: the report is not in − out"
    yield from _summed_up(area)


def _summed_up(area: Area) -> Iterator[str]:
    """The summary of the district says its lines, each ward's those of its own, and the rows add up."""
    total = summary.build_summary(area.district, 2020, 2020).total
    lines = Entry.objects.filter(fund__in=area.funds)
    raised = sum_of(lines.filter(receipt__isnull=False, book__in=MONEY))
    paid = -sum_of(lines.filter(grant__isnull=False))
    if (total.raised, total.amount) != (raised, paid):
        yield f"summary: {total.raised} raised, {total.amount} given instead of {raised}, {paid}"
    wards = summary.build_summary(area.district, 2020, 2020).wards
    if sum(ward.amount for ward in wards) != paid:
        yield "summary: the wards are not the district"
    for fund in Fund.objects.filter(pk__in=[each.pk for each in area.funds]).with_balances():
        if [vars(fund)[book.value] for book in Book] != [workflow.balance(fund, book) for book in Book]:
            yield f"{fund}: its page says other balances than its books"
        rows = list(fund.campaigns.with_raised())
        given = -sum_of(Entry.objects.filter(fund=fund, grant__isnull=False))
        if sum(vars(row)["paid"] for row in rows) != given:
            yield f"{fund}: its campaigns gave other sums than its books"


def sum_of(lines: Any) -> int:
    found: int = lines.aggregate(total=Sum("amount", default=0))["total"]
    return found


_place = iter(range(1, 100_000))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(divided=st.booleans(), acts=ACTS)
def test_any_acts_leave_every_dong_explained(db: None, divided: bool, acts: list[Act]) -> None:
    area = make_area(next(_place), divided=divided)
    for act in acts:
        do(area, act)

    assert [each for fund in area.funds for each in unexplained(fund)] == []
    assert list(misprinted(area)) == []
    for transfer in Transfer.objects.filter(source__in=area.funds):
        sums = transfer.entries.aggregate(both=Sum("amount"), sides=Sum("amount", filter=~Q(kind=EntryKind.REVERSAL)))
        assert (sums["both"], sums["sides"], transfer.entries.count() in (2, 4)) == (0, 0, True)


def test_the_acts_do_happen(db: None) -> None:
    """So that the property is none of refusals: money comes, is given by a list, handed over whole and brought back."""
    area = make_area(0, divided=True)
    for act in [("receive", 0, 0, 0, 40), ("grant", 0, 1, 0, 5), ("grant", 0, 1, 0, 6), ("list", 0, 2, 0, 1)]:
        do(area, act)
    do(area, ("pay list", 0, 2, 1, 1))
    do(area, ("hand over", 0, 4, 2, 1))
    handed = [workflow.balance(fund, Book.CASH) for fund in area.funds]
    do(area, ("undo", 0, 4, 0, 1))

    assert handed == [0, 0, 136_000, 204_000]
    assert [workflow.balance(fund, Book.CASH) for fund in area.funds] == [340_000, 0, 0, 0]
    assert [line for fund in area.funds for line in unexplained(fund)] + list(misprinted(area)) == []
