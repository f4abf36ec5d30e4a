"""An official paper as plain data: what `reports.paper.parts.Paper` holds, with articles, addressees and signatures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from reports.paper.parts import Paper, Table

UNCOMPARED = "Mẫu chưa đối chiếu văn bản gốc"
"""What a draft says whose wording no law or circular prescribes, or whose prescribed form nobody has compared."""


@dataclass(frozen=True)
class Article:
    """One article of a decision: "Điều 1." and what it says."""

    label: str
    text: str


@dataclass(frozen=True)
class Signing:
    """One of several who sign at the foot: in what capacity, and the name where it is known."""

    role: str
    name: str = ""
    how: str = "(Ký, ghi rõ họ tên)"

    @property
    def lines(self) -> list[str]:
        """The role, and whose it is on a line of its own: "BÊN NHẬN:", "PHƯỜNG PHÚ THỌ"."""
        return re.split(r"(?<=:) ", self.role)


@dataclass(frozen=True, kw_only=True)
class Official(Paper):
    """A paper by NĐ 30/2020, or by the custom of an association: "QUYẾT ĐỊNH", "TỜ TRÌNH", "BIÊN BẢN"."""

    kind: str
    type_name: str
    cited_as: str
    """How annexes and other papers call it: "Quyết định"."""
    addressed: tuple[str, ...] = ()
    decider: str = ""
    """Who decides, in capitals above the grounds: "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG 5"."""
    resolves: str = ""
    articles: tuple[Article, ...] = ()
    signings: tuple[Signing, ...] = ()
    """Who signs below each other's words; none where one person signs for the agency."""
    figures: Mapping[str, str] = field(default_factory=dict)
    """Every number that the words quote, under the name by which they quote it."""
    uncompared: bool = True
    by: str = ""
    """Who decides, in running text, where that is not the agency: "Chủ tịch Ủy ban nhân dân Quận 11"."""

    @property
    def is_numbered(self) -> bool:
        return bool(self.heading.symbol)

    @property
    def citation(self) -> str:
        """How an annex refers to the paper that it comes with."""
        sign = f" số {self.heading.number or '……'}/{self.heading.symbol}" if self.is_numbered else ""
        of = f" của {self.by or self.heading.issuer}" if self.is_numbered else ""
        return f"Kèm theo {self.cited_as}{sign} {self.heading.day}{of}"

    @property
    def marks(self) -> tuple[str, ...]:
        """What every page must say; an issued paper is the office's own text, compared or not."""
        unsure = (UNCOMPARED,) if self.uncompared and not self.heading.issued else ()
        return (*super().marks, *unsure)

    @property
    def rows(self) -> int:
        """How many lines its tables have."""
        return sum(len(table.rows) for table in self.tables)


FIGURES = {
    "bang_chu": "Tồn cuối kỳ bằng chữ",
    "ben_giao": "Bên giao",
    "ben_nhan": "Bên nhận",
    "bieu": "Biểu",
    "can_quyet_dinh": "Mục tiêu cần quyết định",
    "chu_tri": "Chủ trì",
    "co_so": "Cơ sở vật chất",
    "cua": "Của",
    "da_dang_ky": "Số đã đăng ký",
    "danh_hieu": "Danh hiệu",
    "dia_ban": "Địa bàn",
    "dip": "Dịp khen thưởng",
    "doi_tuong": "Đối tượng",
    "don_vi": "Đơn vị",
    "gia_tri_den": "Có giá trị đến hết",
    "hinh_thuc": "Hình thức khen thưởng",
    "hoi": "Hội",
    "ket_qua": "Kết quả",
    "kinh_phi": "Kinh phí",
    "ky": "Kỳ",
    "lop": "Lớp, chuyên đề",
    "nam": "Năm",
    "ngay_hop": "Ngày họp",
    "noi_gui": "Nơi gửi",
    "nhan_su": "Nhân sự",
    "noi_hop": "Nơi họp",
    "phuc_vu": "Phục vụ",
    "quyet_dinh": "Quyết định",
    "so": "Sổ",
    "so_ban": "Số bản",
    "so_binh_xet": "Số được bình xét",
    "so_dat": "Số đạt",
    "so_dong": "Số dòng",
    "so_dong_co_so": "Số dòng có số liệu",
    "so_luong": "Số lượng",
    "so_muc_tieu": "Số mục tiêu",
    "so_nguoi_du": "Số người dự",
    "so_phan": "Số phần",
    "so_quy": "Số quỹ",
    "ti_le_phai_qua": "Tỉ lệ phải quá",
    "tien_thuong": "Tiền thưởng",
    "tinh_den": "Tính đến",
    "ton_cuoi": "Tồn cuối kỳ",
    "trung_tam": "Trung tâm",
    "tu_danh_gia": "Tự đánh giá",
    "tu_ngay": "Từ ngày",
    "van_ban": "Văn bản",
    "xa_hon": "So với năm trước",
}
"""What the figures are called in sentences."""


class Difference(NamedTuple):
    """What differs between the paper as kept and as the registers would give it now."""

    added: list[str]
    removed: list[str]
    figures: list[str]

    @property
    def is_empty(self) -> bool:
        return not any(self)


def lines_of(table: Table) -> list[str]:
    """The rows of a table as words, without their running number: they compare whatever stands above them.

    Sums are no lines: that a number of them moved is told with the figures.
    """
    return [" – ".join(cell.text for cell in row.cells[1:] if cell.text) for row in table.rows if not row.total]


def difference(kept: Official, now: Official) -> Difference:
    """Lines that came and went, and figures that moved: "Số lượng: 675, nay 674"."""
    was = [line for table in kept.tables for line in lines_of(table)]
    comes = [line for table in now.tables for line in lines_of(table)]
    known, wanted = set(was), set(comes)
    moved = [
        f"{FIGURES.get(name, name)}: {kept.figures.get(name, '–')}, nay {value}"
        for name, value in now.figures.items()
        if kept.figures.get(name) != value
    ]
    return Difference(
        [line for line in comes if line not in known], [line for line in was if line not in wanted], moved
    )
