"""Sums of whole years added by the database: for an office over so many units that reading each cell takes seconds.

A part never passes for the whole here either: how many units gave a number is counted with it, and of a share only the
units count that gave numerator and base.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Q
from django.db.models import Sum as Total

from indicators.enums import Additivity, Origin
from indicators.models import Measure, Value
from indicators.querysets import SubmissionQuerySet
from indicators.series.facts import MeasureFacts, Office, Sum, Ward, lacking
from units.words import all_of_them

Pair = tuple[str, str | None]
"""A measure with its base, or alone."""


class Added(NamedTuple):
    """A measure's numbers of a year together, how many units gave one, and whether some are illustrative."""

    number: int
    given: int
    marked: bool


class AddedShare(NamedTuple):
    """The same of a measure over its base, over the units that gave both."""

    numerator: int
    denominator: int
    given: int
    marked: bool


Numbers = Mapping[tuple[str, int], Added]
Shares = Mapping[tuple[str, str, int], AddedShare]
NOTHING = Added(0, 0, marked=False)


@dataclass(frozen=True)
class Summed:
    """What a `Series` says of whole years, without who gave what."""

    first: int
    last: int
    wards: Mapping[int, tuple[Ward, ...]]
    units: Mapping[int, Collection[int]]
    """By year the units with an approved sheet."""
    measures: Mapping[str, MeasureFacts]
    offices: Mapping[int, tuple[Office, ...]]
    numbers: Numbers
    shares: Shares

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)

    def year(self, code: str, year: int, base: str | None = None) -> Sum:
        """One year's figure, over the wards that stood at its end."""
        if base is None:
            found = self.numbers.get((code, year), NOTHING)
            return self._sum(year, (code,), AddedShare(found.number, 0, found.given, found.marked))
        return self._sum(year, (code, base), self._share(code, base, year))

    def _share(self, code: str, base: str, year: int) -> AddedShare:
        if both := self.shares.get((code, base, year)):
            return both
        part, whole = (self.numbers.get((each, year), NOTHING) for each in (code, base))
        return AddedShare(part.number, whole.number, min(part.given, whole.given), part.marked or whole.marked)

    def gave_all(self, code: str, year: int) -> bool:
        """Whether each unit with a sheet gave the measure's number."""
        return self.numbers.get((code, year), NOTHING).given == len(self.units[year])

    def _sum(self, year: int, codes: tuple[str, ...], found: AddedShare) -> Sum:
        more, mixed = lacking(self.offices.get(year, ()))
        addable = found.given < 2 or all(self.measures[code].additivity == Additivity.SUM for code in codes)
        known = found.given > 0 and addable
        return Sum(
            found.numerator if known else None,
            found.denominator if known and len(codes) > 1 else None,
            addable=addable,
            expected=len(self.wards[year]) + more,
            reported=found.given,
            mixed=mixed,
            word=self._word(year, mixed),
            marked=found.marked,
        )

    def _word(self, year: int, mixed: bool) -> str:
        if (year, mixed) not in self._words:
            self._words[year, mixed] = all_of_them(self.wards[year], mixed)
        return self._words[year, mixed]

    @cached_property
    def _words(self) -> dict[tuple[int, bool], str]:
        return {}


def beside(summed: Summed, other: Summed, code: str, base: str) -> bool:
    """Whether a share whose parts stand on two forms can be taken from the sums: the same units gave all of both."""
    return all(
        summed.units[year] == other.units[year] and summed.gave_all(code, year) and other.gave_all(base, year)
        for year in summed.years
    )


def add_up(
    sheets: SubmissionQuerySet, ids: Collection[int], units: Mapping[int, Collection[int]], pairs: Collection[Pair]
) -> tuple[Numbers, Shares]:
    """The numbers of all measures in one query, and of shares of which some unit gave only one part in a second.

    `ids` are those of the sheets. A part that nobody gave needs no second look.
    """
    numbers = _numbers(sheets, ids, {code for pair in pairs for code in pair if code})

    def in_part(code: str, base: str, year: int) -> bool:
        """Whether some units gave the one and some the other, and not all of them both."""
        given = [numbers.get((each, year), NOTHING).given for each in (code, base)]
        return all(given) and any(each != len(units[year]) for each in given)

    loose = {
        (code, base) for code, base in pairs if base is not None and any(in_part(code, base, year) for year in units)
    }
    return numbers, _shares(sheets, ids, loose, numbers) if loose else {}


def _numbers(sheets: SubmissionQuerySet, ids: Collection[int], codes: Iterable[str]) -> dict[tuple[str, int], Added]:
    known = _codes(codes)
    rows = (
        Value.objects.approved()
        .filled()
        .on_sheets(sheets, ids)
        .filter(measure__in=list(known))
        .order_by()
        .values_list("measure", "submission__period__year")
        .annotate(all=Total("number"), given=Count("pk"), marked=Count("pk", filter=Q(origin=Origin.ILLUSTRATIVE)))
    )
    return {(known[pk], year): Added(number, given, marked > 0) for pk, year, number, given, marked in rows}


def _codes(codes: Iterable[str]) -> dict[int, str]:
    """By id: with ids in its hand the database goes straight to the cells, with codes it reads all of the table."""
    return dict(Measure.objects.filter(code__in=set(codes)).values_list("pk", "code"))


def _shares(
    sheets: SubmissionQuerySet, ids: Collection[int], pairs: Iterable[tuple[str, str]], numbers: Numbers
) -> dict[tuple[str, str, int], AddedShare]:
    both, known = Q(), _codes(code for pair in pairs for code in pair)
    numbered = {code: pk for pk, code in known.items()}
    for code, base in pairs:
        both |= Q(measure=numbered[code], submission__values__measure=numbered[base])
    marked = Q(origin=Origin.ILLUSTRATIVE) | Q(submission__values__origin=Origin.ILLUSTRATIVE)
    rows = (
        Value.objects.approved()
        .filled()
        .on_sheets(sheets, ids)
        .filter(both, submission__values__number__isnull=False)
        .order_by()
        .values_list("measure", "submission__values__measure", "submission__period__year")
        .annotate(
            part=Total("number"),
            whole=Total("submission__values__number"),
            given=Count("pk"),
            marked=Count("pk", filter=marked),
        )
    )
    found = {
        (known[code], known[base], year): AddedShare(part, whole, given, flagged > 0)
        for code, base, year, part, whole, given, flagged in rows
    }
    years = {year for _, year in numbers}
    nothing = AddedShare(0, 0, 0, marked=False)
    return {(code, base, year): found.get((code, base, year), nothing) for code, base in pairs for year in years}
