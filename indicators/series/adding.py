"""Figures of wards over years, added from counts: a year, a stage, and what is missing or differs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from hocTap.lib.registers import UnitYear
from indicators.enums import Additivity, Nature
from indicators.register import Records
from indicators.series.facts import Approved, Cell, Difference, Gap, Input, MeasureFacts, Place, Sum, Ward, Why


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
