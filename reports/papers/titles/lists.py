"""The lists that go with papers of titles, as tables; every column has its width on an upright page of 165 mm."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from awards.titles.kinds import TitleKind
from hocTap.lib import vi
from reports.paper.parts import Annex, Cell, Column, Table, TableRow, plain, text
from reports.papers.titles.facts import Holder

Put = tuple[Column, Callable[[Holder], Cell]]


def called(title: TitleKind) -> str:
    """What the holders of a title are called in running text, in whatever place: "hộ gia đình"; khu phố "cộng đồng"."""
    return title.holders.anywhere or title.holders.named


def heading(what: str, title: TitleKind, year: int) -> str:
    """Above a list: "DANH SÁCH HỘ GIA ĐÌNH ĐƯỢC CÔNG NHẬN “GIA ĐÌNH HỌC TẬP” NĂM 2020"."""
    return f"DANH SÁCH {called(title).upper()} {what} “{title.label.upper()}” NĂM\u00a0{year}"


def name_column(title: TitleKind, width: float) -> Put:
    return Column(title.holders.name_label, width, numeric=False), lambda row: text(row.name)


def address_column(width: float) -> Put:
    return Column("Địa chỉ", width, numeric=False), lambda row: text(row.address)


def place_column(width: float) -> Put:
    return Column("Địa bàn", width, numeric=False), lambda row: text(row.place)


def certificate_column(width: float) -> Put:
    return Column("Số vào sổ", width), lambda row: text("") if row.certificate is None else plain(row.certificate)


def reason_column(width: float) -> Put:
    return Column("Lý do", width, numeric=False), lambda row: text(row.why)


def listing(title: TitleKind, heading: str, rows: Sequence[Holder], columns: Sequence[Put]) -> Annex:
    """The annex with the list: running number, the columns asked for, and at its end how many there are."""
    table = Table(
        key="danh-sach",
        title="",
        columns=(Column("STT", 13), *(column for column, _ in columns)),
        rows=tuple(
            TableRow((plain(place), *(cell(row) for _, cell in columns))) for place, row in enumerate(rows, start=1)
        ),
        sheet="Danh sách",
    )
    return Annex("", heading, (table,), (f"Danh sách có {vi.whole(len(rows))} {called(title)}.",), upright=True)
