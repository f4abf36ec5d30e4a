"""A review of any unit and any span: which sheets it is built on, and who issues it."""

import django.db.models.deletion
from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers, per_vendor

COLUMNS = (
    *("kind", "unit_id", "unit_as_id", "first_year", "last_year", "as_of", "rounding", "revision", "document", "digest"),
    *("made_by_id", "made_at", "ground", "replaces_id", "replace_reason", "parent_body", "agency", "symbol", "place"),
    *("subject", "authority", "position", "signer", "recipients", "number", "number_year", "issued_on"),
    *("direction", "assessment", "orientation", "proposals", "form_code", "period_kind", "ordinal", "starts_on"),
    *("issuer_id", "issuer_name", "issuer_tie", "issuing"),
)
SAME = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in COLUMNS)
ENDS = "OLD.state = 'issued' AND NEW.state IN ('replaced', 'withdrawn')"
LOCKED = f"""CREATE TRIGGER report_locked_when_issued BEFORE UPDATE ON reports_report
    WHEN OLD.state <> 'draft' AND NOT ({ENDS} AND {SAME})
    BEGIN SELECT RAISE(ABORT, 'report_locked_when_issued'); END"""


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0003_ways_back'),
        ('units', '0012_places_of_any_day'),
    ]

    operations = keeping_triggers(
        migrations.AddField(
            model_name='report',
            name='form_code',
            field=models.SlugField(default='xhht-nam', max_length=40, verbose_name='biểu số liệu'),
        ),
        migrations.AddField(
            model_name='report',
            name='issuer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit', verbose_name='đơn vị ban hành'),
        ),
        migrations.AddField(
            model_name='report',
            name='issuer_name',
            field=models.CharField(blank=True, max_length=200, verbose_name='tên cơ quan ban hành'),
        ),
        migrations.AddField(
            model_name='report',
            name='issuer_tie',
            field=models.CharField(blank=True, max_length=300, verbose_name='quan hệ với đơn vị được báo cáo'),
        ),
        migrations.AddField(
            model_name='report',
            name='issuing',
            field=models.CharField(choices=[('committee', 'Ủy ban nhân dân'), ('office', 'Cơ quan chuyên môn (sở, phòng)')], default='committee', max_length=9, verbose_name='cấp ký'),
        ),
        migrations.AddField(
            model_name='report',
            name='ordinal',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='kỳ thứ'),
        ),
        migrations.AddField(
            model_name='report',
            name='period_kind',
            field=models.CharField(choices=[('calendar_year', 'năm dương lịch'), ('school_year', 'năm học'), ('half_year', 'sáu tháng'), ('quarter', 'quý'), ('nine_months', 'chín tháng'), ('association_year', 'năm công tác hội (đến 15/11)')], default='calendar_year', max_length=16, verbose_name='loại kỳ'),
        ),
        migrations.AddField(
            model_name='report',
            name='starts_on',
            field=models.DateField(blank=True, null=True, verbose_name='từ ngày'),
        ),
    ) + [per_vendor(sqlite=["DROP TRIGGER report_locked_when_issued", LOCKED])]
