"""The steps of a report: each state, each step, and what the database holds whoever asks."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from django.db import IntegrityError, connection, transaction

from hocTap.lib.refusals import Refused, Stale
from indicators.enums import Rounding
from reports import workflow
from reports.enums import ReportAction, ReportState
from reports.models import Report, ReportFile
from reports.paper.kept import digest
from reports.workflow import Issue
from tests.reports.factories import NARRATIVE, NOW, all_figures, make_issued, make_office, make_small, report_figures
from units.models import User

pytestmark = pytest.mark.django_db
DAY = dt.date(2020, 10, 29)


def office() -> User:
    return User.objects.get(username="phong")


def written() -> Report:
    return workflow.write(make_small(), NARRATIVE, by=office(), at=NOW)


def test_making_a_report_keeps_document_digest_and_step() -> None:
    report = Report.objects.get(pk=make_small().pk)

    assert report.state == ReportState.DRAFT
    assert report.digest == digest(report.document)
    assert report.read().figures["household-rate"].printed == "72,00%"
    assert [(step.action, step.by, step.digest) for step in report.steps.all()] == [
        (ReportAction.MAKE, office(), report.digest)
    ]


def test_a_kept_report_does_not_move_when_figures_are_approved_later() -> None:
    district, (first, second), by = make_office("Phường 1", "Phường 2")
    report_figures(first, 2020, all_figures())
    report = workflow.make_report(district, 2020, 2020, Rounding.HALF_UP, by=by, at=NOW)

    report_figures(second, 2020, all_figures())

    assert Report.objects.get(pk=report.pk).read().figures["clan-rate"].numerator == 4
    rebuilt = workflow.rebuild(report, by=by, at=NOW + dt.timedelta(hours=1))
    assert rebuilt.read().figures["clan-rate"].numerator == 8
    assert (rebuilt.revision, rebuilt.read().revision) == (2, 2)


def test_writing_changes_the_words_and_no_figure() -> None:
    report = make_small()
    before = report.read()

    after = workflow.write(report, {"direction": "Quận ủy  đã chỉ đạo.", "place": "Q.11"}, by=office(), at=NOW).read()

    assert after.figures == before.figures
    assert [each.text for each in after.sections[1].paragraphs] == ["Quận ủy đã chỉ đạo."]
    assert after.heading.place == "Q.11"


def test_rebuilding_keeps_the_words() -> None:
    rebuilt = workflow.rebuild(written(), by=office(), at=NOW).read()

    assert [each.text for each in rebuilt.sections[1].paragraphs] == [NARRATIVE["direction"]]


def test_issuing_gives_number_day_and_signer_and_archives_the_pdf() -> None:
    report = make_issued(5)

    assert (report.state, report.number, report.number_year, report.issued_on) == (ReportState.ISSUED, 5, 2020, DAY)
    assert report.read().heading.number == "05"
    archived = bytes(report.file.content)
    assert archived.startswith(b"%PDF")
    assert hashlib.sha256(archived).hexdigest() == report.file.sha256
    assert report.digest == digest(report.document)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (Issue(0, DAY, "Nguyễn Văn Ký"), "bắt đầu từ 1"),
        (Issue(1, DAY, "  "), "họ và tên người ký"),
        (Issue(1, DAY + dt.timedelta(days=1), "Nguyễn Văn Ký"), "không được sau hôm nay"),
    ],
)
def test_issuing_refuses_what_no_document_can_have(given: Issue, sentence: str) -> None:
    report = written()

    with pytest.raises(Refused, match=sentence):
        workflow.issue(report, given, by=office(), at=NOW)

    assert Report.objects.get(pk=report.pk).is_draft
    assert not ReportFile.objects.exists()


def test_a_report_with_unwritten_parts_is_not_issued() -> None:
    report = workflow.write(make_small(), NARRATIVE | {"proposals": " \n "}, by=office(), at=NOW)

    with pytest.raises(Refused, match="Còn phần chưa viết: Kiến nghị, đề xuất"):
        workflow.issue(report, Issue(1, DAY, "Nguyễn Văn Ký"), by=office(), at=NOW)


def test_a_number_is_given_once_a_year_to_a_unit() -> None:
    again = workflow.make_successor(make_issued(5), "Sửa số liệu.", by=office(), at=NOW)

    with pytest.raises(Refused, match="Số 5 đã dùng"):
        workflow.issue(again, Issue(5, DAY, "Nguyễn Văn Ký"), by=office(), at=NOW)

    assert workflow.issue(again, Issue(6, DAY, "Nguyễn Văn Ký"), by=office(), at=NOW).number == 6


def test_what_was_read_is_what_is_issued() -> None:
    report = written()
    seen = report.digest
    workflow.rebuild(report, by=office(), at=NOW)

    with pytest.raises(Stale, match="vừa có thay đổi"):
        workflow.issue(report, Issue(5, DAY, "Nguyễn Văn Ký", seen), by=office(), at=NOW)


@pytest.mark.parametrize("step", ["rebuild", "write", "issue"])
def test_nothing_is_done_to_an_issued_report(step: str) -> None:
    report, by = make_issued(), office()
    steps = {
        "rebuild": lambda: workflow.rebuild(report, by=by, at=NOW),
        "write": lambda: workflow.write(report, {"direction": "Khác."}, by=by, at=NOW),
        "issue": lambda: workflow.issue(report, Issue(6, DAY, "Nguyễn Văn Ký"), by=by, at=NOW),
    }

    with pytest.raises(Stale, match="đã phát hành"):
        steps[step]()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_report SET subject = 'khác'",
        "UPDATE reports_report SET state = 'withdrawn', subject = 'khác'",
        "UPDATE reports_report SET state = 'draft', number = NULL, number_year = NULL, issued_on = NULL",
        "UPDATE reports_reportfile SET sha256 = 'khác'",
        "DELETE FROM reports_reportfile",
        "DELETE FROM reports_report",
    ],
)
def test_the_database_refuses_to_change_an_issued_report_or_its_file(statement: str) -> None:
    make_issued()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": ReportState.ISSUED},
        {"number": 3},
        {"issued_on": DAY},
        {"state": ReportState.ISSUED, "number": 0, "number_year": 2020, "issued_on": DAY, "signer": "A"},
        {"state": ReportState.ISSUED, "number": 1, "number_year": 2020, "issued_on": DAY, "signer": ""},
        {"state": "lost"},
        {"first_year": 2021},
    ],
)
def test_the_database_refuses_an_impossible_report(changes: dict[str, object]) -> None:
    report = make_small()

    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**changes)


def test_report_is_not_dated_before_its_last_year() -> None:
    with pytest.raises(Refused, match=r"31/12/2019 trước năm cuối của báo cáo \(2020\)"):
        workflow.issue(written(), Issue(5, dt.date(2019, 12, 31), "Nguyễn Văn Ký"), by=office(), at=NOW)
