"""Keep what came back beside the issued paper, and say when it was altered outside."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from hocTap.lib.doubts import settle
from hocTap.lib.refusals import Refused, Stale
from reports import frozen
from reports.archiving import PRINT_ALTERED, archived, is_awaited
from reports.models import Document, DocumentFile, Report, ReportFile, SignedCopy
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
    reason, and for a PDF that is an unsigned print; Stale unless the paper stands; Refused for a file that is there
    already, for one whose digital signature is broken, and when there are many.
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
    """Of a digitally signed PDF what it says otherwise than the archived print; a scan is looked at by people.

    Of one without a signature whether it is no scan but a print of the system.
    """
    marks = signatures.read(file.content, at) if file.media_type == PDF else []
    signatures.refuse_broken(marks)
    if marks:
        return printed.differences(_archived(paper), file.content)
    return _unsigned(paper, file) if file.media_type == PDF else []


def _unsigned(paper: Report | Document, file: Brought) -> list[str]:
    """A sentence for the print that was archived of this paper or of another, which nobody has signed."""
    sha256 = hashlib.sha256(file.content).hexdigest()
    of_report = ReportFile.objects.filter(sha256=sha256).select_related("report").first()
    of_paper = DocumentFile.objects.filter(kind=FileKind.ARCHIVED, sha256=sha256).select_related("document").first()
    of_other = of_paper.document if of_paper else None
    found: Report | Document | None = of_report.report if of_report else of_other
    if found is not None and found != paper:
        return [f"Tệp này là bản in của một văn bản khác ({found}), không có chữ ký nào."]
    kept = archived(paper)
    if found == paper or (kept and not printed.differences(kept, file.content)):
        return ["Tệp này là bản in của chính hệ thống, chưa có chữ ký số và không phải bản quét."]
    return []


def _archived(paper: Report | Document) -> bytes:
    kept = archived(paper)
    if kept is None:
        raise Refused("Bản in lưu trữ chưa in xong nên chưa so được. Hãy mở bản in PDF, chờ in xong rồi gửi lại tệp.")
    return kept


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
    said: list[str] = []
    last = report.steps.order_by("at", "pk").last()
    said += frozen.otherwise(report)
    if not said and last and last.digest != report.digest:
        said.append(frozen.CONTENT)
    file = ReportFile.objects.filter(report=report).first()
    if file is None and not is_awaited(report):
        said.append("Bản in lưu trữ không còn trong cơ sở dữ liệu.")
    elif file and hashlib.sha256(bytes(file.content)).hexdigest() != file.sha256:
        said.append(PRINT_ALTERED)
    return [*said, *broken(SignedCopy.objects.of(report))]
