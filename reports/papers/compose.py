"""A paper put together: what the registers say, in the words that the office wrote around the figures."""

from __future__ import annotations

import re
from dataclasses import replace

from hocTap.lib import vi
from reports.paper.parts import Heading, Paragraph, Section
from reports.papers.agencies import decided_by, decider
from reports.papers.enums import Agency
from reports.papers.kinds import KINDS
from reports.papers.matter import Matter, filled
from reports.papers.models import Document, lines
from reports.papers.parts import Article, Official

_PART = re.compile(r"^[IVX]+\. ")


def compose(document: Document, matter: Matter) -> Official:
    """The paper as data. Raises Refused where the office's words name a figure that the paper does not know."""
    kind = KINDS[document.kind]
    fields = matter.fields
    places = {f"{{{name}}}" for name in matter.places}
    body = [line if line in places else filled(line, fields) for line in lines(document.body)]
    articles = tuple(Article(f"Điều {n}.", words) for n, words in enumerate(body, start=1)) if kind.in_articles else ()
    return Official(
        kind=kind.code,
        type_name=kind.type_name,
        cited_as=kind.cited_as,
        heading=_heading(document, matter),
        addressed=matter.addressed,
        decider=decider(Agency(document.issuing), document.issuer_name) if kind.in_articles else "",
        by=decided_by(Agency(document.issuing), document.issuer_name) if kind.in_articles else "",
        resolves=kind.resolves,
        bases=tuple(filled(line, fields).rstrip(";.") for line in lines(document.bases)),
        articles=articles,
        sections=() if articles else _sections(body, matter),
        closing=filled(document.closing, fields),
        annexes=matter.annexes,
        signings=matter.signings,
        figures=dict(fields),
        illustrative=matter.illustrative,
        replacing=_replacing(document),
    )


def _heading(document: Document, matter: Matter) -> Heading:
    """As the fields say; of a draft number and day stand there already where the register has them."""
    heading, filed = document.heading, matter.filed
    if not document.is_draft or filed is None:
        return heading
    number = "" if filed.number is None else f"{filed.number:02d}"
    return replace(heading, number=number, day=vi.long_day(filed.day), signer=filed.signer)


def _sections(body: list[str], matter: Matter) -> tuple[Section, ...]:
    """The text, cut where a line names a table, which stands there; what no line names comes after the last words."""
    left = {f"{{{table.key}}}": table for table in matter.tables}
    places = {f"{{{name}}}" for name in matter.places}
    made: list[Section] = []
    said: list[Paragraph] = []
    for line in body:
        if line not in places:
            said.append(Paragraph(line))
        elif table := left.pop(line, None):
            made.append(Section("", paragraphs=tuple(said), tables=(table,)))
            said = []
    if said or left or not made:
        made.append(Section("", paragraphs=tuple(said), tables=tuple(left.values())))
    return tuple(made)


def _replacing(document: Document) -> str:
    old = document.replaces
    return f"Bản này thay bản đã in của {old.paper_name}." if old else ""


def is_part(words: str) -> bool:
    """Whether a paragraph heads a part: "II. NỘI DUNG"."""
    return bool(_PART.match(words))
