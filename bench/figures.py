"""Figures: saving cells, and the pages of the district, of a ward and of the review."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

from django.core.management import call_command

from bench.client import Answer, Browser
from bench.measure import Cost, Line, expect, logged_in, page, queries_of, seconds_of, timed
from bench.server import Server
from indicators.models import Period, Submission, Value
from reports.demo.load import ward_key
from reports.models import Report
from units.models import Unit

OFFICERS = 16
CELLS_EACH = 40
OPEN = [f"{ward}:2020" for ward in range(1, OFFICERS + 1)]
"""Sheets that the demonstration leaves for the officers of this scenario."""

Work = tuple[Browser, Submission]


def cells(_: int) -> Iterator[Line]:
    """Sixteen officers type at once, each into the sheet of their ward; afterwards every cell is counted.

    First each writes one cell a second, faster than anybody reads and types; then they write over all of them without
    a pause, which shows what the server can do, not what anybody waits for.
    """
    with logged_in(*(f"phuong{ward}" for ward in range(1, OFFICERS + 1))) as (server, browsers):
        work = [(browser, _open_sheet(browser, ward)) for ward, browser in enumerate(browsers, start=1)]
        name = f"save a cell, {OFFICERS} officers, one a second each"
        yield _typed(name, server, work, 0, 1.0, "p95 ≤ 100 ms, 0 lost, 0 doubled")
        name = f"save a cell, {OFFICERS} officers without pause (saturation)"
        yield _typed(name, server, work, 1, 0.0, "0 lost, 0 doubled")
    call_command("demo", hand_over=False, stdout=sys.stderr)


def _open_sheet(browser: Browser, ward: int) -> Submission:
    """The officer starts the ward's sheet of 2020."""
    unit = Unit.objects.get(key=ward_key(ward))
    last = Submission.objects.filter(form__code="xhht-nam", period__year=2019).select_related("form", "period")[0]
    period = Period.objects.get(kind=last.period.kind, year=2020)
    browser.post_form("/so-lieu/lap/", unit=unit.pk, form=last.form_id, period=period.pk)
    return Submission.objects.get(unit=unit, form=last.form_id, period=period)


def _codes(sheet: Submission) -> list[str]:
    return list(sheet.form.sections.values_list("lines__measure__code", flat=True))


def _typed(name: str, server: Server, work: list[Work], turn: int, pause: float, limit: str) -> Line:
    """Everybody writes all their cells, for the turn-th time after the first; each save waits for the one before."""
    codes = _codes(work[0][1])
    typed, beside = codes[:CELLS_EACH], codes[CELLS_EACH]
    began = time.perf_counter() + 0.2
    # Spread over the first second, as people are.
    starts = [began + place * pause / len(work) for place in range(len(work))]

    def type_all(one: Work, start: float) -> list[Answer]:
        return list(_saves(*one, typed, turn, pause, start))

    with ThreadPoolExecutor(len(work)) as crowd:
        parts, wall, cpu = timed(server, lambda: list(crowd.map(type_all, work, starts)))
    answers = list(chain.from_iterable(parts))
    expect(answers, 200)
    for _, sheet in work:
        _account_for(sheet, typed, turn)
    address, once_more = _address(work[0][1]), _cell(beside, 5, turn)
    queries = queries_of("phuong1", lambda client: client.post(address, once_more, content_type="application/json"))
    return Line(name, seconds_of(answers), Cost(wall, cpu, queries, server.peak_megabytes()), limit)


def _saves(
    browser: Browser, sheet: Submission, codes: list[str], turn: int, pause: float, start: float
) -> Iterator[Answer]:
    """One cell after another, each not before its time."""
    for place, code in enumerate(codes):
        time.sleep(max(0.0, start + place * pause - time.perf_counter()))
        body = _cell(code, _number(place, turn), turn).encode()
        yield browser.post(_address(sheet), body, "application/json", "application/json")


def _address(sheet: Submission) -> str:
    return f"/so-lieu/{sheet.pk}/o/"


def _number(place: int, turn: int) -> int:
    return 1 + place + 100 * turn


def _cell(code: str, number: int, revision: int) -> str:
    cell = {"code": code, "text": str(number), "qualifier": "exact", "note": "", "revision": revision}
    return json.dumps({"cells": [cell]})


def _account_for(sheet: Submission, codes: list[str], turn: int) -> None:
    """Every cell typed stands once, with its last number, and has one row of history for each time."""
    held = {"submission": sheet, "measure__code__in": codes}
    numbers = list(Value.objects.filter(**held).order_by("number").values_list("number", flat=True))
    assert numbers == [_number(place, turn) for place in range(CELLS_EACH)], numbers
    history = Value.history.filter(**held).count()  # type: ignore[attr-defined]
    assert history == CELLS_EACH * (turn + 1), history


def pages(times: int) -> Iterator[Line]:
    """The pages that the district and a ward open, one after another by one person; then the printed review."""
    district = Unit.objects.get(key="hcm-q11")
    sheet = Submission.objects.get(unit__key="hcm-q11-p6", form__code="xhht-nam", period__year=2021)
    review = Report.objects.order_by("pk")[0].get_absolute_url()
    matrix = f"/so-lieu/quan/{district.pk}/"
    yield page("district page, 16 wards × 10 years", "phonggd", matrix, times, "p95 ≤ 150 ms")
    yield page("entry page, 45 cells", "phuong6", f"/so-lieu/{sheet.pk}/nhap/", times, "p95 ≤ 150 ms")
    yield page("review 2012–2020, page", "phonggd", review, times, "≤ 300 ms")
    yield _printed(max(3, times // 20))
    yield page(
        "review 2012–2020, PDF kept from the last hour", "phonggd", f"{review}pdf/", max(3, times // 20), "≤ 5 s"
    )
    yield page("review 2012–2020, Excel", "phonggd", f"{review}excel/", max(3, times // 10), "≤ 2 s")


def _printed(times: int) -> Line:
    """The review as it is printed for whoever asks first."""
    done = subprocess.run([sys.executable, "-m", "bench.printing", str(times)], check=True, stdout=subprocess.PIPE)
    found = json.loads(done.stdout.splitlines()[-1])
    cost = Cost(sum(found["seconds"]), found["cpu"], None, found["peak"])
    return Line("review 2012–2020, PDF printed anew", found["seconds"], cost, "≤ 5 s, ≤ 400 MB", per="PDF")
