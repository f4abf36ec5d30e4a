"""The review of a province over 168 communes and fifteen years, beside the plain way: sheet by sheet."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.measure import Cost, Line
from hocTap.lib import collecting
from indicators.enums import PeriodKind, Rounding, State
from indicators.models import Form, Measure, Period, Submission, Value
from reports import workflow
from reports.models import Report
from reports.review import spec
from reports.review.compose import compose
from reports.review.document import Review
from reports.review.facts import Setting, gather
from reports.review.stage import Sheets, stage_of, standing_at_end
from units import workflow as units_workflow
from units.enums import UnitKind
from units.models import Unit, UnitVersion, User

COMMUNES, FIRST, LAST = 168, 2012, 2026
TITLES = tuple((f"{title.kind.value}-recognised", f"{title.kind.value}-total") for title in spec.TITLES[:4])
CODES = tuple(code for pair in TITLES for code in pair) + tuple(flow.code for flow in spec.FLOWS)


def measure(times: int) -> Iterator[Line]:
    """The whole document, its 12.000 figures each with its sources; the plain way makes only the sums, and the same."""
    province = province_of_communes()
    few = max(3, times // 20)
    at = timezone.now()
    stage = stage_of(Sheets(), FIRST, LAST)
    standing = standing_at_end(province, stage)

    def build() -> Review:
        with collecting.put_off():
            heading = Report(agency="ỦY BAN NHÂN DÂN").heading
            return compose(gather(province, standing, stage, heading, at.date()), Setting(Rounding.HALF_UP, at))

    _, line = _timed("the first review of a process, whose chart engine starts", build, 1, "none given")
    yield line
    _, line = _timed(f"review of a province, {COMMUNES} communes × 15 years, built", build, few, "≤ 1 s")
    yield line
    report, line = _timed(
        "  built and kept, with its digest",
        lambda: workflow.draft(province, FIRST, LAST, Rounding.HALF_UP, by=None, at=at),
        few,
        "none given",
    )
    yield line
    plain, line = _timed("  its numbers alone, asked sheet by sheet", lambda: _plain(province), 1, "none given")
    yield line
    figures = report.read().figures
    ours = {key: figures[key].numerator for key in plain}
    assert ours == plain, "the two ways differ"


def _plain(province: Unit) -> dict[str, int]:
    """What one writes first: for each year each commune, its sheet, each number; and totals added by hand."""
    found: dict[str, int] = {}
    for year in range(FIRST, LAST + 1):
        for version in UnitVersion.objects.below(province, dt.date(year, 12, 31)).filter(kind=UnitKind.WARD):
            sheet = Submission.objects.filter(
                unit=version.unit_id, period__year=year, form__code="xhht-nam", state=State.APPROVED
            ).first()
            for code in CODES:
                value = Value.objects.filter(submission=sheet, measure__code=code).first()
                number = value.number if value else None
                if number is None:
                    continue
                if code.endswith("-recognised"):
                    rate = code.replace("recognised", "rate")
                    found[f"{rate}/{year}"] = found.get(f"{rate}/{year}", 0) + number
                elif not code.endswith("-total"):
                    for key in (code, f"{code}/{year}"):
                        found[key] = found.get(key, 0) + number
    return found


def _timed(name: str, build: Callable[[], Any], times: int, limit: str) -> tuple[Any, Line]:
    asked = 0

    def count(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*statement)

    seconds, cpu, made = [], time.process_time(), None
    for _ in range(times):
        began = time.perf_counter()
        with connection.execute_wrapper(count):
            made = build()
        seconds.append(time.perf_counter() - began)
    cost = Cost(sum(seconds), time.process_time() - cpu, asked // times)
    return made, Line(name, seconds, cost, limit, per="review")


def province_of_communes() -> Unit:
    """A province whose communes all have an approved sheet of the shipped form for every year."""
    since = dt.date(2004, 1, 1)
    province = units_workflow.found_unit("do-bao-cao", "Tỉnh Đo Báo Cáo", UnitKind.PROVINCE, valid_from=since)
    units = Unit.objects.bulk_create(Unit(key=f"do-bc-{number}") for number in range(COMMUNES))
    units_workflow.write_versions(
        [
            UnitVersion(unit=unit, name=f"Xã Đo {number}", kind=UnitKind.WARD, parent=province, valid_from=since)
            for number, unit in enumerate(units, start=1)
        ]
    )
    for year in range(FIRST, LAST + 1):
        _year(units, year)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return province


def _year(units: list[Unit], year: int) -> None:
    form = Form.objects.filter(code="xhht-nam").latest("version")
    measures = list(Measure.objects.filter(code__in=CODES))
    officer, office = (User.objects.get(username=name) for name in ("phuong5", "phonggd"))
    now = timezone.now()
    days = {"starts_on": dt.date(year, 1, 1), "ends_on": dt.date(year, 12, 31), "opens_on": dt.date(year, 1, 1)}
    period, _ = Period.objects.get_or_create(
        kind=PeriodKind.CALENDAR_YEAR,
        year=year,
        ordinal=1,
        defaults={**days, "label": f"Năm {year}", "due_on": dt.date(year, 12, 31)},
    )
    versions = UnitVersion.objects.on(period.ends_on).filter(unit__in=units)
    sheets = Submission.objects.bulk_create(
        Submission(unit_id=each.unit_id, unit_as=each, form=form, period=period, started_by=officer)
        for each in versions
    )
    cells = (
        Value(submission=sheet, measure=each, number=_number(sheet, each), updated_by=officer, updated_at=now)
        for sheet in sheets
        for each in measures
    )
    while some := list(islice(cells, 5_000)):
        Value.objects.bulk_create(some)
    signed = {"submitted_by": officer, "submitted_at": now, "approved_by": office, "approved_at": now}
    Submission.objects.filter(pk__in=[sheet.pk for sheet in sheets]).update(state=State.APPROVED, **signed)


def _number(sheet: Submission, measure: Measure) -> int:
    """Some number of up to four digits, seldom the same twice: cells of equal numbers would cost less."""
    return 50 + (sheet.pk * 7_919 + measure.pk * 104_729) % 9_000
