"""The registers in which a person may stand, asked one way; each flat registers its own when the site starts.

A book is named as its kind of data in the register of personal data (`units.privacy.registry`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic, Protocol, TypeVar

from django.db.models import Model, QuerySet

from hocTap.lib.searching import as_typed
from units.enums import DataAct, RightKind
from units.models import DataStep, User

Row = TypeVar("Row", bound=Model)

MOST_FOUND = 50
"""So many records of a register are shown for a name; of more it is said that there are more."""


@dataclass(frozen=True)
class Record:
    """A record that is about a person, in the words of whoever may read it."""

    book: str
    pk: int
    words: str
    """Name and what tells apart those of one name: "Nguyễn Văn An, 12 Lê Lợi, Khu phố 3, Phường 5"."""
    unit_id: int | None
    url: str = ""

    @property
    def key(self) -> str:
        """How it is named in addresses."""
        return f"{self.book}:{self.pk}"


@dataclass(frozen=True)
class Part:
    """What is kept of a record under one heading: names of columns with what stands in them, line by line."""

    title: str
    lines: list[dict[str, str]] = field(default_factory=list)


class Book(Protocol):
    """One register. Where a user is asked for, None is whoever keeps the machine, who may read all."""

    name: str
    title: str
    everywhere: bool
    """Whether whoever reads it answers for it in every unit, as administrators do for accounts."""

    def is_open_to(self, user: User) -> bool:
        """Whether the person reads names of this register at all."""

    def find(self, user: User | None, words: str) -> list[Record]:
        """Records of this name within the person's remit, one more than MOST_FOUND at most."""

    def records(self, user: User | None, pks: Iterable[int]) -> list[Record]:
        """Those of these records that are within the remit."""

    def may_keep(self, user: User, pk: int) -> bool:
        """Whether the person answers for the record, which is within the remit."""

    def desk(self, pk: int) -> str:
        """The address of the register's own desk for requests; nothing where the common one is used."""

    def given(self, pk: int) -> list[Part]:
        """All that is kept of the record."""

    def done(self, pk: int, kind: RightKind, since: dt.datetime) -> bool | None:
        """Whether what was asked has been done with the record since; None where the register cannot tell."""

    def note(self, pks: list[int], *, by: User, at: dt.datetime) -> None:
        """Write down that these were taken out, where the register keeps who saw whom; the common steps say it too."""


class Rows(Generic[Row]):
    """A register that is one table: what there is to say of it is which rows a person sees, and how one is told."""

    name = title = ""
    everywhere = False

    def is_open_to(self, user: User) -> bool:
        raise NotImplementedError

    def seen(self, user: User | None) -> QuerySet[Row]:
        """The rows within the remit, with all that `record` reads."""
        raise NotImplementedError

    def named(self, rows: QuerySet[Row], words: str) -> Iterable[Row]:
        """Those of these rows that bear the name; by its folded letters, unless a table has none."""
        return rows.filter(as_typed(words))

    def record(self, row: Row) -> Record:
        raise NotImplementedError

    def find(self, user: User | None, words: str) -> list[Record]:
        return [self.record(row) for row in islice(self.named(self.seen(user), words), MOST_FOUND + 1)]

    def records(self, user: User | None, pks: Iterable[int]) -> list[Record]:
        return [self.record(row) for row in self.seen(user).filter(pk__in=list(pks))]

    def row(self, pk: int) -> Row:
        return self.seen(None).get(pk=pk)

    def desk(self, pk: int) -> str:
        return ""

    def done(self, pk: int, kind: RightKind, since: dt.datetime) -> bool | None:
        """By the common steps, those that were undone since apart; whether a record was corrected only its own register
        knows, telling leaves no mark.
        """
        if kind not in DONE_BY:
            return None
        stands: set[str] = set()
        steps = DataStep.objects.filter(book=self.name, row=pk, at__gte=since).order_by("at", "pk")
        for act in steps.values_list("act", flat=True):
            stands = {*stands, act} - {UNDONE_BY.get(act)}
        return bool(stands & set(DONE_BY[kind]))

    def note(self, pks: list[int], *, by: User, at: dt.datetime) -> None:
        return None


DONE_BY = {
    RightKind.RESTRICT: (DataAct.RESTRICTED,),
    RightKind.WITHDRAW: (DataAct.WITHDRAWN,),
    RightKind.OBJECT: (DataAct.RESTRICTED, DataAct.WITHDRAWN, DataAct.FORGOTTEN),
    RightKind.FORGET: (DataAct.FORGOTTEN,),
}
"""The acts by which it is seen that what was asked was done."""
UNDONE_BY: dict[str, str] = {DataAct.FREED: DataAct.RESTRICTED, DataAct.CONSENTED: DataAct.WITHDRAWN}
"""An act after which another one stands no more."""


_books: dict[str, Book] = {}


def register(*books: Book) -> None:
    """Name the registers of a flat."""
    _books.update({each.name: each for each in books})


def books() -> list[Book]:
    """All of them, in the order of the register of personal data."""
    return [_books[name] for name in sorted(_books)]


def book_named(name: str) -> Book | None:
    return _books.get(name)


def record_of(user: User | None, name: str, pk: int) -> tuple[Book, Record] | None:
    """A record within the remit, with its register."""
    book = book_named(name)
    found = book.records(user, [pk]) if book and (user is None or book.is_open_to(user)) else []
    return (book, found[0]) if book and found else None
