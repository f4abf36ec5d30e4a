"""An index over the moments of every trail, so that the page of trails reads no more than it shows."""

from django.db import migrations, models

from hocTap.lib.sql import IndexBeside


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('units', '0034_keys_of_devices'),
    ]

    operations = [
        IndexBeside(
            model_name='accessslip',
            index=models.Index(fields=['issued_at', 'id'], name='accessslip_issued_latest'),
        ),
        IndexBeside(
            model_name='accessslip',
            index=models.Index(fields=['revoked_at', 'id'], name='accessslip_revoked_latest'),
        ),
        IndexBeside(
            model_name='accessslip',
            index=models.Index(fields=['used_at', 'id'], name='accessslip_used_latest'),
        ),
        IndexBeside(
            model_name='centrestep',
            index=models.Index(fields=['at', 'id'], name='centrestep_latest'),
        ),
        IndexBeside(
            model_name='communitystep',
            index=models.Index(fields=['at', 'id'], name='communitystep_latest'),
        ),
        IndexBeside(
            model_name='communitystep',
            index=models.Index(fields=['undone_at', 'id'], name='communitystep_undone_latest'),
        ),
        IndexBeside(
            model_name='emailcorrection',
            index=models.Index(fields=['at', 'id'], name='emailcorrection_latest'),
        ),
        IndexBeside(
            model_name='handover',
            index=models.Index(fields=['opened_at', 'id'], name='handover_opened_latest'),
        ),
        IndexBeside(
            model_name='handoverstep',
            index=models.Index(fields=['at', 'id'], name='handoverstep_latest'),
        ),
        IndexBeside(
            model_name='listfile',
            index=models.Index(fields=['asked_at', 'id'], name='listfile_asked_latest'),
        ),
        IndexBeside(
            model_name='postcorrection',
            index=models.Index(fields=['at', 'id'], name='postcorrection_latest'),
        ),
        IndexBeside(
            model_name='postproposal',
            index=models.Index(fields=['answered_at', 'id'], name='postproposal_answered_latest'),
        ),
        IndexBeside(
            model_name='postproposal',
            index=models.Index(fields=['asked_at', 'id'], name='postproposal_asked_latest'),
        ),
        IndexBeside(
            model_name='secondfactor',
            index=models.Index(fields=['ended_at', 'id'], name='secondfactor_ended_latest'),
        ),
        IndexBeside(
            model_name='secondfactor',
            index=models.Index(fields=['made_at', 'id'], name='secondfactor_made_latest'),
        ),
        IndexBeside(
            model_name='secondrule',
            index=models.Index(fields=['at', 'id'], name='secondrule_latest'),
        ),
        IndexBeside(
            model_name='shareentry',
            index=models.Index(fields=['at', 'id'], name='shareentry_latest'),
        ),
        IndexBeside(
            model_name='signintry',
            index=models.Index(fields=['at', 'id'], name='signintry_latest'),
        ),
        IndexBeside(
            model_name='verification',
            index=models.Index(fields=['answered_at', 'id'], name='verification_answered_latest'),
        ),
        IndexBeside(
            model_name='verification',
            index=models.Index(fields=['at', 'id'], name='verification_latest'),
        ),
        IndexBeside(
            model_name='verification',
            index=models.Index(fields=['undone_at', 'id'], name='verification_undone_latest'),
        ),
    ]
