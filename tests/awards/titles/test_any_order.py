"""No order of steps, by anybody, gives a title without registration, score, proposal and a second person's decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from awards.titles import permissions, workflow
from awards.titles.enums import Action, NominationState, RevocationReason
from awards.titles.locality import Locality
from awards.titles.models import Decision, Nomination
from awards.titles.workflow import Meeting, Paper, Revocation, Signature, Votes
from hocTap.lib.refusals import Refused
from tests.awards.titles.factories import FULL, HELD, NOW, PROPOSED, SIGNED, World, act_on, make_candidate, make_world
from tests.factories import make_user
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db
S = NominationState
Try = Callable[[World, User, Nomination], None]


class NotEntitled(Exception):
    """The page would have answered 403."""


def ask(may: bool) -> None:
    if not may:
        raise NotEntitled


def score(world: World, by: User, row: Nomination) -> None:
    ask(permissions.can_work(by, row.ward_id))
    workflow.assess(row, FULL, by=by, at=NOW)


def vote(world: World, by: User, row: Nomination) -> None:
    ask(permissions.can_work(by, row.ward_id))
    meeting = Meeting(Locality(row.ward_id, row.community_id), row.kind, row.year, HELD, 50)
    workflow.record_vote(meeting, {row.pk: Votes(40)}, by=by, at=NOW)


def appraise(world: World, by: User, row: Nomination) -> None:
    ask(permissions.can_work(by, row.ward_id))
    workflow.appraise([row.pk], by=by, at=NOW)


def propose(world: World, by: User, row: Nomination) -> None:
    ask(permissions.can_work(by, row.ward_id))
    workflow.propose([row.pk], Paper(Nomination.objects.count() + row.edition, NOW.date()), by=by, at=NOW)


def send_back(world: World, by: User, row: Nomination) -> None:
    ask(permissions.can_decide_for(by, row.kind, row.year, [row.ward_id]))
    workflow.return_group([row.pk], "xem lại", by=by, at=NOW)


def recognise(world: World, by: User, row: Nomination) -> None:
    ask(permissions.can_decide_for(by, row.kind, row.year, [row.ward_id]))
    workflow.run(workflow.request_recognition(act_on(row), by=by, at=NOW).pk, now=NOW)


def reject(world: World, by: User, row: Nomination) -> None:
    ask(permissions.can_decide(by, row) or permissions.can_score(by, row))
    workflow.reject([row.pk], "không đạt", by=by, at=NOW)


def sign(world: World, by: User, row: Nomination) -> None:
    decision = row.decision or Decision.objects.order_by("-pk").first()
    if decision is None:
        raise NotEntitled
    ask(permissions.can_sign(by, decision))
    workflow.sign(decision, Signature(100 + decision.pk, NOW.date(), "Trần Văn Ký"), by=by, at=NOW)


def withdraw(world: World, by: User, row: Nomination) -> None:
    ask(permissions.can_decide(by, row))
    workflow.withdraw([row.pk], "xét lại", by=by, at=NOW)


def revoke(world: World, by: User, row: Nomination) -> None:
    ask(permissions.can_decide(by, row))
    grounds = Revocation(RevocationReason.FORGED_FILES, "kết luận", Signature(900 + row.edition, SIGNED, "Trần Văn Ký"))
    workflow.revoke([row.pk], grounds, by=by, at=NOW)


STEPS: list[Try] = [score, vote, appraise, propose, send_back, recognise, reject, sign, withdraw, revoke]
ROLES = ["officer", "other_officer", "office", "approver", "second_approver", "admin", "both"]
EARLIER = {Action.REGISTER, Action.ASSESS, Action.APPRAISE, Action.PROPOSE, Action.RECOGNISE}
LIKELY = st.tuples(st.sampled_from(STEPS), st.sampled_from(["officer", "approver", "both"]))
ANYBODY = st.tuples(st.sampled_from(STEPS), st.sampled_from(ROLES))
ON_THE_WAY = st.sampled_from([(score, "officer"), (vote, "officer"), (appraise, "officer"), (propose, "officer")])


@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    st.integers(0, 4),
    st.sampled_from(["officer", "both"]),
    st.lists(st.one_of(LIKELY, ANYBODY, ON_THE_WAY), min_size=1, max_size=14),
)
def test_no_order_of_steps_reaches_a_title_without_all_that_it_needs(
    ahead: int, ward_person: str, tries: list[tuple[Try, str]]
) -> None:
    with forgotten():
        play(ahead, ward_person, tries)


def play(ahead: int, ward_person: str, tries: list[tuple[Try, str]]) -> None:
    world = small_world()
    row = workflow.register(make_candidate(world), 2020, by=world.officer, at=NOW)
    straight = [(step, ward_person) for step in (score, vote, appraise, propose)[:ahead]]
    for step, name in [*straight, *tries]:
        row = Nomination.objects.get(pk=row.pk)
        try:
            step(world, world.people[name], row)
        except (Refused, NotEntitled):
            assert Nomination.objects.get(pk=row.pk).state == row.state
        holds_what_it_needs(row.pk)


@pytest.mark.parametrize(("decider", "reached"), [("approver", S.RECOGNISED), ("both", S.PROPOSED)])
def test_the_same_steps_reach_a_title_only_by_a_second_persons_decision(decider: str, reached: NominationState) -> None:
    world = small_world()
    row = workflow.register(make_candidate(world), 2020, by=world.officer, at=NOW)

    for step, name in [*((step, "both") for step in (score, vote, appraise, propose)), (recognise, decider)]:
        with suppress(Refused, NotEntitled):
            step(world, world.people[name], Nomination.objects.get(pk=row.pk))

    assert Nomination.objects.get(pk=row.pk).state == reached


def small_world() -> World:
    """The usual people, and one who is both the ward's officer and an approver."""
    world = make_world()
    both = make_user("ca-hai", (Role.WARD_OFFICER, world.ward), (Role.TITLE_APPROVER, world.district))
    world.people = {name: getattr(world, name) for name in ROLES if name != "both"} | {"both": both}
    return world


@contextmanager
def forgotten() -> Iterator[None]:
    """What one example writes is gone before the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def holds_what_it_needs(pk: int) -> None:
    row = Nomination.objects.select_related("decision").get(pk=pk)
    if row.state not in (S.RECOGNISED, S.REVOKED):
        return
    taken = set(row.steps.values_list("action", flat=True))
    assert taken >= {action.value for action in EARLIER}
    assert row.proposal is not None and row.proposal.proposed_on >= PROPOSED
    assert row.decided_by_id not in {row.assessed_by_id, row.appraised_by_id, row.proposed_by_id}
    assert row.decided_by_id in {row.steps.filter(action=Action.RECOGNISE).values_list("by", flat=True).last()}
