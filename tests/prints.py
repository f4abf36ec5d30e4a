"""One print of every sort that the site makes, by the function that makes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.scholarships import cashbook, donors, payment_sheet, print_book, slips, statement, workflow
from awards.scholarships.cashbook import Span
from awards.scholarships.enums import Book, DonorKind, RequestOutcome
from awards.scholarships.models import Entry, Fund
from awards.scholarships.workflow import Giver, Income, Wanted
from indicators.scorecard import build
from reports.paper import pdf as reviews
from reports.papers import certificates, honours, pdf
from reports.papers.certificates import Holder
from reports.papers.enums import PaperKind
from reports.papers.long_lists import LONG
from reports.papers.runs import design_of
from reports.scorecard import paper as scorecards
from tests.awards.scholarships.factories import (
    ask,
    clerk,
    make_fund,
    make_grant,
    make_officer,
    make_recipient,
    now,
    pay,
)
from tests.awards.scholarships.factories import put_in as put_into
from tests.awards.titles.factories import bring_to_proposed, make_candidate, make_world
from tests.factories import make_district, make_user, make_ward
from tests.reports.checking.factories import decision
from tests.reports.factories import make_golden
from tests.reports.papers import kinds
from tests.units.centres.factories import course, enter, make_work
from units.accounts import paper as accounts
from units.centres import report as centres
from units.enums import RightAsker, RightKind, RightOutcome, Role
from units.help.booklet import booklet
from units.models import User
from units.privacy import workflow as breaches
from units.privacy.person import dossier_of
from units.privacy.rights import views as people
from units.privacy.rights import workflow as rights
from units.privacy.rights.books import record_of
from units.privacy.rights.workflow import Asked
from units.privacy.views import paper_of
from units.privacy.workflow import Notice

FIRST, LAST = dt.date(2020, 1, 1), dt.date(2020, 12, 31)


def _fund() -> Fund:
    """With a receipt, suất that are paid and suất that wait."""
    fund = make_fund(make_ward("Phường 5", make_district()))
    put_into(fund, 3_000_000)
    pay(make_grant(fund, 500_000), 500_000)
    make_grant(fund, 700_000, make_recipient(fund, "Trần Văn Hai", 2011))
    return fund


class Both(NamedTuple):
    """One print as PDF and as Word."""

    as_pdf: Callable[[], bytes]
    as_word: Callable[[], bytes]


def _asked(client: Client, address: str) -> Both:
    """A print that an address gives in both."""
    return Both(
        lambda: bytes(client.get(address).content), lambda: bytes(client.get(address, {"dang": "docx"}).content)
    )


def _book() -> Both:
    fund = _fund()
    for place in range(60):
        put_into(fund, 10_000 + place, on=dt.date(2020, 10, 1))
    span = Span(fund, Book.CASH, FIRST, LAST)
    sums = cashbook.sums_of(span)
    return Both(lambda: print_book.as_pdf(span, sums), lambda: print_book.as_word(span, sums))


def _slip() -> Both:
    _fund()
    slip = slips.build_slip(Entry.objects.filter(grant__isnull=False)[0])
    return Both(lambda: slips.render(slip), lambda: slips.as_word(slip))


def _statement() -> Both:
    found = statement.build_statement("Phường 5", _fund().unit, Book.CASH, FIRST, LAST, "quy")
    return Both(lambda: statement.as_pdf(found), lambda: statement.as_word(found))


def _thanks() -> Both:
    fund = _fund()
    gift = Income(2_000_000, "PT-CO", dt.date(2020, 10, 1), donor=Giver("Công ty Minh Họa", DonorKind.BUSINESS))
    workflow.receive(fund, gift, by=clerk(), at=now())
    return Both(lambda: donors.thank_list(fund, 2020), lambda: donors.thank_list_as_word(fund, 2020))


def _payment_sheet() -> Both:
    fund = _fund()
    made = workflow.make_sheet(fund, Wanted(campaign=fund.campaigns.get()), by=clerk(), at=now())
    sheet, by, at = payment_sheet.build_sheet(made, outside=False, printed=True), clerk(), now()
    return Both(lambda: payment_sheet.render(sheet, by=by, at=at), lambda: payment_sheet.as_word(sheet, by=by, at=at))


def _to_guardian() -> Both:
    fund = _fund()
    client = Client()
    client.force_login(make_officer(fund, "quy5"))
    request = ask(make_recipient(fund, "Lê Thị Ba", 2012))
    workflow.answer_request(
        request, RequestOutcome.DONE, "Đã đưa bản in", on=timezone.localdate(), by=clerk(), at=now()
    )
    return _asked(client, reverse("scholarships:request-print", args=[request.pk]))


def _leading() -> bytes:
    district = make_golden().unit
    client = Client()
    client.force_login(make_user("lanhdao", (Role.READER, district)))
    return bytes(client.get(reverse("reports:leading-pdf", args=[district.pk])).content)


def _centre() -> Both:
    centre, ward, officer = make_work()
    enter(course(centre, ward), officer)
    found = centres.build(centre, centres.Span(2019, centres.CALENDAR, LAST))
    return Both(lambda: centres.render(found), lambda: centres.as_word(found))


def _privacy(name: str) -> Callable[[], Both]:
    def made() -> Both:
        client = Client()
        client.force_login(make_user("phong", (Role.DISTRICT_OFFICE, make_district())))
        return _asked(client, reverse(f"privacy:{name}"))

    return made


def _person() -> bytes:
    officer = make_user("canbo", (Role.WARD_OFFICER, make_ward("Phường 5")))
    return paper_of(officer, dossier_of(officer))


def _breach() -> Both:
    ward = make_ward("Phường 5", make_district())
    person, at = User.objects.create_superuser("quantri", password=None, full_name="Lê Văn Bình"), timezone.now()
    told = Notice("Một cửa", "Mất tệp", {"5-tre-em": 12}, "Lộ tên", "Khóa máy", "", "Bà Hoa")
    breach = breaches.record(ward, at, told, by=person, at=at)
    client = Client()
    client.force_login(person)
    return _asked(client, reverse("privacy:breach-print", args=[breach.pk]))


def _given() -> Both:
    world = make_world()
    candidate = make_candidate(world)
    bring_to_proposed(world, candidate)
    client = Client()
    client.force_login(world.officer)
    address = f"{reverse('privacy:person-given')}?chon=4-danh-hieu:{candidate.pk}"
    return Both(lambda: client.get(address).content, lambda: client.get(f"{address}&dang=docx").content)


def _given_by_command() -> bytes:
    candidate = make_candidate(make_world())
    found = record_of(None, "4-danh-hieu", candidate.pk)
    assert found
    return people.paper_of([(*found, found[0].given(candidate.pk))], "máy chủ")


def _answered() -> Both:
    world = make_world()
    found = record_of(world.officer, "4-danh-hieu", make_candidate(world).pk)
    assert found
    at = timezone.now()
    said = Asked(RightKind.SEE, RightAsker.SELF, timezone.localdate(), "Đơn số 5", "Xin biết đang giữ gì")
    request = rights.record_request(*found, said, by=world.officer, at=at)
    rights.answer(request, RightOutcome.DONE, "Đã đưa bản in", on=timezone.localdate(), by=world.officer, at=at)
    client = Client()
    client.force_login(world.officer)
    return _asked(client, reverse("privacy:request-print", args=[request.pk]))


def _own_data() -> Both:
    world = make_world()
    candidate = make_candidate(world)
    bring_to_proposed(world, candidate)
    client = Client()
    client.force_login(world.officer)
    return _asked(client, reverse("titles:candidate-data", args=[candidate.pk]))


def _slips() -> bytes:
    address = "https://xhht.example.vn/vao/"
    one = accounts.Printed("Trần Văn Đức", "cán bộ", "duc", "AB-CD", address, f"{address}AB-CD/", "01/09/2026", "")
    return accounts.sheet([one] * 7)


def _certificates() -> bytes:
    document = kinds.paper_of(PaperKind.DECISION, draft=False)
    paper = document.read()
    holders = [Holder("Hộ ông Lê An", "12 Lạc Long Quân", "Khu phố 1", str(n), f"http://x/k/{n}/") for n in range(3)]
    return certificates.render(design_of(document, paper), holders, "a5")


def _honours(code: str) -> Callable[[], bytes]:
    def made() -> bytes:
        document = kinds.commendation(code)
        paper = document.read()
        return honours.render(document, paper, honours.honoured(paper))

    return made


def _paper(kind: str) -> Callable[[], bytes]:
    return lambda: pdf.render(kinds.paper_of(kind, draft=False).read())


def pdf_of(make: Callable[[], Both]) -> Callable[[], bytes]:
    return lambda: make().as_pdf()


IN_WORD: dict[str, Callable[[], Both]] = {
    "awards.scholarships.donors.thank_list_as_word": _thanks,
    "awards.scholarships.print_book.as_word": _book,
    "awards.scholarships.payment_sheet.as_word": _payment_sheet,
    "awards.scholarships.slips.as_word": _slip,
    "awards.scholarships.statement.as_word": _statement,
    "awards.scholarships.views.children.request_print": _to_guardian,
    "awards.titles.register.own_data.candidate_data": _own_data,
    "units.centres.report.as_word": _centre,
    "units.privacy.breach_views.breach_print": _breach,
    "units.privacy.rights.views.person_given": _given,
    "units.privacy.rights.views.request_print": _answered,
    "units.privacy.views.printed": _privacy("impact-print"),
}
"""By the name of the function that gives it in Word: what is printed both as PDF and as Word."""

PRINTS: dict[str, dict[str, Callable[[], bytes]]] = {
    "reports.paper.pdf.render": {"báo cáo": lambda: reviews.render(make_golden().read_text())},
    "reports.papers.pdf.render": {
        **{str(kind): _paper(kind) for kind in PaperKind},
        "danh sách dài": lambda: pdf.render(decision(rows=LONG + 1)),
    },
    "reports.papers.certificates.render": {"giấy công nhận": _certificates},
    "reports.papers.honours.render": {code: _honours(code) for code in ("giay-khen-ubnd-quan", "giay-khen-hkh-quan")},
    "reports.scorecard.paper.render": {"mục tiêu": lambda: scorecards.render(build(make_golden().unit, 2020))},
    "reports.views.leading.leading_pdf": {"tóm tắt": _leading},
    "awards.scholarships.print_book.as_pdf": {"sổ quỹ": pdf_of(_book)},
    "awards.scholarships.slips.render": {"phiếu chi": pdf_of(_slip)},
    "awards.scholarships.statement.as_pdf": {"báo cáo thu – chi": pdf_of(_statement)},
    "awards.scholarships.payment_sheet.render": {"danh sách ký nhận": pdf_of(_payment_sheet)},
    "awards.scholarships.donors.thank_list": {"cảm ơn": pdf_of(_thanks)},
    "awards.scholarships.views.children.request_print": {"trả lời": pdf_of(_to_guardian)},
    "units.centres.report.render": {"trung tâm": pdf_of(_centre)},
    "units.privacy.views.printed": {
        "dữ liệu cá nhân": pdf_of(_privacy("register-print")),
        "đánh giá tác động": pdf_of(_privacy("impact-print")),
    },
    "units.privacy.views.paper_of": {"dữ liệu của một người dùng": _person},
    "units.privacy.rights.views.paper_of": {"dữ liệu của một người, trên máy chủ": _given_by_command},
    "units.privacy.rights.views.person_given": {"dữ liệu của một người": pdf_of(_given)},
    "units.privacy.rights.views.request_print": {"trả lời yêu cầu": pdf_of(_answered)},
    "units.privacy.breach_views.breach_print": {"vi phạm dữ liệu": pdf_of(_breach)},
    "awards.titles.register.own_data.candidate_data": {"dữ liệu của một hộ": pdf_of(_own_data)},
    "units.accounts.paper.sheet": {"phiếu vào": _slips},
    "units.help.booklet.booklet": {"sổ tay": lambda: booklet("phuong-xa")},
}
"""By the name of the function that prints: what it prints, each made in a world of its own."""
