"""Signed copies of reports and papers: kept as they came in, never altered or taken away."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import per_vendor

SQLITE = tuple(
    f"""CREATE TRIGGER signedcopy_locked_{when} BEFORE {when} ON reports_signedcopy
        BEGIN SELECT RAISE(ABORT, 'signedcopy_locked'); END"""
    for when in ("UPDATE", "DELETE")
)
POSTGRESQL = (
    """CREATE TRIGGER signedcopy_locked BEFORE UPDATE OR DELETE ON reports_signedcopy FOR EACH ROW
        EXECUTE FUNCTION reports_locked()""",
)


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0006_certificate_codes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SignedCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='tên tệp')),
                ('media_type', models.CharField(max_length=100, verbose_name='kiểu tệp')),
                ('content', models.BinaryField(verbose_name='tệp')),
                ('size', models.PositiveIntegerField(verbose_name='số byte')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('differences', models.JSONField(blank=True, default=list, verbose_name='số khác bản phát hành')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='lý do')),
                ('at', models.DateTimeField(verbose_name='gửi lúc')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gửi')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signed', to='reports.document', verbose_name='văn bản')),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signed', to='reports.report', verbose_name='báo cáo')),
            ],
            options={
                'verbose_name': 'bản đã ký',
                'verbose_name_plural': 'bản đã ký',
                'ordering': ['-at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', False), ('report__isnull', True)), models.Q(('document__isnull', True), ('report__isnull', False)), _connector='OR'), name='signedcopy_of_one_paper'), models.CheckConstraint(condition=models.Q(models.Q(('differences', []), ('reason', '')), models.Q(models.Q(('differences', []), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='signedcopy_differs_for_a_reason', violation_error_message='Tệp có số khác bản phát hành phải ghi lý do.'), models.UniqueConstraint(fields=('report', 'sha256'), name='signedcopy_once_a_report'), models.UniqueConstraint(fields=('document', 'sha256'), name='signedcopy_once_a_document')],
            },
        ),
        per_vendor(postgresql=POSTGRESQL, sqlite=SQLITE),
    ]
