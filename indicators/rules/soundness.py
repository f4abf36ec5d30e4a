"""Whether a check, as an administrator wrote it, can be judged at all."""

import re
from collections.abc import Callable

from indicators.enums import CheckKind
from indicators.rules.checks import CheckSpec

_PLACES = {
    CheckKind.AT_MOST: {"left", "right"},
    CheckKind.SUM_EQUALS: {"left", "right"},
    CheckKind.JUMP: {"left", "right", "change"},
    CheckKind.RATIO_BETWEEN: {"left", "right", "ratio"},
    CheckKind.ALL_FULL: {"left"},
    CheckKind.MATCHES_REGISTER: {"left", "right"},
}

EVERYWHERE = {"what", "unit"}
"""Places that every kind fills: the name of the figure on the left side, and its unit."""


def fault_of(spec: CheckSpec) -> str | None:
    """Why the check would never speak, or speak with a gap, in a sentence that says what to do; None if it is sound.

    A comparison wants both sides, a change a threshold, a ratio an end, "everything full" pairs; a sentence may hold
    only the places that its kind fills.
    """
    sides = _SIDES[spec.kind](spec)
    if sides:
        return sides
    places = _PLACES[spec.kind] | EVERYWHERE
    unknown = sorted(set(re.findall(r"{(\w*)}", spec.sentence)) - places)
    if unknown:
        known = ", ".join("{" + place + "}" for place in sorted(places))
        return f"Câu báo có chỗ trống không điền được: {', '.join(unknown)}. Loại này chỉ có {known}."
    return None


def _both_sides(spec: CheckSpec) -> str | None:
    return None if spec.left and spec.right else "Hãy ghi chỉ tiêu ở cả vế trái và vế phải."


def _left_only(spec: CheckSpec) -> str | None:
    return None if spec.left and not spec.right else "Loại này chỉ có vế trái. Hãy ghi chỉ tiêu ở vế trái."


def _change(spec: CheckSpec) -> str | None:
    return _left_only(spec) or (None if spec.high else "Hãy ghi ngưỡng trên, ví dụ 0,2 là một phần năm.")


def _ratio(spec: CheckSpec) -> str | None:
    if spec.low is None and spec.high is None:
        return "Hãy ghi ngưỡng dưới, ngưỡng trên hoặc cả hai."
    if spec.low is not None and spec.high is not None and spec.low > spec.high:
        return "Ngưỡng dưới lớn hơn ngưỡng trên. Hãy đổi lại."
    return _both_sides(spec)


def _pairs(spec: CheckSpec) -> str | None:
    if len(spec.left) == len(spec.right) > 1:
        return None
    return "Hãy ghi từng cặp: mỗi chỉ tiêu vế trái một chỉ tiêu vế phải, ít nhất hai cặp."


_SIDES: dict[CheckKind, Callable[[CheckSpec], str | None]] = {
    CheckKind.AT_MOST: _both_sides,
    CheckKind.SUM_EQUALS: _both_sides,
    CheckKind.JUMP: _change,
    CheckKind.RATIO_BETWEEN: _ratio,
    CheckKind.ALL_FULL: _pairs,
    CheckKind.MATCHES_REGISTER: _left_only,
}
