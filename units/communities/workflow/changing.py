"""A change written: versions, the event with its links, and what the registers make of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone

from units.communities import registry
from units.communities.enums import CommunityAct
from units.communities.registry import CommunityAfter, Rearrangement
from units.communities.rules import (
    said,
    spelled,
)
from units.communities.workflow.planning import Asked, Plan, plan
from units.communities.workflow.shared import mark_of, new_units
from units.enums import ChangeKind, ShareOf
from units.models import ChangeEvent, CommunityStep, Unit, UnitVersion, User
from units.workflow import Move, record_change, write_versions
from units.workflow.lineage import one_tree_writer_at_a_time

KINDS = {
    CommunityAct.MERGE: ChangeKind.MERGE,
    CommunityAct.SPLIT: ChangeKind.PART,
    CommunityAct.RENAME: ChangeKind.RENAME,
    CommunityAct.END: ChangeKind.ABOLISH,
}


@transaction.atomic
def change(ward: Unit, asked: Asked, *, by: User, at: dt.datetime) -> CommunityStep:
    """Write a change: versions, the event with its links, and what the registers make of it; all or nothing.

    Raises Refused and Stale as `plan` does.
    """
    one_tree_writer_at_a_time()
    made = plan(ward, asked, timezone.localdate(at))
    began = [version for version in made.added if version.unit_id is None]
    for version, unit in zip(began, new_units(ward, len(began)), strict=True):
        version.unit = unit
    write_versions([*made.closed, *made.added])
    event = _event(made)
    told = _told(made, began, by, at)
    for register in registry.registers():
        register.pass_on(told)
    facts = {
        "units": [version.unit_id for version in began],
        "added": [mark_of(version) for version in made.added],
        "closed": [[*mark_of(version), made.ends[version.pk]] for version in made.closed],
        **_kept(told),
    }
    return CommunityStep.objects.create(
        ward=ward,
        act=asked.act,
        effective_on=asked.on,
        decision=made.decision,
        summary=made.words,
        event=event,
        facts=facts,
        doubts=made.doubts,
        reason=made.reason,
        by=by,
        at=at,
    )


def _event(made: Plan) -> ChangeEvent:
    return record_change(KINDS[made.asked.act], made.asked.on, _moves(made), decision=made.decision)


def _moves(made: Plan) -> list[Move]:
    if made.asked.act is CommunityAct.RENAME:
        return [Move(old.unit, old.unit) for old in made.olds]
    if made.asked.act is CommunityAct.MERGE:
        (into,) = made.receivers
        return [Move(old.unit, into.unit) for old in made.olds]
    if made.asked.act is CommunityAct.SPLIT:
        (old,) = made.olds
        by_name = {said(spelled(each.name, each.designation)[0]): each.share for each in made.asked.results}
        return [
            _part(old, new, by_name[said(new.name)], made.decision)
            for new in made.receivers
            if new.unit_id != old.unit_id or by_name[said(new.name)] is not None
        ]
    return []


def _part(old: UnitVersion, new: UnitVersion, share: Fraction | None, document: str) -> Move:
    if share is None:
        return Move(old.unit, new.unit, whole=False)
    return Move(old.unit, new.unit, False, share, ShareOf.HOUSEHOLDS, document)


def _told(made: Plan, began: Sequence[UnitVersion], by: User, at: dt.datetime) -> Rearrangement:
    """The change as the registers are told of it."""
    receivers = [_place(version) for version in made.receivers]
    ended = [version.unit_id for version in made.closed] if made.asked.act is not CommunityAct.RENAME else []
    merged = made.asked.act is CommunityAct.MERGE
    divided = made.asked.act is CommunityAct.SPLIT
    renamed = {}
    if made.asked.act is CommunityAct.RENAME:
        renamed = {old.unit_id: (old.name, new.name) for old, new in zip(made.olds, made.added, strict=True)}
    return Rearrangement(
        on=made.asked.on,
        reason=f"{made.asked.act.label.capitalize()}: {made.words} ({made.decision})"[:300],
        by=by,
        at=at,
        whole=dict.fromkeys(ended, receivers[0]) if merged else {},
        divided={made.olds[0].unit_id: receivers} if divided else {},
        renamed=renamed,
        ended=ended,
        began=[_place(version) for version in began],
    )


def _place(version: UnitVersion) -> CommunityAfter:
    return CommunityAfter(version.unit_id, version.parent_id or 0, version.name)


def _kept(told: Rearrangement) -> dict[str, Any]:
    """What the registers were told, as it is kept with the step."""
    return {
        "whole": [[old, list(place)] for old, place in told.whole.items()],
        "divided": [[old, [list(place) for place in places]] for old, places in told.divided.items()],
        "renamed": [[unit, *names] for unit, names in told.renamed.items()],
        "ended": list(told.ended),
        "began": [list(place) for place in told.began],
    }


def told_by(step: CommunityStep) -> Rearrangement:
    """What the registers were told by a step that is kept."""
    facts = step.facts
    return Rearrangement(
        on=step.effective_on,
        reason=step.decision,
        by=step.by,
        at=step.at,
        whole={old: CommunityAfter(*place) for old, place in facts.get("whole", ())},
        divided={old: [CommunityAfter(*place) for place in places] for old, places in facts.get("divided", ())},
        renamed={unit: (old, new) for unit, old, new in facts.get("renamed", ())},
        ended=facts.get("ended", ()),
        began=[CommunityAfter(*place) for place in facts.get("began", ())],
    )
