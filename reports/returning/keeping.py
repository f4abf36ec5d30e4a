"""Keep what came back beside the issued paper, and say when it was altered outside."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from hocTap.lib import vi
from hocTap.lib.doubts import settle
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import needed
from reports import frozen
from reports.archiving import PRINT_ALTERED, archived, is_awaited
from reports.enums import CopyAction
from reports.models import Document, DocumentFile, Report, ReportFile, SignedCopy, SignedCopyStep
from reports.papers import docx as papers
from reports.papers.enums import FileKind
from reports.returning import identity, printed, signatures
from reports.returning.comparing import differences
from reports.returning.looking import PDF, Brought
from reports.returning.signatures import Mark
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
    if sum(not each.is_aside for each in copies.listed()) >= MOST:
        raise Refused(f"Văn bản này đã có {MOST} tệp đính kèm. Hãy bỏ bản gửi nhầm rồi gửi tiếp.")
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
        aside = copies.listed().get(sha256=made.sha256).is_aside
        again = " rồi được bỏ ra. Hãy bấm “Dùng lại” ở bản đó." if aside else "."
        raise Refused(f"Tệp này đã được đính kèm{again}") from clash
    return made


@transaction.atomic
def set_aside(copy: SignedCopy, reason: str, *, by: User, at: dt.datetime) -> SignedCopyStep:
    """Say that a file is not this paper's signed copy (bỏ bản gửi nhầm); it stays readable with who, when and why.

    Raises Refused without a reason, Stale when it was set aside already.
    """
    return _step(copy, CopyAction.SET_ASIDE, needed(reason, "Hãy ghi lý do bỏ bản này."), by=by, at=at)


@transaction.atomic
def put_back(copy: SignedCopy, reason: str, *, by: User, at: dt.datetime) -> SignedCopyStep:
    """Use a file again that was set aside by mistake. Raises Refused without a reason, Stale when it is in use."""
    return _step(copy, CopyAction.PUT_BACK, needed(reason, "Hãy ghi lý do dùng lại bản này."), by=by, at=at)


def _step(copy: SignedCopy, action: CopyAction, reason: str, *, by: User, at: dt.datetime) -> SignedCopyStep:
    locked = SignedCopy.objects.select_for_update(of=("self",)).defer("content").get(pk=copy.pk)
    if locked.is_aside == (action == CopyAction.SET_ASIDE):
        said = "đã được bỏ" if locked.is_aside else "đang được dùng"
        raise Stale(f"Bản “{locked.name}” {said}. Hãy tải lại trang.")
    return SignedCopyStep.objects.create(copy=locked, action=action, reason=reason, by=by, at=at)


def _changed(paper: Report | Document, file: Brought) -> list[str]:
    """Against the snapshot: the Word file is made anew from it, whatever was given out; its signature first."""
    if isinstance(paper, Report):
        review = paper.read_text()
        given, heading, places = reviews.render(review), review.heading, reviews.places(review)
    else:
        official = paper.read()
        given, heading, places = papers.render(official), official.heading, papers.places(official)
    return [*identity.of_word(heading, given, file.content), *differences(given, file.content, places)]


def _signed_otherwise(paper: Report | Document, file: Brought, at: dt.datetime) -> list[str]:
    """Of a digitally signed PDF what it says otherwise than the archived print; a scan is looked at by people.

    Of one without a signature whether it is no scan but a print of the system.
    """
    marks = signatures.read(file.content, at) if file.media_type == PDF else []
    signatures.refuse_broken(marks)
    if marks:
        return [*_signed_by_another(paper, marks), *printed.differences(_archived(paper), file.content)]
    return _unsigned(paper, file) if file.media_type == PDF else []


def _signed_by_another(paper: Report | Document, marks: list[Mark]) -> list[str]:
    """A sentence when no certificate names whom the paper names as its signer; an office's seal may stand beside."""
    said = paper.read_text() if isinstance(paper, Report) else paper.read()
    signers = [said.heading.signer, *(each.name for each in getattr(said, "signings", ()))]
    named = [signer for signer in signers if signer.strip()]
    if not named or any(_plain(signer) in _plain(mark.signer) for signer in named for mark in marks):
        return []
    certified = "; ".join(dict.fromkeys(f"“{mark.signer}”" for mark in marks))
    asked = " hoặc ".join(f"“{signer}”" for signer in dict.fromkeys(named))
    return [f"Chữ ký số là của {certified}, không phải của người ký ghi trên văn bản: {asked}."]


def _plain(name: str) -> str:
    """A name for comparing: certificates are often written in capitals and without marks."""
    return " ".join(["", *re.findall(r"[^\W_]+", vi.fold(name)), ""])


def _unsigned(paper: Report | Document, file: Brought) -> list[str]:
    """A sentence for the print that was archived of this paper or of another, which nobody has signed.

    One that another program saved anew is known by the data that it carries, then by what its text says.
    """
    sha256 = hashlib.sha256(file.content).hexdigest()
    of_report = ReportFile.objects.filter(sha256=sha256).select_related("report").first()
    of_paper = DocumentFile.objects.filter(kind=FileKind.ARCHIVED, sha256=sha256).select_related("document").first()
    of_other = of_paper.document if of_paper else None
    found: Report | Document | None = of_report.report if of_report else of_other
    if found is not None and found != paper:
        return [f"Tệp này là bản in của một văn bản khác ({found}), không có chữ ký nào."]
    carried = identity.data_of(file.content)
    if others := [each for each in carried if each != paper.digest]:
        return [f"Dữ liệu đính kèm trong tệp là của một văn bản khác{_called(others)}, không phải {paper.paper_name}."]
    if not carried and (
        said := identity.of_pdf(paper.read_text() if isinstance(paper, Report) else paper.read(), file.content)
    ):
        return ["Tệp có lẽ là của một văn bản khác.", *said]
    kept = archived(paper)
    if found == paper or (kept and printed.same_pages(kept, file.content)):
        return ["Tệp này là bản in của chính hệ thống, chưa có chữ ký số và không phải bản quét."]
    return []


def _called(digests: list[str]) -> str:
    """Which paper has one of these digests, in brackets, if it is one of ours."""
    paper = Document.objects.filter(digest__in=digests).first() or Report.objects.filter(digest__in=digests).first()
    return f" ({paper.paper_name})" if paper else ""


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
