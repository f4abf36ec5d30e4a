"""What a report rests on, and whether it moved since: every source leaves a row in a log that only grows.

A report keeps, for each log, the newest row that there was when its figures were fetched (`Report.ground`). A newer row
that speaks of one of its units and years is a change: a sheet approved or reopened, a line written into a book for a
day of the stage, a commendation, a class, a centre's decision, a title revoked. Asked for a whole list of reports at
once, in a fixed number of queries that look only at the newer rows.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Max, Q, QuerySet, Subquery

from awards.commendations.models import Commendation, Voiding
from awards.scholarships.models import Entry
from awards.titles.enums import Action as TitleAction
from awards.titles.models import NominationStep
from indicators.enums import Action, Register
from indicators.models import Step
from indicators.series import YEARLY_FORM
from reports.models import Report
from units.models import CentreCourse, CentreStep, Lineage, Unit, UnitVersion

CLASSES: Any = CentreCourse
"""The library that keeps the history of a row has no types."""


@dataclass(frozen=True)
class Log:
    """Rows that are only added: where each says its units and its year, and which number grows from row to row."""

    key: str
    label: str
    rows: Callable[[], QuerySet[Any]]
    units: tuple[str, ...]
    year: str
    place: str = "pk"
    since_ever: bool = False
    """Whether also rows of years before the stage count: a centre founded in 2009 still serves in 2020."""


LOGS = (
    Log(
        "sheets",
        "báo cáo số liệu",
        lambda: Step.objects.filter(action__in=[Action.APPROVE, Action.REOPEN], submission__form__code=YEARLY_FORM),
        ("submission__unit",),
        "submission__period__year",
    ),
    Log(
        Register.FUND.value,
        Register.FUND.label,
        lambda: Entry.objects.all(),
        ("fund__unit", "grant__ward", "gift__ward"),
        "made_on__year",
    ),
    Log(
        Register.COMMENDATIONS.value,
        Register.COMMENDATIONS.label,
        lambda: Commendation.objects.all(),
        ("ward",),
        "decision__decided_on__year",
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
        "danh hiệu bị thu hồi",
        lambda: NominationStep.objects.filter(action=TitleAction.REVOKE),
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


def marks_now(unit: Unit) -> dict[str, int]:
    """The newest row of each log, in one query; taken before the figures are read: nothing is missed in between."""
    newest = {log.key: Subquery(log.rows().order_by(f"-{log.place}").values(log.place)[:1]) for log in LOGS}
    found = Unit.objects.filter(pk=unit.pk).values_list(*(newest[log.key] for log in LOGS)).get()
    return {log.key: mark or 0 for log, mark in zip(LOGS, found, strict=True)}


def changes_since(reports: Collection[Report]) -> dict[int, list[Change]]:
    """What moved under each report since its figures were fetched, by the report's id; nine queries for all of them.

    A report that was made before hocTap kept marks has no ground to compare with, and is left out.
    """
    kept = [report for report in reports if report.ground]
    if not kept:
        return {}
    standing = _units_of(kept)
    names = _names({unit for units in standing.values() for unit in units})
    found: dict[int, list[Change]] = {report.pk: [] for report in kept}
    for log in LOGS:
        moved = _newest(log, kept, standing)
        for report in kept:
            found[report.pk] += _changes(log, report, standing[report.pk], moved, names)
    return {pk: changes for pk, changes in found.items() if changes}


def sentence(changes: Collection[Change], *, issued: bool, most: int = 6) -> str:
    """What moved, in one sentence; empty when nothing did."""
    if not changes:
        return ""
    told = "; ".join(str(each) for each in list(changes)[:most])
    more = f"; và {len(changes) - most} nguồn khác" if len(changes) > most else ""
    return f"Số liệu nguồn đã thay đổi sau khi {'phát hành' if issued else 'lấy vào dự thảo'}: {told}{more}."


Standing = Mapping[int, set[int]]
Newest = Mapping[tuple[int, int], int]
"""By unit and year the newest row of a log."""


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
            if above == report.unit_id and _overlaps(starts, ends, report.first_year, report.last_year)
        }
        for report in reports
    }


def _overlaps(starts: dt.date, ends: dt.date | None, first: int, last: int) -> bool:
    return starts.year <= last and (ends is None or ends.year >= first)


def _newest(log: Log, reports: Collection[Report], standing: Standing) -> Newest:
    units = {unit for each in standing.values() for unit in each}
    ours = Q()
    for path in log.units:
        ours |= Q(**{f"{path}__in": units})
    first, last = min(each.first_year for each in reports), max(each.last_year for each in reports)
    after = min(each.ground.get(log.key, 0) for each in reports)
    years = Q(**{f"{log.year}__lte": last}) & (Q() if log.since_ever else Q(**{f"{log.year}__gte": first}))
    rows = log.rows().filter(ours, years, **{f"{log.place}__gt": after}).order_by()
    found: dict[tuple[int, int], int] = defaultdict(int)
    for *where, year, newest in rows.values_list(*log.units, log.year).annotate(newest=Max(log.place)):
        for unit in units.intersection(where):
            found[unit, year] = max(found[unit, year], newest)
    return found


def _changes(
    log: Log, report: Report, units: set[int], moved: Newest, names: Mapping[int, list[tuple[dt.date, str]]]
) -> Iterable[Change]:
    mark = report.ground.get(log.key, 0)
    first = 0 if log.since_ever else report.first_year
    found: dict[int, list[int]] = defaultdict(list)
    for (unit, year), newest in sorted(moved.items()):
        if newest > mark and unit in units and first <= year <= report.last_year:
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
