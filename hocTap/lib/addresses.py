"""Addresses of pages by the hundred: a list asks the router once for a page, not once for each of its rows."""

from __future__ import annotations

from functools import cache

from django.urls import reverse

ANY = 7_777_777_777
"""The id for which a page is looked up; its digits stand in no address of ours."""


def page_of(name: str, pk: int) -> str:
    """The page of a row, by the name of the page: "titles:candidate-detail", 5 → "/danh-hieu/so/5/"."""
    before, after = _around(name)
    return f"{before}{pk}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[ANY]).partition(str(ANY))
    return before, after
