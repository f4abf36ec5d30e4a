"""Who issues a report, and what stands around it: the unit of the day of issue, its heir, or who stands above.

A unit that is no more issues nothing. The one unit to which all of it passed does, and says so; where it was divided,
or nobody took it over, the nearest unit above it that still stands does.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from reports.enums import Issuing
from reports.review import spec
from units import words
from units.enums import UnitKind
from units.models import UnitVersion
from units.succession import answering_for


@dataclass(frozen=True)
class Issuer:
    """The unit that issues, as it stands on the day, and how it is tied to the unit that the report is of."""

    standing: UnitVersion
    tie: str = ""
    """ "đơn vị kế thừa Phường 5", "cấp trên trước đây của Quận 11"; nothing when the unit issues its own report."""


def issuer_on(reported: UnitVersion, day: dt.date) -> Issuer:
    """Who issues a report on the unit (as it stood at the stage's end) on the day. Raises Refused when nobody can.

    Before the stage's end, and where the unit still stands, it is the unit itself.
    """
    if day <= (reported.valid_to or day):
        return Issuer(reported.unit.on(day) or reported)
    if standing := reported.unit.on(day):
        return Issuer(standing)
    below = reported
    tie = "đơn vị kế thừa"
    while True:
        heir = answering_for(below.unit_id, day).whole
        standing = UnitVersion.objects.on(day).filter(unit=heir).first() if heir else None
        if standing:
            return Issuer(standing, f"{tie} {words.named(reported)}")
        above = _last_parent(below)
        if above is None:
            raise Refused(f"{reported.name} không còn vào ngày {vi.day(day)} và chưa ghi đơn vị nào kế thừa.")
        tie = "cấp trên trước đây của"
        if standing := above.unit.on(day):
            return Issuer(standing, f"{tie} {words.named(reported)}")
        below = above


def _last_parent(version: UnitVersion) -> UnitVersion | None:
    """The unit above, as it stood on the last day of this one."""
    if version.parent is None:
        return None
    day = version.valid_to
    return version.parent.on(day) if day else version.parent.versions.order_by("valid_from").last()


def usual_heading(issuer: Issuer, reported: UnitVersion, stage: str, issuing: Issuing, day: dt.date) -> dict[str, str]:
    """What stands around a review issued on the day unless the office writes something else (NĐ 30/2020, phụ lục I)."""
    made = _of_office(issuer.standing, day) if issuing == Issuing.OFFICE else {}
    return {**_of_committee(issuer, reported, day), **made, "subject": subject(words.named(reported), stage)}


def _of_committee(issuer: Issuer, reported: UnitVersion, day: dt.date) -> dict[str, str]:
    standing = issuer.standing
    name = words.named(standing)
    return {
        "issuer_name": words.committee(standing),
        "parent_body": "",
        "agency": f"ỦY BAN NHÂN DÂN\n{words.in_title(name)}",
        "symbol": "BC-UBND",
        "place": words.place_name(standing),
        "authority": "TM. ỦY BAN NHÂN DÂN",
        "position": "CHỦ TỊCH",
        "recipients": "\n".join([*above(standing, day), *_below(issuer, day), f"Lưu: {filed_by(standing, day)}"]),
    }


def _of_office(standing: UnitVersion, day: dt.date) -> dict[str, str]:
    """The sở or phòng in charge, below its people's committee; a commune before 07/2025 has none."""
    level = OFFICES.get(level_of(standing, day))
    if level is None:
        return {}
    name = words.office_name(standing, day)
    return {
        "issuer_name": name,
        "parent_body": words.in_title(words.committee(standing)),
        "agency": words.in_title(name.removesuffix(f" {words.named(standing)}")),
        "symbol": level[0],
        "authority": "",
        "position": level[1],
        "recipients": "\n".join([words.committee(standing), *_below(Issuer(standing), day), f"Lưu: {level[2]}"]),
    }


OFFICES = {
    "province": ("BC-SGDĐT", "GIÁM ĐỐC", "VT, GDTX"),
    "district": ("BC-PGDĐT", "TRƯỞNG PHÒNG", "VT"),
    "commune": ("BC-VHXH", "TRƯỞNG PHÒNG", "VT"),
}
"""Of each office in charge: the symbol of its papers, who signs them, where they are filed."""


def level_of(standing: UnitVersion, day: dt.date) -> str:
    """ "province", "district" or "commune" where such a unit has an office in charge on the day; else nothing."""
    match UnitKind(standing.kind):
        case UnitKind.PROVINCE:
            return "province"
        case UnitKind.DISTRICT:
            return "district"
        case UnitKind.WARD if day >= words.TWO_TIERS:
            return "commune"
    return ""


def above(standing: UnitVersion, day: dt.date) -> list[str]:
    """To whom a people's committee reports: the committee above and its office in charge; a province the ministry."""
    if standing.kind == UnitKind.PROVINCE:
        return ["Bộ Giáo dục và Đào tạo"]
    parent = standing.parent.on(day) if standing.parent else None
    if parent is None:
        return []
    offices = [words.office_name(parent, day)] if standing.kind == UnitKind.WARD else []
    return [words.committee(parent), *offices]


def _below(issuer: Issuer, day: dt.date) -> list[str]:
    """The committees right under the issuer, by what they are; none for a paper on a unit that is no more."""
    if issuer.tie or issuer.standing.kind == UnitKind.WARD:
        return []
    rows = UnitVersion.objects.on(day).filter(parent=issuer.standing.unit_id)
    below = list(rows.exclude(kind=UnitKind.COMMUNITY).order_by().only("name", "kind", "designation"))
    return [f"Ủy ban nhân dân các {words.kinds_word(below, otherwise='đơn vị trực thuộc')}"] if below else []


def filed_by(standing: UnitVersion, day: dt.date) -> str:
    """Where a committee files its papers: "VT, VX" of a province."""
    return {"province": "VT, VX", "district": "VT, GDĐT", "commune": "VT, VHXH"}.get(level_of(standing, day), "VT")


def subject(name: str, stage: str) -> str:
    """The trích yếu: the scheme's own review has the scheme's name."""
    if stage == spec.stage_words(2012, 2020):
        scheme = "Tổng kết thực hiện Đề án “Xây dựng xã hội học tập giai đoạn 2012 - 2020”"
    else:
        scheme = f"Kết quả xây dựng xã hội học tập {stage}"
    return f"{scheme} trên địa bàn {name}"
