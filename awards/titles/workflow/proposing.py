"""The ward's written proposal to the approver, and the approver's return of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from awards.titles.criteria import symbol_of_proposal
from awards.titles.enums import Action, NominationState
from awards.titles.models import Nomination, NominationStep, Proposal
from awards.titles.workflow.machinery import as_sent, lock, lock_all, must_stand_for, refuse_day, write
from awards.titles.workflow.states import NOMINATIONS
from hocTap.lib import vi
from hocTap.lib.resting import PROPOSAL, papers_from, papers_in_words
from hocTap.lib.steps import Refused, Stale, needed
from units import numbering
from units.enums import Numbered
from units.models import User

S = NominationState


@dataclass(frozen=True)
class Paper:
    """Number and day of a paper that a person files."""

    number: int
    day: dt.date
    symbol: str = ""


@transaction.atomic
def propose(pks: Collection[int], paper: Paper, *, by: User, at: dt.datetime) -> Proposal:
    """Send appraised nominations of one ward, title and year up with a written proposal (tờ trình).

    Raises Refused for nominations of several wards, a day to come, a number used in that year.
    """
    locked = lock_all(pks, Action.PROPOSE)
    first = locked[0]
    if {(row.ward_id, row.kind, row.year) for row in locked} != {(first.ward_id, first.kind, first.year)}:
        raise Refused("Một tờ trình chỉ gồm hồ sơ của một phường, xã, một danh hiệu, một năm.")
    if paper.number < 1:
        raise Refused("Hãy ghi số tờ trình.")
    refuse_day(paper.day, first.year, at, "Ngày tờ trình")
    must_stand_for([first.ward_id], first.year, paper.day, "lập tờ trình")
    latest = max(timezone.localtime(row.appraised_at).date() for row in locked if row.appraised_at)
    if paper.day < latest:
        raise Refused(f"Ngày tờ trình trước ngày thẩm định ({vi.day(latest)}). Hãy kiểm tra lại.")
    year = paper.day.year
    if Proposal.objects.filter(ward=first.ward_id, number_year=year, number=paper.number, recalled_at=None).exists():
        raise Refused(f"Số tờ trình {paper.number} đã dùng trong năm {year}. Hãy ghi số khác.")
    proposal = Proposal(
        ward_id=first.ward_id,
        kind=first.kind,
        year=first.year,
        number=paper.number,
        number_year=year,
        proposed_on=paper.day,
        by=by,
        at=at,
        symbol=paper.symbol or symbol_of_proposal(first.kind, first.ward_id, paper.day, first.candidate.managing_level),
    )
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError as error:
        raise Stale(f"Số tờ trình {paper.number} vừa được người khác dùng. Hãy ghi số khác.") from error
    given = numbering.Number(proposal.ward_id, proposal.symbol, proposal.number, proposal.proposed_on)
    numbering.take(Numbered.PROPOSAL, proposal.pk, given)
    changes = {"proposal": proposal, "proposed_by": by, "proposed_at": at, "sent_times": F("sent_times") + 1}
    write(locked, Action.PROPOSE, by=by, at=at, changes=changes, facts=as_sent)
    return proposal


@transaction.atomic
def return_group(pks: Collection[int], reason: str, *, by: User, at: dt.datetime) -> int:
    """Return proposed nominations to the ward with a reason; votes stand until the answers change (trả lại)."""
    why = needed(reason, "Hãy ghi lý do trả lại để đơn vị trình biết phải sửa gì.")
    locked = lock_all(pks, Action.RETURN)
    cleared = dict.fromkeys(("proposal", "proposed_by", "proposed_at", "appraised_by", "appraised_at"))
    voted = [row for row in locked if row.minutes_id]
    unvoted = [row for row in locked if not row.minutes_id]
    write(voted, Action.RETURN, by=by, at=at, reason=why, changes=cleared, facts=as_sent, target=S.VOTED)
    write(unvoted, Action.RETURN, by=by, at=at, reason=why, changes=cleared, facts=as_sent)
    return len(locked)


@transaction.atomic
def recall(proposal: Proposal, reason: str, *, by: User, at: dt.datetime) -> int:
    """Take a whole proposal back before anybody decided on it; its nominations are appraised again, not proposed.

    The paper stays readable with who took it back and why, its number is free again. Raises Refused without a reason,
    once one of its nominations was decided on, and while a paper issued from it stands: two papers would bear the
    number. Stale when it was taken back or nothing of it waits any more.
    """
    why = needed(reason, "Hãy ghi lý do rút tờ trình.")
    locked = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    rows = lock(Nomination.objects.filter(proposal=locked))
    if locked.recalled_at or not rows:
        raise Stale(f"{locked} đã được rút, hoặc hồ sơ đã trả lại hết. Hãy tải lại trang.")
    decided = [row for row in rows if not NOMINATIONS.leads(Action.RECALL, row.state)]
    if decided:
        raise Refused(
            f"{vi.whole(len(decided))} hồ sơ của tờ trình này (ví dụ {decided[0].candidate}) đã được xét nên không rút "
            "cả tờ trình được. Hãy đề nghị người xét trả lại phần còn lại."
        )
    if issued := [paper for paper in papers_from(PROPOSAL, [locked.pk]) if paper.issued]:
        raise Refused(f"{papers_in_words(issued)} Hãy thu hồi văn bản đó trước, rồi rút tờ trình.")
    cleared = dict.fromkeys(("proposal", "proposed_by", "proposed_at"))
    changes = {**cleared, "sent_times": F("sent_times") - 1}
    write(rows, Action.RECALL, by=by, at=at, reason=why, changes=changes, facts=as_sent)
    locked.recalled_by, locked.recalled_at, locked.recalled_why = by, at, why
    locked.save(update_fields=["recalled_by", "recalled_at", "recalled_why"])
    numbering.release(Numbered.PROPOSAL, [locked.pk])
    return len(rows)


def last_return(nomination: Nomination) -> NominationStep | None:
    """Why it came back, if it did and has not gone up again."""
    steps = nomination.steps.filter(action__in=[Action.RETURN, Action.PROPOSE]).order_by("-at", "-pk")
    latest = steps.first()
    return latest if latest and latest.action == Action.RETURN else None
