"""Opening the periods of several years at once."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse

from hocTap.lib.refusals import Refused
from indicators.enums import PeriodKind
from indicators.models import Period
from indicators.rules.periods import usual_periods
from indicators.workflow.periods import open_periods
from tests.factories import make_district, make_user
from tests.indicators.factories import make_period
from units.enums import Role
from units.models import User

PAGE = "indicators:periods-open"
ASKED = {"kind": "calendar_year", "first": "2020", "last": "2022", "days_after": "15"}


@pytest.fixture
def administrator(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("quantri", password=None, full_name="Lê Văn Bình"))
    return client


@pytest.mark.parametrize(
    ("kind", "labels", "first", "last"),
    [
        (PeriodKind.CALENDAR_YEAR, ["Năm 2020"], dt.date(2020, 1, 1), dt.date(2020, 12, 31)),
        (PeriodKind.SCHOOL_YEAR, ["Năm học 2020-2021"], dt.date(2020, 9, 1), dt.date(2021, 8, 31)),
        (PeriodKind.ASSOCIATION_YEAR, ["Năm công tác 2020"], dt.date(2019, 11, 16), dt.date(2020, 11, 15)),
        (
            PeriodKind.HALF_YEAR,
            ["6 tháng đầu năm 2020", "6 tháng cuối năm 2020"],
            dt.date(2020, 1, 1),
            dt.date(2020, 12, 31),
        ),
        (PeriodKind.QUARTER, [f"Quý {n} năm 2020" for n in (1, 2, 3, 4)], dt.date(2020, 1, 1), dt.date(2020, 12, 31)),
    ],
)
def test_usual_periods_fill_their_year_without_gap(
    kind: PeriodKind, labels: list[str], first: dt.date, last: dt.date
) -> None:
    found = usual_periods(kind, 2020, 2020, days_after=15)

    assert [each.label for each in found] == labels
    assert (found[0].starts_on, found[-1].ends_on) == (first, last)
    assert all(a.ends_on + dt.timedelta(days=1) == b.starts_on for a, b in pairwise(found))
    assert all(each.due_on - each.ends_on == dt.timedelta(days=15) for each in found)


@pytest.mark.django_db
def test_periods_that_are_there_stay_and_the_others_are_opened() -> None:
    kept = make_period(2021)

    opened = open_periods(usual_periods(PeriodKind.CALENDAR_YEAR, 2020, 2022, days_after=15))

    assert [each.year for each in opened] == [2020, 2022]
    assert Period.objects.get(year=2021).due_on == kept.due_on


@pytest.mark.django_db
def test_nothing_to_open_is_refused() -> None:
    make_period(2020)

    with pytest.raises(Refused, match="đã có đủ"):
        open_periods(usual_periods(PeriodKind.CALENDAR_YEAR, 2020, 2020, days_after=15))


def test_page_shows_each_period_before_it_is_opened(administrator: Client) -> None:
    shown = administrator.post(reverse(PAGE), ASKED)
    assert "Sẽ mở 3 kỳ" in shown.content.decode()
    assert not Period.objects.exists()

    answer = administrator.post(reverse(PAGE), {**ASKED, **dict(shown.context["sent"])})

    assert answer.status_code == 302
    assert list(Period.objects.values_list("label", flat=True)) == ["Năm 2020", "Năm 2021", "Năm 2022"]


def test_years_in_the_wrong_order_are_said_on_the_form(administrator: Client) -> None:
    answer = administrator.post(reverse(PAGE), ASKED | {"last": "2019"})

    assert answer.status_code == 422
    assert "Năm cuối không được trước năm đầu" in answer.content.decode()


def test_only_administrators_open_periods(client: Client, db: None) -> None:
    client.force_login(make_user("phonggd", (Role.DISTRICT_OFFICE, make_district())))

    assert client.get(reverse(PAGE)).status_code == 403
