"""An index over the moments of every trail, so that the page of trails reads no more than it shows."""

from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import IndexBeside


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('awards', '0045_catalogue_rests'),
        ('units', '0035_trails_by_time'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        IndexBeside(
            model_name='bookclosing',
            index=models.Index(fields=['asked_at', 'id'], name='bookclosing_asked_latest'),
        ),
        IndexBeside(
            model_name='bookclosing',
            index=models.Index(fields=['closed_at', 'id'], name='bookclosing_closed_latest'),
        ),
        IndexBeside(
            model_name='bookclosing',
            index=models.Index(fields=['reopened_at', 'id'], name='bookclosing_reopened_latest'),
        ),
        IndexBeside(
            model_name='campaign',
            index=models.Index(fields=['looked_at', 'id'], name='campaign_looked_latest'),
        ),
        IndexBeside(
            model_name='candidateevent',
            index=models.Index(fields=['at', 'id'], name='candidateevent_latest'),
        ),
        IndexBeside(
            model_name='commendationdecision',
            index=models.Index(fields=['recorded_at', 'id'], name='commendationdecision_recorded'),
        ),
        IndexBeside(
            model_name='commendationdraft',
            index=models.Index(fields=['changed_at', 'id'], name='commendationdraft_changed'),
        ),
        IndexBeside(
            model_name='consent',
            index=models.Index(fields=['recorded_at', 'id'], name='consent_recorded_latest'),
        ),
        IndexBeside(
            model_name='criteriapaper',
            index=models.Index(fields=['added_at', 'id'], name='criteriapaper_added_latest'),
        ),
        IndexBeside(
            model_name='datarequest',
            index=models.Index(fields=['recorded_at', 'id'], name='datarequest_recorded_latest'),
        ),
        IndexBeside(
            model_name='decision',
            index=models.Index(fields=['prepared_at', 'id'], name='decision_prepared_latest'),
        ),
        IndexBeside(
            model_name='decisionstep',
            index=models.Index(fields=['at', 'id'], name='decisionstep_latest'),
        ),
        IndexBeside(
            model_name='donorjoin',
            index=models.Index(fields=['joined_at', 'id'], name='donorjoin_joined_latest'),
        ),
        IndexBeside(
            model_name='donorjoin',
            index=models.Index(fields=['parted_at', 'id'], name='donorjoin_parted_latest'),
        ),
        IndexBeside(
            model_name='entry',
            index=models.Index(fields=['made_at', 'id'], name='entry_made_latest'),
        ),
        IndexBeside(
            model_name='grant',
            index=models.Index(fields=['granted_at', 'id'], name='grant_granted_latest'),
        ),
        IndexBeside(
            model_name='minutes',
            index=models.Index(fields=['at', 'id'], name='minutes_latest'),
        ),
        IndexBeside(
            model_name='moverequest',
            index=models.Index(fields=['answered_at', 'id'], name='moverequest_answered_latest'),
        ),
        IndexBeside(
            model_name='moverequest',
            index=models.Index(fields=['asked_at', 'id'], name='moverequest_asked_latest'),
        ),
        IndexBeside(
            model_name='nameaccess',
            index=models.Index(fields=['at', 'id'], name='nameaccess_latest'),
        ),
        IndexBeside(
            model_name='namesexport',
            index=models.Index(fields=['at', 'id'], name='namesexport_latest'),
        ),
        IndexBeside(
            model_name='nominationstep',
            index=models.Index(fields=['at', 'id'], name='nominationstep_latest'),
        ),
        IndexBeside(
            model_name='opening',
            index=models.Index(fields=['made_at', 'id'], name='opening_made_latest'),
        ),
        IndexBeside(
            model_name='paysheet',
            index=models.Index(fields=['made_at', 'id'], name='paysheet_made_latest'),
        ),
        IndexBeside(
            model_name='proposal',
            index=models.Index(fields=['at', 'id'], name='proposal_latest'),
        ),
        IndexBeside(
            model_name='proposal',
            index=models.Index(fields=['recalled_at', 'id'], name='proposal_recalled_latest'),
        ),
        IndexBeside(
            model_name='recipientchange',
            index=models.Index(fields=['at', 'id'], name='recipientchange_latest'),
        ),
        IndexBeside(
            model_name='recipientjoin',
            index=models.Index(fields=['at', 'id'], name='recipientjoin_latest'),
        ),
        IndexBeside(
            model_name='recipientjoin',
            index=models.Index(fields=['undone_at', 'id'], name='recipientjoin_undone_latest'),
        ),
        IndexBeside(
            model_name='recognitionjob',
            index=models.Index(fields=['asked_at', 'id'], name='recognitionjob_asked_latest'),
        ),
        IndexBeside(
            model_name='schoolyearclosing',
            index=models.Index(fields=['asked_at', 'id'], name='schoolyearclosing_asked_latest'),
        ),
        IndexBeside(
            model_name='schoolyearclosing',
            index=models.Index(fields=['closed_at', 'id'], name='schoolyearclosing_closed'),
        ),
        IndexBeside(
            model_name='schoolyearclosing',
            index=models.Index(fields=['reopened_at', 'id'], name='schoolyearclosing_reopened'),
        ),
        IndexBeside(
            model_name='upload',
            index=models.Index(fields=['confirmed_at', 'id'], name='upload_confirmed_latest'),
        ),
        IndexBeside(
            model_name='upload',
            index=models.Index(fields=['at', 'id'], name='upload_latest'),
        ),
        IndexBeside(
            model_name='upload',
            index=models.Index(fields=['undone_at', 'id'], name='upload_undone_latest'),
        ),
        IndexBeside(
            model_name='voiding',
            index=models.Index(fields=['at', 'id'], name='voiding_latest'),
        ),
    ]
