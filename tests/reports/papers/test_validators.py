"""Every kind of paper is PDF/A-3a for archives and PDF/UA-1 for people, and carries the data it was printed from."""

from __future__ import annotations

import hashlib
import io

import pikepdf
import pytest
from django.db import transaction

from indicators.scorecard import build
from reports.paper import pdf as reviews
from reports.paper.pdf import DATA
from reports.papers import pdf
from reports.papers.enums import PaperKind
from reports.papers.long_lists import LONG
from reports.papers.models import Document
from reports.scorecard import paper as scorecards
from tests import verapdf
from tests.reports.checking.factories import decision
from tests.reports.factories import make_golden
from tests.reports.papers.kinds import paper_of

pytestmark = pytest.mark.django_db


def printed(kind: str) -> tuple[Document, bytes]:
    """An issued paper of the kind in a world that is gone afterwards."""
    with transaction.atomic():
        document = paper_of(kind, draft=False)
        content = pdf.render(document.read())
        transaction.set_rollback(True)
    return document, content


def test_every_kind_of_paper_is_for_archives_and_for_people_and_carries_its_data() -> None:
    papers = {kind: printed(kind) for kind in PaperKind}

    assert verapdf.broken({kind: content for kind, (_, content) in papers.items()}) == {kind: [] for kind in PaperKind}
    for document, content in papers.values():
        with pikepdf.open(io.BytesIO(content)) as file:
            (data,) = [each.get_file().read_bytes() for name, each in file.attachments.items() if name == DATA]
        assert hashlib.sha256(data).hexdigest() == document.digest


def test_long_list_is_for_archives_and_claims_no_more() -> None:
    content = pdf.render(decision(rows=LONG + 1))

    assert verapdf.broken({"dài": content}, "3b") == {"dài": []}


def test_a_print_without_tags_or_with_open_colours_is_found() -> None:
    def spoilt(file: pikepdf.Pdf) -> None:
        del file.Root.StructTreeRoot, file.Root.OutputIntents

    with pikepdf.open(io.BytesIO(pdf.render(decision(rows=3)))) as file:
        spoilt(file)
        out = io.BytesIO()
        file.save(out)

    found = verapdf.broken({"hỏng": out.getvalue()})["hỏng"]

    assert {each.partition(":")[0] for each in found} == {"3a", "ua1"}


def test_review_with_its_charts_and_scorecard_are_too() -> None:
    report = make_golden()
    prints = {
        "báo cáo": reviews.render(report.read_text()),
        "mục tiêu": scorecards.render(build(report.unit, 2020)),
    }

    assert verapdf.broken(prints) == {"báo cáo": [], "mục tiêu": []}
