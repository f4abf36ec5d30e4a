"""A list brought into the catalogue: what is new of it, in one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from hocTap.lib.refusals import Refused
from hocTap.lib.steps import words
from units.communities.enums import CommunityAct
from units.communities.reading import commune_of
from units.communities.rules import (
    Commune,
    Fate,
    Line,
    Verdict,
    judged,
)
from units.communities.workflow.shared import CHANGES, DECISION, mark_of, names_of, new_units
from units.enums import UnitKind
from units.models import CommunityStep, Unit, UnitVersion, User
from units.standing import over
from units.words import counted
from units.workflow import write_versions
from units.workflow.lineage import one_tree_writer_at_a_time


def judge(ward: Unit, lines: Sequence[Line], today: dt.date) -> list[Verdict]:
    """What would become of each line of a list; a fixed number of queries, nothing is written."""
    return _judged(ward, lines, commune_of(ward, {line.code for line in lines}), today)


def _judged(ward: Unit, lines: Sequence[Line], commune: Commune, today: dt.date) -> list[Verdict]:
    """The verdicts; a line of a day after the commune's last one is told who takes it instead."""
    return [
        replace(verdict, sentence=over(ward.pk, verdict.line.first, CHANGES))
        if verdict.fate is Fate.REFUSED and verdict.line.first and commune.span.last < verdict.line.first <= today
        else verdict
        for verdict in judged(lines, commune, today)
    ]


@transaction.atomic
def enter(ward: Unit, lines: Sequence[Line], *, by: User, at: dt.datetime) -> CommunityStep | None:
    """Write what is new of a list; what is there already is left alone. None when nothing is new.

    Raises Refused, and writes nothing, for the first line that cannot be written.
    """
    one_tree_writer_at_a_time()
    today = timezone.localdate(at)
    commune = commune_of(ward, {line.code for line in lines})
    verdicts = _judged(ward, lines, commune, today)
    if wrong := next((each for each in verdicts if each.fate is Fate.REFUSED), None):
        raise Refused(f"Dòng {wrong.line.number}: {wrong.sentence}")
    new = [each for each in verdicts if each.is_written]
    if not new:
        return None
    units = new_units(ward, len(new))
    versions = [_entered(unit, ward, each, commune) for unit, each in zip(units, new, strict=True)]
    write_versions(versions)
    facts = {"units": [unit.pk for unit in units], "added": [mark_of(version) for version in versions]}
    summary = f"{counted(versions)}: {names_of(versions)}"
    decisions = {version.decision for version in versions}
    return CommunityStep.objects.create(
        ward=ward,
        act=CommunityAct.ENTER,
        effective_on=min(version.valid_from for version in versions),
        decision=decisions.pop() if len(decisions) == 1 else "",
        summary=summary,
        facts=facts,
        by=by,
        at=at,
    )


def _entered(unit: Unit, ward: Unit, verdict: Verdict, commune: Commune) -> UnitVersion:
    made = UnitVersion(unit=unit, name=verdict.name, kind=UnitKind.COMMUNITY, parent=ward, code=verdict.line.code)
    made.designation = verdict.designation
    made.valid_from, made.start_unknown = verdict.first or commune.span.first, verdict.start_unknown
    made.valid_to = commune.span.valid_to
    made.decision = words(verdict.line.decision, name="Căn cứ", longest=DECISION)
    return made
