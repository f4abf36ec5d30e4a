"""A PDF signed outside comes back: whose signature, whether it is intact, and whether it is what was issued."""

from __future__ import annotations

import datetime as dt
import io
import random
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused
from reports.models import Document, DocumentFile, SignedCopy
from reports.papers import pdf
from reports.papers.enums import PaperKind
from reports.returning import signatures, trial
from reports.returning.keeping import keep
from reports.returning.looking import look
from reports.returning.printed import differences
from reports.returning.signatures import Chain
from tests.awards.titles.factories import NOW, signed_in
from tests.reports.checking.factories import decision
from tests.reports.papers.factories import issued, make_papers

PAPER = decision(rows=3)
PRINT = pdf.render(PAPER)
KEY, PEM = trial.make_key("Nguyễn Thị Văn Thư", NOW)
SIGNED = trial.sign(PRINT, KEY)


@pytest.fixture
def roots(tmp_path: Path, settings: Any) -> Path:
    (tmp_path / "goc.pem").write_bytes(PEM)
    settings.SIGNERS = str(tmp_path)
    return tmp_path


def changed(content: bytes, change: Any) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as file:
        change(file)
        out = io.BytesIO()
        file.save(out)
    return out.getvalue()


def test_signature_is_intact_by_whom_and_without_roots_its_chain_is_not_known() -> None:
    (mark,) = signatures.read(SIGNED, NOW)

    assert (mark.signer, mark.intact, mark.chain, mark.trial) == (
        "Nguyễn Thị Văn Thư, Khóa ký thử",
        True,
        Chain.UNKNOWN,
        True,
    )
    assert mark.at is not None
    assert "chưa được khai báo" in mark.chain_words


def test_chain_ends_at_a_root_of_the_settings(roots: Path) -> None:
    (mark,) = signatures.read(SIGNED, NOW)

    assert mark.chain == Chain.TRUSTED
    assert not mark.is_good, "a trial is never as good as a signature"


def test_certificate_out_of_its_days_is_told(roots: Path) -> None:
    (mark,) = signatures.read(SIGNED, NOW + dt.timedelta(days=400))

    assert (mark.intact, mark.chain) == (True, Chain.EXPIRED)


def test_a_second_signature_leaves_the_first_intact() -> None:
    other, _ = trial.make_key("Trần Văn Ký", NOW)

    marks = signatures.read(trial.sign(SIGNED, other, field="KyThu2"), NOW)

    assert [(mark.signer.partition(",")[0], mark.intact) for mark in marks] == [
        ("Nguyễn Thị Văn Thư", True),
        ("Trần Văn Ký", True),
    ]


def test_one_byte_changed_anywhere_in_what_was_signed_is_refused() -> None:
    """Every file that differs in one byte is refused, whatever the byte was for."""
    chance, length = random.Random(7), len(SIGNED)
    start = SIGNED.rindex(b"/Contents <") + len(b"/Contents <")
    end = SIGNED.index(b">", start)
    for place in chance.sample([n for n in range(length) if not start <= n < end], 40):
        spoilt = bytearray(SIGNED)
        spoilt[place] ^= 1
        with pytest.raises(Refused):
            file = look("ky.pdf", bytes(spoilt))
            marks = signatures.read(file.content, NOW)
            signatures.refuse_broken(marks)
            assert marks == [], f"byte {place} went through"


def test_what_was_added_after_signing_is_refused() -> None:
    from_word = SIGNED + b"\n% them\n"
    for spoilt in (from_word, with_a_note(SIGNED)):
        with pytest.raises(Refused, match="không còn nguyên vẹn"):
            signatures.refuse_broken(signatures.read(spoilt, NOW))


def with_a_note(content: bytes) -> bytes:
    """As an editor does that only adds to the file: a note over the first page."""
    writing = trial.writer.IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    generic = signatures.reader.generic
    page = writing.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            generic.NameObject("/Type"): generic.NameObject("/Annot"),
            generic.NameObject("/Subtype"): generic.NameObject("/FreeText"),
            generic.NameObject("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (50, 50, 300, 90)]),
            generic.NameObject("/Contents"): generic.TextStringObject("999 hộ"),
        }
    )
    annotations = page.setdefault(generic.NameObject("/Annots"), generic.ArrayObject())
    annotations.append(writing.add_object(note))
    writing.update_container(page)
    out = io.BytesIO()
    writing.write(out)
    return out.getvalue()


def test_signed_pages_are_those_issued() -> None:
    assert differences(PRINT, SIGNED) == []


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (pdf.render(decision(rows=4)), "tệp ghi"),
        (changed(PRINT, lambda file: file.pages.append(file.pages[0])), "trang"),
        (with_a_note(PRINT), "Trang 1 có ghi chú hoặc hình dán thêm"),
        (changed(PRINT, lambda file: file.attachments.__setitem__("khac.json", b"{}")), "Dữ liệu đính kèm"),
    ],
)
def test_what_was_changed_before_signing_is_told(other: bytes, said: str) -> None:
    found = differences(PRINT, trial.sign(other, KEY))

    assert any(said in each for each in found), found


def test_print_saved_anew_by_another_program_says_the_same() -> None:
    def redrawn(file: Any) -> None:
        for page in file.pages:
            page.contents_add(b"q Q", prepend=True)

    assert differences(PRINT, changed(PRINT, redrawn)) == []


def test_scan_that_was_signed_cannot_be_compared_and_says_so() -> None:
    def emptied(file: Any) -> None:
        for page in file.pages:
            page.obj["/Contents"] = file.make_stream(b"")

    (said,) = differences(PRINT, changed(PRINT, emptied))

    assert "không so được" in said


def archived(paper: Document) -> bytes:
    return bytes(DocumentFile.objects.get(document=paper).content)


def sent(paper: Document, content: bytes, **more: str) -> Any:
    address = f"{paper.get_absolute_url()}ban-da-ky/"
    client = signed_in(paper.made_by)
    client.get(address)
    return client.post(address, {"tep": SimpleUploadedFile("ky.pdf", content), **more})


@pytest.mark.django_db
def test_signed_paper_is_sent_in_and_its_page_says_who_signed() -> None:
    paper = issued(make_papers())
    other, _ = trial.make_key("Nguyễn Thị Văn Thư", timezone.now())
    key, _ = trial.make_key("TRAN VAN KY", timezone.now())

    foreign = sent(paper, trial.sign(archived(paper), other))
    answer = sent(paper, trial.sign(trial.sign(archived(paper), other), key, field="KyThu2"))

    assert foreign.status_code == 422
    assert (
        "Chữ ký số là của “Nguyễn Thị Văn Thư, Khóa ký thử”, không phải của người ký ghi trên văn bản: “Trần Văn Ký”."
        in foreign.content.decode()
    )
    page = signed_in(paper.made_by).get(paper.get_absolute_url()).content.decode()
    assert answer.status_code == 302
    for words in (
        "Chữ ký số nguyên vẹn",
        "Nguyễn Thị Văn Thư",
        "TRAN VAN KY",
        "Không kiểm được chuỗi chứng thư",
        "Chữ ký thử",
    ):
        assert words in page
    assert "đúng như bản in hệ thống đã phát hành" in page


@pytest.mark.django_db
def test_broken_signature_is_refused_on_the_page_and_nothing_is_kept() -> None:
    paper = issued(make_papers())
    spoilt = bytearray(trial.sign(archived(paper), KEY))
    spoilt[len(archived(paper)) // 2] ^= 1

    answer = sent(paper, bytes(spoilt))

    assert answer.status_code == 422
    assert "không còn nguyên vẹn" in answer.content.decode() or "bị hỏng" in answer.content.decode()
    assert not SignedCopy.objects.exists()


@pytest.mark.django_db
def test_another_paper_signed_is_kept_only_for_a_reason() -> None:
    paper = issued(make_papers())
    file = look("ky.pdf", SIGNED)

    with pytest.raises(Doubtful, match=r"bản phát hành ghi|trang"):
        keep(paper, file, "", by=paper.made_by, at=NOW)
    kept = keep(paper, file, "Văn thư in lại.", by=paper.made_by, at=NOW)

    assert kept.differences


def test_trial_is_signed_from_the_shell_but_never_where_work_is_done(tmp_path: Path, settings: Any) -> None:
    given, out = tmp_path / "in.pdf", tmp_path / "ky.pdf"
    given.write_bytes(PRINT)

    call_command("sign_trial", str(given), out=out)
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="máy thử nghiệm"):
        call_command("sign_trial", str(given), out=out)

    assert [mark.trial for mark in signatures.read(out.read_bytes(), NOW)] == [True]


@pytest.mark.django_db
def test_unsigned_print_is_taken_for_a_signed_copy_only_with_a_reason() -> None:
    papers = make_papers()
    paper, other = issued(papers), issued(papers, PaperKind.PROPOSAL)

    own, foreign = sent(paper, archived(paper)), sent(paper, archived(other))
    kept = sent(paper, archived(paper), doubt_reason="Bản để trình ký.")

    assert (own.status_code, foreign.status_code, kept.status_code) == (422, 422, 302)
    assert "bản in của chính hệ thống, chưa có chữ ký số" in own.content.decode()
    assert "bản in của một văn bản khác" in foreign.content.decode()
    assert SignedCopy.objects.get().reason == "Bản để trình ký."
