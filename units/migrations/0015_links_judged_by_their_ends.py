"""The check for links in a circle looks at the ends of the one link, not at all links: the country has 14.000."""

from django.db import migrations

from hocTap.lib.sql import per_vendor

CIRCLE = """SELECT 1 FROM units_changelink own
      JOIN units_changeevent act ON act.id = own.event_id
      JOIN units_changelink into_it ON into_it.successor_id = own.predecessor_id
      JOIN units_changeevent came ON came.id = into_it.event_id AND came.effective_on = act.effective_on
     WHERE {own} AND own.whole AND own.predecessor_id <> own.successor_id
    UNION ALL
    SELECT 1 FROM units_changelink own
      JOIN units_changeevent act ON act.id = own.event_id
      JOIN units_changelink gone ON gone.predecessor_id = own.successor_id
      JOIN units_changeevent went ON went.id = gone.event_id AND went.effective_on = act.effective_on
     WHERE {own} AND gone.whole AND gone.predecessor_id <> gone.successor_id"""
OF_LINK = CIRCLE.format(own="own.id = NEW.id")
OF_EVENT = CIRCLE.format(own="own.event_id = NEW.id")


def postgresql():
    for table, found in (("changelink", OF_LINK), ("changeevent", OF_EVENT)):
        yield f"""CREATE OR REPLACE FUNCTION units_{table}_no_circle() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM pg_advisory_xact_lock(hashtext('units_changelink'));
              IF EXISTS ({found}) THEN
                RAISE EXCEPTION 'changelink_no_circle' USING ERRCODE = 'check_violation';
              END IF;
              RETURN NULL;
            END $$"""


def sqlite():
    for table, found in (("changelink", OF_LINK), ("changeevent", OF_EVENT)):
        for when in ("INSERT", "UPDATE"):
            yield f"DROP TRIGGER {table}_no_circle_{when.lower()}"
            yield f"""CREATE TRIGGER {table}_no_circle_{when.lower()} AFTER {when} ON units_{table} BEGIN
                SELECT RAISE(ABORT, 'changelink_no_circle') WHERE EXISTS ({found}); END"""


class Migration(migrations.Migration):
    dependencies = [("units", "0014_community_steps")]

    operations = [per_vendor(postgresql=list(postgresql()), sqlite=list(sqlite()))]
