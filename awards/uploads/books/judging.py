"""What would become of each row of a list that was understood, and the whole as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from awards.uploads.books.understanding import plain
from awards.uploads.books.understood import BookRow, Understood
from awards.uploads.enums import Outcome
from awards.uploads.importing import Context, Decision, Importer, decide
from hocTap.lib.refusals import Refused

NEAR = "near"
"""A row that would be written and is like one that is there: a person should look."""


def judge(importer: Importer, found: Understood, context: Context) -> list[Decision]:
    """What becomes of every row. Where the list must still be asked about, its sound rows are new as far as is known.

    What the importer refuses of the whole list is a notice.
    """
    if not found.missing:
        try:
            return decide(importer, found.rows, context)
        except Refused as reason:
            found.notices.append(str(reason))
    return [
        Decision(row, Outcome.REFUSE, " ".join(problem.sentence for problem in row.problems))
        if row.problems
        else Decision(row, Outcome.CREATE)
        for row in found.rows
    ]


def as_data(kind: str, found: Understood, decisions: Sequence[Decision]) -> dict[str, Any]:
    """The list as JSON: sheets, rows with outcome and reasons, lines left out, sums, notices."""
    return {
        "kind": kind,
        "sheets": [
            {"name": sheet.name, "head_rows": sheet.head_rows, "columns": sheet.columns} for sheet in found.sheets
        ],
        "rows": [_row(decision) for decision in decisions],
        "left_out": [{"sheet": each.sheet, "row": each.row, "why": each.why} for each in found.left_out],
        "totals": found.totals,
        "notices": found.notices,
    }


def _row(decision: Decision) -> dict[str, Any]:
    row = decision.row
    assert isinstance(row, BookRow)  # noqa: S101 - only rows of books are judged here
    reasons = [problem.sentence for problem in row.problems] or [decision.reason]
    return {
        "sheet": row.sheet,
        "row": row.line,
        "outcome": NEAR if decision.near else str(decision.outcome),
        "values": _values(row.values, row.said),
        "reasons": [reason for reason in [*reasons, *row.notes] if reason],
    }


def _values(values: Mapping[str, Any], said: Mapping[str, str]) -> dict[str, Any]:
    """What the row says; blank cells are left out, for a blank is no value."""
    return {code: said.get(code) or plain(value) for code, value in values.items() if value not in (None, "")}
