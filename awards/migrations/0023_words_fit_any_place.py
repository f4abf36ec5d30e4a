"""Labels of choices that fit any place; nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0022_uploads_undone'),
    ]

    operations = [
        migrations.AlterField(
            model_name='fund',
            name='level',
            field=models.CharField(choices=[('branch', 'chi hội khuyến học'), ('ward', 'phường, xã'), ('district', 'quận, huyện'), ('province', 'tỉnh, thành phố')], max_length=8, verbose_name='cấp'),
        ),
        migrations.AlterField(
            model_name='historicalitem',
            name='auto_source',
            field=models.CharField(blank=True, choices=[('', 'không'), ('household_share', 'tỉ lệ hộ được công nhận Gia đình học tập'), ('clan_share', 'tỉ lệ dòng họ được công nhận Dòng họ học tập'), ('community_share', 'tỉ lệ cộng đồng được công nhận Cộng đồng học tập'), ('organisation_share', 'tỉ lệ đơn vị được công nhận Đơn vị học tập'), ('citizen_share', 'tỉ lệ người được công nhận Công dân học tập')], default='', max_length=20, verbose_name='lấy từ sổ'),
        ),
        migrations.AlterField(
            model_name='item',
            name='auto_source',
            field=models.CharField(blank=True, choices=[('', 'không'), ('household_share', 'tỉ lệ hộ được công nhận Gia đình học tập'), ('clan_share', 'tỉ lệ dòng họ được công nhận Dòng họ học tập'), ('community_share', 'tỉ lệ cộng đồng được công nhận Cộng đồng học tập'), ('organisation_share', 'tỉ lệ đơn vị được công nhận Đơn vị học tập'), ('citizen_share', 'tỉ lệ người được công nhận Công dân học tập')], default='', max_length=20, verbose_name='lấy từ sổ'),
        ),
    ]
