"""The reference units: read from fixtures/reference, added where missing, never laid over what was edited since."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from django.conf import settings
from django.db import transaction

from units import workflow
from units.enums import ChangeKind, Role, UnitKind
from units.models import CentreAuthority, ChangeEvent, EvaluationCriterion, EvaluationSet, Unit, UnitVersion
from units.rules import Span

Row = dict[str, str]


@transaction.atomic
def load() -> None:
    """Add the reference units, versions and changes that are missing, and bring the lineage up to date.

    A version counts as there when any version of its unit holds on one of its days, a change when its key is there:
    what an administrator corrected stays corrected. Raises Refused when the rows contradict the database.
    """
    rows = read("units.csv")
    units = add_units({row["key"] for row in rows})
    workflow.write_versions(missing_versions(rows, units))
    add_changes(read("unit-changes.csv"), units)
    workflow.refresh_lineage(*units.values())
    load_rules()


def load_rules() -> None:
    """What holds wherever an office is: who decides on learning centres, and how these judge themselves. No unit."""
    add_authorities(read("centre-authorities.csv"))
    add_criteria(read("centre-criteria.csv"))


def read(name: str) -> list[Row]:
    path = Path(settings.BASE_DIR) / "fixtures" / "reference" / name
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def add_units(keys: set[str]) -> dict[str, Unit]:
    there = set(Unit.objects.filter(key__in=keys).values_list("key", flat=True))
    Unit.objects.bulk_create(Unit(key=key) for key in sorted(keys - there))
    return {unit.key: unit for unit in Unit.objects.filter(key__in=keys)}


def missing_versions(rows: list[Row], units: dict[str, Unit]) -> list[UnitVersion]:
    held: dict[int, list[Span]] = defaultdict(list)
    for version in UnitVersion.objects.filter(unit__in=units.values()):
        held[version.unit_id].append(Span.of(version.valid_from, version.valid_to))
    wanted = [version_of(row, units) for row in rows]
    return [version for version in wanted if not any(span.meets(span_of(version)) for span in held[version.unit_id])]


def span_of(version: UnitVersion) -> Span:
    return Span.of(version.valid_from, version.valid_to)


def version_of(row: Row, units: dict[str, Unit]) -> UnitVersion:
    return UnitVersion(
        unit=units[row["key"]],
        code=row["code"],
        name=row["name"],
        kind=UnitKind(row["kind"]),
        parent=units[row["parent"]] if row["parent"] else None,
        valid_from=dt.date.fromisoformat(row["valid_from"]),
        start_unknown=row["start_unknown"] == "1",
        valid_to=dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        decision=row["decision"],
        verified=row["verified"] == "1",
        source=row["source"],
    )


def add_changes(rows: list[Row], units: dict[str, Unit]) -> None:
    """One event for each run of rows with its key; its own facts stand in the first of them."""
    there = set(ChangeEvent.objects.filter(key__isnull=False).values_list("key", flat=True))
    for key, group in groupby(rows, itemgetter("event")):
        if key not in there:
            add_change(key, list(group), units)


def add_change(key: str, rows: list[Row], units: dict[str, Unit]) -> None:
    facts = rows[0]
    workflow.record_change(
        ChangeKind(facts["kind"]),
        dt.date.fromisoformat(facts["effective_on"]),
        [move_of(row, units) for row in rows],
        decision=facts["decision"],
        verified=facts["verified"] == "1",
        note=facts["note"],
        key=key,
    )


def move_of(row: Row, units: dict[str, Unit]) -> workflow.Move:
    share = Fraction(row["share"]) if row["share"] else None
    return workflow.Move(units[row["predecessor"]], units[row["successor"]], row["whole"] == "1", share)


def add_authorities(rows: list[Row]) -> None:
    """Who may decide on learning centres, and when; added where no authority holds on the first day yet."""
    for row in rows:
        first = dt.date.fromisoformat(row["valid_from"])
        if not CentreAuthority.objects.on(first).exists():
            CentreAuthority.objects.create(
                title=row["title"],
                level=UnitKind(row["level"]),
                recorder=Role(row["recorder"]),
                valid_from=first,
                valid_to=dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                basis=row["basis"],
                verified=row["verified"] == "1",
            )


def add_criteria(rows: list[Row]) -> None:
    """Scoring sheets for the centres' self-evaluation; a sheet that is there stays as it was edited."""
    there = set(EvaluationSet.objects.values_list("code", flat=True))
    for code, group in groupby(rows, itemgetter("sheet")):
        if code not in there:
            add_sheet(code, list(group))


def add_sheet(code: str, rows: list[Row]) -> None:
    facts = rows[0]
    sheet = EvaluationSet.objects.create(
        code=code,
        label=facts["label"],
        first_year=int(facts["first_year"]),
        last_year=int(facts["last_year"]) if facts["last_year"] else None,
        source=facts["source"],
        verified=facts["verified"] == "1",
    )
    EvaluationCriterion.objects.bulk_create(
        EvaluationCriterion(
            sheet=sheet,
            number=int(row["number"]),
            label=row["criterion"],
            max_score=int(row["max_score"]) if row["max_score"] else None,
        )
        for row in rows
    )
