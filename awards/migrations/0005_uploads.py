import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0004_scholarships_ledger'),
        ('units', '0003_fund_officer_role'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NamesExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=120, verbose_name='danh sách')),
                ('filters', models.CharField(blank=True, max_length=500, verbose_name='điều kiện lọc')),
                ('rows', models.PositiveIntegerField(verbose_name='số dòng')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('mark', models.CharField(max_length=40, unique=True, verbose_name='dấu chìm')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người xuất')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'lần xuất danh sách có tên',
                'verbose_name_plural': 'nhật ký xuất danh sách có tên',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='loại danh sách')),
                ('options', models.JSONField(blank=True, default=dict, verbose_name='lựa chọn')),
                ('at', models.DateTimeField(verbose_name='tải lên lúc')),
                ('name', models.CharField(max_length=200, verbose_name='tên tệp')),
                ('sha256', models.CharField(max_length=64, verbose_name='dấu vân tay SHA-256')),
                ('content', models.BinaryField(null=True, verbose_name='tệp gốc')),
                ('header_row', models.PositiveIntegerField(verbose_name='dòng tiêu đề')),
                ('places', models.JSONField(default=dict, verbose_name='cột của từng mục')),
                ('state', models.CharField(choices=[('checked', 'đã kiểm tra, chờ xác nhận'), ('queued', 'đã xác nhận, chờ ghi'), ('running', 'đang ghi'), ('done', 'đã ghi'), ('failed', 'không ghi được')], default='checked', max_length=8, verbose_name='trạng thái')),
                ('problem', models.CharField(blank=True, max_length=500, verbose_name='vướng mắc')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='số dòng')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='đã xử lý')),
                ('created', models.PositiveIntegerField(default=0, verbose_name='ghi mới')),
                ('matched', models.PositiveIntegerField(default=0, verbose_name='đã có')),
                ('refused', models.PositiveIntegerField(default=0, verbose_name='từ chối')),
                ('leave_out', models.BooleanField(default=False, verbose_name='bỏ các dòng bị từ chối')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='xác nhận lúc')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='xong lúc')),
                ('forgotten_at', models.DateTimeField(null=True, verbose_name='đã xóa tệp và các dòng lúc')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người tải lên')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người xác nhận')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='units.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'tệp tải lên',
                'verbose_name_plural': 'tệp tải lên',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['unit', 'kind', '-id'], name='upload_of_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('total', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('created'), '+', models.F('matched')), '+', models.F('refused')))), name='upload_every_row_counts_once'), models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='upload_done_within_total'), models.CheckConstraint(condition=models.Q(('state', 'checked'), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='upload_confirmed_says_who'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('refused', 0), ('leave_out', True), _connector='OR'), name='upload_done_without_refused_rows_unless_left_out')],
            },
        ),
        migrations.CreateModel(
            name='UploadRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='dòng số')),
                ('outcome', models.CharField(choices=[('create', 'ghi mới'), ('match', 'đã có'), ('refuse', 'từ chối')], max_length=6, verbose_name='kết quả')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='lý do')),
                ('columns', models.JSONField(default=list, verbose_name='ô có lỗi')),
                ('cells', models.JSONField(default=dict, verbose_name='nội dung')),
                ('upload', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='awards.upload', verbose_name='tệp')),
            ],
            options={
                'verbose_name': 'dòng của tệp',
                'verbose_name_plural': 'dòng của tệp',
                'ordering': ['number'],
                'indexes': [models.Index(fields=['upload', 'outcome', 'number'], name='uploadrow_by_outcome')],
                'constraints': [models.UniqueConstraint(fields=('upload', 'number'), name='uploadrow_once'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'refuse'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='uploadrow_refused_says_why')],
            },
        ),
    ]
