"""Appraisal by the ward, what does not reach the title, and reopening either."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from awards.titles.criteria import procedure_for
from awards.titles.enums import Action, NominationState
from awards.titles.models import Nomination, Procedure
from awards.titles.rules.procedure import carried
from awards.titles.workflow.machinery import as_sent, lock_all, must_stand_still, write
from hocTap.lib.steps import Refused, needed
from units.models import User

S = NominationState


@transaction.atomic
def appraise(pks: Collection[int], *, by: User, at: dt.datetime) -> int:
    """Confirm that the score stands and the vote carried (thẩm định). Returns how many.

    Raises Refused naming the first that does not pass or was not carried; such ones are recorded as not reached.
    """
    locked = lock_all(pks, Action.APPRAISE)
    must_stand_still(locked, at, "thẩm định hồ sơ")
    procedures: dict[tuple[str, int, str], Procedure] = {}
    for row in locked:
        key = row.kind, row.candidate.ward_id, row.candidate.managing_level
        if key not in procedures:
            procedures[key] = procedure_for(row.kind, timezone.localtime(at).date(), row.ward_id, key[2])
        problem = appraisal_problem(row, procedures[key])
        if problem:
            raise Refused(f"{row.candidate}: {problem}")
    write(locked, Action.APPRAISE, by=by, at=at, changes={"appraised_by": by, "appraised_at": at})
    return len(locked)


def appraisal_problem(row: Nomination, procedure: Procedure) -> str:
    """Why a nomination cannot go up, in a sentence, or nothing."""
    if not row.passes:
        return "kết quả tự đánh giá chưa đạt. Hãy ghi là không đạt, kèm lý do."
    if not procedure.needs_vote:
        return ""
    if row.present is None or row.in_favour is None:
        return "chưa có biên bản bình xét."
    if not carried(row.present, row.in_favour, procedure.vote_over):
        return f"tán thành {row.in_favour}/{row.present}, chưa quá {procedure.vote_over} % số người dự."
    return ""


@transaction.atomic
def reject(pks: Collection[int], reason: str, *, by: User, at: dt.datetime) -> int:
    """Record that these do not reach the title this year, with the reason (không đạt). Raises Refused without one."""
    why = needed(reason, "Hãy ghi lý do không đạt.")
    locked = lock_all(pks, Action.REJECT)
    changes = {"not_reached": why, "decided_by": by, "decided_at": at}
    write(locked, Action.REJECT, by=by, at=at, reason=why, changes=changes)
    return len(locked)


@transaction.atomic
def reopen(pks: Collection[int], reason: str, *, by: User, at: dt.datetime) -> int:
    """Take an appraisal or a "không đạt" back (mở lại); each goes on from where it stood. Returns how many.

    An appraised nomination is voted (or scored) again; one that did not reach the title stands where it stood before
    that was written down: with the approver if it had been proposed. Raises Refused without a reason.
    """
    why = needed(reason, "Hãy ghi lý do mở lại.")
    locked = lock_all(pks, Action.REOPEN)
    by_target: dict[NominationState, list[Nomination]] = defaultdict(list)
    for row in locked:
        by_target[reopened_to(row)].append(row)
    for target, rows in by_target.items():
        cleared: dict[str, Any] = {"not_reached": "", "decided_by": None, "decided_at": None}
        if target in (S.REGISTERED, S.SELF_ASSESSED, S.VOTED):
            cleared |= {"appraised_by": None, "appraised_at": None}
        write(rows, Action.REOPEN, by=by, at=at, reason=why, changes=cleared, facts=as_sent, target=target)
    return len(locked)


def reopened_to(row: Nomination) -> NominationState:
    """Where a nomination stands again when it is reopened: the last step whose facts it still carries."""
    if row.state == S.NOT_REACHED and row.proposal_id:
        return S.PROPOSED
    if row.state == S.NOT_REACHED and row.appraised_at:
        return S.APPRAISED
    if row.minutes_id:
        return S.VOTED
    return S.SELF_ASSESSED if row.assessed_at else S.REGISTERED
