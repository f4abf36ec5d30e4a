"""Widths of printed columns: as asked for, and never narrower than their numbers."""

from __future__ import annotations

import pytest

from reports.paper.html import render_table
from reports.paper.parts import Cell, Column, Table, TableRow, text
from reports.paper.widths import fitted

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
