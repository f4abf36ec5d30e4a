"""More lists of names of which is kept who looked at them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0039_lists_seen'),
    ]

    operations = [
        migrations.AlterField(
            model_name='listviewing',
            name='what',
            field=models.CharField(choices=[('register', 'xem sổ đối tượng xét danh hiệu'), ('year', 'xem hồ sơ danh hiệu trong năm'), ('waiting', 'xem hồ sơ danh hiệu chờ xét'), ('decision', 'xem tên trong quyết định về danh hiệu'), ('alike', 'xem bản ghi có thể trùng'), ('found', 'tìm một người trong các sổ'), ('grid', 'xem bảng chấm điểm danh hiệu'), ('minutes', 'xem phiếu bình xét danh hiệu'), ('moves', 'xem việc chuyển giữa các phường, xã'), ('commended', 'xem người được khen thưởng'), ('donors', 'xem cá nhân ủng hộ quỹ'), ('paper', 'xem văn bản có tên')], max_length=12, verbose_name='danh sách'),
        ),
    ]
