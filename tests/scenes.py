"""Scenes that take long to set, made once and copied for every test that plays in them."""

from __future__ import annotations

import datetime as dt
import io

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from awards.scholarships.enums import Party, SchoolLevel
from awards.scholarships.models import Fund
from awards.scholarships.workflow import closings, grants, names
from awards.scholarships.workflow.grants import Suat
from indicators import workflow as sheets
from indicators.enums import PeriodKind, Rounding
from indicators.models import Form, Period
from reports import workflow as reports
from reports.enums import Slot
from reports.models import Report
from tests.databases import made_once
from units.models import User

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
    _demonstration()
    at = timezone.now()
    clerk, officer, office = (User.objects.get(username=name) for name in ("quy5", "phuong5", "phonggd"))
    fund = Fund.objects.get(unit=clerk.units_as()[0])
    closings.close_books(fund, dt.date(2013, 12, 31), by=clerk, at=at)
    closings.close_school_year(fund, fund.grants.order_by("school_year")[0].school_year, by=clerk, at=at)
    child = fund.recipients.order_by("pk")[0]
    names.record_consent(child, Party.GUARDIAN, given_on=dt.date(2020, 1, 1), evidence="Giấy số 1", by=clerk, at=at)
    paid = fund.grants.select_related("campaign", "ward").order_by("pk").last()
    assert paid
    suat = Suat(child, 500_000, SchoolLevel(paid.level), 2021, paid.ward, "77/QĐ", dt.date(2021, 6, 1), "Cháu học muộn")
    unpaid = grants.grant(paid.campaign, suat, by=clerk, at=at)
    period = Period.objects.get(year=2020, kind=PeriodKind.CALENDAR_YEAR)
    sheet = sheets.start(fund.unit, Form.objects.earliest("pk"), period, by=officer, on=period.ends_on)
    report = reports.rebuild(Report.objects.earliest("pk"), by=office, at=at)
    report = reports.write(report, {slot.value: f"Nội dung {slot.label}." for slot in Slot}, by=office, at=at)
    reports.issue(report, reports.Issue(5, dt.date(2020, 12, 31), "Nguyễn Văn Ký"), by=office, at=at)
    review = (report.unit, report.first_year, report.last_year, Rounding(report.rounding))
    draft = reports.make_report(*review, by=office, at=at)
    return [each.get_absolute_url() for each in (unpaid, child, sheet, draft)]
