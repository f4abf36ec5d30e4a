"""Certificates of a whole decision printed by the worker: runs and their files."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0007_signed_copies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CertificateRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.CharField(max_length=2, verbose_name='khổ')),
                ('pattern', models.CharField(max_length=300, verbose_name='địa chỉ kiểm tra')),
                ('total', models.PositiveIntegerField(verbose_name='số giấy')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='đã in')),
                ('asked_at', models.DateTimeField(verbose_name='yêu cầu lúc')),
                ('begun_at', models.DateTimeField(null=True, verbose_name='bắt đầu lúc')),
                ('alive_at', models.DateTimeField(null=True, verbose_name='còn làm lúc')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='xong lúc')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='vướng mắc')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người yêu cầu')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='reports.document', verbose_name='văn bản')),
            ],
            options={
                'verbose_name': 'đợt in giấy công nhận',
                'verbose_name_plural': 'đợt in giấy công nhận',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='CertificateFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordinal', models.PositiveIntegerField(verbose_name='thứ tự')),
                ('place', models.CharField(max_length=400, verbose_name='địa bàn')),
                ('first', models.CharField(max_length=20, verbose_name='số vào sổ đầu')),
                ('number', models.PositiveIntegerField(verbose_name='số giấy')),
                ('content', models.BinaryField(null=True, verbose_name='tệp')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('done_at', models.DateTimeField(null=True, verbose_name='in lúc')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='reports.certificaterun', verbose_name='đợt in')),
            ],
            options={
                'verbose_name': 'tệp giấy công nhận',
                'verbose_name_plural': 'tệp giấy công nhận',
                'ordering': ['run', 'ordinal'],
            },
        ),
        migrations.AddConstraint(
            model_name='certificaterun',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('document', 'size', 'by'), name='certificaterun_once_while_it_prints'),
        ),
        migrations.AddConstraint(
            model_name='certificaterun',
            constraint=models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='certificaterun_done_within_total'),
        ),
        migrations.AddConstraint(
            model_name='certificatefile',
            constraint=models.UniqueConstraint(fields=('run', 'ordinal'), name='certificatefile_once_per_part'),
        ),
        migrations.AddConstraint(
            model_name='certificatefile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content__isnull', True), ('done_at__isnull', True), ('sha256', '')), models.Q(models.Q(('sha256', ''), _negated=True), ('content__isnull', False), ('done_at__isnull', False)), _connector='OR'), name='certificatefile_whole_or_not_there'),
        ),
    ]
