"""Every number that went into a review, ward by ward and year by year; for the worksheet of sources."""

from __future__ import annotations

from indicators.series import Approved, Ward
from reports.paper.parts import Cell, Column, Table, TableRow, plain, text
from reports.review import spec
from reports.review.findings import Findings
from reports.review.ledger import count_cell


def evidence_table(found: Findings) -> Table:
    """One row for each ward and year, with the sheet it was approved on."""
    codes, series = _codes(found), found.series
    own = (series.own,) if series.own and series.own_codes() & set(codes) else ()
    keepers = (*series.keepers_between(codes), *own)
    cells = _Cells()
    rows = tuple(
        _evidence_row(found, year, ward, codes, keepers, cells)
        for year in series.years
        for ward in (*series.wards[year], *series.ended.get(year, ()), *keepers)
    )
    measures = series.measures
    columns = (
        Column("Năm", 14),
        Column("Đơn vị", 34, numeric=False),
        Column("Báo cáo số liệu", 20),
        *(Column(f"{measures[code].label} ({measures[code].unit_name})", 26) for code in codes),
    )
    return Table("evidence", f"Số liệu dùng để lập báo cáo, {found.stage}", columns, rows, spec.EVIDENCE)


def _codes(found: Findings) -> list[str]:
    return [
        *dict.fromkeys(code for title in found.titles for code in found.all_codes(title)),
        *found.flow_codes,
        *(each.code for each in found.added),
    ]


class _Cells(dict[int | None, Cell]):
    """The cells of numbers, each number's once: most of a large table's are small numbers that come again and again."""

    def __missing__(self, number: int | None) -> Cell:
        made = self[number] = text("") if number is None else count_cell(number)
        return made


def _evidence_row(
    found: Findings, year: int, ward: Ward, codes: list[str], keepers: tuple[Ward, ...], cells: _Cells
) -> TableRow:
    series = found.series
    sheet = series.approved.get((ward.pk, year))
    numbers = series.numbers(codes, ward, year)
    where = _approved_on(sheet) if sheet else text("theo sổ" if ward in keepers else "chưa duyệt")
    return TableRow((plain(year), text(ward.name), where, *[cells[number] for number in numbers]))


def _approved_on(sheet: Approved) -> Cell:
    """The number of the sheet; one that the unit itself approved says so."""
    if not sheet.own:
        return plain(sheet.submission)
    return text(f"{sheet.submission} (đơn vị tự duyệt{', cấp trên đã kiểm tra' if sheet.checked else ''})")
