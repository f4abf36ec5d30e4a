"""Closing a fund's school year and its books up to a day; reopening either: one asks with a reason, another agrees."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar, cast

from django.db import transaction

from awards.scholarships import rules
from awards.scholarships.models import BookClosing, Fund, Grant, SchoolYearClosing
from awards.scholarships.workflow.books import day_of, lock
from awards.scholarships.workflow.texts import refuse_names
from hocTap.lib import steps, vi
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import needed
from units.models import User

Closed = TypeVar("Closed", bound=SchoolYearClosing | BookClosing)


@transaction.atomic
def close_school_year(fund: Fund, school_year: int, *, by: User, at: dt.datetime) -> SchoolYearClosing:
    """Close a fund's school year: no suất of it is granted or paid while that is in force.

    Raises Stale when it is closed already, Refused while suất are granted and not fully paid, and for a year of which
    the fund has no suất at all.
    """
    rules.refuse_school_year(school_year)
    locked = lock(fund)
    if locked.closings.filter(school_year=school_year, reopened_at__isnull=True).exists():
        raise Stale(f"{fund}: năm học {vi.school_year(school_year)} đã khóa sổ trước đó.")
    waiting = Grant.objects.standing().unpaid().filter(fund=locked, school_year=school_year).count()
    if waiting:
        raise Refused(
            f"Còn {vi.whole(waiting)} suất chưa chi đủ trong năm học {vi.school_year(school_year)} của {fund}. "
            "Hãy chi hoặc hủy các suất đó rồi khóa sổ."
        )
    return SchoolYearClosing.objects.create(fund=locked, school_year=school_year, closed_by=by, closed_at=at)


@transaction.atomic
def close_books(fund: Fund, last_day: dt.date, *, by: User, at: dt.datetime) -> BookClosing:
    """Close all books of a fund up to a day, that day included: no line is dated in that time while it is in force.

    Raises Refused for a day to come, Stale when they are closed up to that day or a later one already.
    """
    steps.refuse_future(last_day, day_of(at), "Ngày khóa sổ")
    locked = lock(fund)
    later = locked.book_closings.filter(last_day__gte=last_day, reopened_at__isnull=True).first()
    if later:
        raise Stale(f"{fund}: sổ đã khóa {later} ({later.story}).")
    return BookClosing.objects.create(fund=locked, last_day=last_day, closed_by=by, closed_at=at)


@transaction.atomic
def ask_reopening(closing: Closed, *, reason: str, by: User, at: dt.datetime) -> Closed:
    """Ask for what was closed to be reopened, with a reason; nothing changes until a second person agrees.

    Raises Stale when it is open already or somebody asked before, Refused for a child's name in the reason.
    """
    why = needed(reason, "Hãy ghi lý do mở lại.")
    refuse_names(closing.fund, "Lý do", why)
    locked = _in_force(closing)
    if locked.is_asked:
        raise Stale(f"{locked.called}: {locked.asked_by} đã đề nghị mở lại, đang chờ người thứ hai đồng ý.")
    locked.asked_by, locked.asked_at, locked.reopen_reason = by, at, why
    locked.save(update_fields=["asked_by", "asked_at", "reopen_reason"])
    return locked


@transaction.atomic
def agree_reopening(closing: Closed, *, by: User, at: dt.datetime) -> Closed:
    """Reopen what somebody else asked for; it stays in the list, and the period may be closed again.

    Raises Stale when it is open already or nobody asks any more, Refused for the person who asked.
    """
    locked = _in_force(closing)
    if not locked.is_asked:
        raise Stale(f"{locked.called} không còn ai đề nghị mở lại. Hãy xem lại.")
    if locked.asked_by_id == by.pk:
        raise Refused("Người đề nghị mở lại không tự đồng ý được. Hãy nhờ người thứ hai.")
    locked.reopened_by, locked.reopened_at = by, at
    locked.save(update_fields=["reopened_by", "reopened_at"])
    return locked


@transaction.atomic
def decline_reopening(closing: Closed) -> Closed:
    """What was asked for is not agreed to, or taken back; the period stays closed. Raises Stale when nobody asks."""
    locked = _in_force(closing)
    if not locked.is_asked:
        raise Stale(f"{locked.called} không còn ai đề nghị mở lại. Hãy xem lại.")
    locked.asked_by, locked.asked_at, locked.reopen_reason = None, None, ""
    locked.save(update_fields=["asked_by", "asked_at", "reopen_reason"])
    return locked


def _in_force(closing: Closed) -> Closed:
    """The closing as it stands under its fund's lock. Raises Stale when it is open already."""
    lock(closing.fund)
    locked = cast("Closed", type(closing)._default_manager.get(pk=closing.pk))
    if not locked.is_in_force:
        raise Stale(f"{locked.called} đã được mở lại trước đó ({locked.story}).")
    return locked
