"""Funds handed over when a unit ends: pairs of lines out and in, and unpaid suất that go on in the heir's fund."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from awards.scholarships import rules
from awards.scholarships.enums import Book, EntryKind
from awards.scholarships.models import Campaign, Consent, Entry, Fund, Grant, Recipient, Transfer
from awards.scholarships.workflow.books import CALLED, Ledger, balance, day_of
from awards.scholarships.workflow.names import NEW, Child, Register
from hocTap.lib import steps, vi
from hocTap.lib.bulk import insert_many
from hocTap.lib.refusals import Refused
from units.enums import UnitKind
from units.handover.begun import unbegin
from units.models import HandOverPart, User


class Passing(NamedTuple):
    """A sum that passes from one fund's book to another fund."""

    source: Fund
    taker: Fund
    book: Book
    amount: int


@dataclass(frozen=True)
class Minutes:
    """The minutes by which funds are handed over; money moves on their day."""

    number: str
    on: dt.date


def lock_all(funds: Sequence[Fund]) -> dict[int, Fund]:
    """The funds' rows under lock, in one order, so that two hand-overs never wait for each other."""
    rows = Fund.objects.select_for_update(of=("self",)).filter(pk__in={fund.pk for fund in funds}).order_by("pk")
    return {fund.pk: fund for fund in rows}


def refuse_unaccounted(fund: Fund, book: Book, given: int, *, ends: bool) -> None:
    """Every đồng is accounted for: raises Refused when the parts do not add up to what the book holds.

    Of a unit that goes on less may be given: the rest stays with it.
    """
    held = balance(fund, book)
    if given == held or (not ends and given < held):
        return
    left = held - given
    wrong = f"còn {vi.money(left)} chưa chia" if left > 0 else f"vượt {vi.money(-left)}"
    raise Refused(
        f"{fund}, {CALLED[book]}: số dư {vi.money(held)}, biên bản chia {vi.money(given)}, {wrong}. "
        "Hãy chia lại cho đủ từng đồng."
    )


@transaction.atomic
def pass_on(
    sums: Sequence[Passing], minutes: Minutes, *, part: HandOverPart, by: User, at: dt.datetime
) -> list[Transfer]:
    """Book every sum as a pair, out of the one book and into the other, on the day of the minutes.

    The caller holds the funds' locks. Raises Refused for a day to come or in a closed period, and for a sum that a
    book lacks on that day or later.
    """
    steps.refuse_future(minutes.on, day_of(at), "Ngày biên bản")
    ledgers = {fund.pk: Ledger(fund, handing=True) for each in sums for fund in (each.source, each.taker)}
    for each in sums:
        rules.refuse_sum(each.amount, "Số tiền bàn giao")
        ledgers[each.source.pk].take(each.book, each.amount, minutes.on)
        ledgers[each.taker.pk].put(each.book, each.amount, minutes.on)
    transfers = [
        Transfer(
            part=part,
            source=each.source,
            taker=each.taker,
            book=each.book,
            taker_book=each.book,
            amount=each.amount,
            minutes_no=minutes.number,
            minutes_on=minutes.on,
        )
        for each in sums
    ]
    made = insert_many(transfers)
    lines: dict[int, list[Entry]] = defaultdict(list)
    for transfer in made:
        facts = {"book": transfer.book, "transfer": transfer, "made_on": minutes.on}
        lines[transfer.source_id].append(Entry(kind=EntryKind.HANDED_OUT, amount=-transfer.amount, **facts))
        lines[transfer.taker_id].append(Entry(kind=EntryKind.HANDED_IN, amount=transfer.amount, **facts))
    for pk, entries in lines.items():
        ledgers[pk].write(entries, by=by, at=at)
    return made


@transaction.atomic
def bring_back(transfers: Sequence[Transfer], *, reason: str, by: User, at: dt.datetime) -> None:
    """Take pairs back by lines of their own, on the day of the minutes, as if nothing had passed.

    Raises Refused where the money was spent meanwhile, or that day's books are closed.
    """
    funds = lock_all([fund for each in transfers for fund in (each.source, each.taker)])
    ledgers = {pk: Ledger(fund, handing=True) for pk, fund in funds.items()}
    lines: dict[int, list[Entry]] = defaultdict(list)
    entries = Entry.objects.filter(transfer__in=[each.pk for each in transfers], reverses__isnull=True)
    for entry in entries.exclude(reversed_by__isnull=False).order_by("pk"):
        book = Book(entry.book)
        if entry.amount > 0:
            ledgers[entry.fund_id].take(book, entry.amount, entry.made_on)
        else:
            ledgers[entry.fund_id].put(book, -entry.amount, entry.made_on)
        facts = {"book": book, "transfer_id": entry.transfer_id, "reverses": entry, "made_on": entry.made_on}
        lines[entry.fund_id].append(Entry(kind=EntryKind.REVERSAL, amount=-entry.amount, reason=reason, **facts))
    for pk in sorted(lines):
        ledgers[pk].write(lines[pk], by=by, at=at)


def left_to_pay(fund: Fund) -> list[Grant]:
    """Suất of the fund that are not paid in full and were not handed over."""
    return list(Grant.objects.filter(fund=fund).standing().unpaid().select_related("recipient", "campaign"))


@transaction.atomic
def pass_suats(
    suats: Sequence[Grant], taker: Fund, *, on: dt.date, old_name: str, by: User, at: dt.datetime
) -> list[Grant]:
    """What is left to pay of these suất goes on in the taker's fund, with its child, campaign and decision.

    The old suất stays as it was paid and takes no further payment; agreements to be named go along.
    """
    children = _children(taker, [suat.recipient for suat in suats])
    campaigns = {pk: campaign_at(taker, campaign, old_name) for pk, campaign in _campaigns_of(suats).items()}
    last = taker.grants.aggregate(last=Max("number"))["last"] or 0
    ward = taker.unit if taker.unit.versions.filter(kind=UnitKind.WARD).exists() else None
    made = []
    for number, suat in enumerate(suats, start=last + 1):
        paid: int = suat.paid  # type: ignore[attr-defined]
        made.append(
            Grant(
                fund=taker,
                campaign=campaigns[suat.campaign_id],
                recipient=children[suat.recipient_id],
                number=number,
                level=suat.level,
                school_year=suat.school_year,
                ward_id=ward.pk if ward else suat.ward_id,
                amount=suat.amount - paid,
                decision_no=suat.decision_no,
                decided_on=suat.decided_on,
                granted_by=by,
                granted_at=at,
                handed_from=suat,
                paid_before=paid + suat.paid_before,
            )
        )
    _refuse_twice(made)
    written = insert_many(made)
    Grant.objects.filter(pk__in=[suat.pk for suat in suats]).update(handed_on=on)
    return written


def _refuse_twice(made: Sequence[Grant]) -> None:
    """Nobody has two suất in a campaign and school year: two funds may have known the same child."""
    named: set[tuple[int, int, int]] = set()
    for suat in made:
        place = (suat.recipient_id, suat.campaign_id, suat.school_year)
        there = Grant.objects.standing().filter(
            recipient=suat.recipient_id, campaign=suat.campaign_id, school_year=suat.school_year
        )
        if place in named or there.exists():
            raise Refused(
                f"{suat.recipient} đã có một suất trong {suat.campaign.said_outside} của năm học "
                f"{suat.school_year_label} ở quỹ nhận. Hãy chi hoặc hủy một suất trước khi bàn giao."
            )
        named.add(place)


def _campaigns_of(suats: Sequence[Grant]) -> dict[int, Campaign]:
    return {suat.campaign_id: suat.campaign for suat in suats}


def campaign_at(taker: Fund, campaign: Campaign, old_name: str) -> Campaign:
    """The campaign as the taker goes on with it: one for each old unit, found again by its name."""
    name = f"{campaign.name} ({old_name})"[:160]
    found = taker.campaigns.filter(name=name).first()
    if found:
        found.withdrawn_on = None
        found.save(update_fields=["withdrawn_on"])
        return found
    made = Campaign(fund=taker, name=name, starts_on=campaign.starts_on, ends_on=campaign.ends_on)
    made.looked_by, made.looked_at = campaign.looked_by, campaign.looked_at
    if campaign.outside_name:
        made.outside_name = f"{campaign.outside_name} ({old_name})"[:160]
    raised = Campaign.objects.filter(pk=campaign.pk).with_raised().get().raised  # type: ignore[attr-defined]
    if campaign.target and campaign.target > raised:
        made.target = campaign.target - raised
    made.save()
    return made


def _children(taker: Fund, children: Sequence[Recipient]) -> dict[int, Recipient]:
    """The children in the taker's register, known again or entered, with their agreements to be named."""
    register = Register(taker, [child.birth_year for child in children])
    entered = dict(zip([child.pk for child in children], register.enter(_as_new(children)), strict=True))
    for child in children:
        if child.restricted_on and not entered[child.pk].restricted_on:
            entered[child.pk].restricted_on = child.restricted_on
            entered[child.pk].save(update_fields=["restricted_on"])
    held = set(Consent.objects.in_force().filter(recipient__in=entered.values()).values_list("recipient", "party"))
    for consent in Consent.objects.in_force().filter(recipient__in=entered):
        place = (entered[consent.recipient_id].pk, consent.party)
        if place not in held:
            held.add(place)
            consent.pk, consent.recipient = None, entered[consent.recipient_id]
            consent.save(force_insert=True)
    return entered


def _as_new(children: Sequence[Recipient]) -> list[Child]:
    """The children as a list brings them; the second of one name and year is another child here too."""
    first: dict[tuple[str, int], int] = {}
    found = []
    for child in children:
        twin = first.setdefault(Register.key(child), child.root_id) != child.root_id
        facts = (child.name, child.birth_year, child.class_name, child.school, child.hardship)
        found.append(Child(*facts, record=NEW if twin else 0))
    return found


def campaigns_of(funds: Collection[Fund]) -> set[int]:
    """The campaigns that these funds have now."""
    found = Campaign.objects.standing().filter(fund__in=[fund.pk for fund in funds])
    return set(found.values_list("pk", flat=True))


def used_since(pks: Collection[int], suats: Collection[int]) -> int:
    """How many of these campaigns have taken in money, or given suất of their own, beside those handed over."""
    receipts = Entry.objects.filter(receipt__campaign__in=pks, kind=EntryKind.RECEIPT, reversed_by__isnull=True)
    given = Grant.objects.standing().filter(campaign__in=pks).exclude(pk__in=suats)
    used = {*receipts.values_list("receipt__campaign", flat=True), *given.values_list("campaign", flat=True)}
    return len(used)


def take_campaigns_back(pks: Collection[int], *, on: dt.date) -> None:
    """Campaigns that a hand-over brought are the old fund's alone again."""
    Campaign.objects.filter(pk__in=pks).update(withdrawn_on=on)


def paid_since(pks: Sequence[int]) -> int:
    """How many of these suất have lines in the books."""
    return Entry.objects.filter(grant__in=pks).values("grant").distinct().count()


@transaction.atomic
def take_suats_back(pks: Sequence[int], *, reason: str, by: User, at: dt.datetime) -> None:
    """Suất that went on elsewhere are cancelled there and go on where they were; nothing may be paid on them."""
    rows = Grant.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    held = [suat.handed_from_id for suat in rows]
    facts = {"cancelled_on": day_of(at), "cancel_reason": reason, "cancelled_by": by, "cancelled_at": at}
    Grant.objects.filter(pk__in=pks).update(**facts)
    Grant.objects.filter(pk__in=[pk for pk in held if pk]).update(handed_on=None)


@transaction.atomic
def close_unused(fund: Fund) -> str:
    """A fund that a hand-over opened goes with its undoing, unless something was booked; then the sentence why not."""
    return unbegin(fund, f"{fund} được mở khi bàn giao", {Transfer: "lần bàn giao đã hoàn tác"})


def balances(funds: Sequence[Fund]) -> Mapping[tuple[int, Book], int]:
    """What each book of each fund holds; one query."""
    rows = Fund.objects.filter(pk__in=[fund.pk for fund in funds]).with_balances()
    found: dict[tuple[int, Book], int] = {}
    for row in rows:
        found |= {(row.pk, book): vars(row)[book.value] for book in Book}
    return found
