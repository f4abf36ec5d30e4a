"""Children's records corrected, joined, restricted; lists of suất to be paid together; requests about data."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0032_titles_total_alone'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('see', 'cho biết đang giữ gì, ai đã xem'), ('correct', 'sửa cho đúng'), ('restrict', 'hạn chế sử dụng'), ('forget', 'xóa, ẩn danh')], max_length=10, verbose_name='yêu cầu')),
                ('asker', models.CharField(choices=[('guardian', 'cha mẹ, người giám hộ'), ('child', 'bản thân học sinh, sinh viên'), ('proxy', 'người có giấy ủy quyền')], max_length=8, verbose_name='người yêu cầu')),
                ('received_on', models.DateField(verbose_name='nhận ngày')),
                ('paper', models.CharField(max_length=160, verbose_name='đơn, giấy tờ')),
                ('said', models.CharField(max_length=500, verbose_name='nội dung yêu cầu')),
                ('recorded_at', models.DateTimeField(verbose_name='ghi lúc')),
                ('outcome', models.CharField(blank=True, choices=[('done', 'đã làm theo'), ('refused', 'không làm theo, có nêu lý do')], max_length=8, verbose_name='kết quả')),
                ('acknowledged_on', models.DateField(blank=True, null=True, verbose_name='báo đã tiếp nhận ngày')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='trả lời ngày')),
                ('answer', models.CharField(blank=True, max_length=1000, verbose_name='trả lời')),
            ],
            options={
                'verbose_name': 'yêu cầu về dữ liệu',
                'verbose_name_plural': 'yêu cầu về dữ liệu',
                'ordering': ['-received_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LookedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200, verbose_name='lời ghi')),
                ('at', models.DateTimeField(verbose_name='xem lại lúc')),
            ],
            options={
                'verbose_name': 'lời ghi đã xem lại',
                'verbose_name_plural': 'lời ghi đã xem lại',
                'ordering': ['text'],
            },
        ),
        migrations.CreateModel(
            name='PaySheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='số')),
                ('decision_no', models.CharField(blank=True, max_length=60, verbose_name='số quyết định')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='ngày quyết định')),
                ('school', models.CharField(blank=True, max_length=160, verbose_name='trường')),
                ('school_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='năm học (năm đầu)')),
                ('made_at', models.DateTimeField(verbose_name='lập lúc')),
            ],
            options={
                'verbose_name': 'danh sách chi',
                'verbose_name_plural': 'danh sách chi',
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='PaySheetRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(verbose_name='thứ tự')),
                ('amount', models.BigIntegerField(verbose_name='số tiền (đồng)')),
                ('named', models.BooleanField(verbose_name='có nêu tên')),
            ],
            options={
                'verbose_name': 'dòng của danh sách chi',
                'verbose_name_plural': 'dòng của danh sách chi',
                'ordering': ['place'],
            },
        ),
        migrations.CreateModel(
            name='RecipientChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.JSONField(default=dict, verbose_name='trước')),
                ('after', models.JSONField(default=dict, verbose_name='sau')),
                ('reason', models.CharField(max_length=500, verbose_name='lý do')),
                ('at', models.DateTimeField(verbose_name='sửa lúc')),
            ],
            options={
                'verbose_name': 'lần sửa hồ sơ',
                'verbose_name_plural': 'lần sửa hồ sơ',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RecipientJoin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=500, verbose_name='lý do')),
                ('at', models.DateTimeField(verbose_name='gộp lúc')),
                ('undone_because', models.CharField(blank=True, max_length=500, verbose_name='lý do tách')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='tách lúc')),
            ],
            options={
                'verbose_name': 'lần gộp hồ sơ',
                'verbose_name_plural': 'lần gộp hồ sơ',
                'ordering': ['-at', '-pk'],
            },
        ),
        *keeping_triggers(
            migrations.AddField(
                model_name='nameaccess',
                name='numbers',
                field=models.TextField(blank=True, help_text='Hồ sơ nào được xem: ,3,17, để tìm theo từng em.', verbose_name='số hồ sơ'),
            ),
            migrations.AddField(
                model_name='recipient',
                name='anonymised_on',
                field=models.DateField(blank=True, null=True, verbose_name='ẩn danh ngày'),
            ),
            migrations.AddField(
                model_name='recipient',
                name='joined_into',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='awards.recipient', verbose_name='đã gộp vào hồ sơ'),
            ),
            migrations.AddField(
                model_name='recipient',
                name='restricted_on',
                field=models.DateField(blank=True, null=True, verbose_name='hạn chế từ ngày'),
            ),
            migrations.AddConstraint(
                model_name='recipient',
                constraint=models.CheckConstraint(condition=models.Q(('joined_into__isnull', True), models.Q(('joined_into', models.F('pk')), _negated=True), _connector='OR'), name='recipient_joined_into_another'),
            ),
        ),
        migrations.AddField(
            model_name='datarequest',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người trả lời'),
        ),
        migrations.AddField(
            model_name='datarequest',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='awards.fund', verbose_name='quỹ'),
        ),
        migrations.AddField(
            model_name='datarequest',
            name='recipient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='awards.recipient', verbose_name='người nhận'),
        ),
        migrations.AddField(
            model_name='datarequest',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi'),
        ),
        migrations.AddField(
            model_name='lookedtext',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người xem lại'),
        ),
        migrations.AddField(
            model_name='lookedtext',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looked_texts', to='awards.fund', verbose_name='quỹ'),
        ),
        migrations.AddField(
            model_name='paysheet',
            name='campaign',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pay_sheets', to='awards.campaign', verbose_name='đợt'),
        ),
        migrations.AddField(
            model_name='paysheet',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pay_sheets', to='awards.fund', verbose_name='quỹ'),
        ),
        migrations.AddField(
            model_name='paysheet',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người lập'),
        ),
        migrations.AddField(
            model_name='paysheetrow',
            name='entry',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sheet_row', to='awards.entry', verbose_name='bút toán chi'),
        ),
        migrations.AddField(
            model_name='paysheetrow',
            name='grant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheet_rows', to='awards.grant', verbose_name='suất học bổng'),
        ),
        migrations.AddField(
            model_name='paysheetrow',
            name='sheet',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='awards.paysheet', verbose_name='danh sách chi'),
        ),
        migrations.AddField(
            model_name='recipientchange',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người sửa'),
        ),
        migrations.AddField(
            model_name='recipientchange',
            name='recipient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='awards.recipient', verbose_name='người nhận'),
        ),
        migrations.AddField(
            model_name='recipientjoin',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gộp'),
        ),
        migrations.AddField(
            model_name='recipientjoin',
            name='gone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joins', to='awards.recipient', verbose_name='hồ sơ được gộp'),
        ),
        migrations.AddField(
            model_name='recipientjoin',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='took_in', to='awards.recipient', verbose_name='hồ sơ giữ lại'),
        ),
        migrations.AddField(
            model_name='recipientjoin',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người tách'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_by__isnull', True), ('answered_on__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('answered_by__isnull', False), ('answered_on__gte', models.F('received_on')), ('answered_on__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='datarequest_answered_says_who_when_what'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.CheckConstraint(condition=models.Q(('acknowledged_on__isnull', True), ('acknowledged_on__gte', models.F('received_on')), _connector='OR'), name='datarequest_acknowledged_after_it_came'),
        ),
        migrations.AddConstraint(
            model_name='lookedtext',
            constraint=models.UniqueConstraint(fields=('fund', 'text'), name='lookedtext_once_per_fund'),
        ),
        migrations.AddConstraint(
            model_name='paysheet',
            constraint=models.UniqueConstraint(fields=('fund', 'number'), name='paysheet_number_once_per_fund'),
        ),
        migrations.AddConstraint(
            model_name='paysheetrow',
            constraint=models.UniqueConstraint(fields=('sheet', 'place'), name='paysheetrow_place_once'),
        ),
        migrations.AddConstraint(
            model_name='paysheetrow',
            constraint=models.UniqueConstraint(fields=('sheet', 'grant'), name='paysheetrow_grant_once'),
        ),
        migrations.AddConstraint(
            model_name='paysheetrow',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 1), ('amount__lte', 999999999999999)), name='paysheetrow_amount_is_a_sum', violation_error_message='Số tiền phải lớn hơn 0 và dưới 10^15 đồng.'),
        ),
        migrations.AddConstraint(
            model_name='paysheetrow',
            constraint=models.CheckConstraint(condition=models.Q(('place__gte', 1)), name='paysheetrow_numbered_from_one'),
        ),
        migrations.AddConstraint(
            model_name='recipientchange',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='recipientchange_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='recipientjoin',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('gone',), name='recipientjoin_in_force_once'),
        ),
        migrations.AddConstraint(
            model_name='recipientjoin',
            constraint=models.CheckConstraint(condition=models.Q(('gone', models.F('kept')), _negated=True), name='recipientjoin_two_records'),
        ),
        migrations.AddConstraint(
            model_name='recipientjoin',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='recipientjoin_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='recipientjoin',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_because', ''), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False), models.Q(('undone_because', ''), _negated=True)), _connector='OR'), name='recipientjoin_undone_says_who_when_why'),
        ),
    ]
