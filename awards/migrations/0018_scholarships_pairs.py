"""A line of a hand-over says what its transfer says; a suất that was paid in part before counts no second time."""

from importlib import import_module

from django.db import migrations

from hocTap.lib.sql import per_vendor

FIRST = import_module("awards.migrations.0004_scholarships_ledger")

PG_TURN = "NEW.turn <> (held - NEW.amount > 0)::int - (held > 0)::int"
PG_TURN_NOW = "NEW.turn <> (held + suat.paid_before - NEW.amount > 0)::int - (held + suat.paid_before > 0)::int"
PG_MIRROR = "OR original.receipt_id IS DISTINCT FROM NEW.receipt_id THEN"
PG_MIRROR_NOW = f"OR original.transfer_id IS DISTINCT FROM NEW.transfer_id {PG_MIRROR}"
PG_END = """  RETURN NEW;
END $$"""
PG_PAIR = f"""  IF NEW.kind IN ('in', 'out') AND NOT EXISTS (
    SELECT 1 FROM awards_transfer t WHERE t.id = NEW.transfer_id AND t.book = NEW.book AND t.minutes_on = NEW.made_on
      AND ((NEW.kind = 'out' AND t.source_id = NEW.fund_id AND t.amount = -NEW.amount)
        OR (NEW.kind = 'in' AND t.taker_id = NEW.fund_id AND t.amount = NEW.amount))) THEN
    RAISE EXCEPTION 'entry_mirrors_its_transfer' USING ERRCODE = 'check_violation';
  END IF;
{PG_END}"""

PAID = "(SELECT -SUM(amount) FROM awards_entry WHERE grant_id = NEW.grant_id)"
BEFORE = "(SELECT paid_before FROM awards_grant WHERE id = NEW.grant_id)"
LITE_TURN = f"""({PAID} > 0)
    - ({PAID} + NEW.amount > 0)"""
LITE_TURN_NOW = f"""({PAID} + {BEFORE} > 0)
    - ({PAID} + {BEFORE} + NEW.amount > 0)"""
LITE_MIRROR = "AND o.receipt_id IS NEW.receipt_id"
LITE_MIRROR_NOW = f"{LITE_MIRROR} AND o.transfer_id IS NEW.transfer_id"
LITE_PAIR = """CREATE TRIGGER entry_mirrors_its_transfer AFTER INSERT ON awards_entry WHEN NEW.kind IN ('in', 'out') BEGIN
  SELECT RAISE(ABORT, 'entry_mirrors_its_transfer') WHERE NOT EXISTS (
    SELECT 1 FROM awards_transfer t WHERE t.id = NEW.transfer_id AND t.book = NEW.book AND t.minutes_on = NEW.made_on
      AND ((NEW.kind = 'out' AND t.source_id = NEW.fund_id AND t.amount = -NEW.amount)
        OR (NEW.kind = 'in' AND t.taker_id = NEW.fund_id AND t.amount = NEW.amount)));
END"""


def changed(text, *pairs):
    for old, new in pairs:
        if text.count(old) != 1:
            raise ValueError(old)
        text = text.replace(old, new)
    return text


class Migration(migrations.Migration):
    dependencies = [("awards", "0017_scholarships_handed_over")]

    operations = [
        per_vendor(
            postgresql=[
                changed(
                    FIRST.PG_ENTRY,
                    ("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
                    (PG_TURN, PG_TURN_NOW),
                    (PG_MIRROR, PG_MIRROR_NOW),
                    (PG_END, PG_PAIR),
                ),
                """CREATE TRIGGER transfer_only_grows BEFORE UPDATE OR DELETE ON awards_transfer
                   FOR EACH ROW EXECUTE FUNCTION awards_only_grows()""",
            ],
            sqlite=[
                "DROP TRIGGER entry_continues",
                changed(FIRST.LITE_ENTRY, (LITE_TURN, LITE_TURN_NOW), (LITE_MIRROR, LITE_MIRROR_NOW)),
                LITE_PAIR,
                *[
                    f"""CREATE TRIGGER transfer_only_grows_{when.lower()} BEFORE {when} ON awards_transfer
                        BEGIN SELECT RAISE(ABORT, 'transfer_only_grows'); END"""
                    for when in ("UPDATE", "DELETE")
                ],
            ],
        )
    ]
