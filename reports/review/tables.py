"""The tables of a review; each number was entered in the ledger under a key that stays the same from print to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hocTap.lib import vi
from indicators.series import Ward
from reports.paper.parts import Cell, CellKind, Column, Table, TableRow, plain, text
from reports.review import spec
from reports.review.findings import Findings
from reports.review.ledger import Count, Share, count_cell, row

ORDINAL = Column("TT", 9)
WARD = Column("Phường", 34, numeric=False)
TRIPLE = ("Công nhận", "Tổng số", "Tỉ lệ")


def coverage_table(found: Findings) -> Table:
    """Wards that a learning centre serves on the last day."""
    words = f"Phường có trung tâm học tập cộng đồng đang hoạt động, ngày {vi.day(found.facts.as_of)}"
    rows = (row(plain(1), text(words), found.ledger.shown(found.coverage)),)
    columns = (
        ORDINAL,
        Column("Nội dung", 90, numeric=False),
        Column("Số phường có", 22),
        Column("Tổng số phường", 24),
        Column("Tỉ lệ", 20),
    )
    notes = tuple(f"Chưa có trung tâm: {ward.name}." for ward in found.facts.uncovered)
    return Table("coverage", "Mạng lưới trung tâm học tập cộng đồng", columns, rows, spec.SUMMARY, "Bảng 1", notes)


# Titles


def titles_table(found: Findings) -> Table:
    """The titles at the end of the stage."""
    rows = tuple(
        row(
            plain(number),
            text(each.title.kind.label),
            text(each.title.unit_name),
            each.share,
            text(each.indicator.base_label),
        )
        for number, each in enumerate(found.title_results, start=1)
    )
    columns = (
        ORDINAL,
        Column("Danh hiệu", 38, numeric=False),
        Column("Đơn vị tính", 19, numeric=False),
        Column("Được công nhận", 22),
        Column("Tổng số", 20),
        Column("Tỉ lệ", 19),
        Column("Tỉ lệ tính trên", 38, numeric=False),
    )
    name = f"Kết quả công nhận các danh hiệu học tập đến cuối năm {found.series.last}"
    return Table("titles", name, columns, rows, spec.SUMMARY, "Bảng 2", found.title_notes)


def titles_by_ward_table(found: Findings) -> Table:
    """The titles at the end of the stage, ward by ward."""
    rows = [
        row(plain(number), text(ward.name), *(found.at_end(title, ward) for title in found.titles))
        for number, ward in enumerate(found.series.wards_at_end, start=1)
    ]
    total = total_row("Tổng cộng", [each.share for each in found.title_results], len(rows))
    name = f"Các danh hiệu học tập theo phường đến cuối năm {found.series.last}"
    columns = (ORDINAL, WARD, *_triples([title.kind.label for title in found.titles], 209))
    return Table("titles-by-ward", name, columns, (*rows, total), spec.BY_WARD, notes=found.title_notes)


def titles_by_year_table(found: Findings) -> Table:
    """The titles year by year; stocks are not added over years, so there is no total."""
    rows = tuple(
        row(plain(year), text(_regime(year)), *(found.in_year(title, year) for title in found.titles))
        for year in found.series.years
    )
    name = f"Các danh hiệu học tập theo năm, {found.stage}"
    heads = (Column("Năm", 14), Column("Tiêu chí", 22, numeric=False))
    columns = (*heads, *_triples([title.kind.label for title in found.titles], 216))
    return Table("titles-by-year", name, columns, rows, spec.BY_YEAR, notes=found.regime_notes)


def _regime(year: int) -> str:
    regime = spec.regime_of(year)
    return regime.label if regime else vi.NOTHING


def ward_and_year_tables(found: Findings) -> tuple[Table, ...]:
    """For each title every ward in every year, in blocks of years that fit a page."""
    return tuple(
        _ward_and_year_table(found, title, years)
        for title in found.titles
        for years in spec.blocks(found.series.first, found.series.last)
    )


def _ward_and_year_table(found: Findings, title: spec.Title, years: range) -> Table:
    rows = [
        row(plain(number), text(ward.name), *(found.in_year(title, year, ward) for year in years))
        for number, ward in enumerate(found.wards_of(years), start=1)
    ]
    total = total_row("Tổng cộng", [found.in_year(title, year) for year in years], len(rows))
    span = f"năm {years[0]}" if len(years) == 1 else f"các năm {years[0]} - {years[-1]}"
    columns = (ORDINAL, replace(WARD, width=24), *_pairs([f"Năm {year}" for year in years], 219))
    key = f"{title.kind.value}-{years[0]}-{years[-1]}"
    name = f"{title.kind.label} theo phường và theo năm, {span}"
    return Table(key, name, columns, (*rows, total), spec.BY_WARD_AND_YEAR, notes=found.regime_notes)


# Money, honours, classes


def flows_by_year_table(found: Findings) -> Table:
    """What happened in each year, and over the stage: flows add up."""
    rows = [row(plain(year), *(found.flow(flow, year=year) for flow in found.flows)) for year in found.series.years]
    total = total_row("Cộng", [*found.totals.values()], len(rows), before=())
    name = f"Hoạt động học tập cộng đồng, khuyến học và khen thưởng, {found.stage}"
    columns = (Column("Năm", 14), *_flow_columns(found))
    return Table("flows-by-year", name, columns, (*rows, total), spec.BY_YEAR, "Bảng 3")


def flows_by_ward_table(found: Findings) -> Table:
    """The same by ward: every ward that stood in some year of the stage gives to the total."""
    wards: list[Ward] = [*found.wards_of(found.series.years), *found.own]
    rows = [
        row(plain(number), text(ward.name), *(found.flow(flow, ward=ward) for flow in found.flows))
        for number, ward in enumerate(wards, start=1)
    ]
    total = total_row("Tổng cộng", [*found.totals.values()], len(rows))
    name = f"Hoạt động học tập cộng đồng, khuyến học và khen thưởng theo phường, {found.stage}"
    columns = (ORDINAL, WARD, *(replace(each, width=each.width + 8) for each in _flow_columns(found)))
    return Table("flows-by-ward", name, columns, (*rows, total), spec.BY_WARD)


def _flow_columns(found: Findings) -> list[Column]:
    return [Column(flow.label, flow.width, flow.group) for flow in found.flows]


def differences_tables(found: Findings) -> tuple[Table, ...]:
    """Registers that do not say what the ward's approved sheet says; nothing where all agree."""
    if not found.differences:
        return ()
    measures = found.series.measures
    rows = tuple(
        row(
            plain(number),
            text(each.ward.name),
            plain(each.year),
            text(measures[each.code].label),
            text(each.register.label),
            count_cell(each.recorded),
            count_cell(each.approved),
        )
        for number, each in enumerate(found.differences, start=1)
    )
    columns = (
        ORDINAL,
        WARD,
        Column("Năm", 14),
        Column("Chỉ tiêu", 70, numeric=False),
        Column("Sổ", 50, numeric=False),
        Column("Số theo sổ", 35),
        Column("Số đã duyệt", 35),
    )
    notes = ("Báo cáo này lấy số theo sổ.",)
    return (Table("differences", "Số theo sổ khác số đã duyệt", columns, rows, spec.DIFFERENCES, notes=notes),)


# Parts of tables


def total_row(
    label: str, parts: Sequence[Count | Share], rows: int, before: tuple[Cell, ...] = (Cell(""),)
) -> TableRow:
    """The row of totals: each count adds up the rows above it, each rate is of the totals beside it."""
    made = row(*before, text(label), *parts, total=True)
    span = (0, rows - 1)
    cells = (replace(cell, total_of=span) if cell.kind == CellKind.COUNT else cell for cell in made.cells)
    return replace(made, cells=tuple(cells))


def _triples(groups: Sequence[str], width: float) -> list[Column]:
    each = round(width / (3 * max(len(groups), 1)), 2)
    return [Column(label, each, group) for group in groups for label in TRIPLE]


def _pairs(groups: Sequence[str], width: float) -> list[Column]:
    """Counts and rates; the bases between them stand on the page and in Excel, paper is too narrow."""
    each = round(width / (2 * len(groups)), 2)
    return [Column(label, each, group, on_paper=label != TRIPLE[1]) for group in groups for label in TRIPLE]
