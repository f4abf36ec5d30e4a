"""Addresses of pages by the hundred: the router is asked once for a page, not once for each row or each showing."""

from __future__ import annotations

from functools import cache, lru_cache

from django.urls import reverse

ANY = 7_777_777_777
"""The id for which a page is looked up; its digits stand in no address of ours."""

MOST_KEPT = 5_000


@lru_cache(maxsize=MOST_KEPT, typed=True)
def address_of(name: str, *parts: object) -> str:
    """What Django's `reverse` gives for the name and the parts of the address; raises NoReverseMatch as it does."""
    return reverse(name, args=parts)


def page_of(name: str, pk: int) -> str:
    """The page of a row, by the name of the page: "titles:candidate-detail", 5 → "/danh-hieu/so/5/"."""
    before, after = _around(name)
    return f"{before}{pk}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[ANY]).partition(str(ANY))
    return before, after
