"""What an office opens to everybody, keys for other systems, and how often these were used."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0015_own_plans'),
        ('units', '0023_workers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=120, verbose_name='hệ thống dùng mã')),
                ('may_write', models.BooleanField(default=False, verbose_name='được ghi số liệu')),
                ('prefix', models.CharField(max_length=12, unique=True, verbose_name='đầu mã')),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('made_at', models.DateTimeField(verbose_name='lập lúc')),
                ('ends_on', models.DateField(verbose_name='dùng đến hết ngày')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='thu hồi lúc')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người lập')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thu hồi')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_keys', to='units.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'mã truy cập',
                'verbose_name_plural': 'mã truy cập',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ApiUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hour', models.DateTimeField(verbose_name='giờ')),
                ('calls', models.PositiveIntegerField(default=0, verbose_name='số lần gọi')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='indicators.apikey', verbose_name='mã truy cập')),
            ],
            options={
                'verbose_name': 'lượt dùng mã',
                'verbose_name_plural': 'lượt dùng mã',
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_open', models.BooleanField(verbose_name='công khai')),
                ('switched_at', models.DateTimeField(verbose_name='ghi lúc')),
                ('switched_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='units.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'công khai số liệu',
                'verbose_name_plural': 'công khai số liệu',
                'ordering': ['-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='apikey',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', True), ('revoked_by__isnull', True)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='apikey_revoked_says_who_and_when'),
        ),
        migrations.AddConstraint(
            model_name='apiuse',
            constraint=models.UniqueConstraint(fields=('key', 'hour'), name='apiuse_once_an_hour'),
        ),
    ]
