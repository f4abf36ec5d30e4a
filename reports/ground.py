"""What a report rests on, and whether it moved since: every source leaves a row in a log that only grows.

A report keeps, for each log, the newest row that there was when its figures were fetched (`Report.ground`). A newer row
that speaks of one of its units and years is a change: a sheet approved or reopened, a line written into a book for a
day of the stage, a commendation, a class, a centre's decision, a title revoked. Asked for a whole list of reports at
once: one cheap query says which logs grew, and only those are read, from the mark on.

Rows are numbered when they are written but seen when their transaction ends. So a row that is being written at the
very moment when figures are fetched may have a lower number than the mark and be missed later: its figure is not in
the report, and nothing says so. The moment is as long as one saving takes (milliseconds; a long list a second), and
"Lấy lại số liệu" before issuing, as every draft of some age gets it, puts it right.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max, Q, QuerySet

from awards.commendations.models import Commendation, Voiding
from awards.scholarships.models import Entry
from awards.titles.enums import Action as TitleAction
from awards.titles.models import NominationStep
from indicators.enums import Action, Register
from indicators.models import Step
from reports.models import Report
from units.models import CentreCourse, CentreStep, Lineage, UnitVersion

CLASSES: Any = CentreCourse
"""The library that keeps the history of a row has no types."""


@dataclass(frozen=True)
class Log:
    """Rows that are only added: where each says its units, its year and when it was written, and its growing number."""

    key: str
    label: str
    rows: Callable[[], QuerySet[Any]]
    units: tuple[str, ...]
    year: str
    at: str = "at"
    place: str = "id"
    form: str = ""
    """Where a row says of which form it is, for a log of which only the report's own form counts."""
    since_ever: bool = False
    """Whether also rows of years before the stage count: a centre founded in 2009 still serves in 2020."""


LOGS = (
    Log(
        "sheets",
        "báo cáo số liệu",
        lambda: Step.objects.filter(action__in=[Action.APPROVE, Action.CHECK, Action.REOPEN]),
        ("submission__unit",),
        "submission__period__year",
        form="submission__form__code",
    ),
    Log(
        Register.FUND.value,
        Register.FUND.label,
        lambda: Entry.objects.all(),
        ("fund__unit", "grant__ward", "gift__ward"),
        "made_on__year",
        at="made_at",
    ),
    Log(
        Register.COMMENDATIONS.value,
        Register.COMMENDATIONS.label,
        lambda: Commendation.objects.all(),
        ("ward",),
        "decision__decided_on__year",
        at="decision__recorded_at",
    ),
    Log(
        "voidings",
        "khen thưởng bị hủy vì ghi sai",
        lambda: Voiding.objects.all(),
        ("commendations__ward",),
        "commendations__decision__decided_on__year",
    ),
    Log(
        Register.CENTRES.value,
        Register.CENTRES.label,
        lambda: CLASSES.history.all(),
        ("ward",),
        "starts_on__year",
        at="history_date",
        place="history_id",
    ),
    Log(
        Register.COVERAGE.value,
        Register.COVERAGE.label,
        lambda: CentreStep.objects.all(),
        ("centre__services__ward",),
        "effective_on__year",
        since_ever=True,
    ),
    Log(
        "titles",
        "danh hiệu bị thu hồi hoặc khôi phục",
        lambda: NominationStep.objects.filter(action__in=[TitleAction.REVOKE, TitleAction.REINSTATE]),
        ("nomination__ward",),
        "nomination__year",
    ),
)


class Change(NamedTuple):
    """A source that moved: which, whose, and of which years."""

    source: str
    unit: str
    years: tuple[int, ...]

    def __str__(self) -> str:
        """ "sổ quỹ khuyến học của Phường 5, năm 2019, 2020"."""
        return f"{self.source} của {self.unit}, năm {', '.join(map(str, self.years))}"


def marks_now() -> dict[str, int]:
    """The newest row of each log, in one query; taken before the figures are read, so that a later row is newer."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(map(_newest_number, LOGS))}")
        found = cursor.fetchone()
    return {log.key: mark or 0 for log, mark in zip(LOGS, found, strict=True)}


def _newest_number(log: Log) -> str:
    """Of all rows, also those that are no change: the database finds it at the end of its index."""
    name, table = connection.ops.quote_name, log.rows().model._meta.db_table
    return f"(SELECT MAX({name(log.place)}) FROM {name(table)})"  # noqa: S608 - both names are our own


def changes_since(reports: Collection[Report]) -> dict[int, list[Change]]:
    """What moved under each report since its figures were fetched, by the report's id.

    For the reports of each form one query when no log grew; else three, and one for each log that grew. A report that
    was made before hocTap kept marks has no ground to compare with, and is left out.
    """
    found: dict[int, list[Change]] = {}
    for _, alike in groupby(sorted(reports, key=_form_of), key=_form_of):
        found |= _changes_of_form(list(alike))
    return found


def _form_of(report: Report) -> str:
    return report.form_code


def _changes_of_form(reports: Collection[Report]) -> dict[int, list[Change]]:
    """The same for reports built on the sheets of one form."""
    kept = [report for report in reports if report.ground]
    newest = marks_now() if kept else {}
    grown = [log for log in LOGS if any(newest[log.key] > report.ground.get(log.key, 0) for report in kept)]
    if not grown:
        return {}
    standing = _units_of(kept)
    moved = {log.key: _moved(log, kept, standing) for log in grown}
    names = _names({unit for rows in moved.values() for unit, _ in rows})
    found = {
        report.pk: [
            change for log in grown for change in _changes(log, report, standing[report.pk], moved[log.key], names)
        ]
        for report in kept
    }
    return {pk: changes for pk, changes in found.items() if changes}


def sentence(changes: Collection[Change], *, issued: bool, most: int = 6) -> str:
    """What moved, in one sentence; empty when nothing did."""
    if not changes:
        return ""
    told = "; ".join(str(each) for each in list(changes)[:most])
    more = f"; và {len(changes) - most} nguồn khác" if len(changes) > most else ""
    return f"Số liệu nguồn đã thay đổi sau khi {'phát hành' if issued else 'lấy vào dự thảo'}: {told}{more}."


Standing = Mapping[int, set[int]]


class Newest(NamedTuple):
    """The newest row of a log about a unit and a year: its number, and when it was written."""

    number: int
    at: dt.datetime

    def is_after(self, log: Log, report: Report) -> bool:
        """Whether it was written since the report's figures were fetched.

        A log that is younger than the report has no mark in it; then the moment of writing decides.
        """
        mark = report.ground.get(log.key)
        return self.at > report.made_at if mark is None else self.number > mark


Moved = Mapping[tuple[int, int], Newest]
"""By unit and year."""


def _units_of(reports: Collection[Report]) -> Standing:
    """The units that stood under each report's unit in some year of its stage, itself included."""
    lines = list(
        Lineage.objects.filter(ancestor__in={report.unit_id for report in reports}).values_list(
            "ancestor_id", "descendant_id", "valid_from", "valid_to"
        )
    )
    return {
        report.pk: {
            below
            for above, below, starts, ends in lines
            if above == report.unit_id and _overlaps(starts, ends, *report.log_years)
        }
        for report in reports
    }


def _overlaps(starts: dt.date, ends: dt.date | None, first: int, last: int) -> bool:
    return starts.year <= last and (ends is None or ends.year >= first)


def _moved(log: Log, reports: Collection[Report], standing: Standing) -> Moved:
    """The newest rows of a log about the reports' units and years, of those written since the oldest mark."""
    units = {unit for each in standing.values() for unit in each}
    ours = Q()
    for path in log.units:
        ours |= Q(**{f"{path}__in": units})
    first, last = min(each.log_years[0] for each in reports), max(each.log_years[1] for each in reports)
    form = Q(**{f"{log.form}__in": {each.form_code for each in reports}}) if log.form else Q()
    years = Q(**{f"{log.year}__lte": last}) & (Q() if log.since_ever else Q(**{f"{log.year}__gte": first}))
    rows = log.rows().filter(ours, years, form, _since(log, reports)).order_by().values_list(*log.units, log.year)
    found: dict[tuple[int, int], Newest] = {}
    for *where, year, number, at in rows.annotate(number=Max(log.place), written=Max(log.at)):
        for unit in units.intersection(where):
            found[unit, year] = max(found.get((unit, year), Newest(0, at)), Newest(number, at))
    return found


def _since(log: Log, reports: Collection[Report]) -> Q:
    """Rows after the lowest mark; for reports older than the log, those written after the earliest of them."""
    marks = [report.ground[log.key] for report in reports if log.key in report.ground]
    unmarked = [report.made_at for report in reports if log.key not in report.ground]
    after = Q(**{f"{log.place}__gt": min(marks)}) if marks else Q()
    return after | Q(**{f"{log.at}__gt": min(unmarked)}) if unmarked else after


def _changes(
    log: Log, report: Report, units: set[int], moved: Moved, names: Mapping[int, list[tuple[dt.date, str]]]
) -> Iterable[Change]:
    first, last = report.log_years
    first = 0 if log.since_ever else first
    found: dict[int, list[int]] = defaultdict(list)
    for (unit, year), newest in sorted(moved.items()):
        if unit in units and first <= year <= last and newest.is_after(log, report):
            found[unit].append(year)
    named = ((_name_on(names[unit], report.as_of), years) for unit, years in found.items())
    return [Change(log.label, name, tuple(years)) for name, years in named]


def _names(units: Collection[int]) -> dict[int, list[tuple[dt.date, str]]]:
    """Each unit's names with the days from which it bore them, in order."""
    found: dict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    rows = UnitVersion.objects.filter(unit__in=units).order_by("unit_id", "valid_from")
    for unit, starts, name in rows.values_list("unit_id", "valid_from", "name"):
        found[unit].append((starts, name))
    return found


def _name_on(names: list[tuple[dt.date, str]], day: dt.date) -> str:
    """The name that the unit bore that day, or its first one."""
    return next((name for starts, name in reversed(names) if starts <= day), names[0][1] if names else "đơn vị")
