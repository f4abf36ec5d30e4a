"""A commune of today with khu phố, its officer, and holders in its register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate
from tests.copies import copied
from tests.factories import make_unit, make_user
from units.communities import workflow
from units.communities.enums import CommunityAct
from units.communities.rules import Line
from units.communities.workflow import Asked, Result
from units.enums import Role, UnitKind
from units.models import CommunityStep, Unit, UnitVersion, User

FIRST = dt.date(2025, 7, 1)
DAY = dt.date(2026, 3, 1)
BEFORE = DAY - dt.timedelta(days=1)
DECISION = "Nghị quyết 12/NQ-HĐND"


def now() -> dt.datetime:
    """Each act at its own moment."""
    return timezone.now()


@dataclass
class Commune:
    """A phường of 01/07/2025 with Khu phố 1, 2, 3 and Ấp Đông, and people who may and may not."""

    province: Unit
    ward: Unit
    officer: User
    places: dict[str, Unit]

    def __getitem__(self, name: str) -> Unit:
        return self.places[name]


@copied
def make_commune(*names: str) -> Commune:
    province = make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE)
    ward = make_unit("Phường Hòa Bình", UnitKind.WARD, province, valid_from=FIRST)
    officer = make_user("hoabinh", (Role.WARD_OFFICER, ward))
    commune = Commune(province, ward, officer, {})
    enter(commune, *(names or ("Khu phố 1", "Khu phố 2", "Khu phố 3", "Ấp Đông")))
    return commune


def enter(commune: Commune, *names: str, first: dt.date | None = None) -> CommunityStep | None:
    lines = [Line(number, name, first=first) for number, name in enumerate(names, start=1)]
    step = workflow.enter(commune.ward, lines, by=commune.officer, at=now())
    for version in UnitVersion.objects.filter(parent=commune.ward).select_related("unit"):
        commune.places[version.name] = version.unit
    return step


def ask(commune: Commune, act: CommunityAct, olds: list[str], *results: str | Result, **more: Any) -> Asked:
    given = [Result(each) if isinstance(each, str) else each for each in results]
    facts = {"on": DAY, "decision": DECISION, **more}
    return Asked(act=act, olds=[commune[name].pk for name in olds], results=given, **facts)


def change(
    commune: Commune, act: CommunityAct, olds: list[str], *results: str | Result, by: User | None = None, **more: Any
) -> CommunityStep:
    asked = ask(commune, act, olds, *results, **more)
    step = workflow.change(commune.ward, asked, by=by or commune.officer, at=now())
    for version in UnitVersion.objects.filter(parent=commune.ward).select_related("unit"):
        commune.places.setdefault(version.name, version.unit)
    return step


def rename(commune: Commune, names: Mapping[str, str], **more: Any) -> CommunityStep:
    new = {commune[old].pk: Result(name) for old, name in names.items()}
    return change(commune, CommunityAct.RENAME, list(names), names=new, **more)


def standing(commune: Commune, day: dt.date) -> list[str]:
    """The names of the communities on the day, in the order people list them."""
    found = UnitVersion.objects.on(day).filter(parent=commune.ward).order_by("sort_key")
    return list(found.values_list("name", flat=True))


def make_households(commune: Commune, place: str, number: int) -> list[Candidate]:
    rows = []
    for count in range(number):
        row = Candidate(kind=TitleKind.HOUSEHOLD, name=f"Hộ Thử {place} {count}", address=f"{count} đường Thử")
        row.ward, row.community = commune.ward, commune[place]
        row.known_since, row.changed_at = FIRST, now()
        row.key_name()
        rows.append(row)
    return Candidate.objects.bulk_create(rows)


def make_own(commune: Commune, place: str) -> Candidate:
    """The khu phố itself, followed as a cộng đồng."""
    row = Candidate(kind=TitleKind.COMMUNITY, name=place, ward=commune.ward, community=commune[place])
    row.known_since, row.changed_at = FIRST, now()
    row.save()
    return row
