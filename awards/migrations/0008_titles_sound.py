"""A signed decision holds no real title that was scored by criteria not compared with the original."""

from django.db import migrations

from hocTap.lib.sql import per_vendor

NAME = "decision_by_sound_criteria"


def unsound(criteria, yes):
    """Whether somebody still has to compare the set, one of its lines or one of its results with the original."""
    return f"""(EXISTS (SELECT 1 FROM awards_criteriaset s WHERE s.id = {criteria} AND s.verified <> {yes})
        OR EXISTS (SELECT 1 FROM awards_item i JOIN awards_criterion c ON c.id = i.criterion_id
                   WHERE c.criteria_id = {criteria} AND i.verified <> {yes})
        OR EXISTS (SELECT 1 FROM awards_band b WHERE b.criteria_id = {criteria} AND b.verified <> {yes}))"""


def held(yes):
    """A real title in the decision that is being signed, by criteria that are not sound."""
    return f"""EXISTS (SELECT 1 FROM (SELECT DISTINCT criteria_id FROM awards_nomination
        WHERE decision_id = NEW.id AND illustrative <> {yes}) n WHERE {unsound("n.criteria_id", yes)})"""


def late(yes):
    """A real title put into a decision that is signed already."""
    return f"""EXISTS (SELECT 1 FROM awards_decision d WHERE d.id = NEW.decision_id AND d.state = 'signed')
        AND NEW.illustrative <> {yes}"""


SIGNING = "NEW.state = 'signed' AND OLD.state = 'draft'"


def postgresql(name, event, table, when, refused):
    return [
        f"""CREATE FUNCTION {name}_check() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF {refused} THEN RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation'; END IF;
              RETURN NEW;
            END $$""",
        f"""CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW
            WHEN ({when}) EXECUTE FUNCTION {name}_check()""",
    ]


def sqlite(name, event, table, when, refused):
    return [
        f"""CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN ({when}) BEGIN
            SELECT RAISE(ABORT, '{name}') WHERE {refused}; END"""
    ]


def watched(write, yes, differs):
    moved = f"NEW.decision_id IS NOT NULL AND NEW.decision_id {differs} OLD.decision_id"
    return [
        *write(NAME, "UPDATE", "awards_decision", SIGNING, held(yes)),
        *write("nomination_into_a_draft", "UPDATE", "awards_nomination", moved, late(yes)),
        *write("nomination_new_in_a_draft", "INSERT", "awards_nomination", "NEW.decision_id IS NOT NULL", late(yes)),
    ]


class Migration(migrations.Migration):
    dependencies = [("awards", "0007_titles_group_level")]

    operations = [
        per_vendor(
            postgresql=watched(postgresql, "TRUE", "IS DISTINCT FROM"),
            sqlite=watched(sqlite, "1", "IS NOT"),
        )
    ]
