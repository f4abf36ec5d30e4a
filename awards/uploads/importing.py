"""What a flat says about a list that it takes in, and where the pages and the job find it.

    class Payments(Importer):
        kind = "payments"
        role = Role.FUND_OFFICER
        template = Template(code="payments", version=1, …)
        may_leave_out = False

        def plan(self, rows, context): ...
        def apply(self, decisions, context): ...  # returns what it made, for the way back
        def rests(self, made, context): ...
        def take_back(self, made, context, reason): ...

`awards/importers.py` lists one instance of each; `reverse("uploads:start", args=["payments", unit.pk])` is the way in.
What the list belongs to besides its unit (a round of payments, a year) comes in through `options_form`.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from django import forms
from django.db import models

from awards.uploads.enums import Outcome
from awards.uploads.reading import Row
from awards.uploads.templates import Template
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import number_in
from units.enums import Role
from units.models import Unit, User

KEPT_DAYS = 30

Made = Mapping[str, Any]
"""What an import made, as plain JSON: enough for its importer to find it again, e.g. {"candidates": [7, 8]}."""


@dataclass(frozen=True)
class Context:
    """For whom a list is read: its unit, who sent it, when, and the options chosen with it (plain JSON values)."""

    unit: Unit
    by: User
    at: dt.datetime
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """What becomes of one row. `payload` is what `apply` needs; `columns` are the cells at fault of a refused row."""

    row: Row
    outcome: Outcome
    reason: str = ""
    columns: tuple[str, ...] = ()
    payload: Any = None
    near: bool = False
    """Whether the row is written though one like it is there: a person should look at both."""


def create(row: Row, payload: Any, note: str = "") -> Decision:
    return Decision(row, Outcome.CREATE, note, payload=payload)


def near(row: Row, payload: Any, note: str) -> Decision:
    """A row that is written, and is like one that is there already."""
    return Decision(row, Outcome.CREATE, note, payload=payload, near=True)


def match(row: Row, payload: Any, note: str = "") -> Decision:
    return Decision(row, Outcome.MATCH, note, payload=payload)


def refuse(row: Row, sentence: str, *columns: str) -> Decision:
    return Decision(row, Outcome.REFUSE, sentence, columns)


class NoOptions(forms.Form):
    """Nothing to choose besides the file."""


class OneOf(forms.Form):
    """Which of the unit's things (a fund, a plan) the list is of; the only one is chosen already."""

    def __init__(
        self, name: str, label: str, things: Sequence[tuple[int, str]], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={name: things[0][0]} if len(things) == 1 else {})
        self.fields[name] = forms.TypedChoiceField(label=label, coerce=int, choices=things)


Thing = TypeVar("Thing", bound=models.Model)


def the_one(things: Sequence[Thing], context: Context, name: str, *, none: str, which: str) -> Thing:
    """The thing chosen with the list, or the unit's only one. Raises Refused, in these words, where there is none and
    where one of several has to be chosen.
    """
    if not things:
        raise Refused(none)
    asked = number_in(context.options.get(name))
    chosen = next((each for each in things if each.pk == asked), None)
    if chosen is None and len(things) > 1:
        raise Refused(which)
    return chosen or things[0]


class Importer(ABC):
    """One kind of list: who may send it, its template, what becomes of its rows, and how they are written."""

    kind: ClassVar[str]
    role: ClassVar[Role]
    template: ClassVar[Template]
    options_first: ClassVar[bool] = False
    """Whether the template hangs on the options, so that these are chosen before it is taken."""
    may_leave_out: ClassVar[bool] = False
    """Whether a person may choose to write the sound rows without the refused ones."""
    kept_days: ClassVar[int] = KEPT_DAYS
    """The file and its rows hold names; after so many days they are taken away, the counts stay."""
    kept_once_written: ClassVar[bool] = True
    """Whether they stay that long after the list was written into the register too."""

    names_people: ClassVar[bool] = True
    """Whether people's names stand in such lists: who sees or takes one out leaves a row."""
    second_eye: ClassVar[bool] = False
    """Whether writing the list pays money out or records what was decided: such acts wait after a taken-over log-in."""

    def permits(self, user: User, unit: Unit) -> bool:
        """Those who hold the role at the unit itself, or at its whole heir. Page and POST ask the same."""
        return unit.pk in user.units_kept(self.role)

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        """The words of the drop-downs by column."""
        return {}

    def options_form(self, unit: Unit, data: Mapping[str, Any] | None = None) -> forms.Form:
        """What is chosen besides the file; its `cleaned_data` must be plain JSON values."""
        return NoOptions(data)

    def template_of(self, unit: Unit, options: Mapping[str, Any]) -> Template:
        """The columns of a list of the unit, where they hang on what is chosen with it (the criteria of a year)."""
        return self.template

    def back(self, unit: Unit) -> tuple[str, str]:
        """Words and address of the list that the rows go into."""
        return str(unit), unit.get_absolute_url()

    def note_names(  # noqa: B027 - most lists keep no such log
        self, context: Context, what: str, names: int, *, taken_out: bool
    ) -> None:
        """`context.by` saw so many names of an upload, or took them out as a file; kept by lists of children."""

    @abstractmethod
    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """What becomes of each sound row, in their order; reads in a fixed number of queries, writes nothing.

        Rows whose cells could not be read are refused before and do not come here. Raises Refused when the whole
        list cannot be taken.
        """

    @abstractmethod
    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        """Write the rows to be created or matched; called once, inside the transaction of the whole file.

        Returns what was made, so that the whole import can be taken back; nothing where nothing was.
        """

    @abstractmethod
    def rests(self, made: Made, context: Context) -> list[str]:
        """What was written since on what the import made, in sentences; the import is undone only while there is none.

        Locks what it judges, since `take_back` follows in the same transaction.
        """

    @abstractmethod
    def take_back(self, made: Made, context: Context, reason: str) -> None:
        """Undo the whole import through the steps of its flat: `context.by` does so, at `context.at`."""


def decide(importer: Importer, rows: Sequence[Row], context: Context) -> list[Decision]:
    """What becomes of every row of the file, those that could not be read included, in the file's order."""
    sound = [row for row in rows if not row.problems]
    planned = {decision.row.number: decision for decision in importer.plan(sound, context)}
    return [planned[row.number] if not row.problems else _unreadable(row) for row in rows]


def _unreadable(row: Row) -> Decision:
    sentences = " ".join(problem.sentence for problem in row.problems)
    return refuse(row, sentences[:500], *(problem.column for problem in row.problems if problem.column))


_importers: dict[str, Importer] = {}


def register(*importers: Importer) -> None:
    _importers.update({importer.kind: importer for importer in importers})


def importers() -> Iterable[Importer]:
    return _importers.values()


def importer_of(kind: str) -> Importer | None:
    return _importers.get(kind)
