"""The reference units, loaded once for each test that asks for them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.copies import copied
from units import reference
from units.models import Unit

UnitByKey = Callable[[str], Unit]


@pytest.fixture
def unit(db: None) -> UnitByKey:
    """The reference units by their keys."""
    load_reference()
    units = {each.key: each for each in Unit.objects.all()}
    return units.__getitem__


@copied
def load_reference() -> None:
    reference.load()
