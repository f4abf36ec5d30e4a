"""Scores are typed line by line, by one person or several: who typed which."""

from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0026_campaigns_withdrawn'),
    ]

    operations = keeping_triggers(
        migrations.AddField(
            model_name='nomination',
            name='typists',
            field=models.JSONField(blank=True, default=dict, verbose_name='người gõ từng mục'),
        ),
    )
