"""Four eyes: nobody decides on what they scored, wholly or a line of it; the page's question is the list's question."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from awards.titles import permissions, workflow
from awards.titles.approval import queues
from awards.titles.enums import Action, NominationState
from awards.titles.models import Nomination, Scorer
from awards.titles.querysets import own_work
from awards.titles.workflow import ScoreInput
from hocTap.lib.refusals import Refused
from tests.awards.titles.factories import (
    FULL,
    NOW,
    YEAR,
    World,
    appraise,
    assess,
    fresh,
    make_candidate,
    make_world,
    propose,
    recognise,
    register,
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


def both(world: World, name: str = "kiem-nhiem") -> User:
    """An approver of the district who is an officer of the ward as well."""
    return make_user(name, (Role.TITLE_APPROVER, world.district), (Role.WARD_OFFICER, world.ward))


def new(world: World) -> Nomination:
    (row,) = register(world, make_candidate(world))
    return row


def send_up(world: World, row: Nomination) -> Nomination:
    """Vote, appraise and propose what was scored already."""
    vote(world, row)
    appraise(world, row)
    propose(world, row)
    return fresh(row)[0]


def type_lines(by: User, row: Nomination, *codes: str) -> None:
    cells = [ScoreInput(row.pk, code, str(FULL[code]), "") for code in codes]
    answers = workflow.enter_scores(Nomination.objects.all(), cells, by=by, at=NOW)
    assert {each.state for each in answers.results} == {"saved"}


def a_line_by(person: User, world: World) -> Nomination:
    """The person types one line of ten, the ward's officer the others."""
    row = new(world)
    type_lines(person, row, "1.1")
    type_lines(world.officer, row, *list(FULL)[1:])
    return send_up(world, row)


def the_last_line_by(person: User, world: World) -> Nomination:
    row = new(world)
    type_lines(world.officer, row, *list(FULL)[:-1])
    type_lines(person, row, "4.2")
    return send_up(world, row)


def a_line_emptied_by(person: User, world: World) -> Nomination:
    """The person empties a line that the officer typed, and the officer types it again."""
    row = new(world)
    type_lines(world.officer, row, "1.1")
    workflow.enter_scores(Nomination.objects.all(), [ScoreInput(row.pk, "1.1", "", "10")], by=person, at=NOW)
    type_lines(world.officer, row, *FULL)
    return send_up(world, row)


def all_lines_by(person: User, world: World) -> Nomination:
    """The person scores the page of the household, the officer saves it once more."""
    row = new(world)
    workflow.assess(row, FULL, by=person, at=NOW)
    assess(world, row)
    return send_up(world, row)


def an_assessment_broken_up(person: User, world: World) -> Nomination:
    """The person scored it wholly; the officer empties a line, which takes it back, and finishes it."""
    row = new(world)
    workflow.assess(row, FULL, by=person, at=NOW)
    workflow.enter_scores(Nomination.objects.all(), [ScoreInput(row.pk, "1.1", "", "10")], by=world.officer, at=NOW)
    type_lines(world.officer, row, "1.1")
    return send_up(world, row)


def nothing_by(_: User, world: World) -> Nomination:
    row = new(world)
    assess(world, row)
    return send_up(world, row)


def registered_anew(person: User, world: World) -> Nomination:
    """What the person typed went with the registration that was taken back."""
    row = new(world)
    type_lines(person, row, "1.1")
    workflow.unregister([row.pk], "Gia đình xin rút", by=world.officer, at=NOW)
    workflow.register(row.candidate, YEAR, by=world.officer, at=NOW)
    assess(world, row)
    return send_up(world, row)


WAYS: list[tuple[Callable[[User, World], Nomination], bool]] = [
    (a_line_by, False),
    (the_last_line_by, False),
    (a_line_emptied_by, False),
    (all_lines_by, False),
    (an_assessment_broken_up, False),
    (nothing_by, True),
    (registered_anew, True),
]


@pytest.mark.parametrize(("way", "may"), WAYS, ids=[way.__name__ for way, _ in WAYS])
def test_whoever_typed_a_score_decides_on_nothing(
    world: World, way: Callable[[User, World], Nomination], may: bool
) -> None:
    person = both(world)
    row = way(person, world)
    world.approver, other = person, world.approver

    assert row.state == S.PROPOSED
    assert (permissions.can_decide(person, row), permissions.can_decide(other, row)) == (may, True)
    assert (permissions.can_reject(person, row), queues(person).tallies[0].own) == (may, int(not may))
    if may:
        recognise(world, row)
    else:
        with pytest.raises(Refused, match="người khác xét"):
            recognise(world, row)
    assert (fresh(row)[0].state == S.RECOGNISED) is may


def test_whoever_scored_appraises_it_too_and_another_recognises_it(world: World) -> None:
    """A ward may have one person, who types what a household said of itself; who did each step stays readable."""
    row = all_lines_by(world.officer, world)
    steps = row.steps.filter(action__in=[Action.ASSESS, Action.APPRAISE, Action.PROPOSE])

    assert {step.by for step in steps} == {world.officer}
    assert not permissions.can_decide(world.officer, row)
    recognise(world, row)
    assert fresh(row)[0].decided_by == world.approver


def test_whoever_scored_signs_nothing(world: World) -> None:
    person = both(world)
    row = a_line_by(person, world)
    decision = recognise(world, row)

    with pytest.raises(Refused, match="người khác ghi số"):
        workflow.sign(decision, workflow.Signature(1, NOW.date(), "Trần Văn Ký"), by=person, at=NOW)


def test_the_database_holds_it_too(world: World) -> None:
    person = both(world)
    row = a_line_by(person, world)
    decision = recognise(world, new_waiting(world))
    facts = {"decision": decision, "certificate": 99, "decided_at": NOW}

    with pytest.raises(IntegrityError, match="nomination_four_eyes_of_scorers"), transaction.atomic():
        Nomination.objects.filter(pk=row.pk).update(state=S.RECOGNISED, decided_by=person, **facts)
    Nomination.objects.filter(pk=row.pk).update(state=S.RECOGNISED, decided_by=world.second_approver, **facts)


def new_waiting(world: World) -> Nomination:
    """One more household that waits, of a khu phố of its own."""
    (row,) = register(world, make_candidate(world, community=world.second))
    assess(world, row)
    return send_up(world, row)


def test_the_list_and_the_page_ask_the_same_of_every_row(world: World) -> None:
    person = both(world)
    rows = [way(person, world) for way, _ in WAYS] + [new_waiting(world)]
    everybody = [*(person, both(world, "kiem-nhiem-2")), world.officer, world.approver, world.office, world.admin]

    for user in everybody:
        by_list = Nomination.objects.decidable_by(user).exclude(own_work(user))
        assert {row.pk for row in rows if permissions.can_decide(user, row)} == set(
            by_list.values_list("pk", flat=True)
        )
    assert Nomination.objects.filter(own_work(person)).count() == 5


def test_a_list_of_scores_adds_no_row_for_each_household(world: World) -> None:
    rows = register(world, make_candidate(world), make_candidate(world))

    assess(world, *rows)

    assert not Scorer.objects.exists()
