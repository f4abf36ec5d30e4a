"""The session of a request is read by one plain statement, and says what Django's own reading says."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from units.signin.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_session_is_read_in_one_statement_as_django_reads_it(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    kept = SessionStore()
    kept["nhớ"] = [1, "Phường 5"]
    kept.save()

    with django_assert_num_queries(1):
        found = dict(SessionStore(kept.session_key).items())

    assert found == {"nhớ": [1, "Phường 5"]} == dict(db.SessionStore(kept.session_key).items())


@pytest.mark.parametrize("key", ["khongcophien1234567890", None])
def test_session_that_is_over_or_was_never_there_is_empty_and_forgets_its_key(key: str | None) -> None:
    over = SessionStore()
    over["nhớ"] = 1
    over.save()
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    asked = SessionStore(key or over.session_key)

    assert (dict(asked.items()), asked.session_key) == ({}, None)
