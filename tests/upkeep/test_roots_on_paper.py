"""The root of the nights' seals goes onto what is issued, and is compared with the seals that the database keeps."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from hocTap.lib.sealing import short
from reports.checking.findings import failures
from reports.checking.layout import check_pdf
from reports.paper.kept import canonical, digest, encode
from reports.paper.pdf import DATA
from reports.papers.enums import PaperKind
from reports.papers.models import Document
from tests.reports.factories import make_issued
from tests.reports.papers.factories import issued, made, make_papers
from tests.upkeep.test_sealing import as_owner
from units.models import Seal
from units.sealing.comparing import strange_papers
from units.sealing.workflow import seal

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 28)
AT = dt.datetime(2026, 11, 28, 16, tzinfo=dt.UTC)


def feet(content: bytes) -> list[str]:
    """The text of every page."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_issued_decision_bears_the_newest_root_at_its_end_and_in_its_data() -> None:
    sealed = seal(DAY, AT).seal
    document = issued(make_papers())
    content = bytes(document.files.get().content)
    line = f"Gốc niêm dữ liệu ngày 28/11/2026: {short(sealed.root)}"

    first, *rest = feet(content)
    data = json.loads(PdfReader(io.BytesIO(content)).attachments[DATA][0])

    assert line in " ".join([first, *rest])
    assert (data["seal_day"], data["seal_root"]) == ("2026-11-28", sealed.root)
    assert digest(Document.objects.get(pk=document.pk).content) == document.digest


def test_issued_report_bears_it_from_the_page_of_its_signature_on() -> None:
    sealed = seal(DAY, AT).seal
    report = make_issued()

    pages = feet(bytes(report.file.content))

    assert short(sealed.root) not in pages[0]
    assert any(short(sealed.root) in page for page in pages)
    assert strange_papers() == ([], 1)


def test_root_in_the_foot_leaves_the_layout_of_the_decree() -> None:
    seal(DAY, AT)
    content = bytes(issued(make_papers()).files.get().content)

    assert [str(each) for each in failures(check_pdf(content))] == []


def test_paper_of_before_the_first_seal_bears_none_and_stays_as_it_was() -> None:
    document = issued(make_papers())
    seal(DAY, AT)
    kept = Document.objects.get(pk=document.pk)

    assert "seal_root" not in kept.content
    assert canonical(encode(kept.read())) == canonical(kept.content)
    assert strange_papers() == ([], 0)


def test_draft_bears_no_root() -> None:
    seal(DAY, AT)

    assert "seal_root" not in made(make_papers(), PaperKind.DECISION).content


def test_paper_names_the_root_that_the_database_no_longer_has(capsys: pytest.CaptureFixture[str]) -> None:
    """As if the owner of the database had made all seals anew after the paper left the house."""
    sealed = seal(DAY, AT).seal
    report = make_issued()

    with as_owner():
        Seal.objects.filter(pk=sealed.pk).update(root="f" * 64)
        (fault,), _ = strange_papers()
        with pytest.raises(CommandError):
            call_command("verify")

    assert f"Báo cáo số {report.pk} in gốc ngày 28/11/2026 là {short(sealed.root)}" in fault
    said = capsys.readouterr()
    assert "1 văn bản có gốc niêm" in said.out
    assert fault in said.err
