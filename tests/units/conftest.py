"""The reference units, loaded once for each test that asks for them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from units import reference
from units.models import Unit

UnitByKey = Callable[[str], Unit]


@pytest.fixture
def unit(db: None) -> UnitByKey:
    """The reference units by their keys."""
    reference.load()
    units = {each.key: each for each in Unit.objects.all()}
    return units.__getitem__
