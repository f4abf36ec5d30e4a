"""What a sum over wards and years is made of: wards, approved cells, inputs, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from hocTap.lib import vi
from hocTap.lib.light import light
from indicators.enums import Qualifier, Register
from units.enums import UnitKind
from units.words import all_of_them, is_of_one_kind, joined


class Ward(NamedTuple):
    """A unit that fills in the form (or an office above such units), under the name that it had at the time."""

    pk: int
    key: str
    name: str
    sort_key: str
    kind: str = UnitKind.WARD
    designation: str = ""


class Office(NamedTuple):
    """A unit above those that report, in one year: who stood under it, and how many it states there are.

    `wards` are those that stood on the year's last day and those that ended within the year; `listed` counts the
    former, `below` are offices under this one, `stands` says whether it stood on that day itself.
    """

    unit: Ward
    wards: tuple[int, ...] = ()
    listed: int = 0
    below: tuple[int, ...] = ()
    stated: int | None = None
    stands: bool = True

    @property
    def lacks(self) -> bool:
        """Whether it states more units than the catalogue has."""
        return (self.stated or 0) > self.listed


class Cell(NamedTuple):
    """One approved value; a blank one has no number."""

    number: int | None
    qualifier: str = Qualifier.EXACT
    illustrative: bool = False


class Approved(NamedTuple):
    """The approved sheet of a ward for a year."""

    submission: int
    cells: Mapping[str, Cell]
    own: bool = False
    """Approved by the unit itself, for lack of an office above."""
    checked: str = ""
    """Of such a sheet: who of the office above checked it later, and when; empty while nobody has."""


class Why(StrEnum):
    """Why a ward's figure is not there; none of these is ever taken for zero."""

    NOT_APPROVED = "not_approved"
    BLANK = "blank"
    UNDECIDED = "undecided"
    """The books of a unit that ended in the year say a number, and an heir's sheet may hold it: nobody decided yet."""


class Gap(NamedTuple):
    """A ward and year whose figure is missing from a sum."""

    ward: Ward
    year: int
    why: Why


class Input(NamedTuple):
    """What one ward's sheet or register of one year gives to a sum: a count, or a count over its base.

    `own_total` marks an office's published total, which stands in the place of its wards' figures; `kept` what an
    office's own registers recorded (a district's fund), which adds to them and is no ward's report.
    """

    ward: Ward
    year: int
    submission: int
    numerator: int
    denominator: int | None
    qualifiers: tuple[str, ...]
    illustrative: bool
    register: Register | None = None
    own_total: bool = False
    kept: bool = False


class Beside(NamedTuple):
    """An office's published total beside what its wards reported of the same; only one of the two is in the sum."""

    total: Input
    numerator: int | None
    denominator: int | None
    reported: int
    expected: int
    used: bool
    """Whether the total stands in the sum (not all wards reported), and not what the wards reported."""

    @property
    def difference(self) -> int | None:
        """How much the published total is over what the wards reported; None where these gave no number."""
        return None if self.numerator is None else self.total.numerator - self.numerator


class Difference(NamedTuple):
    """A ward's register and its approved sheet that do not say the same; the register is what was counted."""

    ward: Ward
    year: int
    code: str
    register: Register
    recorded: int
    approved: int


def unlisted(offices: Iterable[Office]) -> int:
    """How many units should report that the catalogue lacks, as the offices of a year (deepest first) state."""
    return lacking(offices)[0]


def lacking(offices: Iterable[Office]) -> tuple[int, bool]:
    """The same, and whether some of these may be of another kind than those that the catalogue has."""
    numbers: dict[int, int] = {}
    mixed = False
    for office in offices:
        below = sum(numbers.pop(pk, 0) for pk in office.below)
        more = max(0, (office.stated or 0) - office.listed - below)
        mixed = mixed or (more > 0 and not is_of_one_kind(office.unit))
        numbers[office.unit.pk] = below + more
    return sum(numbers.values()), mixed


def lacks_other_kinds(offices: Iterable[Office]) -> bool:
    """Whether some that the catalogue lacks may be of another kind: xã beside the phường that are known."""
    return any(office.lacks and not is_of_one_kind(office.unit) for office in offices)


@light
class Sum:
    """Counts added up, with everything that went in and everything that is missing.

    Without any input there is no number (None), which prints as "–". `addable` is False for a measure that may
    not be added over units: then several wards give inputs but no number.

    A part never passes for the whole: `expected` units should have given the number (over several years of a flow:
    units and years), `reported` did, and `covered` are those for which an office's published total stands.
    """

    numerator: int | None
    denominator: int | None
    inputs: tuple[Input, ...] = ()
    gaps: tuple[Gap, ...] = ()
    addable: bool = True
    expected: int = 0
    reported: int = 0
    covered: int = 0
    beside: tuple[Beside, ...] = ()
    many_years: bool = False
    mixed: bool = False
    """Whether the catalogue lacks some of those expected that may be of another kind than those it has."""
    word: str = ""
    """What the units are, where the database added them and no single one is at hand."""
    marked: bool = False
    """Whether some of those that the database added are illustrative."""

    @property
    def whole(self) -> bool:
        """Whether every unit that should report is in the number, by itself or within a published total."""
        return self.reported + self.covered >= self.expected

    @property
    def is_plain(self) -> bool:
        """Whether it is the numbers of all its units and nothing else, so that nothing must stand beside it."""
        return self.reported + self.covered >= self.expected and True not in [each.own_total for each in self.inputs]

    @property
    def totals(self) -> tuple[Input, ...]:
        """The published totals of offices that stand in the number."""
        return tuple(each for each in self.inputs if each.own_total)

    @property
    def missing_units(self) -> int:
        """How many units that should report are not in the number."""
        return max(0, self.expected - self.reported - self.covered)

    @property
    def part(self) -> str:
        """Of how many units the number is, where not of all: "2/16 phường"; nothing where it is whole."""
        if self.whole:
            return ""
        return f"{vi.whole(self.reported)}/{vi.whole(self.expected)} {self.units_word}"

    @property
    def basis(self) -> str:
        """What must stand beside the number: of how many units it is, and whose published total stands in it.

        Example: "2/16 phường"; "số tổng hợp của Quận 11"; "30/52 phường và số tổng hợp của Quận 10"; mostly nothing.
        """
        offices = list(dict.fromkeys(each.ward.name for each in self.totals))
        totals = f"số tổng hợp của {joined(offices)}" if offices else ""
        if totals and self.reported and not self.part:
            return f"{vi.whole(self.reported)}/{vi.whole(self.expected)} {self.units_word} và {totals}"
        return " và ".join(filter(None, [self.part, totals]))

    @property
    def units_word(self) -> str:
        """What the units are: "phường"; over several years each counts once a year: "báo cáo năm"."""
        if self.many_years:
            return "báo cáo năm"
        if self.word:
            return self.word
        own = [each.ward for each in self.inputs if not each.own_total and not each.kept]
        units = {each.pk: each for each in (*own, *(gap.ward for gap in self.gaps))}
        return all_of_them(units.values(), self.mixed)

    @property
    def illustrative(self) -> bool:
        return self.marked or True in [each.illustrative for each in self.inputs]

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


class WardInYear(NamedTuple):
    """A ward in a year; no year when the ward has no approved sheet at all."""

    ward: Ward
    year: int | None
