"""`bench/run`: load the demonstration into PostgreSQL, serve it, measure, print a table."""

from __future__ import annotations

import json
import socket
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.client import Answer, Browser  # noqa: E402
from bench.server import Server  # noqa: E402
from indicators.models import Submission, Value  # noqa: E402
from reports.demo.load import PASSWORD  # noqa: E402
from reports.models import Report  # noqa: E402
from units.models import Unit, User  # noqa: E402

OFFICERS = 16
CELLS_EACH = 40


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    name: str
    seconds: list[float]
    wall: float
    cpu: float
    queries: int
    peak: float
    limit: str

    def print(self) -> None:
        ordered = sorted(self.seconds)
        p95 = ordered[max(0, round(len(ordered) * 0.95) - 1)]
        print(
            f"{self.name:<44}{len(ordered):>5}{statistics.median(ordered) * 1000:>9.0f}{p95 * 1000:>9.0f}"
            f"{len(ordered) / self.wall:>9.1f}{self.cpu / len(ordered) * 1000:>10.1f}{self.queries:>9}{self.peak:>9.0f}"
            f"  {self.limit}"
        )


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    call_command("migrate", verbosity=0)
    call_command("demo", leave_open=[f"{ward}:2020" for ward in range(1, OFFICERS + 1)], stdout=sys.stderr)
    print(
        f"{'':<44}{'n':>5}{'p50 ms':>9}{'p95 ms':>9}{'req/s':>9}{'CPU ms':>10}{'queries':>9}{'peak MB':>9}  asked for"
    )
    save_cells().print()
    call_command("demo", stdout=sys.stderr)
    for line in pages(times):
        line.print()


def save_cells() -> Line:
    """Sixteen officers type at once, each into the sheet of their ward; afterwards every cell is counted."""
    with Server(free_port()) as server:
        officers = [officer(server.port, ward) for ward in range(1, OFFICERS + 1)]
        asked = [officer_cells(browser, sheet) for browser, sheet in officers]
        before, started = server.cpu_seconds(), time.perf_counter()
        with ThreadPoolExecutor(OFFICERS) as crowd:
            answers = [answer for part in crowd.map(lambda act: act(), asked) for answer in part]
        wall, cpu = time.perf_counter() - started, server.cpu_seconds() - before
        assert {answer.status for answer in answers} == {200}, {answer.status for answer in answers}
        account_for([sheet for _, sheet in officers])
        queries = queries_of_one_save(officers[0][1])
        peak, limit = server.peak_megabytes(), "p95 ≤ 100 ms, 0 lost, 0 doubled"
        return Line("save a cell, 16 officers at once", seconds_of(answers), wall, cpu, queries, peak, limit)


def officer(port: int, ward: int) -> tuple[Browser, Submission]:
    """A logged-in officer with the open sheet of 2020."""
    browser = Browser(port)
    browser.login(f"phuong{ward}", PASSWORD)
    unit = Unit.objects.get(key=f"hcm-q11-p{ward}")
    last = Submission.objects.filter(form__code="xhht-nam", period__year=2019).select_related("form").first()
    assert last
    period = last.period.__class__.objects.get(kind=last.period.kind, year=2020)
    token = browser.cookies["csrftoken"]
    browser.post_form("/so-lieu/lap/", unit=unit.pk, form=last.form_id, period=period.pk, csrfmiddlewaretoken=token)
    return browser, Submission.objects.get(unit=unit, form=last.form_id, period=period)


def officer_cells(browser: Browser, sheet: Submission) -> Callable[[], list[Answer]]:
    """Type one number after another, as a person does: each save waits for the former."""
    codes = list(sheet.form.sections.values_list("lines__measure__code", flat=True))[:CELLS_EACH]

    def act() -> list[Answer]:
        return [save(browser, sheet, code, place + 1) for place, code in enumerate(codes)]

    return act


def save(browser: Browser, sheet: Submission, code: str, number: int) -> Answer:
    cell = {"code": code, "text": str(number), "qualifier": "exact", "note": "", "revision": 0}
    body = json.dumps({"cells": [cell]}).encode()
    return browser.post(f"/so-lieu/{sheet.pk}/o/", body, "application/json", "application/json")


def account_for(sheets: list[Submission]) -> None:
    """Every cell typed stands once, with its number, and has one row of history."""
    for sheet in sheets:
        numbers = Value.objects.filter(submission=sheet).order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, CELLS_EACH + 1)), list(numbers)
    history = Value.history.filter(submission__in=sheets).count()  # type: ignore[attr-defined]
    assert history == len(sheets) * CELLS_EACH, history


def queries_of_one_save(sheet: Submission) -> int:
    """Measured in this process, on the same database."""
    client = Client()
    client.force_login(User.objects.get(username="phuong1"), backend="django.contrib.auth.backends.ModelBackend")
    code = sheet.form.sections.values_list("lines__measure__code", flat=True)[0]
    cell = {"code": code, "text": "5", "qualifier": "exact", "note": "", "revision": 1}
    with CaptureQueriesContext(connection) as captured:
        client.post(f"/so-lieu/{sheet.pk}/o/", json.dumps({"cells": [cell]}), content_type="application/json")
    return len(captured)


def pages(times: int) -> list[Line]:
    """The pages that the district and a ward open, one after another by one person; then the printed review."""
    district = Unit.objects.get(key="hcm-q11")
    sheet = Submission.objects.get(unit__key="hcm-q11-p6", form__code="xhht-nam", period__year=2021)
    report = Report.objects.order_by("pk").first()
    assert report
    address = report.get_absolute_url()
    return [
        page("district page, 16 wards × 10 years", "phonggd", f"/so-lieu/quan/{district.pk}/", times, "p95 ≤ 150 ms"),
        page("entry page, 45 cells", "phuong6", f"/so-lieu/{sheet.pk}/nhap/", times, "p95 ≤ 150 ms"),
        page("review 2012–2020, page", "phonggd", address, times, "≤ 300 ms"),
        page("review 2012–2020, PDF", "phonggd", f"{address}pdf/", max(3, times // 20), "≤ 5 s, ≤ 400 MB"),
        page("review 2012–2020, Excel", "phonggd", f"{address}excel/", max(3, times // 10), "≤ 2 s"),
    ]


def page(name: str, username: str, path: str, times: int, limit: str) -> Line:
    with Server(free_port()) as server:
        browser = Browser(server.port)
        browser.login(username, PASSWORD)
        for _ in range(4):
            browser.get(path)
        before, started = server.cpu_seconds(), time.perf_counter()
        answers = [browser.get(path) for _ in range(times)]
        wall, cpu = time.perf_counter() - started, server.cpu_seconds() - before
        assert {answer.status for answer in answers} == {200}, (path, {answer.status for answer in answers})
        return Line(name, seconds_of(answers), wall, cpu, queries_of(username, path), server.peak_megabytes(), limit)


def queries_of(username: str, path: str) -> int:
    client = Client()
    client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def seconds_of(answers: list[Answer]) -> list[float]:
    return [answer.seconds for answer in answers]


_ports = count(8700)


def free_port() -> int:
    """The next port of this machine on which nobody listens."""
    for port in _ports:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("no free port")


main()
