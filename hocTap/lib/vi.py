"""How Vietnamese is written, read, searched and sorted: the one place that formats numbers, days and money."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from django.utils import timezone

NOTHING = "–"
LARGEST = 10**15

_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_PLAIN = re.compile(r"[0-9]+")
_DECIMAL = re.compile(r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,(?P<part>[0-9]+))?")
_DIGITS = re.compile(r"[0-9]+")
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: f"{rank:02d}" for rank, letter in enumerate(_ALPHABET, start=11)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


class Refused(ValueError):
    """What was typed cannot be taken; the message is a sentence that says what to do."""


def nfc(text: str) -> str:
    """Composed letters, single spaces, and the Icelandic Ð put right to the Vietnamese Đ."""
    composed = unicodedata.normalize("NFC", text).replace("\u00d0", "Đ").replace("\u00f0", "đ")
    return " ".join(composed.split())


def fold(text: str) -> str:
    """For search: lower case, no marks, đ as d ("Nguyễn Thị Đào" → "nguyen thi dao")."""
    lower = nfc(text).lower().replace("đ", "d")
    return "".join(sign for sign in unicodedata.normalize("NFD", lower) if not unicodedata.combining(sign))


def sort_key(text: str) -> str:
    """For sorting in byte order: the alphabet's letters first, then tones; numbers by size (Phường 2, Phường 10).

    Letters weigh more than tones over the whole text, as in a Vietnamese dictionary: ma < mà < mã < mai.
    """
    lower = _DIGITS.sub(lambda found: found[0].zfill(9), nfc(text).lower())
    letters: list[str] = []
    tones: list[str] = []
    for sign in unicodedata.normalize("NFD", lower):
        if sign in _TONES:
            tones[-1:] = [_TONES[sign]]
            continue
        if unicodedata.combining(sign):
            letters[-1:] = [unicodedata.normalize("NFC", letters[-1] + sign)]
            continue
        letters.append(sign)
        tones.append("0")
    return "".join(_LETTER_RANK.get(letter, f"0{letter}") for letter in letters) + " " + "".join(tones)


def person_sort_key(full_name: str) -> str:
    """People are listed by given name, then family name, then middle names."""
    parts = nfc(full_name).split()
    if len(parts) < 2:
        return sort_key(full_name)
    return sort_key(" ".join([parts[-1], parts[0], *parts[1:-1]]))


def whole(number: int | None) -> str:
    """1234 → "1.234"; nothing → "–"."""
    return NOTHING if number is None else f"{number:,}".replace(",", ".")


def decimal(number: Decimal | None) -> str:
    """Decimal("1234.50") → "1.234,50", with the decimals it has."""
    if number is None:
        return NOTHING
    return f"{number:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


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
    """Read a whole number as Vietnamese officers type it: "1.234" and "1234"; empty is None, not zero.

    Raises Refused with a sentence for letters, signs, decimals, odd grouping, other scripts' digits and
    numbers of 10^15 or more.
    """
    typed = text.strip().replace("\u00a0", "").replace(" ", "")
    if not typed:
        return None
    if _PLAIN.fullmatch(typed) or _GROUPED.fullmatch(typed):
        number = int(typed.replace(".", "")) if len(typed) <= 40 else LARGEST
        if number >= LARGEST:
            raise Refused("Số quá lớn. Hãy kiểm tra lại; số lớn nhất ghi được có 15 chữ số.")
        return number
    raise Refused(_why_not_whole(typed))


def _why_not_whole(typed: str) -> str:
    if typed[:1] in "-−–" and _DECIMAL.fullmatch(typed[1:]):
        return "Không nhận số âm. Hãy ghi số từ 0 trở lên."
    if "," in typed and _DECIMAL.fullmatch(typed):
        grouped = typed.replace(",", ".")
        hint = f" Nếu là số nghìn, hãy ghi {grouped}." if _GROUPED.fullmatch(grouped) else ""
        return f"Ô này chỉ nhận số nguyên; dấu phẩy là dấu thập phân.{hint}"
    if re.fullmatch(r"[0-9.,]+", typed):
        return "Dấu chấm phải đứng trước từng nhóm ba chữ số, ví dụ 1.234. Hãy ghi lại số."
    return "Chỉ ghi chữ số 0–9, ví dụ 1.234. Lời giải thích hãy ghi ở ô ghi chú."


def parse_decimal(text: str) -> Decimal | None:
    """Read "1.234,56" or "84,12"; empty is None. Raises Refused with a sentence."""
    typed = text.strip().replace("\u00a0", "").replace(" ", "")
    if not typed:
        return None
    found = _DECIMAL.fullmatch(typed)
    if not found or len(typed) > 40:
        raise Refused("Hãy ghi số theo cách viết Việt Nam, ví dụ 1.234,56.")
    return Decimal(found["whole"].replace(".", "") + ("." + found["part"] if found["part"] else ""))
