"""Each state and each step; who may not; what the database refuses all the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from awards.titles import workflow
from awards.titles.enums import Action, ManagingLevel, NominationState, Registration, RevocationReason
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Decision, Nomination, NominationStep, Proposal
from awards.titles.rules.answers import Answer
from awards.titles.workflow import NOMINATIONS, Meeting, Paper, Revocation, Signature, Votes
from awards.titles.workflow.taking_back import restore
from hocTap.lib.refusals import Refused, Stale
from tests.awards.titles.factories import (
    FULL,
    HELD,
    NOW,
    PROPOSED,
    SIGNED,
    World,
    act_on,
    appraise,
    assess,
    bring_to_proposed,
    fresh,
    make_candidate,
    make_households,
    make_sound,
    make_world,
    propose,
    recognise,
    register,
    sign,
    vote,
)
from tests.factories import make_unit
from units import workflow as workflow_of_units
from units.enums import ChangeKind, UnitKind
from units.models import ChangeLink, Unit
from units.workflow import Move

pytestmark = pytest.mark.django_db
S = NominationState
TT22: dict[str, Answer] = {
    "1.1": "10",
    "1.2": "10",
    "1.3": "10",
    "2.1": "10",
    "2.2": "5",
    "2.3": "10",
    "2.4": "5",
    "3.1": "25",
    "3.2": "15",
}


def to_registered(world: World) -> Nomination:
    return register(world, make_candidate(world))[0]


def to_assessed(world: World) -> Nomination:
    made = to_registered(world)
    assess(world, made)
    return fresh(made)[0]


def to_voted(world: World) -> Nomination:
    made = to_assessed(world)
    vote(world, made)
    return fresh(made)[0]


def to_appraised(world: World) -> Nomination:
    made = to_voted(world)
    appraise(world, made)
    return fresh(made)[0]


def to_proposed(world: World) -> Nomination:
    return bring_to_proposed(world, make_candidate(world))[0]


def to_recognised(world: World) -> Nomination:
    made = to_proposed(world)
    sign(world, recognise(world, made))
    return fresh(made)[0]


def to_not_reached(world: World) -> Nomination:
    made = to_registered(world)
    workflow.reject([made.pk], "không đủ điểm", by=world.officer, at=NOW)
    return fresh(made)[0]


def revocation(number: int = 900, day: dt.date = SIGNED) -> Revocation:
    return Revocation(RevocationReason.FALSE_DECLARATION, "Kết luận xác minh", Signature(number, day, "Trần Văn Ký"))


def to_revoked(world: World) -> Nomination:
    made = to_recognised(world)
    workflow.revoke([made.pk], revocation(), by=world.approver, at=NOW)
    return fresh(made)[0]


def to_unregistered(world: World) -> Nomination:
    made = to_assessed(world)
    workflow.unregister([made.pk], "đăng ký nhầm", by=world.officer, at=NOW)
    return fresh(made)[0]


BRING: dict[NominationState, Callable[[World], Nomination]] = {
    S.REGISTERED: to_registered,
    S.SELF_ASSESSED: to_assessed,
    S.VOTED: to_voted,
    S.APPRAISED: to_appraised,
    S.PROPOSED: to_proposed,
    S.RECOGNISED: to_recognised,
    S.NOT_REACHED: to_not_reached,
    S.REVOKED: to_revoked,
    S.UNREGISTERED: to_unregistered,
}


def do(world: World, action: Action, row: Nomination) -> None:
    """Try one step on the row, by the person whose step it is."""
    if action == Action.ASSESS:
        workflow.assess(row, FULL, by=world.officer, at=NOW)
    elif action == Action.VOTE:
        vote(world, row)
    elif action == Action.APPRAISE:
        appraise(world, row)
    elif action == Action.PROPOSE:
        propose(world, row)
    elif action == Action.RETURN:
        workflow.return_group([row.pk], "thiếu biên bản", by=world.approver, at=NOW)
    elif action == Action.RECOGNISE:
        recognise(world, row)
    elif action == Action.REJECT:
        workflow.reject([row.pk], "không đủ điểm", by=world.officer, at=NOW)
    elif action == Action.WITHDRAW:
        workflow.withdraw([row.pk], "nhầm", by=world.approver, at=NOW)
    elif action == Action.UNREGISTER:
        workflow.unregister([row.pk], "đăng ký nhầm", by=world.officer, at=NOW)
    elif action == Action.REOPEN:
        workflow.reopen([row.pk], "ghi nhầm", by=world.officer, at=NOW)
    elif action == Action.REGISTER:
        workflow.register_all([row.candidate], row.year, by=world.officer, at=NOW)
        NOMINATIONS.target(Action.REGISTER, row.state, "Hồ sơ")
    elif action == Action.TAKE_BACK:
        nothing = {"state": S.REGISTERED, **NOTHING_ENTERED, "edition": row.edition}
        restore({str(row.pk): nothing}, "nhầm danh sách", by=world.officer, at=NOW)
    elif action == Action.RECALL:
        sent = Proposal.objects.filter(nominations=row).first()
        if sent is None:
            NOMINATIONS.target(Action.RECALL, row.state, "Hồ sơ")
        assert sent is not None
        workflow.recall(sent, "ghi nhầm số", by=world.officer, at=NOW)
    elif action == Action.REVOKE:
        workflow.revoke([row.pk], revocation(901), by=world.approver, at=NOW)
    elif action == Action.REINSTATE:
        workflow.reinstate(row, "Quyết định hủy bỏ số 5", by=world.approver, at=NOW)


NOTHING_ENTERED: dict[str, Any] = {
    **{"answers": {}, "inputs": {}, "score": None, "result": "", "passes": None},
    **dict.fromkeys(("assessed_by_id", "assessed_at", "minutes_id", "present", "in_favour", "against")),
}
ALLOWED = {
    (S.REGISTERED, Action.ASSESS): S.SELF_ASSESSED,
    (S.SELF_ASSESSED, Action.ASSESS): S.SELF_ASSESSED,
    (S.VOTED, Action.ASSESS): S.SELF_ASSESSED,
    (S.SELF_ASSESSED, Action.VOTE): S.VOTED,
    (S.VOTED, Action.VOTE): S.VOTED,
    (S.VOTED, Action.APPRAISE): S.APPRAISED,
    (S.APPRAISED, Action.PROPOSE): S.PROPOSED,
    (S.PROPOSED, Action.RETURN): S.VOTED,
    (S.PROPOSED, Action.RECALL): S.APPRAISED,
    (S.PROPOSED, Action.RECOGNISE): S.RECOGNISED,
    (S.RECOGNISED, Action.REVOKE): S.REVOKED,
    (S.REVOKED, Action.REINSTATE): S.RECOGNISED,
    **{
        (state, Action.REJECT): S.NOT_REACHED
        for state in (S.REGISTERED, S.SELF_ASSESSED, S.VOTED, S.APPRAISED, S.PROPOSED)
    },
    **{(state, Action.UNREGISTER): S.UNREGISTERED for state in (S.REGISTERED, S.SELF_ASSESSED, S.VOTED, S.APPRAISED)},
    (S.UNREGISTERED, Action.REGISTER): S.REGISTERED,
    (S.APPRAISED, Action.REOPEN): S.VOTED,
    (S.SELF_ASSESSED, Action.TAKE_BACK): S.REGISTERED,
    (S.VOTED, Action.TAKE_BACK): S.REGISTERED,
    (S.NOT_REACHED, Action.REOPEN): S.REGISTERED,
}


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("state", list(S))
def test_each_step_leads_only_where_it_should(state: NominationState, action: Action) -> None:
    world = make_world()
    row = BRING[state](world)
    steps = NominationStep.objects.count()
    target = ALLOWED.get((state, action))

    if target is None:
        with pytest.raises(Refused):
            do(world, action, row)
    else:
        do(world, action, row)

    (after,) = fresh(row)
    assert after.state == (target or state)
    assert NominationStep.objects.count() == steps + (target is not None)


def test_a_household_goes_the_whole_way_and_every_step_is_kept() -> None:
    world = make_world()

    row = to_revoked(world)

    assert list(row.steps.values_list("action", "before", "after")) == [
        ("register", "registered", "registered"),
        ("assess", "registered", "self_assessed"),
        ("vote", "self_assessed", "voted"),
        ("appraise", "voted", "appraised"),
        ("propose", "appraised", "proposed"),
        ("recognise", "proposed", "recognised"),
        ("revoke", "recognised", "revoked"),
    ]
    assert (row.score, row.result, row.certificate, row.registration) == (Decimal(95), "dat", 1, Registration.NEW)


def test_who_was_recognised_before_registers_again() -> None:
    world = make_world()
    row = to_recognised(world)

    made = workflow.register(row.candidate, 2021, by=world.officer, at=NOW.replace(year=2021))

    assert (made.registration, made.criteria.code) == (Registration.AGAIN, "GDHT-448")


def test_registering_twice_changes_nothing() -> None:
    world = make_world()
    row = to_registered(world)

    assert register(world, row.candidate) == []
    with pytest.raises(Refused, match="đã đăng ký"):
        workflow.register(row.candidate, 2020, by=world.officer, at=NOW)


@pytest.mark.parametrize(("year", "words"), [(2021, "Chỉ đăng ký được"), (2004, "Chỉ đăng ký"), (2013, "Chưa có bộ")])
def test_a_title_outside_its_years_is_refused(year: int, words: str) -> None:
    world = make_world()

    with pytest.raises(Refused, match=words):
        register(world, make_candidate(world), year=year)


def test_bad_answers_name_the_line_and_nothing_is_kept() -> None:
    world = make_world()
    row = to_registered(world)

    with pytest.raises(workflow.BadAnswers) as caught:
        workflow.assess(row, FULL | {"1.1": "11"}, by=world.officer, at=NOW)

    assert list(caught.value.problems) == ["1.1"]
    assert fresh(row)[0].state == S.REGISTERED


def test_a_new_self_assessment_makes_the_old_vote_void() -> None:
    world = make_world()
    row = to_voted(world)

    workflow.assess(row, FULL | {"4.1": "0"}, by=world.officer, at=NOW)

    (after,) = fresh(row)
    assert (after.state, after.minutes_id, after.in_favour, after.score) == (S.SELF_ASSESSED, None, None, Decimal(88))


def test_a_stale_form_does_not_overwrite_another_persons_assessment() -> None:
    world = make_world()
    row = to_registered(world)
    workflow.assess(row, FULL, by=world.officer, at=NOW, edition=1)

    with pytest.raises(Stale):
        workflow.assess(row, FULL, by=world.officer, at=NOW, edition=1)


@pytest.mark.parametrize(
    ("present", "votes", "held", "words"),
    [
        (10, Votes(11), HELD, "nhiều hơn số người dự"),
        (10, Votes(6, 5), HELD, "Tổng số phiếu"),
        (10, Votes(6), dt.date(2020, 12, 1), "chưa tới"),
        (10, Votes(6), dt.date(2019, 12, 1), "trước năm xét"),
    ],
)
def test_minutes_that_contradict_themselves_are_refused(present: int, votes: Votes, held: dt.date, words: str) -> None:
    world = make_world()
    row = to_assessed(world)
    meeting = Meeting(Locality(row.ward_id, row.community_id), row.kind, row.year, held, present)

    with pytest.raises(Refused, match=words):
        workflow.record_vote(meeting, {row.pk: votes}, by=world.officer, at=NOW)


def test_minutes_of_one_khu_pho_take_no_household_of_another() -> None:
    world = make_world()
    row = to_assessed(world)
    meeting = Meeting(Locality(row.ward_id, world.second.pk), row.kind, row.year, HELD, 50)

    with pytest.raises(Refused, match="không thuộc nơi"):
        workflow.record_vote(meeting, {row.pk: Votes(40)}, by=world.officer, at=NOW)


@pytest.mark.parametrize(
    ("answers", "in_favour", "words"), [(FULL, 25, "chưa quá 50 %"), (FULL | {"1.1": "0", "1.2": "0"}, 40, "chưa đạt")]
)
def test_only_what_passes_and_was_carried_is_appraised(answers: Any, in_favour: int, words: str) -> None:
    world = make_world()
    row = to_registered(world)
    assess(world, row, answers=answers)
    vote(world, row, in_favour=in_favour)

    with pytest.raises(Refused, match=words):
        appraise(world, row)


def test_a_proposals_number_is_used_once_a_year() -> None:
    world = make_world()
    first, second = to_appraised(world), to_appraised(world)
    workflow.propose([first.pk], Paper(7, PROPOSED), by=world.officer, at=NOW)

    with pytest.raises(Refused, match="đã dùng"):
        workflow.propose([second.pk], Paper(7, PROPOSED), by=world.officer, at=NOW)


def test_returned_groups_come_back_with_the_reason_and_keep_their_vote() -> None:
    world = make_world()
    row = to_proposed(world)

    workflow.return_group([row.pk], "Thiếu chữ ký biên bản", by=world.approver, at=NOW)
    appraise(world, row)
    propose(world, row)

    (after,) = fresh(row)
    assert (after.state, after.sent_times) == (S.PROPOSED, 2)
    assert after.steps.get(action=Action.RETURN).reason == "Thiếu chữ ký biên bản"


@pytest.mark.parametrize("role", ["assessed_by", "appraised_by", "proposed_by"])
def test_nobody_recognises_what_they_scored_or_proposed(role: str) -> None:
    world = make_world()
    row = to_proposed(world)
    Nomination.objects.filter(pk=row.pk).update(**{role: world.approver})

    with pytest.raises(Refused, match="người khác xét"):
        recognise(world, row)


def test_one_act_recognises_a_khu_pho_and_leaves_two_out_with_their_reasons() -> None:
    world = make_world()
    rows = bring_to_proposed(world, *make_households(world, 5))
    reasons = {rows[1].pk: "Con bỏ học", rows[3].pk: "Chưa đủ hồ sơ"}

    decision = recognise(world, *rows, exclusions=reasons)

    assert [row.state for row in fresh(*rows)] == [
        S.RECOGNISED,
        S.NOT_REACHED,
        S.RECOGNISED,
        S.NOT_REACHED,
        S.RECOGNISED,
    ]
    assert [row.certificate for row in decision.nominations.order_by("pk")] == [1, 2, 3]
    assert fresh(rows[1])[0].not_reached == "Con bỏ học"


def test_an_exclusion_needs_a_reason_and_must_wait_in_the_group() -> None:
    world = make_world()
    (row,) = bring_to_proposed(world, make_candidate(world))
    (elsewhere,) = bring_to_proposed(world, make_candidate(world, community=world.second))

    for exclusions in ({row.pk: "  "}, {elsewhere.pk: "lý do"}):
        with pytest.raises(Refused):
            workflow.request_recognition(act_on(row, exclusions=exclusions), by=world.approver, at=NOW)


def test_what_the_ward_sends_after_the_act_is_not_recognised_unseen() -> None:
    world = make_world()
    (first,) = bring_to_proposed(world, make_candidate(world))
    job = workflow.request_recognition(act_on(first), by=world.approver, at=NOW.replace(day=10, hour=9))
    (late,) = bring_to_proposed(world, make_candidate(world))

    workflow.run(job.pk, now=NOW)

    assert [row.state for row in fresh(first, late)] == [S.PROPOSED, S.PROPOSED]


def test_a_title_is_in_force_only_when_the_decision_is_signed() -> None:
    world = make_world()
    row = to_proposed(world)
    decision = recognise(world, row)
    assert Nomination.objects.in_force().count() == 0

    sign(world, decision)

    assert Nomination.objects.in_force().get() == row


@pytest.mark.parametrize(
    ("signature", "words"),
    [
        (Signature(5, PROPOSED - dt.timedelta(days=1), "Trần Văn Ký"), "trước ngày tờ trình"),
        (Signature(5, dt.date(2020, 10, 21), "Trần Văn Ký"), "chưa tới"),
        (Signature(0, SIGNED, "Trần Văn Ký"), "số quyết định"),
        (Signature(5, SIGNED, " "), "người ký"),
        (Signature(77, SIGNED, "Trần Văn Ký"), "đã dùng trong năm 2020"),
    ],
)
def test_a_decision_that_cannot_be_is_not_signed(signature: Signature, words: str) -> None:
    world = make_world()
    sign(world, recognise(world, to_proposed(world)), number=77)
    decision = recognise(world, to_proposed(world))

    with pytest.raises(Refused, match=words):
        workflow.sign(decision, signature, by=world.approver, at=NOW)

    assert Decision.objects.get(pk=decision.pk).number is None


def test_criteria_not_checked_against_the_original_carry_no_signed_decision() -> None:
    world = make_world(sound=False)
    decision = recognise(world, to_proposed(world))

    with pytest.raises(Refused, match="chưa đối chiếu văn bản gốc"):
        sign(world, decision)
    make_unsound_sound(world)

    assert sign(world, decision).is_signed


def make_unsound_sound(world: World) -> None:
    workflow.confirm(fresh_set(), "Công báo, bản chính lưu tại phường", by=world.admin, at=NOW)


def fresh_set() -> Any:
    return Nomination.objects.first().criteria  # type: ignore[union-attr]


def test_the_rule_for_lines_left_out_is_not_changed_once_used() -> None:
    world = make_world()
    to_assessed(world)

    with pytest.raises(Refused, match="lập bộ mới"):
        make_sound("GDHT-448", world.admin)


def test_a_draft_can_be_undone_and_a_signed_decision_cannot() -> None:
    world = make_world()
    second = to_recognised(world)
    first = to_proposed(world)
    recognise(world, first)

    workflow.withdraw([first.pk], "Xét lại", by=world.approver, at=NOW)

    assert fresh(first)[0].state == S.PROPOSED
    with pytest.raises(Stale):
        workflow.withdraw([second.pk], "Xét lại", by=world.approver, at=NOW)


def test_a_draft_has_nothing_to_revoke_and_no_title_is_revoked_before_it_was_given() -> None:
    world = make_world()
    signed = to_recognised(world)
    draft = to_proposed(world)
    recognise(world, draft)

    with pytest.raises(Refused, match="dự thảo"):
        workflow.revoke([draft.pk], revocation(), by=world.approver, at=NOW)
    with pytest.raises(Refused, match="trước ngày công nhận"):
        workflow.revoke([signed.pk], revocation(day=PROPOSED), by=world.approver, at=NOW)


def merge_into_hoa_binh(world: World) -> Unit:
    """Phường 5 ends on 30/06/2020 and goes whole into a new ward."""
    workflow_of_units.close_version(world.community, last_day=dt.date(2020, 6, 30))
    workflow_of_units.close_version(world.second, last_day=dt.date(2020, 6, 30))
    workflow_of_units.close_version(world.ward, last_day=dt.date(2020, 6, 30))
    heir = make_unit("Phường Hòa Bình", UnitKind.WARD, world.district, valid_from=dt.date(2020, 7, 1))
    move = Move(world.ward, heir)
    workflow_of_units.record_change(ChangeKind.MERGE, dt.date(2020, 7, 1), [move], decision="Nghị quyết thử")
    return heir


@pytest.mark.parametrize(
    ("signed_on", "agency"),
    [(dt.date(2020, 6, 29), "Ủy ban nhân dân Phường 5"), (SIGNED, "Ủy ban nhân dân Phường Hòa Bình")],
)
def test_the_agency_is_the_one_in_charge_on_the_day_of_the_signature(signed_on: dt.date, agency: str) -> None:
    world = make_world()
    row = to_proposed(world)
    Proposal.objects.update(proposed_on=dt.date(2020, 6, 20))
    heir = merge_into_hoa_binh(world)

    decision = recognise(world, row)
    assert decision.agency == heir
    sign(world, decision, day=signed_on)

    assert Decision.objects.get(pk=decision.pk).agency_words == agency


def test_a_ward_that_was_divided_has_no_heir_to_sign_for_it() -> None:
    world = make_world()
    row = to_proposed(world)
    Proposal.objects.update(proposed_on=dt.date(2020, 6, 20))
    ChangeLink.objects.filter(successor=merge_into_hoa_binh(world)).update(whole=False)

    decision = recognise(world, row)
    with pytest.raises(Refused, match=r"Phường 5 kết thúc ngày 30/06/2020 .+ phần liên quan: Phường Hòa Bình"):
        sign(world, decision)

    assert sign(world, decision, day=dt.date(2020, 6, 30)).agency_words == "Ủy ban nhân dân Phường 5"


def test_organisations_of_different_levels_go_into_decisions_of_their_own_agencies() -> None:
    world = make_world()
    levels: dict[ManagingLevel, dict[str, Answer]] = {
        ManagingLevel.WARD: {"1.1": "90"},
        ManagingLevel.DISTRICT: TT22,
    }
    rows = []
    for level, answers in levels.items():
        school = make_candidate(world, f"Trường {level.value}", TitleKind.ORGANISATION, managing_level=level)
        (row,) = register(world, school)
        assess(world, row, answers=answers)
        rows += [row]
    vote(world, *[row for row in rows if row.candidate.managing_level == ManagingLevel.WARD])
    appraise(world, *rows)
    propose(world, *rows)

    workflow.run(workflow.request_recognition(act_on(*rows), by=world.approver, at=NOW).pk, now=NOW)

    assert [str(row.decision.agency_words) for row in fresh(*rows) if row.decision] == [
        "Ủy ban nhân dân Phường 5",
        "Ủy ban nhân dân Quận 11",
    ]


def test_a_ward_does_not_recognise_itself() -> None:
    world = make_world()
    candidate = make_candidate(world, "Phường 5", TitleKind.WARD)
    row = workflow.register(candidate, 2020, by=world.officer, at=NOW)
    share: dict[str, Any] = {"16.1": "90"}
    workflow.assess(row, share, by=world.officer, at=NOW)
    appraise(world, row)
    propose(world, row)

    decision = recognise(world, *fresh(row))

    assert decision.agency == world.district
    assert fresh(row)[0].inputs["16.1"]["words"].startswith("0/0 hộ được công nhận")


def test_the_same_answers_score_the_same_when_derived_again() -> None:
    world = make_world()
    row = to_recognised(world)

    again = workflow.rescored(row)

    assert (again.score, again.rating, again.passes) == (row.score, row.result, row.passes)


IMPOSSIBLE: list[tuple[NominationState, dict[str, Any]]] = [
    (S.REGISTERED, {"state": S.RECOGNISED}),
    (S.REGISTERED, {"state": S.PROPOSED}),
    (S.SELF_ASSESSED, {"passes": None}),
    (S.VOTED, {"in_favour": 60}),
    (S.VOTED, {"against": 11}),
    (S.VOTED, {"state": S.APPRAISED}),
    (S.PROPOSED, {"state": S.NOT_REACHED}),
    (S.PROPOSED, {"state": S.REVOKED}),
    (S.PROPOSED, {"state": "made_up"}),
    (S.RECOGNISED, {"score": Decimal(100)}),
    (S.RECOGNISED, {"certificate": 99}),
    (S.RECOGNISED, {"state": S.NOT_REACHED, "not_reached": "x"}),
    (S.RECOGNISED, {"decided_by": F("proposed_by")}),
    (S.RECOGNISED, {"candidate": F("candidate_id") + 1}),
    (S.REVOKED, {"revoked_for": RevocationReason.FORGED_FILES}),
    (S.REVOKED, {"state": S.RECOGNISED, "revocation": None, "revoked_for": ""}),
]


@pytest.mark.parametrize(("state", "change"), IMPOSSIBLE)
def test_the_database_refuses_what_the_steps_would_never_write(state: NominationState, change: dict[str, Any]) -> None:
    world = make_world()
    row = BRING[state](world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=row.pk).update(**change)


def test_the_database_keeps_a_signed_decision_and_the_lines_it_was_scored_by() -> None:
    world = make_world()
    row = to_recognised(world)
    lines = row.criteria.criteria.first().items  # type: ignore[union-attr]

    changes: list[tuple[Any, dict[str, Any]]] = [
        (Decision.objects.filter(nominations=row), {"signer": "Người khác"}),
        (lines.filter(ordinal=1), {"max_points": 50}),
        (row.criteria.bands.filter(code="dat"), {"from_score": 10}),
        (type(row.criteria).objects.filter(pk=row.criteria_id), {"left_out": "full_marks"}),
    ]
    for rows, change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def signed_facts() -> dict[str, Any]:
    facts = {"number": 1, "year": 2020, "signed_on": SIGNED, "valid_until": SIGNED, "signer": "Trần Văn Ký"}
    return facts | {"state": "signed", "recorded_at": NOW, "recorded_by": F("prepared_by")}


def test_the_database_signs_no_real_title_by_unchecked_criteria() -> None:
    world = make_world(sound=False)
    decision = Decision.objects.filter(pk=recognise(world, to_proposed(world)).pk)

    with pytest.raises(IntegrityError, match="decision_by_sound_criteria"), transaction.atomic():
        decision.update(**signed_facts())
    make_unsound_sound(world)
    decision.update(**signed_facts())

    assert decision.get().is_signed


def test_the_database_puts_no_real_title_into_a_decision_that_is_signed() -> None:
    world = make_world()
    signed = to_recognised(world).decision
    assert signed is not None
    waiting = to_proposed(world)
    facts = {"decision": signed, "certificate": 99, "decided_by": world.approver, "decided_at": NOW}

    with pytest.raises(IntegrityError, match="nomination_into_a_draft"), transaction.atomic():
        Nomination.objects.filter(pk=waiting.pk).update(state=S.RECOGNISED, **facts)


def test_nobody_recognised_loses_a_step_of_the_way() -> None:
    world = make_world()
    row = to_recognised(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=row.pk).update(decided_by=world.officer)
