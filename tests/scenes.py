"""Scenes that take long to set, made once and copied for every test that plays in them."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from awards.commendations import workflow as honours
from awards.commendations.enums import Commended
from awards.commendations.models import CommendationDraft, CommendationKind
from awards.scholarships.enums import Asker, Party, RequestKind, SchoolLevel, Signature
from awards.scholarships.models import Fund
from awards.scholarships.workflow import Handing, Income, closings, desk, funds, grants, names, receive
from awards.scholarships.workflow import sheets as lists
from awards.scholarships.workflow.grants import Suat
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, CandidateEvent, MoveRequest, Nomination, NominationStep
from indicators import workflow as sheets
from indicators.enums import PeriodKind, Rounding
from indicators.models import Form, Period
from reports import workflow as reports
from reports.enums import Slot
from reports.models import Report
from reports.papers.enums import PaperKind
from reports.papers.models import Document
from tests.copies import tables, triggers_aside
from tests.databases import made_once
from units.enums import RightAsker, RightKind
from units.models import CentreCourse, PersonRequest, Unit, User
from units.privacy import workflow as breaches
from units.privacy.rights import workflow as rights
from units.privacy.rights.books import record_of
from units.privacy.rights.workflow import Asked
from units.privacy.workflow import Notice
from units.workflow import void

SITE = "http://127.0.0.1:8010"


def run_demo(*words: str) -> str:
    """Load the demonstration; answers with what the command said."""
    out = io.StringIO()
    call_command("demo", *words, "--site", SITE, stdout=out)
    return out.getvalue()


def demonstration() -> str:
    """The demonstration without the sheet of Phường 5 for 2020; answers with what the command said."""
    return made_once("demonstration", _demonstration)


def _demonstration() -> str:
    said = run_demo("--leave-open", "5:2020")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # else PostgreSQL plans with what it knew of the empty tables
    return said


def work_under_way() -> list[str]:
    """The demonstration on a busy day: a sheet begun, a child named, a suất unpaid, books closed, a report issued.

    Answers with the addresses of what is under way, which no list shows first.
    """
    return made_once("under_way", _work_under_way)


def _work_under_way() -> list[str]:
    demonstration()
    at = timezone.now()
    clerk, officer, office = (User.objects.get(username=name) for name in ("quy5", "phuong5", "phonggd"))
    fund = Fund.objects.get(unit=clerk.units_as()[0])
    asked = closings.close_books(fund, dt.date(2012, 12, 31), by=clerk, at=at)
    closings.close_books(fund, dt.date(2013, 12, 31), by=clerk, at=at)
    first, second, *_ = sorted(set(fund.grants.standing().fully_paid().values_list("school_year", flat=True)))
    closings.close_school_year(fund, first, by=clerk, at=at)
    asked_year = closings.close_school_year(fund, second, by=clerk, at=at)
    for each in (asked, asked_year):
        closings.ask_reopening(each, reason="Sót một phiếu", by=clerk, at=at)
    giver, other = fund.donors.order_by("pk")[:2]
    funds.join_donors(other, giver, by=clerk, at=at)
    child = fund.recipients.order_by("pk")[0]
    names.record_consent(child, Party.GUARDIAN, given_on=dt.date(2020, 1, 1), evidence="Giấy số 1", by=clerk, at=at)
    paid = fund.grants.select_related("campaign", "ward").order_by("pk").last()
    assert paid
    suat = Suat(child, 500_000, SchoolLevel(paid.level), 2021, paid.ward, "77/QĐ", dt.date(2021, 6, 1), "Cháu học muộn")
    unpaid = grants.grant(paid.campaign, suat, by=clerk, at=at)
    again, double = fund.recipients.order_by("pk")[7], fund.recipients.order_by("pk")[fund.recipients.count() // 2]
    grants.grant(paid.campaign, replace(suat, recipient=again), by=clerk, at=at)
    brought = Income(2_000_000, "PT-THU", dt.date(2021, 11, 30), reason="Thu bổ sung")
    receive(fund, brought, by=clerk, at=at)
    sheet_of_money = lists.make_sheet(fund, lists.Wanted(), by=clerk, at=at)
    handing = Handing(dt.date(2021, 12, 1), "Thủ quỹ minh họa", Signature.GUARDIAN, reason="Chi bổ sung")
    row = sheet_of_money.rows.get(grant__recipient=again)
    lists.pay_sheet(sheet_of_money, [row.pk], handing, by=clerk, at=at)
    names.join_recipients(double, again, reason="Một em", by=clerk, at=at)
    desk.restrict(again, reason="Gia đình yêu cầu", on=dt.date(2021, 12, 2), by=clerk, at=at)
    day = dt.date(2026, 11, 20)
    request = desk.record_request(
        child,
        RequestKind.SEE,
        Asker.GUARDIAN,
        received_on=day,
        paper="Đơn số 1",
        said="Xin biết quỹ giữ gì",
        by=clerk,
        at=at,
    )
    listed, to_sign = (_commended(fund.unit, officer, at) for _ in range(2))
    decision = honours.sign_draft(
        to_sign, 900, decided_on=dt.date(2021, 12, 20), signer="Nguyễn Văn Ký", by=officer, at=at
    )
    taught = CentreCourse.objects.kept().filter(ward=fund.unit).latest("starts_on")
    void(taught, reason="Ghi nhầm", by=officer)
    period = Period.objects.get(year=2020, kind=PeriodKind.CALENDAR_YEAR)
    sheet = sheets.start(fund.unit, Form.objects.earliest("pk"), period, by=officer, on=period.ends_on)
    report = reports.rebuild(Report.objects.earliest("pk"), by=office, at=at)
    report = reports.write(report, {slot.value: f"Nội dung {slot.label}." for slot in Slot}, by=office, at=at)
    reports.issue(report, reports.Issue(5, dt.date(2020, 12, 31), "Nguyễn Văn Ký"), by=office, at=at)
    review = (report.unit, report.first_year, report.last_year, Rounding(report.rounding))
    draft = reports.make_report(*review, by=office, at=at)
    honoured = Document.objects.filter(kind=PaperKind.COMMENDATION).earliest("pk")
    told = Notice("Tối 30/11", "Mất máy tính xách tay", {"5-tre-em": 12}, "Lộ tên", "Khóa máy", "", "Bà Minh Họa")
    breach = breaches.record(fund.unit, at, told, by=office, at=at)
    papers = (sheet, draft, honoured, breach, _asked_of_data(officer, at))
    under_way = (unpaid, child, again, sheet_of_money, request, listed, decision, taught.centre, *papers)
    return [each.get_absolute_url() for each in under_way]


def busy_day_of_few() -> None:
    """The busy day, with an eighth of its households and other holders of titles, which are two thirds of all rows.

    Of every decision, minutes, proposal and state some stay, each with its whole history: for tests that read all rows
    of all tables time and again, to whom one of a kind is as good as a hundred.
    """
    made_once("busy_day_of_few", _busy_day_of_few)


def _busy_day_of_few() -> None:
    work_under_way()
    sorts = Nomination.objects.order_by().values("kind", "state", "decision", "minutes", "proposal")
    kept = {number for first in sorts.annotate(first=Min("candidate")) for number in [first["first"]]}
    kept |= set(MoveRequest.objects.values_list("candidate", flat=True))
    gone = [pk for pk in Candidate.objects.values_list("pk", flat=True) if pk % 8 and pk not in kept]
    steps = NominationStep.objects.filter(nomination__candidate__in=gone)
    holders = (CandidateEvent.objects.filter(candidate__in=gone), Nomination.objects.filter(candidate__in=gone))
    rows = (steps, *holders, Candidate.objects.filter(pk__in=gone))
    emptied = [table for table in tables() if table.name in {f'"{each.model._meta.db_table}"' for each in rows}]
    with transaction.atomic(), connection.cursor() as cursor, triggers_aside(cursor, emptied, "DELETE"):
        for each in rows:
            each._raw_delete(each.db)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _asked_of_data(officer: User, at: dt.datetime) -> PersonRequest:
    """What a household of the ward asks of its data, not answered yet."""
    holder = Candidate.objects.filter(ward__in=officer.units_kept(), kind=TitleKind.HOUSEHOLD).earliest("pk")
    found = record_of(officer, "4-danh-hieu", holder.pk)
    assert found
    said = Asked(RightKind.SEE, RightAsker.SELF, timezone.localdate(at), "Đơn số 6", "Xin biết đang giữ gì")
    return rights.record_request(*found, said, by=officer, at=at)


def _commended(unit: Unit, by: User, at: dt.datetime) -> CommendationDraft:
    """A list of whom the association of the ward commends, not signed yet."""
    kind = CommendationKind.objects.get(code="giay-khen-hkh-phuong")
    named = honours.ToCommend(Commended.INDIVIDUAL, "Người Minh Họa", unit, "Tích cực", 2021, 2021, money=500_000)
    draft = CommendationDraft(unit=unit, kind=kind, occasion="Tổng kết năm 2021")
    return honours.write_draft(draft, [named], seen=draft.edition, by=by, at=at)
