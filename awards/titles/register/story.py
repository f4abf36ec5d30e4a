"""What became of a candidate, in words: every event with what was before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from awards.titles.enums import CandidateState, CitizenGroup, ManagingLevel
from awards.titles.models import Candidate, CandidateEvent
from hocTap.lib import vi
from units.models import Unit

LABELS = {
    "name": "Tên",
    "address": "Địa chỉ",
    "under_6": "Dưới 6 tuổi",
    "aged_6_to_18": "Từ 6 đến 18 tuổi",
    "aged_19_to_60": "Từ 19 đến 60 tuổi",
    "over_60": "Trên 60 tuổi",
    "exempt": "Có người được trừ",
    "managing_level": "Cấp quản lý",
    "group": "Nhóm",
    "ward_id": "Phường, xã",
    "community_id": "Khu phố, thôn, ấp",
    "state": "Tình trạng",
    "ended_on": "Không còn từ",
}


@dataclass(frozen=True)
class Change:
    """One fact before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Chapter:
    """One event with its changes in words."""

    event: CandidateEvent
    changes: list[Change]


def story_of(candidate: Candidate) -> list[Chapter]:
    """All events, the latest first; three queries, with the names of the units they speak of."""
    events = list(candidate.events.select_related("by", "other").order_by("-at", "-pk"))
    units = _units(events)
    return [Chapter(event, _changes(event, units)) for event in events]


def _units(events: list[CandidateEvent]) -> dict[int, str]:
    ids = {
        facts[name]
        for event in events
        for facts in (event.before, event.after)
        for name in ("ward_id", "community_id")
        if facts.get(name)
    }
    return {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in=ids).prefetch_related("versions")} if ids else {}


def _changes(event: CandidateEvent, units: dict[int, str]) -> list[Change]:
    names = [name for name in LABELS if name in event.before or name in event.after]
    return [
        Change(LABELS[name], _words(name, event.before.get(name), units), _words(name, event.after.get(name), units))
        for name in names
    ]


def _words(name: str, value: Any, units: dict[int, str]) -> str:
    if value in (None, ""):
        return vi.NOTHING
    if name in ("ward_id", "community_id"):
        return units.get(value, str(value))
    if name == "state":
        return str(CandidateState(value).label)
    if name == "managing_level":
        return str(ManagingLevel(value).label)
    if name == "group":
        return str(CitizenGroup(value).label)
    if isinstance(value, bool):
        return "có" if value else "không"
    return ".".join(reversed(value.split("-"))).replace(".", "/") if name == "ended_on" else str(value)
