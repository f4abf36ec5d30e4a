"""What units counted: approved figures, read in sums where units lie inside the target as a whole, else one by one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from indicators.enums import Nature, Origin, PeriodKind, Qualifier
from indicators.models import Form, Measure, Period, Submission, Value
from indicators.register import Record, records_of
from indicators.series.taken import added, last_heir, registers_speak


class Point(NamedTuple):
    """A period for which figures are counted, with the day on which its units are those that count."""

    year: int
    ordinal: int
    starts: dt.date
    ends: dt.date
    period: int | None


Place = tuple[int, Point]
"""A unit in a period."""


def points_of(form: Form, first: int, last: int) -> list[Point]:
    """The form's periods of these years; a year without one is a calendar year, divided as the form's years are."""
    kind = PeriodKind(form.period_kind)
    rows = Period.objects.between_years(first, last).filter(kind=kind)
    known = {
        (year, ordinal): Point(year, ordinal, starts, ends, pk)
        for pk, year, ordinal, starts, ends in rows.values_list("pk", "year", "ordinal", "starts_on", "ends_on")
    }
    return [
        known.get((year, ordinal)) or _supposed(year, ordinal, kind.in_a_year)
        for year in range(first, last + 1)
        for ordinal in range(1, kind.in_a_year + 1)
    ]


def _supposed(year: int, ordinal: int, in_a_year: int) -> Point:
    months = 12 // in_a_year
    after = dt.date(year + (ordinal == in_a_year), 1 if ordinal == in_a_year else ordinal * months + 1, 1)
    return Point(year, ordinal, dt.date(year, (ordinal - 1) * months + 1, 1), after - dt.timedelta(days=1), None)


Units = Mapping[Point, Collection[int]]
"""Units by period."""


def who_gave(form: Form, units: Units) -> dict[Point, set[int]]:
    """Which of these units have an approved sheet of the form, by period; one query."""
    found: dict[Point, set[int]] = defaultdict(set)
    for unit, point in _sheets(form, units) if any(units.values()) else ():
        found[point].add(unit)
    return dict(found)


class Total(NamedTuple):
    """What several units gave of a measure in a period, and how many of them gave it."""

    number: int
    units: int


@dataclass
class Counts:
    """What was counted, by period and code of measure: of some units their total, of others each number.

    `marked` are the units whose number an officer gave as "gần", "trên" or "khoảng"; `illustrative` says that some
    number was made for the demonstration.
    """

    sheets: set[Place] = field(default_factory=set)
    totals: dict[tuple[Point, str], Total] = field(default_factory=dict)
    numbers: dict[tuple[Point, str], dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    gave: dict[tuple[Point, str], set[int]] = field(default_factory=dict)
    records: Mapping[tuple[Point, str], Mapping[int, Record]] = field(default_factory=dict)
    rounded: set[tuple[Point, str]] = field(default_factory=set)
    illustrative: set[tuple[Point, str]] = field(default_factory=set)

    def total(self, point: Point, code: str) -> Total:
        return self.totals.get((point, code), Total(0, 0))

    def number(self, unit: int, point: Point, code: str) -> int | None:
        return self.numbers.get((point, code), {}).get(unit)

    def lacking(self, units: Collection[int], point: Point, code: str) -> set[int]:
        """Which of these units, whose figures are in a total, gave none."""
        if self.total(point, code).units == len(units):
            return set()
        given = self.gave.get((point, code))
        return {unit for unit in units if (unit, point) not in self.sheets} if given is None else set(units) - given


def read_counts(form: Form, measures: Collection[Measure], whole: Units, parts: Units, *, fold: bool = False) -> Counts:
    """The approved figures of the form: of the `whole` units in totals, of the `parts` each, in a few queries.

    A flow of which a unit's register was kept in the period is taken from the register, as in every other sum. With
    `fold`, what units recorded whose days an heir's sheet tells of is put to the heir's.
    """
    codes = {measure.pk: measure.code for measure in measures}
    sheets = _sheets(form, {point: {*whole[point], *parts[point]} for point in whole})
    counts = Counts(sheets=set(sheets))
    in_total = {sheets[place]: place for place in sheets if place[0] in whole[place[1]]}
    one_by_one = {sheets[place]: place for place in sheets if place[0] in parts[place[1]]}
    by_period = {point.period: point for point in whole if point.period}
    for row in _totals(in_total, codes):
        at = by_period[row["submission__period"]], codes[row["measure"]]
        counts.totals[at] = Total(int(row["number"] or 0), row["units"])
        counts.rounded |= {at} if row["rounded"] else set()
        counts.illustrative |= {at} if row["illustrative"] else set()
    for (unit, point), code, number, qualifier, origin in _cells(one_by_one, codes):
        counts.numbers[point, code][unit] = number
        counts.rounded |= {(point, code)} if qualifier != Qualifier.EXACT else set()
        counts.illustrative |= {(point, code)} if origin == Origin.ILLUSTRATIVE else set()
    flows = {measure.pk: measure.code for measure in measures if measure.nature == Nature.FLOW}
    if flows:
        taken = _taken_over(form, whole, parts)
        _take_records(counts, flows, whole, parts, in_total, taken, fold=fold)
    _find_gaps(counts, codes, whole, in_total)
    return counts


def _sheets(form: Form, units: Mapping[Point, Collection[int]]) -> dict[Place, int]:
    """The approved sheet of each unit and period, of the newest version of the form where there are two."""
    by_period = {point.period: point for point in units if point.period}
    everybody = {unit for each in units.values() for unit in each}
    rows = Submission.objects.approved().filter(form__code=form.code, period__in=by_period, unit__in=everybody)
    found = rows.order_by("form__version").values_list("pk", "unit_id", "period_id")
    return {(unit, by_period[period]): pk for pk, unit, period in found if unit in units[by_period[period]]}


def _totals(sheets: Collection[int], codes: Mapping[int, str]) -> QuerySet[Value, dict[str, Any]]:
    rows = Value.objects.approved().filled().filter(submission__in=list(sheets), measure__in=list(codes)).order_by()
    return rows.values("submission__period", "measure").annotate(
        number=Sum("number"),
        units=Count("pk"),
        rounded=Count("pk", filter=~Q(qualifier=Qualifier.EXACT)),
        illustrative=Count("pk", filter=Q(origin=Origin.ILLUSTRATIVE)),
    )


def _cells(sheets: Mapping[int, Place], codes: Mapping[int, str]) -> list[tuple[Place, str, int, str, str]]:
    rows = Value.objects.approved().filled().filter(submission__in=list(sheets), measure__in=list(codes)).order_by()
    found = rows.values_list("submission_id", "measure_id", "number", "qualifier", "origin")
    return [
        (sheets[sheet], codes[measure], number, qualifier, origin)
        for sheet, measure, number, qualifier, origin in found
        if number is not None
    ]


Taken = Mapping[Place, Collection[int]]
"""By heir and period: the units whose days the heir's sheet tells of."""


def _taken_over(form: Form, whole: Units, parts: Units) -> Taken:
    by_period = {point.period: point for point in whole if point.period}
    units = {unit for point in whole for unit in (*whole[point], *parts[point])}
    if not units or not by_period:
        return {}
    rows = Submission.objects.handed_into(units).filter(form__code=form.code, period__in=by_period)
    taken = {
        (unit, by_period[period]): heir
        for unit, period, heir in rows.values_list("unit_id", "period_id", "handed_to__unit_id")
        if heir
    }
    found: dict[Place, list[int]] = defaultdict(list)
    for unit, point in taken:
        heir = last_heir(taken, unit, point)
        if heir in whole[point] or heir in parts[point]:
            found[heir, point].append(unit)
    return dict(found)


Numbers = Mapping[tuple[int, Point, str], int]
"""What sheets say, by unit, period and code of measure."""


def _take_records(
    counts: Counts,
    codes: Mapping[int, str],
    whole: Units,
    parts: Units,
    in_total: Mapping[int, Place],
    taken: Taken,
    *,
    fold: bool,
) -> None:
    """Put what registers recorded in the place of what sheets say."""
    records = _records(codes, whole, parts, taken)
    recorded = {(unit, point) for (point, _), by_unit in records.items() for unit in by_unit} | taken.keys()
    replaced = {pk: place for pk, place in in_total.items() if place in recorded}
    wanted = {pk: code for pk, code in codes.items() if any(code == each for _, each in records)}
    on_sheets = (
        {(unit, point, code): number for (unit, point), code, number, *_ in _cells(replaced, wanted)}
        if replaced and wanted
        else {}
    )
    _keep_once(counts, records, taken, on_sheets, fold=fold)
    counts.records = {
        (point, code): own
        for (point, code), by_unit in records.items()
        if (own := {unit: each for unit, each in by_unit.items() if unit in whole[point] or unit in parts[point]})
    }
    for (point, code), by_unit in counts.records.items():
        for unit, record in by_unit.items():
            counts.illustrative |= {(point, code)} if record.illustrative else set()
            if unit in parts[point]:
                counts.numbers[point, code][unit] = record.number
            else:
                before = on_sheets.get((unit, point, code))
                total = counts.total(point, code)
                counts.totals[point, code] = Total(
                    total.number + record.number - (before or 0), total.units + (before is None)
                )


def _records(
    codes: Mapping[int, str], whole: Units, parts: Units, taken: Taken
) -> dict[tuple[Point, str], dict[int, Record]]:
    """What the registers of the units recorded, and of those whose days a sheet of theirs tells of."""
    points = dict(enumerate(whole))
    asked = {point: {*whole[point], *parts[point]} for point in whole}
    for (_, point), olds in taken.items():
        asked[point].update(olds)
    units = {unit for each in asked.values() for unit in each}
    kept = records_of(units, {place: (point.starts, point.ends) for place, point in points.items()}) if units else {}
    records: dict[tuple[Point, str], dict[int, Record]] = defaultdict(dict)
    for (unit, place), found in kept.items():
        point = points[place]
        if unit in asked[point]:
            for code in found.keys() & set(codes.values()):
                records[point, code][unit] = found[code]
    return dict(records)


def _keep_once(
    counts: Counts,
    records: dict[tuple[Point, str], dict[int, Record]],
    taken: Taken,
    on_sheets: Numbers,
    *,
    fold: bool,
) -> None:
    """Leave out what an heir's sheet that took others over holds already, by the rule of every sum."""
    for (heir, point), olds in taken.items():
        for (_, code), by_unit in [each for each in records.items() if each[0][0] == point]:
            kept = [{code: by_unit[unit]} if unit in by_unit else {} for unit in (heir, *olds)]
            sheet = on_sheets.get((heir, point, code), counts.number(heir, point, code))
            if not registers_speak(code, kept, given=sheet is not None):
                for unit in (heir, *olds):
                    by_unit.pop(unit, None)
            elif fold and (own := [each[code] for each in kept if each]):
                for unit in olds:
                    by_unit.pop(unit, None)
                by_unit[heir] = added(own)


def _find_gaps(counts: Counts, codes: Mapping[int, str], whole: Units, in_total: Mapping[int, Place]) -> None:
    """Of totals to which some units gave nothing though they sent a sheet: which units did give."""
    with_sheet: dict[Point, int] = defaultdict(int)
    for _, point in in_total.values():
        with_sheet[point] += 1
    unsure = set()
    for point, units in whole.items():
        for code in codes.values():
            gave = counts.total(point, code).units
            if gave == 0:
                counts.gave[point, code] = set()
            elif gave < len(units) and (gave != with_sheet[point] or (point, code) in counts.records):
                unsure.add((point, code))
                counts.gave[point, code] = set(counts.records.get((point, code), ()))
    if not unsure:
        return
    points, wanted = {point for point, _ in unsure}, {code for _, code in unsure}
    sheets = {pk: place for pk, place in in_total.items() if place[1] in points}
    for (unit, point), code, *_ in _cells(sheets, {pk: code for pk, code in codes.items() if code in wanted}):
        if (point, code) in unsure:
            counts.gave[point, code].add(unit)
