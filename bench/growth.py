"""The register of households grown to a tenth of the country's: what pages mind, and how many bytes each row takes."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db import connection, transaction
from django.urls import reverse

from awards.titles.models import Candidate
from bench.measure import Line, page

TIMES = (1, 6, 18)
"""15.000 households, then six and eighteen times as many: 270.000 is a tenth of the country's 2,7 million."""
OFFICE = "phonggd"
ASKED = "nguyen van"
TABLES = (
    "awards_candidate",
    "awards_candidateevent",
    "awards_nomination",
    "awards_nominationstep",
    "awards_grant",
    "awards_entry",
    "indicators_submission",
    "indicators_value",
    "indicators_historicalvalue",
    "indicators_step",
)
MOVED = ("id", "candidate_id", "nomination_id", "certificate")
"""Columns that name a row or are unique among rows: copies have numbers of their own."""
EMPTY = ("undone_by_id",)


def measure(times: int) -> Iterator[Line]:
    """The first of a district's long list, its two thousandth page, a search, the register by state, the first page."""
    before = 1
    for factor in TIMES:
        grow(before, factor)
        before = factor
        number = Candidate.objects.count()
        name = f"{number:,} in the register".replace(",", ".")
        register = reverse("titles:candidate-list")
        yield page(f"{name}: first page", OFFICE, register, times, "none given")
        yield page(f"{name}: page 150", OFFICE, f"{register}?page=150", times, "none given")
        yield page(f"{name}: search", OFFICE, f"{register}?{urlencode({'tim': ASKED})}", times, "none given")
        yield page(f"{name}: home of the office", OFFICE, "/", times, "none given")
        yield page(f"{name}: home of the approver", "xetduyet", "/", times, "none given")
    sizes()


def grow(before: int, factor: int) -> None:
    """Copy every household with its event and titles under numbers of its own; triggers and keys rest meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for copy in range(before, factor):
            step = copy * 10_000_000
            for table in ("awards_candidate", "awards_candidateevent", "awards_nomination", "awards_nominationstep"):
                cursor.execute(copied(table), {"step": step})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def copied(table: str) -> str:
    """The statement that copies a table's own rows (those below the first copy) to numbers a step higher."""
    with connection.cursor() as cursor:
        columns = [each.name for each in connection.introspection.get_table_description(cursor, table)]
    values = [f'"{name}" + %(step)s' if name in MOVED else "NULL" if name in EMPTY else f'"{name}"' for name in columns]
    listed = ", ".join(f'"{name}"' for name in columns)
    asked = " AND kind NOT IN ('ward', 'community')" if table == "awards_candidate" else ""
    return f"INSERT INTO {table} ({listed}) SELECT {', '.join(values)} FROM {table} WHERE id < 10000000{asked}"  # noqa: S608


def sizes() -> None:
    """Bytes of each table, indexes included, for one row."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*), pg_total_relation_size(%s::regclass) FROM {table}", [table])  # noqa: S608
            rows, size = cursor.fetchone() or (0, 0)
            print(f"{table:<40}{rows:>10} rows{size // max(rows, 1):>8} bytes a row", flush=True)
