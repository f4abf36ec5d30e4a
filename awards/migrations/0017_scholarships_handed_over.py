"""Funds handed over: a transfer is booked as a pair, an unpaid suất goes on in the heir's fund."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0016_titles_handed_over'),
        ('units', '0013_handovers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = keeping_triggers(
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('book', models.CharField(choices=[('cash', 'tiền'), ('goods', 'hiện vật (quy ra tiền)')], max_length=5, verbose_name='sổ')),
                ('amount', models.BigIntegerField(verbose_name='số tiền hoặc giá trị (đồng)')),
                ('minutes_no', models.CharField(max_length=60, verbose_name='số biên bản')),
                ('minutes_on', models.DateField(verbose_name='ngày biên bản')),
            ],
            options={
                'verbose_name': 'bàn giao quỹ',
                'verbose_name_plural': 'bàn giao quỹ',
            },
        ),
        migrations.RemoveConstraint(
            model_name='entry',
            name='entry_says_what_for',
        ),
        migrations.RemoveConstraint(
            model_name='entry',
            name='entry_in_is_plus_out_is_minus',
        ),
        migrations.AddField(
            model_name='grant',
            name='handed_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='handed_to', to='awards.grant', verbose_name='nhận bàn giao từ'),
        ),
        migrations.AddField(
            model_name='grant',
            name='handed_on',
            field=models.DateField(blank=True, null=True, verbose_name='bàn giao ngày'),
        ),
        migrations.AddField(
            model_name='grant',
            name='paid_before',
            field=models.BigIntegerField(default=0, verbose_name='quỹ cũ đã chi (đồng)'),
        ),
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('receipt', 'thu'), ('payment', 'chi học bổng'), ('gift', 'chi quà, phần thưởng'), ('out', 'bàn giao đi'), ('in', 'nhận bàn giao'), ('reversal', 'đảo bút toán')], max_length=8, verbose_name='loại'),
        ),
        migrations.AlterField(
            model_name='fund',
            name='level',
            field=models.CharField(choices=[('branch', 'chi hội khuyến học'), ('ward', 'phường'), ('district', 'quận'), ('province', 'tỉnh, thành phố')], max_length=8, verbose_name='cấp'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_on__isnull', True), ('handed_from__isnull', False)), fields=('handed_from',), name='grant_handed_over_once'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('paid_before', 0), models.Q(('handed_from__isnull', False), ('paid_before__gt', 0)), _connector='OR'), name='grant_paid_before_only_when_handed'),
        ),
        migrations.AddField(
            model_name='transfer',
            name='part',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.handoverpart', verbose_name='phần bàn giao'),
        ),
        migrations.AddField(
            model_name='transfer',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handed_out', to='awards.fund', verbose_name='quỹ giao'),
        ),
        migrations.AddField(
            model_name='transfer',
            name='taker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handed_in', to='awards.fund', verbose_name='quỹ nhận'),
        ),
        migrations.AddField(
            model_name='entry',
            name='transfer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='awards.transfer'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('gift__isnull', True), ('grant__isnull', True), ('kind', 'receipt'), ('receipt__isnull', False)), models.Q(('gift__isnull', True), ('grant__isnull', False), ('kind', 'payment'), ('receipt__isnull', True)), models.Q(('gift__isnull', False), ('grant__isnull', True), ('kind', 'gift'), ('receipt__isnull', True)), models.Q(('gift__isnull', True), ('grant__isnull', True), ('kind__in', ['out', 'in']), ('receipt__isnull', True), ('transfer__isnull', False)), models.Q(('kind', 'reversal'), ('reverses__isnull', False)), _connector='OR'), name='entry_says_what_for'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gte', 1), ('amount__lte', 999999999999999), ('kind__in', ['receipt', 'in'])), models.Q(('amount__gte', -999999999999999), ('amount__lte', -1), ('kind__in', ['payment', 'gift', 'out'])), models.Q(('amount__gte', -999999999999999), ('amount__lte', 999999999999999), ('kind', 'reversal'), models.Q(('amount', 0), _negated=True)), _connector='OR'), name='entry_in_is_plus_out_is_minus'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['out', 'in'])), fields=('transfer', 'kind'), name='entry_transfer_booked_once_on_each_side'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 1), ('amount__lte', 999999999999999)), name='transfer_amount_is_a_sum', violation_error_message='Số tiền phải lớn hơn 0 và dưới 10^15 đồng.'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('source', models.F('taker')), _negated=True), name='transfer_between_two_funds'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('minutes_no', ''), _negated=True), name='transfer_has_minutes'),
        ),
    )
