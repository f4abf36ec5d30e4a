"""What NĐ 30/2020/NĐ-CP (phụ lục I) asks of a paper: numbers and patterns; sizes in points, places in millimetres."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from hocTap.lib import vi

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
ASSOCIATION = "HỘI KHUYẾN HỌC"
"""Is no state body: its papers follow the decree as far as it suits them (điều 2 khoản 2), under its own name."""
MOTTO = "Độc lập - Tự do - Hạnh phúc"


def shown(measure: float) -> str:
    """A measure to one place: "12,5"; whole ones without."""
    return vi.decimal(Decimal(f"{measure:.1f}")).removesuffix(",0")


class Span(NamedTuple):
    """A measure between two values, both allowed."""

    least: float
    most: float
    unit: str

    def holds(self, found: float, tolerance: float = 0.0) -> bool:
        return self.least - tolerance <= found <= self.most + tolerance

    def __str__(self) -> str:
        if self.least == self.most:
            return f"{shown(self.least)} {self.unit}"
        return f"{shown(self.least)}–{shown(self.most)} {self.unit}"


A4, A5 = (210, 297), (148, 210)
TOP, BOTTOM = Span(20, 25, "mm"), Span(20, 25, "mm")
LEFT, RIGHT = Span(30, 35, "mm"), Span(15, 20, "mm")
NATION_SIZE, MOTTO_SIZE = Span(12, 13, "pt"), Span(13, 14, "pt")
ISSUER_SIZE, NUMBER_SIZE = Span(12, 13, "pt"), Span(13, 13, "pt")
TEXT_SIZE = Span(13, 14, "pt")
RECIPIENTS_HEAD, RECIPIENTS_SIZE = Span(12, 12, "pt"), Span(11, 11, "pt")
RULE_SHARE = Span(33, 50, "%")
INDENTS = (10.0, 12.7)
LEADING = Span(1.0, 1.75, "dòng")
SMALLEST = 10.0
"""The decree sets no size for tables; smaller type than this cannot be read on paper."""

FONTS = ("timesnewroman", "tinos", "liberationserif")
"""Times New Roman, and the two free faces with the same measures."""

NUMBER = re.compile(r"^Số: *(?P<number>\d+)? */ ?(?P<symbol>[A-ZĐ][A-Za-zĐ]*(?:-[A-ZĐ0-9.]+)+)$")
DAY = re.compile(r"^(?P<place>\S.*?), ngày (?:(?P<day>\d+|\.+) tháng (?P<month>\d+|\.+) năm (?P<year>\d{4}|\.+))$")
ANNEX = re.compile(r"^Phụ lục(?: (?P<number>[IVXL]+))?$")
CITATION = re.compile(r"^\(Kèm theo .+\)$")
MARKS = re.compile(r"DỰ THẢO|Số liệu minh họa|Mẫu chưa đối chiếu|^Gốc niêm dữ liệu ngày ")
CERTIFICATES = ("GIẤY CÔNG NHẬN", "GIẤY CHỨNG NHẬN", "GIẤY KHEN", "BẰNG KHEN")


def folded(words: str) -> str:
    """For words that mean the same however they are accented and set: "Cộng hoà" as "CỘNG HÒA"."""
    return vi.fold(words)


def is_times(name: str) -> bool:
    plain = re.sub(r"[^a-z]", "", name.split("+")[-1].lower())
    return plain.startswith(FONTS)


def number_wrong(line: str) -> str:
    """Why the line of number and symbol is not as asked; nothing when it is."""
    found = NUMBER.match(line)
    if not found:
        return "không có dạng “Số: 05/QĐ-UBND”"
    number = found["number"]
    if number and len(number) < 2:
        return "số dưới 10 phải có số 0 ở trước"
    return "số trên 10 không ghi thêm số 0" if number and number.startswith("0") and len(number) > 2 else ""


def day_wrong(line: str) -> str:
    """Why the line of place and day is not as asked; nothing when it is, also with dots in a draft."""
    found = DAY.match(line)
    if not found:
        return "không có dạng “Phường 5, ngày 05 tháng 02 năm 2020”"
    day, month = found["day"], found["month"]
    if day.isdigit() and len(day) < 2:
        return "ngày dưới 10 phải có số 0 ở trước"
    if month.isdigit() and len(month) < 2 and int(month) < 3:
        return "tháng 1, tháng 2 phải có số 0 ở trước"
    return ""


def annexes_wrong(heads: Sequence[str]) -> str:
    """Why the annexes are not numbered as asked: "Phụ lục" when there is one, else I, II, III … in order."""
    if len(heads) == 1:
        return "" if heads[0] in ("Phụ lục", "Phụ lục I") else f"“{heads[0]}”, không phải “Phụ lục”"
    due = [f"Phụ lục {roman(n)}" for n in range(1, len(heads) + 1)]
    wrong = [
        f"“{head or '(không ghi)'}” thay vì “{asked}”" for head, asked in zip(heads, due, strict=True) if head != asked
    ]
    return "; ".join(wrong)


def recipients_wrong(lines: Sequence[str]) -> str:
    """Why the list under "Nơi nhận:" is not as asked: each place begins with "- ", ends with ";", the last with "."."""
    if not lines:
        return "không có nơi nào"
    if loose := [line for line in lines if not line.startswith("- ")]:
        return f"“{loose[0]}” không bắt đầu bằng gạch đầu dòng"
    if open_ended := [line for line in lines[:-1] if not line.endswith(";")]:
        return f"“{open_ended[0]}” không kết thúc bằng dấu chấm phẩy"
    if not lines[-1].startswith("- Lưu"):
        return "dòng cuối không phải “- Lưu: …”"
    return "" if lines[-1].endswith(".") else "dòng cuối không kết thúc bằng dấu chấm"


def grounds_wrong(lines: Sequence[str]) -> str:
    """Why grounds are not as asked: each ends with ";", the last with "."."""
    if open_ended := [line for line in lines[:-1] if not line.endswith(";")]:
        return f"“…{open_ended[0][-30:]}” không kết thúc bằng dấu chấm phẩy"
    return "" if not lines or lines[-1].endswith(".") else "căn cứ cuối không kết thúc bằng dấu chấm"


def roman(number: int) -> str:
    """Numbers of annexes, up to XXXIX."""
    return f"{'X' * (number // 10)}{('', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX')[number % 10]}"
