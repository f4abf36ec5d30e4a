"""Which level stands under which, and at which levels a post may stand."""

from __future__ import annotations

from collections.abc import Iterable

from units.enums import Role, UnitKind

DOWNWARDS = (UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.WARD, UnitKind.COMMUNITY)
"""The levels from the top; a unit stands only under one of a higher level, not always the next one up."""

OFFICES = (Role.DISTRICT_OFFICE, Role.TITLE_APPROVER)
"""Posts of an office: a khu phố has none, whatever stands above it has."""


def may_stand_under(below: str, above: str) -> bool:
    """Whether a unit of the one level may stand under one of the other: a commune under a province, never a commune."""
    return DOWNWARDS.index(UnitKind(above)) < DOWNWARDS.index(UnitKind(below))


def reports_to(below: str, level: str) -> bool:
    """Whether what is asked of units of the one level is figures of a unit of the other: its own, or of those below."""
    return DOWNWARDS.index(UnitKind(level)) <= DOWNWARDS.index(UnitKind(below))


def may_hold(role: str, levels: Iterable[str]) -> bool:
    """Whether a post may stand at a unit that was of these levels: no office at what was only ever a khu phố."""
    known = set(levels)
    return role not in OFFICES or not known or bool(known - {UnitKind.COMMUNITY})
