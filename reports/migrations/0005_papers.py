"""Papers that an office signs: of an issued one nothing changes but its state; steps and files are never altered."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import per_vendor

COLUMNS = (
    *("kind", "source_id", "unit_id", "as_of", "name", "revision", "issuing", "issuer_name", "parent_body", "agency"),
    *("symbol", "place", "subject", "bases", "body", "closing", "authority", "position", "signer", "recipients"),
    *("number", "number_year", "issued_on", "content", "digest", "stamp", "rows", "illustrative", "made_by_id"),
    *("made_at", "replaces_id", "replace_reason"),
)
SAME = " AND ".join(f'NEW."{column}" IS OLD."{column}"' for column in COLUMNS)
ENDS = "OLD.state = 'issued' AND NEW.state IN ('replaced', 'withdrawn')"
OF_DRAFT = "EXISTS (SELECT 1 FROM reports_document WHERE id = OLD.document_id AND state = 'draft')"
SQLITE = (
    f"""CREATE TRIGGER document_locked_when_issued BEFORE UPDATE ON reports_document
        WHEN OLD.state <> 'draft' AND NOT ({ENDS} AND {SAME})
        BEGIN SELECT RAISE(ABORT, 'document_locked_when_issued'); END""",
    """CREATE TRIGGER document_stays_when_issued BEFORE DELETE ON reports_document WHEN OLD.state <> 'draft'
        BEGIN SELECT RAISE(ABORT, 'document_stays_when_issued'); END""",
    """CREATE TRIGGER documentstep_locked BEFORE UPDATE ON reports_documentstep
        BEGIN SELECT RAISE(ABORT, 'documentstep_locked'); END""",
    f"""CREATE TRIGGER documentstep_stays BEFORE DELETE ON reports_documentstep
        BEGIN SELECT RAISE(ABORT, 'documentstep_stays') WHERE NOT {OF_DRAFT}; END""",
    *(
        f"""CREATE TRIGGER documentfile_locked_{when} BEFORE {when} ON reports_documentfile
            BEGIN SELECT RAISE(ABORT, 'documentfile_locked'); END"""
        for when in ("UPDATE", "DELETE")
    ),
)
POSTGRESQL = (
    f"""CREATE TRIGGER document_locked_when_issued BEFORE UPDATE ON reports_document FOR EACH ROW
        WHEN (OLD.state <> 'draft' AND NOT ({ENDS} AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state'))
        EXECUTE FUNCTION reports_locked()""",
    """CREATE TRIGGER document_stays_when_issued BEFORE DELETE ON reports_document FOR EACH ROW
        WHEN (OLD.state <> 'draft') EXECUTE FUNCTION reports_locked()""",
    """CREATE TRIGGER documentstep_locked BEFORE UPDATE ON reports_documentstep FOR EACH ROW
        EXECUTE FUNCTION reports_locked()""",
    f"""CREATE FUNCTION reports_step_stays() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF {OF_DRAFT} THEN RETURN OLD; END IF;
          RAISE EXCEPTION 'documentstep_stays' USING ERRCODE = 'check_violation';
        END $$""",
    """CREATE TRIGGER documentstep_stays BEFORE DELETE ON reports_documentstep FOR EACH ROW
        EXECUTE FUNCTION reports_step_stays()""",
    """CREATE TRIGGER documentfile_locked BEFORE UPDATE OR DELETE ON reports_documentfile FOR EACH ROW
        EXECUTE FUNCTION reports_locked()""",
)


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0004_any_unit_any_span'),
        ('units', '0021_verifications_of_assumed_versions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('titles-proposal', 'tờ trình đề nghị công nhận danh hiệu'), ('titles-decision', 'quyết định công nhận danh hiệu'), ('titles-minutes', 'biên bản bình xét danh hiệu'), ('titles-revocation', 'quyết định thu hồi danh hiệu')], max_length=24, verbose_name='loại')),
                ('source_id', models.PositiveBigIntegerField(verbose_name='lập từ')),
                ('as_of', models.DateField(verbose_name='phạm vi tính đến ngày')),
                ('name', models.CharField(max_length=300, verbose_name='tên')),
                ('state', models.CharField(choices=[('draft', 'dự thảo'), ('issued', 'đã phát hành'), ('replaced', 'đã được thay thế'), ('withdrawn', 'đã thu hồi')], default='draft', max_length=9, verbose_name='trạng thái')),
                ('revision', models.PositiveIntegerField(default=1, verbose_name='lần lấy số liệu')),
                ('issuing', models.CharField(choices=[('committee', 'Ủy ban nhân dân (ký thay mặt)'), ('chair', 'Chủ tịch Ủy ban nhân dân (thẩm quyền riêng)'), ('office', 'Cơ quan chuyên môn (sở, phòng)'), ('association', 'Hội Khuyến học'), ('meeting', 'Cuộc họp của dân cư (không phải cơ quan)')], max_length=12, verbose_name='cơ quan ký')),
                ('issuer_name', models.CharField(max_length=200, verbose_name='tên cơ quan ban hành')),
                ('parent_body', models.CharField(blank=True, max_length=120, verbose_name='cơ quan cấp trên ở phần đầu')),
                ('agency', models.TextField(help_text='Mỗi dòng của phần đầu một dòng.', max_length=200, verbose_name='cơ quan ban hành')),
                ('symbol', models.CharField(blank=True, max_length=40, verbose_name='ký hiệu')),
                ('place', models.CharField(max_length=60, verbose_name='địa danh')),
                ('subject', models.TextField(max_length=400, verbose_name='trích yếu')),
                ('bases', models.TextField(blank=True, help_text='Mỗi căn cứ một dòng.', max_length=8000, verbose_name='căn cứ')),
                ('body', models.TextField(help_text='Mỗi đoạn, mỗi điều một dòng. Chỗ trong ngoặc nhọn do hệ thống điền.', max_length=20000, verbose_name='nội dung')),
                ('closing', models.TextField(blank=True, max_length=4000, verbose_name='đoạn kết')),
                ('authority', models.TextField(blank=True, help_text='Ví dụ: TM. ỦY BAN NHÂN DÂN; thêm dòng KT. CHỦ TỊCH.', max_length=200, verbose_name='thẩm quyền ký')),
                ('position', models.CharField(blank=True, max_length=80, verbose_name='chức vụ người ký')),
                ('signer', models.CharField(blank=True, max_length=120, verbose_name='họ và tên người ký')),
                ('recipients', models.TextField(blank=True, help_text='Mỗi nơi một dòng.', max_length=1000, verbose_name='nơi nhận')),
                ('number', models.PositiveIntegerField(blank=True, null=True, verbose_name='số')),
                ('number_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='năm của số')),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='ngày ban hành')),
                ('content', models.JSONField(verbose_name='nội dung đã lập')),
                ('digest', models.CharField(max_length=64, verbose_name='mã kiểm tra nội dung')),
                ('stamp', models.CharField(blank=True, max_length=200, verbose_name='dấu của nguồn')),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='số dòng trong bảng')),
                ('illustrative', models.BooleanField(default=False, verbose_name='số liệu minh họa')),
                ('made_at', models.DateTimeField(verbose_name='lấy số liệu lúc')),
                ('replace_reason', models.CharField(blank=True, max_length=500, verbose_name='lý do thay thế')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người lập')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='reports.document', verbose_name='thay thế văn bản')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='đơn vị ban hành')),
            ],
            options={
                'verbose_name': 'văn bản',
                'verbose_name_plural': 'văn bản',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DocumentFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('archived', 'bản in lưu trữ'), ('signed', 'bản đã ký')], max_length=8, verbose_name='loại tệp')),
                ('name', models.CharField(max_length=200, verbose_name='tên tệp')),
                ('media_type', models.CharField(max_length=100, verbose_name='kiểu tệp')),
                ('content', models.BinaryField(verbose_name='tệp')),
                ('size', models.PositiveIntegerField(verbose_name='số byte')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('at', models.DateTimeField(verbose_name='gửi lúc')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gửi')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reports.document', verbose_name='văn bản')),
            ],
            options={
                'verbose_name': 'tệp của văn bản',
                'verbose_name_plural': 'tệp của văn bản',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DocumentStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('make', 'lập'), ('rebuild', 'lấy lại số liệu'), ('write', 'sửa lời văn'), ('issue', 'phát hành'), ('replace', 'thay thế'), ('withdraw', 'thu hồi'), ('delete', 'xóa dự thảo')], max_length=8, verbose_name='bước')),
                ('at', models.DateTimeField(verbose_name='lúc')),
                ('revision', models.PositiveIntegerField(verbose_name='lần lấy số liệu')),
                ('digest', models.CharField(max_length=64, verbose_name='mã kiểm tra nội dung')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='lý do')),
                ('facts', models.JSONField(default=dict, verbose_name='số liệu lúc đó')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thực hiện')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='reports.document', verbose_name='văn bản')),
            ],
            options={
                'verbose_name': 'bước của văn bản',
                'verbose_name_plural': 'bước của văn bản',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['kind', 'source_id'], name='document_of_source'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['unit', 'as_of'], name='document_of_unit'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'issued', 'replaced', 'withdrawn'])), name='document_state_known'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('issued_on__isnull', False), ('state__in', ('issued', 'replaced', 'withdrawn'))), models.Q(('issued_on__isnull', True), ('number__isnull', True), ('state', 'draft')), _connector='OR'), name='document_issued_has_a_day', violation_error_message='Văn bản ban hành phải có ngày; dự thảo thì chưa có số, ngày.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('symbol', ''), models.Q(('number__gte', 1), models.Q(('signer', ''), _negated=True)), _connector='OR'), name='document_with_a_symbol_has_number_and_signer', violation_error_message='Văn bản có ký hiệu thì phải có số và người ký.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number__isnull', True), ('number_year__isnull', True)), models.Q(('number__isnull', False), ('number_year__isnull', False)), _connector='OR'), name='document_number_has_its_year'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('replace_reason', ''), ('replaces__isnull', True)), models.Q(('replaces__isnull', False), models.Q(('replace_reason', ''), _negated=True)), _connector='OR'), name='document_replaces_for_a_reason', violation_error_message='Văn bản thay thế phải ghi lý do thay thế.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'issued')), fields=('unit', 'kind', 'symbol', 'number_year', 'number'), name='document_number_once_a_year', violation_error_message='Số này đã dùng cho một văn bản khác trong năm.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('kind', 'source_id'), name='document_one_draft_at_a_time', violation_error_message='Đã có dự thảo của văn bản này.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'issued')), fields=('kind', 'source_id'), name='document_one_stands_at_a_time', violation_error_message='Đã có văn bản còn giá trị lập từ nguồn này.'),
        ),
        migrations.AddConstraint(
            model_name='documentfile',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'archived')), fields=('document',), name='documentfile_one_archived'),
        ),
        migrations.AddConstraint(
            model_name='documentfile',
            constraint=models.UniqueConstraint(fields=('document', 'sha256'), name='documentfile_once', violation_error_message='Tệp này đã có ở văn bản.'),
        ),
        migrations.AddConstraint(
            model_name='documentstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('action', 'withdraw'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='documentstep_withdrawal_says_why', violation_error_message='Thu hồi phải ghi lý do.'),
        ),
        per_vendor(postgresql=POSTGRESQL, sqlite=SQLITE),
    ]
