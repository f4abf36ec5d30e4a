"""Gifts and rewards given, from a list of occasions: how many parts, where, on which day, worth how much."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils import timezone

from awards.scholarships import workflow
from awards.scholarships.enums import Book, EntryKind, GiftKind
from awards.scholarships.lists.funds import LINES, FundImporter, Key, Known, fund_of, judged, ward_names, wards_by_name
from awards.scholarships.models import Entry, Fund
from awards.scholarships.workflow import GiftDesk, Given
from awards.uploads.enums import Outcome
from awards.uploads.importing import Context, Decision, Made, refuse
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Kind, Template
from awards.uploads.words import same_name
from units.models import Unit

NO_PLACE = "Phường, xã: chưa ghi nơi trao quà."

TEMPLATE = Template(
    code="qua-phan-thuong",
    version=1,
    title="Danh sách quà, phần thưởng",
    instructions=(
        "Mỗi dòng một lần trao ở một phường, xã: mấy phần, tổng bao nhiêu. Trao bằng tiền thì ghi cột “Số tiền”, trao "
        "hiện vật thì ghi “Giá trị hiện vật”. Cột có dấu * ghi ở từng dòng hoặc một lần cho cả danh sách. Không ghi "
        "tên học sinh."
    ),
    columns=(
        Column("occasion", "Dịp", required=True, once=True, width=30, longest=160),
        Column(
            "gift_kind",
            "Loại",
            Kind.CHOICE,
            required=True,
            once=True,
            width=14,
            also=(("quà", GiftKind.GIFT.label), ("thưởng", GiftKind.REWARD.label)),
        ),
        Column("ward", "Phường, xã", Kind.CHOICE, is_place=True, width=16),
        Column("given_on", "Ngày trao", Kind.DAY, required=True, once=True, width=14),
        Column("parts", "Số phần", Kind.WHOLE, required=True, once=True, width=10, largest=10**6),
        Column("amount", "Số tiền", Kind.MONEY, width=16, other_names=("Tổng số tiền", "Tổng tiền")),
        Column("worth", "Giá trị hiện vật", Kind.MONEY, width=16),
        Column("sheet_no", "Số phiếu chi", width=14, longest=40),
        Column("reason", "Giải trình", width=24, longest=500, help="Chỉ ghi khi có điều cần giải thích."),
    ),
)


class GiftImporter(FundImporter):
    """Gifts of a fund; the same gift is known by occasion, kind, place, day, parts and sum."""

    kind = "gifts"
    second_eye = True
    template = TEMPLATE

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        return {"gift_kind": [str(label) for label in GiftKind.labels], "ward": ward_names(unit)}

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New, there already (as often as the books have it), or refused; in a fixed number of queries."""
        fund = fund_of(context)
        judge = _Judge(fund, rows, wards_by_name(fund), timezone.localdate(context.at))
        return [judge.judge(row) for row in rows]

    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        rows = [each.payload for each in decisions if each.outcome == Outcome.CREATE]
        gifts = workflow.give_all(fund_of(context), rows, by=context.by, at=context.at) if rows else []
        lines = Entry.objects.filter(gift__in=[gift.pk for gift in gifts], kind=EntryKind.GIFT)
        return {LINES: list(lines.values_list("pk", flat=True))} if gifts else {}


class _Judge:
    """Rows one after another, against the fund's books and the rows before."""

    def __init__(self, fund: Fund, rows: Sequence[Row], wards: Mapping[str, Unit], today: dt.date) -> None:
        self.wards = wards
        self.alone = next((name for name, unit in wards.items() if unit.pk == fund.unit_id), "")
        self.gifts: dict[int, Given | str] = {row.number: self._given(row) for row in rows}
        self.desk = GiftDesk(fund, [each for each in self.gifts.values() if isinstance(each, Given)], today)
        days = {each.given_on for each in self.gifts.values() if isinstance(each, Given)}
        standing = Entry.objects.filter(fund=fund, kind=EntryKind.GIFT, reversed_by__isnull=True, made_on__in=days)
        self.known = Known(Counter(_key_of(entry) for entry in standing.select_related("gift")))

    def judge(self, row: Row) -> Decision:
        given = self.gifts[row.number]
        if isinstance(given, str):
            return refuse(row, given, "ward" if given == NO_PLACE else "amount")
        alike = "cùng dịp, nơi, ngày, số phần, số tiền"
        again = self.known.again(row, _key(given), explained=bool(given.reason), alike=alike)
        return again or judged(row, given, self.desk)

    def _given(self, row: Row) -> Given | str:
        """What a row asks for, or why it says nothing that can be booked."""
        cash, worth, ward = row["amount"], row["worth"], row["ward"] or self.alone
        if not ward:
            return NO_PLACE
        if bool(cash) == bool(worth):
            return "Hãy ghi số tiền, hoặc giá trị hiện vật; một dòng chỉ ghi một trong hai."
        kinds = {str(label): value for value, label in GiftKind.choices}
        return Given(
            amount=cash or worth,
            parts=row["parts"],
            ward=self.wards[ward],
            occasion=row["occasion"],
            given_on=row["given_on"],
            kind=GiftKind(kinds[row["gift_kind"]]),
            book=Book.CASH if cash else Book.GOODS,
            sheet_no=row["sheet_no"] or "",
            reason=row["reason"] or "",
        )


def _key(given: Given) -> Key:
    """How a gift is known again."""
    occasion = same_name(" ".join(given.occasion.split()))
    return (occasion, given.kind, given.ward.pk, given.given_on, given.parts, given.book, given.amount)


def _key_of(entry: Entry) -> Key:
    gift = entry.gift
    assert gift is not None  # noqa: S101 - the database holds that a line of a gift has one
    return (
        same_name(gift.occasion),
        gift.kind,
        gift.ward_id,
        gift.given_on,
        gift.parts,
        gift.book,
        gift.amount,
    )
