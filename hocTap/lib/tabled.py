"""Tables that are sealed as they stand: names, posts, periods, grants, published figures, log-ins.

A row of such a table may be written, changed and taken away, but only by an act that leaves a trail: a row of a log
that is sealed itself. So the nightly sums of all rows are kept in blocks, and a row that is another than it was is a
fault unless a trail of it was written since, and says of each column that is another that it was changed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import models
from django.utils import timezone

from hocTap.lib.sealing import SKEW, Sum, columns_of, line, plain

BLOCK = 1_000
"""Rows whose keys fall into one thousand are summed together: one row of the seals for them, told apart by shares."""
KEY, SHARE = 8, 12
"""Bytes of a row's key and of its own sum."""
COLUMN, DAY = 4, 3
"""Bytes of the sum of one column of a row, where trails name columns; and of the day on which a row was written."""
AT_ONCE = 500

Says = Callable[[list[Any], Any], Collection[str] | None]
"""What the trails of one row (oldest first) say of it as it is now (None: it is gone): the columns that are another by
the rules, None for any."""


@dataclass(frozen=True)
class Trail:
    """Rows that say of a table's row that something was done with it: whose (`row`), and when (`at`)."""

    model: type[models.Model]
    row: str
    at: str
    where: models.Q | None = None
    text: bool = False
    """Whether the key is kept as a text."""
    says: Says | None = None
    """Which columns the trails name; without it each of them speaks of the whole row."""

    def of(self, now: Mapping[int, Any], since: dt.datetime) -> dict[int, Collection[str] | None]:
        """Those of the rows that have a trail since the moment, and none of a time that has not come, each with what it
        says; a query for five hundred."""
        field: Any = self.model._meta.get_field(self.at)
        until = timezone.now() + SKEW
        moments = isinstance(field, models.DateTimeField)
        first, last = (since, until) if moments else (since.date(), timezone.localdate(until))
        within = {f"{self.at}__gte": first, f"{self.at}__lte": last}
        rows = self.model._base_manager.filter(self.where or models.Q(), **within).order_by()
        found: dict[int, list[Any]] = defaultdict(list)
        for part in parts(now):
            asked = [str(key) for key in part] if self.text else part
            here = rows.filter(**{f"{self.row}__in": asked}).annotate(trail_of=models.F(self.row))
            for each in sorted(here, key=lambda row: (getattr(row, self.at), row.pk)):
                found[int(each.trail_of)].append(each)
        return {key: self.says(trails, now[key]) if self.says else None for key, trails in found.items()}


def newest(history: list[Any], now: Any) -> Collection[str] | None:
    """Which columns of a row are as its own history has them; None: all of them, or it says that the row went."""
    last = history[-1]
    if now is None:
        return None if last.history_type == "-" else ()
    kept = {each.attname for each in type(last)._meta.concrete_fields}
    return {
        each.attname
        for each in now._meta.concrete_fields
        if each.attname in kept and plain(getattr(last, each.attname)) == plain(getattr(now, each.attname))
    }


def only(*columns: str) -> Says:
    """A trail that speaks of these columns alone, whatever it says."""
    return lambda trails, now: columns


def all_but(*columns: str) -> Says:
    """A trail that may have changed anything but these columns."""
    return lambda trails, now: () if now is None else set(columns_of(type(now), columns))


@dataclass(frozen=True)
class Table:
    """All rows of a table, as they stand."""

    name: str
    label: str
    """What a row is called: "nhiệm vụ số {}"."""
    model: type[models.Model]
    trails: tuple[Trail, ...] = ()
    """Each of them explains that a row is new, another, or gone."""
    at: str = ""
    """When a row was written: a new one is written after the seal. Of a row of a paper, the paper's: `decision__at`."""
    apart: tuple[str, ...] = ()
    """Columns that may change by the rules without a trail (ended on …, undone by …)."""
    enters: str = ""
    """Why a new row needs neither trail nor moment."""
    goes: Callable[[Collection[int], dt.datetime], Collection[int]] | None = None
    """Of rows that are gone those which the rules took away since the moment, where no trail of the row can stay."""
    kept_for: dt.timedelta | None = None
    """After so long (from its `at`) a row is taken away by the rules."""
    along: tuple[str, ...] = ()
    """Columns that change along with others and stand in no trail: the time of a change."""

    @property
    def by_column(self) -> bool:
        """Whether each column has a sum of its own: some trail of the table names columns."""
        return any(trail.says for trail in self.trails)

    @property
    def unsaid(self) -> set[str]:
        """Columns that no trail names: those that change along, and forms of a name for sorting and searching."""
        return {*self.along, *getattr(self.model, "derived", ())}

    def size(self, columns: int) -> int:
        """How many bytes are kept of a row over so many columns."""
        return SHARE + COLUMN * columns * self.by_column + DAY * bool(self.kept_for)


def parts(keys: Iterable[int]) -> Iterator[list[int]]:
    chosen = sorted(keys)
    for at in range(0, len(chosen), AT_ONCE):
        yield chosen[at : at + AT_ONCE]


def columns_of_table(kind: Table) -> list[str]:
    return columns_of(kind.model, kind.apart)


Rows = dict[int, bytes]
"""What is kept of each row of a block, by its key: its share; then one for each column, where trails name columns; then
the day on which it was written, where rows go after a time."""


def block_sums(kind: Table, chosen: list[str]) -> Iterator[tuple[int, Rows]]:
    """The shares of all rows today, block by block; one reading of the table, in the memory of one block."""
    rows = kind.model._base_manager.order_by("pk").values_list("pk", *chosen).iterator(chunk_size=2000)
    for block, group in groupby(rows, key=lambda row: row[0] // BLOCK):
        yield block, {pk: _kept(kind, chosen, values) for pk, *values in group}


def _kept(kind: Table, chosen: list[str], values: list[Any]) -> bytes:
    share = hashlib.sha256(line(values)).digest()[:SHARE]
    if kind.by_column:
        share += b"".join(hashlib.blake2b(plain(each).encode(), digest_size=COLUMN).digest() for each in values)
    if kind.kept_for:
        share += values[chosen.index(kind.at)].toordinal().to_bytes(DAY, "big")
    return share


def share_of(row: bytes | None) -> bytes | None:
    """The sum of a whole row."""
    return row and row[:SHARE]


def day_of(kind: Table, row: bytes) -> dt.date | None:
    """The day on which a row was written, of a table whose rows go after a time; None in seals of before."""
    known = kind.kept_for and len(row) > SHARE
    return dt.date.fromordinal(int.from_bytes(row[-DAY:], "big")) if known else None


def other_columns(kind: Table, chosen: list[str], was: bytes, now: bytes) -> set[str] | None:
    """The columns that are another than they were; None where the seal has none for each of them."""
    if not kind.by_column or not len(was) == len(now) == kind.size(len(chosen)):
        return None
    places = {name: slice(SHARE + at * COLUMN, SHARE + (at + 1) * COLUMN) for at, name in enumerate(chosen)}
    return {name for name, place in places.items() if was[place] != now[place]}


def packed(block: int, rows: Mapping[int, bytes]) -> Sum:
    """A block's sum, and in its shares every row's."""
    shares = b"".join(pk.to_bytes(KEY, "big") + rows[pk] for pk in sorted(rows))
    return Sum(block, len(rows), hashlib.sha256(shares).hexdigest(), shares)


def unpacked(shares: bytes, number: int) -> Rows:
    """The rows of a block out of its shares, of which each is as long as the others."""
    size = len(shares) // number if number else 1
    return {
        int.from_bytes(shares[at : at + KEY], "big"): bytes(shares[at + KEY : at + size])
        for at in range(0, len(shares), size)
    }


Odd = Mapping[int, set[str] | None]
"""Rows that are not as they were: each with the columns that are another (None: unknown, new, or gone)."""


def unexplained(kind: Table, odd: Odd, since: dt.datetime) -> dict[int, set[str]]:
    """Those of the rows of which no trail since the moment says what was done, with the columns that none names."""
    rest: dict[int, set[str]] = {key: columns or set() for key, columns in odd.items()}
    now = _as_they_are(kind, rest)
    for trail in kind.trails:
        for key, said in trail.of({key: now.get(key) for key in rest}, since).items():
            if said is None:
                del rest[key]
            elif odd[key] is None:
                if key in now:  # new, or sealed before columns were told apart: that something was said must do
                    del rest[key]
            elif not (rest[key] - set(said) - kind.unsaid):
                del rest[key]
            else:
                rest[key] -= set(said)
    return rest


def _as_they_are(kind: Table, keys: Collection[int]) -> dict[int, Any]:
    rows = kind.model._base_manager.order_by()
    return {row.pk: row for part in parts(keys) for row in rows.filter(pk__in=part)}


def written_since(kind: Table, keys: Collection[int], since: dt.datetime) -> set[int]:
    """Those of the rows that say themselves that they were written since the moment."""
    if not kind.at:
        return set(keys) if kind.enters else set()
    rows = kind.model._base_manager.filter(**{f"{kind.at}__gte": since}).order_by()
    return {key for part in parts(keys) for key in rows.filter(pk__in=part).values_list("pk", flat=True)}


_exempt: dict[type[models.Model], str] = {}


def exempt(reason: str, *tables: type[models.Model]) -> None:
    """Say of tables why they are not sealed."""
    _exempt.update(dict.fromkeys(tables, reason))


def exempted() -> dict[type[models.Model], str]:
    return dict(_exempt)
