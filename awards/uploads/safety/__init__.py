"""Cheap checks on an uploaded file before anything opens it as a workbook; each refusal is a sentence."""

from awards.uploads.safety.checks import check, check_ods, check_xlsb, is_long, refuse_unless_small
from awards.uploads.safety.facts import Facts, SheetFacts
from awards.uploads.safety.limits import (
    BROKEN,
    ENCRYPTED,
    FARTHEST_COLUMN,
    MOST_CELLS,
    MOST_ROWS,
    OLE,
    TOO_MANY_CELLS,
    WORKBOOK,
)

__all__ = [
    "BROKEN",
    "ENCRYPTED",
    "FARTHEST_COLUMN",
    "MOST_CELLS",
    "MOST_ROWS",
    "OLE",
    "TOO_MANY_CELLS",
    "WORKBOOK",
    "Facts",
    "SheetFacts",
    "check",
    "check_ods",
    "check_xlsb",
    "is_long",
    "refuse_unless_small",
]
