"""What the database refuses by itself, whoever asks and however."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from awards.scholarships import workflow
from awards.scholarships.enums import Book, EntryKind, Signature
from awards.scholarships.models import Entry, Fund, Grant
from tests.awards.scholarships.factories import PAID_ON, clerk, make_fund, make_grant, now, pay, put_in, reverse
from tests.factories import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund() -> Fund:
    return make_fund(make_ward("Phường 5"), cash=1_500_000)


def refused(rows: models.QuerySet[Any], name: str, **change: object) -> None:
    """The database refuses to change (or, without a change, to delete) these rows, naming the rule."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        if change:
            rows.update(**change)
        else:
            rows._raw_delete(rows.db)


def raw_payment(suat: Grant, amount: int, seq: int, balance: int, **facts: Any) -> Entry:
    """A line as somebody would write it past the workflow."""
    base: dict[str, Any] = {
        "fund": suat.fund,
        "book": Book.CASH,
        "seq": seq,
        "kind": EntryKind.PAYMENT,
        "amount": -amount,
        "balance_after": balance,
        "grant": suat,
        "made_on": PAID_ON,
        "made_by": clerk(),
        "made_at": now(),
        "handed_by": "Thủ quỹ",
        "signature": Signature.RECIPIENT,
        "turn": 1,
    }
    return Entry(**(base | facts))


def refused_line(entry: Entry, name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        entry.save(force_insert=True)


def test_line_that_continues_the_book_is_taken_past_the_workflow_too(fund: Fund) -> None:
    raw_payment(make_grant(fund), 1_000_000, 2, 500_000).save()

    assert Entry.objects.count() == 2


@pytest.mark.parametrize("change", [{"amount": 2}, {"made_on": dt.date(2020, 1, 1)}, {"reason": "x"}, {}])
def test_line_is_never_changed_or_deleted(fund: Fund, change: dict[str, object]) -> None:
    refused(Entry.objects.filter(fund=fund), "entry_only_grow", **change)


@pytest.mark.parametrize("change", [{"amount": 2}, {}])
def test_receipt_is_never_changed_or_deleted(fund: Fund, change: dict[str, object]) -> None:
    refused(fund.receipts.all(), "receipt_only_grow", **change)


@pytest.mark.parametrize("change", [{"amount": 2}, {"school_year": 2019}, {"decided_on": dt.date(2020, 1, 1)}, {}])
def test_decided_suat_is_never_changed_or_deleted(fund: Fund, change: dict[str, object]) -> None:
    make_grant(fund)

    refused(Grant.objects.all(), "grant_fixed_once_decided", **change)


def test_paid_suat_cannot_be_marked_cancelled(fund: Fund) -> None:
    pay(make_grant(fund), 1)

    refused(Grant.objects.all(), "grant_paid_is_not_cancelled", cancelled_on=PAID_ON, cancel_reason="x")


def test_overdraft_is_refused(fund: Fund) -> None:
    suat = make_grant(fund, 2_000_000)

    refused_line(raw_payment(suat, 2_000_000, 2, -500_000), "entry_fund_never_below_zero")


@pytest.mark.parametrize(("seq", "balance"), [(2, 1_500_000), (3, 500_000), (1, 500_000)])
def test_line_that_does_not_continue_the_book_is_refused(fund: Fund, seq: int, balance: int) -> None:
    suat = make_grant(fund)

    refused_line(raw_payment(suat, 1_000_000, seq, balance), "entry_continues_the_last|only_grows|UNIQUE|one_after")


def test_payment_above_the_grant_is_refused(fund: Fund) -> None:
    suat = make_grant(fund, 600_000)
    pay(suat, 500_000)

    refused_line(raw_payment(suat, 500_000, 3, 500_000, turn=0), "entry_pays_at_most_the_grant")


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"made_on": dt.date(2020, 8, 1)}, "entry_fits_its_grant"),
        ({"turn": 0}, "entry_turn_as_paid"),
        ({"signature": ""}, "entry_payment_is_signed_for"),
        ({"handed_by": ""}, "entry_payment_is_signed_for"),
        ({"kind": EntryKind.GIFT}, "entry_says_what_for"),
        ({"reason": "", "kind": EntryKind.REVERSAL}, "entry_"),
    ],
)
def test_payment_with_a_fact_wrong_is_refused(fund: Fund, facts: dict[str, Any], name: str) -> None:
    refused_line(raw_payment(make_grant(fund), 1_000_000, 2, 500_000, **facts), name)


def test_payment_from_another_fund_is_refused(fund: Fund) -> None:
    other = make_fund(make_ward("Phường 6"), cash=1_500_000)

    refused_line(raw_payment(make_grant(fund), 1_000_000, 2, 500_000, fund=other), "entry_fits_its_grant")


def test_line_is_reversed_once_and_by_its_mirror_alone(fund: Fund) -> None:
    suat = make_grant(fund)
    entry = pay(suat, 1_000_000)
    half = {"kind": EntryKind.REVERSAL, "reverses": entry, "reason": "x", "turn": 0}
    refused_line(raw_payment(suat, -500_000, 3, 1_000_000, **half), "entry_mirrors_its_original")
    reverse(entry)
    put_in(fund, 5)

    refused_line(
        raw_payment(suat, -1_000_000, 5, 2_500_005, **half | {"turn": -1}),
        "reverses_id|entry_pays_at_most_the_grant",
    )


def test_database_lets_no_day_fall_below_zero_and_no_line_into_closed_days(fund: Fund) -> None:
    suat = make_grant(fund, decided_on=dt.date(2020, 1, 1), reason="Ghi sớm")
    refused_line(raw_payment(suat, 10, 2, 1_499_990, made_on=dt.date(2020, 1, 14)), "entry_no_day_below_zero")
    workflow.close_books(fund, PAID_ON, by=clerk(), at=now())

    refused_line(raw_payment(suat, 10, 2, 1_499_990), "entry_not_in_a_closed_period")
    raw_payment(suat, 10, 2, 1_499_990, made_on=PAID_ON + dt.timedelta(days=1)).save(force_insert=True)


def test_closings_are_only_reopened(fund: Fund) -> None:
    workflow.close_books(fund, PAID_ON, by=clerk(), at=now())
    workflow.close_school_year(fund, 2020, by=clerk(), at=now())

    refused(fund.book_closings.all(), "bookclosing_only_reopened", last_day=PAID_ON + dt.timedelta(days=1))
    refused(fund.book_closings.all(), "bookclosing_only_reopened")
    refused(fund.closings.all(), "schoolyearclosing_only_reopened", school_year=2021)
    refused(fund.closings.all(), "schoolyearclosing_only_reopened")
    refused(fund.closings.all(), "reopened_with_reason", reopened_at=now(), reopened_by=clerk())
