import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('units', '0002_one_version_at_a_time'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PublishedSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True, verbose_name='khóa')),
                ('first_year', models.PositiveSmallIntegerField(verbose_name='từ năm')),
                ('last_year', models.PositiveSmallIntegerField(verbose_name='đến năm')),
                ('title', models.CharField(max_length=300, verbose_name='tên bài, văn bản')),
                ('publisher', models.CharField(max_length=200, verbose_name='nơi công bố')),
                ('published_on', models.DateField(verbose_name='ngày công bố')),
                ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='published_sources', to='units.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'nguồn đã công bố',
                'verbose_name_plural': 'nguồn đã công bố',
                'ordering': ['published_on', 'key'],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_year__gte', models.F('first_year'))), name='publishedsource_years_in_order')],
            },
        ),
        migrations.CreateModel(
            name='PublishedFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ordinal', models.PositiveSmallIntegerField(verbose_name='thứ tự')),
                ('figure', models.CharField(help_text='Mã tỉ lệ hoặc chỉ tiêu, ví dụ household-rate.', max_length=60, verbose_name='số liệu của báo cáo')),
                ('label', models.CharField(max_length=200, verbose_name='chỉ tiêu')),
                ('printed_count', models.CharField(blank=True, max_length=60, verbose_name='số đếm như đã in')),
                ('count', models.BigIntegerField(blank=True, null=True, verbose_name='số đếm')),
                ('qualifier', models.CharField(choices=[('exact', 'chính xác'), ('below', 'gần'), ('above', 'trên'), ('about', 'khoảng')], default='exact', max_length=5, verbose_name='mức chính xác')),
                ('printed_rate', models.CharField(blank=True, max_length=20, verbose_name='tỉ lệ như đã in')),
                ('place', models.CharField(max_length=120, verbose_name='vị trí trong nguồn')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='reports.publishedsource', verbose_name='nguồn')),
            ],
            options={
                'verbose_name': 'số đã công bố',
                'verbose_name_plural': 'số đã công bố',
                'ordering': ['source', 'ordinal'],
                'constraints': [models.UniqueConstraint(fields=('source', 'ordinal'), name='publishedfigure_once_per_place'), models.CheckConstraint(condition=models.Q(models.Q(('printed_count', ''), _negated=True), models.Q(('printed_rate', ''), _negated=True), _connector='OR'), name='publishedfigure_says_something', violation_error_message='Ghi số đếm hoặc tỉ lệ như đã in.'), models.CheckConstraint(condition=models.Q(models.Q(('count__isnull', True), ('printed_count', '')), models.Q(models.Q(('printed_count', ''), _negated=True), ('count__isnull', False)), _connector='OR'), name='publishedfigure_count_as_printed_and_read')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('review', 'báo cáo tổng kết')], default='review', max_length=8, verbose_name='loại')),
                ('first_year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='từ năm')),
                ('last_year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='đến năm')),
                ('as_of', models.DateField(verbose_name='tính đến ngày')),
                ('rounding', models.CharField(choices=[('half-up', 'làm tròn'), ('cut', 'cắt bớt')], default='half-up', max_length=8, verbose_name='cách viết tỉ lệ')),
                ('state', models.CharField(choices=[('draft', 'dự thảo'), ('issued', 'đã phát hành')], default='draft', max_length=8, verbose_name='trạng thái')),
                ('revision', models.PositiveIntegerField(default=1, verbose_name='lần lấy số liệu')),
                ('document', models.JSONField(verbose_name='nội dung')),
                ('digest', models.CharField(max_length=64, verbose_name='mã kiểm tra nội dung')),
                ('made_at', models.DateTimeField(verbose_name='lấy số liệu lúc')),
                ('parent_body', models.CharField(blank=True, max_length=120, verbose_name='cơ quan chủ quản')),
                ('agency', models.TextField(help_text='Mỗi dòng của tiêu đề một dòng.', max_length=200, verbose_name='cơ quan ban hành')),
                ('symbol', models.CharField(default='BC-UBND', max_length=30, verbose_name='ký hiệu')),
                ('place', models.CharField(max_length=60, verbose_name='địa danh')),
                ('subject', models.TextField(max_length=400, verbose_name='trích yếu')),
                ('authority', models.TextField(blank=True, help_text='Ví dụ: TM. ỦY BAN NHÂN DÂN; thêm dòng KT. CHỦ TỊCH.', max_length=200, verbose_name='thẩm quyền ký')),
                ('position', models.CharField(max_length=80, verbose_name='chức vụ người ký')),
                ('signer', models.CharField(blank=True, max_length=120, verbose_name='họ và tên người ký')),
                ('recipients', models.TextField(help_text='Mỗi nơi một dòng.', max_length=1000, verbose_name='nơi nhận')),
                ('number', models.PositiveIntegerField(blank=True, null=True, verbose_name='số')),
                ('number_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='năm của số')),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='ngày ban hành')),
                ('direction', models.TextField(blank=True, max_length=20000, verbose_name='Công tác chỉ đạo, tuyên truyền')),
                ('assessment', models.TextField(blank=True, max_length=20000, verbose_name='Đánh giá chung')),
                ('orientation', models.TextField(blank=True, max_length=20000, verbose_name='Phương hướng, nhiệm vụ')),
                ('proposals', models.TextField(blank=True, max_length=20000, verbose_name='Kiến nghị, đề xuất')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người lập')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='units.unit', verbose_name='đơn vị')),
                ('unit_as', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unitversion', verbose_name='tên đơn vị lúc đó')),
            ],
            options={
                'verbose_name': 'báo cáo',
                'verbose_name_plural': 'báo cáo',
                'ordering': ['-made_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_year__gte', models.F('first_year'))), name='report_years_in_order', violation_error_message='Năm đầu phải trước hoặc bằng năm cuối.'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'issued'])), name='report_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('issued_on__isnull', False), ('number__isnull', False), ('number_year__isnull', False), ('state', 'issued'), models.Q(('signer', ''), _negated=True)), models.Q(('issued_on__isnull', True), ('number__isnull', True), ('number_year__isnull', True), ('state', 'draft')), _connector='OR'), name='report_issued_has_number_day_and_signer', violation_error_message='Báo cáo phát hành phải có số, ngày và người ký; dự thảo thì chưa có.'), models.CheckConstraint(condition=models.Q(('number__isnull', True), ('number__gte', 1), _connector='OR'), name='report_number_starts_at_1'), models.UniqueConstraint(fields=('unit', 'kind', 'number_year', 'number'), name='report_number_once_a_year', violation_error_message='Số này đã dùng cho một báo cáo khác trong năm.')],
            },
        ),
        migrations.CreateModel(
            name='ReportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField(verbose_name='tệp')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('made_at', models.DateTimeField(verbose_name='lập lúc')),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='file', to='reports.report', verbose_name='báo cáo')),
            ],
            options={
                'verbose_name': 'tệp lưu trữ',
                'verbose_name_plural': 'tệp lưu trữ',
            },
        ),
        migrations.CreateModel(
            name='ReportStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('make', 'lập'), ('rebuild', 'lấy lại số liệu'), ('write', 'sửa lời văn'), ('issue', 'phát hành')], max_length=8, verbose_name='bước')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('revision', models.PositiveIntegerField(verbose_name='lần lấy số liệu')),
                ('digest', models.CharField(max_length=64, verbose_name='mã kiểm tra nội dung')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thực hiện')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='reports.report', verbose_name='báo cáo')),
            ],
            options={
                'verbose_name': 'bước của báo cáo',
                'verbose_name_plural': 'bước của báo cáo',
                'ordering': ['at', 'pk'],
            },
        ),
    ]
