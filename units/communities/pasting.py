"""A block copied from Excel (or a list of names) read as lines of the grid."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.text import printable
from units.communities.rules import LONGEST_CODE, kind_of

HEADINGS = {"ten", "ten khu pho", "ten thon", "ten ap", "ten khu pho thon ap", "stt", "tt", "so tt"}
_NUMBER = re.compile(r"\d{1,5}\.?")
CELL = 200


def rows_in(text: str) -> list[dict[str, str]]:
    """One row for each line: the name, and beside it kind, code, day and decision in whatever order they stand.

    A running number before the name, a line of headings and empty lines are left out. Example:
    "1<tab>Khu phố 3<tab>01/07/2025<tab>NQ 12" is {"name": "Khu phố 3", "first": "01/07/2025", "decision": "NQ 12"}.
    """
    found = []
    for line in printable(text).splitlines():
        cells = [vi.nfc(cell)[:CELL] for cell in line.split("\t")]
        if not any(cells) or any(vi.fold(cell) in HEADINGS for cell in cells):
            continue
        found.append(_row(cells))
    return found


def _row(cells: Sequence[str]) -> dict[str, str]:
    """The first cell with letters is the name, unless it is a kind beside which a bare name stands."""
    rest = [cell for cell in cells if cell]
    if len(rest) > 1 and _NUMBER.fullmatch(rest[0]):
        rest = rest[1:]
    row: dict[str, str] = {}
    if len(rest) > 1 and _is_kind(rest[0]):
        row["kind"], rest = rest[0], rest[1:]
    row["name"] = rest[0]
    for cell in rest[1:]:
        row.setdefault(_meant(cell, row), cell)
    return row


def _meant(cell: str, row: dict[str, str]) -> str:
    if "kind" not in row and _is_kind(cell):
        return "kind"
    if "first" not in row and _is_day(cell):
        return "first"
    if "code" not in row and cell.isascii() and cell.isdigit() and len(cell) <= LONGEST_CODE:
        return "code"
    return "decision"


def _is_kind(cell: str) -> bool:
    try:
        return bool(kind_of(cell))
    except Refused:
        return False


def _is_day(cell: str) -> bool:
    try:
        return vi.parse_day(cell) is not None
    except Refused:
        return False
