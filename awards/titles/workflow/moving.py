"""Steps of a move between wards: asked, accepted or refused, or withdrawn; the holder moves when it is accepted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from awards.titles.enums import CandidateEventKind, MoveAction, MoveState
from awards.titles.kinds import IN_COMMUNITY
from awards.titles.locality import Locality
from awards.titles.models import Candidate, MoveRequest
from awards.titles.workflow import candidates
from awards.titles.workflow.states import CANDIDATES, MOVES
from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import needed, words
from units.enums import UnitKind
from units.models import Unit, UnitVersion, User
from units.standing import must_not_be_over, must_stand

REASON = 300
ARRIVES = "nhận đối tượng chuyển đến"


@dataclass(frozen=True)
class Going:
    """Where a holder goes, from which day on, to which address, and why."""

    ward: Unit
    on: dt.date
    address: str
    reason: str = ""


@transaction.atomic
def ask(candidate: Candidate, going: Going, *, by: User, at: dt.datetime) -> MoveRequest:
    """The ward that a holder leaves asks the other one to take it over; nothing moves yet.

    Raises Refused for a day to come, a unit that is no ward today or was none on the day of the move, the holder's own
    ward, or a day after that one ended; Stale for a holder that ended, was merged, or whose move already waits for an
    answer.
    """
    locked = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    CANDIDATES.target(CandidateEventKind.MOVED, locked.state, str(locked))
    candidates.refuse_day(locked, CandidateEventKind.MOVED, going.on, at)
    _refuse_no_ward(going.ward, timezone.localtime(at).date())
    if going.ward.pk == locked.ward_id:
        raise Refused(f"{locked} đang ở {going.ward}. Trong cùng phường, xã thì dùng “Chuyển địa bàn”.")
    must_not_be_over(locked.ward_id, going.on, "ghi chuyển đi")
    must_stand(going.ward.pk, going.on, ARRIVES)
    waiting = MoveRequest.objects.filter(candidate=locked, state=MoveState.ASKED).select_related("to_ward").first()
    if waiting:
        raise Stale(f"{locked} đã có đề nghị chuyển đang chờ {waiting.to_ward} trả lời.")
    made = MoveRequest(
        candidate=locked,
        from_ward_id=locked.ward_id,
        to_ward=going.ward,
        moved_on=going.on,
        address=needed(going.address, "Hãy ghi địa chỉ mới.", name="Địa chỉ mới", longest=200),
        reason=words(going.reason, name="Lý do", longest=REASON),
        asked_by=by,
        asked_at=at,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise Stale(f"{locked} đã có đề nghị chuyển đang chờ trả lời. Hãy tải lại trang.") from error
    return made


@transaction.atomic
def accept(request: MoveRequest, community: Unit | None, *, by: User, at: dt.datetime) -> MoveRequest:
    """The other ward takes the holder over, into one of its khu phố; its history and titles go along.

    Raises Stale when the request was answered meanwhile or the holder is no longer where it was; Refused for a khu phố
    of another ward.
    """
    row = _lock(request, MoveAction.ACCEPT)
    holder = Candidate.objects.select_for_update(of=("self",)).get(pk=row.candidate_id)
    if holder.ward_id != row.from_ward_id:
        raise Stale(f"{holder} không còn ở {row.from_ward} nữa. Hãy đề nghị nơi đi rút lại đề nghị này.")
    today = timezone.localtime(at).date()
    _refuse_no_ward(row.to_ward, today)
    if holder.kind in IN_COMMUNITY:
        under = UnitVersion.objects.on(today).of_kind(UnitKind.COMMUNITY).filter(parent=row.to_ward)
        if community is None or not under.filter(unit=community).exists():
            raise Refused(f"Hãy chọn một khu phố, thôn, ấp của {row.to_ward}.")
    place = Locality(row.to_ward_id, community.pk if community and holder.kind in IN_COMMUNITY else None)
    reason = row.reason or f"Chuyển từ {row.from_ward}"
    moved = candidates.move(holder, place, row.address, on=row.moved_on, reason=reason, by=by, at=at)
    return _answer(row, MoveAction.ACCEPT, "", moved, by=by, at=at)


@transaction.atomic
def refuse(request: MoveRequest, reason: str, *, by: User, at: dt.datetime) -> MoveRequest:
    """The other ward does not take the holder over, and says why; it stays where it is. Raises Refused, Stale."""
    why = needed(reason, "Hãy ghi lý do không nhận.", longest=REASON)
    return _answer(_lock(request, MoveAction.REFUSE), MoveAction.REFUSE, why, None, by=by, at=at)


@transaction.atomic
def withdraw(request: MoveRequest, *, by: User, at: dt.datetime) -> MoveRequest:
    """The ward that asked takes its request back before it is answered. Raises Stale."""
    return _answer(_lock(request, MoveAction.WITHDRAW), MoveAction.WITHDRAW, "", None, by=by, at=at)


def _lock(request: MoveRequest, action: MoveAction) -> MoveRequest:
    rows = MoveRequest.objects.select_for_update(of=("self",)).select_related("from_ward", "to_ward", "candidate")
    row = rows.get(pk=request.pk)
    MOVES.target(action, row.state, "Đề nghị chuyển")
    return row


def _answer(
    row: MoveRequest, action: MoveAction, words_of: str, moved: Candidate | None, *, by: User, at: dt.datetime
) -> MoveRequest:
    row.state, row.answer = MOVES.landing(action), words_of
    row.answered_by, row.answered_at = by, at
    row.event = candidates.last_standing(moved) if moved else None
    row.save(update_fields=["state", "answer", "answered_by", "answered_at", "event"])
    return row


def _refuse_no_ward(unit: Unit, today: dt.date) -> None:
    if must_stand(unit.pk, today, ARRIVES).kind != UnitKind.WARD:
        raise Refused(f"{unit} không phải là phường, xã vào ngày {vi.day(today)}. Hãy chọn lại nơi đến.")
