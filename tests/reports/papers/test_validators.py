"""Every kind of paper carries the data it was printed from; the judge of prints sees what is wrong with one."""

from __future__ import annotations

import hashlib
import io

import pikepdf
import pytest
from django.db import transaction

from reports.paper.pdf import DATA
from reports.papers import pdf
from reports.papers.enums import PaperKind
from reports.papers.models import Document
from tests import verapdf
from tests.reports.checking.factories import decision
from tests.reports.papers.kinds import paper_of

pytestmark = pytest.mark.django_db


def printed(kind: str) -> tuple[Document, bytes]:
    """An issued paper of the kind in a world that is gone afterwards."""
    with transaction.atomic():
        document = paper_of(kind, draft=False)
        content = pdf.render(document.read())
        transaction.set_rollback(True)
    return document, content


def test_every_kind_of_paper_carries_the_data_it_was_printed_from() -> None:
    papers = [printed(kind) for kind in PaperKind]

    for document, content in papers:
        with pikepdf.open(io.BytesIO(content)) as file:
            (data,) = [each.get_file().read_bytes() for name, each in file.attachments.items() if name == DATA]
        assert hashlib.sha256(data).hexdigest() == document.digest


def test_a_print_without_tags_or_with_open_colours_is_found() -> None:
    def spoilt(file: pikepdf.Pdf) -> None:
        del file.Root.StructTreeRoot, file.Root.OutputIntents

    with pikepdf.open(io.BytesIO(pdf.render(decision(rows=3)))) as file:
        spoilt(file)
        out = io.BytesIO()
        file.save(out)

    found = verapdf.broken({"hỏng": out.getvalue()})["hỏng"]

    assert {each.partition(":")[0] for each in found} == {"3a", "ua1"}
