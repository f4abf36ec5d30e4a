"""The second series of a review: titles, money and other flows on the map of the stage's last day, where it changed.

What was approved stands as it was in every other table; here the same counts are put on one map, so that years compare.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from hocTap.lib import vi
from indicators.enums import Quality
from indicators.restating.words import figure
from indicators.rules.restating import Restated
from reports.paper.parts import Cell, Column, Table, text
from reports.paper.widths import fits
from reports.review import spec
from reports.review.findings import Findings
from reports.review.ledger import MISSING, count_cell, over, row
from reports.review.one_map import OnOneMap

KNOWN = "Mức tin cậy"
MARKS = {
    Quality.EXACT: ("đúng", "cộng từ các đơn vị nằm trọn trong địa bàn"),
    Quality.ESTIMATED: ("ước", "có phần chia theo tỉ lệ ghi trong văn bản"),
    Quality.BOUNDED: ("khoảng", "có đơn vị bị chia mà không rõ tỉ lệ, không lấy số giữa"),
    Quality.UNKNOWN: ("chưa rõ", "chưa biết phần nào thuộc địa bàn"),
    Quality.MISSING: (MISSING, "có đơn vị chưa có số liệu được duyệt"),
}
"""How well a number is known, in a word that stays on one line of paper, and what the word means."""
ROOM, YEAR, MARK = 235, 16, 16
"""Millimetres of paper for all columns but the year's, for the year, for a mark."""

Thing = TypeVar("Thing", spec.Title, spec.Flow)


def restated_tables(found: Findings) -> tuple[Table, ...]:
    """Year by year on one map: a number where it is known, else its bounds, and how well it is known."""
    series = found.facts.on_one_map
    if series is None:
        return ()
    titles = _in_tables(found.titles, lambda some: _titles_table(found, series, some))
    return (*titles, *_in_tables(found.flows, lambda some: _flows_table(found, series, some)))


def _in_tables(things: Sequence[Thing], build: Callable[[Sequence[Thing]], Table]) -> list[Table]:
    """One table for all, or as few as have room for their bounds: "từ 12.000 đến 13.000" is wider than a number."""
    tables: list[Table] = []
    for number in range(1, len(things) + 1):
        size = -(-len(things) // number)
        tables = [build(things[at : at + size]) for at in range(0, len(things), size)]
        if all(fits(each.columns, [row.cells for row in each.rows]) for each in tables):
            break
    return tables if len(tables) < 2 else [_part_of(each, n, len(tables)) for n, each in enumerate(tables, start=1)]


def _part_of(table: Table, number: int, of: int) -> Table:
    """One of several tables that are one series; the notes of all stand under the last."""
    key = table.key if number == 1 else f"{table.key}-{number}"
    notes = table.notes if number == of else (f"xem dưới phần {of}/{of}.",)
    return replace(table, key=key, title=f"{table.title}, phần {number}/{of}", notes=notes)


def _titles_table(found: Findings, series: OnOneMap, titles: Sequence[spec.Title]) -> Table:
    rows = tuple(
        row(
            text(found.year_words(year)),
            *(cell for n, title in enumerate(titles) for cell in _cells(found, series, title, year, 1 + 4 * n)),
        )
        for year in found.series.years
    )
    width = round((ROOM / len(titles) - MARK) / 3, 2)
    columns = [Column("Năm", YEAR)]
    for title in titles:
        group = title.kind.label
        columns += [Column(head, width, group) for head in ("Công nhận", "Tổng số", "Tỉ lệ")]
        columns.append(Column(KNOWN, MARK, group, numeric=False))
    name = f"Các danh hiệu học tập quy đổi theo địa bàn ngày {vi.day(found.facts.as_of)}, {found.stage}"
    notes = (
        *_notes(found, series, {code for title in titles for code in found.all_codes(title)}),
        "Danh hiệu đi theo địa chỉ: nơi có sổ thì theo sổ, nơi không có sổ thì theo tỉ lệ.",
    )
    return Table("restated", name, tuple(columns), rows, spec.RESTATED, notes=notes)


def _flows_table(found: Findings, series: OnOneMap, flows: Sequence[spec.Flow]) -> Table:
    """Money, classes and honours; each with how well it is known, since their rules differ."""
    rows = tuple(
        row(text(found.year_words(year)), *(cell for flow in flows for cell in _flow_cells(series, flow, year)))
        for year in found.series.years
    )
    columns = [Column("Năm", YEAR)]
    room = (ROOM - MARK * len(flows)) / sum(flow.width for flow in flows)
    for flow in flows:
        group = flow.label if flow.group == flow.label else f"{flow.group}: {flow.label[:1].lower()}{flow.label[1:]}"
        columns += [
            Column("Số", min(48, round(flow.width * room, 2)), group),
            Column(KNOWN, MARK, group, numeric=False),
        ]
    name = f"Học tập cộng đồng, khuyến học, khen thưởng quy đổi theo địa bàn ngày {vi.day(found.facts.as_of)}"
    notes = (
        *_notes(found, series, {flow.code for flow in flows}),
        "Tiền của đơn vị bị chia đi theo biên bản bàn giao quỹ, không theo số hộ.",
    )
    return Table("restated-flows", f"{name}, {found.stage}", tuple(columns), rows, spec.RESTATED, notes=notes)


def _notes(found: Findings, series: OnOneMap, codes: set[str]) -> tuple[str, ...]:
    """What the series is, and the marks that stand in the table."""
    met = {result.quality for (code, _), result in series.results.items() if code in codes}
    marks = (f"“{word}”: {meaning}" for quality, (word, meaning) in MARKS.items() if quality in met)
    return (
        f"Chuỗi tính lại theo địa bàn ngày {vi.day(found.facts.as_of)}; số đã duyệt ở các bảng khác giữ nguyên. "
        f"{KNOWN}: {'; '.join(marks)}.",
        *(f"Thay đổi địa bàn {each}." for each in series.breaks),
    )


def _flow_cells(series: OnOneMap, flow: spec.Flow, year: int) -> list[Cell]:
    result = series.results[flow.code, year]
    return [_cell(result), _mark(result.quality)]


def _cells(found: Findings, series: OnOneMap, title: spec.Title, year: int, at: int) -> list[Cell]:
    count, base = (series.results[code, year] for code in found.codes(title, year))
    rate = text(vi.NOTHING)
    if count.value is not None and base.value is not None:
        rate = over(found.ledger.rate_cell(count.value, base.value, ""), at, at + 1)
    worst = max((count.quality, base.quality), key=list(Quality).index)
    return [_cell(count), _cell(base), rate, _mark(worst)]


def _mark(quality: Quality) -> Cell:
    return text(MARKS[quality][0])


def _cell(result: Restated) -> Cell:
    return text(figure(result)) if result.value is None else count_cell(result.value)
