"""Opening reporting periods, several years at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import checked
from indicators.models import Period
from indicators.rules.periods import UsualPeriod


def missing(asked: Sequence[UsualPeriod]) -> list[UsualPeriod]:
    """Those of the periods that are not open yet."""
    kinds = {each.kind for each in asked}
    there = set(Period.objects.filter(kind__in=kinds).values_list("kind", "year", "ordinal"))
    return [each for each in asked if (each.kind, each.year, each.ordinal) not in there]


@transaction.atomic
def open_periods(asked: Sequence[UsualPeriod]) -> list[Period]:
    """Open those that are not there yet. Raises Refused when all of them are, or when one meets a period's
    days; Stale when somebody else opens them at this moment."""
    new = missing(asked)
    if not new:
        raise Refused("Các kỳ của những năm này đã có đủ.")
    try:
        with transaction.atomic():
            return [_opened(each) for each in new]
    except IntegrityError as taken:
        raise Stale("Người khác vừa mở các kỳ này. Hãy tải lại trang để xem kỳ nào còn thiếu.") from taken


@transaction.atomic
def set_deadline(periods: Sequence[Period], due_on: dt.date) -> list[Period]:
    """Another deadline for periods that are there; sheets that were sent stay as they are.

    Raises Refused for a day before a period opens or after it is closed.
    """
    locked = list(Period.objects.select_for_update().filter(pk__in=[each.pk for each in periods]))
    for period in locked:
        if due_on < period.opens_on:
            raise Refused(f"Hạn gửi của {period.label} không được trước ngày mở nhập ({vi.day(period.opens_on)}).")
        if period.closes_on and due_on > period.closes_on:
            raise Refused(f"Hạn gửi của {period.label} không được sau ngày khóa ({vi.day(period.closes_on)}).")
        period.due_on = due_on
        period.save(update_fields=["due_on"])
    return locked


def _opened(asked: UsualPeriod) -> Period:
    period = Period(kind=asked.kind, year=asked.year, ordinal=asked.ordinal, label=asked.label)
    period.starts_on, period.ends_on, period.due_on = asked.starts_on, asked.ends_on, asked.due_on
    period.opens_on = asked.opens_on or asked.starts_on
    return checked(period)
