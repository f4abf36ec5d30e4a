"""Pages of papers: who reads and makes them, and a decision from draft to issued as an officer presses it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from reports.enums import ReportState
from reports.papers.enums import PaperKind
from reports.papers.models import Document
from reports.papers.views import on_page
from tests.awards.titles.factories import press, sign, signed_in, typed_in
from tests.factories import make_post, make_user
from tests.reports.papers.factories import NAMES, issued, made, make_papers
from units.enums import Role
from units.files.workflow import make as make_file
from units.models import ListFile

pytestmark = pytest.mark.django_db


def of_source(kind: str, pk: int) -> str:
    return reverse("papers:of-source", args=[kind, pk])


def address(name: str, document: Document) -> str:
    return reverse(f"papers:document-{name}", args=[document.pk])


@pytest.mark.parametrize(
    ("who", "reads", "makes"),
    [
        ("officer", 200, 200),
        ("approver", 200, 200),
        ("office", 200, 403),
        ("other_officer", 404, 404),
        ("admin", 404, 404),
    ],
)
def test_paper_is_read_in_the_remit_and_made_by_who_files_it(who: str, reads: int, makes: int) -> None:
    papers = make_papers(signed=False)
    document = made(papers, PaperKind.DECISION)
    client = signed_in(getattr(papers.world, who))

    pages = [document.get_absolute_url(), address("pdf", document), address("word", document)]
    steps = [address(name, document) for name in ("text", "issue", "delete")]

    assert [client.get(page).status_code for page in pages] == [reads] * 3
    assert [client.get(page).status_code for page in steps] == [makes] * 3
    assert client.get(of_source(document.kind, document.source_id)).status_code == reads
    assert client.post(address("rebuild", document)).status_code == {200: 302}.get(makes, makes)


@override_settings(LONG_PRINT=0)
def test_draft_with_a_long_list_is_printed_by_the_worker() -> None:
    papers = make_papers(signed=False)
    document = made(papers, PaperKind.DECISION)
    client = signed_in(papers.world.officer)

    answer = client.get(address("pdf", document))
    file = ListFile.objects.get()
    make_file(file.pk, at=timezone.now())
    again = client.get(address("pdf", document))

    assert (answer.status_code, answer.headers["Location"]) == (302, file.get_absolute_url())
    assert f'href="{document.get_absolute_url()}"' in client.get(file.get_absolute_url()).content.decode()
    assert client.get(reverse("files:download", args=[file.pk])).content == again.content


def test_reader_and_stranger_see_no_names() -> None:
    papers = make_papers()
    document = issued(papers)
    reader = signed_in(make_user("lanhdao", (Role.READER, papers.world.district)))

    stranger = signed_in(make_user("nguoila"))

    pages = [reader.get(each) for each in (document.get_absolute_url(), reverse("papers:document-list"))]
    assert [each.status_code for each in pages] == [200, 200]
    assert not [name for name in NAMES if any(name in each.content.decode() for each in pages)]
    assert reader.get(of_source(document.kind, document.source_id)).status_code == 404
    assert stranger.get(document.get_absolute_url()).status_code == 404
    assert stranger.get(reverse("papers:document-list")).status_code == 403


def test_workbook_with_names_is_for_whom_it_was_given_as_a_duty() -> None:
    papers = make_papers()
    document, client = issued(papers), signed_in(papers.world.officer)
    assert client.get(address("excel", document)).status_code == 403

    make_post(papers.world.officer, papers.world.ward, Role.NAMES_EXPORTER)

    assert signed_in(papers.world.officer).get(address("excel", document)).status_code == 200


def test_decision_goes_from_its_page_to_an_issued_paper() -> None:
    papers = make_papers(signed=False)
    client, decision = signed_in(papers.world.approver), papers.decision
    assert of_source(PaperKind.DECISION, decision.pk) in client.get(decision.get_absolute_url()).content.decode()

    client.post(reverse("papers:document-make", args=[PaperKind.DECISION, decision.pk]))
    document = Document.objects.get()
    waits = client.get(address("issue", document)).content.decode()
    sign(papers.world, decision, 5)
    answer = press(client, address("issue", document), typed_in(client, address("issue", document)))

    assert "chưa ghi số, ngày ký" in waits
    assert answer.status_code == 302
    document.refresh_from_db()
    assert (document.state, document.sign) == (ReportState.ISSUED, "05/QĐ-UBND")
    assert client.get(address("pdf", document))["Content-Type"] == "application/pdf"


def test_person_is_asked_before_issuing_and_told_what_stands_in_the_way() -> None:
    papers = make_papers(signed=False)
    document, client = made(papers, PaperKind.DECISION), signed_in(papers.world.approver)

    answer = client.post(address("issue", document), {"signer": "Trần Văn Ký", "number": 5, "issued_on": "20/10/2020"})

    assert answer.status_code == 422
    assert "chưa ghi số, ngày ký" in answer.content.decode()


def test_words_are_changed_on_their_page_and_a_wrong_figure_is_kept_to_mend() -> None:
    papers = make_papers(signed=False)
    document, client = made(papers, PaperKind.DECISION), signed_in(papers.world.approver)
    typed = typed_in(client, address("text", document))

    wrong = client.post(address("text", document), typed | {"body": "Công nhận {so_ho} hộ."})
    right = client.post(address("text", document), typed | {"body": "Công nhận {so_luong} hộ."})

    assert wrong.status_code == 422
    assert "{so_ho}" in wrong.content.decode()
    assert right.status_code == 302
    assert "Công nhận 5 hộ." in client.get(document.get_absolute_url()).content.decode()


def test_long_list_on_the_page_is_cut_and_says_so() -> None:
    paper = made(make_papers(), PaperKind.MINUTES).read()
    (annex,) = paper.annexes
    (table,) = annex.tables
    long = replace(paper, annexes=(replace(annex, tables=(replace(table, rows=table.rows * 20),)),))

    (shown,) = on_page(long).annexes[0].tables

    assert len(shown.rows) == 200
    assert shown.notes == ("Trang này hiện 200 dòng đầu trong 1.000; bản in và bản Word có đủ.",)
    assert on_page(paper) == paper


def test_list_of_papers_asks_as_many_queries_for_three_as_for_one(django_assert_max_num_queries: Any) -> None:
    papers = make_papers()
    client = signed_in(papers.world.approver)
    counts = []
    for kind in (PaperKind.PROPOSAL, PaperKind.DECISION, PaperKind.MINUTES):
        issued(papers, kind)
        with django_assert_max_num_queries(20) as asked:
            page = client.get(reverse("papers:document-list"))
        counts.append(len(asked))

    assert page.content.decode().count("/bao-cao/van-ban/") > 3
    assert len(set(counts)) == 1
