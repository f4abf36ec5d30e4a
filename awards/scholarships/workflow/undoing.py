"""Whole lists taken back: lines reversed each on its own day, suất cancelled; all stays readable, with the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Max, Min

from awards.scholarships.enums import Book, EntryKind
from awards.scholarships.models import Entry, Grant
from awards.scholarships.workflow.books import Ledger, day_of, lock, mirror_of
from awards.scholarships.workflow.grants import closed_years
from hocTap.lib import resting, vi
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import needed
from units.models import User
from units.standing import Lives

GONE = "Các dòng của danh sách không còn trong sổ."


def since_list(suats: Collection[int], today: dt.date) -> list[str]:
    """What was written since on suất that a list granted and paid, in sentences; locks their fund.

    Suất cancelled or handed over, lines beside the one payment, a closed school year, documents issued over the days.
    """
    grants = list(Grant.objects.filter(pk__in=suats).select_related("fund"))
    if not grants:
        return ["Các suất của danh sách không còn trong sổ."]
    found = _since_granted(grants)
    lines = Entry.objects.filter(grant__in=suats)
    if lines.exclude(kind=EntryKind.PAYMENT).exists() or lines.count() != len(grants):
        found.append("Có suất đã được ghi thêm bút toán sau lần nạp này; hãy đảo từng bút toán ở trang quỹ.")
    days = lines.aggregate(first=Min("made_on"), last=Max("made_on"))
    units = {grants[0].fund.unit_id, *(each.ward_id for each in grants)}
    return found + _issued(units, days["first"] or today, days["last"] or today)


def since_granted(suats: Collection[int]) -> list[str]:
    """What was written since on suất that a list granted, in sentences; locks their fund.

    Suất cancelled, handed over or paid, a closed school year.
    """
    grants = list(Grant.objects.filter(pk__in=suats).select_related("fund"))
    if not grants:
        return ["Các suất của danh sách không còn trong sổ."]
    found = _since_granted(grants)
    if paid := Entry.objects.filter(grant__in=suats).values("grant").distinct().count():
        found.append(f"{vi.whole(paid)} suất của danh sách đã có bút toán chi; hãy đảo bút toán trước.")
    return found


def _since_granted(grants: Sequence[Grant]) -> list[str]:
    fund = lock(grants[0].fund)
    found = [f"{each} đã hủy." for each in grants if each.cancelled_on][:1]
    found += [f"{each} đã bàn giao cùng quỹ." for each in grants if each.handed_on][:1]
    if years := sorted({each.school_year for each in grants} & closed_years(fund)):
        found.append(f"Năm học {vi.school_year(years[0])} đã khóa sổ ở {fund}.")
    return found


def since_lines(entries: Collection[int]) -> list[str]:
    """What was written since on lines of a book that a list wrote, gifts or receipts; locks their fund.

    Lines reversed already, documents issued over their days.
    """
    lines = list(Entry.objects.filter(pk__in=entries).select_related("fund", "gift"))
    if not lines:
        return [GONE]
    fund = lock(lines[0].fund)
    reversed_ones = Entry.objects.filter(reverses__in=entries).count()
    found = [f"{vi.whole(reversed_ones)} dòng của danh sách đã được đảo ở trang quỹ."] if reversed_ones else []
    days = [line.made_on for line in lines]
    units = {fund.unit_id, *(line.gift.ward_id for line in lines if line.gift)}
    return found + _issued(units, min(days), max(days))


def _issued(units: Collection[int], first: dt.date, last: dt.date) -> list[str]:
    issued = [each for each in resting.rests_on(units, first, last) if each.issued]
    return [resting.in_words(issued)] if issued else []


@transaction.atomic
def take_back_list(suats: Collection[int], *, reason: str, by: User, at: dt.datetime) -> list[Entry]:
    """Reverse the payments of a list that was granted and paid, and cancel its suất: what `reverse` and then
    `cancel_grant` would do, suất by suất.

    Each payment is reversed on its own day, so that the books of every day are as before and the right list can be
    paid from the same money. Raises Refused without a reason, and in a closed period.
    """
    why, today = needed(reason, "Hãy ghi lý do đảo bút toán."), day_of(at)
    entries = Entry.objects.filter(grant__in=suats, kind=EntryKind.PAYMENT)
    written = reverse_all(list(entries.values_list("pk", flat=True)), reason=why, by=by, at=at)
    rows = Grant.objects.filter(pk__in=suats)
    rows.update(cancelled_on=today, cancel_reason=why, cancelled_by=by, cancelled_at=at)
    return written


@transaction.atomic
def take_back_granted(suats: Collection[int], *, reason: str, by: User, at: dt.datetime) -> None:
    """Cancel the suất that a list granted and nobody paid: what `cancel_grant` would do, suất by suất.

    Raises Refused without a reason, and for a fund whose unit has ended meanwhile.
    """
    why, today = needed(reason, "Hãy ghi lý do hủy suất học bổng."), day_of(at)
    grants = Grant.objects.filter(pk__in=suats).select_related("fund")
    fund, first = lock(grants[0].fund), min(each.decided_on for each in grants)
    lives = Lives([fund.unit_id])
    if lives.on(fund.unit_id, first):
        lives.must_stand(fund.unit_id, today, f"hủy suất học bổng của {fund}")
    grants.update(cancelled_on=today, cancel_reason=why, cancelled_by=by, cancelled_at=at)


@transaction.atomic
def reverse_all(lines: Collection[int], *, reason: str, by: User, at: dt.datetime) -> list[Entry]:
    """Reverse lines of one fund, each on its own day, so that the books of every day are as if they had not been.

    Raises Refused without a reason, in a closed period, and for money in that is spent on its day or later.
    """
    why = needed(reason, "Hãy ghi lý do đảo bút toán.")
    entries = list(Entry.objects.filter(pk__in=lines).select_related("fund").order_by("book", "seq"))
    if not entries:
        raise Refused(GONE)
    ledger = Ledger(lock(entries[0].fund))
    ledger.mend(max(entry.made_on for entry in entries))
    for entry in entries:
        if entry.amount > 0:
            ledger.take(Book(entry.book), entry.amount, entry.made_on)
        else:
            ledger.put(Book(entry.book), -entry.amount, entry.made_on)
    mirrors = []
    for entry in entries:
        mirrors.append(mirror_of(entry, on=entry.made_on, reason=why))
        mirrors[-1].turn = -entry.turn
    return ledger.write(mirrors, by=by, at=at)
