"""The steps of a request about somebody's data: written down, acknowledged, put off once, answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import checked, needed, refuse_future
from units.enums import BasisKind, DataAct, RightAsker, RightKind, RightOutcome, Role
from units.models import DataBasis, DataStep, PersonRequest, Unit, User
from units.privacy.rights.books import Book, Record, book_named

EARLIEST = dt.date(2020, 1, 1)


@dataclass(frozen=True)
class Basis:
    """On what a unit rests, by which paper, since when."""

    kind: BasisKind
    paper: str
    since: dt.date


@dataclass(frozen=True)
class Asked:
    """What somebody asks: of which kind, by whom, with which paper, in which words."""

    kind: RightKind
    asker: RightAsker
    received_on: dt.date
    paper: str
    said: str


def note(record: Record, act: DataAct, reason: str = "", *, by: User, at: dt.datetime) -> DataStep:
    """Write down what was done with a record's data; `reason` has as many letters as a reason may have anywhere."""
    facts = {"book": record.book, "row": record.pk, "unit_id": record.unit_id}
    return DataStep.objects.create(**facts, act=act, reason=reason, by=by, at=at)


@transaction.atomic
def record_request(book: Book, record: Record, asked: Asked, *, by: User, at: dt.datetime) -> PersonRequest:
    """Write down what somebody asks of a record's data; the clocks run from the day when it came.

    Raises Refused for a day to come, without a paper or words, and for whoever does not answer for the record.
    """
    if record.unit_id is None or not book.may_keep(by, record.pk):
        raise Refused("Ông, bà không phụ trách hồ sơ này nên không ghi yêu cầu được.")
    refuse_future(asked.received_on, at, "Ngày nhận")
    made = PersonRequest(
        book=record.book,
        row=record.pk,
        unit_id=record.unit_id,
        kind=asked.kind,
        asker=asked.asker,
        received_on=asked.received_on,
        paper=needed(asked.paper, "Hãy ghi đơn, giấy tờ của yêu cầu.", name="Đơn, giấy tờ", longest=160),
        said=needed(asked.said, "Hãy ghi nội dung yêu cầu.", name="Nội dung yêu cầu"),
        recorded_by=by,
        recorded_at=at,
    )
    checked(made)
    _step(made, DataAct.ASKED, RightKind(asked.kind).label, by, at)
    return made


@transaction.atomic
def acknowledge(request: PersonRequest, *, on: dt.date, by: User, at: dt.datetime) -> PersonRequest:
    """Note that whoever asked was told that the request came.

    Raises Refused for a day to come, or before it came or was written down; Stale when it was noted already.
    """
    locked = _waiting(request)
    take_note(locked, on, at)
    locked.save(update_fields=["acknowledged_on"])
    _step(locked, DataAct.TOLD, vi.day(on), by, at)
    return locked


@transaction.atomic
def extend(request: PersonRequest, *, on: dt.date, because: str, by: User, at: dt.datetime) -> PersonRequest:
    """Put the answer off, once, with the reason that the person is told.

    Raises Refused without a reason and once the time is over, Stale when it was put off already.
    """
    locked = _waiting(request)
    if locked.extended_on:
        raise Stale(f"Đã gia hạn một lần ngày {vi.day(locked.extended_on)}; không gia hạn nữa được.")
    refuse_day(locked, on, at, "Ngày gia hạn")
    if on > locked.answer_by:
        raise Refused(f"Hạn trả lời ({vi.day(locked.answer_by)}) đã qua nên không gia hạn được.")
    locked.extended_because = needed(because, "Hãy ghi lý do gia hạn, như đã báo cho người yêu cầu.", longest=300)
    locked.extended_on = on
    locked.save(update_fields=["extended_on", "extended_because"])
    _step(locked, DataAct.EXTENDED, locked.extended_because, by, at)
    return locked


@transaction.atomic
def answer(
    request: PersonRequest, outcome: RightOutcome, words: str, *, on: dt.date, by: User, at: dt.datetime
) -> PersonRequest:
    """Close a request with its answer.

    Raises Refused without words, for a day before it came or was written down, and for "done" where the register knows
    that nothing was done with the record since it came; Stale when closed.
    """
    said = needed(words, "Hãy ghi trả lời.", name="Trả lời", longest=1000)
    locked = _waiting(request)
    refuse_day(locked, on, at, "Ngày trả lời")
    if outcome == RightOutcome.DONE:
        _must_be_done(locked)
    locked.outcome, locked.answer, locked.answered_on, locked.answered_by = outcome, said, on, by
    locked.save(update_fields=["outcome", "answer", "answered_on", "answered_by"])
    _step(locked, DataAct.ANSWERED, RightOutcome(outcome).label, by, at)
    return locked


@transaction.atomic
def record_basis(unit: Unit, book: str, basis: Basis, *, by: User, at: dt.datetime) -> DataBasis:
    """Record on what the unit rests for a kind of data, by which paper, from which day on.

    Raises Refused without a paper, for a day to come, and for whoever keeps no such data of the unit.
    """
    if not may_record_basis(by, unit.pk):
        raise Refused("Ông, bà không phụ trách dữ liệu của đơn vị này.")
    refuse_future(basis.since, at, "Ngày đầu")
    paper = needed(basis.paper, "Hãy ghi số, ngày văn bản.", name="Văn bản, giấy tờ", longest=200)
    return checked(DataBasis(unit=unit, book=book, kind=basis.kind, paper=paper, valid_from=basis.since, by=by, at=at))


@transaction.atomic
def end_basis(basis: DataBasis, *, on: dt.date, by: User, at: dt.datetime) -> DataBasis:
    """Note the last day on which a basis holds. Raises Refused for a day before its first, Stale when it ended."""
    locked = DataBasis.objects.select_for_update(of=("self",)).get(pk=basis.pk)
    if locked.valid_to:
        raise Stale(f"Căn cứ này đã hết ngày {vi.day(locked.valid_to)}.")
    if not may_record_basis(by, locked.unit_id):
        raise Refused("Ông, bà không phụ trách dữ liệu của đơn vị này.")
    refuse_future(on, at, "Ngày hết")
    if on < locked.valid_from:
        raise Refused(f"Ngày hết phải từ {vi.day(locked.valid_from)} trở đi.")
    locked.valid_to, locked.ended_by = on, by
    locked.save(update_fields=["valid_to", "ended_by"])
    return locked


def may_record_basis(user: User, unit: int) -> bool:
    """The officers of the unit itself, and the office in charge of it."""
    charge = user.lines_in_charge(Role.DISTRICT_OFFICE).filter(descendant=unit)
    return unit in user.units_kept(Role.WARD_OFFICER, Role.FUND_OFFICER, Role.DISTRICT_OFFICE) or charge.exists()


class Asking(Protocol):
    """A request about somebody's data, in whichever register it is written down."""

    received_on: dt.date
    recorded_at: dt.datetime
    acknowledged_on: dt.date | None
    outcome: str
    answered_on: dt.date | None


def refuse_closed(request: Asking) -> None:
    """Raise Stale for a request that was answered already."""
    if request.outcome:
        raise Stale(f"Yêu cầu đã được trả lời ngày {vi.day(request.answered_on)}.")


def refuse_day(request: Asking, day: dt.date, at: dt.datetime, name: str) -> None:
    """Raise Refused for a day to come, or before the request came or was written down."""
    refuse_future(day, at, name)
    if day < request.received_on:
        raise Refused(f"{name} phải từ ngày nhận ({vi.day(request.received_on)}) trở đi.")
    if day < (recorded := timezone.localdate(request.recorded_at)):
        raise Refused(
            f"Yêu cầu được ghi ngày {vi.day(recorded)} nên {name[:1].lower()}{name[1:]} phải từ ngày ấy trở đi."
        )


def take_note(request: Asking, on: dt.date, at: dt.datetime) -> None:
    """Note on a locked request on which day whoever asked was told that it came; the caller saves it.

    Raises Refused for a day that cannot be, Stale when it was noted, or the request answered, already.
    """
    refuse_closed(request)
    if request.acknowledged_on:
        raise Stale(f"Đã báo tiếp nhận ngày {vi.day(request.acknowledged_on)}.")
    refuse_day(request, on, at, "Ngày báo")
    request.acknowledged_on = on


def _waiting(request: PersonRequest) -> PersonRequest:
    locked = PersonRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    refuse_closed(locked)
    return locked


def _must_be_done(request: PersonRequest) -> None:
    since = timezone.make_aware(dt.datetime.combine(request.received_on, dt.time.min))
    book, kind = book_named(request.book), RightKind(request.kind)
    if book and book.done(request.row, kind, since) is False:
        raise Refused(NOT_DONE.format(kind.label, vi.day(request.received_on)))


NOT_DONE = (
    "Từ ngày nhận ({1}) chưa ai làm việc “{0}” ở hồ sơ này nên chưa trả lời “đã làm theo” được. Hãy làm ở trang của hồ "
    "sơ trước; không làm, hoặc chỉ làm một phần, thì chọn kết quả ấy và nêu lý do."
)


def _step(request: PersonRequest, act: DataAct, reason: str, by: User, at: dt.datetime) -> None:
    note(Record(request.book, request.row, "", request.unit_id), act, reason, by=by, at=at)
