"""An index over the moments of every trail, so that the page of trails reads no more than it shows."""

from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import IndexBeside


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('reports', '0012_commendations_proposed'),
        ('units', '0035_trails_by_time'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        IndexBeside(
            model_name='certificaterun',
            index=models.Index(fields=['asked_at', 'id'], name='certificaterun_asked_latest'),
        ),
        IndexBeside(
            model_name='deleteddraft',
            index=models.Index(fields=['at', 'id'], name='deleteddraft_latest'),
        ),
        IndexBeside(
            model_name='document',
            index=models.Index(fields=['made_at', 'id'], name='document_made_latest'),
        ),
        IndexBeside(
            model_name='documentfile',
            index=models.Index(fields=['at', 'id'], name='documentfile_latest'),
        ),
        IndexBeside(
            model_name='documentstep',
            index=models.Index(fields=['at', 'id'], name='documentstep_latest'),
        ),
        IndexBeside(
            model_name='report',
            index=models.Index(fields=['made_at', 'id'], name='report_made_latest'),
        ),
        IndexBeside(
            model_name='reportstep',
            index=models.Index(fields=['at', 'id'], name='reportstep_latest'),
        ),
        IndexBeside(
            model_name='signedcopy',
            index=models.Index(fields=['at', 'id'], name='signedcopy_latest'),
        ),
        IndexBeside(
            model_name='withdrawal',
            index=models.Index(fields=['at', 'id'], name='withdrawal_latest'),
        ),
    ]
