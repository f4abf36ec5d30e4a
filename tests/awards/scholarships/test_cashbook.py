"""Sổ quỹ, phiếu, báo cáo thu – chi, nhà tài trợ: the same sums on page, paper and in the workbook."""

from __future__ import annotations

import datetime as dt
import io
import re

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from awards.scholarships import cashbook, donors, print_book, reference, slips, statement, workflow
from awards.scholarships.cashbook import Span
from awards.scholarships.enums import Book, DonorKind
from awards.scholarships.models import DonorJoin, Entry, ExpenseKind, Fund
from awards.scholarships.workflow import Giver, Income
from hocTap.lib.refusals import Refused, Stale
from tests.awards.scholarships.factories import (
    PAID_ON,
    clerk,
    make_fund,
    make_gift,
    make_grant,
    make_officer,
    now,
    pay,
    put_in,
)
from tests.awards.scholarships.factories import reverse as take_back
from tests.awards.scholarships.test_books import begin, move, spend
from tests.factories import make_district, make_user, make_ward
from units.enums import Role
from units.models import ListViewing

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2020, 1, 1), dt.date(2020, 12, 31)


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.fixture
def fund() -> Fund:
    """A year: begun with 1.000.000, 3.000.000 raised, 2.000.000 to the bank, a suất, an expense, a gift taken back."""
    fund = make_fund(make_ward("Phường 5", make_district()))
    begin(fund, dt.date(2020, 1, 10), cash=1_000_000)
    put_in(fund, 3_000_000)
    move(fund, 2_000_000)
    pay(make_grant(fund, 500_000), 500_000)
    spend(fund, 200_000, sheet_no="PC-3")
    take_back(make_gift(fund, 100_000).entries.get())
    return fund


def of_year(fund: Fund, book: Book = Book.CASH) -> Span:
    return Span(fund, book, FIRST, LAST)


def test_book_opens_with_what_it_was_begun_with_and_closes_with_its_balance(fund: Fund) -> None:
    sums = cashbook.sums_of(of_year(fund))

    assert (sums.opening, sums.came, sums.went, sums.closing) == (1_000_000, 3_100_000, 2_800_000, 1_300_000)
    assert sums.closing == workflow.balance(fund, Book.CASH)
    assert [(month.label, month.closing) for month in sums.months] == [
        ("01/2020", 4_000_000),
        ("03/2020", 2_000_000),
        ("09/2020", 1_300_000),
    ]


def test_any_span_begins_where_the_one_before_ended(fund: Fund) -> None:
    cuts = [FIRST, dt.date(2020, 1, 15), dt.date(2020, 1, 16), dt.date(2020, 3, 1), PAID_ON, LAST]
    ends = [day - dt.timedelta(1) for day in cuts[1:]]
    spans = [cashbook.sums_of(Span(fund, Book.CASH, first, last)) for first, last in zip(cuts[:-1], ends, strict=True)]

    # what the books were begun with stands in the opening of the span in which they were begun
    assert [span.opening for span in spans] == [1_000_000, 1_000_000, 4_000_000, 4_000_000, 2_000_000][: len(spans)]
    assert [span.closing for span in spans[:-1]] == [span.opening for span in spans[1:]]


def test_line_leads_to_its_paper_and_carries_the_balance_of_its_place(fund: Fund) -> None:
    found = cashbook.lines(of_year(fund), 1_000_000)

    assert [line.held for line in found] == [4_000_000, 2_000_000, 2_100_000, 1_600_000, 1_400_000, 1_300_000]
    assert [bool(line.came) for line in found] == [True, False, True, False, False, False]
    assert cashbook.lines(of_year(fund), 1_000_000, 2, 2) == found[2:4]
    assert found[3].words == "Chi học bổng, suất số 1"
    assert found[2].words.startswith("Đảo dòng ngày 05/09/2020: Quà tặng")


def test_book_is_read_in_a_fixed_number_of_queries(fund: Fund, django_assert_num_queries: object) -> None:
    span = of_year(fund)
    with django_assert_num_queries(5):  # type: ignore[operator]
        sums = cashbook.sums_of(span)
        cashbook.lines(span, sums.opening, 1, 3)


def test_paper_says_what_the_page_says(fund: Fund) -> None:
    span = of_year(fund)
    said = " ".join(text_of(print_book.as_pdf(span, cashbook.sums_of(span))).split())

    for words in ("SỔ QUỸ TIỀN MẶT", "Từ ngày 01/01/2020 đến ngày 31/12/2020", "PC-3", "Chi học bổng, suất số 1"):
        assert words in said
    assert "Cộng phát sinh trong kỳ 3.100.000 2.800.000" in said
    assert "Số dư cuối kỳ 1.300.000" in said
    assert "Trang 1/1" in said


def test_long_book_repeats_its_heads_and_adds_each_page(fund: Fund) -> None:
    for place in range(60):
        put_in(fund, 10_000 + place, on=dt.date(2020, 10, 1))
    span = of_year(fund)
    said = text_of(print_book.as_pdf(span, cashbook.sums_of(span)))

    pages = said.count("Diễn giải")
    assert pages > 1
    assert said.count("Cộng trang") == pages
    assert said.count("Trang trước chuyển sang") == pages - 1


def test_workbook_holds_numbers_and_sums(fund: Fund) -> None:
    span = of_year(fund)
    sheet = openpyxl.load_workbook(io.BytesIO(print_book.as_xlsx(span, cashbook.sums_of(span))), data_only=True).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]  # type: ignore[union-attr]

    assert rows[0][3:] == ["Số dư đầu kỳ", None, None, 1_000_000]
    assert rows[1][4:] == [3_000_000, None, 4_000_000]
    assert rows[-2][3:6] == ["Cộng phát sinh trong kỳ", 3_100_000, 2_800_000]
    assert rows[-1][3:] == ["Số dư cuối kỳ", None, None, 1_300_000]


def test_slip_says_the_sum_in_words_and_names_no_child(fund: Fund) -> None:
    line = Entry.objects.get(grant__isnull=False)
    said = " ".join(text_of(slips.render(slips.build_slip(line))).split())

    assert "PHIẾU CHI" in said
    assert "Năm trăm nghìn đồng" in said
    assert "Bí Mật" not in said


def test_void_slip_and_the_one_written_again_lead_to_one_another(fund: Fund) -> None:
    wrong = workflow.receive(fund, Income(70_000, "PT-90", dt.date(2020, 2, 1)), by=clerk(), at=now())
    right = workflow.correct_receipt(
        wrong, Income(7_000_000, "PT-90", dt.date(2020, 2, 1)), why="Thiếu số 0", by=clerk(), at=now()
    )
    old, new = (slips.build_slip(each.entries.order_by("seq")[0]) for each in (wrong, right))

    assert (old.is_void, new.is_void, new.edition) == (True, False, 2)
    assert (old.corrected_by, new.corrects) == (new.lines[0].pk, old.lines[0].pk)


def test_statement_adds_up_by_month_quarter_year_and_level(fund: Fund) -> None:
    district = fund.unit.lines_up.get(depth=1).ancestor
    make_fund(district, cash=700_000, name="Quỹ quận", level="district")  # type: ignore[arg-type]

    for step, number in (("thang", 12), ("quy", 4), ("nam", 1)):
        found = statement.build_statement("Quận", district, Book.CASH, FIRST, LAST, step)
        assert len(found.periods) == number
        assert [row.closing for row in found.periods][-1] == found.total.closing == 2_000_000
        assert sum(row.came for row in found.periods) == found.total.came
        assert sum(row.closing for row in found.levels) == found.total.closing
    assert (found.total.opening, found.total.raised, found.total.taken) == (1_000_000, 3_700_000, 0)
    assert (found.total.grants, found.total.gifts, found.total.expenses) == (500_000, 0, 200_000)
    assert found.total.passed == 2_000_000
    bank = statement.build_statement("Quận", district, Book.BANK, FIRST, LAST, "nam")
    assert (bank.total.raised, bank.total.taken, bank.total.closing) == (0, 2_000_000, 2_000_000)


def test_statement_is_printed_and_taken_out_with_the_same_sums(fund: Fund) -> None:
    found = statement.build_statement("Phường 5", fund.unit, Book.CASH, FIRST, LAST, "quy")
    said = " ".join(text_of(statement.as_pdf(found)).split())
    sheet = openpyxl.load_workbook(io.BytesIO(statement.as_xlsx(found)), data_only=True)["Theo kỳ"]
    last = [cell.value for cell in list(sheet.iter_rows())[-1]]

    assert "BÁO CÁO THU – CHI" in said
    assert "1.300.000" in said
    assert last == ["Cộng", *found.total.numbers]


def give(fund: Fund, name: str, amount: int, on: dt.date = FIRST) -> None:
    number = f"NT-{fund.receipts.count()}"
    income = Income(amount, number, on, Giver(name, DonorKind.BUSINESS))
    workflow.receive(fund, income, by=clerk(), at=now())


def test_joined_donors_are_summed_as_one_and_parted_again() -> None:
    fund = make_fund(make_ward("Phường 5"))
    give(fund, "Công ty Bình Tân", 1_000_000)
    give(fund, "Cty TNHH Bình Tân", 500_000)
    give(fund, "Bà Lan", 200_000, dt.date(2019, 1, 1))
    one, other = donors.alike(donors.givings(fund, 2020))[0]
    join = workflow.join_donors(other.donor, one.donor, by=clerk(), at=now())

    assert [(each.name, each.money) for each in donors.to_thank(donors.givings(fund, 2020))] == [(one.name, 1_500_000)]
    assert donors.alike(donors.givings(fund, 2020)) == []
    with pytest.raises(Stale, match="đã được gộp"):
        workflow.join_donors(other.donor, one.donor, by=clerk(), at=now())
    workflow.part_donors(join, by=clerk(), at=now())
    assert len(donors.to_thank(donors.givings(fund, 2020))) == 2
    assert DonorJoin.objects.get().parted_by == clerk()


def test_donor_is_not_joined_to_itself_or_in_a_chain() -> None:
    fund = make_fund(make_ward("Phường 5"))
    for name in ("A Một", "A Hai", "A Ba"):
        give(fund, name, 10_000)
    one, two, three = fund.donors.order_by("pk")
    with pytest.raises(Refused, match="hai tên khác nhau"):
        workflow.join_donors(one, one, by=clerk(), at=now())
    workflow.join_donors(two, one, by=clerk(), at=now())

    with pytest.raises(Refused, match="đã được gộp vào tên khác"):
        workflow.join_donors(three, two, by=clerk(), at=now())
    with pytest.raises(Refused, match="đang có tên khác gộp vào"):
        workflow.join_donors(one, three, by=clerk(), at=now())


def test_reader_sees_months_and_the_officer_lines(client: Client, fund: Fund) -> None:
    page = reverse("scholarships:book", args=[fund.pk])
    client.force_login(make_officer(fund))
    kept = client.get(page).content.decode()
    client.force_login(make_user("lanhdao", (Role.READER, fund.unit)))
    seen = client.get(page).content.decode()

    assert "Chi học bổng, suất số 1" in kept
    assert "Chi học bổng" not in seen
    assert "09/2020" in seen
    assert client.get(reverse("scholarships:book-print", args=[fund.pk])).status_code == 403


def test_pages_of_the_books_with_names_leave_a_row(client: Client, fund: Fund) -> None:
    """The officer's lines and slips; whoever reads sums alone sees no name."""
    entry = Entry.objects.get(fund=fund, grant__isnull=False)
    pages = [reverse("scholarships:book", args=[fund.pk]), fund.get_absolute_url()]
    pages.append(reverse("scholarships:slip", args=[entry.pk]))
    reader, officer = make_user("lanhdao", (Role.READER, fund.unit)), make_officer(fund)

    for person in (reader, officer):
        client.force_login(person)
        for page in pages:
            client.get(page)

    seen = ListViewing.objects.order_by("pk")
    assert [(row.by, row.what, row.names) for row in seen] == [
        (officer, "book", 6),
        (officer, "book", 8),
        (officer, "book", 1),
    ]


def sent(client: Client, name: str, pk: int, **form: object) -> tuple[int, str]:
    """The form, and the yes where a question comes before the act: status and page."""
    address, typed = reverse(f"scholarships:{name}", args=[pk]), {key: str(value) for key, value in form.items()}
    answer = client.post(address, typed)
    if asked := re.search(r'name="_confirmed" value="(\w+)"', answer.content.decode()):
        answer = client.post(address, typed | {"_confirmed": asked[1]})
    return answer.status_code, answer.content.decode()


def test_treasurers_year_on_the_pages(client: Client) -> None:
    """Opening, receipt put right, bank, expense, transfer up, void, number again, donors, closing, reopening."""
    district = make_district()
    fund = make_fund(make_ward("Phường 5", district))
    above = make_fund(district, name="Quỹ quận", level="district")  # type: ignore[arg-type]
    reference.load()
    client.force_login(make_officer(fund))
    kind = ExpenseKind.objects.get(code="chi-hoat-dong").pk
    receipt = {"book": "bank", "receipt_no": "PT01", "received_on": "02/02/2020", "donor_kind": "business"}
    spent = {"kind": kind, "book": "cash", "about": "In ấn", "spent_on": "10/05/2020", "sheet_no": "PC01"}
    moved = {"book": "bank", "taker_book": "cash", "number": "RT1", "on": "01/03/2020"}

    assert sent(client, "opening", fund.pk, opened_on="01/01/2020", cash="1 triệu", basis="Biên bản 1")[0] == 302
    assert sent(client, "receipt-add", fund.pk, amount="50 triệu", donor="Cty A", **receipt)[0] == 302
    wrong = fund.receipts.get()
    right = {"amount": "5 triệu", "donor": "Công ty A", "why": "Thừa số 0"}
    assert sent(client, "receipt-correct", wrong.pk, **receipt | right)[0] == 302
    assert sent(client, "move-add", fund.pk, taker=fund.pk, amount="2 triệu", **moved)[0] == 302
    assert sent(client, "expense-add", fund.pk, amount="300.000", **spent)[0] == 302
    line = Entry.objects.get(expense__isnull=False)
    status, page = sent(client, "expense-add", fund.pk, amount="200.000", **spent)
    assert (status, "số phiếu chi PC01 của năm 2020 đã dùng" in page) == (422, True)
    assert sent(client, "entry-reverse", line.pk, reason="Nhầm", on="10/05/2020")[0] == 302
    assert "Ghi lại với số này" in client.get(reverse("scholarships:slip", args=[line.pk])).content.decode()
    assert sent(client, "expense-add", fund.pk, amount="200.000", **spent)[0] == 302
    up = {"book": "cash", "taker_book": "bank", "number": "CT2", "on": "01/06/2020"}
    assert sent(client, "move-add", fund.pk, taker=above.pk, amount="500.000", **up)[0] == 302
    two = sorted(fund.donors.all(), key=lambda donor: donor.pk)
    assert sent(client, "donor-join", two[0].pk, into=two[1].pk)[0] == 302
    assert sent(client, "donor-part", DonorJoin.objects.get().pk)[0] == 302
    assert sent(client, "books-close", fund.pk, last_day="30/06/2020")[0] == 302
    assert sent(client, "books-reopen", fund.book_closings.get().pk, reason="Sót phiếu")[0] == 302

    assert [workflow.balance(fund, book) for book in Book] == [2_300_000, 3_000_000, 0]
    assert workflow.balance(above, Book.BANK) == 500_000
    assert fund.book_closings.get().is_asked


@pytest.mark.parametrize(
    ("name", "form", "sentence"),
    [
        ("move-add", {"taker": "self", "taker_book": "cash"}, "Nơi giao và nơi nhận là một"),
        ("move-add", {"taker": "self", "taker_book": "goods"}, "tiền không chuyển thành hiện vật"),
        ("move-add", {"taker": "self", "amount": "999 triệu"}, "không đủ để chi"),
        ("move-add", {"taker": "self", "on": "09/01/2020"}, "sổ mở ngày 10/01/2020"),
        ("opening", {"opened_on": "20/01/2020", "cash": "5000", "basis": "x", "why": "x"}, "có bút toán từ ngày"),
        ("opening", {"opened_on": "10/01/2020", "cash": "5000", "basis": " ", "why": "x"}, "bắt buộc|phải|Hãy"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(
    client: Client, fund: Fund, name: str, form: dict[str, str], sentence: str
) -> None:
    client.force_login(make_officer(fund))
    usual = {"book": "cash", "taker_book": "bank", "amount": "10.000", "number": "CT", "on": "01/02/2020"}
    typed = {**(usual if name == "move-add" else {}), **form}
    before = Entry.objects.count()

    status, page = sent(client, name, fund.pk, **{k: fund.pk if v == "self" else v for k, v in typed.items()})

    assert (status, Entry.objects.count()) == (422, before)
    assert re.search(sentence, page)


@pytest.mark.parametrize("dress", ["", "&dang=docx"])
def test_a_list_of_thanks_to_nobody_is_refused_in_words(client: Client, dress: str) -> None:
    fund = make_fund(make_ward("Phường 5"))
    client.force_login(make_officer(fund))
    address = f"{reverse('scholarships:donor-thanks', args=[fund.pk])}?nam=2020{dress}"

    before = client.get(address)
    give(fund, "Bà Lan", 200_000)

    assert (before.status_code, "chưa ai ủng hộ" in before.content.decode()) == (422, True)
    assert client.get(address).status_code == 200
