"""Whole numbers divided so that the parts sum to the whole: the method of the largest remainder."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def allotted(whole: int, shares: Sequence[Fraction]) -> list[int]:
    """The whole divided by these shares, which together are 1, into whole numbers that sum to it.

    Each part gets what it is due without its fraction; what is left goes one by one to the largest fractions, and of
    equal ones to those that come first. Example: 10 by three thirds is 4, 3, 3. Raises ValueError for shares that are
    not the whole together: nothing may be lost, nothing doubled.
    """
    if sum(shares) != 1 or min(shares) < 0:
        raise ValueError("the shares are not the whole")
    due = [whole * share for share in shares]
    given = [each.numerator // each.denominator for each in due]
    by_fraction = sorted(range(len(due)), key=lambda place: given[place] - due[place])
    for place in by_fraction[: whole - sum(given)]:
        given[place] += 1
    return given
