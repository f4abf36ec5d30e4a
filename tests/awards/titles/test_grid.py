"""The grid of a khu phố: lines kept as they are typed, whole rows assessed, two people, who may, fixed queries."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.titles import workflow
from awards.titles.criteria import is_used
from awards.titles.enums import Action, ItemKind, LeftOutRule, NominationState
from awards.titles.kinds import TitleKind
from awards.titles.models import CriteriaSet, Nomination
from awards.titles.rules import answers as rules
from awards.titles.rules.criteria import Line
from awards.titles.workflow import Entered, ScoreInput
from hocTap.lib.refusals import Refused
from tests.awards.titles.factories import (
    FULL,
    NOW,
    YEAR,
    World,
    appraise,
    assess,
    bring_to_proposed,
    fresh,
    make_candidate,
    make_households,
    make_world,
    moment,
    press,
    register,
    signed_in,
    vote,
)
from tests.factories import make_user
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db
S = NominationState


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def row(world: World) -> Nomination:
    (made,) = register(world, make_candidate(world, "Nguyễn Văn Một"))
    return made


def enter(by: User, *cells: ScoreInput) -> Entered:
    return workflow.enter_scores(Nomination.objects.all(), cells, by=by, at=NOW)


def states(entered: Entered) -> list[str]:
    return [each.state for each in entered.results]


def full(row: Nomination) -> list[ScoreInput]:
    return [ScoreInput(row.pk, code, str(text), "") for code, text in FULL.items()]


def test_half_a_row_is_kept_without_a_score_or_a_step(world: World, row: Nomination) -> None:
    entered = enter(world.officer, ScoreInput(row.pk, "1.1", "9,5", ""), ScoreInput(row.pk, "3.2", "8", ""))

    (kept,) = fresh(row)
    assert states(entered) == ["saved", "saved"]
    assert (kept.state, kept.answers, kept.score, kept.passes) == (
        S.REGISTERED,
        {"1.1": "9.5", "3.2": "8"},
        None,
        None,
    )
    assert not kept.steps.filter(action=Action.ASSESS).exists()


def test_the_last_line_assesses_the_row_as_its_own_page_does(world: World, row: Nomination) -> None:
    (other,) = register(world, make_candidate(world))
    workflow.assess(other, FULL, by=world.officer, at=NOW)

    enter(world.officer, *full(row)[:-1])
    enter(world.officer, full(row)[-1])

    typed, whole = fresh(row, other)
    facts = ("state", "answers", "score", "result", "passes", "assessed_by_id", "inputs")
    assert [getattr(typed, name) for name in facts] == [getattr(whole, name) for name in facts]
    assert typed.steps.filter(action=Action.ASSESS).count() == 1


def test_an_emptied_line_takes_an_assessed_row_back_a_step(world: World, row: Nomination) -> None:
    enter(world.officer, *full(row))

    enter(world.officer, ScoreInput(row.pk, "1.1", "", "10"))

    (kept,) = fresh(row)
    assert (kept.state, kept.score, kept.result, kept.assessed_by) == (S.REGISTERED, None, "", None)
    assert kept.answers == {code: text for code, text in FULL.items() if code != "1.1"}


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("1.1", "11", "Điểm tối đa của mục này là 10. Hãy ghi lại điểm."),
        ("9.9", "1", "Bộ tiêu chí của năm này không có mục này. Hãy tải lại trang."),
        ("1.1", "–", "Có người thuộc diện của mục này nên phải chấm, không bỏ qua được."),
    ],
)
def test_a_bad_line_is_refused_and_stops_no_other(
    world: World, row: Nomination, code: str, text: str, words: str
) -> None:
    entered = enter(world.officer, ScoreInput(row.pk, code, text, ""), ScoreInput(row.pk, "1.2", "5", ""))

    assert [(each.state, each.sentence) for each in entered.results] == [("refused", words), ("saved", "")]
    assert fresh(row)[0].answers == {"1.2": "5"}


def test_two_people_on_one_line_both_read_both_scores(world: World, row: Nomination) -> None:
    colleague = make_user("phuong5-b", (Role.WARD_OFFICER, world.ward), full_name="Trần Thị Hai")
    enter(colleague, ScoreInput(row.pk, "1.1", "7", ""))

    entered = enter(world.officer, ScoreInput(row.pk, "1.1", "9", ""), ScoreInput(row.pk, "1.2", "9", ""))

    (conflict, beside) = entered.results
    assert (conflict.state, conflict.text, conflict.other_name, conflict.own) == (
        "conflict",
        "7",
        "Trần Thị Hai",
        False,
    )
    assert beside.state == "saved"
    assert fresh(row)[0].answers == {"1.1": "7", "1.2": "9"}
    assert states(enter(world.officer, ScoreInput(row.pk, "1.1", "9", "7"))) == ["saved"]


def test_ones_own_other_window_is_known_and_the_same_score_is_no_conflict(world: World, row: Nomination) -> None:
    enter(world.officer, ScoreInput(row.pk, "1.1", "7", ""))

    (own,) = enter(world.officer, ScoreInput(row.pk, "1.1", "9", "")).results
    (same,) = enter(world.officer, ScoreInput(row.pk, "1.1", " 7 ", "")).results

    assert (own.state, own.own) == ("conflict", True)
    assert (same.state, fresh(row)[0].answers) == ("saved", {"1.1": "7"})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("7", "7.0", True),
        ("7.50", "7.5", True),
        ("7", "7.5", False),
        ("75/78", "75/78", True),
        ("50/100", "50", False),
        ("na", "na", True),
        (True, True, True),
        (True, "1", False),
        (None, None, True),
        (None, "0", False),
    ],
)
def test_answers_are_compared_by_what_they_say(
    one: rules.Answer | None, other: rules.Answer | None, same: bool
) -> None:
    assert (rules.alike(one, other), rules.alike(other, one)) == (same, same)


def test_seven_and_seven_comma_nought_are_no_conflict(world: World, row: Nomination) -> None:
    colleague = make_user("phuong5-b", (Role.WARD_OFFICER, world.ward))
    enter(colleague, ScoreInput(row.pk, "1.1", "7", ""), ScoreInput(row.pk, "1.2", "8,0", ""))

    same = enter(world.officer, ScoreInput(row.pk, "1.1", "7,0", ""))
    over = enter(world.officer, ScoreInput(row.pk, "1.2", "9", "8"))

    assert (states(same), states(over)) == (["saved"], ["saved"])
    assert fresh(row)[0].answers == {"1.1": "7", "1.2": "9"}


def test_a_score_over_a_vote_is_asked_about_first(world: World, row: Nomination) -> None:
    assess(world, row)
    vote(world, row)

    asked = enter(world.officer, ScoreInput(row.pk, "1.1", "9", "10"))
    voted = fresh(row)[0].state
    done = enter(world.officer, ScoreInput(row.pk, "1.1", "9", "10", over_vote=True))

    assert (states(asked), voted, states(done)) == (["voted"], S.VOTED, ["saved"])
    assert (fresh(row)[0].state, fresh(row)[0].minutes) == (S.SELF_ASSESSED, None)


def test_nothing_is_typed_once_the_row_went_on(world: World, row: Nomination) -> None:
    assess(world, row)
    vote(world, row)
    appraise(world, row)

    assert states(enter(world.officer, ScoreInput(row.pk, "1.1", "9", "10"))) == ["refused"]


def test_a_household_without_children_waits_for_the_rule_and_locks_nothing() -> None:
    world = make_world(sound=False)
    with_children, without = register(world, make_candidate(world), make_candidate(world, aged_6_to_18=0))
    lines = workflow_lines(with_children, "children")
    answers = {code: text for code, text in FULL.items() if code not in lines}
    enter(world.officer, *full(with_children))
    enter(world.officer, *(ScoreInput(without.pk, code, str(text), "") for code, text in answers.items()))
    criteria = with_children.criteria

    waiting = fresh(without)[0].state
    workflow.choose_left_out_rule(criteria, LeftOutRule.FULL_MARKS, "Công văn thử", by=world.admin, at=NOW)
    number = workflow.finish(Nomination.objects.all(), [without.pk], by=world.officer, at=NOW)

    assert lines
    assert (waiting, number, fresh(without)[0].state) == (S.REGISTERED, 1, S.SELF_ASSESSED)
    assert fresh(with_children)[0].state == S.SELF_ASSESSED
    with pytest.raises(Refused, match="không đổi cách tính được"):
        workflow.choose_left_out_rule(criteria, LeftOutRule.NORMALISE, "Công văn thử", by=world.admin, at=NOW)


def workflow_lines(nomination: Nomination, applies_to: str) -> set[str]:
    criteria = CriteriaSet.objects.with_lines().get(pk=nomination.criteria_id)
    return {
        f"{criterion.ordinal}.{item.ordinal}"
        for criterion in criteria.criteria.all()
        for item in criterion.items.all()
        if item.applies_to == applies_to
    }


def test_a_set_scored_in_part_is_in_use(world: World, row: Nomination) -> None:
    before = is_used(row.criteria)
    enter(world.officer, ScoreInput(row.pk, "1.1", "9", ""))
    assert (before, is_used(row.criteria)) == (False, True)


def test_registered_anew_after_leaving_begins_empty(world: World, row: Nomination) -> None:
    enter(world.officer, ScoreInput(row.pk, "1.1", "9", ""))
    workflow.unregister([row.pk], "Gia đình xin rút", by=world.officer, at=NOW)

    workflow.register(row.candidate, YEAR, by=world.officer, at=NOW)

    (kept,) = fresh(row)
    assert (kept.answers, kept.typists) == ({}, {})


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [("1", True, "đạt"), ("đạt", True, "đạt"), ("0", False, "chưa đạt"), ("c", False, "chưa đạt"), ("-", "na", "–")],
)
def test_yes_and_no_take_one_key(typed: str, kept: rules.Answer, shown: str) -> None:
    line = Line("1.1", ItemKind.BOOLEAN)
    answer = rules.read_cell(line, typed)
    assert (answer, rules.in_cell(answer)) == (kept, shown)


# Pages


def address(world: World, page: str = "score-grid", kind: TitleKind = TitleKind.HOUSEHOLD) -> str:
    return reverse(f"titles:{page}", args=[world.ward.pk, kind.value, YEAR, world.community.pk])


def send(client: Client, where: str, cells: Any, **headers: str) -> Any:
    body = json.dumps({"cells": cells})
    return client.post(where, body, content_type="application/json", headers={"Accept": "application/json", **headers})


def one(row: Nomination, text: str = "9", base: str = "") -> dict[str, Any]:
    return {"code": f"{row.pk}:1.1", "text": text, "base": base, "over_vote": False}


PEOPLE: list[tuple[str, Callable[[World], User | None], int]] = [
    ("officer", lambda world: world.officer, 200),
    ("other ward", lambda world: world.other_officer, 404),
    ("approver", lambda world: world.approver, 403),
    ("office", lambda world: world.office, 403),
    ("reader", lambda world: make_user("chidoc", (Role.READER, world.district)), 404),
    ("nobody", lambda _: None, 302),
]


@pytest.mark.parametrize(("who", "person", "status"), PEOPLE, ids=[each[0] for each in PEOPLE])
def test_only_the_wards_officer_opens_and_types(
    world: World, row: Nomination, who: str, person: Callable[[World], User | None], status: int
) -> None:
    user = person(world)
    client = signed_in(user) if user else Client()

    opened = client.get(address(world))
    sent = send(client, address(world, "score-cells"), [one(row)])
    finished = client.post(address(world, "score-finish"))

    assert opened.status_code == status
    refused = {"reader": 403}.get(who, status)  # whoever only reads is refused every POST, whatever its address
    assert sent.status_code == (401 if user is None else refused)
    assert finished.status_code == (302 if status == 200 else refused)
    assert ("Nguyễn Văn Một" in opened.content.decode()) == (status == 200)
    assert fresh(row)[0].answers == ({"1.1": "9"} if status == 200 else {})


def test_a_cell_of_another_khu_pho_is_refused(world: World) -> None:
    (elsewhere,) = register(world, make_candidate(world, community=world.second))
    answer = send(signed_in(world.officer), address(world, "score-cells"), [one(elsewhere)])
    assert (answer.status_code, answer.json()["cells"][0]["state"]) == (422, "refused")
    assert fresh(elsewhere)[0].answers == {}


def test_the_answer_says_how_the_row_stands(world: World, row: Nomination) -> None:
    client = signed_in(world.officer)
    part = send(client, address(world, "score-cells"), [one(row)]).json()["rows"]
    enter(world.officer, *full(row)[1:])
    (kept,) = fresh(row)
    whole = send(client, address(world, "score-cells"), [one(row, "10", "9")]).json()["rows"]

    assert (part[0]["total"], part[0]["passes"], len(part[0]["missing"])) == ("9", None, 9)
    assert part[0]["words"] == "còn 9 mục: 1.2, 1.3, 2.1, 2.2, 2.3, 3.1, …"
    assert (whole[0]["total"], whole[0]["passes"], whole[0]["missing"]) == ("95", True, [])
    assert kept.score == 94


@pytest.mark.parametrize("body", ["", "[]", '{"cells": 1}', '{"cells": [{"code": 1}]}', '{"cells": [["a"]]}'])
def test_an_unreadable_message_is_said_so(world: World, body: str) -> None:
    answer = signed_in(world.officer).post(address(world, "score-cells"), body, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (400, "unreadable")


def test_a_page_left_by_another_person_writes_nothing(world: World, row: Nomination) -> None:
    headers = {"X-Hoctap-Person": str(world.approver.pk)}
    answer = send(signed_in(world.officer), address(world, "score-cells"), [one(row)], **headers)
    assert (answer.status_code, fresh(row)[0].answers) == (409, {})


def test_the_grid_shows_last_year_and_why_a_row_came_back(world: World) -> None:
    household = make_candidate(world, "Lê Văn Trở Lại")
    (old,) = register(world, household, year=YEAR - 1)
    workflow.assess(old, FULL, by=world.officer, at=moment(NOW.date()))
    (returned,) = bring_to_proposed(world, household)
    workflow.return_group([returned.pk], "Thiếu biên bản họp", by=world.approver, at=NOW)

    page = signed_in(world.officer).get(address(world)).content.decode()

    assert "Trả lại: Thiếu biên bản họp" in page
    assert f'{{"{returned.pk}": {{"1.1": "10"' in page


def test_the_open_rule_is_asked_about_before_the_first_score() -> None:
    world = make_world(sound=False)
    register(world, make_candidate(world), make_candidate(world, aged_6_to_18=0))

    page = signed_in(world.officer).get(address(world)).content.decode()

    assert "chưa nói mục không áp dụng" in page
    assert "Ở đây có 1 hộ" in page


def queries(client: Client, ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code == 200
    return len(captured)


def test_the_grid_costs_as_many_queries_with_one_row_as_with_thirty(world: World) -> None:
    client = signed_in(world.officer)
    register(world, *make_households(world, 1))
    one_row = queries(client, lambda: client.get(address(world)))
    rows = register(world, *make_households(world, 29))
    assess(world, *rows[:10])

    thirty = queries(client, lambda: client.get(address(world)))

    assert one_row == thirty == 16  # the last writes who saw the names


def test_a_score_costs_as_many_queries_in_a_long_khu_pho(world: World, row: Nomination) -> None:
    client = signed_in(world.officer)
    first = queries(client, lambda: send(client, address(world, "score-cells"), [one(row)]))
    short = queries(client, lambda: send(client, address(world, "score-cells"), [one(row, "8", "9")]))
    register(world, *make_households(world, 29))

    long = queries(client, lambda: send(client, address(world, "score-cells"), [one(row, "7", "8")]))

    assert (first, short, long) == (11, 10, 10)  # the first also notes who scored


def test_rows_now_complete_are_assessed_from_the_page(world: World, row: Nomination) -> None:
    Nomination.objects.filter(pk=row.pk).update(answers=FULL)
    client = signed_in(world.officer)

    page = client.get(address(world)).content.decode()
    press(client, address(world, "score-finish"), {"ho-so": row.pk})

    assert "1 hồ sơ chấm dở nay không còn thiếu mục nào" in page
    assert fresh(row)[0].state == S.SELF_ASSESSED


def test_a_long_khu_pho_has_pages_and_a_search_opens_the_right_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("awards.titles.views.grid.ON_ONE_PAGE", 2)
    register(world, *(make_candidate(world, f"Trần Văn {name}") for name in ("An", "Ba", "Cảnh", "Dũng", "Em")))
    client = signed_in(world.officer)

    def names(query: str) -> list[str]:
        page = client.get(address(world) + query).content.decode()
        return [name for name in ("An", "Ba", "Cảnh", "Dũng", "Em") if f"Trần Văn {name}</a>" in page]

    assert [names(query) for query in ("", "?page=2", "?tim=canh", "?tim=em", "?tim=khong-ai", "?page=1&tim=em")] == [
        ["An", "Ba"],
        ["Cảnh", "Dũng"],
        ["Cảnh", "Dũng"],
        ["Em"],
        ["An", "Ba"],
        ["An", "Ba"],
    ]
