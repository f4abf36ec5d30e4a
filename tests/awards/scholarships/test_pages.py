"""Every page and act of the funds, for every sort of person."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from awards.scholarships import workflow
from awards.scholarships.enums import AccessKind, Book, DonorKind, Party, RequestOutcome, SchoolLevel
from awards.scholarships.models import Campaign, Fund, Gift, Grant, NameAccess, Receipt, Recipient
from tests.awards.scholarships.factories import (
    NAME,
    PAID_ON,
    agree,
    ask,
    clerk,
    make_fund,
    make_grant,
    make_officer,
    make_recipient,
    now,
    pay,
    put_in,
)
from tests.copies import copied
from tests.factories import make_district, make_post, make_user, make_ward
from units.enums import Role

pytestmark = pytest.mark.django_db

PARTS = ("Bí Mật", "Kín Đáo", "Bi Mat")
DONOR = "Ông Mạnh Thường Quân"


class World:
    """A ward's fund with one paid child who agreed to be named, and people around it."""

    def __init__(self) -> None:
        self.district = make_district()
        self.ward, self.other = make_ward("Phường 5", self.district), make_ward("Phường 6", self.district)
        self.fund = make_fund(self.ward, cash=5_000_000)
        self.child = make_recipient(self.fund)
        self.suat = make_grant(self.fund, recipient=self.child)
        self.entry = pay(self.suat, 400_000)
        agree(self.child)
        put_in(self.fund, 300_000, book=Book.GOODS)
        donor = workflow.add_donor(self.fund, DONOR, DonorKind.PERSON)
        income = workflow.Income(100_000, "R1", PAID_ON, donor)
        self.receipt = workflow.receive(self.fund, income, by=clerk(), at=now())
        second = workflow.add_donor(self.fund, f"{DONOR} (hai)", DonorKind.PERSON)
        self.donor, self.join = donor, workflow.join_donors(second, donor, by=clerk(), at=now())
        self.closed_year = workflow.close_school_year(self.fund, 2015, by=clerk(), at=now())
        self.closed_books = workflow.close_books(self.fund, dt.date(2015, 12, 31), by=clerk(), at=now())
        self.sheet = workflow.make_sheet(self.fund, workflow.Wanted(), by=clerk(), at=now())
        twin = make_recipient(self.fund, "Lê Thị Trùng")
        self.joined = workflow.join_recipients(twin, self.child, reason="Một em", by=clerk(), at=now())
        self.asked_for, self.answered = ask(self.child), ask(self.child)
        today = timezone.localdate()
        workflow.answer_request(self.answered, RequestOutcome.DONE, "Đã đưa", on=today, by=clerk(), at=now())
        self.people = {
            "fund officer": make_officer(self.fund, "quy5"),
            "ward officer": make_user("p5", (Role.WARD_OFFICER, self.ward)),
            "other ward": make_user("p6", (Role.WARD_OFFICER, self.other)),
            "other fund": make_user("quy6", (Role.FUND_OFFICER, self.other)),
            "district": make_user("pgd", (Role.DISTRICT_OFFICE, self.district)),
            "approver": make_user("xet", (Role.TITLE_APPROVER, self.district)),
            "administrator": make_user("qt", (Role.ADMINISTRATOR, self.district)),
        }

    def address(self, name: str) -> str:
        pks = {
            "campaign": self.suat.campaign_id,
            "grant": self.suat.pk,
            "entry": self.entry.pk,
            "recipient": self.child.pk,
            "request": self.asked_for.pk,
            "sheet": self.sheet.pk,
            "consent": self.child.consents.filter(party=Party.CHILD).get().pk,
            "school-year-reopen": self.closed_year.pk,
            "books-reopen": self.closed_books.pk,
            "school-year-agree": self.closed_year.pk,
            "books-agree": self.closed_books.pk,
            "slip": self.entry.pk,
            "receipt-correct": self.receipt.pk,
            "donor-join": self.donor.pk,
            "donor-part": self.join.pk,
        }
        special = {
            "campaign-add": self.fund.pk,
            "grant-list": self.fund.pk,
            "grant-add": self.fund.pk,
            "consent-add": self.child.pk,
            "grants-add": self.fund.pk,
            "sheet-list": self.fund.pk,
            "sheet-add": self.fund.pk,
            "recipient-list": self.fund.pk,
            "recipient-part": self.joined.pk,
            "request-list": self.fund.pk,
            "request-add": self.child.pk,
            "data-request": self.asked_for.pk,
            "request-print": self.answered.pk,
        }
        args = [] if name in PLAIN else [(special | pks).get(name) or pks.get(name.split("-")[0]) or self.fund.pk]
        return reverse(f"scholarships:{name}", args=args)

    def client(self, person: str) -> Client:
        client = Client()
        client.force_login(self.people[person])
        return client


def sent_twice(client: Client, address: str, form: dict[str, str]) -> HttpResponse:
    """The form, and the yes where a question comes before the act."""
    first: HttpResponse = client.post(address, form)  # type: ignore[assignment]
    question = re.search(r'name="_confirmed" value="(\w+)"', first.content.decode())
    if question is None:
        return first
    return client.post(address, form | {"_confirmed": question[1]})  # type: ignore[return-value]


PLAIN = {"fund-list", "summary", "statement", "fund-add"}
SUMS = ["fund-list", "summary", "statement", "fund-detail", "book", "campaign-detail"]
FUNDS_OWN = [
    "receipt-add",
    "gift-add",
    "campaign-add",
    "campaign-look",
    "school-year-close",
    "school-year-reopen",
    "books-close",
    "books-reopen",
    "grant-list",
    "grant-add",
    "entry-reverse",
    "opening",
    "expense-add",
    "move-add",
    "book-print",
    "slip",
    "slip-print",
    "receipt-correct",
    "donor-list",
    "donor-thanks",
    "donor-join",
    "donor-part",
    "grants-add",
    "sheet-list",
    "sheet-add",
    "recipient-list",
    "request-list",
    "anonymise",
]
AGREED = ["school-year-agree", "books-agree"]
CHILDS_OWN = [
    "grant-detail",
    "grant-pay",
    "grant-cancel",
    "recipient-detail",
    "recipient-edit",
    "recipient-join",
    "recipient-restrict",
    "recipient-unrestrict",
    "recipient-part",
    "request-add",
    "data-request",
    "request-acknowledge",
    "request-answer",
    "request-print",
    "sheet-detail",
    "sheet-print",
    "sheet-pay",
    "sheet-unpay",
    "consent-add",
    "consent-withdraw",
]


@copied
def make_world() -> World:
    return World()


@pytest.fixture
def world() -> World:
    return make_world()


def statuses(world: World, name: str) -> dict[str, int]:
    return {person: world.client(person).get(world.address(name)).status_code for person in world.people}


def test_every_address_of_the_funds_is_in_the_table() -> None:
    (resolver,) = [each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "scholarships"]
    assert isinstance(resolver, URLResolver)
    names = {str(each.name) for each in resolver.url_patterns if isinstance(each, URLPattern)}

    assert names == {*(*SUMS, *FUNDS_OWN, *AGREED, *CHILDS_OWN, "fund-add", "names-export", "name-access-list")}


@pytest.mark.parametrize("name", ["fund-detail", "book", "campaign-detail"])
def test_sums_are_seen_in_the_remit_and_nowhere_else(world: World, name: str) -> None:
    assert statuses(world, name) == {
        "fund officer": 200,
        "ward officer": 200,
        "other ward": 404,
        "other fund": 404,
        "district": 200,
        "approver": 200,
        "administrator": 404,
    }


@pytest.mark.parametrize("name", FUNDS_OWN)
def test_books_are_written_and_names_read_by_the_funds_officer_alone(world: World, name: str) -> None:
    assert statuses(world, name) == {
        "fund officer": 200,
        "ward officer": 403,
        "other ward": 404,
        "other fund": 404,
        "district": 403,
        "approver": 403,
        "administrator": 404,
    }


def test_who_saw_names_is_read_by_the_fund_and_by_those_above_it(world: World) -> None:
    assert statuses(world, "name-access-list") == {
        "fund officer": 200,
        "ward officer": 403,
        "other ward": 404,
        "other fund": 404,
        "district": 200,
        "approver": 403,
        "administrator": 404,
    }


@pytest.mark.parametrize("name", AGREED)
def test_second_person_is_of_the_fund_its_unit_or_above(world: World, name: str) -> None:
    assert statuses(world, name) == {
        "fund officer": 200,
        "ward officer": 200,
        "other ward": 404,
        "other fund": 404,
        "district": 200,
        "approver": 403,
        "administrator": 404,
    }


@pytest.mark.parametrize("name", CHILDS_OWN)
def test_what_belongs_to_one_child_does_not_exist_for_others(world: World, name: str) -> None:
    found = statuses(world, name)

    assert found.pop("fund officer") == 200
    assert set(found.values()) == {404}


def test_names_are_exported_only_with_the_right_to_it_and_it_is_logged(world: World) -> None:
    before = statuses(world, "names-export")
    make_post(world.people["fund officer"], world.ward, Role.NAMES_EXPORTER)

    answer = world.client("fund officer").get(world.address("names-export"))

    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert (before["fund officer"], before["district"], before["other fund"]) == (403, 403, 404)
    assert "quy5" in str(cells[0][0]) and "xuất lúc" in str(cells[0][0])
    assert cells[2][1] == NAME
    assert "quy5" in str(sheet.oddHeader)
    log = NameAccess.objects.get(kind=AccessKind.EXPORT)
    assert (log.by, log.names) == (world.people["fund officer"], 1)


def readable(body: bytes) -> str:
    """The words of a page, or of a workbook."""
    if body[:2] != b"PK":
        return body.decode("utf-8", errors="ignore")
    sheets = load_workbook(io.BytesIO(body)).worksheets
    return " ".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row)


def test_the_search_for_names_finds_them_where_they_are(world: World) -> None:
    client = world.client("fund officer")
    pages = [client.get(world.address(name)) for name in ("grant-list", "grant-detail", "recipient-detail")]

    assert [NAME in readable(page.content) for page in pages] == [True] * 3
    assert DONOR in readable(client.get(world.address("fund-detail")).content)


def test_anonymous_visitor_is_sent_to_the_login(world: World) -> None:
    answers = [Client().get(world.address(name)) for name in (*SUMS, *FUNDS_OWN, *AGREED, *CHILDS_OWN, "names-export")]

    assert {answer.status_code for answer in answers} == {302}


def test_withdrawn_name_leaves_every_file_and_paper_at_once(world: World) -> None:
    workflow.withdraw_consent(world.child.consents.get(party=Party.GUARDIAN), on=PAID_ON, by=clerk(), at=now())
    make_post(world.people["fund officer"], world.ward, Role.NAMES_EXPORTER)
    client = world.client("fund officer")

    out = [
        readable(client.get(world.address(name), asks).content)
        for name, asks in (
            ("names-export", {}),
            ("name-access-list", {}),
            ("grant-list", {"_export": "xlsx"}),
            ("recipient-list", {"_export": "xlsx"}),
            ("sheet-detail", {"_export": "xlsx"}),
        )
    ]
    paper = PdfReader(io.BytesIO(client.get(world.address("sheet-print")).content)).pages[0].extract_text()

    assert [body for body in [*out, paper] if any(part in body for part in ("Bí Mật", "Bi Mat"))] == []


def test_funds_officer_works_with_the_name_whether_it_may_leave_the_room_or_not(world: World) -> None:
    workflow.withdraw_consent(world.child.consents.get(party=Party.GUARDIAN), on=PAID_ON, by=clerk(), at=now())
    client = world.client("fund officer")

    pages = [client.get(world.address(name)) for name in ("grant-list", "grant-detail", "recipient-list")]

    assert [NAME in page.content.decode() for page in pages] == [True] * 3
    assert "đã rút đồng ý nêu tên" in pages[2].content.decode()
    assert found_by_search(client, world, "bi mat") == {world.suat.pk}


def found_by_search(client: Client, world: World, words: str) -> set[int]:
    page = client.get(world.address("grant-list"), {"q": words}).content.decode()
    return {int(pk) for pk in re.findall(r"/hoc-bong/suat/(\d+)/\"", page)}


def test_child_is_found_by_its_name_without_marks(world: World) -> None:
    assert found_by_search(world.client("fund officer"), world, "bi mat") == {world.suat.pk}


def test_seeing_and_printing_names_is_logged(world: World) -> None:
    client = world.client("fund officer")
    names = ("grant-list", "grant-detail", "recipient-detail", "sheet-print", "recipient-list", "request-print")
    for name in names:
        client.get(world.address(name))

    kinds = list(NameAccess.objects.order_by("pk").values_list("kind", "names"))

    assert kinds == [("list", 1), ("view", 1), ("view", 1), ("print", 1), ("list", 1), ("print", 1)]
    assert NameAccess.objects.of_child(world.child).count() == len(names)
    assert NameAccess.objects.of_child(world.joined.gone).count() == 0


@pytest.mark.parametrize(
    ("typed", "booked"),
    [
        ("1.000.000", 10**6),
        ("1000000", 10**6),
        ("1 000 000 đồng", 10**6),
        ("1,2 triệu", 1_200_000),
        ("8 tỉ", 8 * 10**9),
    ],
)
def test_sum_is_read_as_it_is_meant_in_every_form(rich: World, typed: str, booked: int) -> None:
    world = rich
    client = world.client("fund officer")
    for name, form in MONEY_FORMS.items():
        sent = {key: str(world.ward.pk) if value == "WARD" else value for key, value in form.items()}
        sent |= {"campaign": str(world.suat.campaign_id)} if name == "grant-add" else {}
        field = "target" if name == "campaign-add" else "amount"
        assert client.post(world.address(name), sent | {field: typed}).status_code == 302, name

    assert Receipt.objects.get(receipt_no="R9").amount == booked
    assert Gift.objects.get(occasion="Trung thu").amount == booked
    assert Campaign.objects.get(name="Heo đất").target == booked
    assert Grant.objects.get(decision_no="13/QĐ").amount == booked


MONEY_FORMS = {
    "receipt-add": {"book": "cash", "receipt_no": "R9", "received_on": "01/02/2020", "donor_kind": "business"},
    "campaign-add": {"name": "Heo đất", "starts_on": "01/01/2020", "ends_on": "31/12/2020"},
    "grant-add": {"name": "Lê Thị Mới", "birth_year": "2009", "level": "primary", "school_year": "2020–2021",
                  "ward": "WARD", "decision_no": "13/QĐ", "decided_on": "25/08/2020"},
    "gift-add": {"kind": "gift", "book": "cash", "parts": "1.000", "occasion": "Trung thu", "ward": "WARD",
                 "given_on": "25/09/2020"},
}  # fmt: skip


@pytest.fixture
def rich(world: World) -> World:
    put_in(world.fund, 10**13)
    return world


@pytest.mark.parametrize("name", MONEY_FORMS)
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-5", "Không nhận số tiền âm"),
        ("0", "phải lớn hơn 0"),
        ("1" + "0" * 15, "quá lớn"),
        ("một triệu", "Hãy ghi số tiền như 1.200.000, 1,2 triệu hoặc 8 tỉ"),
        ("1.2 triệu", "Hãy ghi số tiền như 1.200.000, 1,2 triệu hoặc 8 tỉ"),
        ("10.5", "Hãy ghi số tiền như 1.200.000, 1,2 triệu hoặc 8 tỉ"),
        ("1,5", "không có phần lẻ"),
    ],
)
def test_sum_that_cannot_be_is_refused_in_every_form_and_stays_in_it(
    world: World, name: str, typed: str, sentence: str
) -> None:
    sent = {key: str(world.ward.pk) if value == "WARD" else value for key, value in MONEY_FORMS[name].items()}
    sent |= {"campaign": str(world.suat.campaign_id)} if name == "grant-add" else {}
    field = "target" if name == "campaign-add" else "amount"

    answer = world.client("fund officer").post(world.address(name), sent | {field: typed})

    shown = answer.content.decode()
    assert (answer.status_code, sentence in shown, f'value="{typed}"' in shown) == (422, True, True)
    assert (Gift.objects.count(), Recipient.objects.count(), Campaign.objects.count()) == (0, 2, 1)
    assert workflow.balance(world.fund, Book.CASH) == 4_700_000


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        ("receipt-add", {"received_on": "01/01/2099"}, "ở sau hôm nay"),
        ("receipt-add", {"received_on": "01/02/0202"}, "sớm quá: sớm nhất"),
        ("grant-add", {"decided_on": "01/01/2099"}, "ở sau hôm nay"),
        ("grant-add", {"school_year": "2020-2022"}, "hai năm liền nhau"),
        ("grant-add", {"school_year": "lớp 5"}, "Hãy ghi năm học như 2020"),
        ("grant-add", {"school_year": "1950"}, "từ 2000 đến 2099"),
        ("grant-add", {"school_year": "2019"}, "Năm học 2019–2020 đã khóa sổ"),
        ("grant-add", {"recipient": "CHILD"}, "đã được cấp một suất trong đợt"),
        ("grant-add", {"birth_year": "10"}, "bốn chữ số, ví dụ 2020"),
        ("gift-add", {"parts": "1.00"}, "nhóm ba chữ số"),
        ("gift-add", {"parts": "0"}, "từ 1 đến 1.000.000"),
        ("gift-add", {"given_on": "31/02/2020"}, "ngày/tháng/năm"),
        ("campaign-add", {"starts_on": "01/01/2021"}, "Ngày cuối phải sau hoặc bằng ngày đầu"),
    ],
)
def test_form_that_cannot_be_is_refused_with_what_to_do(
    world: World, name: str, change: dict[str, str], sentence: str
) -> None:
    workflow.close_school_year(world.fund, 2019, by=clerk(), at=now())
    words = {"WARD": world.ward.pk, "CHILD": world.child.pk}
    sent = {"amount": "100.000", "campaign": str(world.suat.campaign_id)} | MONEY_FORMS[name] | change
    if name == "receipt-add":
        sent.pop("campaign")

    answer = world.client("fund officer").post(
        world.address(name), {key: str(words.get(value, value)) for key, value in sent.items()}
    )

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert (Grant.objects.count(), Gift.objects.count(), Campaign.objects.count()) == (1, 0, 1)


def test_gift_of_a_thousand_parts_is_a_thousand_and_not_one(rich: World) -> None:
    form = MONEY_FORMS["gift-add"] | {"ward": str(rich.ward.pk), "amount": "8 triệu"}

    rich.client("fund officer").post(rich.address("gift-add"), form)

    assert Gift.objects.get().parts == 1_000


def test_suat_form_opens_with_the_campaign_or_the_child_it_was_reached_from(world: World) -> None:
    page = world.client("fund officer").get(
        world.address("grant-add"), {"dot": world.suat.campaign_id, "ho-so": world.child.pk}
    )

    form = page.content.decode()
    assert f'<option value="{world.suat.campaign_id}" selected>' in form
    assert f'<option value="{world.child.pk}" selected>{world.child.code}</option>' in form


PAYMENT = {
    "amount": "0,6 triệu",
    "on": "06/09/2020",
    "handed_by": "Thủ quỹ",
    "signature": "guardian",
    "sheet_no": "PC-1",
    "seen_paid": "400000",
}


def test_suat_is_paid_from_its_page(world: World) -> None:
    answer = world.client("fund officer").post(world.address("grant-pay"), PAYMENT)

    assert answer.status_code == 302
    assert Grant.objects.with_paid().get(pk=world.suat.pk).paid == 1_000_000  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"amount": "-5"}, 422, "Không nhận số tiền âm"),
        ({"amount": "0"}, 422, "phải lớn hơn 0"),
        ({"amount": "1" + "0" * 15}, 422, "quá lớn"),
        ({"amount": "sáu trăm"}, 422, "Hãy ghi số tiền như 1.200.000"),
        ({"amount": "700.000"}, 422, "còn được chi 600.000 đồng"),
        ({"on": "09/2020"}, 422, "ngày/tháng/năm"),
        ({"on": "01/01/2099"}, 422, "ở sau hôm nay"),
        ({"on": "01/01/2020"}, 422, "trước ngày quyết định"),
        ({"seen_paid": "0"}, 409, "đến nay đã chi 400.000 đồng"),
        ({"signature": "x"}, 422, "lựa chọn"),
    ],
)
def test_wrong_payment_gets_a_sentence_and_changes_nothing(
    world: World, change: dict[str, str], status: int, sentence: str
) -> None:
    answer = world.client("fund officer").post(world.address("grant-pay"), PAYMENT | change)

    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert workflow.balance(world.fund, Book.CASH) == 4_700_000


def test_suat_is_granted_to_a_new_child_with_one_form(world: World) -> None:
    form = {
        "campaign": world.suat.campaign_id,
        "name": "Lê Thị Mới",
        "birth_year": "2009",
        "level": "primary",
        "school_year": "2020",
        "ward": world.ward.pk,
        "amount": "1,2 triệu",
        "decision_no": "13/QĐ",
        "decided_on": "25/08/2020",
    }
    client = world.client("fund officer")

    assert client.post(world.address("grant-add"), form).status_code == 302
    refused = client.post(world.address("grant-add"), form | {"amount": "0", "name": "Lê Thị Khác"})

    assert refused.status_code == 422
    assert list(Recipient.objects.values_list("name", flat=True).order_by("pk"))[2:] == ["Lê Thị Mới"]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("receipt-add", {"book": "cash", "amount": "8 tỉ", "receipt_no": "R9", "received_on": "01/02/2020",
                         "donor": "Công ty Mới", "donor_kind": "business"}),
        ("gift-add", {"kind": "gift", "book": "goods", "parts": "10", "amount": "200.000", "occasion": "Trung thu",
                      "ward": "WARD", "given_on": "25/09/2020"}),
        ("campaign-add", {"name": "Heo đất", "starts_on": "01/01/2020", "ends_on": "31/12/2020", "target": "1 tỉ"}),
        ("entry-reverse", {"reason": "Ghi nhầm", "on": "06/09/2020"}),
        ("consent-withdraw", {"on": "06/09/2020"}),
        ("books-close", {"last_day": "31/12/2019"}),
        ("books-reopen", {"reason": "Ghi bổ sung"}),
        ("school-year-reopen", {"reason": "Ghi bổ sung"}),
    ],
)  # fmt: skip
def test_form_writes_and_a_forged_one_by_another_fund_does_not(world: World, name: str, form: dict[str, str]) -> None:
    sent = {key: str(world.ward.pk) if value == "WARD" else value for key, value in form.items()}

    forged = world.client("other fund").post(world.address(name), sent)
    told = sent_twice(world.client("fund officer"), world.address(name), sent)

    assert (forged.status_code, told.status_code) == (404, 302)


def grow(fund: Fund) -> None:
    for number in range(2):
        child = make_recipient(fund, f"Học sinh {number}")
        pay(make_grant(fund, 100_000, child), 100_000)


@pytest.mark.parametrize(
    ("name", "queries"), [("fund-list", 7), ("fund-detail", 17), ("grant-list", 11), ("summary", 18)]
)
def test_list_asks_as_many_queries_for_three_rows_as_for_one(
    world: World, name: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = world.client("fund officer")
    with django_assert_num_queries(queries):
        client.get(world.address(name))
    grow(world.fund)

    with django_assert_num_queries(queries):
        client.get(world.address(name))


def test_payment_sheet_has_a_row_for_each_and_its_total_in_words(world: World) -> None:
    answer = world.client("fund officer").get(world.address("sheet-print"))

    words = pdf_text(answer.content)
    assert NAME in words
    assert "600.000" in words
    assert "Sáu trăm nghìn đồng" in words


def test_payment_sheet_leaves_out_a_withdrawn_name(world: World) -> None:
    workflow.withdraw_consent(world.child.consents.get(party=Party.CHILD), on=PAID_ON, by=clerk(), at=now())

    words = pdf_text(world.client("fund officer").get(world.address("sheet-print")).content)

    assert world.child.code in words
    assert [part for part in PARTS if part in words] == []


LIST_PAGES = [("recipient-list", 7), ("sheet-list", 6), ("request-list", 11), ("sheet-detail", 10)]


@pytest.mark.parametrize(("name", "queries"), LIST_PAGES)
def test_lists_of_children_and_sheets_ask_as_often_for_four_as_for_one(
    world: World, name: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = world.client("fund officer")
    address = world.address(name)
    with django_assert_num_queries(queries):
        client.get(address)
    for number in range(3):
        child = make_recipient(world.fund, f"Học sinh {number}")
        make_grant(world.fund, 100_000, child)
        ask(child)
    sheet = workflow.make_sheet(world.fund, workflow.Wanted(), by=clerk(), at=now())
    if name == "sheet-detail":
        address = reverse("scholarships:sheet-detail", args=[sheet.pk])

    with django_assert_num_queries(queries):
        client.get(address)


def pdf_text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


def test_breakdown_with_one_or_two_suat_is_left_out_whole(world: World) -> None:
    table = world.client("district").get(world.address("summary"), {"tu": "2020", "den": "2020"}).content.decode()

    assert "…" in table
    assert "dưới 3 suất" in table


def test_summary_leaves_out_as_many_rows_as_would_give_a_small_cell_away(world: World) -> None:
    put_in(world.fund, 10**8)
    for ward, number in ((world.ward, 4), (world.other, 3), (make_ward("Phường 7", world.district), 5)):
        fund = world.fund if ward == world.ward else make_fund(ward, cash=10**8)
        for each in range(number):
            level = SchoolLevel.LOWER if ward == world.ward else SchoolLevel.PRIMARY
            pay(make_grant(fund, 100_000, make_recipient(fund, f"Học sinh {each}"), level=level), 100_000)

    context = world.client("district").get(world.address("summary"), {"tu": "2020", "den": "2020"}).context["summary"]

    assert {line.label: line.parts is None for line in context.wards} == {
        "Phường 5": True,
        "Phường 6": True,
        "Phường 7": False,
    }
    assert context.total.parts == {"primary": 9, "lower": 4, "upper": 0, "tertiary": 0}


@pytest.mark.parametrize("query", [{"tu": "2020", "den": "2012"}, {"tu": "abc"}, {"theo": "x"}])
def test_summary_of_impossible_years_is_refused(world: World, query: dict[str, str]) -> None:
    assert world.client("district").get(world.address("summary"), query).status_code == 422


def test_summary_of_a_unit_outside_the_remit_is_not_found(world: World) -> None:
    assert world.client("ward officer").get(world.address("summary"), {"don_vi": world.other.pk}).status_code == 404


def test_closing_a_school_year_asks_first_in_numbers_and_is_reopened_with_a_reason(world: World) -> None:
    client, address = world.client("fund officer"), world.address("school-year-close")
    pay(world.suat, 600_000)
    asked = client.post(address, {"school_year": "2020"}).content.decode()
    before = world.fund.closings.filter(school_year=2020).count()
    sent_twice(client, address, {"school_year": "2020"})
    closing = world.fund.closings.get(school_year=2020)
    closed = client.get(world.address("fund-detail")).content.decode()

    client.post(reverse("scholarships:school-year-reopen", args=[closing.pk]), {"reason": "Sót một em"})

    assert ("1 suất, đã chi 1.000.000 đồng" in asked, before) == (True, 0)
    assert "2020–2021" in closed
    mine = client.get(world.address("fund-detail")).content.decode()
    above = world.client("district")
    agree = reverse("scholarships:school-year-agree", args=[closing.pk])
    told = above.get(agree).content.decode()
    alone = client.post(agree, {"decision": "co"})
    assert ("Sót một em" in mine, "Sót một em" in told) == (True, True)
    assert (alone.status_code, "không tự đồng ý được" in alone.content.decode()) == (422, True)
    assert above.post(agree, {"decision": "co"}).status_code == 302
    assert not world.fund.closings.get(school_year=2020).is_in_force
    assert "Sót một em" not in world.client("district").get(world.address("fund-detail")).content.decode()


def test_doubtful_suat_asks_for_a_reason_and_keeps_it(world: World) -> None:
    client = world.client("fund officer")
    form = {key: str(world.ward.pk) if value == "WARD" else value for key, value in MONEY_FORMS["grant-add"].items()}
    form |= {"campaign": str(world.suat.campaign_id), "amount": "1tr", "birth_year": "2017", "level": "tertiary"}

    doubted = client.post(world.address("grant-add"), form)
    told = client.post(world.address("grant-add"), form | {"doubt_reason": "Học vượt, có giấy báo nhập học"})

    shown = doubted.content.decode()
    assert (doubted.status_code, "3 tuổi vào năm học đó" in shown, "Lý do vẫn ghi" in shown) == (422, True, True)
    assert told.status_code == 302
    assert "Học vượt, có giấy báo nhập học" in client.get(told.headers["Location"]).content.decode()


def test_child_typed_anew_is_the_one_that_the_fund_knows(world: World) -> None:
    form = {key: str(world.ward.pk) if value == "WARD" else value for key, value in MONEY_FORMS["grant-add"].items()}
    form |= {"campaign": str(world.suat.campaign_id), "amount": "1tr", "name": NAME.upper(), "birth_year": "2010"}

    again = world.client("fund officer").post(world.address("grant-add"), form)
    later = form | {"school_year": "2021", "decided_on": "25/08/2021"}
    asked = world.client("fund officer").post(world.address("grant-add"), later).content.decode()
    told = sent_twice(world.client("fund officer"), world.address("grant-add"), later)

    assert "HS-00001 đã có suất số 1" in asked
    assert (again.status_code, "đã được cấp một suất" in again.content.decode(), told.status_code) == (422, True, 302)
    assert (Recipient.objects.count(), world.child.grants.count()) == (2, 2)
