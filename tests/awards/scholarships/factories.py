"""The smallest fund that holds together, written through the same steps as in real life."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from django.utils import timezone

from awards.scholarships import rules, workflow
from awards.scholarships.enums import Asker, Book, FundLevel, Party, RequestKind, SchoolLevel, Signature
from awards.scholarships.models import (
    BookClosing,
    Campaign,
    DataRequest,
    Entry,
    Fund,
    Gift,
    Grant,
    Receipt,
    Recipient,
    SchoolYearClosing,
)
from tests.factories import make_user
from units.enums import Role
from units.models import Unit, User

DECIDED = dt.date(2020, 8, 25)
PAID_ON = dt.date(2020, 9, 5)
NAME = "Nguyễn Thị Bí Mật"

_number = count(1)


def now() -> dt.datetime:
    return timezone.now()


def make_fund(
    unit: Unit,
    cash: int = 0,
    name: str = "Quỹ khuyến học",
    level: FundLevel = FundLevel.WARD,
    reason: str = "",
) -> Fund:
    """A fund that has received so much before anything else."""
    fund = workflow.open_fund(unit, name, level)
    if cash:
        put_in(fund, cash, reason=reason)
    return fund


def make_officer(fund: Fund, username: str = "quy") -> User:
    return make_user(username, (Role.FUND_OFFICER, fund.unit))


def clerk() -> User:
    """Somebody who writes in the books of the test's prelude."""
    return User.objects.filter(username="thuquy").first() or make_user("thuquy")


def put_in(
    fund: Fund,
    amount: int,
    on: dt.date = dt.date(2020, 1, 15),
    book: Book = Book.CASH,
    campaign: Campaign | None = None,
    by: User | None = None,
    reason: str = "",
) -> Receipt:
    goods = "Tập vở" if book == Book.GOODS else ""
    facts = {"campaign": campaign, "book": book, "goods": goods, "reason": reason}
    facts["reason"] = reason or odd(amount)
    income = workflow.Income(amount, f"PT-{next(_number)}", on, **facts)  # type: ignore[arg-type]
    return workflow.receive(fund, income, by=by or clerk(), at=now())


def reopen(closing: BookClosing | SchoolYearClosing, reason: str = "Sót một phiếu") -> None:
    """One person asks, another agrees."""
    workflow.ask_reopening(closing, reason=reason, by=clerk(), at=now())
    second = User.objects.filter(username="nguoithuhai").first() or make_user("nguoithuhai")
    workflow.agree_reopening(closing, by=second, at=now())


def odd(amount: int) -> str:
    """The reason for a sum so small that the books ask; tests count in few đồng."""
    return "Số liệu thử" if amount < rules.LEAST_USUAL else ""


def make_campaign(fund: Fund, name: str = "Tiếp bước đến trường", target: int | None = None) -> Campaign:
    return fund.campaigns.filter(name=name).first() or workflow.start_campaign(
        fund, name, starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 12, 31), target=target
    )


def make_recipient(fund: Fund, name: str = NAME, birth_year: int = 2010) -> Recipient:
    child = workflow.Child(name, birth_year, "5A", "Trường Tiểu học Kín Đáo", hardship=True)
    return workflow.register_recipient(fund, child, at=now())


def make_grant(
    fund: Fund,
    amount: int = 1_000_000,
    recipient: Recipient | workflow.Child | None = None,
    ward: Unit | None = None,
    level: SchoolLevel = SchoolLevel.PRIMARY,
    school_year: int = 2020,
    decided_on: dt.date = DECIDED,
    reason: str = "",
) -> Grant:
    suat = workflow.Suat(
        recipient=recipient or make_recipient(fund),
        amount=amount,
        level=level,
        school_year=school_year,
        ward=ward or fund.unit,
        decision_no="12/QĐ-HKH",
        decided_on=decided_on,
        reason=reason or odd(amount),
    )
    return workflow.grant(make_campaign(fund), suat, by=clerk(), at=now())


def make_gift(
    fund: Fund, amount: int, on: dt.date = PAID_ON, book: Book = Book.CASH, parts: int = 10, reason: str = "Số liệu thử"
) -> Gift:
    given = workflow.Given(amount, parts, fund.unit, "Trung thu", on, book=book, reason=reason)
    return workflow.give_gift(fund, given, by=clerk(), at=now())


def handing(on: dt.date = PAID_ON, reason: str = "") -> workflow.Handing:
    return workflow.Handing(on, "Thủ quỹ Minh Họa", Signature.GUARDIAN, reason=reason)


def pay(suat: Grant, amount: int, on: dt.date = PAID_ON, by: User | None = None, seen_paid: int | None = None) -> Entry:
    return workflow.pay(suat, amount, handing(on), by=by or clerk(), at=now(), seen_paid=seen_paid)


def reverse(entry: Entry, on: dt.date = PAID_ON, reason: str = "Ghi nhầm") -> Entry:
    return workflow.reverse(entry, reason=reason, on=on, by=clerk(), at=now())


def agree(recipient: Recipient) -> None:
    """Guardian and child both agree to the name being shown."""
    for party in Party:
        workflow.record_consent(recipient, party, given_on=DECIDED, evidence="Phiếu số 1", by=clerk(), at=now())


def ask(recipient: Recipient, kind: RequestKind = RequestKind.SEE, on: dt.date = PAID_ON) -> DataRequest:
    """A guardian asks what is kept of a child."""
    facts: dict[str, Any] = {"received_on": on, "paper": "Đơn số 4", "said": "Xin cho biết"}
    return workflow.record_request(recipient, kind, Asker.GUARDIAN, by=clerk(), at=now(), **facts)
