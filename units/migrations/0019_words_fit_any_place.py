"""Labels of choices that fit any place; nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0018_heritage'),
    ]

    operations = [
        migrations.AlterField(
            model_name='centrestep',
            name='act',
            field=models.CharField(choices=[('found', 'thành lập'), ('serve', 'phục vụ thêm phường, xã'), ('leave', 'thôi phục vụ phường, xã'), ('absorb', 'nhận sáp nhập'), ('suspend', 'tạm dừng hoạt động'), ('resume', 'hoạt động trở lại'), ('merge', 'sáp nhập vào trung tâm khác'), ('dissolve', 'giải thể'), ('void', 'hủy quyết định ghi sai')], max_length=8, verbose_name='việc'),
        ),
    ]
