"""A tenth of the country's households, 2,7 million, spread over as many communes as it has: what pages mind.

34 provinces, one of them of 168 communes; 3.321 communes of 30 khu phố and some 810 households each, with the titles
and steps of a year, and a second year of which all waits for the approver. Copied from the demonstration by SQL.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.urls import reverse

from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, Nomination
from bench.growth import ASKED, EMPTY, MOVED, sizes
from bench.measure import Line, page
from reports.demo.load import PASSWORD
from units import workflow
from units.enums import Role, UnitKind
from units.models import Unit, UnitVersion, User

COMMUNES, PROVINCES, LARGEST, KHU_PHO = 3_321, 34, 168, 30
SINCE = dt.date(2004, 1, 1)
WAITS = 2025
"""The year of which all waits."""

STEP, HALF = 10_000_000, 5_000_000
"""Between the numbers of one copy and the next; the second year's are half way."""

SHARE = 87
"""Percent of the demonstration's households that are copied, so that all copies are 2,7 million."""

ALL, PROVINCE, COMMUNE, APPROVER = "do-canuoc", "do-tinh", "do-xa", "do-xet"

PLACE = """
CREATE TEMP TABLE place AS
WITH source AS (SELECT ward_id, row_number() OVER (ORDER BY ward_id) - 1 AS nth, count(*) OVER () AS wards
                FROM (SELECT DISTINCT ward_id FROM awards_candidate WHERE kind = 'household') AS known),
     target AS (SELECT ward, province, at - 1 AS at
                FROM unnest(%(wards)s::bigint[], %(provinces)s::bigint[]) WITH ORDINALITY AS t (ward, province, at))
SELECT source.ward_id AS source, 1 + target.at / source.wards AS copy, target.ward, target.province
FROM target JOIN source ON source.nth = target.at %% source.wards
"""
"""Which commune stands in the place of a ward in which copy: each commune once."""

HOME = """
CREATE TEMP TABLE home AS
WITH khu_pho AS (SELECT parent_id AS ward, unit_id AS community, row_number() OVER (PARTITION BY parent_id
                 ORDER BY unit_id) - 1 AS nth FROM units_unitversion WHERE parent_id = ANY(%(wards)s)),
     household AS (SELECT id, ward_id, row_number() OVER (PARTITION BY ward_id ORDER BY id) - 1 AS nth
                   FROM awards_candidate WHERE kind = 'household' AND id < %(step)s AND id %% 100 < %(share)s)
SELECT household.id, place.copy * %(step)s AS moved, place.ward, khu_pho.community
FROM household JOIN place ON place.source = household.ward_id
JOIN khu_pho ON khu_pho.ward = place.ward AND khu_pho.nth = household.nth %% %(khu_pho)s
"""
"""Where each copy of a household lives."""

INDEXES = """
SELECT index.relname, pg_get_indexdef(index.oid) FROM pg_index
JOIN pg_class AS index ON index.oid = indexrelid JOIN pg_class AS own ON own.oid = indrelid
WHERE own.relname = %s AND NOT indisunique AND NOT indisexclusion
"""


def measure(times: int) -> Iterator[Line]:
    """Home, list, search, a ward's year and the approver's page, over all, over the largest province, of a commune."""
    with said("units and people"):
        communes = country()
    with said("households, titles and steps"):
        fill(*communes)
    wards = communes[0]
    name = f"{Candidate.objects.count():,} in the register".replace(",", ".")
    register, kind = reverse("titles:candidate-list"), TitleKind.HOUSEHOLD
    asked = f"{register}?{urlencode({'tim': ASKED})}"
    for who, where in ((ALL, "all of it"), (PROVINCE, f"{LARGEST} communes"), (COMMUNE, "a commune")):
        yield page(f"{name}, {where}: home", who, "/", times, "none given")
        yield page(f"  {where}: list", who, register, times, "none given")
        yield page(f"  {where}: search", who, asked, times, "none given")
    yield page(f"  {LARGEST} communes: list, page 150", PROVINCE, f"{register}?page=150", times, "none given")
    year = reverse("titles:ward-year", args=[wards[0], kind, WAITS])
    yield page("  a ward's year", COMMUNE, year, times, "none given")
    waiting = Nomination.objects.waiting().filter(year=WAITS, ward__in=wards[:LARGEST]).count()
    yield page("  home of the approver of a province", APPROVER, "/", times, "none given")
    approval = reverse("titles:approval-of", args=[kind, WAITS])
    yield page(f"  the approver's page, {waiting} wait", APPROVER, approval, times, "none given")
    sizes()


@contextmanager
def said(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"tenth: {what}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def country() -> tuple[list[int], list[int]]:
    """The communes, and the province of each; an office over all, one of the largest, an approver, a ward's officer."""
    provinces = [
        workflow.found_unit(f"do-tinh-{number}", f"Tỉnh Đo {number}", UnitKind.PROVINCE, valid_from=SINCE)
        for number in range(1, PROVINCES + 1)
    ]
    rest = [provinces[1 + number % (PROVINCES - 1)] for number in range(COMMUNES - LARGEST)]
    above = [*[provinces[0]] * LARGEST, *sorted(rest, key=lambda unit: unit.pk)]
    wards = found(UnitKind.WARD, "Xã Đo", above)
    found(UnitKind.COMMUNITY, "Thôn", [ward for ward in wards for _ in range(KHU_PHO)])
    for username, role, units in (
        (ALL, Role.DISTRICT_OFFICE, provinces),
        (PROVINCE, Role.DISTRICT_OFFICE, provinces[:1]),
        (APPROVER, Role.TITLE_APPROVER, provinces[:1]),
        (COMMUNE, Role.WARD_OFFICER, wards[:1]),
    ):
        person = User.objects.create_user(username, password=PASSWORD, full_name="Người Đo")
        for unit in units:
            workflow.appoint(person, unit, role, from_day=dt.date(2020, 1, 1))
    return [ward.pk for ward in wards], [unit.pk for unit in above]


def found(kind: UnitKind, name: str, above: Sequence[Unit]) -> list[Unit]:
    """A unit under each of these, ten thousand at a time."""
    numbers, made = count(1), []
    for first in range(0, len(above), 10_000):
        parents = above[first : first + 10_000]
        units = Unit.objects.bulk_create([Unit(key=f"do-{kind}-{next(numbers)}") for _ in parents], batch_size=1_000)
        versions = [
            UnitVersion(unit=unit, name=f"{name} {unit.pk}", kind=kind, parent=parent, valid_from=SINCE)
            for unit, parent in zip(units, parents, strict=True)
        ]
        workflow.write_versions(versions)
        made += units
    return made


def fill(wards: list[int], provinces: list[int]) -> None:
    """Copy households with events, titles, steps and decisions; triggers and keys rest, indexes are made after."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        values: dict[str, Any] = {
            "wards": wards,
            "provinces": provinces,
            "step": STEP,
            "share": SHARE,
            "khu_pho": KHU_PHO,
        }
        cursor.execute(PLACE, values)
        cursor.execute(HOME, values)
        cursor.execute("ANALYZE place, home")
        moved = {"ward_id": "home.ward", "community_id": "home.community"}
        of_household = "JOIN home ON home.id = old.id"
        of_title = "JOIN home ON home.id = old.candidate_id WHERE old.id < 5000000"
        waiting = moved | {
            "id": f"old.id + home.moved + {HALF}",
            "year": str(WAITS),
            "as_of": f"'{WAITS}-12-31'",
            "state": "'proposed'",
            **dict.fromkeys(("decision_id", "certificate", "decided_by_id", "decided_at"), "NULL"),
            **dict.fromkeys(("signed_name", "signed_address", "signed_place"), "''"),
        }
        titles = "JOIN awards_nomination AS title ON title.id = old.nomination_id"
        steps = f"{titles} JOIN home ON home.id = title.candidate_id"
        once = "JOIN (SELECT DISTINCT copy, min(province) AS province FROM place GROUP BY copy) AS home ON true"
        decided = {
            "id": f"old.id + home.copy * {STEP}",
            "number": "old.id + home.copy * 1000",
            "agency_id": "home.province",
        }
        for table, rows in (
            ("awards_candidate", [(moved, of_household)]),
            ("awards_candidateevent", [({}, "JOIN home ON home.id = old.candidate_id WHERE old.id < 5000000")]),
            ("awards_decision", [(decided, once)]),
            (
                "awards_nomination",
                [
                    (moved | {"decision_id": "old.decision_id + home.moved"}, of_title),
                    (waiting, f"{of_title} AND old.state = 'recognised'"),
                ],
            ),
            ("awards_nominationstep", [({}, f"{steps} WHERE title.id < 5000000 AND old.id < 5000000")]),
        ):
            with said(table):
                copy(table, rows)
    with connection.cursor() as cursor, said("VACUUM ANALYZE"):
        cursor.execute("VACUUM ANALYZE")


def copy(table: str, parts: Sequence[tuple[dict[str, str], str]]) -> None:
    """Insert copies of the table's own rows; what `changed` names has that value, numbers of rows are moved."""
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [table])
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        names = [each.name for each in connection.introspection.get_table_description(cursor, table)]
        listed = ", ".join(f'"{name}"' for name in names)
        for changed, joined in parts:
            values = {name: f'old."{name}" + home.moved' for name in MOVED if name != "certificate"}
            values |= dict.fromkeys(EMPTY, "NULL") | changed
            taken = ", ".join(values.get(name, f'old."{name}"') for name in names)
            cursor.execute(f"INSERT INTO {table} ({listed}) SELECT {taken} FROM {table} AS old {joined}")  # noqa: S608
        for _, made in indexes:
            cursor.execute(made)
