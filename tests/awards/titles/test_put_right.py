"""Ways to put right: a proposal taken back, two drafts joined, a wrongly recorded signature taken off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from awards.titles import permissions, workflow
from awards.titles.enums import Action, DecisionState, NominationState, RevocationReason
from awards.titles.models import Decision, DecisionStep, Nomination, Proposal
from awards.titles.workflow import Paper, Revocation, Signature
from hocTap.lib import resting
from hocTap.lib.refusals import Refused, Stale
from tests.awards.titles.factories import (
    NOW,
    PROPOSED,
    SIGNED,
    World,
    act_on,
    bring_to_proposed,
    fresh,
    make_candidate,
    make_households,
    make_world,
    moment,
    press,
    recognise,
    sign,
    signed_in,
)
from tests.factories import make_user
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db
S = NominationState
LATER = moment(dt.date(2020, 10, 25))


@pytest.fixture
def world() -> World:
    return make_world()


def proposed(world: World, number: int = 2) -> tuple[list[Nomination], Proposal]:
    rows = bring_to_proposed(world, *make_households(world, number))
    return rows, Proposal.objects.get()


# A proposal


def test_a_proposal_taken_back_leaves_its_rows_appraised_and_its_number_free(world: World) -> None:
    rows, proposal = proposed(world)

    number = workflow.recall(proposal, "Ghi nhầm số", by=world.officer, at=LATER)
    again = workflow.propose([row.pk for row in rows], Paper(proposal.number, PROPOSED), by=world.officer, at=LATER)

    proposal.refresh_from_db()
    assert (number, proposal.recalled_by, proposal.recalled_why) == (2, world.officer, "Ghi nhầm số")
    assert [(row.state, row.proposal_id, row.sent_times) for row in fresh(*rows)] == [(S.PROPOSED, again.pk, 1)] * 2
    step = rows[0].steps.get(action=Action.RECALL)
    assert (step.by, step.before, step.after, step.reason) == (world.officer, S.PROPOSED, S.APPRAISED, "Ghi nhầm số")


def test_a_proposal_is_not_taken_back_twice_nor_without_a_reason_nor_once_decided(world: World) -> None:
    rows, proposal = proposed(world)
    with pytest.raises(Refused, match="lý do"):
        workflow.recall(proposal, " ", by=world.officer, at=LATER)
    workflow.reject([rows[0].pk], "Con bỏ học", by=world.approver, at=LATER)

    with pytest.raises(Refused, match="1 hồ sơ của tờ trình này"):
        workflow.recall(proposal, "nhầm", by=world.officer, at=LATER)
    workflow.reopen([rows[0].pk], "xem lại", by=world.approver, at=LATER)
    workflow.recall(proposal, "nhầm", by=world.officer, at=LATER)
    with pytest.raises(Stale):
        workflow.recall(proposal, "nhầm", by=world.officer, at=LATER)


def test_an_act_of_recognition_asked_before_leaves_what_was_taken_back_alone(world: World) -> None:
    rows, proposal = proposed(world)
    job = workflow.request_recognition(act_on(*rows), by=world.approver, at=NOW)
    workflow.recall(proposal, "nhầm", by=world.officer, at=LATER)

    workflow.run(job.pk, now=LATER)

    assert {row.state for row in fresh(*rows)} == {S.APPRAISED}


# Two drafts


def two_drafts(world: World) -> tuple[Decision, Decision, list[Nomination]]:
    first = bring_to_proposed(world, make_candidate(world, "An"), make_candidate(world, "Ba"))
    into = recognise(world, *first)
    second = bring_to_proposed(world, *(make_candidate(world, name, community=world.second) for name in ("Cảnh", "Em")))
    return into, recognise(world, *second), [*first, *second]


def test_two_drafts_of_one_agency_become_one(world: World) -> None:
    into, other, rows = two_drafts(world)

    number = workflow.join(into, other, by=world.approver, at=LATER)

    assert number == 2
    assert [(row.decision, row.certificate, row.state) for row in fresh(*rows)] == [
        (into, place, S.RECOGNISED) for place in (1, 2, 3, 4)
    ]
    assert list(Decision.objects.all()) == [into]
    assert {group.decision_id for group in into.groups.all()} == {into.pk}
    reasons = rows[2].steps.filter(action=Action.WITHDRAW).values_list("reason", "by")
    assert list(reasons) == [("Gộp vào dự thảo khác của cùng cơ quan.", world.approver.pk)]
    sign(world, into)
    assert Nomination.objects.in_force().count() == 4


def test_drafts_that_one_paper_cannot_hold_are_not_joined(world: World) -> None:
    into, other, rows = two_drafts(world)
    signed = sign(world, other)
    with pytest.raises(Stale, match="đã ký"):
        workflow.join(into, signed, by=world.approver, at=LATER)
    with pytest.raises(Stale):
        workflow.join(into, into, by=world.approver, at=LATER)

    clan = bring_to_proposed_clan(world)
    with pytest.raises(Refused, match="cùng danh hiệu"):
        workflow.join(into, clan, by=world.approver, at=LATER)
    assert [row.decision for row in fresh(*rows[:2])] == [into, into]


def bring_to_proposed_clan(world: World) -> Decision:
    """A draft of another title of the same agency."""
    draft = Decision.objects.filter(state=DecisionState.DRAFT).get()
    draft.pk, draft.title = None, "clan"
    draft.save()
    return draft


def test_nobody_joins_what_he_scored(world: World) -> None:
    into, other, rows = two_drafts(world)
    person = make_user("kiem-nhiem", (Role.TITLE_APPROVER, world.district), (Role.WARD_OFFICER, world.ward))
    rows[0].scorers.create(person=person)

    with pytest.raises(Refused, match="người khác gộp"):
        workflow.join(into, other, by=person, at=LATER)


# A signature


def signed(world: World, number: int = 2) -> tuple[Decision, list[Nomination]]:
    rows, _ = proposed(world, number)
    return sign(world, recognise(world, *rows), number=53), rows


def test_a_signature_taken_off_leaves_a_draft_and_its_story(world: World) -> None:
    decision, rows = signed(world)

    workflow.unsign(decision, "Số trên giấy là 35", by=world.approver, at=LATER)

    decision.refresh_from_db()
    assert (decision.state, decision.number, decision.signer, decision.valid_until) == (
        DecisionState.DRAFT,
        None,
        "",
        None,
    )
    assert not Nomination.objects.in_force().exists()
    assert [(row.state, row.signed_name) for row in fresh(*rows)] == [(S.RECOGNISED, "")] * 2
    step = DecisionStep.objects.get()
    assert (step.number, step.signed_on, step.signer, step.by, step.reason) == (
        53,
        SIGNED,
        "Trần Văn Ký",
        world.approver,
        "Số trên giấy là 35",
    )


def test_signed_anew_the_names_of_the_new_day_are_kept(world: World) -> None:
    decision, rows = signed(world, 1)
    workflow.unsign(decision, "Nhầm ngày", by=world.approver, at=LATER)
    type(rows[0].candidate).objects.filter(pk=rows[0].candidate_id).update(name="Tên Đã Sửa")

    again = workflow.sign(decision, Signature(35, SIGNED, "Trần Văn Ký"), by=world.approver, at=LATER)

    assert (again.number, fresh(*rows)[0].signed_name) == (35, "Tên Đã Sửa")
    assert Nomination.objects.in_force().count() == 1
    with pytest.raises(IntegrityError, match="nomination_names_signed"), transaction.atomic():
        Nomination.objects.filter(pk=rows[0].pk).update(signed_name="")
    with pytest.raises(IntegrityError, match="decision_locked_when_signed"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(number=36)


def test_no_signature_goes_without_its_step(world: World) -> None:
    decision, _ = signed(world, 1)
    blank = dict.fromkeys(("number", "year", "signed_on", "valid_until", "recorded_by", "recorded_at"))
    with pytest.raises(IntegrityError, match="decision_locked_when_signed"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(state=DecisionState.DRAFT, signer="", **blank)


def test_a_signature_stays_once_something_rests_on_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    decision, rows = signed(world)
    monkeypatch.setattr(resting, "_sources", [lambda *_: [resting.Rest("Báo cáo 05/BC-UBND", "/", issued=True)]])
    with pytest.raises(Refused, match="Báo cáo 05/BC-UBND"):
        workflow.unsign(decision, "nhầm", by=world.approver, at=LATER)
    monkeypatch.setattr(resting, "_sources", [])
    paper = Revocation(RevocationReason.FALSE_DECLARATION, "Kết luận số 3", Signature(54, SIGNED, "Trần Văn Ký"))
    workflow.revoke([rows[0].pk], paper, by=world.approver, at=LATER)

    with pytest.raises(Refused, match="bị thu hồi"):
        workflow.unsign(decision, "nhầm", by=world.approver, at=LATER)


# The signature of a revocation


def revoked(world: World) -> tuple[Decision, Nomination]:
    _, rows = signed(world)
    paper = Revocation(RevocationReason.FALSE_DECLARATION, "Kết luận số 3", Signature(54, SIGNED, "Trần Văn Ký"))
    return workflow.revoke([rows[0].pk], paper, by=world.approver, at=LATER), rows[0]


def test_a_wrong_signature_of_a_revocation_is_mended_and_stays_readable(world: World) -> None:
    revocation, row = revoked(world)
    right = Signature(45, SIGNED + dt.timedelta(days=1), "Lê Thị Ký")

    workflow.resign(revocation, right, "Đọc nhầm số trên giấy", by=world.approver, at=LATER)

    revocation.refresh_from_db()
    assert (revocation.state, revocation.number, revocation.signed_on, revocation.signer) == (
        DecisionState.SIGNED,
        45,
        right.day,
        "Lê Thị Ký",
    )
    assert (fresh(row)[0].state, fresh(row)[0].revocation_id) == (S.REVOKED, revocation.pk)
    step = DecisionStep.objects.get()
    assert (step.decision_id, step.number, step.signed_on, step.by) == (revocation.pk, 54, SIGNED, world.approver)
    assert (step.signer, step.reason) == ("Trần Văn Ký", "Đọc nhầm số trên giấy")


WRONG_SIGNATURES = [
    (Signature(45, SIGNED - dt.timedelta(days=1), "Lê Thị Ký"), "nhầm", "trước ngày công nhận"),
    (Signature(45, dt.date(2021, 1, 1), "Lê Thị Ký"), "nhầm", "ngày chưa tới"),
    (Signature(53, SIGNED, "Lê Thị Ký"), "nhầm", "Số 53 đã dùng"),
    (Signature(45, SIGNED, " "), "nhầm", "họ tên người ký"),
    (Signature(45, SIGNED, "Lê Thị Ký"), " ", "lý do"),
]


@pytest.mark.parametrize(
    ("signature", "reason", "sentence"), WRONG_SIGNATURES, ids=[each[2] for each in WRONG_SIGNATURES]
)
def test_a_revocation_takes_no_signature_that_it_could_not_have_had(
    world: World, signature: Signature, reason: str, sentence: str
) -> None:
    revocation, _ = revoked(world)

    with pytest.raises(Refused, match=sentence), transaction.atomic():
        workflow.resign(revocation, signature, reason, by=world.approver, at=LATER)

    revocation.refresh_from_db()
    assert (revocation.number, DecisionStep.objects.exists()) == (54, False)


def test_the_day_of_a_revocation_stays_once_something_rests_on_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    revocation, _ = revoked(world)
    monkeypatch.setattr(resting, "_sources", [lambda *_: [resting.Rest("Báo cáo 05/BC-UBND", "/", issued=True)]])
    later = SIGNED + dt.timedelta(days=1)

    with pytest.raises(Refused, match="Báo cáo 05/BC-UBND"):
        workflow.resign(revocation, Signature(54, later, "Trần Văn Ký"), "nhầm", by=world.approver, at=LATER)
    workflow.resign(revocation, Signature(45, SIGNED, "Trần Văn Ký"), "nhầm", by=world.approver, at=LATER)

    revocation.refresh_from_db()
    assert revocation.number == 45


def test_a_recognition_is_not_signed_over_where_it_is(world: World) -> None:
    decision, _ = signed(world)

    with pytest.raises(Refused, match="bỏ chữ ký rồi ghi lại"):
        workflow.resign(decision, Signature(45, SIGNED, "Lê Thị Ký"), "nhầm", by=world.approver, at=LATER)


def test_the_page_of_a_revocation_mends_its_signature_after_a_question(world: World) -> None:
    revocation, _ = revoked(world)
    client = signed_in(world.approver)
    address = reverse("titles:decision-unsign", args=[revocation.pk])
    typed = {"number": "45", "day": "20/10/2020", "signer": "Lê Thị Ký", "reason": "Đọc nhầm"}

    shown = client.get(address).content.decode()
    answer = press(client, address, typed)

    revocation.refresh_from_db()
    assert 'value="54"' in shown and "vẫn là đã thu hồi" in shown
    assert (answer.status_code, revocation.number, revocation.signer) == (302, 45, "Lê Thị Ký")
    assert address in client.get(revocation.get_absolute_url()).content.decode()
    assert signed_in(world.office).get(address).status_code == 403


def test_a_title_revoked_by_mistake_is_in_force_again_and_both_stories_tell_of_it(world: World) -> None:
    revocation, row = revoked(world)
    before = fresh(row)[0]

    workflow.reinstate(row, "Quyết định hủy bỏ số 60", by=world.approver, at=LATER)

    after = fresh(row)[0]
    assert (after.state, after.revocation_id, after.revoked_for) == (S.RECOGNISED, None, "")
    assert (after.decision_id, after.certificate) == (before.decision_id, before.certificate)
    step = after.steps.latest("pk")
    assert (step.action, step.reason, step.facts["decision"]) == ("reinstate", "Quyết định hủy bỏ số 60", revocation.pk)
    told = DecisionStep.objects.get(decision=revocation)
    assert (told.action, told.number, told.by, told.reason) == ("give_up", 54, world.approver, step.reason)
    again = Revocation(RevocationReason.FALSE_DECLARATION, "Kết luận số 4", Signature(61, SIGNED, "Trần Văn Ký"))
    assert workflow.revoke([row.pk], again, by=world.approver, at=LATER).pk != revocation.pk


def test_a_title_is_reinstated_with_a_reason_once_and_only_if_it_was_revoked(world: World) -> None:
    _, row = revoked(world)
    kept = Nomination.objects.exclude(pk=row.pk).get()

    with pytest.raises(Refused, match="căn cứ khôi phục"):
        workflow.reinstate(row, " ", by=world.approver, at=LATER)
    with pytest.raises(Refused, match="chính ông, bà"):
        workflow.reinstate(row, "nhầm", by=world.officer, at=LATER)
    with pytest.raises(Stale, match="được công nhận"):
        workflow.reinstate(kept, "nhầm", by=world.approver, at=LATER)
    workflow.reinstate(row, "nhầm", by=world.approver, at=LATER)
    with pytest.raises(Stale):
        workflow.reinstate(row, "nhầm", by=world.approver, at=LATER)


def test_the_database_gives_a_revoked_title_back_as_it_was_and_in_no_other_way(world: World) -> None:
    revocation, row = revoked(world)
    this = Nomination.objects.filter(pk=row.pk)
    back = {"state": S.RECOGNISED, "revocation": None, "revoked_for": ""}

    for changed in (back, {"state": S.PROPOSED}, {"revoked_for": RevocationReason.FORGED_FILES}):
        with pytest.raises(IntegrityError, match="nomination_locked"), transaction.atomic():
            this.update(**changed)
    facts = {"number": 54, "year": 2020, "signed_on": SIGNED, "signer": "Trần Văn Ký", "reason": "nhầm"}
    DecisionStep.objects.create(decision=revocation, action="give_up", by=world.approver, at=LATER, **facts)
    with pytest.raises(IntegrityError, match="nomination_locked"), transaction.atomic():
        this.update(**back, certificate=99)
    assert this.update(**back) == 1


def test_the_page_of_a_revoked_title_gives_it_back_after_a_question(world: World) -> None:
    revocation, row = revoked(world)
    client = signed_in(world.approver)
    address = reverse("titles:nomination-reinstate", args=[row.pk])

    offered = address in client.get(row.get_absolute_url()).content.decode()
    asked = client.post(address, {"reason": "Ghi nhầm hồ sơ"}).content.decode()
    answer = press(client, address, {"reason": "Ghi nhầm hồ sơ"})

    assert offered and "Sẽ khôi phục danh hiệu" in asked
    assert (answer.status_code, fresh(row)[0].state) == (302, S.RECOGNISED)
    assert (
        "Đã khôi phục, quyết định này không còn thu hồi" in client.get(revocation.get_absolute_url()).content.decode()
    )
    assert client.get(address).status_code == 409
    assert signed_in(world.office).get(address).status_code == 403


def test_a_number_is_used_once_by_an_agency_in_a_year_revocations_too(world: World) -> None:
    decision, rows = signed(world)
    paper = Revocation(RevocationReason.FALSE_DECLARATION, "Kết luận số 3", Signature(53, SIGNED, "Trần Văn Ký"))

    with pytest.raises(Refused, match="Số 53 đã dùng"):
        workflow.revoke([rows[0].pk], paper, by=world.approver, at=LATER)
    other = Signature(54, SIGNED, "Trần Văn Ký")
    revocation = workflow.revoke(
        [rows[0].pk], Revocation(paper.reason, paper.words, other), by=world.approver, at=LATER
    )
    revocation.pk, revocation.number = None, 53
    with pytest.raises(IntegrityError, match="decision_number_once"), transaction.atomic():
        revocation.save()
    assert decision.number == 53


# Pages

Prepared = tuple[str, dict[str, str]]


def do_recall(world: World) -> Prepared:
    _, proposal = proposed(world)
    return reverse("titles:proposal-recall", args=[proposal.pk]), {"reason": "Ghi nhầm số"}


def do_join(world: World) -> Prepared:
    into, other, _ = two_drafts(world)
    return reverse("titles:decision-join", args=[into.pk]), {"other": str(other.pk)}


def do_unsign(world: World) -> Prepared:
    decision, _ = signed(world)
    return reverse("titles:decision-unsign", args=[decision.pk]), {"reason": "Số trên giấy là 35"}


PEOPLE: dict[str, Callable[[World], User | None]] = {
    "officer": lambda world: world.officer,
    "other officer": lambda world: world.other_officer,
    "office": lambda world: world.office,
    "approver": lambda world: world.approver,
    "administrator": lambda world: world.admin,
    "anonymous": lambda _: None,
}
WARD = {"officer": 302, "other officer": 404, "office": 403, "approver": 403, "administrator": 404, "anonymous": 302}
AGENCY = {"officer": 403, "other officer": 404, "office": 403, "approver": 302, "administrator": 404, "anonymous": 302}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("prepare", "expected"), [(do_recall, WARD), (do_join, AGENCY), (do_unsign, AGENCY)])
def test_who_may_put_right(
    world: World, prepare: Callable[[World], Prepared], expected: dict[str, int], who: str
) -> None:
    address, data = prepare(world)
    user = PEOPLE[who](world)
    client = signed_in(user) if user else Client()
    before = list(Nomination.objects.order_by("pk").values_list("state", "decision", "proposal", "signed_name"))

    opened = client.get(address)
    answer = press(client, address, data)

    assert answer.status_code == expected[who]
    assert opened.status_code == (200 if expected[who] == 302 and user else expected[who])
    after = list(Nomination.objects.order_by("pk").values_list("state", "decision", "proposal", "signed_name"))
    assert (before != after) == (expected[who] == 302 and user is not None)


def test_the_pages_lead_there_and_tell_what_was_done(world: World) -> None:
    _, proposal = proposed(world)
    officer = signed_in(world.officer)
    ward = reverse("titles:ward-year", args=[world.ward.pk, "household", 2020])
    link = reverse("titles:proposal-recall", args=[proposal.pk])

    before = officer.get(ward).content.decode()
    press(officer, link, {"reason": "Ghi nhầm số"})
    after = officer.get(ward).content.decode()

    assert (link in before, "2 trong 2 hồ sơ còn chờ xét" in before) == (True, True)
    assert (link in after, "Lý do: Ghi nhầm số" in after) == (False, True)
    assert officer.get(link).status_code == 409


def test_the_decision_leads_to_joining_and_tells_of_signatures_taken_off(world: World) -> None:
    into, other, _ = two_drafts(world)
    approver = signed_in(world.approver)
    draft = approver.get(into.get_absolute_url()).content.decode()
    press(approver, reverse("titles:decision-join", args=[into.pk]), {"other": str(other.pk)})
    sign(world, into, number=53)
    unsign = reverse("titles:decision-unsign", args=[into.pk])
    signed_page = approver.get(into.get_absolute_url()).content.decode()
    press(approver, unsign, {"reason": "Số trên giấy là 35"})
    again = approver.get(into.get_absolute_url()).content.decode()

    assert reverse("titles:decision-join", args=[into.pk]) in draft
    assert unsign in signed_page
    assert "số 53 ngày 20/10/2020, Trần Văn Ký ký" in again
    assert "Lý do: Số trên giấy là 35" in again
    assert permissions.can_sign(world.approver, Decision.objects.get())
