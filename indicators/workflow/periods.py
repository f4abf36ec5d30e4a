"""Opening reporting periods, several years at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from hocTap.lib.refusals import Refused
from hocTap.lib.steps import checked
from indicators.models import Period
from indicators.rules.periods import UsualPeriod


def missing(asked: Sequence[UsualPeriod]) -> list[UsualPeriod]:
    """Those of the periods that are not open yet."""
    kinds = {each.kind for each in asked}
    there = set(Period.objects.filter(kind__in=kinds).values_list("kind", "year", "ordinal"))
    return [each for each in asked if (each.kind, each.year, each.ordinal) not in there]


@transaction.atomic
def open_periods(asked: Sequence[UsualPeriod]) -> list[Period]:
    """Open those that are not there yet. Raises Refused when all of them are, or when one meets a period's days."""
    new = missing(asked)
    if not new:
        raise Refused("Các kỳ của những năm này đã có đủ.")
    return [
        checked(
            Period(
                kind=each.kind,
                year=each.year,
                ordinal=each.ordinal,
                label=each.label,
                starts_on=each.starts_on,
                ends_on=each.ends_on,
                opens_on=each.opens_on or each.starts_on,
                due_on=each.due_on,
            )
        )
        for each in new
    ]
