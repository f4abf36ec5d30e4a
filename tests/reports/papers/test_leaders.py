"""A leader reads what a unit under him issued: what it says, without the lists of names, and no drafts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from reports.papers import workflow
from reports.papers.enums import PaperKind
from reports.papers.models import Document
from tests.awards.titles.factories import signed_in
from tests.factories import make_district, make_user
from tests.reports.papers import kinds
from tests.reports.papers.factories import NAMES, issued, made, make_papers
from units.enums import Role

pytestmark = pytest.mark.django_db
LIST = "/bao-cao/van-ban/"


def test_a_leader_reads_issued_papers_without_their_lists_and_takes_no_file_of_them() -> None:
    papers = make_papers()
    decision, minutes = issued(papers), issued(papers, PaperKind.MINUTES)
    leader = signed_in(make_user("lanhdao", (Role.READER, papers.world.district)))

    listed = leader.get(LIST)
    page = leader.get(decision.get_absolute_url())

    assert (listed.status_code, page.status_code) == (200, 200)
    assert decision.get_absolute_url() in listed.content.decode()
    assert minutes.get_absolute_url() not in listed.content.decode()
    shown = page.content.decode()
    assert decision.sign in shown and "có danh sách kèm theo" in shown
    assert not [name for name in NAMES if name in shown + listed.content.decode()]
    files = [reverse(f"papers:document-{name}", args=[decision.pk]) for name in ("pdf", "word", "excel")]
    assert [leader.get(each).status_code for each in files] == [404] * 3
    assert not [each for each in files if each in shown]
    assert leader.get(minutes.get_absolute_url()).status_code == 404


def test_a_leader_reads_neither_drafts_nor_papers_of_others() -> None:
    papers = make_papers()
    draft = made(papers, PaperKind.DECISION)
    leader = signed_in(make_user("lanhdao", (Role.READER, papers.world.district)))
    other = signed_in(make_user("lanhdao12", (Role.READER, make_district("Quận 12"))))

    assert leader.get(draft.get_absolute_url()).status_code == 404
    paper = workflow.issue(draft, workflow.Issue("Trần Văn Ký"), by=draft.made_by, at=kinds.NOW)
    assert leader.get(paper.get_absolute_url()).status_code == 200
    assert other.get(paper.get_absolute_url()).status_code == 404
    assert paper.get_absolute_url() not in other.get(LIST).content.decode()


def test_a_leader_reads_a_form_without_names_whole() -> None:
    document = kinds.sheet()
    workflow.issue(document, kinds.GIVEN[PaperKind.SHEET], by=document.made_by, at=kinds.NOW)
    leader = signed_in(make_user("lanhdao", (Role.READER, Document.objects.get().unit)))

    page = leader.get(document.get_absolute_url()).content.decode()
    address = reverse("papers:document-pdf", args=[document.pk])

    assert address in page and leader.get(address).status_code == 200
