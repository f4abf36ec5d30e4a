"""The books of a fund only grow, line after line, never below zero; a suất is paid once: held by the database itself."""

from django.db import migrations

from hocTap.lib.sql import per_vendor

ONLY_GROW = ("entry", "receipt", "gift", "schoolyearclosing", "nameaccess")
FIXED = (
    "id fund_id campaign_id recipient_id number level school_year ward_id amount decision_no decided_on "
    "granted_by_id granted_at"
).split()

PG_ENTRY = """CREATE FUNCTION awards_entry_continues() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before bigint := 0;
  held bigint;
  suat awards_grant%ROWTYPE;
  original awards_entry%ROWTYPE;
BEGIN
  IF NEW.seq > 1 THEN
    SELECT balance_after INTO before FROM awards_entry
      WHERE fund_id = NEW.fund_id AND book = NEW.book AND seq = NEW.seq - 1;
  END IF;
  IF before IS NULL OR NEW.balance_after <> before + NEW.amount THEN
    RAISE EXCEPTION 'entry_continues_the_last' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.grant_id IS NULL AND NEW.turn <> 0 THEN
    RAISE EXCEPTION 'entry_turn_as_paid' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.grant_id IS NOT NULL THEN
    SELECT * INTO suat FROM awards_grant WHERE id = NEW.grant_id FOR SHARE;
    IF NOT FOUND OR suat.fund_id <> NEW.fund_id OR NEW.book <> 'cash' OR suat.cancelled_on IS NOT NULL
       OR NEW.made_on < suat.decided_on THEN
      RAISE EXCEPTION 'entry_fits_its_grant' USING ERRCODE = 'check_violation';
    END IF;
    SELECT COALESCE(-SUM(amount), 0) INTO held FROM awards_entry WHERE grant_id = NEW.grant_id;
    IF held - NEW.amount > suat.amount OR held - NEW.amount < 0 THEN
      RAISE EXCEPTION 'entry_pays_at_most_the_grant' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.turn <> (held - NEW.amount > 0)::int - (held > 0)::int THEN
      RAISE EXCEPTION 'entry_turn_as_paid' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  IF NEW.reverses_id IS NOT NULL THEN
    SELECT * INTO original FROM awards_entry WHERE id = NEW.reverses_id;
    IF NOT FOUND OR original.kind = 'reversal' OR original.amount <> -NEW.amount OR original.book <> NEW.book
       OR original.fund_id <> NEW.fund_id OR original.made_on > NEW.made_on
       OR original.grant_id IS DISTINCT FROM NEW.grant_id OR original.gift_id IS DISTINCT FROM NEW.gift_id
       OR original.receipt_id IS DISTINCT FROM NEW.receipt_id THEN
      RAISE EXCEPTION 'entry_mirrors_its_original' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$"""

LITE_ENTRY = """CREATE TRIGGER entry_continues AFTER INSERT ON awards_entry BEGIN
  SELECT RAISE(ABORT, 'entry_continues_the_last') WHERE NEW.balance_after IS NOT NEW.amount + (
    CASE WHEN NEW.seq = 1 THEN 0 ELSE
      (SELECT balance_after FROM awards_entry
       WHERE fund_id = NEW.fund_id AND book = NEW.book AND seq = NEW.seq - 1) END);
  SELECT RAISE(ABORT, 'entry_turn_as_paid') WHERE NEW.grant_id IS NULL AND NEW.turn <> 0;
  SELECT RAISE(ABORT, 'entry_fits_its_grant') WHERE NEW.grant_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM awards_grant WHERE id = NEW.grant_id AND fund_id = NEW.fund_id AND NEW.book = 'cash'
      AND cancelled_on IS NULL AND NEW.made_on >= decided_on);
  SELECT RAISE(ABORT, 'entry_pays_at_most_the_grant') WHERE NEW.grant_id IS NOT NULL
    AND (SELECT -SUM(amount) FROM awards_entry WHERE grant_id = NEW.grant_id)
      NOT BETWEEN 0 AND (SELECT amount FROM awards_grant WHERE id = NEW.grant_id);
  SELECT RAISE(ABORT, 'entry_turn_as_paid') WHERE NEW.grant_id IS NOT NULL AND NEW.turn <>
    ((SELECT -SUM(amount) FROM awards_entry WHERE grant_id = NEW.grant_id) > 0)
    - ((SELECT -SUM(amount) FROM awards_entry WHERE grant_id = NEW.grant_id) + NEW.amount > 0);
  SELECT RAISE(ABORT, 'entry_mirrors_its_original') WHERE NEW.reverses_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM awards_entry o WHERE o.id = NEW.reverses_id AND o.kind <> 'reversal' AND o.amount = -NEW.amount
      AND o.book = NEW.book AND o.fund_id = NEW.fund_id AND o.made_on <= NEW.made_on
      AND o.grant_id IS NEW.grant_id AND o.gift_id IS NEW.gift_id AND o.receipt_id IS NEW.receipt_id);
END"""

PAID = "(SELECT COALESCE(SUM(amount), 0) FROM awards_entry WHERE grant_id = OLD.id) <> 0"


def only_grow(table, postgresql):
    if postgresql:
        return [
            f"""CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON awards_{table}
                FOR EACH ROW EXECUTE FUNCTION awards_only_grows()"""
        ]
    return [
        f"""CREATE TRIGGER {table}_only_grows_{when.lower()} BEFORE {when} ON awards_{table}
            BEGIN SELECT RAISE(ABORT, '{table}_only_grows'); END"""
        for when in ("UPDATE", "DELETE")
    ]


def grant_fixed(postgresql):
    differs = "IS DISTINCT FROM" if postgresql else "IS NOT"
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in FIXED)
    cancelled = f"NEW.cancelled_on IS NOT NULL AND {PAID}"
    if not postgresql:
        return [
            f"""CREATE TRIGGER grant_fixed BEFORE UPDATE ON awards_grant BEGIN
                SELECT RAISE(ABORT, 'grant_fixed_once_decided') WHERE {changed};
                SELECT RAISE(ABORT, 'grant_paid_is_not_cancelled') WHERE {cancelled}; END""",
            """CREATE TRIGGER grant_stays BEFORE DELETE ON awards_grant
               BEGIN SELECT RAISE(ABORT, 'grant_fixed_once_decided'); END""",
        ]
    return [
        f"""CREATE FUNCTION awards_grant_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF TG_OP = 'DELETE' THEN
                RAISE EXCEPTION 'grant_fixed_once_decided' USING ERRCODE = 'check_violation';
              END IF;
              IF {changed} THEN
                RAISE EXCEPTION 'grant_fixed_once_decided' USING ERRCODE = 'check_violation';
              END IF;
              IF {cancelled} THEN
                RAISE EXCEPTION 'grant_paid_is_not_cancelled' USING ERRCODE = 'check_violation';
              END IF;
              RETURN NEW;
            END $$""",
        """CREATE TRIGGER grant_fixed BEFORE UPDATE OR DELETE ON awards_grant
           FOR EACH ROW EXECUTE FUNCTION awards_grant_fixed()""",
    ]


class Migration(migrations.Migration):
    dependencies = [("awards", "0003_scholarships")]

    operations = [
        per_vendor(
            postgresql=[
                PG_ENTRY,
                """CREATE TRIGGER entry_continues BEFORE INSERT ON awards_entry
                   FOR EACH ROW EXECUTE FUNCTION awards_entry_continues()""",
                """CREATE FUNCTION awards_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
                   BEGIN RAISE EXCEPTION '%_only_grows', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$""",
                *[each for table in ONLY_GROW for each in only_grow(table, postgresql=True)],
                *grant_fixed(postgresql=True),
                *[
                    f'ALTER TABLE awards_{table} ALTER COLUMN sort_key TYPE varchar(300) COLLATE "C"'
                    for table in ("fund", "donor", "campaign", "recipient")
                ],
            ],
            sqlite=[
                LITE_ENTRY,
                *[each for table in ONLY_GROW for each in only_grow(table, postgresql=False)],
                *grant_fixed(postgresql=False),
            ],
        )
    ]
