"""Everybody who typed a score of a nomination is kept, so that none of them recognises it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import per_vendor

TYPED = "EXISTS (SELECT 1 FROM awards_scorer s WHERE s.nomination_id = NEW.id AND s.person_id = NEW.decided_by_id)"
RECOGNISED = "NEW.state = 'recognised' AND OLD.state <> 'recognised'"
NAME = "nomination_four_eyes_of_scorers"
STEPS = """INSERT INTO awards_scorer (nomination_id, person_id)
    SELECT DISTINCT s.nomination_id, s.by_id FROM awards_nominationstep s
    JOIN awards_nomination n ON n.id = s.nomination_id
    WHERE s.action = 'assess' AND (n.assessed_by_id IS NULL OR n.assessed_by_id <> s.by_id)"""


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0027_titles_typed_line_by_line"),
        ("units", "0021_verifications_of_assumed_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Scorer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "nomination",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scorers",
                        to="awards.nomination",
                        verbose_name="hồ sơ",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người đã chấm",
                    ),
                ),
            ],
            options={
                "verbose_name": "người đã chấm hồ sơ",
                "verbose_name_plural": "người đã chấm hồ sơ",
                "indexes": [models.Index(fields=["person", "nomination"], name="scorer_of_person")],
                "constraints": [models.UniqueConstraint(fields=("nomination", "person"), name="scorer_once")],
            },
        ),
        migrations.RemoveIndex(model_name="nomination", name="nomination_all_waiting"),
        migrations.AddIndex(
            model_name="nomination",
            index=models.Index(
                condition=models.Q(("state", "proposed")),
                fields=[
                    *("kind", "year", "ward", "community", "as_of", "criteria", "illustrative", "score", "sent_times"),
                    *("proposed_at", "assessed_by", "appraised_by", "proposed_by", "id"),
                ],
                name="nomination_waiting_whole",
            ),
        ),
        per_vendor(
            postgresql=[
                STEPS,
                """INSERT INTO awards_scorer (nomination_id, person_id)
                    SELECT DISTINCT n.id, u.id FROM awards_nomination n, jsonb_each_text(n.typists) t
                    JOIN units_user u ON u.id = t.value::bigint ON CONFLICT DO NOTHING""",
                f"""CREATE FUNCTION {NAME}_check() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                      IF {TYPED} THEN RAISE EXCEPTION '{NAME}' USING ERRCODE = 'check_violation'; END IF;
                      RETURN NEW;
                    END $$""",
                f"""CREATE TRIGGER {NAME} BEFORE UPDATE ON awards_nomination FOR EACH ROW
                    WHEN ({RECOGNISED}) EXECUTE FUNCTION {NAME}_check()""",
            ],
            sqlite=[
                STEPS,
                """INSERT OR IGNORE INTO awards_scorer (nomination_id, person_id)
                    SELECT DISTINCT n.id, u.id FROM awards_nomination n, json_each(n.typists) t
                    JOIN units_user u ON u.id = t.value""",
                f"""CREATE TRIGGER {NAME} BEFORE UPDATE ON awards_nomination WHEN ({RECOGNISED}) BEGIN
                    SELECT RAISE(ABORT, '{NAME}') WHERE {TYPED}; END""",
            ],
        ),
    ]
