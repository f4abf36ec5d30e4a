"""The address of a row's page is the router's own."""

from __future__ import annotations

from django.urls import reverse

from hocTap.lib.addresses import page_of


def test_page_of_a_row_has_the_address_that_the_router_gives() -> None:
    pages = ("titles:candidate-detail", "indicators:submission-entry", "titles:nomination-detail")

    found = {(name, pk): page_of(name, pk) for name in pages for pk in (1, 78, 10**18 - 1)}

    assert found == {(name, pk): reverse(name, args=[pk]) for name, pk in found}
