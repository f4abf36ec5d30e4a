"""What a unit's funds hand over: their money to the đồng, by minutes; what is left to pay; campaigns under way."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.db.models import Max, QuerySet

from awards.scholarships.enums import Book, FundLevel
from awards.scholarships.models import Campaign, Entry, Fund, Grant, Transfer
from awards.scholarships.workflow.books import day_of
from awards.scholarships.workflow.funds import open_fund
from awards.scholarships.workflow.handing_over import (
    Minutes,
    Passing,
    balances,
    bring_back,
    campaign_at,
    campaigns_of,
    close_unused,
    left_to_pay,
    lock_all,
    paid_since,
    pass_on,
    pass_suats,
    refuse_unaccounted,
    take_campaigns_back,
    take_suats_back,
    used_since,
)
from hocTap.lib import vi
from hocTap.lib.fields import Money
from hocTap.lib.refusals import Refused
from units.enums import ChangeKind, Role, UnitKind
from units.handover.changes import Change, Place
from units.handover.forms import ChoiceRow, PartForm
from units.handover.registry import MONEY, Doing, Line, Outcome, Part
from units.models import HandOverPart, Unit, UnitVersion, User
from units.words import in_text, named

LEVELS = {
    UnitKind.PROVINCE: FundLevel.PROVINCE,
    UnitKind.DISTRICT: FundLevel.DISTRICT,
    UnitKind.WARD: FundLevel.WARD,
    UnitKind.COMMUNITY: FundLevel.BRANCH,
}
BOOK_WORDS = {Book.CASH: "tiền mặt", Book.BANK: "tiền gửi", Book.GOODS: "hiện vật"}


def funds_of(change: Change) -> list[Fund]:
    return list(Fund.objects.filter(unit=change.old).order_by("sort_key", "pk"))


def takers(change: Change) -> list[UnitVersion]:
    """Who may take the money: the heirs, and of a level that ended the unit above it too."""
    ended_level = any(event.kind == ChangeKind.ABOLISH for event in change.events.values())
    return [*change.heirs, *([change.above] if ended_level and change.above else [])]


def going_on(change: Change) -> QuerySet[Campaign]:
    """Campaigns under way on the day of the change."""
    return Campaign.objects.filter(fund__unit=change.old, starts_on__lt=change.on, ends_on__gte=change.on)


def one_taker(change: Change) -> int | None:
    """The unit that takes everything; None where somebody has to divide."""
    found = takers(change)
    return found[0].unit_id if len(found) == 1 and not change.stays else None


class FundsForm(PartForm):
    """By minutes: each book of each old fund divided to the đồng, and into which fund of each heir it goes."""

    minutes_needed = True

    def __init__(self, change: Change, data: Any = None, *, edition: int = 0) -> None:
        super().__init__(change, data, edition=edition)
        self.takers = takers(change)
        self.funds = funds_of(change)
        self.held = {place: held for place, held in balances(self.funds).items() if held}
        self.first_head, self.heads = "Chia cho", ("Số tiền (đồng)",)
        self.divided = one_taker(change) is None
        for taker in self.takers:
            self.fields[f"fund-{taker.unit_id}"] = _fund_field(taker, required=not self.divided)
        if self.divided:
            self._divide()

    def _divide(self) -> None:
        names = {fund.pk: fund.name for fund in self.funds}
        for (fund, book), held in self.held.items():
            for taker in self.takers:
                label = f"{names[fund]}, {BOOK_WORDS[book]} {vi.money(held)}: phần của {named(taker)}"
                field = Money(label=label, required=False)
                field.widget.attrs["class"] = "form-control"
                self.fields[f"sum-{fund}-{book}-{taker.unit_id}"] = field
        choices = [("", "— chọn —"), *((str(each.unit_id), named(each)) for each in self.takers)]
        for campaign, number, left in _unpaid_by_campaign(self.funds):
            label = f"{campaign.said_outside}: {vi.whole(number)} suất chưa chi đủ, còn {vi.money(left)}, chi tiếp ở"
            self.fields[f"suats-{campaign.pk}"] = forms.TypedChoiceField(label=label, choices=choices, coerce=int)

    @property
    def rows(self) -> list[ChoiceRow]:
        if not self.divided:
            return []
        names = {fund.pk: fund.name for fund in self.funds}
        return [
            ChoiceRow(
                named(taker),
                f"{names[fund]}: {BOOK_WORDS[book]}, số dư {vi.money(held)}",
                [self[f"sum-{fund}-{book}-{taker.unit_id}"]],
            )
            for (fund, book), held in self.held.items()
            for taker in self.takers
        ]

    @property
    def choices(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "funds": {str(taker.unit_id): given.get(f"fund-{taker.unit_id}") or "" for taker in self.takers},
            "sums": [
                [fund, str(book), taker.unit_id, given.get(f"sum-{fund}-{book}-{taker.unit_id}") or 0]
                for fund, book in self.held
                for taker in self.takers
                if self.divided
            ],
            "suats": {name[6:]: to for name, to in given.items() if name.startswith("suats-")},
        }


def _fund_field(taker: UnitVersion, *, required: bool) -> forms.ChoiceField:
    """Into which fund of the unit the money goes: one that is there, or a new one."""
    there = [(str(fund.pk), fund.name) for fund in Fund.objects.filter(unit=taker.unit_id).order_by("sort_key", "pk")]
    new = [("moi", f"mở quỹ mới: {new_name(taker)}")]
    none = [] if required else [("", "không nhận")]
    options = [*none, *there, *new]
    initial = options[len(none)][0]
    return forms.ChoiceField(label=f"Quỹ nhận tại {named(taker)}", choices=options, required=required, initial=initial)


def new_name(taker: UnitVersion) -> str:
    return f"Quỹ khuyến học {named(taker)}"


def _unpaid_by_campaign(funds: list[Fund]) -> list[tuple[Campaign, int, int]]:
    """For each campaign how many suất are not paid in full, and how much is left to pay on them."""
    numbers: Counter[int] = Counter()
    left: Counter[int] = Counter()
    known: dict[int, Campaign] = {}
    for fund in funds:
        for suat in left_to_pay(fund):
            known[suat.campaign_id] = suat.campaign
            numbers[suat.campaign_id] += 1
            left[suat.campaign_id] += suat.amount - suat.paid  # type: ignore[attr-defined]
    return [(campaign, numbers[pk], left[pk]) for pk, campaign in known.items()]


class Funds(Part):
    """The funds' money, whole or divided by minutes, as pairs out and in; unpaid suất and campaigns go along."""

    code = "funds"
    title = "quỹ khuyến học"
    lead = "Theo biên bản bàn giao: mỗi khoản ghi một cặp, chi ở quỹ cũ và thu ở quỹ mới; không để lại đồng nào."
    order = 40
    role = Role.FUND_OFFICER

    def lines(self, change: Change, user: User) -> list[Line]:
        funds = funds_of(change)
        held = balances(funds)
        lines = [
            Line(f"{fund}: {BOOK_WORDS[book]}", held[fund.pk, book], is_money=True)
            for fund in funds
            for book in Book
            if held.get((fund.pk, book))
        ]
        unpaid = _unpaid_by_campaign(funds)
        if unpaid:
            left = vi.money(sum(sum_left for _, _, sum_left in unpaid))
            lines.append(Line("Suất chưa chi đủ", sum(n for _, n, _ in unpaid), "suất", f"còn phải chi {left}"))
        after = Entry.objects.filter(fund__in=funds, made_on__gte=change.on, transfer__isnull=True)
        if lines and not change.stays and (last := after.aggregate(last=Max("made_on"))["last"]):
            note = f"thay đổi được ghi sau ngày có hiệu lực; biên bản phải từ ngày {vi.day(last)} trở đi"
            lines.append(Line(f"Bút toán quỹ cũ ghi từ ngày {vi.day(change.on)}", after.count(), "bút toán", note))
        if lines and (number := going_on(change).count()):
            lines.append(Line("Đợt vận động chưa kết thúc", number, "đợt"))
        return lines

    def holding(self, places: Collection[Place]) -> set[Place]:
        funds = {fund.pk: fund for fund in Fund.objects.filter(unit__in=[old for old, _ in places])}
        held = {funds[fund].unit_id for (fund, _), left in balances(list(funds.values())).items() if left}
        unpaid = Grant.objects.filter(fund__in=funds).standing().unpaid().order_by()
        units = {*held, *unpaid.values_list("fund__unit", flat=True)}
        return {place for place in places if place[0] in units}

    def illustrative(self, change: Change) -> bool:
        return any(fund.illustrative for fund in funds_of(change))

    def form(self, change: Change, user: User, data: Any, edition: int) -> PartForm:
        return FundsForm(change, data, edition=edition)

    def sentence(self, change: Change, choices: Mapping[str, Any]) -> str:
        sums: Counter[int] = Counter()
        for _, _, taker, amount in _sums(change, choices, balances(funds_of(change))):
            sums[taker] += amount
        parts = [f"{vi.money(total)} sang {in_text(_taker(change, taker))}" for taker, total in sums.items() if total]
        suats = sum(number for _, number, _ in _unpaid_by_campaign(funds_of(change)))
        more = f"; {vi.whole(suats)} suất chưa chi đủ chi tiếp ở quỹ nhận" if suats else ""
        return f"Sẽ bàn giao: {'; '.join(parts) or 'không có tiền'}{more}."

    def hand(self, change: Change, choices: Mapping[str, Any], doing: Doing) -> Outcome:
        """Raises Refused for money that does not add up, minutes without number or day, a unit that is no heir."""
        minutes = _minutes(choices)
        sources = funds_of(change)
        if not sources:
            raise Refused(f"{named(change.unit)} không có quỹ nào để bàn giao.")
        taking, opened = _taking(change, choices, sources)
        locked = lock_all([*sources, *taking.values()])
        held, had = balances(sources), campaigns_of(taking.values())
        sums = _sums(change, choices, held)
        for fund in sources:
            for book in Book:
                given = sum(amount for pk, of, _, amount in sums if (pk, of) == (fund.pk, book))
                refuse_unaccounted(locked[fund.pk], book, given, ends=not change.stays)
        passing = [
            Passing(locked[fund], locked[_fund_at(change, taking, taker).pk], book, amount)
            for fund, book, taker, amount in sums
            if amount
        ]
        part = HandOverPart.objects.get(handover__unit=change.old, handover__effective_on=change.on, code=self.code)
        transfers = pass_on(passing, minutes, part=part, by=doing.by, at=doing.at)
        suats = self._pass_suats(change, choices, sources, taking, minutes, doing)
        received: dict[int, dict[str, int]] = defaultdict(dict)
        for each in transfers:
            words = f"{BOOK_WORDS[Book(each.book)]}{MONEY}"
            of_taker = received[each.taker.unit_id]
            of_taker[words] = of_taker.get(words, 0) + each.amount
        for suat in suats:
            of_taker = received[suat.fund.unit_id]
            of_taker["suất chưa chi đủ"] = of_taker.get("suất chưa chi đủ", 0) + 1
        self._pass_campaigns(change, taking, received)
        if not received:
            raise Refused(f"Quỹ của {named(change.unit)} không còn gì để bàn giao.")
        brought = sorted(campaigns_of(taking.values()) - had)
        made = {"transfers": [each.pk for each in transfers], "suats": [each.pk for each in suats]}
        return Outcome(received, {**made, "campaigns": brought, "opened": [fund.pk for fund in opened]})

    def _pass_suats(
        self,
        change: Change,
        choices: Mapping[str, Any],
        sources: list[Fund],
        taking: Mapping[int, Fund],
        minutes: Minutes,
        doing: Doing,
    ) -> list[Grant]:
        """Of a unit that goes on, what nobody chose stays with its fund."""
        chosen = choices.get("suats", {})
        only = one_taker(change)
        passed: dict[int, list[Grant]] = defaultdict(list)
        for fund in sources:
            for suat in left_to_pay(fund):
                to = chosen.get(str(suat.campaign_id), only)
                if to is None and change.stays:
                    continue
                if to is None:
                    raise Refused(f"{suat.campaign.said_outside}: hãy chọn quỹ nào chi tiếp các suất chưa chi đủ.")
                passed[_fund_at(change, taking, to).pk].append(suat)
        made = []
        for fund in taking.values():
            if suats := passed.pop(fund.pk, None):
                name, on = named(change.unit), minutes.on
                made += pass_suats(suats, fund, on=on, old_name=name, by=doing.by, at=doing.at)
        return made

    def _pass_campaigns(self, change: Change, taking: Mapping[int, Fund], received: dict[int, dict[str, int]]) -> None:
        """Campaigns under way go on in each fund that took something; their target is what is left of it."""
        for campaign in going_on(change):
            for unit, fund in taking.items():
                if unit in received and not change.stays:
                    campaign_at(fund, campaign, named(change.unit))
                    received[unit]["đợt vận động"] = received[unit].get("đợt vận động", 0) + 1

    def rests(self, change: Change, row: HandOverPart) -> list[str]:
        suats = row.made.get("suats", [])
        paid, gone = paid_since(suats), Grant.objects.filter(pk__in=suats, handed_on__isnull=False).count()
        cancelled = Grant.objects.filter(pk__in=suats, cancelled_on__isnull=False).count()
        used = used_since(row.made.get("campaigns", []), suats)
        sentences = {
            f"{vi.whole(paid)} suất nhận bàn giao đã được chi ở quỹ mới.": paid,
            f"{vi.whole(gone)} suất nhận bàn giao đã bàn giao tiếp sang quỹ khác.": gone,
            f"{vi.whole(cancelled)} suất nhận bàn giao đã hủy ở quỹ mới.": cancelled,
            f"{vi.whole(used)} đợt vận động nhận bàn giao đã có phiếu thu hoặc suất mới ở quỹ mới.": used,
        }
        return [words for words, number in sentences.items() if number]

    def take_back(self, change: Change, row: HandOverPart, doing: Doing) -> list[str]:
        """Raises Refused where the new fund has spent the money, or its books are closed."""
        reason = f"Hoàn tác bàn giao quỹ của {named(change.unit)}"
        transfers = list(
            Transfer.objects.filter(pk__in=row.made.get("transfers", [])).select_related("source", "taker")
        )
        bring_back(transfers, reason=reason, by=doing.by, at=doing.at)
        take_suats_back(row.made.get("suats", []), reason=reason, by=doing.by, at=doing.at)
        take_campaigns_back(row.made.get("campaigns", []), on=day_of(doing.at))
        opened = lock_all(list(Fund.objects.filter(pk__in=row.made.get("opened", []))))
        return list(filter(None, [close_unused(fund) for fund in opened.values()]))


def _minutes(choices: Mapping[str, Any]) -> Minutes:
    number, day = str(choices.get("minutes_no") or "").strip(), choices.get("minutes_on")
    if not number or not day:
        raise Refused("Bàn giao quỹ phải có số và ngày biên bản.")
    return Minutes(number, dt.date.fromisoformat(str(day)))


def _sums(
    change: Change, choices: Mapping[str, Any], held: Mapping[tuple[int, Book], int]
) -> list[tuple[int, Book, int, int]]:
    """Fund, book, taker, amount: as divided, or everything to the one taker."""
    if only := one_taker(change):
        return [(fund, book, only, amount) for (fund, book), amount in held.items() if amount]
    return [(int(fund), Book(book), int(taker), int(amount)) for fund, book, taker, amount in choices.get("sums", [])]


def _taker(change: Change, unit: int) -> UnitVersion:
    """Raises Refused for a unit that is no heir."""
    found = next((each for each in takers(change) if each.unit_id == unit), None)
    if found is None:
        raise Refused(f"Đơn vị được chọn không kế tiếp {in_text(change.unit)}, nên không nhận quỹ được.")
    return found


def _taking(change: Change, choices: Mapping[str, Any], sources: list[Fund]) -> tuple[dict[int, Fund], list[Fund]]:
    """The fund of each heir that takes, by unit; opened where a new one was asked for, and these once more."""
    found: dict[int, Fund] = {}
    opened: list[Fund] = []
    for unit, chosen in choices.get("funds", {}).items():
        taker = _taker(change, int(unit))
        if chosen == "moi":
            name = new_name(taker)
            there = Fund.objects.filter(unit=taker.unit_id, name=name).first()
            made_up = any(fund.illustrative for fund in sources)
            level = LEVELS[UnitKind(taker.kind)]
            owner = Unit.objects.get(pk=taker.unit_id)
            if there is None:
                there = open_fund(owner, name, level, illustrative=made_up)
                opened.append(there)
            found[taker.unit_id] = there
        elif chosen:
            fund = Fund.objects.filter(unit=taker.unit_id, pk=int(chosen)).first()
            if fund is None:
                raise Refused(f"Quỹ được chọn không thuộc {in_text(taker)}. Hãy chọn lại.")
            found[taker.unit_id] = fund
    return found, opened


def _fund_at(change: Change, taking: Mapping[int, Fund], unit: int) -> Fund:
    """The fund of the heir; raises Refused where none was chosen."""
    if unit not in taking:
        raise Refused(f"Hãy chọn quỹ nhận tại {named(_taker(change, unit))}.")
    return taking[unit]
