"""Steps of a hand-over: a part is confirmed whole or not at all, once, and taken back while nothing rests on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.locks import at_once
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import Kept, Transition, Transitions, needed, words
from units.handover.changes import Change, before, change_of, not_yet
from units.handover.enums import PartAction, PartState
from units.handover.registry import Doing, Line, Outcome, Part, part_named, parts
from units.jobs.registry import CANCELLED, GIVEN_UP
from units.models import HandedOver, HandOver, HandOverPart, HandOverStep, User
from units.words import named

S = PartState
PARTS = Transitions[PartAction, PartState](
    {
        PartAction.ASK: Transition((S.WAITING,), S.RUNNING),
        PartAction.CONFIRM: Transition((S.WAITING, S.RUNNING), S.DONE),
        PartAction.STOP: Transition((S.RUNNING,), S.WAITING),
        PartAction.UNDO: Transition((S.DONE,), S.WAITING),
    },
    kept=Kept(HandOverPart, "phần bàn giao số {}", HandOverStep, "part_id"),
)
LARGE = 3_000
"""So many rows are written by the worker, not while the browser waits."""
REASON = 500


@dataclass(frozen=True)
class Asked:
    """What a person confirms: the choices, the minutes, and the edition of the part that was seen."""

    choices: Mapping[str, Any] = field(default_factory=dict)
    minutes_no: str = ""
    minutes_on: dt.date | None = None
    edition: int | None = None


@dataclass(frozen=True)
class Step:
    """A step that is taken with a part: what it is, where it leads, who takes it, and what the log keeps of it."""

    action: PartAction
    state: PartState
    doing: Doing
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def row_of(change: Change, code: str) -> HandOverPart | None:
    """The part as it stands; None when nobody has touched it yet."""
    mine = HandOverPart.objects.filter(handover__unit=change.old, handover__effective_on=change.on, code=code)
    return mine.select_related("by").first()


def rows_of(change: Change) -> dict[str, HandOverPart]:
    """All parts of the hand-over that somebody has touched, by code."""
    mine = HandOverPart.objects.filter(handover__unit=change.old, handover__effective_on=change.on)
    return {
        row.code: row for row in mine.select_related("by").prefetch_related("received__heir__versions", "steps__by")
    }


def edition_of(row: HandOverPart | None) -> int:
    return row.edition if row else 0


@transaction.atomic
def confirm(change: Change, part: Part, asked: Asked, *, by: User, at: dt.datetime) -> HandOverPart:
    """Hand one part over, whole or not at all; the heirs have it from the day of the change.

    Raises Stale when somebody else did it meanwhile; Refused before the day, while an earlier change into this unit or
    a part that comes first still waits, and for whatever the part itself refuses.
    """
    row = _locked(change, part, by, at)
    _refuse_seen(row, asked)
    return _hand(change, part, row, asked, Doing(by, at))


@transaction.atomic
def ask(change: Change, part: Part, asked: Asked, *, by: User, at: dt.datetime) -> HandOverPart:
    """Leave a large part to the worker: what can be refused now is refused now, `run` does the rest."""
    row = _locked(change, part, by, at)
    _refuse_seen(row, asked)
    refuse_order(change, part, at)
    state = PARTS.target(PartAction.ASK, row.state, f"Phần {part.title}")
    return _moved(row, Step(PartAction.ASK, state, Doing(by, at)), asked)


def run(pk: int, *, at: dt.datetime | None = None) -> HandOverPart:
    """What the worker does with a large part: all of it in one transaction; a refusal is kept as the part's sentence.

    Safe to call again, and by two workers at once: the second finds it done.
    """
    moment = at or timezone.now()
    try:
        with transaction.atomic():
            return _run(pk, moment)
    except Refused as reason:
        with transaction.atomic():
            row = HandOverPart.objects.select_for_update(of=("self",)).select_related("by").get(pk=pk)
            if PARTS.leads(PartAction.STOP, row.state) and row.by:
                _moved(row, _stopped(Doing(row.by, moment), str(reason)[:REASON]))
            return row


@transaction.atomic
def cancel(pk: int, *, by: User, at: dt.datetime) -> HandOverPart:
    """Leave a part that waits for the worker as it was before it was asked for. For whoever asked.

    Raises Stale when it ended meanwhile, Refused while it is being done: it is done whole or not at all.
    """
    asked = HandOverPart.objects.filter(by=by, state__in=PARTS.sources(PartAction.STOP))
    row = at_once(
        asked, pk, "Phần này đang được bàn giao, không dừng giữa chừng được. Hãy chờ xong rồi hoàn tác nếu cần."
    )
    if row is None:
        raise Stale("Phần này đã bàn giao xong, đã dừng, hoặc do người khác yêu cầu. Hãy tải lại trang.")
    return _moved(row, _stopped(Doing(by, at), CANCELLED))


@transaction.atomic
def give_up(pk: int, at: dt.datetime) -> None:
    """Say on a part that nobody tries any more to hand it over."""
    row = HandOverPart.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row and row.by and PARTS.leads(PartAction.STOP, row.state):
        _moved(row, _stopped(Doing(row.by, at), GIVEN_UP))


def _run(pk: int, at: dt.datetime) -> HandOverPart:
    row = HandOverPart.objects.select_for_update(of=("self",)).select_related("handover", "by").get(pk=pk)
    change, part = change_of(row.handover.unit_id, row.handover.effective_on), part_named(row.code)
    if not PARTS.leads(PartAction.STOP, row.state) or row.by is None:
        return row
    if change is None or part is None:
        raise Refused("Thay đổi này không còn trong danh mục, nên không bàn giao được.")
    asked = Asked(row.choices, row.minutes_no, row.minutes_on)
    return _hand(change, part, row, asked, Doing(row.by, at))


def _hand(change: Change, part: Part, row: HandOverPart, asked: Asked, doing: Doing) -> HandOverPart:
    state = PARTS.target(PartAction.CONFIRM, row.state, f"Phần {part.title}")
    refuse_order(change, part, doing.at)
    outcome = part.hand(change, _with_minutes(asked), doing)
    _keep(change, row, outcome)
    facts = {"choices": asked.choices, "received": {str(heir): dict(got) for heir, got in outcome.received.items()}}
    return _moved(row, Step(PartAction.CONFIRM, state, doing, facts=facts), asked, made=outcome.made)


def _with_minutes(asked: Asked) -> Mapping[str, Any]:
    day = asked.minutes_on.isoformat() if asked.minutes_on else ""
    return {**asked.choices, "minutes_no": asked.minutes_no, "minutes_on": day}


def _keep(change: Change, row: HandOverPart, outcome: Outcome) -> None:
    """A row for each heir, which the database takes once."""
    HandedOver.objects.bulk_create(
        HandedOver(part=row, event=change.event_of(heir), heir_id=heir, numbers=dict(numbers))
        for heir, numbers in outcome.received.items()
    )


@transaction.atomic
def undo(
    change: Change, part: Part, reason: str, *, by: User, at: dt.datetime, edition: int | None = None
) -> HandOverPart:
    """Take a part back by the contrary step (hoàn tác); both acts stay readable.

    Raises Refused without a reason, or with the sentences of what has come since and rests on it; Stale when it is not
    handed over (any more).
    """
    why = needed(reason, "Hãy ghi lý do hoàn tác.", longest=REASON)
    row = _locked(change, part, by, at)
    _refuse_seen(row, Asked(edition=edition))
    state = PARTS.target(PartAction.UNDO, row.state, f"Phần {part.title}")
    if later := _undone_first(change, part):
        raise Refused(later)
    if resting := part.rests(change, row):
        raise Refused(f"Không hoàn tác được. {' '.join(resting)}")
    doing = Doing(by, at)
    stays = part.take_back(change, row, doing)
    row.received.filter(undone_at__isnull=True).update(undone_at=at)
    facts = {"choices": row.choices, "made": row.made, "stays": stays}
    return _moved(row, Step(PartAction.UNDO, state, doing, why, facts))


def rests_on(change: Change, part: Part, row: HandOverPart) -> str:
    """Why a part that was handed over cannot be taken back now, in sentences; nothing where it can."""
    return _undone_first(change, part) or " ".join(part.rests(change, row))


def _undone_first(change: Change, part: Part) -> str:
    later = [each.title for each in parts() if part.code in each.after and _is_done(change, each)]
    return f"Hãy hoàn tác phần {', '.join(later)} trước, rồi mới hoàn tác phần này." if later else ""


def _is_done(change: Change, part: Part) -> bool:
    row = row_of(change, part.code)
    return row is not None and PARTS.leads(PartAction.UNDO, row.state)


def is_taken(row: HandOverPart | None) -> bool:
    """Whether the part was handed over or left to the worker, so that nobody asks for it again."""
    return row is not None and not PARTS.leads(PartAction.ASK, row.state)


def refuse_order(change: Change, part: Part, at: dt.datetime) -> None:
    """Raise Refused before the day has come, or while something that comes first still waits."""
    if sentence := not_yet(change, timezone.localtime(at).date()):
        raise Refused(sentence)
    if earlier := comes_first(change, part, before(change)):
        raise Refused(
            f"{named(earlier.unit)} đã vào {named(change.unit)} từ ngày {vi.day(earlier.on)} mà phần {part.title} "
            f"chưa bàn giao. Hãy bàn giao phần đó trước."
        )
    for code in part.after:
        first = part_named(code)
        if first and not is_settled(change, first):
            raise Refused(f"Hãy bàn giao phần {first.title} trước, rồi mới bàn giao phần {part.title}.")


def comes_first(change: Change, part: Part, earlier: Iterable[Change]) -> Change | None:
    """Of the changes that brought something to the old unit itself, one whose part still waits."""
    return next((each for each in earlier if each.old != change.old and not is_settled(each, part)), None)


def is_settled(change: Change, part: Part) -> bool:
    """Whether nothing of the part waits: it was handed over, or there is nothing."""
    return not part.moves or _is_done(change, part) or not holds(part.lines(change, NOBODY))


def holds(lines: list[Line]) -> bool:
    return any(line.number for line in lines)


NOBODY = User()
"""Whoever counts without reading names."""


def _locked(change: Change, part: Part, by: User, at: dt.datetime) -> HandOverPart:
    """The part's row under its lock, made when it is the first touch; whoever comes second waits here."""
    facts = {"opened_by": by, "opened_at": at}
    handover, _ = HandOver.objects.get_or_create(unit_id=change.old, effective_on=change.on, defaults=facts)
    HandOverPart.objects.get_or_create(handover=handover, code=part.code)
    rows = HandOverPart.objects.select_for_update(of=("self",)).select_related("handover")
    return rows.get(handover=handover, code=part.code)


def _refuse_seen(row: HandOverPart, asked: Asked) -> None:
    """Raise Stale when the part moved since the person saw it (0: nobody had touched it)."""
    if asked.edition is not None and asked.edition != row.edition and (asked.edition or row.edition > 1):
        raise Stale("Người khác vừa thực hiện phần này. Hãy xem lại trang bàn giao trước khi làm tiếp.")


def _stopped(doing: Doing, problem: str) -> Step:
    return Step(PartAction.STOP, PARTS.landing(PartAction.STOP), doing, problem)


NOTHING = Asked()


def _moved(
    row: HandOverPart, step: Step, asked: Asked = NOTHING, *, made: Mapping[str, Any] = MappingProxyType({})
) -> HandOverPart:
    """Write the part's new state with what was asked and made by it, and log the step. A stop says why on the part."""
    row.state, row.edition = step.state, row.edition + 1
    row.problem = step.reason if step.action == PartAction.STOP else ""
    row.choices, row.made = dict(asked.choices), dict(made)
    waits = step.state == S.WAITING
    row.by, row.at = (None, None) if waits else (step.doing.by, step.doing.at)
    row.minutes_no = words(asked.minutes_no, name="Số biên bản", longest=60)
    row.minutes_on = asked.minutes_on
    row.save()
    HandOverStep.objects.create(
        part=row, action=step.action, by=step.doing.by, at=step.doing.at, reason=step.reason, facts=dict(step.facts)
    )
    return row
