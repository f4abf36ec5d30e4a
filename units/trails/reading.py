"""All trails as one list, the newest first, in one query: the newest rows of each table, merged.

A page goes on after the last line shown (keyset), so that the thousandth page costs as much as the first, and what is
written meanwhile moves no line to another page. Every table has an index over its moments; none is read past the page.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django.db import connection
from django.db.models import (
    BigIntegerField,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from hocTap.lib.refusals import Refused
from units.models import Lineage, Post, SignInTry, User
from units.signin.enums import Outcome
from units.trails.enums import FINE
from units.trails.registry import Trail, trails

COLUMNS = ("t_trail", "t_key", "t_at", "t_by", "t_unit", "t_obj", "t_act", "t_said", "t_reason", "t_address")


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a span of moments, and what narrows it. `units` and `people` None: all in the remit."""

    since: dt.datetime
    until: dt.datetime
    units: frozenset[int] | None = None
    people: frozenset[int] | None = None
    kind: str = ""
    thing: str = ""
    number: int | None = None
    after: Mark | None = None


@dataclass(frozen=True)
class Mark:
    """The last line of a page: its moment, its trail's name, its key."""

    at: dt.datetime
    trail: str
    key: int

    def __str__(self) -> str:
        return f"{self.at.astimezone(dt.UTC).isoformat()}~{self.trail}~{self.key}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """What an address says; None for anything else."""
        moment, _, rest = text.partition("~")
        trail, _, key = rest.partition("~")
        try:
            at = dt.datetime.fromisoformat(moment)
        except ValueError:
            return None
        if at.tzinfo is None or not key.isascii() or not key.isdecimal() or len(key) > 18:
            return None
        return cls(at, trail, int(key))


@dataclass(frozen=True)
class Line:
    """One line: who did what to what, when, and the machine of the log-in before it."""

    trail: Trail
    key: int
    at: dt.datetime
    by: int | None
    unit: int | None
    obj: int | None
    act: str
    said: str
    reason: str
    address: str

    @property
    def mark(self) -> Mark:
        return Mark(self.at, self.trail.name, self.key)

    @property
    def did(self) -> str:
        return self.trail.acts.get(self.act, self.act) if self.trail.act else self.trail.does

    @property
    def what(self) -> str:
        return self.trail.words.format(self.obj if self.obj is not None else "?")

    @property
    def url(self) -> str:
        return reverse(self.trail.page, args=[self.obj]) if self.trail.page and self.obj else ""

    @property
    def thing(self) -> str:
        return f"{self.trail.thing}:{self.obj}" if self.obj is not None else ""


ADMINISTERED = ("units:", "titles:criteria-")
"""How the names of pages begin that administrators open."""


class Remit:
    """Whose trails a person reads: of the units under the posts, by role; everything for an administrator."""

    def __init__(self, user: User) -> None:
        self.user = user
        self._units: dict[tuple[str, ...], frozenset[int]] = {}

    def units(self, trail: Trail) -> frozenset[int] | None:
        """The units, or None for all; asked once for each set of roles."""
        if self.user.is_administrator:
            return None
        if trail.roles not in self._units:
            below = self.user.lines_in_charge(*trail.roles).values_list("descendant", flat=True)
            self._units[trail.roles] = frozenset(below)
        return self._units[trail.roles]

    def opens(self, trail: Trail) -> bool:
        """Whether the object's page is for the person.

        Administrators read that figures, names and money were seen or changed, and open none of them.
        """
        return trail.page.startswith(ADMINISTERED) or bool(trail.page and self.user.units_as(*trail.roles))


def may_read(user: User) -> bool:
    """Whoever answers: an office for its units, a fund's officer for its children and books, administrators for all."""
    roles = {role for trail in trails() for role in trail.roles}
    return user.is_administrator or bool(user.units_as(*roles))


def under(unit: int) -> frozenset[int]:
    """The unit and all that ever stood under it."""
    return frozenset(Lineage.objects.filter(ancestor=unit).values_list("descendant", flat=True))


def page(user: User, wanted: Wanted, rows: int) -> tuple[list[Line], bool]:
    """The next lines, and whether more follow."""
    arms = _arms(user, wanted, rows + 1)
    if not arms:
        return [], False
    found = _merged(arms, rows + 1)
    return _with_more(found[:rows]), len(found) > rows


def every(user: User, wanted: Wanted, at_once: int = 1000) -> Iterator[Line]:
    """All lines, read page by page."""
    more = True
    while more:
        lines, more = page(user, wanted, at_once)
        yield from lines
        if lines:
            wanted = replace(wanted, after=lines[-1].mark)


def counted(user: User, wanted: Wanted, most: int) -> int:
    """How many lines there are, counted to `most` + 1 of each trail. Raises Refused beyond."""
    arms = _arms(user, wanted, most + 1)
    if not arms:
        return 0
    parts, params = _joined(arms)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({parts}) AS all_lines", params)  # noqa: S608 - our own columns
        number = int(cursor.fetchone()[0])
    if number > most:
        raise Refused(f"Có hơn {most} dòng. Hãy chọn khoảng ngày ngắn hơn, hoặc một loại, một đơn vị.")
    return number


def last_done_by(person: int, units: frozenset[int], *, since: dt.date, until: dt.date) -> Line | None:
    """The last thing that the person did or saw in these units from a day until before another; of all trails."""
    begins, ends = (timezone.make_aware(dt.datetime.combine(day, dt.time.min)) for day in (since, until))
    wanted = Wanted(begins, ends, units, frozenset({person}))
    asked = ((rank, trail) for rank, trail in enumerate(trails()) if trail.unit or trail.within)
    found = _merged([_rows_of(rank, trail, wanted, units, 1) for rank, trail in asked], 1)
    return found[0] if found else None


def _arms(user: User, wanted: Wanted, rows: int) -> list[QuerySet[Any]]:
    """The newest rows of every trail that is asked for and that the person reads."""
    remit = Remit(user)
    arms = (_arm(rank, trail, wanted, remit, rows) for rank, trail in enumerate(trails()) if _is_asked(trail, wanted))
    return [arm for arm in arms if arm is not None]


def _is_asked(trail: Trail, wanted: Wanted) -> bool:
    if wanted.thing:
        return trail.thing == wanted.thing
    return trail.kind == wanted.kind if wanted.kind else trail.kind not in FINE


def _arm(rank: int, trail: Trail, wanted: Wanted, remit: Remit, rows: int) -> QuerySet[Any] | None:
    units = remit.units(trail)
    if wanted.units is not None:
        units = wanted.units if units is None else units & wanted.units
    if units is not None and not (units and (trail.unit or trail.person or trail.within)):
        return None
    if wanted.people is not None and not wanted.people:
        return None
    return _rows_of(rank, trail, wanted, units, rows)


def _rows_of(rank: int, trail: Trail, wanted: Wanted, units: frozenset[int] | None, rows: int) -> QuerySet[Any]:
    found: QuerySet[Any] = trail.model._base_manager.filter(trail.where, _when(rank, trail, wanted))
    if units is not None:
        found = found.filter(_of_units(trail, units))
    if wanted.people is not None:
        found = found.filter(**{f"{trail.by}__in": wanted.people})
    if wanted.number is not None:
        found = found.filter(**{trail.obj: wanted.number})
    said = Cast(trail.said, TextField()) if trail.said is not None else _text("")
    lines: QuerySet[Any, Any] = (
        found.order_by(f"-{trail.at}", f"-{trail.key}")
        .annotate(
            t_trail=Value(rank, IntegerField()),
            t_key=F(trail.key),
            t_at=F(trail.at),
            t_by=F(trail.by),
            t_unit=F(trail.unit) if trail.unit else Cast(Value(None), BigIntegerField()),
            t_obj=F(trail.obj),
            t_act=Cast(F(trail.act), TextField()) if trail.act else _text(""),
            t_said=said,
            t_reason=Cast(F(trail.reason), TextField()) if trail.reason else _text(""),
            t_address=Cast(F(trail.address), TextField()) if trail.address else _text(""),
        )
        .values_list(*COLUMNS)[:rows]
    )
    return lines


def _when(rank: int, trail: Trail, wanted: Wanted) -> Q:
    """The span, and what comes after the last line shown: earlier; of the same moment, further down the order."""
    at, key, after = trail.at, trail.key, wanted.after
    span = Q(**{f"{at}__gte": wanted.since, f"{at}__lt": wanted.until})
    if after is None:
        return span
    names = [each.name for each in trails()]
    last = names.index(after.trail) if after.trail in names else -1
    if rank < last:
        return span & Q(**{f"{at}__lt": after.at})
    if rank > last:
        return span & Q(**{f"{at}__lte": after.at})
    earlier = Q(**{f"{at}__lt": after.at}) | Q(**{at: after.at, f"{key}__lt": after.key})
    return span & Q(**{f"{at}__lte": after.at}) & earlier


def _of_units(trail: Trail, units: frozenset[int]) -> Q:
    if trail.within:
        return trail.within(units)
    if trail.unit:
        return Q(**{f"{trail.unit}__in": units})
    return Q(Exists(Post.objects.filter(user=OuterRef(trail.person), unit__in=units)))


def _text(words: str) -> Cast:
    return Cast(Value(words, CharField()), TextField())


def _joined(arms: Sequence[QuerySet[Any]]) -> tuple[str, list[Any]]:
    parts: list[str] = []
    params: list[Any] = []
    for number, arm in enumerate(arms):
        asked, given = arm.query.sql_with_params()
        parts.append(f"SELECT * FROM ({asked}) AS arm_{number}")  # noqa: S608 - written by Django
        params += given
    return " UNION ALL ".join(parts), params


def statement(arms: Sequence[QuerySet[Any]], rows: int) -> tuple[str, list[Any]]:
    """The one query, with the machine of each person's last log-in before the moment."""
    parts, params = _joined(arms)
    order = "t_at DESC, t_trail, t_key DESC"
    tries = SignInTry._meta.db_table
    came = (
        f"SELECT s.address FROM {tries} s WHERE s.person_id = lines.t_by AND s.at <= lines.t_at AND s.outcome = %s"  # noqa: S608
        " ORDER BY s.at DESC LIMIT 1"
    )
    columns = ", ".join(COLUMNS[:-1])
    asked = (
        f"SELECT {columns}, COALESCE(NULLIF(t_address, ''), ({came}), '') FROM"  # noqa: S608
        f" (SELECT * FROM ({parts}) AS merged ORDER BY {order} LIMIT {int(rows)}) AS lines ORDER BY {order}"
    )
    return asked, [Outcome.IN.value, *params]


def _merged(arms: Sequence[QuerySet[Any]], rows: int) -> list[Line]:
    known = trails()
    with connection.cursor() as cursor:
        cursor.execute(*statement(arms, rows))
        found = cursor.fetchall()
    return [Line(known[row[0]], row[1], _moment(row[2]), *row[3:6], *(text or "" for text in row[6:])) for row in found]


def _moment(value: Any) -> dt.datetime:
    """A moment as either database gives it: SQLite keeps text in UTC."""
    if isinstance(value, str):
        value = parse_datetime(value)
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)  # type: ignore[no-any-return]


def _with_more(lines: list[Line]) -> list[Line]:
    """With what is said of the rows of trails that tell more; one query for each such trail of the page."""
    keys: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        if line.trail.more:
            keys[line.trail.name].append(line.key)
    told = {each.name: each.more(keys[each.name]) for each in trails() if each.more and each.name in keys}
    return [replace(line, said=told.get(line.trail.name, {}).get(line.key, line.said)) for line in lines]
