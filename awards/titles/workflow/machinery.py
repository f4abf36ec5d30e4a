"""The table of transitions, and how a step is taken: lock, check, write, log. One nomination or thousands alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from django.db.models import F

from awards.titles.enums import Action, NominationState
from awards.titles.models import Nomination, NominationStep
from awards.titles.querysets import NominationQuerySet
from hocTap.lib.refusals import Refused, Stale
from units.models import User

S = NominationState
BATCH = 500
"""Rows in one statement."""

T = TypeVar("T")
Facts = Callable[[Nomination], dict[str, Any]]


@dataclass(frozen=True)
class Transition:
    """From which states a step leads, and to which."""

    sources: tuple[NominationState, ...]
    target: NominationState


TRANSITIONS: dict[Action, Transition] = {
    Action.ASSESS: Transition((S.REGISTERED, S.SELF_ASSESSED, S.VOTED), S.SELF_ASSESSED),
    Action.VOTE: Transition((S.SELF_ASSESSED, S.VOTED), S.VOTED),
    Action.APPRAISE: Transition((S.SELF_ASSESSED, S.VOTED), S.APPRAISED),
    Action.PROPOSE: Transition((S.APPRAISED,), S.PROPOSED),
    Action.RETURN: Transition((S.PROPOSED,), S.SELF_ASSESSED),
    Action.RECOGNISE: Transition((S.PROPOSED,), S.RECOGNISED),
    Action.REJECT: Transition((S.REGISTERED, S.SELF_ASSESSED, S.VOTED, S.APPRAISED, S.PROPOSED), S.NOT_REACHED),
    Action.WITHDRAW: Transition((S.RECOGNISED,), S.PROPOSED),
    Action.REVOKE: Transition((S.RECOGNISED,), S.REVOKED),
}


def lock(nominations: NominationQuerySet) -> list[Nomination]:
    """The rows, locked in one order so that two acts never wait for each other."""
    return list(nominations.select_for_update(of=("self",)).select_related("candidate").order_by("pk"))


def lock_one(nomination: Nomination, action: Action, edition: int | None = None) -> Nomination:
    """The row, locked. Raises Stale when the step does not lead from its state, or when it changed since read."""
    (locked,) = lock(Nomination.objects.filter(pk=nomination.pk))
    if locked.state not in TRANSITIONS[action].sources:
        raise Stale(f"Hồ sơ đang ở bước “{locked.get_state_display()}”, không {action.label} được. Hãy tải lại trang.")
    if edition is not None and edition != locked.edition:
        raise Stale("Hồ sơ vừa được người khác thay đổi. Hãy xem lại trước khi làm tiếp.")
    return locked


def lock_all(pks: Iterable[int], action: Action) -> list[Nomination]:
    """All these rows, locked. Raises Stale unless the step leads from every one's state."""
    wanted = set(pks)
    if not wanted:
        raise Refused("Chưa chọn hồ sơ nào.")
    locked = lock(Nomination.objects.filter(pk__in=wanted))
    late = [row for row in locked if row.state not in TRANSITIONS[action].sources]
    if late or len(locked) != len(wanted):
        number = len(late) + len(wanted) - len(locked)
        raise Stale(f"{number} hồ sơ không còn ở bước {action.label} được. Hãy tải lại trang rồi chọn lại.")
    return locked


def write(
    nominations: Sequence[Nomination],
    action: Action,
    *,
    by: User,
    at: dt.datetime,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
    facts: Facts | None = None,
    target: NominationState | None = None,
) -> None:
    """Move locked rows, all to one state, and log a step for each. Sources were checked under the lock."""
    after = target or TRANSITIONS[action].target
    for part in batches(nominations):
        rows = Nomination.objects.filter(pk__in=[row.pk for row in part])
        rows.update(**(changes or {}), state=after, edition=F("edition") + 1)
        log(part, action, after=after, by=by, at=at, reason=reason, facts=facts)


def log(
    nominations: Sequence[Nomination],
    action: Action,
    *,
    after: NominationState,
    by: User,
    at: dt.datetime,
    reason: str = "",
    facts: Facts | None = None,
    before: NominationState | None = None,
) -> None:
    """One step for each row, from the state it was read in."""
    NominationStep.objects.bulk_create(
        NominationStep(
            nomination=row,
            action=action,
            before=row.state if before is None else before,
            after=after,
            by=by,
            at=at,
            reason=reason,
            facts=facts(row) if facts else {},
        )
        for row in nominations
    )


def needed(words: str, otherwise: str, at_most: int = 500) -> str:
    """What was typed, without blanks around. Raises Refused with the sentence when there is nothing."""
    stripped = " ".join(words.split())
    if not stripped:
        raise Refused(otherwise)
    return stripped[:at_most]


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
