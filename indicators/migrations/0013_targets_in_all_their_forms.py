"""Targets in every form that documents use, optional forms, indicators that are counts or levels."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0012_frameworks'),
        ('units', '0021_verifications_of_assumed_versions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = keeping_triggers(
        migrations.CreateModel(
            name='FormUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form_code', models.SlugField(max_length=40, verbose_name='mã biểu')),
                ('first_year', models.PositiveSmallIntegerField(verbose_name='từ năm')),
                ('last_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='đến hết năm')),
                ('switched_at', models.DateTimeField(verbose_name='bật lúc')),
            ],
            options={
                'verbose_name': 'biểu tự chọn đang dùng',
                'verbose_name_plural': 'biểu tự chọn đang dùng',
            },
        ),
        migrations.AlterModelOptions(
            name='target',
            options={'ordering': ['framework__code', 'year', 'pk'], 'verbose_name': 'mục tiêu', 'verbose_name_plural': 'mục tiêu'},
        ),
        migrations.RemoveConstraint(
            model_name='indicator',
            name='indicator_base_is_not_its_numerator',
        ),
        migrations.RemoveConstraint(
            model_name='target',
            name='target_range_has_two_ends',
        ),
        migrations.RemoveField(
            model_name='target',
            name='citation',
        ),
        migrations.RemoveField(
            model_name='target',
            name='framework_code',
        ),
        migrations.AddField(
            model_name='form',
            name='optional',
            field=models.BooleanField(default=False, help_text='Đơn vị chỉ nhập biểu này khi cấp trên của mình đã bật.', verbose_name='chỉ dùng nơi bật'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='level',
            field=models.CharField(blank=True, choices=[('province', 'tỉnh, thành phố'), ('district', 'quận, huyện'), ('ward', 'phường, xã'), ('community', 'khu phố, tổ dân phố')], help_text='Chỉ ghi khi chỉ tiêu chỉ có ở một cấp: tỉ lệ quận, huyện đạt là của tỉnh. Để trống: mọi cấp.', max_length=12, verbose_name='tính từ cấp'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='near',
            field=models.ForeignKey(blank=True, help_text='Chỉ tiêu gần giống nhưng tính trên mẫu số khác: cho biết vì sao chưa so được.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='indicators.indicator', verbose_name='gần với'),
        ),
        migrations.AddField(
            model_name='measure',
            name='highest',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Chỉ ghi khi chỉ tiêu là một mức độ: 2 với xóa mù chữ, 3 với phổ cập tiểu học.', null=True, verbose_name='mức cao nhất'),
        ),
        migrations.AddField(
            model_name='target',
            name='base_year',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Chỉ ghi khi mục tiêu là mức tăng so với một năm gốc.', null=True, verbose_name='so với năm'),
        ),
        migrations.AddField(
            model_name='target',
            name='wording',
            field=models.CharField(blank=True, max_length=400, verbose_name='văn bản viết'),
        ),
        migrations.AlterField(
            model_name='indicator',
            name='base',
            field=models.ForeignKey(blank=True, help_text='Để trống khi chỉ tiêu là một số đếm hoặc một mức độ.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='as_base', to='indicators.measure', verbose_name='mẫu số'),
        ),
        migrations.AlterField(
            model_name='indicator',
            name='base_label',
            field=models.CharField(blank=True, help_text='Ví dụ: trên tổng số hộ dân; trên số hộ đăng ký.', max_length=120, verbose_name='tên mẫu số'),
        ),
        migrations.AlterField(
            model_name='target',
            name='framework',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='indicators.framework', verbose_name='văn bản'),
        ),
        migrations.AlterField(
            model_name='target',
            name='kind',
            field=models.CharField(choices=[('floor', 'ít nhất'), ('ceiling', 'nhiều nhất'), ('range', 'trong khoảng'), ('hold', 'duy trì'), ('level', 'đạt mức độ'), ('change', 'tăng so với năm gốc')], max_length=7, verbose_name='loại'),
        ),
        migrations.AlterField(
            model_name='target',
            name='maximum',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='đến'),
        ),
        migrations.AlterField(
            model_name='target',
            name='minimum',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='từ'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('base__isnull', True), models.Q(('numerator', models.F('base')), _negated=True), _connector='OR'), name='indicator_base_is_not_its_numerator', violation_error_message='Tử số và mẫu số phải là hai chỉ tiêu khác nhau.'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('base__isnull', True), ('base_label', '')), models.Q(('base__isnull', False), models.Q(('base_label', ''), _negated=True)), _connector='OR'), name='indicator_base_has_a_name', violation_error_message='Mẫu số phải có tên; chỉ tiêu là số đếm hoặc mức độ thì để trống cả hai.'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(('highest__isnull', True), models.Q(('additivity', 'none'), ('highest__gte', 1), ('nature', 'stock')), _connector='OR'), name='measure_level_is_a_stock_and_never_added', violation_error_message='Mức độ là số thời điểm cuối kỳ và không cộng giữa các đơn vị.'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.UniqueConstraint(fields=('framework', 'scope', 'label', 'base_label', 'year'), name='target_once_per_decision', violation_error_message='Văn bản đã có mục tiêu này cho năm này.'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.UniqueConstraint(condition=models.Q(('indicator__isnull', False)), fields=('framework', 'scope', 'indicator', 'year'), name='target_once_per_indicator_and_milestone', violation_error_message='Văn bản đã có một mức khác cho chỉ tiêu này ở năm này.'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'range'), ('maximum__gte', models.F('minimum')), ('maximum__isnull', False)), models.Q(('kind', 'ceiling'), ('maximum__isnull', False), ('minimum__isnull', True)), models.Q(models.Q(('kind__in', ['range', 'ceiling']), _negated=True), ('maximum__isnull', True), ('minimum__isnull', False)), _connector='OR'), name='target_range_has_two_ends', violation_error_message='Mục tiêu trong khoảng phải ghi cả hai đầu, đầu sau không nhỏ hơn đầu trước; mức trần chỉ ghi đầu sau; loại khác chỉ ghi đầu trước.'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('base_year__isnull', False), ('base_year__lt', models.F('year')), ('kind', 'change')), models.Q(models.Q(('kind', 'change'), _negated=True), ('base_year__isnull', True)), _connector='OR'), name='target_change_has_its_base_year', violation_error_message='Mức tăng phải ghi năm gốc, trước năm của mục tiêu; loại khác không ghi.'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['floor', 'ceiling', 'range', 'hold', 'level', 'change'])), name='target_kind_known'),
        ),
        migrations.AddField(
            model_name='formuse',
            name='switched_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người bật'),
        ),
        migrations.AddField(
            model_name='formuse',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forms_in_use', to='units.unit', verbose_name='đơn vị'),
        ),
        migrations.AddConstraint(
            model_name='formuse',
            constraint=models.UniqueConstraint(fields=('unit', 'form_code'), name='formuse_once_per_unit_and_form', violation_error_message='Đơn vị đã bật biểu này.'),
        ),
        migrations.AddConstraint(
            model_name='formuse',
            constraint=models.CheckConstraint(condition=models.Q(('last_year__isnull', True), ('last_year__gte', models.F('first_year')), _connector='OR'), name='formuse_years_in_order', violation_error_message='Năm cuối không được trước năm đầu.'),
        ),
    )
