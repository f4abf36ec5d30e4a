"""A page of HTML as Word: what a template may hold arrives as what it is."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.oxml.ns import qn

from hocTap.lib import word

PAGE = """<!DOCTYPE html><html lang="vi"><head><title>Sổ</title></head><body>
<header><div><p>HỘI KHUYẾN HỌC</p></div><div><p><em>Phường 5, ngày 1</em></p></div></header>
<h1>SỔ QUỸ</h1><p class="subject">Tiền <b>mặt</b></p>
<ul><li>một</li><li>hai</li></ul>
<table><thead><tr><th>STT</th><th>Diễn giải</th><th>Số tiền</th></tr></thead>
<tbody><tr><td>1</td><td>Ủng hộ &lt;b&gt;</td><td class="num">1.000</td></tr>
<tr class="row-total"><th colspan="2">Cộng</th><td class="num">1.000</td></tr></tbody></table>
<div class="signatures"><p><strong>THỦ QUỸ</strong><br><em>(Ký, họ tên)</em></p><p><strong>KẾ TOÁN</strong></p></div>
<img src="http://169.254.169.254/x.png"><p>Cuối\x0b trang</p></body></html>"""


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def test_title_headings_lists_and_tables_are_real() -> None:
    made = opened(word.from_html(PAGE))
    styled = {line.text: line.style.name for line in made.paragraphs}

    assert made.core_properties.title == "Sổ"
    assert styled["SỔ QUỸ"] == "Title"
    assert styled["một"] == styled["hai"] == "List Bullet"
    head, rows, signing = made.tables
    assert [cell.text for cell in head.rows[0].cells] == ["HỘI KHUYẾN HỌC", "Phường 5, ngày 1"]
    assert [[cell.text for cell in row.cells] for row in rows.rows] == [
        ["STT", "Diễn giải", "Số tiền"],
        ["1", "Ủng hộ <b>", "1.000"],
        ["Cộng", "Cộng", "1.000"],
    ]
    assert [cell.text for cell in signing.rows[0].cells] == ["THỦ QUỸ\n(Ký, họ tên)", "KẾ TOÁN"]


def test_head_of_a_table_repeats_and_no_row_is_parted() -> None:
    rows = opened(word.from_html(PAGE)).tables[1].rows

    assert [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [True, False, False]
    assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in rows)


def test_numbers_stand_right_and_sums_are_bold() -> None:
    _, row, total = opened(word.from_html(PAGE)).tables[1].rows

    assert row.cells[2].paragraphs[0].alignment == 2
    assert row.cells[1].paragraphs[0].alignment == 0
    assert not row.cells[2].paragraphs[0].runs[0].bold
    assert total.cells[2].paragraphs[0].runs[0].bold


def test_paper_lies_and_tables_fill_it() -> None:
    made = opened(word.from_html(PAGE, word.LYING))
    section = made.sections[0]
    grid = [int(each.get(qn("w:w"))) for each in made.tables[1]._tbl.iter(qn("w:gridCol"))]

    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert abs(sum(grid) / word.TWIPS - word.LYING.room) < 1


def test_marks_stand_at_the_foot_of_each_page() -> None:
    section = opened(word.from_html(PAGE.replace("<body>", '<body data-marks="Số liệu minh họa">'))).sections[0]

    assert section.first_page_footer.paragraphs[0].text == "Số liệu minh họa"
    assert section.footer.paragraphs[0].text == "Số liệu minh họa"
    assert not opened(word.from_html(PAGE)).sections[0].first_page_footer.paragraphs[0].text


def test_nothing_is_fetched_and_signs_that_break_a_file_are_left_out() -> None:
    content = word.from_html(PAGE)
    made = opened(content)

    assert all(not each.is_external for each in made.part.rels.values())
    assert made.paragraphs[-1].text == "Cuối trang"


def test_month_stays_on_one_line_where_the_other_columns_have_words_to_part() -> None:
    def first(looks: str) -> int:
        long = "<td>Nhận chuyển, bàn giao trong kỳ của các quỹ</td>" * 5
        row = f'<tr><th class="{looks}">Tháng 12/2020</th>{long}</tr>'
        made = opened(word.from_html(f"<html><body><table><tbody>{row}</tbody></table></body></html>"))
        return int(next(made.tables[0]._tbl.iter(qn("w:gridCol"))).get(qn("w:w")))

    assert first("text-nowrap") > 25 * word.TWIPS > first("")


def test_word_of_sixty_letters_does_not_widen_the_page() -> None:
    row = f"<tr><td>1</td><td>{'x' * 60}</td><td>{'y' * 60}</td></tr>"
    made = opened(word.from_html(f"<html><body><table><tbody>{row}</tbody></table></body></html>"))
    grid = [int(each.get(qn("w:w"))) for each in made.tables[0]._tbl.iter(qn("w:gridCol"))]

    assert abs(sum(grid) / word.TWIPS - word.UPRIGHT.room) < 1
    assert min(grid) / word.TWIPS > 8


def test_head_of_a_state_body_keeps_the_name_of_the_state_on_one_line() -> None:
    """In 100 of the page's 160 millimetres, in the size that the decree gives; LibreOffice goes by the grid."""
    head = '<header class="report-head"><div>A</div><div><p class="state-name">CỘNG HÒA</p></div></header>'
    (table,) = opened(word.from_html(f"<html><body>{head}</body></html>", size=13)).tables

    grid = [int(each.get(qn("w:w"))) / word.TWIPS for each in table._tbl.iter(qn("w:gridCol"))]
    assert [round(each) for each in grid] == [61, 99]
    assert table.cell(0, 1).paragraphs[0].runs[0].font.size.pt == 12.5
