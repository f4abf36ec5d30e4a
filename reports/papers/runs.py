"""Certificates of a whole decision printed by the worker: one file for each khu phố, each made exactly once.

A run holds its parts from the start. A part's file is written in one statement together with the mark that it is done;
a worker that was killed in between wrote nothing of it, and the next one makes only the parts that have no file yet.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import IO

from django.db import transaction
from django.utils import timezone

from awards.titles.kinds import TitleKind
from awards.titles.models import Nomination
from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from reports import frozen
from reports.papers import certificates, codes
from reports.papers.certificates import Design, Holder
from reports.papers.models import CertificateFile, CertificateRun, Document
from reports.papers.parts import Official
from units.jobs.registry import CANCELLED
from units.models import User

KEPT_FOR = dt.timedelta(days=7)
"""Files of names are not kept longer: they are printed anew in seconds."""
SLOW_AFTER = dt.timedelta(minutes=1)
FAILED = "Chưa in được giấy do lỗi của hệ thống; lỗi đã được ghi lại cho người quản trị. Hãy yêu cầu lại."
GONE = "Văn bản không còn giá trị nên dừng in giấy công nhận."

logger = logging.getLogger(__name__)


def in_force(document: Document, paper: Official) -> list[Holder]:
    """Whom the decision recognises, but for titles that were revoked since."""
    rows = Nomination.objects.filter(decision=document.source_id).in_force()
    numbers = {str(number) for number in rows.values_list("certificate", flat=True)}
    return [each for each in certificates.holders_of(paper) if each.number in numbers]


def design_of(document: Document, paper: Official) -> Design:
    """What stands on every certificate of the decision."""
    title = Nomination.objects.filter(decision=document.source_id)[0].kind
    return Design(
        heading=paper.heading,
        decider=paper.decider,
        called=TitleKind(title).holders.certified,
        title=paper.figures["danh_hieu"],
        year=paper.figures["nam"],
        sign=document.sign,
        valid_until=paper.figures["gia_tri_den"],
        marks="Số liệu minh họa" if paper.illustrative else "",
    )


def printed(document: Document, paper: Official, holders: Sequence[Holder], size: str, pattern: str) -> bytes:
    """Certificates of these holders, each with its code; `pattern` is the public address, "…/k/-/"."""
    checks = codes.addresses(document, pattern)
    checked = [replace(each, check=checks[int(each.number)]) for each in holders]
    return certificates.render(design_of(document, paper), checked, size)


@transaction.atomic
def ask(document: Document, size: str, pattern: str, *, by: User, at: dt.datetime) -> tuple[CertificateRun, bool]:
    """A run over all certificates of the decision, and whether it needs a job: one under way is not begun twice.

    Raises Stale unless the decision stands, Refused where no title is in force any more.
    """
    forget_old(at)
    locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if not locked.stands:
        raise Stale("Văn bản không còn giá trị. Hãy tải lại trang.")
    going_on = CertificateRun.objects.filter(document=locked, size=size, by=by, ended_at=None).first()
    if going_on:
        return going_on, is_slow(going_on, at)
    parts = certificates.parts_of(in_force(locked, locked.read()))
    if not parts:
        raise Refused("Không còn danh hiệu nào có hiệu lực trong quyết định này.")
    total = sum(len(holders) for _, holders in parts)
    run = CertificateRun.objects.create(document=locked, size=size, pattern=pattern, total=total, by=by, asked_at=at)
    CertificateFile.objects.bulk_create(
        CertificateFile(run=run, ordinal=n, place=place, first=holders[0].number, number=len(holders))
        for n, (place, holders) in enumerate(parts, start=1)
    )
    return run, True


def make(pk: int, may_go_on: Callable[[], bool] = lambda: True) -> bool:
    """Print every part that has no file yet. A second worker at the same time finds nothing left to do.

    False when it may not go on and something is left.
    """
    now = timezone.now()
    if not CertificateRun.objects.filter(pk=pk, ended_at=None).update(begun_at=now, alive_at=now):
        return True
    run = CertificateRun.objects.select_related("document").get(pk=pk)
    try:
        if not _make_parts(run, may_go_on):
            return False
    except Cancelled:
        return True
    except Refused as reason:
        end(pk, str(reason)[:300], timezone.now())
        return True
    except Exception:
        logger.exception("certificates of run %s were not printed", pk)
        end(pk, FAILED, timezone.now())
        return True
    end(pk, "", timezone.now())
    return True


class Cancelled(Exception):
    """Somebody stopped the run."""


def _make_parts(run: CertificateRun, may_go_on: Callable[[], bool]) -> bool:
    """Whether all parts have their file."""
    frozen.refuse(frozen.otherwise(run.document) or codes.otherwise(run.document))
    paper = run.document.read()
    known = dict(certificates.parts_of(certificates.holders_of(paper)))
    wanted = {each.number for each in in_force(run.document, paper)}
    for part in run.files.filter(sha256="").defer("content"):
        if not may_go_on():
            return False
        holders = [each for each in known.get(part.place, []) if each.number in wanted]
        if not Document.objects.standing().filter(pk=run.document_id).exists():
            end(run.pk, GONE, timezone.now())
            raise Cancelled
        content = printed(run.document, paper, holders, run.size, run.pattern)
        _keep(run, part, content, len(holders))
    return True


@transaction.atomic
def _keep(run: CertificateRun, part: CertificateFile, content: bytes, number: int) -> None:
    """The part's file and the run's progress in one act; nothing of a run that was stopped meanwhile."""
    going_on = CertificateRun.objects.select_for_update(of=("self",)).filter(pk=run.pk, ended_at=None)
    if not going_on.exists():
        raise Cancelled
    digest = hashlib.sha256(content).hexdigest()
    if CertificateFile.objects.filter(pk=part.pk, sha256="").update(
        content=content, sha256=digest, number=number, done_at=timezone.now()
    ):
        done = sum(CertificateFile.objects.filter(run=run).exclude(sha256="").values_list("number", flat=True))
        CertificateRun.objects.filter(pk=run.pk).update(done=min(done, run.total), alive_at=timezone.now())


@transaction.atomic
def cancel(pk: int, *, by: User, at: dt.datetime) -> None:
    """Stop a run, for the person who asked; what is printed stays. Raises Stale when it ended."""
    run = CertificateRun.objects.select_for_update(of=("self",)).filter(pk=pk, by=by).first()
    if run is None or not run.under_way:
        raise Stale("Việc in giấy đã xong hoặc đã hủy. Hãy tải lại trang.")
    end(pk, CANCELLED, at)


def end(pk: int, problem: str, at: dt.datetime) -> None:
    CertificateRun.objects.filter(pk=pk, ended_at=None).update(problem=problem, ended_at=at)


def is_slow(run: CertificateRun, at: dt.datetime) -> bool:
    """Nobody has begun it, or nothing was heard of it for a while: the worker does not run."""
    return run.under_way and at - (run.alive_at or run.asked_at) > SLOW_AFTER


def forget_old(at: dt.datetime) -> None:
    CertificateFile.objects.filter(run__asked_at__lt=at - KEPT_FOR).delete()
    CertificateRun.objects.filter(asked_at__lt=at - KEPT_FOR).delete()


def fallen(run: CertificateRun) -> str:
    """Why none of the run's files is given out any more: its decision was replaced or withdrawn. Else nothing."""
    if run.document.stands:
        return ""
    became = run.document.get_state_display()
    return (
        f"Quyết định số {run.document.sign} {became} nên giấy công nhận đã in theo quyết định này không tải được nữa. "
        "Hãy in giấy từ quyết định đang có hiệu lực."
    )


def revoked_since(run: CertificateRun) -> dict[int, int]:
    """How many titles of each finished file were revoked since it was printed, by the file's ordinal."""
    printed_then = list(run.files.exclude(sha256="").values_list("ordinal", "place", "number"))
    if not printed_then:
        return {}
    paper = run.document.read()
    known = dict(certificates.parts_of(certificates.holders_of(paper)))
    still = {each.number for each in in_force(run.document, paper)}
    found = {}
    for ordinal, place, number in printed_then:
        gone = number - sum(each.number in still for each in known.get(place, []))
        if gone > 0:
            found[ordinal] = gone
    return found


def refuse_fallen(run: CertificateRun, ordinal: int | None = None) -> None:
    """Raise Refused where the file, or without one any file, is not to be given out as it was printed."""
    if said := fallen(run):
        raise Refused(said)
    since = revoked_since(run)
    gone = sum(since.values()) if ordinal is None else since.get(ordinal, 0)
    if gone:
        raise Refused(
            f"Từ lúc in, {vi.whole(gone)} danh hiệu trong tệp đã bị thu hồi. Hãy vào Giấy công nhận của quyết định, "
            "in lại."
        )


def zipped(run: CertificateRun) -> IO[bytes]:
    """All files of the run in one, on the disk: read and written part by part, whatever their number."""
    made = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for part in run.files.exclude(sha256="").iterator(chunk_size=1):
            archive.writestr(part.file_name, bytes(part.content or b""))
    made.seek(0)
    return made
