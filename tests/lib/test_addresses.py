"""Addresses that are worked out once are the router's own."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from hocTap.lib.addresses import address_of, page_of


def test_page_of_a_row_has_the_address_that_the_router_gives() -> None:
    pages = ("titles:candidate-detail", "indicators:submission-entry", "titles:nomination-detail")

    found = {(name, pk): page_of(name, pk) for name in pages for pk in (1, 78, 10**18 - 1)}

    assert found == {(name, pk): reverse(name, args=[pk]) for name, pk in found}


def test_address_with_parts_is_the_one_that_the_router_gives() -> None:
    asked: list[tuple[str, tuple[object, ...]]] = [
        ("home", ()),
        ("titles:approval-of", ("household", 2021)),
        ("titles:approval-of", ("clan", 2021)),
        ("titles:approval-of", ("clan", "2021")),
    ]

    assert [address_of(name, *parts) for name, parts in asked] == [reverse(name, args=parts) for name, parts in asked]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ('{% url "indicators:submission-entry" pk %}', "/so-lieu/5/nhap/"),
        ('{% url "indicators:submission-entry" pk=pk %}', "/so-lieu/5/nhap/"),
        ("{% url name pk as where %}[{{ where }}]", "[/so-lieu/5/nhap/]"),
        ('{% url "no:such" pk as where %}[{{ where }}]', "[]"),
        ('{% url "admin:index" %}', "/quan-tri/"),
    ],
)
def test_address_in_a_template_is_written_as_django_writes_it(words: str, shown: str) -> None:
    context = Context({"pk": 5, "name": "indicators:submission-entry", "request": RequestFactory().get("/")})

    assert Template(words).render(context) == shown


def test_address_of_no_page_raises_in_a_template_as_it_does_in_django() -> None:
    with pytest.raises(NoReverseMatch):
        Template('{% url "no:such" %}').render(Context())
