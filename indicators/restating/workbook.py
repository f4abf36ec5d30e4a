"""The series as a workbook: what is restated and how well, the breaks, the shares it rests on, and what it is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hocTap.lib import vi
from hocTap.lib.xlsx import Book, Sheet, Value
from indicators.comparable import Break as Otherwise
from indicators.comparable import breaks_of_counts
from indicators.restating.beside import Beside, as_approved
from indicators.restating.breaks import Break, breaks_of
from indicators.restating.building import Series
from indicators.restating.common import common_ground
from indicators.restating.ratios import ratios_of
from indicators.restating.shares import shares_of
from indicators.restating.words import notes_of, title_of, unknown_words

ByMeasure = Mapping[int, Sequence[Otherwise]]
"""Where a measure is counted or judged otherwise, by its id."""
HEADS = [
    ("Mã chỉ tiêu", 24),
    ("Chỉ tiêu", 40),
    ("Đơn vị tính", 12),
    ("Năm", 8),
    ("Số liệu theo địa bàn này", 16),
    ("Từ", 14),
    ("Đến", 14),
    ("Phần đúng", 14),
    ("Phần ước tính", 14),
    ("Mức biết", 16),
    ("Đơn vị đã có số liệu", 12),
    ("Trên số đơn vị", 12),
    ("Chưa rõ ở", 40),
    ("Thay đổi địa giới", 60),
    ("Cách tính, tiêu chí khác", 60),
    ("Đã duyệt, theo địa bàn của năm", 18),
    ("Chênh lệch chỉ do địa giới", 18),
    ("Thay đổi thực so với năm trước", 18),
]


def render(series: Series, *, common: bool = False) -> bytes:
    """The workbook; with `common` also the grounds that can be compared exactly."""
    title = title_of(series)
    book = Book(title=title)
    breaks, asked = breaks_of(series), series.asked
    otherwise = breaks_of_counts(asked.unit, asked.measures, asked.first, asked.last)
    _series_sheet(book.sheet("Chuỗi số liệu"), series, as_approved(series), breaks, otherwise)
    _ratios_sheet(book, series, breaks, otherwise)
    _list(book.sheet("Thay đổi địa giới"), BREAK_HEADS, _break_rows(breaks))
    _list(book.sheet("Phần chuyển"), SHARE_HEADS, _share_rows(series))
    if common:
        _list(book.sheet("Địa bàn chung"), COMMON_HEADS, _common_rows(series))
    _notes_sheet(book, title, notes_of(series))
    return book.content()


def _series_sheet(sheet: Sheet, series: Series, beside: Beside, breaks: Sequence[Break], otherwise: ByMeasure) -> None:
    _list(sheet, HEADS, _series_rows(series, beside, breaks, otherwise))
    plain = sheet.book.look(num_format="0")
    for row, year in enumerate((year for _ in series.asked.measures for year in series.asked.years), start=1):
        sheet.put(row, 3, year, plain)


def _series_rows(
    series: Series, beside: Beside, breaks: Sequence[Break], otherwise: ByMeasure
) -> Iterable[list[Value]]:
    for measure in series.asked.measures:
        before: int | None = None
        for year in series.asked.years:
            counted = _otherwise(otherwise, measure.pk, year)
            if counted:
                before = None
            found, then = series.result(measure.code, year), beside.result(measure.code, year)
            value = found.value
            yield [
                measure.code,
                measure.label,
                measure.unit_name,
                year,
                value,
                found.low,
                found.high,
                found.exact,
                found.estimated,
                found.quality.label,
                found.reported,
                found.counting,
                unknown_words(series, found, year),
                _break_words(breaks, year),
                counted,
                then.value if then else None,
                beside.by_the_map(series, measure.code, year),
                value - before if value is not None and before is not None else None,
            ]
            before = value


def _break_words(breaks: Sequence[Break], year: int) -> str:
    return " | ".join(each.words for each in breaks if each.year == year)


def _otherwise(otherwise: ByMeasure, measure: int, year: int) -> str:
    """What is counted or judged otherwise from the year on, with the document."""
    return " | ".join(each.words for each in otherwise.get(measure, ()) if each.year == year)


def _ratios_sheet(book: Book, series: Series, breaks: Sequence[Break], otherwise: ByMeasure) -> None:
    ratios = ratios_of(series)
    if not ratios.indicators:
        return
    rows: list[list[Value]] = []
    for indicator in ratios.indicators:
        for year in series.asked.years:
            parts = ratios.in_year(indicator, year)
            found = parts.ratio
            rows.append(
                [
                    indicator.label,
                    parts.base_label,
                    str(year),
                    parts.numerator.value if parts.numerator else None,
                    parts.base.value if parts.base else None,
                    found.value,
                    found.low,
                    found.high,
                    _break_words(breaks, year),
                    _otherwise(otherwise, indicator.numerator_id, year),
                ]
            )
    _list(book.sheet("Tỉ lệ"), RATIO_HEADS, rows)


RATIO_HEADS = [
    ("Tỉ lệ", 40),
    ("Mẫu số", 30),
    ("Năm", 8),
    ("Tử số", 14),
    ("Mẫu số (số)", 14),
    ("Phần trăm", 12),
    ("Từ (%)", 12),
    ("Đến (%)", 12),
    ("Thay đổi địa giới", 60),
    ("Cách tính, tiêu chí khác", 60),
]
BREAK_HEADS = [("Ngày", 12), ("Số liệu từ năm", 12), ("Thay đổi", 80), ("Căn cứ", 60)]
SHARE_HEADS = [
    ("Ngày", 12),
    ("Đơn vị cũ", 30),
    ("Đơn vị mới", 30),
    ("Phần chuyển", 16),
    ("Phần của", 24),
    ("Văn bản", 50),
    ("Người ghi", 24),
]
COMMON_HEADS = [
    ("Địa bàn so sánh được", 50),
    ("Gồm các đơn vị, theo thời gian", 60),
    ("Vượt ra ngoài địa bàn đang xem", 16),
    ("Chỉ tiêu", 40),
    ("Năm", 8),
    ("Số liệu", 16),
    ("Mức biết", 16),
]


def _break_rows(breaks: Sequence[Break]) -> Iterable[list[Value]]:
    for each in breaks:
        for move in each.moves:
            yield [each.day, str(each.year), move, "; ".join(each.decisions)]


def _share_rows(series: Series) -> Iterable[list[Value]]:
    for share in shares_of(series):
        yield [share.day, share.old, share.new, share.words, share.of, share.document, share.entered_by]


def _common_rows(series: Series) -> Iterable[list[Value]]:
    for cell in common_ground(series):
        for measure in series.asked.measures:
            for year in series.asked.years:
                found = cell.results.get((measure.code, year))
                if found:
                    yield [
                        cell.name,
                        ", ".join(cell.units),
                        "có" if cell.beyond else "không",
                        measure.label,
                        str(year),
                        found.value,
                        found.quality.label,
                    ]


def _list(sheet: Sheet, heads: Sequence[tuple[str, float]], rows: Iterable[Sequence[Value]]) -> None:
    sheet.head(0, heads)
    last = 0
    for last, row in enumerate(rows, start=1):
        sheet.row(last, row)
    sheet.filter(0, last, len(heads))
    sheet.paper()


def _notes_sheet(book: Book, title: str, notes: Sequence[str]) -> None:
    sheet = book.sheet("Cách tính")
    sheet.width(0, 120)
    wrapped = book.look(text_wrap=True, valign="top")
    sheet.put(0, 0, title, book.look(bold=True))
    for row, note in enumerate(notes, start=1):
        sheet.put(row, 0, vi.nfc(note), wrapped)
    sheet.paper(landscape=False)
