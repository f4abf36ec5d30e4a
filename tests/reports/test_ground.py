"""A report knows when what it rests on changes: which source, whose, of which year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from awards.commendations.models import Commendation, CommendationDecision
from awards.commendations.workflow import void_commendation
from awards.scholarships import workflow as scholarships
from awards.titles import workflow as titles
from awards.titles.enums import RevocationReason
from awards.titles.workflow import Revocation, Signature
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.resting import rests_on
from indicators import workflow as sheets
from indicators.enums import Rounding
from indicators.models import Submission
from reports import ground, workflow
from reports.models import Report
from reports.workflow import Issue
from tests.awards.scholarships.factories import make_fund, make_officer, put_in
from tests.awards.titles.factories import (
    NOW as TITLES_NOW,
)
from tests.awards.titles.factories import (
    SIGNED,
    bring_to_proposed,
    make_households,
    make_world,
    recognise,
    sign,
)
from tests.reports.factories import (
    NARRATIVE,
    NOW,
    all_figures,
    commend,
    load_catalogue,
    make_issued,
    make_office,
    make_small,
    report_figures,
)
from tests.units.centres.factories import course
from units.enums import CentreState
from units.models import CentreCourse, LearningCentre, Unit, User
from units.workflow import centre_work, change_state

pytestmark = pytest.mark.django_db
DAY = dt.date(2020, 10, 29)


def office() -> User:
    return User.objects.get(username="phong")


def ward() -> Unit:
    return Unit.objects.get(versions__name="Phường 1")


def reopen() -> None:
    sheets.reopen(Submission.objects.get(), reason="Đếm lại.", by=office(), at=NOW)


def receive_money() -> None:
    make_fund(ward(), 5_000_000, reason="Phiếu thu đến muộn")


def honour() -> None:
    commend(Unit.objects.get(versions__name="Quận 11"), ward(), collectives=1, note="Quyết định đến muộn")


def hold_class() -> None:
    course(LearningCentre.objects.get(), ward(), starts_on=DAY, ends_on=DAY).save()


def void_class() -> None:
    centre_work.void(CentreCourse.objects.get(), reason="Ghi nhầm.", by=office())


def suspend_centre() -> None:
    change_state(LearningCentre.objects.get(), CentreState.SUSPENDED, on=DAY)


def told(report: Report) -> list[str]:
    return [str(change) for change in ground.changes_since([report]).get(report.pk, [])]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (reopen, "báo cáo số liệu của Phường 1, năm 2020"),
        (receive_money, "sổ quỹ khuyến học của Phường 1, năm 2020"),
        (honour, "sổ khen thưởng của Phường 1, năm 2020"),
        (hold_class, "sổ trung tâm học tập cộng đồng của Phường 1, năm 2020"),
        (suspend_centre, "danh mục trung tâm của Phường 1, năm 2020"),
    ],
)
@pytest.mark.parametrize("make", [make_small, make_issued])
def test_a_source_that_changes_is_named_with_its_unit_and_year(
    make: Callable[[], Report], change: Callable[[], None], expected: str
) -> None:
    report = make()
    assert told(report) == []

    change()

    assert told(report) == [expected]


def test_voided_class_moves_the_ground_too() -> None:
    report = make_small()
    hold_class()
    report = workflow.rebuild(report, by=office(), at=NOW)
    assert told(report) == []

    void_class()

    assert told(report) == ["sổ trung tâm học tập cộng đồng của Phường 1, năm 2020"]


def test_decision_about_a_centre_before_the_stage_moves_the_ground_too() -> None:
    report = make_small()

    change_state(LearningCentre.objects.get(), CentreState.SUSPENDED, on=dt.date(2018, 5, 1))

    assert told(report) == ["danh mục trung tâm của Phường 1, năm 2018"]


def test_revoked_title_moves_the_ground_and_a_title_given_elsewhere_does_not() -> None:
    load_catalogue()
    world = make_world()
    nominations = bring_to_proposed(world, *make_households(world, 2))
    sign(world, recognise(world, *nominations))
    for year in (2019, 2020):
        report_figures(world.ward, year, all_figures())
    report = workflow.make_report(world.district, 2020, 2020, Rounding.CUT, by=world.office, at=NOW)
    others = workflow.make_report(world.district, 2019, 2019, Rounding.CUT, by=world.office, at=NOW)
    recognise(world, *bring_to_proposed(world, *make_households(world, 1)))
    assert told(report) == []

    paper = Signature(990, SIGNED, "Trần Văn Ký")
    revoked = Revocation(RevocationReason.WRONG_APPRAISAL, "Kết luận", paper)
    titles.revoke([nominations[0].pk], revoked, by=world.approver, at=TITLES_NOW)

    assert told(report) == [f"danh hiệu bị thu hồi hoặc khôi phục của {world.ward}, năm 2020"]
    assert told(others) == []


def test_log_younger_than_the_report_counts_only_what_was_written_after_it() -> None:
    report = make_small()
    honour()
    written = CommendationDecision.objects.get().recorded_at
    del report.ground["commendations"]

    report.made_at = written
    assert told(report) == []
    report.made_at = written - dt.timedelta(minutes=1)
    assert told(report) == ["sổ khen thưởng của Phường 1, năm 2020"]


def test_what_happens_elsewhere_or_in_other_years_moves_nothing() -> None:
    report = make_small()
    district = Unit.objects.get(versions__name="Quận 11")
    other = make_fund(Unit.objects.get(versions__name="Thành phố Hồ Chí Minh"), 1_000_000, "Quỹ thành phố")

    report_figures(ward(), 2019, all_figures())

    assert other.unit_id != district.pk
    assert told(report) == []


def test_register_of_a_year_that_was_reported_takes_a_line_only_with_a_reason() -> None:
    make_issued()

    for act in (
        lambda: make_fund(ward(), 5_000_000),
        lambda: commend(Unit.objects.get(versions__name="Quận 11"), ward(), collectives=1),
    ):
        with pytest.raises(Refused, match=r"đã được báo cáo.*báo cáo tổng kết số 05/BC-UBND của Quận 11"):
            act()


def test_voided_commendation_moves_the_ground_too() -> None:
    report = make_small()
    honour()
    report = workflow.rebuild(report, by=office(), at=NOW)

    void_commendation(Commendation.objects.get(), reason="Ghi nhầm", by=office(), at=NOW)

    assert told(report) == ["khen thưởng bị hủy vì ghi sai của Phường 1, năm 2020"]


def test_issued_page_and_list_say_what_moved(client: Client) -> None:
    report = make_issued()
    receive_money()
    client.force_login(office())

    pages = [client.get(address).content.decode() for address in (report.get_absolute_url(), "/bao-cao/")]

    assert all("Số liệu nguồn đã thay đổi sau khi phát hành" in page for page in pages)
    assert all("sổ quỹ khuyến học của Phường 1, năm 2020" in page for page in pages)


def test_draft_whose_ground_moved_is_fetched_again_before_it_is_issued(client: Client) -> None:
    report = workflow.write(make_small(), NARRATIVE, by=office(), at=NOW)
    given = Issue(5, DAY, "Nguyễn Văn Ký")
    receive_money()
    client.force_login(office())

    assert "lấy lại số liệu" in client.get(reverse("reports:report-issue", args=[report.pk])).content.decode()
    with pytest.raises(Stale, match=r"sổ quỹ khuyến học của Phường 1, năm 2020\. Hãy lấy lại số liệu"):
        workflow.issue(report, given, by=office(), at=NOW)

    workflow.rebuild(report, by=office(), at=NOW)
    assert workflow.issue(report, given, by=office(), at=NOW).number == 5


def test_draft_made_before_marks_were_kept_is_fetched_again_too() -> None:
    report = workflow.write(make_small(), NARRATIVE, by=office(), at=NOW)
    Report.objects.update(ground={})

    with pytest.raises(Stale, match="Hãy lấy lại số liệu"):
        workflow.issue(report, Issue(5, DAY, "Nguyễn Văn Ký"), by=office(), at=NOW)

    assert told(Report.objects.get()) == []


def test_whoever_changes_a_source_is_told_which_reports_rest_on_it() -> None:
    report = make_issued()

    found = rests_on([ward().pk], dt.date(2020, 5, 1), dt.date(2020, 5, 1))

    assert found.pop(0).state == "đã duyệt"  # the ward's own sheet
    assert [(rest.label, rest.url, rest.issued) for rest in found] == [
        ("báo cáo tổng kết số 05/BC-UBND của Quận 11, năm 2020", report.get_absolute_url(), True)
    ]
    assert rests_on([ward().pk], dt.date(2021, 1, 1), dt.date(2021, 12, 31)) == []


def test_reopened_books_under_an_issued_report_name_it_to_both_and_it_says_what_was_written_then(
    client: Client,
) -> None:
    district, (place,), by = make_office("Phường 1")
    fund = make_fund(place, 5_000_000)
    report_figures(place, 2020, all_figures())
    closing = scholarships.close_books(fund, dt.date(2020, 9, 30), by=by, at=NOW)
    draft = workflow.write(
        workflow.make_report(district, 2020, 2020, Rounding.CUT, by=by, at=NOW), NARRATIVE, by=by, at=NOW
    )
    report = workflow.issue(draft, Issue(5, DAY, "Nguyễn Văn Ký"), by=by, at=NOW)
    pages = []
    for step, name in (("books-reopen", "quy"), ("books-agree", "quy-hai")):
        client.force_login(make_officer(fund, name))
        address = reverse(f"scholarships:{step}", args=[closing.pk])
        pages.append(client.get(address).content.decode())
        client.post(address, {"reason": "Sót một phiếu"} if name == "quy" else {"decision": "co"})

    assert not fund.book_closings.filter(reopened_at__isnull=True).exists()
    for page in pages:
        assert "báo cáo tổng kết số 05/BC-UBND của Quận 11, năm 2020 (đã phát hành)" in page
        assert "trang của văn bản ghi là số liệu nguồn đã thay đổi" in page
    assert told(report) == []
    put_in(fund, 400_000, dt.date(2020, 6, 1), reason="Sót một phiếu")
    client.force_login(by)
    page = client.get(report.get_absolute_url()).content.decode()
    assert "Số liệu nguồn đã thay đổi sau khi phát hành" in page
    assert "sổ quỹ khuyến học của Phường 1, năm 2020" in page


@pytest.mark.parametrize("reports", [1, 3])
def test_ground_of_a_whole_list_is_asked_in_a_fixed_number_of_queries(
    reports: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    district, (ward,), by = make_office("Phường 1")
    report_figures(ward, 2020, all_figures())
    made = [workflow.make_report(district, 2020, 2020, Rounding.CUT, by=by, at=NOW) for _ in range(reports)]

    with django_assert_num_queries(1):
        assert ground.changes_since(made) == {}
    receive_money()
    with django_assert_num_queries(4):
        found = ground.changes_since(made)

    assert sorted(found) == sorted(report.pk for report in made)
