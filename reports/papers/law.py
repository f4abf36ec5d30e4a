"""Grounds of a draft that its kind would word otherwise by now: a law gave way between its making and its issue."""

from __future__ import annotations

from reports.enums import ReportAction
from reports.papers.matter import Matter
from reports.papers.models import Document

BASES = "bases"
"""Under which name a step keeps the grounds that were proposed when it read the registers."""


def proposed(document: Document) -> list[str]:
    """The grounds as they were proposed when the paper last read its registers; none for what was made before."""
    read = document.steps.filter(action__in=[ReportAction.MAKE, ReportAction.REBUILD]).order_by("at", "pk").last()
    return _lines(str(read.facts.get(BASES, ""))) if read else []


def moved(document: Document, matter: Matter) -> tuple[list[str], list[str]]:
    """Grounds of the draft that are not proposed any more, and those that came for them; none the office dropped."""
    was, now, stands = proposed(document), _lines(matter.bases), set(_lines(document.bases))
    gone = [line for line in was if line not in now and line in stands]
    return gone, [line for line in now if line not in was and line not in stands] if gone else []


def told(document: Document, matter: Matter) -> list[str]:
    """What of the draft's grounds is out of date, and what to do, in a sentence; nothing for a paper that is issued."""
    gone, came = moved(document, matter) if document.is_draft else ([], [])
    if not gone:
        return []
    instead = f" Nay thay bằng: “{'; '.join(came)}”." if came else ""
    return [
        f"Căn cứ ghi lúc lập dự thảo không còn đúng với ngày ký: “{'; '.join(gone)}”.{instead} Hãy bấm “Lấy lại số "
        "liệu” để lấy căn cứ mới, hoặc tự sửa ở lời văn."
    ]


def renewed(document: Document, matter: Matter) -> str:
    """The draft's grounds with those that are out of date put right where they stand; the office's own words stay."""
    gone, came = moved(document, matter)
    if not gone:
        return document.bases
    lines: list[str] = []
    for line in _lines(document.bases):
        if line not in gone:
            lines.append(line)
        elif came:
            lines += came
            came = []
    return "\n".join(lines)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
