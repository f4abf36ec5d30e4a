"""Every address that the site answers, found by walking the resolver."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern
from django.utils.regex_helper import normalize

SAMPLES = {
    "id": "1",
    "year": "2020",
    "int": "1",
    "str": "x",
    "slug": "x",
    "path": "x",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def filled(pattern: URLPattern | URLResolver) -> str:
    """One part of an address, with an example for each of its parameters."""
    if isinstance(pattern.pattern, RegexPattern):
        words = str(pattern.pattern)
        words = re.sub(r"\(\?P<\w+>(\w+)\|[^)]*\)", r"\1", words)  # the first of several words
        form, names = normalize(words)[0]
        return str(form % dict.fromkeys(names, "x"))
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], str(pattern.pattern))


def walk(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    for pattern in patterns:
        address = before + filled(pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, address)
        else:
            yield address


def all_addresses() -> list[str]:
    return sorted(set(walk(get_resolver().url_patterns)))


def all_names() -> set[str]:
    """The name of every address, with its space: "indicators:submission-approve"."""
    return set(_names(get_resolver().url_patterns, ""))


def _names(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _names(each.url_patterns, f"{each.namespace}:" if each.namespace else space)
        elif each.name:
            yield f"{space}{each.name}"
