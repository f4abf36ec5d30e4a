"""Ways back: drafts deleted, issued reports replaced or withdrawn; and what a report rests on.

Of an issued report nothing may change but its state, to "replaced" or "withdrawn"; nor may it or its withdrawal go.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import per_vendor

COLUMNS = (
    *("kind", "unit_id", "unit_as_id", "first_year", "last_year", "as_of", "rounding", "revision", "document", "digest"),
    *("made_by_id", "made_at", "ground", "replaces_id", "replace_reason", "parent_body", "agency", "symbol", "place"),
    *("subject", "authority", "position", "signer", "recipients", "number", "number_year", "issued_on"),
    *("direction", "assessment", "orientation", "proposals"),
)
SAME = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in COLUMNS)
ENDS = "OLD.state = 'issued' AND NEW.state IN ('replaced', 'withdrawn')"
SQLITE_FILE = """CREATE TRIGGER reportfile_locked_{when} BEFORE {when} ON reports_reportfile BEGIN
    SELECT RAISE(ABORT, 'reportfile_locked') WHERE EXISTS (
        SELECT 1 FROM reports_report WHERE id = OLD.report_id AND state <> 'draft');
    END"""
SQLITE = (
    f"""CREATE TRIGGER report_locked_when_issued BEFORE UPDATE ON reports_report
        WHEN OLD.state <> 'draft' AND NOT ({ENDS} AND {SAME})
        BEGIN SELECT RAISE(ABORT, 'report_locked_when_issued'); END""",
    """CREATE TRIGGER report_stays_when_issued BEFORE DELETE ON reports_report WHEN OLD.state <> 'draft'
        BEGIN SELECT RAISE(ABORT, 'report_stays_when_issued'); END""",
    *(SQLITE_FILE.format(when=when) for when in ("UPDATE", "DELETE")),
    *(
        f"""CREATE TRIGGER withdrawal_locked_{when} BEFORE {when} ON reports_withdrawal
            BEGIN SELECT RAISE(ABORT, 'withdrawal_locked'); END"""
        for when in ("UPDATE", "DELETE")
    ),
)
POSTGRESQL = (
    f"""CREATE TRIGGER report_locked_when_issued BEFORE UPDATE ON reports_report FOR EACH ROW
        WHEN (OLD.state <> 'draft' AND NOT ({ENDS} AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state'))
        EXECUTE FUNCTION reports_locked()""",
    """CREATE TRIGGER report_stays_when_issued BEFORE DELETE ON reports_report FOR EACH ROW
        WHEN (OLD.state <> 'draft') EXECUTE FUNCTION reports_locked()""",
    """CREATE TRIGGER withdrawal_locked BEFORE UPDATE OR DELETE ON reports_withdrawal
        FOR EACH ROW EXECUTE FUNCTION reports_locked()""",
)


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0002_locked_when_issued'),
        ('units', '0007_sent_forms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        per_vendor(
            postgresql=["DROP TRIGGER report_locked_when_issued ON reports_report"],
            sqlite=[
                "DROP TRIGGER report_locked_when_issued",
                "DROP TRIGGER reportfile_locked_UPDATE",
                "DROP TRIGGER reportfile_locked_DELETE",
            ],
        ),
        migrations.CreateModel(
            name='DeletedDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='báo cáo')),
                ('as_of', models.DateField(verbose_name='tính đến ngày')),
                ('revision', models.PositiveIntegerField(verbose_name='lần lấy số liệu')),
                ('digest', models.CharField(max_length=64, verbose_name='mã kiểm tra nội dung')),
                ('steps', models.JSONField(default=list, verbose_name='các bước đã làm')),
                ('reason', models.CharField(max_length=500, verbose_name='lý do xóa')),
                ('at', models.DateTimeField(verbose_name='xóa lúc')),
            ],
            options={
                'verbose_name': 'dự thảo đã xóa',
                'verbose_name_plural': 'dự thảo đã xóa',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paper', models.CharField(max_length=60, verbose_name='số, ký hiệu văn bản thu hồi')),
                ('decided_on', models.DateField(verbose_name='ngày văn bản thu hồi')),
                ('signer', models.CharField(max_length=120, verbose_name='người ký thu hồi')),
                ('reason', models.CharField(max_length=500, verbose_name='lý do thu hồi')),
                ('at', models.DateTimeField(verbose_name='ghi lúc')),
            ],
            options={
                'verbose_name': 'thu hồi báo cáo',
                'verbose_name_plural': 'thu hồi báo cáo',
            },
        ),
        migrations.RemoveConstraint(
            model_name='report',
            name='report_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='report',
            name='report_issued_has_number_day_and_signer',
        ),
        migrations.AddField(
            model_name='report',
            name='ground',
            field=models.JSONField(blank=True, default=dict, help_text='Sổ, báo cáo nào đã ghi đến dòng nào.', verbose_name='nguồn lúc lấy số liệu'),
        ),
        migrations.AddField(
            model_name='report',
            name='replace_reason',
            field=models.CharField(blank=True, max_length=500, verbose_name='lý do thay thế'),
        ),
        migrations.AddField(
            model_name='report',
            name='replaces',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='reports.report', verbose_name='thay thế báo cáo'),
        ),
        migrations.AlterField(
            model_name='report',
            name='state',
            field=models.CharField(choices=[('draft', 'dự thảo'), ('issued', 'đã phát hành'), ('replaced', 'đã được thay thế'), ('withdrawn', 'đã thu hồi')], default='draft', max_length=9, verbose_name='trạng thái'),
        ),
        migrations.AlterField(
            model_name='reportstep',
            name='action',
            field=models.CharField(choices=[('make', 'lập'), ('rebuild', 'lấy lại số liệu'), ('write', 'sửa lời văn'), ('issue', 'phát hành'), ('replace', 'thay thế'), ('withdraw', 'thu hồi'), ('delete', 'xóa dự thảo')], max_length=8, verbose_name='bước'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'issued', 'replaced', 'withdrawn'])), name='report_state_known'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('issued_on__isnull', False), ('number__isnull', False), ('number_year__isnull', False), ('state__in', ('issued', 'replaced', 'withdrawn')), models.Q(('signer', ''), _negated=True)), models.Q(('issued_on__isnull', True), ('number__isnull', True), ('number_year__isnull', True), ('state', 'draft')), _connector='OR'), name='report_issued_has_number_day_and_signer', violation_error_message='Báo cáo phát hành phải có số, ngày và người ký; dự thảo thì chưa có.'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('replace_reason', ''), ('replaces__isnull', True)), models.Q(('replaces__isnull', False), models.Q(('replace_reason', ''), _negated=True)), _connector='OR'), name='report_replaces_for_a_reason', violation_error_message='Báo cáo thay thế phải ghi lý do thay thế.'),
        ),
        migrations.AddField(
            model_name='deleteddraft',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người xóa'),
        ),
        migrations.AddField(
            model_name='deleteddraft',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='đơn vị'),
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi'),
        ),
        migrations.AddField(
            model_name='withdrawal',
            name='report',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='reports.report', verbose_name='báo cáo'),
        ),
        migrations.AddConstraint(
            model_name='deleteddraft',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='deleteddraft_says_why'),
        ),
        migrations.AddConstraint(
            model_name='withdrawal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paper', ''), _negated=True), models.Q(('signer', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='withdrawal_says_by_what_and_why', violation_error_message='Thu hồi phải ghi văn bản, người ký và lý do.'),
        ),
        per_vendor(postgresql=POSTGRESQL, sqlite=SQLITE),
    ]
