"""Every address as everybody, about everything in every state: the answers are those of `access/answers.txt`."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.access import table
from tests.access.asking import (
    KEPT_BY_CACHES,
    METHODS,
    NOBODY,
    NOT_ASKED,
    PEOPLE,
    Given,
    addresses,
    all_patterns,
    ask_all,
    client_of,
    is_of_the_administration,
    names_of_the_site,
    send,
)
from tests.access.scene import every_state
from tests.access.unwritten import pages_unwritten


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), pages_unwritten():
        every_state()
        yield
        databases.empty_again()


@pytest.fixture(scope="module")
def given(scene: None) -> Given:
    """Everything asked once, for all the tests here."""
    return ask_all(addresses(names_of_the_site()))


def test_everybody_is_answered_as_the_table_says(given: Given) -> None:
    """An address that is new, and an answer that changed, stand in the difference; look whether it is meant."""
    now = table.written(given)
    if os.environ.get(table.RENEW):
        table.FILE.write_text(now, encoding="utf-8")

    difference = table.difference(table.FILE.read_text(encoding="utf-8"), now)

    assert not difference, (
        f"Answers differ from tests/access/{table.FILE.name} (- listed, + now):\n{difference}\n\n"
        f"Where that is meant, `{table.HOW}` writes the table anew; look at its change before it is kept."
    )


def test_no_address_breaks(given: Given) -> None:
    assert given.broken == []


def test_nothing_about_anybody_is_kept_by_browsers_and_caches(given: Given) -> None:
    assert given.kept == []
    assert KEPT_BY_CACHES.keys() | NOT_ASKED <= {name for name, _ in all_patterns()}


def test_the_administration_answers_nobody_else(scene: None) -> None:
    """Every address of it, by the resolver; its lists as everybody, all others as an office."""
    patterns = [each for each in all_patterns() if is_of_the_administration(each[0]) and each[0] not in OPEN]
    others = {name: client_of(name) for name in PEOPLE if name not in (ADMINISTRATOR, NOBODY)}
    let_in = {
        (name, person, method): answer.status_code
        for name, parameters in patterns
        for person in (others if name.endswith(("changelist", "index")) else [OFFICE])
        for method in METHODS
        if (answer := send(others[person], method, reverse(name, args=[VALUES.get(each, 1) for each in parameters])))
        and answer.status_code != 403
    }

    assert len(patterns) > 100
    assert let_in == {}


ADMINISTRATOR, OFFICE = "quantri", "phonggd"
VALUES = {"app_label": "units"}
OPEN = {"admin:login", "admin:logout", "admin:jsi18n"}
"""What of the administration says nothing of anybody."""
