"""Checks of a form's figures: the same code at typing, at submission and at import."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from types import MappingProxyType

from hocTap.lib import vi
from indicators.enums import CheckKind, Severity

Numbers = Mapping[str, int | None]


@dataclass(frozen=True)
class CheckSpec:
    """A check as data: what stands on its two sides, its thresholds, and what to tell the officer."""

    code: str
    kind: CheckKind
    severity: Severity
    sentence: str
    left: tuple[str, ...]
    right: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    what: str = ""
    """The figure on the left side by its name on the form; several are joined by "+"."""
    unit: str = ""
    """The unit in which it is counted: hộ, người, đồng."""


@dataclass(frozen=True)
class Finding:
    """A check that does not hold: how grave, in words, and the cells concerned (codes of measures)."""

    code: str
    severity: Severity
    sentence: str
    cells: tuple[str, ...]

    @property
    def is_error(self) -> bool:
        return self.severity == Severity.ERROR


def evaluate(
    specs: Iterable[CheckSpec], now: Numbers, before: Numbers, register: Numbers = MappingProxyType({})
) -> list[Finding]:
    """The findings of one form: `now` are this period's numbers by measure code, `before` the previous period's.

    `register` are the counts that the registers give (titles, funds, centres), where they are kept.

    A check with a blank cell or no cell at all on either side is not judged: blank is not zero. Errors come before
    warnings.
    """
    other = {CheckKind.MATCHES_REGISTER: register}
    judged = specs if register else (spec for spec in specs if spec.kind != CheckKind.MATCHES_REGISTER)
    findings = [finding for spec in judged if (finding := _judge(spec, now, other.get(spec.kind, before)))]
    return sorted(findings, key=lambda finding: (not finding.is_error, finding.code))


def _judge(spec: CheckSpec, now: Numbers, other: Numbers) -> Finding | None:
    """`other` are the numbers that this kind of check compares with: the period before, or the registers."""
    words = _JUDGES[spec.kind](spec, now, other)
    if words is None:
        return None
    sentence = spoken_alone(spec)
    for name, word in (words | {"what": spec.what, "unit": spec.unit}).items():
        sentence = sentence.replace("{" + name + "}", word)
    return Finding(spec.code, spec.severity, sentence, (*spec.left, *spec.right))


ONE_FIGURE = {CheckKind.JUMP, CheckKind.MATCHES_REGISTER}
"""Kinds that speak of one figure only, so that their sentence is easily written without naming it."""


def spoken_alone(spec: CheckSpec) -> str:
    """The check's sentence, led by the figure's name and unit if an administrator wrote it without.

    A sentence is read far from its cell: twelve boxes "Số ghi là 44, số theo sổ là 38" would not say of what.
    """
    named = "{what}" in spec.sentence or spec.kind not in ONE_FIGURE or not spec.what
    return spec.sentence if named else f"{{what}} ({spec.unit}): {spec.sentence}"


def _total(codes: Iterable[str], numbers: Numbers) -> int | None:
    """The sum of the cells; None when one of them is blank, or when there are none."""
    total = None
    for code in codes:
        number = numbers.get(code)
        if number is None:
            return None
        total = number if total is None else total + number
    return total


def _at_most(spec: CheckSpec, now: Numbers, before: Numbers) -> dict[str, str] | None:
    left, right = _total(spec.left, now), _total(spec.right, now)
    if left is None or right is None or left <= right:
        return None
    return {"left": vi.whole(left), "right": vi.whole(right)}


def _sum_equals(spec: CheckSpec, now: Numbers, before: Numbers) -> dict[str, str] | None:
    left, right = _total(spec.left, now), _total(spec.right, now)
    if left is None or right is None or left == right:
        return None
    return {"left": vi.whole(left), "right": vi.whole(right)}


def _jump(spec: CheckSpec, now: Numbers, before: Numbers) -> dict[str, str] | None:
    """`high` is the share of last period's number that may change without a word, e.g. 0.2 for a fifth."""
    new, old = _total(spec.left, now), _total(spec.left, before)
    if new is None or not old or spec.high is None or abs(new - old) <= spec.high * old:
        return None
    way = "tăng" if new > old else "giảm"
    percent = vi.percent(_shown(abs(new - old) * 100, old, ROUND_UP))
    return {"left": vi.whole(new), "right": vi.whole(old), "change": f"{way} {percent}"}


def _ratio_between(spec: CheckSpec, now: Numbers, before: Numbers) -> dict[str, str] | None:
    left, right = _total(spec.left, now), _total(spec.right, now)
    if left is None or not right:
        return None
    too_low = spec.low is not None and left < spec.low * right
    too_high = spec.high is not None and left > spec.high * right
    if not (too_low or too_high):
        return None
    ratio = _shown(left, right, ROUND_DOWN if too_low else ROUND_UP)
    return {"left": vi.whole(left), "right": vi.whole(right), "ratio": vi.decimal(ratio)}


def _shown(numerator: int, base: int, rounding: str) -> Decimal:
    """One decimal, shortened away from the threshold: what lies outside must not read as if it lay on the edge."""
    tenths, rest = divmod(numerator * 10, base)
    return Decimal(tenths + (rest > 0 and rounding == ROUND_UP)).scaleb(-1)


def _all_full(spec: CheckSpec, now: Numbers, before: Numbers) -> dict[str, str] | None:
    """Every pair left[i] of right[i] is complete; pairs with an empty base do not count, two at least must remain."""
    if len(spec.left) != len(spec.right):
        return None
    pairs = [(now.get(left), now.get(right)) for left, right in zip(spec.left, spec.right, strict=True)]
    judged = [(left, right) for left, right in pairs if left is not None and right]
    if len(judged) < 2 or any(left != right for left, right in judged):
        return None
    return {"left": vi.whole(len(judged))}


def _matches_register(spec: CheckSpec, now: Numbers, register: Numbers) -> dict[str, str] | None:
    typed, counted = _total(spec.left, now), _total(spec.left, register)
    if typed is None or counted is None or typed == counted:
        return None
    return {"left": vi.whole(typed), "right": vi.whole(counted)}


_JUDGES: dict[CheckKind, Callable[[CheckSpec, Numbers, Numbers], dict[str, str] | None]] = {
    CheckKind.AT_MOST: _at_most,
    CheckKind.SUM_EQUALS: _sum_equals,
    CheckKind.JUMP: _jump,
    CheckKind.RATIO_BETWEEN: _ratio_between,
    CheckKind.ALL_FULL: _all_full,
    CheckKind.MATCHES_REGISTER: _matches_register,
}
