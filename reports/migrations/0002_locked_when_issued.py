"""An issued report and its archived file do not change, whoever asks: held by the database itself."""

from django.db import migrations

from hocTap.lib.sql import per_vendor

SQLITE_REPORT = """CREATE TRIGGER report_locked_when_issued BEFORE UPDATE ON reports_report WHEN OLD.state = 'issued'
    BEGIN SELECT RAISE(ABORT, 'report_locked_when_issued'); END"""
SQLITE_FILE = """CREATE TRIGGER reportfile_locked_{when} BEFORE {when} ON reports_reportfile BEGIN
    SELECT RAISE(ABORT, 'reportfile_locked') WHERE EXISTS (
        SELECT 1 FROM reports_report WHERE id = OLD.report_id AND state = 'issued');
    END"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        per_vendor(
            postgresql=[
                """CREATE FUNCTION reports_locked() RETURNS trigger LANGUAGE plpgsql AS $$
                   BEGIN
                     RAISE EXCEPTION '% is locked', TG_TABLE_NAME USING ERRCODE = 'check_violation';
                   END $$""",
                """CREATE TRIGGER report_locked_when_issued BEFORE UPDATE ON reports_report
                   FOR EACH ROW WHEN (OLD.state = 'issued') EXECUTE FUNCTION reports_locked()""",
                """CREATE TRIGGER reportfile_locked BEFORE UPDATE OR DELETE ON reports_reportfile
                   FOR EACH ROW EXECUTE FUNCTION reports_locked()""",
            ],
            sqlite=[SQLITE_REPORT, *(SQLITE_FILE.format(when=when) for when in ("UPDATE", "DELETE"))],
        )
    ]
