"""A commune's list from a workbook: dry run, then written whole, by the judgement of the grid."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from pytest_django import DjangoAssertNumQueries

from awards.communities.importing import TEMPLATE, CommunityImporter
from awards.uploads import workflow
from awards.uploads.books.understanding import understand
from awards.uploads.enums import Outcome, UploadState
from awards.uploads.importing import Context
from awards.uploads.models import Upload
from awards.uploads.templates import HEADER_ROW, LIST_SHEET, make
from tests.communities.factories import DAY, FIRST, Commune, change, enter, make_commune, standing
from tests.factories import make_unit
from units.communities.enums import CommunityAct
from units.enums import UnitKind
from units.models import CommunityStep, UnitVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> Commune:
    return make_commune()


def book(rows: Sequence[Sequence[Any]]) -> bytes:
    """The template with these rows: name, kind, first day, decision, code."""
    filled = load_workbook(io.BytesIO(make(TEMPLATE, {}, "Phường Hòa Bình")))
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        for place, value in enumerate(row, start=1):
            filled[LIST_SHEET].cell(number, place).value = value
    return content(filled)


def content(filled: Workbook) -> bytes:
    file = io.BytesIO()
    filled.save(file)
    return file.getvalue()


def receive(commune: Commune, file: bytes) -> Upload:
    return workflow.receive(
        CommunityImporter(),
        commune.ward,
        file,
        name="khu pho.xlsx",
        options={},
        by=commune.officer,
        at=timezone.now(),
    )


def outcomes(upload: Upload) -> list[tuple[str, str]]:
    return list(upload.rows.order_by("number").values_list("outcome", "reason"))


def test_list_is_checked_first_and_written_once_confirmed(commune: Commune) -> None:
    upload = receive(commune, book([["Khu phố 7", "", dt.date(2026, 2, 5), "NQ 9", "701"], ["3", "ấp"], ["KP 1"]]))
    assert "Khu phố 7" not in standing(commune, DAY)
    assert [outcome for outcome, _ in outcomes(upload)] == [Outcome.CREATE, Outcome.CREATE, Outcome.MATCH]

    workflow.confirm(upload, by=commune.officer, at=timezone.now())
    workflow.write(upload.pk, at=timezone.now())

    assert Upload.objects.get().state == UploadState.DONE
    seven = UnitVersion.objects.get(name="Khu phố 7")
    assert (seven.valid_from, seven.decision, seven.code, seven.start_unknown) == (
        dt.date(2026, 2, 5),
        "NQ 9",
        "701",
        False,
    )
    assert UnitVersion.objects.get(name="Ấp 3").valid_from == FIRST
    assert CommunityStep.objects.count() == 2


def test_duplicates_old_names_and_near_ones_are_said_row_by_row(commune: Commune) -> None:
    change(commune, CommunityAct.MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 1")
    rows: list[list[Any]] = [
        ["Khu phố 8"],
        ["khu phố 08"],
        ["Khu phố 2"],
        ["Khu phố 2", "", dt.date(2026, 5, 1)],
        ["Xóm Đông"],
    ]
    rows += [["Mới"], ["Khu phố 9", "", dt.date(2025, 6, 1)], ["Ấp 5", "khu phố"]]

    found = outcomes(receive(commune, book(rows)))

    words = [reason for _, reason in found]
    assert [outcome for outcome, _ in found] == [
        *(Outcome.CREATE, Outcome.REFUSE, Outcome.REFUSE, Outcome.CREATE),
        *(Outcome.CREATE, Outcome.REFUSE, Outcome.REFUSE, Outcome.REFUSE),
    ]
    assert words[1] == "Trùng với dòng 4 (cùng tên Khu phố 08)."
    assert "Khu phố 2 là tên cũ: kết thúc ngày 28/02/2026, nay là Khu phố 1." in words[2]
    assert "Gần giống Ấp Đông" in words[4]
    assert "chưa ghi “Mới” là" in words[5]
    assert "ngày đầu là 01/07/2025" in words[6]
    assert "Tên ghi “ấp”, loại ghi “khu phố”" in words[7]


def test_names_that_differ_by_marks_alone_are_two_and_a_person_is_asked(commune: Commune) -> None:
    rows = [["Khu phố Thanh An"], ["Khu phố Thạnh An"], ["KHU PHỐ THẠNH AN"], ["khu pho 3"]]
    upload = receive(commune, book(rows))
    first, second, third, numbered = outcomes(upload)

    assert (first[0], second[0]) == (Outcome.CREATE, Outcome.CREATE)
    assert second[1].endswith("Chỉ khác dấu với Khu phố Thanh An ở dòng 4; nếu là một, hãy bỏ một dòng.")
    assert third == (Outcome.REFUSE, "Trùng với dòng 5 (cùng tên KHU PHỐ THẠNH AN).")
    assert numbered[0] == Outcome.MATCH

    enter(commune, "Khu phố Thạnh An")
    apart, same, unmarked = outcomes(receive(commune, book([*rows[:2], ["khu pho thanh an"]])))

    asked = "Gần giống Khu phố Thạnh An đã có (chỉ khác dấu); nếu là một, hãy bỏ dòng này."
    assert (apart[0], asked in apart[1]) == (Outcome.CREATE, True)
    assert same[0] == Outcome.MATCH
    assert unmarked[0] == Outcome.REFUSE


def test_list_without_marks_means_the_khu_pho_that_is_there(commune: Commune) -> None:
    enter(commune, "Khu phố Hòa Bình")

    bare, near = outcomes(receive(commune, book([["khu pho hoa binh"], ["Khu phố Hoa Bình"]])))

    assert bare == (Outcome.MATCH, "Đã có Khu phố Hòa Bình từ 01/07/2025.")
    assert (near[0], "Gần giống Khu phố Hòa Bình đã có (chỉ khác dấu)" in near[1]) == (Outcome.CREATE, True)


def test_old_name_after_its_end_is_a_new_unit_that_a_person_should_look_at(commune: Commune) -> None:
    change(commune, CommunityAct.MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 1")

    ((outcome, reason),) = outcomes(receive(commune, book([["Khu phố 2", "", dt.date(2026, 5, 1)]])))

    assert outcome == Outcome.CREATE
    assert reason.endswith("Dòng này được ghi thành đơn vị mới cùng tên.")


@pytest.mark.parametrize("number", [40, 500])
def test_judging_any_list_takes_the_same_queries(
    commune: Commune, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    importer = CommunityImporter()
    file = book([[f"Khu phố {place}", "", None, "NQ 9", str(place)] for place in range(100, 100 + number)])
    rows = understand(file, TEMPLATE, {}).rows
    context = Context(commune.ward, commune.officer, timezone.now(), {})

    with django_assert_num_queries(4):
        decisions = importer.plan(rows, context)

    assert len(decisions) == number


@pytest.mark.parametrize("number", [60, 500])
def test_writing_any_list_takes_a_fixed_number_of_queries(
    commune: Commune, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    upload = receive(commune, book([[f"Khu phố {place}"] for place in range(100, 100 + number)]))
    workflow.confirm(upload, by=commune.officer, at=timezone.now())

    with django_assert_max_num_queries(90):
        workflow.write(upload.pk, at=timezone.now())

    assert len(standing(commune, DAY)) == number + 4


def test_any_workbook_of_names_is_understood(commune: Commune) -> None:
    own = Workbook()
    sheet = own.active
    assert sheet is not None
    for row in (
        ["ỦY BAN NHÂN DÂN PHƯỜNG HÒA BÌNH"],
        ["DANH SÁCH KHU PHỐ, ẤP"],
        ["STT", "Tên khu phố, ấp", "Số nghị quyết", "Ngày thành lập"],
        [1, "Khu phố 11", "12/NQ-HĐND", "05/02/2026"],
        [2, "Ấp Tây", "", ""],
    ):
        sheet.append(row)

    assert [outcome for outcome, _ in outcomes(receive(commune, content(own)))] == [Outcome.CREATE, Outcome.CREATE]


def workbook(*rows: Sequence[Any]) -> bytes:
    own = Workbook()
    sheet = own.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    return content(own)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ([2, "", "", "", "", ""], "ô bắt buộc còn trống"),
        (["", "", "ấp", "", "", ""], "ô bắt buộc còn trống"),
        (["", "", "", "NQ 9", "", ""], "ô bắt buộc còn trống"),
        ([2, "", "", "", "05/02/2026", ""], "ô bắt buộc còn trống"),
        ([2, "", "", "", "", "702"], "ô bắt buộc còn trống"),
        ([2, '="Khu phố "&2', "", "", "", ""], "công thức chưa có kết quả"),
        (["", '="Khu phố "&2', "", "", "", ""], "công thức chưa có kết quả"),
        ([2, "#REF!", "", "", "", ""], "lỗi #REF!"),
    ],
)
@pytest.mark.parametrize("after_sum", [False, True])
def test_row_whose_name_is_empty_or_no_value_is_refused_and_not_left_out(
    commune: Commune, row: list[Any], sentence: str, after_sum: bool
) -> None:
    if after_sum and row[0] == "" and not str(row[1]).startswith("="):
        pytest.skip("a line without number and name below a sum is a signature or a note")
    head = ["STT", "Tên khu phố, ấp", "Loại", "Căn cứ", "Từ ngày", "Mã"]
    summed = [["", "Cộng: 1 khu phố"]] if after_sum else []
    file = workbook(head, [1, "Khu phố 11"], *summed, row, [3, "Khu phố 13"])

    found = outcomes(receive(commune, file))

    assert [outcome for outcome, _ in found] == [Outcome.CREATE, Outcome.REFUSE, Outcome.CREATE]
    assert sentence in found[1][1]


def test_numbers_made_ready_below_the_list_are_no_rows(commune: Commune) -> None:
    file = workbook(["STT", "Tên khu phố"], [1, "Khu phố 11"], [2, "Khu phố 12"], [3], [4])

    read = understand(file, TEMPLATE, {})

    assert [row["name"] for row in read.rows] == ["Khu phố 11", "Khu phố 12"]
    assert [left.why for left in read.left_out] == ["Dòng chỉ có số thứ tự."] * 2


def test_code_of_another_unit_on_that_day_is_refused_row_by_row(commune: Commune) -> None:
    other = make_unit("Xã Tân", UnitKind.WARD, commune.province)
    make_unit("Ấp Tây", UnitKind.COMMUNITY, other, code="777", valid_to=dt.date(2026, 2, 28))
    rows: list[list[Any]] = [
        ["Khu phố 8", "", dt.date(2026, 2, 28), "", "777"],
        ["Khu phố 9", "", dt.date(2026, 3, 1), "", "777"],
        ["Khu phố 10", "", dt.date(2026, 3, 1), "", "777"],
    ]

    found = outcomes(receive(commune, book(rows)))

    assert [outcome for outcome, _ in found] == [Outcome.REFUSE, Outcome.CREATE, Outcome.REFUSE]
    assert "Mã 777 là của Ấp Tây" in found[0][1]
    assert "Mã 777 trùng với dòng" in found[2][1]
