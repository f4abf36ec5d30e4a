"""What a list of khu phố, thôn, ấp means: names, kinds and days judged line by line, without a database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.text import clean
from units.enums import UnitKind
from units.rules import Span
from units.words import LEVELS, designation_in

WORDS = LEVELS[UnitKind.COMMUNITY]
LONGEST_NAME, LONGEST_CODE = 120, 10
FINEST = 10**9
"""The largest denominator of a part, as a fraction of nine digits has it."""
_SHORT = {
    re.compile(r"^k\.?\s?p\.?\s?(?=\d)", re.IGNORECASE): "Khu phố ",
    re.compile(r"^t\.?\s?d\.?\s?p\.?\s?(?=\d)", re.IGNORECASE): "Tổ dân phố ",
    re.compile(r"^k\.?\s?d\.?\s?c\.?\s?(?=\d)", re.IGNORECASE): "Khu dân cư ",
}
_MARKED = {f"{vi.fold(word)} ": f"{word[:1].upper()}{word[1:]} " for word in WORDS if " " in word}
_UNMARKED = re.compile(rf"^(?:{'|'.join(sorted(_MARKED, key=len, reverse=True))})", re.IGNORECASE)
"""The kinds of several words in a list without marks: "khu pho 3" is Khu phố 3, "to dan pho 5" Tổ dân phố 5."""
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_TAG = re.compile(r"<[/!?a-zA-Z]")
_SHARE = re.compile(r"(\d{1,9})\s*/\s*(\d{1,9})")


class Fate(Enum):
    """What becomes of one line of a list."""

    NEW = "new"
    NEAR = "near"
    THERE = "there"
    REFUSED = "refused"


@dataclass(frozen=True)
class Line:
    """One line as it was typed, or read from a workbook; `number` is its place there."""

    number: int
    name: str
    designation: str = ""
    code: str = ""
    first: dt.date | None = None
    decision: str = ""


@dataclass(frozen=True)
class Verdict:
    """What becomes of a line, why, the field at fault, and the unit that would be written."""

    line: Line
    fate: Fate
    sentence: str = ""
    field: str = ""
    name: str = ""
    designation: str = ""
    first: dt.date | None = None
    start_unknown: bool = False
    kind: str = UnitKind.COMMUNITY

    @property
    def is_written(self) -> bool:
        return self.fate in (Fate.NEW, Fate.NEAR)


@dataclass(frozen=True)
class Stood:
    """A community over the days of one of its names; `into` names those that it became part of when it ended."""

    unit: int
    name: str
    span: Span
    into: str = ""
    ward: str = ""


@dataclass(frozen=True)
class Commune:
    """A commune as its list is judged: its days, its communities, those of the wards it came from, codes in use."""

    name: str
    span: Span
    stood: Sequence[Stood] = ()
    before: Sequence[Stood] = ()
    codes: Mapping[str, Sequence[tuple[str, Span]]] = field(default_factory=dict)


def spelled(name: str, designation: str = "") -> tuple[str, str]:
    """The full name and the word for what it is: "KP 3" → "Khu phố 3"; "3" of the kind ấp → "Ấp 3".

    Raises Refused for no name, signs that no file can hold, tags of HTML, a word that is no kind of community, and a
    name that says another kind.
    """
    full = vi.nfc(clean(name, "Tên"))
    if _TAG.search(full):
        raise Refused("Tên chỉ nhận chữ thường, không nhận dấu < của thẻ HTML. Hãy gõ lại.")
    for short, words in _SHORT.items():
        full = short.sub(words, full)
    if not any(sign.isalnum() for sign in full):
        raise Refused("Tên: chưa ghi.")
    if len(full) > LONGEST_NAME:
        raise Refused(f"Tên dài quá {LONGEST_NAME} chữ.")
    full = _kind_marked(full)
    own, given = designation_in(full, UnitKind.COMMUNITY), kind_of(designation)
    if own and given and own != given:
        raise Refused(f"Tên ghi “{own}”, loại ghi “{given}”. Hãy ghi thống nhất.")
    if not own and not given:
        raise Refused(f"Loại: chưa ghi “{full}” là {', '.join(WORDS[:2])}, thôn, ấp hay loại nào.")
    if own:
        return f"{full[:1].upper()}{full[1:]}", own
    return f"{given[:1].upper()}{given[1:]} {full}", given


def kind_of(text: str) -> str:
    """The kind that the words mean, marks or not: "to dan pho" → "tổ dân phố". Raises Refused for another word."""
    typed = vi.nfc(text).lower()
    if not typed or typed in WORDS:
        return typed
    meant = [word for word in WORDS if vi.fold(word) == vi.fold(typed)]
    if len(meant) != 1:
        raise Refused(f"Loại “{typed[:40]}” không phải là {', '.join(WORDS[:3])}, thôn, ấp, bản, khóm…")
    return meant[0]


def key_of(name: str) -> str:
    """A name without marks, to find what is near; `said` tells "Khu phố Thanh An" from "Khu phố Thạnh An"."""
    return _ZEROS.sub("", vi.fold(name))


def said(name: str) -> str:
    """A name for comparing, the marks of its own words kept: "Khu phố Thanh An" and "Khu phố Thạnh An" are two."""
    return _ZEROS.sub("", vi.same_name(_kind_marked(vi.nfc(name))))


def may_mean(text: str, name: str) -> bool:
    """Whether what was typed may stand for the name: as `vi.may_mean`, zeros before a number aside."""
    return vi.may_mean(_ZEROS.sub("", vi.nfc(text)), _ZEROS.sub("", vi.nfc(name)))


def _kind_marked(name: str) -> str:
    """ "to dan pho 5" → "Tổ dân phố 5"; any other name stays as it is."""
    return _UNMARKED.sub(lambda found: _MARKED[found[0].lower()], name)


def stem_of(name: str) -> str:
    """The name without its kind: "Thôn Đông" and "Xóm Đông" are near."""
    word = designation_in(name, UnitKind.COMMUNITY)
    return key_of(vi.nfc(name)[len(word) :])


def judged(lines: Iterable[Line], commune: Commune, today: dt.date) -> list[Verdict]:
    """What becomes of every line, in their order; a name that stands twice in the list is taken once."""
    seen: dict[str, int] = {}
    alike: dict[str, tuple[int, str]] = {}
    codes: dict[str, int] = {}
    found = []
    known = _Names.of(commune.stood)
    before = _Names.of(commune.before)
    for line in lines:
        verdict = _judge(line, commune, known, before, seen, codes, today)
        if verdict.is_written:
            number, name = alike.setdefault(key_of(verdict.name), (line.number, verdict.name))
            if number != line.number and verdict.fate is Fate.NEW:
                words = f"Chỉ khác dấu với {name} ở dòng {number}; nếu là một, hãy bỏ một dòng."
                verdict = replace(verdict, fate=Fate.NEAR, sentence=words, field="name")
            seen[said(verdict.name)] = line.number
            if line.code:
                codes[line.code] = line.number
        found.append(verdict)
    return found


@dataclass(frozen=True)
class _Names:
    """Communities by their name, and by their name without the kind."""

    by_key: Mapping[str, Sequence[Stood]]
    by_stem: Mapping[str, Sequence[Stood]]

    @classmethod
    def of(cls, stood: Iterable[Stood]) -> _Names:
        keys: dict[str, list[Stood]] = {}
        stems: dict[str, list[Stood]] = {}
        for each in stood:
            keys.setdefault(said(each.name), []).append(each)
            stems.setdefault(stem_of(each.name), []).append(each)
        return cls(keys, stems)


def _judge(
    line: Line,
    commune: Commune,
    known: _Names,
    before: _Names,
    seen: Mapping[str, int],
    codes: Mapping[str, int],
    today: dt.date,
) -> Verdict:
    try:
        name, designation = spelled(line.name, line.designation)
        first = _first_day(line, commune, today)
        _refuse_code(line, Span(first, commune.span.last), commune, codes)
    except Refused as reason:
        return Verdict(line, Fate.REFUSED, str(reason), _field(str(reason)))
    key = said(name)
    if key in seen:
        return Verdict(line, Fate.REFUSED, f"Trùng với dòng {seen[key]} (cùng tên {name}).", "name")
    made = {"name": name, "designation": designation, "first": first, "start_unknown": line.first is None}
    same = known.by_key.get(key) or _meant_without_marks(line.name, name, known)
    for other in sorted(same, key=lambda each: each.span, reverse=True):
        if verdict := _same_name(line, other, first):
            return verdict
    note = _old_name(known.by_key.get(key, ())) or _near(name, first, known, before)
    return Verdict(line, Fate.NEAR if note else Fate.NEW, note, "name" if note else "", **made)  # type: ignore[arg-type]


def _meant_without_marks(typed: str, name: str, known: _Names) -> Sequence[Stood]:
    """Of a list written without any marks: "khu pho hoa binh" is Khu phố Hòa Bình where that alone can be meant."""
    if vi.fold(typed) != vi.nfc(typed).lower():
        return ()
    alike = [each for each in known.by_stem.get(stem_of(name), ()) if key_of(each.name) == key_of(name)]
    return alike if len({each.unit for each in alike}) == 1 else ()


def _field(sentence: str) -> str:
    return (
        "designation"
        if sentence.startswith("Loại")
        else next((name for word, name in (("Ngày", "first"), ("Mã", "code")) if sentence.startswith(word)), "name")
    )


def _first_day(line: Line, commune: Commune, today: dt.date) -> dt.date:
    """The day from which the community stands: as written, else since its commune stands."""
    if line.first is None:
        return commune.span.first
    refuse_day(line.first, commune, today)
    return line.first


def refuse_day(day: dt.date, commune: Commune, today: dt.date) -> None:
    """Raise Refused for a day to come, or on which the commune did not stand."""
    if day > today:
        raise Refused(f"Ngày {vi.day(day)} chưa tới. Hãy ghi khi đến ngày đó.")
    if day < commune.span.first:
        raise Refused(
            f"Ngày {vi.day(day)} {commune.name} chưa có trong danh mục; ngày đầu là {vi.day(commune.span.first)}."
        )
    if day > commune.span.last:
        raise Refused(f"Ngày {vi.day(day)} {commune.name} không còn; ngày cuối là {vi.day(commune.span.last)}.")


def _refuse_code(line: Line, span: Span, commune: Commune, codes: Mapping[str, int]) -> None:
    if not line.code:
        return
    refuse_code_signs(line.code)
    if line.code in codes:
        raise Refused(f"Mã {line.code} trùng với dòng {codes[line.code]}.")
    for name, days in commune.codes.get(line.code, ()):
        if days.meets(span):
            raise Refused(f"Mã {line.code} là của {name} {in_words(days)}.")


def refuse_code_signs(code: str) -> None:
    """Raise Refused for a code that is none; nothing at all is no code."""
    if code and not (code.isascii() and code.isalnum() and len(code) <= LONGEST_CODE):
        raise Refused(f"Mã “{code[:20]}”: chỉ ghi chữ số, nhiều nhất {LONGEST_CODE} ký tự.")


def _same_name(line: Line, other: Stood, first: dt.date) -> Verdict | None:
    """A community of this name that meets the line's days: it is there, or its name is an old one."""
    if other.span.last < first:
        return None
    if other.span.valid_to is None and other.span.first <= first:
        return Verdict(line, Fate.THERE, f"Đã có {other.name} {in_words(other.span)}.", name=other.name)
    if other.span.valid_to is None:
        if line.first is None:
            return Verdict(line, Fate.THERE, f"Đã có {other.name} {in_words(other.span)}.", name=other.name)
        words = f"{other.name} đã có {in_words(other.span)}, nên không ghi được từ ngày {vi.day(first)}."
        return Verdict(line, Fate.REFUSED, f"{words} Nếu ngày cũ sai, hãy sửa ở danh sách.", "first")
    words = f"{_ended(other)} Nếu dòng này là đơn vị mới cùng tên, hãy ghi ngày bắt đầu sau ngày đó."
    return Verdict(line, Fate.REFUSED, words, "name")


def _ended(other: Stood) -> str:
    into = f", nay là {other.into}" if other.into else ""
    return f"{other.name} là tên cũ: kết thúc ngày {vi.day(other.span.valid_to)}{into}."


def _old_name(same: Sequence[Stood]) -> str:
    """All of this name ended before: said, for a person to look."""
    last = max(same, key=lambda each: each.span, default=None)
    return f"{_ended(last)} Dòng này được ghi thành đơn vị mới cùng tên." if last else ""


def _near(name: str, first: dt.date, known: _Names, before: _Names) -> str:
    """What else has nearly this name: one that stands on the day, or one of a ward that this commune came from."""
    for other in known.by_stem.get(stem_of(name), ()):
        if other.span.first <= first <= other.span.last:
            marks = " (chỉ khác dấu)" if key_of(other.name) == key_of(name) else ""
            return f"Gần giống {other.name} đã có{marks}; nếu là một, hãy bỏ dòng này."
    for other in before.by_key.get(said(name), ()):
        words = f"{other.ward} có {other.name} đến {vi.day(other.span.valid_to)}"
        return f"{words}; nếu là một, hãy nhận bàn giao thay vì ghi mới."
    return ""


def in_words(span: Span) -> str:
    """ "từ 01/07/2025", "từ 01/07/2025 đến 31/12/2025"."""
    last = f" đến {vi.day(span.valid_to)}" if span.valid_to else ""
    return f"từ {vi.day(span.first)}{last}"


def share_in(text: str) -> Fraction | None:
    """A part as people write it: "120/300", "1/3", "40%"; nothing is None. Raises Refused for what is no part."""
    typed = vi.nfc(text)
    if not typed:
        return None
    found = _SHARE.fullmatch(typed)
    if found and int(found[2]):
        share = Fraction(int(found[1]), int(found[2]))
    elif typed.endswith("%"):
        share = Fraction(vi.parse_percent(typed) or 0) / 100
        if share.denominator > FINEST:
            raise Refused(f"Phần {typed[:30]} có quá nhiều chữ số lẻ. Hãy ghi số hộ, như 120/300.")
    else:
        raise Refused(f"Không đọc được phần “{typed[:30]}”. Hãy ghi như 120/300 (số hộ), 1/3 hoặc 40%.")
    if not 0 < share <= 1:
        raise Refused(f"Phần {typed} phải lớn hơn 0 và không quá toàn bộ.")
    return share


def refuse_shares(shares: Sequence[Fraction | None], what: str) -> None:
    """Raise Refused for parts that are more than the whole, or that leave something over while none is unknown."""
    known = sum((share for share in shares if share is not None), Fraction(0))
    if known > 1:
        raise Refused(f"{what}: tổng các phần là {_words(known)}, quá toàn bộ. Hãy ghi lại các phần.")
    if None not in shares and known < 1:
        raise Refused(f"{what}: các phần mới được {_words(known)}, còn {_words(1 - known)} chưa có nơi nhận.")
    if None in shares and known == 1 and len(shares) > 1:
        raise Refused(f"{what}: các phần đã ghi đủ toàn bộ, không còn gì cho nơi để trống.")


def _words(share: Fraction) -> str:
    if share.denominator == 1:
        return vi.whole(share.numerator)
    return f"{vi.whole(share.numerator)}/{vi.whole(share.denominator)}"
