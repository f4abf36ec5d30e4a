"""`bench/run [number] [scenario …]`: load the demonstration into PostgreSQL, measure, print one table."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from bench import (  # noqa: E402
    acts,
    beside,
    country,
    figures,
    growth,
    handing,
    lists,
    money,
    restating,
    reviews,
    targets,
    tenth,
    titles,
)
from bench.measure import HEADING, Line  # noqa: E402

ACTS, BESIDE, TENTH = "acts", "beside", "tenth"
SCENARIOS: dict[str, Callable[[int], Iterable[Line]]] = {
    "cells": figures.cells,
    "pages": figures.pages,
    "titles": titles.measure,
    "money": money.measure,
    "lists": lists.measure,
    "citizens": lists.register,
    "restating": restating.measure,
    "reviews": reviews.measure,
    "targets": targets.measure,
    "nation": targets.nation,
    "handing": handing.measure,
    "country": country.measure,
    "growth": growth.measure,
    TENTH: tenth.measure,
}
"""By name, in the order in which they run: each finds the demonstration as the ones before have left it."""


def main() -> None:
    words = sys.argv[1:]
    times = int(words.pop(0)) if words and words[0].isdigit() else 60
    unknown = set(words) - {*SCENARIOS, ACTS, BESIDE}
    if times < 1 or unknown:
        sys.exit(f"bench/run [number of requests] [{' | '.join([ACTS, BESIDE, *SCENARIOS])} …]")
    # An end asked for from outside takes the servers with it, as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    call_command("migrate", verbosity=0)
    call_command(
        "demo", hand_over=False, leave_open=figures.OPEN if not words or "cells" in words else [], stdout=sys.stderr
    )
    if not words or BESIDE in words:
        compare(times)
    if not words or ACTS in words:
        acts.compare()
    if words and set(words) <= {ACTS, BESIDE}:
        return
    print(HEADING, flush=True)
    for name, scenario in SCENARIOS.items():
        if name in words or (not words and name != TENTH):
            for line in scenario(times):
                line.print()


def compare(times: int) -> None:
    """The work of the site beside the plain administration, each by its processor time."""
    print(f"{'':<{beside.WIDTH}}{'hocTap':>10}{'Django admin':>14}{'to reach':>10}", flush=True)
    print(beside.said(beside.measure(times)), flush=True)


main()
