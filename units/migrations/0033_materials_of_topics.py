"""What there is to teach a topic with: materials, kept by the centres."""

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0032_second_administrator'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalCentreMaterial',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('sort_key', models.CharField(editable=False, max_length=300)),
                ('folded', models.CharField(db_index=True, editable=False, max_length=200)),
                ('illustrative', models.BooleanField(default=False, verbose_name='số liệu minh họa')),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc ghi')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='lúc hủy')),
                ('void_reason', models.CharField(blank=True, max_length=300, verbose_name='lý do hủy')),
                ('topic', models.CharField(help_text='Tên lớp, chuyên đề như đã ghi trong sổ.', max_length=200, verbose_name='dùng cho lớp, chuyên đề')),
                ('title', models.CharField(max_length=200, verbose_name='tên tài liệu')),
                ('source', models.CharField(blank=True, help_text='Ai biên soạn, ban hành, năm nào. Ví dụ: Bộ Y tế, 2019.', max_length=200, verbose_name='nguồn')),
                ('place', models.CharField(help_text='Ví dụ: tủ sách nhà văn hóa, ngăn 3; hoặc https://… Trang không lưu tệp.', max_length=300, verbose_name='nơi để hoặc địa chỉ trên mạng')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('centre', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='units.learningcentre', verbose_name='trung tâm')),
                ('entered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('voided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người hủy')),
                ('ward', models.ForeignKey(blank=True, db_constraint=False, help_text='Số liệu này được tính cho phường nào.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='units.unit', verbose_name='phường')),
            ],
            options={
                'verbose_name': 'historical tài liệu của chuyên đề',
                'verbose_name_plural': 'historical tài liệu của chuyên đề',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='CentreMaterial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_key', models.CharField(editable=False, max_length=300)),
                ('folded', models.CharField(db_index=True, editable=False, max_length=200)),
                ('illustrative', models.BooleanField(default=False, verbose_name='số liệu minh họa')),
                ('entered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc ghi')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='lúc hủy')),
                ('void_reason', models.CharField(blank=True, max_length=300, verbose_name='lý do hủy')),
                ('topic', models.CharField(help_text='Tên lớp, chuyên đề như đã ghi trong sổ.', max_length=200, verbose_name='dùng cho lớp, chuyên đề')),
                ('title', models.CharField(max_length=200, verbose_name='tên tài liệu')),
                ('source', models.CharField(blank=True, help_text='Ai biên soạn, ban hành, năm nào. Ví dụ: Bộ Y tế, 2019.', max_length=200, verbose_name='nguồn')),
                ('place', models.CharField(help_text='Ví dụ: tủ sách nhà văn hóa, ngăn 3; hoặc https://… Trang không lưu tệp.', max_length=300, verbose_name='nơi để hoặc địa chỉ trên mạng')),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='units.learningcentre', verbose_name='trung tâm')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người hủy')),
                ('ward', models.ForeignKey(help_text='Số liệu này được tính cho phường nào.', on_delete=django.db.models.deletion.PROTECT, to='units.unit', verbose_name='phường')),
            ],
            options={
                'verbose_name': 'tài liệu của chuyên đề',
                'verbose_name_plural': 'tài liệu của chuyên đề',
                'ordering': ['sort_key', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('voided_at__isnull', True), ('void_reason', ''), ('voided_by__isnull', True)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='centrematerial_voided_with_reason', violation_error_message='Hủy bản ghi phải có người hủy và lý do.'), models.CheckConstraint(condition=models.Q(models.Q(('topic', ''), _negated=True), models.Q(('title', ''), _negated=True), models.Q(('place', ''), _negated=True)), name='centrematerial_says_what_and_where', violation_error_message='Hãy ghi tên tài liệu, chuyên đề, và nơi để hoặc địa chỉ trên mạng.'), models.UniqueConstraint(condition=models.Q(('voided_at__isnull', True)), fields=('centre', 'topic', 'title', 'place'), name='centrematerial_once', violation_error_message='Tài liệu này đã được ghi cho chuyên đề đó.')],
            },
        ),
    ]
