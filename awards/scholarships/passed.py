"""What became of a handed-over fund's money, and from where a fund received: each đồng with its minutes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.urls import reverse

from awards.scholarships.enums import Book, EntryKind
from awards.scholarships.models import Entry, Fund, Grant, Transfer
from hocTap.lib import vi
from units.handover.changes import visible_links
from units.models import HandOverPart, User

WORDS = {Book.CASH: "tiền mặt", Book.BANK: "tiền gửi", Book.GOODS: "hiện vật"}


@dataclass
class Passed:
    """What passed between this fund and another one by one minutes."""

    other: Fund
    url: str
    """The other fund's page, where the person may read it."""
    minutes: str
    handover: str
    """The page of the hand-over, where it concerns the person."""
    sums: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """ "tiền 5.000.000 đồng, hiện vật 300.000 đồng"."""
        return ", ".join(self.sums)


@dataclass(frozen=True)
class Passage:
    """Both ways: what the fund handed over and what it received; nothing of most funds."""

    out: list[Passed]
    into: list[Passed]


def standing(fund: Fund) -> Iterable[Transfer]:
    """Transfers of the fund that were not taken back."""
    kinds = (EntryKind.HANDED_OUT, EntryKind.HANDED_IN)
    lines = Entry.objects.filter(transfer=OuterRef("pk"), kind__in=kinds, reversed_by__isnull=True)
    mine = Transfer.objects.filter(Q(source=fund) | Q(taker=fund), part__isnull=False).filter(Exists(lines))
    return mine.select_related("source", "taker", "part__handover").order_by("minutes_on", "pk")


def passage_of(fund: Fund, user: User) -> Passage:
    """In two queries for a fund of which nothing passed; three more otherwise."""
    found = list(standing(fund))
    suats = _suats(fund)
    if not found and not suats:
        return Passage([], [])
    others = {each.taker_id if each.source_id == fund.pk else each.source_id for each in found} | {
        place[1] for place in suats
    }
    known = {each.pk: each for each in Fund.objects.filter(pk__in=others)}
    seen = set(Fund.objects.visible_to(user).filter(pk__in=others).values_list("pk", flat=True))
    pages = _pages(user, {_place(each) for each in found})
    sides: dict[str, dict[int, Passed]] = defaultdict(dict)
    for each in found:
        way, other = ("out", each.taker) if each.source_id == fund.pk else ("into", each.source)
        passed = sides[way].setdefault(
            other.pk,
            Passed(other, other.get_absolute_url() if other.pk in seen else "", str(each), pages.get(_place(each), "")),
        )
        passed.sums.append(f"{WORDS[Book(each.book)]} {vi.money(each.amount)}")
    for (way, pk), (number, left) in suats.items():
        there = known[pk]
        url = there.get_absolute_url() if pk in seen else ""
        passed = sides[way].setdefault(pk, Passed(there, url, "", ""))
        passed.sums.append(f"{vi.whole(number)} suất chưa chi đủ (còn phải chi {vi.money(left)})")
    return Passage(list(sides["out"].values()), list(sides["into"].values()))


def _place(passed: Transfer) -> tuple[int, dt.date]:
    """The old unit and the day of the hand-over by which it passed."""
    handover = cast("HandOverPart", passed.part).handover
    return handover.unit_id, handover.effective_on


def _suats(fund: Fund) -> dict[tuple[str, int], tuple[int, int]]:
    """Suất that went on, by way and other fund: how many, and what was left to pay on them on that day."""
    rows = (
        Grant.objects.standing()
        .filter(Q(fund=fund, handed_from__isnull=False) | Q(handed_from__fund=fund))
        .order_by()
        .values(taker=F("fund"), source=F("handed_from__fund"))
        .annotate(number=Count("pk"), left=Sum("amount"))
    )
    return {
        ("out", row["taker"]) if row["source"] == fund.pk else ("into", row["source"]): (row["number"], row["left"])
        for row in rows
    }


def _pages(user: User, places: set[tuple[int, dt.date]]) -> dict[tuple[int, dt.date], str]:
    """The addresses of the hand-overs that concern the person."""
    links = visible_links(user).filter(predecessor__in={unit for unit, _ in places})
    rows = links.order_by().values_list("predecessor", "event__effective_on", "event")
    return {(unit, day): reverse("units:handover", args=[event, unit]) for unit, day, event in rows}
