"""Asks every address as everybody and writes down who got which answer."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import admin
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.things import things_of
from units.models import User

PEOPLE = {
    "phuong5": "officer of Phường 5, the ward that the rows are of",
    "phuong8": "officer of the ward beside it",
    "quy5": "fund officer of Phường 5",
    "phonggd": "district office above it",
    "xetduyet": "title approver of the district",
    "quy": "fund officer of the district",
    "hoabinh": "officer of the ward that took Phường 5 over",
    "sogddt": "the province's office",
    "lanhdao": "leader of the province, who only reads",
    "thanhxuan": "district office of another province",
    "quantri": "administrator",
    "(nobody)": "a visitor who did not log in",
}
"""Who asks: the head of each column, and who that is."""
NOBODY = "(nobody)"
METHODS = ("GET", "POST")
KEPT_BY_CACHES = {
    "opening:dictionary": "words of the catalogue, for everybody",
    "opening:newest": "opened by an office for everybody: sums without names",
    "opening:page": "the same",
    "opening:csv": "the same",
    "opening:json": "the same",
}
"""Addresses that caches on the way may keep, with the reason."""
NOT_ASKED = {"logout", "login"}
"""The two that end or begin a session; tests/test_frame.py has them."""


@dataclass(frozen=True)
class Address:
    """An address of the site, about one thing in one state."""

    name: str
    state: str
    url: str


@dataclass(frozen=True)
class Given:
    """All that was answered: the word for each person, by address, method and state; and what must not be."""

    answers: dict[tuple[str, str], dict[str, tuple[str, ...]]]
    broken: list[str]
    kept: list[str]


def all_patterns() -> Iterator[tuple[str, list[str]]]:
    """The name of every pattern and its parameters, found by walking the resolver."""
    yield from _patterns(get_resolver().url_patterns, "", [])


def _patterns(patterns: list[Any], space: str, before: list[str]) -> Iterator[tuple[str, list[str]]]:
    for each in patterns:
        own = before + list(each.pattern.converters or each.pattern.regex.groupindex)
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns, f"{each.namespace}:" if each.namespace else space, own)
        elif isinstance(each, URLPattern) and each.name:
            yield f"{space}{each.name}", own


def addresses(names: dict[str, list[str]]) -> Iterator[Address]:
    for name, parameters in sorted(names.items()):
        for state, facts in things_of(name, parameters).items():
            yield Address(name, state, reverse(name, kwargs=dict(facts)))


def ask_all(asked: Iterable[Address]) -> Given:
    """Every address as everybody, by each method that it takes. Nothing of what is sent stays.

    A form is opened in the first of its states, and sent in all of them.
    """
    given = Given({}, [], [])
    logging.disable()  # thousands of refusals, each kept by the test runner with all that led to it
    try:
        _ask(asked, given)
    finally:
        logging.disable(logging.NOTSET)
    return given


def _ask(asked: Iterable[Address], given: Given) -> None:
    clients = {name: client_of(name) for name in PEOPLE}
    for name, of_name in groupby(asked, key=lambda each: each.name):
        states = list(of_name)
        sent = [(each, by_all("POST", each, clients, given)) for each in states]
        takes_post = any(words for _, words in sent)
        opened = [(each, by_all("GET", each, clients, given)) for each in (states[:1] if takes_post else states)]
        for method, answers in (("GET", opened), ("POST", sent)):
            if any(words for _, words in answers):
                given.answers[name, method] = {each.state: words for each, words in answers if words}


def by_all(method: str, asked: Address, clients: Mapping[str, Client], given: Given) -> tuple[str, ...]:
    """What each person was answered; nothing where the address does not take the method (the first person tells)."""
    words: list[str] = []
    for person, client in clients.items():
        answer = send(client, method, asked.url)
        if answer.status_code == 405 and not words:
            return ()
        words.append(word_for(answer, method))
        if answer.status_code >= 500:
            given.broken.append(f"{method} {asked.name} ({asked.state}) as {person}: {answer.status_code}")
        if "no-store" not in answer.get("Cache-Control", "") and asked.name not in KEPT_BY_CACHES:
            given.kept.append(f"{method} {asked.name} as {person}: {answer.get('Cache-Control', 'may be kept')}")
    return tuple(words)


def client_of(person: str) -> Client:
    """A browser that asks for data where it can, so that a refusal is a line and not a page."""
    client = Client(raise_request_exception=False, headers={"accept": "application/json"})
    if person != NOBODY:
        client.force_login(User.objects.get(username=person))
    return client


def send(client: Client, method: str, url: str) -> Any:
    """The answer; what it wrote, counted or ended is as it was before."""
    cookies = deepcopy(client.cookies)
    cache.clear()
    with transaction.atomic():
        answer = client.generic(method, url, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def word_for(answer: Any, method: str) -> str:
    """What an answer means to whoever asked."""
    status, where = answer.status_code, answer.get("Location", "")
    if status == 302 and where.startswith(("/dang-nhap/", "/quan-tri/login/")):
        return "login"
    if status == 302 and method == "GET":
        return "on"
    told = {200: "yes", 302: "yes", 422: "yes", 401: "login", 403: "no", 404: "-", 409: "late"}
    return told.get(status, str(status))


def is_of_the_administration(name: str) -> bool:
    return name.startswith(f"{admin.site.name}:")


def names_of_the_site() -> dict[str, list[str]]:
    """The names that the table tells of, with their parameters; the administration has a test of its own."""
    return {
        name: parameters
        for name, parameters in all_patterns()
        if not is_of_the_administration(name) and name not in NOT_ASKED
    }
