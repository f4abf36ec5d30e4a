"""What is kept of a file that was read: how it was understood, its numbers, what becomes of each row."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from awards.uploads.books.understood import BookRow, Understood
from awards.uploads.enums import Outcome
from awards.uploads.importing import KEPT_DAYS, Decision, importers
from awards.uploads.models import Upload, UploadRow
from hocTap.lib.bulk import insert_many

MOST_KEPT = 300
"""So many lines that were left out are kept to be shown; what is more is only counted."""


def take_over(upload: Upload, found: Understood, decisions: Sequence[Decision]) -> None:
    """Keep with the upload how its file was understood, and what becomes of its rows in numbers."""
    count_rows(upload, decisions)
    upload.understood = {
        "sheets": [
            {
                "name": sheet.name,
                "head_rows": sheet.head_rows,
                "columns": sheet.ways,
                "words": sheet.words,
                "examples": sheet.examples,
            }
            for sheet in found.sheets
        ],
        "left_out": [[each.sheet, each.row, each.why] for each in found.left_out[:MOST_KEPT]],
        "left_out_number": len(found.left_out),
        "totals": found.totals,
        "notices": found.notices,
        "asked": [column.code for column in found.asked],
        "missing": [column.code for column in found.missing],
        "hidden": found.hidden,
        "near": sum(decision.near for decision in decisions),
        "answers": upload.answers,
    }


def count_rows(upload: Upload, decisions: Sequence[Decision]) -> None:
    counts = Counter(decision.outcome for decision in decisions)
    upload.total, upload.done = len(decisions), 0
    upload.created, upload.matched = counts[Outcome.CREATE], counts[Outcome.MATCH]
    upload.refused = counts[Outcome.REFUSE]


def keep_rows(upload: Upload, decisions: Sequence[Decision]) -> None:
    """Keep what becomes of each row; rows that are kept so already are left alone."""
    rows = _rows(upload, decisions)
    if [_told(row) for row in rows] == list(upload.rows.order_by("number").values_list(*TOLD)):
        return
    upload.rows.all().delete()
    insert_many(rows)


TOLD = ("number", "outcome", "near", "reason", "columns", "cells")


def _told(row: UploadRow) -> tuple[Any, ...]:
    return (row.number, row.outcome, row.near, row.reason, row.columns, row.cells)


def _rows(upload: Upload, decisions: Sequence[Decision]) -> list[UploadRow]:
    return sorted(
        (
            UploadRow(
                upload=upload,
                number=decision.row.number,
                sheet=decision.row.sheet[:100],
                line=decision.row.line or decision.row.number,
                outcome=decision.outcome,
                near=decision.near,
                reason=_reason(decision)[:500],
                columns=list(decision.columns),
                cells=decision.row.shown,
            )
            for decision in decisions
        ),
        key=lambda row: row.number,
    )


def _reason(decision: Decision) -> str:
    notes = decision.row.notes if isinstance(decision.row, BookRow) else []
    return " ".join(filter(None, [decision.reason, *notes]))


def forget_old(at: dt.datetime) -> int:
    """Take away files and rows that were kept long enough for their kind; how many uploads were emptied.

    Asked whenever somebody opens or sends a list, so that no name is shown after its time.
    """
    before = {importer.kind: at - dt.timedelta(days=importer.kept_days) for importer in importers()}
    late = Upload.objects.to_forget(before, at - dt.timedelta(days=KEPT_DAYS))
    old = list(late.values_list("pk", flat=True))
    if not old:
        return 0
    with transaction.atomic():
        UploadRow.objects.filter(upload__in=old).delete()
        return Upload.objects.filter(pk__in=old).update(content=None, forgotten_at=at)
