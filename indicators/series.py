"""Figures of a unit's wards over years, approved or out of registers: a fixed number of queries, added from counts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from hocTap.lib.refusals import Refused
from hocTap.lib.registers import Spans, UnitYear
from indicators.enums import Additivity, Nature, Origin, PeriodKind, Qualifier, Register, State
from indicators.models import Form, Measure, Period, Submission, Value
from indicators.register import Records, records_of
from units.models import Unit, UnitVersion

YEARLY_FORM = "xhht-nam"


class Ward(NamedTuple):
    """A unit that fills in the form, under the name that it had at the time."""

    pk: int
    key: str
    name: str
    sort_key: str


class Cell(NamedTuple):
    """One approved value; a blank one has no number."""

    number: int | None
    qualifier: str = Qualifier.EXACT
    illustrative: bool = False


class Approved(NamedTuple):
    """The approved sheet of a ward for a year."""

    submission: int
    cells: Mapping[str, Cell]


class Why(StrEnum):
    """Why a ward's figure is not there; neither is ever taken for zero."""

    NOT_APPROVED = "not_approved"
    BLANK = "blank"


class Gap(NamedTuple):
    """A ward and year whose figure is missing from a sum."""

    ward: Ward
    year: int
    why: Why


class Input(NamedTuple):
    """What one ward's sheet or register of one year gives to a sum: a count, or a count over its base."""

    ward: Ward
    year: int
    submission: int
    numerator: int
    denominator: int | None
    qualifiers: tuple[str, ...]
    illustrative: bool
    register: Register | None = None


class Difference(NamedTuple):
    """A ward's register and its approved sheet that do not say the same; the register is what was counted."""

    ward: Ward
    year: int
    code: str
    register: Register
    recorded: int
    approved: int


@dataclass(frozen=True)
class Sum:
    """Counts added up, with everything that went in and everything that is missing.

    Without any input there is no number (None), which prints as "–". `addable` is False for a measure that may
    not be added over units: then several wards give inputs but no number.
    """

    numerator: int | None
    denominator: int | None
    inputs: tuple[Input, ...] = ()
    gaps: tuple[Gap, ...] = ()
    addable: bool = True

    @property
    def illustrative(self) -> bool:
        return any(each.illustrative for each in self.inputs)

    @property
    def years(self) -> tuple[int, ...]:
        """The years the inputs are of, each once."""
        return tuple(sorted({each.year for each in self.inputs}))

    @property
    def inexact(self) -> tuple[Input, ...]:
        """Inputs that an officer marked as "gần", "trên" or "khoảng"."""
        return tuple(each for each in self.inputs if any(word != Qualifier.EXACT for word in each.qualifiers))


class MeasureFacts(NamedTuple):
    """What must be known of a measure to add it."""

    code: str
    label: str
    unit_name: str
    nature: str
    additivity: str


class Place(NamedTuple):
    """A ward in a year; no year when the ward has no approved sheet at all."""

    ward: Ward
    year: int | None


@dataclass(frozen=True)
class Series:
    """A unit's wards year by year, as they then stood, with their approved sheets and what their registers recorded.

    A flow that a register kept for a ward and year is taken from the register, any other from the approved sheet.
    `own` is the unit itself: what its own registers recorded (a district's fund) adds to the sum over its wards.
    """

    first: int
    last: int
    wards: Mapping[int, tuple[Ward, ...]]
    approved: Mapping[tuple[int, int], Approved]
    measures: Mapping[str, MeasureFacts] = field(default_factory=dict)
    records: Records = field(default_factory=dict)
    own: Ward | None = None

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def wards_at_end(self) -> tuple[Ward, ...]:
        """The wards that stood when the last year ended: those a stock is counted over."""
        return self.wards[self.last]

    def year(self, code: str, year: int, base: str | None = None, ward: Ward | None = None) -> Sum:
        """One year's figure, over the wards that stood at its end, or of one ward."""
        return self._add(self._places(year, ward, code), code, base)

    def stage(self, code: str, base: str | None = None, ward: Ward | None = None) -> Sum:
        """The whole stage's figure, over all wards or of one.

        A stock counts in each ward's last approved year of the stage (the inputs say which); a flow adds up over
        the years. A share takes numerator and base from the same sheet; a ward that gives only one of the two is
        a gap, so that neither part is added without the other.
        """
        if self.measures[code].nature == Nature.STOCK:
            chosen = [self._last_approved(each) for each in self._among(self.last, ward)]
        else:
            chosen = [place for year in self.years for place in self._places(year, ward, code)]
        return self._add(chosen, code, base)

    def missing(self) -> list[Place]:
        """Wards and years without approved figures, year by year."""
        return [
            Place(ward, year)
            for year in self.years
            for ward in self.wards[year]
            if (ward.pk, year) not in self.approved
        ]

    def expected(self) -> int:
        """How many sheets there would be if all were approved."""
        return sum(len(self.wards[year]) for year in self.years)

    def number(self, code: str, ward: Ward, year: int) -> int | None:
        """The one number that is counted for a ward and year; None where there is none."""
        found = self._take(Place(ward, year), code, None)
        return found.numerator if isinstance(found, Input) else None

    def own_codes(self) -> set[str]:
        """What the unit's own registers recorded in any year of the stage."""
        if self.own is None:
            return set()
        found = (self.records.get(UnitYear(self.own.pk, year), {}) for year in self.years)
        return {code for counts in found for code in counts}

    def differences(self, codes: Collection[str]) -> list[Difference]:
        """Where a register and the approved sheet of the same ward and year say different numbers."""
        return [
            Difference(ward, year, code, record.register, record.number, approved)
            for year in self.years
            for ward in self.wards[year]
            for code, record in self.records.get(UnitYear(ward.pk, year), {}).items()
            if code in codes
            and (sheet := self.approved.get((ward.pk, year)))
            and (approved := sheet.cells.get(code, Cell(None)).number) is not None
            and approved != record.number
        ]

    def _places(self, year: int, ward: Ward | None, code: str) -> list[Place]:
        """Whose numbers of the year are added: the wards', and the unit's own where its registers have any."""
        places = [Place(each, year) for each in self._among(year, ward)]
        if self.own and ward in (None, self.own) and code in self.records.get(UnitYear(self.own.pk, year), {}):
            places.append(Place(self.own, year))
        return places

    def _among(self, year: int, ward: Ward | None) -> tuple[Ward, ...]:
        """The wards of the year; of one ward, itself under its name of that year, or nothing if it did not stand."""
        if ward is None:
            return self.wards[year]
        found = self._standing.get((ward.pk, year))
        return (found,) if found else ()

    @cached_property
    def _standing(self) -> dict[tuple[int, int], Ward]:
        return {(ward.pk, year): ward for year, wards in self.wards.items() for ward in wards}

    def _last_approved(self, ward: Ward) -> Place:
        found = (year for year in reversed(self.years) if (ward.pk, year) in self.approved)
        return Place(ward, next(found, None))

    def _add(self, places: Collection[Place], code: str, base: str | None) -> Sum:
        found = [self._take(place, code, base) for place in places]
        inputs = tuple(each for each in found if isinstance(each, Input))
        gaps = tuple(each for each in found if isinstance(each, Gap))
        addable = self._addable(code, base, inputs)
        if not inputs or not addable:
            return Sum(None, None, inputs, gaps, addable)
        numerator = sum(each.numerator for each in inputs)
        denominator = sum(each.denominator or 0 for each in inputs) if base else None
        return Sum(numerator, denominator, inputs, gaps)

    def _take(self, place: Place, code: str, base: str | None) -> Input | Gap:
        ward, year = place
        if year is not None and base is None and (recorded := self._recorded(ward, year, code)):
            return recorded
        sheet = self.approved.get((ward.pk, year)) if year is not None else None
        if sheet is None or year is None:
            return Gap(ward, year or self.last, Why.NOT_APPROVED)
        count = sheet.cells.get(code, Cell(None))
        over = sheet.cells.get(base, Cell(None)) if base else None
        if count.number is None or (over is not None and over.number is None):
            return Gap(ward, year, Why.BLANK)
        used = [count] if over is None else [count, over]
        return Input(
            ward=ward,
            year=year,
            submission=sheet.submission,
            numerator=count.number,
            denominator=None if over is None else over.number,
            qualifiers=tuple(each.qualifier for each in used),
            illustrative=any(each.illustrative for each in used),
        )

    def _recorded(self, ward: Ward, year: int, code: str) -> Input | None:
        record = self.records.get(UnitYear(ward.pk, year), {}).get(code)
        if record is None:
            return None
        sheet = self.approved.get((ward.pk, year))
        return Input(
            ward=ward,
            year=year,
            submission=sheet.submission if sheet else 0,
            numerator=record.number,
            denominator=None,
            qualifiers=(),
            illustrative=record.illustrative,
            register=record.register,
        )

    def _addable(self, code: str, base: str | None, inputs: Collection[Input]) -> bool:
        if len({each.ward.pk for each in inputs}) < 2:
            return True
        parts = [self.measures[part] for part in (code, base) if part]
        return all(part.additivity == Additivity.SUM for part in parts)


def load(unit: Unit, first: int, last: int, form_code: str = YEARLY_FORM, own_name: str = "") -> Series:
    """The figures of all wards of the unit, from the first to the last year, in eleven queries.

    Wards are those that stood under the unit when the year's period ended; `own_name` is what a table calls the
    unit itself beside them. Raises Refused for years in the wrong
    order, a form that is not in the catalogue, and a form filled in more than once a year.
    """
    if first > last:
        raise Refused("Năm đầu phải trước hoặc bằng năm cuối.")
    form = Form.objects.filter(code=form_code).order_by("version").last()
    if form is None:
        raise Refused(f"Danh mục chưa có biểu mẫu {form_code}. Hãy nạp danh mục trước.")
    kind = PeriodKind(form.period_kind)
    if kind.in_a_year > 1:
        raise Refused(f"Biểu theo {kind.label} có {kind.in_a_year} kỳ mỗi năm nên không dùng cho báo cáo theo năm.")
    spans = _spans(form, first, last)
    wards = _wards(unit, {year: ends for year, (_, ends) in spans.items()}, form.unit_kind)
    units = {ward.pk for standing in wards.values() for ward in standing} | {unit.pk}
    return Series(
        first,
        last,
        wards,
        _approved(unit, wards, form, first, last),
        _measures(),
        records_of(units, spans),
        None if unit.pk in {ward.pk for ward in wards[last]} else Ward(unit.pk, unit.key, own_name, ""),
    )


def _spans(form: Form, first: int, last: int) -> Spans:
    """The first and the last day of each year; a year without a period is a calendar year."""
    spans = {year: (dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in range(first, last + 1)}
    periods = Period.objects.between_years(first, last).filter(kind=form.period_kind, ordinal=1)
    return spans | {year: (starts, ends) for year, starts, ends in periods.values_list("year", "starts_on", "ends_on")}


def _wards(unit: Unit, ends: Mapping[int, dt.date], kind: str) -> dict[int, tuple[Ward, ...]]:
    """The units of the form's level that stood under the unit on each year's last day, in the order of lists."""
    rows = (
        UnitVersion.objects.filter(kind=kind, unit__lines_up__ancestor=unit)
        .order_by("sort_key", "unit_id")
        .values_list(
            *("unit_id", "unit__key", "name", "sort_key", "valid_from", "valid_to"),
            *("unit__lines_up__valid_from", "unit__lines_up__valid_to"),
        )
    )
    found: dict[int, dict[int, Ward]] = {year: {} for year in ends}
    for pk, key, name, sort_key, starts, stops, under_from, under_to in rows:
        for year, day in ends.items():
            if _covers(starts, stops, day) and _covers(under_from, under_to, day):
                found[year][pk] = Ward(pk, key, name, sort_key)
    return {year: tuple(wards.values()) for year, wards in found.items()}


def _covers(first: dt.date, last: dt.date | None, day: dt.date) -> bool:
    return first <= day and (last is None or day <= last)


def _approved(
    unit: Unit, wards: Mapping[int, tuple[Ward, ...]], form: Form, first: int, last: int
) -> dict[tuple[int, int], Approved]:
    standing = {(ward.pk, year) for year, each in wards.items() for ward in each}
    sheets = (
        Submission.objects.approved()
        .below(unit)
        .filter(form__code=form.code, period__kind=form.period_kind, period__ordinal=1)
        .in_years(first, last)
    )
    cells = _cells(sheets)
    return {
        (ward, year): Approved(pk, cells[pk])
        for pk, ward, year in sheets.values_list("pk", "unit_id", "period__year")
        if (ward, year) in standing
    }


def _cells(sheets: Iterable[Submission]) -> dict[int, dict[str, Cell]]:
    rows = Value.objects.filter(submission__in=sheets, submission__state=State.APPROVED).values_list(
        "submission_id", "measure__code", "number", "qualifier", "origin"
    )
    found: dict[int, dict[str, Cell]] = defaultdict(dict)
    for submission, code, number, qualifier, origin in rows:
        found[submission][code] = Cell(number, qualifier, origin == Origin.ILLUSTRATIVE)
    return found


def _measures() -> dict[str, MeasureFacts]:
    rows = Measure.objects.values_list("code", "label", "unit_name", "nature", "additivity")
    return {row[0]: MeasureFacts(*row) for row in rows}
