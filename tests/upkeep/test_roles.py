"""The role as which the site connects works with rows and can do nothing to tables, triggers and seals."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from awards.titles.enums import NominationState
from hocTap.lib import roles
from tests.awards.titles.factories import bring_to_proposed, make_households, make_world
from units.models import User
from units.sealing.workflow import seal
from units.upkeep.opening import try_pages

ROLE = "hoctap_site_of_a_test"

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite knows no roles"),
]


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture(autouse=True)
def role(db: None) -> None:
    """Made in the transaction of the test, and gone with it."""
    run(f"CREATE ROLE {ROLE} LOGIN")
    roles.grant(ROLE)


@contextmanager
def as_site() -> Iterator[None]:
    run(f"SET LOCAL ROLE {ROLE}")
    yield
    run("RESET ROLE")


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE indicators_value DISABLE TRIGGER ALL",
        "ALTER TABLE indicators_value DISABLE TRIGGER USER",
        "DROP TABLE indicators_value CASCADE",
        "ALTER TABLE units_unit DROP COLUMN key",
        "ALTER TABLE units_post DROP CONSTRAINT units_post_pkey CASCADE",
        "TRUNCATE units_post CASCADE",
        "CREATE TABLE public.mine (id integer)",
        "CREATE TEMPORARY TABLE units_user (id integer)",
        "CREATE TRIGGER mine BEFORE UPDATE ON units_post EXECUTE FUNCTION awards_entry_days()",
        "CREATE OR REPLACE FUNCTION awards_entry_days() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$",
        "SET session_replication_role = replica",
        "UPDATE units_seal SET root = 'x'",
        "DELETE FROM units_sealeditem",
        "DELETE FROM units_upkeep",
        "DELETE FROM django_migrations",
        f"ALTER ROLE {ROLE} SUPERUSER",
        "GRANT ALL ON units_seal TO PUBLIC",
    ],
)
def test_site_cannot_touch_tables_triggers_or_seals(statement: str) -> None:
    seal(timezone.localdate(), timezone.now())
    roots = root_of_seals()

    with as_site():
        try:
            with transaction.atomic():
                run(statement)
        except ProgrammingError as refused:
            assert "permission denied" in str(refused) or "must be" in str(refused)
        else:
            assert statement.startswith("GRANT")  # PostgreSQL only warns that nothing was granted
            assert roles.excess(ROLE) == []

    assert root_of_seals() == roots


def root_of_seals() -> list[tuple[dt.date, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT day, root FROM units_seal ORDER BY day")
        return list(cursor.fetchall())


def test_site_works_under_its_role_from_logging_in_to_a_proposal_sent() -> None:
    with as_site():
        world = make_world()
        officer = User.objects.get(pk=world.officer.pk)
        officer.set_password("Mot-mat-khau-rat-dai-2026")
        officer.save()
        sent = bring_to_proposed(world, *make_households(world, 2))
        client = Client()
        logged_in = client.post(
            "/dang-nhap/", {"username": officer.username, "password": "Mot-mat-khau-rat-dai-2026"}
        ).status_code
        pages = try_pages()

    assert logged_in == 302
    assert {row.state for row in sent} == {NominationState.PROPOSED}
    assert len(pages) >= 8
    assert [page.sentence for page in pages if not page.ok] == []


def test_tables_of_later_migrations_are_the_sites_too() -> None:
    run("CREATE TABLE of_a_later_migration (id serial)")

    with as_site():
        run("INSERT INTO of_a_later_migration DEFAULT VALUES")


def test_check_names_what_a_role_has_too_much() -> None:
    out = io.StringIO()
    call_command("app_role", ROLE, "--check", stdout=out)
    run(f"GRANT TRIGGER ON units_post TO {ROLE}", f"ALTER TABLE units_unit OWNER TO {ROLE}")

    with pytest.raises(CommandError, match="là chủ của bảng; được thêm trigger"):
        call_command("app_role", ROLE, "--check")
    with pytest.raises(CommandError, match="SUPERUSER"):
        call_command("app_role", "--check")
    with pytest.raises(CommandError, match="CREATE ROLE khong_co LOGIN"):
        call_command("app_role", "khong_co")
    assert "chỉ đọc và ghi dòng" in out.getvalue()
