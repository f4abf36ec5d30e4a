"""Keep what came back beside the issued paper, and say when it was altered outside."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from hocTap.lib.doubts import settle
from hocTap.lib.refusals import Refused, Stale
from reports.models import Document, DocumentFile, Report, ReportFile, SignedCopy
from reports.paper.kept import digest
from reports.papers import docx as papers
from reports.papers.enums import FileKind
from reports.returning import printed, signatures
from reports.returning.comparing import differences
from reports.returning.looking import PDF, Brought
from reports.review import docx as reviews
from units.models import User

MOST = 10
"""So many files are kept with one paper."""


@transaction.atomic
def keep(paper: Report | Document, file: Brought, reason: str, *, by: User, at: dt.datetime) -> SignedCopy:
    """Keep the file with an issued paper.

    Raises Doubtful, naming every figure that was changed by hand, for a Word file or a digitally signed PDF without a
    reason; Stale unless the paper stands; Refused for a file that is there already, for one whose digital signature is
    broken, and when there are many.
    """
    if not paper.stands:
        raise Stale("Chỉ đính kèm bản đã ký vào văn bản đang còn giá trị. Hãy tải lại trang.")
    copies = SignedCopy.objects.of(paper)
    if copies.count() >= MOST:
        raise Refused(f"Văn bản này đã có {MOST} tệp đính kèm. Không gửi thêm được.")
    changed = _changed(paper, file) if file.is_word else _signed_otherwise(paper, file, at)
    doubts, why = settle(changed, reason)
    made = SignedCopy(
        report=paper if isinstance(paper, Report) else None,
        document=paper if isinstance(paper, Document) else None,
        name=file.name,
        media_type=file.media_type,
        content=file.content,
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        differences=changed if doubts else [],
        reason=why,
        by=by,
        at=at,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as clash:
        raise Refused("Tệp này đã được đính kèm.") from clash
    return made


def _changed(paper: Report | Document, file: Brought) -> list[str]:
    """Against the snapshot: the Word file is made anew from it, whatever was given out."""
    if isinstance(paper, Report):
        review = paper.read_text()
        return differences(reviews.render(review), file.content, reviews.places(review))
    official = paper.read()
    return differences(papers.render(official), file.content, papers.places(official))


def _signed_otherwise(paper: Report | Document, file: Brought, at: dt.datetime) -> list[str]:
    """Of a digitally signed PDF what it says otherwise than the archived print; a scan is looked at by people."""
    marks = signatures.read(file.content, at) if file.media_type == PDF else []
    signatures.refuse_broken(marks)
    return printed.differences(_archived(paper), file.content) if marks else []


def _archived(paper: Report | Document) -> bytes:
    if isinstance(paper, Report):
        return bytes(ReportFile.objects.get(report=paper).content)
    return bytes(DocumentFile.objects.get(document=paper, kind=FileKind.ARCHIVED).content)


def broken(copies: Iterable[SignedCopy]) -> list[str]:
    """Files that are no longer what was sent in, in sentences."""
    return [
        f"Tệp đính kèm “{copy.name}” không khớp mã kiểm tra: đã bị sửa ngoài hệ thống."
        for copy in copies
        if hashlib.sha256(bytes(copy.content)).hexdigest() != copy.sha256
    ]


def tampered(report: Report) -> list[str]:
    """What of an issued report in the database is not what was written when it was issued, in sentences."""
    if report.is_draft:
        return []
    said = []
    last = report.steps.order_by("at", "pk").last()
    if digest(report.document) != report.digest or (last and last.digest != report.digest):
        said.append("Nội dung lưu trong cơ sở dữ liệu không khớp mã kiểm tra: đã bị sửa ngoài hệ thống.")
    archived = ReportFile.objects.filter(report=report).first()
    if archived is None:
        said.append("Bản in lưu trữ không còn trong cơ sở dữ liệu.")
    elif hashlib.sha256(bytes(archived.content)).hexdigest() != archived.sha256:
        said.append("Bản in lưu trữ không khớp mã kiểm tra: đã bị sửa ngoài hệ thống.")
    return [*said, *broken(SignedCopy.objects.of(report))]
