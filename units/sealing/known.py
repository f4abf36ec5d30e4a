"""What was sealed before, and what a comparison of it with today finds."""

from __future__ import annotations

from dataclasses import dataclass, field

from hocTap.lib.sealing import SHARE, Sealed, Sum
from units.models import Seal, SealedItem

MOST_NAMED = 20
"""So many rows of one thing are named; of more it is said how many there are."""


@dataclass
class Known:
    """What was sealed of one thing: its newest sum, and every row's share of it."""

    seal: Seal
    rows: int
    digest: str
    shares: bytes


@dataclass
class Compared:
    """One kind: sentences about what does not fit, and sums that are to be sealed next."""

    kind: Sealed
    faults: list[str] = field(default_factory=list)
    fresh: list[tuple[Sum, int]] = field(default_factory=list)
    """Each with the number of rows that an earlier seal has shares of already."""
    odd: list[Sum] = field(default_factory=list)
    """The sums, as they are today, of what does not fit."""
    things: int = 0
    first: bool = False
    """Whether nothing of the kind was ever sealed before, though seals there were."""

    def fault(self, sentence: str, today: Sum) -> None:
        self.faults.append(sentence)
        self.odd.append(today)


def known(kind: Sealed, seals: dict[int, Seal]) -> dict[int, Known]:
    """All that was sealed of a kind, by its key; one query."""
    found: dict[int, Known] = {}
    items = SealedItem.objects.filter(kind=kind.name).order_by("key", "seal_id")
    rows = items.values_list("key", "seal_id", "rows", "digest", "since", "shares")
    for key, seal, count, digest, since, shares in rows.iterator(chunk_size=2000):
        earlier = found[key].shares[: since * SHARE] if key in found else b""
        found[key] = Known(seals[seal], count, digest, earlier + bytes(shares))
    return found
