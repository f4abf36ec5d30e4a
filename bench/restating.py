"""Series on the map of today: a province of 168 communes that were 504 until 30/06/2025, some of them divided."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.measure import Cost, Line
from indicators import restating
from indicators.enums import Nature, PeriodKind, Quality, State
from indicators.models import Form, Measure, Period, Section, Submission, Value
from indicators.models import Line as FormLine
from units import workflow
from units.enums import ChangeKind, UnitKind
from units.models import Unit, UnitVersion, User
from units.rules.succession import heirs
from units.succession import days_stood, links_from

COMMUNES, OLD_OF_EACH, MEASURES = 168, 3, 60
FIRST, LAST = 2012, 2026
ENDED, BEGUN = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
TODAY = dt.date(2026, 11, 1)
DIVIDED = 7
"""Of each so many communes of today, one took half of what a neighbour's commune was."""


def measure(times: int) -> Iterator[Line]:
    """One commune and the whole province, each also by the plain way: unit by unit and year by year."""
    province, communes = _country()
    codes = _figures()
    few = max(3, times // 20)
    for name, unit, limit in (("one commune", communes[0], "≤ 300 ms"), ("province, 168 communes", province, "≤ 3 s")):
        ours, line = _timed(f"restate {name}, {MEASURES} measures × 15 years", lambda: _ours(unit, codes), few, limit)  # noqa: B023
        yield line
        plain, line = _timed("  the same unit by unit, year by year", lambda: _plain(unit), 1, "none given")  # noqa: B023
        yield line
        assert {at: value for at, value in ours.items() if value} == plain, "the two ways differ"


def _ours(unit: Unit, codes: list[str]) -> dict[tuple[str, int], int]:
    series = restating.build(restating.ask(unit, TODAY, FIRST, LAST, codes))
    assert {each.quality for each in series.results.values()} <= {Quality.EXACT, Quality.ESTIMATED}
    return {at: result.value or 0 for at, result in series.results.items()}


def _plain(unit: Unit) -> dict[tuple[str, int], int]:
    """What one writes first: for each year each unit, what became of it, its sheet, its numbers times the share."""
    target = set(Unit.objects.below(unit, TODAY).values_list("pk", flat=True)) | {unit.pk}
    found: dict[tuple[str, int], Fraction] = {}
    for year in range(FIRST, LAST + 1):
        end = dt.date(year, 12, 31)
        for old in UnitVersion.objects.on(end).filter(kind=UnitKind.WARD, code=""):
            links = links_from([old.unit_id], TODAY)
            stood = days_stood({old.unit_id, *(link.new for link in links)})
            parts = heirs(old.unit_id, end, TODAY, links, stood)
            share = sum((part.low for heir, part in parts.items() if heir in target), Fraction(0))
            if share:
                rows = Value.objects.filter(submission__unit=old.unit_id, submission__period__year=year)
                for code, number in rows.filter(submission__state=State.APPROVED).values_list(
                    "measure__code", "number"
                ):
                    at = code, year
                    found[at] = found.get(at, Fraction(0)) + (number or 0) * share
    return {at: int(value) for at, value in found.items() if value}


def _timed(
    name: str, ask: Callable[[], dict[tuple[str, int], int]], times: int, limit: str
) -> tuple[dict[tuple[str, int], int], Line]:
    asked = 0

    def count(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*statement)

    seconds, cpu = [], time.process_time()
    found: dict[tuple[str, int], int] = {}
    for _ in range(times):
        began = time.perf_counter()
        with connection.execute_wrapper(count):
            found = ask()
        seconds.append(time.perf_counter() - began)
    cost = Cost(sum(seconds), time.process_time() - cpu, asked // times)
    return found, Line(name, seconds, cost, limit, per="series")


def _country() -> tuple[Unit, list[Unit]]:
    """The province with its communes of both times; some of the old ones were divided by halves."""
    province = workflow.found_unit("do-tinh", "Tỉnh Đo", UnitKind.PROVINCE, valid_from=dt.date(2004, 1, 1))
    new = _founded([f"Xã Mới {number}" for number in range(COMMUNES)], "moi", province, BEGUN, None)
    old_names = [f"Xã Cũ {number}" for number in range(COMMUNES * OLD_OF_EACH)]
    old = _founded(old_names, "cu", province, dt.date(2004, 1, 1), ENDED)
    moves = []
    for place, commune in enumerate(new):
        for number, each in enumerate(old[place * OLD_OF_EACH : (place + 1) * OLD_OF_EACH]):
            if number == 0 and place % DIVIDED == 0:
                halves = (commune, new[(place + 1) % COMMUNES])
                moves += [workflow.Move(each, half, False, Fraction(1, 2), "households", "Đề án") for half in halves]
            else:
                moves.append(workflow.Move(each, commune))
    workflow.record_change(ChangeKind.MERGE, BEGUN, moves, decision="Nghị quyết đo")
    return province, new


def _founded(names: list[str], key: str, parent: Unit, first: dt.date, last: dt.date | None) -> list[Unit]:
    units = Unit.objects.bulk_create(Unit(key=f"do-{key}-{number}") for number in range(len(names)))
    workflow.write_versions(
        [
            UnitVersion(unit=unit, name=name, kind=UnitKind.WARD, parent=parent, valid_from=first, valid_to=last)
            for unit, name in zip(units, names, strict=True)
        ]
    )
    return units


def _figures() -> list[str]:
    """A form of sixty measures, with an approved sheet of every commune that stood at the end of each year."""
    form = Form.objects.create(
        code="do", title="Biểu đo", period_kind=PeriodKind.CALENDAR_YEAR, valid_from=dt.date(2012, 1, 1)
    )
    section = Section.objects.create(form=form, ordinal=1, title="I")
    measures = Measure.objects.bulk_create(
        Measure(code=f"do-{number}", label=f"Đo {number}", unit_name="hộ", nature=Nature.STOCK)
        for number in range(MEASURES)
    )
    FormLine.objects.bulk_create(
        FormLine(section=section, ordinal=place, measure=each) for place, each in enumerate(measures, start=1)
    )
    officer, office = (User.objects.get(username=name) for name in ("phuong5", "phonggd"))
    now = timezone.now()
    for year in range(FIRST, LAST + 1):
        period, _ = Period.objects.get_or_create(
            kind=PeriodKind.CALENDAR_YEAR,
            year=year,
            ordinal=1,
            defaults={
                "label": f"Năm {year}",
                "starts_on": dt.date(year, 1, 1),
                "ends_on": dt.date(year, 12, 31),
                "opens_on": dt.date(year, 1, 1),
                "due_on": dt.date(year, 12, 31),
            },
        )
        versions = UnitVersion.objects.on(period.ends_on).filter(unit__key__startswith="do-", kind=UnitKind.WARD)
        sheets = Submission.objects.bulk_create(
            Submission(unit_id=each.unit_id, unit_as=each, form=form, period=period, started_by=officer)
            for each in versions
        )
        cells = (
            Value(submission=sheet, measure=each, number=2 * (sheet.pk % 500), updated_by=officer, updated_at=now)
            for sheet in sheets
            for each in measures
        )
        while some := list(islice(cells, 5_000)):
            Value.objects.bulk_create(some)
        signed = {"submitted_by": officer, "submitted_at": now, "approved_by": office, "approved_at": now}
        Submission.objects.filter(form=form, period=period).update(state=State.APPROVED, **signed)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [each.code for each in measures]
