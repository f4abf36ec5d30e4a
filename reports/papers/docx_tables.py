"""Tables of an official paper in Word: heads that repeat, rows that no page breaks, figures under control."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hocTap.lib import word
from hocTap.lib.word import run
from reports.paper.html import caption, head_groups
from reports.paper.parts import CellKind, Column, Table
from reports.paper.widths import fitted
from reports.papers.controls import Controls

ENDS = 3
"""Of a table that goes over the page so many rows at least stand at its beginning and at its end, as on paper."""


class Look(NamedTuple):
    """How the words of a table stand: a style and its size in points, and the style of one that needs small type."""

    style: str
    size: float
    small: str


def table_xml(table: Table, look: Look, room: float, controls: Controls) -> str:
    """The table with its grid, a head that repeats on each page, and rows that no page breaks.

    Columns have the width that their numbers need; groups of heads stand above their columns. What the row says is
    put under control, but for its running number.
    """
    places = [n for n, column in enumerate(table.columns) if column.on_paper]
    columns = [table.columns[n] for n in places]
    rows = [[row.cells[n] for n in places] for row in table.rows]
    fits = fitted(columns, rows, look.size)
    style = look.small if fits.small else look.style
    share = room / sum(fits.widths)
    twips = [round(width * share * 56.7) for width in fits.widths]
    height = 454 if table.by_hand else 0
    made = []
    for place, (each, cells) in enumerate(zip(table.rows, rows, strict=True), start=1):
        with_next = place < len(rows) and (table.is_short or place < ENDS or place > len(rows) - ENDS)
        head = next(
            (cell.text for cell, column in zip(cells, columns, strict=True) if not column.numeric), cells[0].text
        )
        shown = []
        for n, (cell, column, width) in enumerate(zip(cells, columns, twips, strict=True)):
            called = f"{column.group} {column.label}".strip()
            where = f"{caption(table) or 'Danh sách'}, dòng “{head}”, cột “{called}”"
            held = controls.wrap(cell.shown, where, bold=each.total) if n and cell.shown else None
            side = _side(cell.kind, column)
            shown.append(_cell(cell.shown, width, style, side, bold=each.total, held=held, with_next=with_next))
        made.append(word.row("".join(shown), height=height))
    return word.bordered(twips, f"{_heads(columns, twips, style)}{''.join(made)}")


def _heads(columns: Sequence[Column], twips: Sequence[int], style: str) -> str:
    """One row of heads, or two where columns stand in groups."""
    groups = head_groups(columns)
    if not any(group for group, _ in groups):
        cells = (_cell(column.label, w, style, "center", bold=True) for column, w in zip(columns, twips, strict=True))
        return word.row("".join(cells), head=True)
    above, below, at = [], [], 0
    for group, members in groups:
        widths = twips[at : at + len(members)]
        at += len(members)
        if group:
            span = f'<w:gridSpan w:val="{len(members)}"/>'
            above.append(_cell(group, sum(widths), style, "center", bold=True, more=span))
            below += [_cell(m.label, w, style, "center", bold=True) for m, w in zip(members, widths, strict=True)]
        else:
            first = '<w:vMerge w:val="restart"/>'
            above.append(_cell(members[0].label, widths[0], style, "center", bold=True, more=first))
            below.append(_cell("", widths[0], style, "center", bold=True, more="<w:vMerge/>"))
    return word.row("".join(above), head=True) + word.row("".join(below), head=True)


def _side(kind: str, column: Column) -> str:
    """Numbers stand right, plain ones in the middle, words left: as on paper."""
    if kind == CellKind.PLAIN:
        return "center"
    return "right" if column.numeric else "left"


def _cell(
    words: str,
    width: int,
    style: str,
    side: str,
    *,
    bold: bool,
    held: str | None = None,
    more: str = "",
    with_next: bool = False,
) -> str:
    shown = run(words, bold=bold) if held is None else held
    return word.cell(shown, width, style, side, more=more, with_next=with_next)
