"""One paper of every kind, made by whom it belongs to: for what every kind must keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from awards.commendations import workflow as commending
from awards.commendations.enums import Commended
from awards.commendations.models import CommendationDecision, CommendationDraft
from awards.commendations.workflow import ToCommend
from indicators.enums import Origin, State
from reports.papers import asking, workflow
from reports.papers.enums import PaperKind
from reports.papers.models import Document
from reports.papers.money import details_of
from reports.papers.workflow import Issue
from tests.awards.commendations.factories import commend, make_decision
from tests.awards.commendations.factories import kind as honour
from tests.awards.scholarships.factories import make_fund, make_grant, make_officer, pay, put_in
from tests.awards.titles.factories import moment
from tests.factories import make_district, make_user, make_ward
from tests.handover.factories import Town, hand, make_holders, make_town
from tests.indicators.factories import make_story
from tests.reports.factories import load_catalogue, report_figures
from tests.reports.papers import factories as titles
from tests.units.centres.factories import course, enter, fund, make_work, term
from units.centres.enums import Topic
from units.centres.report import Span
from units.enums import Role
from units.models import CentreFacility, HandOver, Unit, User

NOW = moment(dt.date(2025, 9, 1))
TITLES = (PaperKind.PROPOSAL, PaperKind.DECISION, PaperKind.MINUTES, PaperKind.REVOCATION)
OTHERS = tuple(kind for kind in PaperKind if kind not in TITLES)
LONG = "Chi hội Khuyến học Trường Trung học cơ sở Nguyễn Văn Phú – cụm dân cư Lạc Long Quân"


@dataclass
class Commending:
    """A district's decision and its association's, three commended by each, one with money."""

    district: Unit
    ward: Unit
    office: User
    decision: CommendationDecision


def make_commending(code: str = "giay-khen-ubnd-quan", *, money: bool = True) -> Commending:
    district = make_district("Quận 11")
    ward = make_ward("Phường 5", district)
    office = make_user("phonggd", (Role.DISTRICT_OFFICE, district))
    decision = make_decision(district, code=code)
    commend(decision, ward, LONG, money=2_000_000 if money else None)
    commend(decision, ward, "Trần Thị Bích", Commended.INDIVIDUAL, money=500_000 if money else None)
    commend(decision, ward, "Hộ ông Lê An", Commended.HOUSEHOLD)
    return Commending(district, ward, office, decision)


def commendation(code: str = "giay-khen-ubnd-quan", *, money: bool = True) -> Document:
    made = make_commending(code, money=money)
    return workflow.make(PaperKind.COMMENDATION, made.decision.pk, by=made.office, at=NOW)


def to_commend(code: str = "giay-khen-ubnd-quan", proposed_by: str = "Hội Khuyến học") -> Document:
    """The tờ trình for two who are to be commended, one with money."""
    district = make_district("Quận 11")
    ward = make_ward("Phường 5", district)
    office = make_user("phonggd", (Role.DISTRICT_OFFICE, district))
    draft = CommendationDraft(unit=district, kind=honour(code), occasion="Tổng kết", proposed_by=proposed_by)
    rows = [
        ToCommend(Commended.COLLECTIVE, LONG, ward, "Xây dựng xã hội học tập", 2012, 2020, money=2_000_000),
        ToCommend(Commended.INDIVIDUAL, "Trần Thị Bích", ward, "Khuyến học", 2020, 2020),
    ]
    commending.write_draft(draft, rows, seen=1, by=office, at=NOW)
    return workflow.make(PaperKind.COMMENDATION_PROPOSAL, draft.pk, by=office, at=NOW)


def sheet() -> Document:
    story = make_story()
    submission = story.bring_to(State.APPROVED)
    return workflow.make(PaperKind.SHEET, submission.pk, by=story.officer, at=NOW)


def handed_town() -> tuple[Town, HandOver]:
    """Phường 5 with everything that it held handed over to Hòa Bình."""
    town = make_town()
    make_holders(town, town.five)
    for code in ("communities", "titles"):
        hand(town, town.five, code)
    return town, HandOver.objects.get(unit=town.five)


def handover() -> Document:
    town, found = handed_town()
    return workflow.make(PaperKind.HANDOVER, found.pk, by=town.officer, at=NOW)


def centre_report() -> Document:
    """Of a year with two classes, money from the state, a room with machines, a director."""
    centre, ward, officer = make_work()
    facts = {"rooms": 3, "computers": 12, "networked": 8, "internet": True}
    rows: list[Any] = [
        course(centre, ward),
        course(centre, ward, people=None, title="Nuôi cá", topic=Topic.EXTENSION),
        term(centre, ward),
        fund(centre, ward),
        CentreFacility(centre=centre, ward=ward, as_of=dt.date(2019, 12, 1), year=2019, **facts),
    ]
    for each in rows:
        enter(each, officer)
    span = Span(2019, "lich", NOW.date())
    question = asking.Question(PaperKind.CENTRE, ward, span.first, span.last, span.basis, centre)
    asked = asking.keep(question, by=officer, at=NOW)
    return workflow.make(PaperKind.CENTRE, asked.pk, by=officer, at=NOW)


def money_report() -> Document:
    """Of the cash book of a ward's fund for a year by quarters: money raised, a suất paid, something else bought."""
    kept = make_fund(make_ward("Phường 5", make_district("Quận 11")))
    officer = make_officer(kept, "quy5")
    put_in(kept, 3_000_000)
    pay(make_grant(kept, 500_000), 500_000)
    span = (dt.date(2020, 1, 1), dt.date(2020, 12, 31))
    question = asking.Question(PaperKind.MONEY, kept.unit, *span, details_of("cash", "quy"))
    asked = asking.keep(question, by=officer, at=NOW)
    return workflow.make(PaperKind.MONEY, asked.pk, by=officer, at=NOW)


def targets_report(origin: Origin = Origin.TYPED) -> Document:
    """Of a ward that met one target of 2020, missed one by a figure of three decimals, knows no other."""
    load_catalogue()
    ward = make_ward("Phường 5", make_district("Quận 11"))
    officer = make_user("phuong5", (Role.WARD_OFFICER, ward))
    household = {"household-recognised": 10_798, "household-total": 14_996}
    report_figures(ward, 2020, {**household, "clan-recognised": 49_999, "clan-total": 100_000}, origin=origin)
    report_figures(ward, 2019, {"clan-recognised": 60_000, "clan-total": 100_000})
    span = (dt.date(2020, 1, 1), dt.date(2020, 12, 31))
    asked = asking.keep(asking.Question(PaperKind.SCORECARD, ward, *span, ""), by=officer, at=NOW)
    return workflow.make(PaperKind.SCORECARD, asked.pk, by=officer, at=NOW)


MAKERS: dict[PaperKind, Callable[[], Document]] = {
    PaperKind.COMMENDATION: commendation,
    PaperKind.COMMENDATION_PROPOSAL: to_commend,
    PaperKind.SHEET: sheet,
    PaperKind.HANDOVER: handover,
    PaperKind.CENTRE: centre_report,
    PaperKind.MONEY: money_report,
    PaperKind.SCORECARD: targets_report,
}
GIVEN = {
    PaperKind.COMMENDATION: Issue(),
    PaperKind.COMMENDATION_PROPOSAL: Issue("Lê Văn Hội", 7, dt.date(2025, 8, 1)),
    PaperKind.SHEET: Issue("Trần Văn Ký", 12, dt.date(2025, 8, 1)),
    PaperKind.HANDOVER: Issue("Trần Văn Ký", None, dt.date(2025, 8, 1)),
    PaperKind.CENTRE: Issue("Lê Thị Đào", 3, dt.date(2020, 1, 10)),
    PaperKind.MONEY: Issue("Lê Văn Hội", 4, dt.date(2021, 1, 10)),
    PaperKind.SCORECARD: Issue("Trần Văn Ký", 5, dt.date(2021, 1, 10)),
}


def paper_of(kind: str, *, draft: bool) -> Document:
    """A paper of the kind in a world of its own."""
    if kind == PaperKind.REVOCATION:
        return titles.revoked(titles.make_papers())
    if kind in TITLES:
        papers = titles.make_papers()
        return titles.made(papers, kind) if draft else titles.issued(papers, kind)
    made = MAKERS[PaperKind(kind)]()
    return made if draft else workflow.issue(made, GIVEN[PaperKind(kind)], by=made.made_by, at=NOW)
