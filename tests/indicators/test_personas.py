"""Who gets which answer from every address of figures: outside one's remit 404, inside but not entitled 403."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import hocTap.urls  # noqa: F401 - registers the kinds of numbers in addresses
from indicators import workflow
from indicators.enums import State
from indicators.models import FormUse, Plan, StatedNumber, Submission
from indicators.urls import urlpatterns
from indicators.workflow import Published
from indicators.workflow.opening import make_key
from indicators.workflow.plans import Paper, start_plan
from tests.factories import FIRST_DAY, make_district, make_post, make_unit, make_user, make_ward
from tests.indicators.factories import AT, DAY, GOOD, REASON, Story, fill, make_period
from units.enums import Role, UnitKind
from units.models import Unit, User
from units.workflow import add_version, close_version

PERSONAS = (
    "officer",
    "next_officer",
    "office",
    "other_office",
    "approver",
    "administrator",
    "former_officer",
    "nobody",
    "anonymous",
)
LOGIN = 302

ADMINISTRATORS_PAGE = (403, 403, 403, 403, 403, 200, 403, 403, LOGIN)
ADMINISTRATORS_FORM = (403, 403, 403, 403, 403, 422, 403, 403, LOGIN)
"""Sent without a word in it: only the administrator is told what is missing."""

OFFICES_PAGE = (404, 404, 200, 404, 403, 403, 404, 404, LOGIN)
OFFICES_FORM = (404, 404, 422, 404, 403, 403, 404, 404, LOGIN)
OFFICES_TAKE = (404, 404, 409, 404, 403, 403, 404, 404, LOGIN)
READERS_PAGE = (404, 404, 200, 404, 200, 403, 404, 404, LOGIN)
OFFICES_SAVE = (404, 404, 302, 404, 403, 403, 404, 404, LOGIN)
OFFICES_ASKED = (404, 404, 200, 404, 403, 403, 404, 404, LOGIN)
READ_ONLY = (405, 405, 405, 405, 405, 405, 405, 405, LOGIN)

# Address → answers to GET, then to POST, by persona in the order above.
ANSWERS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "home": ((200, 200, 200, 200, 200, 200, 200, 200, LOGIN), (405, 405, 405, 405, 405, 405, 405, 405, LOGIN)),
    "submission-list": (
        (200, 200, 200, 200, 200, 200, 200, 200, LOGIN),
        (405, 405, 405, 405, 405, 405, 405, 405, LOGIN),
    ),
    "catalogue": (ADMINISTRATORS_PAGE, (405, 405, 405, 405, 405, 405, 405, 405, LOGIN)),
    "periods-open": (ADMINISTRATORS_PAGE, ADMINISTRATORS_FORM),
    "line-add": (ADMINISTRATORS_PAGE, ADMINISTRATORS_FORM),
    "target-add": (ADMINISTRATORS_PAGE, ADMINISTRATORS_FORM),
    "submission-start": (
        (405, 405, 405, 405, 405, 405, 405, 405, LOGIN),
        (302, 404, 403, 404, 403, 403, 404, 404, LOGIN),
    ),
    "overview": (
        (404, 404, 200, 404, 403, 403, 404, 404, LOGIN),
        (405, 405, 405, 405, 405, 405, 405, 405, LOGIN),
    ),
    "series": (
        (200, 404, 200, 404, 200, 403, 404, 404, LOGIN),
        (405, 405, 405, 405, 405, 405, 405, 405, LOGIN),
    ),
    "figures-matrix": (OFFICES_PAGE, READ_ONLY),
    "figures-across": (OFFICES_PAGE, READ_ONLY),
    "figures-approve": (READ_ONLY, OFFICES_FORM),
    "figures-check": (READ_ONLY, OFFICES_FORM),
    "figures-workbook": (OFFICES_PAGE, READ_ONLY),
    "figures-bring": (OFFICES_PAGE, OFFICES_FORM),
    "figures-take": (READ_ONLY, OFFICES_TAKE),
    "silent-list": (OFFICES_PAGE, READ_ONLY),
    "stated-list": (OFFICES_PAGE, READ_ONLY),
    "stated-add": (OFFICES_PAGE, OFFICES_FORM),
    "form-use": (OFFICES_PAGE, OFFICES_FORM),
    "form-unuse": (OFFICES_PAGE, OFFICES_ASKED),
    "stated-change": (OFFICES_PAGE, OFFICES_FORM),
    "opening": (OFFICES_PAGE, READ_ONLY),
    "opening-switch": (READ_ONLY, OFFICES_ASKED),
    "key-make": (OFFICES_PAGE, OFFICES_FORM),
    "key-revoke": (READ_ONLY, OFFICES_ASKED),
    "plan-list": (READERS_PAGE, READ_ONLY),
    "plan-add": (OFFICES_PAGE, OFFICES_FORM),
    "plan-detail": (READERS_PAGE, OFFICES_SAVE),
    "plan-drop": (OFFICES_PAGE, OFFICES_ASKED),
    "own-total-start": (OFFICES_PAGE, OFFICES_FORM),
    "own-total-source": (
        (404, 404, 200, 404, 403, 404, 404, 404, LOGIN),
        (404, 404, 422, 404, 403, 404, 404, 404, LOGIN),
    ),
    "submission-detail": (
        (200, 404, 200, 404, 200, 404, 404, 404, LOGIN),
        (405, 405, 405, 405, 405, 405, 405, 405, LOGIN),
    ),
    "cell-history": (
        (200, 404, 200, 404, 200, 404, 404, 404, LOGIN),
        (405, 405, 405, 405, 405, 405, 405, 405, LOGIN),
    ),
    "submission-entry": (
        (200, 404, 403, 404, 403, 404, 404, 404, LOGIN),
        (302, 404, 403, 404, 403, 404, 404, 404, LOGIN),
    ),
    "submission-workbook": (
        (200, 404, 200, 404, 200, 404, 404, 404, LOGIN),
        (405, 405, 405, 405, 405, 405, 405, 405, LOGIN),
    ),
    "submission-bring": (
        (200, 404, 403, 404, 403, 404, 404, 404, LOGIN),
        (422, 404, 403, 404, 403, 404, 404, 404, LOGIN),
    ),
    "submission-take": (
        (405, 405, 405, 405, 405, 405, 405, 405, LOGIN),
        (302, 404, 403, 404, 403, 404, 404, 404, LOGIN),
    ),
    "submission-cells": (
        (405, 405, 405, 405, 405, 405, 405, 405, LOGIN),
        (200, 404, 403, 404, 403, 404, 404, 404, LOGIN),
    ),
    "submission-submit": (
        (200, 404, 403, 404, 403, 404, 404, 404, LOGIN),
        (302, 404, 403, 404, 403, 404, 404, 404, LOGIN),
    ),
    "submission-withdraw": (
        (405, 405, 405, 405, 405, 405, 405, 405, LOGIN),
        (302, 404, 403, 404, 403, 404, 404, 404, LOGIN),
    ),
    "submission-approve": (
        (405, 405, 405, 405, 405, 405, 405, 405, LOGIN),
        (403, 404, 302, 404, 403, 404, 404, 404, LOGIN),
    ),
    "submission-return": (
        (405, 405, 405, 405, 405, 405, 405, 405, LOGIN),
        (403, 404, 302, 404, 403, 404, 404, 404, LOGIN),
    ),
    "submission-check": (
        (405, 405, 405, 405, 405, 405, 405, 405, LOGIN),
        (403, 404, 302, 404, 403, 404, 404, 404, LOGIN),
    ),
    "submission-reopen": (
        (405, 405, 405, 405, 405, 405, 405, 405, LOGIN),
        (403, 404, 302, 404, 403, 404, 404, 404, LOGIN),
    ),
}
STATE_BEFORE = {
    "submission-withdraw": State.SUBMITTED,
    "submission-approve": State.SUBMITTED,
    "submission-return": State.SUBMITTED,
    "submission-reopen": State.APPROVED,
    "submission-check": State.APPROVED,
}


@dataclass
class Act:
    """One address, and what is sent to it."""

    path: str
    data: dict[str, Any]
    is_json: bool = False


def act_on(name: str, sheet: Submission) -> Act:
    if name == "home":
        return Act(reverse("home"), {})
    if name == "submission-check":
        own = make_user(f"chutich{User.objects.count()}", (Role.DISTRICT_OFFICE, sheet.unit))
        Submission.objects.filter(pk=sheet.pk).update(own_approval=True, approved_by=own)
    kwargs: dict[str, object] = {"pk": sheet.pk}
    data: dict[str, Any] = {"edition": sheet.edition, "reason": REASON}
    if name in {"submission-list", "catalogue"}:
        kwargs = {}
    elif name in {"periods-open", "target-add"}:
        kwargs, data = {}, {}
    elif name == "line-add":
        kwargs, data = {"pk": sheet.form_id}, {}
    elif name == "submission-start":
        kwargs, data = {}, {"unit": sheet.unit_id, "form": sheet.form_id, "period": sheet.period_id}
    elif name == "series":
        kwargs = {"unit_pk": sheet.unit_id}
    elif name in {
        "overview",
        "figures-matrix",
        "figures-across",
        "figures-approve",
        "figures-check",
        "figures-workbook",
        "figures-bring",
        "figures-take",
        "silent-list",
        "stated-list",
        "stated-add",
        "form-use",
        "own-total-start",
        "plan-list",
        "plan-add",
        "opening",
        "opening-switch",
        "key-make",
    }:
        kwargs, data = {"unit_pk": sheet.unit_as.parent_id}, {}
    elif name == "stated-change":
        kwargs, data = {"pk": state_number(sheet).pk}, {}
    elif name == "form-unuse":
        use = FormUse.objects.create(unit=above(sheet), form_code="khac", first_year=2020, switched_at=AT)
        kwargs, data = {"pk": use.pk}, {}
    elif name == "key-revoke":
        kwargs, data = {"pk": make_key(above(sheet), "Cổng", False, by=sheet.started_by, at=AT, on=DAY)[0].pk}, {}
    elif name in {"plan-detail", "plan-drop"}:
        kwargs, data = {"pk": make_plan(sheet).pk}, {}
    elif name == "own-total-source":
        kwargs, data = {"pk": start_total(sheet).pk}, {}
    elif name == "cell-history":
        kwargs |= {"code": "households"}
    if name == "opening-switch":
        data = {"mo": "1"}
    path = reverse(f"indicators:{name}", kwargs=kwargs)
    if name == "submission-cells":
        return Act(path, {"cells": []}, is_json=True)
    return Act(path, data)


def state_number(sheet: Submission) -> StatedNumber:
    number = StatedNumber(
        unit=above(sheet), kind=UnitKind.WARD, number=16, valid_from=dt.date(2020, 1, 1), source="Nghị quyết"
    )
    return workflow.state_number(number, by=sheet.started_by, at=AT)


def make_plan(sheet: Submission) -> Plan:
    paper = Paper("KH 1/KH-UBND 05/01/2020", "", dt.date(2020, 1, 5), compared=True)
    return start_plan(above(sheet), paper, 2020, 2020, by=sheet.started_by, at=AT)


def start_total(sheet: Submission) -> Submission:
    source = Published("Báo cáo tổng kết", "", dt.date(2020, 10, 30))
    return workflow.start_own_total(above(sheet), sheet.form, sheet.period, source, by=sheet.started_by, on=DAY)


def above(sheet: Submission) -> Unit:
    assert sheet.unit_as.parent
    return sheet.unit_as.parent


def personas(story: Story) -> dict[str, User | None]:
    """The people of the story, and those who have no business with it."""
    elsewhere = make_district("Quận 12")
    people = (
        story.officer,
        story.next_officer,
        story.office,
        make_user("phonggdq12", (Role.DISTRICT_OFFICE, elsewhere)),
        make_user("xetduyet", (Role.TITLE_APPROVER, story.district)),
        make_user("quantri", (Role.ADMINISTRATOR, story.district)),
        former_officer(story),
        make_user("moi"),
        None,
    )
    return dict(zip(PERSONAS, people, strict=True))


def former_officer(story: Story) -> User:
    user = make_user("cu")
    make_post(user, story.ward, Role.WARD_OFFICER, to_day=FIRST_DAY + dt.timedelta(days=365))
    return user


def answer_to(client: Client, user: User | None, method: str, act: Act) -> int:
    client.logout()
    if user:
        client.force_login(user)
    if method == "post" and act.is_json:
        return client.post(act.path, act.data, content_type="application/json").status_code
    return (client.post if method == "post" else client.get)(act.path, act.data).status_code


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ANSWERS)
def test_each_persona_gets_the_answer_of_the_table(client: Client, story: Story, name: str, method: str) -> None:
    sheet = story.bring_to(STATE_BEFORE.get(name, State.RETURNED))
    act, expected = act_on(name, sheet), dict(zip(PERSONAS, ANSWERS[name][method == "post"], strict=True))

    answers = {persona: answer_to(client, user, method, act) for persona, user in personas(story).items()}

    assert answers == expected


@pytest.mark.parametrize("name", STATE_BEFORE)
def test_whoever_is_turned_away_has_changed_nothing(client: Client, story: Story, name: str) -> None:
    sheet = story.bring_to(STATE_BEFORE[name])
    entitled = "officer" if name == "submission-withdraw" else "office"
    turned_away = {persona: user for persona, user in personas(story).items() if persona != entitled}

    for user in turned_away.values():
        answer_to(client, user, "post", act_on(name, sheet))

    assert Submission.objects.get(pk=sheet.pk).edition == sheet.edition


def test_every_address_of_figures_is_in_the_table() -> None:
    assert set(ANSWERS) == {"home", *(str(pattern.name) for pattern in urlpatterns)}


def test_lists_hold_only_what_lies_in_the_remit(client: Client, story: Story) -> None:
    mine, next_door = story.bring_to(State.SUBMITTED), story.bring_to(State.SUBMITTED, ward=story.next_ward)
    other = make_ward("Phường 1", make_district("Quận 12"))
    outside = story.start(ward=other)
    fill(outside, GOOD)

    def seen_by(user: User) -> set[int]:
        client.force_login(user)
        table = client.get(reverse("indicators:submission-list")).context["table"]
        return {row.record.pk for row in table.rows}

    assert {
        "officer": seen_by(story.officer),
        "next": seen_by(story.next_officer),
        "office": seen_by(story.office),
        "nobody": seen_by(make_user("moi")),
    } == {"officer": {mine.pk}, "next": {next_door.pk}, "office": {mine.pk, next_door.pk}, "nobody": set()}


def test_work_on_the_first_page_is_ones_own(client: Client, story: Story) -> None:
    story.bring_to(State.SUBMITTED, ward=story.next_ward)
    returned = story.bring_to(State.RETURNED)
    elsewhere = make_user("phonggdq12", (Role.DISTRICT_OFFICE, make_district("Quận 12")))

    def work(user: User) -> list[tuple[str, str]]:
        client.force_login(user)
        groups = client.get("/").context["groups"]
        return [(group.label, each.sentence) for group in groups for each, _ in group.lines]

    mine = f"{returned.form.title} – Năm 2020"
    assert work(story.officer) == [("Bị trả lại, cần sửa", mine)]
    assert work(story.next_officer) == []
    assert work(story.office) == [("Đang chờ", "Phường 6 – Năm 2020")]
    assert work(elsewhere) == []


def test_district_that_ended_keeps_its_own_periods_and_sees_no_later_ones(client: Client, story: Story) -> None:
    last, later = make_period(2024), make_period(2025)
    before = story.start(period=last)
    heir = make_unit("Thành phố mới", UnitKind.DISTRICT, valid_from=dt.date(2025, 1, 1))
    hand_over(story, heir)
    after = story.start(period=later)
    heir_office = make_user("phongmoi", (Role.DISTRICT_OFFICE, heir))

    def answers(user: User) -> list[int]:
        client.force_login(user)
        return [client.get(sheet.get_absolute_url()).status_code for sheet in (before, after)]

    assert answers(story.office) == [200, 404]
    assert answers(heir_office) == [404, 200]
    assert answers(story.officer) == [200, 200]


def hand_over(story: Story, heir: Unit) -> None:
    """On 1 January 2025 the wards pass from the district to its heir, and the district ends."""
    for ward in (story.ward, story.next_ward):
        add_version(ward, valid_from=dt.date(2025, 1, 1), parent=heir)
    close_version(story.district, last_day=dt.date(2024, 12, 31))


def test_office_approves_what_stood_under_it_and_nothing_later(client: Client, story: Story) -> None:
    sheet = story.bring_to(State.SUBMITTED, period=make_period(2024))
    hand_over(story, make_unit("Thành phố mới", UnitKind.DISTRICT, valid_from=dt.date(2025, 1, 1)))
    client.force_login(story.office)

    client.post(reverse("indicators:submission-approve", args=[sheet.pk]), {"edition": sheet.edition})

    assert Submission.objects.get(pk=sheet.pk).approved_by == story.office


def test_officer_who_also_works_in_the_office_does_not_approve_what_they_sent(client: Client, story: Story) -> None:
    make_post(story.officer, story.district, Role.DISTRICT_OFFICE)
    sheet = story.bring_to(State.SUBMITTED)
    client.force_login(story.officer)

    answer = client.post(reverse("indicators:submission-approve", args=[sheet.pk]), {"edition": sheet.edition})

    assert answer.status_code == 403
    assert "Hãy để người khác duyệt" in client.get(sheet.get_absolute_url()).content.decode()
    assert Submission.objects.get(pk=sheet.pk).state == State.SUBMITTED


def test_a_number_is_sent_only_into_ones_own_sheet(client: Client, story: Story) -> None:
    sheet = story.start()
    client.force_login(story.next_officer)
    forged = {"cells": [{"code": "households", "text": "1", "qualifier": "exact", "note": "", "revision": 0}]}

    answer = client.post(
        reverse("indicators:submission-cells", args=[sheet.pk]), forged, content_type="application/json"
    )

    assert (answer.status_code, sheet.values.count()) == (404, 0)
