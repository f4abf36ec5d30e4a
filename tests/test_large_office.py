"""Pages of an office with 168 communes ask the database as often as those of an office with three."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, TypeVar

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from awards.commendations import workflow as honours
from awards.commendations.enums import Commended
from awards.commendations.models import CommendationDraft
from awards.scholarships import workflow as money
from awards.scholarships.models import Entry, Receipt
from awards.titles import workflow
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, Decision, Nomination, Proposal
from indicators.enums import State
from indicators.models import Measure, Period, Submission, Value
from tests.addresses import SAMPLES
from tests.awards.commendations.factories import commend, make_decision
from tests.awards.scholarships.factories import ask, make_fund, make_grant, make_recipient, now
from tests.awards.titles.factories import (
    NOW,
    YEAR,
    act_on,
    bring_to_proposed,
    make_candidate,
    make_world,
    recognise,
    sign,
)
from tests.factories import FIRST_DAY, make_post
from tests.indicators.factories import AT, GOOD, make_period, make_small_form
from units.centres.enums import Topic
from units.enums import Role, UnitKind
from units.models import CentreCourse, CentreService, LearningCentre, Post, Unit, UnitVersion, User
from units.workflow import write_versions

FEW, MANY = 3, 168
SPACES = ("indicators", "titles", "scholarships", "commendations", "units", "desk")
Row = TypeVar("Row", bound=models.Model)

STEP = "a step from a state in which nothing of this office stands; it shows one thing and no list"
NOT_ASKED = {
    "units:suggest": "answers the script of a typed choice; what it finds is bounded there",
    "titles:criteria-edit": "a set that is in force is not edited",
    "titles:criteria-paper": "a file",
    "scholarships:names-export": "a post of its own, and each opening is logged",
    "desk:calendar": "a secret address that nobody here has",
    "desk:job-cancel": "only while somebody has a job under way",
    "desk:notice-open": "leads to the page of what was told",
    "scholarships:donor-thanks": "nobody gave to the fund: a list of thanks to nobody is refused",
    "scholarships:request-print": "the paper of an answer that was not given yet",
    **dict.fromkeys(
        (
            "indicators:form-unuse",
            "indicators:own-total-source",
            "indicators:plan-detail",
            "indicators:plan-drop",
            "indicators:stated-change",
            "scholarships:books-agree",
            "scholarships:books-reopen",
            "scholarships:consent-withdraw",
            "scholarships:donor-join",
            "scholarships:recipient-part",
            "scholarships:donor-part",
            "scholarships:school-year-agree",
            "scholarships:school-year-reopen",
            "titles:candidate-step",
            "titles:candidate-undo",
            "titles:community-divide",
            "titles:decision-join",
            "titles:move-answer",
            "titles:nomination-reject",
            "titles:nomination-reopen",
            "titles:nomination-reinstate",
            "titles:nomination-revoke",
            "titles:nomination-withdraw",
            "titles:proposal-recall",
            "units:centre-decide",
            "units:community-correct",
            "units:community-undo",
            "units:decision-void",
            "units:handover",
            "units:handover-part",
            "units:handover-undo",
            "units:post-correct",
            "units:record-edit",
            "units:record-new",
            "units:record-unvoid",
            "units:record-void",
            "units:share-enter",
            "units:slip-print",
            "units:verification-answer",
            "units:verification-propose",
        ),
        STEP,
    ),
}
"""Addresses that are refused here, with the reason."""

MORE = {
    "indicators:overview": 1,  # beyond one page, the states of all units besides the sheets of the page
    "scholarships:statement": 2,  # the same
    "scholarships:summary": 2,  # beyond fifteen units the choice is typed and names its unit by itself
}
"""How many queries more a long list costs, whatever its length."""


class Office:
    """A district's office whose every commune has people, khu phố, sheets, titles, a fund, honours and a centre."""

    def __init__(self) -> None:
        self.world = world = make_world()
        self.form, self.periods = make_small_form(), [make_period(YEAR - 1), make_period(YEAR)]
        self.wards = [world.ward]
        self.person = world.officer
        for role in Role:
            for unit in (world.province, world.district):
                make_post(self.person, unit, role)
        make_post(self.person, world.ward, Role.FUND_OFFICER)
        self.waiting, self.signed = self._titles()
        self.honours = make_decision(world.district)
        self.fund = make_fund(world.ward, cash=10_000_000)
        self.grant = make_grant(self.fund, 100_000, recipient=make_recipient(self.fund), ward=world.ward)
        self.sheet = money.make_sheet(self.fund, money.Wanted(), by=self.person, at=now())
        self.request = ask(self.grant.recipient)
        self.draft = self._to_be_signed()
        self._ward_keeps(self.wards)

    def _to_be_signed(self) -> CommendationDraft:
        """A list of whom to commend that is still written."""
        draft = CommendationDraft(unit=self.honours.unit, kind=self.honours.kind, occasion="Tổng kết")
        named = honours.ToCommend(Commended.INDIVIDUAL, "Lê Văn A", self.world.ward, "Tích cực", YEAR, YEAR)
        return honours.write_draft(draft, [named], seen=draft.edition, by=self.person, at=now())

    def _titles(self) -> tuple[Nomination, Nomination]:
        """One household that waits for the approver, and one whose decision is signed."""
        second, first = (make_candidate(self.world) for _ in range(2))
        (done,) = bring_to_proposed(self.world, first)
        sign(self.world, recognise(self.world, done))
        (waits,) = bring_to_proposed(self.world, second)
        return waits, Nomination.objects.get(pk=done.pk)

    def grow_to(self, number: int) -> None:
        """As many communes in all as that; each as the first one."""
        names = [f"Phường Thử {each}" for each in range(len(self.wards) + 1, number + 1)]
        wards = found(names, UnitKind.WARD, dict.fromkeys(names, self.world.district))
        places = found(
            [f"Khu phố của {name}" for name in names],
            UnitKind.COMMUNITY,
            {f"Khu phố của {name}": ward for name, ward in zip(names, wards, strict=True)},
        )
        self._copy_titles(wards, places)
        for ward in wards:
            make_grant(make_fund(ward, cash=1_000_000), 100_000, ward=ward)
        self._ward_keeps(wards)
        self.wards += wards

    def _copy_titles(self, wards: list[Unit], places: list[Unit]) -> None:
        """A household of each khu phố is recognised; then another one waits in each."""
        act = act_on(*self._waiting_in(wards, places))
        job = workflow.request_recognition(act, by=self.world.approver, at=NOW)
        workflow.run(job.pk, now=NOW)
        for decision in Decision.objects.filter(groups__job=job).distinct():
            sign(self.world, decision)
        self._waiting_in(wards, places)

    def _waiting_in(self, wards: list[Unit], places: list[Unit]) -> list[Nomination]:
        row, spots = self.waiting, list(zip(wards, places, strict=True))
        assert row.minutes and row.proposal
        holders = made(self._holder(row, ward, place) for ward, place in spots)
        minutes = made(alike(row.minutes, ward=ward, community=place) for ward, place in spots)
        numbers = count(Proposal.objects.count() + 1_000)
        papers = made(alike(row.proposal, ward=ward, number=next(numbers)) for ward in wards)
        return made(
            alike(row, ward=ward, community=place, candidate=holder, minutes=minute, proposal=paper)
            for (ward, place), holder, minute, paper in zip(spots, holders, minutes, papers, strict=True)
        )

    @staticmethod
    def _holder(row: Nomination, ward: Unit, place: Unit) -> Candidate:
        holder = alike(row.candidate, ward=ward, community=place, name=f"Lê Thị Thử {Candidate.objects.count()}")
        holder.key_name()
        return holder

    def _ward_keeps(self, wards: list[Unit]) -> None:
        """Officer, sheets of two years, honours and a centre with a class, in bulk."""
        officers = made(User(username=f"canbo{ward.pk}", full_name=f"Cán bộ {ward.pk}") for ward in wards)
        made(
            Post(user=officer, unit=ward, role=Role.WARD_OFFICER, valid_from=FIRST_DAY)
            for officer, ward in zip(officers, wards, strict=True)
        )
        for period in self.periods:
            self._sheets(wards, officers, period)
        for ward in wards:
            commend(self.honours, ward, name=f"Chi hội của {ward.pk}")
        centres = [LearningCentre(name=f"Trung tâm {ward.pk}", founded_on=FIRST_DAY) for ward in wards]
        for centre in centres:
            centre.key_name()
        made(
            CentreService(centre=centre, ward=ward, valid_from=FIRST_DAY)
            for centre, ward in zip(made(centres), wards, strict=True)
        )
        day = dt.date(YEAR, 5, 4)
        courses = [
            CentreCourse(
                centre=centre,
                ward=ward,
                title="Kỹ năng số",
                topic=Topic.values[0],
                starts_on=day,
                ends_on=day,
                attendances=30,
            )
            for centre, ward in zip(centres, wards, strict=True)
        ]
        for course in courses:
            course.key_name()
        made(courses)

    def _sheets(self, wards: list[Unit], officers: list[User], period: Period) -> None:
        """Last year's approved; of this year's some are waiting, the others begun."""
        names = {each.unit_id: each for each in UnitVersion.objects.on(period.ends_on).filter(unit__in=wards)}
        sheets = made(
            Submission(unit=ward, unit_as=names[ward.pk], form=self.form, period=period, started_by=officer)
            for ward, officer in zip(wards, officers, strict=True)
        )
        made(
            Value(submission=sheet, measure=each, number=GOOD[each.code], updated_by=sheet.started_by, updated_at=AT)
            for sheet in sheets
            for each in Measure.objects.filter(code__in=GOOD)
        )
        sent = [sheet.pk for place, sheet in enumerate(sheets) if period.year < YEAR or place % 2]
        waiting = Submission.objects.filter(pk__in=sent)
        waiting.update(state=State.SUBMITTED, submitted_by=models.F("started_by"), submitted_at=AT)
        if period.year < YEAR:
            waiting.update(state=State.APPROVED, approved_by=self.world.office, approved_at=AT)


def made(rows: Iterable[Row]) -> list[Row]:
    """The rows written at once."""
    kept = list(rows)
    return type(kept[0])._default_manager.bulk_create(kept) if kept else []


def alike(row: Row, **changes: Any) -> Row:
    """A new row that differs from another in these fields."""
    other = copy.copy(row)
    other._state = copy.copy(row._state)
    other._state.adding, other._state.fields_cache = True, {}
    other.pk = None
    for name, value in changes.items():
        setattr(other, name, value)
    return other


def found(names: list[str], kind: UnitKind, parents: dict[str, Unit]) -> list[Unit]:
    units = made(Unit(key=f"{kind}-{place}-{len(names)}") for place in range(len(names)))
    write_versions(
        [
            UnitVersion(unit=unit, name=name, kind=kind, parent=parents[name], valid_from=FIRST_DAY)
            for unit, name in zip(units, names, strict=True)
        ]
    )
    return units


def routes(patterns: list[URLPattern | URLResolver], before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Name and route of each address of the parts of the site that are asked."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, route, inner)
        elif pattern.name and space.rstrip(":") in SPACES:
            yield f"{space}{pattern.name}", route


def address(office: Office, name: str, route: str) -> str:
    """The address of a page for the office, its first commune or what that keeps; and the year of all of it."""
    ward, waits = office.world.ward, office.waiting
    sheet = Submission.objects.get(unit=ward, period=office.periods[-1])
    centre = LearningCentre.objects.filter(services__ward=ward).earliest("pk")
    booked, receipt = (kind.objects.filter(fund=office.fund).earliest("pk") for kind in (Entry, Receipt))
    things: dict[str, models.Model] = {
        "so-lieu/": sheet,
        "danh-hieu/bien-ban/": waits.minutes or waits,
        "danh-hieu/ho-so/": waits,
        "danh-hieu/so/": waits.candidate,
        "danh-hieu/quyet-dinh/": office.signed.decision or waits,
        "danh-hieu/tieu-chi/": waits.criteria,
        "hoc-bong/quy/": office.fund,
        "hoc-bong/dot/": office.grant.campaign,
        "hoc-bong/suat/": office.grant,
        "hoc-bong/but-toan/": booked,
        "hoc-bong/phieu-thu/": receipt,
        "hoc-bong/ho-so/": office.grant.recipient,
        "hoc-bong/danh-sach-chi/": office.sheet,
        "hoc-bong/yeu-cau/": office.request,
        "khen-thuong/trinh/": office.draft,
        "khen-thuong/quyet-dinh/": office.honours,
        "khen-thuong/": office.honours.commendations.earliest("pk"),
        "don-vi/trung-tam/": centre,
        "don-vi/nguoi/": office.person,
        "don-vi/": office.world.district if "cong-dong" not in route or "tong-hop" in route else ward,
    }
    before = route.split("<id:pk>")[0]
    values = {
        "pk": things[before].pk if before in things else 1,
        "unit_pk": office.world.district.pk,
        "ward_pk": ward.pk,
        "community_pk": office.world.community.pk,
        "candidate_pk": waits.candidate_id,
        "kind_pk": office.honours.kind_id,
        "kind": TitleKind.HOUSEHOLD.value,
        "year": YEAR,
        "code": "recognised",
    }
    filled = re.sub(r"<(?:(\w+):)?(\w+)>", lambda part: str(values.get(part[2], SAMPLES[part[1] or "str"])), route)
    place = f"&phuong={ward.pk}" if name == "titles:group" else ""
    return f"/{filled}?nam={YEAR}{place}&bieu={office.form.pk}&ky={office.periods[-1].pk}"


def asked(client: Client, url: str) -> tuple[int, int]:
    """How the page answers, and with how many queries."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    return answer.status_code, len(queries)


@pytest.mark.django_db
def test_no_page_asks_more_often_for_168_communes_than_for_three(client: Client) -> None:
    """Some ask less often: a choice of more than fifteen units is typed, and its list is not read."""
    office = Office()
    office.grow_to(FEW)
    client.force_login(office.person)
    pages = {name: address(office, name, route) for name, route in routes(get_resolver().url_patterns)}
    for url in pages.values():
        client.get(url)  # what each process keeps is read now
    few = {name: asked(client, url) for name, url in pages.items()}

    office.grow_to(MANY)

    many = {name: asked(client, url) for name, url in pages.items()}
    grown = {name: (few[name], now) for name, now in many.items() if now[1] > few[name][1] + MORE.get(name, 0)}
    refused = {name: status for name, (status, _) in many.items() if status not in (200, 302, 405)}
    assert grown == {}
    assert sorted(refused.keys() ^ NOT_ASKED.keys()) == []
