"""Closing a fund's school year and its books up to a day, and reopening either with a reason."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar, cast

from django.db import transaction

from awards.scholarships import rules
from awards.scholarships.models import BookClosing, Fund, Grant, SchoolYearClosing
from awards.scholarships.workflow.books import day_of, lock
from hocTap.lib import vi
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
    """Close both books of a fund up to a day, that day included: no line is dated in that time while it is in force.

    Raises Refused for a day to come, Stale when they are closed up to that day or a later one already.
    """
    rules.refuse_future(last_day, day_of(at), "Ngày khóa sổ")
    locked = lock(fund)
    later = locked.book_closings.filter(last_day__gte=last_day, reopened_at__isnull=True).first()
    if later:
        raise Stale(f"{fund}: sổ đã khóa {later} ({later.story}).")
    return BookClosing.objects.create(fund=locked, last_day=last_day, closed_by=by, closed_at=at)


@transaction.atomic
def reopen(closing: Closed, *, reason: str, by: User, at: dt.datetime) -> Closed:
    """Reopen what was closed, with a reason; it stays in the list, and the period may be closed again.

    Raises Stale when it is open already.
    """
    why = needed(reason, "Hãy ghi lý do mở lại.")
    lock(closing.fund)
    locked = cast("Closed", type(closing)._default_manager.get(pk=closing.pk))
    if not locked.is_in_force:
        raise Stale(f"Sổ {locked} đã được mở lại trước đó ({locked.story}).")
    locked.reopened_by, locked.reopened_at, locked.reopen_reason = by, at, why
    locked.save(update_fields=["reopened_by", "reopened_at", "reopen_reason"])
    return locked
