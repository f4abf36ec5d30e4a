"""What is said once for many rows: in the lines above a list, in a sheet's name, in a line between rows.

TRƯỜNG THCS MINH HỌA                                      school, and by it the level
DANH SÁCH HỌC SINH NHẬN HỌC BỔNG NĂM HỌC 2020 - 2021      school year
(Theo Quyết định số 12/QĐ-HKH ngày 05/9/2020)             decision
ĐVT: nghìn đồng                                           what a 1 in the money columns is worth
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from awards.uploads.books.letters import is_capitals, written_name
from awards.uploads.words import nearest, unit_key, with_its_marks
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from units.enums import UnitKind
from units.words import LEVELS as KINDS

Found = TypeVar("Found")

SURE = ("thôn", "ấp", "khóm", "buôn", "xóm")
LONGEST_UNIT_NAME = 5
"""Words of the longest name of a khu phố that is looked for in a line."""

ACRONYMS = ("THCS", "THPT", "TH", "MN", "MG", "PTDT", "GDTX", "TTGDTX", "PTTH", "PTCS")
LEVELS: Mapping[str, str] = {
    "TIỂU": "tiểu học",
    "TH": "tiểu học",
    "THCS": "trung học cơ sở",
    "PTCS": "trung học cơ sở",
    "THPT": "trung học phổ thông",
    "PTTH": "trung học phổ thông",
}
"""By a word of a school's name the level that its pupils are of."""

THOUSANDS = ("nghin dong", "ngan dong", "1 000 dong", "1000 dong", "1000d", "1 000d")
MILLIONS = ("trieu dong", "1 000 000 dong")


def said(lines: Iterable[str], choices: Mapping[str, Sequence[str]], codes: Iterable[str]) -> dict[str, object]:
    """What the lines say of a list's columns; a line that says two things of one column says nothing of it."""
    wanted = set(codes)
    found: dict[str, list[object]] = {}
    for line in lines:
        for code, read in READERS.items():
            if code in wanted and (value := read(line)) is not None and value not in found.setdefault(code, []):
                found[code].append(value)
        for code in wanted & {"award"}:
            found.setdefault(code, []).extend(named_in(line, choices.get(code, ())))
        for code in wanted & {"community"}:
            names = list(choices.get(code, ())) or _any_community(line)
            found.setdefault(code, []).extend(units_in(line, names))
    return {code: values[0] for code, values in found.items() if len(set(values)) == 1}


def named_in(line: str, names: Sequence[str]) -> list[str]:
    """Which of some long names a line says, the longest that holds: "GIẤY KHEN CỦA CHỦ TỊCH UBND QUẬN 11"."""
    words = f" {vi.fold(line)} "
    said = [name for name in names if f" {vi.fold(name)} " in words]
    return [name for name in said if not any(name != other and vi.fold(name) in vi.fold(other) for other in said)]


def units_in(line: str, names: Sequence[str]) -> list[str]:
    """Which of the units a line names, however they are written: "KP1", "khu phố 01", "KHU PHỐ 1".

    Words that may be either of two units, for want of marks, name none.
    """
    meant: dict[str, list[str]] = {}
    for each in dict.fromkeys(names):
        meant.setdefault(unit_key(each), []).append(each)
    words = [word.strip(".,;:()[]–-") for word in line.split()]
    found: list[str] = []
    for start in range(len(words)):
        for length in range(LONGEST_UNIT_NAME, 0, -1):
            said = " ".join(words[start : start + length])
            alike = with_its_marks(said, meant.get(unit_key(said), ()), str)
            if alike:
                found += alike if len(alike) == 1 else []
                break
    return list(dict.fromkeys(found))


def place_in(line: str) -> str:
    """The khu phố, thôn, ấp that a line between rows is the name of: "II. Khu phố Thạnh An (12 hộ)".

    "KHU PHỐ TRƯỞNG" above a signature is no name.
    """
    words = line.partition(":")[0].partition("(")[0].strip(" .,;-–*").split()
    if words and vi.fold(words[0]).strip(".,;:()-") in SECTION_NUMBERS:
        words.pop(0)
    name = " ".join(words)[:60]
    kind = next((kind for kind in PLACES if vi.fold(name).startswith(f"{kind} ")), "")
    return name if kind and vi.fold(name)[len(kind) :].split()[0] not in ("truong", "pho") else ""


def unknown_place(line: str, names: Sequence[str]) -> str:
    """A sentence where a line between rows is the name of a khu phố, thôn, ấp that is none of those known."""
    name = place_in(line)
    return name and (nearest(name, names) or f"“{name}” không có trong danh sách khu phố, thôn, ấp.")


def _any_community(line: str) -> list[str]:
    """A khu phố by number as the line calls it, where the ward has no list of its own yet."""
    words = line.split()
    return [
        f"{' '.join(words[place:end]).capitalize()} {words[end].strip('.,;:()')}"
        for place, word in enumerate(words)
        for end in (place + 1, place + 2, place + 3)
        if end < len(words)
        and words[end].strip(".,;:()").isdigit()
        and vi.fold(" ".join(words[place:end])) in ("khu pho", "to dan pho", "ap", "thon", "khom")
        and word
    ]


def school_in(line: str) -> str | None:
    """ "TRƯỜNG THCS MINH HỌA" → "THCS Minh Họa"; nothing where the line does not begin with a school."""
    words = line.split()
    if len(words) < 2 or vi.fold(words[0]) != "truong":
        return None
    return school_name(" ".join(words[1:]))


def school_name(text: str) -> str:
    """A school's name as it is written, its kind in capitals."""
    if not is_capitals(text):
        return text
    return " ".join(word if word in ACRONYMS else written_name(word) for word in text.split())


def level_word(school: str) -> str:
    """The word of a school's name that says its level: "THCS"; nothing where none does."""
    words = school.upper().split()
    found = next((word for word in words if word in LEVELS), "")
    return "Tiểu học" if found == "TIỂU" else found


def level_meant(word: str) -> str:
    """The level that a short word means."""
    return LEVELS.get(word.upper().split()[0], "") if word else ""


def school_year_in(line: str) -> int | None:
    """The first year of "năm học 2020 - 2021"."""
    words = line.split()
    for place in range(len(words) - 1):
        if vi.fold(" ".join(words[place : place + 2])) == "nam hoc":
            for length in (3, 2, 1):
                text = "".join(words[place + 2 : place + 2 + length]).strip(".,;:()")
                if year := _tried(vi.parse_school_year, text):
                    return year
    return None


def decision_number_in(line: str) -> str | None:
    """ "12/QĐ-HKH" of "Theo Quyết định số 12/QĐ-HKH ngày 05/9/2020"."""
    words = [word.strip(".,;:()") for word in line.split()]
    for place, word in enumerate(words[:-1]):
        about_decision = vi.fold(" ".join(words[max(0, place - 2) : place])) == "quyet dinh" or "/q" in vi.fold(
            words[place + 1]
        )
        if vi.fold(word) == "so" and about_decision and any(sign.isdigit() for sign in words[place + 1]):
            return words[place + 1]
    return None


def decision_day_in(line: str) -> dt.date | None:
    """The day of the decision that the line names, in digits or in words ("ngày 05 tháng 9 năm 2020")."""
    if decision_number_in(line) is None:
        return None
    words = [word.strip(".,;:()") for word in line.split()]
    for place, word in enumerate(words[:-1]):
        if vi.fold(word) != "ngay":
            continue
        rest = words[place + 1 : place + 6]
        in_words = len(rest) == 5 and [vi.fold(rest[1]), vi.fold(rest[3])] == ["thang", "nam"]
        if found := _tried(vi.parse_day, f"{rest[0]}/{rest[2]}/{rest[4]}" if in_words else rest[0]):
            return found
    return None


def worth_in(line: str) -> int:
    """What a 1 in a money column is worth: 1.000 where the line says "ĐVT: nghìn đồng"; 1 otherwise."""
    words = " ".join(vi.fold(line).replace(".", " ").replace(":", " ").split())
    if any(each in words for each in THOUSANDS):
        return 1_000
    return 1_000_000 if any(each in words for each in MILLIONS) else 1


def is_money_unit(line: str) -> bool:
    """Whether the line says in what money is counted."""
    words = vi.fold(line).replace(".", "")
    return "dvt" in words or "don vi tinh" in words or "don vi:" in words


def _tried(read: Callable[[str], Found | None], text: str) -> Found | None:
    try:
        return read(text) if text else None
    except Refused:
        return None


def held_on_in(line: str) -> dt.date | None:
    """The day of the meeting in "Ngày họp: 01/10/2020", "Họp ngày 01 tháng 10 năm 2020"."""
    return _day_after(line, "ngay hop", "hop ngay")


def given_on_in(line: str) -> dt.date | None:
    """The day in "Ngày trao: 01/10/2020", "Trao ngày 01 tháng 10 năm 2020"."""
    return _day_after(line, "ngay trao", "trao ngay", "ngay tang", "tang ngay")


def received_on_in(line: str) -> dt.date | None:
    """The day in "Ngày thu: 01/10/2020"."""
    return _day_after(line, "ngay thu", "thu ngay")


def _day_after(line: str, *phrases: str) -> dt.date | None:
    """The day after two words that say what it is, in digits or in words."""
    words = [word.strip(".,;:()") for word in line.split()]
    for place in range(len(words) - 2):
        if vi.fold(" ".join(words[place : place + 2])) in phrases:
            rest = words[place + 2 : place + 7]
            in_words = len(rest) == 5 and [vi.fold(rest[1]), vi.fold(rest[3])] == ["thang", "nam"]
            return _tried(vi.parse_day, f"{rest[0]}/{rest[2]}/{rest[4]}" if in_words else rest[0])
    return None


def present_in(line: str) -> int | None:
    """How many were there, in "Số người dự: 45", "Có mặt 45 người"."""
    words = [vi.fold(word).strip(".,;:()") for word in line.split()]
    text = f" {' '.join(words)} "
    for phrase in (" so nguoi du hop ", " so nguoi du ", " so nguoi tham du ", " co mat ", " tong so nguoi du "):
        _, found, after = text.partition(phrase)
        number = after.split()[0] if found and after.split() else ""
        if number.isdigit():
            return _tried(vi.parse_whole, number)
    return None


def year_in(line: str) -> int | None:
    """The year judged in "CÔNG NHẬN GIA ĐÌNH HỌC TẬP NĂM 2016"; a date and a school year say another thing."""
    words = [vi.fold(word).strip(".,;:()") for word in line.split()]
    if "ngay" in words or "thang" in words or "nam hoc" in " ".join(words):
        return None
    years = [after for word, after in pairwise(words) if word == "nam" and len(after) == 4]
    return int(years[0]) if years and years[0].isdigit() else None


def years_in(line: str) -> tuple[int, int] | None:
    """2012 and 2020 of "GIAI ĐOẠN 2012 - 2020", "từ năm 2012 đến năm 2020"; 2020 twice of "NĂM 2020"."""
    words = [each for word in line.split() for each in _parted(vi.fold(word).strip(".,;:()"))]
    text = f" {' '.join(words)} "
    if " giai doan " in text or " tu nam " in text:
        after = text.partition(" giai doan " if " giai doan " in text else " tu nam ")[2].split()
        years = [int(word) for word in after[:4] if word.isdigit() and len(word) == len("2020")]
        return (years[0], years[1]) if len(years) == 2 and years[0] <= years[1] else None
    year = year_in(line)
    return (year, year) if year else None


def _parted(word: str) -> list[str]:
    return word.replace("–", " ").replace("-", " ").split()


def first_year_in(line: str) -> int | None:
    found = years_in(line)
    return found[0] if found else None


def last_year_in(line: str) -> int | None:
    found = years_in(line)
    return found[1] if found else None


SECTION_NUMBERS = ("i", "ii", "iii", "iv", "v", "a", "b", "c", "d", "1", "2", "3")
PLACES = tuple(vi.fold(word) for word in KINDS[UnitKind.COMMUNITY] if " " in word or word in SURE)
"""Words with which the name of a khu phố, thôn, ấp begins; "tổ", "khu", "bản" also begin other lines."""
COMMENDED = {"tap the": "tập thể", "ca nhan": "cá nhân", "ho gia dinh": "hộ gia đình", "gia dinh": "hộ gia đình"}


def commended_in(line: str) -> str | None:
    """Who is commended below "II. CÁ NHÂN"; nothing for a title that names several, or says anything else."""
    words = [word.strip(".,;:()") for word in vi.fold(line).split()]
    kept = (
        words[1:] if words and words[0] in ("i", "ii", "iii", "iv", "v", "a", "b", "c", "d", "1", "2", "3") else words
    )
    return COMMENDED.get(" ".join(kept).removeprefix("danh sach ").removeprefix("cac "))


def signer_in(line: str) -> str | None:
    """ "Nguyễn Văn Minh Họa" of "Người ký: Ông Nguyễn Văn Minh Họa"."""
    head, colon, name = line.partition(":")
    if not colon or vi.fold(head).strip() != "nguoi ky":
        return None
    words = name.split()
    while words and vi.fold(words[0]).strip(".") in ("ong", "ba", "o", "b"):
        words.pop(0)
    return " ".join(words)[:120] or None


READERS: Mapping[str, Callable[[str], object]] = {
    "year": year_in,
    "held_on": held_on_in,
    "present": present_in,
    "given_on": given_on_in,
    "received_on": received_on_in,
    "first_year": first_year_in,
    "last_year": last_year_in,
    "commended": commended_in,
    "signer": signer_in,
    "school": school_in,
    "school_year": school_year_in,
    "decision_no": decision_number_in,
    "decided_on": decision_day_in,
}
