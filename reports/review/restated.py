"""The second series of a review: the titles' counts on the map of the stage's last day, where the map changed.

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
    """Each title year by year on one map: a number where it is known, else its bounds, and how well it is known."""
    series = found.facts.on_one_map
    if series is None or not found.titles:
        return ()
    rows = tuple(
        row(
            text(found.year_words(year)),
            *(cell for title in found.titles for cell in _cells(found, series, title, year)),
        )
        for year in found.series.years
    )
    width = round(236 / (4 * len(found.titles)), 2)
    heads = ("Công nhận", "Tổng số", "Tỉ lệ", "Mức tin cậy")
    columns = (
        Column("Năm", 16),
        *(Column(head, width, title.kind.label, numeric=head != heads[3]) for title in found.titles for head in heads),
    )
    day = vi.day(found.facts.as_of)
    notes = (
        f"Chuỗi tính lại theo địa bàn ngày {day}; số đã duyệt ở các bảng khác giữ nguyên.",
        "“Trong khoảng”: có đơn vị bị chia mà không rõ tỉ lệ, không lấy số giữa. “Thiếu số liệu”: có đơn vị chưa có số "
        "liệu được duyệt.",
        *(f"Thay đổi địa bàn {each}." for each in series.breaks),
    )
    name = f"Chuỗi số liệu quy đổi theo địa bàn ngày {day}, {found.stage}"
    return (Table("restated", name, columns, rows, spec.BY_YEAR, notes=notes),)


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
