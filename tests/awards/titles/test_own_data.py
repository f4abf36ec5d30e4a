"""What is kept of one household on paper, for the household; that it was given out is in the trail."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from awards.commendations.enums import Commended
from awards.scholarships.enums import DonorKind
from awards.scholarships.models import Fund
from awards.scholarships.workflow import Income, receive
from awards.scholarships.workflow.receipts import Giver
from awards.titles.workflow import moving
from awards.titles.workflow.moving import Going
from awards.uploads.models import NamesExport
from tests.awards.commendations.factories import commend, make_decision
from tests.awards.scholarships.factories import make_fund, make_officer
from tests.awards.titles.factories import (
    NOW,
    World,
    assess,
    bring_to_proposed,
    make_candidate,
    make_world,
    recognise,
    register,
    sign,
    signed_in,
)
from tests.factories import make_user, make_ward
from units.enums import NamesList, Role
from units.models import ListViewing, User, Viewing
from units.privacy.seeing import Seen, write_list
from units.trails import reading
from units.trails.forms import start_of
from units.trails.reading import Wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def ask(person: User, pk: int) -> tuple[int, str]:
    client = Client()
    client.force_login(person)
    answer = client.get(reverse("titles:candidate-data", args=[pk]))
    if answer.status_code != 200:
        return answer.status_code, ""
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return 200, " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_paper_says_record_titles_and_who_did_what(world: World) -> None:
    candidate = make_candidate(world)
    (row,) = bring_to_proposed(world, candidate)
    sign(world, recognise(world, row))

    status, words = ask(world.officer, candidate.pk)

    assert status == 200
    assert candidate.name in words
    assert candidate.address in words
    assert str(world.officer) in words
    assert NamesExport.objects.get().mark in words


def test_that_it_was_given_out_is_read_by_the_office(world: World) -> None:
    candidate = make_candidate(world)
    ask(world.officer, candidate.pk)
    today = timezone.localdate()

    wanted = Wanted(since=start_of(today), until=start_of(today) + dt.timedelta(days=1), kind="out")
    lines, _ = reading.page(world.office, wanted, 10)

    assert [(line.trail.name, line.by, line.unit) for line in lines] == [
        ("names-export", world.officer.pk, world.ward.pk)
    ]
    assert f"đối tượng số {candidate.pk}" in lines[0].said


def test_others_are_not_given_it(world: World) -> None:
    candidate = make_candidate(world)

    assert ask(world.other_officer, candidate.pk)[0] == 404
    assert ask(world.approver, candidate.pk)[0] in (403, 404)
    assert NamesExport.objects.count() == 0


def test_whoever_opens_a_record_is_read_by_the_office_once_a_day(world: World) -> None:
    """The pages of the record and of its nomination are one; another household is another line."""
    candidate, other = make_candidate(world), make_candidate(world, "Lê Văn Bảy")
    (row,) = bring_to_proposed(world, candidate)
    client = Client()
    client.force_login(world.officer)
    for address in (candidate.get_absolute_url(), row.get_absolute_url(), other.get_absolute_url()) * 2:
        assert client.get(address).status_code == 200
    today = timezone.localdate()

    wanted = Wanted(since=start_of(today), until=start_of(today) + dt.timedelta(days=1), kind="names")
    lines, _ = reading.page(world.office, wanted, 10)

    assert [(line.by, line.did, line.obj) for line in lines] == [
        (world.officer.pk, "xem hồ sơ", other.pk),
        (world.officer.pk, "xem hồ sơ", candidate.pk),
    ]


def test_list_of_names_leaves_a_line_a_day_for_each_ward_which_its_office_reads(world: World) -> None:
    """Whoever looks at the same page again leaves no other; another page, another list, another person does."""
    for place in (world.community, world.community, world.elsewhere):
        make_candidate(world, community=place)
    client, today = Client(), timezone.localdate()
    client.force_login(world.office)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("titles:candidate-list"))
    written = [each for each in queries if "INSERT" in each["sql"]]
    client.get(reverse("titles:candidate-list"))
    client.get(reverse("titles:candidate-list"), {"tim": "Thử", "trang": "2"})
    client.get(reverse("titles:candidate-duplicates"))
    client.force_login(world.officer)
    client.get(reverse("titles:candidate-list"))
    wanted = Wanted(since=start_of(today), until=start_of(today) + dt.timedelta(days=1), kind="names")

    lines, _ = reading.page(world.office, wanted, 10)

    assert sorted((line.by, line.did, line.unit, line.said) for line in lines) == sorted(
        (person.pk, "xem sổ đối tượng xét danh hiệu", ward.pk, said)
        for person, ward, said in (
            (world.office, world.ward, "2 tên"),
            (world.office, world.other_ward, "1 tên"),
            (world.office, world.ward, "2 tên"),
            (world.office, world.other_ward, "1 tên"),
            (world.officer, world.ward, "2 tên"),
        )
    )
    assert len(written) == 1
    assert reading.page(world.other_officer, wanted, 10)[0] == []


def test_list_is_noted_after_all_else_of_its_page_and_once_a_day(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    """So it is read from a replica to its end, and the second look takes no lock of the database."""
    make_candidate(world)
    client = Client()
    client.force_login(world.office)
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries, django_capture_on_commit_callbacks(execute=True):
            client.get(reverse("titles:candidate-list"))
        asked.append([each["sql"].split()[0] for each in queries if "SAVEPOINT" not in each["sql"]])
    make_candidate(world, community=world.elsewhere)
    client.get(reverse("titles:candidate-list"))

    assert asked[0] == [*asked[1], "INSERT"]
    assert "INSERT" not in asked[1]
    assert ListViewing.objects.count() == 2


def test_list_that_could_not_be_noted_is_not_shown(world: World) -> None:
    make_candidate(world)
    client = Client(raise_request_exception=False)
    client.force_login(world.office)
    with connection.execute_wrapper(no_insert):
        answer = client.get(reverse("titles:candidate-list"))

    assert (answer.status_code, "Nguyễn Văn Thử" in answer.content.decode()) == (503, False)


def no_insert(execute: Any, sql: str, *asked: Any) -> Any:
    """The disk is full."""
    if sql.startswith("INSERT"):
        raise OperationalError
    return execute(sql, *asked)


def commended(world: World) -> str:
    decision = make_decision(world.district)
    commend(decision, world.ward, "Lê Văn Hai", Commended.INDIVIDUAL)
    commend(decision, world.other_ward)
    return decision.get_absolute_url()


def donors(world: World) -> tuple[User, str]:
    fund = make_fund(world.ward)
    treasurer = make_officer(fund)
    for name, kind in (("Lê Văn Hai", DonorKind.PERSON), ("Công ty Kín Đáo", DonorKind.BUSINESS)):
        income = Income(500_000, f"PT-{name}", dt.date(2020, 1, 15), Giver(name, kind))
        receive(fund, income, by=treasurer, at=NOW)
    return treasurer, reverse("scholarships:donor-list", args=[fund.pk]) + "?nam=2020"


OTHERS = (NamesList.GRID, NamesList.MINUTES, NamesList.MOVES, NamesList.COMMENDED, NamesList.DONORS)
ELSEWHERE = (NamesList.PAPER, NamesList.BOOK, NamesList.REQUEST, NamesList.UPLOAD)
"""Of a flat above (tests/test_walk.py opens its page), of a file (tests/test_access.py asks for all), or below."""


@pytest.mark.parametrize("what", OTHERS)
def test_every_other_page_with_names_leaves_a_line(world: World, what: NamesList) -> None:
    """Of people alone: a collective that was commended, a business that gave are no names of anybody."""
    holder = make_candidate(world, "Lê Văn Hai")
    (row,) = register(world, holder)
    assess(world, row)
    place = [world.ward.pk, "household", row.year, world.community.pk]
    person, address = world.officer, ""
    if what == NamesList.MOVES:
        moving.ask(holder, Going(world.other_ward, NOW.date(), "7 đường Mới"), by=world.officer, at=NOW)
        person, address = world.other_officer, reverse("titles:move-list")
    elif what == NamesList.COMMENDED:
        person, address = world.office, commended(world)
    elif what == NamesList.DONORS:
        person, address = donors(world)
    else:
        name = "titles:score-grid" if what == NamesList.GRID else "titles:minutes"
        address = reverse(name, args=place)

    answer = signed_in(person).get(address)

    seen = ListViewing.objects.get()
    assert (answer.status_code, "Lê Văn Hai" in answer.content.decode()) == (200, True)
    assert (seen.what, seen.by, seen.unit, seen.names) == (what, person, world.ward, 1)


@pytest.mark.parametrize("what", [each for each in NamesList if each not in (*OTHERS, *ELSEWHERE)])
def test_every_list_of_names_leaves_a_line(world: World, what: NamesList) -> None:
    twins = [make_candidate(world, "Lê Văn Hai", address="2 đường Minh Họa") for _ in range(2)]
    (row,) = bring_to_proposed(world, twins[0])
    place = [world.ward.pk, "household", row.year, world.community.pk]
    if what == NamesList.DECISION:
        sign(world, recognise(world, row))
        row.refresh_from_db()
    person, address = {
        NamesList.REGISTER: (world.officer, reverse("titles:register", args=place)),
        NamesList.YEAR: (world.office, reverse("titles:community", args=place)),
        NamesList.WAITING: (
            world.approver,
            reverse("titles:group", args=["household", row.year]) + f"?phuong={world.ward.pk}",
        ),
        NamesList.DECISION: (world.office, row.decision.get_absolute_url() if row.decision else ""),
        NamesList.ALIKE: (world.office, reverse("titles:candidate-duplicates")),
        NamesList.FOUND: (world.officer, reverse("privacy:person-find") + "?ten=van+hai"),
    }[what]
    client = Client()
    client.force_login(person)

    answers = {client.get(address).status_code for _ in range(2)}

    seen = ListViewing.objects.get()
    assert (answers, seen.what, seen.by, seen.unit) == ({200}, what, person, world.ward)


def test_file_says_as_what_it_was_taken_out_and_with_how_many_names(world: World) -> None:
    treasurer, _ = donors(world)
    fund = Fund.objects.get()
    client, today = signed_in(treasurer), timezone.localdate()
    span = "?so=cash&tu=01/01/2020&den=31/12/2020"
    files = {
        "xlsx": f"{reverse('scholarships:book', args=[fund.pk])}{span}&_export=xlsx",
        "docx": f"{reverse('scholarships:book-print', args=[fund.pk])}{span}&dang=docx",
        "pdf": reverse("scholarships:donor-thanks", args=[fund.pk]) + "?nam=2020",
    }

    answers = [client.get(address).status_code for address in (*files.values(), *files.values())]

    assert answers == [200] * 6
    seen = ListViewing.objects.order_by("pk").values_list("file", "what", "names")
    assert list(seen) == [("xlsx", "book", 2), ("docx", "book", 2), ("pdf", "donors", 1)]
    wanted = Wanted(since=start_of(today), until=start_of(today) + dt.timedelta(days=1), kind="names")
    lines, _ = reading.page(world.office, wanted, 10)
    assert "2 tên, lấy ra thành Word" in [line.said for line in lines]


@pytest.mark.parametrize("name", ["candidate-edit", "candidate-restrict", "move-ask"])
def test_form_of_one_record_opened_by_address_leaves_a_row(world: World, name: str) -> None:
    holder, client = make_candidate(world), signed_in(world.officer)
    page = reverse(f"titles:{name}", args=[holder.pk])

    assert client.get(page).status_code == 200
    assert Viewing.objects.filter(holder=holder.pk, by=world.officer).count() == 1


def test_seen_lists_are_never_rewritten(world: World) -> None:
    write_list(NamesList.REGISTER, {world.ward.pk: 1}, Seen(1), by=world.office, at=timezone.now())

    for wrong in (lambda: ListViewing.objects.update(names=9), lambda: ListViewing.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_record_that_was_refused_was_not_seen(world: World) -> None:
    candidate = make_candidate(world)
    client = Client()
    client.force_login(make_user("khac", (Role.WARD_OFFICER, make_ward("Phường lạ"))))

    assert client.get(candidate.get_absolute_url()).status_code == 404
    assert not Viewing.objects.exists()
