"""Figures of wards over years, added from counts: a year, a stage, and what is missing or differs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from hocTap.lib.registers import UnitYear
from indicators.enums import Additivity, Nature
from indicators.register import Records
from indicators.series.facts import (
    Approved,
    Beside,
    Cell,
    Difference,
    Gap,
    Input,
    MeasureFacts,
    Office,
    Sum,
    Ward,
    WardInYear,
    Why,
    lacks_other_kinds,
    unlisted,
)
from units.words import all_of_them, is_of_one_kind


@dataclass(frozen=True)
class Series:
    """A unit's wards year by year, as they then stood, with their approved sheets and what their registers recorded.

    A flow that a register kept for a ward and year is taken from the register, any other from the approved sheet.
    `own` is the unit itself: what its own registers recorded (a district's fund) adds to the sum over its wards, and
    so does what the registers of the `offices` between recorded (deepest first, the unit itself last).
    `totals` are published totals of offices, by office and year: one stands in the sum where not all units below
    gave the number, and is never added to theirs. `ended` are wards that ended within the year: their flows count.
    `undecided` are those of them of whose days an heir's sheet may tell (its units): what their registers recorded is
    then left out and named as missing where such a sheet gives the number, so that nothing counts twice.
    """

    first: int
    last: int
    wards: Mapping[int, tuple[Ward, ...]]
    approved: Mapping[tuple[int, int], Approved]
    measures: Mapping[str, MeasureFacts] = field(default_factory=dict)
    records: Records = field(default_factory=dict)
    own: Ward | None = None
    offices: Mapping[int, tuple[Office, ...]] = field(default_factory=dict)
    totals: Mapping[tuple[int, int], Approved] = field(default_factory=dict)
    ended: Mapping[int, tuple[Ward, ...]] = field(default_factory=dict)
    undecided: Mapping[UnitYear, Collection[int]] = field(default_factory=dict)

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def wards_at_end(self) -> tuple[Ward, ...]:
        """The wards that stood when the last year ended: those a stock is counted over."""
        return self.wards[self.last]

    def year(self, code: str, year: int, base: str | None = None, ward: Ward | None = None) -> Sum:
        """One year's figure, over the wards that stood at its end, or of one ward."""
        if ward is not None:
            return self._add(self._of_one(ward, [year], code, base), code, base)
        return self._add(self._of_year(year, code, base), code, base)

    def stage(self, code: str, base: str | None = None, ward: Ward | None = None) -> Sum:
        """The whole stage's figure, over all wards or of one.

        A stock counts in each ward's last approved year of the stage (the inputs say which); a flow adds up over
        the years. A share takes numerator and base from the same sheet; a ward that gives only one of the two is
        a gap, so that neither part is added without the other.
        """
        if self.measures[code].nature == Nature.STOCK:
            if ward is None:
                return self._add(self._over_wards(self.last, code, base, latest=True), code, base)
            return self._add(self._latest_of(ward, code, base), code, base)
        if ward is not None:
            return self._add(self._of_one(ward, self.years, code, base), code, base)
        parts = [self._of_year(year, code, base) for year in self.years]
        return self._add(together(parts), code, base, many_years=len(self.years) > 1)

    def missing(self) -> list[WardInYear]:
        """Wards and years without approved figures, year by year."""
        return [
            WardInYear(ward, year)
            for year in self.years
            for ward in self.wards[year]
            if (ward.pk, year) not in self.approved
        ]

    def expected(self) -> int:
        """How many sheets there would be if all were approved, those of units that the catalogue lacks included."""
        return sum(len(self.wards[year]) + self.unlisted(year) for year in self.years)

    def reported(self) -> int:
        """How many of these are approved."""
        return sum((ward.pk, year) in self.approved for year in self.years for ward in self.wards[year])

    def units_word(self, year: int) -> str:
        """What all that should report in the year are together: "phường", "đơn vị cấp xã"."""
        return all_of_them(self.wards[year], lacks_other_kinds(self.offices.get(year, ())))

    def unlisted(self, year: int) -> int:
        """How many units should report in the year that the catalogue lacks, as the offices state."""
        return unlisted(self.offices.get(year, ()))

    def numbers(self, codes: Iterable[str], ward: Ward, year: int) -> list[int | None]:
        """The one number of each measure that is counted for a ward and year; None where there is none."""
        records = self.records.get(UnitYear(ward.pk, year), {})
        sheet = self.approved.get((ward.pk, year))
        cells = sheet.cells if sheet else {}
        return [found.number if (found := records.get(code) or cells.get(code)) else None for code in codes]

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

    def _of_one(self, ward: Ward, years: Iterable[int], code: str, base: str | None) -> Part:
        """One ward's (or the unit's own) number of each of the years; nothing of years in which it did not stand."""
        standing = self._standing
        parts = [
            self._part(found, year, code, base)
            for year in years
            if (found := standing.get((ward.pk, year))) is not None
        ]
        if ward.pk in self._keepers:
            parts += filter(None, [self._kept(ward, year, code, base) for year in years])
        return together(parts)

    @cached_property
    def _keepers(self) -> set[int]:
        """Units above those that report: only what their own registers say is theirs alone."""
        offices = {office.unit.pk for each in self.offices.values() for office in each}
        return offices | ({self.own.pk} if self.own else set())

    def by_office(self, year: int, code: str, base: str | None = None) -> list[tuple[Ward, Sum]]:
        """One year's figure office by office, for the offices between the unit and those that report."""
        done: list[tuple[Ward, Sum]] = []
        self._over_wards(year, code, base, told=done)
        own = self.own.pk if self.own else None
        return sorted((each for each in done if each[0].pk != own), key=lambda each: (each[0].sort_key, each[0].pk))

    def stage_by_office(self, code: str, base: str | None = None) -> dict[int, Sum]:
        """The whole stage's figure of each office right under the unit, by its id, its own registers included.

        Under 0 stands what no such office has: units right under the unit (communes since 07/2025) and its own.
        """
        flow = self.measures[code].nature == Nature.FLOW
        found: dict[int, list[Part]] = {}
        for year in self.years if flow else (self.last,):
            for office, part in self._apart(year, code, base, latest=not flow).items():
                found.setdefault(office, []).append(part)
        many = flow and len(self.years) > 1
        sums = {office: self._add(together(parts), code, base, many_years=many) for office, parts in found.items()}
        return {office: each for office, each in sums.items() if each.inputs or each.gaps}

    def _apart(self, year: int, code: str, base: str | None, *, latest: bool) -> dict[int, Part]:
        """The same of one year, before it is put together: the offices come deepest first, the unit itself last."""
        flow = self.measures[code].nature == Nature.FLOW
        loose = {
            ward.pk: self._latest_of(ward, code, base) if latest else self._part(ward, year, code, base)
            for ward in (*self.wards[year], *(self.ended.get(year, ()) if flow else ()))
        }
        done: dict[int, Part] = {}
        *between, unit = self.offices.get(year, ()) or (None,)
        for office in filter(None, between):
            below = [loose.pop(pk) for pk in office.wards if pk in loose]
            below += [done.pop(pk) for pk in office.below if pk in done]
            done[office.unit.pk] = self._of_office(office, together(below), year, code, base, latest=latest)
        own = self._kept(unit.unit, year, code, base) if unit else None
        return {**done, 0: together([*loose.values(), *filter(None, [own])])}

    def keepers_between(self, codes: Collection[str]) -> list[Ward]:
        """Offices between whose own registers recorded one of the measures in the stage (a district's fund)."""
        own = self.own.pk if self.own else None
        found = {
            office.unit.pk: office.unit
            for year in self.years
            for office in self.offices.get(year, ())
            if office.unit.pk != own
            and not self.records.get(UnitYear(office.unit.pk, year), {}).keys().isdisjoint(codes)
        }
        return sorted(found.values(), key=lambda unit: (unit.sort_key, unit.pk))

    def _of_year(self, year: int, code: str, base: str | None) -> Part:
        """One year over all wards, put together once: the year's sum and the stage's hold the same."""
        at = year, code, base
        if at not in self._years_read:
            self._years_read[at] = self._over_wards(year, code, base)
        return self._years_read[at]

    @cached_property
    def _years_read(self) -> dict[tuple[int, str, str | None], Part]:
        return {}

    def _over_wards(
        self,
        year: int,
        code: str,
        base: str | None,
        *,
        latest: bool = False,
        told: list[tuple[Ward, Sum]] | None = None,
    ) -> Part:
        """The number over all wards of a year: office by office, deepest first, each by its wards or by its total."""
        flow = self.measures[code].nature == Nature.FLOW
        wards = (*self.wards[year], *(self.ended.get(year, ()) if flow else ()))
        loose = {
            ward.pk: self._latest_of(ward, code, base) if latest else self._part(ward, year, code, base)
            for ward in wards
        }
        done: dict[int, Part] = {}
        for office in self.offices.get(year, ()):
            below = [loose.pop(pk) for pk in office.wards if pk in loose]
            below += [done.pop(pk) for pk in office.below if pk in done]
            part = done[office.unit.pk] = self._of_office(office, together(below), year, code, base, latest=latest)
            if told is not None:
                told.append((office.unit, self._add(part, code, base)))
        return together([*loose.values(), *done.values()])

    def _of_office(self, office: Office, below: Part, year: int, code: str, base: str | None, *, latest: bool) -> Part:
        """What an office gives: its units' numbers and its own registers', or its published total in their place.

        The total stands where not every unit gave the number, or where these cannot be added.
        """
        kept = self._kept(office.unit, year, code, base)
        part = together([below, kept] if kept else [below])
        lacking = max(0, (office.stated or 0) - office.listed - part.unlisted)
        mixed = part.mixed or (lacking > 0 and not is_of_one_kind(office.unit))
        part = part._replace(unlisted=part.unlisted + lacking, expected=part.expected + lacking, mixed=mixed)
        total = self._total(office, year, code, base, latest=latest)
        if total is None:
            return part
        found = self._add(below, code, base)
        used = not (found.whole and part.expected == below.expected and found.numerator is not None)
        beside = [Beside(total, found.numerator, found.denominator, below.reported, part.expected, used)]
        shown = (*part.beside, *(beside if below.inputs else ()))
        if not used:
            return part._replace(beside=shown)
        return Part((total,), (), part.expected, 0, part.expected, part.unlisted, shown)

    def _total(self, office: Office, year: int, code: str, base: str | None, *, latest: bool) -> Input | None:
        """The office's published total of the year (of the last year that has one); of its own days for a flow."""
        if not office.stands and self.measures[code].nature == Nature.STOCK:
            return None
        years = reversed(self.years) if latest else (year,)
        for each in years:
            if sheet := self.totals.get((office.unit.pk, each)):
                found = read_cell(office.unit, each, sheet, code, base)
                return found._replace(own_total=True) if isinstance(found, Input) else None
        return None

    def _kept(self, unit: Ward, year: int, code: str, base: str | None) -> Part | None:
        """What an office's own registers recorded; it adds to its wards' numbers and is nobody's report."""
        shown = self.own if self.own and self.own.pk == unit.pk else unit
        recorded = self._recorded(shown, year, code) if base is None else None
        return Part((recorded._replace(kept=True),)) if recorded else None

    def _part(self, ward: Ward, year: int, code: str, base: str | None) -> Part:
        """A unit's number of a year, read once: a year's sum, the stage's and the unit's own line all hold it."""
        at = ward, year, code, base
        found = self._read_once.get(at)
        if found is None:
            found = self._read_once[at] = _single(self._take(ward, year, code, base))
        return found

    @cached_property
    def _read_once(self) -> dict[tuple[Ward, int, str, str | None], Part]:
        return {}

    def _latest_of(self, ward: Ward, code: str, base: str | None) -> Part:
        """A ward's number of its last approved year; nothing of one that did not stand at the stage's end."""
        if (ward.pk, self.last) not in self._standing:
            return Part()
        year = next((year for year in reversed(self.years) if (ward.pk, year) in self.approved), None)
        if year is None:
            return _single(self._take(ward, None, code, base))
        return self._part(ward, year, code, base)

    @cached_property
    def _standing(self) -> dict[tuple[int, int], Ward]:
        ended = {(ward.pk, year): ward for year, wards in self.ended.items() for ward in wards}
        return ended | {(ward.pk, year): ward for year, wards in self.wards.items() for ward in wards}

    def _add(self, part: Part, code: str, base: str | None, *, many_years: bool = False) -> Sum:
        inputs = part.inputs
        addable = self._addable(code, base, inputs)
        numerator = denominator = None
        if len(inputs) == 1:
            (only,) = inputs
            numerator, denominator = only.numerator, (only.denominator or 0) if base else None
        elif inputs and addable:
            numerator = sum([each.numerator for each in inputs])
            denominator = sum([each.denominator or 0 for each in inputs]) if base else None
        _, gaps, expected, reported, covered, _, beside, mixed = part
        return Sum(
            numerator,
            denominator,
            inputs,
            gaps,
            addable,
            expected,
            reported,
            covered,
            beside,
            many_years=many_years,
            mixed=mixed,
        )

    def _take(self, ward: Ward, year: int | None, code: str, base: str | None) -> Input | Gap:
        """What a ward gave for a year; no year when it has no approved sheet at all."""
        if year is not None and base is None and (recorded := self._recorded(ward, year, code)):
            doubtful = self._may_stand_on_a_sheet(ward, year, code)
            return Gap(ward, year, Why.UNDECIDED) if doubtful else recorded
        sheet = self.approved.get((ward.pk, year)) if year is not None else None
        if sheet is None or year is None:
            return Gap(ward, year or self.last, Why.NOT_APPROVED)
        return read_cell(ward, year, sheet, code, base)

    def _may_stand_on_a_sheet(self, ward: Ward, year: int, code: str) -> bool:
        """Whether what the books of a unit that ended say may stand in an heir's sheet as well; see `undecided`."""
        for heir in self.undecided.get(UnitYear(ward.pk, year), ()):
            given = self.approved[heir, year].cells.get(code, BLANK).number is not None
            if given and code not in self.records.get(UnitYear(heir, year), {}):
                return True
        return False

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
        if len(inputs) < 2:
            return True
        at = code, base
        adds = self._adds.get(at)
        if adds is None:
            parts = [self.measures[part] for part in at if part]
            adds = self._adds[at] = all(part.additivity == Additivity.SUM for part in parts)
        return adds or len({each.ward.pk for each in inputs}) < 2

    @cached_property
    def _adds(self) -> dict[tuple[str, str | None], bool]:
        return {}


class Part(NamedTuple):
    """What some units gave for one number: inputs, gaps, and how many of them should give it and did."""

    inputs: tuple[Input, ...] = ()
    gaps: tuple[Gap, ...] = ()
    expected: int = 0
    reported: int = 0
    covered: int = 0
    unlisted: int = 0
    beside: tuple[Beside, ...] = ()
    mixed: bool = False
    """Whether some of those that the catalogue lacks may be of another kind than those it has."""


def together(parts: Iterable[Part]) -> Part:
    """Several parts as one, in their order."""
    chosen = parts if isinstance(parts, list) else list(parts)
    if len(chosen) < 2:
        return chosen[0] if chosen else Part()
    inputs, gaps, expected, reported, covered, unlisted, beside, mixed = zip(*chosen, strict=True)
    return Part(
        tuple(chain.from_iterable(inputs)),
        tuple(chain.from_iterable(gaps)),
        sum(expected),
        sum(reported),
        sum(covered),
        sum(unlisted),
        tuple(chain.from_iterable(beside)),
        any(mixed),
    )


def _single(found: Input | Gap) -> Part:
    """One unit that should report: it did, or it is a gap."""
    return Part((found,), (), 1, 1) if isinstance(found, Input) else Part((), (found,), 1, 0)


def read_cell(ward: Ward, year: int, sheet: Approved, code: str, base: str | None) -> Input | Gap:
    """A number (over its base) out of an approved sheet; a blank cell is a gap."""
    count = sheet.cells.get(code, BLANK)
    if base is None:
        if count.number is None:
            return Gap(ward, year, Why.BLANK)
        return Input(ward, year, sheet.submission, count.number, None, (count.qualifier,), count.illustrative)
    over = sheet.cells.get(base, BLANK)
    if count.number is None or over.number is None:
        return Gap(ward, year, Why.BLANK)
    qualifiers, illustrative = (count.qualifier, over.qualifier), count.illustrative or over.illustrative
    return Input(ward, year, sheet.submission, count.number, over.number, qualifiers, illustrative)


BLANK = Cell(None)
