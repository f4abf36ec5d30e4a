"""Two roles for the study-encouragement funds: who keeps a fund, and who may export its names."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("units", "0002_one_version_at_a_time")]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="role",
            field=models.CharField(
                choices=[
                    ("ward_officer", "cán bộ phường"),
                    ("district_office", "phòng giáo dục và đào tạo"),
                    ("title_approver", "người xét danh hiệu"),
                    ("fund_officer", "cán bộ quỹ khuyến học"),
                    ("names_exporter", "người được xuất danh sách có tên"),
                    ("administrator", "quản trị hệ thống"),
                ],
                max_length=16,
                verbose_name="vai trò",
            ),
        )
    ]
