"""The form as a workbook: last period and the registers' counts beside the empty cells, checks as rules of the cells.

It is also the form on paper: A4 upright, with heading, and places to sign. Only the cells to be filled can be written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hocTap.lib import vi
from hocTap.lib.xlsx import Book, Look
from hocTap.lib.xlsx import Sheet as Page
from indicators.enums import CheckKind, Qualifier, Severity
from indicators.held import WORD
from indicators.models import Submission
from indicators.sheet import LineRow, Sheet

MARKS = "_bieu"
CODE, LABEL, UNIT, BEFORE, COUNTED, NUMBER, HOW, NOTE = range(8)
HEAD = 4
WIDTHS = {CODE: 4, LABEL: 42, UNIT: 9, BEFORE: 12, COUNTED: 10, NUMBER: 13, HOW: 10, NOTE: 16}
LINE = 21
"""Points of a line: room to write by hand."""
HEADING = {"bold": True, "bg_color": "#DCE9F5", "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
MOST = 10**15 - 1
HOW_TO = (
    "Chỉ điền các ô màu vàng nhạt. Không có thì ghi 0; chưa biết thì để trống. "
    "Xong gửi lại tệp này ở trang nhập số liệu."
)


@dataclass
class Looks:
    """How the cells of the form look; the ones to fill are the only ones that are not locked."""

    label: Look
    number: Look
    fill: Look
    words: Look
    section: Look
    wrong: Look
    doubtful: Look

    @classmethod
    def of(cls, book: Book) -> Looks:
        edge = {"border": 1, "border_color": "#9AA9B8", "valign": "top"}
        return cls(
            label=book.look(text_wrap=True, **edge),
            number=book.look(num_format="#,##0", **edge),
            fill=book.look(num_format="#,##0", locked=False, bg_color="#FFFDF0", **edge),
            words=book.look(num_format="@", locked=False, text_wrap=True, bg_color="#FFFDF0", **edge),
            section=book.look(bold=True, bg_color="#EEF3F8", **edge),
            wrong=book.look(bg_color="#F8D0CC"),
            doubtful=book.look(bg_color="#FFE9A8"),
        )


def write(sheet: Sheet) -> bytes:
    """The workbook of one sheet of figures, with what is filled already."""
    submission = sheet.submission
    book = Book(title=str(submission))
    page, looks = book.sheet("Biểu"), Looks.of(book)
    _heading(page, sheet)
    places: dict[str, int] = {}
    row = HEAD + 1
    for title, rows in sheet.sections:
        page.over(row, LABEL, NOTE, title, looks.section)
        row += 1
        for each in rows:
            places[each.code] = row
            _line(page, row, each, looks)
            row += 1
    _rules(page, sheet, places, looks)
    _signatures(page, row + 1)
    page.raw.set_column(CODE, CODE, None, None, {"hidden": True})
    page.raw.protect("", {"format_columns": True, "format_rows": True})
    page.paper(landscape=False, top=str(submission))
    marks = book.sheet(MARKS)
    for number, text in enumerate(marks_of(submission)):
        marks.put(number, 0, text)
    marks.hide(deeply=True)
    return book.content()


def marks_of(submission: Submission) -> list[str]:
    """What a file says of itself: whose form, which form, which period."""
    form, period = submission.form, submission.period
    return [
        "hoctap:bieu:1",
        submission.unit.key,
        f"{form.code}:{form.version}",
        f"{period.kind}:{period.year}:{period.ordinal}",
    ]


def name_of(submission: Submission) -> str:
    """The name of the file: "bieu-phuong-5-nam-2020"."""
    return f"bieu-{vi.fold(f'{submission.unit_as.name} {submission.period.label}').replace(' ', '-')}"


def _heading(page: Page, sheet: Sheet) -> None:
    submission, look = sheet.submission, page.book.look
    page.over(0, LABEL, NOTE, submission.form.title.upper(), look(bold=True, font_size=14, align="center"))
    line = f"{submission.unit_as.name} – {submission.period.label} – hạn gửi {vi.day(submission.period.due_on)}"
    page.over(1, LABEL, NOTE, line, look(align="center"))
    page.over(2, LABEL, NOTE, HOW_TO, look(italic=True, align="center"))
    if sheet.illustrative:
        page.over(3, LABEL, NOTE, "Có số liệu minh họa, chưa phải số liệu thật.", look(bold=True, align="center"))
    heads = {
        CODE: "Mã",
        LABEL: "Chỉ tiêu",
        UNIT: "Đơn vị tính",
        BEFORE: sheet.previous_label,
        COUNTED: "Theo sổ",
        NUMBER: submission.period.label,
        HOW: "Mức chính xác",
        NOTE: "Ghi chú",
    }
    page.head(HEAD, [(heads[column], WIDTHS[column]) for column in sorted(heads)], look(**HEADING))


def _line(page: Page, row: int, each: LineRow, looks: Looks) -> None:
    measure = each.line.measure
    page.height(row, LINE)
    page.put(row, CODE, each.code)
    page.put(row, LABEL, f"{'    ' * each.line.indent}{measure.label}", looks.label)
    page.put(row, UNIT, measure.unit_name, looks.label)
    page.put(row, BEFORE, each.previous.number if each.previous else None, looks.number)
    page.put(row, COUNTED, each.counted, looks.number)
    page.put(row, NUMBER, each.number, looks.fill)
    page.put(row, HOW, Qualifier(each.qualifier).label if each.number is not None else "", looks.words)
    page.put(row, NOTE, WORD if each.held else each.note, looks.words)


def _rules(page: Page, sheet: Sheet, places: dict[str, int], looks: Looks) -> None:
    """What Excel itself checks: whole numbers, the choices of exactness, and the form's comparisons of its cells."""
    first, last = HEAD + 1, max(places.values(), default=HEAD + 1)
    title, message = "Số liệu", "Chỉ ghi số nguyên từ 0 trở lên; chưa biết thì để trống."
    whole = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": MOST}
    page.choices(first, last, NUMBER, whole | {"error_title": title, "error_message": message, "error_type": "warning"})
    labels = [str(label) for label in Qualifier.labels]
    page.choices(first, last, HOW, {"validate": "list", "source": labels})
    for spec in sheet.layout.checks:
        formula = _formula(spec.kind, _cells(spec.left, places), _cells(spec.right, places))
        if not formula:
            continue
        look = looks.wrong if spec.severity == Severity.ERROR else looks.doubtful
        for code in spec.left:
            rule = {"type": "formula", "criteria": formula, "format": look}
            page.raw.conditional_format(places[code], NUMBER, places[code], NUMBER, rule)


def _cells(codes: Iterable[str], places: dict[str, int]) -> list[str]:
    column = chr(ord("A") + NUMBER)
    return [f"${column}${places[code] + 1}" for code in codes if code in places]


def _formula(kind: CheckKind, left: list[str], right: list[str]) -> str:
    """The comparison as a formula that is true where it does not hold; blank cells are not judged."""
    if kind not in (CheckKind.AT_MOST, CheckKind.SUM_EQUALS) or not left or not right:
        return ""
    filled = ",".join(f'{cell}<>""' for cell in [*left, *right])
    sign = ">" if kind == CheckKind.AT_MOST else "<>"
    return f"=AND({filled},{'+'.join(left)}{sign}{'+'.join(right)})"


def _signatures(page: Page, row: int) -> None:
    look = page.book.look(bold=True, align="center")
    page.over(row, BEFORE, NOTE, "…………, ngày …… tháng …… năm ………", page.book.look(italic=True, align="center"))
    page.put(row + 1, LABEL, "Người lập biểu", look)
    page.over(row + 1, BEFORE, NOTE, "Thủ trưởng đơn vị", look)
    page.put(row + 2, LABEL, "(Ký, ghi rõ họ tên)", page.book.look(italic=True, align="center"))
    page.over(row + 2, BEFORE, NOTE, "(Ký, đóng dấu, ghi rõ họ tên)", page.book.look(italic=True, align="center"))
