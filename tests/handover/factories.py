"""A small Quận 11 around 01/07/2025: two wards merged into one, one divided, with khu phố and people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate
from awards.titles.workflow.candidates import record_all
from tests.copies import copied
from tests.factories import make_unit, make_user
from units import workflow
from units.enums import ChangeKind, Role, UnitKind
from units.handover import workflow as handing
from units.handover.changes import Change, change_of
from units.handover.registry import part_named
from units.handover.workflow import Asked
from units.models import HandOverPart, Unit, User
from units.workflow import Move

DAY = dt.date(2025, 7, 1)
LAST = dt.date(2025, 6, 30)


def now() -> dt.datetime:
    return timezone.now()


@dataclass
class Town:
    """Phường 5 and 14 went whole into Hòa Bình, Phường 8 in parts to Bình Thới and Phú Thọ."""

    province: Unit
    district: Unit
    five: Unit
    fourteen: Unit
    eight: Unit
    hoa_binh: Unit
    binh_thoi: Unit
    phu_tho: Unit
    communities: dict[str, list[Unit]]
    admin: User
    office: User
    officer: User
    other: User

    def change(self, unit: Unit, day: dt.date = DAY) -> Change:
        found = change_of(unit.pk, day)
        assert found
        return found


@copied
def make_town(day: dt.date = DAY, communities: int = 2, *, changed: bool = True) -> Town:
    """With `changed=False` nobody has written the change down yet: `write_changes` does."""
    province = make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE)
    district = make_unit("Quận 11", UnitKind.DISTRICT, province, valid_to=None)
    wards = {name: make_unit(name, UnitKind.WARD, district) for name in ("Phường 5", "Phường 14", "Phường 8")}
    below = {
        name: [make_unit(f"Khu phố {n}", UnitKind.COMMUNITY, ward) for n in range(1, communities + 1)]
        for name, ward in wards.items()
    }
    new = {
        name: make_unit(name, UnitKind.WARD, province, valid_from=day)
        for name in ("Phường Hòa Bình", "Phường Bình Thới", "Phường Phú Thọ")
    }
    five, fourteen, eight = wards.values()
    hoa_binh, binh_thoi, phu_tho = new.values()
    town = Town(
        province,
        district,
        five,
        fourteen,
        eight,
        hoa_binh,
        binh_thoi,
        phu_tho,
        {str(ward.pk): below[name] for name, ward in wards.items()},
        make_user("quantri", (Role.ADMINISTRATOR, province)),
        make_user("so", (Role.DISTRICT_OFFICE, province)),
        make_user("hoabinh", (Role.WARD_OFFICER, hoa_binh)),
        make_user("binhthoi", (Role.WARD_OFFICER, binh_thoi)),
    )
    if changed:
        write_changes(town, day)
    return town


def write_changes(town: Town, day: dt.date = DAY) -> None:
    """The old wards, their khu phố and the district end; what they were passes to the new wards."""
    wards = [town.five, town.fourteen, town.eight]
    below = [unit for ward in wards for unit in town.communities[str(ward.pk)]]
    for unit in (*below, *wards, town.district):
        workflow.close_version(unit, last_day=day - dt.timedelta(days=1))
    whole = [Move(town.five, town.hoa_binh), Move(town.fourteen, town.hoa_binh)]
    workflow.record_change(ChangeKind.MERGE, day, whole, decision="Nghị quyết 1685, khoản 30")
    parts = [Move(town.eight, town.binh_thoi, whole=False), Move(town.eight, town.phu_tho, whole=False)]
    workflow.record_change(ChangeKind.PART, day, parts, decision="Nghị quyết 1685, khoản 29 và 31")


def make_holders(town: Town, ward: Unit, number: int = 3) -> list[Candidate]:
    """Households in every khu phố of the ward, and a clan of the ward."""
    rows = [
        _holder(TitleKind.HOUSEHOLD, Locality(ward.pk, community.pk), f"Nguyễn Văn Thử {n}")
        for community in town.communities[str(ward.pk)]
        for n in range(number)
    ]
    rows.append(_holder(TitleKind.CLAN, Locality(ward.pk), "Dòng họ Thử"))
    return record_all(rows, by=town.officer, at=now())


def _holder(kind: TitleKind, place: Locality, name: str) -> Candidate:
    made = Candidate(kind=kind, ward_id=place.ward_id, community_id=place.community_id, name=name)
    made.known_since = dt.date(2020, 1, 1)
    return made


def hand(town: Town, unit: Unit, code: str, choices: dict[str, Any] | None = None, **more: Any) -> HandOverPart:
    """Confirm a part as the office does; khu phố get the heir's next free names where nothing is chosen."""
    part = part_named(code)
    assert part
    change = town.change(unit)
    asked = Asked(choices if choices is not None else usual(town, unit, code), **more)
    return handing.confirm(change, part, asked, by=town.office, at=now())


def usual(town: Town, unit: Unit, code: str) -> dict[str, Any]:
    """Everything to the one heir; of a divided ward the first khu phố to the first heir, the rest to the second."""
    change = town.change(unit)
    first, last = change.receivers[0], change.receivers[-1]
    if code == "communities":
        units = town.communities[str(unit.pk)]
        to = {str(each.pk): first if place == 0 else last for place, each in enumerate(units)}
        names = {str(each.pk): f"Khu phố {unit.pk}.{place}" for place, each in enumerate(units, start=1)}
        return {"to": to, "names": names}
    if code == "titles":
        return {"kinds": dict.fromkeys(TitleKind.values, first)}
    return {}


def undo(town: Town, unit: Unit, code: str, reason: str = "Ghi nhầm biên bản") -> HandOverPart:
    part = part_named(code)
    assert part
    return handing.undo(town.change(unit), part, reason, by=town.office, at=now())
