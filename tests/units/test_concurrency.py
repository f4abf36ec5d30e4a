"""Two people write the tree at once, on two real connections."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tests.factories import make_district, make_unit, make_ward
from units import workflow
from units.enums import UnitKind
from units.models import Lineage, Unit

NEW_YEAR = dt.date(2025, 1, 1)


def lineage() -> set[tuple[object, ...]]:
    return set(Lineage.objects.values_list("ancestor", "descendant", "depth", "valid_from", "valid_to"))


def add_ward(district: Unit) -> None:
    try:
        make_ward("Phường 1", district)
    finally:
        connection.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_ward_founded_while_its_district_moves_stands_under_both_provinces() -> None:
    north, south = (make_unit(name, UnitKind.PROVINCE) for name in ("Tỉnh Bắc", "Tỉnh Nam"))
    district = make_district("Quận 11", north)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            workflow.add_version(district, valid_from=NEW_YEAR, parent=south)
            waiting = pool.submit(add_ward, district)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.5)
        waiting.result(timeout=20)

    stepwise = lineage()
    Lineage.objects.all().delete()
    workflow.refresh_lineage()
    assert stepwise == lineage()
    assert Unit.objects.below(south, NEW_YEAR).count() == 2
