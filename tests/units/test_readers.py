"""A reader (lãnh đạo, người xem) sees a unit's whole and changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from awards.commendations.enums import Commended
from awards.scholarships.models import Fund, Grant, Recipient
from awards.titles.models import Candidate, Nomination
from indicators.enums import State
from reports.models import Report
from tests.addresses import all_addresses
from tests.awards.commendations.factories import commend, make_decision
from tests.awards.scholarships.factories import make_fund, make_grant
from tests.awards.titles.factories import bring_to_proposed, make_candidate, make_world, recognise, sign
from tests.factories import make_district, make_post, make_user, make_ward
from tests.indicators.factories import Story, fill, make_story
from tests.reports.factories import make_issued, make_small
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    return make_story()


@pytest.fixture
def leader(story: Story, client: Client) -> User:
    found = make_user("lanhdao", (Role.READER, story.district))
    client.force_login(found)
    return found


def test_whatever_a_reader_sends_is_refused(client: Client, leader: User) -> None:
    own = ("login", "logout", "password_change")
    reminders = ("desk:notices-read", "desk:settings", "desk:calendar-make", "desk:calendar-revoke")
    account = (
        "second-step",
        "forgotten",
        "account:app-add",
        "account:key-add",
        "account:codes",
        "account:sessions-end",
    )
    allowed = {reverse(name) for name in (*own, *reminders, *account)}

    answers = {
        address: client.post(address).status_code
        for address in all_addresses()
        if address not in allowed and not address.startswith("/vao/")
    }

    assert len(answers) > 100
    assert {address: status for address, status in answers.items() if status not in (403, 404, 405)} == {}


def test_a_reader_is_told_why(client: Client, leader: User, story: Story) -> None:
    answer = client.post(reverse("indicators:submission-start"), {"unit": story.ward.pk})

    assert (answer.status_code, "Ông, bà được giao quyền xem" in answer.content.decode()) == (403, True)


def test_a_reader_sees_the_whole_of_the_unit(client: Client, leader: User, story: Story) -> None:
    sheet = story.start()
    fill(sheet, {"households": 900}, by=story.officer)
    pages = (
        reverse("home"),
        sheet.get_absolute_url(),
        reverse("indicators:overview", args=[story.district.pk]),
        reverse("indicators:silent-list", args=[story.district.pk]),
        reverse("indicators:series", args=[story.district.pk]),
        reverse("scholarships:fund-list"),
        reverse("commendations:commendation-list"),
        reverse("titles:decision-list"),
        reverse("units:tree"),
    )

    assert [client.get(page).status_code for page in pages] == [200] * len(pages)
    home = client.get(reverse("home")).content.decode()
    assert ("Tình hình báo cáo của" in home, "báo cáo chờ duyệt" in home) == (True, False)


def test_a_reader_is_offered_nothing_to_decide(client: Client, leader: User, story: Story) -> None:
    story.bring_to(State.SUBMITTED)
    home = client.get(reverse("home")).content.decode()
    overview = client.get(reverse("indicators:overview", args=[story.district.pk])).content.decode()

    assert [words for words in ("ghi sổ", "Xem và duyệt", "Bàn giao đang chờ") if words in home + overview] == []
    assert "Chuỗi số liệu qua các năm" in home
    client.force_login(story.office)
    assert "Xem và duyệt" in client.get(reverse("indicators:overview", args=[story.district.pk])).content.decode()


def test_a_reader_sees_money_and_no_child(client: Client, leader: User, story: Story) -> None:
    fund = make_fund(story.ward, cash=5_000_000)
    suat = make_grant(fund)

    page = client.get(fund.get_absolute_url()).content.decode()

    assert list(Fund.objects.visible_to(leader)) == [fund]
    assert ("5.000.000" in page, suat.recipient.name in page) == (True, False)
    assert not Grant.objects.visible_to(leader).exists()
    assert not Recipient.objects.visible_to(leader).exists()


def test_a_reader_sees_how_many_were_recognised_and_no_name(client: Client) -> None:
    world = make_world()
    household = make_candidate(world, "Hộ Bí Mật Nguyễn")
    decision = sign(world, recognise(world, *bring_to_proposed(world, household)))
    leader = make_user("lanhdao", (Role.READER, world.province))
    client.force_login(leader)

    page = client.get(decision.get_absolute_url()).content.decode()

    assert ("Danh sách (1)" in page, household.name in page) == (True, False)
    assert not Candidate.objects.visible_to(leader).exists()
    assert not Nomination.objects.visible_to(leader).exists()
    assert client.get(household.get_absolute_url()).status_code == 404
    client.force_login(world.office)
    assert household.name in client.get(decision.get_absolute_url()).content.decode()


def test_a_reader_sees_commended_collectives_and_no_person(client: Client, leader: User, story: Story) -> None:
    decision = make_decision(story.district)
    commend(decision, story.ward)
    commend(decision, story.ward, "Bà Bí Mật", Commended.INDIVIDUAL)

    pages = [
        client.get(address).content.decode()
        for address in (decision.get_absolute_url(), reverse("commendations:commendation-list"))
    ]

    assert ["Chi hội Khuyến học Khu phố 1" in page for page in pages] == [True, True]
    assert ["Bà Bí Mật" in page for page in pages] == [False, False]
    assert "còn khen 1 cá nhân, hộ gia đình" in pages[0]


@pytest.mark.parametrize(("make", "status"), [(make_issued, 200), (make_small, 404)])
def test_a_reader_sees_issued_reports_and_no_drafts(client: Client, make: Callable[[], Report], status: int) -> None:
    report = make()
    client.force_login(make_user("lanhdao", (Role.READER, report.unit)))

    assert client.get(report.get_absolute_url()).status_code == status


def test_a_reader_sees_nothing_of_the_neighbour(client: Client, leader: User) -> None:
    elsewhere = make_district("Quận 12")
    make_ward("Phường 1", elsewhere)

    assert client.get(reverse("indicators:overview", args=[elsewhere.pk])).status_code == 404


def test_who_also_has_another_post_is_no_mere_reader(leader: User, story: Story) -> None:
    assert leader.only_reads
    make_post(leader, story.ward, Role.WARD_OFFICER)

    assert not User.objects.get(pk=leader.pk).only_reads
