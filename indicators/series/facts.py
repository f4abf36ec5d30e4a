"""What a sum over wards and years is made of: wards, approved cells, inputs, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from indicators.enums import Qualifier, Register


class Ward(NamedTuple):
    """A unit that fills in the form, under the name that it had at the time."""

    pk: int
    key: str
    name: str
    sort_key: str


class Cell(NamedTuple):
    """One approved value; a blank one has no number."""

    number: int | None
    qualifier: str = Qualifier.EXACT
    illustrative: bool = False


class Approved(NamedTuple):
    """The approved sheet of a ward for a year."""

    submission: int
    cells: Mapping[str, Cell]


class Why(StrEnum):
    """Why a ward's figure is not there; neither is ever taken for zero."""

    NOT_APPROVED = "not_approved"
    BLANK = "blank"


class Gap(NamedTuple):
    """A ward and year whose figure is missing from a sum."""

    ward: Ward
    year: int
    why: Why


class Input(NamedTuple):
    """What one ward's sheet or register of one year gives to a sum: a count, or a count over its base."""

    ward: Ward
    year: int
    submission: int
    numerator: int
    denominator: int | None
    qualifiers: tuple[str, ...]
    illustrative: bool
    register: Register | None = None


class Difference(NamedTuple):
    """A ward's register and its approved sheet that do not say the same; the register is what was counted."""

    ward: Ward
    year: int
    code: str
    register: Register
    recorded: int
    approved: int


@dataclass(frozen=True)
class Sum:
    """Counts added up, with everything that went in and everything that is missing.

    Without any input there is no number (None), which prints as "–". `addable` is False for a measure that may
    not be added over units: then several wards give inputs but no number.
    """

    numerator: int | None
    denominator: int | None
    inputs: tuple[Input, ...] = ()
    gaps: tuple[Gap, ...] = ()
    addable: bool = True

    @property
    def illustrative(self) -> bool:
        return any(each.illustrative for each in self.inputs)

    @property
    def years(self) -> tuple[int, ...]:
        """The years the inputs are of, each once."""
        return tuple(sorted({each.year for each in self.inputs}))

    @property
    def inexact(self) -> tuple[Input, ...]:
        """Inputs that an officer marked as "gần", "trên" or "khoảng"."""
        return tuple(each for each in self.inputs if any(word != Qualifier.EXACT for word in each.qualifiers))


class MeasureFacts(NamedTuple):
    """What must be known of a measure to add it."""

    code: str
    label: str
    unit_name: str
    nature: str
    additivity: str


class Place(NamedTuple):
    """A ward in a year; no year when the ward has no approved sheet at all."""

    ward: Ward
    year: int | None
