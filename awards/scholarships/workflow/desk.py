"""The desk for children's data: requests with their clocks, restriction, and names taken away after their time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from awards.scholarships import rules
from awards.scholarships.enums import Asker, RequestKind, RequestOutcome
from awards.scholarships.models import Consent, DataRequest, Fund, Grant, Recipient, RecipientChange
from awards.scholarships.models.recipients import ANONYMOUS
from awards.scholarships.workflow.books import day_of, lock
from awards.scholarships.workflow.names import refuse_gone
from hocTap.lib import steps, vi
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import checked, needed
from units.enums import DataAct
from units.models import User
from units.privacy.rights.books import Record
from units.privacy.rights.workflow import note, refuse_closed, refuse_day, take_note

BOOK = "5-tre-em"
"""The kind of data in the register of personal data."""


@transaction.atomic
def record_request(
    recipient: Recipient,
    kind: RequestKind,
    asker: Asker,
    *,
    received_on: dt.date,
    paper: str,
    said: str,
    by: User,
    at: dt.datetime,
) -> DataRequest:
    """Record what somebody asks of a child's data; the clocks run from the day when it came.

    Raises Refused for a day to come, without a paper or words, and for a record that is anonymous or joined.
    """
    steps.refuse_future(received_on, day_of(at), "Ngày nhận")
    lock(recipient.fund)
    refuse_gone(Recipient.objects.get(pk=recipient.pk))
    return checked(
        DataRequest(
            recipient=recipient,
            fund=recipient.fund,
            kind=kind,
            asker=asker,
            received_on=received_on,
            paper=needed(paper, "Hãy ghi đơn, giấy tờ của yêu cầu.", name="Đơn, giấy tờ", longest=160),
            said=needed(said, "Hãy ghi nội dung yêu cầu.", name="Nội dung yêu cầu"),
            recorded_by=by,
            recorded_at=at,
        )
    )


@transaction.atomic
def acknowledge(request: DataRequest, *, on: dt.date, at: dt.datetime) -> DataRequest:
    """Note that whoever asked was told that the request came.

    Raises Refused for a day to come, or before it came or was written down; Stale when it was noted already.
    """
    locked = DataRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    take_note(locked, on, at)
    locked.save(update_fields=["acknowledged_on"])
    return locked


@transaction.atomic
def answer_request(
    request: DataRequest, outcome: RequestOutcome, answer: str, *, on: dt.date, by: User, at: dt.datetime
) -> DataRequest:
    """Close a request with its answer.

    Raises Refused without words, for a day before it came or was written down, and for "done" where nothing was done
    with the record since it came; Stale when closed.
    """
    words_said = needed(answer, "Hãy ghi trả lời.", name="Trả lời", longest=1000)
    locked = DataRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    refuse_closed(locked)
    refuse_day(locked, on, at, "Ngày trả lời")
    if outcome == RequestOutcome.DONE and not _is_done(locked):
        raise Refused(NOT_DONE.format(locked.get_kind_display(), vi.day(locked.received_on)))
    locked.outcome, locked.answer, locked.answered_on, locked.answered_by = outcome, words_said, on, by
    locked.save(update_fields=["outcome", "answer", "answered_on", "answered_by"])
    return locked


NOT_DONE = (
    "Từ ngày nhận ({1}) chưa ai làm việc “{0}” ở hồ sơ này nên chưa trả lời “đã làm theo” được. Hãy làm ở trang của hồ "
    "sơ trước; không làm thì chọn “không làm theo” và nêu lý do."
)


def _is_done(request: DataRequest) -> bool:
    """Whether the record shows what was asked; telling a guardian what is kept leaves no mark on it."""
    child = Recipient.objects.get(pk=request.recipient_id)
    if request.kind == RequestKind.RESTRICT:
        return child.restricted_on is not None
    if request.kind == RequestKind.FORGET:
        return child.anonymised_on is not None
    since = timezone.make_aware(dt.datetime.combine(request.received_on, dt.time.min))
    changes = RecipientChange.objects.filter(recipient=child, at__gte=since).exclude(after__has_key="restricted_on")
    return request.kind != RequestKind.CORRECT or changes.exists()


@transaction.atomic
def restrict(recipient: Recipient, *, reason: str, on: dt.date, by: User, at: dt.datetime) -> Recipient:
    """Restrict the use of a child's data: the name leaves no room and stands on no list; no new suất is granted.

    What was granted is still paid, under the number of the record. Raises Refused, Stale when it is restricted.
    """
    steps.refuse_future(on, day_of(at), "Ngày hạn chế")
    row = _locked(recipient)
    if row.restricted_on:
        raise Stale(f"Hồ sơ {row.code} đã hạn chế từ ngày {vi.day(row.restricted_on)}.")
    row.restricted_on = on
    return _noted(row, "restricted_on", "", vi.day(on), reason, by, at)


@transaction.atomic
def unrestrict(recipient: Recipient, *, reason: str, by: User, at: dt.datetime) -> Recipient:
    """Lift a restriction. Raises Refused without a reason, Stale when there is none."""
    row = _locked(recipient)
    if not row.restricted_on:
        raise Stale(f"Hồ sơ {row.code} không còn hạn chế.")
    before, row.restricted_on = vi.day(row.restricted_on), None
    return _noted(row, "restricted_on", before, "", reason, by, at)


def _locked(recipient: Recipient) -> Recipient:
    lock(recipient.fund)
    row = Recipient.objects.select_for_update(of=("self",)).get(pk=recipient.pk)
    refuse_gone(row)
    return row


def _noted(row: Recipient, field: str, before: str, after: str, reason: str, by: User, at: dt.datetime) -> Recipient:
    why = needed(reason, "Hãy ghi lý do.")
    row.save(update_fields=[field])
    RecipientChange.objects.create(
        recipient=row, before={field: before}, after={field: after}, reason=why, by=by, at=at
    )
    return row


def due(fund: Fund, today: dt.date) -> list[Recipient]:
    """Children whose records have served their time: none waits for money or for an answer to another
    request than to be forgotten, the last school year is long over."""
    last = Grant.objects.filter(fund=fund).values("recipient").annotate(last=Max("school_year"))
    years: dict[int, int] = dict(last.values_list("recipient", "last"))
    waiting = set(Grant.objects.standing().unpaid().filter(fund=fund).values_list("recipient", flat=True))
    other = DataRequest.objects.waiting().filter(fund=fund).exclude(kind=RequestKind.FORGET)
    asked = set(other.values_list("recipient", flat=True))
    children = list(fund.recipients.filter(anonymised_on__isnull=True).order_by("number"))
    family: dict[int, list[Recipient]] = {}
    for child in children:
        family.setdefault(child.root_id, []).append(child)
    return [child for members in family.values() if _over(members, years, waiting | asked, today) for child in members]


def _over(members: Collection[Recipient], years: dict[int, int], held: set[int], today: dt.date) -> bool:
    """Whether nothing holds any record of one child; a child without suất has nothing that is kept for the books."""
    known = [years[child.pk] for child in members if child.pk in years]
    return bool(known) and not held & {child.pk for child in members} and rules.kept_until(max(known)) < today


@transaction.atomic
def anonymise(fund: Fund, recipients: Collection[int], *, by: User, at: dt.datetime) -> int:
    """Take names, classes, schools away from records that have served their time, for good; sums stay. Each is a step.

    Raises Stale when one of them is not due (any more), and then takes nothing away. Returns how many records it was.
    """
    today = day_of(at)
    rows = {child.pk: child for child in due(lock(fund), today)}
    if not recipients:
        raise Refused("Không có hồ sơ nào đến hạn ẩn danh.")
    if missing := sorted(set(recipients) - rows.keys()):
        codes = Recipient.objects.filter(fund=fund, pk__in=missing).order_by("number")
        told = ", ".join(child.code for child in codes[:10])
        raise Stale(f"Chưa ẩn danh hồ sơ nào: {told or 'có hồ sơ'} chưa đến hạn hoặc vừa có việc mới. Hãy xem lại.")
    chosen = [rows[pk] for pk in recipients]
    for child in chosen:
        child.name, child.class_name, child.school, child.hardship = ANONYMOUS, "", "", False
        child.anonymised_on = today
        child.save(update_fields=["name", "sort_key", "folded", "class_name", "school", "hardship", "anonymised_on"])
        note(Record(BOOK, child.pk, "", fund.unit_id), DataAct.FORGOTTEN, by=by, at=at)
    pks = [child.pk for child in chosen]
    RecipientChange.objects.filter(recipient__in=pks).update(before={}, after={}, reason=ANONYMOUS)
    Consent.objects.filter(recipient__in=pks).update(evidence=ANONYMOUS)
    DataRequest.objects.filter(recipient__in=pks).update(paper=ANONYMOUS, said=ANONYMOUS)
    DataRequest.objects.filter(~Q(answer=""), recipient__in=pks).update(answer=ANONYMOUS)
    return len(chosen)
