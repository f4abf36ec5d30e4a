"""Measures, indicators, forms, checks, periods, targets and names of units that approved sheets rest on stay as they are: held by the database."""

from django.db import migrations

from hocTap.lib.sql import held


class Migration(migrations.Migration):
    dependencies = [('indicators', '0016_opening_to_everybody'), ('units', '0031_catalogue_rests')]

    operations = [
        held(
            'indicators_check',
            ['form_id', 'code', 'kind', 'severity', 'sentence', 'low', 'high', 'active'],
            "EXISTS (SELECT 1 FROM indicators_submission b WHERE b.form_id = OLD.form_id AND (b.state = 'approved' OR EXISTS (SELECT 1 FROM indicators_step a WHERE a.submission_id = b.id AND a.action = 'approve')))"),
        held(
            'indicators_checkterm',
            ['check_ref_id', 'side', 'ordinal', 'measure_id'],
            "EXISTS (SELECT 1 FROM indicators_submission b WHERE b.form_id = (SELECT c.form_id FROM indicators_check c WHERE c.id = OLD.check_ref_id) AND (b.state = 'approved' OR EXISTS (SELECT 1 FROM indicators_step a WHERE a.submission_id = b.id AND a.action = 'approve')))"),
        held(
            'indicators_form',
            ['code', 'version', 'title', 'period_kind', 'unit_kind', 'valid_from', 'optional'],
            "EXISTS (SELECT 1 FROM indicators_submission b WHERE b.form_id = OLD.id AND (b.state = 'approved' OR EXISTS (SELECT 1 FROM indicators_step a WHERE a.submission_id = b.id AND a.action = 'approve')))"),
        held(
            'indicators_framework',
            ['code', 'citation', 'title', 'issued_on', 'level', 'place', 'replaces_id'],
            "EXISTS (SELECT 1 FROM indicators_target t JOIN indicators_indicator i ON i.id = t.indicator_id JOIN indicators_line l ON l.measure_id = i.numerator_id JOIN indicators_section s ON s.id = l.section_id JOIN indicators_submission b ON b.form_id = s.form_id JOIN indicators_period p ON p.id = b.period_id WHERE t.framework_id = OLD.id AND (b.state = 'approved' OR EXISTS (SELECT 1 FROM indicators_step a WHERE a.submission_id = b.id AND a.action = 'approve')) AND p.year >= t.year) AND NOT EXISTS (SELECT 1 FROM indicators_plan w WHERE w.framework_id = OLD.id)"),
        held(
            'indicators_indicator',
            ['code', 'label', 'numerator_id', 'base_id', 'base_label', 'level'],
            "EXISTS (SELECT 1 FROM indicators_line l JOIN indicators_section s ON s.id = l.section_id JOIN indicators_submission b ON b.form_id = s.form_id WHERE l.measure_id IN (OLD.numerator_id, OLD.base_id) AND (b.state = 'approved' OR EXISTS (SELECT 1 FROM indicators_step a WHERE a.submission_id = b.id AND a.action = 'approve')))"),
        held(
            'indicators_line',
            ['section_id', 'ordinal', 'measure_id', 'required', 'indent'],
            "EXISTS (SELECT 1 FROM indicators_submission b WHERE b.form_id = (SELECT s.form_id FROM indicators_section s WHERE s.id = OLD.section_id) AND (b.state = 'approved' OR EXISTS (SELECT 1 FROM indicators_step a WHERE a.submission_id = b.id AND a.action = 'approve')))"),
        held(
            'indicators_measure',
            ['code', 'label', 'unit_name', 'nature', 'additivity', 'definition', 'highest'],
            "EXISTS (SELECT 1 FROM indicators_line l JOIN indicators_section s ON s.id = l.section_id JOIN indicators_submission b ON b.form_id = s.form_id WHERE l.measure_id IN (OLD.id) AND (b.state = 'approved' OR EXISTS (SELECT 1 FROM indicators_step a WHERE a.submission_id = b.id AND a.action = 'approve')))"),
        held(
            'indicators_period',
            ['kind', 'year', 'ordinal', 'label', 'starts_on', 'ends_on'],
            "EXISTS (SELECT 1 FROM indicators_submission b WHERE b.period_id = OLD.id AND (b.state = 'approved' OR EXISTS (SELECT 1 FROM indicators_step a WHERE a.submission_id = b.id AND a.action = 'approve')))"),
        held(
            'indicators_period',
            ['closes_on'],
            'OLD.closes_on < CURRENT_DATE', name="closed"),
        held(
            'indicators_section',
            ['form_id', 'ordinal', 'title'],
            "EXISTS (SELECT 1 FROM indicators_submission b WHERE b.form_id = OLD.form_id AND (b.state = 'approved' OR EXISTS (SELECT 1 FROM indicators_step a WHERE a.submission_id = b.id AND a.action = 'approve')))"),
        held(
            'indicators_target',
            ['framework_id', 'scope', 'label', 'base_label', 'indicator_id', 'kind', 'year', 'minimum', 'maximum', 'unit_name', 'base_year', 'wording'],
            "EXISTS (SELECT 1 FROM indicators_target t JOIN indicators_indicator i ON i.id = t.indicator_id JOIN indicators_line l ON l.measure_id = i.numerator_id JOIN indicators_section s ON s.id = l.section_id JOIN indicators_submission b ON b.form_id = s.form_id JOIN indicators_period p ON p.id = b.period_id WHERE t.id = OLD.id AND (b.state = 'approved' OR EXISTS (SELECT 1 FROM indicators_step a WHERE a.submission_id = b.id AND a.action = 'approve')) AND p.year >= t.year) AND NOT EXISTS (SELECT 1 FROM indicators_plan w WHERE w.framework_id = OLD.framework_id)"),
        held(
            'units_unitversion',
            ['unit_id', 'code', 'name', 'kind', 'parent_id'],
            "EXISTS (SELECT 1 FROM indicators_submission b WHERE b.unit_as_id = OLD.id AND (b.state = 'approved' OR EXISTS (SELECT 1 FROM indicators_step a WHERE a.submission_id = b.id AND a.action = 'approve')))"),
    ]
