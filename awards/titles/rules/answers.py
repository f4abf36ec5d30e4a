"""Answers: how they are typed, kept and judged, with a sentence for each that cannot be taken.

Kept as JSON by the line's code: points as text ("8.5"), yes or no as true/false, a share as "75/78" or as a percentage
("96.15"), and "na" for a line that does not apply.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from awards.titles.enums import AppliesTo, ItemKind, LeftOutRule
from awards.titles.rules.criteria import Criteria, Facts, Line
from hocTap.lib import vi
from hocTap.lib.refusals import Refused

LEFT_OUT = "na"
TOTAL = "tong"
"""The code under which the sum stands where it is all that is written down."""

YES, NO = "1", "0"
Answer = str | bool
Answers = Mapping[str, Answer]
SAID_YES = frozenset({"x", "dat", "d", "co", "1", "v", "true", "✓", "✔"})
SAID_NO = frozenset({"chua dat", "khong dat", "khong", "chua", "c", "k", "0", "false"})
SAID_LEFT_OUT = frozenset({"na", "n/a", "khong ap dung", "kad", "-", "–"})
_COUNTS = re.compile(r"(?P<part>[0-9]{1,9})/(?P<base>[0-9]{1,9})")
_PLAIN = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,4})?")


@dataclass(frozen=True)
class Judged:
    """One line with its answer judged: the points it earns of its maximum, or whether it is met."""

    line: Line
    applies: bool
    earned: Fraction
    met: bool


def read(criteria: Criteria, typed: Mapping[str, str]) -> tuple[dict[str, Answer], dict[str, str]]:
    """What a person typed, as it is kept, and a sentence for each line that cannot be read; blanks are left out.

    Where the set takes the sum alone, it is typed under `TOTAL`, and then no line beside it.
    """
    answers: dict[str, Answer] = {}
    problems: dict[str, str] = {}
    if words := typed.get(TOTAL, "").strip():
        return _read_total(criteria, typed, words)
    for line in criteria.lines:
        words = typed.get(line.code, "").strip()
        if not words:
            continue
        try:
            answers[line.code] = _read_one(line, words)
        except Refused as reason:
            problems[line.code] = str(reason)
    return answers, problems


def _read_total(criteria: Criteria, typed: Mapping[str, str], words: str) -> tuple[dict[str, Answer], dict[str, str]]:
    if any(typed.get(line.code, "").strip() for line in criteria.lines):
        return {}, {TOTAL: "Đã chấm từng mục thì tổng điểm tự tính; hãy để trống ô tổng điểm, hoặc để trống các mục."}
    try:
        return {TOTAL: str(vi.parse_decimal(words))}, {}
    except Refused as reason:
        return {}, {TOTAL: str(reason)}


def total_problem(criteria: Criteria, answer: Answer) -> str:
    """Why the sum alone cannot stand, in a sentence; empty when it can."""
    if not criteria.total_only:
        return "Bộ tiêu chí này phải chấm từng mục; chỉ có tổng điểm thì chưa ghi được."
    try:
        points = _number(answer)
    except Refused as reason:
        return str(reason)
    if points > Fraction(criteria.total or 0):
        most = vi.decimal(criteria.total.normalize()) if criteria.total is not None else "0"
        return f"Tổng điểm cao nhất của bộ tiêu chí là {most}. Hãy ghi lại điểm."
    return ""


def total_of(answer: Answer) -> Fraction:
    """The sum that was written down alone, exact. Raises Refused for what is no number."""
    return _number(answer)


def spelt(kind: ItemKind, text: str) -> str:
    """What stands in a cell of a table, as the page of one candidate sends it: "đạt" → "1", "–" → "na"."""
    words = vi.fold(text).strip()
    if words in SAID_LEFT_OUT:
        return LEFT_OUT
    if kind == ItemKind.BOOLEAN:
        return YES if words in SAID_YES else NO if words in SAID_NO else text.strip()
    return text.strip()


def read_cell(line: Line, text: str) -> Answer | None:
    """One cell of a table as it is kept; None for a blank one. Raises Refused for what cannot be read."""
    words = spelt(line.kind, text)
    return _read_one(line, words) if words else None


def in_cell(answer: Answer | None) -> str:
    """An answer as a cell of a table shows it: "đạt", "chưa đạt", "–" (does not apply), "8,5"."""
    if isinstance(answer, bool):
        return "đạt" if answer else "chưa đạt"
    return "–" if answer == LEFT_OUT else shown(answer)


def alike(one: Answer | None, other: Answer | None) -> bool:
    """Whether two answers to a line say the same: numbers by their value ("7" and "7.0"), all else by its words."""
    if isinstance(one, str) and isinstance(other, str) and _PLAIN.fullmatch(one) and _PLAIN.fullmatch(other):
        return Decimal(one) == Decimal(other)
    return one is other if isinstance(one, bool) or isinstance(other, bool) else one == other


def cell_problem(criteria: Criteria, line: Line, answer: Answer, facts: Facts) -> str:
    """Why one answer cannot be kept, in a sentence; empty when it can.

    That a set does not say yet what becomes of a line left out keeps nobody from saying that it does not apply.
    """
    if not applies(line, None, facts) and answer != LEFT_OUT:
        return "Sổ ghi không có người thuộc diện của mục này nên mục không áp dụng."
    ruled = replace(criteria, left_out=LeftOutRule.NORMALISE)
    try:
        judge(ruled, line, answer, facts)
    except Refused as reason:
        return str(reason)
    return ""


def _read_one(line: Line, words: str) -> Answer:
    if words == LEFT_OUT:
        return LEFT_OUT
    if line.kind == ItemKind.BOOLEAN:
        if words not in (YES, NO):
            raise Refused("Hãy chọn đạt hoặc chưa đạt.")
        return words == YES
    if line.kind == ItemKind.THRESHOLD and "/" in words:
        part, _, base = words.partition("/")
        return f"{_whole(part)}/{_whole(base)}"
    number = vi.parse_decimal(words.removesuffix("%"))
    return str(number)


def _whole(words: str) -> int:
    number = vi.parse_whole(words)
    if number is None:
        raise Refused("Hãy ghi đủ hai số, ví dụ 75/78.")
    return number


def shown(answer: Answer | None) -> str:
    """An answer as a person types it: "8.5" → "8,5", true → "1"."""
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return YES if answer else NO
    return answer.replace(".", ",")


def problems_of(criteria: Criteria, answers: Answers, facts: Facts) -> dict[str, str]:
    """For each line that is missing or cannot stand, a sentence that says what to do; empty when all is well."""
    found: dict[str, str] = {}
    for line in criteria.lines:
        try:
            judge(criteria, line, answers.get(line.code), facts)
        except Refused as reason:
            found[line.code] = str(reason)
    unknown = sorted(set(answers) - {line.code for line in criteria.lines})
    return found | dict.fromkeys(unknown, "Bộ tiêu chí của năm này không có mục này. Hãy tải lại trang.")


def applies(line: Line, answer: Answer | None, facts: Facts) -> bool:
    """Whether a line counts: as the number of members says where it is known, else as the person said."""
    members = {AppliesTo.CHILDREN: facts.children, AppliesTo.ADULTS: facts.adults}.get(line.applies_to)
    if members is not None:
        return members > 0
    return answer != LEFT_OUT


def judge(criteria: Criteria, line: Line, answer: Answer | None, facts: Facts) -> Judged:
    """One line judged. Raises Refused with a sentence: nothing answered, above the maximum, left out without cause,
    left out where the set does not say what becomes of its points.
    """
    if not applies(line, answer, facts):
        _refuse_to_leave_out(criteria, line)
        return Judged(line, applies=False, earned=Fraction(0), met=False)
    if answer == LEFT_OUT:
        raise Refused("Có người thuộc diện của mục này nên phải chấm, không bỏ qua được.")
    if answer is None:
        raise Refused(_what_is_missing(line))
    share = _judge_share(line, answer)
    return Judged(line, applies=True, earned=share * Fraction(line.max_points or 0), met=share == 1)


def _refuse_to_leave_out(criteria: Criteria, line: Line) -> None:
    if line.applies_to == AppliesTo.ALL:
        raise Refused("Mục này áp dụng với mọi đối tượng, không bỏ qua được.")
    if criteria.left_out == LeftOutRule.UNDECIDED:
        raise Refused(
            "Bộ tiêu chí chưa quy định cách tính khi mục này không áp dụng. "
            "Hãy đề nghị quản trị hệ thống chọn quy tắc theo văn bản."
        )


def _what_is_missing(line: Line) -> str:
    if line.level is not None:
        return f"Chưa trả lời chỉ số này; xét mức độ {line.level} phải có đủ mọi chỉ số."
    return "Mục này chưa chấm."


def _judge_share(line: Line, answer: Answer) -> Fraction:
    """How much of the line is earned, from 0 to 1."""
    if line.kind == ItemKind.BOOLEAN:
        if not isinstance(answer, bool):
            raise Refused("Hãy chọn đạt hoặc chưa đạt.")
        return Fraction(int(answer))
    if line.kind == ItemKind.THRESHOLD:
        return Fraction(int(percentage(answer) >= Fraction(line.threshold or 0)))
    points = _number(answer)
    most = Fraction(line.max_points or 0)
    if points > most:
        words = f"{vi.decimal(line.max_points.normalize() if line.max_points is not None else None)}"
        raise Refused(f"Điểm tối đa của mục này là {words}. Hãy ghi lại điểm.")
    return points / most


def percentage(answer: Answer) -> Fraction:
    """A share as a percentage, exact: "75/78" is 7500/78. Raises Refused for an empty base or more than all."""
    counts = _COUNTS.fullmatch(answer) if isinstance(answer, str) else None
    if counts is None:
        value = _number(answer)
    elif int(counts["base"]) == 0:
        raise Refused("Mẫu số là 0 nên không tính được tỉ lệ. Hãy kiểm tra lại.")
    else:
        value = Fraction(int(counts["part"]) * 100, int(counts["base"]))
    if value > 100:
        raise Refused("Tỉ lệ lớn hơn 100 %. Hãy kiểm tra tử số và mẫu số.")
    return value


def _number(answer: Answer) -> Fraction:
    if not isinstance(answer, str) or not _PLAIN.fullmatch(answer):
        raise Refused("Hãy ghi số từ 0 trở lên, ví dụ 8,5.")
    try:
        return Fraction(Decimal(answer))
    except InvalidOperation as error:
        raise Refused("Hãy ghi số từ 0 trở lên, ví dụ 8,5.") from error
