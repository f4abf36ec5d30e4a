"""The way back: everything as it was before a step, as long as nothing rests on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import needed
from units.communities import registry
from units.communities.registry import Rearrangement
from units.communities.workflow.changing import told_by
from units.communities.workflow.shared import REASON, mark_of, numbers_in
from units.models import CommunityStep, Unit, UnitVersion, User
from units.workflow import refresh_lineage, write_versions
from units.workflow.lineage import one_tree_writer_at_a_time


@transaction.atomic
def undo(step: CommunityStep, reason: str, *, by: User, at: dt.datetime) -> CommunityStep:
    """Put everything back as it was before a step, as long as nothing rests on it; the step itself stays readable.

    Raises Refused without a reason and when something was written since (with what), Stale when somebody undid it.
    """
    one_tree_writer_at_a_time()
    locked = CommunityStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    if locked.undone_at:
        raise Stale(f"Việc này đã được hoàn tác lúc {vi.moment(timezone.localtime(locked.undone_at))}.")
    why = needed(reason, "Hãy ghi lý do hoàn tác.", longest=REASON)
    told = told_by(locked)
    refuse_undoing(locked, told)
    for register in registry.registers():
        register.take_back(told, reason=why, by=by, at=at)
    event, locked.event = locked.event, None
    locked.undone_by, locked.undone_at, locked.undone_because = by, at, why
    locked.save(update_fields=["event", "undone_by", "undone_at", "undone_because"])
    try:
        if event:
            event.links.all().delete()
            event.delete()
        _put_back(locked)
    except ProtectedError as held:
        raise Refused(_what_rests(held, _names(locked))) from held
    return locked


def refuse_undoing(step: CommunityStep, told: Rearrangement) -> None:
    """Raise Refused when the versions are no longer as the step wrote them, or registers have gone on since."""
    marks = [*step.facts.get("added", ()), *(mark[:4] for mark in step.facts.get("closed", ()))]
    now = {version.pk: mark_of(version) for version in UnitVersion.objects.filter(pk__in=[mark[0] for mark in marks])}
    for pk, last, name, parent in marks:
        if now.get(pk) != [pk, last, name, parent]:
            raise Refused(f"Sau việc này {name} đã có thay đổi khác. Hãy hoàn tác việc sau cùng trước.")
    if found := [words for register in registry.registers() for words in register.rests(told)]:
        raise Refused(f"Không hoàn tác được vì đã có việc ghi tiếp. {' '.join(found)}")


def _put_back(step: CommunityStep) -> None:
    """Take away what was added, open again what was closed; a new unit goes when nothing points at it.

    Raises Django's ProtectedError otherwise; the whole undoing is then taken back.
    """
    facts = step.facts
    added = UnitVersion.objects.filter(pk__in=[mark[0] for mark in facts.get("added", ())])
    units = {version.unit_id: version.unit for version in added.select_related("unit")}
    added.delete()
    ends = {mark[0]: mark[4] for mark in facts.get("closed", ())}
    reopened = list(UnitVersion.objects.filter(pk__in=ends).select_related("unit"))
    for version in reopened:
        version.valid_to = dt.date.fromisoformat(ends[version.pk]) if ends[version.pk] else None
    write_versions(reopened)
    new = set(facts.get("units", ()))
    if stays := [unit for pk, unit in units.items() if pk not in new]:
        refresh_lineage(*stays)
    Unit.objects.filter(pk__in=new).delete()


def _names(step: CommunityStep) -> list[str]:
    """What the step made, or closed where it made nothing."""
    marks = step.facts.get("added") or step.facts.get("closed") or ()
    return [mark[2] for mark in marks]


def _what_rests(held: ProtectedError, names: Sequence[str]) -> str:
    """What points at units that are to go, by kind and number."""
    numbers: dict[str, int] = {}
    for each in held.protected_objects:
        label = str(each._meta.verbose_name)
        numbers[label] = numbers.get(label, 0) + 1
    return f"Không hoàn tác được: {_some(names)} đã có {numbers_in(numbers)}."


def _some(names: Sequence[str]) -> str:
    shown = names[:3]
    return ", ".join(shown) + (" và nơi khác" if len(names) > len(shown) else "")
