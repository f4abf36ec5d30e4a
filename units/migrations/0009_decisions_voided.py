"""A decision on a centre recorded by mistake is voided by a later step; otherwise decisions are never changed."""

import django.db.models.deletion
from django.db import migrations, models

from hocTap.lib.sql import per_vendor

KEPT = (
    "centre_id, act, effective_on, decision_no, decided_on, citation, authority_id, decided_by, by_id, at, "
    "before, after, voids_id, reason"
)
HOLDS = "NOT EXISTS (SELECT 1 FROM units_centrestep step WHERE step.id = OLD.step_id AND step.voided)"

POSTGRESQL = [
    f"""CREATE TRIGGER centrestep_only_grows BEFORE UPDATE OF {KEPT} ON units_centrestep
        FOR EACH ROW EXECUTE FUNCTION units_only_grows()""",
    """CREATE TRIGGER centrestep_voided_for_good BEFORE UPDATE OF voided ON units_centrestep
        FOR EACH ROW WHEN (OLD.voided) EXECUTE FUNCTION units_only_grows()""",
    """CREATE TRIGGER centrestep_stays BEFORE DELETE ON units_centrestep
        FOR EACH ROW EXECUTE FUNCTION units_only_grows()""",
    "DROP TRIGGER centremerger_only_grows ON units_centremerger",
    f"""CREATE FUNCTION units_centremerger_stays() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'UPDATE' OR {HOLDS} THEN
            RAISE EXCEPTION 'centremerger_only_grows' USING ERRCODE = 'check_violation';
          END IF;
          RETURN OLD;
        END $$""",
    """CREATE TRIGGER centremerger_only_grows BEFORE UPDATE OR DELETE ON units_centremerger
        FOR EACH ROW EXECUTE FUNCTION units_centremerger_stays()""",
]
SQLITE = [
    "DROP TRIGGER IF EXISTS centrestep_only_grows_update",
    "DROP TRIGGER IF EXISTS centrestep_only_grows_delete",
    "DROP TRIGGER IF EXISTS centremerger_only_grows_delete",
    f"""CREATE TRIGGER centrestep_only_grows_update BEFORE UPDATE OF {KEPT} ON units_centrestep
        BEGIN SELECT RAISE(ABORT, 'centrestep_only_grows'); END""",
    """CREATE TRIGGER centrestep_voided_for_good BEFORE UPDATE OF voided ON units_centrestep WHEN OLD.voided
        BEGIN SELECT RAISE(ABORT, 'centrestep_only_grows'); END""",
    """CREATE TRIGGER centrestep_only_grows_delete BEFORE DELETE ON units_centrestep
        BEGIN SELECT RAISE(ABORT, 'centrestep_only_grows'); END""",
    f"""CREATE TRIGGER centremerger_only_grows_delete BEFORE DELETE ON units_centremerger WHEN {HOLDS}
        BEGIN SELECT RAISE(ABORT, 'centremerger_only_grows'); END""",
]


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0008_links_of_a_day_in_no_circle'),
    ]

    operations = [
        per_vendor(postgresql=["DROP TRIGGER centrestep_only_grows ON units_centrestep"]),
        migrations.RemoveConstraint(
            model_name='centrestep',
            name='centrestep_ended_once',
        ),
        migrations.AddField(
            model_name='centrestep',
            name='reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='lý do hủy'),
        ),
        migrations.AddField(
            model_name='centrestep',
            name='voided',
            field=models.BooleanField(default=False, verbose_name='đã hủy'),
        ),
        migrations.AddField(
            model_name='centrestep',
            name='voids',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='voided_by', to='units.centrestep', verbose_name='hủy quyết định'),
        ),
        migrations.AlterField(
            model_name='centrestep',
            name='act',
            field=models.CharField(choices=[('found', 'thành lập'), ('serve', 'phục vụ thêm phường'), ('leave', 'thôi phục vụ phường'), ('absorb', 'nhận sáp nhập'), ('suspend', 'tạm dừng hoạt động'), ('resume', 'hoạt động trở lại'), ('merge', 'sáp nhập vào trung tâm khác'), ('dissolve', 'giải thể'), ('void', 'hủy quyết định ghi sai')], max_length=8, verbose_name='việc'),
        ),
        migrations.AddConstraint(
            model_name='centrestep',
            constraint=models.UniqueConstraint(condition=models.Q(('act__in', ('merge', 'dissolve')), ('voided', False)), fields=('centre',), name='centrestep_ended_once'),
        ),
        migrations.AddConstraint(
            model_name='centrestep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act', 'void'), ('voided', False), ('voids__isnull', False), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('act', 'void'), _negated=True), ('reason', ''), ('voids__isnull', True)), _connector='OR'), name='centrestep_voids_with_reason', violation_error_message='Hủy quyết định ghi sai phải ghi lý do.'),
        ),
        per_vendor(postgresql=POSTGRESQL, sqlite=SQLITE),
    ]
