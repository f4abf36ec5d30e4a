"""Suất granted, signed and paid as a list: frozen, paid in one act except for the absent, refused by name."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from openpyxl import load_workbook

from awards.scholarships import payment_sheet, workflow
from awards.scholarships.enums import AccessKind, Book, Party, SchoolLevel
from awards.scholarships.models import Entry, Fund, Grant, NameAccess, PaySheet, Recipient
from awards.scholarships.workflow import Child, Wanted
from hocTap.lib.refusals import Refused, Stale
from tests.awards.scholarships.factories import (
    DECIDED,
    PAID_ON,
    agree,
    clerk,
    handing,
    make_campaign,
    make_fund,
    make_grant,
    make_officer,
    make_recipient,
    now,
    pay,
)
from tests.factories import make_post, make_ward
from units.enums import Role
from units.files.workflow import make as make_file
from units.models import ListFile

pytestmark = pytest.mark.django_db

LATER = dt.date(2020, 9, 12)


@pytest.fixture
def fund() -> Fund:
    return make_fund(make_ward("Phường 5"), cash=10_000_000)


def suats(fund: Fund, number: int = 4) -> list[Grant]:
    return [make_grant(fund, 500_000, make_recipient(fund, f"Nguyễn Văn {letter}")) for letter in "ABCDEFGH"[:number]]


def sheet(fund: Fund, wanted: Wanted | None = None) -> PaySheet:
    return workflow.make_sheet(fund, wanted or Wanted(), by=clerk(), at=now())


def pay_list(made: PaySheet, *without: Grant, on: dt.date = PAID_ON) -> list[Entry]:
    rows = [row.pk for row in made.rows.exclude(grant__in=without)]
    return workflow.pay_sheet(made, rows, handing(on), by=clerk(), at=now())


def standing(made: PaySheet) -> list[str]:
    return [row.standing for row in payment_sheet.build_sheet(made, outside=False).rows]


def test_all_on_a_list_are_paid_except_the_absent_who_are_paid_another_day(fund: Fund) -> None:
    first, second, third, fourth = suats(fund)
    made = sheet(fund)

    pay_list(made, second, fourth)
    rest = [row.pk for row in made.rows.filter(grant__in=[second, fourth])]
    workflow.pay_sheet(made, rest, handing(LATER), by=clerk(), at=now())

    assert standing(made) == ["đã chi 05/09/2020", "đã chi 12/09/2020", "đã chi 05/09/2020", "đã chi 12/09/2020"]
    assert workflow.balance(fund, Book.CASH) == 8_000_000
    assert [workflow.paid_so_far(suat) for suat in (first, second, third, fourth)] == [500_000] * 4


def test_child_paid_elsewhere_since_the_list_was_made_is_refused_by_name_and_nobody_is_paid(fund: Fund) -> None:
    _, second, *_ = suats(fund)
    made = sheet(fund)
    pay(second, 200_000)

    with pytest.raises(
        Stale, match=r"Chưa chi cho ai\. Nguyễn Văn B \(HS-00002, suất số 2\) đã được chi 200\.000 đồng"
    ):
        pay_list(made)

    assert Entry.objects.filter(grant__isnull=False).count() == 1
    assert len(pay_list(made, second)) == 3


def test_consent_withdrawn_between_list_and_payment_is_refused_by_name(fund: Fund) -> None:
    first, *_ = suats(fund)
    agree(first.recipient)
    made = sheet(fund)
    workflow.withdraw_consent(first.recipient.consents.get(party=Party.CHILD), on=DECIDED, by=clerk(), at=now())

    with pytest.raises(Stale, match=r"Nguyễn Văn A \(HS-00001, suất số 1\) đã rút đồng ý"):
        pay_list(made)

    assert not Entry.objects.filter(grant__isnull=False).exists()
    assert len(pay_list(sheet(fund))) == 4


def test_cancelled_suat_and_one_paid_by_the_list_already_are_both_named(fund: Fund) -> None:
    first, second, *_ = suats(fund)
    made = sheet(fund)
    workflow.cancel_grant(first, reason="Chuyển đi", on=PAID_ON, by=clerk(), at=now())
    workflow.pay_sheet(made, [made.rows.get(grant=second).pk], handing(), by=clerk(), at=now())

    with pytest.raises(Stale) as told:
        pay_list(made)

    assert "Nguyễn Văn A (HS-00001, suất số 1) đã hủy suất ngày 05/09/2020" in str(told.value)
    assert "Nguyễn Văn B (HS-00002, suất số 2) đã được chi theo danh sách này ngày 05/09/2020" in str(told.value)


def test_fund_that_lacks_the_whole_sum_pays_nobody(fund: Fund) -> None:
    for letter in "ABC":
        make_grant(fund, 4_000_000, make_recipient(fund, f"Trần {letter}"))

    with pytest.raises(Refused, match=r"chỉ còn 10\.000\.000 đồng, không đủ để chi 12\.000\.000 đồng"):
        pay_list(sheet(fund))

    assert workflow.balance(fund, Book.CASH) == 10_000_000


def test_rows_of_another_list_and_an_empty_choice_are_refused(fund: Fund) -> None:
    suats(fund)
    made, other = sheet(fund), sheet(fund)

    with pytest.raises(Refused, match="Chưa chọn ai"):
        workflow.pay_sheet(made, [], handing(), by=clerk(), at=now())
    with pytest.raises(Refused, match="không thuộc Danh sách chi số 1"):
        workflow.pay_sheet(
            made, [*made.rows.values_list("pk", flat=True), other.rows.all()[0].pk], handing(), by=clerk(), at=now()
        )


def test_payments_of_a_list_are_reversed_on_their_own_days_and_wait_again(fund: Fund) -> None:
    suats(fund)
    made = sheet(fund)
    pay_list(made)

    workflow.unpay_sheet(made, reason="Ghi nhầm ngày", by=clerk(), at=now())

    assert standing(made) == ["chờ chi"] * 4
    assert workflow.balance(fund, Book.CASH) == 10_000_000
    assert set(Entry.objects.filter(kind="reversal").values_list("made_on", flat=True)) == {PAID_ON}
    assert len(pay_list(made, on=LATER)) == 4
    with pytest.raises(Refused, match="Hãy ghi lý do"):
        workflow.unpay_sheet(made, reason=" ", by=clerk(), at=now())


@pytest.mark.both
def test_list_is_narrowed_by_decision_school_and_year(fund: Fund) -> None:
    make_grant(fund, 500_000, Child("Lê A", 2010, school="Trường Tiểu học Một"))
    make_grant(fund, 500_000, Child("Lê B", 2010, school="TRƯỜNG tiểu học một"))
    make_grant(
        fund, 500_000, Child("Lê C", 2009, school="Trường Hai"), school_year=2019, decided_on=dt.date(2019, 9, 1)
    )
    campaign = make_campaign(fund)

    found = [
        sheet(fund, Wanted(school="Trường Tiểu học Một")),
        sheet(fund, Wanted(school_year=2019)),
        sheet(fund, Wanted(decision=("12/QĐ-HKH", DECIDED))),
        sheet(fund, Wanted(campaign=campaign)),
    ]

    assert [made.rows.count() for made in found] == [2, 1, 2, 3]
    assert [made.number for made in found] == [1, 2, 3, 4]
    assert found[2].of_what == "quyết định 12/QĐ-HKH ngày 25/08/2020"
    with pytest.raises(Refused, match="Không có suất nào chờ chi"):
        sheet(fund, Wanted(school="Trường Ba"))


# The pages


def confirmed(client: Client, address: str, form: dict[str, Any]) -> tuple[str, Any]:
    """What the question says, and the answer to the second press."""
    asked = client.post(address, form).content.decode()
    mark = re.search(r'name="_confirmed" value="(\w+)"', asked)
    assert mark, asked
    return asked, client.post(address, form | {"_confirmed": mark[1]})


@pytest.fixture
def officer(fund: Fund, client: Client) -> Client:
    client.force_login(make_officer(fund))
    return client


def grid(fund: Fund, *rows: dict[str, str]) -> dict[str, str]:
    head = {
        "campaign": str(make_campaign(fund).pk),
        "school_year": "2020",
        "level": "primary",
        "ward": str(fund.unit_id),
        "amount": "500k",
        "decision_no": "15/QĐ-HKH",
        "decided_on": "25/08/2020",
    }
    empty = dict.fromkeys(
        ("name", "birth_year", "class_name", "school", "hardship", "row_level", "row_amount", "record", "reason"), ""
    )
    cells = {f"{column}-{place}": value for place, row in enumerate(rows) for column, value in (empty | row).items()}
    return head | cells


def test_grid_grants_its_rows_by_one_decision_and_shows_before_what_children_had(fund: Fund, officer: Client) -> None:
    make_grant(
        fund, 700_000, Child("Trần Thị Cũ", 2011, "4A", "Trường Một"), school_year=2019, decided_on=dt.date(2019, 9, 1)
    )
    make_recipient(fund, "Phạm Văn Cảnh", 2010)
    rows: tuple[dict[str, str], ...] = (
        {"name": "Nguyễn Văn Mới", "birth_year": "2010", "class_name": "5A"},
        {},
        {"name": "Trần Thị Cũ", "birth_year": "2011", "school": "Trường Hai", "row_amount": "800.000"},
        {"name": "Phạm Văn Canh", "birth_year": "2010"},
    )

    asked, answer = confirmed(officer, reverse("scholarships:grants-add", args=[fund.pk]), grid(fund, *rows))

    assert "Sẽ cấp 3 suất, tổng 1.800.000 đồng, theo quyết định 15/QĐ-HKH ngày 25/08/2020" in asked
    assert "Dòng 3, Phạm Văn Canh: Gần giống hồ sơ HS-00002 (khác dấu); sẽ ghi là một hồ sơ mới." in asked
    assert "Dòng 2, Trần Thị Cũ: HS-00001 trước ghi Trường Một, nay ghi Trường Hai." in asked
    assert "HS-00001 đã có suất số 1 (đợt Tiếp bước đến trường, năm học 2019–2020, 700.000 đồng)." in asked
    assert "1 em đã có hồ sơ, 2 hồ sơ mới" in asked
    assert answer.status_code == 302
    granted = Grant.objects.filter(decision_no="15/QĐ-HKH").values_list("recipient__name", "amount")
    assert set(granted) == {("Nguyễn Văn Mới", 500_000), ("Trần Thị Cũ", 800_000), ("Phạm Văn Canh", 500_000)}


def test_one_suat_with_a_nought_too_many_is_asked_about(fund: Fund, officer: Client) -> None:
    """Beside the others of its list, and beside those of its level that the fund granted before."""
    address = reverse("scholarships:grants-add", args=[fund.pk])
    rows = [{"name": f"Lê Văn {letter}", "birth_year": "2010"} for letter in "ABCDE"]
    wrong = {"name": "Lê Văn Gấm", "birth_year": "2010", "row_amount": "5.000.000"}

    page = officer.post(address, grid(fund, *rows, wrong)).content.decode()
    assert "Dòng 6: Mức học bổng 5.000.000 đồng gấp 10 lần mức thường ghi (500.000 đồng)." in page
    confirmed(officer, address, grid(fund, *rows))
    page = officer.post(address, grid(fund, wrong)).content.decode()
    assert "gấp 10 lần mức thường ghi" in page
    confirmed(officer, address, grid(fund, wrong | {"reason": "Suất cả khóa học"}))

    assert Grant.objects.filter(doubt__reason="Suất cả khóa học").count() == 1


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"name": "Lê A", "birth_year": ""}, "chưa ghi năm sinh"),
        ({"name": "", "birth_year": "2010"}, "chưa ghi tên"),
        ({"name": "Lê A", "birth_year": "1890"}, "từ 1900 đến 2100"),
        ({"name": "Lê A", "birth_year": "2010", "row_amount": "0"}, "phải lớn hơn 0"),
        ({"name": "Lê A", "birth_year": "2010", "record": "HS-00099"}, "không có hồ sơ HS-00099"),
        ({"name": "Lê A", "birth_year": "2010", "record": "xyz"}, "hãy ghi số như HS-00012"),
        ({"name": "Lê A", "birth_year": "1990"}, "30 tuổi"),
    ],
)
def test_row_that_cannot_be_is_refused_in_a_sentence_and_nothing_is_granted(
    fund: Fund, officer: Client, row: dict[str, str], sentence: str
) -> None:
    sound = {"name": "Lê Tốt", "birth_year": "2010"}

    answer = officer.post(reverse("scholarships:grants-add", args=[fund.pk]), grid(fund, sound, row))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert 'value="Lê Tốt"' in answer.content.decode()
    assert not Grant.objects.exists() and not Recipient.objects.exists()


@pytest.mark.parametrize(
    ("chosen", "names", "said"),
    [
        ({"campaign": "Tiếp sức"}, "CD", "đợt Tiếp sức"),
        ({"decision": "20200825-12/QĐ-HKH"}, "ACD", "quyết định 12/QĐ-HKH ngày 25/08/2020"),
        ({"school": "Trường Một"}, "AC", "Trường Một"),
        ({"school_year": "2019"}, "BD", "năm học 2019–2020"),
        ({"school": "Trường Hai", "school_year": "2019", "campaign": "Tiếp sức"}, "D", "Tiếp sức, Trường Hai, năm học"),
        ({}, "ABCD", "mọi suất chờ chi"),
    ],
)
def test_page_makes_a_list_of_a_campaign_decision_school_or_school_year(
    fund: Fund, officer: Client, chosen: dict[str, str], names: str, said: str
) -> None:
    first, second = make_campaign(fund, "Tiếp bước"), make_campaign(fund, "Tiếp sức")
    earlier = dt.date(2019, 9, 1)
    for letter, campaign, school, year, day in (
        ("A", first, "Trường Một", 2020, DECIDED),
        ("B", first, "Trường Hai", 2019, earlier),
        ("C", second, "Trường Một", 2020, DECIDED),
        ("D", second, "Trường Hai", 2019, DECIDED),
    ):
        child = Child(f"Lê {letter}", 2010, school=school)
        suat = workflow.Suat(child, 500_000, SchoolLevel.PRIMARY, year, fund.unit, "12/QĐ-HKH", day)
        workflow.grant_all(campaign, [suat], by=clerk(), at=now())
    if "campaign" in chosen:
        chosen = chosen | {"campaign": str(second.pk)}

    answer = officer.post(reverse("scholarships:sheet-add", args=[fund.pk]), chosen)

    assert answer.status_code == 302, answer.content.decode()
    made = PaySheet.objects.get()
    found = made.rows.values_list("grant__recipient__name", flat=True)
    assert sorted(found) == [f"Lê {letter}" for letter in names]
    assert said in officer.get(made.get_absolute_url()).content.decode()


def test_page_pays_a_list_except_those_ticked_and_says_before_what_it_will_do(fund: Fund, officer: Client) -> None:
    _, second, *_ = suats(fund)
    made = sheet(fund)
    address = reverse("scholarships:sheet-pay", args=[made.pk])
    page = officer.get(address).content.decode()
    seen = re.search(r'name="seen_rows" value="([\d,]+)"', page)
    assert seen
    form = {"on": "05/09/2020", "handed_by": "Thủ quỹ", "signature": "guardian", "sheet_no": "PC-1"}
    form |= {"seen_rows": seen[1], "absent": str(made.rows.get(grant=second).pk)}

    asked, answer = confirmed(officer, address, form)

    assert "Sẽ ghi chi học bổng cho 3 suất của Danh sách chi số 1, tổng 1.500.000 đồng, ngày 05/09/2020." in asked
    assert "Trừ 1 em chưa nhận: Nguyễn Văn B (suất 2)." in asked
    assert answer.status_code == 302
    assert standing(made)[1] == "chờ chi"
    assert {entry.sheet_no for entry in Entry.objects.filter(grant__isnull=False)} == {"PC-1"}


def test_list_of_which_nobody_waits_is_refused_in_a_sentence(fund: Fund, officer: Client) -> None:
    suats(fund, 2)
    made = sheet(fund)
    pay_list(made)
    form = {"on": "05/09/2020", "handed_by": "Thủ quỹ", "signature": "guardian", "seen_rows": ""}

    answer = officer.post(reverse("scholarships:sheet-pay", args=[made.pk]), form)

    assert answer.status_code == 422
    assert "Không còn suất nào của danh sách này chờ chi." in answer.content.decode()


def test_child_paid_while_the_page_was_open_is_named_on_it(fund: Fund, officer: Client) -> None:
    first, *_ = suats(fund)
    made = sheet(fund)
    rows = ",".join(str(row.pk) for row in made.rows.all())
    pay(first, 500_000)
    form = {"on": "05/09/2020", "handed_by": "Thủ quỹ", "signature": "guardian", "seen_rows": rows}

    answer = officer.post(reverse("scholarships:sheet-pay", args=[made.pk]), form)

    assert answer.status_code == 409
    assert "Nguyễn Văn A (HS-00001, suất số 1) đã được chi 500.000 đồng ở nơi khác" in answer.content.decode()


def test_workbook_of_a_list_has_names_only_for_whom_they_may_be_taken_out(fund: Fund, officer: Client) -> None:
    suats(fund, 2)
    made = sheet(fund)
    address = f"{made.get_absolute_url()}?_export=xlsx"

    def words() -> str:
        page = load_workbook(io.BytesIO(officer.get(address).content)).worksheets[0]
        return " ".join(str(cell.value) for row in page.iter_rows() for cell in row)

    before = words()
    make_post(officer.get("/").wsgi_request.user, fund.unit, Role.NAMES_EXPORTER)  # type: ignore[arg-type]
    after = words()

    assert ("Nguyễn Văn A" in before, "HS-00001" in before) == (False, True)
    assert "Nguyễn Văn A" in after
    assert "lấy ra lúc" in after


def test_rows_of_the_workbook_are_high_enough_to_sign_in_and_add_up(fund: Fund, officer: Client) -> None:
    suats(fund, 2)

    content = officer.get(f"{sheet(fund).get_absolute_url()}?_export=xlsx").content

    page = load_workbook(io.BytesIO(content)).worksheets[0]
    assert [page.row_dimensions[line].height for line in (4, 5)] == [27, 27]
    assert [page.cell(line, 8).value for line in (4, 5, 6)] == [500_000, 500_000, "=SUM(H4:H5)"]


def test_list_stands_in_line_by_school_class_and_given_name(fund: Fund) -> None:
    for name, of, school in (
        ("Trần Văn Ân", "5A", "Trường 10"),
        ("Lê Thị Ánh", "5A", "Trường 2"),
        ("Đỗ Văn An", "5A", "Trường 2"),
        ("Ngô Thị Chi", "4B", "Trường 2"),
    ):
        child = make_recipient(fund, name)
        Recipient.objects.filter(pk=child.pk).update(class_name=of, school=school)
        make_grant(fund, 500_000, child)

    rows = payment_sheet.build_sheet(sheet(fund), outside=False).rows

    assert [row.name for row in rows] == ["Ngô Thị Chi", "Đỗ Văn An", "Lê Thị Ánh", "Trần Văn Ân"]
    assert [row.place for row in rows] == [1, 2, 3, 4]


@override_settings(LONG_PRINT=1)
def test_long_list_is_printed_by_the_worker_and_noted_once(fund: Fund, officer: Client) -> None:
    suats(fund, 2)
    made = sheet(fund)
    noted = NameAccess.objects.filter(kind=AccessKind.PRINT)

    answer = officer.get(reverse("scholarships:sheet-print", args=[made.pk]))
    before = noted.count()
    file = ListFile.objects.get()
    make_file(file.pk, at=now())
    page = officer.get(file.get_absolute_url()).content.decode()
    content = officer.get(reverse("files:download", args=[file.pk]))

    assert (answer.status_code, answer.headers["Location"]) == (302, file.get_absolute_url())
    assert (before, noted.count()) == (0, 1)
    assert f'href="{made.get_absolute_url()}"' in page
    assert "Tải tệp PDF" in page
    assert (content.headers["Content-Type"], content.content[:5]) == ("application/pdf", b"%PDF-")


def test_list_of_children_of_whom_one_is_paid_already_is_paid_for_nobody_on_the_page_either(
    fund: Fund, officer: Client
) -> None:
    first, *_ = suats(fund, 2)
    made = sheet(fund)
    form = {"on": "05/09/2020", "handed_by": "Thủ quỹ", "signature": "guardian"}
    form["seen_rows"] = ",".join(str(row.pk) for row in made.rows.all())
    workflow.pay_sheet(made, [made.rows.get(grant=first).pk], handing(), by=clerk(), at=now())

    answer = officer.post(reverse("scholarships:sheet-pay", args=[made.pk]), form)

    assert answer.status_code == 409
    assert "Nguyễn Văn A (HS-00001, suất số 1) đã được chi theo danh sách này" in answer.content.decode()
    assert Entry.objects.filter(grant__isnull=False).count() == 1
