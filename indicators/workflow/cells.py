"""Figures as they are written, cell by cell, each with the revision that the person saw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from hocTap.lib.bulk import save_some_with_history
from hocTap.lib.prepared import Prepared
from hocTap.lib.steps import Refused
from indicators.enums import Origin
from indicators.layout import Layout, layout_of
from indicators.models import Measure, Submission, Value
from indicators.reading import CellInput, Wanted, read_cell
from indicators.sheet import as_stored
from indicators.workflow.locks import CELL_READS, lock, refuse_unless_writable, touch
from units.models import User

MOST_CELLS = 200


@dataclass(frozen=True)
class CellResult:
    """What became of a cell: saved, refused (with a sentence), or in conflict (with the other person's value)."""

    code: str
    state: str
    revision: int
    text: str
    qualifier: str
    note: str
    sentence: str = ""
    other_name: str = ""
    own: bool = False
    """Whether the value in the way is the same person's own, written from another page."""


@transaction.atomic
def save_cells(
    submission: Submission,
    cells: Iterable[CellInput],
    *,
    by: User,
    at: dt.datetime,
    layout: Layout | None = None,
    origin: Origin = Origin.TYPED,
) -> list[CellResult]:
    """Save what was typed, each cell for itself: a refused cell does not hold up the others.

    A cell that somebody else changed meanwhile is not written: both values go back, and the person chooses.
    The given submission learns its new edition, and form, period and unit as they are under the lock. `origin` says
    where the numbers come from: people type, the demonstration makes them up. Raises Refused when the submission is
    sent or approved, the period is closed, or there are too many cells.
    """
    chosen = list(cells)
    if len(chosen) > MOST_CELLS:
        raise Refused(f"Mỗi lần lưu được nhiều nhất {MOST_CELLS} ô. Hãy dán từng phần của biểu.")
    locked = lock(submission, CELL_READS)
    refuse_unless_writable(locked, at)
    writer = _Writer(locked, layout_of(locked.form, layout).measures, by, at, origin)
    writer.read({cell.code for cell in chosen})
    results = [writer.save(cell) for cell in chosen]
    if writer.write():
        touch(locked)
    submission.edition = locked.edition
    submission.form, submission.period, submission.unit_as = locked.form, locked.period, locked.unit_as
    return results


def refuse_outside_scale(measure: Measure, number: int | None) -> None:
    """Raises Refused for a level above the highest of its scale: there is no level 4 of universal education."""
    if measure.highest is not None and number is not None and number > measure.highest:
        raise Refused(f"{measure.label} chỉ từ 0 đến {measure.highest}. Hãy xem lại.")


HELD = Prepared(lambda sheet, measures: Value.objects.filter(submission=sheet, measure__in=measures))


@dataclass
class _Writer:
    """One person writing into one locked sheet: what is to be written is gathered, then written at once."""

    submission: Submission
    measures: Mapping[str, Measure]
    by: User
    at: dt.datetime
    origin: Origin
    held: dict[str, Value] = field(default_factory=dict)
    changed: dict[str, Value] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def read(self, codes: set[str]) -> None:
        """The cells as they stand; a code that the form does not have is not asked for."""
        wanted = {self.measures[code].pk: code for code in codes & self.measures.keys()}
        found = HELD.rows(self.submission.pk, list(wanted))
        self.held = {wanted[value.measure_id]: value for value in found}

    def save(self, cell: CellInput) -> CellResult:
        held = self.held.get(cell.code)
        if cell.code not in self.measures:
            return _outcome("refused", cell.code, held, "Biểu không có ô này. Hãy tải lại trang.")
        try:
            wanted = read_cell(cell)
            refuse_outside_scale(self.measures[cell.code], wanted.number)
        except Refused as reason:
            return _outcome("refused", cell.code, held, str(reason))
        if as_stored(held) == [wanted.number, wanted.qualifier, wanted.note]:
            return _outcome("saved", cell.code, held)
        if cell.base_revision != (held.revision if held else 0) and not (cell.over_own and self._is_own(held)):
            return self._conflict(cell.code, held)
        return _outcome("saved", cell.code, self._set(cell.code, wanted, cell.taken or self.origin))

    def write(self) -> bool:
        """Write what was gathered, with its history; whether there was anything."""
        rows = list(self.changed.values())
        save_some_with_history(rows, unique=("submission", "measure"), by=self.by, at=self.at)
        return bool(rows)

    def _set(self, code: str, wanted: Wanted, origin: Origin) -> Value:
        """The cell as it is going to be written."""
        value = self.held.get(code) or Value(submission=self.submission, measure=self.measures[code], revision=0)
        value.number, value.qualifier, value.note = wanted.number, wanted.qualifier, wanted.note
        value.origin, value.updated_by_id, value.updated_at = origin, self.by.pk, self.at
        if code not in self.changed:
            value.revision += 1
        self.held[code] = self.changed[code] = value
        return value

    def _is_own(self, held: Value | None) -> bool:
        return held is not None and held.updated_by_id == self.by.pk

    def _conflict(self, code: str, held: Value | None) -> CellResult:
        """Somebody wrote another number meanwhile, or the same person did from another page."""
        if held is None:
            return _outcome("conflict", code, held, "Ô này vừa được xóa. Hãy tải lại trang.")
        name = self._name_of(held.updated_by_id)
        own = self._is_own(held)
        sentence = "Ông, bà đã ghi số khác vào ô này từ trang khác." if own else f"{name} đã ghi số khác vào ô này."
        return _outcome("conflict", code, held, sentence, name, own=own)

    def _name_of(self, person: int) -> str:
        """Who wrote; each person is asked for once."""
        if person not in self.names:
            self.names[person] = str(User.objects.get(pk=person))
        return self.names[person]


def _outcome(
    state: str, code: str, held: Value | None, sentence: str = "", other_name: str = "", *, own: bool = False
) -> CellResult:
    _, qualifier, note = as_stored(held)
    return CellResult(
        code=code,
        state=state,
        revision=held.revision if held else 0,
        text="" if held is None else str(held),
        qualifier=str(qualifier),
        note=str(note),
        sentence=sentence,
        other_name=other_name,
        own=own,
    )
