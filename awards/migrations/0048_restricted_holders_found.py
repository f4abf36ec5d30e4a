"""An index over the few holders whose use is restricted, made while people go on writing."""

from django.db import migrations, models

from hocTap.lib.sql import IndexBeside


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('awards', '0047_rights_of_holders'),
    ]

    operations = [
        IndexBeside(
            model_name='candidate',
            index=models.Index(condition=models.Q(('restricted_on__isnull', False)), fields=['id'], name='candidate_restricted'),
        ),
    ]
