"""All units' figures of a form and period as one workbook, a row each: written to be filled, read back cell by cell.

The file carries what stood in each cell when it was written. So three sides are known when it comes back: what the
file said first, what it says now, and what stands in the sheets now. A cell that only the file changed is a change; one
that only the site changed is left alone; one that both changed is a conflict, which a person settles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from awards.uploads.books.grids import Book as Read
from awards.uploads.books.grids import Fault, Grid, open_book
from awards.uploads.words import heading_key, nearest, unit_key, with_its_marks
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.vi.cells import text_in
from hocTap.lib.xlsx import Book, Look
from hocTap.lib.xlsx import Sheet as Page
from indicators.enums import Origin, Qualifier
from indicators.layout import load_layout
from indicators.matrix import Matrix, MatrixRow, chosen_lines, stands_out
from indicators.models import Line, Value
from indicators.sheet.rows import spoken
from indicators.workbook.returning import said_of

MARKS, FIRST_SAID = "_bang", "_goc"
SECTIONS, LABELS, CODES = 2, 3, 4
"""The lines of the head, from 0; the line of codes is hidden."""

KEY, UNIT, STATE, FIRST = range(4)
HEAD_WITHIN = 40
"""So many lines may stand above the table."""

SUMS = ("tong", "cong", "tong cong", "tong so")
HOW_TO = (
    "Mỗi dòng một đơn vị. Chỉ điền các ô màu vàng nhạt; không có thì ghi 0, chưa biết thì để trống. Ô trống không xóa "
    "số nào. Xong gửi lại tệp này ở trang Số liệu các đơn vị."
)
ANOTHER = "Tệp là bảng khác ({found}), không phải của {wanted}. Hãy chọn lại tệp, hoặc mở đúng biểu, kỳ rồi gửi."

Said = tuple[int | None, str]
"""A number, or nothing, and how exact it is."""

NOTHING: Said = (None, Qualifier.EXACT.value)
Held = Mapping[int, Mapping[str, Value]]
"""By sheet and code what stands there."""


@dataclass(frozen=True)
class Stated:
    """What the file says of one cell; `first` is what it said when it was written, where the file knows."""

    unit: int
    code: str
    said: Said
    first: Said | None = None
    fault: str = ""
    text: str = ""


@dataclass(frozen=True)
class Change:
    """One cell that would become another, or cannot."""

    line: Line
    said: Said
    now: Said
    before: int | None
    revision: int
    note: str
    key: str
    """How the page names the cell: unit and code."""

    conflict: bool = False
    fault: str = ""
    text: str = ""

    @property
    def shown(self) -> str:
        return self.text if self.fault else spoken(*self.said)

    @property
    def now_shown(self) -> str:
        return spoken(*self.now)

    @property
    def before_shown(self) -> str:
        return vi.whole(self.before)

    @property
    def over(self) -> bool:
        """Whether another number stands there now."""
        return self.now[0] is not None

    @property
    def mark(self) -> str:
        return stands_out(self.said[0], self.before)


@dataclass
class UnitBrought:
    """One unit's row of the file; `why` says why nothing of it can be taken."""

    row: MatrixRow
    why: str
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    moved: int = 0
    """Cells that the file left as they were and that say another thing in the site by now."""

    @property
    def conflicts(self) -> list[Change]:
        return [each for each in self.changes if each.conflict]

    @property
    def takeable(self) -> list[Change]:
        return [] if self.why else [each for each in self.changes if not each.fault]


@dataclass
class Brought:
    """The whole file."""

    units: list[UnitBrought]
    unknown: Sequence[str] = ()
    """First words of lines that hold numbers and are of no unit of the office."""

    @property
    def changed(self) -> list[UnitBrought]:
        return [each for each in self.units if each.changes]

    @property
    def open(self) -> list[UnitBrought]:
        return [each for each in self.changed if not each.why]

    @property
    def closed(self) -> list[UnitBrought]:
        return [each for each in self.changed if each.why]

    @property
    def takeable(self) -> int:
        return sum(len(each.takeable) for each in self.units)

    @property
    def same(self) -> int:
        return sum(each.same for each in self.units)

    @property
    def moved(self) -> int:
        return sum(each.moved for each in self.units)


def write_together(matrix: Matrix, held: Held, whys: Mapping[int, str]) -> bytes:
    """The workbook; only the rows of units that the person may fill (no reason in `whys`) are open to be written."""
    book = Book(title=f"{matrix.form.title} – {matrix.period.label}")
    page, first = book.sheet("Bảng"), book.sheet(FIRST_SAID)
    lines = chosen_lines(matrix)
    _head(page, matrix, lines, illustrative=is_illustrative(held))
    edge = {"border": 1, "border_color": "#9AA9B8"}
    locked = book.look(num_format="#,##0", **edge)
    open_to_fill = book.look(num_format="#,##0", locked=False, bg_color="#FFFDF0", **edge)
    words, number = book.look(text_wrap=True, **edge), 0
    for place, row in enumerate(matrix.rows, start=CODES + 1):
        page.put(place, KEY, row.unit.key)
        page.put(place, UNIT, row.unit.name, words)
        page.put(place, STATE, row.state_label, words)
        look: Look = locked if whys.get(row.unit.pk) else open_to_fill
        values = held.get(row.sheet or 0, {})
        for column, line in enumerate(lines, start=FIRST):
            said = said_in(values.get(line.measure.code))
            page.put(place, column, said[0] if said[1] == Qualifier.EXACT else spoken(*said), look)
            if said != NOTHING:
                first.row(number, [row.unit.key, line.measure.code, spoken(*said)])
                number += 1
    page.raw.set_column(KEY, KEY, None, None, {"hidden": True})
    page.raw.set_row(CODES, None, None, {"hidden": True})
    page.raw.freeze_panes(CODES + 1, FIRST)
    page.raw.protect("", {"format_columns": True, "format_rows": True, "sort": True})
    page.paper(top=f"{matrix.unit} – {matrix.form.title} – {matrix.period.label}")
    first.hide(deeply=True)
    marks = book.sheet(MARKS)
    for place, text in enumerate(marks_of(matrix)):
        marks.put(place, 0, text)
    marks.hide(deeply=True)
    return book.content()


def _head(page: Page, matrix: Matrix, lines: Sequence[Line], *, illustrative: bool) -> None:
    look, last = page.book.look, FIRST + len(lines) - 1
    bold = look(bold=True, bg_color="#DCE9F5", border=1, text_wrap=True, align="center", valign="vcenter")
    made_up = " – có số liệu minh họa, chưa phải số liệu thật" if illustrative else ""
    title = f"{matrix.unit}: {matrix.form.title}, {matrix.period.label}{made_up}"
    page.put(0, UNIT, title, look(bold=True, font_size=14))
    page.put(1, UNIT, HOW_TO, look(italic=True))
    page.row(LABELS, ["Mã", "Đơn vị", "Báo cáo"], bold)
    page.width(UNIT, 24)
    page.width(STATE, 16)
    begins = FIRST
    for column, line in enumerate(lines, start=FIRST):
        page.put(LABELS, column, line.measure.label, bold)
        page.put(CODES, column, line.measure.code)
        page.width(column, 14)
        ends = column == last or lines[column - FIRST + 1].section_id != line.section_id
        if ends:
            page.over(SECTIONS, begins, column, line.section.title, bold)
            begins = column + 1
    page.height(LABELS, 75)
    page.raw.repeat_rows(LABELS, LABELS)
    page.raw.repeat_columns(UNIT, UNIT)


def marks_of(matrix: Matrix) -> list[str]:
    """What a file says of itself: whose table, which form, which period."""
    form, period = matrix.form, matrix.period
    return [
        "hoctap:bang:1",
        matrix.unit.key,
        f"{form.code}:{form.version}",
        f"{period.kind}:{period.year}:{period.ordinal}",
    ]


def is_illustrative(held: Held) -> bool:
    """Whether any number of the table was made up for demonstration."""
    cells = (value for values in held.values() for value in values.values())
    return any(value.origin == Origin.ILLUSTRATIVE and value.number is not None for value in cells)


def said_in(value: Value | None) -> Said:
    """What a cell says: a blank one nothing, whatever its note."""
    return NOTHING if value is None or value.number is None else (value.number, str(value.qualifier))


def read_together(content: bytes, matrix: Matrix) -> tuple[list[Stated], list[str]]:
    """What the file says of each cell, and the lines with numbers that are of no unit; a blank cell says nothing.

    Rows are known by their key, in another's table by the unit's name; columns by their code, else by their label.
    Raises Refused for what is no table, for another office's, form's or period's, and where nothing is found.
    """
    book = open_book(content)
    first = _first_said(book) if _is_marked(book, matrix) else None
    stated: dict[tuple[int, str], Stated] = {}
    unknown: list[str] = []
    for grid in book.grids:
        if grid.visible and not grid.name.startswith("_"):
            _take_table(grid, matrix, first, stated, unknown)
    if not stated:
        raise Refused(
            "Không tìm thấy số liệu của đơn vị nào trong tệp. Hãy tải bảng Excel ở trang này, điền vào rồi gửi lại."
        )
    return list(stated.values()), unknown


def _is_marked(book: Read, matrix: Matrix) -> bool:
    """Whether the file is the site's own; raises Refused when it is another office's, form's or period's."""
    marks = next((grid for grid in book.grids if grid.name == MARKS), None)
    if any(grid.name == "_bieu" for grid in book.grids):
        raise Refused("Tệp là biểu của một đơn vị. Hãy nạp tệp ở trang nhập số liệu của đơn vị đó.")
    if marks is None:
        return False
    if [str(marks.at(row, 0)) for row in range(4)][1:] != marks_of(matrix)[1:]:
        found = next((text_in(grid.at(0, UNIT)) for grid in book.grids if grid.visible), "")
        wanted = f"{matrix.unit}: {matrix.form.title}, {matrix.period.label}"
        raise Refused(ANOTHER.format(found=found[:160], wanted=wanted))
    return True


def _first_said(book: Read) -> dict[tuple[str, str], Said]:
    """What stood in the cells when the file was written, by the unit's key and code."""
    grid = next((each for each in book.grids if each.name == FIRST_SAID), None)
    if grid is None:
        return {}
    found = {}
    for row in range(len(grid.cells)):
        key, code, text = (text_in(grid.at(row, column)) for column in range(3))
        found[key, code] = said_of(text)
    return found


def _named(cell: str, by_name: Mapping[str, Sequence[MatrixRow]]) -> MatrixRow | None:
    """The unit that a cell names; none where two may be meant."""
    alike = with_its_marks(cell, by_name.get(unit_key(cell), ()), lambda row: row.unit.name)
    return alike[0] if len(alike) == 1 else None


def _near(cells: Sequence[str], names: Sequence[str]) -> str:
    """The name that a line says and the unit that it is nearest to, where marks alone tell them apart."""
    near = next((sentence for cell in cells if (sentence := nearest(cell[:120], names))), "")
    return near.rstrip(".")


def _take_table(
    grid: Grid,
    matrix: Matrix,
    first: Mapping[tuple[str, str], Said] | None,
    stated: dict[tuple[int, str], Stated],
    unknown: list[str],
) -> None:
    head, columns = _columns(grid, matrix)
    if not columns:
        return
    by_key = {row.unit.key: row for row in matrix.rows}
    by_name: dict[str, list[MatrixRow]] = {}
    for each in matrix.rows:
        by_name.setdefault(unit_key(each.unit.name), []).append(each)
    for number in range(head + 1, len(grid.cells)):
        cells = [words for cell in grid.cells[number] if isinstance(cell, str) and (words := text_in(cell).strip())]
        row = next((by_key[cell] for cell in cells if cell in by_key), None)
        row = row or next((named for cell in cells if (named := _named(cell[:120], by_name))), None)
        filled = {code: grid.at(number, place) for code, place in columns.items() if _says(grid.at(number, place))}
        if row is None:
            if filled and cells and heading_key(cells[0]) not in SUMS:
                unknown.append(_near(cells, [each.unit.name for each in matrix.rows]) or cells[0][:100])
            continue
        for code, cell in filled.items():
            if (row.unit.pk, code) in stated:
                raise Refused(f"Tệp có hai dòng của {row.unit.name}. Hãy để lại một dòng rồi gửi lại.")
            stated[row.unit.pk, code] = _stated(row, code, cell, first)


def _columns(grid: Grid, matrix: Matrix) -> tuple[int, dict[str, int]]:
    """The last line of the head, and the column of each measure: by its code, else by a label that only it has."""
    lines = [*matrix.layout.lines, *load_layout(matrix.form).lines]
    meant: dict[str, set[str]] = {}
    for line in lines:
        meant.setdefault(heading_key(line.measure.label), set()).add(line.measure.code)
    known = {line.measure.code: line.measure.code for line in lines}
    known |= {key: next(iter(codes)) for key, codes in meant.items() if len(codes) == 1}
    best: tuple[int, dict[str, int]] = (0, {})
    for number, cells in enumerate(grid.cells[:HEAD_WITHIN]):
        found: dict[str, int] = {}
        for column, cell in enumerate(cells):
            text = text_in(cell).strip() if isinstance(cell, str) else ""
            code = known.get(text) or known.get(heading_key(text[:200])) if text else None
            if code:
                found.setdefault(code, column)
        if found and len(found) >= len(best[1]):
            best = (number, found)
    return best


def _says(cell: Any) -> bool:
    return isinstance(cell, Fault) or (cell is not None and str(cell).strip() not in ("", vi.NOTHING))


def _stated(row: MatrixRow, code: str, cell: Any, first: Mapping[tuple[str, str], Said] | None) -> Stated:
    said_first = first.get((row.unit.key, code), NOTHING) if first is not None else None
    try:
        if isinstance(cell, Fault):
            raise Refused(cell.sentence)
        return Stated(row.unit.pk, code, said_of(cell), said_first)
    except Refused as reason:
        text = "" if isinstance(cell, Fault) else text_in(cell).strip()[:60]
        return Stated(row.unit.pk, code, NOTHING, said_first, str(reason), text)


def compared(stated: Sequence[Stated], matrix: Matrix, held: Held, whys: Mapping[int, str]) -> list[UnitBrought]:
    """What each cell of the file would do to the sheets as they stand, unit by unit in the order of the table."""
    lines = {line.measure.code: (place, line) for place, line in enumerate(matrix.layout.lines)}
    rows = {row.unit.pk: row for row in matrix.rows}
    units = {pk: UnitBrought(row, whys.get(pk, "")) for pk, row in rows.items()}
    for each in sorted(stated, key=lambda one: lines[one.code][0] if one.code in lines else 0):
        if each.code in lines and each.unit in units:
            _compare(each, units[each.unit], lines[each.code][1], held)
    return [unit for unit in units.values() if unit.changes or unit.same or unit.moved]


def _compare(each: Stated, unit: UnitBrought, line: Line, held: Held) -> None:
    value = held.get(unit.row.sheet or 0, {}).get(each.code)
    now = said_in(value)
    if not each.fault and each.said == now:
        unit.same += 1
    elif not each.fault and each.first is not None and each.said == each.first:
        unit.moved += 1
    else:
        unit.changes.append(
            Change(
                line,
                each.said,
                now,
                unit.row.before.get(each.code),
                value.revision if value else 0,
                value.note if value else "",
                f"{each.unit}-{each.code}",
                conflict=not each.fault and each.first is not None and now != each.first,
                fault=each.fault,
                text=each.text,
            )
        )


def different(units: Sequence[UnitBrought]) -> Iterator[tuple[int, Change]]:
    """The unit's id and each of its cells that can be taken."""
    return ((unit.row.unit.pk, change) for unit in units for change in unit.takeable)
