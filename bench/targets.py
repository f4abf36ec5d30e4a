"""The scorecard, an indicator through the years and a leader's page, each beside the same sums by plain SQL."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench import reviews
from bench.measure import Cost, Line
from indicators.enums import State
from indicators.models import Form, Indicator, Period, Submission
from indicators.models import Line as FormLine
from indicators.scorecard import Scorecard, build
from indicators.scorecard.history import read_history
from indicators.scorecard.leading import lead
from reports.views.leading import pictures_of
from units import workflow as units_workflow
from units.enums import Role, UnitKind
from units.models import Unit, UnitVersion, User

SHARE = "household-rate"
PLAIN = """
SELECT m.code, p.year, SUM(v.number), COUNT(v.number)
FROM indicators_value v
JOIN indicators_submission s ON s.id = v.submission_id AND s.state = 'approved'
JOIN indicators_period p ON p.id = s.period_id AND p.kind = 'calendar_year' AND p.year BETWEEN %s AND %s
JOIN indicators_measure m ON m.id = v.measure_id
JOIN units_lineage l ON l.descendant_id = s.unit_id AND l.ancestor_id = %s
 AND l.valid_from <= p.ends_on AND (l.valid_to IS NULL OR l.valid_to >= p.ends_on)
WHERE m.code = ANY(%s)
GROUP BY m.code, p.year
"""


def measure(times: int) -> Iterator[Line]:
    """A district with its sixteen wards, and a province of 168 communes with fifteen years of sheets."""
    district = Unit.objects.get(key="hcm-q11")
    province = Unit.objects.filter(key="do-bao-cao").first() or reviews.province_of_communes()
    few = max(3, times // 6)
    for name, unit, year, limit in (
        ("a district", district, 2020, "≤ 60 ms CPU"),
        ("a province, 168 communes", province, reviews.LAST, "≤ 150 ms CPU"),
    ):
        indicator = Indicator.objects.select_related("numerator", "base").get(code=SHARE)
        card = build(unit, year)
        codes = [each.code for row in card.rows if row.indicator for each in _parts(row.indicator)]
        yield _timed(f"scorecard of {name}, {len(card.rows)} targets", lambda: _page(unit, year), few, limit)  # noqa: B023
        yield _timed("  the same sums by plain SQL", lambda: _plain(unit, year - 1, year, codes), few)  # noqa: B023
        yield _timed(f"one indicator of {name}, 15 years", lambda: read_history(unit, indicator, year), few, limit)  # noqa: B023
        both = [each.code for each in _parts(indicator)]
        yield _timed("  the same sums by plain SQL", lambda: _plain(unit, year - 14, year, both), few)  # noqa: B023
        client = _client_of(unit)
        yield _timed(f"leader's page of {name}, nothing kept", lambda: pictures_of(lead(unit, year)), few)  # noqa: B023
        yield _timed(f"leader's home, {name}", lambda: _open(client, "/"), few, "≤ 25 ms CPU", database=True)  # noqa: B023


COMMUNES, YEARS, MEASURES = 3_321, range(2012, 2027), 60


def nation(times: int) -> Iterator[Line]:
    """As many communes as the country has, under one office: sixty measures, fifteen years, three million cells."""
    office = Unit.objects.filter(key="do-ca-nuoc").first() or _office_of_all()
    few, year = max(3, times // 20), YEARS[-1]
    indicator = Indicator.objects.select_related("numerator", "base").get(code=SHARE)
    codes = [each.code for row in build(office, year).rows if row.indicator for each in _parts(row.indicator)]
    name = f"{COMMUNES} communes × {MEASURES} measures × {len(YEARS)} years"
    client, card = _client_of(office), reverse("reports:scorecard", args=[office.pk])
    page, leading = reverse("reports:indicator", args=[office.pk, SHARE]), reverse("reports:leading", args=[office.pk])
    yield _timed(f"scorecard of {name}", lambda: _open(client, card, year), few, "≤ 1 s", database=True)
    yield _timed("  the same sums by plain SQL", lambda: _plain(office, year - 1, year, codes), few, database=True)
    yield _timed(f"one indicator of {name}", lambda: _open(client, page, year), few, "≤ 1 s", database=True)
    both = [each.code for each in _parts(indicator)]
    yield _timed("  the same sums by plain SQL", lambda: _plain(office, YEARS[0], year, both), few, database=True)
    yield _timed("  its third page of units", lambda: _open(client, page, year, 3), few, database=True)
    yield _timed("leader's page, nothing kept", lambda: pictures_of(lead(office, year)), few, database=True)
    yield _timed("  kept", lambda: _open(client, leading, year), few, database=True)
    yield _timed("leader's home, the same", lambda: _open(client, "/"), few, database=True)


def _office_of_all() -> Unit:
    """One office over all communes, whose sheets of the two yearly forms are approved; cells are written by SQL."""
    since = dt.date(2004, 1, 1)
    office = units_workflow.found_unit("do-ca-nuoc", "Tỉnh Đo Cả Nước", UnitKind.PROVINCE, valid_from=since)
    units = Unit.objects.bulk_create(Unit(key=f"do-cn-{number}") for number in range(COMMUNES))
    named = enumerate(units, start=1)
    units_workflow.write_versions(
        [
            UnitVersion(unit=unit, name=f"Xã Thử {number}", kind=UnitKind.WARD, parent=office, valid_from=since)
            for number, unit in named
        ]
    )
    left = MEASURES
    for code in ("xhht-nam", "xhht-nam-chi-tieu"):
        form = Form.objects.filter(code=code).latest("version")
        measures = list(FormLine.objects.filter(section__form=form).values_list("measure", flat=True)[:left])
        left -= len(measures)
        for year in YEARS:
            _sheets(units, form, year, measures)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # else the first questions do it, and autovacuum beside them
    return office


FILL = """
INSERT INTO indicators_value
 (submission_id, measure_id, number, qualifier, note, origin, revision, updated_by_id, updated_at)
SELECT s.id, m.id, 50 + (s.id * 7919 + m.id * 104729) %% 9000, 'exact', '', 'typed', 1, %s, %s
FROM indicators_submission s CROSS JOIN indicators_measure m
WHERE s.form_id = %s AND s.period_id = %s AND s.unit_id = ANY(%s) AND m.id = ANY(%s)
"""


def _sheets(units: list[Unit], form: Form, year: int, measures: list[int]) -> None:
    """An approved sheet of each commune for the year."""
    officer, above = (User.objects.get(username=name) for name in ("phuong5", "phonggd"))
    days = {"starts_on": dt.date(year, 1, 1), "ends_on": dt.date(year, 12, 31), "opens_on": dt.date(year, 1, 1)}
    facts = {**days, "label": f"Năm {year}", "due_on": dt.date(year, 12, 31)}
    period, _ = Period.objects.get_or_create(kind=form.period_kind, year=year, ordinal=1, defaults=facts)
    versions = UnitVersion.objects.filter(unit__in=units)
    Submission.objects.bulk_create(
        [
            Submission(unit_id=each.unit_id, unit_as=each, form=form, period=period, started_by=officer)
            for each in versions
        ],
        batch_size=2_000,
    )
    places, now = [unit.pk for unit in units], timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(FILL, [officer.pk, now, form.pk, period.pk, places, measures])
    made = Submission.objects.filter(unit__in=units, form=form, period=period)
    signed = {"submitted_by": officer, "submitted_at": now, "approved_by": above, "approved_at": now}
    made.update(state=State.APPROVED, **signed)


def _parts(indicator: Indicator) -> list[Any]:
    return [each for each in (indicator.numerator, indicator.base) if each]


def _page(unit: Unit, year: int) -> Scorecard:
    """The table as the page has it, words and all."""
    card = build(unit, year)
    for citation, rows in card.groups():
        render_to_string("reports/_scorecard_table.html", {"rows": rows, "card": card, "caption": citation})
    return card


def _client_of(office: Unit) -> Client:
    """A leader of the office, who opens its pages in this process."""
    reader, made = User.objects.get_or_create(username=f"do-lanhdao-{office.pk}")
    if made:
        units_workflow.appoint(reader, office, Role.READER, from_day=dt.date(2020, 1, 1))
    client = Client()
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _open(client: Client, address: str, year: int | None = None, page: int = 1) -> None:
    answer = client.get(address, {"nam": year, "page": page} if year else {})
    assert answer.status_code == 200, answer.status_code


def _plain(unit: Unit, first: int, last: int, codes: list[str]) -> list[tuple[Any, ...]]:
    """Sums and how many gave them; no verdict, no word of who is missing."""
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, [first, last, unit.pk, codes])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _timed(
    name: str, ask: Callable[[], object], times: int, limit: str = "none given", *, database: bool = False
) -> Line:
    """`database`: the processor time of PostgreSQL is in it too."""
    asked = 0
    backend = _backend() if database else None

    def count(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*statement)

    ask()
    seconds, cpu = [], time.process_time() + _spent_by(backend)
    for _ in range(times):
        began = time.perf_counter()
        with connection.execute_wrapper(count):
            ask()
        seconds.append(time.perf_counter() - began)
    cost = Cost(sum(seconds), time.process_time() + _spent_by(backend) - cpu, asked // times)
    return Line(name, seconds, cost, limit, per="page")


def _backend() -> int:
    """The process of PostgreSQL that serves this connection, on the same machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _spent_by(backend: int | None) -> float:
    """Seconds of processor of the backend, and of the workers that the server started for it and that have ended."""
    if backend is None:
        return 0.0
    own = _stat(backend)
    server = _stat(int(own[1]))
    ticks = sum(int(each) for each in own[11:13]) + sum(int(each) for each in server[13:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(process: int) -> list[str]:
    """What the kernel says of a process, from its state on (proc(5))."""
    return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
