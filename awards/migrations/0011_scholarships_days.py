"""A fund's book is never below zero on any day, takes no line in a closed period, and a period is reopened, not undone."""

from django.db import migrations

from hocTap.lib.sql import per_vendor

PG_DAYS = """CREATE FUNCTION awards_entry_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM (
      SELECT fund_id, book, made_on, SUM(SUM(amount)) OVER (PARTITION BY fund_id, book ORDER BY made_on) AS held
      FROM awards_entry WHERE (fund_id, book) IN (SELECT fund_id, book FROM written WHERE amount < 0)
      GROUP BY fund_id, book, made_on
    ) days
    JOIN (SELECT fund_id, book, MIN(made_on) AS since FROM written WHERE amount < 0 GROUP BY fund_id, book) taken
      USING (fund_id, book)
    WHERE days.made_on >= taken.since AND days.held < 0
  ) THEN
    RAISE EXCEPTION 'entry_no_day_below_zero' USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM written JOIN awards_bookclosing c USING (fund_id)
    WHERE c.reopened_at IS NULL AND written.made_on <= c.last_day
  ) THEN
    RAISE EXCEPTION 'entry_not_in_a_closed_period' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$"""

LITE_DAYS = """CREATE TRIGGER entry_no_day_below_zero AFTER INSERT ON awards_entry WHEN NEW.amount < 0 BEGIN
  SELECT RAISE(ABORT, 'entry_no_day_below_zero') WHERE EXISTS (
    SELECT 1 FROM (
      SELECT made_on, SUM(SUM(amount)) OVER (ORDER BY made_on) AS held FROM awards_entry
      WHERE fund_id = NEW.fund_id AND book = NEW.book GROUP BY made_on)
    WHERE made_on >= NEW.made_on AND held < 0);
END"""

LITE_CLOSED = """CREATE TRIGGER entry_not_in_a_closed_period AFTER INSERT ON awards_entry BEGIN
  SELECT RAISE(ABORT, 'entry_not_in_a_closed_period') WHERE EXISTS (
    SELECT 1 FROM awards_bookclosing
    WHERE fund_id = NEW.fund_id AND reopened_at IS NULL AND last_day >= NEW.made_on);
END"""

CLOSINGS = {"schoolyearclosing": "school_year", "bookclosing": "last_day"}


def only_reopened(table, period, postgresql):
    """Of a closing nothing changes but that it is reopened, once; it is never deleted."""
    differs = "IS DISTINCT FROM" if postgresql else "IS NOT"
    fixed = ("id", "fund_id", period, "closed_by_id", "closed_at")
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in fixed)
    wrong = f"{changed} OR OLD.reopened_at IS NOT NULL OR NEW.reopened_at IS NULL"
    if not postgresql:
        return [
            f"""CREATE TRIGGER {table}_only_reopened BEFORE UPDATE ON awards_{table} BEGIN
                SELECT RAISE(ABORT, '{table}_only_reopened') WHERE {wrong}; END""",
            f"""CREATE TRIGGER {table}_stays BEFORE DELETE ON awards_{table}
                BEGIN SELECT RAISE(ABORT, '{table}_only_reopened'); END""",
        ]
    return [
        f"""CREATE FUNCTION awards_{table}_only_reopened() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF TG_OP = 'DELETE' THEN
                RAISE EXCEPTION '{table}_only_reopened' USING ERRCODE = 'check_violation';
              END IF;
              IF {wrong} THEN
                RAISE EXCEPTION '{table}_only_reopened' USING ERRCODE = 'check_violation';
              END IF;
              RETURN NEW;
            END $$""",
        f"""CREATE TRIGGER {table}_only_reopened BEFORE UPDATE OR DELETE ON awards_{table}
            FOR EACH ROW EXECUTE FUNCTION awards_{table}_only_reopened()""",
    ]


class Migration(migrations.Migration):
    dependencies = [("awards", "0010_scholarships_closings")]

    operations = [
        per_vendor(
            postgresql=[
                PG_DAYS,
                """CREATE TRIGGER entry_days AFTER INSERT ON awards_entry
                   REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION awards_entry_days()""",
                "DROP TRIGGER schoolyearclosing_only_grows ON awards_schoolyearclosing",
                *[each for closing in CLOSINGS.items() for each in only_reopened(*closing, postgresql=True)],
                """CREATE TRIGGER grantdoubt_only_grows BEFORE UPDATE OR DELETE ON awards_grantdoubt
                   FOR EACH ROW EXECUTE FUNCTION awards_only_grows()""",
            ],
            sqlite=[
                LITE_DAYS,
                LITE_CLOSED,
                "DROP TRIGGER IF EXISTS schoolyearclosing_only_grows_update",
                "DROP TRIGGER IF EXISTS schoolyearclosing_only_grows_delete",
                *[each for closing in CLOSINGS.items() for each in only_reopened(*closing, postgresql=False)],
                *[
                    f"""CREATE TRIGGER grantdoubt_only_grows_{when.lower()} BEFORE {when} ON awards_grantdoubt
                        BEGIN SELECT RAISE(ABORT, 'grantdoubt_only_grows'); END"""
                    for when in ("UPDATE", "DELETE")
                ],
            ],
        )
    ]
