import hocTap.lib.sql
from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0038_commendations_lists_to_be_signed'),
        ('units', '0028_years_that_every_tool_knows'),
    ]

    operations = keeping_triggers(
        migrations.RemoveConstraint(
            model_name='commendationdecision',
            name='commendationdecision_year_of_its_day',
        ),
        migrations.AddConstraint(
            model_name='commendationdecision',
            constraint=models.CheckConstraint(condition=models.Q(('year', hocTap.lib.sql.CalendarYear('decided_on'))), name='commendationdecision_year_of_its_day', violation_error_message='Năm của số phải là năm của ngày quyết định.'),
        ),
    )
