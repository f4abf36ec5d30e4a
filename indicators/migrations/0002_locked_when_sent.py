"""Figures that were sent or approved cannot be written, whoever asks: held by the database itself."""

from django.db import migrations

from hocTap.lib.sql import per_vendor

SQLITE = """CREATE TRIGGER value_locked_{when} BEFORE {when} ON indicators_value BEGIN
    SELECT RAISE(ABORT, 'value_locked_when_sent') WHERE EXISTS (
        SELECT 1 FROM indicators_submission
        WHERE id IN ({ids}) AND state IN ('submitted', 'approved'));
    END"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]

    operations = [
        per_vendor(
            postgresql=[
                """CREATE FUNCTION indicators_value_locked() RETURNS trigger LANGUAGE plpgsql AS $$
                   BEGIN
                     IF EXISTS (
                       SELECT 1 FROM indicators_submission
                       WHERE id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.submission_id END,
                                    CASE WHEN TG_OP <> 'DELETE' THEN NEW.submission_id END)
                         AND state IN ('submitted', 'approved')
                     ) THEN
                       RAISE EXCEPTION 'value_locked_when_sent' USING ERRCODE = 'check_violation';
                     END IF;
                     RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                   END $$""",
                """CREATE TRIGGER value_locked_when_sent BEFORE INSERT OR UPDATE OR DELETE ON indicators_value
                   FOR EACH ROW EXECUTE FUNCTION indicators_value_locked()""",
            ],
            sqlite=[
                SQLITE.format(when="INSERT", ids="NEW.submission_id"),
                SQLITE.format(when="UPDATE", ids="OLD.submission_id, NEW.submission_id"),
                SQLITE.format(when="DELETE", ids="OLD.submission_id"),
            ],
        )
    ]
