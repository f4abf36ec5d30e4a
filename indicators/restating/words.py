"""What a series is called, what its figures rest on, and which units are not known, in sentences."""

from __future__ import annotations

from hocTap.lib import vi
from indicators.restating.building import Series
from indicators.rules.restating import Restated

MOST_NAMED = 6


def title_of(series: Series) -> str:
    """ "Chuỗi số liệu 2012–2026 của Phường Minh Phụng theo địa bàn ngày 01/07/2025"."""
    asked = series.asked
    years = f"{asked.first}–{asked.last}" if asked.first < asked.last else str(asked.first)
    return f"Chuỗi số liệu {years} của {asked.version.name} theo địa bàn ngày {vi.day(asked.day)}"


def figure(result: Restated) -> str:
    """The figure in words: "1.234", "từ 800 đến 1.200", "ít nhất 800", "–"."""
    if result.value is not None:
        return vi.whole(result.value)
    if result.low is not None and result.high is not None:
        return f"từ {vi.whole(result.low)} đến {vi.whole(result.high)}"
    return f"ít nhất {vi.whole(result.low)}" if result.low else vi.whole(None)


def unknown_words(series: Series, result: Restated, year: int) -> str:
    """Which units are not known in the year, and why."""
    day = series.asked.day.replace(year=year, month=12, day=31)
    parts = []
    if result.missing:
        parts.append(f"chưa có số liệu đã duyệt: {_named(series, result.missing, day)}")
    if result.unknown:
        parts.append(f"chưa rõ phần thuộc địa bàn này: {_named(series, result.unknown, day)}")
    if result.uncounted:
        parts.append(f"danh mục chưa ghi trước đây thuộc đơn vị nào: {_named(series, result.uncounted, day)}")
    if result.unlisted:
        parts.append(f"danh mục chưa có đủ đơn vị của {_named(series, result.unlisted, day)}")
    return "; ".join(parts)


def _named(series: Series, units: tuple[int, ...], day: object) -> str:
    names = sorted((series.name(unit, day) for unit in units), key=vi.sort_key)  # type: ignore[arg-type]
    more = f" và {len(names) - MOST_NAMED} đơn vị khác" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def notes_of(series: Series) -> list[str]:
    """How the series was made and what it is not: the foot of page and workbook."""
    notes = [
        "Đây là chuỗi tính lại theo một địa bàn; số liệu đã duyệt, đã công bố của từng năm giữ nguyên, không sửa.",
        "Chỉ dùng số liệu đã duyệt; tiền, học bổng, khen thưởng, lớp học mà đơn vị ghi sổ trong phần mềm thì lấy theo "
        "sổ, kể cả khi báo cáo chưa được duyệt. Số liệu của một năm là của các đơn vị đang tồn tại vào ngày cuối kỳ.",
        "Mỗi năm luôn tính thẳng từ số của chính các đơn vị đã đếm, không tính từ số đã ước tính.",
        "Chỉ các số đếm được tính lại; tỉ lệ phần trăm tính từ các số đếm đã tính lại, không nội suy.",
        "“Đúng”: cộng từ các đơn vị nằm trọn trong địa bàn. “Ước tính”: có phần chia theo tỉ lệ đã ghi trong văn bản, "
        "làm tròn sao cho tổng các phần bằng số của cả đơn vị. “Trong khoảng”: có đơn vị bị chia mà không rõ tỉ lệ, "
        "hoặc khi bàn giao chưa quyết định báo cáo nào gồm số của đơn vị cũ; không lấy số giữa. “Thiếu số liệu”: có "
        "đơn vị chưa có số liệu đã duyệt; ô trống không phải số 0.",
        "Tiền chia theo biên bản bàn giao, không theo tỉ lệ hộ hay dân số; chưa có biên bản thì chỉ ghi trong khoảng.",
        "Chỉ tiêu không cộng được giữa các đơn vị chỉ có số khi một đơn vị là toàn bộ địa bàn.",
    ]
    if series.rounded:
        notes.append("Có số do đơn vị báo cáo ghi là “gần”, “trên” hoặc “khoảng”.")
    if series.illustrative:
        notes.append("Có số liệu minh họa trong chuỗi này.")
    return notes
