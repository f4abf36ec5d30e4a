"""The steps of a submission and the only writer of figures: lock, check, write, log."""

from indicators.workflow.cells import MOST_CELLS, CellInput, CellResult, fill, save_cells
from indicators.workflow.steps import approve, explain, reopen, send_back, start, submit

__all__ = [
    "MOST_CELLS",
    "CellInput",
    "CellResult",
    "approve",
    "explain",
    "fill",
    "reopen",
    "save_cells",
    "send_back",
    "start",
    "submit",
]
