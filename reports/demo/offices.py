"""What offices and communes keep beside sheets and registers, made up and labelled: khu phố, a total, a number.

Hòa Bình entered two new khu phố and joined them a month later; while it stood, the district began to enter its
published totals of a year and stated how many wards should report to it. Safe to run again.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from indicators import workflow as sheets
from indicators.enums import PeriodKind
from indicators.models import ApiKey, Form, Opening, Period, Plan, StatedNumber, Submission
from indicators.workflow.opening import make_key, switch_opening
from indicators.workflow.plans import Paper, start_plan, write_plan
from reports.demo.figures import NEXT, WARDS, figures
from reports.demo.since_2025 import WARDS_OF_TODAY, Desk, moment
from units.communities import workflow as communities
from units.communities.enums import CommunityAct
from units.communities.rules import Line
from units.communities.workflow import Asked, Result
from units.enums import UnitKind
from units.models import CommunityStep, Unit

NEW_ONES = ("Khu phố Minh Họa 1", "Khu phố Minh Họa 2")
JOINED = "Khu phố Minh Họa"
BEGAN, ENTERED = dt.date(2026, 1, 5), dt.date(2026, 1, 12)
ENDED, WRITTEN = dt.date(2026, 2, 2), dt.date(2026, 2, 5)
PUBLISHED = dt.date(2021, 12, 20)
STOOD_WHOLE = (dt.date(2012, 1, 1), dt.date(2024, 12, 31))
"""The days on which the district had all its sixteen wards."""
SOURCE = "Danh sách phường của quận (số liệu minh họa)"
PLAN = "Xây dựng xã hội học tập (kế hoạch minh họa, không phải của cơ quan nào)"
PLANNED = {"household-rate": "72", "clan-rate": "50 - 60", "community-rate": "84", "citizen-rate": "duy trì 40"}
LAST = NEXT - 1
SHOWN = ("household-total", "household-recognised", "community-total", "community-recognised")


def load(desk: Desk, district: Unit) -> None:
    """Add whatever is missing; what people changed or undid themselves is left alone."""
    _khu_pho(desk)
    _own_total(desk, district)
    _stated(desk, district)
    _plans(desk, district)
    _opening(desk, district)


@transaction.atomic
def _khu_pho(desk: Desk) -> None:
    """Two khu phố that nobody lives in yet, so that no household's address hangs on what is made up here."""
    ward, officer = Unit.objects.get(key=WARDS_OF_TODAY["hoabinh"][0]), desk.people["hoabinh"]
    if CommunityStep.objects.filter(ward=ward).exists():
        return
    lines = [
        Line(number, name, first=BEGAN, decision="Quyết định minh họa về lập khu phố")
        for number, name in enumerate(NEW_ONES, start=1)
    ]
    entered = communities.enter(ward, lines, by=officer, at=moment(ENTERED))
    if entered:
        decision = "Nghị quyết minh họa về sáp nhập khu phố (số liệu minh họa)"
        asked = Asked(CommunityAct.MERGE, entered.facts["units"], ENDED, decision, [Result(JOINED)])
        communities.change(ward, asked, by=officer, at=moment(WRITTEN))


@transaction.atomic
def _own_total(desk: Desk, district: Unit) -> None:
    """A few cells of the year that is still being collected, so that the sheet is not sent: nothing counts twice."""
    form = Form.objects.get(code="xhht-nam", version=1)
    period = Period.objects.get(kind=PeriodKind.CALENDAR_YEAR, year=NEXT, ordinal=1)
    if Submission.objects.filter(unit=district, form=form, period=period).exists():
        return
    office = desk.people["phonggd"]
    source = sheets.Published("Báo cáo tổng kết năm của quận (số liệu minh họa)", "", PUBLISHED)
    sheet = sheets.start_own_total(district, form, period, source, by=office, on=PUBLISHED)
    totals = {code: sum(figures()[ward, NEXT][code] for ward in range(1, WARDS + 1)) for code in SHOWN}
    desk.fill(sheet, totals, office, moment(PUBLISHED))


def _plans(desk: Desk, district: Unit) -> None:
    """The district's plan of the review's last year, and one that Hòa Bình has only begun."""
    if not Plan.objects.filter(unit=district).exists():
        paper = Paper(f"KH 15/KH-UBND 10/01/{LAST} (kế hoạch minh họa)", PLAN, dt.date(LAST, 1, 10), compared=False)
        by, at = desk.people["phonggd"], moment(dt.date(LAST, 1, 13))
        plan = start_plan(district, paper, LAST, LAST, by=by, at=at)
        write_plan(plan, {(code, LAST): text for code, text in PLANNED.items()}, by=by, at=at)
    ward = Unit.objects.get(key=WARDS_OF_TODAY["hoabinh"][0])
    if not Plan.objects.filter(unit=ward).exists():
        paper = Paper("KH 3/KH-UBND 12/01/2026 (kế hoạch minh họa)", PLAN, ENTERED, compared=False)
        start_plan(ward, paper, ENTERED.year, ENTERED.year, by=desk.people["hoabinh"], at=moment(ENTERED))


def _opening(desk: Desk, district: Unit) -> None:
    """The district's figures are open to everybody; Hòa Bình has a key for another system, whose words nobody kept."""
    if not Opening.objects.filter(unit=district).exists():
        switch_opening(district, True, by=desk.people["phonggd"], at=moment(PUBLISHED))
    ward = Unit.objects.get(key=WARDS_OF_TODAY["hoabinh"][0])
    if not ApiKey.objects.filter(unit=ward).exists():
        label = "Hệ thống thống kê minh họa"
        make_key(ward, label, False, by=desk.people["hoabinh"], at=moment(ENTERED), on=ENTERED)


def _stated(desk: Desk, district: Unit) -> None:
    if not StatedNumber.objects.filter(unit=district).exists():
        first, last = STOOD_WHOLE
        number = StatedNumber(
            unit=district, kind=UnitKind.WARD, number=WARDS, source=SOURCE, valid_from=first, valid_to=last
        )
        sheets.state_number(number, by=desk.people["phonggd"], at=moment(dt.date(2021, 1, 11)))
