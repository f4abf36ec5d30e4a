"""What guards the tables and is switched off, lost or another: named by `verify`, with what to do."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from hocTap.lib.guarding import look
from hocTap.lib.guarding.made import expected

pytestmark = pytest.mark.django_db
THERE = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE NOT t.tgisinternal",
}
DROP = {
    "sqlite": "DROP TRIGGER viewing_only_grows_update",
    "postgresql": "DROP TRIGGER viewing_only_grows ON units_viewing",
}


def run(*statements: str) -> None:
    """As the owner of the database; the test takes it back at its end."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_every_trigger_is_one_that_the_migrations_made_and_all_guard() -> None:
    with connection.cursor() as cursor:
        cursor.execute(THERE[connection.vendor])
        there = set(cursor.fetchall())

    made = expected()
    looked = look()

    assert made.guards.triggers.keys() == there
    assert len(there) > 100
    assert looked.faults == []
    assert looked.looked_at > len(there) + 300


def test_dropped_trigger_is_named_with_the_statement_that_makes_it_again() -> None:
    run(DROP[connection.vendor])

    (fault,) = look().faults

    assert fault.startswith("Bảng units_viewing: mất trigger viewing_only_grows")
    run(fault.split("Tạo lại: ")[1].removesuffix(";"))
    assert look().faults == []


def test_lost_constraint_is_named() -> None:
    run("DROP INDEX viewing_of_holder_once_a_day")

    (fault,) = look().faults

    assert fault.startswith("Bảng units_viewing: mất ràng buộc viewing_of_holder_once_a_day. Từ lúc mất")


def test_unique_index_put_back_for_fewer_rows_is_named() -> None:
    run(
        "DROP INDEX viewing_of_holder_once_a_day",
        "CREATE UNIQUE INDEX viewing_of_holder_once_a_day ON units_viewing (holder, by_id, kind, day) WHERE holder < 0",
    )

    (fault,) = look().faults

    assert fault.startswith("Bảng units_viewing: ràng buộc viewing_of_holder_once_a_day không còn như khi cài đặt")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite cannot drop a check alone, see below")
def test_lost_check_of_a_column_without_a_name_of_its_own_is_named() -> None:
    run("ALTER TABLE units_upkeep DROP CONSTRAINT units_upkeep_seconds_check")

    (fault,) = look().faults

    assert fault.startswith('Bảng units_upkeep: cột seconds không còn điều kiện "seconds" >= 0. Tạo lại: ALTER TABLE')


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL words constraints its own way, see below")
@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"holder" IS NOT NULL', '"holder" IS NOT 0', "ràng buộc viewing_of_one_person không còn như khi cài đặt"),
        ('"viewing_of_one_person" CHECK', '"another" CHECK', "mất ràng buộc viewing_of_one_person"),
        ('"day" date NOT NULL', '"day" date', "cột day không còn buộc phải có giá trị"),
        ('REFERENCES "units_unit"', 'REFERENCES "units_user"', "cột unit_id không còn buộc trỏ tới dòng có thật"),
    ],
)
def test_table_with_weaker_words_is_named_on_sqlite(old: str, new: str, fault: str) -> None:
    """Nothing of SQLite alters a constraint; who writes the statements of its tables does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA writable_schema = ON")
        cursor.execute("UPDATE sqlite_master SET sql = replace(sql, %s, %s) WHERE name = 'units_viewing'", [old, new])
        run(READ_ANEW)
        (found,) = look().faults
        transaction.set_rollback(True)
    run(READ_ANEW)

    assert look().faults == []
    assert found.startswith(f"Bảng units_viewing: {fault}")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL drops a check alone, see above")
def test_check_taken_out_of_the_words_of_a_table_is_named() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA writable_schema = ON")
        check = 'CHECK ("seconds" >= 0)'
        cursor.execute("UPDATE sqlite_master SET sql = replace(sql, %s, '') WHERE name = 'units_upkeep'", [check])
        run(READ_ANEW)
        (found,) = look().faults
        transaction.set_rollback(True)
    run(READ_ANEW)

    assert found.startswith('Bảng units_upkeep: cột seconds không còn điều kiện "seconds" >= 0.')


READ_ANEW = "PRAGMA writable_schema = RESET"
"""SQLite reads the statements of its tables again."""

STRANGE = {
    "sqlite": "CREATE TRIGGER helpful AFTER INSERT ON units_viewing BEGIN SELECT 1; END",
    "postgresql": "CREATE TRIGGER helpful AFTER INSERT ON units_viewing EXECUTE FUNCTION units_only_grows()",
}


def test_trigger_that_no_migration_made_is_named() -> None:
    run(STRANGE[connection.vendor])

    (fault,) = look().faults

    assert fault.startswith("Bảng units_viewing: trigger helpful không do cài đặt tạo ra.")


def test_verify_says_it_although_every_row_is_as_it_was_sealed() -> None:
    said, err = io.StringIO(), io.StringIO()
    call_command("verify", stdout=said)
    run(DROP[connection.vendor])

    with pytest.raises(CommandError, match="không khớp"):
        call_command("verify", stdout=io.StringIO(), stderr=err)

    assert "trigger, ràng buộc; 0 không khớp." in said.getvalue()
    assert "mất trigger viewing_only_grows" in err.getvalue()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps functions apart, see below")
def test_trigger_exchanged_for_one_that_does_nothing_is_named_on_sqlite() -> None:
    run(
        DROP["sqlite"],
        "CREATE TRIGGER viewing_only_grows_update BEFORE UPDATE ON units_viewing BEGIN SELECT 1; END",
    )

    (fault,) = look().faults

    assert "trigger viewing_only_grows_update không còn như khi cài đặt" in fault
    run(fault.split("Bỏ: ")[1].split(";")[0], fault.split("Tạo lại: ")[1].removesuffix(";"))
    assert look().faults == []


OFF = {
    "ALTER TABLE units_viewing DISABLE TRIGGER viewing_only_grows": (
        "Bảng units_viewing: trigger viewing_only_grows đang tắt. "
        "Bật lại: ALTER TABLE units_viewing ENABLE TRIGGER viewing_only_grows;"
    ),
    "ALTER TABLE units_viewing ENABLE REPLICA TRIGGER viewing_only_grows": (
        "Bảng units_viewing: trigger viewing_only_grows đang tắt."
    ),
    "SET LOCAL session_replication_role = replica": "session_replication_role là replica: không trigger nào chạy.",
    "ALTER TABLE units_viewing DROP CONSTRAINT viewing_of_one_person": (
        "Bảng units_viewing: mất ràng buộc viewing_of_one_person."
    ),
    "ALTER TABLE units_unitversion DROP CONSTRAINT unitversion_one_at_a_time": (
        "Bảng units_unitversion: mất ràng buộc unitversion_one_at_a_time."
    ),
    "ALTER TABLE units_user DROP CONSTRAINT units_user_username_key": (
        "Bảng units_user: cột username không còn buộc phải khác nhau."
    ),
    "ALTER TABLE units_viewing ADD CONSTRAINT later CHECK (id > 0) NOT VALID": (
        "Bảng units_viewing: ràng buộc later chưa hỏi các dòng cũ."
    ),
    "CREATE OR REPLACE FUNCTION units_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$": (
        "Hàm units_only_grows của trigger không còn như khi cài đặt. Tạo lại: CREATE"
    ),
}


AGAIN = "ALTER TABLE units_viewing DROP CONSTRAINT viewing_of_one_person, ADD CONSTRAINT viewing_of_one_person "
PERIODS = "ALTER TABLE units_unitversion DROP CONSTRAINT unitversion_one_at_a_time, ADD CONSTRAINT "
GROWS = (
    "CREATE TRIGGER viewing_only_grows BEFORE {} ON units_viewing FOR EACH ROW {}EXECUTE FUNCTION units_only_grows()"
)
TIE = (
    "ALTER TABLE units_viewing ADD CONSTRAINT again FOREIGN KEY (unit_id) REFERENCES units_unit ON DELETE SET NULL",
    """DO $$ DECLARE one text; BEGIN
    SELECT conname INTO one FROM pg_constraint WHERE contype = 'f' AND conname <> 'again'
    AND conrelid = 'units_viewing'::regclass AND confrelid = 'units_unit'::regclass;
    EXECUTE 'ALTER TABLE units_viewing DROP CONSTRAINT ' || one; END $$""",
)
WEAKER = (
    ([f"{AGAIN} CHECK (person_id IS NULL OR holder IS NULL)"], "ràng buộc viewing_of_one_person không còn như khi"),
    ([f"{AGAIN} UNIQUE (id)"], "ràng buộc viewing_of_one_person không còn như khi cài đặt, nay là: UNIQUE (id)."),
    (
        ["DROP INDEX viewing_of_holder_once_a_day", "CREATE INDEX viewing_of_holder_once_a_day ON units_viewing (id)"],
        "ràng buộc viewing_of_holder_once_a_day không còn như khi cài đặt, nay là: CREATE INDEX",
    ),
    (
        [f"{PERIODS} unitversion_one_at_a_time EXCLUDE USING gist (unit_id WITH =) WHERE (id < 0)"],
        "ràng buộc unitversion_one_at_a_time không còn như khi cài đặt",
    ),
    ([DROP["postgresql"], GROWS.format("DELETE", "")], "trigger viewing_only_grows không còn như khi cài đặt"),
    (
        [DROP["postgresql"], GROWS.format("UPDATE OR DELETE", "WHEN (OLD.id < 0)")],
        "trigger viewing_only_grows không còn như khi cài đặt, nay là: CREATE TRIGGER",
    ),
    (["ALTER FUNCTION units_only_grows() SECURITY DEFINER"], "Hàm units_only_grows của trigger không còn như khi"),
    (["ALTER TABLE units_viewing ALTER COLUMN day DROP NOT NULL"], "cột day không còn buộc phải có giá trị"),
    ([*TIE], "cột unit_id không còn buộc trỏ tới dòng có thật"),
)


@pytest.mark.parametrize(("statements", "fault"), WEAKER)
@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite keeps statements, see above")
def test_what_was_put_back_under_its_name_with_weaker_words_is_named(statements: list[str], fault: str) -> None:
    run(*statements)

    (found,) = look().faults

    assert fault in found


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite keeps statements, see above")
def test_statements_that_a_fault_tells_mend_it() -> None:
    run(*WEAKER[0][0])
    (constraint,) = look().faults
    run("ALTER TABLE units_viewing DROP CONSTRAINT viewing_of_one_person", constraint.split("tạo lại: ")[1])
    run(*WEAKER[5][0])
    (trigger,) = look().faults

    run(trigger.split("Bỏ: ")[1].split(";")[0], trigger.split("Tạo lại: ")[1].removesuffix(";"))

    assert look().faults == []


@pytest.mark.parametrize("statement", OFF)
@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite switches nothing off")
def test_what_an_owner_of_postgresql_switched_off_is_named(statement: str) -> None:
    run(statement)

    (fault,) = look().faults

    assert fault.startswith(OFF[statement])


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite switches nothing off")
def test_all_triggers_of_a_table_off_names_its_foreign_keys_too() -> None:
    run("ALTER TABLE units_viewing DISABLE TRIGGER ALL")

    faults = look().faults

    assert "trigger viewing_only_grows đang tắt" in faults[-1]
    assert len([each for each in faults if "ràng buộc units_viewing_" in each and "_fk_" in each]) == 3
    run("ALTER TABLE units_viewing ENABLE TRIGGER ALL")
    assert look().faults == []
