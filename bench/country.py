"""The whole country with 100.000 khu phố: loading it, and the pages that must not mind it, beside a plain way."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice, product
from typing import Any
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import connection

from bench.measure import Cost, Line, page
from hocTap.lib.steps import Refused
from units import workflow
from units.country import source
from units.enums import UnitKind
from units.models import Unit, UnitVersion
from units.naming import Scope

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
    yield timed("100.000 khu phố through the write path", found_communities, 1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    yield from pages(times)
    yield timed("picker: “phuong 4, quan 11”", lambda: list(Unit.objects.matching("phuong 4, quan 11")[:20]), times)
    plain = UnitVersion.objects.filter(name__icontains="phường 4", parent__versions__name__icontains="quận 11")
    yield timed("the same, plain icontains, marks needed", lambda: list(plain[:20]), times)


PAGES = (
    ("home", "/"),
    ("tree", "/don-vi/"),
    ("search", "/don-vi/?tim=phuong+4"),
    ("centres", "/don-vi/trung-tam/"),
    ("coverage", "/don-vi/trung-tam/do-bao-phu/"),
)
PROVINCE = (*PAGES, ("sums of scholarships", "/hoc-bong/tong-hop/"), ("a new report", "/bao-cao/moi/"))


def pages(times: int) -> Iterator[Line]:
    """As the administrator, who sees the country, and as the sở of a province of 168 communes; suggestions beside."""
    for name, path in PAGES:
        yield page(f"{name}, the country", "quantri", path, times, "CPU ≤ 150 ms")
    for name, path in PROVINCE:
        yield page(f"{name}, a province of 168 communes", "sogddt", path, times, "CPU ≤ 150 ms")
    for words in ("p5 q11", "ha noi", "ph"):
        asked = urlencode({"tim": words, "trong": Scope((UnitKind.WARD,)).signed()})
        yield page(
            f"suggestions for “{words}”, the country", "quantri", f"/don-vi/goi-y/?{asked}", times, "CPU ≤ 150 ms"
        )


def timed(name: str, act: Callable[[], Any], times: int) -> Line:
    """An act of this process alone, without a server."""
    seconds, cpu = [], time.process_time()
    for _ in range(times):
        started = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - started)
    return Line(name, seconds, Cost(sum(seconds), time.process_time() - cpu), per="act")
