"""Days on which a centre was suspended: read from the decisions kept so far, never two at once."""

import datetime as dt

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

from hocTap.lib.sql import per_vendor

OVERLAP = """SELECT RAISE(ABORT, 'centrepause_once_a_day') WHERE EXISTS (
    SELECT 1 FROM units_centrepause o WHERE o.id <> NEW.id AND o.centre_id = NEW.centre_id
      AND o.valid_from <= COALESCE(NEW.valid_to, '9999-12-31')
      AND COALESCE(o.valid_to, '9999-12-31') >= NEW.valid_from);"""
LOCKS = per_vendor(
    postgresql=[
        """ALTER TABLE units_centrepause ADD CONSTRAINT centrepause_once_a_day EXCLUDE USING gist
           (centre_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&)"""
    ],
    sqlite=[
        f"""CREATE TRIGGER centrepause_once_a_day_{when.lower()} AFTER {when} ON units_centrepause
            BEGIN {OVERLAP} END"""
        for when in ("INSERT", "UPDATE")
    ],
)


def pauses_of(steps, suspended_now, ended_on, today):
    """Spans of suspension out of a centre's decisions in the order of their days.

    A centre that is suspended without a decision on it is so from today: nobody wrote down since when.
    """
    found, since = [], None
    for act, day in steps:
        if act == "suspend" and since is None:
            since = day
        elif act in ("resume", "merge", "dissolve") and since is not None:
            if day > since:
                found.append((since, day - dt.timedelta(days=1)))
            since = None
    if suspended_now:
        found.append((since or today, None))
    elif since is not None and ended_on is not None and ended_on > since:
        found.append((since, ended_on - dt.timedelta(days=1)))
    return found


def read_decisions(apps, schema_editor):
    centres, pause = apps.get_model("units", "LearningCentre"), apps.get_model("units", "CentrePause")
    today = timezone.localdate()
    for centre in centres.objects.all():
        steps = centre.steps.order_by("effective_on", "pk").values_list("act", "effective_on")
        spans = pauses_of(steps, centre.state == "suspended", centre.ended_on, today)
        pause.objects.bulk_create(pause(centre=centre, valid_from=first, valid_to=last) for first, last in spans)


class Migration(migrations.Migration):
    dependencies = [("units", "0005_centres_locks")]

    operations = [
        migrations.CreateModel(
            name="CentrePause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="units.learningcentre",
                        verbose_name="trung tâm",
                    ),
                ),
            ],
            options={
                "verbose_name": "thời gian tạm dừng",
                "verbose_name_plural": "thời gian tạm dừng",
                "ordering": ["valid_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("centre", "valid_from"), name="centrepause_once_per_start"),
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"),
                        name="centrepause_ends_after_start",
                    ),
                ],
            },
        ),
        LOCKS,
        migrations.RunPython(read_decisions, migrations.RunPython.noop),
    ]
