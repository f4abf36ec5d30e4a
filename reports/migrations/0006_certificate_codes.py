"""Codes of certificates, by which anybody asks whether one holds; none is ever altered or taken away."""

import django.db.models.deletion
from django.db import migrations, models

from hocTap.lib.sql import per_vendor

SQLITE = tuple(
    f"""CREATE TRIGGER certificate_locked_{when} BEFORE {when} ON reports_certificate
        BEGIN SELECT RAISE(ABORT, 'certificate_locked'); END"""
    for when in ("UPDATE", "DELETE")
)
POSTGRESQL = (
    """CREATE TRIGGER certificate_locked BEFORE UPDATE OR DELETE ON reports_certificate FOR EACH ROW
        EXECUTE FUNCTION reports_locked()""",
)


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0005_papers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='số vào sổ')),
                ('name', models.CharField(max_length=200, verbose_name='tên như đã in')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='mã kiểm tra')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='reports.document', verbose_name='văn bản')),
            ],
            options={
                'verbose_name': 'giấy công nhận',
                'verbose_name_plural': 'giấy công nhận',
                'ordering': ['document', 'number'],
                'constraints': [models.UniqueConstraint(fields=('document', 'number'), name='certificate_once_per_number')],
            },
        ),
        per_vendor(postgresql=POSTGRESQL, sqlite=SQLITE),
    ]
