"""Codes by which anybody asks whether a certificate holds: given once with the decision, kept for ever."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from awards.titles.models import Decision, Nomination
from hocTap.lib import vi
from reports import frozen
from reports.enums import ReportState
from reports.papers.certificates import holders_of
from reports.papers.enums import PaperKind
from reports.papers.models import Certificate, Document

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Thirty-two signs that nobody takes for another on paper: five bits each."""
LENGTH = 20

LONGEST = 200
"""So many letters of a name are kept beside the code."""
NOT_AS_ISSUED = "khác nội dung đã phát hành: đã bị sửa ngoài hệ thống."

VALID, REVOKED, REPLACED, ALTERED = "valid", "revoked", "replaced", "altered"


def new_code() -> str:
    """A hundred random bits: to hit one of a million codes by guessing takes 10^24 questions."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def give(document: Document) -> None:
    """A code for each certificate of an issued decision that has none yet."""
    if document.kind != PaperKind.DECISION or document.is_draft:
        return
    known = set(document.certificates.values_list("number", flat=True))
    made = [
        Certificate(document=document, number=number, name=name, code=new_code())
        for number, name in _names(document).items()
        if number not in known
    ]
    Certificate.objects.bulk_create(made, batch_size=1000, ignore_conflicts=True)


def otherwise(document: Document) -> list[str]:
    """Certificates whose name is not the one that the paper gives their number, in a sentence."""
    if document.kind != PaperKind.DECISION or document.is_draft:
        return []
    rows, printed = document.certificates.values_list("number", "name"), _names(document)
    wrong = sum(printed.get(number) != name for number, name in rows)
    return [f"Tên ghi của {vi.whole(wrong)} giấy công nhận {NOT_AS_ISSUED}"] if wrong else []


def _names(document: Document) -> dict[int, str]:
    """By its number, the name that stands on each certificate of the frozen paper."""
    return {int(each.number): each.name[:LONGEST] for each in holders_of(document.read()) if each.number.isdigit()}


def addresses(document: Document, pattern: str) -> dict[int, str]:
    """By its number, the public address of each certificate; `pattern` ends in "/-/", which gives way to the code."""
    give(document)
    start = pattern.removesuffix("-/")
    return {number: f"{start}{code}/" for number, code in document.certificates.values_list("number", "code")}


@dataclass(frozen=True)
class Answer:
    """All that a stranger is told about a paper: of one that was altered in the database nothing but that."""

    status: str
    title: str = ""
    year: str = ""
    name: str = ""
    number: str = ""
    sign: str = ""
    day: str = ""
    until: str = ""
    expired: bool = False
    """Whether the day until which it was given is over."""
    illustrative: bool = False


def ask(code: str, today: dt.date) -> Answer | None:
    """What the code stands for; nothing for one that was never given."""
    found = Certificate.objects.filter(code=code.upper()).select_related("document").first()
    if found is None:
        return None
    document = found.document
    if frozen.otherwise(document) or _names(document).get(found.number) != found.name:
        return Answer(ALTERED)
    rows = Nomination.objects.filter(decision=document.source_id, certificate=found.number)
    title = rows.select_related("decision").first()
    if title and title.decision and document.stands and _filed_otherwise(document, title.decision):
        return Answer(ALTERED)
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


def _filed_otherwise(document: Document, decision: Decision) -> bool:
    """Whether the register keeps the decision under another number, day or agency than the paper bears."""
    filed = (decision.number, decision.signed_on, decision.agency_id)
    return filed != (document.number, document.issued_on, document.unit_id)


def _status(document: Document, *, holds: bool) -> str:
    """A title taken back, or a paper withdrawn, is told before a newer print of the same."""
    if not holds or document.state == ReportState.WITHDRAWN:
        return REVOKED
    return REPLACED if document.state == ReportState.REPLACED else VALID
