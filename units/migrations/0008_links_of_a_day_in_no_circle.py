"""A unit that passed whole to another on a day receives nothing on it: so the links of a day run in no circle."""

from django.db import migrations

from hocTap.lib.sql import per_vendor

CIRCLE = """SELECT 1 FROM units_changelink gone
    JOIN units_changeevent went ON went.id = gone.event_id
    JOIN units_changelink into_it ON into_it.successor_id = gone.predecessor_id
    JOIN units_changeevent came ON came.id = into_it.event_id
    WHERE gone.whole AND gone.predecessor_id <> gone.successor_id AND came.effective_on = went.effective_on"""
OF_LINK = f"{CIRCLE} AND NEW.id IN (gone.id, into_it.id)"
OF_EVENT = f"{CIRCLE} AND NEW.id IN (went.id, came.id)"


def postgresql():
    for table, found in (("changelink", OF_LINK), ("changeevent", OF_EVENT)):
        yield f"""CREATE FUNCTION units_{table}_no_circle() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM pg_advisory_xact_lock(hashtext('units_changelink'));
              IF EXISTS ({found}) THEN
                RAISE EXCEPTION 'changelink_no_circle' USING ERRCODE = 'check_violation';
              END IF;
              RETURN NULL;
            END $$"""
        yield f"""CREATE TRIGGER {table}_no_circle AFTER INSERT OR UPDATE ON units_{table}
            FOR EACH ROW EXECUTE FUNCTION units_{table}_no_circle()"""


def sqlite():
    for table, found in (("changelink", OF_LINK), ("changeevent", OF_EVENT)):
        for when in ("INSERT", "UPDATE"):
            yield f"""CREATE TRIGGER {table}_no_circle_{when.lower()} AFTER {when} ON units_{table} BEGIN
                SELECT RAISE(ABORT, 'changelink_no_circle') WHERE EXISTS ({found}); END"""


class Migration(migrations.Migration):
    dependencies = [("units", "0007_sent_forms")]

    operations = [per_vendor(postgresql=list(postgresql()), sqlite=list(sqlite()))]
