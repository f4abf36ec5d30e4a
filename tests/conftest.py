"""What every test stands on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from indicators.layout import forget_layouts
from tests import databases


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The test database is a copy of one that was migrated once; a test that commits leaves a fresh copy behind.

    Django would empty all tables instead, which takes ten times as long, and which the database forbids for books that
    only grow.
    """
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: databases.empty_again())
        databases.open_test_database()
        with django_db_blocker.block():
            yield
        databases.keeper().close()


@pytest.fixture(autouse=True)
def _nothing_kept_from_the_last_test() -> None:
    """Ids come back in the next test; what a process keeps by id must not."""
    forget_layouts()
    cache.clear()
