"""Registering for a year, and taking a registration back before it is proposed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from awards.titles.criteria import set_for
from awards.titles.enums import Action, CandidateState, Registration
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, Nomination, Scorer
from awards.titles.workflow.candidates import record_all
from awards.titles.workflow.machinery import as_sent, batches, lock, lock_all, log, must_stand_for, write
from awards.titles.workflow.states import NOMINATIONS
from hocTap.lib import vi
from hocTap.lib.steps import Refused, Stale, needed
from units.models import Unit, UnitVersion, User
from units.standing import Lives

EARLIEST = 2005
REGISTER = "đăng ký danh hiệu cho các năm"
NOTHING_ENTERED: dict[str, Any] = {
    "answers": {},
    "typists": {},
    "inputs": {},
    "score": None,
    "result": "",
    "passes": None,
    **dict.fromkeys(("assessed_by", "assessed_at", "minutes", "present", "in_favour", "against")),
    **dict.fromkeys(("appraised_by", "appraised_at")),
}
"""A nomination as it is when it has just been registered."""


def register(candidate: Candidate, year: int, *, by: User, at: dt.datetime) -> Nomination:
    """Register one candidate for the year. Raises Refused as register_all does, and when it is registered already."""
    made = register_all([candidate], year, by=by, at=at)
    if not made:
        raise Refused(f"{candidate} đã đăng ký danh hiệu này trong năm {year}.")
    return made[0]


@transaction.atomic
def register_unit(ward: Unit, year: int, *, by: User, at: dt.datetime) -> Nomination:
    """Register a commune (phường, xã) itself for the title of its level: it holds it, nobody writes it into a register.

    Raises Refused as `register` does, and for a commune that did not stand in the year.
    """
    last = last_day_in(ward.pk, year)
    holder = Candidate.objects.active().filter(kind=TitleKind.WARD, ward=ward).first()
    if holder is None:
        standing = UnitVersion.objects.on(last).get(unit=ward)
        known = Candidate(kind=TitleKind.WARD, ward=ward, name=standing.name, known_since=standing.valid_from)
        (holder,) = record_all([known], by=by, at=at)
    return register(holder, year, by=by, at=at)


@transaction.atomic
def register_all(candidates: Iterable[Candidate], year: int, *, by: User, at: dt.datetime) -> list[Nomination]:
    """Register candidates of one kind for the year, by the set of criteria in force; those registered are left alone.

    Who was recognised in an earlier year registers again, all others anew. Ward and khu phố are kept as they are now.
    Whoever took a registration back this year goes on with the same nomination, with nothing entered.
    Raises Refused for a year to come or without criteria, a candidate that ended or was merged, a ward that did not
    stand in the year or has ended within it.
    """
    today = timezone.localtime(at).date()
    if not EARLIEST <= year <= today.year:
        raise Refused(f"Chỉ đăng ký được cho các năm từ {EARLIEST} đến {today.year}.")
    chosen = list(candidates)
    for candidate in chosen:
        if candidate.state != CandidateState.ACTIVE:
            raise Refused(f"{candidate}: {candidate.get_state_display()}, không đăng ký được.")
        if candidate.restricted_on:
            raise Refused(
                f"{candidate} đã yêu cầu hạn chế sử dụng dữ liệu từ ngày {vi.day(candidate.restricted_on)} nên không "
                "đăng ký được. Hãy hỏi lại, rồi bỏ hạn chế ở trang của đối tượng."
            )
    there = Nomination.objects.filter(candidate__in=[each.pk for each in chosen], year=year)
    known = set(there.values_list("candidate_id", flat=True))
    back = {row.candidate_id: row for row in lock(there.filter(state__in=NOMINATIONS.sources(Action.REGISTER)))}
    again = _recognised_before([each.pk for each in chosen], year)
    days = {ward: last_day_in(ward, year) for ward in {each.ward_id for each in chosen}}
    must_stand_for(days, year, today, "đăng ký danh hiệu")
    sets = {key: set_for(key[0], year, key[1], key[2]).pk for key in {_set_key(each) for each in chosen}}

    def facts_of(candidate: Candidate) -> dict[str, Any]:
        return {
            "kind": candidate.kind,
            "ward_id": candidate.ward_id,
            "community_id": candidate.community_id,
            "as_of": days[candidate.ward_id],
            "registration": Registration.AGAIN if candidate.pk in again else Registration.NEW,
            "criteria_id": sets[_set_key(candidate)],
            "registered_by_id": by.pk,
            "registered_at": at,
            "illustrative": candidate.illustrative,
        }

    rows = [Nomination(candidate=each, year=year, **facts_of(each)) for each in chosen if each.pk not in known]
    try:
        with transaction.atomic():
            made = Nomination.objects.bulk_create(rows, batch_size=1000)
    except IntegrityError as error:
        raise Stale("Người khác vừa đăng ký một trong các đối tượng này. Hãy tải lại trang.") from error
    first = NOMINATIONS.landing(Action.REGISTER)
    for part in batches(made):
        log(part, Action.REGISTER, before=first, after=first, by=by, at=at)
    if back:
        Scorer.objects.filter(nomination__in=[row.pk for row in back.values()]).delete()
    for row in (back[each.pk] for each in chosen if each.pk in back):
        write([row], Action.REGISTER, by=by, at=at, changes=NOTHING_ENTERED | facts_of(row.candidate), facts=as_sent)
    return made + list(Nomination.objects.filter(pk__in=[row.pk for row in back.values()]))


def _set_key(candidate: Candidate) -> tuple[str, int, str]:
    return candidate.kind, candidate.ward_id, candidate.managing_level


def last_day_in(ward_id: int, year: int) -> dt.date:
    """The last day of the year on which the ward stood. Raises Refused when it stood on none."""
    lives, last = Lives([ward_id]), dt.date(year, 12, 31)
    lives.must_not_be_over(ward_id, dt.date(year, 1, 1), REGISTER)
    begun = [version for version in lives.versions[ward_id] if version.valid_from <= last]
    latest = begun[-1] if begun else lives.must_stand(ward_id, last, REGISTER)
    return min(last, latest.valid_to or last)


def _recognised_before(candidates: list[int], year: int) -> set[int]:
    """Candidates with a title in force of an earlier year, their own or of a record merged into them."""
    earlier = Nomination.objects.in_force().filter(year__lt=year)
    found: set[int] = set()
    for part in batches(candidates):
        found |= set(earlier.filter(candidate__in=part).values_list("candidate_id", flat=True))
        merged = earlier.filter(candidate__merged_into__in=part)
        found |= {pk for pk in merged.values_list("candidate__merged_into_id", flat=True) if pk}
    return found


@transaction.atomic
def unregister(pks: Collection[int], reason: str, *, by: User, at: dt.datetime) -> int:
    """Take registrations back before they are proposed (rút đăng ký); returns how many.

    What was entered stays readable on the nomination; registering again in the same year begins it anew.
    Raises Refused without a reason, Stale once one of them was proposed.
    """
    words = needed(reason, "Hãy ghi lý do rút đăng ký.")
    locked = lock_all(pks, Action.UNREGISTER)
    write(locked, Action.UNREGISTER, by=by, at=at, reason=words, facts=as_sent)
    return len(locked)
