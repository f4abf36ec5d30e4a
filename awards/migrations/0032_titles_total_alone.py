"""Sets of criteria say whether the sum alone may be written down."""

from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0031_uploads_read_by_the_worker'),
        ('units', '0022_email_corrections'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = keeping_triggers(
        migrations.AddField(
            model_name='criteriaset',
            name='total_only',
            field=models.BooleanField(default=False, help_text='Phiếu chấm từng mục giữ trên giấy, chỉ ghi tổng điểm. Không dùng cho bộ có điểm sàn hoặc mức độ.', verbose_name='nhận hồ sơ chỉ có tổng điểm'),
        ),
        migrations.AddField(
            model_name='historicalcriteriaset',
            name='total_only',
            field=models.BooleanField(default=False, help_text='Phiếu chấm từng mục giữ trên giấy, chỉ ghi tổng điểm. Không dùng cho bộ có điểm sàn hoặc mức độ.', verbose_name='nhận hồ sơ chỉ có tổng điểm'),
        ),
        migrations.AddConstraint(
            model_name='criteriaset',
            constraint=models.CheckConstraint(condition=models.Q(('total_only', False), ('mode', 'points_bands'), _connector='OR'), name='criteriaset_total_alone_only_without_floors', violation_error_message='Chỉ bộ cộng điểm, không có điểm sàn, mới nhận hồ sơ chỉ có tổng điểm.'),
        ),
    )
