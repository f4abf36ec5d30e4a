"""The workbook: live formulas with their results beside them, numbers as numbers, words as words."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from indicators.enums import Rounding
from reports.checking.sheets import read
from reports.paper.xlsx import column_widths
from reports.review import xlsx
from reports.review.document import Review
from reports.review.spec import DIFFERENCES, PUBLISHED, RESTATED, SHEETS
from tests.reports.factories import make_golden
from tests.reports.test_document import TABLE, document

Values = dict[str, dict[str, object]]


def values(content: bytes, *, results: bool) -> Values:
    book = load_workbook(io.BytesIO(content), data_only=results)
    return {
        sheet.title: {
            cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None
        }
        for sheet in book.worksheets
    }


def formulas(content: bytes) -> set[tuple[str, str]]:
    found = values(content, results=False)
    return {
        (sheet, place)
        for sheet, cells in found.items()
        for place, value in cells.items()
        if isinstance(value, str) and value.startswith("=")
    }


def recalculated(content: bytes, folder: Path) -> Values:
    """The workbook as LibreOffice computes it, from a copy without any results in it."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is needed: apt-get install -y libreoffice-calc-nogui"
    bare = folder / "bare.xlsx"
    load_workbook(io.BytesIO(content)).save(bare)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, "--headless", profile, "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(bare)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return values((folder / "out" / "bare.xlsx").read_bytes(), results=True)


@pytest.mark.django_db
@pytest.mark.parametrize("rounding", list(Rounding))
def test_libreoffice_computes_the_same_results_as_are_written_beside_the_formulas(
    rounding: Rounding, tmp_path: Path
) -> None:
    content = xlsx.render(make_golden(rounding).read())
    written, computed, places = values(content, results=True), recalculated(content, tmp_path), formulas(content)

    assert len(places) > 100
    assert [
        (sheet, place, written[sheet][place], computed[sheet][place])
        for sheet, place in sorted(places)
        if not same(written[sheet][place], computed[sheet][place])
    ] == []


def same(one: object, other: object) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return abs(Decimal(str(one)) - Decimal(str(other))) < Decimal("0.0000001")


@pytest.mark.django_db
def test_rates_and_totals_are_formulas_over_the_counts_beside_them() -> None:
    found = values(xlsx.render(make_golden(Rounding.CUT).read()), results=False)

    assert found["Tổng hợp"]["F10"] == '=IF(E10=0,"–",ROUNDDOWN(D10*10000/E10,0)/10000)'
    assert found["Theo đơn vị"]["C10"] == "=SUM(C7:C9)"
    assert found["Theo đơn vị"]["E10"] == '=IF(D10=0,"–",ROUNDDOWN(C10*10000/D10,0)/10000)'


@pytest.mark.django_db
def test_numbers_are_numbers_with_vietnamese_formats() -> None:
    book = load_workbook(io.BytesIO(xlsx.render(make_golden().read())), data_only=True)
    count, rate = book["Tổng hợp"]["D10"], book["Tổng hợp"]["F10"]

    assert (count.value, count.number_format) == (10_798, "[$-42A]#,##0")
    assert (rate.value, rate.number_format) == (0.72, "[$-42A]0.00%")


@pytest.mark.django_db
def test_every_sheet_is_named_marked_and_set_up_for_a4() -> None:
    book = load_workbook(io.BytesIO(xlsx.render(make_golden().read())))

    *sheets, chart = book.worksheets
    assert [sheet.title for sheet in sheets] == [
        name for name in SHEETS if name not in {PUBLISHED, RESTATED, DIFFERENCES}
    ]
    assert chart.title == "Biểu đồ"
    for sheet in sheets:
        assert len(sheet.title) <= 31
        assert "DỰ THẢO" in str(sheet["A2"].value)
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert (int(sheet.page_setup.fitToWidth or 1) > 1) == bool(sheet.print_title_cols)
        assert sheet.print_title_rows
        assert sheet.freeze_panes


def small(name: str) -> Review:
    row = replace(TABLE.rows[0], cells=(replace(TABLE.rows[0].cells[0], text=name), *TABLE.rows[0].cells[1:]))
    table = replace(TABLE, rows=(row,))
    section = replace(document().sections[0], tables=(table,))
    return document(sections=(section,), evidence=replace(table, sheet="Nguồn"))


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "=1+1"])
def test_text_that_looks_like_a_formula_stays_text(name: str) -> None:
    content = xlsx.render(small(name))

    cell = load_workbook(io.BytesIO(content))["Tổng hợp"]["A7"]

    assert (cell.value, cell.data_type) == (name, "s")


def test_signs_that_a_workbook_cannot_hold_are_left_out() -> None:
    content = xlsx.render(small("Phường\x00\x0b 5"))

    assert load_workbook(io.BytesIO(content))["Tổng hợp"]["A7"].value == "Phường 5"


def test_columns_are_wide_enough_for_their_numbers() -> None:
    table = replace(TABLE, columns=tuple(replace(column, width=1) for column in TABLE.columns))

    assert column_widths([table])[1] >= len("1.234") + 2


def printed_sizes(content: bytes, folder: Path) -> set[float]:
    """The sizes of all letters, in points, when LibreOffice prints the workbook."""
    office = shutil.which("soffice")
    assert office
    (folder / "in.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), str(folder / "in.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return {
        round(line.size, 1) for sheet in read(folder.joinpath("in.pdf").read_bytes()).sheets for line in sheet.lines
    }


@pytest.mark.django_db
def test_every_sheet_prints_large_enough_to_be_read_and_the_chart_comes_with_it(tmp_path: Path) -> None:
    content = xlsx.render(make_golden().read())

    assert min(printed_sizes(content, tmp_path)) >= 7.5
    (sheet,) = [sheet for sheet in load_workbook(io.BytesIO(content)).worksheets if sheet.title == "Biểu đồ"]
    assert len(sheet._images) == 1  # type: ignore[attr-defined]
    assert sheet["A1"].value
