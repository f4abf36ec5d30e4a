"""What was counted for indicators: by which forms, and the sums over the units below, year by year."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from indicators.definitions import Definitions, read_definitions
from indicators.enums import Additivity, PeriodKind
from indicators.models import Indicator, Line
from indicators.rules.standing import Count
from indicators.series import (
    YEARLY_FORM,
    Approved,
    Input,
    Pair,
    Series,
    Sheets,
    Sum,
    Summed,
    Ward,
    load,
    load_sums,
    read_cell,
    read_sheets,
)
from indicators.series.summing import beside
from units.enums import UnitKind
from units.models import Unit

LEVELS = list(UnitKind)


class Asking(NamedTuple):
    """A form that asks for measures, and the level of the units that fill it in."""

    code: str
    unit_kind: str
    title: str


@dataclass
class Figures:
    """The approved figures of a unit over some years, for some indicators: one series for each form that asks them."""

    unit: Unit
    kind: str
    first: int
    last: int
    asking: Mapping[str, tuple[Asking, ...]]
    """By code of measure the forms that ask for it, the yearly one first."""
    definitions: Definitions
    series: dict[str, Series | Summed] = field(default_factory=dict)
    joint: dict[tuple[str, str], Series] = field(default_factory=dict)

    def defined(self, indicator: Indicator, year: int) -> Indicator:
        """The indicator as it was counted in the year."""
        return self.definitions.of(indicator, year)

    def forms_of(self, indicator: Indicator) -> tuple[Asking, ...]:
        """The form that has numerator and base, or one for each of the two; nothing where a part is asked nowhere."""
        codes = [part.code for part in (indicator.numerator, indicator.base) if part]
        asked = [self.asking.get(code, ()) for code in codes]
        if both := next((form for form in asked[0] if all(form in others for others in asked)), None):
            return (both,)
        return tuple(forms[0] for forms in asked) if all(asked) else ()

    def of(self, indicator: Indicator, year: int) -> Sum | None:
        """The sum of a year over the units that stood at its end; None where no form asks it of such a unit.

        What may not be added over units, a level, is the unit's own: of its own sheet or published total, never of
        the one part that happens to have a number.
        """
        counted = self.defined(indicator, year)
        if apart := self._apart(counted, year):
            return apart
        found = self.series_of(counted)
        if found is None:
            return None
        total = found.year(counted.numerator.code, year, counted.base.code if counted.base else None)
        return self._of_itself(counted, total)

    def _of_itself(self, indicator: Indicator, found: Sum) -> Sum:
        adds = all(part.additivity == Additivity.SUM for part in (indicator.numerator, indicator.base) if part)
        if adds or all(form.unit_kind == self.kind for form in self.forms_of(indicator)):
            return found
        own = next((each.total for each in found.beside if each.total.ward.pk == self.unit.pk), None)
        if own is not None:
            alone = replace(found, numerator=own.numerator, denominator=own.denominator, inputs=(own,), gaps=())
            return replace(alone, reported=0, covered=found.expected, beside=())
        if found.inputs and all(each.ward.pk == self.unit.pk for each in found.inputs):
            return found
        return replace(found, numerator=None, denominator=None, addable=False)

    def _apart(self, indicator: Indicator, year: int) -> Sum | None:
        """A share whose parts stand on two forms that the database added, where the same units gave all of both.

        Where nobody gave one of the two there is none, which needs no look at single units either.
        """
        forms = self.forms_of(indicator)
        if len(forms) < 2 or indicator.base is None or any(self._is_above(form) for form in forms):
            return None
        part, whole = (self.series[form.code] for form in forms)
        code, base = indicator.numerator.code, indicator.base.code
        if not isinstance(part, Summed) or not isinstance(whole, Summed):
            return None
        for each in (part.year(code, year), whole.year(base, year)):
            if not each.reported:
                return replace(each, marked=False)
        if not beside(part, whole, code, base):
            return None
        return with_base(part.year(code, year), whole.year(base, year))

    def series_of(self, indicator: Indicator) -> Series | Summed | None:
        """The series that holds the indicator's numerator and base."""
        forms = self.forms_of(indicator)
        if not forms or any(self._is_above(form) for form in forms):
            return None
        if len(forms) == 1:
            return self.series[forms[0].code]
        key = (forms[0].code, forms[1].code)
        if key not in self.joint:
            numerator, base = (self._whole(form) for form in forms)
            self.joint[key] = joined(base, numerator)
        return self.joint[key]

    def _whole(self, form: Asking) -> Series:
        """The form's series with each unit's numbers, read now where only its sums were."""
        found = self.series[form.code]
        if isinstance(found, Series):
            return found
        return load(
            self.unit, self.first, self.last, form.code, codes={code for code, _ in found.numbers}, registers=False
        )

    def adds_in_database(self, indicator: Indicator) -> bool:
        """Whether no single unit's number is at hand, since the database added them."""
        return any(
            isinstance(self.series.get(form.code), Summed)
            for version in self.definitions.ever(indicator, self.first, self.last)
            for form in self.forms_of(version)
        )

    def of_some(self, indicator: Indicator, years: Iterable[int], wards: Collection[Ward]) -> dict[int, list[Input]]:
        """What some units gave in the years, one by one, where the database added all: nobody ended or handed over."""
        asked = list(years)
        span, units = (min(asked), max(asked)), [ward.pk for ward in wards]
        versions = self.definitions.ever(indicator, *span)
        codes = {part.code for each in versions for part in (each.numerator, each.base) if part}
        forms = {form.code for each in versions for form in self.forms_of(each)}
        sheets = {code: read_sheets(self.unit, *span, code, units, codes) for code in forms}
        return {year: list(self._given(indicator, year, wards, sheets)) for year in asked}

    def _given(
        self, indicator: Indicator, year: int, wards: Iterable[Ward], sheets: Mapping[str, Sheets]
    ) -> Iterator[Input]:
        counted = self.defined(indicator, year)
        base = counted.base.code if counted.base else None
        asked = [sheets[form.code] for form in self.forms_of(counted)]
        for ward in wards:
            known = [each.get((ward.pk, year)) for each in asked]
            given = [each for each in known if each]
            if given and len(given) == len(known):
                whole = given[-1]._replace(cells={code: cell for each in given for code, cell in each.cells.items()})
                found = read_cell(ward, year, whole, counted.numerator.code, base)
                if isinstance(found, Input):
                    yield found

    def _is_above(self, form: Asking) -> bool:
        """Whether the form is filled in above the unit: a ward has no figure of its province's form."""
        return LEVELS.index(UnitKind(form.unit_kind)) < LEVELS.index(UnitKind(self.kind))

    @property
    def main(self) -> Series | Summed | None:
        """The series of the yearly form, or of any other that is read."""
        return self.series.get(YEARLY_FORM) or next(iter(self.series.values()), None)


def read_figures(
    unit: Unit,
    kind: str,
    first: int,
    last: int,
    indicators: Iterable[Indicator],
    *,
    sums: bool = False,
) -> Figures:
    """Two queries for definitions and forms, and the fixed number of `series.load` for each form that is asked.

    `sums`: only sums of whole years are wanted, not who gave what; over very many units the database adds them.
    """
    asked = list(indicators)
    definitions = read_definitions(asked)
    counted = [version for each in asked for version in definitions.ever(each, first, last)]
    wanted = {part.code for each in counted for part in (each.numerator, each.base) if part}
    figures = Figures(unit, kind, first, last, _asking(wanted), definitions)
    pairs: dict[Asking, set[Pair]] = {}
    for each in counted:
        code, base = each.numerator.code, each.base.code if each.base else None
        forms = figures.forms_of(each)
        for form in forms:
            asked_there = {(part, None) for part in (code, base) if part and form in figures.asking[part]}
            pairs.setdefault(form, set()).update({(code, base)} if len(forms) == 1 else asked_there)
    for form, wanted_there in sorted(pairs.items(), key=lambda each: _rank(each[0])):
        if figures._is_above(form):
            continue
        if sums:
            figures.series[form.code] = load_sums(unit, first, last, form.code, wanted_there)
        else:
            codes = {code for pair in wanted_there for code in pair if code}
            figures.series[form.code] = load(unit, first, last, form.code, codes=codes, registers=False)
    return figures


def with_base(part: Sum, whole: Sum) -> Sum:
    """A numerator and its base, each added over the same units, as one share."""
    addable = part.addable and whole.addable
    known = addable and part.numerator is not None and whole.numerator is not None
    return replace(
        part,
        numerator=part.numerator if known else None,
        denominator=whole.numerator if known else None,
        addable=addable,
        marked=part.marked or whole.marked,
    )


def _asking(codes: set[str]) -> dict[str, tuple[Asking, ...]]:
    rows = (
        Line.objects.filter(measure__code__in=codes)
        .order_by("section__form__version")
        .values_list(
            *("measure__code", "section__form__code", "section__form__unit_kind", "section__form__title"),
            "section__form__period_kind",
        )
    )
    found: dict[str, dict[str, Asking]] = {}
    for measure, code, kind, title, period_kind in rows:
        if not PeriodKind(period_kind).several_a_year:
            found.setdefault(measure, {})[code] = Asking(code, kind, title)
    return {measure: tuple(sorted(forms.values(), key=_rank)) for measure, forms in found.items()}


def _rank(form: Asking) -> tuple[bool, str]:
    return form.code != YEARLY_FORM, form.code


def joined(series: Series, other: Series) -> Series:
    """Cells of two sheets of the same unit and year read as one, for a share whose parts stand on two forms.

    A unit that gave only one of the two sheets lacks a part, and is a gap as ever.
    """
    return replace(
        series,
        approved=_together(series.approved, other.approved),
        totals=_together(series.totals, other.totals),
    )


def _together(
    sheets: Mapping[tuple[int, int], Approved], others: Mapping[tuple[int, int], Approved]
) -> dict[tuple[int, int], Approved]:
    return {
        place: sheet._replace(cells={**others[place].cells, **sheet.cells})
        for place, sheet in sheets.items()
        if place in others
    }


def count_of(found: Sum | None) -> Count | None:
    """The count of a sum that is of all units that should report; None for a part, which never passes for the whole."""
    if found is None or not found.whole or found.numerator is None:
        return None
    return Count(found.numerator, found.denominator)
