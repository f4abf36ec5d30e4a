"""What is recognised, signed or scored by is locked; names are found and sorted fast: held by the database itself."""

from django.db import migrations

from hocTap.lib.sql import per_vendor

FREE = ("state", "edition", "revocation_id", "revoked_for")
FROZEN = (
    "candidate_id kind year ward_id community_id as_of registration criteria_id answers inputs score result passes "
    "registered_by_id registered_at assessed_by_id assessed_at minutes_id present in_favour against appraised_by_id "
    "appraised_at proposal_id proposed_by_id proposed_at sent_times decided_by_id decided_at decision_id certificate "
    "not_reached illustrative"
).split()
DECISION = (
    "kind title assessment_year agency_id agency_words authority_words procedure_id state year number symbol "
    "signed_on signer valid_until latest_proposal_on prepared_by_id prepared_at recorded_by_id recorded_at illustrative"
).split()
ITEM = "criterion_id ordinal kind max_points floor threshold level applies_to auto_source".split()
BAND = "criteria_id code from_score below_score level passes".split()
SET = "kind mode total_points left_out first_year jurisdiction_id".split()

STILL_DRAFT = "EXISTS (SELECT 1 FROM awards_decision d WHERE d.id = OLD.decision_id AND d.state = 'draft')"
USED = "EXISTS (SELECT 1 FROM awards_nomination n WHERE n.criteria_id = {set} AND n.state IN ('recognised', 'revoked'))"
SET_OF_ITEM = "(SELECT c.criteria_id FROM awards_criterion c WHERE c.id = OLD.criterion_id)"


def differs(columns, operator):
    return " OR ".join(f"NEW.{column} {operator} OLD.{column}" for column in columns)


def lock(table, name, columns, when, postgresql):
    """A trigger that refuses to change these columns while the condition holds."""
    changed = differs(columns, "IS DISTINCT FROM" if postgresql else "IS NOT")
    if not postgresql:
        return [
            f"""CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN ({changed}) BEGIN
                SELECT RAISE(ABORT, '{name}') WHERE {when}; END"""
        ]
    return [
        f"""CREATE FUNCTION {name}_check() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF {when} THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation'; END IF;
              RETURN NEW;
            END $$""",
        f"""CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW
            WHEN ({changed}) EXECUTE FUNCTION {name}_check()""",
    ]


def locks(postgresql):
    recognised = (
        "(OLD.state = 'revoked' OR OLD.state = 'recognised'"
        f" AND NOT (NEW.state = 'proposed' AND {STILL_DRAFT})"
        f" AND ({differs(FROZEN, 'IS DISTINCT FROM' if postgresql else 'IS NOT')}"
        " OR NEW.state NOT IN ('recognised', 'revoked')))"
    )
    return [
        *lock("awards_nomination", "nomination_locked", [*FROZEN, *FREE], recognised, postgresql),
        *lock("awards_decision", "decision_locked_when_signed", DECISION, "OLD.state = 'signed'", postgresql),
        *lock("awards_item", "item_locked_when_used", ITEM, USED.format(set=SET_OF_ITEM), postgresql),
        *lock("awards_band", "band_locked_when_used", BAND, USED.format(set="OLD.criteria_id"), postgresql),
        *lock("awards_criteriaset", "criteriaset_locked_when_used", SET, USED.format(set="OLD.id"), postgresql),
    ]


class Migration(migrations.Migration):
    dependencies = [("awards", "0001_titles")]

    operations = [
        per_vendor(
            postgresql=[
                "CREATE EXTENSION IF NOT EXISTS pg_trgm",
                'ALTER TABLE awards_candidate ALTER COLUMN sort_key TYPE varchar(300) COLLATE "C"',
                "CREATE INDEX candidate_named_like ON awards_candidate USING gin (folded gin_trgm_ops)",
                "CREATE INDEX candidate_living_like ON awards_candidate USING gin (folded_address gin_trgm_ops)",
                *locks(postgresql=True),
            ],
            sqlite=locks(postgresql=False),
        )
    ]
