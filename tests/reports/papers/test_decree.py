"""Every kind of paper, as PDF and as Word, keeps every rule of the decree."""

from __future__ import annotations

import pytest

from reports.checking.files import check
from reports.checking.findings import failures
from reports.papers import docx, pdf
from reports.papers.enums import PaperKind
from tests.reports.papers.kinds import paper_of

pytestmark = pytest.mark.django_db


def broken(content: bytes) -> list[str]:
    return [str(each) for each in failures(check(content))]


@pytest.mark.parametrize("draft", [True, False])
@pytest.mark.parametrize("kind", PaperKind)
def test_every_kind_of_paper_keeps_the_decree_in_every_dress(kind: str, draft: bool) -> None:
    paper = paper_of(kind, draft=draft).read()

    assert broken(pdf.render(paper)) == []
    assert broken(docx.render(paper)) == []
