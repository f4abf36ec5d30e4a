"""Rows of a centre's books lie within its life and its service; one director a day; decisions are never changed."""

from django.db import migrations

from hocTap.lib.sql import per_vendor

SPANS = {
    "centreterm": ("valid_from", "valid_to"),
    "centrecourse": ("starts_on", "ends_on"),
    "centrefacility": ("as_of", "as_of"),
    "centrefund": ("received_on", "received_on"),
    "centreevaluation": ("evaluated_on", "evaluated_on"),
}
ONLY_GROW = ("centrestep", "centremerger")
FOREVER = "'9999-12-31'"


def outside(first, last):
    """Conditions under which a row NEW has no place in its centre's life, or its ward is not one that it serves."""
    life = f"""NOT EXISTS (SELECT 1 FROM units_learningcentre c WHERE c.id = NEW.centre_id
        AND (c.founded_on IS NULL OR c.founded_on <= NEW.{first})
        AND (c.ended_on IS NULL OR COALESCE(NEW.{last}, {FOREVER}) < c.ended_on))"""
    served = f"""NOT EXISTS (SELECT 1 FROM units_centreservice s
        JOIN units_unitversion v ON v.unit_id = s.ward_id
        WHERE s.centre_id = NEW.centre_id AND s.ward_id = NEW.ward_id
        AND s.valid_from <= NEW.{first} AND (s.valid_to IS NULL OR NEW.{first} <= s.valid_to)
        AND v.valid_from <= NEW.{first} AND (v.valid_to IS NULL OR NEW.{first} <= v.valid_to))"""
    return life, served


def row_checks(postgresql):
    for table, (first, last) in SPANS.items():
        life, served = outside(first, last)
        if postgresql:
            yield f"""CREATE FUNCTION units_{table}_fits() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  IF NEW.voided_at IS NULL AND {life} THEN
                    RAISE EXCEPTION '{table}_within_the_centres_life' USING ERRCODE = 'check_violation';
                  END IF;
                  IF NEW.voided_at IS NULL AND {served} THEN
                    RAISE EXCEPTION '{table}_for_a_ward_served' USING ERRCODE = 'check_violation';
                  END IF;
                  RETURN NEW;
                END $$"""
            yield f"""CREATE TRIGGER {table}_fits BEFORE INSERT OR UPDATE ON units_{table}
                FOR EACH ROW EXECUTE FUNCTION units_{table}_fits()"""
        else:
            for when in ("INSERT", "UPDATE"):
                yield f"""CREATE TRIGGER {table}_fits_{when.lower()} AFTER {when} ON units_{table}
                    WHEN NEW.voided_at IS NULL BEGIN
                    SELECT RAISE(ABORT, '{table}_within_the_centres_life') WHERE {life};
                    SELECT RAISE(ABORT, '{table}_for_a_ward_served') WHERE {served}; END"""


def centre_checks(postgresql):
    """A centre does not end before what it did, nor begin after."""
    found = " OR ".join(
        f"""EXISTS (SELECT 1 FROM units_{table} r WHERE r.centre_id = NEW.id AND r.voided_at IS NULL
            AND (r.{first} < NEW.founded_on OR COALESCE(r.{last}, {FOREVER}) >= NEW.ended_on))"""
        for table, (first, last) in SPANS.items()
    )
    if postgresql:
        yield f"""CREATE FUNCTION units_learningcentre_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF {found} THEN
                RAISE EXCEPTION 'learningcentre_keeps_what_it_did' USING ERRCODE = 'check_violation';
              END IF;
              RETURN NEW;
            END $$"""
        yield """CREATE TRIGGER learningcentre_keeps BEFORE UPDATE OF founded_on, ended_on ON units_learningcentre
            FOR EACH ROW EXECUTE FUNCTION units_learningcentre_keeps()"""
    else:
        yield f"""CREATE TRIGGER learningcentre_keeps AFTER UPDATE OF founded_on, ended_on ON units_learningcentre
            BEGIN SELECT RAISE(ABORT, 'learningcentre_keeps_what_it_did') WHERE {found}; END"""


def only_grow(postgresql):
    if postgresql:
        yield """CREATE FUNCTION units_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '%_only_grows', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$"""
    for table in ONLY_GROW:
        if postgresql:
            yield f"""CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON units_{table}
                FOR EACH ROW EXECUTE FUNCTION units_only_grows()"""
        else:
            for when in ("UPDATE", "DELETE"):
                yield f"""CREATE TRIGGER {table}_only_grows_{when.lower()} BEFORE {when} ON units_{table}
                    BEGIN SELECT RAISE(ABORT, '{table}_only_grows'); END"""


OVERLAP = """SELECT RAISE(ABORT, '{name}') WHERE {mine} EXISTS (
    SELECT 1 FROM units_{table} o WHERE o.id <> NEW.id AND {same}
      AND o.valid_from <= COALESCE(NEW.valid_to, '9999-12-31')
      AND COALESCE(o.valid_to, '9999-12-31') >= NEW.valid_from);"""
ONE_DIRECTOR = OVERLAP.format(
    name="centreterm_one_director",
    table="centreterm",
    mine="NEW.place = 'director' AND NEW.voided_at IS NULL AND",
    same="o.centre_id = NEW.centre_id AND o.place = 'director' AND o.voided_at IS NULL",
)
ONE_AUTHORITY = OVERLAP.format(name="centreauthority_one_a_day", table="centreauthority", mine="", same="1 = 1")
ONE_SERVICE = OVERLAP.format(
    name="centreservice_once_a_day",
    table="centreservice",
    mine="",
    same="o.centre_id = NEW.centre_id AND o.ward_id = NEW.ward_id",
)

EXCLUSIONS = [
    """ALTER TABLE units_centreterm ADD CONSTRAINT centreterm_one_director EXCLUDE USING gist
       (centre_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
       WHERE (place = 'director' AND voided_at IS NULL)""",
    """ALTER TABLE units_centreauthority ADD CONSTRAINT centreauthority_one_a_day EXCLUDE USING gist
       (daterange(valid_from, valid_to, '[]') WITH &&)""",
    """ALTER TABLE units_centreservice ADD CONSTRAINT centreservice_once_a_day EXCLUDE USING gist
       (centre_id WITH =, ward_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&)""",
]
OVERLAP_TRIGGERS = [
    f"""CREATE TRIGGER {name}_{when.lower()} AFTER {when} ON units_{table} BEGIN {body} END"""
    for name, table, body in (
        ("centreterm_one_director", "centreterm", ONE_DIRECTOR),
        ("centreauthority_one_a_day", "centreauthority", ONE_AUTHORITY),
        ("centreservice_once_a_day", "centreservice", ONE_SERVICE),
    )
    for when in ("INSERT", "UPDATE")
]
SORTED = 'ALTER TABLE units_centrecourse ALTER COLUMN sort_key TYPE varchar(300) COLLATE "C"'


class Migration(migrations.Migration):
    dependencies = [("units", "0004_centres_at_work")]

    operations = [
        per_vendor(
            postgresql=[*row_checks(True), *centre_checks(True), *only_grow(True), *EXCLUSIONS, SORTED],
            sqlite=[*row_checks(False), *centre_checks(False), *only_grow(False), *OVERLAP_TRIGGERS],
        )
    ]
