"""Every page and every form of the site, reached by walking it: what holds for all of them, and fails for a new one."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import DjangoDbBlocker

from tests import databases, scenes
from tests.walk import MARKS, DeadEnd, Place, SentForm, example, forms_of, links_of, name_of, walk
from units.models import User
from units.readers import OWN_BUSINESS

PERSONS = ("phuong5", "phonggd", "xetduyet", "quy5", "quy", "hoabinh", "lanhdao", "quantri")
TYPED = "Chữ gõ thử ★ 12:34"

NOT_PAGES = {"login", "logout"}
LED_TO_BY_A_FORM = {
    "enter": "the page of logging in leads there, which is for strangers",
    "units:suggest": "answers the script of a typed choice of a unit",
    "units:verification-list": "the demonstration's units were entered with their decisions, none by a later list",
    "units:verification-propose": "the same",
    "units:verification-answer": "the same",
    "papers:run-ask": "a button where certificates are of several khu phố; the demonstration's are of one",
    "papers:run-detail": "a run is there only while certificates of a decision are printed by the worker",
    "papers:run-progress": "the same; answers a script",
    "papers:run-zip": "the same; a file",
    "papers:run-file": "the same; a file",
    "papers:document-signed": "a signed copy begins with a file, which a walk does not choose",
    "reports:report-signed": "the same",
    "check": "the QR on a printed certificate leads strangers there",
    "province-begin": "before the door, where a province keeps accounts",
    "province-back": "the same; the province's page leads there",
    "forgotten": "before the door, where letters can be sent",
    "second-step": "a right password leads there, for people with a second step",
    "units:proposal-list": "only while a post waits for a second person's word",
    "account:codes": "only for people with a second step; nobody of the demonstration has one",
    "account:factor-end": "the same",
    "account:reset": "the same, from the page of such a person",
    "account:unlock": "only while somebody typed a wrong password often",
    "enter-code": "a slip leads there; by the hand of whoever holds it",
    "units:slip-revoke": "only while somebody has a slip that was not used",
    "units:slip-print": "the same",
    "indicators:submission-take": "a form by Excel begins with a file, which a walk does not choose",
    "indicators:figures-take": "the same, of all units",
    "data-value-sets": "asked by other systems, with a key",
    "uploads:undo": "the same",
    "uploads:read-again": "only while the worker does not read",
    "uploads:answer": "an upload begins with a file, which a walk does not choose",
    "uploads:confirm": "an upload begins with a file, which a walk does not choose",
    "uploads:detail": "the same",
    "titles:criteria-paper": "the original of a set begins with a file, which a walk does not choose",
    "uploads:progress": "the same; answers a script",
    "uploads:returned": "the same; a file",
    "desk:notice-open": "nobody of the demonstration was told of anything yet",
    "desk:notices-read": "the same",
    "desk:calendar": "a secret address; only a calendar program knows it",
    "desk:calendar-revoke": "only while somebody has such an address",
    "papers:document-excel": "a workbook with names, for whom it was given as a duty: nobody who files papers here was",
    "desk:job-cancel": "only while somebody has a job under way",
    "commendations:draft-add": "the form that chooses unit and kind leads there",
    "files:detail": "only a list of more than 5.000 rows becomes a file of the worker's",
    "files:progress": "the same; answers a script",
    "files:download": "the same; a file",
    "titles:job-progress": "answers a script",
    "desk:number": "answers the script of the number in the menu",
    "titles:job-detail": "a job is there only while thousands are recognised",
    "titles:job-resume": "the same",
    "indicators:submission-cells": "answers the script of the entry page",
    "titles:slip-edit": "of the sets only one is opened, which has no forms of its own",
    "titles:score-cells": "answers the script of the grid of scores",
    "titles:score-finish": "a row waits only between a set without a rule and the choice of one",
    "indicators:figures-approve": "a button while sheets of the year shown wait with nothing open",
    "indicators:figures-check": "only where units approved sheets themselves that nobody above has checked",
    "indicators:submission-submit": "the entry page leads there when it is sent whole",
    **dict.fromkeys(
        (
            "indicators:submission-check",
            "indicators:submission-reopen",
            "indicators:submission-withdraw",
            "titles:appraise",
            "titles:candidate-merge",
            "titles:candidate-undo",
            "titles:decision-join",
            "titles:decision-sign",
            "titles:minutes-correct",
            "titles:nomination-reinstate",
            "titles:nomination-reopen",
            "titles:nomination-withdraw",
            "titles:procedure-unconfirm",
            "titles:proposal-recall",
            "titles:propose",
            "titles:reject",
            "titles:reopen",
            "titles:return",
            "titles:slip-confirm",
            "titles:slip-unconfirm",
            "titles:unit-register",
            "units:decision-void",
            "titles:community-divide",
        ),
        "a step from a state in which nothing of the demonstration stands; tried by the tests of its workflow",
    ),
}
"""Addresses that no link of the demonstration leads to, with the reason."""

NEW_WITH_PROPOSALS = {
    "account:app-add": "the name of a new device",
    "account:key-add": "the same",
    "starting:start": "the years of a new office",
    "starting:collecting": "the forms, years and days of periods to be opened",
    "starting:people": "the units and posts for which names are to be typed",
    "reports:report-make": "the years of a new report",
    "titles:candidate-step": "the day of a new step",
    "titles:move-ask": "the day of a move",
    "indicators:periods-open": "the years of new periods and the days after their ends",
    "titles:criteria-copy": "the name, issuer and place of the set that is copied",
    "titles:procedure-follow": "who proposes, evaluates and signs in the procedure that is followed",
    "indicators:target-add": "the unit and the reach that most targets have",
    "scholarships:receipt-add": "the number that follows the last one",
    "scholarships:gift-add": "the same",
    "scholarships:expense-add": "the same",
    "scholarships:move-add": "the fund itself, since cash is mostly brought to the bank",
    "scholarships:donor-join": "the name that is near",
    "indicators:plan-add": "the year of a new plan",
    "indicators:form-use": "the year from which an optional form is used",
}
"""Forms whose fields are filled with proposals for something new: nobody's words can be overwritten."""


@pytest.fixture(scope="module")
def dead_ends() -> list[DeadEnd]:
    """Filled by the walk."""
    return []


@pytest.fixture(scope="module")
def places(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, dead_ends: list[DeadEnd]
) -> Iterator[list[Place]]:
    """The demonstration, walked once by each person for all the tests here."""
    with django_db_blocker.unblock():
        start = ("/", *scenes.work_under_way())
        people = [User.objects.get(username=name) for name in PERSONS]
        yield [place for person in people for place in walk(person, start, dead_ends=dead_ends)]
        databases.empty_again()


@pytest.fixture(scope="module")
def sent_forms(places: list[Place]) -> list[SentForm]:
    """One form of each kind, as one who may send it finds it."""
    kinds = {(form.place.name, form.name): form for place in places for form in forms_of(place)}
    return list(kinds.values())


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """The names of all addresses, those of the administration left aside (its own walk is in test_admin)."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            yield f"{space}{pattern.name}"


def test_every_address_is_reached_by_a_link_or_a_button(places: list[Place]) -> None:
    linked = {name_of(link) for place in places for link in links_of(place)}
    pressed = {form.name for place in places for form in forms_of(place)}
    reached = {place.name for place in places} | linked | pressed | NOT_PAGES | LED_TO_BY_A_FORM.keys()

    assert sorted(set(names(get_resolver().url_patterns)) - reached) == []


def test_person_who_only_reads_is_shown_no_form_that_is_refused(places: list[Place]) -> None:
    opened = [place for place in places if place.person == "lanhdao"]

    assert len({place.name for place in opened}) > 20
    shown = {form.name: form.place.url for place in opened for form in forms_of(place)}
    assert {name: url for name, url in shown.items() if name not in OWN_BUSINESS} == {}


def test_person_who_only_reads_is_led_to_no_page_that_is_refused(places: list[Place]) -> None:
    links = {link: place.url for place in places if place.person == "lanhdao" for link in links_of(place)}
    few = {(name_of(link), urlsplit(where).path.strip("/0123456789")): link for link, where in links.items()}
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="lanhdao"))

    answers = {link: client.get(link).status_code for (name, _), link in few.items() if name}

    assert {link: (status, links[link]) for link, status in answers.items() if status >= 400} == {}


def test_nobody_is_led_to_a_page_that_is_refused(places: list[Place], dead_ends: list[DeadEnd]) -> None:
    assert places
    assert dead_ends == []


def test_no_page_holds_a_style_that_the_security_policy_forbids(places: list[Place]) -> None:
    assert {place.name: place.url for place in places if place.html.xpath("//@style|//style")} == {}


def test_form_that_changes_what_is_kept_knows_what_the_person_saw(sent_forms: list[SentForm]) -> None:
    blind = {
        form.name: form.prefilled
        for form in sent_forms
        if form.prefilled and not any(name.startswith(MARKS) for name in form.hidden)
    }

    assert {name: fields for name, fields in blind.items() if name not in NEW_WITH_PROPOSALS} == {}


def test_refused_form_still_holds_what_was_typed(sent_forms: list[SentForm]) -> None:
    lost = {}
    for form in sent_forms:
        if not form.typed:
            continue
        with transaction.atomic():
            answer = client_of(form).post(form.action, form.filled(lambda _: TYPED))
            transaction.set_rollback(True)
        kept = answer.status_code in (409, 422) and TYPED in answer.content.decode()
        if not kept and answer.status_code not in (200, 302):
            lost[form.name] = answer.status_code

    assert lost == {}


def test_exceptions_are_addresses_that_are_still_there() -> None:
    known = set(names(get_resolver().url_patterns))

    assert (LED_TO_BY_A_FORM.keys() | NEW_WITH_PROPOSALS.keys()) - known == set()


def test_form_sent_twice_writes_once(sent_forms: list[SentForm]) -> None:
    taken, doubled = set(), {}
    for form in sent_forms:
        sent = form.filled(example)
        with transaction.atomic():
            client = client_of(form)
            first = client.post(form.action, sent)
            if first.status_code == 302:
                taken.add(form.name)
                before = rows()
                second = client.post(form.action, sent)
                if rows() != before or second["Location"] != first["Location"]:
                    doubled[form.name] = second.status_code
            transaction.set_rollback(True)

    assert doubled == {}
    assert len(taken) >= 10, sorted(taken)


def client_of(form: SentForm) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username=form.place.person))
    return client


def rows() -> dict[str, int]:
    """How many rows each table has, those of the frame (sessions, history of pages seen) left aside."""
    own = ("units", "awards", "indicators", "reports")
    models = [model for model in apps.get_models() if model._meta.app_label in own]
    return {model._meta.label: model._default_manager.count() for model in models}
