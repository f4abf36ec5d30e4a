"""What the registers of titles, funds, commendations and centres count, for forms and for the review."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from django.core.cache import cache

from awards.commendations import counts as commendations
from awards.scholarships import counts as scholarships
from awards.titles import counts as titles
from hocTap.lib.registers import Kept, Spans, UnitYear
from indicators.enums import Register
from indicators.models import Period, Submission
from units.centres import counts as centres

Source = Callable[[int, dt.date, dt.date], dict[str, int]]
SOURCES: tuple[Source, ...] = (
    titles.register_counts,
    scholarships.register_counts,
    commendations.register_counts,
    centres.register_counts,
)
KEPT_SECONDS = 60

YearlySource = Callable[[Collection[int], Spans], dict[UnitYear, Kept]]
YEARLY: dict[Register, YearlySource] = {
    Register.FUND: scholarships.kept_by_year,
    Register.COMMENDATIONS: commendations.kept_by_year,
    Register.CENTRES: centres.kept_by_year,
}


class Record(NamedTuple):
    """A number out of a register."""

    number: int
    register: Register
    illustrative: bool


Records = Mapping[UnitYear, Mapping[str, Record]]


def records_of(units: Collection[int], spans: Spans) -> Records:
    """Money, honours and classes by unit, year and code of measure, in five queries; nothing where no register is kept.

    Titles are not among them: their counts are stocks that the ward states and the district office approves.
    """
    found: dict[UnitYear, dict[str, Record]] = defaultdict(dict)
    for register, source in YEARLY.items():
        for place, kept in source(units, spans).items():
            for code, number in kept.counts.items():
                found[place][code] = Record(number, register, kept.illustrative)
    return dict(found)


def counts_of(submission: Submission) -> dict[str, int]:
    """Counts by measure code, for the days of the submission's period; a register that is not kept gives none."""
    period = submission.period
    counts: dict[str, int] = {}
    for source in SOURCES:
        counts |= source(submission.unit_id, period.starts_on, period.ends_on)
    if olds := list(submission.took_over.values_list("unit", flat=True)):
        counts = _with_old(counts, submission, olds)
    cache.set(_key(submission), counts, KEPT_SECONDS)
    return counts


def counts_by_unit(period: Period, olds: Mapping[int, Collection[int]]) -> dict[int, dict[str, int]]:
    """The same for the sheets of many units at once, in a fixed number of queries: by unit, then by code.

    `olds` names for each unit those whose days its sheet tells of too; most tell of none.
    """
    units, days = list(olds), (period.starts_on, period.ends_on)
    counts: dict[int, dict[str, int]] = {unit: {} for unit in units}
    sources = [
        titles.register_counts_by_ward(units, period.ends_on),
        *(each.register_counts_by_ward(units, *days) for each in (scholarships, commendations, centres)),
    ]
    for found in sources:
        for unit, numbers in found.items():
            counts[unit] |= numbers
    taken = {unit: old for unit, old in olds.items() if old}
    records = records_of([*taken, *(each for old in taken.values() for each in old)], {period.year: days})
    for unit, old in taken.items():
        _add_old(counts[unit], [records.get(UnitYear(each, period.year), {}) for each in (unit, *old)])
    return counts


def _with_old(counts: dict[str, int], submission: Submission, olds: Collection[int]) -> dict[str, int]:
    """With what the registers of the units recorded whose days the sheet tells of too; stocks are its own unit's."""
    period = submission.period
    year, units = period.year, [submission.unit_id, *olds]
    found = records_of(units, {year: (period.starts_on, period.ends_on)})
    return _add_old(counts, [found.get(UnitYear(unit, year), {}) for unit in units])


def _add_old(counts: dict[str, int], kept: Sequence[Mapping[str, Record]]) -> dict[str, int]:
    """A flow of which not every one of the units kept a register is no comparison for the whole: it is left out."""
    for code in {code for each in kept for code in each}:
        parts = [each[code].number for each in kept if code in each]
        if len(parts) == len(kept):
            counts[code] = sum(parts)
        else:
            counts.pop(code, None)
    return counts


def recent_counts_of(submission: Submission) -> dict[str, int]:
    """The same, perhaps a minute old: for the hints that follow each saved cell. Sending counts anew."""
    kept: dict[str, int] | None = cache.get(_key(submission))
    return counts_of(submission) if kept is None else kept


def _key(submission: Submission) -> str:
    return f"register-{submission.unit_id}-{submission.period_id}"
