"""One sheet on its way to rows: its head, what stands above and between the rows, sums, names."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

from awards.uploads.books import context as above
from awards.uploads.books import shape
from awards.uploads.books.cells import LONGEST_OF_TWO, Reader, halves
from awards.uploads.books.grids import Fault, Grid
from awards.uploads.books.letters import LOOK_ALIKES, Letters, converted, is_capitals, letters_in, letters_of_font
from awards.uploads.books.letters import written_name as written
from awards.uploads.books.understood import NOT_SUMMED, Answers, BookRow, LeftOut, SheetRead, Understood
from awards.uploads.books.vocabulary import DAY_PARTS, YEARS, Meaning, Vocabulary
from awards.uploads.reading import Row, shown
from awards.uploads.templates import Column, Kind, Template
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.vi.cells import text_in
from hocTap.lib.xlsx import column_letter

ROWS_OF_A_SHEET = 1_000_000
"""Rows of the second sheet are numbered from here on, those of the third from twice as many."""

EXAMPLES = 3
"""First rows that are shown beside what a column is taken for."""

MOST_CAPITALS = 0.8
NAMES = ("name", "school", "handed_by")
SUMMED = (Kind.WHOLE, Kind.MONEY)


@dataclass(frozen=True)
class Wanted:
    """What a file is read as: the list's columns, the words of their choices, and what a person said of the file."""

    template: Template
    choices: Mapping[str, Sequence[str]]
    answers: Answers
    from_1904: bool
    """Whether the file counts its days from 1904."""

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.template)


class SheetReader:
    """One sheet on its way to rows."""

    def __init__(self, grid: Grid, number: int, wanted: Wanted, found: Understood) -> None:
        self.grid, self.number, self.found = grid, number, found
        self.template, self.choices, self.answers = wanted.template, wanted.choices, wanted.answers
        self.vocabulary = wanted.vocabulary
        self.reader = Reader(wanted.choices, wanted.from_1904)
        self.codes = [column.code for column in self.template.columns]
        self.answered = {
            column.code: self.reader.read(text, column)[0]
            for column in self.template.columns
            if (text := self.answers.said.get(column.code))
        }
        self.group: dict[str, object] = {}
        self.rows: list[BookRow] = []
        self.numbered: list[shape.Line] = []
        """Running numbers alone, until it is known whether rows follow."""
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
        self.head = head = self._as_told(head)
        self.by_code = _by_code(head.meanings)
        lines = shape.said_above(self.grid, head)
        self.above = above.said(lines, self.choices, [code for code in self.codes if code not in self.by_code])
        self.reader.worth = self._worth(lines)
        self._note_sheet()
        for line in shape.lines_below(self.grid, head):
            self._take(line)
        for line in self.numbered:
            self._leave_out(line, "Dòng chỉ có số thứ tự.")
        self._write_names()
        self.found.rows += self.rows

    def _as_told(self, head: shape.Head) -> shape.Head:
        """The head with what a person said of its columns."""
        told = self.answers.columns.get(self.grid.name)
        if told is None:
            return head
        letters = {column_letter(place): place for place in range(self.grid.width)}
        meanings = {letters[letter]: Meaning.of(way) for letter, way in told.items() if way and letter in letters}
        if len(set(meanings.values())) < len(meanings):
            raise Refused("Hai cột của tệp được chọn cho cùng một mục. Hãy chọn lại, mỗi mục một cột.")
        return replace(head, meanings=meanings)

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
                    text = converted(cell, which) if which else unicodedata.normalize("NFC", cell)
                    row[column] = text.translate(LOOK_ALIKES)
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
        columns = {column_letter(place): "+".join(meaning.codes) for place, meaning in sorted(head.meanings.items())}
        ways = {column_letter(place): meaning.way for place, meaning in sorted(head.meanings.items())}
        words = {column_letter(place): text for place, text in head.words.items() if text}
        first = list(islice(shape.lines_below(self.grid, head), EXAMPLES))
        examples = {
            column_letter(place): [shown(line.cells.get(place, ""))[:40] for line in first]
            for place in range(self.grid.width)
        }
        self.found.sheets.append(SheetRead(self.grid.name, head.rows, columns, words, ways, examples))
        for place, meaning in sorted(head.meanings.items()):
            if meaning.second:
                labels = " và ".join(f"“{self._column(code).label}”" for code in meaning.codes)
                self.found.notices.append(
                    f"Cột {column_letter(place)} (“{head.words.get(place, '')}”) ghi hai mục {labels}, đã tách theo "
                    "dấu ngăn trong ô. Hãy xem lại vài dòng trước khi ghi."
                )
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
        elif self._is_number_alone(line):
            self.numbered.append(line)
        elif words := self._section_words(line):
            self._section(line, words)
        elif self._is_row(line):
            self._rows_without_names()
            self._row(line)
        else:
            self._leave_out(line, "Không phải dòng của danh sách.")

    def _rows_without_names(self) -> None:
        """Running numbers alone between rows: each is a row whose name is lacking, and refused as such."""
        for line in self.numbered:
            self._row(line)
        self.numbered.clear()

    def _is_row(self, line: shape.Line) -> bool:
        """A line with something in a column of the list; after a sum also with its name, lest a signature be a row.

        Where a name is enough, a running number tells a row from a signature, and so does a formula.
        """
        filled = [
            code
            for code, places in self.by_code.items()
            if any(place in line.cells and self.head.meanings[place].second != code for place in places)
        ]
        after_sum = self.since_sum == 0 and bool(self.rows)
        if self._tells_two(line):
            return True
        sure = self.template.bare and (shape.is_numbered(line, self.head) or self._has_fault(line))
        return len(filled) > 1 or (bool(filled) and (sure or not after_sum))

    def _section_words(self, line: shape.Line) -> str:
        """The words of a line that speaks for those below it.

        Where a name is enough, a name alone is a row, and so is another column of the list that says nothing of others.
        """
        words = shape.is_section(line, self.head)
        if self._tells_two(line):
            return ""
        if not words or not self.template.bare:
            return words
        filled = {place for place, cell in line.cells.items() if isinstance(cell, Fault) or shown(cell)}
        own = {place for places in self.by_code.values() for place in places}
        if not filled & own or filled - own - {self.head.numbering}:
            return words
        named = filled <= set(self._places("name"))
        return "" if named or not above.said([words], self.choices, self.codes) else words

    def _tells_two(self, line: shape.Line) -> bool:
        """Whether a cell that holds two values makes the line a row: both are there, or it has a running number."""
        for place, meaning in self.head.meanings.items():
            if meaning.second and (cell := line.cells.get(place, "")) != "":
                column = self._column(meaning.second)
                if shape.is_numbered(line, self.head) or self._held(cell, place, column) not in ("", cell):
                    return True
        return False

    def _is_number_alone(self, line: shape.Line) -> bool:
        """Whether the line says nothing but its running number, in a list where a name is enough."""
        return self.template.bare and set(line.cells) == {self.head.numbering} and shape.is_numbered(line, self.head)

    def _has_fault(self, line: shape.Line) -> bool:
        return any(isinstance(line.cells.get(place), Fault) for place in self._places("name"))

    def _leave_out(self, line: shape.Line, why: str) -> None:
        self.found.left_out.append(LeftOut(self.grid.name, line.row + 1, why))

    def _section(self, line: shape.Line, words: str) -> None:
        said = above.said([words], self.choices, self.codes)
        self.group = {**self.group, **said}
        if "community" not in said and (unknown := self._unknown_place(words)):
            self.group["community"] = Refused(unknown)
            self._leave_out(line, f"Dòng nhóm “{words[:60]}”: {unknown}")
        elif said:
            self._leave_out(line, f"Dòng nhóm “{words[:60]}”: tính cho các dòng dưới nó.")
        else:
            self._leave_out(line, f"Dòng chỉ ghi “{words[:60]}”.")

    def _unknown_place(self, words: str) -> str:
        """Rows below a khu phố that nobody knows do not belong to the one before it."""
        names = self.choices.get("community", ())
        return above.unknown_place(words, names) if names and "community" in self.codes else ""

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
        row = BookRow(self.number * ROWS_OF_A_SHEET + line.row + 1, sheet=self.grid.name, line=line.row + 1)
        row.hidden = line.row in self.grid.hidden_rows
        self.found.hidden += row.hidden
        if row.hidden and self.answers.hidden == "leave":
            self._leave_out(line, "Dòng bị ẩn trong tệp, không nhận như đã chọn.")
            return
        self.since_sum += 1
        for column in self.template.columns:
            self._cell(row, line, column)
        if row.hidden:
            row.notes.append("Dòng đang bị ẩn trong tệp.")
        self._level_by_school(row)
        self.rows.append(row)

    def _cell(self, row: BookRow, line: shape.Line, column: Column) -> None:
        cells = [self._held(line.cells.get(place, ""), place, column) for place in self._places(column.code)]
        is_day = column.kind is Kind.DAY or column.code in YEARS
        row.shown[column.code] = words = ("/" if is_day else " ").join(
            filter(None, (shown(cell) for cell in cells if not isinstance(cell, Fault)))
        )
        try:
            for cell in cells:
                if isinstance(cell, Fault):
                    raise Refused(cell.sentence)
            cell = cells[0] if len(cells) == 1 else words
            if len(cells) == len(DAY_PARTS) and column.code in YEARS:
                cell = cells[-1]
            value, note = self.reader.read(cell, column)
            if value in (None, ""):
                value = self._said(column)
            else:
                self.found.in_file.add(column.code)
            if value not in (None, "") and value != words:
                row.shown[column.code] = shown(value)
            row.values[column.code] = value
            if note:
                row.notes.append(f"{column.label}: {note}")
        except Refused as reason:
            self.found.in_file.add(column.code)
            row.refuse(f"{column.label}: {reason}", column.code)

    def _held(self, cell: Any, place: int, column: Column) -> Any:
        """What a cell says of the column: all of it, or its half where it holds two values."""
        meaning = self.head.meanings[place]
        if not meaning.second or isinstance(cell, Fault):
            return cell
        text = cell if isinstance(cell, str) else text_in(cell)  # a line that ends in a cell divides too
        return halves(text[:LONGEST_OF_TWO], self._column(meaning.second))[column.code == meaning.second]

    def _said(self, column: Column) -> Any:
        """What holds for all rows: said between the rows, above them, or asked once. Raises Refused for no place."""
        for said in (self.group, self.above):
            if column.code in said:
                self.found.in_file.add(column.code)
                held = said[column.code]
                if isinstance(held, Refused):
                    raise held
                return held
        if column.code in self.answered:
            return self.answered[column.code]
        return None if column.kind not in (Kind.TEXT, Kind.CHOICE) else ""

    def _level_by_school(self, row: BookRow) -> None:
        """The level of a pupil whose school's name says it, where the list does not."""
        if "level" in self.codes and not row.values.get("level"):
            word = above.level_word(str(row.values.get("school") or ""))
            if word:
                self.found.in_file.add("level")
                row.values["level"], row.said["level"] = above.level_meant(word), word
                row.shown["level"] = row.values["level"]

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
                row.shown[code] = shown(row.values[code]) or row.shown.get(code, "")
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
    """For each code the columns that hold it, parts in their order.

    Where a column holds just this value, one that holds it besides another says nothing of it.
    """
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, meaning in sorted(meanings.items(), key=lambda each: bool(each[1].second)):
        for code in meaning.codes:
            if not meaning.second or code not in places:
                places[code].append((meaning.part, place))
    return {code: [place for _, place in sorted(parts)] for code, parts in places.items()}
