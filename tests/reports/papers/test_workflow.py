"""The life of a paper: draft, issued, replaced, withdrawn; frozen by the database, and found out when altered."""

from __future__ import annotations

import datetime as dt
import html
import json
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone

from awards.titles.models import Decision, Nomination
from awards.titles.workflow import recall
from awards.titles.workflow import withdraw as withdraw_from_draft
from awards.titles.workflow.drafts import join, unsign
from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from reports.enums import ReportState
from reports.models import DeletedDraft
from reports.paper.kept import digest
from reports.papers import pdf, permissions, proof, workflow
from reports.papers.enums import Agency, PaperKind
from reports.papers.models import Document, DocumentFile, DocumentStep
from reports.papers.workflow import Issue, Withdrawing
from tests.awards.titles.factories import NOW, SIGNED, bring_to_proposed, make_households, recognise, sign, signed_in
from tests.reports.papers.factories import Papers, issued, made, make_papers, revoked

pytestmark = pytest.mark.django_db
WITHDRAWING = Withdrawing("12/QĐ-UBND", SIGNED, "Trần Văn Ký", "In sai tên phường.")


def fresh(document: Document) -> Document:
    return Document.objects.get(pk=document.pk)


def test_issued_decision_takes_number_day_and_signer_from_the_register() -> None:
    document = issued(make_papers(number=5))

    assert (document.sign, document.issued_on, document.signer, document.state) == (
        "05/QĐ-UBND",
        SIGNED,
        "Trần Văn Ký",
        ReportState.ISSUED,
    )
    assert document.files.get().sha256 != ""


def test_same_data_gives_the_same_paper_and_the_archived_print_stays() -> None:
    document = issued(make_papers())

    again = pdf.render(fresh(document).read())

    assert digest(fresh(document).content) == document.digest
    assert bytes(document.files.get().content) == again


def test_decision_is_not_issued_before_it_is_signed() -> None:
    papers = make_papers(signed=False)
    document = made(papers, PaperKind.DECISION)

    with pytest.raises(Refused, match="chưa ghi số"):
        workflow.issue(document, Issue(), by=papers.world.approver, at=NOW)


def test_draft_whose_list_moved_is_fetched_again_before_it_is_issued() -> None:
    papers = make_papers(signed=False)
    document = made(papers, PaperKind.DECISION)
    from_list = papers.rows[0].candidate
    type(from_list).objects.filter(pk=from_list.pk).update(name="Trần Văn Khác", changed_at=NOW + dt.timedelta(days=1))
    sign(papers.world, papers.decision, 5)

    with pytest.raises(Stale, match="Trần Văn Khác"):
        workflow.issue(document, Issue(), by=papers.world.approver, at=NOW)
    assert any("Trần Văn Đức" in each for each in workflow.changes(fresh(document), NOW))

    workflow.rebuild(document, by=papers.world.approver, at=NOW)
    workflow.issue(document, Issue(), by=papers.world.approver, at=NOW)

    assert "Trần Văn Khác" in str(fresh(document).content)


def test_words_around_figures_are_the_office_s_and_figures_stay_the_register_s() -> None:
    papers = make_papers(signed=False)
    document = made(papers, PaperKind.DECISION)

    workflow.write(document, {"body": "Công nhận {so_luong} hộ.\nThi hành."}, by=papers.world.approver, at=NOW)
    paper = fresh(document).read()

    assert [(each.label, each.text) for each in paper.articles] == [
        ("Điều 1.", "Công nhận 5 hộ."),
        ("Điều 2.", "Thi hành."),
    ]


def test_unknown_figure_in_the_words_is_refused_by_name() -> None:
    papers = make_papers(signed=False)

    with pytest.raises(Refused, match=r"\{so_ho\}.*\{so_luong\}"):
        workflow.write(made(papers, PaperKind.DECISION), {"body": "{so_ho}"}, by=papers.world.approver, at=NOW)


def test_another_agency_brings_its_heading_but_for_what_the_office_wrote() -> None:
    papers = make_papers()
    document = made(papers, PaperKind.PROPOSAL)

    workflow.write(
        document,
        {"issuing": Agency.ASSOCIATION, "position": "PHÓ CHỦ TỊCH", "agency": document.agency},
        by=papers.world.officer,
        at=NOW,
    )
    changed = fresh(document)

    assert (changed.parent_body, changed.agency, changed.symbol) == (
        "HỘI KHUYẾN HỌC QUẬN 11",
        "HỘI KHUYẾN HỌC\nPHƯỜNG 5",
        "TTr-HKH",
    )
    assert (changed.authority, changed.position) == ("TM. BAN CHẤP HÀNH", "PHÓ CHỦ TỊCH")


def test_second_draft_and_second_standing_paper_of_one_source_are_refused() -> None:
    papers = make_papers()
    made(papers, PaperKind.DECISION)
    with pytest.raises(Stale, match="Đã có dự thảo"):
        made(papers, PaperKind.DECISION)

    issued(papers, PaperKind.PROPOSAL)
    with pytest.raises(Refused, match="còn giá trị"):
        made(papers, PaperKind.PROPOSAL)


def test_replacement_keeps_the_number_and_ends_the_old_one_in_the_same_act() -> None:
    papers = make_papers()
    old = issued(papers)

    new = workflow.make_successor(old, "Sửa căn cứ.", by=papers.world.approver, at=NOW)
    assert fresh(old).state == ReportState.ISSUED
    with pytest.raises(Refused, match="Bản thay thế không khác gì Quyết định công nhận danh hiệu số 05/QĐ-UBND"):
        workflow.issue(new, Issue(), by=papers.world.approver, at=NOW)
    workflow.write(new, {"recipients": "Như Điều 4"}, by=papers.world.approver, at=NOW)
    workflow.issue(new, Issue(), by=papers.world.approver, at=NOW)

    assert (fresh(old).state, fresh(new).state, fresh(new).sign) == (
        ReportState.REPLACED,
        ReportState.ISSUED,
        fresh(old).sign,
    )
    assert "Bản này thay bản đã in của Quyết định công nhận danh hiệu số 05/QĐ-UBND" in fresh(new).read().replacing
    listed, page = told_in_register(papers)
    day = vi.day(timezone.localtime(NOW).date())
    assert f"văn bản đã được thay thế ngày {day} bằng bản mới số 05/QĐ-UBND" in listed
    assert f"đã được thay thế ngày {day} bằng Quyết định công nhận danh hiệu số 05/QĐ-UBND" in page


def told_in_register(papers: Papers) -> list[str]:
    """The list of decisions and the page of this one, as the approver reads them."""
    decision = papers.decision
    client = signed_in(papers.world.approver)
    addresses = reverse("titles:decision-list"), decision.get_absolute_url()
    pages = [client.get(address).content.decode() for address in addresses]
    return [html.unescape(" ".join(page.split())) for page in pages]


def test_withdrawal_keeps_its_paper_signer_and_reason() -> None:
    papers = make_papers()
    document = issued(papers)

    workflow.withdraw(document, WITHDRAWING, by=papers.world.approver, at=NOW)
    step = fresh(document).steps.last()

    assert fresh(document).state == ReportState.WITHDRAWN
    assert step is not None
    assert (step.reason, step.facts) == (
        "In sai tên phường.",
        {"paper": "12/QĐ-UBND", "day": "20/10/2020", "signer": "Trần Văn Ký"},
    )
    listed, page = told_in_register(papers)
    assert "văn bản đã bị thu hồi ngày 20/10/2020 bằng văn bản số 12/QĐ-UBND" in listed
    assert "đã bị thu hồi ngày 20/10/2020 bằng văn bản số 12/QĐ-UBND (Trần Văn Ký ký)." in page


def test_deleted_draft_leaves_what_it_was_and_why() -> None:
    papers = make_papers()
    document = made(papers, PaperKind.MINUTES)

    workflow.delete_draft(document, "Lập nhầm.", by=papers.world.officer, at=NOW)

    assert not Document.objects.exists()
    assert DeletedDraft.objects.get().reason == "Lập nhầm."


@pytest.mark.parametrize("step", ["rebuild", "write", "issue", "delete"])
def test_no_step_of_a_draft_is_taken_once_it_is_issued(step: str) -> None:
    papers = make_papers()
    document, by = issued(papers), papers.world.approver
    steps: dict[str, Callable[[], object]] = {
        "rebuild": lambda: workflow.rebuild(document, by=by, at=NOW),
        "write": lambda: workflow.write(document, {"body": "Khác."}, by=by, at=NOW),
        "issue": lambda: workflow.issue(document, Issue(), by=by, at=NOW),
        "delete": lambda: workflow.delete_draft(document, "Nhầm.", by=by, at=NOW),
    }

    with pytest.raises(Stale, match="đã phát hành"):
        steps[step]()


def test_titles_revoked_since_are_told_on_the_decision_and_do_not_change_it() -> None:
    papers = make_papers()
    document = issued(papers)

    revoked(papers)

    assert workflow.changes(fresh(document), NOW) == [
        "1 danh hiệu trong văn bản này đã bị thu hồi theo Quyết định số 9/QĐ-UBND ngày 20/10/2020."
    ]
    assert proof.tampered(fresh(document)) == []


# What the database itself holds


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_document SET signer = 'Ai khác'",
        "UPDATE reports_document SET content = '{}'",
        "UPDATE reports_document SET state = 'draft'",
        "DELETE FROM reports_document",
        "UPDATE reports_documentstep SET reason = 'khác'",
        "DELETE FROM reports_documentstep",
        "UPDATE reports_documentfile SET name = 'khác'",
        "DELETE FROM reports_documentfile",
    ],
)
def test_database_refuses_to_change_an_issued_paper_its_steps_and_files(statement: str) -> None:
    issued(make_papers())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_database_refuses_a_number_twice_and_an_issued_paper_without_a_signer() -> None:
    papers = make_papers()
    document = issued(papers)
    values = {
        field.attname: getattr(document, field.attname)
        for field in Document._meta.concrete_fields
        if field.name != "id"
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.bulk_create([Document(**values | {"source_id": 10_000})])
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.bulk_create([Document(**values | {"source_id": 10_000, "number": 6, "signer": ""})])


def past_the_triggers(statement: str, *values: str | bytes) -> None:
    """As somebody with the database's own password would write."""
    names = ("document_locked_when_issued", "documentstep_locked", "documentfile_locked_UPDATE", "documentfile_locked")
    tables = ("reports_document", "reports_documentstep", "reports_documentfile")
    with connection.cursor() as cursor:
        for name in names if connection.vendor == "sqlite" else ():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables if connection.vendor == "postgresql" else ():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)


def test_paper_altered_in_the_database_is_found() -> None:
    document = issued(make_papers())
    content = str(document.content).replace("Trần Văn Đức", "Trần Văn Gian")

    past_the_triggers("UPDATE reports_document SET content = %s", json.dumps({"kind": content}))

    assert proof.tampered(fresh(document)) == [
        "Nội dung lưu trong cơ sở dữ liệu không khớp mã kiểm tra: đã bị sửa ngoài hệ thống."
    ]


def test_paper_altered_with_its_digest_is_found_by_the_log() -> None:
    document = issued(make_papers())
    content = document.content | {"type_name": "QUYẾT ĐỊNH KHÁC"}

    past_the_triggers("UPDATE reports_document SET content = %s, digest = %s", json.dumps(content), digest(content))

    assert proof.tampered(fresh(document)) == ["Mã kiểm tra không khớp với nhật ký các bước: đã bị sửa ngoài hệ thống."]


def test_altered_print_is_found() -> None:
    document = issued(make_papers())

    past_the_triggers("UPDATE reports_documentfile SET content = %s", b"%PDF-1.7 other")

    assert len(proof.tampered(fresh(document))) == 1
    assert DocumentFile.objects.count() == DocumentStep.objects.filter(action="issue").count() == 1
    assert Nomination.objects.filter(decision__isnull=False).count() == 5


def test_signature_taken_off_is_told_on_the_issued_paper() -> None:
    papers = make_papers()
    document = issued(papers)

    unsign(papers.decision, "Ghi nhầm số.", by=papers.world.approver, at=NOW)

    assert "chữ ký đã được bỏ" in workflow.changes(fresh(document), NOW)[0]


def test_page_that_takes_a_signature_off_names_the_issued_paper_first() -> None:
    papers = make_papers()
    document = issued(papers)
    address = reverse("titles:decision-unsign", args=[papers.decision.pk])

    asked = signed_in(papers.world.approver).post(address, {"reason": "Ghi nhầm số."}).content.decode()

    assert document.paper_name in asked and "hãy lập văn bản thay thế" in asked
    assert Decision.objects.get(pk=papers.decision.pk).is_signed


def test_proposal_is_not_taken_back_while_its_issued_paper_stands() -> None:
    papers = make_papers(signed=False)
    withdraw_from_draft([row.pk for row in papers.rows], "Xem lại.", by=papers.world.approver, at=NOW)
    document = issued(papers, PaperKind.PROPOSAL)

    with pytest.raises(Refused, match="Hãy thu hồi văn bản đó trước"):
        recall(papers.proposal, "Ghi nhầm số.", by=papers.world.officer, at=NOW)
    workflow.withdraw(document, WITHDRAWING, by=papers.world.officer, at=NOW)
    recall(papers.proposal, "Ghi nhầm số.", by=papers.world.officer, at=NOW)

    assert papers.proposal.recalled_at == NOW


def test_draft_whose_decision_was_joined_into_another_says_so_and_can_be_deleted() -> None:
    papers = make_papers(signed=False)
    document = made(papers, PaperKind.DECISION)
    other = recognise(papers.world, *bring_to_proposed(papers.world, *make_households(papers.world, 1)))

    join(other, papers.decision, by=papers.world.approver, at=NOW)

    assert "không còn" in workflow.changes(fresh(document), NOW)[0]
    assert permissions.can_change(papers.world.approver, fresh(document))
    with pytest.raises(Refused, match="không còn"):
        workflow.rebuild(document, by=papers.world.approver, at=NOW)
    workflow.delete_draft(document, "Dự thảo đã gộp.", by=papers.world.approver, at=NOW)
