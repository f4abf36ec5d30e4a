"""Criteria, procedures, kinds of honours and of expense that decisions and books rest on stay as they are: held by the database."""

from django.db import migrations

from hocTap.lib.sql import held


class Migration(migrations.Migration):
    dependencies = [('awards', '0044_titles_listed_in_order')]

    operations = [
        held(
            'awards_band',
            ['criteria_id', 'ordinal', 'code', 'name', 'from_score', 'below_score', 'level', 'passes'],
            "EXISTS (SELECT 1 FROM awards_nomination n WHERE n.criteria_id = OLD.criteria_id AND n.state IN ('recognised', 'revoked'))"),
        held(
            'awards_commendationkind',
            ['code', 'name', 'form', 'level', 'agency', 'symbol', 'by_association', 'valid_from'],
            'EXISTS (SELECT 1 FROM awards_commendationdecision d WHERE d.kind_id = OLD.id)'),
        held(
            'awards_criteriaform',
            ['criteria_id', 'code', 'name', 'text'],
            "EXISTS (SELECT 1 FROM awards_nomination n WHERE n.criteria_id = OLD.criteria_id AND n.state IN ('recognised', 'revoked'))"),
        held(
            'awards_criteriaset',
            ['kind', 'code', 'name', 'managing_levels', 'issuer', 'citation', 'issued_on', 'jurisdiction_id', 'first_year', 'mode', 'total_points', 'left_out', 'total_only'],
            "EXISTS (SELECT 1 FROM awards_nomination n WHERE n.criteria_id = OLD.id AND n.state IN ('recognised', 'revoked'))"),
        held(
            'awards_criterion',
            ['criteria_id', 'ordinal', 'name', 'max_points'],
            "EXISTS (SELECT 1 FROM awards_nomination n WHERE n.criteria_id = OLD.criteria_id AND n.state IN ('recognised', 'revoked'))"),
        held(
            'awards_expensekind',
            ['code', 'name', 'beneficiary', 'counts_as'],
            'EXISTS (SELECT 1 FROM awards_expense e WHERE e.kind_id = OLD.id)'),
        held(
            'awards_item',
            ['criterion_id', 'ordinal', 'text', 'kind', 'max_points', 'floor', 'threshold', 'level', 'applies_to', 'exemption', 'auto_source'],
            "EXISTS (SELECT 1 FROM awards_nomination n WHERE n.criteria_id = (SELECT c.criteria_id FROM awards_criterion c WHERE c.id = OLD.criterion_id) AND n.state IN ('recognised', 'revoked'))"),
        held(
            'awards_procedure',
            ['kind', 'managing_level', 'jurisdiction_id', 'valid_from', 'proposer', 'evaluator', 'needs_vote', 'vote_over', 'agency_kind', 'agency_words', 'authority_words', 'due_day', 'due_month', 'due_next_year', 'valid_months'],
            "EXISTS (SELECT 1 FROM awards_decision d WHERE d.procedure_id = OLD.id AND d.state = 'signed')"),
    ]
