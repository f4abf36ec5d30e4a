"""Units are suggested while a name is typed: without marks, shortened, by whole paths, of one's own remit only."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_district, make_unit, make_user, make_ward
from units.enums import Role, UnitKind
from units.looking import Meaning, meaning, other_meanings
from units.models import Unit, User
from units.naming import MOST_LISTED, MOST_OFFERED, Scope

pytestmark = pytest.mark.django_db

WARDS = Scope((UnitKind.WARD,))


@pytest.mark.parametrize(
    ("typed", "first", "others"),
    [
        ("P.5, Q.11", Meaning("phuong 5", ("quan 11",)), []),
        ("p5 q11", Meaning("phuong 5 quan 11"), [Meaning("phuong 5", ("quan 11",))]),
        (
            "phường 05 quận 11 tphcm",
            Meaning("phuong 5 quan 11 ho chi minh"),
            [Meaning("phuong 5", ("quan 11", "ho chi minh"))],
        ),
        ("hoa binh hcm", Meaning("hoa binh ho chi minh"), [Meaning("hoa binh", ("ho chi minh",))]),
        ("kp3 p5, q11", Meaning("khu pho 3 phuong 5", ("quan 11",)), [Meaning("khu pho 3", ("phuong 5", "quan 11"))]),
        ("ha noi", Meaning("ha noi"), [Meaning("ha", ("noi",))]),
        ("x", Meaning("x"), []),
        (" , ", Meaning(""), []),
    ],
)
def test_words_are_spelt_out_and_divided(typed: str, first: Meaning, others: list[Meaning]) -> None:
    assert meaning(typed) == first
    assert other_meanings(typed) == others


@pytest.fixture
def places() -> dict[str, Unit]:
    """Two districts of a city, each with a Phường 5; a Phường Hà Nam of Hà Nội."""
    city, capital = (make_unit(name, UnitKind.PROVINCE) for name in ("Thành phố Hồ Chí Minh", "Thành phố Hà Nội"))
    q1, q11 = make_district("Quận 1", city), make_district("Quận 11", city)
    found = {"city": city, "capital": capital, "q1": q1, "q11": q11, "p5": make_ward("Phường 5", q11)}
    return {**found, "other": make_ward("Phường 5", q1), "nam": make_ward("Phường Hà Nam", capital)}


@pytest.fixture
def administrator(places: dict[str, Unit]) -> User:
    return make_user("quan-tri", (Role.ADMINISTRATOR, places["city"]))


def suggested(client: Client, words: str, scope: Scope = WARDS) -> list[str]:
    answer: Any = client.get(reverse("units:suggest"), {"tim": words, "trong": scope.signed()}).json()
    return [each["text"] for each in answer["units"]]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("p5 q11", ["Phường 5, Quận 11, Thành phố Hồ Chí Minh"]),
        ("phuong 5 quan 1", ["Phường 5, Quận 1, Thành phố Hồ Chí Minh"]),
        ("p5 hcm", ["Phường 5, Quận 11, Thành phố Hồ Chí Minh", "Phường 5, Quận 1, Thành phố Hồ Chí Minh"]),
        ("ha nam ha noi", ["Phường Hà Nam, Thành phố Hà Nội"]),
        ("", []),
        (",", []),
        ("%", []),
        ("không có", []),
    ],
)
def test_units_are_suggested_by_their_whole_paths(
    client: Client, administrator: User, words: str, found: list[str]
) -> None:
    client.force_login(administrator)

    assert suggested(client, words) == found


def test_ha_noi_is_the_city_itself_and_not_what_begins_so_below_it(client: Client, administrator: User) -> None:
    client.force_login(administrator)

    assert suggested(client, "ha noi", Scope()) == ["Thành phố Hà Nội"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Hòa", ["Phường Hòa Bình"]),
        ("hóa", ["Phường Hóa An"]),
        ("hoa", ["Phường Hòa Bình", "Phường Hóa An"]),
        ("Hòa Bình, Quận 11", ["Phường Hòa Bình"]),
        ("Hòa Bình, Quán 11", []),
        ("Hóa An Quận 11", ["Phường Hóa An"]),
        ("P. Hóa An q11", ["Phường Hóa An"]),
    ],
)
def test_marks_that_were_typed_are_meant(places: dict[str, Unit], typed: str, found: list[str]) -> None:
    for name in ("Phường Hòa Bình", "Phường Hóa An"):
        make_ward(name, places["q11"])

    assert sorted(str(unit) for unit in Unit.objects.matching(typed)) == sorted(found)


def test_nothing_outside_the_remit_or_the_form_is_suggested(client: Client, places: dict[str, Unit]) -> None:
    client.force_login(make_user("quan11", (Role.DISTRICT_OFFICE, places["q11"])))

    assert suggested(client, "p5") == ["Phường 5, Quận 11, Thành phố Hồ Chí Minh"]
    assert suggested(client, "quan 11") == []
    assert suggested(client, "p5", Scope(under=(places["q1"].pk,))) == []
    assert suggested(client, "p5", Scope((UnitKind.WARD,), on=dt.date(1900, 1, 1))) == []


def test_a_scope_that_no_form_signed_is_not_found(client: Client, administrator: User) -> None:
    client.force_login(administrator)

    for forged in ("", "abc", WARDS.signed()[:-1]):
        assert client.get(reverse("units:suggest"), {"tim": "p5", "trong": forged}).status_code == 404


def test_suggestions_take_the_same_queries_whatever_their_number(client: Client, places: dict[str, Unit]) -> None:
    client.force_login(make_user("quan11", (Role.DISTRICT_OFFICE, places["q11"])))
    counts = []

    for number in (1, MOST_OFFERED + 5):
        for each in range(number):
            make_ward(f"Phường Bình {number} {each}", places["q11"])
        with CaptureQueriesContext(connection) as queries:
            found = suggested(client, "binh")
        counts.append(len(queries))

    assert len(found) == MOST_OFFERED > MOST_LISTED
    assert counts == [6, 6]
