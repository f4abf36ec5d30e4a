"""Which units report to an office in its years, and how those that the catalogue lacks come in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from hocTap.lib import vi
from hocTap.lib.catalogue import Act, Edit
from hocTap.lib.steps import Refused, number_in
from indicators.starting.places import Facts, Typed, find, found, is_meant, read_path, refuse_other_marks, written
from units import workflow
from units.changes import keep
from units.enums import UnitKind
from units.models import Lineage, Unit, UnitVersion, User

MOST_AT_ONCE = 200
TWO_OF_THEM = "Nếu là hai đơn vị khác nhau, hãy ghi cả hai tên, mỗi tên một dòng."
SERIES = re.compile(r"(?P<word>[^,]*?\S)\s+(?P<first>\w+)\s*(?:-|–|đến)\s*(?P<last>\w+)\s*(?P<rest>,.*)?")


@dataclass(frozen=True)
class Reporting:
    """A unit that reports: its last version in the years, and from when to when it stood under the office in all."""

    version: UnitVersion
    first: dt.date
    last: dt.date | None

    @property
    def unit_id(self) -> int:
        return self.version.unit_id


@dataclass(frozen=True)
class TypedUnit:
    """A line of the grid: the name (or a series of names), from, to, decision; `where` names the line."""

    name: str
    first: dt.date | None = None
    last: dt.date | None = None
    decision: str = ""
    where: str = ""


def span_of(first_year: int, last_year: int) -> tuple[dt.date, dt.date]:
    return dt.date(first_year, 1, 1), dt.date(last_year, 12, 31)


def reporting(office: Unit, first: dt.date, last: dt.date) -> list[Reporting]:
    """The communes at or under the office that report, as people list them; two queries.

    Those that stood there at the end of a year of the span report for that year: of 2025 the communes of today, not
    those that ended in June. Where none did (a district in the year of its end), all that stood on some day.
    """
    lines = list(Lineage.objects.filter(ancestor=office, valid_from__lte=last))
    versions = UnitVersion.objects.filter(kind=UnitKind.WARD, valid_from__lte=last, unit__lines_up__ancestor=office)
    known = list(versions.select_related("unit").order_by("valid_from").distinct())
    for stood in (stood_at_a_year_end, stood_some_day):
        spans: dict[int, list[Lineage]] = {}
        for line in lines:
            if stood(line.valid_from, line.valid_to, first, last):
                spans.setdefault(line.descendant_id, []).append(line)
        latest = {
            version.unit_id: version
            for version in known
            if version.unit_id in spans and stood(version.valid_from, version.valid_to, first, last)
        }
        if latest:
            break
    found_ = [
        Reporting(version, min(line.valid_from for line in spans[unit]), _end([line.valid_to for line in spans[unit]]))
        for unit, version in latest.items()
    ]
    return sorted(found_, key=lambda each: (each.version.sort_key, each.unit_id))


def stood_some_day(valid_from: dt.date, valid_to: dt.date | None, first: dt.date, last: dt.date) -> bool:
    return valid_from <= last and (valid_to is None or valid_to >= first)


def stood_at_a_year_end(valid_from: dt.date, valid_to: dt.date | None, first: dt.date, last: dt.date) -> bool:
    """Whether a 31 December lies in both spans."""
    start, end = max(valid_from, first), min(valid_to or last, last)
    return start <= end and dt.date(start.year, 12, 31) <= end


def _end(ends: list[dt.date | None]) -> dt.date | None:
    return None if None in ends else max(end for end in ends if end)


def names_in(text: str) -> list[str]:
    """The names that a line means: "Phường 1–15" is fifteen of them, "Phường Hòa Bình" one."""
    found_ = SERIES.fullmatch(text.strip())
    first, last = (number_in(found_[part]) for part in ("first", "last")) if found_ else (0, 0)
    if not found_ or not (first and last):
        return [text]
    if first >= last:
        raise Refused(f"“{text}”: số đầu phải nhỏ hơn số cuối, ví dụ “Phường 1–15”.")
    if last - first >= MOST_AT_ONCE:
        raise Refused(f"“{text}”: nhiều nhất {MOST_AT_ONCE} đơn vị một dòng.")
    return [f"{found_['word']} {number}{found_['rest'] or ''}" for number in range(first, last + 1)]


@transaction.atomic
def add_units(office: Unit, rows: Sequence[TypedUnit], *, first: dt.date, last: dt.date, by: str) -> list[Unit]:
    """Write the units that are not there yet under the office; those that are there stay as they are.

    All or nothing. Raises Refused, naming the line: a commune under a commune, a day outside of what stands above, a
    name without its level, other days than those written already, a name that differs by marks alone from one that is
    there, unless both are in the list.
    """
    workflow.one_tree_writer_at_a_time()
    level = office_level(office)
    added = []
    said = [row.name for row in rows]
    for row in rows:
        try:
            for name in names_in(row.name):
                typed = _under_office(read_path(name, below=level), level)
                there = find(typed, under=office, first=row.first or first, last=row.last or last)
                if there.unit:
                    _same_days(there.unit, row)
                    continue
                refuse_other_marks(typed, TWO_OF_THEM, said, under=office)
                added.append(found(typed, Facts(row.first, row.last, row.decision, by), under=office))
        except Refused as refused:
            raise Refused(f"{row.where}: {refused}" if row.where else str(refused)) from refused
    return added


def office_level(office: Unit) -> UnitKind:
    version = office.versions.order_by("-valid_from").first()
    if version is None:
        raise Refused("Đơn vị chưa có tên trong danh mục.")
    return UnitKind(version.kind)


def _under_office(typed: Typed, level: UnitKind) -> Typed:
    if level == UnitKind.WARD:
        raise Refused(f"“{typed}”: dưới cấp xã là khu phố, thôn, ấp; ghi ở danh sách khu phố, thôn, ấp của đơn vị.")
    if typed.levels[0] != UnitKind.WARD:
        raise Refused(f"“{typed}”: đơn vị nhập số liệu là phường, xã, thị trấn, đặc khu.")
    return typed


def _same_days(unit: Unit, row: TypedUnit) -> None:
    """A line that says other days than the catalogue corrects nothing by the way."""
    spans = sorted(unit.versions.order_by().values_list("valid_from", "valid_to"))
    said = [(row.first, spans[0][0]), (row.last, spans[-1][1])]
    if any(asked and asked != written for asked, written in said):
        until = f" đến {vi.day(spans[-1][1])}" if spans[-1][1] else ""
        raise Refused(f"{unit} đã có, từ {vi.day(spans[0][0])}{until}. Muốn sửa ngày, hãy bấm “Sửa” ở dòng của đơn vị.")


@transaction.atomic
def correct_unit(
    version: UnitVersion, *, name: str, first: dt.date, last: dt.date | None, decision: str, by: User, at: dt.datetime
) -> UnitVersion:
    """Put right what was written of a unit; what it said before, who changed it and when is kept beside it.

    Raises Refused as the workflow does.
    """
    locked = UnitVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    typed = read_path(name, below=_level_above(locked))
    if len(typed.names) > 1 or typed.levels[0] != locked.kind:
        raise Refused(f"“{name}” không phải tên của {UnitKind(locked.kind).label}.")
    _refuse_namesake(locked, typed.names[0], first, last)
    before = _said_of(locked)
    if locked.valid_from != first:
        locked.start_unknown = False
    locked.name, locked.valid_from, locked.valid_to, locked.decision = written(typed.names[0]), first, last, decision
    locked.designation = ""
    locked.source = f"{locked.source}; {by} sửa"[-300:].strip("; ")
    after = _said_of(locked)
    if differing := [column for column in after if before[column] != after[column]]:
        workflow.write_versions([locked])
        row = UnitVersion, locked.pk
        old, new = ({column: said[column] for column in differing} for said in (before, after))
        keep(Act([Edit(row, locked.name, old, new)], of=row, by=by, at=at, reason=""))
    return locked


def _said_of(version: UnitVersion) -> dict[str, str]:
    """What a person may correct, in words."""
    return {
        "tên": version.name,
        "từ ngày": "không rõ" if version.start_unknown else vi.day(version.valid_from),
        "đến hết ngày": vi.day(version.valid_to) if version.valid_to else "đến nay",
        "căn cứ": version.decision or "chưa ghi",
    }


def _refuse_namesake(version: UnitVersion, name: str, first: dt.date, last: dt.date | None) -> None:
    """No two units of one level under one office have one name on a day; one that had it before is left alone."""
    beside = UnitVersion.objects.filter(kind=version.kind, parent=version.parent_id).exclude(unit=version.unit_id)
    for other in beside.order_by("valid_from") if vi.same_name(version.name) != vi.same_name(name) else ():
        if is_meant(other, name) and stood_some_day(other.valid_from, other.valid_to, first, last or dt.date.max):
            until = f" đến {vi.day(other.valid_to)}" if other.valid_to else ""
            raise Refused(f"{other.name} đã có trong danh mục, từ {vi.day(other.valid_from)}{until}. Hãy xem lại tên.")


def _level_above(version: UnitVersion) -> UnitKind | None:
    return office_level(version.parent) if version.parent else None
