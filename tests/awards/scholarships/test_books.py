"""The three books: openings, transfers, expenses, papers put right, sums that ask, periods that two people reopen."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse as address_of

from awards.scholarships import rules, workflow
from awards.scholarships.counts import register_counts
from awards.scholarships.enums import Beneficiary, Book, CountsAs, EntryKind
from awards.scholarships.models import BookClosing, Entry, ExpenseKind, Fund, Opening, Receipt, Transfer
from awards.scholarships.numbers import after, next_receipt
from awards.scholarships.workflow import Income, Move, Opened, Spent
from hocTap.lib import resting
from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused, Stale
from tests.awards.scholarships.factories import (
    PAID_ON,
    clerk,
    handing,
    make_fund,
    make_gift,
    make_grant,
    now,
    pay,
    put_in,
    reopen,
    reverse,
)
from tests.factories import make_district, make_user, make_ward
from units.enums import Role

pytestmark = pytest.mark.django_db
DAY = dt.date(2020, 3, 1)


@pytest.fixture
def fund() -> Fund:
    return make_fund(make_ward("Phường 5", make_district()), cash=3_000_000)


def held(fund: Fund) -> list[int]:
    return [workflow.balance(fund, book) for book in Book]


def make_kind(code: str = "hoat-dong", counts_as: str = "") -> ExpenseKind:
    facts = {"name": f"Loại {code}", "beneficiary": Beneficiary.FUND, "counts_as": counts_as}
    return ExpenseKind.objects.get_or_create(code=code, defaults=facts)[0]


def move(
    source: Fund,
    amount: int,
    taker: Fund | None = None,
    books: tuple[Book, Book] = (Book.CASH, Book.BANK),
    on: dt.date = DAY,
    reason: str = "Nộp hết quỹ",
) -> Transfer:
    asked = Move(source, taker or source, *books, amount, "NT-01", on, reason)
    return workflow.move(asked, by=clerk(), at=now())


def spend(fund: Fund, amount: int, **facts: object) -> Entry:
    spent = Spent(make_kind(), amount, "In giấy khen", facts.pop("on", PAID_ON), reason="Đúng vậy", **facts)  # type: ignore[arg-type]
    return workflow.spend(fund, spent, by=clerk(), at=now()).entries.get()


def begin(fund: Fund, on: dt.date, **sums: int) -> Opening:
    asked = Opened(on, {Book(book): amount for book, amount in sums.items()}, "Biên bản kiểm quỹ số 1")
    return workflow.open_books(fund, asked, by=clerk(), at=now())


def test_cash_brought_to_the_bank_leaves_one_book_and_enters_the_other(fund: Fund) -> None:
    move(fund, 2_000_000)

    assert held(fund) == [1_000_000, 2_000_000, 0]
    shown = vars(Fund.objects.with_balances().get())
    assert [shown[book] for book in Book.values] == [1_000_000, 2_000_000, 0]


def test_transfer_between_levels_is_no_money_raised_and_no_expense(fund: Fund) -> None:
    above = make_fund(make_district("Quận 3"), name="Quỹ Quận 3")
    district = make_fund(fund.unit.lines_up.get(depth=1).ancestor, name="Quỹ quận")
    with pytest.raises(Refused, match="không cùng tuyến"):
        move(fund, 500_000, above, (Book.CASH, Book.CASH))

    move(fund, 500_000, district, (Book.CASH, Book.BANK))

    assert (held(fund), held(district)) == ([2_500_000, 0, 0], [0, 500_000, 0])
    assert register_counts(fund.unit_id, dt.date(2020, 1, 1), dt.date(2020, 12, 31))["fund-raised"] == 3_000_000


def test_transfer_to_the_same_book_or_out_of_goods_is_refused(fund: Fund) -> None:
    with pytest.raises(Refused, match="Nơi giao và nơi nhận là một: Quỹ khuyến học, sổ tiền mặt"):
        move(fund, 5_000, books=(Book.CASH, Book.CASH))
    with pytest.raises(Refused, match="Hiện vật không chuyển thành tiền"):
        move(fund, 5_000, books=(Book.GOODS, Book.CASH))
    with pytest.raises(Refused, match=r"chỉ còn 3\.000\.000 đồng"):
        move(fund, 3_000_001)

    assert Entry.objects.count() == 1


def test_transfer_is_taken_back_on_both_sides_once_and_not_after_the_taker_spent_it(fund: Fund) -> None:
    made = move(fund, 2_000_000)
    side = made.entries.get(kind=EntryKind.TAKEN)
    with pytest.raises(Refused, match="hai bên, không đảo riêng"):
        reverse(side)
    spent = spend(fund, 1_500_000, book=Book.BANK)
    with pytest.raises(Refused, match=r"sổ tiền gửi, .* chỉ còn 500\.000 đồng"):
        workflow.take_back_move(made, reason="Nhầm", on=PAID_ON, by=clerk(), at=now())
    reverse(spent)
    workflow.take_back_move(made, reason="Nhầm", on=PAID_ON, by=clerk(), at=now())

    assert held(fund) == [3_000_000, 0, 0]
    with pytest.raises(Stale, match="đã được hủy trước đó"):
        workflow.take_back_move(made, reason="Nhầm", on=PAID_ON, by=clerk(), at=now())


def test_opening_is_no_money_raised_and_no_line_is_dated_before_it() -> None:
    fund = make_fund(make_ward("Phường 5"))
    begin(fund, DAY, cash=800_000, bank=5_000_000, goods=300_000)

    with pytest.raises(Refused, match=r"sổ mở ngày 01/03/2020 .* không ghi được ngày 29/02/2020"):
        put_in(fund, 10_000, on=dt.date(2020, 2, 29))
    with pytest.raises(Refused, match="đã ghi số dư đầu kỳ"):
        begin(fund, DAY, cash=1_000)

    assert held(fund) == [800_000, 5_000_000, 300_000]
    assert register_counts(fund.unit_id, dt.date(2020, 1, 1), dt.date(2020, 12, 31))["fund-raised"] == 0
    assert list(Entry.objects.raised()) == []


def test_opening_after_the_first_line_is_refused(fund: Fund) -> None:
    with pytest.raises(Refused, match="có bút toán từ ngày 15/01/2020"):
        begin(fund, DAY, cash=1_000_000)


def test_opening_is_corrected_even_when_its_money_is_spent() -> None:
    fund = make_fund(make_ward("Phường 5"))
    first = begin(fund, DAY, cash=800_000)
    make_gift(fund, 700_000)
    with pytest.raises(Refused, match="chỉ còn"):
        correct(first, cash=600_000)
    second = correct(first, cash=750_000, bank=20_000)

    assert held(fund) == [50_000, 20_000, 0]
    assert workflow.opening_of(fund) == second
    with pytest.raises(Stale, match="đã được sửa"):
        correct(first, cash=1_000)


def correct(opening: Opening, **sums: int) -> Opening:
    asked = Opened(opening.opened_on, {Book(book): amount for book, amount in sums.items()}, "Biên bản 2")
    return workflow.correct_opening(opening, asked, reason="Đếm lại", by=clerk(), at=now())


def test_database_itself_refuses_a_line_before_the_opening() -> None:
    fund = make_fund(make_ward("Phường 5"))
    begin(fund, DAY, cash=800_000)
    receipt = Receipt.objects.create(
        fund=fund, book=Book.CASH, amount=5, receipt_no="X", received_on=dt.date(2020, 1, 1)
    )
    line = Entry(
        fund=fund,
        book=Book.CASH,
        seq=2,
        kind=EntryKind.RECEIPT,
        amount=5,
        balance_after=800_005,
        made_on=receipt.received_on,
        made_by=clerk(),
        made_at=now(),
        receipt=receipt,
    )

    with pytest.raises(IntegrityError, match="entry_not_before_the_opening"), transaction.atomic():
        line.save(force_insert=True)


def test_expense_leaves_its_book_and_stands_in_no_form_unless_its_kind_counts(fund: Fund) -> None:
    spend(fund, 200_000)
    kind = make_kind("xe-dap", CountsAs.GIFT)
    with pytest.raises(Refused, match="hãy ghi phường, xã và số phần"):
        workflow.spend(fund, Spent(kind, 900_000, "Xe đạp", PAID_ON), by=clerk(), at=now())
    bicycles = Spent(kind, 900_000, "Xe đạp", PAID_ON, ward=fund.unit, parts=3)
    workflow.spend(fund, bicycles, by=clerk(), at=now())
    make_gift(fund, 100_000, parts=2)

    counts = register_counts(fund.unit_id, dt.date(2020, 1, 1), dt.date(2020, 12, 31))

    assert held(fund) == [1_800_000, 0, 0]
    assert (counts["gift-count"], counts["gift-amount"]) == (5, 1_000_000)


def test_number_of_a_paper_is_used_once_and_again_after_it_was_taken_back(fund: Fund) -> None:
    line = spend(fund, 200_000, sheet_no="PC01")
    with pytest.raises(Refused, match=r"số phiếu chi PC01 của năm 2020 đã dùng \(chi khác\)"):
        spend(fund, 100_000, sheet_no="PC01")
    with pytest.raises(Refused, match="PC01 của năm 2020 đã dùng"):
        workflow.pay(
            make_grant(fund),
            5_000,
            workflow.Handing(PAID_ON, "Thủ quỹ", handing().signature, "PC01"),
            by=clerk(),
            at=now(),
        )
    reverse(line)

    again = spend(fund, 150_000, sheet_no="PC01")

    assert [line.sheet_no, again.sheet_no] == ["PC01", "PC01"]
    with pytest.raises(IntegrityError, match="entry_paper_number_once"), transaction.atomic():
        copy = Entry.objects.get(pk=again.pk)
        expense = copy.expense
        assert expense
        expense.pk = None
        expense.save(force_insert=True)
        copy.pk, copy.expense, copy.seq = None, expense, copy.seq + 1
        copy.balance_after += copy.amount
        copy.save(force_insert=True)


def right(amount: int, number: str = "PT-7", **facts: object) -> Income:
    return Income(amount, number, dt.date(2020, 1, 20), **facts)  # type: ignore[arg-type]


def test_receipt_is_put_right_under_its_number_and_both_are_shown(fund: Fund) -> None:
    wrong = workflow.receive(fund, right(5_000_000), by=clerk(), at=now())
    pay(make_grant(fund, 3_200_000), 3_200_000)

    made = workflow.correct_receipt(wrong, right(500_000), why="Ghi thừa số 0", by=clerk(), at=now())

    assert (made.receipt_no, made.edition, made.corrects) == ("PT-7", 2, wrong)
    assert held(fund) == [300_000, 0, 0]
    with pytest.raises(Stale, match="đã được đảo trước đó"):
        workflow.correct_receipt(wrong, right(400_000), why="Lần nữa", by=clerk(), at=now())
    with pytest.raises(Refused, match=r"đã có phiếu thu mang số này \(PT-7\)"):
        workflow.receive(fund, right(100_000), by=clerk(), at=now())


def test_receipt_is_not_put_right_to_less_than_was_spent(fund: Fund) -> None:
    wrong = workflow.receive(fund, right(5_000_000), by=clerk(), at=now())
    pay(make_grant(fund, 7_000_000), 7_000_000)

    with pytest.raises(Refused, match="chỉ còn"):
        workflow.correct_receipt(wrong, right(500_000), why="Ghi thừa số 0", by=clerk(), at=now())

    assert held(fund) == [1_000_000, 0, 0]


def test_number_of_a_reversed_receipt_may_be_written_again(fund: Fund) -> None:
    wrong = workflow.receive(fund, right(5_000_000), by=clerk(), at=now())
    reverse(wrong.entries.get())
    made = workflow.receive(fund, right(500_000), by=clerk(), at=now())

    assert (made.edition, made.corrects) == (2, wrong)
    with pytest.raises(Stale, match="đã được đảo"):
        reverse(wrong.entries.get(kind=EntryKind.RECEIPT))


@pytest.mark.parametrize(
    ("amount", "usual", "held", "words"),
    [
        (500, [], None, "chỉ có 500 đồng"),
        (1_000, [], None, ""),
        (20_000_000, [2_000_000] * 5, None, "gấp 10 lần"),
        (19_999_999, [2_000_000] * 5, None, ""),
        (20_000_000, [2_000_000] * 4, None, ""),
        (80_000_000, [], 90_000_000, "phần lớn"),
        (72_000_000, [], 90_000_000, ""),
        (95_000_000, [], 90_000_000, ""),
    ],
)
def test_odd_sums_ask(amount: int, usual: list[int], held: int | None, words: str) -> None:
    found = rules.odd_sums(amount, usual, held=held)

    assert bool(found) == bool(words)
    assert words in " ".join(found)


def test_suat_far_beyond_the_fund_asks_and_is_kept_with_its_reason(fund: Fund) -> None:
    with pytest.raises(Doubtful, match=r"gấp 2\.666 lần số tiền quỹ đang có"):
        make_grant(fund, 8_000_000_000)

    assert make_grant(fund, 8_000_000_000, reason="Nhà tài trợ đã hứa").doubt.reason == "Nhà tài trợ đã hứa"


def test_small_receipt_asks_and_the_answer_stays_with_its_line(fund: Fund) -> None:
    with pytest.raises(Doubtful, match="Số tiền chỉ có 500 đồng"):
        workflow.receive(fund, right(500), by=clerk(), at=now())
    made = workflow.receive(fund, right(500, reason="Tiền lẻ heo đất"), by=clerk(), at=now())

    assert made.entries.get().reason == "Tiền lẻ heo đất"


def test_period_is_reopened_by_a_second_person_only(fund: Fund) -> None:
    closing = workflow.close_books(fund, PAID_ON, by=clerk(), at=now())
    second = make_user("hai")
    with pytest.raises(Stale, match="không còn ai đề nghị"):
        workflow.agree_reopening(closing, by=second, at=now())
    workflow.ask_reopening(closing, reason="Sót phiếu", by=clerk(), at=now())
    with pytest.raises(Refused, match="không tự đồng ý được"):
        workflow.agree_reopening(closing, by=clerk(), at=now())
    with pytest.raises(Refused, match="sổ đã khóa"):
        put_in(fund, 10_000)
    workflow.agree_reopening(closing, by=second, at=now())
    put_in(fund, 10_000)

    found = BookClosing.objects.get()
    assert (found.asked_by, found.reopened_by) == (clerk(), second)
    assert "Sót phiếu" in found.story


def test_declined_reopening_leaves_the_period_closed_and_may_be_asked_again(fund: Fund) -> None:
    closing = workflow.close_books(fund, PAID_ON, by=clerk(), at=now())
    workflow.ask_reopening(closing, reason="Sót phiếu", by=clerk(), at=now())
    workflow.decline_reopening(closing)

    assert BookClosing.objects.get().is_in_force
    reopen(BookClosing.objects.get())


def test_database_itself_refuses_one_person_who_reopens_alone(fund: Fund) -> None:
    closing = workflow.close_books(fund, PAID_ON, by=clerk(), at=now())
    workflow.ask_reopening(closing, reason="Sót phiếu", by=clerk(), at=now())

    with pytest.raises(IntegrityError, match="bookclosing_reopened_by_two"), transaction.atomic():
        BookClosing.objects.update(reopened_by=clerk(), reopened_at=now())


@pytest.mark.parametrize(
    ("number", "following"),
    [("PT-12", "PT-13"), ("2020/09", "2020/10"), ("07/2026", "08/2026"), ("PT099", "PT100"), ("một", ""), ("", "")],
)
def test_next_number_counts_on_what_is_no_year(number: str, following: str) -> None:
    assert after(number) == following


def test_next_receipt_skips_numbers_in_use(fund: Fund) -> None:
    workflow.receive(fund, right(10_000, "PT-8"), by=clerk(), at=now())
    workflow.receive(fund, right(10_000, "PT-7"), by=clerk(), at=now())

    assert next_receipt(fund) == "PT-9"


def test_reopening_under_an_issued_report_names_it_to_both(
    fund: Fund, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = resting.Rest("Báo cáo 05/BC-UBND", "/bao-cao/5/", issued=True)
    monkeypatch.setattr(resting, "_sources", [lambda units, first, last: [report] if fund.unit_id in units else []])
    closing = workflow.close_books(fund, PAID_ON, by=clerk(), at=now())
    pages = []
    for name, username in (("books-reopen", "quy"), ("books-agree", "quy-hai")):
        client.force_login(make_user(username, (Role.FUND_OFFICER, fund.unit)))
        pages.append(client.get(address_of(f"scholarships:{name}", args=[closing.pk])).content.decode())
        if name == "books-reopen":
            workflow.ask_reopening(closing, reason="Sót phiếu", by=clerk(), at=now())

    assert ["Báo cáo 05/BC-UBND" in page for page in pages] == [True, True]
