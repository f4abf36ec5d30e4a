"""What came into a fund, from a list of donors: money or goods, each with the number of its receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from awards.scholarships import workflow
from awards.scholarships.enums import Book, DonorKind, EntryKind
from awards.scholarships.lists.funds import LINES, FundImporter, fund_of, judged
from awards.scholarships.models import Donor, Entry, Fund, Receipt
from awards.scholarships.workflow import Giver, Income, ReceiptDesk
from awards.uploads.enums import Outcome
from awards.uploads.importing import Context, Decision, Made, match, near, refuse
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Kind, Template
from awards.uploads.words import same_name
from hocTap.lib import vi
from units.models import Unit

TEMPLATE = Template(
    code="phieu-thu",
    version=1,
    title="Danh sách thu của quỹ",
    instructions=(
        "Mỗi dòng một phiếu thu. Thu tiền thì ghi cột “Số tiền”; thu hiện vật thì ghi “Hiện vật là gì” và “Giá trị "
        "hiện vật”. Cột có dấu * phải ghi, ở từng dòng hoặc một lần cho cả danh sách."
    ),
    columns=(
        Column("receipt_no", "Số phiếu thu", required=True, width=14, longest=40),
        Column("received_on", "Ngày thu", Kind.DAY, required=True, once=True, width=14),
        Column(
            "donor",
            "Nhà tài trợ",
            width=32,
            longest=160,
            other_names=("Họ và tên", "Họ tên", "Đơn vị", "Tên đơn vị", "Cá nhân, đơn vị", "Tên nhà tài trợ"),
        ),
        Column(
            "donor_kind",
            "Loại nhà tài trợ",
            Kind.CHOICE,
            required=True,
            once=True,
            width=22,
            also=(
                ("công ty", DonorKind.BUSINESS.label),
                ("cơ quan", DonorKind.ORGANISATION.label),
                ("tổ chức", DonorKind.ORGANISATION.label),
                ("heo đất", DonorKind.PIGGY_BANK.label),
                ("nuôi heo", DonorKind.PIGGY_BANK.label),
            ),
        ),
        Column("amount", "Số tiền", Kind.MONEY, width=16),
        Column("goods", "Hiện vật là gì", width=28, longest=200),
        Column("worth", "Giá trị hiện vật", Kind.MONEY, width=16),
        Column("reason", "Giải trình", width=24, longest=500, help="Chỉ ghi khi có điều cần giải thích."),
    ),
)


class ReceiptImporter(FundImporter):
    """Receipts of a fund; a receipt is known by its number, a donor by the name."""

    kind = "receipts"
    template = TEMPLATE

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        return {"donor_kind": [str(label) for label in DonorKind.labels]}

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New, there already, near a donor whom the fund knows, or refused; in a fixed number of queries."""
        judge = _Judge(fund_of(context), rows, timezone.localdate(context.at))
        return [judge.judge(row) for row in rows]

    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        rows = [each.payload for each in decisions if each.outcome == Outcome.CREATE]
        receipts = workflow.receive_all(fund_of(context), rows, by=context.by, at=context.at) if rows else []
        lines = Entry.objects.filter(receipt__in=[each.pk for each in receipts], kind=EntryKind.RECEIPT)
        return {LINES: list(lines.values_list("pk", flat=True))} if receipts else {}


class _Judge:
    """Rows one after another, against the fund's books and the rows before."""

    def __init__(self, fund: Fund, rows: Sequence[Row], today: dt.date) -> None:
        self.donors = {same_name(each.name): each for each in fund.donors.order_by("-pk")}
        self.alike = {each.folded: each for each in self.donors.values()}
        self.incomes: dict[int, Income | str] = {row.number: self._income(row) for row in rows}
        wanted = [each for each in self.incomes.values() if isinstance(each, Income)]
        self.desk = ReceiptDesk(fund, wanted, today)
        numbers = {each.receipt_no for each in wanted}
        standing = fund.receipts.filter(receipt_no__in=numbers).exclude(entries__kind=EntryKind.REVERSAL)
        self.there = {each.receipt_no: each for each in standing}
        self.seen: dict[str, int] = {}

    def judge(self, row: Row) -> Decision:
        income = self.incomes[row.number]
        if isinstance(income, str):
            return refuse(row, income, "amount")
        number = income.receipt_no
        if number in self.seen:
            return refuse(row, f"Số phiếu thu trùng với dòng {self.seen[number]} của tệp.", "receipt_no")
        self.seen[number] = row.line or row.number
        if number in self.there and _same(self.there[number], income):
            return match(row, None, "Đã có trong sổ; sổ được giữ nguyên.")
        verdict = judged(row, income, self.desk, "receipt_no" if number in self.there else "amount")
        alike = self.alike.get(vi.fold(row["donor"] or ""))
        if verdict.outcome == Outcome.CREATE and isinstance(income.donor, Giver) and alike is not None:
            return near(row, income, f"Gần giống nhà tài trợ “{alike.name}” trong sổ; sẽ ghi là nhà tài trợ mới.")
        return verdict

    def _income(self, row: Row) -> Income | str:
        """What a row asks for, or why it says nothing that can be booked."""
        cash, worth = row["amount"], row["worth"]
        if bool(cash) == bool(worth):
            return "Hãy ghi số tiền, hoặc hiện vật và giá trị; một phiếu thu chỉ ghi một trong hai."
        return Income(
            amount=cash or worth,
            receipt_no=row["receipt_no"].strip(),
            received_on=row["received_on"],
            donor=self._donor(row),
            book=Book.CASH if cash else Book.GOODS,
            goods=row["goods"] or "",
            reason=row["reason"] or "",
        )

    def _donor(self, row: Row) -> Donor | Giver | None:
        """Who gave: a donor of the fund whatever the tone's place, else a new one; nobody where none is named."""
        name = row["donor"] or ""
        if not name:
            return None
        kinds = {str(label): value for value, label in DonorKind.choices}
        return self.donors.get(same_name(name)) or Giver(vi.nfc(name), DonorKind(kinds[row["donor_kind"]]))


def _same(receipt: Receipt, income: Income) -> bool:
    found = (receipt.amount, receipt.received_on, receipt.book)
    return found == (income.amount, income.received_on, income.book)
