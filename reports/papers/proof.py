"""Whether an issued paper is still what was issued: its digest, its log, its certificates, its files."""

from __future__ import annotations

import hashlib

from reports import archiving, frozen
from reports.enums import ReportAction
from reports.papers import codes
from reports.papers.enums import FileKind
from reports.papers.models import Document


def tampered(document: Document) -> list[str]:
    """What of an issued paper in the database is not what was written when it was issued, in sentences.

    The paper must have the digest kept beside it, its record and certificates must say what it says, that digest must
    be the one in the log of its last writing step, and each file must have its own.
    """
    said = frozen.otherwise(document) or codes.otherwise(document)
    written = [ReportAction.MAKE, ReportAction.REBUILD, ReportAction.WRITE, ReportAction.ISSUE]
    last = document.steps.filter(action__in=written).order_by("at", "pk").last()
    if last is None or last.digest != document.digest:
        said.append("Mã kiểm tra không khớp với nhật ký các bước: đã bị sửa ngoài hệ thống.")
    if not document.is_draft:
        said += _broken_files(document)
    return said


def _broken_files(document: Document) -> list[str]:
    files = list(document.files.all())
    said = [
        f"Tệp “{file.name}” ({file.get_kind_display()}) không khớp mã kiểm tra: đã bị sửa ngoài hệ thống."
        for file in files
        if hashlib.sha256(bytes(file.content)).hexdigest() != file.sha256
    ]
    archived = any(file.kind == FileKind.ARCHIVED for file in files)
    if archived or archiving.is_awaited(document):
        return said
    return [*said, "Bản in lưu trữ không còn trong cơ sở dữ liệu."]
