"""Codes by which anybody asks whether a certificate holds: given once with the decision, kept for ever."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from awards.titles.models import Nomination
from hocTap.lib import vi
from reports.enums import ReportState
from reports.papers.certificates import holders_of
from reports.papers.enums import PaperKind
from reports.papers.models import Certificate, Document

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Thirty-two signs that nobody takes for another on paper: five bits each."""
LENGTH = 20

VALID, REVOKED, REPLACED = "valid", "revoked", "replaced"


def new_code() -> str:
    """A hundred random bits: to hit one of a million codes by guessing takes 10^24 questions."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def give(document: Document) -> None:
    """A code for each certificate of an issued decision that has none yet."""
    if document.kind != PaperKind.DECISION or document.is_draft:
        return
    known = set(document.certificates.values_list("number", flat=True))
    made = [
        Certificate(document=document, number=int(each.number), name=each.name[:200], code=new_code())
        for each in holders_of(document.read())
        if each.number.isdigit() and int(each.number) not in known
    ]
    Certificate.objects.bulk_create(made, batch_size=1000, ignore_conflicts=True)


def addresses(document: Document, pattern: str) -> dict[int, str]:
    """By its number, the public address of each certificate; `pattern` ends in "/-/", which gives way to the code."""
    give(document)
    start = pattern.removesuffix("-/")
    return {number: f"{start}{code}/" for number, code in document.certificates.values_list("number", "code")}


@dataclass(frozen=True)
class Answer:
    """All that a stranger is told about a paper."""

    status: str
    title: str
    year: str
    name: str
    number: str
    sign: str
    day: str
    until: str
    expired: bool
    """Whether the day until which it was given is over."""
    illustrative: bool


def ask(code: str, today: dt.date) -> Answer | None:
    """What the code stands for; nothing for one that was never given."""
    found = Certificate.objects.filter(code=code.upper()).select_related("document").defer("document__content").first()
    if found is None:
        return None
    document = found.document
    rows = Nomination.objects.filter(decision=document.source_id, certificate=found.number)
    title = rows.select_related("decision").first()
    last = title.decision.valid_until if title and title.decision else None
    return Answer(
        status=_status(document, holds=rows.in_force().exists()),
        title=title.get_kind_display() if title else "",
        year=str(title.year) if title else "",
        name=found.name,
        number=str(found.number),
        sign=document.sign,
        day=vi.long_day(document.issued_on) if document.issued_on else "",
        until=vi.long_day(last) if last else "",
        expired=last is not None and last < today,
        illustrative=document.illustrative,
    )


def _status(document: Document, *, holds: bool) -> str:
    """A title taken back, or a paper withdrawn, is told before a newer print of the same."""
    if not holds or document.state == ReportState.WITHDRAWN:
        return REVOKED
    return REPLACED if document.state == ReportState.REPLACED else VALID
