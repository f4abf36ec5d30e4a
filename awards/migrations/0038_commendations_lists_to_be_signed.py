"""Lists of whom to commend before they are signed; who proposed; rewards paid from a fund; the association's own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0037_titles_groups_of_citizens'),
        ('units', '0023_workers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *keeping_triggers(
            migrations.AddField(
                model_name='commendationdecision',
                name='gift',
                field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='commendation_decision', to='awards.gift', verbose_name='phần thưởng chi từ quỹ'),
            ),
            migrations.AddField(
                model_name='commendationdecision',
                name='proposed_by',
                field=models.CharField(blank=True, max_length=160, verbose_name='đơn vị đề nghị'),
            ),
            migrations.AddField(
                model_name='commendationkind',
                name='by_association',
                field=models.BooleanField(default=False, help_text='Hội tự khen: cán bộ quỹ của đơn vị cũng ghi được.', verbose_name='của Hội Khuyến học'),
            ),
        ),
        migrations.RunSQL(
            "UPDATE awards_commendationkind SET by_association = TRUE WHERE code IN ('giay-khen-hkh-phuong', "
            "'giay-khen-hkh-quan', 'bang-khen-hkh-thanh-pho', 'co-hkh-thanh-pho')",
            migrations.RunSQL.noop,
        ),
        migrations.CreateModel(
            name='CommendationDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occasion', models.CharField(max_length=200, verbose_name='dịp')),
                ('proposed_by', models.CharField(blank=True, max_length=160, verbose_name='đơn vị đề nghị')),
                ('rows', models.JSONField(default=list, verbose_name='các trường hợp')),
                ('edition', models.PositiveIntegerField(default=1, verbose_name='bản')),
                ('changed_at', models.DateTimeField(verbose_name='ghi lúc')),
                ('dropped_at', models.DateTimeField(blank=True, null=True, verbose_name='bỏ lúc')),
                ('dropped_because', models.CharField(blank=True, max_length=500, verbose_name='lý do bỏ')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi')),
                ('decision', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='draft', to='awards.commendationdecision', verbose_name='quyết định')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='awards.commendationkind', verbose_name='hình thức')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commendation_drafts', to='units.unit', verbose_name='đơn vị')),
            ],
            options={
                'verbose_name': 'danh sách trình khen',
                'verbose_name_plural': 'danh sách trình khen',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('dropped_at__isnull', True), ('dropped_because', '')), models.Q(('decision__isnull', True), ('dropped_at__isnull', False), models.Q(('dropped_because', ''), _negated=True)), _connector='OR'), name='commendationdraft_dropped_says_why')],
            },
        ),
        migrations.DeleteModel(name='LookedText'),
    ]
