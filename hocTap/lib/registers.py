"""What every register offers to the forms and the review: counts by unit and year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Case, IntegerField, Q, Value, When

Spans = Mapping[int, tuple[dt.date, dt.date]]
"""For each year its first and its last day, both included; the spans do not overlap."""


class UnitYear(NamedTuple):
    """A unit in a year."""

    unit: int
    year: int


class Kept(NamedTuple):
    """What a register that was kept for a unit in a year says, by code of measure."""

    counts: Mapping[str, int]
    illustrative: bool


def within(field: str, spans: Spans) -> Q:
    """Whether the field's day lies between the first and the last day of all spans."""
    days = [day for span in spans.values() for day in span]
    return Q(**{f"{field}__range": (min(days), max(days))})


def year_in(field: str, spans: Spans) -> Case:
    """The year in whose span the field's day lies; null between spans."""
    cases = (When(Q(**{f"{field}__range": span}), then=Value(year)) for year, span in spans.items())
    return Case(*cases, output_field=IntegerField())
