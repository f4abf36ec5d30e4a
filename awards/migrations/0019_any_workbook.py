"""Lists from any workbook: how a file was understood, what was asked, where each row stands."""

import django.db.models.deletion
from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers, per_vendor

LINES = "UPDATE awards_uploadrow SET line = number"


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0018_scholarships_pairs'),
        ('units', '0012_places_of_any_day'),
    ]

    operations = keeping_triggers(
        migrations.RemoveField(
            model_name='upload',
            name='header_row',
        ),
        migrations.RemoveField(
            model_name='upload',
            name='places',
        ),
        migrations.AddField(
            model_name='upload',
            name='answers',
            field=models.JSONField(default=dict, help_text='Người gửi nói gì về cột và về cả danh sách.', verbose_name='trả lời về tệp'),
        ),
        migrations.AddField(
            model_name='upload',
            name='understood',
            field=models.JSONField(default=dict, help_text='Trang tính, tiêu đề, cột, dòng để ra ngoài, tổng, lưu ý, câu hỏi.', verbose_name='cách hiểu tệp'),
        ),
        migrations.AddField(
            model_name='uploadrow',
            name='line',
            field=models.PositiveIntegerField(default=0, verbose_name='dòng số'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='uploadrow',
            name='near',
            field=models.BooleanField(default=False, verbose_name='gần giống bản ghi đã có'),
        ),
        migrations.AddField(
            model_name='uploadrow',
            name='sheet',
            field=models.CharField(blank=True, max_length=100, verbose_name='trang tính'),
        ),
        migrations.AlterField(
            model_name='uploadrow',
            name='number',
            field=models.PositiveIntegerField(verbose_name='thứ tự trong tệp'),
        ),
        migrations.CreateModel(
            name='ListHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='loại danh sách')),
                ('head', models.CharField(max_length=64, verbose_name='dấu của tiêu đề')),
                ('columns', models.JSONField(default=dict, verbose_name='cột')),
                ('at', models.DateTimeField(verbose_name='ghi lúc')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='units.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'cách đọc cột của một danh sách',
                'verbose_name_plural': 'cách đọc cột của các danh sách',
                'constraints': [models.UniqueConstraint(fields=('unit', 'kind', 'head'), name='listhead_once')],
            },
        ),
        per_vendor(postgresql=[LINES], sqlite=[LINES]),
    )
