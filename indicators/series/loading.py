"""A unit's wards over years read from approved sheets and registers, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import F, Q
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.registers import Spans, UnitYear
from indicators.enums import Origin, PeriodKind, State
from indicators.models import Form, Measure, Period, Submission, Value
from indicators.querysets import SubmissionQuerySet
from indicators.register import Records, records_of
from indicators.rules.periods import usual_periods
from indicators.series.adding import Series
from indicators.series.facts import Approved, Cell, MeasureFacts, Ward
from indicators.series.summing import Pair, Summed, add_up
from indicators.series.taken import folded, followed, still_ended, undecided
from indicators.series.tree import Tree, offices_of, read_tree
from units.enums import UnitKind
from units.models import ChangeLink, Unit

YEARLY_FORM = "xhht-nam"

Sheets = Mapping[tuple[int, int], Approved]
"""Approved sheets by unit and year."""


def load(
    unit: Unit,
    first: int,
    last: int,
    form_code: str = YEARLY_FORM,
    own_name: str = "",
    *,
    ordinal: int | None = None,
    codes: Collection[str] | None = None,
    registers: bool = True,
) -> Series:
    """The figures of all wards of the unit, from the first to the last year, in a fixed number of queries.

    Wards are those that stood under the unit when the year's period ended, or when the unit itself ended within it;
    `own_name` is what a table calls the unit itself beside them. Of a form filled in more than once a year, `ordinal`
    says which of its periods is meant in each year (the first half-year). `codes` are the only measures that are asked
    for; where all are stocks, `registers`, which tell flows, need not be read.
    Raises Refused for years in the wrong order, a form that is not in the catalogue, and a form filled in more than
    once a year where no ordinal is given.
    """
    if first > last:
        raise Refused("Năm đầu phải trước hoặc bằng năm cuối.")
    form = _form(form_code)
    kind = PeriodKind(form.period_kind)
    if kind.several_a_year and ordinal is None:
        raise Refused(f"Biểu theo {kind.label} có {kind.in_a_year} kỳ mỗi năm nên không dùng cho báo cáo theo năm.")
    ground = _ground(unit, form, first, last, ordinal or 1)
    return _series(unit, ground, own_name, codes=codes, registers=registers)


class _Ground(NamedTuple):
    """The units of a form's level year by year, with the form and the days of its periods."""

    form: Form
    ordinal: int
    spans: Spans
    tree: Tree


def _ground(unit: Unit, form: Form, first: int, last: int, ordinal: int) -> _Ground:
    spans = _spans(form, first, last, ordinal)
    return _Ground(form, ordinal, spans, read_tree(unit, UnitKind(form.unit_kind), spans))


def _series(
    unit: Unit,
    ground: _Ground,
    own_name: str,
    *,
    codes: Collection[str] | None,
    registers: bool,
) -> Series:
    form, ordinal, spans, tree = ground
    first, last = min(spans), max(spans)
    approved, totals, taken = _approved(unit, tree, form, spans, ordinal=ordinal, codes=codes)
    keepers = {*tree.units, unit.pk, *(place.unit for place in taken)}
    records = folded(records_of(keepers, spans), taken, approved) if registers else {}
    ended = still_ended(tree.ended, taken)
    return Series(
        first,
        last,
        tree.wards,
        approved,
        _measures(),
        records,
        None if unit.pk in {ward.pk for ward in tree.wards[last]} else Ward(unit.pk, unit.key, own_name, ""),
        offices_of(unit, tree, spans),
        totals,
        ended,
        _undecided(ended, spans, approved, records),
    )


def _undecided(
    ended: Mapping[int, tuple[Ward, ...]], spans: Spans, approved: Sheets, records: Records
) -> dict[UnitYear, frozenset[int]]:
    """Units that ended with books of a year of which an heir's sheet may tell; one query, where units ended."""
    units = {ward.pk for wards in ended.values() for ward in wards}
    if not any(place.unit in units for place in records):
        return {}
    rows = ChangeLink.objects.filter(predecessor__in=units).exclude(successor=F("predecessor"))
    days = rows.values_list("predecessor", "successor", "event__effective_on")
    links = [(old, new, year) for old, new, on in days for year, (first, last) in spans.items() if first <= on <= last]
    return undecided(ended, links, approved)


def load_sums(
    unit: Unit, first: int, last: int, form_code: str, pairs: Collection[Pair], *, many: int | None = None
) -> Series | Summed:
    """The same for sums of whole years alone: over many units added by the database, without each unit's numbers.

    Where units ended, sheets were handed over or totals were published, and for few units, it is the series itself.
    `pairs` are measures with their bases, or alone. `many` is how many sheets there should be at least (`ADDED`).
    """
    ground = _ground(unit, _form(form_code), first, last, 1)
    form, _, spans, tree = ground
    codes = {code for pair in pairs for code in pair if code}
    if len(tree.places) < (ADDED if many is None else many) or any(tree.ended.values()):
        return _series(unit, ground, "", codes=codes, registers=False)
    sheets, handed = _sheets(unit, tree, form, spans)
    rows = list(sheets.order_by().values_list("pk", "unit_id", "period__year", "own_total"))
    if handed.exists() or any(own_total or (place, year) not in tree.places for _, place, year, own_total in rows):
        return _series(unit, ground, "", codes=codes, registers=False)
    units: dict[int, set[int]] = {year: set() for year in spans}
    for _, place, year, _ in rows:
        units[year].add(place)
    offices = offices_of(unit, tree, spans)
    return Summed(
        first, last, tree.wards, units, _measures(), offices, *add_up(sheets, [pk for pk, *_ in rows], units, pairs)
    )


def read_sheets(
    unit: Unit, first: int, last: int, form_code: str, units: Collection[int], codes: Collection[str]
) -> Sheets:
    """The approved sheets of some units, as long as they stood under the unit, with some of their cells; three queries.

    Neither handed over sheets nor published totals: for units of an office whose sums the database adds (`Summed`).
    """
    form = _form(form_code)
    own = Submission.objects.approved().below(unit).filter(unit__in=units, form__code=form_code, own_total=False)
    sheets = own.filter(period__kind=form.period_kind, period__year__range=(first, last))
    rows = list(sheets.order_by().values_list("pk", "unit_id", "period__year"))
    cells = _cells(sheets, [pk for pk, *_ in rows], codes)
    return {(place, year): Approved(pk, cells[pk]) for pk, place, year in rows}


ADDED = 300
"""From how many sheets on the database adds: two years of a province's communes cost a fifth less so."""
MANY = 1_000
"""From how many units or sheets on the database is asked by what they have in common, not by their ids or codes."""


def _form(code: str) -> Form:
    form = Form.objects.filter(code=code).order_by("version").last()
    if form is None:
        raise Refused(f"Danh mục chưa có biểu mẫu {code}. Hãy nạp danh mục trước.")
    return form


def load_period(
    unit: Unit, form: Form, period: Period, measures: Collection[Measure], among: SubmissionQuerySet | None = None
) -> Series:
    """The same for one period of any kind (a quarter, nine months): some measures, without registers; four queries.

    One more where there are offices between. `among` narrows the sheets to those that a person may see.
    """
    year = period.year
    spans = {year: (period.starts_on, period.ends_on)}
    tree = read_tree(unit, UnitKind(form.unit_kind), spans)
    facts = {
        each.code: MeasureFacts(each.code, each.label, each.unit_name, each.nature, each.additivity)
        for each in measures
    }
    approved, totals, taken = _approved(unit, tree, form, spans, ordinal=period.ordinal, codes=facts, among=among)
    ended = still_ended(tree.ended, taken)
    offices = offices_of(unit, tree, spans)
    return Series(year, year, tree.wards, approved, facts, {}, None, offices, totals, ended)


def _spans(form: Form, first: int, last: int, ordinal: int) -> Spans:
    """The first and the last day of each year's period; the usual ones where it was not opened."""
    kind = PeriodKind(form.period_kind)
    usual = (each for each in usual_periods(kind, first, last, days_after=0) if each.ordinal == ordinal)
    spans = {each.year: (each.starts_on, each.ends_on) for each in usual}
    periods = Period.objects.between_years(first, last).filter(kind=kind, ordinal=ordinal)
    return spans | {year: (starts, ends) for year, starts, ends in periods.values_list("year", "starts_on", "ends_on")}


def _approved(
    unit: Unit,
    tree: Tree,
    form: Form,
    spans: Spans,
    *,
    ordinal: int = 1,
    codes: Collection[str] | None = None,
    among: SubmissionQuerySet | None = None,
) -> tuple[Sheets, Sheets, dict[UnitYear, int]]:
    """The approved sheets of the wards, the offices' published totals, and which units' sheets went into whose.

    The last come from anywhere in the country, also where only the heir's own figures are asked for.
    """
    sheets, handed = _sheets(unit, tree, form, spans, ordinal=ordinal, among=among)
    wards, totals, taken = {}, {}, {}
    names = ("pk", "unit_id", "period__year", "own_total", "own_approval", "handed_to__unit_id", *CHECKED)
    rows = list(sheets.order_by().values_list(*names).union(handed.order_by().values_list(*names), all=True))
    cells = _cells(sheets, [pk for pk, *_ in rows], codes)
    for pk, place, year, own_total, own_approval, heir, *checked in rows:
        if heir:
            taken[place, year] = heir
        elif own_total:
            totals[place, year] = Approved(pk, cells[pk])
        elif (place, year) in tree.places:
            wards[place, year] = Approved(pk, cells[pk], own_approval, _checked(*checked))
    return wards, totals, followed(taken, tree.places)


def _sheets(
    unit: Unit, tree: Tree, form: Form, spans: Spans, *, ordinal: int = 1, among: SubmissionQuerySet | None = None
) -> tuple[SubmissionQuerySet, SubmissionQuerySet]:
    """The approved sheets under the unit, and those that went into sheets of the units that should report."""
    of_form = Q(form__code=form.code, period__kind=form.period_kind, period__ordinal=ordinal)
    of_form &= Q(period__year__range=(min(spans), max(spans)))
    sheets = (Submission.objects.all() if among is None else among).approved().below(unit).filter(of_form)
    units = {unit for unit, _ in tree.places}
    if len(units) < MANY:  # by their ids the database finds the sheets of some without a look at everybody's
        sheets = sheets.filter(unit__in={*tree.units, unit.pk})
    elif not Submission.objects.filter(of_form, state=State.HANDED).exists():
        return sheets, Submission.objects.none()  # thousands of units are not named where nothing was handed over
    return sheets, Submission.objects.handed_into(units).filter(of_form)


CHECKED = ("checked_by__full_name", "checked_by__username", "checked_at")


def _checked(name: str | None, username: str | None, at: dt.datetime | None) -> str:
    """ "Nguyễn Văn An, ngày 05/03/2026"."""
    return f"{name or username}, ngày {vi.day(timezone.localdate(at))}" if at else ""


def _cells(
    sheets: SubmissionQuerySet, ids: Collection[int], codes: Collection[str] | None
) -> dict[int, dict[str, Cell]]:
    rows = Value.objects.approved().on_sheets(sheets, ids)
    if codes is not None and len(ids) >= MANY:
        rows = rows.filter(measure__in=list(Measure.objects.filter(code__in=codes).values_list("pk", flat=True)))
    elif codes is not None:
        rows = rows.filter(measure__code__in=codes)
    found: dict[int, dict[str, Cell]] = defaultdict(dict)
    for submission, code, number, qualifier, origin in rows.values_list(
        "submission_id", "measure__code", "number", "qualifier", "origin"
    ):
        found[submission][code] = Cell(number, qualifier, origin == Origin.ILLUSTRATIVE)
    return found


def _measures() -> dict[str, MeasureFacts]:
    rows = Measure.objects.values_list("code", "label", "unit_name", "nature", "additivity")
    return {row[0]: MeasureFacts(*row) for row in rows}
