"""Tables of a document as HTML, the same for page and PDF; thousands of cells, so not cell by cell in a template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports.document import Cell, CellKind, Column, Row, Table

_YEARS = re.compile(r"\d{4} - \d{4}")
DENSE = 16
"""With more columns than this a table is set in small type."""


def render_table(table: Table, address: str = "", *, on_paper: bool = False) -> SafeString:
    """A `<table>` with grouped heads, row heads and, on the page, a link from each number to what it was made from.

    `address` is the report's own address, to which a figure's key is added; on paper there are no links, and columns
    have their width in millimetres.
    """
    shown = [n for n, column in enumerate(table.columns) if column.on_paper or not on_paper]
    columns = [table.columns[n] for n in shown]
    parts = [
        f'<table class="report-table{" dense" if len(columns) > DENSE else ""}">',
        f"<caption>{unbroken(caption(table))}</caption>",
        *(_widths(columns) if on_paper else ()),
        "<thead>",
        *_heads(columns),
        "</thead><tbody>",
        *(_row(row, [row.cells[n] for n in shown], columns, address) for row in table.rows),
        "</tbody></table>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every text is escaped above and below


def unbroken(words: str) -> SafeString:
    """Escaped text in which two years and the hyphen between them stay on one line."""
    return mark_safe(_YEARS.sub(r'<span class="unbroken">\g<0></span>', str(escape(words))))  # noqa: S308


def caption(table: Table) -> str:
    return f"{table.label}. {table.title}" if table.label else table.title


def head_groups(columns: Sequence[Column]) -> list[tuple[str, list[Column]]]:
    """Neighbouring columns under the same group head; a column without a group stands alone."""
    found: list[tuple[str, list[Column]]] = []
    for group, members in groupby(columns, key=lambda column: column.group):
        if group:
            found.append((group, list(members)))
        else:
            found += [("", [column]) for column in members]
    return found


def _widths(columns: Sequence[Column]) -> Iterator[str]:
    yield "<colgroup>"
    yield from (f'<col style="width:{column.width}mm">' for column in columns)
    yield "</colgroup>"


def _heads(columns: Sequence[Column]) -> Iterator[str]:
    groups = head_groups(columns)
    if not any(group for group, _ in groups):
        yield "<tr>" + "".join(_head(column.label) for column in columns) + "</tr>"
        return
    yield "<tr>"
    for group, members in groups:
        if group:
            yield f'<th scope="colgroup" colspan="{len(members)}">{escape(group)}</th>'
        else:
            yield _head(members[0].label, ' rowspan="2"')
    yield "</tr><tr>"
    yield from (_head(column.label) for group, members in groups if group for column in members)
    yield "</tr>"


def _head(label: str, span: str = "") -> str:
    return f'<th scope="col"{span}>{escape(label)}</th>'


def _row(row: Row, shown: Sequence[Cell], columns: Sequence[Column], address: str) -> str:
    head = next((n for n, column in enumerate(columns) if not column.numeric), 0)
    cells = (_cell(cell, columns[n], address, is_head=n == head) for n, cell in enumerate(shown))
    return f"<tr{' class=total' if row.total else ''}>{''.join(cells)}</tr>"


def _cell(cell: Cell, column: Column, address: str, *, is_head: bool) -> str:
    words = str(escape(cell.text))
    if cell.figure and address:
        words = f'<a href="{escape(address)}so/{escape(cell.figure)}/">{words}</a>'
    look = "num" if column.numeric and cell.kind != CellKind.PLAIN else "mid" if column.numeric else ""
    marked = f' class="{look}"' if look else ""
    return f'<th scope="row"{marked}>{words}</th>' if is_head else f"<td{marked}>{words}</td>"
