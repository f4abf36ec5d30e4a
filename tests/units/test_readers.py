"""A reader (lãnh đạo, người xem) sees a unit's whole and changes nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.addresses import all_addresses
from tests.factories import make_district, make_post, make_user, make_ward
from tests.indicators.factories import Story, fill, make_story
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
    allowed = {reverse(name) for name in ("login", "logout", "password_change")}

    answers = {
        address: client.post(address).status_code
        for address in all_addresses()
        if address not in allowed and not address.startswith("/vao/")
    }

    assert len(answers) > 100
    assert {address: status for address, status in answers.items() if status not in (403, 404, 405)} == {}


def test_a_reader_is_told_why(client: Client, leader: User, story: Story) -> None:
    answer = client.post(reverse("indicators:submission-start"), {"unit": story.ward.pk})

    assert (answer.status_code, "Bạn được giao quyền xem" in answer.content.decode()) == (403, True)


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
    assert ("Tình hình các đơn vị của" in home, "báo cáo chờ duyệt" in home) == (True, False)


def test_a_reader_sees_nothing_of_the_neighbour(client: Client, leader: User) -> None:
    elsewhere = make_district("Quận 12")
    make_ward("Phường 1", elsewhere)

    assert client.get(reverse("indicators:overview", args=[elsewhere.pk])).status_code == 404


def test_who_also_has_another_post_is_no_mere_reader(leader: User, story: Story) -> None:
    assert leader.only_reads
    make_post(leader, story.ward, Role.WARD_OFFICER)

    assert not User.objects.get(pk=leader.pk).only_reads
