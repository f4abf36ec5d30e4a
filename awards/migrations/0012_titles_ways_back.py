"""Ways back: registrations taken back, minutes corrected; and what a signed decision keeps as it was signed.

Names and addresses of decisions signed before are those of the register at the moment of signing, read back from its
events: what an event changed afterwards was, before, what the decision said. Not known are changes made past the
register (there are none by its pages). Khu phố and wards are named as on the day of the signature.
"""

from importlib import import_module

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import per_vendor

LOCKS = import_module("awards.migrations.0002_titles_locks")
SOUND = import_module("awards.migrations.0008_titles_sound")
WATCHING = (
    "nomination_locked item_locked_when_used band_locked_when_used criteriaset_locked_when_used "
    "decision_locked_when_signed decision_by_sound_criteria nomination_into_a_draft nomination_new_in_a_draft"
).split()
"""SQLite rewrites a table to change it, and takes triggers that speak of it away or stumbles over them."""

NAMES = ("signed_name", "signed_address", "signed_place")
NAMED = "OLD.signed_name <> ''"


def at_signature(fact, sent, has):
    """The fact as the register had it when the decision was signed: the next event's `before`, else today's."""
    return f"""COALESCE((SELECT {sent} FROM awards_candidateevent e WHERE e.candidate_id = n.candidate_id
        AND e.at > d.recorded_at AND {has} ORDER BY e.at, e.id LIMIT 1),
        (SELECT c.{fact} FROM awards_candidate c WHERE c.id = n.candidate_id), '')"""


def called(unit):
    """The unit's name on the day of the signature; of one that came later, its first."""
    names = f"FROM units_unitversion v WHERE v.unit_id = n.{unit}"
    return f"""COALESCE((SELECT v.name {names} AND v.valid_from <= d.signed_on ORDER BY v.valid_from DESC LIMIT 1),
        (SELECT v.name {names} ORDER BY v.valid_from LIMIT 1))"""


def fill(sent, has):
    place = f"COALESCE({called('community_id')} || ', ', '') || {called('ward_id')}"
    facts = {fact: at_signature(fact, sent.format(fact), has.format(fact)) for fact in ("name", "address")}
    return f"""UPDATE awards_nomination SET signed_name = found.name, signed_address = found.address,
        signed_place = found.place FROM (
            SELECT n.id, {facts["name"]} AS name, {facts["address"]} AS address, COALESCE({place}, '') AS place
            FROM awards_nomination n JOIN awards_decision d ON d.id = n.decision_id
            WHERE d.state = 'signed' AND n.state IN ('recognised', 'revoked')
        ) found WHERE found.id = awards_nomination.id"""


def kept(postgresql):
    """What a signed decision names is never changed."""
    return LOCKS.lock("awards_nomination", "nomination_names_signed", NAMES, NAMED, postgresql)


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0011_scholarships_days'),
        ('units', '0007_sent_forms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        per_vendor(sqlite=[f"DROP TRIGGER IF EXISTS {name}" for name in WATCHING]),
        migrations.RemoveConstraint(
            model_name='nomination',
            name='nomination_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='nomination',
            name='nomination_assessed_says_who_and_what',
        ),
        migrations.RemoveConstraint(
            model_name='nomination',
            name='nomination_voted_has_minutes',
        ),
        migrations.RemoveConstraint(
            model_name='nomination',
            name='nomination_appraised_says_who',
        ),
        migrations.RemoveConstraint(
            model_name='nomination',
            name='nomination_proposed_says_who',
        ),
        migrations.RemoveConstraint(
            model_name='nominationstep',
            name='nominationstep_says_why',
        ),
        migrations.AddField(
            model_name='minutes',
            name='corrects',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='awards.minutes', verbose_name='sửa biên bản'),
        ),
        migrations.AddField(
            model_name='minutes',
            name='reason',
            field=models.CharField(blank=True, max_length=500, verbose_name='lý do sửa'),
        ),
        migrations.AddField(
            model_name='nomination',
            name='signed_address',
            field=models.CharField(blank=True, max_length=200, verbose_name='địa chỉ khi ký'),
        ),
        migrations.AddField(
            model_name='nomination',
            name='signed_name',
            field=models.CharField(blank=True, max_length=120, verbose_name='tên khi ký'),
        ),
        migrations.AddField(
            model_name='nomination',
            name='signed_place',
            field=models.CharField(blank=True, max_length=400, verbose_name='địa bàn khi ký'),
        ),
        migrations.AlterField(
            model_name='nomination',
            name='state',
            field=models.CharField(choices=[('registered', 'đã đăng ký'), ('self_assessed', 'đã tự đánh giá'), ('voted', 'đã bình xét'), ('appraised', 'đã thẩm định'), ('proposed', 'đã trình'), ('recognised', 'được công nhận'), ('not_reached', 'không đạt'), ('revoked', 'bị thu hồi'), ('unregistered', 'đã rút đăng ký')], default='registered', max_length=13, verbose_name='bước'),
        ),
        migrations.AlterField(
            model_name='nominationstep',
            name='action',
            field=models.CharField(choices=[('register', 'đăng ký'), ('assess', 'tự đánh giá'), ('vote', 'bình xét'), ('appraise', 'thẩm định'), ('propose', 'trình'), ('return', 'trả lại'), ('recognise', 'xét công nhận'), ('reject', 'không công nhận'), ('withdraw', 'rút khỏi dự thảo'), ('revoke', 'thu hồi'), ('unregister', 'rút đăng ký'), ('reopen', 'mở lại')], max_length=12, verbose_name='bước'),
        ),
        migrations.AlterField(
            model_name='nominationstep',
            name='after',
            field=models.CharField(choices=[('registered', 'đã đăng ký'), ('self_assessed', 'đã tự đánh giá'), ('voted', 'đã bình xét'), ('appraised', 'đã thẩm định'), ('proposed', 'đã trình'), ('recognised', 'được công nhận'), ('not_reached', 'không đạt'), ('revoked', 'bị thu hồi'), ('unregistered', 'đã rút đăng ký')], max_length=13, verbose_name='sau'),
        ),
        migrations.AlterField(
            model_name='nominationstep',
            name='before',
            field=models.CharField(blank=True, choices=[('registered', 'đã đăng ký'), ('self_assessed', 'đã tự đánh giá'), ('voted', 'đã bình xét'), ('appraised', 'đã thẩm định'), ('proposed', 'đã trình'), ('recognised', 'được công nhận'), ('not_reached', 'không đạt'), ('revoked', 'bị thu hồi'), ('unregistered', 'đã rút đăng ký')], max_length=13, verbose_name='trước'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', True), ('reason', '')), models.Q(('corrects__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='minutes_corrected_say_why', violation_error_message='Sửa biên bản thì phải ghi lý do.'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['registered', 'self_assessed', 'voted', 'appraised', 'proposed', 'recognised', 'not_reached', 'revoked', 'unregistered'])), name='nomination_state_known'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('assessed_at__isnull', False), ('assessed_by__isnull', False), ('passes__isnull', False), ('state__in', ('self_assessed', 'voted', 'appraised', 'proposed', 'recognised', 'revoked'))), models.Q(('assessed_at__isnull', True), ('assessed_by__isnull', True), ('passes__isnull', True), ('state', 'registered')), ('state__in', ('not_reached', 'unregistered')), _connector='OR'), name='nomination_assessed_says_who_and_what'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('minutes__isnull', False), ('state', 'voted')), models.Q(('minutes__isnull', True), ('state__in', ['registered', 'self_assessed'])), ('state__in', ['appraised', 'proposed', 'recognised', 'revoked', 'not_reached', 'unregistered']), _connector='OR'), name='nomination_voted_has_minutes'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('appraised_at__isnull', False), ('appraised_by__isnull', False), ('state__in', ('appraised', 'proposed', 'recognised', 'revoked'))), models.Q(('appraised_at__isnull', True), ('appraised_by__isnull', True), ('state__in', ['registered', 'self_assessed', 'voted'])), ('state__in', ('not_reached', 'unregistered')), _connector='OR'), name='nomination_appraised_says_who'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('proposal__isnull', False), ('proposed_at__isnull', False), ('proposed_by__isnull', False), ('state__in', ('proposed', 'recognised', 'revoked'))), models.Q(('proposal__isnull', True), ('proposed_at__isnull', True), ('proposed_by__isnull', True), ('state__in', ['registered', 'self_assessed', 'voted', 'appraised'])), ('state__in', ('not_reached', 'unregistered')), _connector='OR'), name='nomination_proposed_says_who'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_address', ''), ('signed_name', ''), ('signed_place', '')), ('state__in', ('recognised', 'revoked')), _connector='OR'), name='nomination_names_of_a_signed_decision'),
        ),
        migrations.AddConstraint(
            model_name='nominationstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('action__in', ('return', 'reject', 'revoke', 'withdraw', 'unregister', 'reopen')), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='nominationstep_says_why', violation_error_message='Bước này phải ghi lý do.'),
        ),
        per_vendor(
            postgresql=[fill("e.before->>'{}'", "e.before ? '{}'"), *kept(postgresql=True)],
            sqlite=[
                fill("json_extract(e.before, '$.{}')", "json_type(e.before, '$.{}') IS NOT NULL"),
                *LOCKS.locks(postgresql=False),
                *SOUND.watched(SOUND.sqlite, "1", "IS NOT"),
                *kept(postgresql=False),
            ],
        ),
    ]
