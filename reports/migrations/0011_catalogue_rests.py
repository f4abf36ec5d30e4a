"""Figures as others printed them, once a report that read them was issued stay as they are: held by the database."""

from django.db import migrations

from hocTap.lib.sql import held


class Migration(migrations.Migration):
    dependencies = [('reports', '0010_published_statements')]

    operations = [
        held(
            'reports_publishedfigure',
            ['source_id', 'ordinal', 'figure', 'label', 'printed_count', 'count', 'qualifier', 'printed_base', 'base', 'base_exact', 'printed_rate', 'place', 'entered_at', 'entered_by_id'],
            "EXISTS (SELECT 1 FROM reports_report r JOIN reports_publishedsource p ON p.unit_id = r.unit_id WHERE p.id = OLD.source_id AND r.state <> 'draft')"),
        held(
            'reports_publishedsource',
            ['key', 'unit_id', 'first_year', 'last_year', 'title', 'publisher', 'published_on', 'entered_at', 'entered_by_id'],
            "EXISTS (SELECT 1 FROM reports_report r JOIN reports_publishedsource p ON p.unit_id = r.unit_id WHERE p.id = OLD.id AND r.state <> 'draft')"),
    ]
