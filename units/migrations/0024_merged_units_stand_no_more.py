"""A unit that passed whole to another on a day does not stand on that day: whichever of the two is written later."""

from django.db import migrations

from hocTap.lib.sql import per_vendor

STANDS = """SELECT 1 FROM units_changelink link
      JOIN units_changeevent act ON act.id = link.event_id
      JOIN units_unitversion own ON own.unit_id = link.predecessor_id
     WHERE {row} AND link.whole AND link.predecessor_id <> link.successor_id
       AND own.valid_from <= act.effective_on AND (own.valid_to IS NULL OR own.valid_to >= act.effective_on)"""
WRITTEN = {
    "unitversion": STANDS.format(row="own.id = NEW.id"),
    "changelink": STANDS.format(row="link.id = NEW.id"),
    "changeevent": STANDS.format(row="act.id = NEW.id"),
}


def postgresql():
    for table, found in WRITTEN.items():
        yield f"""CREATE FUNCTION units_{table}_merged() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF EXISTS ({found}) THEN
                RAISE EXCEPTION 'unitversion_not_after_merger' USING ERRCODE = 'check_violation';
              END IF;
              RETURN NULL;
            END $$"""
        yield f"""CREATE TRIGGER {table}_merged AFTER INSERT OR UPDATE ON units_{table}
            FOR EACH ROW EXECUTE FUNCTION units_{table}_merged()"""


def sqlite():
    for table, found in WRITTEN.items():
        for when in ("INSERT", "UPDATE"):
            yield f"""CREATE TRIGGER {table}_merged_{when.lower()} AFTER {when} ON units_{table} BEGIN
                SELECT RAISE(ABORT, 'unitversion_not_after_merger') WHERE EXISTS ({found}); END"""


class Migration(migrations.Migration):
    dependencies = [("units", "0023_workers")]

    operations = [per_vendor(postgresql=list(postgresql()), sqlite=list(sqlite()))]
