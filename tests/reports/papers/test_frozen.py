"""What was altered in the database beside the frozen paper is found wherever the paper is shown or given out."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from awards.commendations.enums import Commended
from awards.commendations.workflow import void_commendation
from awards.titles.models import Decision
from hocTap.lib.refusals import Refused
from reports.paper.kept import decode
from reports.papers import honours, proof, runs, workflow
from reports.papers.enums import PaperKind
from reports.papers.models import CertificateRun, Document
from reports.papers.parts import Official
from reports.papers.workflow import Issue
from tests.awards.commendations.factories import commend
from tests.awards.titles.factories import NOW, signed_in
from tests.factories import make_district, make_ward
from tests.reports.papers import kinds
from tests.reports.papers.factories import issued, made, make_papers
from tests.reports.papers.test_workflow import fresh, past_the_triggers

pytestmark = pytest.mark.django_db

RECORD = (
    ("number = 99", "số"),
    ("issued_on = '2020-10-21'", "ngày"),
    ("signer = 'Kẻ Giả'", "người ký"),
    ("agency = 'ỦY BAN KHÁC'", "cơ quan ban hành"),
)


def strangers_page(document: Document) -> str:
    code = document.certificates.get(number=2).code
    return Client().get(reverse("check", args=[code])).content.decode()


def unlock(table: str) -> None:
    """As somebody with the database's own password would."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            for (trigger,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {trigger}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def altered_name(name: str) -> None:
    unlock("reports_certificate")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_certificate SET name = %s WHERE number = 2", [name])


@pytest.mark.parametrize(("change", "called"), RECORD)
def test_record_altered_beside_the_frozen_paper_is_found_and_nothing_is_given_out(change: str, called: str) -> None:
    document = issued(make_papers())
    before = strangers_page(document)

    past_the_triggers(f"UPDATE reports_document SET {change}")  # noqa: S608 - of this file

    (said,) = proof.tampered(fresh(document))
    after, client = strangers_page(document), signed_in(document.made_by)
    shown = client.get(document.get_absolute_url()).content.decode()
    word = client.get(reverse("papers:document-word", args=[document.pk]))
    assert said.startswith(f"Ghi trong cơ sở dữ liệu khác nội dung đã phát hành ({called})")
    assert said in shown and reverse("papers:certificate-list", args=[document.pk]) not in shown
    assert (word.status_code, said in word.content.decode()) == (422, True)
    assert "Giấy đúng" in before and "Phạm Thị Ánh" in before
    assert "không khớp với quyết định đã phát hành" in after
    assert not any(each in after for each in ("Giấy đúng", "Phạm Thị Ánh", "QĐ-UBND"))


def test_name_altered_on_a_certificate_is_told_to_nobody() -> None:
    document = issued(make_papers())

    altered_name("Kẻ Giả Mạo")

    page = strangers_page(document)
    assert "không khớp với quyết định đã phát hành" in page and "Kẻ Giả Mạo" not in page
    assert proof.tampered(fresh(document)) == [
        "Tên ghi của 1 giấy công nhận khác nội dung đã phát hành: đã bị sửa ngoài hệ thống."
    ]


def test_content_of_another_shape_is_told_as_altered_on_every_page() -> None:
    document = issued(make_papers())
    past_the_triggers("UPDATE reports_document SET content = %s", "{}")
    client = signed_in(document.made_by)
    names = ("word", "excel")

    shown = client.get(document.get_absolute_url())
    files = [client.get(reverse(f"papers:document-{name}", args=[document.pk])).status_code for name in names]

    assert (shown.status_code, "đã bị sửa ngoài hệ thống" in shown.content.decode()) == (200, True)
    assert files[0] == 422 and files[1] in (403, 422)
    assert "không khớp với quyết định đã phát hành" in strangers_page(document)


def test_certificates_of_an_altered_paper_are_refused_in_a_sentence() -> None:
    document = issued(make_papers())
    run, _ = runs.ask(document, "a5", "http://testserver/k/-/", by=document.made_by, at=NOW)
    content = json.dumps(document.content, ensure_ascii=False).replace("Phạm Thị Ánh", "Kẻ Giả Mạo")
    past_the_triggers("UPDATE reports_document SET content = %s", content)
    client = signed_in(document.made_by)

    pages = [
        client.get(reverse("papers:certificate-list", args=[document.pk])),
        client.get(reverse("papers:certificate-pdf", args=[document.pk, "a5", 1])),
        client.post(reverse("papers:run-ask", args=[document.pk, "a5"])),
    ]
    runs.make(run.pk)

    assert [each.status_code for each in pages] == [422] * 3
    assert all("đã bị sửa ngoài hệ thống" in each.content.decode() for each in pages)
    assert "đã bị sửa ngoài hệ thống" in CertificateRun.objects.get(pk=run.pk).problem


def test_archived_print_with_other_bytes_is_not_given_out() -> None:
    document = issued(make_papers())
    url = reverse("papers:document-pdf", args=[document.pk])
    client = signed_in(document.made_by)
    before = client.get(url).status_code

    past_the_triggers("UPDATE reports_documentfile SET content = %s", b"%PDF-1.7 other")

    after = client.get(url)
    assert (before, after.status_code) == (200, 422)
    assert "Bản in lưu trữ không khớp mã kiểm tra" in after.content.decode()


def test_draft_of_another_agency_than_the_registers_is_not_issued_until_taken_anew() -> None:
    papers = make_papers()
    draft = made(papers, PaperKind.DECISION)
    heading, bases = draft.heading, draft.bases
    other = make_ward("Phường Hòa Bình", papers.world.district)
    Document.objects.update(
        unit=other,
        issuer_name="Ủy ban nhân dân Phường Hòa Bình",
        agency="ỦY BAN NHÂN DÂN\nPHƯỜNG HÒA BÌNH",
        bases="Căn cứ",
    )

    with pytest.raises(Refused, match=f"cơ quan ban hành là {heading.name}, .* của Ủy ban nhân dân Phường Hòa Bình"):
        workflow.issue(fresh(draft), Issue(), by=papers.world.approver, at=NOW)
    workflow.rebuild(fresh(draft), by=papers.world.approver, at=NOW)
    paper = workflow.issue(fresh(draft), Issue(), by=papers.world.approver, at=NOW)

    assert (paper.read().heading.agency, paper.unit_id, paper.bases) == (heading.agency, draft.unit_id, bases)


def test_number_that_the_register_keeps_otherwise_is_told_by_the_code_and_no_certificate_is_printed() -> None:
    document = issued(make_papers())

    unlock(Decision._meta.db_table)
    Decision.objects.update(number=8)

    answer = signed_in(document.made_by).get(reverse("papers:certificate-list", args=[document.pk]))
    assert "không khớp với quyết định đã phát hành" in strangers_page(document)
    assert (answer.status_code, "Sổ nay ghi số 8" in answer.content.decode()) == (422, True)


def test_unit_that_has_ended_issues_nothing_after_its_last_day() -> None:
    draft = kinds.sheet()
    draft.unit.versions.update(valid_to=dt.date(2025, 6, 30))

    with pytest.raises(Refused, match=r"đã kết thúc ngày 30/06/2025, không ban hành văn bản ngày 01/09/2025"):
        workflow.issue(fresh(draft), Issue("Lê An", 12, dt.date(2025, 9, 1)), by=draft.made_by, at=kinds.NOW)


def test_replacement_says_how_many_certificates_give_way() -> None:
    papers = make_papers()
    old = issued(papers)
    new = workflow.make_successor(old, "Sửa nơi nhận.", by=papers.world.approver, at=NOW)
    workflow.write(new, {"recipients": "Như Điều 4"}, by=papers.world.approver, at=NOW)
    url = reverse("papers:document-issue", args=[new.pk])

    asked = signed_in(papers.world.approver).post(url, {"digest": fresh(new).digest}).content.decode()

    assert f"{old.certificates.count()} giấy đã in theo Quyết định công nhận danh hiệu số 05/QĐ-UBND" in asked


def test_who_could_not_read_the_paper_is_not_offered_to_make_it() -> None:
    papers = make_papers()
    pk, client = papers.decision.pk, signed_in(papers.world.approver)
    page, post = (reverse(f"papers:{name}", args=[PaperKind.DECISION, pk]) for name in ("of-source", "document-make"))
    before = client.get(page).content.decode()

    unlock(Decision._meta.db_table)
    Decision.objects.update(agency=make_district("Quận Khác"))

    after, answer = client.get(page).content.decode(), client.post(post)
    assert post in before and post not in after
    assert "không được đọc" in after and answer.status_code == 422
    assert not Document.objects.exists()


def test_second_making_leads_to_the_draft_that_is_there() -> None:
    papers = make_papers()
    draft = made(papers, PaperKind.DECISION)
    post = reverse("papers:document-make", args=[PaperKind.DECISION, papers.decision.pk])

    answer = signed_in(papers.world.approver).post(post)

    assert f'href="{draft.get_absolute_url()}"' in answer.content.decode()


def test_the_list_says_the_number_that_was_issued_and_marks_one_altered_since() -> None:
    document = issued(make_papers())
    client = signed_in(document.made_by)
    usual = client.get(reverse("papers:document-list")).content.decode()
    past_the_triggers("UPDATE reports_document SET number = 99")

    page = client.get(reverse("papers:document-list")).content.decode()

    assert "05/QĐ-UBND" in usual and "đã bị sửa ngoài hệ thống" not in usual
    assert "05/QĐ-UBND" in page and "99/QĐ-UBND" not in page and "đã bị sửa ngoài hệ thống" in page


def test_the_list_calls_no_draft_altered_whose_number_stands_in_its_register() -> None:
    draft = made(make_papers(), PaperKind.DECISION)

    page = signed_in(draft.made_by).get(reverse("papers:document-list")).content.decode()

    assert draft.read().heading.number == "05"
    assert draft.name in page and "đã bị sửa ngoài hệ thống" not in page


def test_honour_frozen_in_other_words_than_of_today_is_void_only_where_the_register_voids_it() -> None:
    commended = kinds.make_commending()
    draft = workflow.make(PaperKind.COMMENDATION, commended.decision.pk, by=commended.office, at=kinds.NOW)
    document = workflow.issue(draft, Issue(), by=commended.office, at=kinds.NOW)
    kept = json.dumps(document.content, ensure_ascii=False)
    earlier = kept.replace("học tập, 2012–2020", "học tập")
    paper = decode(Official, json.loads(earlier))

    before = honours.in_force(document, paper)
    row = commended.decision.commendations.get(name="Trần Thị Bích")
    void_commendation(row, reason="Ghi nhầm thành tích.", by=commended.office, at=kinds.NOW)
    commend(commended.decision, commended.ward, row.name, Commended.INDIVIDUAL)

    assert earlier != kept
    assert [each.name for each in before] == [kinds.LONG, "Trần Thị Bích", "Hộ ông Lê An"]
    assert [each.name for each in honours.in_force(document, paper)] == [kinds.LONG, "Hộ ông Lê An"]
