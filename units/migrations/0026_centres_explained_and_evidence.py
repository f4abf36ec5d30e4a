"""Why a class had so many attendances; the evidence of a self-evaluation."""

from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0025_notices_turns_calendars'),
    ]

    operations = [
        *keeping_triggers(
            migrations.AddField(
                model_name='centrecourse',
                name='explained',
                field=models.CharField(blank=True, help_text='Chỉ ghi khi trang hỏi vì sao số lượt người nhiều như vậy.', max_length=300, verbose_name='giải trình'),
            ),
            migrations.AddField(
                model_name='centrescore',
                name='evidence',
                field=models.CharField(blank=True, max_length=300, verbose_name='minh chứng'),
            ),
            migrations.AddField(
                model_name='historicalcentrecourse',
                name='explained',
                field=models.CharField(blank=True, help_text='Chỉ ghi khi trang hỏi vì sao số lượt người nhiều như vậy.', max_length=300, verbose_name='giải trình'),
            ),
            migrations.AddField(
                model_name='historicalcentrescore',
                name='evidence',
                field=models.CharField(blank=True, max_length=300, verbose_name='minh chứng'),
            ),
        ),
    ]
