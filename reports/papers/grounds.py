"""On which law a paper rests on its day ("Căn cứ …"): laws with their amendments, decrees, the scheme of a title.

Numbers and days are those of the texts; what a place issued on top of them the office adds before it signs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from awards.titles.kinds import TitleKind

CHARTER = "Điều lệ Hội Khuyến học Việt Nam"


class Ground(NamedTuple):
    """A text that papers rest on from one day until before another."""

    since: dt.date
    until: dt.date
    text: str

    def holds_on(self, day: dt.date) -> bool:
        return self.since <= day < self.until


BEGINNING, OPEN = dt.date.min, dt.date.max
"""Of the oldest text kept here a paper before it rests on it too; the newest holds until another is known."""

GOVERNMENT = (
    Ground(
        BEGINNING, dt.date(2016, 1, 1), "Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân ngày 26 tháng 11 năm 2003"
    ),
    Ground(dt.date(2016, 1, 1), dt.date(2025, 3, 1), "Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015"),
    Ground(
        dt.date(2020, 7, 1),
        dt.date(2025, 3, 1),
        "Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22 "
        "tháng 11 năm 2019",
    ),
    Ground(
        dt.date(2025, 3, 1),
        dt.date(2025, 6, 16),
        "Luật Tổ chức chính quyền địa phương số 65/2025/QH15 ngày 19 tháng 02 năm 2025",
    ),
    Ground(
        dt.date(2025, 6, 16),
        OPEN,
        "Luật Tổ chức chính quyền địa phương số 72/2025/QH15 ngày 16 tháng 6 năm 2025",
    ),
)
"""The law on local government."""

_AMENDED = "Luật sửa đổi, bổ sung một số điều của Luật Thi đua, khen thưởng"
_DECREE = "của Chính phủ quy định chi tiết thi hành một số điều của Luật Thi đua, khen thưởng"
COMMENDING = (
    Ground(BEGINNING, dt.date(2024, 1, 1), "Luật Thi đua, khen thưởng ngày 26 tháng 11 năm 2003"),
    Ground(dt.date(2005, 6, 27), dt.date(2024, 1, 1), f"{_AMENDED} ngày 14 tháng 6 năm 2005"),
    Ground(dt.date(2014, 6, 1), dt.date(2024, 1, 1), f"{_AMENDED} ngày 16 tháng 11 năm 2013"),
    Ground(dt.date(2024, 1, 1), OPEN, "Luật Thi đua, khen thưởng số 06/2022/QH15 ngày 15 tháng 6 năm 2022"),
    Ground(
        dt.date(2017, 10, 1),
        dt.date(2024, 1, 1),
        f"Nghị định số 91/2017/NĐ-CP ngày 31 tháng 7 năm 2017 {_DECREE}",
    ),
    Ground(
        dt.date(2024, 1, 1),
        dt.date(2025, 7, 1),
        f"Nghị định số 98/2023/NĐ-CP ngày 31 tháng 12 năm 2023 {_DECREE}",
    ),
    Ground(
        dt.date(2025, 7, 1),
        OPEN,
        "Nghị định số 152/2025/NĐ-CP ngày 14 tháng 6 năm 2025 của Chính phủ quy định về phân cấp, phân quyền trong "
        "lĩnh vực thi đua, khen thưởng; quy định chi tiết và hướng dẫn thi hành một số điều của Luật Thi đua, khen "
        "thưởng",
    ),
)
"""The law on commendations and the decree to it; decrees before 10/2017 are not kept here."""

_PRIME_MINISTER = "của Thủ tướng Chính phủ phê duyệt"
LEARNING = (
    Ground(
        dt.date(2014, 2, 20),
        dt.date(2022, 3, 25),
        f"Quyết định số 281/QĐ-TTg ngày 20 tháng 02 năm 2014 {_PRIME_MINISTER} Đề án “Đẩy mạnh phong trào học tập suốt "
        "đời trong gia đình, dòng họ, cộng đồng đến năm 2020”",
    ),
    Ground(
        dt.date(2022, 3, 25),
        OPEN,
        f"Quyết định số 387/QĐ-TTg ngày 25 tháng 3 năm 2022 {_PRIME_MINISTER} Chương trình “Đẩy mạnh phong trào học "
        "tập suốt đời trong gia đình, dòng họ, cộng đồng, đơn vị giai đoạn 2021 - 2030”",
    ),
)
CITIZENS = (
    Ground(
        dt.date(2022, 6, 3),
        OPEN,
        f"Quyết định số 677/QĐ-TTg ngày 03 tháng 6 năm 2022 {_PRIME_MINISTER} Chương trình “Xây dựng mô hình “Công dân "
        "học tập” giai đoạn 2021 - 2030”",
    ),
)
SCHEMES: dict[TitleKind, tuple[Ground, ...]] = {TitleKind.CITIZEN: CITIZENS, TitleKind.WARD: ()}
"""By which scheme of the Prime Minister a title is given, where it is not LEARNING; that of whole communes rests on its
circular alone."""


def on(grounds: Sequence[Ground], day: dt.date) -> list[str]:
    """Those that hold on the day, as lines of a decision."""
    return [f"Căn cứ {each.text}" for each in grounds if each.holds_on(day)]


def of_scheme(title: TitleKind, day: dt.date) -> list[str]:
    """The scheme by which the title is given on the day, if there is one."""
    return on(SCHEMES.get(title, LEARNING), day)
