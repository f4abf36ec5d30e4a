"""The second series of a review: titles, money and other flows on the map of the stage's last day, where it changed.

What was approved stands as it was in every other table; here the same counts are put on one map, so that years compare.
"""

from __future__ import annotations

from hocTap.lib import vi
from indicators.enums import Quality
from indicators.restating.words import figure
from indicators.rules.restating import Restated
from reports.paper.parts import Cell, Column, Table, text
from reports.review import spec
from reports.review.findings import Findings
from reports.review.ledger import count_cell, over, row
from reports.review.one_map import OnOneMap


def restated_tables(found: Findings) -> tuple[Table, ...]:
    """Year by year on one map: a number where it is known, else its bounds, and how well it is known."""
    series = found.facts.on_one_map
    if series is None:
        return ()
    titles = (_titles_table(found, series),) if found.titles else ()
    return (*titles, _flows_table(found, series)) if found.flows else titles


def _titles_table(found: Findings, series: OnOneMap) -> Table:
    rows = tuple(
        row(
            text(found.year_words(year)),
            *(cell for title in found.titles for cell in _cells(found, series, title, year)),
        )
        for year in found.series.years
    )
    width = round(236 / (4 * len(found.titles)), 2)
    heads = ("Công nhận", "Tổng số", "Tỉ lệ", KNOWN)
    columns = (
        Column("Năm", 16),
        *(Column(head, width, title.kind.label, numeric=head != KNOWN) for title in found.titles for head in heads),
    )
    name = f"Các danh hiệu học tập quy đổi theo địa bàn ngày {vi.day(found.facts.as_of)}, {found.stage}"
    notes = (
        *_notes(found, series),
        "Danh hiệu đi theo địa chỉ: nơi có sổ thì theo sổ, nơi không có sổ thì theo tỉ lệ.",
    )
    return Table("restated", name, columns, rows, spec.RESTATED, notes=notes)


def _flows_table(found: Findings, series: OnOneMap) -> Table:
    """Money, classes and honours; each with how well it is known, since their rules differ."""
    rows = tuple(
        row(text(found.year_words(year)), *(cell for flow in found.flows for cell in _flow_cells(series, flow, year)))
        for year in found.series.years
    )
    columns = [Column("Năm", 16)]
    room = (236 - 14 * len(found.flows)) / sum(flow.width for flow in found.flows)
    for flow in found.flows:
        group = flow.label if flow.group == flow.label else f"{flow.group}: {flow.label[:1].lower()}{flow.label[1:]}"
        columns += [Column("Số", min(40, round(flow.width * room, 2)), group), Column(KNOWN, 14, group, numeric=False)]
    name = f"Học tập cộng đồng, khuyến học, khen thưởng quy đổi theo địa bàn ngày {vi.day(found.facts.as_of)}"
    notes = (
        *_notes(found, series),
        "Tiền của đơn vị bị chia đi theo biên bản bàn giao quỹ, không theo số hộ.",
    )
    return Table("restated-flows", f"{name}, {found.stage}", tuple(columns), rows, spec.RESTATED, notes=notes)


def _notes(found: Findings, series: OnOneMap) -> tuple[str, ...]:
    return (
        f"Chuỗi tính lại theo địa bàn ngày {vi.day(found.facts.as_of)}; số đã duyệt ở các bảng khác giữ nguyên.",
        "“Trong khoảng”: có đơn vị bị chia mà không rõ tỉ lệ, không lấy số giữa. “Thiếu số liệu”: có đơn vị chưa có số "
        "liệu được duyệt.",
        *(f"Thay đổi địa bàn {each}." for each in series.breaks),
    )


KNOWN = "Mức tin cậy"


def _flow_cells(series: OnOneMap, flow: spec.Flow, year: int) -> list[Cell]:
    result = series.results[flow.code, year]
    return [_cell(result), text(str(result.quality.label))]


def _cells(found: Findings, series: OnOneMap, title: spec.Title, year: int) -> list[Cell]:
    count, base = (series.results[code, year] for code in found.codes(title))
    at = 1 + 4 * found.titles.index(title)
    rate = text(vi.NOTHING)
    if count.value is not None and base.value is not None:
        rate = over(found.ledger.rate_cell(count.value, base.value, ""), at, at + 1)
    worst = max((count.quality, base.quality), key=list(Quality).index)
    return [_cell(count), _cell(base), rate, text(str(worst.label))]


def _cell(result: Restated) -> Cell:
    return text(figure(result)) if result.value is None else count_cell(result.value)
