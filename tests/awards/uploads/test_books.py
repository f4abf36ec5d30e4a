"""Any workbook: its formats, its shape, its cells, its letters."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from awards.uploads.books.letters import Letters, converted, is_syllable, letters_in, written_name
from awards.uploads.books.shape import says_sum
from awards.uploads.books.understood import Answers
from hocTap.lib.refusals import Refused
from hocTap.lib.xlsx import Book
from tests.awards.uploads.books import households, payments, saved_as, typed_in, values, workbook
from tests.awards.uploads.lists import at_the_end, rezipped

PLAIN = [
    ("STT", "Họ tên", "Địa chỉ", "KP"),
    (1, "Lý Thử An", "12 Lê Lợi", "KP 1"),
    (2, "Tạ Thử Bé", "14 Lê Lợi", "kp02"),
]
READ = [("Lý Thử An", "12 Lê Lợi", "Khu phố 1"), ("Tạ Thử Bé", "14 Lê Lợi", "Khu phố 2")]
KEPT = ("name", "address", "community")


# Formats


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsx"])
def test_a_list_is_read_as_other_programs_save_it(kind: str, tmp_path: Path) -> None:
    content = saved_as(workbook(("KP", PLAIN)), kind, tmp_path)

    assert values(households(content), *KEPT) == READ


def left_by_google(content: bytes) -> bytes:
    """What Google Sheets leaves in a file: a thousand empty rows with a height, a drawing for each sheet."""
    empty = b"".join(b'<row r="%d" ht="15.75" customHeight="1"/>' % number for number in range(4, 1_001))
    drawing = b'<wsDr xmlns="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>'
    return rezipped(content, [("xl/drawings/drawing1.xml", drawing)], sheet1=at_the_end(empty))


def left_by_wps(content: bytes) -> bytes:
    """What WPS Office leaves in a file: its version among the properties, choices between versions in the workbook."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006"
    version = '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer"/>'
    properties = f'<Properties xmlns="{kinds}/custom-properties">{version}</Properties>'.encode()
    choice = b'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"/><sheets>'
    return rezipped(
        content, [("docProps/custom.xml", properties)], workbook=lambda part: part.replace(b"<sheets>", choice)
    )


@pytest.mark.parametrize("left_by", [left_by_google, left_by_wps])
def test_what_other_programs_leave_in_a_file_is_passed_over(left_by: Callable[[bytes], bytes]) -> None:
    content = workbook(("KP", PLAIN))

    assert left_by(content) != content
    assert values(households(left_by(content)), *KEPT) == READ


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_kept_as_text_is_read_by_whatever_stands_between_its_columns(delimiter: str, encoding: str) -> None:
    text = "\r\n".join(delimiter.join(map(str, row)) for row in PLAIN)

    assert values(households(text.encode(encoding)), *KEPT) == READ


def test_an_error_in_an_old_workbook_is_no_blank(tmp_path: Path) -> None:
    rows = [("Họ tên", "Địa chỉ", "KP", "Dưới 6 tuổi"), ("Lý Thử An", "12 Lê Lợi", "KP 1", "=NA()")]
    content = saved_as(workbook(("KP", rows)), "xls", tmp_path)

    (row,) = households(content).rows

    assert [problem.sentence for problem in row.problems] == [
        "Dưới 6 tuổi: Ô có lỗi #N/A. Hãy sửa công thức hoặc ghi thẳng giá trị."
    ]


@pytest.mark.parametrize("code", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?"])
def test_an_error_in_a_new_workbook_is_no_blank(code: str) -> None:
    rows = [("Họ tên", "Địa chỉ", "KP", "Dưới 6 tuổi"), ("Lý Thử An", "12 Lê Lợi", "KP 1", code)]

    (row,) = households(workbook(("KP", rows))).rows

    assert [problem.sentence for problem in row.problems] == [
        f"Dưới 6 tuổi: Ô có lỗi {code}. Hãy sửa công thức hoặc ghi thẳng giá trị."
    ]


def test_a_formula_that_shows_nothing_is_a_blank() -> None:
    """=IF(A1="","",…): the file keeps an empty text as its result."""
    book = Book()
    sheet = book.sheet("KP 1")
    sheet.row(0, ["Họ tên", "Địa chỉ", "Dưới 6 tuổi", "Trên 60 tuổi"])
    sheet.row(1, ["Lý Thử An", "12 Lê Lợi"])
    sheet.formula(1, 2, '=IF(F2="","",F2+1)', "")
    sheet.formula(1, 3, "=1+1", 2)
    content = rezipped(book.content(), sheet1=lambda part: part.replace(b'<c r="C2">', b'<c r="C2" t="str">'))

    found = households(content)

    assert values(found, "under_6", "over_60") == [(None, 2)]
    assert not found.rows[0].problems


# Shape


def test_a_head_of_two_lines_with_merged_cells_is_one_head() -> None:
    rows = [
        ("DANH SÁCH HỘ KHU PHỐ 2",),
        ("TT", "Chủ hộ", "Nơi ở", "Số người", None, "Ghi chú"),
        (None, None, None, "Dưới 6 tuổi", "6 - 18 tuổi", None),
        (1, "Lý Thử An", "12 Lê Lợi", 1, 0, "ở trọ"),
        (None, "Tổng cộng", None, 1, 0, None),
    ]

    def change(sheet: Any) -> None:
        for cells in ("A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3"):
            sheet.merge_cells(cells)

    found = households(workbook(("Sheet", rows), change=change))

    assert (found.sheets[0].head_rows, found.sheets[0].columns) == (
        [2, 3],
        {"B": "name", "C": "address", "D": "under_6", "E": "aged_6_to_18"},
    )
    assert values(found, *KEPT, "under_6", "aged_6_to_18") == [("Lý Thử An", "12 Lê Lợi", "Khu phố 2", 1, 0)]
    assert [(each.row, each.why) for each in found.left_out] == [(5, "Dòng cộng, khớp với các dòng.")]


def test_a_sum_that_disagrees_is_said_and_left_out() -> None:
    rows = [("Họ tên", "Địa chỉ", "Dưới 6 tuổi"), ("Lý Thử An", "1 A", 1), ("Tạ Thử Bé", "2 A", 2), ("Cộng", None, 4)]

    found = households(workbook(("Khu phố 1", rows)))

    assert len(found.rows) == 2
    assert found.notices == [
        "Trang tính “Khu phố 1”, dòng 4: dòng cộng không khớp: cột “Dưới 6 tuổi” ghi 4, cộng các dòng được 3."
    ]


SUMS = [
    "Tổng cộng",
    "CỘNG:",
    "Cộng khu phố 2",
    "Tổng số hộ",
    "TONG CONG",
    "Tong",
    "CONG KP2",
    "Tổng KP 1",
    "Tổng toàn phường",
]
NO_SUMS = [
    *("Tống Văn An", "TỐNG THỊ BÉ", "Tong Hoang Long", "Công ty Minh Họa", "Công nhân", "CONG TY MINH HOA"),
    *("Tổng công ty Minh Họa", "Cộng đồng dân cư ấp 3", "Cống Thị Lài", "Tổng cục Thống kê", "Tòng Văn Thử"),
    *("Tổng kết năm học", "TỔNG KẾT hoạt động hè", "Tổng quan về học tập suốt đời", "Tổng vệ sinh", "Tổng kết"),
]


@pytest.mark.parametrize(("text", "sums"), [*((each, True) for each in SUMS), *((each, False) for each in NO_SUMS)])
def test_a_sum_is_known_by_its_marks_and_nobody_is_taken_for_one(text: str, sums: bool) -> None:
    assert says_sum(text) is sums
    assert says_sum(unicodedata.normalize("NFD", text)) is sums


def test_people_whose_name_looks_like_a_sum_are_read_without_a_running_number() -> None:
    rows = [
        ("Họ tên", "Địa chỉ", "Dưới 6 tuổi"),
        ("Tống Văn An", "1 A", 1),
        ("Cống Thị Lài", "2 A", 2),
        ("Tổng", None, 3),
    ]

    found = households(workbook(("Khu phố 1", rows)))

    assert [row.values["name"] for row in found.rows] == ["Tống Văn An", "Cống Thị Lài"]
    assert [(each.row, each.why) for each in found.left_out] == [(4, "Dòng cộng, khớp với các dòng.")]


def test_two_columns_make_one_value_and_a_line_between_rows_speaks_for_those_below() -> None:
    rows = [
        ("Số TT", "Họ đệm", "Tên", "Số nhà", "Đường"),
        ("KHU PHỐ 1",),
        (1, "LÝ THỬ", "AN", "12/3", "Lê Lợi"),
        ("KHU PHỐ 3",),
        (1, "TẠ THỬ", "BÉ", 14, "Lê Lợi"),
        ("Người lập bảng",),
    ]

    found = households(workbook(("Sheet", rows)))

    assert values(found, *KEPT) == [("Lý Thử An", "12/3 Lê Lợi", "Khu phố 1"), ("Tạ Thử Bé", "14 Lê Lợi", "Khu phố 3")]
    assert [each.row for each in found.left_out] == [2, 4, 6]


@pytest.mark.parametrize(
    ("head", "cells", "read"),
    [
        (("Họ tên chủ hộ, địa chỉ", "KP"), ("Lý Thử An, 12 Lê Lợi, hẻm 3", "1"), ("Lý Thử An", "12 Lê Lợi, hẻm 3", 1)),
        (("Họ tên – nơi ở", "KP"), ("Lý Thử An - 12/3 Lê Lợi", "1"), ("Lý Thử An", "12/3 Lê Lợi", 1)),
        (("Chủ hộ (địa chỉ)", "KP"), ("Lý Thử An (12 Lê Lợi)", "1"), ("Lý Thử An", "12 Lê Lợi", 1)),
        (("Họ tên", "Địa chỉ, khu phố"), ("Lý Thử An", "12 Lê Lợi, hẻm 3, KP 2"), ("Lý Thử An", "12 Lê Lợi, hẻm 3", 2)),
        (("Họ và tên", "Nơi ở/KP"), ("Lý Thử An", "12/3 Lê Lợi\nKP 2"), ("Lý Thử An", "12/3 Lê Lợi", 2)),
    ],
)
def test_two_values_in_one_column_are_parted_and_said(
    head: tuple[str, ...], cells: tuple[str, ...], read: tuple[str, str, int]
) -> None:
    if head[1] == "KP":
        cells = (cells[0], f"KP {cells[1]}")
    found = households(workbook(("Sheet", [("TT", *head), (1, *cells), ("", "Người lập bảng")])))

    assert values(found, *KEPT) == [(*read[:2], f"Khu phố {read[2]}")]
    assert "ghi hai mục" in found.notices[0]
    assert not found.rows[0].problems


@pytest.mark.parametrize(
    ("head", "cell", "read"),
    [
        ("Họ và tên (năm sinh)", "Lý Thử An (2006)", {"name": "Lý Thử An", "birth_year": 2006}),
        ("Họ tên, năm sinh", "Lý Thử An 2006", {"name": "Lý Thử An", "birth_year": 2006}),
        ("Lớp, trường", "8A2, THCS Minh Họa", {"class_name": "8A2", "school": "THCS Minh Họa"}),
        (
            "Số, ngày quyết định",
            "12/QĐ-HKH ngày 05/09/2020",
            {"decision_no": "12/QĐ-HKH", "decided_on": dt.date(2020, 9, 5)},
        ),
    ],
)
def test_two_values_of_any_kinds_are_parted(head: str, cell: str, read: dict[str, Any]) -> None:
    names = [] if "name" in read else [("Họ và tên", "Lý Thử An")]
    years = [] if "birth_year" in read else [("Năm sinh", 2006)]
    columns = [*names, *years, (head, cell), ("Số tiền", 500_000)]

    (row,) = payments(workbook(("Sheet", [[each[0] for each in columns], [each[1] for each in columns]]))).rows

    assert {code: row[code] for code in read} == read


def test_a_column_of_its_own_is_believed_and_not_the_half_of_another() -> None:
    rows = [("Họ tên, năm sinh", "Năm sinh", "Số tiền"), ("Lý Thử An (2005)", 2006, 500_000)]

    assert values(payments(workbook(("Sheet", rows))), "name", "birth_year") == [("Lý Thử An", 2006)]


def test_what_lacks_its_second_value_is_refused_and_nothing_guessed() -> None:
    rows = [("TT", "Họ tên, địa chỉ"), (1, "Lý Thử An"), (2, "Tạ Thử Bé, 14 Lê Lợi"), ("", "Người lập bảng")]

    found = households(workbook(("KP 1", rows)))

    assert values(found, "name", "address") == [("Lý Thử An", ""), ("Tạ Thử Bé", "14 Lê Lợi")]
    assert [[each.sentence for each in row.problems] for row in found.rows] == [["Địa chỉ: ô bắt buộc còn trống."], []]
    assert [each.row for each in found.left_out] == [4]


@pytest.mark.parametrize(
    ("heads", "code", "day"),
    [
        ([["Ngày sinh", "", ""], ["Ngày", "Tháng", "Năm"]], "birth_year", 2020),
        ([["Ngày sinh", "Tháng sinh", "Năm sinh"]], "birth_year", 2020),
        ([["Ngày", "Tháng", "Năm"]], "birth_year", 2020),
        ([["Ngày quyết định", "", ""], ["Ngày", "Tháng", "Năm"]], "decided_on", dt.date(2020, 9, 5)),
        ([["Ngày chi", "Tháng chi", "Năm chi"]], "paid_on", dt.date(2020, 9, 5)),
    ],
)
def test_three_columns_make_one_day(heads: list[list[str]], code: str, day: Any) -> None:
    beside = [["TT", "Họ tên", "Số tiền"], ["", "", ""]]
    others = [] if code == "birth_year" else [2006]
    born = [] if code == "birth_year" else ["Năm sinh"]
    rows: list[list[Any]] = [
        [*(beside[n]), *born[: 1 - n], *[""] * (len(born) * n), *head] for n, head in enumerate(heads)
    ]

    found = payments(workbook(("Sheet", [*rows, [1, "Lý Thử An", 500_000, *others, 5, 9, 2020]])))

    assert values(found, "name", code) == [("Lý Thử An", day)]
    assert found.sheets[0].head_rows == list(range(1, len(heads) + 1))


def test_every_sheet_is_read_and_its_name_speaks_for_its_rows() -> None:
    first = [("Họ tên", "Địa chỉ"), ("Lý Thử An", "1 A")]
    second = [("Khu phố 2 – Phường 05",), ("Chủ hộ", "Nơi ở"), ("Tạ Thử Bé", "2 A")]

    found = households(workbook(("KP1", first), ("Trang 2", second)))

    assert values(found, "name", "community") == [("Lý Thử An", "Khu phố 1"), ("Tạ Thử Bé", "Khu phố 2")]
    assert [(row.sheet, row.line) for row in found.rows] == [("KP1", 2), ("Trang 2", 3)]
    assert len({row.number for row in found.rows}) == 2


def test_a_merged_cell_speaks_for_all_its_rows() -> None:
    rows = [("Khu phố", "Họ tên", "Địa chỉ"), ("KP 1", "Lý Thử An", "1 A"), (None, "Tạ Thử Bé", "2 A")]

    found = households(workbook(("Sheet", rows), change=lambda sheet: sheet.merge_cells("A2:A3")))

    assert values(found, "community") == [("Khu phố 1",), ("Khu phố 1",)]


def test_hidden_rows_are_asked_about_and_left_out_when_told_so() -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True

    content = workbook(("Khu phố 1", PLAIN), change=hide)

    asked, left = households(content), households(content, Answers(hidden="leave"))

    assert (asked.hidden, len(asked.rows), len(left.rows)) == (1, 2, 1)
    assert "Có 1 dòng đang bị ẩn trong tệp (dòng 3). Có nhận các dòng này không?" in asked.notices


def test_columns_are_what_a_person_says_they_are() -> None:
    rows = [("A", "B", "Họ tên", "Địa chỉ"), ("Lý Thử An", "KP 2", "bí danh", "1 A")]
    content = workbook(("Sheet", rows))

    found = households(content, Answers(columns={"Sheet": {"A": "name", "B": "community", "D": "address"}}))

    assert values(found, *KEPT) == [("Lý Thử An", "1 A", "Khu phố 2")]


def test_one_field_is_not_in_two_columns() -> None:
    with pytest.raises(Refused, match="Hai cột của tệp được chọn cho cùng một mục"):
        households(workbook(("Sheet", PLAIN)), Answers(columns={"Sheet": {"B": "name", "C": "name"}}))


# What stands above


SCHOOL = [
    ("TRƯỜNG THPT MINH HỌA",),
    ("DANH SÁCH NHẬN HỌC BỔNG NĂM HỌC 2021 – 2022",),
    ("(Quyết định số 7/QĐ-HKH ngày 06 tháng 9 năm 2021; ĐVT: nghìn đồng)",),
    ("STT", "Họ và tên", "Ngày sinh", "Số tiền", "Ngày nhận"),
    (1, "Lý Thử An", "02/03/2006", 800, 44454),
    (2, "Tạ Thử Bé", dt.date(2005, 4, 1), "1.200.000đ", "15/9/21"),
    (None, "Tổng cộng", None, 2000, None),
]


def test_what_stands_above_a_list_holds_for_all_its_rows() -> None:
    found = payments(workbook(("Sheet", SCHOOL)))

    assert (
        values(found, "school", "level", "school_year", "decision_no", "decided_on")
        == [("THPT Minh Họa", "trung học phổ thông", 2021, "7/QĐ-HKH", dt.date(2021, 9, 6))] * 2
    )
    assert values(found, "birth_year", "amount", "paid_on") == [
        (2006, 800_000, dt.date(2021, 9, 15)),
        (2005, 1_200_000, dt.date(2021, 9, 15)),
    ]
    assert found.totals["amount"] == 2_000_000
    assert "Số tiền trong tệp tính bằng nghìn đồng như tiêu đề ghi; đã đổi ra đồng." in found.notices


def test_what_a_list_says_nowhere_is_asked_once() -> None:
    content = workbook(("Sheet", SCHOOL))
    answers = {"ward": "Phường 5", "handed_by": "Bà Thử", "signature": "người nhận học bổng"}

    asked, answered = payments(content), payments(content, Answers(said=answers))

    assert [column.code for column in asked.missing] == ["ward", "handed_by", "signature"]
    assert (answered.missing, values(answered, "ward", "handed_by")) == ([], [("Phường 5", "Bà Thử")] * 2)


# Cells


def payment(amount: Any, decided: Any = dt.date(2021, 9, 1), paid: Any = dt.date(2021, 9, 5)) -> tuple[Any, ...]:
    return ("Lý Thử An", 2012, 2021, amount, "1/QĐ", decided, paid)


HEADS = ("Họ và tên", "Năm sinh", "Năm học", "Số tiền", "Số quyết định", "Ngày quyết định", "Ngày chi")


def test_a_thousandth_of_its_neighbours_is_asked_about() -> None:
    found = payments(workbook(("Sheet", [HEADS, payment(500), payment(500_000), payment("450.000")])))

    assert [bool(row.problems) for row in found.rows] == [True, False, False]
    assert "Số tiền 500 đồng chỉ bằng khoảng một phần nghìn" in found.rows[0].problems[0].sentence
    assert found.totals["amount"] == 950_000


def test_days_turned_round_by_an_english_excel_are_asked_about() -> None:
    found = payments(workbook(("Sheet", [HEADS, payment(500_000, dt.date(2021, 1, 9), dt.date(2021, 5, 9))])))

    assert ["01/09/2021" in each.sentence or "05/09/2021" in each.sentence for each in found.rows[0].problems] == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("cell", "day"),
    [(44444, dt.date(2021, 9, 5)), ("5/9/21", dt.date(2021, 9, 5)), ("05.09.2021", dt.date(2021, 9, 5))],
)
def test_a_day_is_read_however_it_was_kept(cell: Any, day: dt.date) -> None:
    found = payments(workbook(("Sheet", [HEADS, payment(500_000, paid=cell)])))

    assert values(found, "paid_on") == [(day,)]


def test_days_counted_from_1904_are_read_so() -> None:
    def from_1904(content: bytes) -> bytes:
        book: Any = load_workbook(io.BytesIO(content))
        book.epoch = dt.datetime(1904, 1, 1)  # noqa: DTZ001 - the constant of openpyxl
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    found = payments(from_1904(workbook(("Sheet", [HEADS, payment(500_000, paid=44444 - 1462)]))))

    assert values(found, "paid_on") == [(dt.date(2021, 9, 5),)]


# Letters


@pytest.mark.parametrize(
    ("which", "text", "meant"),
    [
        (Letters.VNI, "Nguyeãn Vaên Böôûi", "Nguyễn Văn Bưởi"),
        (Letters.VNI, "ÑAËNG THÒ TYÙ", "ĐẶNG THỊ TÝ"),
        (Letters.TCVN3, "NguyÔn V¨n §øc", "Nguyễn Văn Đức"),
        (Letters.VIQR, "Nguye^~n Va(n Ddu+'c", "Nguyễn Văn Đức"),
    ],
)
def test_letters_of_before_unicode_are_known_by_what_they_spell(which: Letters, text: str, meant: str) -> None:
    assert (letters_in([text]), converted(text, which)) == (which, meant)


@pytest.mark.parametrize("text", ["Nguyễn Văn Bưởi", "Nguyen Van Buoi", "H'Hen Niê, Y Wăn Êban", "José García Müller"])
def test_other_texts_are_left_alone(text: str) -> None:
    assert letters_in([text]) is None


def test_a_list_in_an_old_font_is_converted_and_says_so() -> None:
    rows = [("Hoï teân", "Ñòa chæ", "Khu phoá"), ("Lyù Thöû AÙn", "12 Leâ Lôïi", "Khu phoá 1")]

    for content in (workbook(("Sheet", rows), change=typed_in("VNI-Times")), workbook(("Sheet", rows))):
        found = households(content)

        assert values(found, *KEPT) == [("Lý Thử Án", "12 Lê Lợi", "Khu phố 1")]
        assert found.notices[0].startswith("Trang tính “Sheet” gõ bằng chữ VNI, đã chuyển sang Unicode.")


def test_letters_that_look_like_dd_are_made_one() -> None:
    found = households(workbook(("Khu phố 1", [("Họ tên", "Địa chỉ"), ("Ðặng Thử Ɖào", "1 A")])))

    assert values(found, "name") == [("Đặng Thử Đào",)]


def test_capitals_are_written_as_names_are() -> None:
    assert [written_name(text) for text in ("TRẦN VĂN ĐOAN", "Trần Văn Đoan", "A", "8A2")] == [
        "Trần Văn Đoan",
        "Trần Văn Đoan",
        "A",
        "8A2",
    ]


def test_syllables() -> None:
    right = "Nguyễn Khuyến Quỳnh giếng gì nghiêng quyển khuya thuở quốc Đường Phụng yêu oanh".split()  # noqa: SIM905
    wrong = "Nguyeãn José Müller strong bcd ơơ".split()  # noqa: SIM905

    assert ([word for word in right if not is_syllable(word)], [word for word in wrong if is_syllable(word)]) == (
        [],
        [],
    )
