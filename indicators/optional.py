"""Optional forms: asked only of units under an office that has switched the form on, from a year on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import Q

from hocTap.lib.prepared import Prepared
from indicators.models import Form, FormUse, Period
from units.enums import UnitKind
from units.models import Unit


class Use(NamedTuple):
    """A form that some office above a unit (or the unit itself) uses, while the unit stood under it."""

    unit: int
    form_code: str
    first_year: int
    last_year: int | None
    under_from: dt.date
    under_to: dt.date | None

    def holds(self, form: Form, period: Period) -> bool:
        """Whether the form is asked for in the period."""
        in_years = self.first_year <= period.year <= (self.last_year or period.year)
        under = self.under_from <= period.ends_on and (self.under_to is None or self.under_to >= period.starts_on)
        return form.code == self.form_code and in_years and under


def uses_over(units: Collection[int], forms: Iterable[Form]) -> list[Use]:
    """The optional forms in use over the units: one query, none where no form is optional."""
    codes = {form.code for form in forms if form.optional}
    if not codes or not units:
        return []
    return [Use._make(row) for row in USES.rows(list(units), tuple(sorted(codes)))]


USES = Prepared(
    lambda units, codes: FormUse.objects.filter(
        form_code__in=codes, unit__lines_down__descendant__in=units
    ).values_list(
        *("unit__lines_down__descendant", "form_code", "first_year", "last_year"),
        *("unit__lines_down__valid_from", "unit__lines_down__valid_to"),
    )
)


def is_asked(unit: int, form: Form, period: Period, uses: Iterable[Use]) -> bool:
    """Whether the unit is asked for the form in the period; every form that is not optional is."""
    return not form.optional or any(each.unit == unit and each.holds(form, period) for each in uses)


def forms_for(unit: Unit, forms: Iterable[Form]) -> list[Form]:
    """Of the forms those that the unit itself or units below it fill in: a province's form is none of a district's."""
    last = unit.versions.order_by("valid_from").last()
    if last is None:
        return []
    levels = list(UnitKind)
    return [form for form in forms if levels.index(UnitKind(last.kind)) <= levels.index(UnitKind(form.unit_kind))]


def forms_shown(unit: Unit, forms: Iterable[Form]) -> list[Form]:
    """Forms on the pages of an office: an optional one where it, one above or one below it has switched it on."""
    chosen = list(forms)
    codes = {form.code for form in chosen if form.optional}
    if not codes:
        return chosen
    near = Q(unit__lines_down__descendant=unit) | Q(unit__lines_up__ancestor=unit)
    used = set(FormUse.objects.filter(near, form_code__in=codes).values_list("form_code", flat=True))
    return [form for form in chosen if not form.optional or form.code in used]
