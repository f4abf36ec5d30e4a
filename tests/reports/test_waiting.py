"""Reports among what waits: drafts of the office, and whatever rests on figures that moved."""

from __future__ import annotations

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hocTap.lib.waiting import Urgency, waiting_for
from indicators import workflow
from indicators.models import Submission
from reports.models import Report
from tests.factories import make_user
from tests.reports.factories import make_issued, make_small
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db


def told(user: User) -> list[tuple[str, str]]:
    today = timezone.localdate()
    found = waiting_for(User.objects.get(pk=user.pk), today)
    return [(each.sentence, each.urgency(today).name) for each in found if each.kind == "Báo cáo tổng kết"]


def move(report: Report) -> None:
    """One of the approved sheets is opened again."""
    sheet = Submission.objects.filter(approved_at__isnull=False).latest("pk")
    workflow.reopen(sheet, by=report.made_by, at=timezone.now(), reason="Sửa số hộ")


def test_draft_waits_for_its_office_and_says_when_its_sources_moved() -> None:
    report = make_small()
    reader = make_user("lanhdao", (Role.READER, report.unit))

    before = told(report.made_by)
    move(report)

    what = f"báo cáo tổng kết của {report}"
    assert before == [(f"Dự thảo {what} chưa phát hành", Urgency.OPEN.name)]
    assert told(report.made_by) == [(f"{what}: số liệu nguồn đã thay đổi", Urgency.OPEN.name)]
    assert told(reader) == []


def test_issued_report_waits_only_when_its_sources_moved() -> None:
    report = make_issued()

    before = told(report.made_by)
    move(report)

    assert before == []
    assert told(report.made_by) == [
        (f"báo cáo tổng kết số {report.sign} của {report}: số liệu nguồn đã thay đổi", Urgency.SOMETIME.name)
    ]


def test_more_reports_take_no_more_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    report = make_small()
    move(report)
    for number in (1, 3):
        while Report.objects.count() < number:
            report.pk = None
            report.save()
        person = User.objects.get(pk=report.made_by_id)
        with django_assert_num_queries(QUERIES):
            assert len(waiting_for(person, timezone.localdate())) >= number


QUERIES = 21
