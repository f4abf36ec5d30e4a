"""Suất: granting them by a decision, and taking back what was not paid; one suất is a list of one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.db.models import Max

from awards.scholarships import rules
from awards.scholarships.enums import MONEY, SchoolLevel
from awards.scholarships.models import Campaign, Fund, Grant, GrantDoubt, Recipient
from awards.scholarships.workflow.books import Wards, balance, day_of, each, lock, paid_so_far, refuse_withdrawn
from awards.scholarships.workflow.earlier import Earlier
from awards.scholarships.workflow.names import NEW, Child, Register
from hocTap.lib import steps, vi
from hocTap.lib.bulk import insert_many
from hocTap.lib.doubts import settle
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import needed, words
from units.models import Unit, User
from units.standing import Lives

REMEMBERED = 200
"""So many of the fund's last suất say what is usual at each level."""


@dataclass(frozen=True)
class Suat:
    """A suất to be granted: to whom, how much, for which year, by which decision; `reason` answers a doubt.

    A child by name and year of birth whom the fund knows already is that one, not a second one.
    """

    recipient: Recipient | Child
    amount: int
    level: SchoolLevel
    school_year: int
    ward: Unit
    decision_no: str
    decided_on: dt.date
    reason: str = ""


def grant(campaign: Campaign, suat: Suat, *, by: User, at: dt.datetime) -> Grant:
    """Grant a suất by a decision; no money moves yet. Raises what `grant_all` raises."""
    return grant_all(campaign, [suat], by=by, at=at)[0]


@transaction.atomic
def grant_all(campaign: Campaign, rows: Sequence[Suat], *, by: User, at: dt.datetime) -> list[Grant]:
    """Grant a list of suất, all or nothing; children who are new are entered with their suất.

    Raises Refused when somebody has a suất in the campaign and school year already, the school year is closed or none,
    the day is to come, the ward did not stand then, the sum is none, or the child is another fund's; Doubtful for what
    hardly is (`rules.doubts_about`).
    """
    desk = GrantDesk(campaign, rows, day_of(at))
    each(rows, desk.judge)
    return desk.write(rows, by=by, at=at)


class GrantDesk:
    """What suất are judged against, read once under the fund's lock; the dry run of a list asks it too."""

    def __init__(self, campaign: Campaign, rows: Sequence[Suat], today: dt.date, fund: Fund | None = None) -> None:
        self.campaign, self.today, self.rows = campaign, today, rows
        self.fund = fund or lock(campaign.fund)
        self.closed = closed_years(self.fund)
        self.money = sum(balance(self.fund, book) for book in MONEY)
        self.wards = Wards([self.fund.unit_id, *(row.ward.pk for row in rows)])
        self.register = Register(self.fund, [row.recipient.birth_year for row in rows])
        standing = campaign.grants.standing().filter(
            school_year__in={row.school_year for row in rows},
            recipient__birth_year__in={row.recipient.birth_year for row in rows},
        )
        self.held = {(suat.recipient.root_id, suat.school_year): suat for suat in standing.select_related("recipient")}
        self.named: set[tuple[object, int]] = set()
        self.doubts: list[tuple[str, str]] = []

    def judge(self, row: Suat) -> None:
        """One suất. Raises Refused, or Doubtful when it looks wrong and no reason is given."""
        refuse_withdrawn(self.campaign)
        rules.refuse_sum(row.amount, "Mức học bổng")
        steps.refuse_future(row.decided_on, self.today, "Ngày quyết định")
        self.wards.lives.must_stand(self.fund.unit_id, row.decided_on, f"cấp học bổng của {self.fund}")
        rules.refuse_school_year(row.school_year)
        if row.level not in SchoolLevel.values:
            raise Refused("Hãy chọn cấp học.")
        words(row.decision_no, name="Số quyết định", longest=60)
        needed(row.decision_no, "Hãy ghi số quyết định cấp học bổng.", name="Số quyết định")
        refuse_closed(self.fund, row.school_year, self.closed)
        self.wards.refuse_unless_stood(row.ward, row.decided_on, "nơi cư trú")
        self._once(row)
        birth_year = row.recipient.birth_year
        found = rules.doubts_about(row.level, birth_year, row.school_year, row.decided_on)
        found += rules.odd_sums(row.amount, self._usual[row.level], what="Mức học bổng")
        found += rules.far_beyond(row.amount, self.money)
        self.doubts.append(settle(found, row.reason))

    @cached_property
    def _usual(self) -> Mapping[str, Sequence[int]]:
        """The fund's last sums of each level, and those of the list itself: one with a nought too many stands out."""
        last = self.fund.grants.standing().order_by("-number").values_list("level", "amount")[:REMEMBERED]
        usual: dict[str, list[int]] = defaultdict(list)
        for level, amount in (*last, *((row.level, row.amount) for row in self.rows if row.amount > 0)):
            usual[level].append(amount)
        return usual

    def _once(self, row: Suat) -> None:
        """Nobody has two suất in a campaign and school year, in the books or in the list."""
        child = self.register.find(row.recipient, self.today)
        another = isinstance(row.recipient, Child) and row.recipient.record == NEW
        held = self.held.get((child.pk, row.school_year)) if child else None
        if held:
            raise Refused(
                f"Người này đã được cấp một suất trong đợt của năm học đó (suất số {held.number}, "
                f"quyết định {held.decision_no})."
            )
        place = (child.pk if child else self.register.key(row.recipient), row.school_year)
        if another:
            return
        if place in self.named:
            raise Refused("Người này đã được cấp một suất trong đợt của năm học đó, ở một dòng trên.")
        self.named.add(place)

    def before(self, row: Suat) -> list[str]:
        """What the fund's officer should see before this suất is granted: suất that the child has in other campaigns
        and years, of this fund or of another one of the unit, and a school that is not the one of the record."""
        return self._earlier.told(row.recipient)

    @cached_property
    def _earlier(self) -> Earlier:
        return Earlier(self.register, [row.recipient for row in self.rows])

    def write(self, rows: Sequence[Suat], *, by: User, at: dt.datetime) -> list[Grant]:
        """Write the suất that were judged, under the fund's next numbers, with the doubts that were answered."""
        children = self.register.enter([row.recipient for row in rows])
        last = self.fund.grants.aggregate(last=Max("number"))["last"] or 0
        grants = insert_many(
            [
                Grant(
                    fund=self.fund,
                    campaign=self.campaign,
                    recipient=child,
                    number=number,
                    level=row.level,
                    school_year=row.school_year,
                    ward=row.ward,
                    amount=row.amount,
                    decision_no=row.decision_no.strip(),
                    decided_on=row.decided_on,
                    granted_by=by,
                    granted_at=at,
                )
                for number, (row, child) in enumerate(zip(rows, children, strict=True), start=last + 1)
            ]
        )
        insert_many(
            [
                GrantDoubt(grant=suat, sentence=sentence, reason=reason)
                for suat, (sentence, reason) in zip(grants, self.doubts, strict=True)
                if sentence
            ]
        )
        return grants


def closed_years(fund: Fund) -> frozenset[int]:
    """The school years that are closed now."""
    return frozenset(fund.closings.filter(reopened_at__isnull=True).values_list("school_year", flat=True))


def refuse_closed(fund: Fund, school_year: int, closed: frozenset[int]) -> None:
    """Raises Refused when the school year is closed."""
    if school_year in closed:
        raise Refused(
            f"Năm học {vi.school_year(school_year)} đã khóa sổ ở {fund}; không cấp và không chi thêm suất nào. "
            "Muốn ghi thêm, hãy mở lại năm học kèm lý do."
        )


@transaction.atomic
def cancel_grant(suat: Grant, *, reason: str, on: dt.date, by: User, at: dt.datetime) -> Grant:
    """Take back a suất of which nothing is paid (or all was reversed), with the reason. Raises Refused, Stale."""
    steps.refuse_future(on, day_of(at), "Ngày hủy")
    why = needed(reason, "Hãy ghi lý do hủy suất học bổng.")
    lock(suat.fund)
    locked, paid = Grant.objects.get(pk=suat.pk), paid_so_far(suat)
    if locked.cancelled_on:
        raise Stale(f"{locked} đã được hủy trước đó.")
    if locked.handed_on:
        raise Refused(f"{locked} đã bàn giao cùng quỹ ngày {vi.day(locked.handed_on)}; không hủy ở quỹ cũ được.")
    lives = Lives([locked.fund.unit_id])
    if lives.on(locked.fund.unit_id, locked.decided_on):
        lives.must_stand(locked.fund.unit_id, on, f"hủy suất học bổng của {locked.fund}")
    if on < locked.decided_on:
        raise Refused(f"{locked} được quyết định ngày {vi.day(locked.decided_on)}; ngày hủy phải từ ngày đó trở đi.")
    if paid:
        raise Refused(f"{locked} đã chi {vi.money(paid)}; hãy đảo bút toán chi trước khi hủy.")
    locked.cancelled_on, locked.cancel_reason = on, why
    locked.cancelled_by, locked.cancelled_at = by, at
    locked.save(update_fields=["cancelled_on", "cancel_reason", "cancelled_by", "cancelled_at"])
    return locked
