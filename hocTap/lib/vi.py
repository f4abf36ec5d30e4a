"""How Vietnamese is written, read, searched and sorted: the one place that formats numbers, days and money."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from django.utils import timezone

from hocTap.lib.refusals import Refused

NOTHING = "–"
LARGEST = 10**15
LONGEST = 40
SORT_KEY_LENGTH = 300

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?P<gap>[. ])[0-9]{3})(?:(?P=gap)[0-9]{3})*")
_PLAIN = re.compile(r"[0-9]+")
_DECIMAL = re.compile(rf"(?P<whole>{_GROUPED.pattern}|[0-9]+)(?:,(?P<part>[0-9]+))?")
_DIGITS = re.compile(r"[0-9]+")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: f"{rank:02d}" for rank, letter in enumerate(_ALPHABET, start=11)}
_SWAPPED = str.maketrans(",.", ".,")
_PASTED = {
    **dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff")),
    **dict.fromkeys(map(ord, "\u00a0\u2009\u202f"), " "),
}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def nfc(text: str) -> str:
    """Composed letters, single spaces, and the Icelandic Ð put right to the Vietnamese Đ."""
    composed = unicodedata.normalize("NFC", text).replace("\u00d0", "Đ").replace("\u00f0", "đ")
    return " ".join(composed.split())


def fold(text: str) -> str:
    """For search: lower case, no marks, đ as d ("Nguyễn Thị Đào" → "nguyen thi dao"); never longer than `nfc(text)`."""
    lower = nfc(text).lower().replace("đ", "d")
    bare = (sign for sign in unicodedata.normalize("NFD", lower) if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", "".join(bare))


def sort_key(text: str) -> str:
    """For sorting in byte order: the alphabet's letters first, then tones; numbers by size (Phường 2, Phường 10).

    Letters weigh more than tones over the whole text, as in a Vietnamese dictionary: ma < mà < mã < mai. Foreign
    marks do not count (ü as u); spaces, signs and digits come before letters; control characters are left out.
    The key is cut at SORT_KEY_LENGTH, after about 100 letters of the text.
    """
    letters: list[str] = []
    tones: list[str] = []
    for sign in unicodedata.normalize("NFD", _DIGITS.sub(_sized, nfc(text).lower())):
        if unicodedata.combining(sign):
            _mark(letters, tones, sign)
        elif unicodedata.category(sign)[0] != "C":
            letters.append(sign)
            tones.append("0")
    weights = "".join(_LETTER_RANK.get(letter, f"0{letter}") for letter in letters)
    return f"{weights} {''.join(tones)}"[:SORT_KEY_LENGTH]


def _sized(digits: re.Match[str]) -> str:
    """A number led by how many digits it has, so that byte order is the order of size."""
    number = digits[0].lstrip("0")
    return f"{min(len(number), 99):02d}{number}"


def _mark(letters: list[str], tones: list[str], mark: str) -> None:
    """Put a tone or the hat of ă â ê ô ơ ư on the last letter; a mark without a letter is dropped."""
    if not letters:
        return
    if mark in _TONES:
        tones[-1] = _TONES[mark]
    elif (composed := unicodedata.normalize("NFC", letters[-1] + mark)) in _LETTER_RANK:
        letters[-1] = composed


def person_sort_key(full_name: str) -> str:
    """People are listed by given name (with its tone: all An before all Án), then family name, then middle names."""
    *before, given = nfc(full_name).split() or [""]
    parts = [given, *before[:1], " ".join(before[1:])]
    return " ".join(sort_key(part) for part in parts if part)[:SORT_KEY_LENGTH]


def whole(number: int | None) -> str:
    """1234 → "1.234"; nothing → "–"."""
    return NOTHING if number is None else f"{number:,}".replace(",", ".")


def decimal(number: Decimal | None) -> str:
    """Decimal("1234.50") → "1.234,50", with the decimals it has; never in powers of ten."""
    if number is None:
        return NOTHING
    return f"{number:,f}".translate(_SWAPPED)


def percent(rate: Decimal | None) -> str:
    """Decimal("84.12") → "84,12%"; no rate → "–"."""
    return NOTHING if rate is None else f"{decimal(rate)}%"


def money(dong: int | None) -> str:
    """8000000000 → "8.000.000.000 đồng"."""
    return NOTHING if dong is None else f"{whole(dong)} đồng"


def day(date: dt.date | None) -> str:
    """29/10/2020."""
    return NOTHING if date is None else f"{date.day:02d}/{date.month:02d}/{date.year}"


def long_day(date: dt.date) -> str:
    """Ngày 05 tháng 02 năm 2020: days 1–9 and months 1–2 get a leading 0 (NĐ 30/2020, phụ lục I)."""
    month = f"{date.month:02d}" if date.month <= 2 else str(date.month)
    return f"ngày {date.day:02d} tháng {month} năm {date.year}"


def moment(at: dt.datetime) -> str:
    """14:05 29/10/2020, in Vietnam's time."""
    local = timezone.localtime(at)
    return f"{local:%H:%M} {day(local.date())}"


def parse_whole(text: str) -> int | None:
    """Read a whole number as Vietnamese officers type it: "1.234", "1 234" and "1234"; empty is None, not zero.

    Raises Refused with a sentence for letters, signs, decimals, odd grouping, other scripts' digits and
    numbers of 10^15 or more.
    """
    typed = _cleaned(text)
    if not typed:
        return None
    if _PLAIN.fullmatch(typed) or _GROUPED.fullmatch(typed):
        number = _number(typed)
        if number >= LARGEST:
            raise Refused("Số quá lớn. Hãy kiểm tra lại; số lớn nhất ghi được có 15 chữ số.")
        return number
    raise Refused(_why_not_whole(typed))


def _cleaned(text: str) -> str:
    """Without the blanks around, and with what a web page or Word puts between digits made plain spaces or nothing."""
    return text.translate(_PASTED).strip()


def _number(typed: str) -> int:
    """The digits as a number; a text too long to be a count is as good as the largest."""
    return int(typed.replace(".", "").replace(" ", "")) if len(typed) <= LONGEST else LARGEST


def _why_not_whole(typed: str) -> str:
    if typed[:1] in "-−–" and _DECIMAL.fullmatch(typed[1:].strip()):
        return "Không nhận số âm. Hãy ghi số từ 0 trở lên."
    if "," in typed and _DECIMAL.fullmatch(typed):
        grouped = typed.replace(",", ".")
        hint = f" Nếu là số nghìn, hãy ghi {grouped}." if _GROUPED.fullmatch(grouped) else ""
        return f"Ô này chỉ nhận số nguyên; dấu phẩy là dấu thập phân.{hint}"
    if re.fullmatch(r"[0-9][0-9., ]*", typed):
        return "Dấu chấm phải đứng trước từng nhóm ba chữ số, ví dụ 1.234. Hãy ghi lại số."
    return "Chỉ ghi chữ số 0–9, ví dụ 1.234. Lời giải thích hãy ghi ở ô ghi chú."


def parse_decimal(text: str) -> Decimal | None:
    """Read "1.234,56" or "84,12"; empty is None. Raises Refused with a sentence."""
    typed = _cleaned(text)
    if not typed:
        return None
    found = _DECIMAL.fullmatch(typed)
    if not found or len(typed) > LONGEST:
        raise Refused("Hãy ghi số theo cách viết Việt Nam, ví dụ 1.234,56.")
    return Decimal(f"{_number(found['whole'])}.{found['part']}" if found["part"] else _number(found["whole"]))


_MONEY = re.compile(rf"(?P<number>{_DECIMAL.pattern}) ?(?P<scale>nghìn|ngàn|triệu|tỉ|tỷ)? ?(?:đồng|đ|vnđ|vnd)?")
_SCALES = {"": 1, "nghìn": 1_000, "ngàn": 1_000, "triệu": 1_000_000, "tỉ": 10**9, "tỷ": 10**9}
MONEY_EXAMPLES = "Hãy ghi số tiền như 1.200.000, 1,2 triệu hoặc 8 tỉ."


def parse_money(text: str) -> int | None:
    """Read a sum of đồng as officers type it: "1.000.000", "1000000 đồng", "1,2 triệu", "8 tỉ"; empty is None.

    The comma is the decimal sign and only stands before "nghìn", "triệu", "tỉ". Raises Refused with a sentence that
    says how to write it for negative sums, fractions of a đồng, 10^15 or more, and whatever is not a sum of money.
    """
    typed = nfc(_cleaned(text)).lower()
    if not typed:
        return None
    found = _MONEY.fullmatch(typed) if len(typed) <= LONGEST else None
    if not found:
        if typed[:1] in "-−–" and _MONEY.fullmatch(typed[1:].strip()):
            raise Refused(f"Không nhận số tiền âm. {MONEY_EXAMPLES}")
        if len(typed) > LONGEST and _PLAIN.fullmatch(typed):
            raise Refused("Số tiền quá lớn. Hãy kiểm tra lại; số lớn nhất ghi được có 15 chữ số.")
        raise Refused(f"Không hiểu số tiền “{typed[:LONGEST]}”. {MONEY_EXAMPLES}")
    scale = found["scale"] or ""
    if found["part"] and not scale:
        raise Refused(f"Số tiền tính bằng đồng, không có phần lẻ sau dấu phẩy. {MONEY_EXAMPLES}")
    dong = Decimal(f"{_number(found['whole'])}.{found['part'] or 0}") * _SCALES[scale]
    if dong != int(dong):
        raise Refused(f"Số tiền lẻ dưới một đồng. {MONEY_EXAMPLES}")
    if dong >= LARGEST:
        raise Refused("Số tiền quá lớn. Hãy kiểm tra lại; số lớn nhất ghi được có 15 chữ số.")
    return int(dong)
