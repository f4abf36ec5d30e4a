"""A file that is not this paper's: asked about as it comes in, set aside with a reason where it came in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused, Stale
from reports.archiving import archived
from reports.models import Document, SignedCopy, SignedCopyStep
from reports.papers import docx
from reports.papers.enums import PaperKind
from reports.returning.keeping import keep, put_back, set_aside
from reports.returning.looking import look
from tests.awards.titles.factories import NOW, signed_in
from tests.factories import make_user
from tests.reports.papers.factories import Papers, issued, make_papers
from tests.reports.returning.factories import saved_anew, scan
from tests.reports.returning.test_round_trip import edited, say
from units.enums import Role


def two() -> tuple[Papers, Document, Document]:
    papers = make_papers()
    return papers, issued(papers), issued(papers, PaperKind.PROPOSAL)


@pytest.mark.django_db
def test_the_print_of_another_paper_saved_anew_is_asked_about() -> None:
    _, paper, other = two()
    foreign = archived(other)
    assert foreign is not None

    with pytest.raises(Doubtful, match=f"là của một văn bản khác .{other.paper_name}., không phải {paper.paper_name}"):
        keep(paper, look("ky.pdf", saved_anew(foreign, with_data=True)), "", by=paper.made_by, at=NOW)
    with pytest.raises(Doubtful, match=f"Số, ký hiệu: bản phát hành ghi “{paper.sign}”, tệp ghi “{other.sign}”"):
        keep(paper, look("ky.pdf", saved_anew(foreign, with_data=False)), "", by=paper.made_by, at=NOW)
    assert not SignedCopy.objects.exists()


@pytest.mark.django_db
def test_a_scan_and_the_own_print_saved_anew_are_not_called_another_paper() -> None:
    _, paper, _ = two()
    own = archived(paper)
    assert own is not None

    with pytest.raises(Doubtful, match="bản in của chính hệ thống"):
        keep(paper, look("ky.pdf", saved_anew(own, with_data=False)), "", by=paper.made_by, at=NOW)
    assert keep(paper, look("quet.pdf", scan()), "", by=paper.made_by, at=NOW).differences == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Trần Văn Ký", "Lê Thị Thay", "Người ký: bản phát hành ghi “Trần Văn Ký”, tệp ghi “Lê Thị Thay”"),
        ("05/", "06/", "Số, ký hiệu: bản phát hành ghi “05/QĐ-UBND”, tệp ghi “06/QĐ-UBND”"),
        ("CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Chức vụ người ký: bản phát hành ghi “CHỦ TỊCH”"),
    ],
)
def test_a_word_file_with_another_signer_or_number_is_asked_about(old: str, new: str, sentence: str) -> None:
    _, paper, _ = two()
    given = docx.render(paper.read())

    def change(file: Any) -> None:
        say(old, new)(file)
        file.add_paragraph("- Như Điều 4, bản sửa;")

    with pytest.raises(Doubtful) as doubt:
        keep(paper, look("sua.docx", edited(change, given)), "", by=paper.made_by, at=NOW)

    assert sentence in str(doubt.value)
    assert keep(paper, look("nhu-cu.docx", given), "", by=paper.made_by, at=NOW).differences == []


@pytest.mark.django_db
def test_a_wrong_copy_is_set_aside_with_a_reason_and_may_be_used_again() -> None:
    _, paper, _ = two()
    copy = keep(paper, look("nham.pdf", scan()), "", by=paper.made_by, at=NOW)

    with pytest.raises(Refused, match="Hãy ghi lý do"):
        set_aside(copy, " ", by=paper.made_by, at=NOW)
    set_aside(copy, "Quét nhầm quyết định khác.", by=paper.made_by, at=NOW)
    with pytest.raises(Stale, match="đã được bỏ"):
        set_aside(copy, "Lần nữa.", by=paper.made_by, at=NOW)
    with pytest.raises(Refused, match="Dùng lại"):
        keep(paper, look("nham.pdf", scan()), "", by=paper.made_by, at=NOW)

    page = signed_in(paper.made_by).get(paper.get_absolute_url()).content.decode()
    assert "Đã bỏ, không phải bản đã ký" in page and "Quét nhầm quyết định khác." in page
    first = rf'btn btn-primary"\s+href="{paper.get_absolute_url()}pdf/'
    assert re.search(first, page)  # the print stands first again
    put_back(copy, "Xem lại thì đúng.", by=paper.made_by, at=NOW)
    assert not SignedCopy.objects.get().is_aside
    assert [each.reason for each in copy.steps.all()] == ["Quét nhầm quyết định khác.", "Xem lại thì đúng."]
    for change in (SignedCopyStep.objects.all().delete, lambda: SignedCopyStep.objects.update(reason="khác")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.django_db
def test_a_copy_is_set_aside_on_its_page_by_whoever_sends_in() -> None:
    papers, paper, _ = two()
    copy = keep(paper, look("nham.pdf", scan()), "", by=paper.made_by, at=NOW)
    address = f"{paper.get_absolute_url()}ban-da-ky/{copy.pk}/bo/"

    def pressed(client: Any, **more: str) -> Any:
        client.get(address)
        return client.post(address, {"reason": "Quét nhầm.", **more})

    reader = make_user("nguoi-doc", (Role.READER, papers.world.district))
    assert [signed_in(reader).get(address).status_code, pressed(signed_in(reader)).status_code] == [404, 403]
    assert pressed(signed_in(papers.world.office)).status_code == 403
    assert signed_in(paper.made_by).get(address.replace(f"/{copy.pk}/bo/", "/999/bo/")).status_code == 404
    client = signed_in(paper.made_by)
    asked = pressed(client).content.decode()
    assert "sẽ không còn là bản đã ký của văn bản này" in asked and not copy.steps.exists()
    (mark,) = re.findall(r'name="_confirmed"\s+value="(\w+)"', asked)
    done = pressed(client, _confirmed=mark)
    assert (done.status_code, copy.steps.get().by) == (302, paper.made_by)


@pytest.mark.django_db
def test_a_sent_file_of_another_paper_is_told_on_the_page() -> None:
    _, paper, other = two()
    address, foreign = f"{paper.get_absolute_url()}ban-da-ky/", archived(other)
    assert foreign is not None
    client = signed_in(paper.made_by)
    client.get(address)

    answer = client.post(address, {"tep": SimpleUploadedFile("ky.pdf", saved_anew(foreign, with_data=False))})

    assert answer.status_code == 422
    assert "Tệp có lẽ là của một văn bản khác" in answer.content.decode()
