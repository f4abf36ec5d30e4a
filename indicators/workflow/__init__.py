"""The steps of a submission and the only writer of figures: lock, check, write, log."""

from indicators.reading import CellInput
from indicators.workflow.cells import MOST_CELLS, CellResult, save_cells
from indicators.workflow.steps import (
    SHEETS,
    Was,
    approve,
    check,
    explain,
    hand,
    let_answer,
    note_opening,
    refuse_unless_taking,
    reopen,
    send_back,
    standing_to_start,
    start,
    submit,
    unhand,
    unstart,
    withdraw,
)
from indicators.workflow.totals import Published, set_source, start_own_total, state_number

__all__ = [
    "MOST_CELLS",
    "SHEETS",
    "CellInput",
    "CellResult",
    "Published",
    "Was",
    "approve",
    "check",
    "explain",
    "hand",
    "let_answer",
    "note_opening",
    "refuse_unless_taking",
    "reopen",
    "save_cells",
    "send_back",
    "set_source",
    "standing_to_start",
    "start",
    "start_own_total",
    "state_number",
    "submit",
    "unhand",
    "unstart",
    "withdraw",
]
