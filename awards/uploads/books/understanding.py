"""How a file is understood as a list of one kind: which rows it has, what each says, what was left out, what is asked.

Nothing is written. What a person has to settle is said: a doubt keeps its row from being written until the file says
it otherwise or a reason stands beside it; what only should be known is a notice.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from awards.uploads.books import context as above
from awards.uploads.books import doubts, shape
from awards.uploads.books.cells import Reader
from awards.uploads.books.grids import Book, Fault, Grid, open_book
from awards.uploads.books.letters import LOOK_ALIKES, Letters, converted, is_capitals, letters_in, letters_of_font
from awards.uploads.books.letters import written_name as written
from awards.uploads.books.vocabulary import Meaning, Vocabulary
from awards.uploads.reading import Problem, Row, shown
from awards.uploads.templates import Column, Kind, Template
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.xlsx import column_letter

ROWS_OF_A_SHEET = 1_000_000
"""Rows of the second sheet are numbered from here on, those of the third from twice as many."""

MOST_CAPITALS = 0.8
NAMES = ("name", "school", "handed_by")
SUMMED = (Kind.WHOLE, Kind.MONEY)
NOT_SUMMED = ("birth_year", "school_year")


@dataclass
class BookRow(Row):
    """A row with the sheet and the line (from 1) where it stands, and what should be known of it."""

    sheet: str = ""
    line: int = 0
    notes: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    """Words of the file that mean a choice, where they are not the choice's own."""


@dataclass(frozen=True)
class SheetRead:
    """One sheet: the lines of its head, and what each column (by its letter) holds."""

    name: str
    head_rows: list[int]
    columns: dict[str, str]
    words: dict[str, str]


@dataclass(frozen=True)
class LeftOut:
    """A line that is no row of the list, and why."""

    sheet: str
    row: int
    why: str


@dataclass
class Understood:
    """A file as a list of one kind."""

    sheets: list[SheetRead] = field(default_factory=list)
    rows: list[BookRow] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    missing: list[Column] = field(default_factory=list)
    """Columns that every row must have and that the file says nowhere: asked once for the whole list."""

    @property
    def totals(self) -> dict[str, int]:
        """Sums of counts and money over the rows that can be read."""
        sums: dict[str, int] = defaultdict(int)
        for row in self.rows:
            for code, value in row.values.items():
                if isinstance(value, int) and not isinstance(value, bool) and code not in NOT_SUMMED:
                    sums[code] += value
        return dict(sums)


def understand(
    content: bytes, template: Template, choices: Mapping[str, Sequence[str]], answers: Mapping[str, Any] | None = None
) -> Understood:
    """Read a file of any usual kind as a list of the template's.

    `choices` are the words that the columns of choices take, `answers` what was asked once for the whole list. Raises
    Refused for what is no table, and where no sheet has a head that can be understood.
    """
    book = open_book(content)
    found = Understood()
    vocabulary = Vocabulary(template)
    for number, grid in enumerate(book.grids):
        if grid.cells and grid.visible:
            _Sheet(grid, number, book, template, choices, vocabulary, found, answers or {}).read()
        elif grid.cells and not grid.name.startswith("_"):
            found.notices.append(f"Trang tính “{grid.name}” đang bị ẩn nên không đọc. Nếu cần, hãy bỏ ẩn rồi gửi lại.")
    if not found.sheets:
        heads = ", ".join(f"“{column.label}”" for column in template.columns if column.required)
        raise Refused(
            f"Không tìm thấy dòng tiêu đề của danh sách trong tệp. Danh sách cần một dòng có các cột {heads}."
        )
    if not found.rows:
        raise Refused("Danh sách chưa có dòng nào. Hãy điền vào dưới dòng tiêu đề rồi gửi lại.")
    _ask_for_what_is_missing(found, template)
    doubts.raise_all(found.rows, found.notices)
    return found


def _ask_for_what_is_missing(found: Understood, template: Template) -> None:
    """A required column that no row has is asked once; in a list that has it elsewhere a blank is the row's fault."""
    for column in template.columns:
        if column.required and all(row.values.get(column.code) in (None, "") for row in found.rows):
            if any(problem.column == column.code for row in found.rows for problem in row.problems):
                continue
            found.missing.append(column)
    codes = {column.code for column in found.missing}
    for row in found.rows:
        for column in template.columns:
            blank = row.values.get(column.code) in (None, "")
            if column.required and blank and column.code not in codes and not _has_problem(row, column.code):
                row.problems.append(Problem(f"{column.label}: ô bắt buộc còn trống.", column.code))
    if found.missing:
        labels = ", ".join(column.label for column in found.missing)
        found.notices.append(f"Tệp không ghi: {labels}. Hãy chọn hoặc ghi một lần cho cả danh sách.")


def _has_problem(row: Row, code: str) -> bool:
    return any(problem.column == code for problem in row.problems)


class _Sheet:
    """One sheet on its way to rows."""

    def __init__(
        self,
        grid: Grid,
        number: int,
        book: Book,
        template: Template,
        choices: Mapping[str, Sequence[str]],
        vocabulary: Vocabulary,
        found: Understood,
        answers: Mapping[str, Any],
    ) -> None:
        self.grid, self.number, self.template, self.found, self.answers = grid, number, template, found, answers
        self.choices, self.vocabulary = choices, vocabulary
        self.reader = Reader(choices, book.from_1904)
        self.codes = [column.code for column in template.columns]
        self.group: dict[str, object] = {}
        self.rows: list[BookRow] = []
        self.since_sum = 0

    def read(self) -> None:
        """Add what the sheet holds to what was found."""
        self._make_readable()
        required = [column.code for column in self.template.columns if column.required]
        head = shape.find_head(self.grid, self.vocabulary, required)
        if head is None:
            self.found.notices.append(
                f"Trang tính “{self.grid.name}”: không tìm thấy dòng tiêu đề của danh sách nên không đọc."
            )
            return
        self.head = head
        self.by_code = _by_code(head.meanings)
        lines = shape.said_above(self.grid, head)
        self.above = above.said(lines, self.choices, [code for code in self.codes if code not in self.by_code])
        self.reader.worth = self._worth(lines)
        self._note_sheet()
        for line in shape.lines_below(self.grid, head):
            self._take(line)
        self._write_names()
        self.found.rows += self.rows

    def _make_readable(self) -> None:
        """Texts of other letters than Unicode are converted, letters that look like Đ are made Đ."""
        by_font = {letters_of_font(font) for font in self.grid.fonts.values()} - {None}
        spelt = None if by_font else letters_in(_texts(self.grid))
        used: set[Letters] = set()
        for number, row in enumerate(self.grid.cells):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and cell:
                    which = letters_of_font(self.grid.fonts.get((number, column), "")) or spelt
                    used |= {which} if which else set()
                    row[column] = vi.nfc(converted(cell, which) if which else cell).translate(LOOK_ALIKES)
        for which in sorted(used, key=lambda each: each.value):
            self.found.notices.append(
                f"Trang tính “{self.grid.name}” gõ bằng chữ {which.value}, đã chuyển sang Unicode. "
                "Hãy xem lại vài dòng trước khi ghi."
            )

    def _worth(self, lines: Sequence[str]) -> int:
        money = [column for column in self.template.columns if column.kind is Kind.MONEY]
        heads = [
            self.head.words.get(place, "") for code in (each.code for each in money) for place in self._places(code)
        ]
        said = [above.worth_in(words) for words in heads] + [above.worth_in(x) for x in lines if above.is_money_unit(x)]
        worth = max(said, default=1)
        if worth > 1 and money:
            words = "nghìn đồng" if worth == 1_000 else "triệu đồng"
            self.found.notices.append(f"Số tiền trong tệp tính bằng {words} như tiêu đề ghi; đã đổi ra đồng.")
        return worth

    def _places(self, code: str) -> list[int]:
        return self.by_code.get(code, [])

    def _note_sheet(self) -> None:
        head = self.head
        columns = {column_letter(place): _code(meaning) for place, meaning in sorted(head.meanings.items())}
        words = {column_letter(place): text for place, text in head.words.items() if text}
        self.found.sheets.append(SheetRead(self.grid.name, head.rows, columns, words))
        for place in sorted(self.grid.hidden_columns & set(head.meanings)):
            self.found.notices.append(
                f"Cột {column_letter(place)} (“{head.words.get(place, '')}”) đang bị ẩn trong tệp nhưng vẫn được đọc. "
                "Nếu không muốn, hãy xóa cột đó rồi gửi lại."
            )

    def _take(self, line: shape.Line) -> None:
        if shape.repeats_head(line, self.head):
            self._leave_out(line, "Dòng tiêu đề lặp lại.")
        elif shape.numbers_columns(line, self.head):
            self._leave_out(line, "Dòng đánh số các cột.")
        elif shape.is_sum(line, self.head):
            self._compare(line)
        elif words := shape.is_section(line):
            self._section(line, words)
        elif self._is_row(line):
            self._row(line)
        else:
            self._leave_out(line, "Không phải dòng của danh sách.")

    def _is_row(self, line: shape.Line) -> bool:
        """A line with something in a column of the list; after a sum also with its name, lest a signature be a row."""
        filled = [code for code, places in self.by_code.items() if any(place in line.cells for place in places)]
        after_sum = self.since_sum == 0 and bool(self.rows)
        return len(filled) > 1 or (bool(filled) and not after_sum)

    def _leave_out(self, line: shape.Line, why: str) -> None:
        self.found.left_out.append(LeftOut(self.grid.name, line.row + 1, why))

    def _section(self, line: shape.Line, words: str) -> None:
        said = above.said([words], self.choices, self.codes)
        if said:
            self.group = {**self.group, **said}
            self._leave_out(line, f"Dòng nhóm “{words[:60]}”: tính cho các dòng dưới nó.")
        else:
            self._leave_out(line, f"Dòng chỉ ghi “{words[:60]}”.")

    def _compare(self, line: shape.Line) -> None:
        """The sums of a line against those of the rows since the last one, and against all rows so far."""
        wrong = []
        for code, places in self.by_code.items():
            column = self._column(code)
            cell = line.cells.get(places[0], "")
            if column.kind not in SUMMED or code in NOT_SUMMED or isinstance(cell, Fault):
                continue
            written = self.reader.number(cell, column)
            sums = [_sum(self.rows[-self.since_sum :] if self.since_sum else [], code), _sum(self.rows, code)]
            if written is not None and written not in sums:
                wrong.append(f"cột “{column.label}” ghi {vi.whole(written)}, cộng các dòng được {vi.whole(sums[-1])}")
        self.since_sum = 0
        if wrong:
            self.found.notices.append(f"{self._at(line)}: dòng cộng không khớp: {'; '.join(wrong)}.")
        self._leave_out(line, "Dòng cộng, không khớp với các dòng." if wrong else "Dòng cộng, khớp với các dòng.")

    def _at(self, line: shape.Line) -> str:
        sheet = f"Trang tính “{self.grid.name}”, dòng" if self.grid.name else "Dòng"
        return f"{sheet} {line.row + 1}"

    def _column(self, code: str) -> Column:
        return next(column for column in self.template.columns if column.code == code)

    def _row(self, line: shape.Line) -> None:
        self.since_sum += 1
        row = BookRow(self.number * ROWS_OF_A_SHEET + line.row + 1, sheet=self.grid.name, line=line.row + 1)
        for column in self.template.columns:
            self._cell(row, line, column)
        if line.row in self.grid.hidden_rows:
            row.notes.append("Dòng đang bị ẩn trong tệp.")
        self._level_by_school(row)
        self.rows.append(row)

    def _cell(self, row: BookRow, line: shape.Line, column: Column) -> None:
        cells = [line.cells.get(place, "") for place in self._places(column.code)]
        row.shown[column.code] = " ".join(filter(None, (shown(cell) for cell in cells if not isinstance(cell, Fault))))
        try:
            for cell in cells:
                if isinstance(cell, Fault):
                    raise Refused(cell.sentence)
            cell = cells[0] if len(cells) == 1 else " ".join(filter(None, map(shown, cells)))
            value, note = self.reader.read(cell, column)
            if value in (None, ""):
                value = self._said(column)
                row.shown[column.code] = row.shown[column.code] or shown("" if value is None else value)
            row.values[column.code] = value
            if note:
                row.notes.append(f"{column.label}: {note}")
        except Refused as reason:
            row.refuse(f"{column.label}: {reason}", column.code)

    def _said(self, column: Column) -> Any:
        """What holds for all rows: said between the rows, above them, or asked once."""
        for said in (self.group, self.above, self.answers):
            if column.code in said:
                return said[column.code]
        return None if column.kind not in (Kind.TEXT, Kind.CHOICE) else ""

    def _level_by_school(self, row: BookRow) -> None:
        """The level of a pupil whose school's name says it, where the list does not."""
        if "level" in self.codes and not row.values.get("level"):
            word = above.level_word(str(row.values.get("school") or ""))
            if word:
                row.values["level"], row.said["level"] = above.level_meant(word), word
                row.shown["level"] = word

    def _write_names(self) -> None:
        """Names typed in CAPITALS are proposed as names are written."""
        for code in NAMES:
            texts = [str(row.values.get(code) or "") for row in self.rows]
            capitals = [text for text in texts if is_capitals(text)]
            if not capitals or len(capitals) < MOST_CAPITALS * len([text for text in texts if text]):
                continue
            for row in self.rows:
                text = str(row.values.get(code) or "")
                row.values[code] = above.school_name(text) if code == "school" else written(text)
            if code in self.by_code:
                label = self._column(code).label
                self.found.notices.append(
                    f"“{label}” gõ CHỮ HOA; sẽ ghi như tên viết thường, ví dụ {written(capitals[0])}."
                )


def _texts(grid: Grid) -> Iterator[str]:
    return (cell for row in grid.cells for cell in row if isinstance(cell, str) and cell)


def _sum(rows: Sequence[Row], code: str) -> int:
    return sum(value for row in rows if isinstance(value := row.values.get(code), int))


def _by_code(meanings: Mapping[int, Meaning]) -> dict[str, list[int]]:
    """For each code the columns that hold it, parts in their order."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, meaning in meanings.items():
        places[meaning.code].append((meaning.part, place))
    return {code: [place for _, place in sorted(parts)] for code, parts in places.items()}


def _code(meaning: Meaning) -> str:
    return meaning.code


def plain(value: Any) -> Any:
    """A value as JSON has it: days as YYYY-MM-DD."""
    return value.isoformat() if isinstance(value, dt.date) else value
