"""A payment list from Excel: judged row by row, written whole."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from awards.scholarships import workflow as money
from awards.scholarships.enums import Book
from awards.scholarships.importing import TEMPLATE, PaymentImporter
from awards.scholarships.models import Fund, Grant
from awards.uploads import workflow
from awards.uploads.models import Upload
from awards.uploads.templates import HEADER_ROW, LIST_SHEET, make
from tests.awards.scholarships.factories import make_campaign, make_fund, make_officer, now
from tests.factories import make_ward

pytestmark = pytest.mark.django_db
CODES = [column.code for column in TEMPLATE.columns]
ROW = {
    "name": "Lê Thị Mới",
    "birth_year": 2010,
    "class_name": "5A",
    "level": "tiểu học",
    "school_year": 2020,
    "ward": "Phường 05",
    "amount": "1.000.000",
    "decision_no": "12/QĐ-HKH",
    "decided_on": "25/08/2020",
    "paid_on": "05/09/2020",
    "handed_by": "Thủ quỹ",
    "signature": "cha mẹ, người giám hộ",
    "hardship": "có",
}


@pytest.fixture
def fund() -> Fund:
    return make_fund(make_ward("Phường 5"), cash=3_000_000)


def uploaded(fund: Fund, *rows: dict[str, Any]) -> Upload:
    importer = PaymentImporter()
    book = load_workbook(io.BytesIO(make(TEMPLATE, importer.choices(fund.unit, timezone.localdate()), "Phường 5")))
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        for code, value in row.items():
            book[LIST_SHEET].cell(number, CODES.index(code) + 1).value = value
    file = io.BytesIO()
    book.save(file)
    officer = fund.unit.posts.first()
    by = officer.user if officer else make_officer(fund)
    options = {"campaign": make_campaign(fund).pk}
    return workflow.receive(importer, fund.unit, file.getvalue(), name="chi.xlsx", options=options, by=by, at=now())


def write(upload: Upload) -> None:
    workflow.confirm(upload, by=upload.by, at=now())
    workflow.write(upload.pk, at=now())


def test_list_is_granted_and_paid_after_it_was_confirmed(fund: Fund) -> None:
    upload = uploaded(
        fund, ROW, ROW | {"name": "Trần Văn Hai", "amount": 1_200_000, "signature": "người nhận học bổng"}
    )
    before = Grant.objects.count()

    write(upload)

    assert (before, [suat.amount for suat in Grant.objects.fully_paid().order_by("number")]) == (
        0,
        [1_000_000, 1_200_000],
    )
    assert money.balance(fund, Book.CASH) == 800_000
    assert fund.recipients.get(number=1).hardship


def test_rows_that_do_not_fit_are_refused_with_the_reason(fund: Fund) -> None:
    wrong = [
        ROW,
        ROW | {"name": "lê thị MỚI"},
        ROW | {"name": "Hết Tiền", "amount": 2_500_000},
        ROW | {"name": "Chi Sớm", "paid_on": "01/08/2020"},
        ROW | {"name": "Phường Lạ", "ward": "Phường 99"},
    ]

    upload = uploaded(fund, *wrong)

    reasons = list(upload.rows.order_by("number").values_list("outcome", "reason"))
    assert [outcome for outcome, _ in reasons] == ["create", "refuse", "refuse", "refuse", "refuse"]
    assert [part in reason for part, (_, reason) in zip(PARTS, reasons[1:4], strict=True)] == [True] * 3


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"amount": "-5"}, "Không nhận số tiền âm"),
        ({"amount": 0}, "phải lớn hơn 0"),
        ({"amount": "1" + "0" * 15}, "quá lớn"),
        ({"paid_on": "01/01/2099"}, "ở sau hôm nay"),
        ({"paid_on": "31/02/2020"}, "Ngày chi"),
        ({"school_year": 2019}, "2019–2020 đã khóa sổ"),
        ({"birth_year": 10}, "Năm sinh"),
        ({"decided_on": "01/02/2003", "paid_on": "01/03/2003"}, "Phường 5 có từ ngày 01/01/2004"),
    ],
)
def test_row_that_cannot_be_is_refused_in_a_sentence(fund: Fund, change: dict[str, Any], sentence: str) -> None:
    money.close_school_year(fund, 2019, by=make_officer(fund), at=now())

    upload = uploaded(fund, ROW | change)

    row = upload.rows.get()
    assert (row.outcome, sentence in row.reason) == ("refuse", True), row.reason


@pytest.mark.parametrize("typed", ["1.000.000", "1000000", 1_000_000, "1 triệu", "0,001 tỉ"])
def test_sum_in_a_cell_is_read_as_it_is_meant(fund: Fund, typed: object) -> None:
    write(uploaded(fund, ROW | {"amount": typed}))

    assert Grant.objects.get().amount == 1_000_000


PARTS = ("Trùng với dòng 4", "chỉ còn 2.000.000 đồng", "trước ngày quyết định")


def test_same_list_sent_twice_pays_once(fund: Fund) -> None:
    write(uploaded(fund, ROW))

    again = uploaded(fund, ROW)

    assert (again.created, again.matched) == (0, 1)
    assert money.balance(fund, Book.CASH) == 2_000_000


def test_suat_with_another_sum_is_refused(fund: Fund) -> None:
    write(uploaded(fund, ROW))

    assert uploaded(fund, ROW | {"amount": 900_000}).refused == 1
