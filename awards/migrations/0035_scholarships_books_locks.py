"""What the three books hold by the database itself: two sides of a transfer, days from the opening on, numbers of papers."""

from importlib import import_module

from django.db import migrations

from hocTap.lib.sql import per_vendor

FIRST = import_module("awards.migrations.0004_scholarships_ledger")
DAYS = import_module("awards.migrations.0011_scholarships_days")
PAIRS = import_module("awards.migrations.0018_scholarships_pairs")

PAIR = """SELECT 1 FROM awards_transfer t WHERE t.id = NEW.transfer_id AND t.minutes_on = NEW.made_on
      AND (t.part_id IS NULL) = (NEW.kind IN ('sent', 'taken'))
      AND ((NEW.kind IN ('out', 'sent') AND t.source_id = NEW.fund_id AND t.book = NEW.book AND t.amount = -NEW.amount)
        OR (NEW.kind IN ('in', 'taken') AND t.taker_id = NEW.fund_id AND t.taker_book = NEW.book
          AND t.amount = NEW.amount))"""
PG_PAIR = f"""  IF NEW.kind IN ('in', 'out', 'sent', 'taken') AND NOT EXISTS (
    {PAIR}) THEN
    RAISE EXCEPTION 'entry_mirrors_its_transfer' USING ERRCODE = 'check_violation';
  END IF;
{PAIRS.PG_END}"""
PG_MIRROR = f"""OR original.expense_id IS DISTINCT FROM NEW.expense_id
       OR original.opening_id IS DISTINCT FROM NEW.opening_id {PAIRS.PG_MIRROR_NOW}"""
LITE_MIRROR = "AND o.expense_id IS NEW.expense_id AND o.opening_id IS NEW.opening_id"
LITE_PAIR = f"""CREATE TRIGGER entry_mirrors_its_transfer AFTER INSERT ON awards_entry
WHEN NEW.kind IN ('in', 'out', 'sent', 'taken') BEGIN
  SELECT RAISE(ABORT, 'entry_mirrors_its_transfer') WHERE NOT EXISTS (
    {PAIR});
END"""

ENTRY = {
    "entry_mirrors_its_paper": """
      (NEW.kind = 'expense' AND NOT EXISTS (SELECT 1 FROM awards_expense e WHERE e.id = NEW.expense_id
        AND e.fund_id = NEW.fund_id AND e.book = NEW.book AND e.amount = -NEW.amount AND e.spent_on = NEW.made_on))
      OR (NEW.kind = 'opening' AND NOT EXISTS (SELECT 1 FROM awards_opening o WHERE o.id = NEW.opening_id
        AND o.fund_id = NEW.fund_id AND o.opened_on = NEW.made_on))""",
    "entry_not_before_the_opening": """
      NEW.opening_id IS NULL AND EXISTS (SELECT 1 FROM awards_opening o WHERE o.fund_id = NEW.fund_id
        AND o.opened_on > NEW.made_on AND NOT EXISTS (SELECT 1 FROM awards_opening n WHERE n.replaces_id = o.id))""",
    "entry_paper_number_once": """
      NEW.sheet_no <> '' AND NEW.kind IN ('payment', 'gift', 'expense') AND EXISTS (
        SELECT 1 FROM awards_entry e WHERE e.fund_id = NEW.fund_id AND e.id <> NEW.id AND e.sheet_no = NEW.sheet_no
          AND e.kind IN ('payment', 'gift', 'expense') AND NOT (e.kind = 'payment' AND NEW.kind = 'payment')
          AND {year_of_e} = {year_of_new}
          AND NOT EXISTS (SELECT 1 FROM awards_entry r WHERE r.reverses_id = e.id))""",
}
OPENING = {
    "opening_before_every_line": """
      EXISTS (SELECT 1 FROM awards_entry e WHERE e.fund_id = NEW.fund_id AND e.opening_id IS NULL
        AND e.made_on < NEW.opened_on)""",
    "opening_replaces_its_funds_own": """
      NEW.replaces_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM awards_opening o WHERE o.id = NEW.replaces_id
        AND o.fund_id = NEW.fund_id)""",
}
RECEIPT = {
    "receipt_corrects_its_own_number": """
      NEW.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM awards_receipt o WHERE o.id = NEW.corrects_id
        AND o.fund_id = NEW.fund_id AND o.receipt_no = NEW.receipt_no AND o.edition = NEW.edition - 1)""",
}
PG_YEARS = {
    "{year_of_e}": "date_part('year', e.made_on)",
    "{year_of_new}": "date_part('year', NEW.made_on)",
}
LITE_YEARS = {"{year_of_e}": "substr(e.made_on, 1, 4)", "{year_of_new}": "substr(NEW.made_on, 1, 4)"}
PARTED = ("id", "donor_id", "into_id", "joined_by_id", "joined_at")


def dated(rule, years):
    for name, words in years.items():
        rule = rule.replace(name, words)
    return rule


def refusing(table, rules, *, postgresql):
    """Triggers that refuse a new row of the table for which a rule holds."""
    if not postgresql:
        return [
            f"""CREATE TRIGGER {name} AFTER INSERT ON awards_{table} WHEN {dated(rule, LITE_YEARS)}
            BEGIN SELECT RAISE(ABORT, '{name}'); END"""
            for name, rule in rules.items()
        ]
    found = []
    for name, rule in rules.items():
        found.append(
            f"""CREATE FUNCTION awards_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF {dated(rule, PG_YEARS)} THEN
                RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
              END IF;
              RETURN NULL;
            END $$"""
        )
        found.append(
            f"""CREATE TRIGGER {name} AFTER INSERT ON awards_{table}
            FOR EACH ROW EXECUTE FUNCTION awards_{name}()"""
        )
    return found


def asked_or_reopened(table, period, *, postgresql):
    """Of a closing nothing changes but that its reopening is asked for and agreed to; once reopened, nothing at all."""
    differs = "IS DISTINCT FROM" if postgresql else "IS NOT"
    fixed = ("id", "fund_id", period, "closed_by_id", "closed_at")
    wrong = " OR ".join([*(f"NEW.{each} {differs} OLD.{each}" for each in fixed), "OLD.reopened_at IS NOT NULL"])
    if not postgresql:
        return [
            f"DROP TRIGGER {table}_only_reopened",
            f"""CREATE TRIGGER {table}_only_reopened BEFORE UPDATE ON awards_{table} BEGIN
                SELECT RAISE(ABORT, '{table}_only_reopened') WHERE {wrong}; END""",
        ]
    return [
        f"""CREATE OR REPLACE FUNCTION awards_{table}_only_reopened() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF TG_OP = 'DELETE' THEN
                RAISE EXCEPTION '{table}_only_reopened' USING ERRCODE = 'check_violation';
              END IF;
              IF {wrong} THEN
                RAISE EXCEPTION '{table}_only_reopened' USING ERRCODE = 'check_violation';
              END IF;
              RETURN NEW;
            END $$""",
    ]


def only_parted(*, postgresql):
    """Of a joining nothing changes but that it is parted, once."""
    differs = "IS DISTINCT FROM" if postgresql else "IS NOT"
    wrong = " OR ".join([*(f"NEW.{each} {differs} OLD.{each}" for each in PARTED), "OLD.parted_at IS NOT NULL"])
    if not postgresql:
        return [
            f"""CREATE TRIGGER donorjoin_only_parted BEFORE UPDATE ON awards_donorjoin BEGIN
                SELECT RAISE(ABORT, 'donorjoin_only_parted') WHERE {wrong}; END""",
            """CREATE TRIGGER donorjoin_stays BEFORE DELETE ON awards_donorjoin
               BEGIN SELECT RAISE(ABORT, 'donorjoin_only_parted'); END""",
        ]
    return [
        f"""CREATE FUNCTION awards_donorjoin_only_parted() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF TG_OP = 'DELETE' OR {wrong} THEN
                RAISE EXCEPTION 'donorjoin_only_parted' USING ERRCODE = 'check_violation';
              END IF;
              RETURN NEW;
            END $$""",
        """CREATE TRIGGER donorjoin_only_parted BEFORE UPDATE OR DELETE ON awards_donorjoin
           FOR EACH ROW EXECUTE FUNCTION awards_donorjoin_only_parted()""",
    ]


def all_of(*, postgresql):
    return [
        *refusing("entry", ENTRY, postgresql=postgresql),
        *refusing("opening", OPENING, postgresql=postgresql),
        *refusing("receipt", RECEIPT, postgresql=postgresql),
        *[
            each
            for table in ("expense", "opening")
            for each in FIRST.only_grow(table, postgresql=postgresql)
        ],
        *[
            each
            for closing in DAYS.CLOSINGS.items()
            for each in asked_or_reopened(*closing, postgresql=postgresql)
        ],
        *only_parted(postgresql=postgresql),
    ]


class Migration(migrations.Migration):
    dependencies = [("awards", "0034_scholarships_books")]

    operations = [
        per_vendor(
            postgresql=[
                PAIRS.changed(
                    FIRST.PG_ENTRY,
                    ("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
                    (PAIRS.PG_TURN, PAIRS.PG_TURN_NOW),
                    (PAIRS.PG_MIRROR, PG_MIRROR),
                    ("NEW.book <> 'cash'", "NEW.book = 'goods'"),
                    (PAIRS.PG_END, PG_PAIR),
                ),
                *all_of(postgresql=True),
            ],
            sqlite=[
                "DROP TRIGGER entry_continues",
                PAIRS.changed(
                    FIRST.LITE_ENTRY,
                    (PAIRS.LITE_TURN, PAIRS.LITE_TURN_NOW),
                    (PAIRS.LITE_MIRROR, f"{PAIRS.LITE_MIRROR_NOW} {LITE_MIRROR}"),
                    ("NEW.book = 'cash'", "NEW.book <> 'goods'"),
                ),
                "DROP TRIGGER entry_mirrors_its_transfer",
                LITE_PAIR,
                *all_of(postgresql=False),
            ],
        )
    ]
