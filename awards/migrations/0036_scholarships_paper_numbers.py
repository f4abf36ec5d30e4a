"""The number of a phiếu chi is looked for by an index: a long list of suất under one number asks for papers alone."""

from importlib import import_module

from django.db import migrations, models

from hocTap.lib.sql import per_vendor

LOCKS = import_module("awards.migrations.0035_scholarships_books_locks")

NAME = "entry_paper_number_once"
USED = """EXISTS (SELECT 1 FROM awards_entry e WHERE e.fund_id = NEW.fund_id AND e.sheet_no = NEW.sheet_no
        AND e.sheet_no <> '' AND e.kind = '{kind}' AND e.id <> NEW.id AND {year_of_e} = {year_of_new}
        AND NOT EXISTS (SELECT 1 FROM awards_entry r WHERE r.reverses_id = e.id))"""
RULE = f"""
      NEW.sheet_no <> '' AND NEW.kind IN ('payment', 'gift', 'expense') AND (
        {USED.replace("{kind}", "gift")}
        OR {USED.replace("{kind}", "expense")}
        OR NEW.kind <> 'payment' AND {USED.replace("{kind}", "payment")})"""


class Migration(migrations.Migration):
    dependencies = [("awards", "0035_scholarships_books_locks")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("sheet_no", ""), _negated=True),
                fields=["fund", "sheet_no", "kind"],
                name="entry_by_paper_number",
            ),
        ),
        per_vendor(
            postgresql=[
                f"DROP TRIGGER {NAME} ON awards_entry",
                f"DROP FUNCTION awards_{NAME}()",
                *LOCKS.refusing("entry", {NAME: RULE}, postgresql=True),
            ],
            sqlite=[f"DROP TRIGGER {NAME}", *LOCKS.refusing("entry", {NAME: RULE}, postgresql=False)],
        ),
    ]
