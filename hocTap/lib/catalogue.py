"""What rests on an entry of the catalogue: as long as something does, the entry stays as it is.

An indicator over another base would make another percentage of figures that were approved. So each flat declares, in a
module `resting_on.py`, for every table of the catalogue which columns rest, and while what is there (`Hold`). One
declaration serves three readers: the pages show such fields read-only, a trigger of the database refuses the change
(written by `hocTap.lib.sql.held` in a migration), and a test compares the two and fails for a table without one.

Every edit leaves its old and new words, who and why; the app below all others keeps them (`keep_with`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

from hocTap.lib import vi
from hocTap.lib.sealing import Fixed

Row = tuple[type[models.Model], Any]
Words = dict[str, str]


@dataclass(frozen=True)
class Hold:
    """Columns that do not change, and a row that does not go, while the condition holds.

    `used` is SQL about the row as `OLD`, so that page and trigger ask the same: `EXISTS (SELECT 1 FROM … = OLD.id)`.
    `because` tells the administrator: "đã có báo cáo số liệu được duyệt theo biểu này".
    """

    columns: tuple[str, ...]
    used: str
    because: str
    name: str = "rests"
    rows: bool = True
    """Whether the row may not be deleted either."""
    lasting: bool = True
    """Whether what rests on it stays for good (a sheet once approved), or may be taken back by a step (a signature)."""


@dataclass(frozen=True)
class Entry:
    """A table of the catalogue: what of it is held, and why each other column may change at any time."""

    model: type[models.Model]
    holds: tuple[Hold, ...]
    free: Mapping[str, str] = field(default_factory=dict)

    @property
    def table(self) -> str:
        return self.model._meta.db_table


_entries: dict[type[models.Model], Entry] = {}
_keepers: list[Keeper] = []


def declare(*entries: Entry) -> None:
    """Say what rests on tables of the catalogue."""
    _entries.update({each.model: each for each in entries})


def declared() -> list[Entry]:
    """All that was declared, by table."""
    return sorted(_entries.values(), key=lambda entry: entry.table)


def entry_of(model: type[models.Model]) -> Entry | None:
    return _entries.get(model)


def holding(row: models.Model) -> list[Hold]:
    """The holds of a row whose conditions hold today; one query for each hold."""
    entry = entry_of(type(row))
    if entry is None or row._state.adding:
        return []
    return [hold for hold in entry.holds if _holds(entry, hold, row.pk)]


def _holds(entry: Entry, hold: Hold, pk: Any) -> bool:
    asked = f"SELECT 1 FROM {connection.ops.quote_name(entry.table)} OLD WHERE OLD.id = %s AND ({hold.used})"  # noqa: S608 - our own words
    with connection.cursor() as cursor:
        cursor.execute(asked, [pk])
        return cursor.fetchone() is not None


def held_fields(row: models.Model | None) -> list[str]:
    """The names of a row's fields that do not change today, in the order of the table."""
    if row is None:
        return []
    columns = {column for hold in holding(row) for column in hold.columns}
    return [each.name for each in row._meta.concrete_fields if each.column in columns]


def why_held(row: models.Model) -> str:
    """Why some fields of a row cannot be typed into, in a sentence; empty when all can."""
    reasons = dict.fromkeys(hold.because for hold in holding(row))
    if not reasons:
        return ""
    return f"Có ô không sửa được vì {'; '.join(reasons)}. Nội dung đã dùng thì giữ nguyên như lúc dùng."


def seals() -> list[Fixed]:
    """What of the catalogues is sealed every night: the held columns of all rows on which something rests for good.

    So `manage.py verify` names an entry that the owner of the database changed with the triggers out of the way.
    """
    return [
        Fixed(
            f"c-{entry.table}",
            f"mục danh mục “{entry.model._meta.verbose_name}” số {{}}",
            entry.model,
            models.Q(pk__in=RawSQL(f"SELECT OLD.id FROM {entry.table} OLD WHERE {hold.used}", ())),  # noqa: S608, S611
            columns=tuple(sorted(hold.columns)),
        )
        for entry in declared()
        for hold in entry.holds
        if hold.lasting and hold.name == "rests"
    ]


# --- every edit and what it changed -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Edit:
    """One row of the catalogue before and after: only the columns that differ, in words."""

    row: Row
    said: str
    """What the row is called: "Tỉ lệ hộ gia đình học tập"."""
    before: Words
    after: Words
    """Empty before: it was added; empty after: it was removed."""


@dataclass
class Seen:
    """A row's columns in words."""

    said: str
    words: Words


Rows = dict[Row, Seen]


@dataclass(frozen=True)
class Act:
    """One act of somebody on the catalogue: its edits, and the row on whose page it was done."""

    edits: list[Edit]
    of: Row
    by: Any
    at: dt.datetime
    reason: str


Keeper = Callable[[Act], None]


def keep_with(keeper: Keeper) -> None:
    """Who writes acts down."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def seen(*rows: models.Model) -> Rows:
    """The rows as they stand in the database now, in words; one query a table, and what names what they point at."""
    found: Rows = {}
    for model in dict.fromkeys(type(row) for row in rows):
        keys = [row.pk for row in rows if type(row) is model]
        for row in model._base_manager.filter(pk__in=keys):
            found[model, row.pk] = Seen(str(row)[:300], dict(_in_words(row)))
    return found


def _in_words(row: models.Model) -> Iterator[tuple[str, str]]:
    for each in row._meta.concrete_fields:
        if each.primary_key or isinstance(each, models.BinaryField) or not each.editable:
            continue
        yield str(each.verbose_name), _word(row, each)


def _word(row: models.Model, each: models.Field[Any, Any]) -> str:
    value = getattr(row, each.attname)
    if value is None or value == "":
        return ""
    if isinstance(each, models.ForeignKey):
        return f"{getattr(row, each.name)} (số {value})"
    if isinstance(value, bool):
        return "có" if value else "không"
    if each.choices:
        return str(getattr(row, f"get_{each.name}_display")())
    if isinstance(value, dt.datetime):
        return vi.moment(value)
    return vi.day(value) if isinstance(value, dt.date) else str(value)


def told(edits: Sequence[Any], now: Any) -> Collection[str] | None:
    """Which columns of a row are as its edits (oldest first) left them; None: any, for it was added or taken away.

    An edit names what it changed, in words: a column that is another again since is none of them.
    """
    if now is None:
        return () if edits[-1].after else None
    if not all(each.before for each in edits):
        return None
    after = {name: word for each in edits for name, word in each.after.items()}
    fields = [each for each in now._meta.concrete_fields if str(each.verbose_name) in after]
    return {each.attname for each in fields if _is_as_left(now, each, after[str(each.verbose_name)])}


def _is_as_left(row: models.Model, each: models.Field[Any, Any], word: str) -> bool:
    value = getattr(row, each.attname)
    if isinstance(each, models.ForeignKey) and value is not None:
        return word.endswith(f"số {value})") or word == f"số {value}"  # what it points at may have another name since
    return _word(row, each) == word


def compared(before: Rows, after: Rows) -> list[Edit]:
    """What became of the rows, in the order in which they were seen; rows that stayed as they were are left out."""
    edits = []
    for row in dict.fromkeys([*before, *after]):
        was, now = before.get(row), after.get(row)
        old, new = (was.words if was else {}), (now.words if now else {})
        differing = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
        if differing:
            kept = [{name: side[name] for name in differing if name in side} for side in (old, new)]
            edits.append(Edit(row, (now or was or Seen("", {})).said, *kept))
    return edits


def keep(edits: Iterable[Edit], *, by: Any, at: dt.datetime, reason: str = "", of: models.Model | None = None) -> None:
    """Write the edits down, on the page of a row or of the first one; nothing where there are none."""
    found = list(edits)
    if found:
        row = found[0].row if of is None else (type(of), of.pk)
        for keeper in _keepers:
            keeper(Act(found, row, by, at, reason))


def keep_added(*rows: models.Model, by: Any, at: dt.datetime, reason: str = "") -> None:
    """Write down that these rows were added."""
    keep(compared({}, seen(*rows)), by=by, at=at, reason=reason)
