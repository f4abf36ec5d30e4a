"""Merges and splits, confirmed and undone in any order: no household and no đồng is lost or doubled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from awards.scholarships.enums import Book
from awards.scholarships.models import Entry, Fund, Grant
from awards.scholarships.workflow import balance
from awards.titles.holders import holders_on
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate
from awards.titles.workflow.candidates import record_all
from hocTap.lib.refusals import Refused
from tests.awards.scholarships.factories import make_fund, make_grant, make_recipient, pay
from tests.factories import make_unit, make_user
from tests.handover.factories import now
from units import workflow
from units.enums import ChangeKind, UnitKind
from units.handover import workflow as handing
from units.handover.changes import Change, change_of
from units.handover.communities import waiting
from units.handover.registry import part_named
from units.handover.workflow import Asked
from units.models import HandedOver, Unit, UnitVersion, User
from units.workflow import Move

pytestmark = pytest.mark.django_db

FIRST, SECOND = dt.date(2025, 1, 1), dt.date(2025, 7, 1)
DAYS = (FIRST, SECOND)
CODES = ("communities", "titles", "funds")

Shape = tuple[bool, bool]
"""Whether the ward of each of the two days is divided; if not, it is merged whole."""


@dataclass(frozen=True)
class World:
    """Two old wards in a row: what the first gives on the first day the second gives on, in part, on the second day."""

    changes: list[Change]
    wards: list[Unit]
    by: User


@st.composite
def acts(draw: st.DrawFn) -> list[tuple[int, str, bool, int]]:
    """Which change, which part, confirmed or undone, and a number that decides what goes where."""
    one = st.tuples(st.integers(0, 2), st.sampled_from(CODES), st.booleans(), st.integers(0, 9))
    return draw(st.lists(one, min_size=3, max_size=14))


def make_world(divided: Shape, households: list[int], cash: list[int], paid: int) -> World:
    """Ward A goes into B (whole, or in part also into C) on the first day, B into D (or D and E) on the second."""
    by = make_user("so")
    province = make_unit("Tỉnh Thử", UnitKind.PROVINCE)
    a, b, c = (make_unit(f"Phường {name}", UnitKind.WARD, province) for name in "ABC")
    below = [make_unit(f"Khu phố {ward}{n}", UnitKind.COMMUNITY, ward) for ward in (a, b) for n in (1, 2)]
    for community in below:
        workflow.close_version(community, last_day=(FIRST if community in below[:2] else SECOND) - dt.timedelta(1))
    for ward, day in ((a, FIRST), (b, SECOND)):
        workflow.close_version(ward, last_day=day - dt.timedelta(1))
    d, e = (make_unit(f"Phường {name}", UnitKind.WARD, province, valid_from=SECOND) for name in "DE")
    _change(FIRST, a, [b, c] if divided[0] else [b])
    _change(SECOND, b, [d, e] if divided[1] else [d])
    for community, number in zip(below, households, strict=True):
        ward = a if community in below[:2] else b
        _households(ward, community, number, by)
    for ward, held in zip((a, b), cash, strict=True):
        if held:
            fund = make_fund(ward, cash=held)
            suat = make_grant(fund, 1_000, make_recipient(fund, f"Trẻ {ward.pk}"), reason="Số liệu thử")
            if paid:
                pay(suat, min(paid, held, 1_000))
    found = [change_of(a.pk, FIRST), change_of(b.pk, SECOND)]
    return World([change for change in found if change], [a, b, c, d, e], by)


def _change(day: dt.date, old: Unit, heirs: list[Unit]) -> None:
    whole = len(heirs) == 1
    moves = [Move(old, heir, whole=whole) for heir in heirs]
    workflow.record_change(ChangeKind.MERGE if whole else ChangeKind.PART, day, moves, decision="Nghị quyết thử")


def _households(ward: Unit, community: Unit, number: int, by: User) -> None:
    rows = []
    for place in range(number):
        made = Candidate(kind=TitleKind.HOUSEHOLD, ward=ward, community=community, name=f"Hộ {community.pk}.{place}")
        made.known_since = dt.date(2020, 1, 1)
        rows.append(made)
    clan = Candidate(kind=TitleKind.CLAN, ward=ward, name=f"Họ {community.pk}", known_since=dt.date(2020, 1, 1))
    record_all([*rows, clan], by=by, at=now())


def choices(change: Change, code: str, number: int) -> dict[str, Any]:
    """A complete division, decided by a number."""
    heirs = change.receivers
    chosen = heirs[number % len(heirs)]
    if code == "communities":
        to = {str(each.unit_id): heirs[(number + place) % len(heirs)] for place, each in enumerate(waiting(change))}
        return {"to": to, "names": {}}
    if code == "titles":
        return {"kinds": dict.fromkeys(TitleKind.values, chosen)}
    sums = []
    for fund in Fund.objects.filter(unit=change.old):
        held = balance(fund, Book.CASH)
        part = held * number // 9
        sums += [[fund.pk, "cash", heirs[0], part], [fund.pk, "cash", heirs[-1], held - part]]
    suats = {str(campaign): chosen for campaign in Grant.objects.values_list("campaign", flat=True)}
    return {"funds": dict.fromkeys(map(str, heirs), "moi"), "sums": sums, "suats": suats}


def act(world: World, place: int, code: str, confirms: bool, number: int) -> bool:
    """One press; whether it was taken. A refusal leaves everything as it was."""
    change, part = world.changes[place % len(world.changes)], part_named(code)
    assert part
    before = facts()
    try:
        if confirms:
            minutes: dict[str, Any] = {"minutes_no": "1/BB", "minutes_on": change.on + dt.timedelta(number)}
            asked = Asked(choices(change, code, number), **minutes)
            handing.confirm(change, part, asked, by=world.by, at=now())
        else:
            handing.undo(change, part, "Thử", by=world.by, at=now())
    except Refused:
        assert facts() == before
        return False
    return True


def facts() -> object:
    """All that a refusal must leave alone."""
    return (
        sorted(Candidate.objects.values_list("pk", "ward", "community")),
        sorted(UnitVersion.objects.values_list("unit", "parent", "valid_from", "valid_to"), key=str),
        list(Entry.objects.order_by("pk").values_list("pk", "fund", "amount")),
        sorted(Grant.objects.values_list("pk", "cancelled_on", "handed_on"), key=str),
    )


def holders(world: World, day: dt.date) -> int:
    wards = [ward.pk for ward in world.wards]
    return sum(number for kind in TitleKind for number in holders_on(day, kind, wards).values())


def money(world: World) -> int:
    return sum(balance(fund, Book.CASH) for fund in Fund.objects.all())


def still_owed() -> int:
    """What is left to pay of all suất, wherever they are."""
    suats = Grant.objects.filter(cancelled_on__isnull=True, handed_on__isnull=True).with_paid()
    return sum(suat.amount - suat.paid for suat in suats)  # type: ignore[attr-defined]


@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    divided=st.tuples(st.booleans(), st.booleans()),
    households=st.lists(st.integers(0, 4), min_size=4, max_size=4),
    cash=st.lists(st.integers(0, 10**9), min_size=2, max_size=2),
    paid=st.integers(0, 999),
    presses=acts(),
)
def test_no_household_and_no_dong_is_lost_or_doubled(
    divided: Shape, households: list[int], cash: list[int], paid: int, presses: list[tuple[int, str, bool, int]]
) -> None:
    with transaction.atomic():
        play(make_world(divided, households, cash, paid), sum(households) + 4, presses)
        transaction.set_rollback(True)


def play(world: World, everybody: int, presses: list[tuple[int, str, bool, int]]) -> None:
    total, owed = money(world), still_owed()
    last_days = [FIRST - dt.timedelta(1), SECOND]
    for press in presses:
        act(world, *press)
        assert (money(world), still_owed()) == (total, owed)
        assert [holders(world, day) for day in last_days] == [everybody] * 2
        assert Candidate.objects.count() == everybody
        assert all(balance(fund, Book.CASH) >= 0 for fund in Fund.objects.all())
    for place, code in [(0, code) for code in CODES] + [(1, code) for code in CODES]:
        act(world, place, code, True, 4)
    assert (money(world), still_owed()) == (total, owed)
    old = world.wards[:2]
    assert not Candidate.objects.filter(ward__in=old).exists()
    assert sum(balance(fund, Book.CASH) for fund in Fund.objects.filter(unit__in=old)) == 0
    standing = HandedOver.objects.filter(undone_at__isnull=True)
    assert len(set(standing.values_list("part", "heir"))) == standing.count()


def test_the_same_presses_in_order_hand_everything_over() -> None:
    world = make_world((True, True), [2, 2, 2, 2], [1_000_000, 999_999], 300)

    taken = [act(world, place, code, True, 5) for place in (0, 1) for code in CODES]

    assert taken == [True] * 6
    assert Locality(world.wards[0].pk) not in holders_on(SECOND, TitleKind.CLAN, [ward.pk for ward in world.wards])
