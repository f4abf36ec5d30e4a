"""How a unit was divided: entered with its document, refused where it cannot be, and never forgotten."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from hocTap.lib import resting
from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused
from tests.factories import make_district, make_unit, make_user
from units import workflow
from units.enums import ChangeKind, Role, ShareOf
from units.models import ChangeLink, ShareEntry, Unit, User
from units.shares.workflow import Entered, enter_share

DAY = dt.date(2025, 7, 1)
NOW = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
PAPER = "Đề án 12/ĐA-UBND"


class Division:
    """A ward that ended and went in unpublished parts to two others of its district."""

    def __init__(self) -> None:
        self.district = make_district("Quận Thử")
        self.old = make_unit("Phường 8", parent=self.district, valid_to=DAY - dt.timedelta(days=1))
        self.one, self.two = (make_unit(name, parent=self.district) for name in ("Bình Thới", "Phú Thọ"))
        moves = [workflow.Move(self.old, new, whole=False) for new in (self.one, self.two)]
        workflow.record_change(ChangeKind.PART, DAY, moves, decision="Nghị quyết 1685")
        self.office = make_user("phong", (Role.DISTRICT_OFFICE, self.district))

    def link(self, new: Unit) -> ChangeLink:
        return ChangeLink.objects.get(predecessor=self.old, successor=new)

    def enter(
        self, new: Unit, part: int | None, of: int | None, reason: str = "", what: str = "households"
    ) -> ShareEntry:
        entered = Entered(part, of, what, PAPER, reason)
        return enter_share(self.link(new), entered, by=self.office, at=NOW)

    def address(self, new: Unit) -> str:
        return reverse("units:share-enter", args=[self.old.pk, self.link(new).pk])


@pytest.fixture
def division(db: None) -> Division:
    return Division()


def test_a_share_says_how_much_of_what_by_which_document_and_who(division: Division) -> None:
    division.enter(division.one, 1_200, 2_000)

    link = division.link(division.one)
    assert link.share == Fraction(3, 5)
    assert (link.share_of, link.share_document, link.share_entered_by) == ("households", PAPER, division.office)


def test_every_entry_stays_in_the_history(division: Division) -> None:
    division.enter(division.one, 1, 2)
    division.enter(division.one, 3, 5)
    division.enter(division.one, None, None, reason="Văn bản đã bị thay")

    entries = division.link(division.one).share_entries.all()
    assert [entry.words for entry in entries] == ["1/2 số hộ", "3/5 số hộ", "chưa công bố"]
    assert division.link(division.one).share is None


@pytest.mark.parametrize(
    ("part", "of", "what", "sentence"),
    [
        (3, 2, "households", "quá toàn bộ"),
        (0, 2, "households", "lớn hơn 0"),
        (-1, 2, "households", "lớn hơn 0"),
        (1, None, "households", "cả tử số và mẫu số"),
        (1, 2, "", "phần của gì"),
        (1, 1, "households", "không còn phần nào cho Phú Thọ"),
        (10**15, 10**15, "households", "lớn quá"),
    ],
)
def test_a_share_that_cannot_be_is_refused(
    division: Division, part: int, of: int | None, what: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        division.enter(division.one, part, of, what=what)

    assert not ShareEntry.objects.exists()


def test_parts_are_no_more_than_the_whole_and_of_one_thing(division: Division) -> None:
    division.enter(division.one, 3, 5)

    with pytest.raises(Refused, match="cộng lại là 11/10, vượt quá"):
        division.enter(division.two, 1, 2)
    with pytest.raises(Refused, match="cùng một thứ"):
        division.enter(division.two, 2, 5, what=ShareOf.AREA)
    division.enter(division.two, 2, 5)


def test_parts_that_leave_something_over_are_a_doubt(division: Division) -> None:
    division.enter(division.one, 1, 2)

    with pytest.raises(Doubtful, match="mới là 5/6, còn 1/6 chưa rõ thuộc đơn vị nào"):
        division.enter(division.two, 1, 3)
    entry = division.enter(division.two, 1, 3, reason="Một dải đất thuộc quận khác")

    assert (entry.reason, "1/6" in entry.doubts) == ("Một dải đất thuộc quận khác", True)


def test_a_whole_unit_has_no_share(division: Division) -> None:
    other = make_unit("Phường 9", valid_to=DAY - dt.timedelta(days=1))
    event = workflow.record_change(ChangeKind.MERGE, DAY, [workflow.Move(other, division.one)], decision="Nghị quyết")

    with pytest.raises(Refused, match="chuyển toàn bộ"):
        enter_share(event.links.get(), Entered(1, 2, "households", PAPER), by=division.office, at=NOW)


def test_the_database_holds_what_an_entry_must_say(division: Division) -> None:
    facts = {"link": division.link(division.one), "by": division.office, "at": NOW}
    for wrong in ({"numerator": 2, "denominator": 1}, {"numerator": 1}, {"numerator": 1, "denominator": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ShareEntry.objects.create(**facts, **wrong)


def sent(client: Client, person: User, division: Division, **typed: str) -> tuple[int, str]:
    client.force_login(person)
    address = division.address(division.one)
    page = client.get(address)
    seen = page.context["form"].initial["seen_before"] if page.status_code == 200 else ""
    seen = seen() if callable(seen) else seen
    answer = client.post(address, {"seen_before": seen, **typed})
    return answer.status_code, answer.content.decode()


TYPED = {"numerator": "1.200", "denominator": "2.000", "of": "households", "document": PAPER}


def test_the_office_enters_a_share_on_its_page(client: Client, division: Division) -> None:
    status, _ = sent(client, division.office, division, **TYPED)

    assert status == 302
    assert division.link(division.one).share == Fraction(3, 5)
    page = client.get(reverse("units:share-list", args=[division.old.pk])).content.decode()
    assert "1.200/2.000 số hộ" in page
    assert PAPER in page


def test_what_is_refused_stays_on_the_form(client: Client, division: Division) -> None:
    status, body = sent(client, division.office, division, **{**TYPED, "numerator": "3.000"})

    assert status == 422
    assert "quá toàn bộ Phường 8" in body
    assert "3.000" in body


def test_the_office_is_asked_first_where_documents_rest_on_it(
    client: Client, division: Division, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest = resting.Rest("Báo cáo 05/BC-UBND", "/bao-cao/1/", issued=True)
    monkeypatch.setattr(resting, "_sources", [lambda units, first, last: [rest] if division.old.pk in units else []])

    status, body = sent(client, division.office, division, **TYPED)

    assert status == 200
    assert "Báo cáo 05/BC-UBND" in body
    assert division.link(division.one).share is None


@pytest.mark.parametrize(
    ("role", "where", "status"),
    [
        (Role.DISTRICT_OFFICE, "district", 200),
        (Role.ADMINISTRATOR, "one", 200),
        (Role.DISTRICT_OFFICE, "old", 403),
        (Role.WARD_OFFICER, "old", 403),
        (Role.WARD_OFFICER, "strange", 404),
    ],
)
def test_who_enters_a_share(client: Client, division: Division, role: Role, where: str, status: int) -> None:
    unit = make_unit("Phường Lạ") if where == "strange" else getattr(division, where)
    client.force_login(make_user("ai", (role, unit)))

    assert client.get(division.address(division.one)).status_code == status
