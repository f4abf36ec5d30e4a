"""The scorecard as a workbook: counts are numbers; rate, verdict, what is lacking and the yearly step are formulas.

Whoever changes a count sees the verdict change, by the same rule: whole numbers are compared crosswise, since a share
such as 69,9999 % shows as 70 and does not meet 70.
"""

from __future__ import annotations

from decimal import Decimal
from math import ceil

from hocTap.lib import vi
from hocTap.lib.xlsx import Book, Look, Sheet
from indicators.enums import Standing, TargetKind
from indicators.rules.standing import Count, rounded_up, step_places
from indicators.rules.targets import POINTS
from indicators.scorecard import Scorecard, TargetRow

COLUMNS = (
    ("TT", 5),
    ("Chỉ tiêu", 34),
    ("Mẫu số như văn bản viết", 24),
    ("Văn bản", 24),
    ("Năm", 7),
    ("Loại", 12),
    ("Từ", 9),
    ("Đến", 9),
    ("Đơn vị tính", 9),
    ("Tử số", 12),
    ("Mẫu số", 12),
    ("Đạt được", 11),
    ("Đánh giá", 16),
    ("Còn thiếu", 11),
    ("Cần thêm mỗi năm", 11),
    ("Nói rõ", 60),
    ("Của bao nhiêu đơn vị", 22),
    ("Mức tin cậy", 20),
    ("Nguồn của mức", 40),
)
OF_BASE_YEAR = (("Năm gốc", 9), ("Tử số năm gốc", 12), ("Mẫu số năm gốc", 12))
"""Only in a table with a change against a base year."""
LINE, LETTER = 15, 1.15
"""The height of a line, and how wide a letter may be in widths of a column: not every program makes rows higher for
words that go on in a second line."""
ACROSS = 2
"""Pages beside each other in print: on one, nineteen columns could not be read."""
FIRST_PAGE = 2, 8
"""The columns over which the words above the table stand: they are on the first page of the print and not repeated."""
TOP = 4
"""The row of the heads, from 0; the year stands in B2."""
YEAR = "$B$2"
VERDICT = {each: each.label for each in Standing}


def render(scorecard: Scorecard) -> bytes:
    book = Book(title=f"Mục tiêu của {scorecard.name}, năm {scorecard.year_words}")
    sheet = book.sheet("Mục tiêu")
    _opening(book, sheet, scorecard)
    columns = (*COLUMNS, *(OF_BASE_YEAR if any(row.base for row in scorecard.rows) else ()))
    sheet.head(TOP, columns)
    sheet.height(TOP, 2 * LINE)
    for n, row in enumerate(scorecard.rows):
        _Line(book, sheet, TOP + 1 + n, row).write(n + 1)
    sheet.filter(TOP, TOP + len(scorecard.rows), len(columns))
    sheet.raw.repeat_columns(0, 1)
    sheet.paper(top=f"{scorecard.name}, năm {scorecard.year_words}", across=ACROSS, lines=True)
    return book.content()


def _opening(book: Book, sheet: Sheet, scorecard: Scorecard) -> None:
    sheet.put(0, 0, f"Tình hình thực hiện mục tiêu của {scorecard.name}", book.look(bold=True, font_size=13))
    sheet.put(1, 0, "Năm")
    sheet.put(1, 1, scorecard.year, book.look(num_format="0", align="left"))
    marks = ["Số liệu minh họa."] if scorecard.illustrative else []
    if scorecard.narrowed:
        marks.insert(0, scorecard.part)
    if scorecard.ended:
        marks.append(scorecard.ended.sentence)
    if scorecard.until:
        marks.append(f"Năm chưa hết: số liệu tính đến ngày {vi.day(scorecard.until)}.")
    said = " ".join([*marks, *scorecard.breaks, *scorecard.notes])
    if said:
        sheet.over(2, *FIRST_PAGE, said, book.look(text_wrap=True, valign="top"))
        wide = sum(width for _, width in COLUMNS[FIRST_PAGE[0] : FIRST_PAGE[1] + 1])
        sheet.height(2, LINE * ceil(len(said) * LETTER / wide))


class _Line:
    """One target on one row of the sheet."""

    def __init__(self, book: Book, sheet: Sheet, at: int, row: TargetRow) -> None:
        self.book, self.sheet, self.at, self.row = book, sheet, at, row
        self.number = at + 1

    def write(self, place: int) -> None:
        row, target, put = self.row, self.row.target, self.sheet.put
        wrapped = self.book.look(text_wrap=True, valign="top")
        words: tuple[tuple[int, int | str], ...] = (
            (0, place),
            (1, target.label),
            (2, target.base_label),
            (3, target.framework.citation),
            (5, target.get_kind_display()),
            (8, target.unit_name),
            (15, row.sentence),
            (16, row.basis),
            (17, target.get_verified_display()),
            (18, target.source),
        )
        for column, value in words:
            put(self.at, column, value, wrapped)
        lines = [ceil(len(str(value)) * LETTER / COLUMNS[column][1]) for column, value in words]
        self.sheet.height(self.at, LINE * max(1, *lines))
        put(self.at, 4, target.year, self.book.look(num_format="0", valign="top"))
        for column, end in ((6, target.minimum), (7, target.maximum)):
            put(self.at, column, end, self._look("General"))
        if row.now is not None:
            put(self.at, 9, row.now.numerator, self._look("#,##0"))
            put(self.at, 10, row.now.denominator, self._look("#,##0"))
        if row.base is not None:
            put(self.at, 19, target.base_year, self._look("0"))
            put(self.at, 20, row.base.numerator, self._look("#,##0"))
            put(self.at, 21, row.base.denominator, self._look("#,##0"))
        self._computed()

    def _computed(self) -> None:
        row, at = self.row, self.at
        if row.now is not None and row.now.value is not None:
            self._figure(row.now)
        elif row.shown not in ("", vi.NOTHING):
            self.sheet.put(at, 11, row.shown, self._look("General"))
        if row.now is None or row.standing in (Standing.NO_DATA, Standing.NOT_COMPARABLE):
            self.sheet.put(at, 12, row.verdict, self._look("General"))
            return
        self._formula(12, self._verdict(), VERDICT[row.standing], "General")
        self._formula(13, self._lacking(), row.lacking, "#,##0")
        if row.unguided:
            self.sheet.put(at, 14, "không so sánh được", self._look("General"))
            return
        step = rounded_up(row.pace) if row.pace is not None else ""
        places = step_places(row.pace) if row.pace is not None else 1
        self._formula(14, self._step(places), step, f"0.{'0' * places}")

    def _figure(self, now: Count) -> None:
        row = self.row
        share = now.denominator is not None
        value = row.rate if share else Decimal(now.numerator)
        places = max(2, -int(row.rate.as_tuple().exponent)) if row.rate is not None else 0
        shape = f'0.{"0" * places}"%"' if share else "#,##0"
        self._formula(11, self._places("J{n}*100/K{n}" if share else "J{n}"), value, shape)

    def _verdict(self) -> str:
        met, over, under = (f'"{VERDICT[each]}"' for each in (Standing.MET, Standing.EXCEEDED, Standing.NOT_MET))
        have, low, high = self._have, self._low, self._asked("H")
        if self.row.target.kind == TargetKind.CEILING:
            return f"IF({have}>{high},{under},IF({have}<{high},{over},{met}))"
        best = high if self.row.target.kind == TargetKind.RANGE else low
        return f"IF({have}<{low},{under},IF({have}>{best},{over},{met}))"

    def _lacking(self) -> str:
        if self.row.target.kind == TargetKind.CEILING:
            return f"MAX(0,-INT(-({self._have}-{self._asked('H')})/10000))"
        if self._is_change:
            return self._places(f"MAX(0,ROUNDUP(ROUND(({self._low}-{self._have})/{self._worth},6),0))")
        return f"MAX(0,-INT(-({self._low}-{self._have})/10000))"

    def _step(self, places: int) -> str:
        gap = "L{n}-H{n}" if self.row.target.kind == TargetKind.CEILING else "G{n}-L{n}"
        if self._is_change:
            gap = f"{self._low}/{self._whole}*100-L{{n}}" if self._is_share else f"{self._low}/{self._whole}-L{{n}}"
        return self._places(
            f'IF(AND(M{{n}}="{VERDICT[Standing.NOT_MET]}",E{{n}}>{YEAR}),ROUNDUP(ROUND(({gap})/(E{{n}}-{YEAR}),6),{places}),"")'
        )

    @property
    def _is_change(self) -> bool:
        return self.row.target.kind == TargetKind.CHANGE

    @property
    def _worth(self) -> str:
        """By how much the numerator is multiplied, so that whole numbers are compared and nothing is rounded: ten
        thousand, of a share that changes also the base year's base.
        """
        return "(V{n}*10000)" if self._is_change and self._is_share else "10000"

    @property
    def _whole(self) -> str:
        """What the lower end is divided by to be a share, or the count itself."""
        return f"({self._worth}*K{{n}})" if self._is_share else "10000"

    @property
    def _have(self) -> str:
        return self._places(f"J{{n}}*{self._worth}")

    @property
    def _low(self) -> str:
        """The lower end on today's base; of a change from the base year's counts on, as points or as a part of them."""
        if not self._is_change:
            return self._asked("G")
        more = "ROUND(G{n}*100,0)"
        if not self._is_share:
            return self._places(f"U{{n}}*(10000+{more})")
        if self.row.target.unit_name == POINTS:
            return self._places(f"(U{{n}}*1000000+{more}*V{{n}}*100)/100*K{{n}}")
        return self._places(f"U{{n}}*(10000+{more})*K{{n}}")

    def _asked(self, column: str) -> str:
        """An end of the target on the base, ten thousand times."""
        return self._places(f"ROUND({column}{{n}}*100,0)*{'K{n}' if self._is_share else '100'}")

    @property
    def _is_share(self) -> bool:
        return self.row.now is not None and self.row.now.denominator is not None

    def _places(self, formula: str) -> str:
        return formula.replace("{n}", str(self.number))

    def _formula(self, column: int, formula: str, result: object, shape: str) -> None:
        self.sheet.formula(self.at, column, f"={formula}", result, self._look(shape))  # type: ignore[arg-type]

    def _look(self, shape: str) -> Look:
        return self.book.look(num_format=shape, valign="top", text_wrap=True)


def name_of(scorecard: Scorecard) -> str:
    """How the file is called: "muc-tieu-phuong-5-2025", of some rows "muc-tieu-phuong-5-2025-chua-dat"."""
    words = "".join(each if each.isalnum() else "-" for each in vi.fold(scorecard.name))
    return "-".join(filter(None, ["muc-tieu", words, str(scorecard.year), scorecard.narrowed]))
