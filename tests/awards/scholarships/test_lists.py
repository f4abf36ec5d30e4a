"""Lists of a fund from any workbook: suất granted, gifts, receipts; judged, written whole, taken back whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards.scholarships import workflow as money
from awards.scholarships.enums import Book, DonorKind
from awards.scholarships.models import Donor, Entry, Fund, Gift, Grant, Receipt, Recipient
from awards.uploads import workflow
from awards.uploads.books.understood import Answers
from awards.uploads.importing import Context, importer_of
from awards.uploads.models import Upload
from awards.uploads.workflow.reading import understood_of
from hocTap.lib.refusals import Refused
from tests.awards.scholarships.factories import (
    clerk,
    make_campaign,
    make_fund,
    make_gift,
    make_grant,
    make_officer,
    make_recipient,
    now,
    pay,
    put_in,
)
from tests.awards.scholarships.test_books import make_kind
from tests.awards.uploads.books import workbook
from tests.factories import make_ward
from units.models import User

pytestmark = pytest.mark.django_db
CHILDREN: list[list[Any]] = [
    ["TRƯỜNG THCS MINH HỌA"],
    ["DANH SÁCH HỌC SINH ĐƯỢC CẤP HỌC BỔNG NĂM HỌC 2020 - 2021"],
    ["(Theo Quyết định số 12/QĐ-HKH ngày 05/9/2020)"],
    ["STT", "Họ và tên", "Năm sinh", "Lớp", "Mức học bổng", "Phường"],
    [1, "Lê Thị Mới", 2007, "8A", "1.200.000đ", "P.5"],
    [2, "Trần Văn Hai", 2008, "7B", "500k", "P.5"],
    ["", "Tổng cộng", "", "", 1_700_000],
]
GIFTS: list[list[Any]] = [
    ["DANH SÁCH TRAO QUÀ TRUNG THU"],
    ["Ngày trao: 01/10/2020"],
    ["STT", "Dịp", "Loại", "Số phần", "Thành tiền"],
    [1, "Trung thu khu phố 1", "quà tặng", 100, 5_000_000],
    [2, "Trung thu khu phố 2", "quà tặng", 50, 2_500_000],
    ["", "Cộng", "", 150, 7_500_000],
]
RECEIPTS: list[list[Any]] = [
    ["ĐVT: nghìn đồng"],
    ["Số phiếu", "Ngày", "Nhà hảo tâm", "Đối tượng", "Số tiền", "Hiện vật", "Trị giá hiện vật"],
    ["PT01", "05/09/2020", "Công ty Hoà Bình", "doanh nghiệp", 5_000, "", ""],
    ["PT02", "06/09/2020", "Ông Năm", "cá nhân", "", "100 quyển vở", 800],
]
EXPENSES: list[list[Any]] = [
    ["BẢNG KÊ CHI KHÁC NĂM 2020"],
    ["Số phiếu chi", "Ngày chi", "Loại chi", "Nội dung chi", "Người nhận", "Số tiền", "Chi từ"],
    ["PC01", "10/05/2020", "Loại hoat-dong", "In giấy khen", "Cơ sở in", 300_000, "tiền mặt"],
    ["PC02", "11/05/2020", "Loại hoat-dong", "Thuê hội trường", "", "1,5 triệu", ""],
    ["", "", "", "Tổng cộng", "", 1_800_000, ""],
]
Rows = Sequence[Sequence[Any]]


@pytest.fixture
def fund() -> Fund:
    return make_fund(make_ward("Phường 5"), cash=20_000_000)


def officer_of(fund: Fund) -> User:
    return User.objects.filter(username="quy").first() or make_officer(fund)


def sent(fund: Fund, kind: str, rows: Rows, answers: dict[str, str] | None = None, **options: Any) -> Upload:
    """The list read, with what a person answers once for all its rows."""
    importer, by = importer_of(kind), officer_of(fund)
    assert importer is not None
    upload = workflow.receive(
        importer, fund.unit, workbook(("Danh sách", rows)), name="ds.xlsx", options=options, by=by, at=now()
    )
    return workflow.answer(upload, Answers(said=answers), by=by, at=now()) if answers else upload


def written(upload: Upload) -> Upload:
    workflow.confirm(upload, by=upload.by, at=now())
    workflow.write(upload.pk, at=now())
    upload.refresh_from_db()
    return upload


def undone(upload: Upload) -> None:
    workflow.undo(upload, "Nhầm danh sách", by=upload.by, at=now())


def told(upload: Upload) -> list[tuple[str, bool, str]]:
    return list(upload.rows.order_by("number").values_list("outcome", "near", "reason"))


def test_children_are_granted_by_what_stands_above_them_and_nobody_is_paid(fund: Fund) -> None:
    upload = sent(fund, "grants", CHILDREN, campaign=make_campaign(fund).pk)

    assert (upload.created, upload.refused, upload.understood["totals"]["amount"]) == (2, 0, 1_700_000)
    written(upload)

    first, second = Grant.objects.order_by("number")
    assert (first.amount, first.level, first.school_year, first.decided_on) == (
        1_200_000,
        "lower",
        2020,
        dt.date(2020, 9, 5),
    )
    assert (first.recipient.school, second.amount) == ("THCS Minh Họa", 500_000)
    assert money.balance(fund, Book.CASH) == 20_000_000
    assert not upload.rows.exists()


def test_hardship_is_ticked_as_people_tick_it(fund: Fund) -> None:
    ticks = {"x": True, "X": True, "1": True, "có": True, "không": False, "0": False, "": False}
    rows = [
        *CHILDREN[:3],
        [*CHILDREN[3], "Hoàn cảnh khó khăn"],
        *([n, f"Lê Em {chr(65 + n)}", 2008, "7B", "500k", "P.5", tick] for n, tick in enumerate(ticks)),
    ]

    written(sent(fund, "grants", rows, campaign=make_campaign(fund).pk))

    found = Recipient.objects.order_by("number").values_list("hardship", flat=True)
    assert list(found) == list(ticks.values())


def test_a_sum_that_is_the_same_for_all_children_is_asked_once(fund: Fund) -> None:
    rows = [row[:4] + row[5:] for row in CHILDREN[:6]]
    upload = sent(fund, "grants", rows, campaign=make_campaign(fund).pk)

    assert upload.open_questions == ["amount"]
    answered = workflow.answer(upload, Answers(said={"amount": "1 triệu"}), by=upload.by, at=now())
    written(answered)

    assert list(Grant.objects.values_list("amount", flat=True)) == [1_000_000, 1_000_000]


def test_suat_that_is_there_is_left_and_a_child_near_another_is_said(fund: Fund) -> None:
    make_grant(fund, 1_200_000, make_recipient(fund, "Lê Thị Mới", 2007))
    make_recipient(fund, "Trần Vân Hai", 2008)

    upload = sent(fund, "grants", CHILDREN, campaign=make_campaign(fund).pk)

    (there, _, kept), (new, is_near, words) = told(upload)
    assert (there, "sổ được giữ nguyên" in kept) == ("match", True)
    assert (new, is_near, "Gần giống hồ sơ HS-00002" in words) == ("create", True, True)
    assert "Vân" not in words


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({1: "Trần Văn Hai", 2: 2008}, "Trùng với dòng"),
        ({4: 0}, "phải lớn hơn 0"),
        ({2: 2023}, "sinh năm 2023"),
        ({5: "P.99"}, "không có trong danh sách chọn"),
        ({4: "=1/0"}, "#DIV/0!"),
    ],
)
def test_a_child_that_cannot_be_granted_is_refused_in_a_sentence(
    fund: Fund, change: dict[int, Any], sentence: str
) -> None:
    bad = [change.get(place, cell) for place, cell in enumerate(CHILDREN[4])]
    if sentence == "#DIV/0!":
        bad[4] = "#DIV/0!"
    rows = [*CHILDREN[:4], CHILDREN[5], bad]

    upload = sent(fund, "grants", rows, campaign=make_campaign(fund).pk)

    outcome, _, reason = told(upload)[1]
    assert (outcome, sentence in reason) == ("refuse", True), reason


def test_an_age_that_hardly_goes_with_its_level_takes_a_reason_beside_it(fund: Fund) -> None:
    rows: list[Any] = [list(row) for row in CHILDREN[:5]]
    rows[3].append("Giải trình")
    rows[4][2] = 1990
    campaign = make_campaign(fund).pk
    assert told(sent(fund, "grants", rows, campaign=campaign))[0][0] == "refuse"

    rows[4].append("Học bổ túc")
    written(sent(fund, "grants", rows, campaign=campaign))

    assert Grant.objects.get().doubt.reason == "Học bổ túc"


def test_granted_list_is_taken_back_while_nobody_is_paid(fund: Fund) -> None:
    upload = written(sent(fund, "grants", CHILDREN, campaign=make_campaign(fund).pk))

    undone(upload)

    assert Grant.objects.standing().count() == 0
    assert written(sent(fund, "grants", CHILDREN, campaign=make_campaign(fund).pk)).created == 2


def test_granted_list_stays_once_somebody_is_paid(fund: Fund) -> None:
    upload = written(sent(fund, "grants", CHILDREN, campaign=make_campaign(fund).pk))
    pay(Grant.objects.order_by("number")[0], 1_000)

    with pytest.raises(Refused, match="1 suất của danh sách đã có bút toán chi"):
        undone(upload)


def test_gifts_are_booked_and_the_same_list_again_changes_nothing(fund: Fund) -> None:
    written(sent(fund, "gifts", GIFTS))
    again = sent(fund, "gifts", GIFTS)

    assert [(gift.parts, gift.amount, gift.given_on.day) for gift in Gift.objects.order_by("pk")] == [
        (100, 5_000_000, 1),
        (50, 2_500_000, 1),
    ]
    assert money.balance(fund, Book.CASH) == 12_500_000
    assert (again.created, again.matched) == (0, 2)


def test_gift_in_kind_is_taken_from_the_book_of_goods(fund: Fund) -> None:
    put_in(fund, 1_000_000, book=Book.GOODS)
    rows: Rows = [
        ["Dịp", "Loại", "Ngày trao", "Số phần", "Giá trị hiện vật"],
        ["Khai giảng", "quà", "05/09/2020", 9, 900_000],
    ]

    written(sent(fund, "gifts", rows))

    assert (money.balance(fund, Book.CASH), money.balance(fund, Book.GOODS)) == (20_000_000, 100_000)


def test_gift_of_a_list_bears_its_number_which_stands_once(fund: Fund) -> None:
    rows: Rows = [
        ["Dịp", "Loại", "Ngày trao", "Số phần", "Số tiền", "Số phiếu chi"],
        ["Khai giảng", "quà", "05/09/2020", 9, 900_000, "PC-7"],
    ]
    written(sent(fund, "gifts", rows))

    upload = sent(fund, "gifts", [rows[0], ["Tổng kết", "quà", "06/09/2020", 5, 500_000, "PC-7"]])

    assert Entry.objects.get(gift__occasion="Khai giảng").sheet_no == "PC-7"
    assert "số phiếu chi PC-7 của năm 2020 đã dùng" in told(upload)[0][2]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["Tết", "quà tặng", "01/02/2021", 10, 30_000_000, ""], "không đủ để chi"),
        (["Tết", "quà tặng", "01/02/2021", 10, "", ""], "Hãy ghi số tiền, hoặc giá trị hiện vật"),
        (["Tết", "quà tặng", "01/02/2021", 10, 1_000_000, 1_000_000], "chỉ ghi một trong hai"),
        (["Tết", "quà tặng", "01/02/2021", 0, 1_000_000, ""], "Số phần quà phải từ 1"),
        (["Tết", "quà tặng", "01/02/2099", 10, 1_000_000, ""], "ở sau hôm nay"),
        (["Trung thu", "quà tặng", "01/10/2020", 5, 1_000_000, ""], "Trùng với dòng 2"),
    ],
)
def test_a_gift_that_cannot_be_booked_is_refused_in_a_sentence(fund: Fund, row: list[Any], sentence: str) -> None:
    head = ["Dịp", "Loại", "Ngày trao", "Số phần", "Số tiền", "Giá trị hiện vật"]
    first = ["Trung thu", "quà tặng", "01/10/2020", 5, 1_000_000, ""]

    upload = sent(fund, "gifts", [head, first, row])

    outcome, _, reason = told(upload)[1]
    assert (outcome, sentence in reason) == ("refuse", True), reason


def test_gifts_are_taken_back_on_their_own_days(fund: Fund) -> None:
    upload = written(sent(fund, "gifts", GIFTS))

    undone(upload)

    assert money.balance(fund, Book.CASH) == 20_000_000
    assert sent(fund, "gifts", GIFTS).created == 2


def test_receipts_are_booked_by_their_money_unit_money_and_goods_apart(fund: Fund) -> None:
    upload = sent(fund, "receipts", RECEIPTS)
    assert (upload.understood["totals"]["amount"], upload.understood["totals"]["worth"]) == (5_000_000, 800_000)

    written(upload)

    cash, goods = Receipt.objects.filter(receipt_no__in=["PT01", "PT02"]).order_by("receipt_no")
    assert (cash.amount, cash.book, goods.amount, goods.goods) == (5_000_000, "cash", 800_000, "100 quyển vở")
    assert (money.balance(fund, Book.CASH), money.balance(fund, Book.GOODS)) == (25_000_000, 800_000)
    assert dict(Donor.objects.values_list("name", "kind")) == {"Công ty Hoà Bình": "business", "Ông Năm": "person"}


def test_donor_is_known_wherever_the_tone_stands_and_a_near_one_is_said(fund: Fund) -> None:
    known = money.add_donor(fund, "Công ty Hòa Bình", DonorKind.BUSINESS)
    near_one = ["PT03", "07/09/2020", "Công ty Hoa Bình", "doanh nghiệp", 100, "", ""]

    upload = sent(fund, "receipts", [*RECEIPTS, near_one])
    written(upload)

    assert Receipt.objects.get(receipt_no="PT01").donor == known
    assert Receipt.objects.get(receipt_no="PT03").donor != known


def test_receipt_number_is_used_once_and_again_after_its_list_was_taken_back(fund: Fund) -> None:
    upload = written(sent(fund, "receipts", RECEIPTS))
    assert sent(fund, "receipts", RECEIPTS).matched == 2

    undone(upload)

    assert money.balance(fund, Book.CASH) == 20_000_000
    written(sent(fund, "receipts", RECEIPTS))
    of_the_list = Receipt.objects.filter(receipt_no__startswith="PT0")
    assert sorted(of_the_list.values_list("receipt_no", "edition")) == [
        ("PT01", 1),
        ("PT01", 2),
        ("PT02", 1),
        ("PT02", 2),
    ]


def test_receipts_stay_while_their_money_is_spent(fund: Fund) -> None:
    upload = written(sent(fund, "receipts", RECEIPTS))
    make_gift(fund, 23_000_000, on=dt.date(2020, 10, 1))

    with pytest.raises(Refused, match="không đủ để chi"):
        undone(upload)
    assert money.balance(fund, Book.CASH) == 2_000_000


@pytest.mark.parametrize(
    ("kind", "rows"), [("grants", CHILDREN), ("gifts", GIFTS), ("receipts", RECEIPTS), ("expenses", EXPENSES)]
)
def test_a_long_list_is_judged_in_as_many_queries_as_a_short_one(fund: Fund, kind: str, rows: Rows) -> None:
    make_kind()
    importer = importer_of(kind)
    assert importer is not None
    options: dict[str, Any] = {"campaign": make_campaign(fund).pk}
    upload = sent(fund, kind, rows, None, **options)
    clerk()
    counts = []
    for times in (1, 40):
        found = understood_of(
            importer,
            context := Context(fund.unit, upload.by, now(), options),
            workbook(("a", [*rows[:-1], *([rows[-2]] * times)])),
            Answers(),
        )
        with CaptureQueriesContext(connection) as asked:
            importer.plan([row for row in found.rows if not row.problems], context)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_expenses_are_booked_known_again_and_taken_back(fund: Fund) -> None:
    make_kind()
    upload = written(sent(fund, "expenses", EXPENSES))
    again = sent(fund, "expenses", EXPENSES)

    assert [(each.about, each.amount, each.payee) for each in fund.expenses.order_by("pk")] == [
        ("In giấy khen", 300_000, "Cơ sở in"),
        ("Thuê hội trường", 1_500_000, ""),
    ]
    assert money.balance(fund, Book.CASH) == 18_200_000
    assert (again.created, again.matched) == (0, 2)
    undone(upload)
    assert money.balance(fund, Book.CASH) == 20_000_000


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({0: "PC01", 3: "Việc khác"}, "số phiếu chi PC01 của năm 2020 đã dùng"),
        ({5: 90_000_000}, "không đủ để chi"),
        ({5: ""}, "Hãy ghi số tiền, hoặc giá trị hiện vật"),
        ({2: "Loại lạ"}, "không có trong danh sách chọn"),
        ({1: "01/01/2099"}, "ở sau hôm nay"),
        ({3: "Giúp em Nguyễn Thị Bí Mật"}, "là tên một em trong sổ của quỹ"),
        ({6: "tiền gửi ngân hàng"}, "không đủ để chi"),
    ],
)
def test_an_expense_that_cannot_be_is_refused_in_a_sentence(fund: Fund, change: dict[int, Any], sentence: str) -> None:
    make_kind()
    make_recipient(fund)
    bad = [change.get(place, cell) for place, cell in enumerate(EXPENSES[3])]

    upload = sent(fund, "expenses", [*EXPENSES[1:3], bad])

    outcome, _, reason = told(upload)[1]
    assert (outcome, sentence in reason) == ("refuse", True), reason


BASIS = {"basis": "Biên bản kiểm quỹ 01"}
OPENINGS: list[list[Any]] = [
    ["Tên quỹ", "Tiền mặt", "Tiền gửi ngân hàng", "Hiện vật", "Ngày mở sổ"],
    ["Quỹ chi hội 1", 3_000_000, "", 500_000, "01/01/2020"],
    ["Quỹ chi hội 2", "", 7_000_000, "", "01/01/2020"],
]


def test_opening_balances_of_funds_are_written_known_again_taken_back_and_written_anew(fund: Fund) -> None:
    first, second = (make_fund(fund.unit, name=f"Quỹ chi hội {number}") for number in (1, 2))
    upload = written(sent(fund, "openings", OPENINGS, BASIS))
    again = sent(fund, "openings", OPENINGS, BASIS)

    held = [[money.balance(each, book) for book in Book] for each in (first, second)]
    assert (upload.created, again.created, again.matched) == (2, 0, 2)
    undone(upload)
    empty = [[money.balance(each, book) for book in Book] for each in (first, second)]
    written(sent(fund, "openings", OPENINGS, BASIS))

    assert held == [[3_000_000, 0, 500_000], [0, 7_000_000, 0]]
    assert empty == [[0, 0, 0], [0, 0, 0]]
    assert [[money.balance(each, book) for book in Book] for each in (first, second)] == held


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({0: "Quỹ chi hội 1"}, "Trùng quỹ với dòng"),
        ({0: "Quỹ lạ"}, "không có trong danh sách chọn"),
        ({1: "", 2: ""}, "chưa ghi số dư nào"),
        ({0: "Quỹ khuyến học", 4: "01/06/2020"}, "số dư đầu kỳ phải ghi từ ngày đó trở về trước"),
        ({4: "01/01/2099"}, "ở sau hôm nay"),
    ],
)
def test_an_opening_that_cannot_be_is_refused_in_a_sentence(fund: Fund, change: dict[int, Any], sentence: str) -> None:
    for number in (1, 2):
        make_fund(fund.unit, name=f"Quỹ chi hội {number}")
    bad = [change.get(place, cell) for place, cell in enumerate(OPENINGS[2])]

    upload = sent(fund, "openings", [*OPENINGS[:2], bad], BASIS)

    outcome, _, reason = told(upload)[1]
    assert (outcome, sentence in reason) == ("refuse", True), reason


def test_opening_that_was_corrected_since_keeps_its_list(fund: Fund) -> None:
    first, _ = (make_fund(fund.unit, name=f"Quỹ chi hội {number}") for number in (1, 2))
    upload = written(sent(fund, "openings", OPENINGS, BASIS))
    there = money.opening_of(first)
    assert there
    right = money.Opened(there.opened_on, {Book.CASH: 2_000_000}, "Biên bản 02")
    money.correct_opening(there, right, reason="Đếm lại", by=clerk(), at=now())

    with pytest.raises(Refused, match="Quỹ chi hội 1: số dư đầu kỳ đã được sửa sau lần nạp này"):
        undone(upload)
