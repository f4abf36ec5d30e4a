"""The register of an office over many wards: its pages and searches are found in an index, as any other list's are."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awards.titles.models import Candidate
from awards.titles.register.listing import ListForm, rows_of, with_year
from awards.titles.register.tables import CandidateTable
from hocTap.lib.tables import show_page
from tests.awards.titles.factories import World, make_candidate, make_world

pytestmark = pytest.mark.django_db
NAMES = ("Nguyễn Văn Hòa", "Nguyễn Văn Hoa", "Trần Thị Hòa", "Nguyễn Văn Hòa", "Lê Văn An")
PLANS = {
    "sqlite": ("EXPLAIN QUERY PLAN ", "USING COVERING INDEX candidate_"),
    "postgresql": ("EXPLAIN ", "Index Only Scan using candidate_"),
}


@pytest.fixture
def world() -> World:
    world = make_world(sound=False)
    for number, name in enumerate(NAMES):
        make_candidate(world, name, community=world.elsewhere if number % 2 else world.community)
    return world


def pages(world: World, asked: dict[str, str], *, by_ids: bool) -> list[list[int]]:
    """The ids of each page of two of the office's list, up to the last."""
    found, number = [], 1
    while True:
        request = RequestFactory().get("/", asked | {"page": str(number)})
        form = ListForm(world.office, request.GET, timezone.localdate())
        assert form.is_valid()
        rows = with_year(form.narrow(Candidate.objects.visible_to(world.office)), form.kind, form.year)
        table = CandidateTable(rows)  # type: ignore[no-untyped-call]
        read = partial(rows_of, kind=form.kind, year=form.year) if by_ids else None
        found.append([each.pk for each in show_page(request, table, 2, read=read)])
        assert all(hasattr(each, "of_year") for each in vars(table)["lines"].records)
        if not table.page.has_next():
            return found
        number += 1


@pytest.mark.parametrize("words", ["", "hoa", "Hòa", "nguyen van", "Nguyễn Văn Hòa", "minh hoa", "khong co ai"])
@pytest.mark.parametrize("sort", ["name", "-name", "address", "-address"])
def test_pages_are_those_of_the_plain_list(world: World, words: str, sort: str) -> None:
    asked = {"tim": words, "sort": sort}

    shown = pages(world, asked, by_ids=True)

    assert shown == pages(world, asked, by_ids=False)
    if words == "nguyen van":
        assert sum(map(len, shown)) == 3


@pytest.mark.parametrize("words", ["", "nguyen van"])
def test_who_stands_on_a_page_is_found_in_an_index_alone(world: World, words: str) -> None:
    """Of all others no row is read; marks that were typed are the exception, they stand in the rows alone."""
    with CaptureQueriesContext(connection) as queries:
        pages(world, {"tim": words}, by_ids=True)
    explain, index = PLANS[connection.vendor]
    listed = [each["sql"] for each in queries if '"awards_candidate"."sort_key"' in each["sql"]]
    plans = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a handful of rows is read whole otherwise
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        for sql in listed:
            cursor.execute(explain + sql)
            plans.append(" ".join(str(row) for row in cursor.fetchall()))

    assert plans
    assert all(index in plan for plan in plans), plans
