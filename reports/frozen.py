"""Whether an issued report or paper is still what was frozen: its content beside its digest, its record beside both."""

from __future__ import annotations

from hocTap.lib.refusals import Refused
from reports.models import Document, Report
from reports.paper.kept import digest, encode

CONTENT = "Nội dung lưu trong cơ sở dữ liệu không khớp mã kiểm tra: đã bị sửa ngoài hệ thống."
RECORD = {
    "number": "số",
    "symbol": "ký hiệu",
    "day": "ngày",
    "signer": "người ký",
    "agency": "cơ quan ban hành",
}
"""What of the heading stands in columns of its own too, by which papers are listed and named."""


def otherwise(paper: Report | Document) -> list[str]:
    """What in the database is not what was written, in sentences: the content, then what is kept in columns beside it.

    Columns of a draft are still written, so only its content is compared.
    """
    kept = paper.document if isinstance(paper, Report) else paper.content
    if digest(kept) != paper.digest:
        return [CONTENT]
    if paper.is_draft:
        return []
    was, now = kept.get("heading", {}), encode(paper.heading)
    changed = [called for name, called in RECORD.items() if was.get(name, "") != now.get(name, "")]
    if not changed:
        return []
    return [f"Ghi trong cơ sở dữ liệu khác nội dung đã phát hành ({', '.join(changed)}): đã bị sửa ngoài hệ thống."]


def refuse_altered(paper: Report | Document) -> None:
    """Raise Refused for a report or paper that is no longer what was written."""
    refuse(otherwise(paper))


def refuse(said: list[str]) -> None:
    """Raise Refused with what was found, if anything was."""
    if said:
        raise Refused(f"Không đưa ra: {' '.join(said)} Hãy báo người quản trị.")
