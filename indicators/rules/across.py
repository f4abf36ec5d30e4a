"""What somebody should look at in the figures of several units beside their form's own checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from hocTap.lib import vi

MOVES = Fraction(1, 10)
"""A base that changes by more than this part makes the shares of two years speak of different things."""

TELLING = 10
"""Smaller numbers are often the same by chance, and say nothing of copying."""

ENOUGH = 3
"""So many telling numbers at least make a sheet that can be recognised."""

REMARKABLE = 1_000
"""A single number must be at least so large, and not a round hundred, to be remarkable in two units."""

NAMED = 3
"""So many units are named in a sentence; of more it says how many."""

Numbers = Mapping[str, int | None]


class Named(NamedTuple):
    """A measure as a sentence names it."""

    code: str
    label: str
    unit_name: str


def base_moved(base: Named, now: Numbers, before: Numbers) -> str:
    """How a base moved by more than a tenth since last year, in a sentence; nothing where it did not.

    1.101 after 1.000 is told, 1.100 is not; a blank is no number, and from nothing everything is a beginning.
    """
    new, old = now.get(base.code), before.get(base.code)
    if new is None or not has_moved(new, old):
        return ""
    way = "tăng" if new > (old or 0) else "giảm"
    end = "lên" if new > (old or 0) else "xuống"
    return (
        f"{base.label} ({base.unit_name}) {way} từ {vi.whole(old)} {end} {vi.whole(new)}, quá 10%: tỉ lệ tính trên số "
        "này của hai năm không so thẳng được."
    )


def has_moved(new: int | None, old: int | None) -> bool:
    """Whether a base moved by more than a tenth."""
    return new is not None and bool(old) and abs(new - (old or 0)) > MOVES * (old or 0)


def over_whole(part: Named, base: Named, now: Numbers) -> str:
    """A share over 100 %, in a sentence; nothing where it is not, or where one of the two is blank."""
    numerator, denominator = now.get(part.code), now.get(base.code)
    if numerator is None or denominator is None or numerator <= denominator:
        return ""
    return (
        f"{part.label} ({vi.whole(numerator)} {part.unit_name}) nhiều hơn {base.label} "
        f"({vi.whole(denominator)} {base.unit_name}): tỉ lệ quá 100%."
    )


def total_differs(measure: Named, parts: int, total: int, given: int, expected: int) -> str:
    """The office's published total beside the sum of its units, in a sentence; nothing where all gave and both agree.

    Where units still lack, only a sum that is over the total already is told.
    """
    if parts == total or (given < expected and parts < total):
        return ""
    of_how_many = f" của {vi.whole(given)}/{vi.whole(expected)} đơn vị" if given < expected else ""
    return (
        f"{measure.label} ({measure.unit_name}): cộng các đơn vị được {vi.whole(parts)}{of_how_many}, số tổng hợp đã "
        f"công bố là {vi.whole(total)}."
    )


def telling(numbers: Numbers) -> dict[str, int]:
    """The numbers by which a sheet is recognised: not blank, and not small."""
    return {code: number for code, number in numbers.items() if number is not None and number >= TELLING}


def is_last_years(now: Numbers, before: Numbers) -> bool:
    """Whether all that a sheet says was said by last year's: every telling number, and at least three of them."""
    new = telling(now)
    return len(new) >= ENOUGH and new == telling(before)


def same_sheets(sheets: Mapping[int, Numbers]) -> list[list[int]]:
    """The units whose telling numbers are all the same, in groups of two or more; linear in the numbers."""
    found: dict[tuple[tuple[str, int], ...], list[int]] = defaultdict(list)
    for unit, numbers in sheets.items():
        if len(told := telling(numbers)) >= ENOUGH:
            found[tuple(sorted(told.items()))].append(unit)
    return [units for units in found.values() if len(units) > 1]


def same_numbers(sheets: Mapping[int, Numbers]) -> list[tuple[str, int, list[int]]]:
    """Single numbers too particular to stand in two units by chance: code, number, the units.

    Among more units chance is more likely, so that the number must be larger: with 16 units (120 pairs) from 1.200 on,
    with 168 from 140.280. Round hundreds (sums of money above all) are often the same, and never told.
    """
    least = max(REMARKABLE, 10 * (len(sheets) * (len(sheets) - 1) // 2))
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    for unit, numbers in sheets.items():
        for code, number in numbers.items():
            if number is not None and number >= least and number % 100:
                found[code, number].append(unit)
    return [(code, number, units) for (code, number), units in found.items() if len(units) > 1]


def names_of(others: Sequence[str]) -> str:
    """ "Phường 2, Phường 3"; of more than three "Phường 2, Phường 3, Phường 4 và 5 nơi khác"."""
    more = len(others) - NAMED
    return ", ".join(others[:NAMED]) + (f" và {vi.whole(more)} nơi khác" if more > 0 else "")
