"""The print that is kept of what was issued: a long one is made by the worker, and until then nobody waits for it."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from hocTap.lib.refusals import Refused
from reports import archiving, workflow
from reports.enums import ReportAction, ReportState
from reports.models import AwaitedPrint, Document, DocumentFile, Report, ReportFile
from reports.papers.enums import PaperKind
from reports.papers.parts import Official
from reports.papers.proof import tampered as tampered_paper
from reports.returning.keeping import tampered
from tests.awards.titles.factories import NOW, press, signed_in, typed_in
from tests.reports.checking.factories import decision
from tests.reports.factories import NARRATIVE, make_golden, make_issued, make_small
from tests.reports.papers.factories import made, make_papers
from tests.reports.returning.test_round_trip import without_triggers
from units.files.workflow import make as make_file
from units.models import ListFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever has a table is long."""
    monkeypatch.setattr(archiving, "LONG_LAYOUT", 0)


def issue(client: Client, report: Report) -> HttpResponse:
    given = {"number": "7", "issued_on": "29/10/2020", "signer": "Nguyễn Văn Ký", "digest": report.digest}
    client.get(reverse("reports:report-issue", args=[report.pk]))
    return client.post(reverse("reports:report-issue", args=[report.pk]), given)  # type: ignore[return-value]


def issued_long() -> tuple[Client, Report]:
    """A report that was issued on its page, its print left to the worker."""
    report = make_small()
    report = workflow.write(report, NARRATIVE, by=report.made_by, at=NOW)
    client = signed_in(report.made_by)
    answer = issue(client, report)
    assert answer["Location"] == reverse("reports:report-pdf", args=[report.pk])
    return client, Report.objects.get(pk=report.pk)


def test_what_is_laid_out_by_the_thousand_cells_is_long_and_what_is_written_directly_is_not() -> None:
    assert not archiving.takes_long(make_golden().read_text())
    assert not archiving.takes_long(decision(rows=10_800))
    assert [archiving.takes_long(lying(decision(rows=n))) for n in (1_666, 1_667)] == [False, True]


def lying(paper: Official) -> Official:
    """Its list on pages that lie, which are laid out from HTML however long it is."""
    return replace(paper, annexes=tuple(replace(annex, upright=False) for annex in paper.annexes))


def test_long_report_is_issued_at_once_and_printed_by_the_worker(long: None) -> None:
    client, report = issued_long()
    waiting = client.get(report.get_absolute_url()).content.decode()
    asked = client.get(reverse("reports:report-pdf", args=[report.pk]))
    file = ListFile.objects.get()

    assert (report.state, ReportFile.objects.count(), tampered(report)) == (ReportState.ISSUED, 0, [])
    assert "Bản in lưu trữ chưa in xong." in waiting
    assert asked["Location"] == file.get_absolute_url()
    make_file(file.pk, at=NOW)

    kept = ReportFile.objects.get(report=report)
    assert not AwaitedPrint.objects.exists()
    assert client.get(reverse("reports:report-pdf", args=[report.pk])).content == bytes(kept.content)
    assert client.get(reverse("files:download", args=[file.pk])).content == bytes(kept.content)
    assert "chưa in xong" not in client.get(report.get_absolute_url()).content.decode()
    assert tampered(report) == []


def test_page_of_a_long_print_says_how_many_pages_are_laid_out(long: None) -> None:
    client, report = issued_long()
    client.get(reverse("reports:report-pdf", args=[report.pk]))
    file = ListFile.objects.get()
    before = client.get(file.get_absolute_url()).content.decode()

    ListFile.objects.filter(pk=file.pk).update(begun_at=NOW, done=2)
    asked = client.get(reverse("files:progress", args=[file.pk])).json()

    assert "Đang đọc nội dung." in before and "<progress" not in before
    assert asked["said"] == "Đã dàn 2 trang. Dàn xong mọi trang thì ghi tệp."


def test_short_report_is_printed_in_the_act() -> None:
    report = make_small()
    report = workflow.write(report, NARRATIVE, by=report.made_by, at=NOW)

    answer = issue(signed_in(report.made_by), report)

    assert answer["Location"] == report.get_absolute_url()
    assert ReportFile.objects.filter(report=report).exists()


def test_print_that_two_make_at_once_is_kept_once(long: None) -> None:
    _, report = issued_long()
    first = archiving.archive(report, at=NOW)

    again = archiving.archive(report, at=NOW)

    assert again == first
    assert ReportFile.objects.get().sha256 == hashlib.sha256(first).hexdigest()


def test_snapshot_altered_before_its_print_is_not_printed(long: None) -> None:
    _, report = issued_long()
    without_triggers("reports_report", "UPDATE reports_report SET digest = 'x'")
    altered = Report.objects.get(pk=report.pk)

    with pytest.raises(Refused, match="đã bị sửa ngoài hệ thống"):
        archiving.archive(altered, at=NOW)

    assert (ReportFile.objects.count(), AwaitedPrint.objects.count()) == (0, 1)


def test_print_that_was_taken_away_does_not_pass_for_one_that_waits() -> None:
    report = make_issued()
    without_triggers("reports_reportfile", "DELETE FROM reports_reportfile")

    said = tampered(Report.objects.get(pk=report.pk))
    answer = signed_in(report.made_by).get(reverse("reports:report-pdf", args=[report.pk]))

    assert said == ["Bản in lưu trữ không còn trong cơ sở dữ liệu."]
    assert answer.status_code == 404


def test_long_paper_is_printed_by_the_worker_in_the_name_of_who_issued_it(long: None) -> None:
    papers = make_papers()
    document = made(papers, PaperKind.DECISION)
    client = signed_in(papers.world.approver)
    address = reverse("papers:document-issue", args=[document.pk])
    answer = press(client, address, typed_in(client, address))
    document = Document.objects.get(pk=document.pk)
    assert (answer.headers.get("Location"), document.state) == (
        reverse("papers:document-pdf", args=[document.pk]),
        ReportState.ISSUED,
    )
    assert (tampered_paper(document), DocumentFile.objects.count()) == ([], 0)

    signed_in(papers.world.officer).get(reverse("papers:document-pdf", args=[document.pk]))
    make_file(ListFile.objects.get().pk, at=NOW)

    kept = DocumentFile.objects.get()
    assert kept.by == document.steps.get(action=ReportAction.ISSUE).by == papers.world.approver
    assert client.get(reverse("papers:document-pdf", args=[document.pk])).content == bytes(kept.content)
    assert not AwaitedPrint.objects.exists()


def test_print_waits_for_one_paper() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AwaitedPrint.objects.create()
