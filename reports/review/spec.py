"""What a review holds: which measures stand in which table, under which words. The one place that names their codes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from awards.titles.kinds import ON_WARD_SHEET, TitleKind
from hocTap.lib import vi

COVERAGE = "centre-coverage"

SUMMARY, BY_WARD, BY_YEAR, BY_WARD_AND_YEAR = "Tổng hợp", "Theo đơn vị", "Theo năm", "Theo đơn vị và năm"
RESTATED = "Quy đổi"
TARGETS, PUBLISHED, DIFFERENCES, EVIDENCE = "Mục tiêu", "Số liệu đã công bố", "Sổ và số đã duyệt", "Nguồn"
SHEETS = (SUMMARY, BY_WARD, BY_YEAR, BY_WARD_AND_YEAR, RESTATED, TARGETS, PUBLISHED, DIFFERENCES, EVIDENCE)


@dataclass(frozen=True)
class Title:
    """A learning title, and how a report speaks of those who hold it."""

    kind: TitleKind

    @property
    def holders(self) -> str:
        return self.kind.holders.named

    @property
    def unit_name(self) -> str:
        return self.kind.holders.counted

    @property
    def only_where_counted(self) -> bool:
        return self.kind.holders.only_where_counted

    @property
    def indicator(self) -> str:
        return f"{self.kind.value}-rate"


TITLES = tuple(Title(kind) for kind in ON_WARD_SHEET)


@dataclass(frozen=True)
class Flow:
    """A measure that adds up over the years, its head in a table and its group."""

    code: str
    label: str
    group: str
    width: float


FLOWS = (
    Flow("centre-classes", "Lớp, chuyên đề", "Trung tâm học tập cộng đồng", 16),
    Flow("centre-attendances", "Lượt người", "Trung tâm học tập cộng đồng", 20),
    Flow("fund-raised", "Vận động được (đồng)", "Quỹ khuyến học", 33),
    Flow("scholarship-count", "Số suất", "Học bổng khuyến học", 16),
    Flow("scholarship-amount", "Số tiền (đồng)", "Học bổng khuyến học", 32),
    Flow("commended-collectives", "Tập thể", "Khen thưởng", 16),
    Flow("commended-individuals", "Cá nhân", "Khen thưởng", 16),
)


@dataclass(frozen=True)
class Regime:
    """Years judged by the same criteria: figures of two regimes are not one trend."""

    first: int
    last: int
    label: str
    criteria: str


REGIMES = (
    Regime(2005, 2015, "Thí điểm", "các danh hiệu hiếu học và mô hình thí điểm theo Quyết định số 281/QĐ-TTg"),
    Regime(2016, 2020, "QĐ 448", "bộ tiêu chí ban hành kèm theo Quyết định số 448/QĐ-KHVN"),
    Regime(2021, 2030, "QĐ 387", "các bộ tiêu chí giai đoạn 2021 - 2030 theo Quyết định số 387/QĐ-TTg"),
)


@dataclass(frozen=True)
class Basis:
    """A text that a review of these years rests on."""

    first: int
    last: int
    text: str


BASES = (
    Basis(
        2012,
        2020,
        "Quyết định số 89/QĐ-TTg ngày 09 tháng 01 năm 2013 của Thủ tướng Chính phủ phê duyệt Đề án "
        "“Xây dựng xã hội học tập giai đoạn 2012 - 2020”",
    ),
    Basis(
        2014,
        2020,
        "Quyết định số 281/QĐ-TTg ngày 20 tháng 02 năm 2014 của Thủ tướng Chính phủ phê duyệt Đề án “Đẩy mạnh phong "
        "trào học tập suốt đời trong gia đình, dòng họ, cộng đồng đến năm 2020”",
    ),
    Basis(
        2021,
        2030,
        "Quyết định số 1373/QĐ-TTg ngày 30 tháng 7 năm 2021 của Thủ tướng Chính phủ phê duyệt Đề án "
        "“Xây dựng xã hội học tập giai đoạn 2021 - 2030”",
    ),
    Basis(
        2022,
        2030,
        "Quyết định số 387/QĐ-TTg ngày 25 tháng 3 năm 2022 của Thủ tướng Chính phủ về phong trào học tập suốt đời "
        "trong gia đình, dòng họ, cộng đồng, đơn vị giai đoạn 2021 - 2030",
    ),
)

NATIONAL = "toàn quốc"
LONGEST_BLOCK = 7


def regime_of(year: int) -> Regime | None:
    return next((each for each in REGIMES if each.first <= year <= each.last), None)


def bases_of(first: int, last: int) -> list[str]:
    return [each.text for each in BASES if each.first <= last and first <= each.last]


def breaks_between(first: int, last: int) -> list[int]:
    """The years within the stage in which new criteria began."""
    return [each.first for each in REGIMES if first < each.first <= last]


def blocks(first: int, last: int) -> list[range]:
    """The stage in blocks of years that fit one table, as even as can be."""
    length = last - first + 1
    size = -(-length // -(-length // LONGEST_BLOCK))
    return [range(start, min(start + size, last + 1)) for start in range(first, last + 1, size)]


def stage_words(first: int, last: int, kind: str = "calendar_year", ordinal: int = 1) -> str:
    """The stage as a text names it: "năm 2020", "giai đoạn 2012 - 2020", "6 tháng đầu năm 2025", "năm học 2019 - 2020".

    Some years of a part of a year are named by the part: "6 tháng đầu các năm 2023 - 2025".
    """
    if kind == "school_year":
        return f"năm học {first} - {last + 1}" if first == last else f"các năm học từ {first} đến {last + 1}"
    if kind == "association_year":
        return f"năm công tác {last}" if first == last else f"các năm công tác {first} - {last}"
    if part := part_words(kind, ordinal):
        return f"{part} năm {last}" if first == last else f"{part} các năm {first} - {last}"
    return f"năm {last}" if first == last else f"giai đoạn {first} - {last}"


def until(day: dt.date) -> str:
    """To which day figures are, where their period is not over."""
    return f"tính đến ngày {vi.day(day)}"


def with_day(stage: str, day: dt.date | None) -> str:
    """The stage as it is told; one that still runs with the day: "năm 2026 (tính đến ngày 29/11/2026)"."""
    return stage if day is None else f"{stage} ({until(day)})"


def part_words(kind: str, ordinal: int) -> str:
    """Which part of a year the period is; nothing for a whole year."""
    parts = {"half_year": ("6 tháng đầu", "6 tháng cuối"), "nine_months": ("9 tháng",)}
    parts["quarter"] = ("quý I", "quý II", "quý III", "quý IV")
    named = parts.get(kind, ())
    return named[ordinal - 1] if 0 < ordinal <= len(named) else ""


def year_words(year: int, kind: str = "calendar_year") -> str:
    """A year as a row is headed: a school year has two."""
    return f"{year} - {year + 1}" if kind == "school_year" else str(year)
