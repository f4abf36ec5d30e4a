"""A small world of titles: a district with wards and khu phố, people with posts, households on any step."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone
from lxml import html

from awards.titles import reference, workflow
from awards.titles.enums import CandidateState, LeftOutRule, ManagingLevel
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate, CriteriaSet, Decision, Nomination
from awards.titles.rules.answers import Answer
from awards.titles.workflow import Act, Meeting, Paper, Signature, Votes
from hocTap.lib import vi
from hocTap.lib.answers import CONFIRMED
from tests.copies import copied
from tests.factories import make_district, make_unit, make_user, make_ward
from units.enums import Role, UnitKind
from units.models import Unit, User

YEAR = 2020
HELD = dt.date(2020, 10, 1)
PROPOSED = dt.date(2020, 10, 10)
SIGNED = dt.date(2020, 10, 20)
FULL: dict[str, Answer] = {
    "1.1": "10",
    "1.2": "10",
    "1.3": "10",
    "2.1": "10",
    "2.2": "10",
    "2.3": "10",
    "3.1": "10",
    "3.2": "8",
    "4.1": "7",
    "4.2": "10",
}

_number = count(1)


def moment(day: dt.date, hour: int = 9) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, 0)))


NOW = moment(dt.date(2020, 10, 20))


@dataclass
class World:
    """Two wards of a district, and everybody who could try something."""

    province: Unit
    district: Unit
    ward: Unit
    other_ward: Unit
    community: Unit
    second: Unit
    elsewhere: Unit
    officer: User
    other_officer: User
    office: User
    approver: User
    second_approver: User
    admin: User
    people: dict[str, User] = field(default_factory=dict)


@copied
def make_world(*, sound: bool = True) -> World:
    """Reference criteria loaded; with `sound`, those of households are confirmed and their open rule is chosen."""
    reference.load()
    province = make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE)
    district = make_district("Quận 11", province)
    ward, other = make_ward("Phường 5", district), make_ward("Phường 6", district)
    world = World(
        province=province,
        district=district,
        ward=ward,
        other_ward=other,
        community=make_unit("Khu phố 1", UnitKind.COMMUNITY, ward),
        second=make_unit("Khu phố 2", UnitKind.COMMUNITY, ward),
        elsewhere=make_unit("Khu phố 1", UnitKind.COMMUNITY, other),
        officer=make_user("phuong5", (Role.WARD_OFFICER, ward)),
        other_officer=make_user("phuong6", (Role.WARD_OFFICER, other)),
        office=make_user("phonggd", (Role.DISTRICT_OFFICE, district)),
        approver=make_user("xetduyet", (Role.TITLE_APPROVER, district)),
        second_approver=make_user("xetduyet2", (Role.TITLE_APPROVER, district)),
        admin=make_user("quantri", (Role.ADMINISTRATOR, province)),
    )
    if sound:
        make_sound("GDHT-448", world.admin)
    return world


def make_sound(code: str, by: User) -> CriteriaSet:
    criteria = CriteriaSet.objects.get(code=code)
    workflow.choose_left_out_rule(criteria, LeftOutRule.NORMALISE, "Văn bản thử", by=by, at=NOW)
    workflow.confirm(criteria, "Văn bản thử", by=by, at=NOW)
    return CriteriaSet.objects.get(code=code)


def make_candidate(
    world: World, name: str = "", kind: TitleKind = TitleKind.HOUSEHOLD, community: Unit | None = None, **facts: Any
) -> Candidate:
    name = name or f"Nguyễn Văn Thử {next(_number):06}"
    place = community or world.community
    values: dict[str, Any] = {
        "kind": kind,
        "name": name,
        "address": f"{next(_number)} đường Minh Họa",
        "ward": world.other_ward if place == world.elsewhere else world.ward,
        "community": place if kind in (TitleKind.HOUSEHOLD, TitleKind.COMMUNITY) else None,
        "managing_level": ManagingLevel.WARD if kind == TitleKind.ORGANISATION else "",
        "aged_6_to_18": 1 if kind == TitleKind.HOUSEHOLD else None,
        "aged_19_to_60": 2 if kind == TitleKind.HOUSEHOLD else None,
        "state": CandidateState.ACTIVE,
        "known_since": dt.date(2020, 1, 1),
        "changed_at": moment(dt.date(2020, 1, 1)),
    } | facts
    candidate = Candidate(**values)
    candidate.save()
    return candidate


def called(place: Unit, name: str) -> None:
    """The place bears the name on all its days."""
    for version in place.versions.all():
        version.name = name
        version.save()


def make_households(world: World, number: int, community: Unit | None = None) -> list[Candidate]:
    """Many at once, as an import makes them."""
    place = community or world.community
    rows = [
        Candidate(
            kind=TitleKind.HOUSEHOLD,
            name=f"Trần Thị Thử {next(_number):06}",
            address=f"{next(_number)} đường Minh Họa",
            ward=world.other_ward if place == world.elsewhere else world.ward,
            community=place,
            aged_6_to_18=1,
            aged_19_to_60=2,
            known_since=dt.date(2020, 1, 1),
            changed_at=moment(dt.date(2020, 1, 1)),
        )
        for _ in range(number)
    ]
    for row in rows:
        row.key_name()
    return Candidate.objects.bulk_create(rows)


def register(world: World, *candidates: Candidate, year: int = YEAR) -> list[Nomination]:
    return workflow.register_all(candidates, year, by=world.officer, at=moment(HELD, 7) if year == YEAR else NOW)


def assess(world: World, *nominations: Nomination, answers: dict[str, Answer] | None = None) -> None:
    workflow.assess_all({each.pk: answers or FULL for each in nominations}, by=world.officer, at=moment(HELD, 8))


def vote(world: World, *nominations: Nomination, in_favour: int = 40, present: int = 50) -> None:
    first = nominations[0]
    meeting = Meeting(Locality(first.ward_id, first.community_id), first.kind, first.year, HELD, present)
    workflow.record_vote(
        meeting, {each.pk: Votes(in_favour) for each in nominations}, by=world.officer, at=moment(HELD)
    )


def appraise(world: World, *nominations: Nomination) -> None:
    workflow.appraise([each.pk for each in nominations], by=world.officer, at=moment(PROPOSED, 8))


def propose(world: World, *nominations: Nomination) -> None:
    paper = Paper(next(_number), PROPOSED)
    workflow.propose([each.pk for each in nominations], paper, by=world.officer, at=moment(PROPOSED, 10))


def bring_to_proposed(world: World, *candidates: Candidate) -> list[Nomination]:
    """From nothing to waiting for the approver, one khu phố at a time."""
    made = register(world, *candidates)
    assess(world, *made)
    for place in dict.fromkeys(each.community_id for each in made):
        vote(world, *[each for each in made if each.community_id == place])
    for ward in dict.fromkeys(each.ward_id for each in made):
        appraise(world, *[each for each in made if each.ward_id == ward])
        propose(world, *[each for each in made if each.ward_id == ward])
    return fresh(*made)


def act_on(*nominations: Nomination, exclusions: dict[int, str] | None = None) -> Act:
    places = dict.fromkeys(Locality(each.ward_id, each.community_id) for each in nominations)
    return Act(nominations[0].kind, nominations[0].year, list(places), exclusions or {})


def recognise(world: World, *nominations: Nomination, exclusions: dict[int, str] | None = None) -> Decision:
    """A draft decision with these and all else that waits in their khu phố."""
    job = workflow.request_recognition(act_on(*nominations, exclusions=exclusions), by=world.approver, at=NOW)
    workflow.run(job.pk, now=NOW)
    return Decision.objects.filter(groups__job=job).distinct().get()


def sign(world: World, decision: Decision, number: int | None = None, day: dt.date = SIGNED) -> Decision:
    signature = Signature(number or next(_number), day, "Trần Văn Ký")
    return workflow.sign(decision, signature, by=world.approver, at=NOW)


def fresh(*nominations: Nomination) -> list[Nomination]:
    """The rows as they are now, in the given order."""
    found = Nomination.objects.select_related("candidate", "decision").in_bulk([each.pk for each in nominations])
    return [found[each.pk] for each in nominations]


def press(client: Client, address: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
    """Send a form, and say yes where the page first asks whether that is meant."""
    answer = client.post(address, data or {}, **more)
    found = re.search(rf'name="{CONFIRMED}" value="(\w+)"', answer.content.decode(errors="replace"))
    return client.post(address, (data or {}) | {CONFIRMED: found[1]}, **more) if found else answer


def typed_in(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send of the last form on a page on which nobody changed anything."""
    page = client.get(address)
    whole: Any = html.fromstring(page.content.decode())
    return {name: value for name, value in whole.forms[-1].form_values() if name != "csrfmiddlewaretoken"}


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def folded(name: str) -> str:
    return vi.fold(name)
