"""What the tests with real processes begin with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from bench.cluster import Cluster
from indicators.models import Submission
from tests.indicators.factories import make_story
from tests.processes import Site, sheet_of


@pytest.fixture
def sheet(transactional_db: None) -> Submission:
    return sheet_of(make_story())


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """PostgreSQL of the test's own, not begun; it goes with the test."""
    made = Cluster()
    yield made
    made.end()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Starts web servers, which end with the test."""
    started: list[Site] = []

    def begin(environment: Mapping[str, str], *before: str, program: Path | None = None) -> Site:
        started.append(Site(environment, tmp_path, *before, program=program))
        started[-1].wait()
        return started[-1]

    yield begin
    for each in started:
        each.end()
