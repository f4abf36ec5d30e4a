"""The print that is kept of an issued report or paper: made as it is issued, a long one by the worker afterwards.

What was issued is frozen with its digest, so a print made a minute later is the same. Until it is there the paper says
that it waits (`AwaitedPrint`); a print that is neither there nor waits was taken away.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import IntegrityError, transaction

from reports import frozen
from reports.enums import ReportAction
from reports.models import AwaitedPrint, Document, DocumentFile, Report, ReportFile
from reports.paper.parts import Paper
from reports.paper.pdf import render
from reports.papers.enums import FileKind
from reports.papers.long_lists import without_long
from reports.papers.parts import Official
from reports.papers.pdf import render as render_official

LONG_LAYOUT = 5_000
"""Cells of tables laid out from HTML: some twenty pages, four seconds of a processor. A list written directly is
none: 10.800 rows of it take two."""

AWAITED = "Bản in dài nên được in ở nền, in xong thì được lưu trữ."
PRINT_ALTERED = "Bản in lưu trữ không khớp mã kiểm tra: đã bị sửa ngoài hệ thống."


def takes_long(paper: Paper) -> bool:
    """Whether a print is too long to be made while a browser waits for it."""
    laid_out = without_long(paper) if isinstance(paper, Official) else paper
    wide = [(len(table.rows), sum(column.on_paper for column in table.columns)) for table in laid_out.tables]
    return sum(rows * columns for rows, columns in wide) > LONG_LAYOUT


def archive(paper: Report | Document, *, at: dt.datetime) -> bytes:
    """Print what was issued and keep it; a second one at the same time finds it kept, and gives that.

    Raises Refused for a paper that was altered in the database: its print would not be what was issued.
    """
    content = _printed(paper)
    try:
        with transaction.atomic():
            _keep(paper, content, hashlib.sha256(content).hexdigest(), at)
            AwaitedPrint.objects.of(paper).delete()
    except IntegrityError:
        return archived(paper) or content
    return content


def _printed(paper: Report | Document) -> bytes:
    frozen.refuse_altered(paper)
    return render(paper.read_text()) if isinstance(paper, Report) else render_official(paper.read())


def _keep(paper: Report | Document, content: bytes, sha256: str, at: dt.datetime) -> None:
    if isinstance(paper, Report):
        ReportFile.objects.create(report=paper, content=content, sha256=sha256, made_at=at)
        return
    DocumentFile.objects.create(
        document=paper,
        kind=FileKind.ARCHIVED,
        name=f"{paper.file_stem}.pdf",
        media_type="application/pdf",
        content=content,
        size=len(content),
        sha256=sha256,
        by=paper.steps.select_related("by").get(action=ReportAction.ISSUE).by,
        at=at,
    )


def put_off(paper: Report | Document) -> None:
    """Leave the print to the worker."""
    AwaitedPrint.objects.create(
        report=paper if isinstance(paper, Report) else None,
        document=paper if isinstance(paper, Document) else None,
    )


def archived(paper: Report | Document) -> bytes | None:
    """The print as it was issued; None while it waits, or when it was taken away.

    Raises Refused for one whose bytes were altered in the database.
    """
    if isinstance(paper, Report):
        file: ReportFile | DocumentFile | None = ReportFile.objects.filter(report=paper).first()
    else:
        file = DocumentFile.objects.filter(document=paper, kind=FileKind.ARCHIVED).first()
    if file is None:
        return None
    content = bytes(file.content)
    frozen.refuse([] if hashlib.sha256(content).hexdigest() == file.sha256 else [PRINT_ALTERED])
    return content


def is_awaited(paper: Report | Document) -> bool:
    return AwaitedPrint.objects.of(paper).exists()


def told_of_print(paper: Report | Document) -> str:
    """What became of the print of a paper that was just issued, in a sentence."""
    return AWAITED if is_awaited(paper) else "Bản in đã được lưu trữ."
