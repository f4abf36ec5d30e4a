"""What was published: bases, who entered it, voiding with a reason, and the history of both."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0009_more_kinds_of_papers'),
        ('units', '0028_years_that_every_tool_knows'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalPublishedFigure',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('entered_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='ghi lúc')),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='hủy lúc')),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='lý do hủy')),
                ('ordinal', models.PositiveSmallIntegerField(verbose_name='thứ tự')),
                ('figure', models.CharField(blank=True, help_text='Mã tỉ lệ hoặc chỉ tiêu, ví dụ household-rate.', max_length=60, verbose_name='số liệu của báo cáo')),
                ('label', models.CharField(max_length=200, verbose_name='chỉ tiêu')),
                ('printed_count', models.CharField(blank=True, max_length=60, verbose_name='số đếm như đã in')),
                ('count', models.BigIntegerField(blank=True, null=True, verbose_name='số đếm')),
                ('qualifier', models.CharField(choices=[('exact', 'chính xác'), ('below', 'gần'), ('above', 'trên'), ('about', 'khoảng')], default='exact', max_length=5, verbose_name='mức chính xác')),
                ('printed_base', models.CharField(blank=True, max_length=60, verbose_name='mẫu số như đã in')),
                ('base', models.BigIntegerField(blank=True, null=True, verbose_name='mẫu số')),
                ('base_exact', models.BooleanField(default=True, verbose_name='mẫu số chính xác')),
                ('printed_rate', models.CharField(blank=True, max_length=20, verbose_name='tỉ lệ như đã in')),
                ('place', models.CharField(max_length=120, verbose_name='vị trí trong nguồn')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'lịch sử số đã công bố',
                'verbose_name_plural': 'historical số đã công bố',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPublishedSource',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('entered_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='ghi lúc')),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='hủy lúc')),
                ('void_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='lý do hủy')),
                ('key', models.SlugField(max_length=60, verbose_name='khóa')),
                ('first_year', models.PositiveSmallIntegerField(verbose_name='từ năm')),
                ('last_year', models.PositiveSmallIntegerField(verbose_name='đến năm')),
                ('title', models.CharField(max_length=300, verbose_name='tên bài, văn bản')),
                ('publisher', models.CharField(max_length=200, verbose_name='nơi công bố')),
                ('published_on', models.DateField(verbose_name='ngày công bố')),
                ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'lịch sử nguồn đã công bố',
                'verbose_name_plural': 'historical nguồn đã công bố',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name='publishedfigure',
            name='base',
            field=models.BigIntegerField(blank=True, null=True, verbose_name='mẫu số'),
        ),
        migrations.AddField(
            model_name='publishedfigure',
            name='base_exact',
            field=models.BooleanField(default=True, verbose_name='mẫu số chính xác'),
        ),
        migrations.AddField(
            model_name='publishedfigure',
            name='entered_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='ghi lúc'),
        ),
        migrations.AddField(
            model_name='publishedfigure',
            name='entered_by',
            field=models.ForeignKey(blank=True, editable=False, help_text='Để trống: có sẵn trong danh mục.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi'),
        ),
        migrations.AddField(
            model_name='publishedfigure',
            name='printed_base',
            field=models.CharField(blank=True, max_length=60, verbose_name='mẫu số như đã in'),
        ),
        migrations.AddField(
            model_name='publishedfigure',
            name='void_reason',
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name='lý do hủy'),
        ),
        migrations.AddField(
            model_name='publishedfigure',
            name='voided_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='hủy lúc'),
        ),
        migrations.AddField(
            model_name='publishedfigure',
            name='voided_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người hủy'),
        ),
        migrations.AddField(
            model_name='publishedsource',
            name='entered_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='ghi lúc'),
        ),
        migrations.AddField(
            model_name='publishedsource',
            name='entered_by',
            field=models.ForeignKey(blank=True, editable=False, help_text='Để trống: có sẵn trong danh mục.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi'),
        ),
        migrations.AddField(
            model_name='publishedsource',
            name='void_reason',
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name='lý do hủy'),
        ),
        migrations.AddField(
            model_name='publishedsource',
            name='voided_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='hủy lúc'),
        ),
        migrations.AddField(
            model_name='publishedsource',
            name='voided_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người hủy'),
        ),
        migrations.AlterField(
            model_name='publishedfigure',
            name='figure',
            field=models.CharField(blank=True, help_text='Mã tỉ lệ hoặc chỉ tiêu, ví dụ household-rate.', max_length=60, verbose_name='số liệu của báo cáo'),
        ),
        migrations.AddConstraint(
            model_name='publishedfigure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('base__isnull', True), ('printed_base', '')), models.Q(models.Q(('printed_base', ''), _negated=True), ('base__isnull', False)), _connector='OR'), name='publishedfigure_base_as_printed_and_read'),
        ),
        migrations.AddConstraint(
            model_name='publishedfigure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at__isnull', True), ('voided_by__isnull', True)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='publishedfigure_void_says_who_when_why'),
        ),
        migrations.AddConstraint(
            model_name='publishedsource',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at__isnull', True), ('voided_by__isnull', True)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='publishedsource_void_says_who_when_why'),
        ),
        migrations.AddField(
            model_name='historicalpublishedfigure',
            name='entered_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, help_text='Để trống: có sẵn trong danh mục.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi'),
        ),
        migrations.AddField(
            model_name='historicalpublishedfigure',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalpublishedfigure',
            name='source',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reports.publishedsource', verbose_name='nguồn'),
        ),
        migrations.AddField(
            model_name='historicalpublishedfigure',
            name='voided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người hủy'),
        ),
        migrations.AddField(
            model_name='historicalpublishedsource',
            name='entered_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, help_text='Để trống: có sẵn trong danh mục.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi'),
        ),
        migrations.AddField(
            model_name='historicalpublishedsource',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalpublishedsource',
            name='unit',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='units.unit', verbose_name='đơn vị'),
        ),
        migrations.AddField(
            model_name='historicalpublishedsource',
            name='voided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người hủy'),
        ),
    ]
