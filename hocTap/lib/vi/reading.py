"""How what people type, paste or upload is read: one reader each of numbers, sums, days, years and school years.

A page, the entry table and an uploaded list all read with these, so that "01.06.2021" or "500k" means the same
everywhere, or is refused everywhere with the same sentence. Full-width digits, as some keyboards write them ("５００"),
are digits; the digits of other scripts are not. Nothing but blanks is None. Every refusal is a `Refused` that says how
to write it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from hocTap.lib.refusals import Refused
from hocTap.lib.text import INVISIBLE_SIGNS
from hocTap.lib.vi import writing
from hocTap.lib.vi.order import nfc

LARGEST = 10**15
LONGEST = 40
"""No number, day or sum is longer; what is longer is not looked at by any expression."""

FIRST_DAY, LAST_DAY = dt.date(1945, 1, 1), dt.date(2100, 12, 31)
"""No day of these registers lies outside."""

DAY_EXAMPLE = "Hãy ghi ngày theo thứ tự ngày/tháng/năm, ví dụ 15/11/2020."
MONEY_EXAMPLES = "Hãy ghi số tiền như 1.200.000, 1,2 triệu hoặc 8 tỉ."
SCHOOL_YEAR_EXAMPLE = "Hãy ghi năm học như 2020 hoặc 2020–2021."
TOO_LARGE = "Số quá lớn. Hãy kiểm tra lại; số lớn nhất ghi được có 15 chữ số."
SUM_TOO_LARGE = "Số tiền quá lớn. Hãy kiểm tra lại; số lớn nhất ghi được có 15 chữ số."

_PASTED = {
    **dict.fromkeys(map(ord, INVISIBLE_SIGNS)),
    **dict.fromkeys(map(ord, "\u00a0\u2009\u202f\u3000"), " "),
    **{ord("０") + digit: str(digit) for digit in range(10)},
    **{ord(wide): plain for wide, plain in zip("．，／－", ".,/-", strict=True)},
}
_PLAIN = re.compile(r"[0-9]+")
_FLOATED = re.compile(r"([0-9]+)[.,]0")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?P<gap>[. ])[0-9]{3})(?:(?P=gap)[0-9]{3})*")
_DECIMAL = re.compile(rf"(?P<whole>{_GROUPED.pattern}|[0-9]+)(?:,(?P<part>[0-9]+))?")
_POINTED = re.compile(r"[0-9]+\.[0-9]+")


def _cleaned(text: str) -> str:
    """Without blanks around; what a web page, Word or a wide keyboard puts between digits made plain, or nothing."""
    return text.translate(_PASTED).strip()


# Numbers


def parse_whole(text: str) -> int | None:
    """Read a whole number as Vietnamese officers type it: "1.234", "1 234", "1234", and "12.0" as spreadsheets write.

    Raises Refused for letters, signs, decimals, odd grouping, estimates ("gần 500") and numbers of 10^15 or more.
    """
    typed = _cleaned(text)
    if not typed:
        return None
    if len(typed) <= LONGEST and (floated := _FLOATED.fullmatch(typed)):
        typed = floated[1]
    if _PLAIN.fullmatch(typed) or _GROUPED.fullmatch(typed):
        if (number := _number(typed)) >= LARGEST:
            raise Refused(TOO_LARGE)
        return number
    raise Refused(_why_not_whole(typed))


def _number(typed: str) -> int:
    """The digits as a number; a text too long to be a count is as good as the largest."""
    return int(typed.replace(".", "").replace(" ", "")) if len(typed) <= LONGEST else LARGEST


def _why_not_whole(typed: str) -> str:
    if len(typed) > LONGEST:
        return "Chỉ ghi chữ số 0–9, ví dụ 1.234."
    if typed[:1] in "-−–" and _DECIMAL.fullmatch(typed[1:].strip()):
        return "Không nhận số âm. Hãy ghi số từ 0 trở lên."
    if "," in typed and _DECIMAL.fullmatch(typed):
        grouped = typed.replace(",", ".")
        hint = f" Nếu là số nghìn, hãy ghi {grouped}." if _GROUPED.fullmatch(grouped) else ""
        return f"Ô này chỉ nhận số nguyên; dấu phẩy là dấu thập phân.{hint}"
    if re.fullmatch(r"[0-9][0-9., ]*", typed):
        return "Dấu chấm phải đứng trước từng nhóm ba chữ số, ví dụ 1.234. Hãy ghi lại số."
    if found := _ESTIMATE.fullmatch(nfc(typed).lower()):
        return f"Ô này cần số chính xác, không nhận “{found[0]}”. Hãy ghi con số đã đếm được."
    return "Chỉ ghi chữ số 0–9, ví dụ 1.234."


_WORDS = {
    "gần": "gần",
    "dưới": "gần",
    "trên": "trên",
    "hơn": "trên",
    "khoảng": "khoảng",
    "chừng": "khoảng",
    "xấp xỉ": "khoảng",
    "~": "khoảng",
    "≈": "khoảng",
}
_ESTIMATE = re.compile(rf"(?P<word>{'|'.join(_WORDS)})\s*(?P<number>.*)")


@dataclass(frozen=True)
class Counted:
    """A count as it was said: the number, and "gần", "trên" or "khoảng" before it (empty when it is exact)."""

    number: int | None
    word: str = ""


def parse_count(text: str) -> Counted:
    """Read "10.800", "gần 500", "hơn 500": where an estimate may stand. Raises Refused as `parse_whole` does."""
    typed = nfc(_cleaned(text)).lower() if len(text) <= LONGEST else text
    found = _ESTIMATE.fullmatch(typed) if len(typed) <= LONGEST else None
    if not found:
        return Counted(parse_whole(text))
    return Counted(parse_whole(found["number"] or found["word"]), _WORDS[found["word"]])


def parse_decimal(text: str) -> Decimal | None:
    """Read "1.234,56" or "84,12". Raises Refused."""
    typed = _cleaned(text)
    if not typed:
        return None
    found = _DECIMAL.fullmatch(typed) if len(typed) <= LONGEST else None
    if not found:
        raise Refused("Hãy ghi số theo cách viết Việt Nam, ví dụ 1.234,56.")
    return Decimal(f"{_number(found['whole'])}.{found['part']}" if found["part"] else _number(found["whole"]))


def parse_percent(text: str) -> Decimal | None:
    """Read "84,12%", "84.12", "50.0 %" or "1.234,5", keeping the decimals as printed.

    One dot without a comma is a decimal point even before three digits: 84.127 is a share, since nobody prints a share
    of 84 thousand percent. Raises Refused.
    """
    typed = _cleaned(text)
    bare = typed.removesuffix("%").rstrip()
    if not typed:
        return None
    if len(bare) <= LONGEST and (_PLAIN.fullmatch(bare) or _POINTED.fullmatch(bare)):
        return Decimal(bare)
    try:
        share = parse_decimal(bare)
    except Refused:
        share = None
    if share is None:
        raise Refused(f"Không đọc được “{typed[:LONGEST]}” như một tỉ lệ phần trăm chính xác, ví dụ 84,12%.")
    return share


# Money

_SCALES = {
    **dict.fromkeys(("nghìn", "ngàn", "k"), 1_000),
    **dict.fromkeys(("triệu", "tr"), 1_000_000),
    **dict.fromkeys(("tỉ", "tỷ"), 10**9),
}
_MONEY = re.compile(rf"(?P<number>{_DECIMAL.pattern}) ?(?P<scale>{'|'.join(_SCALES)})? ?(?:đồng|đ|₫|vnđ|vnd)?")


def parse_money(text: str) -> int | None:
    """Read a sum of đồng as officers type it: "1.000.000", "1000000 đồng", "500k", "1,2 triệu", "1tr", "8 tỉ".

    The comma is the decimal sign and only stands before a word such as "triệu". Raises Refused for negative sums,
    fractions of a đồng, 10^15 or more, and whatever is no sum of money.
    """
    typed = _cleaned(text)
    if not typed:
        return None
    if len(typed) > LONGEST:
        raise Refused(SUM_TOO_LARGE if _PLAIN.fullmatch(typed) else f"Không hiểu số tiền đã ghi. {MONEY_EXAMPLES}")
    typed = nfc(typed).lower()
    if floated := _FLOATED.fullmatch(typed):
        typed = floated[1]
    found = _MONEY.fullmatch(typed)
    if not found:
        if typed[:1] in "-−–" and _MONEY.fullmatch(typed[1:].strip()):
            raise Refused(f"Không nhận số tiền âm. {MONEY_EXAMPLES}")
        raise Refused(f"Không hiểu số tiền “{typed}”. {MONEY_EXAMPLES}")
    if found["part"] and not found["scale"]:
        raise Refused(f"Số tiền tính bằng đồng, không có phần lẻ sau dấu phẩy. {MONEY_EXAMPLES}")
    dong = Decimal(f"{_number(found['whole'])}.{found['part'] or 0}") * _SCALES.get(found["scale"], 1)
    if dong != int(dong):
        raise Refused(f"Số tiền lẻ dưới một đồng. {MONEY_EXAMPLES}")
    if dong >= LARGEST:
        raise Refused(SUM_TOO_LARGE)
    return int(dong)


# Days and years

_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2}) ?(?P<gap>[/. -]) ?(?P<month>[0-9]{1,2}) ?(?P=gap) ?(?P<year>[0-9]{4})")
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})(?P<gap>[/.-])(?P<month>[0-9]{1,2})(?P=gap)(?P<day>[0-9]{1,2})")
_IN_A_RUN = re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4})")
_SPELT = re.compile(r"(?:ngày )?(?P<day>[0-9]{1,2}) tháng (?P<month>[0-9]{1,2}) năm (?P<year>[0-9]{4})")
_SHORT = re.compile(r"[0-9]{1,2}[/. -][0-9]{1,2}[/. -][0-9]{2}")
_DAYS = (_DAY_FIRST, _YEAR_FIRST, _IN_A_RUN, _SPELT)


def parse_day(text: str) -> dt.date | None:
    """Read "1/6/2021", "01.06.2021", "1-6-2021", "01062021", "2021-06-01" and "ngày 1 tháng 6 năm 2021".

    The day always stands before the month, except after the year. Raises Refused for two-digit years, days that no
    calendar has, years before 1945 or after 2100, and whatever is no day.
    """
    typed = nfc(_cleaned(text)).lower() if len(text) <= LONGEST else text[: LONGEST + 1]
    if not typed:
        return None
    found = next((match for each in _DAYS if (match := each.fullmatch(typed))), None) if len(typed) <= LONGEST else None
    if not found:
        if _SHORT.fullmatch(typed):
            raise Refused(f"Hãy ghi năm đủ bốn chữ số. {DAY_EXAMPLE}")
        raise Refused(f"“{typed[:LONGEST]}” không phải ngày. {DAY_EXAMPLE}")
    try:
        day = dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError as wrong:
        raise Refused(f"Không có ngày {typed}. {DAY_EXAMPLE}") from wrong
    return within(day)


def within(day: dt.date, earliest: dt.date = FIRST_DAY, latest: dt.date = LAST_DAY) -> dt.date:
    """The day, when it lies between the bounds (both ends included). Raises Refused that names day and bound."""
    if day < earliest:
        raise Refused(
            f"Ngày {writing.day(day)} sớm quá: sớm nhất ghi được ở đây là {writing.day(earliest)}. "
            "Hãy kiểm tra lại ngày."
        )
    if day > latest:
        raise Refused(
            f"Ngày {writing.day(day)} muộn quá: muộn nhất ghi được ở đây là {writing.day(latest)}. "
            "Hãy kiểm tra lại ngày."
        )
    return day


_YEAR = re.compile(r"[0-9]{4}")
_SCHOOL_YEAR = re.compile(r"(?:năm học )?(?P<first>[0-9]{4})(?: ?[-–—/] ?(?P<second>[0-9]{4}|[0-9]{2}))?")


def parse_year(text: str) -> int | None:
    """Read a year of four digits, written without a point. Raises Refused."""
    typed = _cleaned(text).removesuffix(".0")
    if not typed:
        return None
    if not _YEAR.fullmatch(typed):
        raise Refused("Hãy ghi năm bằng bốn chữ số, ví dụ 2020.")
    return int(typed)


def parse_school_year(text: str) -> int | None:
    """The first year of a school year: "2022", "2022–2023", "2022-2023", "2022/23" and "năm học 2022–2023" are 2022.

    Raises Refused for two years that do not follow one another, and whatever is no school year.
    """
    typed = nfc(_cleaned(text)).lower().removesuffix(".0") if len(text) <= LONGEST else text[: LONGEST + 1]
    if not typed:
        return None
    found = _SCHOOL_YEAR.fullmatch(typed)
    if not found:
        raise Refused(SCHOOL_YEAR_EXAMPLE)
    first, second = int(found["first"]), found["second"]
    if second and int(second) not in (first + 1, (first + 1) % 100):
        raise Refused(f"Năm học gồm hai năm liền nhau, ví dụ {writing.school_year(first)}. Hãy ghi lại.")
    return first
