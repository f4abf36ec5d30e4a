"""Changes handed over by, sheets that centres judged themselves by stay as they are: held by the database."""

from django.db import migrations

from hocTap.lib.sql import held


class Migration(migrations.Migration):
    dependencies = [('units', '0030_catalogue_changes')]

    operations = [
        held(
            'units_centreauthority',
            ['title', 'level', 'recorder', 'valid_from'],
            'EXISTS (SELECT 1 FROM units_centrestep s WHERE s.authority_id = OLD.id)'),
        held(
            'units_changeevent',
            ['kind', 'effective_on'],
            'EXISTS (SELECT 1 FROM units_handedover h WHERE h.event_id = OLD.id AND h.undone_at IS NULL)'),
        held(
            'units_changelink',
            ['event_id', 'predecessor_id', 'successor_id', 'whole'],
            'EXISTS (SELECT 1 FROM units_handedover h WHERE h.event_id = OLD.event_id AND h.undone_at IS NULL)'),
        held(
            'units_evaluationcriterion',
            ['sheet_id', 'number', 'label', 'max_score'],
            'EXISTS (SELECT 1 FROM units_centreevaluation e WHERE e.sheet_id = OLD.sheet_id)'),
        held(
            'units_evaluationset',
            ['code', 'label', 'first_year'],
            'EXISTS (SELECT 1 FROM units_centreevaluation e WHERE e.sheet_id = OLD.id)'),
        held(
            'units_unit',
            ['key'],
            '1 = 1', rows=False),
    ]
