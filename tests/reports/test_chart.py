"""The picture: one description, no inline style, lines told apart without colour."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from reports.review.chart import SHAPES, Line, dash, spread_apart, titles_chart


def line(label: str, *shares: str) -> Line:
    return Line(label, {2012 + n: (Decimal(share), f"{share},00%") for n, share in enumerate(shares)})


LINES = [line("Gia đình học tập", *"123456789"), line("Đơn vị học tập", *"987654321")]


def test_the_chart_obeys_the_security_policy_and_describes_itself_once() -> None:
    chart = titles_chart(LINES, 2012, 2020, ())

    assert not re.search(r"\sstyle=|<style|<script|href=", chart.svg)
    (first,) = re.findall(r"^<svg [^>]*><title>(.*?)</title>", chart.svg)
    assert first.startswith("Biểu đồ đường theo năm, giai đoạn 2012 - 2020.")
    assert "Gia đình học tập từ 1,00% năm 2012 đến 9,00% năm 2020" in chart.description
    assert (chart.svg.count("<title>"), chart.svg.count('role="img"'), chart.svg.count("aria-label=")) == (1, 1, 0)


def test_lines_differ_by_dash_and_by_shape_in_black() -> None:
    svg = titles_chart(LINES, 2012, 2020, ()).svg

    assert [dash(place) for place in range(3)] == [[1, 0], [8, 3], [8, 3, 2, 3]]
    assert len(set(SHAPES)) == len(SHAPES) == 8
    assert len(set(re.findall(r'stroke="#000000"[^>]*?stroke-dasharray="([^"]*)"', svg))) == 2
    assert not set(re.findall(r"#[0-9a-f]{6}", svg)) - {"#000000", "#ffffff", "#d0d0d0", "#555555", "#333333"}


def test_the_break_between_criteria_is_marked_and_no_line_crosses_it() -> None:
    svg = titles_chart(LINES[:1], 2012, 2020, ()).svg

    assert ">QĐ 448<" in svg
    assert ">Thí điểm<" in svg
    segments = re.findall(r'<path d="([^"]*)"[^>]*stroke-width="1.4"', svg)
    assert [segment.count("L") + 1 for segment in segments] == [4, 5]


def test_labels_have_names_with_decimal_commas() -> None:
    assert ">Đơn vị học tập 1,00%<" in titles_chart(LINES, 2012, 2020, ()).svg


def test_a_chart_without_figures_says_so() -> None:
    chart = titles_chart([Line("Gia đình học tập", {})], 2012, 2020, ())

    assert chart.description.endswith("Chưa có số liệu.")
    assert "<svg" in chart.svg


@pytest.mark.parametrize(
    ("heights", "expected"),
    [
        ([10, 50, 90], [10, 50, 90]),
        ([50, 50, 50], [50, 60, 70]),
        ([99, 98, 10], [100, 90, 10]),
        ([], []),
    ],
)
def test_labels_are_moved_apart_and_stay_on_the_chart(heights: list[float], expected: list[float]) -> None:
    assert spread_apart(heights, 10, 100) == expected
