"""A unit's wards over years read from approved sheets and registers, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from hocTap.lib.refusals import Refused
from hocTap.lib.registers import Spans
from indicators.enums import Origin, PeriodKind, State
from indicators.models import Form, Measure, Period, Submission, Value
from indicators.register import records_of
from indicators.series.adding import Series
from indicators.series.facts import Approved, Cell, MeasureFacts, Ward
from units.models import Unit, UnitVersion

YEARLY_FORM = "xhht-nam"


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
