"""Shares that the register itself knows: holders recognised of all in the khu phố or ward, with their source."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from awards.titles.kinds import SHARES, TitleKind
from awards.titles.models import Candidate, Nomination
from awards.titles.rules.criteria import Criteria
from hocTap.lib import vi


@dataclass(frozen=True)
class Share:
    """Recognised of all, as the register stood."""

    part: int
    base: int
    kind: TitleKind
    year: int

    @property
    def counts(self) -> str:
        return f"{self.part}/{self.base}"

    @property
    def words(self) -> str:
        return (
            f"{vi.whole(self.part)}/{vi.whole(self.base)} {self.kind.holder} được công nhận {self.kind.label} "
            f"năm {self.year}, theo sổ danh hiệu"
        )

    def frozen(self, at: dt.datetime) -> dict[str, Any]:
        return {"part": self.part, "base": self.base, "words": self.words, "at": at.isoformat()}


def share_of(source: str, year: int, *, ward_id: int, community_id: int | None) -> Share:
    """Recognised in force in the year, of the holders on the register: in the khu phố, or in the ward without one."""
    kind = SHARES[source]
    place = Q(community=community_id) if community_id else Q(ward=ward_id)
    base = Candidate.objects.active().filter(place, kind=kind).count()
    part = Nomination.objects.in_year(kind, year).in_force().filter(place).count()
    return Share(part, base, kind, year)


Counted = dict[tuple[str, int, int, int | None], Share]
"""Shares counted before, by source, year, ward and khu phố: many nominations of one place share them."""


def shares_for(criteria: Criteria, nomination: Nomination, counted: Counted | None = None) -> dict[str, Share]:
    """The register's shares for the lines of a set that take one, by the line's code."""
    known: Counted = {} if counted is None else counted
    found = {}
    for line in criteria.lines:
        if not line.auto_source:
            continue
        key = (line.auto_source, nomination.year, nomination.ward_id, nomination.community_id)
        if key not in known:
            known[key] = share_of(*key[:2], ward_id=key[2], community_id=key[3])
        found[line.code] = known[key]
    return found
