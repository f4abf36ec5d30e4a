"""What is done with a fund, and the only writer of its books: lock the fund, check, write, never rewrite."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Sum
from django.utils import timezone

from awards.scholarships import rules
from awards.scholarships.enums import (
    AccessKind,
    Book,
    DonorKind,
    EntryKind,
    FundKind,
    FundLevel,
    GiftKind,
    Party,
    SchoolLevel,
    Signature,
)
from awards.scholarships.models import (
    Campaign,
    Consent,
    Donor,
    Entry,
    Fund,
    Gift,
    Grant,
    NameAccess,
    Receipt,
    Recipient,
    SchoolYearClosing,
)
from hocTap.lib import vi
from hocTap.lib.bulk import insert_many
from hocTap.lib.refusals import Refused, Stale
from units.enums import UnitKind
from units.models import Unit, UnitVersion, User

BATCH = 1_000
Made = TypeVar("Made", bound=models.Model)


# Funds, donors, campaigns


def open_fund(
    unit: Unit,
    name: str,
    level: FundLevel,
    *,
    kind: FundKind = FundKind.ASSOCIATION,
    branch: str = "",
    licence: str = "",
    illustrative: bool = False,
) -> Fund:
    """Open a fund with empty books. Raises Refused for a name already used at the unit, or facts that contradict."""
    fund = Fund(unit=unit, name=name, level=level, kind=kind, branch=branch, licence=licence, illustrative=illustrative)
    return _checked(fund)


def add_donor(fund: Fund, name: str, kind: DonorKind) -> Donor:
    """The fund's donor of this name, added when it is new."""
    words = vi.nfc(name)
    return Donor.objects.filter(fund=fund, name=words).first() or _checked(Donor(fund=fund, name=words, kind=kind))


def start_campaign(
    fund: Fund, name: str, *, starts_on: dt.date, ends_on: dt.date, target: int | None = None
) -> Campaign:
    """Start an effort of the fund. Raises Refused for days out of order, a target that is no sum, a name used twice."""
    if target is not None:
        rules.refuse_sum(target, "Mục tiêu")
    return _checked(Campaign(fund=fund, name=name, starts_on=starts_on, ends_on=ends_on, target=target))


def _checked(made: Made) -> Made:
    """Save a row that its own constraints find in order; what they say is what the person reads."""
    if hasattr(made, "key_name"):
        made.key_name()
    try:
        made.full_clean()
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages)) from wrong
    made.save()
    return made


# Money in


@transaction.atomic
def receive(
    fund: Fund,
    amount: int,
    *,
    receipt_no: str,
    received_on: dt.date,
    by: User,
    at: dt.datetime,
    book: Book = Book.CASH,
    goods: str = "",
    donor: Donor | None = None,
    campaign: Campaign | None = None,
) -> Receipt:
    """Book money, or goods at their value, that came in (phiếu thu); the two go to separate books.

    Raises Refused for a sum that is none, a day to come, a receipt number used before, another fund's campaign.
    """
    rules.refuse_sum(amount, "Số tiền thu" if book == Book.CASH else "Giá trị hiện vật")
    rules.refuse_future(received_on, _day(at), "Ngày thu")
    _refuse_foreign(fund, campaign, donor)
    lock(fund)
    receipt = Receipt(
        fund=fund,
        campaign=campaign,
        donor=donor,
        book=book,
        amount=amount,
        goods=goods.strip(),
        receipt_no=receipt_no.strip(),
        received_on=received_on,
    )
    _checked(receipt)
    _book(
        Entry(fund=fund, book=book, kind=EntryKind.RECEIPT, amount=amount, receipt=receipt, made_on=received_on), by, at
    )
    return receipt


@transaction.atomic
def receive_from(
    fund: Fund,
    amount: int,
    *,
    donor: tuple[str, DonorKind] | None,
    book: Book,
    goods: str,
    receipt_no: str,
    received_on: dt.date,
    campaign: Campaign | None,
    by: User,
    at: dt.datetime,
) -> Receipt:
    """As `receive`, with the donor by name: known, or entered together with the receipt or not at all."""
    giver = add_donor(fund, *donor) if donor else None
    return receive(
        fund,
        amount,
        receipt_no=receipt_no,
        received_on=received_on,
        by=by,
        at=at,
        book=book,
        goods=goods,
        donor=giver,
        campaign=campaign,
    )


# Suất


@transaction.atomic
def register_recipient(
    fund: Fund,
    name: str,
    *,
    birth_year: int,
    class_name: str = "",
    school: str = "",
    hardship: bool = False,
    on: dt.date,
) -> Recipient:
    """Enter a child or student in the fund's restricted register. Raises Refused for an empty name or a wrong year."""
    if not name.strip():
        raise Refused("Hãy ghi họ và tên người nhận học bổng.")
    if not on.year - 100 <= birth_year <= on.year - 3:
        raise Refused("Năm sinh của người nhận không hợp lý. Hãy ghi đủ bốn chữ số, ví dụ 2010.")
    lock(fund)
    last = fund.recipients.aggregate(last=Max("number"))["last"] or 0
    return _checked(
        Recipient(
            fund=fund,
            number=last + 1,
            name=name,
            birth_year=birth_year,
            class_name=class_name.strip(),
            school=school.strip(),
            hardship=hardship,
        )
    )


@transaction.atomic
def grant(
    campaign: Campaign,
    recipient: Recipient,
    amount: int,
    *,
    level: SchoolLevel,
    school_year: int,
    ward: Unit,
    decision_no: str,
    decided_on: dt.date,
    by: User,
    at: dt.datetime,
) -> Grant:
    """Grant a suất by a decision; no money moves yet.

    Raises Refused when the person has one in the campaign and school year already, the school year is closed or
    none, the day is to come, the ward did not stand then, or the sum is none.
    """
    rules.refuse_sum(amount, "Mức học bổng")
    rules.refuse_future(decided_on, _day(at), "Ngày quyết định")
    rules.refuse_school_year(school_year)
    if not decision_no.strip():
        raise Refused("Hãy ghi số quyết định cấp học bổng.")
    standing = ward.on(decided_on)
    if standing is None or standing.kind != UnitKind.WARD:
        raise Refused(NO_WARD.format(day=vi.day(decided_on)))
    fund = lock(campaign.fund)
    if recipient.fund_id != fund.pk:
        raise Refused("Người nhận không có trong sổ của quỹ này. Hãy chọn lại.")
    _refuse_closed(fund, school_year)
    _refuse_second(campaign, recipient, school_year)
    last = fund.grants.aggregate(last=Max("number"))["last"] or 0
    return _checked(
        Grant(
            fund=fund,
            campaign=campaign,
            recipient=recipient,
            number=last + 1,
            level=level,
            school_year=school_year,
            ward=ward,
            amount=amount,
            decision_no=decision_no.strip(),
            decided_on=decided_on,
            granted_by=by,
            granted_at=at,
        )
    )


@transaction.atomic
def grant_to(
    campaign: Campaign,
    known: Recipient | None,
    new: Mapping[str, Any],
    amount: int,
    *,
    level: SchoolLevel,
    school_year: int,
    ward: Unit,
    decision_no: str,
    decided_on: dt.date,
    by: User,
    at: dt.datetime,
) -> Grant:
    """As `grant`, to a known recipient or to a new one, who is entered together with the suất or not at all.

    `new` holds name, birth_year, class_name, school and hardship.
    """
    recipient = known or register_recipient(campaign.fund, on=_day(at), **new)
    return grant(
        campaign,
        recipient,
        amount,
        level=level,
        school_year=school_year,
        ward=ward,
        decision_no=decision_no,
        decided_on=decided_on,
        by=by,
        at=at,
    )


@transaction.atomic
def cancel_grant(suat: Grant, *, reason: str, on: dt.date, at: dt.datetime) -> Grant:
    """Take back a suất of which nothing is paid (or all was reversed), with the reason. Raises Refused, Stale."""
    rules.refuse_future(on, _day(at), "Ngày hủy")
    words = _reason(reason, "Hãy ghi lý do hủy suất học bổng.")
    lock(suat.fund)
    locked, paid = Grant.objects.get(pk=suat.pk), paid_so_far(suat)
    if locked.cancelled_on:
        raise Stale("Suất này đã được hủy trước đó.")
    if paid:
        raise Refused(f"Suất này đã chi {vi.money(paid)}; hãy đảo bút toán chi trước khi hủy.")
    locked.cancelled_on, locked.cancel_reason = on, words
    locked.save(update_fields=["cancelled_on", "cancel_reason"])
    return locked


# Money out


@transaction.atomic
def pay(
    suat: Grant,
    amount: int,
    *,
    on: dt.date,
    handed_by: str,
    signature: Signature,
    by: User,
    at: dt.datetime,
    sheet_no: str = "",
    seen_paid: int | None = None,
) -> Entry:
    """Pay a suất, whole or in part, against a signature.

    `seen_paid` is what the person saw as paid so far. Raises Stale when somebody paid or reversed meanwhile; Refused
    when more than the suất or the fund holds, before the decision, in the future, or the school year is closed.
    """
    rules.refuse_sum(amount, "Số tiền chi")
    rules.refuse_future(on, _day(at), "Ngày chi")
    if not handed_by.strip():
        raise Refused("Hãy ghi người chi tiền.")
    if signature not in Signature.values:
        raise Refused("Hãy chọn người ký nhận.")
    fund = lock(suat.fund)
    locked, paid = Grant.objects.get(pk=suat.pk), paid_so_far(suat)
    if seen_paid is not None and seen_paid != paid:
        raise Stale(f"Suất này vừa được ghi thêm: đến nay đã chi {vi.money(paid)}. Hãy xem lại rồi làm tiếp.")
    if locked.cancelled_on:
        raise Refused(f"Suất này đã hủy ngày {vi.day(locked.cancelled_on)}; không chi được.")
    _refuse_closed(fund, locked.school_year)
    rules.refuse_payment(
        amount=amount,
        granted=locked.amount,
        paid=paid,
        balance=balance(fund, Book.CASH),
        on=on,
        decided_on=locked.decided_on,
        last_on=locked.entries.aggregate(last=Max("made_on"))["last"],
    )
    entry = Entry(
        fund=fund,
        book=Book.CASH,
        kind=EntryKind.PAYMENT,
        amount=-amount,
        grant=locked,
        made_on=on,
        handed_by=handed_by.strip(),
        signature=signature,
        sheet_no=sheet_no.strip(),
        turn=rules.turn(paid, paid + amount),
    )
    return _book(entry, by, at)


@transaction.atomic
def give_gift(
    fund: Fund,
    amount: int,
    *,
    ward: Unit,
    kind: GiftKind,
    parts: int,
    occasion: str,
    given_on: dt.date,
    by: User,
    at: dt.datetime,
    book: Book = Book.CASH,
) -> Gift:
    """Book gifts or rewards given in a ward, all parts of one occasion together. Raises Refused as `pay` does."""
    rules.refuse_sum(amount, "Tổng số tiền")
    rules.refuse_future(given_on, _day(at), "Ngày trao")
    if parts < 1:
        raise Refused("Số phần quà phải từ 1 trở lên.")
    standing = ward.on(given_on)
    if standing is None or standing.kind != UnitKind.WARD:
        raise Refused(f"Nơi trao không phải là phường vào ngày {vi.day(given_on)}. Hãy chọn lại phường.")
    lock(fund)
    rules.refuse_overdraft(amount, balance(fund, book))
    gift = _checked(
        Gift(
            fund=fund,
            ward=ward,
            kind=kind,
            book=book,
            parts=parts,
            amount=amount,
            occasion=occasion.strip(),
            given_on=given_on,
        )
    )
    _book(Entry(fund=fund, book=book, kind=EntryKind.GIFT, amount=-amount, gift=gift, made_on=given_on), by, at)
    return gift


@transaction.atomic
def reverse(entry: Entry, *, reason: str, on: dt.date, by: User, at: dt.datetime) -> Entry:
    """Take back a line of the ledger by a second one with a reason; the first stays as it is.

    Allowed in a closed school year too: a mistake found late is mended in the open. Raises Stale when it is taken
    back already; Refused for a reversal, a day before the line's own or to come, or money in that is already spent.
    """
    words = _reason(reason, "Hãy ghi lý do đảo bút toán.")
    rules.refuse_future(on, _day(at), "Ngày đảo bút toán")
    fund = lock(entry.fund)
    if entry.kind == EntryKind.REVERSAL:
        raise Refused("Bút toán đảo không đảo lại được. Hãy ghi một bút toán mới.")
    if Entry.objects.filter(reverses=entry).exists():
        raise Stale("Bút toán này đã được đảo trước đó. Hãy xem lại sổ.")
    last = entry.made_on
    if entry.grant_id:
        last = Entry.objects.filter(grant=entry.grant_id).aggregate(last=Max("made_on"))["last"]
    if on < last:
        raise Refused(f"Ngày đảo phải từ ngày {vi.day(last)} trở đi.")
    if entry.amount > 0:
        rules.refuse_overdraft(entry.amount, balance(fund, Book(entry.book)))
    mirror = Entry(
        fund=fund,
        book=entry.book,
        kind=EntryKind.REVERSAL,
        amount=-entry.amount,
        receipt_id=entry.receipt_id,
        grant_id=entry.grant_id,
        gift_id=entry.gift_id,
        reverses=entry,
        made_on=on,
        reason=words,
    )
    if entry.grant:
        paid = paid_so_far(entry.grant)
        mirror.turn = rules.turn(paid, paid + entry.amount)
    return _book(mirror, by, at)


# Closing


@transaction.atomic
def close_school_year(fund: Fund, school_year: int, *, by: User, at: dt.datetime) -> SchoolYearClosing:
    """Close a fund's school year: no suất of it is granted or paid from now on.

    Raises Stale when it is closed already, Refused while suất are granted and not fully paid.
    """
    rules.refuse_school_year(school_year)
    locked = lock(fund)
    if locked.closings.filter(school_year=school_year).exists():
        raise Stale(f"Năm học {rules.school_year_label(school_year)} đã khóa sổ trước đó.")
    waiting = Grant.objects.standing().unpaid().filter(fund=locked, school_year=school_year).count()
    if waiting:
        raise Refused(f"Còn {vi.whole(waiting)} suất chưa chi đủ. Hãy chi hoặc hủy các suất đó rồi khóa sổ.")
    return SchoolYearClosing.objects.create(fund=locked, school_year=school_year, closed_by=by, closed_at=at)


# Names


@transaction.atomic
def record_consent(
    recipient: Recipient, party: Party, *, given_on: dt.date, evidence: str, by: User, at: dt.datetime
) -> Consent:
    """Record that a party agrees to the name being shown, with the paper. Raises Refused without paper, or twice."""
    rules.refuse_future(given_on, _day(at), "Ngày đồng ý")
    if not evidence.strip():
        raise Refused("Hãy ghi giấy đồng ý (số, ngày hoặc nơi lưu); im lặng không phải là đồng ý.")
    lock(recipient.fund)
    if recipient.consents.in_force().filter(party=party).exists():
        raise Stale("Bên này đã đồng ý và chưa rút.")
    return _checked(
        Consent(
            recipient=recipient,
            party=party,
            given_on=given_on,
            evidence=evidence.strip(),
            recorded_by=by,
            recorded_at=at,
        )
    )


@transaction.atomic
def withdraw_consent(consent: Consent, *, on: dt.date, by: User, at: dt.datetime) -> Consent:
    """Record that a party takes its agreement back; from now on no list shows the name. Raises Refused, Stale."""
    rules.refuse_future(on, _day(at), "Ngày rút")
    locked = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if locked.withdrawn_on:
        raise Stale(f"Đã rút ngày {vi.day(locked.withdrawn_on)}.")
    if on < locked.given_on:
        raise Refused(f"Ngày rút phải từ ngày đồng ý ({vi.day(locked.given_on)}) trở đi.")
    locked.withdrawn_on, locked.withdrawn_by = on, by
    locked.save(update_fields=["withdrawn_on", "withdrawn_by"])
    return locked


def note_access(fund: Fund, kind: AccessKind, what: str, names: int, *, by: User, at: dt.datetime) -> NameAccess:
    """Keep who saw names, which and how many."""
    return NameAccess.objects.create(fund=fund, kind=kind, what=what[:200], names=names, by=by, at=at)


# Many at once


@dataclass(frozen=True)
class Income:
    """Cash that came in, as a list or a generator brings it."""

    amount: int
    receipt_no: str
    received_on: dt.date
    donor: Donor | None = None
    campaign: Campaign | None = None


@transaction.atomic
def receive_many(fund: Fund, rows: Sequence[Income], *, by: User, at: dt.datetime) -> list[Receipt]:
    """Book a list of cash receipts, all or nothing, with the checks of `receive`, in a few statements.

    Raises Refused with the number of the row at the first that does not fit.
    """
    locked = lock(fund)
    numbers = [row.receipt_no for row in rows]
    taken = set(locked.receipts.filter(receipt_no__in=numbers).values_list("receipt_no", flat=True))
    for place, row in enumerate(rows, start=1):
        try:
            rules.refuse_sum(row.amount, "Số tiền thu")
            rules.refuse_future(row.received_on, _day(at), "Ngày thu")
            _refuse_foreign(locked, row.campaign, row.donor)
            if row.receipt_no in taken or not row.receipt_no.strip():
                raise Refused(f"Số phiếu thu “{row.receipt_no}” trống hoặc đã dùng.")
        except Refused as reason:
            raise Refused(f"Dòng {place}: {reason}") from reason
        taken.add(row.receipt_no)
    receipts = Receipt.objects.bulk_create(
        (
            Receipt(
                fund=locked,
                campaign=row.campaign,
                donor=row.donor,
                book=Book.CASH,
                amount=row.amount,
                receipt_no=row.receipt_no,
                received_on=row.received_on,
            )
            for row in rows
        ),
        batch_size=BATCH,
    )
    lines = [
        Entry(
            book=Book.CASH,
            kind=EntryKind.RECEIPT,
            amount=receipt.amount,
            receipt=receipt,
            made_on=receipt.received_on,
        )
        for receipt in receipts
    ]
    _book_many(locked, lines, by, at)
    return receipts


@dataclass(frozen=True)
class Paid:
    """A suất granted and paid in full, as a list or a generator brings it."""

    recipient: Recipient
    level: SchoolLevel
    school_year: int
    ward: Unit
    amount: int
    decision_no: str
    decided_on: dt.date
    paid_on: dt.date
    handed_by: str
    signature: Signature
    sheet_no: str = ""


@transaction.atomic
def pay_many(campaign: Campaign, rows: Sequence[Paid], *, by: User, at: dt.datetime) -> list[Grant]:
    """Grant and pay a whole list, all or nothing, with the checks of `grant` and `pay`, in a few statements.

    Recipients not saved yet are entered with it. Raises Refused, with the number of the row, at the first that does
    not fit; the database's own locks hold for each line as they do for one.
    """
    fund = lock(campaign.fund)
    closed = set(fund.closings.values_list("school_year", flat=True))
    held = set(campaign.grants.standing().values_list("recipient", "school_year"))
    left, today = balance(fund, Book.CASH), _day(at)
    stood = stood_when(row.ward.pk for row in rows)
    for place, row in enumerate(rows, start=1):
        try:
            refuse_row(row, left, today, closed, stood)
            if (row.recipient.pk, row.school_year) in held:
                raise Refused(ONCE)
        except Refused as reason:
            raise Refused(f"Dòng {place}: {reason}") from reason
        if row.recipient.pk:
            held.add((row.recipient.pk, row.school_year))
        left -= row.amount
    _enter(list({id(row.recipient): row.recipient for row in rows if row.recipient.pk is None}.values()), fund)
    grants = _grants(campaign, fund, rows, by, at)
    _book_many(
        fund,
        [
            Entry(
                book=Book.CASH,
                kind=EntryKind.PAYMENT,
                amount=-row.amount,
                grant=suat,
                made_on=row.paid_on,
                handed_by=row.handed_by,
                signature=row.signature,
                sheet_no=row.sheet_no,
                turn=1,
            )
            for suat, row in zip(grants, rows, strict=True)
        ],
        by,
        at,
    )
    return grants


NO_WARD = "Nơi cư trú không phải là phường vào ngày {day}. Hãy chọn lại phường."
ONCE = "Người này đã được cấp một suất trong đợt của năm học đó."


Stood = Mapping[int, Sequence[UnitVersion]]
"""The versions of wards by the ward's id."""


def stood_when(wards: Iterable[int]) -> Stood:
    """The versions as wards of these units, in one query: on which days each could be somebody's residence."""
    found: dict[int, list[UnitVersion]] = {}
    for version in UnitVersion.objects.of_kind(UnitKind.WARD).filter(unit__in=set(wards)):
        found.setdefault(version.unit_id, []).append(version)
    return found


def refuse_row(row: Paid, left: int, today: dt.date, closed: Collection[int], stood: Stood) -> None:
    """One row of a list stands for itself: sum, days, closed years, ward, what is left in the fund. Raises Refused."""
    rules.refuse_sum(row.amount, "Mức học bổng")
    rules.refuse_school_year(row.school_year)
    rules.refuse_future(row.paid_on, today, "Ngày chi")
    if row.school_year in closed:
        raise Refused(_closed_words(row.school_year))
    if not any(version.stood_on(row.decided_on) for version in stood.get(row.ward.pk, ())):
        raise Refused(NO_WARD.format(day=vi.day(row.decided_on)))
    if not (row.decision_no.strip() and row.handed_by.strip()):
        raise Refused("Hãy ghi số quyết định và người chi tiền.")
    rules.refuse_payment(
        amount=row.amount,
        granted=row.amount,
        paid=0,
        balance=left,
        on=row.paid_on,
        decided_on=row.decided_on,
        last_on=None,
    )


def _enter(recipients: Sequence[Recipient], fund: Fund) -> None:
    """Save new recipients under the fund's next numbers."""
    last = fund.recipients.aggregate(last=Max("number"))["last"] or 0
    for number, recipient in enumerate(recipients, start=last + 1):
        recipient.fund, recipient.number = fund, number
        recipient.key_name()
    insert_many(recipients)


def _grants(campaign: Campaign, fund: Fund, rows: Sequence[Paid], by: User, at: dt.datetime) -> list[Grant]:
    last = fund.grants.aggregate(last=Max("number"))["last"] or 0
    return insert_many(
        [
            Grant(
                fund=fund,
                campaign=campaign,
                recipient=row.recipient,
                number=number,
                level=row.level,
                school_year=row.school_year,
                ward=row.ward,
                amount=row.amount,
                decision_no=row.decision_no,
                decided_on=row.decided_on,
                granted_by=by,
                granted_at=at,
            )
            for number, row in enumerate(rows, start=last + 1)
        ]
    )


# The books


def lock(fund: Fund) -> Fund:
    """The fund's row under lock: whoever writes in its books waits here for the one before."""
    return Fund.objects.select_for_update(of=("self",)).get(pk=fund.pk)


def balance(fund: Fund, book: Book) -> int:
    """What the book holds after its last line, in đồng."""
    last = _last(fund, book)
    return last.balance_after if last else 0


def paid_so_far(suat: Grant) -> int:
    """What the ledger says was paid on the suất, reversals taken off, in đồng."""
    return -(Entry.objects.filter(grant=suat).aggregate(total=Sum("amount"))["total"] or 0)


def _last(fund: Fund, book: str) -> Entry | None:
    return Entry.objects.filter(fund=fund, book=book).order_by("-seq").first()


def _book(entry: Entry, by: User, at: dt.datetime) -> Entry:
    """Write one line after the last of its book; the fund is locked."""
    return _book_many(entry.fund, [entry], by, at)[0]


def _book_many(fund: Fund, entries: Iterable[Entry], by: User, at: dt.datetime) -> list[Entry]:
    lines = list(entries)
    seq: dict[str, int] = {}
    left: dict[str, int] = {}
    for entry in lines:
        if entry.book not in seq:
            last = _last(fund, entry.book)
            seq[entry.book], left[entry.book] = (last.seq, last.balance_after) if last else (0, 0)
        seq[entry.book] += 1
        left[entry.book] += entry.amount
        entry.fund, entry.made_by, entry.made_at = fund, by, at
        entry.seq, entry.balance_after = seq[entry.book], left[entry.book]
    return insert_many(lines)


def _refuse_closed(fund: Fund, school_year: int) -> None:
    if fund.closings.filter(school_year=school_year).exists():
        raise Refused(_closed_words(school_year))


def _closed_words(school_year: int) -> str:
    return f"Năm học {rules.school_year_label(school_year)} đã khóa sổ; không cấp và không chi thêm suất nào."


def _refuse_second(campaign: Campaign, recipient: Recipient, school_year: int) -> None:
    held = campaign.grants.standing().filter(recipient=recipient, school_year=school_year).first()
    if held:
        raise Refused(f"{ONCE[:-1]} (suất số {held.number}, quyết định {held.decision_no}).")


def _refuse_foreign(fund: Fund, campaign: Campaign | None, donor: Donor | None) -> None:
    if campaign and campaign.fund_id != fund.pk:
        raise Refused("Đợt vận động không thuộc quỹ này. Hãy chọn lại.")
    if donor and donor.fund_id != fund.pk:
        raise Refused("Nhà tài trợ không có trong sổ của quỹ này. Hãy chọn lại.")


def _reason(reason: str, otherwise: str) -> str:
    words = " ".join(reason.split())
    if not words:
        raise Refused(otherwise)
    return words[:500]


def _day(at: dt.datetime) -> dt.date:
    return timezone.localtime(at).date()
