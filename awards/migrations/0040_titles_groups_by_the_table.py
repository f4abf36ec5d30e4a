from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0039_years_that_every_tool_knows'),
        ('units', '0028_years_that_every_tool_knows'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='candidate',
            name='candidate_group_of_a_citizen',
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.CheckConstraint(condition=models.Q(('group', ''), models.Q(('group__in', ['nguoi-dan', 'cong-nhan', 'can-bo', 'hoc-sinh']), ('kind__in', ('citizen',))), _connector='OR'), name='candidate_group_of_a_citizen', violation_error_message='Chỉ công dân mới ghi nhóm.'),
        ),
    ]
