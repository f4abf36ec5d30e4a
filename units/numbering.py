"""One series of numbers for each agency, symbol and year: a number is taken once, by whatever paper it is.

An office that keeps decisions on titles and on commendations in two registers still numbers both "QĐ-UBND" in one
series; so do its reports and its forms with "BC-UBND". Every step that writes a number asks here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from units.enums import Numbered
from units.models import PaperNumber


class Number(NamedTuple):
    """A number as it stands on a paper: whose, under which symbol, on which day."""

    unit: int
    symbol: str
    number: int
    day: dt.date

    @property
    def series(self) -> dict[str, object]:
        return {"unit_id": self.unit, "symbol": series_of(self.symbol), "year": self.day.year}

    @property
    def sign(self) -> str:
        return f"{self.number:02d}/{self.symbol}"


def series_of(symbol: str) -> str:
    """The symbol as it tells series apart: "QĐ - UBND" and "qd-ubnd" are one."""
    return "".join(vi.fold(symbol).split())[:40]


def refuse_taken(given: Number, own: tuple[Numbered, int] | None = None) -> None:
    """Raise Refused for a number that another paper of the series bears, naming that paper; its own is no other."""
    same = PaperNumber.objects.filter(**given.series, number=given.number)
    others = same.exclude(kind=own[0], paper=own[1]) if own else same
    held = others.order_by("doubled").first()
    if held:
        raise Refused(
            f"Số {given.sign} năm {given.day.year} đã dùng cho {held.get_kind_display()} ngày {vi.day(held.day)}. "
            "Các văn bản cùng ký hiệu đánh chung một dãy số. Hãy ghi số khác."
        )


def take(kind: Numbered, paper: int, given: Number) -> None:
    """Put the number down as this paper's, instead of one that it bore before.

    Raises Refused for one that another paper bears, Stale when somebody took it at the same moment.
    """
    refuse_taken(given, (kind, paper))
    release(kind, [paper])
    try:
        with transaction.atomic():
            PaperNumber.objects.create(**given.series, number=given.number, day=given.day, kind=kind, paper=paper)
    except IntegrityError as clash:
        raise Stale(f"Số {given.sign} vừa được người khác dùng. Hãy ghi số khác.") from clash


def release(kind: Numbered, papers: Collection[int]) -> None:
    """The numbers of these papers are free again: voided, taken back, or the signature was taken off."""
    PaperNumber.objects.filter(kind=kind, paper__in=papers).delete()


_bearers: dict[Numbered, Callable[[], QuerySet[Any]]] = {}


def bear(kind: Numbered, papers: Callable[[], QuerySet[Any]]) -> None:
    """Name the papers of a register that bear a number today: so that a number taken out of the series is missed."""
    _bearers[kind] = papers


def numbers_given_back(gone: Collection[int], since: dt.datetime) -> Collection[int]:
    """Of numbers that are gone those that were given back: all, while each paper that bears one has it still."""
    for kind, papers in _bearers.items():
        held = PaperNumber.objects.filter(kind=kind, paper=OuterRef("pk"))
        if papers().exclude(Exists(held)).exists():
            return ()
    return gone


def out_of_order(given: Number) -> str:
    """A sentence when a lower number of the series has a later day, or a higher one an earlier day; else nothing."""
    same = PaperNumber.objects.filter(**given.series)
    before = same.filter(number__lt=given.number, day__gt=given.day).order_by("-number").first()
    other = before or same.filter(number__gt=given.number, day__lt=given.day).order_by("number").first()
    if other is None:
        return ""
    return (
        f"Số {given.number} ghi ngày {vi.day(given.day)}, trong khi số {other.number} đã ghi ngày {vi.day(other.day)} "
        f"({other.get_kind_display()}): số và ngày không theo thứ tự, hãy xem lại."
    )


def doubled_with(kind: Numbered, paper: int) -> str:
    """Of a paper that bears a number which another bore already when both were told apart by register: a sentence."""
    own = PaperNumber.objects.filter(kind=kind, paper=paper).first()
    if own is None:
        return ""
    same = PaperNumber.objects.filter(unit=own.unit_id, symbol=own.symbol, year=own.year, number=own.number)
    others = [str(each) for each in same.exclude(pk=own.pk)]
    if not others:
        return ""
    return (
        f"Số này dùng hai lần trong năm {own.year}: còn có {'; '.join(others)}. Hãy đối chiếu với sổ văn thư rồi sửa "
        "số ghi sai."
    )
