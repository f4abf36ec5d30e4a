"""Heading and authority line of an agency on a day: people's committee, its chair, sở or phòng, Hội Khuyến học.

The association is no state body: it has a head of its own, with the association above it and no TM. of a committee.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from reports.issuers import OFFICES, filed_by, level_of
from reports.papers.enums import Agency
from units import words
from units.enums import UnitKind
from units.models import UnitVersion

Frame = dict[str, str]
"""Columns of a document: issuer_name, parent_body, agency, symbol, place, authority, position, filed."""


def frame(agency: Agency, standing: UnitVersion, day: dt.date, type_code: str) -> Frame:
    """What stands around a paper of the agency unless the office writes something else; "QĐ" gives "QĐ-UBND"."""
    made = MAKERS[agency](standing, day)
    return {**made, "symbol": f"{type_code}-{made['symbol']}" if made["symbol"] and type_code else ""}


def _committee(standing: UnitVersion, day: dt.date) -> Frame:
    return {
        "issuer_name": words.committee(standing),
        "parent_body": "",
        "agency": f"ỦY BAN NHÂN DÂN\n{words.in_title(words.named(standing))}",
        "symbol": "UBND",
        "place": words.place_name(standing),
        "authority": "TM. ỦY BAN NHÂN DÂN",
        "position": "CHỦ TỊCH",
        "filed": filed_by(standing, day),
    }


def _chair(standing: UnitVersion, day: dt.date) -> Frame:
    return {**_committee(standing, day), "authority": ""}


def _office(standing: UnitVersion, day: dt.date) -> Frame:
    """The sở or phòng in charge, below its people's committee; where the unit has none, the committee itself."""
    office = OFFICES.get(level_of(standing, day))
    if office is None:
        return _committee(standing, day)
    symbol, position, filed = office
    name = words.office_name(standing, day)
    return {
        "issuer_name": name,
        "parent_body": words.in_title(words.committee(standing)),
        "agency": words.in_title(name.removesuffix(f" {words.named(standing)}")),
        "symbol": symbol.removeprefix("BC-"),
        "place": words.place_name(standing),
        "authority": "",
        "position": position,
        "filed": filed,
    }


def _association(standing: UnitVersion, day: dt.date) -> Frame:
    parent = standing.parent.on(day) if standing.parent else None
    above = f"HỘI KHUYẾN HỌC {words.in_title(words.named(parent))}" if parent else "HỘI KHUYẾN HỌC VIỆT NAM"
    return {
        "issuer_name": f"Hội Khuyến học {words.named(standing)}",
        "parent_body": above,
        "agency": f"HỘI KHUYẾN HỌC\n{words.in_title(words.named(standing))}",
        "symbol": "HKH",
        "place": words.place_name(standing),
        "authority": "TM. BAN CHẤP HÀNH",
        "position": "CHỦ TỊCH",
        "filed": "VP Hội",
    }


def _meeting(standing: UnitVersion, day: dt.date) -> Frame:
    """A meeting of people who live somewhere: no agency, no number; the places stand at the left."""
    parent = standing.parent.on(day) or standing.parent.versions.last() if standing.parent else None
    return {
        "issuer_name": words.named(standing),
        "parent_body": words.in_title(words.named(parent)) if parent else "",
        "agency": words.in_title(words.named(standing)),
        "symbol": "",
        "place": words.place_name(parent or standing),
        "authority": "",
        "position": "",
        "filed": "",
    }


def _centre(standing: UnitVersion, day: dt.date) -> Frame:
    """A learning centre under the committee of its commune; what it calls itself its own report says."""
    return {
        **_committee(standing, day),
        "issuer_name": f"Trung tâm học tập cộng đồng {words.named(standing)}",
        "parent_body": words.in_title(words.committee(standing)),
        "agency": f"TRUNG TÂM HỌC TẬP CỘNG ĐỒNG\n{words.in_title(words.named(standing))}",
        "symbol": "TTHTCĐ",
        "authority": "",
        "position": "GIÁM ĐỐC",
        "filed": "VT",
    }


def _parties(standing: UnitVersion, day: dt.date) -> Frame:
    """Several who sign beside each other: the heading is that of the one that hands over, without number."""
    return {**_committee(standing, day), "symbol": "", "authority": "", "position": "", "filed": ""}


MAKERS: dict[Agency, Callable[[UnitVersion, dt.date], Frame]] = {
    Agency.COMMITTEE: _committee,
    Agency.CHAIR: _chair,
    Agency.OFFICE: _office,
    Agency.ASSOCIATION: _association,
    Agency.PARTIES: _parties,
    Agency.MEETING: _meeting,
    Agency.CENTRE: _centre,
}
assert MAKERS.keys() == set(Agency)  # noqa: S101


def decided_by(agency: Agency, issuer_name: str) -> str:
    """Who decides, in running text: "Chủ tịch Ủy ban nhân dân Quận 11"; by personal right or as head of the agency."""
    match agency:
        case Agency.CHAIR:
            return f"Chủ tịch {issuer_name}"
        case Agency.OFFICE:
            return f"Giám đốc {issuer_name}" if issuer_name.startswith("Sở") else f"Trưởng {issuer_name}"
        case Agency.ASSOCIATION:
            return f"Ban Chấp hành {issuer_name}"
    return issuer_name


def decider(agency: Agency, issuer_name: str) -> str:
    """The same in capitals, above the grounds of a decision."""
    return words.in_title(decided_by(agency, issuer_name))


def bearers(agency: Agency, standing: UnitVersion, day: dt.date) -> str:
    """Who carries a decision out first: the office that keeps the agency's papers."""
    match agency:
        case Agency.ASSOCIATION:
            return "Văn phòng Hội"
        case Agency.OFFICE:
            return "Các bộ phận chuyên môn"
    if standing.kind == UnitKind.PROVINCE:
        return "Văn phòng Ủy ban nhân dân"
    if standing.kind == UnitKind.WARD and day < words.TWO_TIERS:
        return "Công chức Văn phòng - Thống kê"
    return "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"
