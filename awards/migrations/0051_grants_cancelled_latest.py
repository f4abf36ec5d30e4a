"""The trail of cancelled suất is read by an index, made while people go on writing."""

from django.db import migrations, models

from hocTap.lib.sql import IndexBeside


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('awards', '0050_grants_cancelled_by'),
    ]

    operations = [
        IndexBeside(
            model_name='grant',
            index=models.Index(fields=['cancelled_at', 'id'], name='grant_cancelled_latest'),
        ),
    ]
