"""Definitions of indicators by year, and areas with targets of their own; both rest once approved figures rest on them."""

import django.db.models.deletion
from django.db import migrations, models

from hocTap.lib.sql import held

APPROVED = (
    "(b.state = 'approved' OR EXISTS (SELECT 1 FROM indicators_step a "
    "WHERE a.submission_id = b.id AND a.action = 'approve'))"
)


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0017_catalogue_rests'),
        ('units', '0032_second_administrator'),
    ]

    operations = [
        migrations.CreateModel(
            name='DifficultArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='từ ngày')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('decision', models.CharField(help_text='Loại, số, ký hiệu, ngày; cơ quan ban hành.', max_length=200, verbose_name='theo văn bản')),
                ('verified', models.CharField(choices=[('original', 'đã đối chiếu văn bản gốc'), ('secondary', 'theo nguồn dẫn lại'), ('unverified', 'chưa kiểm chứng')], default='unverified', max_length=10, verbose_name='mức tin cậy')),
                ('source', models.CharField(help_text='Đọc ở đâu: bản gốc, trang web, ngày.', max_length=300, verbose_name='nguồn')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='difficult_spells', to='units.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'địa bàn đặc biệt khó khăn',
                'verbose_name_plural': 'địa bàn đặc biệt khó khăn',
                'ordering': ['-valid_from', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'valid_from'), name='difficultarea_once_per_day', violation_error_message='Đơn vị đã được ghi từ ngày này.'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='difficultarea_ends_after_start', violation_error_message='Ngày cuối phải sau hoặc bằng ngày đầu.'), models.CheckConstraint(condition=models.Q(models.Q(('decision', ''), _negated=True), models.Q(('source', ''), _negated=True)), name='difficultarea_says_by_what', violation_error_message='Hãy ghi văn bản và nguồn.')],
            },
        ),
        migrations.CreateModel(
            name='Redefinition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_year', models.PositiveSmallIntegerField(help_text='Năm đầu tiên tính theo cách mới.', verbose_name='từ năm')),
                ('base_label', models.CharField(blank=True, help_text='Ghi khi mẫu số đổi. Ví dụ: trên số hộ đăng ký.', max_length=120, verbose_name='tên mẫu số mới')),
                ('wording', models.CharField(help_text='Điều gì khác trước, trong một câu: tính cả người tạm trú từ 6 tháng.', max_length=400, verbose_name='nay hiểu là')),
                ('decision', models.CharField(help_text='Loại, số, ký hiệu, ngày; điều, khoản.', max_length=200, verbose_name='theo văn bản')),
                ('verified', models.CharField(choices=[('original', 'đã đối chiếu văn bản gốc'), ('secondary', 'theo nguồn dẫn lại'), ('unverified', 'chưa kiểm chứng')], default='unverified', max_length=10, verbose_name='mức tin cậy')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='nguồn')),
                ('base', models.ForeignKey(blank=True, help_text='Để trống: vẫn mẫu số cũ.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.measure', verbose_name='mẫu số mới')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redefinitions', to='indicators.indicator', verbose_name='tỉ lệ')),
                ('numerator', models.ForeignKey(blank=True, help_text='Để trống: vẫn tử số cũ.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.measure', verbose_name='tử số mới')),
            ],
            options={
                'verbose_name': 'đổi cách tính',
                'verbose_name_plural': 'đổi cách tính',
                'ordering': ['indicator', 'first_year'],
                'constraints': [models.UniqueConstraint(fields=('indicator', 'first_year'), name='redefinition_once_per_year', violation_error_message='Tỉ lệ này đã có một lần đổi cách tính từ năm đó.'), models.CheckConstraint(condition=models.Q(('numerator__isnull', True), ('base__isnull', True), models.Q(('numerator', models.F('base')), _negated=True), _connector='OR'), name='redefinition_base_is_not_its_numerator', violation_error_message='Tử số và mẫu số phải là hai chỉ tiêu khác nhau.'), models.CheckConstraint(condition=models.Q(models.Q(('base__isnull', True), ('base_label', '')), models.Q(('base__isnull', False), models.Q(('base_label', ''), _negated=True)), _connector='OR'), name='redefinition_base_has_a_name', violation_error_message='Mẫu số mới phải có tên; mẫu số không đổi thì để trống cả hai.'), models.CheckConstraint(condition=models.Q(models.Q(('decision', ''), _negated=True), models.Q(('wording', ''), _negated=True)), name='redefinition_says_what_and_why', violation_error_message='Hãy ghi điều gì khác trước và theo văn bản nào.')],
            },
        ),
        held(
            'indicators_redefinition',
            ['indicator_id', 'first_year', 'numerator_id', 'base_id', 'base_label', 'wording', 'decision'],
            "EXISTS (SELECT 1 FROM indicators_indicator i JOIN indicators_line l ON l.measure_id IN (i.numerator_id, OLD.numerator_id) JOIN indicators_section s ON s.id = l.section_id JOIN indicators_submission b ON b.form_id = s.form_id JOIN indicators_period p ON p.id = b.period_id WHERE i.id = OLD.indicator_id AND p.year >= OLD.first_year AND " + APPROVED + ")"),
        held(
            'indicators_difficultarea',
            ['unit_id', 'valid_from', 'decision'],
            "EXISTS (SELECT 1 FROM indicators_submission b JOIN indicators_period p ON p.id = b.period_id WHERE b.unit_id = OLD.unit_id AND p.ends_on >= OLD.valid_from AND " + APPROVED + ")"),
    ]
