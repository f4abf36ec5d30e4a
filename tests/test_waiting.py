"""What waits for a person: the order of things, and the number in the menu of every page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from awards.scholarships.models import Campaign, Grant
from hocTap.lib import waiting
from hocTap.lib.waiting import Urgency, Waiting, grouped, number_of, waiting_for
from tests.awards.scholarships.factories import make_fund, make_grant, make_recipient, pay
from tests.factories import make_district, make_user, make_ward
from units.counted import COOKIE, Counted, known, told
from units.enums import Role
from units.models import Notice, User
from units.notices.workflow import keep, reminders

TODAY = dt.date(2026, 3, 20)


def thing(key: str = "a", **facts: Any) -> Waiting:
    return Waiting(key, "Báo cáo", f"việc {key}", "/", **facts)


@pytest.mark.parametrize(
    ("facts", "urgency", "late"),
    [
        ({"back": True, "due": dt.date(2026, 3, 1)}, Urgency.BACK, 19),
        ({"due": dt.date(2026, 3, 19)}, Urgency.LATE, 1),
        ({"due": TODAY}, Urgency.SOON, 0),
        ({"due": dt.date(2026, 3, 27)}, Urgency.SOON, 0),
        ({"due": dt.date(2026, 3, 28)}, Urgency.OPEN, 0),
        ({}, Urgency.OPEN, 0),
        ({"due": dt.date(2025, 3, 20)}, Urgency.LATE, 365),
        ({"due": dt.date(2025, 3, 19)}, Urgency.SOMETIME, 0),
        ({"sometime": True}, Urgency.SOMETIME, 0),
        ({"past": True, "due": dt.date(2026, 3, 1)}, Urgency.PAST, 0),
        ({"past": True, "back": True}, Urgency.BACK, 0),
    ],
)
def test_urgency_is_what_came_back_then_what_is_late_then_what_is_close(
    facts: dict[str, Any], urgency: Urgency, late: int
) -> None:
    assert (thing(**facts).urgency(TODAY), thing(**facts).days_late(TODAY)) == (urgency, late)


def test_list_is_in_order_and_its_number_counts_what_a_line_stands_for(monkeypatch: pytest.MonkeyPatch) -> None:
    hour = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
    given = [
        thing("many", tasks=40, count=40),
        thing("old", since=hour),
        thing("households", count=700),
        thing("later", due=dt.date(2026, 3, 22)),
        thing("sooner", due=dt.date(2026, 3, 21)),
        thing("back", back=True),
    ]
    monkeypatch.setattr(waiting, "_sources", [lambda user, today: given[:3], lambda user, today: given[3:]])

    found = waiting_for(User(), TODAY)

    assert [each.key for each in found] == ["back", "sooner", "later", "old", "many", "households"]
    assert number_of(found) == 45
    assert [(group.urgency, group.number) for group in grouped(found, TODAY)] == [
        (Urgency.BACK, 1),
        (Urgency.SOON, 2),
        (Urgency.OPEN, 42),
    ]


# The number in the menu


@pytest.mark.parametrize(
    ("cookie", "number"),
    [
        ("7.12.{now}", 12),
        ("7.12.{now}.3", 12),
        ("8.12.{now}", None),
        ("7.12.{old}", None),
        ("7.12.{later}", None),
        ("7.-1.{now}", None),
        ("7.<b>.{now}", None),
        ("7.12", None),
        ("", None),
        ("." * 1_000, None),
        ("7.١٢.{now}", None),
    ],
)
def test_number_is_believed_only_as_it_was_written_for_the_person(cookie: str, number: int | None) -> None:
    now = timezone.now()
    moments = {"now": now, "old": now - dt.timedelta(hours=13), "later": now + dt.timedelta(minutes=1)}
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = cookie.format(**{name: int(at.timestamp()) for name, at in moments.items()})
    request.user = User(pk=7)

    found = known(request, now)

    assert (found.number if found else None) == number


@pytest.fixture
def officer(db: None) -> User:
    """Keeps a fund with one suất that is not paid; the name of its campaign was looked over."""
    fund = make_fund(make_ward("Phường 5", make_district()), cash=10_000_000)
    make_grant(fund)
    person = make_user("quy5", (Role.FUND_OFFICER, fund.unit))
    Campaign.objects.update(looked_at=timezone.now(), looked_by=person, outside_name="Đợt thử")
    return person


def test_every_page_shows_the_number_once_it_was_counted_and_says_when(client: Client, officer: User) -> None:
    client.force_login(officer)
    page = reverse("scholarships:fund-list")
    before = client.get(page).content.decode()

    told_to_script = client.get(reverse("desk:number")).json()
    after = client.get(page).content.decode()

    assert told_to_script["number"] == 1
    assert told_to_script["words"].startswith("1 việc đang chờ, đếm lúc ")
    assert 'title="1 việc đang chờ, đếm lúc ' not in before
    assert after.count(f'title="{told_to_script["words"]}"') == 3
    assert after.count(">1</span>") == 3


def test_every_page_shows_how_many_notices_are_not_read(client: Client, officer: User) -> None:
    client.force_login(officer)
    keep({officer.pk: reminders([thing(due=TODAY)], TODAY)}, timezone.now())

    told_to_script = client.get(reverse("desk:number")).json()
    page = client.get(reverse("scholarships:fund-list")).content.decode()
    client.get(reverse("desk:notice-open", args=[Notice.objects.latest("pk").pk]))

    assert told_to_script["unread"] == 2
    assert told_to_script["unread_words"].startswith("2 thông báo chưa đọc, đếm lúc ")
    assert page.count(f'title="{told_to_script["unread_words"]}"') == 2
    assert client.cookies[COOKIE].value == ""
    assert client.get(reverse("desk:number")).json()["unread"] == 1


def test_number_is_dropped_by_whatever_the_person_sends(client: Client, officer: User) -> None:
    client.force_login(officer)
    client.get(reverse("home"))
    assert client.cookies[COOKIE].value.split(".")[:2] == [str(officer.pk), "1"]

    client.post(reverse("password_change"), {})

    assert client.cookies[COOKIE].value == ""


def test_number_of_nobody_else_is_told(client: Client, officer: User) -> None:
    assert client.get(reverse("desk:number"), headers={"Accept": "application/json"}).status_code == 401
    client.force_login(make_user("quy6", (Role.FUND_OFFICER, make_ward("Phường 6", make_district("Quận 3")))))

    assert client.get(reverse("desk:number")).json()["number"] == 0


def test_number_says_when_it_was_counted() -> None:
    counted = Counted(3, dt.datetime(2026, 3, 20, 7, 5, tzinfo=dt.UTC))

    assert counted.words == "3 việc đang chờ, đếm lúc 14:05"


# Money


def test_suat_wait_for_the_fund_that_keeps_them_until_they_are_paid(officer: User) -> None:
    first = Grant.objects.get()
    make_grant(first.fund, 500_000, make_recipient(first.fund, "Trần Văn Khác"))
    pay(first, 400_000)

    (line,) = waiting_for(officer, TODAY)
    assert (line.sentence, line.facts, line.count) == (
        "Quỹ khuyến học: 2 suất chưa chi đủ",
        ("còn phải chi 1.100.000 đồng",),
        2,
    )
    pay(first, 600_000)
    (line,) = waiting_for(officer, TODAY)
    assert (line.count, line.facts) == (1, ("còn phải chi 500.000 đồng",))


def test_no_script_reads_the_numbers_in_the_browser() -> None:
    answer = told(HttpResponse(), User(pk=1), Counted(3, timezone.now()))

    assert answer.cookies[COOKIE]["httponly"]
