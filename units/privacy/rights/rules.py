"""The clocks of a request about personal data; days are arguments.

By Luật 91/2025/QH15 and Nghị định 356/2025/NĐ-CP as told by others; not compared with the originals.
"""

from __future__ import annotations

import datetime as dt

from units.enums import RightKind

ACKNOWLEDGE_WITHIN = 2
"""Working days in which whoever asked is told that the request came, and what follows."""

WITHIN = {
    RightKind.SEE: 10,
    RightKind.CORRECT: 10,
    RightKind.RESTRICT: 15,
    RightKind.WITHDRAW: 15,
    RightKind.OBJECT: 15,
    RightKind.FORGET: 20,
}
"""Days from when it came in which it is done, or refused with a reason; more where a third party has to act."""

LONGER = {kind: min(days, 15) for kind, days in WITHIN.items()}
"""Days by which the answer may be put off, once, with a reason that the person is told."""


def working_days_after(day: dt.date, number: int) -> dt.date:
    """The day that many working days later, Saturdays and Sundays left out.

    Public holidays are not known here, so that the day is never later than the law's. Example: two after a Friday are
    the Tuesday.
    """
    while number:
        day += dt.timedelta(days=1)
        number -= day.weekday() < 5
    return day


def acknowledge_by(received: dt.date) -> dt.date:
    """The last day to say that a request came."""
    return working_days_after(received, ACKNOWLEDGE_WITHIN)


def answer_by(received: dt.date, kind: RightKind, *, extended: bool = False) -> dt.date:
    """The last day to do what is asked or to say why not; once put off it is so many days later."""
    return received + dt.timedelta(days=WITHIN[kind] + (LONGER[kind] if extended else 0))
