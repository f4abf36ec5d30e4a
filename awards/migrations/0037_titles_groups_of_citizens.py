"""Citizens belong to a group of people, by which their form of self-assessment is chosen."""

from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0036_scholarships_paper_numbers'),
        ('units', '0024_merged_units_stand_no_more'),
    ]

    operations = keeping_triggers(
        migrations.AddField(
            model_name='candidate',
            name='group',
            field=models.CharField(blank=True, choices=[('nguoi-dan', 'người dân ở xã, phường'), ('cong-nhan', 'công nhân, thợ, người làm dịch vụ'), ('can-bo', 'cán bộ, nhân viên, doanh nhân'), ('hoc-sinh', 'học sinh, sinh viên, học viên')], max_length=12, verbose_name='nhóm'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.CheckConstraint(condition=models.Q(('group', ''), models.Q(('group__in', ['nguoi-dan', 'cong-nhan', 'can-bo', 'hoc-sinh']), ('kind', 'citizen')), _connector='OR'), name='candidate_group_of_a_citizen', violation_error_message='Chỉ công dân mới ghi nhóm.'),
        ),
    )
