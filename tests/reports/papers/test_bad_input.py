"""What people type and send that cannot be: a sentence each, nothing fetched, nothing half done."""

from __future__ import annotations

import datetime as dt
import io
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections  # noqa: F401 - the first is asked by the mark below
from django.urls import reverse
from pypdf import PdfReader

from awards.commendations import workflow as commending
from awards.commendations.enums import Commended
from awards.commendations.models import CommendationDraft
from awards.commendations.workflow import ToCommend
from awards.titles.models import Candidate
from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused
from reports.papers import docx, pdf, workflow
from reports.papers.enums import PaperKind
from reports.papers.models import Document, DocumentFile
from reports.papers.workflow import Issue
from tests.awards.commendations.factories import kind as honour
from tests.awards.commendations.factories import make_decision
from tests.awards.titles.factories import moment, sign, signed_in
from tests.factories import make_district, make_user, make_ward
from tests.reports.papers import kinds
from tests.reports.papers.factories import docx_text, make_papers, pdf_text
from tests.reports.papers.factories import made as titled
from units.enums import Role
from units.models import User

FETCHING = (
    "<img src='file:///etc/passwd'>",
    '<link rel="attachment" href="http://169.254.169.254/latest/">',
    "file:///etc/passwd và http://169.254.169.254/latest/",
    "url(file:///etc/passwd)",
)


@pytest.mark.django_db
@pytest.mark.parametrize("words", FETCHING)
def test_addresses_in_the_words_of_a_paper_stay_words_and_are_never_fetched(words: str) -> None:
    document = kinds.to_commend()
    try:
        workflow.write(document, {"body": words}, by=document.made_by, at=kinds.NOW)
    except Refused as said:
        assert "<" in words and str(said)
        return
    paper = Document.objects.get(pk=document.pk).read()

    printed, word = pdf.render(paper), docx.render(paper)

    assert words.replace(" ", "") in pdf_text(printed).replace(" ", "") and words in docx_text(word)
    assert [image for page in PdfReader(io.BytesIO(printed)).pages for image in page.images] == []
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        relations = b"".join(parts.read(name) for name in parts.namelist() if name.endswith(".rels"))
    assert b"External" not in relations


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["Khen\x00 thưởng", "Khen\x07 thưởng", "Khen " + "dài" * 9000])
def test_signs_that_no_file_holds_and_words_without_end_are_refused(words: str) -> None:
    document = kinds.to_commend()

    with pytest.raises(Refused):
        workflow.write(document, {"body": words}, by=document.made_by, at=kinds.NOW)

    assert Document.objects.get(pk=document.pk).digest == document.digest


@pytest.mark.django_db
def test_an_empty_list_is_no_paper_to_be_issued() -> None:
    district = make_district("Quận 11")
    office = make_user("phonggd", (Role.DISTRICT_OFFICE, district))
    document = workflow.make(PaperKind.COMMENDATION, make_decision(district).pk, by=office, at=kinds.NOW)

    with pytest.raises(Refused, match="chưa ghi ai"):
        workflow.issue(document, Issue(), by=office, at=kinds.NOW)

    assert Document.objects.get().is_draft and not DocumentFile.objects.exists()


def two_drafts() -> tuple[list[Document], User]:
    """Two tờ trình of one office that are to be numbered."""
    district = make_district("Quận 11")
    ward = make_ward("Phường 5", district)
    office = make_user("phonggd", (Role.DISTRICT_OFFICE, district))
    made = []
    for occasion in ("Tổng kết", "Sơ kết"):
        draft = CommendationDraft(unit=district, kind=honour(), occasion=occasion)
        row = ToCommend(Commended.COLLECTIVE, f"Chi hội {occasion}", ward, "Khuyến học", 2020, 2020)
        commending.write_draft(draft, [row], seen=1, by=office, at=kinds.NOW)
        made.append(workflow.make(PaperKind.COMMENDATION_PROPOSAL, draft.pk, by=office, at=kinds.NOW))
    return made, office


@pytest.mark.django_db
def test_a_number_out_of_order_is_told_before_it_is_issued() -> None:
    (first, second), office = two_drafts()
    workflow.issue(first, Issue("Lê Văn Hội", 11, dt.date(2025, 8, 1)), by=office, at=kinds.NOW)
    address = reverse("papers:document-issue", args=[second.pk])
    form = {"number": "12", "issued_on": "20/07/2025", "signer": "Lê Văn Hội", "digest": second.digest}

    page = signed_in(office).post(address, form).content.decode()

    assert "Số 12 ghi ngày 20/07/2025, trong khi số 11 đã ghi ngày 01/08/2025" in page
    assert Document.objects.get(pk=second.pk).is_draft
    assert workflow.out_of_order(second, 12, dt.date(2025, 8, 2)) == ""
    assert "số 11" in workflow.out_of_order(second, 10, dt.date(2025, 8, 2))


@pytest.mark.postgres
@pytest.mark.usefixtures("transactional_db")
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_of_two_who_give_one_number_at_once_one_is_refused() -> None:
    drafts, office = two_drafts()
    start = threading.Barrier(2)

    def number(document: Document) -> str:
        start.wait()
        try:
            return workflow.issue(document, Issue("Lê Văn Hội", 7, dt.date(2025, 8, 1)), by=office, at=kinds.NOW).sign
        except Refused as reason:
            return str(reason)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as people:
        said = sorted(people.map(number, drafts))

    assert said == ["07/TTr-HKH", "Số 7 đã dùng cho một văn bản khác trong năm. Hãy ghi số khác."]
    assert DocumentFile.objects.count() == 1


@pytest.mark.django_db
def test_a_form_dated_before_its_period_was_over_takes_a_reason_that_is_kept() -> None:
    document = kinds.sheet()
    last = workflow.matter_of(document, kinds.NOW).day
    day = last - dt.timedelta(days=3)
    address = reverse("papers:document-issue", args=[document.pk])
    form = {"number": "12", "issued_on": f"{day:%d/%m/%Y}", "signer": "Trần Văn Ký", "digest": document.digest}
    client = signed_in(document.made_by)

    with pytest.raises(Doubtful, match="trước ngày cuối của kỳ"):
        workflow.issue(document, Issue("Trần Văn Ký", 12, day), by=document.made_by, at=kinds.NOW)
    page = client.post(address, form).content.decode()
    assert "trước ngày cuối của kỳ" in page and "Lý do vẫn ghi như vậy" in page
    assert Document.objects.get(pk=document.pk).is_draft
    given = Issue("Trần Văn Ký", 12, day, reason="Quận yêu cầu nộp sớm.")
    workflow.issue(document, given, by=document.made_by, at=kinds.NOW)

    shown = client.get(document.get_absolute_url()).content.decode()
    assert document.steps.get(action="issue").reason == "Quận yêu cầu nộp sớm."
    assert "Lý do: Quận yêu cầu nộp sớm." in shown


@pytest.mark.django_db
def test_a_name_that_the_font_cannot_print_is_told_on_the_draft_and_before_it_is_issued() -> None:
    papers = make_papers(signed=False)
    Candidate.objects.filter(pk=papers.rows[0].candidate_id).update(name="Trần 😀 Đức")
    sign(papers.world, papers.decision, 5)
    document = titled(papers, PaperKind.DECISION)
    client = signed_in(document.made_by)

    page = client.get(document.get_absolute_url()).content.decode()
    asked = client.post(reverse("papers:document-issue", args=[document.pk]), {"digest": document.digest})

    for shown in (page, asked.content.decode()):
        assert "“Trần 😀 Đức” có ký tự “😀” mà phông chữ in không có" in shown
    assert Document.objects.get(pk=document.pk).is_draft


@pytest.mark.django_db
def test_a_draft_made_under_an_older_law_is_told_and_takes_the_new_one_when_it_is_fetched_anew() -> None:
    papers = make_papers(signed=False)
    by, old = papers.world.approver, "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015"
    new = "Căn cứ Luật Tổ chức chính quyền địa phương số 65/2025/QH15 ngày 19 tháng 02 năm 2025"
    document = workflow.make(PaperKind.DECISION, papers.decision.pk, by=by, at=moment(dt.date(2025, 2, 20)))
    first, amending, *others = document.bases.splitlines()
    own = {"bases": "\n".join([first, "Căn cứ riêng của xã", amending, *others])}
    document = workflow.write(document, own, by=by, at=moment(dt.date(2025, 2, 21)))

    before, later = moment(dt.date(2025, 2, 27)), moment(dt.date(2025, 3, 10))
    quiet, told = workflow.changes(document, before), workflow.changes(document, later)
    page = signed_in(by).get(document.get_absolute_url()).content.decode()
    renewed = workflow.rebuild(document, by=by, at=later)

    assert (first, quiet) == (old, [])
    assert any(f"không còn đúng với ngày ký: “{old}; {amending}”. Nay thay bằng: “{new}”" in each for each in told)
    assert "không còn đúng với ngày ký" in page and "Lấy lại số liệu" in page
    assert renewed.bases.splitlines() == [new, "Căn cứ riêng của xã", *others]
    assert workflow.changes(renewed, later) == []
