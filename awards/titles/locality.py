"""Where a holder belongs: the ward, and the khu phố of those that have one."""

from __future__ import annotations

from typing import NamedTuple


class Locality(NamedTuple):
    """A khu phố of a ward, or the holders of the ward that belong to no khu phố (clans, organisations, citizens)."""

    ward_id: int
    community_id: int | None = None

    @property
    def address(self) -> str:
        """How a form names it: "12-345", "12-0" for those without a khu phố."""
        return f"{self.ward_id}-{self.community_id or 0}"
