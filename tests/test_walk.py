"""Every page and every form of the site, reached by walking it: what holds for all of them, and fails for a new one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from lxml import html
from pytest_django import DjangoDbBlocker

from awards.commendations.enums import Commended
from awards.commendations.models import Commendation
from awards.scholarships.enums import DonorKind
from awards.scholarships.models import Donor
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate
from hocTap.lib.answers import CONFIRMED, leads_to
from tests import databases, scenes
from tests.test_admin_pages import english
from tests.walk import MARKS, WAYS, DeadEnd, Place, SentForm, example, forms_of, links_of, name_of, walk
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
    "papers:document-signed-aside": "the same",
    "reports:report-signed": "the same",
    "reports:report-signed-aside": "the same",
    "indicators:form-unuse": "a button beside a form that nothing was written into; those in use have figures",
    "privacy:request-print": "a button of a request that was answered; those of the demonstration wait",
    "scholarships:request-print": "the same",
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
    "privacy:person-given": "the search leads there, with the boxes ticked",
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
            "privacy:basis-end",
            "privacy:retention-forget",
            "titles:candidate-consent-withdraw",
            "titles:candidate-undo",
            "titles:candidate-unrestrict",
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
    "titles:candidate-restrict": "the same",
    "titles:candidate-consent": "the same",
    "privacy:request-add": "the day on which a request came",
    "privacy:request-acknowledge": "the day of a new step",
    "privacy:request-extend": "the same",
    "privacy:request-answer": "the same",
    "privacy:retention-years": "the years that hold; each decision is a row of its own",
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

NOTED_OTHERWISE = {
    "titles:nomination-detail": "one holder's record, and who comes next: `Viewing`",
}
"""Pages with names of several people that leave no row of a list seen, with what they leave instead."""

FEW = 2
"""Rows of one table that a press may write without a question: the thing itself, and its pair."""

NOT_ASKED = {
    "desk:settings": "each box that the person ticks for himself is a row, and unticking it is the way back",
    "account:sessions-end": "ends the person's own logins elsewhere; the way back is to log in again",
    "units:person-email": "one person's row, written three times",
    "units:decision-void": "the years of a centre's service are worked out from its decisions; what was decided stays",
}
"""Presses that write more rows than the person typed fields, or take rows away, and ask nothing before."""

REFUSED_HERE = {
    **dict.fromkeys(
        (
            "indicators:figures-bring",
            "indicators:submission-bring",
            "papers:document-signed-add",
            "reports:report-signed-add",
            "starting:people",
            "titles:criteria-paper-add",
            "uploads:start",
        ),
        "begins with a file, which a walk does not choose",
    ),
    **dict.fromkeys(
        ("account:app-add", "account:key-add", "password_change"),
        "wants what the person alone has: a device, the password; writes his own one row",
    ),
    **dict.fromkeys(
        (
            "commendations:draft-sign",
            "indicators:form-use",
            "indicators:periods-open",
            "indicators:stated-add",
            "privacy:retention-years",
            "starting:collecting",
            "titles:criteria-copy",
            "units:record-new",
        ),
        "the demonstration has it already: the same achievement, the same years, the same person",
    ),
    **dict.fromkeys(
        (
            "reports:report-issue",
            "reports:statement-change",
            "titles:criteria-rule",
            "scholarships:recipient-join",
            "scholarships:sheet-add",
            "titles:decision-unsign",
            "titles:nomination-score",
            "units:community-undo",
        ),
        "what else stands there does not let it: a report issued, a profile joined, a later step",
    ),
    **dict.fromkeys(
        (
            "decision-reward",
            "indicators:target-add",
            "privacy:breach-end",
            "scholarships:anonymise",
            "scholarships:grant-add",
            "scholarships:grants-add",
            "scholarships:move-add",
            "scholarships:receipt-add",
            "scholarships:sheet-pay",
            "starting:start",
            "titles:criteria-edit",
            "units:centre-decide",
            "units:centre-found",
            "units:community-change",
            "units:community-grid",
            "units:community-rename",
            "units:post-correct",
        ),
        "one field says what another may hold (how many, cash or things, the day of a decision, names of parts), or a "
        "few lines of many are filled in; their own tests count what they write",
    ),
}
"""Presses that are refused however a walk fills the form in, so that nothing shows what they write, with the reason."""

OWN = ("units", "awards", "indicators", "reports")
CHANGES = re.compile(r'UPDATE "(\w+)"')
NO_ENGLISH = {"Excel", "Word", "PDF"}
WORDS = re.compile(r"\w+")
NOT_READ = re.compile(r"""<input[^>]*type="(?:radio|checkbox)"[^>]*>""")
"""Boxes to tick: what they send is read by nobody, their labels stand beside."""


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


def test_every_page_speaks_vietnamese(places: list[Place]) -> None:
    found = {}
    for place in {(place.name, place.person): place for place in places}.values():
        page = NOT_READ.sub("", html.tostring(place.html, encoding="unicode"))
        if said := english(page) - NO_ENGLISH:
            found[place.name] = sorted(said)[:5]

    assert found == {}


def test_no_list_offers_two_things_by_the_same_words(places: list[Place]) -> None:
    """Two wards of one name are told apart by who stands above them, wherever one is chosen."""
    alike = {}
    for place in places:
        for number, choice in enumerate(place.html.iterfind(".//select")):
            for group in [choice, *choice.iterfind("optgroup")]:
                words = [" ".join(option.text_content().split()) for option in group.iterfind("option")]
                if twice := sorted({each for each in words if words.count(each) > 1}):
                    alike[f"{place.url} {choice.get('name') or number}"] = twice[:3]

    assert alike == {}


def test_every_page_with_names_of_people_leaves_a_row_of_who_saw_them(places: list[Place]) -> None:
    """Households, citizens, people commended, people who gave; of children `NameAccess` is kept."""
    people = names_of_people()
    unsaid = {
        place.name: (place.person, place.url, sorted(seen)[:3])
        for place in places
        if not place.lists and len(seen := names_on(place, people)) > 1
    }

    assert {name: where for name, where in unsaid.items() if name not in NOTED_OTHERWISE} == {}
    assert len({name for place in places for name in place.lists}) > 6


def names_of_people() -> set[str]:
    """Of those in the registers; who works here signs with a name that is on many pages."""
    holders = Candidate.objects.filter(kind__in=[kind for kind in TitleKind if kind.holders.are_people])
    commended = Commendation.objects.exclude(kind=Commended.COLLECTIVE)
    donors = Donor.objects.filter(kind=DonorKind.PERSON)
    found = {name for rows in (holders, commended, donors) for name in rows.values_list("name", flat=True)}
    found -= set(User.objects.values_list("full_name", flat=True))
    return {" ".join(WORDS.findall(name)) for name in found}


def names_on(place: Place, people: set[str]) -> set[str]:
    """Those that stand in the page, alone or within a sentence."""
    words = WORDS.findall(" ".join(place.html.itertext()))
    runs = (" ".join(words[start : start + length]) for length in range(2, 8) for start in range(len(words)))
    return people.intersection(runs)


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
        if answer.status_code != 302 and TYPED not in answer.content.decode():
            lost[form.name] = answer.status_code

    assert lost == {}


def test_exceptions_are_addresses_that_are_still_there() -> None:
    known = set(names(get_resolver().url_patterns))

    assert (
        LED_TO_BY_A_FORM.keys()
        | NEW_WITH_PROPOSALS.keys()
        | NOT_ASKED.keys()
        | NOTED_OTHERWISE.keys()
        | REFUSED_HERE.keys()
    ) - known == set()


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


def test_press_that_touches_many_rows_is_asked_about_first(sent_forms: list[SentForm]) -> None:
    """Whoever ticks every box of a page, or presses what acts on a whole list, is told in numbers what it will do.

    What a person typed field by field is known to him, and may write a row for each field. What is taken away is asked
    about even when it is one row. An act that is tried and taken back for the question leads nowhere.
    """
    unasked: dict[str, dict[str, int]] = {}
    done, asked, refused = set[str](), set[str](), set[str]()
    before = rows()  # of every press, since each is taken back
    for form in sent_forms:
        for action, pressed in form.pressed:
            name = name_of(action)
            for words in WAYS:
                with transaction.atomic():
                    written = Counter[str]()
                    with connection.execute_wrapper(counting(written)):
                        answer = client_of(form).post(action, form.filled(words, every_box=True) | pressed)
                    made = (
                        {table: number - before[table] for table, number in rows().items()} if leads_to(answer) else {}
                    )
                    transaction.set_rollback(True)
                if leads_to(answer) or CONFIRMED.encode() in answer.content:
                    break
            if not leads_to(answer):
                (asked if CONFIRMED.encode() in answer.content else refused).add(name)
                continue
            done.add(name)
            most = max(FEW, len(form.typed))
            many = {table for table, number in (Counter(made) + written).items() if number > most}
            gone = {table for table, number in made.items() if number < 0}
            if many | gone:
                unasked[name] = {table: made[table] or written[table] for table in sorted(many | gone)}

    assert {name: made for name, made in unasked.items() if name not in NOT_ASKED} == {}
    assert len(done) >= 70, sorted(done)
    assert refused - done - asked - REFUSED_HERE.keys() == set()


def counting(written: Counter[str]) -> Callable[..., Any]:
    """Adds to `written` how many rows of each of our tables are changed."""
    names = {model._meta.db_table: model._meta.label for model in apps.get_models() if model._meta.app_label in OWN}

    def run(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if (table := CHANGES.match(sql)) and table[1] in names:
            written[names[table[1]]] += context["cursor"].rowcount
        return found

    return run


def client_of(form: SentForm) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username=form.place.person))
    return client


def rows() -> dict[str, int]:
    """How many rows each table has, those of the frame (sessions, history of pages seen) left aside."""
    models = [model._meta for model in apps.get_models() if model._meta.app_label in OWN]
    asked = [f"SELECT '{each.label}', count(*) FROM \"{each.db_table}\"" for each in models]  # noqa: S608 - our tables
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return dict(cursor.fetchall())
