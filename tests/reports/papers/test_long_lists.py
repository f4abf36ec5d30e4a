"""Long lists written directly: every row once, heads and numbers on each page, words that stay in their cells."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from hocTap.lib.press.fonts import Face, wrapped
from reports.paper.parts import Annex, Column, Heading, Table, TableRow, plain, text
from reports.papers import pdf
from reports.papers.long_lists import LONG, is_long
from reports.papers.parts import Article, Official

HEADING = Heading(
    "",
    ("ỦY BAN NHÂN DÂN", "PHƯỜNG 5"),
    "05",
    "QĐ-UBND",
    "Phường 5",
    "ngày 20 tháng 10 năm 2020",
    "Về việc công nhận",
    (),
    "CHỦ TỊCH",
    "Trần Văn Ký",
    ("Lưu: VT",),
    issued=True,
)
COLUMNS = (Column("STT", 13), Column("Họ và tên chủ hộ", 60, numeric=False), Column("Địa chỉ", 92, numeric=False))


def paper_of(names: list[str]) -> Official:
    rows = tuple(TableRow((plain(n), text(name), text(f"{n} đường Minh Họa"))) for n, name in enumerate(names, start=1))
    annex = Annex("", "DANH SÁCH", (Table("d", "", COLUMNS, rows, "Danh sách"),), ("Hết.",), upright=True)
    return Official(
        kind="titles-decision",
        type_name="QUYẾT ĐỊNH",
        cited_as="Quyết định",
        heading=HEADING,
        articles=(Article("Điều 1.", "Công nhận."),),
        annexes=(annex,),
    )


def pages(paper: Official) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf.render(paper))).pages]


def test_every_row_of_a_long_list_is_printed_once_under_a_head_on_numbered_pages() -> None:
    names = [f"Trần Thị Ẵng Đường số{n}." for n in range(1, LONG + 2)]

    first, *listed = pages(paper_of(names))

    found = re.findall(r"số(\d+)\.", "".join(listed))
    assert found == [str(n) for n in range(1, LONG + 2)]
    assert "Điều 1." in first
    assert all("Họ và tên chủ hộ" in page for page in listed)
    assert [page.split()[0] for page in listed[1:]] == [str(n) for n in range(2, len(listed) + 1)]
    assert "Kèm theo Quyết định số 05/QĐ-UBND" in " ".join(listed[0].split())
    assert "Hết." in listed[-1]


def test_only_a_list_with_more_rows_is_written_directly() -> None:
    short, long = paper_of(["Lê An"] * LONG), paper_of(["Lê An"] * (LONG + 1))

    assert [is_long(each.annexes[0]) for each in (short, long)] == [False, True]


@pytest.mark.parametrize("name", ["Lê " + "Dài" * 40, "Tôn Nữ Công Tằng Huyền Trân Ngọc Bảo Châu " * 3, "<b>&(\\)"])
def test_long_and_strange_names_wrap_within_their_cell(name: str) -> None:
    face = Face("regular")

    lines = wrapped(face, name, 12, 100)
    (_, *listed) = pages(paper_of([name, *["Lê An"] * LONG]))

    assert max(face.width(line, 12) for line in lines) <= 100
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", name)
    assert re.sub(r"\s", "", name)[:12] in re.sub(r"\s", "", listed[0])


def test_same_list_is_the_same_pages() -> None:
    paper = paper_of(["Lê An"] * (LONG + 1))

    assert pages(paper) == pages(replace(paper))
