"""From its last day a unit takes no new entries: one rule for every kind of entry, and the heir named.

Every public function of a workflow that takes a day or a moment, says by whom, or is one transaction, is found here by
itself. It is either tried for a ward that has ended (`TRIED`), or stands among those that book nothing of a day for a
unit, with the reason (`OTHERWISE`).
"""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from awards.commendations import workflow as commendations
from awards.commendations.enums import Commended
from awards.commendations.models import CommendationDecision
from awards.scholarships import workflow as money
from awards.scholarships.enums import Beneficiary, Book, DonorKind, FundLevel, GiftKind, SchoolLevel, Signature
from awards.scholarships.models import Entry, ExpenseKind, Fund
from awards.titles import reference as titles_reference
from awards.titles import workflow as titles
from awards.titles.enums import MoveState
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate, CriteriaSet, Decision, MoveRequest, Nomination
from awards.titles.workflow import candidates, entering, moving, past, registering
from awards.uploads.importing import Context, importers
from awards.uploads.reading import Row
from hocTap.lib.refusals import Refused
from indicators import workflow as sheets
from indicators.models import Framework, Plan, StatedNumber, Submission
from indicators.workflow import opening, plans, totals
from reports.models import PublishedFigure, PublishedSource
from reports.statements import workflow as statements
from tests.awards.commendations.factories import kind as commendation_kind
from tests.awards.scholarships.factories import clerk, handing, make_campaign, make_fund, put_in
from tests.awards.titles.factories import FULL, make_sound, moment
from tests.factories import make_centre, make_unit, make_user
from tests.handover.factories import DAY, LAST, Town, hand, make_town, undo, write_changes
from tests.indicators.factories import cell, make_form, make_indicator, make_period
from tests.units.centres import factories as books
from units import workflow as units
from units.centres.enums import Grade, Topic
from units.communities import workflow as communities
from units.communities.enums import CommunityAct
from units.communities.rules import Line
from units.communities.workflow.correcting import Correction
from units.communities.workflow.planning import Asked, Result
from units.enums import ChangeKind, Role, UnitKind
from units.models import CentreEvaluation, EvaluationSet, Unit, UnitVersion

pytestmark = pytest.mark.django_db
OWN, LATER = dt.date(2025, 5, 5), dt.date(2025, 10, 1)
"""A day of the wards' own, and one when they were no more."""
NOW = moment(dt.date(2026, 11, 1))

Attempt = Callable[[Town, Unit, dt.date], object]


@pytest.fixture
def town() -> Town:
    return make_town()


# Funds


def fund_of(ward: Unit) -> Fund:
    return Fund.objects.filter(unit=ward).first() or make_fund(ward, cash=10_000_000)


def suat_of(ward: Unit, decided_on: dt.date, name: str = "Lê Thị Thử") -> money.Suat:
    child = money.Child(name, 2015, "4A", "Trường Thử")
    school_year = decided_on.year if decided_on.month > 7 else decided_on.year - 1
    return money.Suat(child, 500_000, SchoolLevel.PRIMARY, school_year, ward, "12/QĐ", decided_on)


def granted(ward: Unit) -> Any:
    return money.grant(make_campaign(fund_of(ward)), suat_of(ward, dt.date(2025, 2, 1)), by=clerk(), at=NOW)


def receive(town: Town, ward: Unit, day: dt.date) -> object:
    return money.receive(fund_of(ward), money.Income(1_000, "PT-X", day), by=town.officer, at=NOW)


def receive_all(town: Town, ward: Unit, day: dt.date) -> object:
    return money.receive_all(fund_of(ward), [money.Income(1_000, "PT-X", day)], by=town.officer, at=NOW)


def give_gift(town: Town, ward: Unit, day: dt.date) -> object:
    given = money.Given(1_000, 2, ward, "Trung thu", day, kind=next(iter(GiftKind)))
    return money.give_gift(fund_of(ward), given, by=town.officer, at=NOW)


def give_all(town: Town, ward: Unit, day: dt.date) -> object:
    given = money.Given(1_000, 2, ward, "Trung thu", day, kind=next(iter(GiftKind)))
    return money.give_all(fund_of(ward), [given], by=town.officer, at=NOW)


def spent_on(ward: Unit, day: dt.date) -> money.Spent:
    facts = {"name": "Chi khác", "beneficiary": Beneficiary.FUND}
    kind = ExpenseKind.objects.get_or_create(code="chi-khac", defaults=facts)[0]
    return money.Spent(kind, 1_000, "In giấy khen", day)


def spend(town: Town, ward: Unit, day: dt.date) -> object:
    return money.spend(fund_of(ward), spent_on(ward, day), by=town.officer, at=NOW)


def spend_all(town: Town, ward: Unit, day: dt.date) -> object:
    return money.spend_all(fund_of(ward), [spent_on(ward, day)], by=town.officer, at=NOW)


def move_money(town: Town, ward: Unit, day: dt.date) -> object:
    fund = fund_of(ward)
    asked = money.Move(fund, fund, Book.CASH, Book.BANK, 1_000, "NT-1", day)
    return money.move(asked, by=town.officer, at=NOW)


def open_books(town: Town, ward: Unit, day: dt.date) -> object:
    fund = money.open_fund(ward, "Quỹ mới", FundLevel.WARD)
    asked = money.Opened(day, {Book.CASH: 1_000}, "Biên bản kiểm quỹ")
    return money.open_books(fund, asked, by=town.officer, at=NOW)


def grant(town: Town, ward: Unit, day: dt.date) -> object:
    return money.grant(make_campaign(fund_of(ward)), suat_of(ward, day), by=town.officer, at=NOW)


def grant_all(town: Town, ward: Unit, day: dt.date) -> object:
    return money.grant_all(make_campaign(fund_of(ward)), [suat_of(ward, day)], by=town.officer, at=NOW)


def cancel_grant(town: Town, ward: Unit, day: dt.date) -> object:
    return money.cancel_grant(granted(ward), reason="Ghi nhầm", on=day, by=town.officer, at=NOW)


def pay(town: Town, ward: Unit, day: dt.date) -> object:
    return money.pay(granted(ward), 500_000, handing(day), by=town.officer, at=NOW)


def pay_all(town: Town, ward: Unit, day: dt.date) -> object:
    return money.pay_all(fund_of(ward), [money.Payment(granted(ward), 9_000, handing(day))], by=town.officer, at=NOW)


def grant_and_pay(town: Town, ward: Unit, day: dt.date) -> object:
    paid = money.Paid(suat_of(ward, dt.date(2025, 2, 1)), handing(day))
    return money.grant_and_pay(make_campaign(fund_of(ward)), [paid], by=town.officer, at=NOW)


def pay_sheet(town: Town, ward: Unit, day: dt.date) -> object:
    campaign = make_campaign(fund_of(ward))
    money.grant(campaign, suat_of(ward, min(day, OWN)), by=clerk(), at=NOW)
    sheet = money.make_sheet(campaign.fund, money.Wanted(campaign), by=clerk(), at=NOW)
    return money.pay_sheet(sheet, [row.pk for row in sheet.rows.all()], handing(day), by=clerk(), at=NOW)


def reverse(town: Town, ward: Unit, day: dt.date) -> object:
    entry = money.pay(granted(ward), 500_000, handing(dt.date(2025, 2, 2)), by=clerk(), at=NOW)
    return money.reverse(entry, reason="Ghi nhầm", on=day, by=town.officer, at=NOW)


def start_campaign(town: Town, ward: Unit, day: dt.date) -> object:
    return money.start_campaign(fund_of(ward), "Đợt mới", starts_on=day, ends_on=day)


# Commendations


def decision_of(unit: Unit, day: dt.date, code: str = "giay-khen-ubnd-phuong") -> CommendationDecision:
    signed = commendations.SignedDecision(unit, commendation_kind(code), 7, day, "Ký", "Tổng kết")
    return commendations.record_decision(signed, by=clerk(), at=NOW)


def record_decision(town: Town, ward: Unit, day: dt.date) -> object:
    return decision_of(ward, day)


def commend_all(town: Town, ward: Unit, day: dt.date) -> object:
    decision = decision_of(town.province, day, "bang-khen-ubnd-thanh-pho")
    named = commendations.ToCommend(Commended.COLLECTIVE, "Chi hội Thử", ward, "Thành tích", 2024, 2024)
    return commendations.commend_all(decision, [named])


# Titles: a day of the ward's own stands for its last whole year, a later one for the year in which it ended


def year_of(day: dt.date) -> int:
    return 2020 if day <= LAST else 2025


def place_in(town: Town, ward: Unit) -> Locality:
    return Locality(ward.pk, town.communities[str(ward.pk)][0].pk)


def holder(town: Town, ward: Unit, name: str = "Nguyễn Văn Thử") -> Candidate:
    facts = {"name": name, "address": "1 đường Thử", "aged_6_to_18": 1, "aged_19_to_60": 2}
    since, at = dt.date(2020, 1, 1), moment(dt.date(2020, 1, 5))
    return candidates.record(TitleKind.HOUSEHOLD, place_in(town, ward), facts, since=since, by=clerk(), at=at)


def load_criteria() -> None:
    """One set for all years, so that the same answers fit."""
    titles_reference.load()
    CriteriaSet.objects.filter(kind=TitleKind.HOUSEHOLD).exclude(code="GDHT-448").update(
        first_year=2099, last_year=None
    )
    CriteriaSet.objects.filter(code="GDHT-448").update(last_year=None)


def nominated(town: Town, ward: Unit, day: dt.date, *done: str) -> Nomination:
    """A household of the ward in the year, with these steps done while the ward stood."""
    load_criteria()
    if not Nomination.objects.exists():
        make_sound("GDHT-448", town.admin)
    year = year_of(day)
    at, on = moment(dt.date(year, 3, 3)), dt.date(year, 3, 3)
    made = titles.register(holder(town, ward), year, by=clerk(), at=at)
    steps: dict[str, Callable[[], object]] = {
        "assess": lambda: titles.assess(made, FULL, by=clerk(), at=at),
        "vote": lambda: titles.record_vote(meeting(made, on), {made.pk: titles.Votes(40)}, by=clerk(), at=at),
        "appraise": lambda: titles.appraise([made.pk], by=clerk(), at=at),
        "propose": lambda: titles.propose([made.pk], titles.Paper(1, on), by=clerk(), at=at),
    }
    for step in done:
        steps[step]()
    return Nomination.objects.select_related("candidate", "minutes").get(pk=made.pk)


def meeting(row: Nomination, on: dt.date) -> titles.Meeting:
    return titles.Meeting(Locality(row.ward_id, row.community_id), row.kind, row.year, on, 50)


def register(town: Town, ward: Unit, day: dt.date) -> object:
    load_criteria()
    return titles.register(holder(town, ward), year_of(day), by=town.officer, at=NOW)


def register_all(town: Town, ward: Unit, day: dt.date) -> object:
    load_criteria()
    return titles.register_all([holder(town, ward)], year_of(day), by=town.officer, at=NOW)


def record_past(town: Town, ward: Unit, day: dt.date) -> object:
    load_criteria()
    paper = past.Paper(TitleKind.HOUSEHOLD, year_of(day), 12, "QĐ-UBND", day, "Người Ký")
    made = holder(town, ward)
    named = past.Named(made, made.name, made.address, made.community_id)
    return past.record_past(paper, [named], by=town.officer, at=NOW)


def register_unit(town: Town, ward: Unit, day: dt.date) -> object:
    """The commune itself, for the title of its level: known since 2021."""
    load_criteria()
    return registering.register_unit(ward, 2023 if day <= LAST else 2025, by=town.officer, at=NOW)


def assess(town: Town, ward: Unit, day: dt.date) -> object:
    return titles.assess(nominated(town, ward, day), FULL, by=town.officer, at=NOW)


def assess_all(town: Town, ward: Unit, day: dt.date) -> object:
    return titles.assess_all({nominated(town, ward, day).pk: FULL}, by=town.officer, at=NOW)


def enter_scores(town: Town, ward: Unit, day: dt.date) -> object:
    """Lines of the grid, one by one."""
    row = nominated(town, ward, day)
    cells = [entering.ScoreInput(row.pk, "1.1", "10", "")]
    return entering.enter_scores(Nomination.objects.filter(pk=row.pk), cells, by=town.officer, at=NOW)


def finish(town: Town, ward: Unit, day: dt.date) -> object:
    """A row half filled, whose last line was typed while the ward stood."""
    row = nominated(town, ward, day)
    Nomination.objects.filter(pk=row.pk).update(answers=FULL)
    return entering.finish(Nomination.objects.filter(pk=row.pk), [row.pk], by=town.officer, at=NOW)


def record_vote(town: Town, ward: Unit, day: dt.date) -> object:
    row = nominated(town, ward, day, "assess")
    return titles.record_vote(meeting(row, day), {row.pk: titles.Votes(40)}, by=town.officer, at=NOW)


def correct_vote(town: Town, ward: Unit, day: dt.date) -> object:
    row = nominated(town, ward, day, "assess", "vote")
    assert row.minutes
    votes = {row.pk: titles.Votes(30)}
    return titles.correct_vote(row.minutes, meeting(row, day), votes, "Đếm nhầm", by=town.officer, at=NOW)


def appraise(town: Town, ward: Unit, day: dt.date) -> object:
    return titles.appraise([nominated(town, ward, day, "assess", "vote").pk], by=town.officer, at=NOW)


def propose(town: Town, ward: Unit, day: dt.date) -> object:
    row = nominated(town, ward, day, "assess", "vote", "appraise")
    return titles.propose([row.pk], titles.Paper(1, day), by=town.officer, at=NOW)


def record(town: Town, ward: Unit, day: dt.date) -> object:
    facts = {"name": "Trần Thị Mới", "address": "2 đường Thử"}
    return candidates.record(TitleKind.HOUSEHOLD, place_in(town, ward), facts, since=day, by=town.officer, at=NOW)


def record_all(town: Town, ward: Unit, day: dt.date) -> object:
    """An organisation or a school, which belongs to no khu phố."""
    made = Candidate(kind=TitleKind.CLAN, ward=ward, name="Dòng họ Mới", known_since=day)
    return candidates.record_all([made], by=town.officer, at=NOW)


def change_head(town: Town, ward: Unit, day: dt.date) -> object:
    return candidates.change_head(holder(town, ward), "Chủ Mới", on=day, reason="", by=town.officer, at=NOW)


def move(town: Town, ward: Unit, day: dt.date) -> object:
    place = Locality(ward.pk, town.communities[str(ward.pk)][1].pk)
    return candidates.move(holder(town, ward), place, "9 đường Mới", on=day, reason="", by=town.officer, at=NOW)


def split(town: Town, ward: Unit, day: dt.date) -> object:
    return candidates.split(holder(town, ward), {"name": "Hộ Mới"}, on=day, reason="", by=town.officer, at=NOW)


def end(town: Town, ward: Unit, day: dt.date) -> object:
    return candidates.end(holder(town, ward), on=day, reason="chuyển đi", by=town.officer, at=NOW)


def ask_to_move(town: Town, ward: Unit, day: dt.date) -> object:
    other = make_unit("Phường Ở Lại", UnitKind.WARD, town.province)
    return moving.ask(holder(town, ward), moving.Going(other, day, "1 đường Xa"), by=town.officer, at=NOW)


# Figures


def start(town: Town, ward: Unit, day: dt.date) -> object:
    form, period = make_form("a"), make_period(2025 if day <= LAST else 2026)
    return sheets.start(ward, form, period, by=town.officer, on=NOW.date())


def start_own_total(town: Town, ward: Unit, day: dt.date) -> object:
    form = make_form("a", unit_kind=UnitKind.COMMUNITY)
    period = make_period(2025 if day <= LAST else 2026)
    source = totals.Published("Báo cáo 1", "1/BC", dt.date(2026, 1, 5))
    return totals.start_own_total(ward, form, period, source, by=town.officer, on=NOW.date())


def state_number(town: Town, ward: Unit, day: dt.date) -> object:
    number = StatedNumber(unit=ward, kind=UnitKind.COMMUNITY, number=9, valid_from=day, source="Nghị quyết")
    return sheets.state_number(number, by=town.officer, at=NOW)


def the_plan(town: Town, ward: Unit) -> Plan:
    """A plan of the ward that was made for this year and the next before anybody knew of the change."""
    make_indicator("share")
    paper, _ = Framework.objects.get_or_create(code=f"kh-{ward.pk}", citation="KH 1/KH-UBND", place=ward.key)
    facts = {"unit": ward, "first_year": 2025, "last_year": 2026, "entered_by": town.officer, "entered_at": NOW}
    return Plan.objects.get_or_create(framework=paper, defaults=facts)[0]


def plan_year(day: dt.date) -> int:
    """Plans are for whole years: the ward's last one, or the one after."""
    return 2025 if day <= LAST else 2026


def the_source(ward: Unit, day: dt.date) -> PublishedSource:
    """A text of the year, put down before anybody knew of the change."""
    year = plan_year(day)
    facts = {"unit": ward, "first_year": year, "last_year": year, "title": "Báo cáo", "published_on": OWN}
    return PublishedSource.objects.get_or_create(key=f"bc-{ward.pk}-{year}", defaults=facts)[0]


def text_of(day: dt.date) -> statements.Paper:
    return statements.Paper("Báo cáo", "Ủy ban nhân dân", OWN, 2025, plan_year(day))


SAID = statements.Statement("Gia đình học tập", "Trang 1", printed_count="53")


def change_statement(town: Town, ward: Unit, day: dt.date) -> object:
    source = the_source(ward, day)
    figure = PublishedFigure.objects.create(
        source=source, ordinal=1, label="Dòng họ", place="Trang 2", printed_count="4", count=4
    )
    return statements.change_statement(figure, SAID, "chép nhầm")


def start_plan(town: Town, ward: Unit, day: dt.date) -> object:
    paper = plans.Paper("KH 1/KH-UBND 05/01/2025", "", dt.date(2025, 1, 5), compared=False)
    return plans.start_plan(ward, paper, 2025, plan_year(day), by=town.officer, at=NOW)


def write_plan(town: Town, ward: Unit, day: dt.date) -> object:
    return plans.write_plan(the_plan(town, ward), {("share", plan_year(day)): "70"}, by=town.officer, at=NOW)


def make_key(town: Town, ward: Unit, day: dt.date) -> object:
    return opening.make_key(ward, "Cổng dữ liệu", True, by=town.officer, at=NOW, on=day)


# Centres, people, khu phố


def found_centre(town: Town, ward: Unit, day: dt.date) -> object:
    return units.found_centre("Trung tâm mới", [ward], founded_on=day)


def serve(town: Town, ward: Unit, day: dt.date) -> object:
    centre = make_centre("Trung tâm", town.fourteen if ward == town.five else town.five)
    return units.serve(centre, [ward], from_day=day)


def enter_class(town: Town, ward: Unit, day: dt.date) -> object:
    made = books.course(make_centre("Trung tâm", ward), ward, starts_on=day, ends_on=day)
    return units.enter(made, by=town.officer, today=NOW.date())


def enter_classes(town: Town, ward: Unit, day: dt.date) -> object:
    made = books.course(make_centre("Trung tâm", ward), ward, starts_on=day, ends_on=day)
    return units.enter_many([made], by=town.officer, at=NOW)


def enter_list(town: Town, ward: Unit, day: dt.date) -> object:
    centre = make_centre("Trung tâm", ward)
    made = books.course(centre, ward, starts_on=day, ends_on=day)
    return units.enter_all(centre, [made], by=town.officer, at=NOW)


def evaluate(town: Town, ward: Unit, day: dt.date) -> object:
    sheet = EvaluationSet.objects.create(code="thu", label="Bộ thử", first_year=2012)
    made = CentreEvaluation(centre=make_centre("Trung tâm", ward), ward=ward, sheet=sheet, grade=Grade.GOOD)
    made.school_year, made.evaluated_on = 2024, day
    return units.evaluate(made, {}, by=town.officer, today=NOW.date())


def appoint(town: Town, ward: Unit, day: dt.date) -> object:
    return units.appoint(make_user("moi"), ward, Role.WARD_OFFICER, from_day=day)


def correct_post(town: Town, ward: Unit, day: dt.date) -> object:
    post = make_user("nham", (Role.READER, town.province)).posts.get()
    right = {"unit": ward, "role": Role.WARD_OFFICER, "from_day": day, "to_day": None}
    return units.correct_post(post, **right, by=town.admin, at=NOW, reason="Ghi nhầm nơi")  # type: ignore[arg-type]


def enter_communities(town: Town, ward: Unit, day: dt.date) -> object:
    return communities.enter(ward, [Line(1, "Khu phố 99", first=day)], by=town.officer, at=NOW)


def change_communities(town: Town, ward: Unit, day: dt.date) -> object:
    olds = [unit.pk for unit in town.communities[str(ward.pk)]]
    asked = Asked(CommunityAct.MERGE, olds, day, "Nghị quyết 1", [Result("Khu phố Chung")])
    return communities.change(ward, asked, by=town.officer, at=NOW)


def correct_community(town: Town, ward: Unit, day: dt.date) -> object:
    version = UnitVersion.objects.get(unit=town.communities[str(ward.pk)][0])
    right = Correction(version.name, "", "", day, "Quyết định 9")
    return communities.correct(version, right, by=town.officer, at=NOW)


TRIED: dict[str, Attempt] = {
    "awards.commendations.record_decision": record_decision,
    "awards.commendations.commend_all": commend_all,
    "awards.scholarships.funds.start_campaign": start_campaign,
    "awards.scholarships.expenses.spend": spend,
    "awards.scholarships.expenses.spend_all": spend_all,
    "awards.scholarships.openings.open_books": open_books,
    "awards.scholarships.transfers.move": move_money,
    "awards.scholarships.gifts.give_all": give_all,
    "awards.scholarships.gifts.give_gift": give_gift,
    "awards.scholarships.grants.cancel_grant": cancel_grant,
    "awards.scholarships.grants.grant": grant,
    "awards.scholarships.grants.grant_all": grant_all,
    "awards.scholarships.payments.grant_and_pay": grant_and_pay,
    "awards.scholarships.payments.pay": pay,
    "awards.scholarships.payments.pay_all": pay_all,
    "awards.scholarships.payments.reverse": reverse,
    "awards.scholarships.sheets.pay_sheet": pay_sheet,
    "awards.scholarships.receipts.receive": receive,
    "awards.scholarships.receipts.receive_all": receive_all,
    "awards.titles.appraising.appraise": appraise,
    "awards.titles.assessing.assess": assess,
    "awards.titles.assessing.assess_all": assess_all,
    "awards.titles.entering.enter_scores": enter_scores,
    "awards.titles.entering.finish": finish,
    "awards.titles.candidates.change_head": change_head,
    "awards.titles.candidates.end": end,
    "awards.titles.candidates.move": move,
    "awards.titles.candidates.record": record,
    "awards.titles.candidates.record_all": record_all,
    "awards.titles.candidates.split": split,
    "awards.titles.moving.ask": ask_to_move,
    "awards.titles.past.record_past": record_past,
    "awards.titles.proposing.propose": propose,
    "awards.titles.registering.register": register,
    "awards.titles.registering.register_all": register_all,
    "awards.titles.registering.register_unit": register_unit,
    "awards.titles.voting.correct_vote": correct_vote,
    "awards.titles.voting.record_vote": record_vote,
    "indicators.opening.make_key": make_key,
    "indicators.plans.start_plan": start_plan,
    "indicators.plans.write_plan": write_plan,
    "reports.statements.add_source": lambda town, ward, day: statements.add_source(
        ward, text_of(day), by=town.officer, at=NOW
    ),
    "reports.statements.change_source": lambda town, ward, day: statements.change_source(
        the_source(ward, day), text_of(day), "chép nhầm", at=NOW
    ),
    "reports.statements.add_statements": lambda town, ward, day: statements.add_statements(
        the_source(ward, day), [SAID], by=town.officer, at=NOW
    ),
    "reports.statements.change_statement": change_statement,
    "indicators.steps.start": start,
    "indicators.totals.start_own_total": start_own_total,
    "indicators.totals.state_number": state_number,
    "units.centre_work.enter": enter_class,
    "units.centre_work.enter_all": enter_list,
    "units.centre_work.enter_many": enter_classes,
    "units.centre_work.evaluate": evaluate,
    "units.centres.found_centre": found_centre,
    "units.centres.serve": serve,
    "units.communities.changing.change": change_communities,
    "units.communities.correcting.correct": correct_community,
    "units.communities.entering.enter": enter_communities,
    "units.people.appoint": appoint,
    "units.people.correct_post": correct_post,
}
"""Each books something of the day for the ward."""

OTHERWISE = {
    "puts right, takes back, closes or gives back what is there: a correction of the unit's own days": """
        awards.commendations.void_commendation awards.commendations.void_decision awards.commendations.void_list
        awards.scholarships.closings.close_books awards.scholarships.closings.close_school_year
        awards.scholarships.closings.agree_reopening awards.scholarships.closings.ask_reopening
        awards.scholarships.closings.decline_reopening awards.scholarships.openings.correct_opening
        awards.scholarships.receipts.correct_receipt awards.scholarships.transfers.take_back_move
        awards.scholarships.funds.join_donors awards.scholarships.funds.part_donors
        awards.scholarships.undoing.reverse_all
        awards.scholarships.undoing.take_back_granted awards.scholarships.undoing.since_list
        awards.scholarships.sheets.unpay_sheet
        awards.titles.past.unrecord_past awards.scholarships.undoing.take_back_list awards.titles.taking_back.restore
        awards.titles.taking_back.unrecord_all awards.titles.taking_back.unvote awards.uploads.writing.undo
        awards.titles.appraising.reject awards.titles.appraising.reopen
        awards.titles.candidates.correct awards.titles.candidates.merge awards.titles.candidates.undo
        awards.titles.drafts.join awards.titles.drafts.unsign
        awards.titles.proposing.recall
        awards.titles.decisions.withdraw awards.titles.proposing.return_group awards.titles.registering.unregister
        indicators.optional.unuse_form indicators.plans.drop_plan reports.statements.void
        indicators.steps.reopen indicators.steps.send_back indicators.steps.withdraw
        units.centre_undo.void_decision units.centre_work.unvoid units.centre_work.void units.centre_work.void_all
        units.centres.leave
        units.communities.undoing.undo units.people.end_post""",
    "goes on with a sheet that was opened: `test_a_sheet_opened_before_the_change_was_written_down_is_only_read`": """
        indicators.cells.save_cells indicators.steps.approve indicators.steps.check indicators.steps.explain
        indicators.steps.note_opening indicators.steps.submit indicators.totals.set_source""",
    "answered by whoever is asked on the day of the answer: `test_a_move_is_not_accepted_by_a_ward_that_ended`": """
        awards.titles.moving.accept awards.titles.moving.refuse awards.titles.moving.withdraw""",
    "decided by the agency of the day, the heir's: `test_a_divided_ward_is_decided_on_by_no_heir_of_a_part`": """
        awards.titles.decisions.keep_names awards.titles.decisions.put_signature awards.titles.decisions.revoke
        awards.titles.decisions.settle_agency awards.titles.decisions.sign awards.titles.drafts.reinstate
        awards.titles.drafts.resign
        awards.titles.recognition.put_in
        awards.titles.recognition.recognise_group awards.titles.recognition.request_recognition
        awards.titles.recognition.run""",
    "decided of a centre by the authority of the day, over wards that ended too": """
        units.centre_log.authority_on units.centre_log.log units.centres.change_state units.centres.merge
        units.centres.no_class_from""",
    "seals of what rests, of the whole site": """units.sealing.seal""",
    "the hand-over itself, dated after the unit's end": """
        awards.scholarships.handing_over.bring_back awards.scholarships.handing_over.close_unused
        awards.scholarships.handing_over.pass_on awards.scholarships.handing_over.pass_suats
        awards.scholarships.handing_over.take_campaigns_back awards.scholarships.handing_over.take_suats_back
        awards.titles.handing_over.events_of awards.titles.handing_over.hand_holders
        awards.titles.handing_over.refuse_unsigned awards.titles.handing_over.running
        awards.titles.handing_over.since awards.titles.handing_over.take_holders_back
        awards.titles.rehome.in_it_before awards.titles.rehome.living_in awards.titles.rehome.rehome
        awards.titles.rehome.rehomed
        awards.titles.rehome.take_home
        indicators.steps.hand indicators.steps.let_answer indicators.steps.unhand indicators.steps.unstart
        units.handover.ask units.handover.confirm units.handover.refuse_order units.handover.run
        units.handover.undo""",
    "the catalogue of units itself, which says when they end and what became of them": """
        units.heritage.derive_heritage units.lineage.refresh_lineage
        units.shares.enter_share units.versions.add_version units.versions.check_moves units.versions.close_version
        units.versions.found_unit units.versions.record_change
        units.versions.record_changes
        units.verifying.confirm units.verifying.propose units.verifying.refuse units.verifying.undo
        units.versions.write_versions""",
    "a child's name and who may see or saw it, whenever that is": """
        awards.scholarships.names.note_access awards.scholarships.names.record_consent
        awards.scholarships.names.register_recipient awards.scholarships.names.withdraw_consent
        awards.scholarships.names.correct_recipient awards.scholarships.names.join_recipients
        awards.scholarships.names.part_recipients awards.scholarships.desk.acknowledge
        awards.scholarships.desk.anonymise awards.scholarships.desk.answer_request awards.scholarships.desk.due
        awards.scholarships.desk.record_request awards.scholarships.desk.restrict
        awards.scholarships.texts.look_over
        awards.scholarships.desk.unrestrict""",
    "of no unit's books: criteria, forms, periods, targets, lists taken out": """
        awards.titles.catalogue.attach awards.titles.catalogue.choose_left_out_rule awards.titles.catalogue.confirm
        awards.titles.catalogue.confirm_procedure awards.titles.catalogue.former_of awards.titles.catalogue.may_confirm
        awards.titles.catalogue.withdraw_confirmation awards.titles.catalogue.withdraw_procedure
        awards.titles.slips.add_form awards.titles.slips.confirm_form awards.titles.slips.withdraw_form
        awards.titles.slips.write_form
        awards.titles.catalogue.write_procedure awards.titles.copying.copy_set awards.titles.editing.edit_set
        indicators.catalogue.last_day_of indicators.catalogue.new_version indicators.lines.add_line
        indicators.lines.plan_line indicators.periods.open_periods indicators.periods.set_deadline
        indicators.targets.add_target
        indicators.catalogue.sheets_after indicators.catalogue.used_after indicators.plans.plan_code
        units.files.ask units.files.forget_old units.files.is_slow units.files.make""",
    "a list from Excel, whose rows pass the steps above: `test_a_list_is_told_what_the_page_is_told`": """
        awards.uploads.keeping.forget_old awards.uploads.reading.answer awards.uploads.reading.ask_to_read_again
        awards.uploads.reading.read awards.uploads.reading.receive awards.uploads.states.is_stuck
        awards.uploads.writing.confirm awards.uploads.writing.write""",
    "a paper of a register's own row and day: what the row is of is refused where it is written": """
        reports.papers.changes reports.papers.delete_draft reports.papers.issue reports.papers.make
        reports.papers.make_successor reports.papers.matter_of reports.papers.rebuild reports.papers.withdraw
        reports.papers.write""",
    "the number of a paper that was refused or passed before": """
        awards.commendations.number_of reports.papers.early""",
    "the end of work in the background, which enters nothing any more": """
        awards.titles.recognition.cancel awards.uploads.reading.cancel_reading
        awards.uploads.reading.give_up_reading awards.uploads.writing.cancel awards.uploads.writing.give_up
        units.files.cancel units.files.end units.handover.cancel units.handover.give_up""",
    "what a person is told and wants to be told, which enters nothing for a unit": """
        units.notices.choose units.notices.forget_old units.notices.keep units.notices.people units.notices.read
        units.notices.remind units.notices.reminders units.notices.tell_news""",
    "a report, issued by whoever stands on the day of issue (`reports.issuers`)": """
        reports.delete_draft reports.draft reports.issue reports.make_report reports.make_successor reports.rebuild
        reports.take_heading_of reports.withdraw reports.write""",
    "of whole years, in which a unit that ended has its own days: `test_form_is_not_used_after_the_end`": """
        indicators.optional.use_form""",
    "what was approved of any year is opened to everybody, and a key of it counted or revoked, whenever that is": """
        indicators.opening.count_call indicators.opening.revoke_key indicators.opening.switch_opening""",
    "a list before it is signed; signing records a decision, which is tried": """
        awards.commendations.write_draft awards.commendations.sign_draft awards.commendations.drop_draft
        awards.commendations.doubts_of""",
    "a breach of data that a unit keeps or kept, written down whenever it is known": """
        units.privacy.drop units.privacy.edit units.privacy.record units.privacy.send""",
    "what somebody asks of data that is still kept, and names whose time is over, of ended units too": """
        awards.titles.rights.record_consents awards.titles.rights.restrict
        awards.titles.rights.unrestrict awards.titles.rights.withdraw_consent
        units.privacy.retention.forget units.privacy.retention.set_years
        units.privacy.rights.acknowledge units.privacy.rights.answer units.privacy.rights.extend
        units.privacy.rights.end_basis
        units.privacy.rights.note units.privacy.rights.record_basis units.privacy.rights.record_request""",
    "a part of a step that is tried, or a question": """
        awards.scholarships.sheets.make_sheet awards.scholarships.openings.judge_opening
        awards.titles.assessing.assess_locked awards.commendations.refuse_decision awards.commendations.wards_on
        awards.scholarships.books.day_of awards.scholarships.books.mirror_of awards.titles.candidates.refuse_day
        awards.titles.machinery.log awards.titles.machinery.must_stand_for awards.titles.machinery.must_stand_still
        awards.titles.machinery.over_for awards.titles.machinery.refuse_day awards.titles.machinery.write
        awards.titles.past.of_the_day awards.titles.places.refuse_ended awards.titles.places.refuse_handed_over
        indicators.locks.refuse_unless_writable indicators.steps.refuse_unless_open
        indicators.steps.standing_for indicators.steps.standing_to_start reports.papers.out_of_order
        reports.papers.refuse_untrue
        units.centre_work.check units.centres.check_wards
        units.communities.entering.judge units.communities.planning.plan units.communities.shared.iso
        units.people.check_post units.privacy.rights.refuse_day units.privacy.rights.take_note""",
}
"""Why these need not ask whether a unit has ended; names in groups."""


def steps_found() -> Iterator[str]:
    """Every public function of a workflow that takes a day or a moment, says by whom, or is all or nothing."""
    for app in ("units", "awards", "indicators", "reports"):
        for module in pkgutil.walk_packages(importlib.import_module(app).__path__, f"{app}."):
            if "workflow" in module.name.split("."):
                yield from _of(module.name)


def _of(name: str) -> Iterator[str]:
    for own, function in vars(importlib.import_module(name)).items():
        if not inspect.isfunction(function) or own.startswith("_"):
            continue
        plain = inspect.unwrap(function)
        parameters = inspect.signature(plain).parameters
        dated = any("dt.date" in str(each.annotation) for each in parameters.values())
        if plain.__module__ == name and ("by" in parameters or dated or plain is not function):
            yield f"{name.replace('.workflow', '')}.{own}"


def test_every_step_is_tried_or_says_why_not() -> None:
    said = [name for names in OTHERWISE.values() for name in names.split()]

    assert sorted([*TRIED, *said]) == sorted(steps_found())


HEIRS = {
    "five": r"Phường 5 kết thúc ngày 30/06/2025 nên không .+ sau ngày đó được\. Hãy ghi cho Phường Hòa Bình\.",
    "eight": r"Phường 8 kết thúc ngày 30/06/2025 nên không .+ sau ngày đó được\. Hãy ghi cho đơn vị đã nhận phần liên "
    r"quan: Phường Bình Thới hoặc Phường Phú Thọ\.",
}


@pytest.mark.parametrize("ward", HEIRS)
@pytest.mark.parametrize("step", TRIED)
def test_a_ward_that_ended_takes_no_entry_of_a_later_day(town: Town, step: str, ward: str) -> None:
    with pytest.raises(Refused, match=HEIRS[ward]):
        TRIED[step](town, getattr(town, ward), LATER)


@pytest.mark.parametrize("step", TRIED)
def test_a_day_of_its_own_is_a_correction(town: Town, step: str) -> None:
    TRIED[step](town, town.five, OWN)


def test_a_unit_with_no_heir_in_the_catalogue_says_whom_to_ask() -> None:
    ward = make_unit("Phường 20", valid_to=LAST)

    with pytest.raises(
        Refused, match=r"không giao nhiệm vụ ở đó sau ngày đó được\. Danh mục chưa ghi nơi nào thay thế"
    ):
        units.appoint(make_user("moi"), ward, Role.WARD_OFFICER, from_day=DAY)


def test_a_unit_that_is_still_to_come_names_its_first_day(town: Town) -> None:
    with pytest.raises(Refused, match=r"Phường Hòa Bình có từ ngày 01/07/2025 nên không .+ trước ngày đó được"):
        receive(town, town.hoa_binh, OWN)


def test_the_heir_named_is_the_one_of_the_entrys_day(town: Town) -> None:
    """Hòa Bình itself became part of a larger ward a year later."""
    later = make_unit("Phường Lớn", UnitKind.WARD, town.province, valid_from=dt.date(2026, 7, 1))
    units.close_version(town.hoa_binh, last_day=dt.date(2026, 6, 30))
    moves = [units.Move(town.hoa_binh, later)]
    units.record_change(ChangeKind.MERGE, dt.date(2026, 7, 1), moves, decision="Nghị quyết 2")

    with pytest.raises(Refused, match=r"Hãy ghi cho Phường Hòa Bình\."):
        receive(town, town.five, LATER)
    with pytest.raises(Refused, match=r"Hãy ghi cho Phường Lớn\."):
        receive(town, town.five, dt.date(2026, 8, 1))


def test_a_ward_that_ends_one_day_goes_on_until_then() -> None:
    """The decision is known: it takes effect in a month."""
    last = dt.date(2026, 12, 31)
    ward, heir = make_unit("Phường 1"), make_unit("Phường Mới", valid_from=dt.date(2027, 1, 1))
    units.close_version(ward, last_day=last)
    units.record_change(ChangeKind.MERGE, dt.date(2027, 1, 1), [units.Move(ward, heir)], decision="Nghị quyết 3")

    units.appoint(make_user("truoc"), ward, Role.WARD_OFFICER, from_day=last)
    with pytest.raises(Refused, match=r"Phường 1 kết thúc ngày 31/12/2026 .+ Hãy ghi cho Phường Mới\."):
        units.appoint(make_user("sau"), ward, Role.WARD_OFFICER, from_day=dt.date(2027, 1, 1))


def test_a_move_is_not_accepted_by_a_ward_that_ended(town: Town) -> None:
    at = moment(OWN)
    going = moving.Going(town.five, OWN, "1 đường Mới")
    asked = moving.ask(holder(town, town.eight), going, by=town.officer, at=at)

    with pytest.raises(Refused, match=HEIRS["five"]):
        moving.accept(asked, town.communities[str(town.five.pk)][0], by=town.officer, at=NOW)

    moving.refuse(asked, "Phường 5 không còn, xin gửi Phường Hòa Bình", by=town.officer, at=NOW)
    assert MoveRequest.objects.get().state == MoveState.REFUSED


def test_a_sheet_opened_before_the_change_was_written_down_is_only_read() -> None:
    town = make_town(changed=False)
    form = make_form("a")
    opened = [sheets.start(town.five, form, make_period(year), by=town.officer, on=NOW.date()) for year in (2025, 2026)]
    write_changes(town)

    def save(sheet: Submission) -> object:
        return sheets.save_cells(sheet, [cell("a", "10")], by=town.officer, at=NOW)

    save(opened[0])
    sheets.submit(opened[0], by=town.officer, at=NOW)
    with pytest.raises(Refused, match=HEIRS["five"]):
        save(opened[1])
    with pytest.raises(Refused, match=HEIRS["five"]):
        sheets.submit(opened[1], by=town.officer, at=NOW)


def test_money_booked_before_the_change_was_written_down_is_taken_back() -> None:
    town = make_town(changed=False)
    fund = fund_of(town.five)
    late = Entry.objects.get(receipt=put_in(fund, 500, on=LATER))
    suat = money.grant(make_campaign(fund), suat_of(town.five, LATER), by=clerk(), at=NOW)
    write_changes(town)

    money.reverse(late, reason="Của Phường Hòa Bình", on=LATER, by=town.officer, at=NOW)
    money.cancel_grant(suat, reason="Của Phường Hòa Bình", on=LATER, by=clerk(), at=NOW)

    assert money.balance(fund, Book.CASH) == 10_000_000
    with pytest.raises(Refused, match=HEIRS["five"]):
        put_in(fund, 500, on=LATER)


def test_nobody_is_written_into_a_register_that_was_handed_over(town: Town) -> None:
    """Whoever came later would stay behind. Undone, the old ward's own days are written again."""
    holder(town, town.five)
    hand(town, town.five, "communities")
    hand(town, town.five, "titles")
    facts: dict[str, Any] = {"name": "Hộ Muộn", "address": "5 đường Thử"}
    told = r"Sổ của Phường 5 đã bàn giao, không ghi thêm được\. Hãy ghi cho Phường Hòa Bình\."

    def write() -> Candidate:
        place = place_in(town, town.five)
        return candidates.record(TitleKind.HOUSEHOLD, place, facts, since=OWN, by=town.officer, at=NOW)

    with pytest.raises(Refused, match=told):
        write()
    with pytest.raises(Refused, match=told):
        other = holder(town, town.fourteen)
        candidates.move(other, place_in(town, town.five), "1", on=OWN, reason="", by=town.officer, at=NOW)

    undo(town, town.five, "titles")
    assert write().ward == town.five


def test_a_divided_ward_is_decided_on_by_no_heir_of_a_part(town: Town) -> None:
    row = nominated(town, town.eight, OWN, "assess", "vote", "appraise", "propose")
    act = titles.Act(row.kind, row.year, [Locality(row.ward_id, row.community_id)], {})
    job = titles.request_recognition(act, by=town.admin, at=NOW)
    titles.run(job.pk, now=NOW)
    draft = Decision.objects.get()

    with pytest.raises(Refused, match=HEIRS["eight"]):
        titles.sign(draft, titles.Signature(1, LATER, "Người Ký"), by=town.admin, at=NOW)
    assert titles.sign(draft, titles.Signature(1, OWN, "Người Ký"), by=town.admin, at=NOW).agency == town.eight


def holders(town: Town, ward: Unit, day: dt.date) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"name": "Lê Thị Mới", "address": "3 đường Thử"}, {"since": day.isoformat()}


def households(town: Town, ward: Unit, day: dt.date) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"community": "Khu phố 1", "name": "Lê Thị Mới", "address": "3 đường Thử"}, {"since": day.isoformat()}


def recognitions(town: Town, ward: Unit, day: dt.date) -> tuple[dict[str, Any], dict[str, Any]]:
    load_criteria()
    known = Candidate.objects.filter(ward=ward).first() or holder(town, ward)
    row = {"name": known.name, "address": known.address, "community": "Khu phố 1", "year": year_of(day)}
    paper = {"decision_no": "12/QĐ-UBND", "decided_on": day, "signer": "Người Ký"}
    return row | paper, {"title": TitleKind.HOUSEHOLD}


LISTS: dict[str, Callable[[Town, Unit, dt.date], tuple[dict[str, Any], dict[str, Any]]]] = {
    "households": households,
    "clans": holders,
    "organisations": holders,
    "citizens": holders,
    "community-holders": lambda town, ward, day: ({"name": "Khu phố 1"}, {"since": day.isoformat()}),
    "payments": lambda town, ward, day: (
        {
            "name": "Lê Thị Mới",
            "birth_year": 2015,
            "level": SchoolLevel.PRIMARY.label,
            "school_year": 2024,
            "ward": str(ward),
            "amount": 100_000,
            "decision_no": "1/QĐ",
            "decided_on": day,
            "paid_on": day,
            "handed_by": "Thủ quỹ",
            "signature": Signature.GUARDIAN.label,
        },
        {"campaign": make_campaign(fund_of(ward)).pk},
    ),
    "grants": lambda town, ward, day: (
        {
            "name": "Lê Thị Mới",
            "birth_year": 2015,
            "level": SchoolLevel.PRIMARY.label,
            "school_year": 2024,
            "ward": str(ward),
            "amount": 100_000,
            "decision_no": "1/QĐ",
            "decided_on": day,
        },
        {"campaign": make_campaign(fund_of(ward)).pk},
    ),
    "gifts": lambda town, ward, day: (
        {
            "occasion": "Trung thu",
            "gift_kind": GiftKind.GIFT.label,
            "ward": str(ward),
            "given_on": day,
            "parts": 5,
            "amount": 100_000,
        },
        {"fund": fund_of(ward).pk},
    ),
    "receipts": lambda town, ward, day: (
        {
            "receipt_no": "PT-MOI",
            "received_on": day,
            "donor": "Công ty Mới",
            "donor_kind": DonorKind.BUSINESS.label,
            "amount": 100_000,
        },
        {"fund": fund_of(ward).pk},
    ),
    "expenses": lambda town, ward, day: (
        {
            "expense_kind": spent_on(ward, day).kind.name,
            "about": "In giấy khen",
            "spent_on": day,
            "amount": 100_000,
        },
        {"fund": fund_of(ward).pk},
    ),
    "openings": lambda town, ward, day: (
        {
            "fund": (Fund.objects.filter(unit=ward, name="Quỹ mới").first() or make_fund(ward, name="Quỹ mới")).name,
            "cash": 100_000,
            "opened_on": day,
            "basis": "Biên bản 1",
        },
        {},
    ),
    "classes": lambda town, ward, day: (
        {"title": "Lớp tin học", "topic": Topic.DIGITAL.label, "starts_on": day, "attendances": 40},
        {"centre": (ward.centre_services.first() or make_centre("Trung tâm", ward).services.get()).centre_id},
    ),
    "commendations": lambda town, ward, day: (
        {
            "name": "Chi hội Thử",
            "commended": Commended.COLLECTIVE.label,
            "ward": str(ward),
            "achievement": "Thành tích",
            "last_year": 2024,
            "award": commendation_kind("giay-khen-ubnd-phuong").name,
            "decision_no": "9/QĐ-UBND",
            "decided_on": day,
            "signer": "Người Ký",
            "occasion": "Tổng kết",
        },
        {},
    ),
    "scores": lambda town, ward, day: (
        {"name": nominated(town, ward, day).candidate.name, **FULL},
        {"title": TitleKind.HOUSEHOLD, "year": year_of(day)},
    ),
    "votes": lambda town, ward, day: (
        {"name": nominated(town, ward, day, "assess").candidate.name, "held_on": day, "present": 50, "in_favour": 40},
        {"title": TitleKind.HOUSEHOLD, "year": year_of(day)},
    ),
    "recognitions": recognitions,
    "plan": lambda town, ward, day: (
        {"indicator": "Tỉ lệ share (trên số share)", "year": plan_year(day), "level": "70"},
        {"plan": the_plan(town, ward).pk},
    ),
    "communities": lambda town, ward, day: ({"name": "Khu phố 77", "valid_from": day}, {}),
    "statements": lambda town, ward, day: (
        {"label": "Gia đình học tập", "printed_count": "53", "place": "Trang 1"}
        | dict.fromkeys(("printed_base", "printed_rate", "figure"), ""),
        {"source": the_source(ward, day).pk},
    ),
}
"""For each list: a row of the day, and what is chosen besides."""


@pytest.mark.parametrize("kind", sorted(importer.kind for importer in importers()))
def test_a_list_is_told_what_the_page_is_told(town: Town, kind: str) -> None:
    importer = next(each for each in importers() if each.kind == kind)

    def said(ward: Unit, day: dt.date) -> str:
        values, options = LISTS[kind](town, ward, day)
        try:
            (decision,) = importer.plan([Row(5, values)], Context(ward, town.officer, NOW, options))
        except Refused as reason:
            return str(reason)
        return f"{decision.outcome} {decision.reason}"

    assert re.search(HEIRS["five"], said(town.five, LATER))
    assert re.search(HEIRS["eight"], said(town.eight, LATER))
    assert said(town.five, OWN).startswith("create")
