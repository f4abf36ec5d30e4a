"""An index over the moments of every trail, so that the page of trails reads no more than it shows."""

from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import IndexBeside


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('indicators', '0018_definitions_by_year_and_difficult_areas'),
        ('units', '0035_trails_by_time'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        IndexBeside(
            model_name='apikey',
            index=models.Index(fields=['made_at', 'id'], name='apikey_made_latest'),
        ),
        IndexBeside(
            model_name='apikey',
            index=models.Index(fields=['revoked_at', 'id'], name='apikey_revoked_latest'),
        ),
        IndexBeside(
            model_name='checknote',
            index=models.Index(fields=['at', 'id'], name='checknote_latest'),
        ),
        IndexBeside(
            model_name='formuse',
            index=models.Index(fields=['switched_at', 'id'], name='formuse_switched_latest'),
        ),
        IndexBeside(
            model_name='officestart',
            index=models.Index(fields=['started_at', 'id'], name='officestart_started_latest'),
        ),
        IndexBeside(
            model_name='opening',
            index=models.Index(fields=['switched_at', 'id'], name='opening_switched_latest'),
        ),
        IndexBeside(
            model_name='plan',
            index=models.Index(fields=['entered_at', 'id'], name='plan_entered_latest'),
        ),
        IndexBeside(
            model_name='planchange',
            index=models.Index(fields=['changed_at', 'id'], name='planchange_changed_latest'),
        ),
        IndexBeside(
            model_name='step',
            index=models.Index(fields=['at', 'id'], name='step_latest'),
        ),
        IndexBeside(
            model_name='submission',
            index=models.Index(fields=['started_at', 'id'], name='submission_started_latest'),
        ),
        IndexBeside(
            model_name='submission',
            index=models.Index(fields=['opened_at', 'id'], name='submission_opened_latest'),
        ),
    ]
