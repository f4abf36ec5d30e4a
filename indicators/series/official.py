"""How many units a province had by the resolutions, for catalogues that do not hold them all.

A sum over the sixteen wards of one district is no city's sum, even where the catalogue knows no other ward of the city.
"""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from typing import NamedTuple

from indicators.reference import FOLDER


class Official(NamedTuple):
    """From a first to a last day a unit, by its key, had so many units of a level under it."""

    unit: str
    kind: str
    first: dt.date
    last: dt.date
    number: int


@cache
def official_numbers() -> tuple[Official, ...]:
    """The rows of fixtures/reference/unit-numbers.csv, each with the resolution that it rests on."""
    with (FOLDER / "unit-numbers.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_official(row) for row in csv.DictReader(file))


def _official(row: dict[str, str]) -> Official:
    last = dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else dt.date.max
    return Official(row["unit"], row["kind"], dt.date.fromisoformat(row["valid_from"]), last, int(row["number"]))


def official_number(unit: str, kind: str, day: dt.date) -> int | None:
    """How many units of the level the unit had on the day; None where no resolution was read."""
    found = (each for each in official_numbers() if (each.unit, each.kind) == (unit, kind))
    return next((each.number for each in found if each.first <= day <= each.last), None)
