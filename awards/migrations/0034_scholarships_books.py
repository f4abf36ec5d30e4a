"""Three books of a fund (cash, bank, goods), openings, expenses of any kind, transfers, joined donors, two who reopen.

Lines, receipts and gifts in money that stand here already stay in the cash book ("tiền" is now "tiền mặt"): which of it
lay at a bank was never recorded, and a transfer says it from its day on. Goods stay goods. The side that takes of each
hand-over is its own book.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers, per_vendor

TAKEN_INTO = "UPDATE awards_transfer SET taker_book = book"


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0033_scholarships_children_and_sheets'),
        ('units', '0023_workers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = keeping_triggers(
        migrations.CreateModel(
            name='DonorJoin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_at', models.DateTimeField(verbose_name='gộp lúc')),
                ('parted_at', models.DateTimeField(blank=True, null=True, verbose_name='tách lúc')),
            ],
            options={
                'verbose_name': 'lần gộp nhà tài trợ',
                'verbose_name_plural': 'lần gộp nhà tài trợ',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Expense',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('book', models.CharField(choices=[('cash', 'tiền mặt'), ('bank', 'tiền gửi ngân hàng'), ('goods', 'hiện vật (quy ra tiền)')], max_length=5, verbose_name='sổ')),
                ('amount', models.BigIntegerField(verbose_name='số tiền hoặc giá trị (đồng)')),
                ('about', models.CharField(max_length=300, verbose_name='chi việc gì')),
                ('payee', models.CharField(blank=True, max_length=160, verbose_name='người nhận tiền')),
                ('parts', models.PositiveIntegerField(blank=True, null=True, verbose_name='số phần')),
                ('spent_on', models.DateField(verbose_name='ngày chi')),
            ],
            options={
                'verbose_name': 'khoản chi của quỹ',
                'verbose_name_plural': 'khoản chi của quỹ',
                'ordering': ['-spent_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ExpenseKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='mã')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='loại chi')),
                ('beneficiary', models.CharField(choices=[('learners', 'học sinh, sinh viên'), ('families', 'gia đình'), ('schools', 'trường, trung tâm'), ('fund', 'hoạt động của quỹ')], max_length=8, verbose_name='chi cho ai')),
                ('counts_as', models.CharField(blank=True, choices=[('', 'không tính vào biểu mẫu'), ('gift', 'quà, phần thưởng (số phần và số tiền)')], max_length=8, verbose_name='tính vào biểu mẫu')),
                ('in_use', models.BooleanField(default=True, verbose_name='đang dùng')),
                ('ordinal', models.PositiveSmallIntegerField(default=100, verbose_name='thứ tự')),
            ],
            options={
                'verbose_name': 'loại chi của quỹ',
                'verbose_name_plural': 'loại chi của quỹ',
                'ordering': ['ordinal', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_on', models.DateField(verbose_name='mở sổ ngày')),
                ('basis', models.CharField(max_length=200, verbose_name='căn cứ')),
                ('made_at', models.DateTimeField(verbose_name='ghi lúc')),
            ],
            options={
                'verbose_name': 'số dư đầu kỳ',
                'verbose_name_plural': 'số dư đầu kỳ',
            },
        ),
        migrations.AlterModelOptions(
            name='transfer',
            options={'verbose_name': 'chuyển quỹ, bàn giao quỹ', 'verbose_name_plural': 'chuyển quỹ, bàn giao quỹ'},
        ),
        migrations.RemoveConstraint(
            model_name='bookclosing',
            name='bookclosing_reopened_with_reason',
        ),
        migrations.RemoveConstraint(
            model_name='entry',
            name='entry_payment_is_signed_for',
        ),
        migrations.RemoveConstraint(
            model_name='entry',
            name='entry_says_what_for',
        ),
        migrations.RemoveConstraint(
            model_name='entry',
            name='entry_in_is_plus_out_is_minus',
        ),
        migrations.RemoveConstraint(
            model_name='entry',
            name='entry_transfer_booked_once_on_each_side',
        ),
        migrations.RemoveConstraint(
            model_name='receipt',
            name='receipt_number_once_per_fund',
        ),
        migrations.RemoveConstraint(
            model_name='receipt',
            name='receipt_in_kind_says_what',
        ),
        migrations.RemoveConstraint(
            model_name='schoolyearclosing',
            name='schoolyearclosing_reopened_with_reason',
        ),
        migrations.RemoveConstraint(
            model_name='transfer',
            name='transfer_between_two_funds',
        ),
        migrations.AddField(
            model_name='bookclosing',
            name='asked_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='đề nghị mở lại lúc'),
        ),
        migrations.AddField(
            model_name='bookclosing',
            name='asked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người đề nghị'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='about',
            field=models.CharField(blank=True, max_length=300, verbose_name='lý do nộp'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='corrects',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='awards.receipt', verbose_name='ghi lại cho phiếu'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='edition',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='lần ghi số phiếu này'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='payer',
            field=models.CharField(blank=True, max_length=120, verbose_name='người nộp'),
        ),
        migrations.AddField(
            model_name='schoolyearclosing',
            name='asked_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='đề nghị mở lại lúc'),
        ),
        migrations.AddField(
            model_name='schoolyearclosing',
            name='asked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người đề nghị'),
        ),
        migrations.AddField(
            model_name='transfer',
            name='taker_book',
            field=models.CharField(choices=[('cash', 'tiền mặt'), ('bank', 'tiền gửi ngân hàng'), ('goods', 'hiện vật (quy ra tiền)')], default='cash', max_length=5, verbose_name='sổ nhận'),
        ),
        migrations.AlterField(
            model_name='transfer',
            name='taker_book',
            field=models.CharField(choices=[('cash', 'tiền mặt'), ('bank', 'tiền gửi ngân hàng'), ('goods', 'hiện vật (quy ra tiền)')], max_length=5, verbose_name='sổ nhận'),
        ),
        per_vendor(
            postgresql=[
                "ALTER TABLE awards_transfer DISABLE TRIGGER transfer_only_grows",
                TAKEN_INTO,
                "ALTER TABLE awards_transfer ENABLE TRIGGER transfer_only_grows",
            ],
            sqlite=[TAKEN_INTO],
        ),
        migrations.AlterField(
            model_name='entry',
            name='book',
            field=models.CharField(choices=[('cash', 'tiền mặt'), ('bank', 'tiền gửi ngân hàng'), ('goods', 'hiện vật (quy ra tiền)')], max_length=5, verbose_name='sổ'),
        ),
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('receipt', 'thu'), ('payment', 'chi học bổng'), ('gift', 'chi quà, phần thưởng'), ('out', 'bàn giao đi'), ('in', 'nhận bàn giao'), ('opening', 'số dư đầu kỳ'), ('expense', 'chi khác'), ('sent', 'chuyển đi'), ('taken', 'nhận chuyển'), ('reversal', 'đảo bút toán')], max_length=8, verbose_name='loại'),
        ),
        migrations.AlterField(
            model_name='gift',
            name='book',
            field=models.CharField(choices=[('cash', 'tiền mặt'), ('bank', 'tiền gửi ngân hàng'), ('goods', 'hiện vật (quy ra tiền)')], max_length=5, verbose_name='hình thức'),
        ),
        migrations.AlterField(
            model_name='receipt',
            name='book',
            field=models.CharField(choices=[('cash', 'tiền mặt'), ('bank', 'tiền gửi ngân hàng'), ('goods', 'hiện vật (quy ra tiền)')], max_length=5, verbose_name='hình thức'),
        ),
        migrations.AlterField(
            model_name='transfer',
            name='book',
            field=models.CharField(choices=[('cash', 'tiền mặt'), ('bank', 'tiền gửi ngân hàng'), ('goods', 'hiện vật (quy ra tiền)')], max_length=5, verbose_name='sổ giao'),
        ),
        migrations.AlterField(
            model_name='transfer',
            name='minutes_no',
            field=models.CharField(max_length=60, verbose_name='số biên bản, chứng từ'),
        ),
        migrations.AlterField(
            model_name='transfer',
            name='minutes_on',
            field=models.DateField(verbose_name='ngày biên bản, chứng từ'),
        ),
        migrations.AlterField(
            model_name='transfer',
            name='part',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.handoverpart', verbose_name='phần bàn giao'),
        ),
        migrations.AddConstraint(
            model_name='bookclosing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', True), ('asked_by__isnull', True), ('reopen_reason', ''), ('reopened_at__isnull', True), ('reopened_by__isnull', True)), models.Q(('asked_at__isnull', False), ('asked_by__isnull', False), ('reopened_at__isnull', True), ('reopened_by__isnull', True), models.Q(('reopen_reason', ''), _negated=True)), models.Q(('reopened_at__isnull', False), ('reopened_by__isnull', False), models.Q(('reopen_reason', ''), _negated=True), models.Q(models.Q(('asked_at__isnull', True), ('asked_by__isnull', True)), models.Q(('asked_at__isnull', False), ('asked_by__isnull', False)), _connector='OR')), _connector='OR'), name='bookclosing_reopened_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='bookclosing',
            constraint=models.CheckConstraint(condition=models.Q(('asked_by__isnull', True), ('reopened_by__isnull', True), models.Q(('asked_by', models.F('reopened_by')), _negated=True), _connector='OR'), name='bookclosing_reopened_by_two'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('fund', 'receipt_no', 'edition'), name='receipt_number_once_per_fund', violation_error_message='Quỹ đã có phiếu thu mang số này.'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('book__in', ('cash', 'bank')), ('goods', '')), models.Q(('book', 'goods'), models.Q(('goods', ''), _negated=True)), _connector='OR'), name='receipt_in_kind_says_what', violation_error_message='Thu hiện vật phải ghi là gì; thu tiền thì để trống.'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', True), ('edition', 1)), models.Q(('corrects__isnull', False), ('edition__gt', 1)), _connector='OR'), name='receipt_used_again_only_to_correct'),
        ),
        migrations.AddConstraint(
            model_name='schoolyearclosing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', True), ('asked_by__isnull', True), ('reopen_reason', ''), ('reopened_at__isnull', True), ('reopened_by__isnull', True)), models.Q(('asked_at__isnull', False), ('asked_by__isnull', False), ('reopened_at__isnull', True), ('reopened_by__isnull', True), models.Q(('reopen_reason', ''), _negated=True)), models.Q(('reopened_at__isnull', False), ('reopened_by__isnull', False), models.Q(('reopen_reason', ''), _negated=True), models.Q(models.Q(('asked_at__isnull', True), ('asked_by__isnull', True)), models.Q(('asked_at__isnull', False), ('asked_by__isnull', False)), _connector='OR')), _connector='OR'), name='schoolyearclosing_reopened_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='schoolyearclosing',
            constraint=models.CheckConstraint(condition=models.Q(('asked_by__isnull', True), ('reopened_by__isnull', True), models.Q(('asked_by', models.F('reopened_by')), _negated=True), _connector='OR'), name='schoolyearclosing_reopened_by_two'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('source', models.F('taker')), _negated=True), models.Q(('book', models.F('taker_book')), _negated=True), _connector='OR'), name='transfer_between_two_books'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('book__in', ('cash', 'bank')), ('taker_book__in', ('cash', 'bank'))), models.Q(('book', 'goods'), ('taker_book', 'goods')), _connector='OR'), name='transfer_never_turns_goods_into_money'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('part__isnull', True), models.Q(('taker_book', models.F('book')), models.Q(('source', models.F('taker')), _negated=True)), _connector='OR'), name='transfer_of_a_handover_keeps_its_book'),
        ),
        migrations.AddField(
            model_name='donorjoin',
            name='donor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joins', to='awards.donor', verbose_name='tên được gộp'),
        ),
        migrations.AddField(
            model_name='donorjoin',
            name='into',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='awards.donor', verbose_name='gộp vào'),
        ),
        migrations.AddField(
            model_name='donorjoin',
            name='joined_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gộp'),
        ),
        migrations.AddField(
            model_name='donorjoin',
            name='parted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người tách'),
        ),
        migrations.AddField(
            model_name='expense',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='expenses', to='awards.fund', verbose_name='quỹ'),
        ),
        migrations.AddField(
            model_name='expense',
            name='ward',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fund_expenses', to='units.unit', verbose_name='nơi được hưởng'),
        ),
        migrations.AddField(
            model_name='entry',
            name='expense',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='awards.expense'),
        ),
        migrations.AddField(
            model_name='expense',
            name='kind',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='expenses', to='awards.expensekind', verbose_name='loại chi'),
        ),
        migrations.AddField(
            model_name='opening',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='awards.fund', verbose_name='quỹ'),
        ),
        migrations.AddField(
            model_name='opening',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi'),
        ),
        migrations.AddField(
            model_name='opening',
            name='replaces',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='awards.opening', verbose_name='thay cho'),
        ),
        migrations.AddField(
            model_name='entry',
            name='opening',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='awards.opening'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['fund', 'book', 'made_on', 'seq'], name='entry_book_by_day'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reversal'), ('reverses__isnull', False)), models.Q(('expense__isnull', True), ('gift__isnull', True), ('grant__isnull', True), ('kind', 'receipt'), ('opening__isnull', True), ('receipt__isnull', False), ('transfer__isnull', True)), models.Q(('expense__isnull', True), ('gift__isnull', True), ('grant__isnull', False), ('kind', 'payment'), ('opening__isnull', True), ('receipt__isnull', True), ('transfer__isnull', True)), models.Q(('expense__isnull', True), ('gift__isnull', False), ('grant__isnull', True), ('kind', 'gift'), ('opening__isnull', True), ('receipt__isnull', True), ('transfer__isnull', True)), models.Q(('expense__isnull', False), ('gift__isnull', True), ('grant__isnull', True), ('kind', 'expense'), ('opening__isnull', True), ('receipt__isnull', True), ('transfer__isnull', True)), models.Q(('expense__isnull', True), ('gift__isnull', True), ('grant__isnull', True), ('kind', 'opening'), ('opening__isnull', False), ('receipt__isnull', True), ('transfer__isnull', True)), models.Q(('expense__isnull', True), ('gift__isnull', True), ('grant__isnull', True), ('kind', 'out'), ('opening__isnull', True), ('receipt__isnull', True), ('transfer__isnull', False)), models.Q(('expense__isnull', True), ('gift__isnull', True), ('grant__isnull', True), ('kind', 'in'), ('opening__isnull', True), ('receipt__isnull', True), ('transfer__isnull', False)), models.Q(('expense__isnull', True), ('gift__isnull', True), ('grant__isnull', True), ('kind', 'sent'), ('opening__isnull', True), ('receipt__isnull', True), ('transfer__isnull', False)), models.Q(('expense__isnull', True), ('gift__isnull', True), ('grant__isnull', True), ('kind', 'taken'), ('opening__isnull', True), ('receipt__isnull', True), ('transfer__isnull', False)), _connector='OR'), name='entry_says_what_for'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gte', 1), ('amount__lte', 999999999999999), ('kind__in', ('receipt', 'opening', 'in', 'taken'))), models.Q(('amount__gte', -999999999999999), ('amount__lte', -1), ('kind__in', ('payment', 'gift', 'expense', 'out', 'sent'))), models.Q(('amount__gte', -999999999999999), ('amount__lte', 999999999999999), ('kind', 'reversal'), models.Q(('amount', 0), _negated=True)), _connector='OR'), name='entry_in_is_plus_out_is_minus'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'payment'), _negated=True), models.Q(('book__in', ('cash', 'bank')), models.Q(('handed_by', ''), _negated=True), models.Q(('signature', ''), _negated=True)), _connector='OR'), name='entry_payment_is_signed_for'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'expense')), fields=('expense',), name='entry_expense_booked_once'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'opening')), fields=('opening', 'book'), name='entry_opening_once_in_a_book'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ('out', 'in', 'sent', 'taken'))), fields=('transfer', 'kind'), name='entry_transfer_booked_once_on_each_side'),
        ),
        migrations.AddConstraint(
            model_name='donorjoin',
            constraint=models.UniqueConstraint(condition=models.Q(('parted_at__isnull', True)), fields=('donor',), name='donorjoin_in_force_once'),
        ),
        migrations.AddConstraint(
            model_name='donorjoin',
            constraint=models.CheckConstraint(condition=models.Q(('donor', models.F('into')), _negated=True), name='donorjoin_of_two'),
        ),
        migrations.AddConstraint(
            model_name='donorjoin',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('parted_at__isnull', True), ('parted_by__isnull', True)), models.Q(('parted_at__isnull', False), ('parted_by__isnull', False)), _connector='OR'), name='donorjoin_parted_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='expense',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 1), ('amount__lte', 999999999999999)), name='expense_amount_is_a_sum', violation_error_message='Số tiền phải lớn hơn 0 và dưới 10^15 đồng.'),
        ),
        migrations.AddConstraint(
            model_name='expense',
            constraint=models.CheckConstraint(condition=models.Q(('about', ''), _negated=True), name='expense_says_what_for'),
        ),
        migrations.AddConstraint(
            model_name='expense',
            constraint=models.CheckConstraint(condition=models.Q(('parts__isnull', True), ('parts__gte', 1), _connector='OR'), name='expense_has_parts'),
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='opening_has_basis'),
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('fund',), name='opening_once_per_fund'),
        ),
    )
