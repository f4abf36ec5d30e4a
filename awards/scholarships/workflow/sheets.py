"""Lists of suất to be paid: made and numbered, then paid in one act except for those who were absent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from awards.scholarships import rules
from awards.scholarships.models import Campaign, Entry, Fund, Grant, PaySheet, PaySheetRow, Recipient
from awards.scholarships.workflow.books import CALLED, day_of, lock
from awards.scholarships.workflow.payments import Handing, PayDesk, Payment
from awards.scholarships.workflow.undoing import reverse_all
from hocTap.lib import vi
from hocTap.lib.bulk import insert_many
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import needed
from units.models import User

MOST = 6_000
NAMED = 10
"""So many who cannot be paid are named one by one; the others are counted."""


@dataclass(frozen=True)
class Wanted:
    """Which suất belong on a list: all that wait, narrowed by campaign, decision, school or school year."""

    campaign: Campaign | None = None
    decision: tuple[str, dt.date] | None = None
    school: str = ""
    school_year: int | None = None


def waiting(fund: Fund, wanted: Wanted) -> list[Grant]:
    """Suất of the fund that still wait for money, with `paid`, in the order of their numbers."""
    found = Grant.objects.standing().unpaid().filter(fund=fund).select_related("recipient").order_by("number")
    if wanted.campaign:
        found = found.filter(campaign=wanted.campaign)
    if wanted.decision:
        found = found.filter(decision_no=wanted.decision[0], decided_on=wanted.decision[1])
    if wanted.school_year:
        found = found.filter(school_year=wanted.school_year)
    folded = vi.fold(wanted.school)
    return [suat for suat in found if not folded or vi.fold(suat.recipient.school) == folded]


@transaction.atomic
def make_sheet(fund: Fund, wanted: Wanted, *, by: User, at: dt.datetime) -> PaySheet:
    """Freeze the suất that wait as a numbered list: by school, class and name, as they stand in line to sign.

    Raises Refused when none waits, or more than a list holds.
    """
    locked = lock(fund)
    suats = waiting(locked, wanted)
    if not suats:
        raise Refused("Không có suất nào chờ chi theo điều kiện đã chọn. Hãy chọn lại, hoặc cấp suất trước.")
    if len(suats) > MOST:
        raise Refused(f"Có {vi.whole(len(suats))} suất chờ chi, quá {vi.whole(MOST)}. Hãy chọn từng trường, từng đợt.")
    number, decided_on = wanted.decision or ("", None)
    sheet = PaySheet.objects.create(
        fund=locked,
        number=(locked.pay_sheets.aggregate(last=Max("number"))["last"] or 0) + 1,
        campaign=wanted.campaign,
        decision_no=number,
        decided_on=decided_on,
        school=wanted.school,
        school_year=wanted.school_year,
        made_by=by,
        made_at=at,
    )
    children = Recipient.objects.with_consents().in_bulk([suat.recipient_id for suat in suats])
    insert_many(
        [
            PaySheetRow(
                sheet=sheet,
                place=place,
                grant=suat,
                amount=suat.amount - vars(suat)["paid"],
                named=children[suat.recipient_id].signing_name == children[suat.recipient_id].name,
            )
            for place, suat in enumerate(sorted(suats, key=lambda suat: _in_line(suat, children)), start=1)
        ]
    )
    return sheet


def _in_line(suat: Grant, children: dict[int, Recipient]) -> tuple[str, str, str, int]:
    """Where a suất stands on its list."""
    child = children[suat.recipient_id]
    return vi.sort_key(child.school), vi.sort_key(child.class_name), vi.person_sort_key(child.name), suat.number


@transaction.atomic
def pay_sheet(sheet: PaySheet, rows: Collection[int], handing: Handing, *, by: User, at: dt.datetime) -> list[Entry]:
    """Pay these rows of the list, all or nothing.

    Raises Refused naming each child of whom something changed since the list was made (paid elsewhere, cancelled,
    agreement to be named withdrawn after the name was printed), rows that are not on the list, none at all, a fund
    that lacks the whole sum on that day or later, and what `pay_all` refuses; Doubtful as that does.
    """
    desk = PayDesk(lock(sheet.fund), day_of(at))
    chosen = list(sheet.rows.filter(pk__in=rows).select_related("grant__recipient", "entry"))
    if not chosen:
        raise Refused("Chưa chọn ai để chi. Hãy bỏ dấu “Chưa nhận” ở những em đã nhận.")
    if len(chosen) != len(set(rows)):
        raise Refused(f"Có dòng không thuộc {sheet}. Hãy mở lại trang rồi làm tiếp.")
    desk.know([row.grant_id for row in chosen])
    children = Recipient.objects.with_consents().in_bulk([row.grant.recipient_id for row in chosen])
    _refuse_changed(desk, chosen, children)
    total = sum(row.amount for row in chosen)
    rules.refuse_sum(total, "Tổng số tiền chi")
    rules.refuse_shortage(desk.ledger.days(handing.book), total, handing.on, f"{desk.fund}, {CALLED[handing.book]}")
    for row in chosen:
        desk.judge(Payment(row.grant, row.amount, handing))
    entries = desk.write(by=by, at=at)
    for row, entry in zip(chosen, entries, strict=True):
        row.entry = entry
    PaySheetRow.objects.bulk_update(chosen, ["entry"], batch_size=500)
    return entries


def _refuse_changed(desk: PayDesk, rows: Sequence[PaySheetRow], children: dict[int, Recipient]) -> None:
    """Raises Refused, by name, when something is no longer as the list says."""
    problems = []
    reversed_ones = reversed_among([row.entry_id for row in rows if row.entry_id])
    for row in rows:
        suat, child = desk.suats[row.grant_id], children[row.grant.recipient_id]
        if why := changed(row, suat, child, desk.paid.get(suat.pk, (0, None))[0], reversed_ones):
            problems.append(f"{child.name} ({child.code}, suất số {suat.number}) {why}")
    if problems:
        more = len(problems) - NAMED
        rest = f"; và {vi.whole(more)} em khác" if more > 0 else ""
        raise Stale(
            f"Chưa chi cho ai. {'; '.join(problems[:NAMED])}{rest}. "
            "Hãy đánh dấu “Chưa nhận” ở các em đó rồi ghi lại, hoặc lập danh sách mới."
        )


def reversed_among(entries: Collection[int]) -> set[int]:
    """Those of the lines that were taken back."""
    found = Entry.objects.filter(reverses__in=entries).values_list("reverses", flat=True)
    return {pk for pk in found if pk}


def changed(row: PaySheetRow, suat: Grant, child: Recipient, paid: int, reversed_ones: Collection[int]) -> str:
    """Why a row cannot be paid as the list says, in words that follow a name; nothing when it can."""
    if suat.cancelled_on:
        return f"đã hủy suất ngày {vi.day(suat.cancelled_on)}"
    if suat.handed_on:
        return f"đã bàn giao suất cùng quỹ ngày {vi.day(suat.handed_on)}"
    if row.entry and row.entry_id not in reversed_ones:
        return f"đã được chi theo danh sách này ngày {vi.day(row.entry.made_on)}"
    if suat.amount - paid != row.amount:
        return f"đã được chi {vi.money(paid)} ở nơi khác sau khi lập danh sách"
    if row.named and child.signing_name != child.name:
        return "đã rút đồng ý hoặc yêu cầu hạn chế sau khi lập danh sách"
    return ""


@transaction.atomic
def unpay_sheet(sheet: PaySheet, *, reason: str, by: User, at: dt.datetime) -> list[Entry]:
    """Reverse every payment of the list that stands, each on its own day; the rows wait for money again.

    Raises Refused without a reason, when nothing is paid, when a suất has a line written later, and as `reverse_all`
    does.
    """
    needed(reason, "Hãy ghi lý do đảo lần chi.")
    lock(sheet.fund)
    paid = Entry.objects.filter(sheet_row__sheet=sheet, reversed_by__isnull=True)
    lines = {entry.grant_id: entry for entry in paid}
    if not lines:
        raise Stale(f"{sheet} chưa có lần chi nào còn hiệu lực.")
    later = Entry.objects.filter(grant__in=lines).select_related("grant").order_by("seq")
    for entry in later:
        if entry.seq > lines[entry.grant_id].seq:
            raise Refused(
                f"{entry.grant} có bút toán ghi sau lần chi này; hãy đảo từng bút toán ở trang của suất đó trước."
            )
    return reverse_all([entry.pk for entry in lines.values()], reason=reason, by=by, at=at)
