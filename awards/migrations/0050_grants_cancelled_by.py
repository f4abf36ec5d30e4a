"""Who cancelled a suất, and when it was written down."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0049_holders_found_in_indexes'),
        ('units', '0043_former_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='grant',
            name='cancelled_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='ghi hủy lúc'),
        ),
        migrations.AddField(
            model_name='grant',
            name='cancelled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người hủy'),
        ),
    ]
