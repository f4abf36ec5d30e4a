"""Which database a page is read from: the replica for lists and reports, never behind what the person has written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver, resolve
from pytest_django import Settings

from hocTap.lib import replica
from hocTap.lib.replica import COOKIE, PRIMARY, READING, REPLICA, ReadFromReplica, Router
from units.models import Unit, User

LIST, HOME = "/danh-hieu/quyet-dinh/", "/"
PLACE = "0/16B3748"


class Databases:
    """What the two databases answer: how far each has come, or None when it is gone."""

    def __init__(self) -> None:
        self.come: dict[str, str | None] = {PRIMARY: PLACE, REPLICA: PLACE}

    def ask(self, alias: str, question: str, *facts: str) -> Any:
        come = self.come[alias]
        if come is None or question == "SELECT 1":
            return 1 if come else None
        return come >= facts[0] if facts else come


@pytest.fixture
def both(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Databases]:
    found = Databases()
    settings.READS_FROM_REPLICA = True
    monkeypatch.setattr(replica, "ask", found.ask)
    monkeypatch.setattr(replica, "LOOKOUT", replica.Lookout())
    yield found


def asked(path: str, method: str = "get", cookie: str = "", *, then: Any = None) -> tuple[list[str], HttpResponse]:
    """Where a page reads a unit: before and after it does something; and its answer."""
    read: list[str] = []
    request: HttpRequest = getattr(RequestFactory(), method)(path)
    request.COOKIES[COOKIE] = cookie
    request.resolver_match = resolve(path)

    def page(request: HttpRequest) -> HttpResponse:
        middleware.process_view(request, None, (), {})
        read.append(Router().db_for_read(Unit))
        if then:
            then()
            read.append(Router().db_for_read(Unit))
        return HttpResponse()

    middleware = ReadFromReplica(page)
    return read, middleware(request)


def test_every_page_that_is_read_from_the_replica_exists() -> None:
    names = {
        f"{space}:{pattern}" if space else str(pattern)
        for space, resolver in [("", get_resolver())]
        + [(space, found) for space, (_, found) in get_resolver().namespace_dict.items()]
        for pattern in resolver.reverse_dict
        if isinstance(pattern, str)
    }

    assert names >= READING


def test_lists_are_read_from_the_replica_and_other_pages_and_posts_from_the_primary(both: Databases) -> None:
    assert asked(LIST)[0] == [REPLICA]
    assert asked(HOME)[0] == [PRIMARY]
    assert asked(LIST, "post")[0] == [PRIMARY]
    assert Router().db_for_read(Unit) == PRIMARY


def test_whoever_wrote_carries_how_far_the_primary_had_come_and_never_reads_behind_it(both: Databases) -> None:
    both.come[PRIMARY] = "0/16B3999"
    written = asked(HOME, "post")[1].cookies[COOKIE].value

    behind = asked(LIST, cookie=written)[0]
    others = asked(LIST)[0]
    both.come[REPLICA] = "0/16B3999"

    assert (behind, others, asked(LIST, cookie=written)[0]) == ([PRIMARY], [REPLICA], [REPLICA])
    assert asked(LIST, cookie="'; DROP TABLE units_unit; --")[0] == [REPLICA]


def test_what_a_page_writes_it_reads_from_the_primary_from_then_on(both: Databases) -> None:
    assert asked(LIST, then=lambda: Router().db_for_write(User))[0] == [REPLICA, PRIMARY]


def test_replica_that_is_gone_or_does_not_follow_is_not_asked_until_it_does(
    both: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica, "LOOK", 0.0)
    found = [asked(LIST)[0]]
    both.come[REPLICA] = None
    found.append(asked(LIST)[0])
    both.come[REPLICA], both.come[PRIMARY] = PLACE, "0/16B3999"
    found += [asked(LIST)[0], asked(LIST)[0]]
    both.come[REPLICA] = "0/16B3999"
    found.append(asked(LIST)[0])

    assert found == [[REPLICA], [PRIMARY], [REPLICA], [PRIMARY], [REPLICA]]


def test_replica_goes_on_while_the_primary_is_gone(both: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica, "LOOK", 0.0)
    asked(LIST)
    both.come[PRIMARY] = None

    assert asked(LIST)[0] == [REPLICA]


def test_page_whose_replica_dies_is_read_again_from_the_primary(both: Databases) -> None:
    request = RequestFactory().get(LIST)
    read: list[str] = []
    match = resolve(LIST)

    def view(request: HttpRequest) -> HttpResponse:
        read.append(Router().db_for_read(Unit))
        if read == [REPLICA]:
            raise OperationalError("the connection is lost")
        return HttpResponse("whole")

    match.func, request.resolver_match = view, match

    def handler(request: HttpRequest) -> HttpResponse:
        middleware.process_view(request, view, (), {})
        try:
            return view(request)
        except OperationalError as fault:
            answer = middleware.process_exception(request, fault)
            assert isinstance(answer, HttpResponse)
            return answer

    middleware = ReadFromReplica(handler)

    assert middleware(request).content == b"whole"
    assert read == [REPLICA, PRIMARY]
    assert asked(LIST)[0] == [PRIMARY]  # and is not asked at once again
