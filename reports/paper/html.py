"""Tables of a document as HTML, the same for page and PDF; thousands of cells, so not cell by cell in a template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from hocTap.lib import vi
from reports.paper.parts import SHORT, Cell, CellKind, Column, Table, TableRow
from reports.paper.widths import Fitted, fitted

_TOGETHER = re.compile(
    r"\d{4} - \d{4}|Bảng \d+\)?|(?:Phường|Quận|Khu phố|Ấp|Thôn|Tổ|Xã) \d+|trên địa bàn [^.,;:“”&]{1,26}$"
)
_NAMED = re.compile(r"(?:Phường|Xã|Thị trấn|Đặc khu|Quận|Huyện)((?: [^\W\d_]+){1,3})")
DENSE = 16
"""With more columns than this a table is set in small type."""
LONG = SHORT
"""With more rows than this a table of the text may go on over the page: kept whole it left a third of one empty."""


def render_table(table: Table, *, on_paper: bool = False) -> SafeString:
    """A `<table>` with grouped heads and row heads; on the page each figure is linked once to what it was made from.

    The links are relative to the page of the document ("so/<key>/"). On paper there are none, and columns have their
    width in millimetres. Cells of numbers are plain `<td>`: the style sheets set them right.
    """
    shown = [n for n, column in enumerate(table.columns) if column.on_paper or not on_paper]
    columns = [table.columns[n] for n in shown]
    opened = _openings(columns)
    fits = fitted(columns, [[row.cells[n] for n in shown] for row in table.rows]) if on_paper else None
    parts = [
        f'<table class="report-table{_looks(table, columns, fits)}">',
        *([f"<caption>{unbroken(caption(table))}</caption>"] if caption(table) else ()),
        *(_widths(fits) if fits else ()),
        "<thead>",
        *_heads(columns),
        "</thead><tbody>",
        *(_row(row, [row.cells[n] for n in shown], opened, linked=not on_paper) for row in table.rows),
        "</tbody></table>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every text is escaped above and below


def _looks(table: Table, columns: Sequence[Column], fits: Fitted | None) -> str:
    dense = len(columns) > DENSE or (fits is not None and fits.small)
    looks = {" dense": dense, " long": len(table.rows) > LONG, " by-hand": table.by_hand}
    return "".join(look for look, holds in looks.items() if holds)


def unbroken(words: str) -> SafeString:
    """Escaped text in which two years, a table's or a unit's number and its word stay on one line."""
    return mark_safe(_TOGETHER.sub(r'<span class="unbroken">\g<0></span>', str(escape(words))))  # noqa: S308


def heading(words: str) -> SafeString:
    """The words of a heading, in which the name of a unit stays on one line as well: "Phường Phú Thọ"."""
    return mark_safe(_NAMED.sub(_named, unbroken(words)))  # noqa: S308 - `unbroken` escaped it


def _named(found: re.Match[str]) -> str:
    name = "".join(f" {word}" for word in takewhile(_is_capital, found[1].split()))
    level = found[0].removesuffix(found[1])
    return f'<span class="unbroken">{level}{name}</span>{found[1][len(name) :]}' if name else found[0]


def _is_capital(word: str) -> bool:
    return word[0].isupper()


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


def _widths(fits: Fitted) -> Iterator[str]:
    yield "<colgroup>"
    yield from (f'<col style="width:{width:g}mm">' for width in fits.widths)
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


def _openings(columns: Sequence[Column]) -> list[str]:
    """How the cells of each column begin; the first column of words heads its rows."""
    head = next((n for n, column in enumerate(columns) if not column.numeric), 0)
    looks = ["" if column.numeric else " class=words" for column in columns]
    return [f'<th scope="row"{look}' if n == head else f"<td{look}" for n, look in enumerate(looks)]


def _row(row: TableRow, cells: Sequence[Cell], opened: Sequence[str], *, linked: bool) -> str:
    leading = _linked(cells) if linked else frozenset()
    parts = []
    for n, cell in enumerate(cells):
        words = str(escape(cell.text))
        if n in leading:
            words = f'<a href="so/{escape(cell.figure)}/">{words}</a>'
        if cell.beside:
            words += f'<span class="beside"> · {escape(cell.beside)}</span>'
        opening = opened[n]
        mid = " class=mid" if cell.kind == CellKind.PLAIN and "class" not in opening else ""
        parts.append(f"{opening}{mid}>{words}</{opening[1:3]}>")
    return f"<tr{' class=total' if row.total else ''}>{''.join(parts)}</tr>"


def _linked(cells: Sequence[Cell]) -> frozenset[int]:
    """Which cells lead to their figures: of neighbours with the same figure the last one that says something.

    "18 | 21 | 85,71%" are one figure, and its rate leads there; of "thiếu | thiếu | –" the word does.
    """
    found: dict[int, int] = {}
    start = 0
    for n, cell in enumerate(cells):
        if n and cell.figure != cells[n - 1].figure:
            start = n
        if cell.figure and (start not in found or cell.text != vi.NOTHING):
            found[start] = n
    return frozenset(found.values())
