"""Tables that are sealed as they stand: names, posts, periods, grants, published figures, log-ins.

A row of such a table may be written, changed and taken away, but only by an act that leaves a trail: a row of a log
that is sealed itself. So the nightly sums of all rows are kept in blocks, and a row that is another than it was is a
fault unless a trail of it was written since.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import models

from hocTap.lib.sealing import Sum, columns_of, line

BLOCK = 1_000
"""Rows whose keys fall into one thousand are summed together: one row of the seals for them, told apart by shares."""
KEY, SHARE = 8, 12
"""Bytes of a row's key and of its own sum."""
AT_ONCE = 500


@dataclass(frozen=True)
class Trail:
    """Rows that say of a table's row that something was done with it: whose (`row`), and when (`at`)."""

    model: type[models.Model]
    row: str
    at: str
    where: models.Q | None = None
    text: bool = False
    """Whether the key is kept as a text."""

    def of(self, keys: Collection[int], since: dt.datetime) -> set[int]:
        """Those of the rows that have a trail since the moment; one query for each five hundred."""
        field: Any = self.model._meta.get_field(self.at)
        first = since if isinstance(field, models.DateTimeField) else since.date()
        rows = self.model._base_manager.filter(self.where or models.Q(), **{f"{self.at}__gte": first}).order_by()
        found: set[int] = set()
        for part in parts(keys):
            asked = [str(key) for key in part] if self.text else part
            found |= {int(key) for key in rows.filter(**{f"{self.row}__in": asked}).values_list(self.row, flat=True)}
        return found


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
    goes: str = ""
    """Why a row may go without a trail."""
    kept_for: dt.timedelta | None = None
    """After so long rows are taken away by the rules."""


def parts(keys: Iterable[int]) -> Iterator[list[int]]:
    chosen = sorted(keys)
    for at in range(0, len(chosen), AT_ONCE):
        yield chosen[at : at + AT_ONCE]


def columns_of_table(kind: Table) -> list[str]:
    return columns_of(kind.model, kind.apart)


Rows = dict[int, bytes]
"""The share of each row of a block, by its key."""


def block_sums(kind: Table, chosen: list[str]) -> Iterator[tuple[int, Rows]]:
    """The shares of all rows today, block by block; one reading of the table, in the memory of one block."""
    rows = kind.model._base_manager.order_by("pk").values_list("pk", *chosen).iterator(chunk_size=2000)
    for block, group in groupby(rows, key=lambda row: row[0] // BLOCK):
        yield block, {pk: hashlib.sha256(line(values)).digest()[:SHARE] for pk, *values in group}


def packed(block: int, rows: Mapping[int, bytes]) -> Sum:
    """A block's sum, and in its shares every row's."""
    shares = b"".join(pk.to_bytes(KEY, "big") + rows[pk] for pk in sorted(rows))
    return Sum(block, len(rows), hashlib.sha256(shares).hexdigest(), shares)


def unpacked(shares: bytes) -> Rows:
    size = KEY + SHARE
    return {
        int.from_bytes(shares[at : at + KEY], "big"): bytes(shares[at + KEY : at + size])
        for at in range(0, len(shares), size)
    }


def explained(kind: Table, keys: Collection[int], since: dt.datetime) -> set[int]:
    """Those of the rows of which a trail since the moment says that something was done with them."""
    found: set[int] = set()
    for trail in kind.trails:
        found |= trail.of(set(keys) - found, since)
    return found


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
