"""Decisions of past years are entered from paper: marked so, without the steps before them."""

from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers, per_vendor


NAME = "decision_by_sound_criteria"


def unsound(criteria, yes):
    """Whether somebody still has to compare the set, one of its lines or one of its results with the original."""
    return f"""(EXISTS (SELECT 1 FROM awards_criteriaset s WHERE s.id = {criteria} AND s.verified <> {yes})
        OR EXISTS (SELECT 1 FROM awards_item i JOIN awards_criterion c ON c.id = i.criterion_id
                   WHERE c.criteria_id = {criteria} AND i.verified <> {yes})
        OR EXISTS (SELECT 1 FROM awards_band b WHERE b.criteria_id = {criteria} AND b.verified <> {yes}))"""


def held(yes):
    """A real title in the decision that is being signed here, by criteria that are not sound; paper was signed before."""
    return f"""EXISTS (SELECT 1 FROM (SELECT DISTINCT criteria_id FROM awards_nomination
        WHERE decision_id = NEW.id AND illustrative <> {yes} AND on_paper <> {yes}) n
        WHERE {unsound("n.criteria_id", yes)})"""


POSTGRESQL = f"""CREATE OR REPLACE FUNCTION {NAME}_check() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF {held("TRUE")} THEN RAISE EXCEPTION '{NAME}' USING ERRCODE = 'check_violation'; END IF;
      RETURN NEW;
    END $$"""
SQLITE = [
    f"DROP TRIGGER IF EXISTS {NAME}",
    f"""CREATE TRIGGER {NAME} BEFORE UPDATE ON awards_decision WHEN (NEW.state = 'signed' AND OLD.state = 'draft')
        BEGIN SELECT RAISE(ABORT, '{NAME}') WHERE {held("1")}; END""",
]


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0024_titles_taken_back'),
        ('units', '0019_words_fit_any_place'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = keeping_triggers(
        migrations.RemoveConstraint(
            model_name='nomination',
            name='nomination_assessed_says_who_and_what',
        ),
        migrations.RemoveConstraint(
            model_name='nomination',
            name='nomination_appraised_says_who',
        ),
        migrations.RemoveConstraint(
            model_name='nomination',
            name='nomination_proposed_says_who',
        ),
        migrations.AddField(
            model_name='decision',
            name='on_paper',
            field=models.BooleanField(default=False, help_text='Đã ký trên giấy trước khi được ghi vào hệ thống.', verbose_name='ghi lại từ bản giấy'),
        ),
        migrations.AddField(
            model_name='nomination',
            name='on_paper',
            field=models.BooleanField(default=False, help_text='Các bước trước quyết định không có trong hệ thống.', verbose_name='ghi lại từ bản giấy'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('assessed_at__isnull', False), ('assessed_by__isnull', False), ('passes__isnull', False), ('state__in', ('self_assessed', 'voted', 'appraised', 'proposed', 'recognised', 'revoked'))), models.Q(('assessed_at__isnull', True), ('assessed_by__isnull', True), ('passes__isnull', True), ('state', 'registered')), ('state__in', ('not_reached', 'unregistered')), ('on_paper', True), _connector='OR'), name='nomination_assessed_says_who_and_what'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('appraised_at__isnull', False), ('appraised_by__isnull', False), ('state__in', ('appraised', 'proposed', 'recognised', 'revoked'))), models.Q(('appraised_at__isnull', True), ('appraised_by__isnull', True), ('state__in', ['registered', 'self_assessed', 'voted'])), ('state__in', ('not_reached', 'unregistered')), ('on_paper', True), _connector='OR'), name='nomination_appraised_says_who'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('proposal__isnull', False), ('proposed_at__isnull', False), ('proposed_by__isnull', False), ('state__in', ('proposed', 'recognised', 'revoked'))), models.Q(('proposal__isnull', True), ('proposed_at__isnull', True), ('proposed_by__isnull', True), ('state__in', ['registered', 'self_assessed', 'voted', 'appraised'])), ('state__in', ('not_reached', 'unregistered')), ('on_paper', True), _connector='OR'), name='nomination_proposed_says_who'),
        ),
        migrations.AddConstraint(
            model_name='nomination',
            constraint=models.CheckConstraint(condition=models.Q(('on_paper', False), models.Q(('appraised_by__isnull', True), ('assessed_by__isnull', True), ('minutes__isnull', True), ('proposal__isnull', True), ('score__isnull', True), ('state__in', ('recognised', 'revoked'))), _connector='OR'), name='nomination_on_paper_has_no_steps_before'),
        ),
    ) + [per_vendor(postgresql=[POSTGRESQL], sqlite=SQLITE)]
