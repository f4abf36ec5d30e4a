"""Papers of titles in a small world, and what is read back out of their dresses."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import html
from pypdf import PdfReader

from awards.titles.enums import RevocationReason
from awards.titles.models import Candidate, Decision, Minutes, Nomination, Proposal
from awards.titles.workflow import Revocation, Signature, revoke
from reports.checking.word import all_text
from reports.papers import workflow
from reports.papers.enums import PaperKind
from reports.papers.models import Document
from reports.papers.workflow import Issue
from tests.awards.titles.factories import (
    NOW,
    SIGNED,
    World,
    bring_to_proposed,
    make_households,
    make_world,
    recognise,
    sign,
)
from tests.copies import copied

NAMES = ("Trần Văn Đức", "Phạm Thị Ánh", "Nguyễn Thị Bích", "Đỗ Văn Ân", "Lê An")


@dataclass
class Papers:
    """A ward's year: five households proposed in two khu phố, recognised in one decision."""

    world: World
    rows: list[Nomination]
    decision: Decision

    @property
    def proposal(self) -> Proposal:
        return Proposal.objects.get()

    @property
    def minutes(self) -> Minutes:
        return Minutes.objects.get(community=self.world.community)

    def source_of(self, kind: str) -> int:
        if kind == PaperKind.PROPOSAL:
            return self.proposal.pk
        return self.minutes.pk if kind == PaperKind.MINUTES else self.decision.pk


@copied
def make_papers(*, signed: bool = True, number: int = 5) -> Papers:
    world = make_world()
    households = [*make_households(world, 4), *make_households(world, 1, world.second)]
    for household, name in zip(households, NAMES, strict=True):
        Candidate.objects.filter(pk=household.pk).update(name=name)
    rows = bring_to_proposed(world, *Candidate.objects.filter(pk__in=[each.pk for each in households]).order_by("pk"))
    decision = recognise(world, *rows)
    return Papers(world, rows, sign(world, decision, number) if signed else decision)


def made(papers: Papers, kind: str) -> Document:
    by = papers.world.officer if kind in (PaperKind.PROPOSAL, PaperKind.MINUTES) else papers.world.approver
    return workflow.make(kind, papers.source_of(kind), by=by, at=NOW)


def issued(papers: Papers, kind: str = PaperKind.DECISION) -> Document:
    return workflow.issue(made(papers, kind), Issue("Trần Văn Ký"), by=papers.world.approver, at=NOW)


def revoked(papers: Papers, reason: str = "Biên bản kiểm tra số 12.") -> Document:
    """The first title taken back, and the paper that does it."""
    revocation = Revocation(RevocationReason.FORGED_FILES, reason, Signature(9, SIGNED, "Trần Văn Ký"))
    decision = revoke([papers.rows[0].pk], revocation, by=papers.world.approver, at=NOW)
    return workflow.make(PaperKind.REVOCATION, decision.pk, by=papers.world.approver, at=NOW)


# Reading a paper back


def squeezed(words: str) -> str:
    return " ".join(words.replace("\u00ad", "").split())


def pdf_text(content: bytes) -> str:
    return squeezed(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def page_text(page: Any) -> str:
    whole: Any = html.fromstring(page.content.decode())
    (article,) = whole.xpath("//article")
    return squeezed(" ".join(article.itertext())).replace(" ,", ",")


def docx_text(content: bytes) -> str:
    return squeezed(" ".join(words for words, _ in docx_parts(content)))


def docx_parts(content: bytes) -> list[tuple[str, str]]:
    """Every paragraph in the order of the file, those of tables too, with the name of its style."""
    read = docx.Document(io.BytesIO(content))
    found = []
    for element in read.element.body.iter(qn("w:p")):
        paragraph = Paragraph(element, read._body)
        found.append((all_text(element), paragraph.style.name if paragraph.style and paragraph.style.name else ""))
    return found


def numbers_in(words: str) -> list[str]:
    """Every number that stands in a text, in order of size: the same in every dress."""
    return sorted(re.findall(r"\d+(?:[.,]\d+)*", words))
