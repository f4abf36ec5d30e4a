import django.db.models.deletion
import hocTap.lib.sql
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0005_uploads'),
        ('units', '0005_centres_locks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CommendationKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='mã')),
                ('name', models.CharField(max_length=160, verbose_name='tên')),
                ('form', models.CharField(choices=[('certificate', 'giấy khen'), ('merit', 'bằng khen'), ('flag', 'cờ'), ('medal', 'kỷ niệm chương')], max_length=12, verbose_name='hình thức')),
                ('level', models.CharField(choices=[('ward', 'phường, xã'), ('district', 'quận, huyện'), ('province', 'tỉnh, thành phố'), ('central', 'trung ương')], max_length=8, verbose_name='cấp')),
                ('agency', models.CharField(max_length=160, verbose_name='thẩm quyền')),
                ('symbol', models.CharField(max_length=30, verbose_name='ký hiệu quyết định')),
                ('valid_from', models.DateField(verbose_name='từ ngày')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='căn cứ')),
                ('verified', models.BooleanField(default=False, verbose_name='đã đối chiếu văn bản gốc')),
            ],
            options={
                'verbose_name': 'hình thức khen thưởng',
                'verbose_name_plural': 'hình thức khen thưởng',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='commendationkind_ends_after_start', violation_error_message='Ngày cuối phải sau hoặc bằng ngày đầu.')],
            },
        ),
        migrations.CreateModel(
            name='CommendationDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='số')),
                ('year', models.PositiveSmallIntegerField(editable=False, verbose_name='năm của số')),
                ('decided_on', models.DateField(verbose_name='ngày quyết định')),
                ('signer', models.CharField(max_length=120, verbose_name='người ký')),
                ('occasion', models.CharField(max_length=200, verbose_name='dịp')),
                ('recorded_at', models.DateTimeField(verbose_name='ghi lúc')),
                ('illustrative', models.BooleanField(default=False, verbose_name='số liệu minh họa')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commendation_decisions', to='units.unit', verbose_name='đơn vị')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='awards.commendationkind', verbose_name='hình thức')),
            ],
            options={
                'verbose_name': 'quyết định khen thưởng',
                'verbose_name_plural': 'quyết định khen thưởng',
                'ordering': ['-decided_on', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'kind', 'year', 'number'), name='commendationdecision_number_once', violation_error_message='Số quyết định này đã dùng trong năm cho hình thức khen thưởng đó.'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='commendationdecision_number_from_one', violation_error_message='Số quyết định phải từ 1 trở lên.'), models.CheckConstraint(condition=models.Q(('year', models.F('decided_on__year'))), name='commendationdecision_year_of_its_day', violation_error_message='Năm của số phải là năm của ngày quyết định.')],
            },
        ),
        migrations.CreateModel(
            name='Commendation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_key', models.CharField(editable=False, max_length=300)),
                ('folded', models.CharField(db_index=True, editable=False, max_length=200)),
                ('kind', models.CharField(choices=[('collective', 'tập thể'), ('individual', 'cá nhân'), ('household', 'hộ gia đình')], max_length=10, verbose_name='đối tượng')),
                ('name', models.CharField(max_length=160, verbose_name='tên')),
                ('achievement', models.CharField(max_length=300, verbose_name='thành tích')),
                ('first_year', models.PositiveSmallIntegerField(verbose_name='thành tích từ năm')),
                ('last_year', models.PositiveSmallIntegerField(verbose_name='đến năm')),
                ('money', models.BigIntegerField(blank=True, null=True, verbose_name='tiền thưởng (đồng)')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='giải trình khi khen lại')),
                ('ward', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commendations', to='units.unit', verbose_name='phường')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commendations', to='awards.commendationdecision', verbose_name='quyết định')),
            ],
            options={
                'verbose_name': 'trường hợp khen thưởng',
                'verbose_name_plural': 'trường hợp khen thưởng',
                'ordering': ['decision', 'kind', 'sort_key', 'pk'],
                'indexes': [models.Index(fields=['ward', 'folded'], name='commendation_ward_name')],
                'constraints': [models.UniqueConstraint(fields=('decision', 'kind', 'ward', 'name'), name='commendation_once_per_decision', violation_error_message='Quyết định này đã khen đối tượng đó.'), models.CheckConstraint(condition=models.Q(('first_year__gte', 1990), ('last_year__gte', models.F('first_year')), ('last_year__lte', 2100)), name='commendation_years_in_order', violation_error_message='Năm đầu của thành tích phải trước hoặc bằng năm cuối.'), models.CheckConstraint(condition=models.Q(('money__isnull', True), models.Q(('money__gte', 1), ('money__lt', 1000000000000000)), _connector='OR'), name='commendation_money_is_a_sum', violation_error_message='Tiền thưởng phải lớn hơn 0 và dưới 10^15 đồng, hoặc để trống.')],
            },
        ),
        hocTap.lib.sql.PerVendor(
            statements={'postgresql': ['ALTER TABLE awards_commendation ALTER COLUMN sort_key TYPE varchar(300) COLLATE "C"'], 'sqlite': ()},
        ),
    ]
