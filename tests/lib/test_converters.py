"""Numbers in addresses are bounded, on every page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse

from tests.factories import make_district, make_user
from units.enums import Role


@pytest.mark.parametrize("number", ["99999999999999999999", "1234567890123456789", "-1", "1.5", "٣"])
def test_a_number_that_no_key_can_be_is_no_address(number: str) -> None:
    with pytest.raises(Resolver404):
        resolve(f"/don-vi/{number}/")


def test_the_longest_key_is_an_address_and_a_longer_one_is_not_made() -> None:
    assert resolve(reverse("units:unit-detail", args=[10**18 - 1])).kwargs == {"pk": 10**18 - 1}
    with pytest.raises(NoReverseMatch):
        reverse("units:unit-detail", args=[10**18])


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["99999999999999999999", "9223372036854775808", "999999999999999999"])
def test_such_an_address_is_answered_with_a_page_that_says_so(client: Client, number: str) -> None:
    client.force_login(make_user("lan", (Role.DISTRICT_OFFICE, make_district())))

    answer = client.get(f"/don-vi/{number}/")

    assert (answer.status_code, "Địa chỉ này không có" in answer.content.decode()) == (404, True)


def converters(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        yield from ((str(pattern.pattern), type(each).__name__) for each in pattern.pattern.converters.values())
        if isinstance(pattern, URLResolver):
            yield from converters(pattern.url_patterns)


def test_no_address_takes_a_number_without_bounds() -> None:
    assert [address for address, name in converters(get_resolver().url_patterns) if name == "IntConverter"] == []
