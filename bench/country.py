"""The whole country with 100.000 khu phố: loading it, and the pages that must not mind it, beside a plain way."""

from __future__ import annotations

import datetime as dt
from itertools import islice, product

from units import workflow
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
