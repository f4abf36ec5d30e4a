"""The steps of a breach of personal data: written down, put right, its notice sent or found not to be due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import checked, needed, words
from units.enums import BreachAction, BreachOutcome
from units.models import DataBreach, DataBreachStep, Unit, User
from units.models.breaches import NOTICE_WITHIN
from units.privacy.permissions import can_keep

LONG = 1000
SHORT = 200


@dataclass(frozen=True)
class Notice:
    """What the notice says."""

    place: str
    nature: str
    numbers: Mapping[str, int]
    harm: str
    done: str
    planned: str
    contact: str


@transaction.atomic
def record(unit: Unit, known_at: dt.datetime, notice: Notice, *, by: User, at: dt.datetime) -> DataBreach:
    """Write down that data of the unit got lost, spoilt or seen; the 72 hours run from when it was known.

    Raises Refused for a moment to come, another's unit, and a notice without its words or numbers.
    """
    if not can_keep(by, unit):
        raise Refused("Ông, bà không phụ trách dữ liệu của đơn vị này.")
    return _written(DataBreach(unit=unit), known_at, notice, BreachAction.RECORD, by, at)


@transaction.atomic
def edit(breach: DataBreach, known_at: dt.datetime, notice: Notice, *, by: User, at: dt.datetime) -> DataBreach:
    """Write the notice anew, as long as it was not sent. Raises Refused as `record` does, Stale when it is over."""
    return _written(_waiting(breach), known_at, notice, BreachAction.EDIT, by, at)


@transaction.atomic
def send(
    breach: DataBreach, *, sent_at: dt.datetime, paper: str, because: str, by: User, at: dt.datetime
) -> DataBreach:
    """Note when the notice was sent and under which number to whom; later than the 72 hours with the reason.

    Raises Refused for a moment to come or before it was known, without a paper, late without a reason.
    """
    locked = _waiting(breach)
    _refuse_moments(sent_at, at, "Lúc gửi")
    if sent_at < locked.known_at:
        raise Refused(f"Lúc gửi phải sau lúc biết ({vi.moment(locked.known_at)}).")
    locked.paper = needed(paper, "Hãy ghi số văn bản và nơi nhận.", name="Số văn bản, nơi nhận", longest=SHORT)
    why = words(because, name="Lý do chậm", longest=500)
    if sent_at > locked.notice_by and not why:
        raise Refused(f"Gửi sau hạn 72 giờ ({vi.moment(locked.notice_by)}) thì phải ghi lý do chậm.")
    return _ended(locked, BreachOutcome.SENT, BreachAction.SEND, sent_at, why, by, at)


@transaction.atomic
def drop(breach: DataBreach, *, because: str, by: User, at: dt.datetime) -> DataBreach:
    """Note that no notice is due, and why. Raises Refused without a reason, Stale when it is over."""
    why = needed(because, "Hãy ghi vì sao không phải thông báo.")
    return _ended(_waiting(breach), BreachOutcome.NONE, BreachAction.DROP, at, why, by, at)


def _waiting(breach: DataBreach) -> DataBreach:
    locked = DataBreach.objects.select_for_update(of=("self",)).get(pk=breach.pk)
    if locked.outcome:
        raise Stale(f"Đã kết thúc lúc {vi.moment(locked.ended_at)}: {locked.get_outcome_display()}.")  # type: ignore[arg-type]
    return locked


def _written(
    row: DataBreach, known_at: dt.datetime, notice: Notice, action: BreachAction, by: User, at: dt.datetime
) -> DataBreach:
    _refuse_moments(known_at, at, "Lúc biết")
    row.known_at, row.notice_by = known_at, known_at + NOTICE_WITHIN
    row.place = needed(notice.place, "Hãy ghi xảy ra lúc nào, ở đâu.", name="Xảy ra lúc nào, ở đâu", longest=SHORT)
    row.nature = needed(notice.nature, "Hãy ghi việc đã xảy ra.", name="Việc đã xảy ra", longest=LONG, lines=True)
    row.harm = needed(notice.harm, "Hãy ghi hậu quả có thể có.", name="Hậu quả", longest=LONG, lines=True)
    row.done = needed(notice.done, "Hãy ghi đã làm gì.", name="Đã làm gì", longest=LONG, lines=True)
    row.planned = words(notice.planned, name="Sẽ làm gì", longest=LONG, lines=True)
    row.contact = needed(notice.contact, "Hãy ghi đầu mối liên hệ.", name="Đầu mối liên hệ", longest=SHORT)
    row.numbers = {name: number for name, number in notice.numbers.items() if number}
    if not row.numbers:
        raise Refused("Hãy ghi dữ liệu của ai, bao nhiêu hồ sơ: ít nhất một ô; chưa rõ thì ghi số nhiều nhất có thể.")
    checked(row)
    _step(row, action, by, at)
    return row


def _ended(
    row: DataBreach,
    outcome: BreachOutcome,
    action: BreachAction,
    ended_at: dt.datetime,
    because: str,
    by: User,
    at: dt.datetime,
) -> DataBreach:
    row.outcome, row.ended_at, row.ended_by, row.because = outcome, ended_at, by, because
    checked(row)
    _step(row, action, by, at)
    return row


def _refuse_moments(moment: dt.datetime, at: dt.datetime, name: str) -> None:
    if moment > at:
        raise Refused(f"{name} {vi.moment(moment)} là lúc chưa đến.")


def _step(row: DataBreach, action: BreachAction, by: User, at: dt.datetime) -> None:
    notice = Notice(row.place, row.nature, row.numbers, row.harm, row.done, row.planned, row.contact)
    said = asdict(notice) | {"known_at": timezone.localtime(row.known_at).isoformat()}
    said |= {"paper": row.paper, "because": row.because}
    DataBreachStep.objects.create(breach=row, action=action, by=by, at=at, content=said)
