"""Ways back: a draft deleted, an issued report replaced or withdrawn; each with who, when and why, readable on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from hocTap.lib.answers import CONFIRMED
from hocTap.lib.refusals import Refused, Stale
from indicators.enums import Rounding
from reports import workflow
from reports.enums import ReportAction, ReportState
from reports.models import DeletedDraft, Report
from reports.workflow import Issue, Withdrawing
from tests.reports.factories import NARRATIVE, NOW, make_issued, make_small
from tests.reports.test_views import PEOPLE, person
from units.models import User

pytestmark = pytest.mark.django_db
DAY = dt.date(2020, 10, 29)
PAPER = Withdrawing("12/QĐ-UBND", DAY, "Nguyễn Văn Ký", "Sai số liệu Phường 1.")


def office() -> User:
    return User.objects.get(username="phong")


def replaced() -> tuple[Report, Report]:
    """An issued report and the one that was issued in its place."""
    old = make_issued(5)
    new = workflow.make_successor(old, "Sửa số liệu.", by=office(), at=NOW)
    workflow.issue(new, Issue(6, DAY, "Nguyễn Văn Ký"), by=office(), at=NOW)
    return Report.objects.get(pk=old.pk), Report.objects.get(pk=new.pk)


def test_deleted_draft_leaves_what_it_was_and_who_deleted_it_why() -> None:
    report = workflow.write(make_small(), NARRATIVE, by=office(), at=NOW)

    workflow.delete_draft(report, "Lập nhầm năm.", by=office(), at=NOW)

    kept = DeletedDraft.objects.get()
    assert not Report.objects.exists()
    assert (str(kept), kept.reason, kept.by, kept.digest) == (
        "Quận 11, năm 2020",
        "Lập nhầm năm.",
        office(),
        report.digest,
    )
    assert [step["action"] for step in kept.steps] == ["lập", "sửa lời văn"]


def test_draft_is_not_deleted_without_a_reason_nor_twice_nor_once_issued() -> None:
    issued = make_issued()
    draft = workflow.make_successor(issued, "Sửa.", by=office(), at=NOW)

    with pytest.raises(Refused, match="lý do xóa"):
        workflow.delete_draft(draft, " ", by=office(), at=NOW)
    with pytest.raises(Stale, match="đã phát hành"):
        workflow.delete_draft(issued, "Sai.", by=office(), at=NOW)

    workflow.delete_draft(draft, "Sai.", by=office(), at=NOW)
    with pytest.raises(Stale, match="vừa bị người khác xóa"):
        workflow.delete_draft(draft, "Sai.", by=office(), at=NOW)


def test_report_stands_until_its_successor_is_issued() -> None:
    old = make_issued(5)

    new = workflow.make_successor(old, "Sửa số liệu.", by=office(), at=NOW)

    assert Report.objects.get(pk=old.pk).stands
    assert new.narrative == old.narrative
    with pytest.raises(Refused, match="Đã có dự thảo thay thế"):
        workflow.make_successor(old, "Lần nữa.", by=office(), at=NOW)


def test_issued_successor_takes_the_place_and_says_so_in_print() -> None:
    old, new = replaced()

    assert (old.state, old.successor, new.stands) == (ReportState.REPLACED, new, True)
    assert old.read().heading.issued
    assert new.read().replacing == "Báo cáo này thay thế Báo cáo số 05/BC-UBND ngày 29 tháng 10 năm 2020."
    assert old.steps.last().action == ReportAction.REPLACE  # type: ignore[union-attr]


def test_second_report_of_unit_and_years_is_issued_only_in_place_of_the_first(client: Client) -> None:
    first = make_issued(5)
    second = workflow.make_report(first.unit, 2020, 2020, Rounding.CUT, by=office(), at=NOW)
    workflow.write(second, NARRATIVE, by=office(), at=NOW)
    client.force_login(office())

    page = client.get(reverse("reports:report-issue", args=[second.pk])).content.decode()
    assert f'<a href="{first.get_absolute_url()}">{first.paper_name}</a> ({first}) đang có hiệu lực' in page
    with pytest.raises(Refused, match=r"số 05/BC-UBND .*đang có hiệu lực\. .*lập báo cáo thay thế, hoặc thu hồi"):
        workflow.issue(second, Issue(6, DAY, "Nguyễn Văn Ký"), by=office(), at=NOW)
    workflow.withdraw(first, PAPER, by=office(), at=NOW)

    assert workflow.issue(second, Issue(6, DAY, "Nguyễn Văn Ký"), by=office(), at=NOW).stands


def test_withdrawn_report_keeps_paper_day_signer_and_reason() -> None:
    report = workflow.withdraw(make_issued(), PAPER, by=office(), at=NOW)

    kept = Report.objects.get(pk=report.pk)
    assert kept.state == ReportState.WITHDRAWN
    assert (str(kept.withdrawal), kept.withdrawal.signer, kept.withdrawal.reason) == (
        "12/QĐ-UBND ngày 29/10/2020",
        "Nguyễn Văn Ký",
        "Sai số liệu Phường 1.",
    )
    with pytest.raises(Stale, match="đã thu hồi"):
        workflow.withdraw(report, PAPER, by=office(), at=NOW)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (replace(PAPER, decided_on=DAY - dt.timedelta(days=1)), "không được trước ngày phát hành"),
        (replace(PAPER, decided_on=DAY + dt.timedelta(days=1)), "không được sau hôm nay"),
        (replace(PAPER, reason=" "), "lý do thu hồi"),
        (replace(PAPER, paper=""), "số, ký hiệu"),
        (replace(PAPER, signer="x" * 121), "quá 120"),
    ],
)
def test_withdrawal_that_no_paper_can_have_is_refused(given: Withdrawing, sentence: str) -> None:
    report = make_issued()

    with pytest.raises(Refused, match=sentence):
        workflow.withdraw(report, given, by=office(), at=NOW)

    assert Report.objects.get(pk=report.pk).stands


def test_draft_is_neither_replaced_nor_withdrawn() -> None:
    draft = make_small()

    with pytest.raises(Stale, match="dự thảo"):
        workflow.make_successor(draft, "Sửa.", by=office(), at=NOW)
    with pytest.raises(Stale, match="dự thảo"):
        workflow.withdraw(draft, PAPER, by=office(), at=NOW)


@pytest.mark.parametrize("statement", ["UPDATE reports_withdrawal SET reason = 'x'", "DELETE FROM reports_withdrawal"])
def test_database_keeps_a_withdrawal_as_it_was_written(statement: str) -> None:
    workflow.withdraw(make_issued(), PAPER, by=office(), at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_old_and_new_lead_to_one_another_on_their_pages_and_in_the_list(client: Client) -> None:
    old, new = replaced()
    client.force_login(person("ward", old.unit))

    on_old, on_new, listed = (
        client.get(address).content.decode()
        for address in (old.get_absolute_url(), new.get_absolute_url(), "/bao-cao/")
    )

    assert "đã được thay thế" in on_old
    assert f'href="{new.get_absolute_url()}"' in on_old
    assert f'href="{old.get_absolute_url()}"' in on_new
    assert 'Thay bằng <a href="' in listed
    assert 'Thay thế <a href="' in listed


def test_withdrawn_report_is_still_read_with_its_archived_paper(client: Client) -> None:
    report = workflow.withdraw(make_issued(), PAPER, by=office(), at=NOW)
    client.force_login(person("ward", report.unit))

    page = client.get(report.get_absolute_url()).content.decode()

    assert "đã bị thu hồi</strong> theo 12/QĐ-UBND ngày 29/10/2020, Nguyễn Văn Ký ký" in page
    assert client.get(reverse("reports:report-pdf", args=[report.pk])).content == bytes(report.file.content)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("step", ["report-delete", "report-replace", "report-withdraw"])
def test_only_the_office_takes_back(client: Client, name: str, step: str) -> None:
    report = make_small() if step == "report-delete" else make_issued()
    client.force_login(person(name, report.unit))
    read = name in ("ward", "approver") and step != "report-delete"

    answer = client.get(reverse(f"reports:{step}", args=[report.pk]))

    assert answer.status_code == (200 if name == "office" else 403 if read else 404)


def test_deleting_asks_first_and_leads_to_the_list_of_what_was_deleted(client: Client) -> None:
    report = make_small()
    client.force_login(office())
    address = reverse("reports:report-delete", args=[report.pk])

    asked = client.post(address, {"reason": "Lập nhầm."})
    assert "Sẽ xóa 1 dự thảo: Quận 11, năm 2020, gồm 0 phần lời văn đã viết." in asked.content.decode()
    confirmed = dict(asked.context["sent"])
    client.post(address, confirmed)

    assert CONFIRMED in confirmed
    assert not Report.objects.exists()
    assert "Lập nhầm." in client.get(reverse("reports:deleted-list")).content.decode()


# Two people at one text


def sent(client: Client, report: Report, **typed: str) -> dict[str, str]:
    """The form as the page shows it, with what somebody typed into it."""
    form = client.get(reverse("reports:report-text", args=[report.pk])).context["form"]
    return {name: str(form[name].value() or "") for name in form.fields} | typed


@pytest.mark.parametrize(
    ("mine", "status", "kept"),
    [
        ({"proposals": "Kiến nghị của tôi."}, 302, "Của người khác."),
        ({"direction": "Của tôi."}, 409, "Của người khác."),
    ],
)
def test_different_parts_are_merged_and_the_same_part_is_shown_in_both_versions(
    client: Client, mine: dict[str, str], status: int, kept: str
) -> None:
    report = make_small()
    client.force_login(office())
    typed = sent(client, report, **mine)
    workflow.write(report, {"direction": "Của người khác."}, by=office(), at=NOW)

    answer = client.post(reverse("reports:report-text", args=[report.pk]), typed)

    assert answer.status_code == status
    assert Report.objects.get(pk=report.pk).direction == kept
    assert status == 302 or all(words in answer.content.decode() for words in ("Của người khác.", "Của tôi."))


def test_replacement_is_not_dated_before_the_report_that_it_replaces() -> None:
    new = workflow.make_successor(make_issued(5), "Sửa số liệu.", by=office(), at=NOW)

    with pytest.raises(Refused, match=r"trước ngày của báo cáo được thay thế \(29/10/2020\)"):
        workflow.issue(new, Issue(6, dt.date(2020, 10, 28), "Nguyễn Văn Ký"), by=office(), at=NOW)
