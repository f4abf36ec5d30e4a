"""Widths of printed columns: as asked for, and never narrower than their numbers."""

from __future__ import annotations

import pytest

from reports.paper.html import render_table
from reports.paper.parts import Cell, Column, Table, TableRow, text
from reports.paper.widths import fits, fitted

HEADS = (Column("Năm", 15), Column("Lượt người", 17), Column("Số tiền (đồng)", 40), Column("Tập thể", 15))


def rows(*lines: tuple[str, ...]) -> list[list[Cell]]:
    return [[text(words) for words in line] for line in lines]


def test_columns_stay_as_asked_where_their_numbers_fit() -> None:
    found = fitted(HEADS, rows(("2020", "53.953", "1.135.100.000", "19")))

    assert found.widths == (15, 17, 40, 15)
    assert not found.small


def test_column_of_longer_numbers_is_widened_and_the_whole_stays_as_wide() -> None:
    found = fitted(HEADS, rows(("2020", "11.453.940", "1.135.100.000", "11.463.300")))

    assert found.widths[1] > 18
    assert found.widths[3] > 18
    assert sum(found.widths) == pytest.approx(sum(column.width for column in HEADS), abs=0.1)
    assert not found.small


def test_small_type_where_there_is_no_room_to_spare() -> None:
    narrow = tuple(Column("Số", 12) for _ in range(6))
    table = Table("so", "Số", narrow, (TableRow(tuple(text("11.453.940") for _ in narrow)),), "Số")

    found = fitted(narrow, [row.cells for row in table.rows])

    assert found.small
    assert sum(found.widths) == pytest.approx(72, abs=0.1)
    assert "dense" in render_table(table, on_paper=True)
    assert "dense" not in render_table(table)


def test_what_stands_beside_a_number_may_go_under_it() -> None:
    found = fitted((Column("Tỉ lệ", 15), Column("Nội dung", 80, numeric=False)), rows(("69,90%", "x")))

    assert found.widths[0] == 15


def test_name_and_what_stands_beside_a_number_keep_to_one_line_where_there_is_room() -> None:
    heads = (Column("Phường", 27, numeric=False), Column("Tỉ lệ", 20), Column("Số tiền (đồng)", 60))
    table = [[text("Phường Minh Phụng"), Cell("71,92%", beside="16/322"), text("1.135.100.000")]]

    roomy, tight = fitted(heads, table), fitted((*heads[:2], Column("Số tiền (đồng)", 26)), table)

    assert roomy.widths[0] > 34
    assert roomy.widths[1] > 24
    assert sum(roomy.widths) == pytest.approx(107, abs=0.1)
    assert tight.widths[1] <= 20


def test_bounds_that_are_wider_than_their_columns_do_not_fit() -> None:
    heads = tuple(Column("Số", 20) for _ in range(3))

    assert fits(heads, rows(("1.234", "5.678", "9.012")))
    assert not fits(heads, rows(("từ 8.378.000 đến 9.751.000",) * 3))
