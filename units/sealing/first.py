"""When something was sealed for the first time; whether an act that excuses another row agrees with the seals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Min

from hocTap.lib.sealing import SKEW
from hocTap.lib.tabled import BLOCK, unpacked
from units.models import Post, Seal, SealedItem


def first_seals(name: str, keys: Collection[int]) -> dict[int, dt.date]:
    """The night on which each of these was sealed for the first time; what never was is left out."""
    items = SealedItem.objects.filter(kind=name, key__in=keys).order_by()
    return dict(items.values_list("key").annotate(first=Min("seal__day")))


def first_seals_of_rows(name: str, keys: Collection[int]) -> dict[int, dt.date]:
    """The same of rows of a table that is sealed in blocks; reads the seals of their blocks, the oldest first."""
    found: dict[int, dt.date] = {}
    items = SealedItem.objects.filter(kind=name, key__in={key // BLOCK for key in keys}).order_by("seal__day", "key")
    for day, number, shares in items.values_list("seal__day", "rows", "shares").iterator(chunk_size=10):
        for key in unpacked(bytes(shares), number).keys() & (set(keys) - found.keys()):
            found[key] = day
        if len(found) == len(keys):
            break
    return found


def begun(name: str) -> dt.date | None:
    """The first night that sealed this kind: what it found was there already, nobody knows since when."""
    first = Seal.objects.filter(columns__has_key=name).order_by("day").first()
    return first.day if first else None


def not_before_the_night(at: dt.datetime, sealed_on: dt.date | None) -> bool:
    """Whether an act of that moment can be one that this night's seal (None: no seal yet) was the first to find.

    An act whose time lies before an earlier seal that does not have it was slipped in later.
    """
    earlier = Seal.objects.filter(day__lt=sealed_on) if sealed_on else Seal.objects.all()
    last = earlier.order_by("-day").first()
    return last is None or at >= last.at - SKEW


def had_a_post(person: int | None, day: dt.date) -> bool:
    """Whether somebody held any post on the day: who held none did nothing by the rules."""
    return person is not None and Post.objects.on(day).filter(user=person).exists()
