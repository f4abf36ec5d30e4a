"""How a step on nominations is taken: lock, check, write, log. One nomination or thousands alike."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db.models import F
from django.utils import timezone

from awards.titles.enums import Action, NominationState
from awards.titles.models import Nomination, NominationStep
from awards.titles.querysets import NominationQuerySet
from awards.titles.workflow.states import NOMINATIONS
from hocTap.lib import vi
from hocTap.lib.steps import Refused, Stale, refuse_future
from units.models import User
from units.standing import Lives, over, stands

WORK, ASSESS, VOTE = "làm hồ sơ danh hiệu", "ghi tự đánh giá", "ghi biên bản bình xét"
BATCH = 500
"""Rows in one statement."""

T = TypeVar("T")
Facts = Callable[[Nomination], dict[str, Any]]


def lock(nominations: NominationQuerySet) -> list[Nomination]:
    """The rows, locked in one order so that two acts never wait for each other."""
    return list(nominations.select_for_update(of=("self",)).select_related("candidate").order_by("pk"))


def lock_one(nomination: Nomination, action: Action, edition: int | None = None) -> Nomination:
    """The row, locked. Raises Stale when the step does not lead from its state, or when it changed since read."""
    (locked,) = lock(Nomination.objects.filter(pk=nomination.pk))
    NOMINATIONS.target(action, locked.state, f"Hồ sơ của {locked.holder_name}")
    if edition is not None and edition != locked.edition:
        raise Stale(
            f"Hồ sơ của {locked.holder_name} vừa được ghi khác đi (do người khác, hoặc chính ông, bà ở cửa sổ khác). "
            "Hãy xem lại trước khi làm tiếp."
        )
    return locked


def lock_all(pks: Iterable[int], action: Action) -> list[Nomination]:
    """All these rows, locked. Raises Refused for none, Stale unless the step leads from every one's state."""
    wanted = set(pks)
    if not wanted:
        raise Refused("Chưa chọn hồ sơ nào.")
    locked = lock(Nomination.objects.filter(pk__in=wanted))
    late = [row for row in locked if not NOMINATIONS.leads(action, row.state)]
    number = len(late) + len(wanted) - len(locked)
    if number == 1 and late:
        NOMINATIONS.target(action, late[0].state, f"Hồ sơ của {late[0].holder_name}")
    if number:
        raise Stale(f"{vi.whole(number)} hồ sơ không còn ở bước {action.label} được. Hãy tải lại trang rồi chọn lại.")
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
    after = NOMINATIONS.landing(action, target)
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


def as_sent(row: Nomination) -> dict[str, Any]:
    """What whoever decides next will read, kept so that a second sending can be compared with the first."""
    return {
        "name": row.candidate.name,
        "score": in_text(row.score),
        "result": row.result,
        "in_favour": row.in_favour,
        "present": row.present,
    }


def in_text(score: object) -> str:
    """A score as the facts of a step keep it."""
    return "" if score is None else str(score)


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def must_stand_for(wards: Iterable[int], year: int, day: dt.date, what: str) -> None:
    """Raise Refused when work of the day on a year's titles is for a ward that did not stand: on that day or, for work
    done after the year, at the year's end. A year that was the ward's own may be finished later.

    Example: Phường 5 ended on 30/06/2025. Its titles of 2024 may be voted on in August 2025, those of 2025 may not.
    """
    until, chosen = min(day, dt.date(year, 12, 31)), sorted(set(wards))
    if len(chosen) == 1 and stands(chosen[0], until):
        return
    lives = Lives(chosen)
    for ward in chosen:
        lives.must_stand(ward, until, what)


def over_for(ward: int, year: int, day: dt.date) -> str:
    """The sentence of that refusal for a page that offers the work, when the ward is no more; else nothing."""
    return over(ward, min(day, dt.date(year, 12, 31)), WORK)


def must_stand_still(rows: Iterable[Nomination], at: dt.datetime, what: str) -> None:
    """The same for work on nominations that bears no date of its own: it is of the moment when it is done."""
    today = timezone.localtime(at).date()
    years: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        years[row.year].add(row.ward_id)
    for year, wards in years.items():
        must_stand_for(wards, year, today, what)


def refuse_day(day: dt.date, year: int, at: dt.datetime, words: str) -> None:
    """Raise Refused for a day to come, or before the year judged; `words` name the day ("Ngày họp")."""
    refuse_future(day, at, words)
    if day.year < year:
        raise Refused(f"{words} {vi.day(day)} trước năm xét {year}. Hãy kiểm tra lại.")
