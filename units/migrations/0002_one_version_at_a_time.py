"""A unit has one version a day, and a code names one unit of a level a day: held by the database itself."""

from django.db import migrations

from hocTap.lib.sql import per_vendor

OVERLAP = """
    SELECT RAISE(ABORT, '{name}') WHERE EXISTS (
        SELECT 1 FROM units_unitversion other
        WHERE other.id <> NEW.id AND {same}
          AND other.valid_from <= COALESCE(NEW.valid_to, '9999-12-31')
          AND COALESCE(other.valid_to, '9999-12-31') >= NEW.valid_from
    );
"""
ONE_VERSION = OVERLAP.format(name="unitversion_one_at_a_time", same="other.unit_id = NEW.unit_id")
ONE_CODE = OVERLAP.format(
    name="unitversion_code_names_one_unit",
    same="NEW.code <> '' AND other.code = NEW.code AND other.kind = NEW.kind AND other.unit_id <> NEW.unit_id",
)


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]

    operations = [
        per_vendor(
            postgresql=[
                "CREATE EXTENSION IF NOT EXISTS btree_gist",
                """ALTER TABLE units_unitversion ADD CONSTRAINT unitversion_one_at_a_time
                   EXCLUDE USING gist (unit_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&)""",
                """ALTER TABLE units_unitversion ADD CONSTRAINT unitversion_code_names_one_unit
                   EXCLUDE USING gist (code WITH =, kind WITH =, unit_id WITH <>,
                                       daterange(valid_from, valid_to, '[]') WITH &&) WHERE (code <> '')""",
                *[
                    f'ALTER TABLE units_{table} ALTER COLUMN sort_key TYPE varchar(300) COLLATE "C"'
                    for table in ("unitversion", "learningcentre", "user")
                ],
            ],
            sqlite=[
                f"""CREATE TRIGGER unitversion_{when.lower()} AFTER {when} ON units_unitversion
                    BEGIN {ONE_VERSION} {ONE_CODE} END"""
                for when in ("INSERT", "UPDATE")
            ],
        )
    ]
