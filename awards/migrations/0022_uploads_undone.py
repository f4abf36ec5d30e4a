"""A whole list is taken back: what it wrote, and who undid it, when and why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0021_titles_kept_criteria'),
        ('units', '0018_heritage'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = keeping_triggers(
        migrations.AddField(
            model_name='upload',
            name='made',
            field=models.JSONField(default=dict, help_text='Để hoàn tác được cả lần nạp.', verbose_name='đã ghi những gì'),
        ),
        migrations.AddField(
            model_name='upload',
            name='undone_at',
            field=models.DateTimeField(null=True, verbose_name='hoàn tác lúc'),
        ),
        migrations.AddField(
            model_name='upload',
            name='undone_because',
            field=models.CharField(blank=True, max_length=300, verbose_name='lý do hoàn tác'),
        ),
        migrations.AddField(
            model_name='upload',
            name='undone_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người hoàn tác'),
        ),
        migrations.AlterField(
            model_name='upload',
            name='state',
            field=models.CharField(choices=[('checked', 'đã kiểm tra, chờ xác nhận'), ('queued', 'đã xác nhận, chờ ghi'), ('running', 'đang ghi'), ('done', 'đã ghi'), ('failed', 'không ghi được'), ('undone', 'đã hoàn tác')], default='checked', max_length=8, verbose_name='trạng thái'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'undone'), ('undone_at__isnull', False), ('undone_by__isnull', False), models.Q(('undone_because', ''), _negated=True)), models.Q(models.Q(('state', 'undone'), _negated=True), ('undone_at__isnull', True), ('undone_because', ''), ('undone_by__isnull', True)), _connector='OR'), name='upload_undone_says_who_when_why'),
        ),
    )
