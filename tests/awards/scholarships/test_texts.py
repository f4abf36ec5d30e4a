"""Free texts of a fund: a child's name in them is asked about, and what others read is looked over first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from awards.scholarships import workflow
from awards.scholarships.enums import Book
from awards.scholarships.models import Campaign, Entry, Fund
from awards.scholarships.waiting import texts_waiting
from awards.scholarships.workflow import Given, Income, Move, Spent
from awards.scholarships.workflow.texts import Names
from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused
from tests.awards.scholarships.factories import (
    NAME,
    clerk,
    make_campaign,
    make_fund,
    make_officer,
    make_recipient,
    now,
)
from tests.awards.scholarships.test_books import make_kind
from tests.factories import make_district, make_user, make_ward
from units.enums import Role

pytestmark = pytest.mark.django_db

ON = dt.date(2020, 9, 5)
SAID = f"Tặng em {NAME}"


@pytest.fixture
def fund() -> Fund:
    found = make_fund(make_ward("Phường 5", make_district()), cash=10_000_000)
    make_recipient(found)
    return found


def receive(fund: Fund, reason: str) -> object:
    return workflow.receive(fund, Income(500_000, "PT-9", ON, about=SAID, reason=reason), by=clerk(), at=now())


def goods(fund: Fund, reason: str) -> object:
    income = Income(500_000, "PT-9", ON, book=Book.GOODS, goods=SAID, reason=reason)
    return workflow.receive(fund, income, by=clerk(), at=now())


def spend(fund: Fund, reason: str) -> object:
    return workflow.spend(fund, Spent(make_kind(), 500_000, SAID, ON, reason=reason), by=clerk(), at=now())


def give(fund: Fund, reason: str) -> object:
    return workflow.give_gift(fund, Given(500_000, 1, fund.unit, SAID, ON, reason=reason), by=clerk(), at=now())


def move(fund: Fund, reason: str) -> object:
    return workflow.move(Move(fund, fund, Book.CASH, Book.BANK, 500_000, SAID, ON, reason), by=clerk(), at=now())


def start(fund: Fund, reason: str) -> object:
    return workflow.start_campaign(fund, SAID, starts_on=ON, ends_on=ON, reason=reason)


@pytest.mark.parametrize("step", [receive, goods, spend, give, move, start])
def test_text_with_the_name_of_a_child_is_written_only_with_a_reason(
    fund: Fund, step: Callable[[Fund, str], object]
) -> None:
    before = Entry.objects.count()

    with pytest.raises(Doubtful, match=f"có “{NAME}”, là tên một em trong sổ của quỹ"):
        step(fund, "")

    assert (Entry.objects.count(), Campaign.objects.count()) == (before, 0)
    assert step(fund, "Tên một nhà hảo tâm trùng với tên em")


def test_reason_for_reopening_is_refused_with_a_name_since_others_read_it_at_once(fund: Fund) -> None:
    closing = workflow.close_books(fund, ON, by=clerk(), at=now())

    with pytest.raises(Refused, match="Hãy bỏ tên em đó đi"):
        workflow.ask_reopening(closing, reason=SAID, by=clerk(), at=now())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Quà cho em nguyễn thị BÍ MẬT nhân dịp Tết", "nguyễn thị BÍ MẬT"),
        ("Nguyen Thi Bi Mat", "Nguyen Thi Bi Mat"),
        ("Nguyễn Thị Bí Mật.", "Nguyễn Thị Bí Mật"),
        ("Nguyễn Thị Bí Mậtt", ""),
        ("Thị Bí Mật", ""),
        ("An ninh trường học", ""),
        ("", ""),
    ],
)
def test_names_are_found_word_by_word_however_they_are_spelt(fund: Fund, text: str, found: str) -> None:
    make_recipient(fund, "An")

    assert Names(fund).found_in(text) == found


@pytest.mark.parametrize("role", [Role.WARD_OFFICER, Role.DISTRICT_OFFICE, Role.READER, Role.TITLE_APPROVER])
def test_name_of_a_campaign_is_read_outside_only_as_it_was_looked_over(fund: Fund, client: Client, role: Role) -> None:
    campaign = make_campaign(fund, "Giúp em trai của thủ quỹ")
    place = fund.unit if role in (Role.WARD_OFFICER, Role.READER) else fund.unit.lines_up.get(depth=1).ancestor
    client.force_login(make_user("nguoi-khac", (role, place)))
    addresses = [fund.get_absolute_url(), campaign.get_absolute_url()]

    before = [client.get(address).content.decode() for address in addresses]
    workflow.look_over(campaign, "Giúp học sinh nghèo", by=clerk(), at=now())
    after = [client.get(address).content.decode() for address in addresses]

    assert all("em trai" not in page and "Đợt 01/01/2020 – 31/12/2020" in page for page in before)
    assert all("em trai" not in page and "Giúp học sinh nghèo" in page for page in after)
    assert client.get(reverse("scholarships:campaign-look", args=[campaign.pk])).status_code == 403


def test_officer_of_the_fund_looks_over_what_waits(fund: Fund, client: Client) -> None:
    campaign, officer = make_campaign(fund, "Tiếp bước đến trường"), make_officer(fund)
    client.force_login(officer)
    (waits,) = texts_waiting(officer, ON)
    assert "Tiếp bước" not in waits.sentence

    form = {"outside_name": f"Tiếp bước em {NAME}", "seen_before": ""}
    refused = client.post(waits.url, form)
    taken = client.post(waits.url, form | {"outside_name": ""})

    campaign.refresh_from_db()
    assert (refused.status_code, taken.status_code) == (422, 302)
    assert (campaign.said_outside, campaign.looked_by) == ("Đợt 01/01/2020 – 31/12/2020", officer)
    assert texts_waiting(officer, ON) == []
    assert "Tiếp bước đến trường" in client.get(campaign.get_absolute_url()).content.decode()
