"""A decision with its list, as data; no database."""

from __future__ import annotations

from dataclasses import replace

from reports.paper.parts import Annex, Column, Heading, Table, TableRow, plain, text
from reports.papers.parts import Article, Official

HEADING = Heading(
    parent_body="",
    agency=("ỦY BAN NHÂN DÂN", "PHƯỜNG 5"),
    number="05",
    symbol="QĐ-UBND",
    place="Phường 5",
    day="ngày 20 tháng 10 năm 2020",
    subject="Về việc công nhận danh hiệu “Gia đình học tập” năm 2020",
    authority=(),
    position="CHỦ TỊCH",
    signer="Trần Văn Ký",
    recipients=("Như Điều 3", "Hội Khuyến học Phường 5", "Lưu: VT"),
    issued=True,
    name="Ủy ban nhân dân Phường 5",
)
LONG = "Công nhận các hộ gia đình đạt danh hiệu “Gia đình học tập” năm 2020 (có danh sách kèm theo). " * 3


def listing(rows: int) -> Table:
    columns = (Column("STT", 13), Column("Họ và tên chủ hộ", 76, numeric=False), Column("Địa chỉ", 76, numeric=False))
    made = tuple(
        TableRow((plain(n), text(f"Nguyễn Thị Số {n}"), text(f"{n} Lạc Long Quân"))) for n in range(1, rows + 1)
    )
    return Table("danh-sach", "", columns, made, "Danh sách")


def decision(rows: int = 60, articles: int = 3, annexes: int = 1) -> Official:
    """By the decree in all: what is wrong with a paper made from it was put in by a test."""
    title = "DANH SÁCH HỘ GIA ĐÌNH ĐƯỢC CÔNG NHẬN"
    numbers = ("",) if annexes == 1 else ("I", "II", "III")
    return Official(
        kind="titles-decision",
        type_name="QUYẾT ĐỊNH",
        cited_as="Quyết định",
        heading=HEADING,
        decider="CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG 5",
        resolves="QUYẾT ĐỊNH:",
        bases=(
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015",
            "Theo đề nghị của Hội Khuyến học Phường 5 tại Tờ trình số 11/TTr-HKH ngày 10 tháng 10 năm 2020",
        ),
        articles=tuple(Article(f"Điều {n}.", LONG) for n in range(1, articles + 1)),
        annexes=tuple(Annex(numbers[n], title, (listing(rows),), upright=True) for n in range(annexes)),
    )


def with_heading(paper: Official, **changes: object) -> Official:
    return replace(paper, heading=replace(paper.heading, **changes))  # type: ignore[arg-type]
