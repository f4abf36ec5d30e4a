"""An office's own plans: a document with the unit and years that it is for, and who changed which of its figures."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0014_checked_by_the_office_above'),
        ('units', '0023_workers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *keeping_triggers(
            migrations.AlterField(
                model_name='framework',
                name='code',
                field=models.SlugField(max_length=90, unique=True, verbose_name='mã văn bản'),
            ),
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_year', models.PositiveSmallIntegerField(verbose_name='từ năm')),
                ('last_year', models.PositiveSmallIntegerField(verbose_name='đến hết năm')),
                ('entered_at', models.DateTimeField(verbose_name='ghi lúc')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('framework', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='plan', to='indicators.framework', verbose_name='văn bản')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='units.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'kế hoạch của đơn vị',
                'verbose_name_plural': 'kế hoạch của đơn vị',
                'ordering': ['-last_year', '-first_year', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PlanChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                ('before', models.CharField(blank=True, max_length=80, verbose_name='trước')),
                ('after', models.CharField(blank=True, max_length=80, verbose_name='sau')),
                ('changed_at', models.DateTimeField(verbose_name='ghi lúc')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.indicator', verbose_name='chỉ tiêu')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='indicators.plan', verbose_name='kế hoạch')),
            ],
            options={
                'verbose_name': 'thay đổi của kế hoạch',
                'verbose_name_plural': 'thay đổi của kế hoạch',
                'ordering': ['-changed_at', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('last_year__gte', models.F('first_year'))), name='plan_years_in_order', violation_error_message='Năm cuối của kế hoạch không được trước năm đầu.'),
        ),
        migrations.AddConstraint(
            model_name='planchange',
            constraint=models.CheckConstraint(condition=models.Q(('before', models.F('after')), _negated=True), name='planchange_changes_something', violation_error_message='Mức trước và sau giống nhau.'),
        ),
    ]
