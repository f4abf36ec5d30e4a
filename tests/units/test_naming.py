"""A unit is named with all above it wherever one is chosen; it is found by name first, by code second."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_district, make_unit, make_user, make_ward
from units import workflow
from units.enums import Role, UnitKind
from units.models import Unit
from units.naming import UnitChoice, UnitIterator, full_name, full_names

pytestmark = pytest.mark.django_db

DAY = dt.date(2020, 12, 31)


def two_cities() -> dict[str, Unit]:
    """Two wards of one name under two districts of a city; the second ended in 2024."""
    city = make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE)
    districts = [make_district(name, city) for name in ("Quận 10", "Quận 11")]
    one, two = (make_unit("Phường 4", parent=each, code=code) for each, code in zip(districts, "AB", strict=True))
    workflow.close_version(two, last_day=dt.date(2024, 12, 31))
    return {"city": city, "one": one, "two": two}


def test_a_full_name_holds_all_above_on_the_day() -> None:
    units = two_cities()

    assert full_name(units["one"], DAY) == "Phường 4, Quận 10, Thành phố Hồ Chí Minh"
    assert full_name(units["two"], DAY) == "Phường 4, Quận 11, Thành phố Hồ Chí Minh"
    assert full_name(units["two"], dt.date(2026, 1, 1)) == "Phường 4, Quận 11, Thành phố Hồ Chí Minh (đến 31/12/2024)"
    assert full_name(units["city"], DAY) == "Thành phố Hồ Chí Minh"
    assert full_name(units["one"], dt.date(1990, 1, 1)) == "Phường 4, Quận 10, Thành phố Hồ Chí Minh"


@pytest.mark.parametrize("number", [1, 3])
def test_full_names_take_two_queries_whatever_their_number(number: int) -> None:
    district = make_district()
    wards = [make_ward(f"Phường {each}", district).pk for each in range(1, number + 1)]

    with CaptureQueriesContext(connection) as queries:
        names = full_names(wards, DAY)

    assert len(queries) == 2
    assert list(names.values()) == [f"Phường {each}, Quận 11" for each in range(1, number + 1)]


def test_choices_of_units_are_full_names() -> None:
    two_cities()
    field = UnitChoice(queryset=Unit.objects.matching("phuong 4"), empty_label="– chọn –")

    assert [words for _, words in UnitIterator(field)] == [
        "– chọn –",
        "Phường 4, Quận 10, Thành phố Hồ Chí Minh",
        "Phường 4, Quận 11, Thành phố Hồ Chí Minh (đến 31/12/2024)",
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("phuong 4", ["Phường 4", "Phường 4", "Phường 41", "Xã Phường 4"]),
        ("Phường 4, quan 11", ["Phường 4"]),
        ("phường 4, quận 10, hồ chí minh", ["Phường 4"]),
        ("41", ["Phường 41", "Xã Khác"]),
        ("B", ["Phường 4"]),
        ("không có", []),
    ],
)
def test_units_are_found_by_name_first_and_by_code_second(words: str, found: list[str]) -> None:
    two_cities()
    for name, code in (("Phường 41", ""), ("Xã Phường 4", ""), ("Xã Khác", "41")):
        make_unit(name, code=code)

    assert [str(unit) for unit in Unit.objects.matching(words)] == found


def test_the_administration_suggests_and_shows_units_by_their_full_names(client: Client) -> None:
    units = two_cities()
    administrator = make_user("quan-tri", (Role.ADMINISTRATOR, units["city"]))
    person = make_user("lan", (Role.WARD_OFFICER, units["two"]))
    client.force_login(administrator)
    asked = {"app_label": "units", "model_name": "post", "field_name": "unit", "term": "phuong 4, quan 11"}

    suggested = client.get(reverse("admin:autocomplete"), asked).json()["results"]
    page = client.get(reverse("admin:units_user_change", args=[person.pk])).content.decode()

    name = "Phường 4, Quận 11, Thành phố Hồ Chí Minh (đến 31/12/2024)"
    assert suggested == [{"id": str(units["two"].pk), "text": name}]
    assert name in page
