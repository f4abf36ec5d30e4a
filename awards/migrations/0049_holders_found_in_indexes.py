"""Indexes that hold all that lists and searches of the register ask, made while people go on writing.

They take the place of two that held less. Those go only now, in one step: nothing names an index but its migration.
"""

from django.db import migrations, models

from hocTap.lib.sql import IndexBeside


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('awards', '0048_restricted_holders_found'),
    ]

    operations = [
        IndexBeside(
            model_name='candidate',
            index=models.Index(fields=['ward', 'kind', 'sort_key', 'id', 'state', 'folded', 'folded_address'], name='candidate_of_ward_found'),
        ),
        IndexBeside(
            model_name='candidate',
            index=models.Index(fields=['kind', 'state', 'sort_key', 'id', 'ward', 'folded', 'folded_address'], name='candidate_in_order_found'),
        ),
        migrations.RemoveIndex(model_name='candidate', name='candidate_listed'),
        migrations.RemoveIndex(model_name='candidate', name='candidate_in_order'),
    ]
