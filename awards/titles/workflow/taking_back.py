"""Taking back what a whole list wrote: holders nobody has worked with since, scores and votes nobody built upon."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from awards.titles.enums import Action, CandidateEventKind, NominationState
from awards.titles.models import Candidate, CandidateEvent, Minutes, MoveRequest, Nomination
from awards.titles.workflow.machinery import as_sent, batches, lock_all, write
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from units.models import User

ENTERED = ("answers", "inputs", "score", "result", "passes", "assessed_by_id", "assessed_at")
VOTED = ("minutes_id", "present", "in_favour", "against")
Before = Mapping[str, Mapping[str, Any]]
"""By a nomination's id (as JSON keeps it) what it was before a list was written, and its edition then."""


def since_recorded(candidates: Collection[int], apart_from: Collection[int] = ()) -> list[str]:
    """What was written since on holders that a list brought into the register, in sentences; locks them.

    Titles of the decisions that the same list brought (`apart_from`) go with it.
    """
    found: dict[str, list[str]] = {}
    for part in batches(candidates):
        rows = Candidate.objects.select_for_update(of=("self",)).filter(pk__in=part).order_by("pk")
        names = dict(rows.values_list("pk", "name"))
        for words, pks in _uses(part, apart_from).items():
            found.setdefault(words, []).extend(names.get(pk, "") for pk in pks)
        gone = len(part) - len(names)
        found.setdefault("không còn trong sổ", []).extend([""] * gone)
    return [_sentence(words, names) for words, names in found.items() if names]


def _uses(candidates: Collection[int], apart_from: Collection[int]) -> dict[str, set[int]]:
    """Of these holders those that something else speaks of, by what it is."""
    nominations = Nomination.objects.filter(candidate__in=candidates).exclude(on_paper=True, decision__in=apart_from)
    events = CandidateEvent.objects.exclude(kind=CandidateEventKind.RECORDED)
    moves = MoveRequest.objects.filter(candidate__in=candidates)
    return {
        "đã đăng ký xét danh hiệu": set(nominations.values_list("candidate_id", flat=True)),
        "đã được sửa, chuyển, gộp hoặc bàn giao": {
            *events.filter(candidate__in=candidates).values_list("candidate_id", flat=True),
            *(pk for pk in events.filter(other__in=candidates).values_list("other_id", flat=True) if pk),
        },
        "đang có đề nghị chuyển nơi ở": set(moves.values_list("candidate_id", flat=True)),
    }


def _sentence(words: str, names: list[str]) -> str:
    known = [name for name in names if name][:3]
    some = f" ({', '.join(known)}{', …' if len(names) > len(known) else ''})" if known else ""
    return f"{vi.whole(len(names))} đối tượng{some} {words}."


@transaction.atomic
def unrecord_all(candidates: Collection[int]) -> int:
    """Take holders that a list brought in out of the register again, with the event of their entry: they never were.

    Who took them out and why is kept with the list. Raises Refused when something still speaks of one of them.
    """
    try:
        with transaction.atomic():
            for part in batches(candidates):
                CandidateEvent.objects.filter(candidate__in=part, kind=CandidateEventKind.RECORDED).delete()
                Candidate.objects.filter(pk__in=part).delete()
    except ProtectedError as held:
        first = next(iter(held.protected_objects))
        raise Refused(f"Không hoàn tác được: đã có {first._meta.verbose_name} dựa trên danh sách này.") from held
    return len(candidates)


def as_it_was(nominations: Collection[int]) -> Before:
    """What a list of scores or votes is about to change of these nominations, as plain JSON."""
    found: dict[str, Mapping[str, Any]] = {}
    for part in batches(nominations):
        for row in Nomination.objects.filter(pk__in=part).values("pk", "edition", "state", *ENTERED, *VOTED):
            found[str(row.pop("pk"))] = {name: _plain(value) for name, value in row.items()}
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def since_entered(before: Before) -> list[str]:
    """What was written since on nominations whose scores or votes a list brought, in sentences; locks them."""
    late: list[str] = []
    for part in batches(before.items()):
        then = {int(pk): facts["edition"] + 1 for pk, facts in part}
        rows = Nomination.objects.select_for_update(of=("self",)).select_related("candidate").filter(pk__in=then)
        late += [row.candidate.name for row in rows.order_by("pk") if row.edition != then[row.pk]]
    return [f"{vi.whole(len(late))} hồ sơ ({', '.join(late[:3])}) đã được ghi tiếp."] if late else []


@transaction.atomic
def restore(before: Before, reason: str, *, by: User, at: dt.datetime) -> int:
    """Put scores and votes back as they were before a list was written, each with a step (hoàn tác).

    Raises Refused without a reason (the database holds it), Stale once one of them went on.
    """
    locked = lock_all([int(pk) for pk in before], Action.TAKE_BACK)
    alike: dict[str, list[Nomination]] = defaultdict(list)
    for row in locked:
        alike[str({**before[str(row.pk)], "edition": 0})].append(row)
    for rows in alike.values():
        facts = before[str(rows[0].pk)]
        changes = {name: _revived(name, facts[name]) for name in (*ENTERED, *VOTED)} | {"typists": {}}
        target = NominationState(facts["state"])
        write(rows, Action.TAKE_BACK, by=by, at=at, reason=reason, changes=changes, facts=as_sent, target=target)
    return len(locked)


def _revived(name: str, value: Any) -> Any:
    """A kept value as the model holds it."""
    if value is not None and name == "assessed_at":
        return dt.datetime.fromisoformat(value)
    return Decimal(value) if value is not None and name == "score" else value


@transaction.atomic
def unvote(minutes: Collection[int], before: Before, reason: str, *, by: User, at: dt.datetime) -> None:
    """Take back the votes of a list, and its minutes, which nothing speaks of any more; the steps stay readable."""
    restore(before, reason, by=by, at=at)
    try:
        with transaction.atomic():
            Minutes.objects.filter(pk__in=minutes).delete()
    except ProtectedError as held:
        raise Refused("Không hoàn tác được: biên bản của danh sách này đã được sửa hoặc dùng tiếp.") from held
