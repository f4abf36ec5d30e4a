import hocTap.lib.sql
from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers


class Migration(migrations.Migration):
    dependencies = [
        ('units', '0027_upkeep_and_seals'),
    ]

    operations = keeping_triggers(
        migrations.RemoveConstraint(
            model_name='centreevaluation',
            name='centreevaluation_not_before_its_year',
        ),
        migrations.RemoveConstraint(
            model_name='centrefacility',
            name='centrefacility_day_in_year',
        ),
        migrations.AddConstraint(
            model_name='centreevaluation',
            constraint=models.CheckConstraint(condition=models.Q(('school_year__lte', hocTap.lib.sql.CalendarYear('evaluated_on'))), name='centreevaluation_not_before_its_year', violation_error_message='Ngày tự đánh giá phải sau khi năm học bắt đầu.'),
        ),
        migrations.AddConstraint(
            model_name='centrefacility',
            constraint=models.CheckConstraint(condition=models.Q(('year', hocTap.lib.sql.CalendarYear('as_of'))), name='centrefacility_day_in_year', violation_error_message='Ngày kiểm kê phải thuộc năm đã ghi.'),
        ),
    )
