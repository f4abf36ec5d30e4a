"""The whole country with 100.000 khu phố: loading it, and the pages that must not mind it, beside a plain way."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Any

from django.core.management import call_command

from bench.measure import Cost, Line, page
from hocTap.lib.steps import Refused
from units import workflow
from units.country import source
from units.enums import UnitKind
from units.models import Unit, UnitVersion

COMMUNITIES = 100_000
FIRST = dt.date(2025, 7, 1)


def found_communities(number: int = COMMUNITIES) -> None:
    """Khu phố spread over all communes of today, through the one write path, ten thousand at a time."""
    communes = list(UnitVersion.objects.on(FIRST).of_kind(UnitKind.WARD).select_related("unit").order_by("pk"))
    each = number // len(communes) + 1
    wanted = islice(product(range(1, each + 1), communes), number)
    while some := list(islice(wanted, 10_000)):
        units = [Unit(key=f"kp-{commune.unit_id}-{ordinal}") for ordinal, commune in some]
        Unit.objects.bulk_create(units, batch_size=1_000)
        workflow.write_versions(
            [
                UnitVersion(
                    unit=unit,
                    name=f"Khu phố {ordinal}",
                    kind=UnitKind.COMMUNITY,
                    parent=commune.unit,
                    valid_from=commune.valid_from,
                )
                for unit, (ordinal, commune) in zip(units, some, strict=True)
            ]
        )


def measure(times: int) -> Iterator[Line]:
    """Needs the package with the lists (docs/country.md); without it nothing is measured and that is said."""
    try:
        source.installed()
    except Refused as refused:
        print(f"country: not measured. {refused}", file=sys.stderr)
        return
    yield timed("load the country (the first time)", lambda: call_command("load_country", stdout=sys.stderr), 1)
    yield timed("load the country (again: nothing to add)", lambda: call_command("load_country", stdout=sys.stderr), 1)
    found_communities()
    for name, path in (("home", "/"), ("tree", "/don-vi/"), ("search", "/don-vi/?tim=phuong+4")):
        yield page(f"{name}, whole country, 100.000 khu phố", "quantri", path, times, "p95 ≤ 300 ms")
    yield timed("picker: “phuong 4, quan 11”", lambda: list(Unit.objects.matching("phuong 4, quan 11")[:20]), times)
    plain = UnitVersion.objects.filter(name__icontains="phường 4", parent__versions__name__icontains="quận 11")
    yield timed("the same, plain icontains, marks needed", lambda: list(plain[:20]), times)


def timed(name: str, act: Callable[[], Any], times: int) -> Line:
    """An act of this process alone, without a server."""
    seconds, cpu = [], time.process_time()
    for _ in range(times):
        started = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - started)
    return Line(name, seconds, Cost(sum(seconds), time.process_time() - cpu), per="act")
