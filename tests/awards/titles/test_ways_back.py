"""Ways back, each with who, when and why; and what stays as it was signed, whatever happens afterwards."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from awards.titles import workflow
from awards.titles.counts import register_counts
from awards.titles.enums import Action, NominationState, RevocationReason
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Decision, Minutes, Nomination
from awards.titles.overview import ward_year
from awards.titles.workflow import Meeting, Votes, candidates
from awards.titles.workflow.voting import votes_in
from hocTap.lib.steps import Refused, Stale
from tests.awards.titles.factories import (
    HELD,
    NOW,
    SIGNED,
    World,
    appraise,
    assess,
    bring_to_proposed,
    fresh,
    make_candidate,
    make_households,
    make_world,
    moment,
    recognise,
    register,
    sign,
    vote,
)
from units.models import UnitVersion

pytestmark = pytest.mark.django_db
S = NominationState
LATER = dt.date(2026, 5, 1)


@pytest.fixture
def world() -> World:
    return make_world()


def signed(world: World, number: int = 1) -> tuple[Decision, list[Nomination]]:
    rows = bring_to_proposed(world, *make_households(world, number))
    decision = sign(world, recognise(world, *rows))
    return decision, fresh(*rows)


def voted(world: World, number: int = 2) -> list[Nomination]:
    rows = register(world, *make_households(world, number))
    assess(world, *rows)
    vote(world, *rows)
    return fresh(*rows)


def meeting(row: Nomination, present: int = 50) -> Meeting:
    return Meeting(Locality(row.ward_id, row.community_id), row.kind, row.year, HELD, present)


# Registering


def test_a_registration_taken_back_keeps_its_steps_and_begins_anew(world: World) -> None:
    (row,) = voted(world, 1)
    workflow.unregister([row.pk], "đăng ký nhầm", by=world.officer, at=NOW)

    (again,) = workflow.register_all([row.candidate], row.year, by=world.officer, at=NOW)

    assert (again.pk, again.state, again.score, again.minutes, again.answers) == (row.pk, S.REGISTERED, None, None, {})
    last = list(again.steps.values_list("action", "reason", "by"))[-2:]
    assert last == [("unregister", "đăng ký nhầm", world.officer.pk), ("register", "", world.officer.pk)]
    assert again.steps.filter(action=Action.UNREGISTER).get().facts["in_favour"] == 40


def test_a_registration_taken_back_counts_nowhere(world: World) -> None:
    kept, gone = register(world, *make_households(world, 2))
    workflow.unregister([gone.pk], "nhầm", by=world.officer, at=NOW)

    counts = register_counts(world.ward.pk, dt.date(2020, 1, 1), dt.date(2020, 12, 31))

    assert (counts["household-registered-new"], counts["household-total"]) == (1, 2)
    assert list(Nomination.objects.in_year(TitleKind.HOUSEHOLD, 2020)) == [kept]


@pytest.mark.parametrize("step", [workflow.unregister, workflow.reopen])
def test_ways_back_ask_for_a_reason(world: World, step: Any) -> None:
    (row,) = voted(world, 1)

    with pytest.raises(Refused, match="lý do"):
        step([row.pk], "  ", by=world.officer, at=NOW)
    with pytest.raises(Refused, match="dài 501 ký tự"):
        step([row.pk], "x" * 501, by=world.officer, at=NOW)


# Appraisal, not reached


def test_an_appraisal_reopened_goes_back_to_the_vote(world: World) -> None:
    row = voted(world, 1)[0]
    appraise(world, row)

    workflow.reopen([row.pk], "thẩm định nhầm", by=world.officer, at=NOW)

    (after,) = fresh(row)
    assert (after.state, after.appraised_by, after.in_favour) == (S.VOTED, None, 40)


def test_what_the_approver_refused_waits_for_the_approver_again(world: World) -> None:
    (row,) = bring_to_proposed(world, make_candidate(world))
    workflow.reject([row.pk], "nhầm hộ", by=world.approver, at=NOW)

    workflow.reopen([row.pk], "đúng là hộ khác", by=world.approver, at=NOW)

    (after,) = fresh(row)
    assert (after.state, after.not_reached, after.decided_by) == (S.PROPOSED, "", None)


# Minutes


def test_corrected_minutes_replace_the_votes_and_leave_the_old_ones_readable(world: World) -> None:
    rows = voted(world)
    wrong = Minutes.objects.get()

    votes = {row.pk: Votes(31, 2) for row in rows}
    made = workflow.correct_vote(wrong, meeting(rows[0]), votes, "đếm lại", by=world.officer, at=moment(SIGNED, 11))

    assert [(row.minutes_id, row.in_favour, row.against) for row in fresh(*rows)] == [(made.pk, 31, 2)] * 2
    assert (made.corrects, made.reason) == (wrong, "đếm lại")
    assert [step.facts["in_favour"] for step in votes_in(wrong)] == [40, 40]
    assert [step.facts["in_favour"] for step in votes_in(made)] == [31, 31]


def test_minutes_are_not_corrected_twice_nor_after_an_appraisal_nor_in_part(world: World) -> None:
    rows = voted(world)
    wrong = Minutes.objects.get()
    votes = {row.pk: Votes(31) for row in rows}
    common: dict[str, Any] = {"by": world.officer, "at": moment(SIGNED, 11)}

    with pytest.raises(Refused, match="Chưa ghi phiếu cho"):
        workflow.correct_vote(wrong, meeting(rows[0]), {rows[0].pk: Votes(31)}, "đếm lại", **common)
    appraise(world, rows[0])
    with pytest.raises(Refused, match="mở lại thẩm định"):
        workflow.correct_vote(wrong, meeting(rows[0]), votes, "đếm lại", **common)
    workflow.reopen([rows[0].pk], "nhầm", by=world.officer, at=NOW)
    workflow.correct_vote(wrong, meeting(rows[0]), votes, "đếm lại", **common)
    with pytest.raises(Stale):
        workflow.correct_vote(wrong, meeting(rows[0]), votes, "đếm lại", **common)


def test_minutes_corrected_meanwhile_say_so_and_show_what_was_typed(world: World) -> None:
    rows = voted(world)
    wrong = Minutes.objects.get()
    votes = {row.pk: Votes(31) for row in rows}
    workflow.correct_vote(wrong, meeting(rows[0]), votes, "đếm lại", by=world.officer, at=moment(SIGNED, 11))
    client = Client()
    client.force_login(world.officer)
    page = reverse("titles:minutes-correct", args=[wrong.pk])

    answer = client.post(page, {"held_on": "01/12/2020", "present": "50", "reason": "ghi thiếu một người"})

    assert answer.status_code == 409
    assert "đã được thay bằng" in answer.content.decode()
    assert "ghi thiếu một người" in answer.content.decode()
    assert client.get(page)["Location"] == wrong.get_absolute_url()


def test_step_taken_by_somebody_else_on_all_of_them_is_said_so(client: Client, world: World) -> None:
    (row,) = voted(world, 1)
    client.force_login(world.officer)
    page = reverse("titles:reopen", args=[row.ward_id, row.kind, row.year, row.community_id])

    answer = client.post(page, {"reason": "xem lại"})

    assert answer.status_code == 409
    assert "không còn hồ sơ Gia đình học tập" in answer.content.decode()


# What is signed stays


def test_a_signed_decision_names_the_holders_of_its_day(world: World) -> None:
    decision, (row,) = signed(world)
    name, address = row.candidate.name, row.candidate.address
    candidates.change_head(row.candidate, "Võ Thị Mới", on=LATER, reason="", by=world.officer, at=moment(LATER))
    client = Client()
    client.force_login(world.officer)

    page = client.get(decision.get_absolute_url()).content.decode()

    (after,) = fresh(row)
    assert (after.holder_name, after.holder_address, after.signed_place) == (name, address, "Khu phố 1, Phường 5")
    assert f"{name}</a>" in page
    assert "Nay là Võ Thị Mới" in page


def test_the_database_keeps_the_names_of_a_signed_decision(world: World) -> None:
    _, (row,) = signed(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=row.pk).update(signed_name="Người khác")


def test_a_draft_names_the_holders_as_the_register_does(world: World) -> None:
    (row,) = bring_to_proposed(world, make_candidate(world, "Lê Văn Cũ"))
    recognise(world, row)

    candidates.correct(row.candidate, {"name": "Lê Văn Đúng"}, by=world.officer, at=NOW)

    assert fresh(row)[0].holder_name == "Lê Văn Đúng"


def test_the_decision_says_when_a_title_was_revoked_since(world: World) -> None:
    decision, rows = signed(world, 2)
    grounds = workflow.Revocation(
        RevocationReason.FORGED_FILES, "kết luận", workflow.Signature(77, SIGNED, "Trần Văn Ký")
    )
    workflow.revoke([rows[0].pk], grounds, by=world.approver, at=NOW)
    client = Client()
    client.force_login(world.approver)

    page = client.get(decision.get_absolute_url()).content.decode()

    assert "Sau khi ký, 1 danh hiệu đã bị thu hồi: Quyết định" in page
    assert "Quyết định số 77/" in page


@pytest.mark.parametrize(("revoked_on", "recognised"), [(SIGNED, 0), (dt.date(2021, 3, 1), 1)])
def test_a_period_counts_the_titles_in_force_on_its_last_day(
    world: World, revoked_on: dt.date, recognised: int
) -> None:
    _, (row,) = signed(world)
    grounds = workflow.Revocation(
        RevocationReason.FORGED_FILES, "kết luận", workflow.Signature(77, revoked_on, "Trần Văn Ký")
    )
    workflow.revoke([row.pk], grounds, by=world.approver, at=moment(revoked_on))

    counts = register_counts(world.ward.pk, dt.date(2020, 1, 1), dt.date(2020, 12, 31))

    assert counts["household-recognised"] == recognised


def test_lists_and_moves_of_later_years_leave_the_register_of_a_past_year_alone(world: World) -> None:
    households = make_households(world, 3)
    register(world, *households)
    make_candidate(world, known_since=LATER)
    there = Locality(world.other_ward.pk, world.elsewhere.pk)
    candidates.move(households[0], there, "1", on=LATER, reason="", by=world.officer, at=moment(LATER))
    standing = UnitVersion.objects.get(unit=world.ward)

    overview = ward_year(world.ward, standing, TitleKind.HOUSEHOLD, 2020, LATER)
    now = ward_year(world.ward, standing, TitleKind.HOUSEHOLD, 2026, LATER)
    counts = register_counts(world.ward.pk, dt.date(2020, 1, 1), dt.date(2020, 12, 31))
    elsewhere = register_counts(world.other_ward.pk, dt.date(2020, 1, 1), dt.date(2020, 12, 31))

    assert (overview.candidates, now.candidates, counts["household-total"], elsewhere) == (3, 3, 3, {})


# Never over somebody's words unseen


def test_scores_saved_by_somebody_else_meanwhile_are_shown_beside_ones_own(world: World) -> None:
    (row,) = register(world, make_candidate(world))
    assess(world, row)
    client = Client()
    client.force_login(world.officer)
    typed = {f"line-{code}": text for code, text in fresh(row)[0].answers.items()}

    sent = typed | {"line-4.1": "9", "edition": "1"}
    answer = client.post(reverse("titles:nomination-score", args=[row.pk]), sent)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mục 4.1: đã lưu 7; ông, bà gõ 9" in page
    assert 'value="9"' in page
    assert str(fresh(row)[0].score) == "95.00"


def test_words_typed_into_a_line_of_points_are_shown_whole(client: Client, world: World) -> None:
    (row,) = register(world, make_candidate(world))
    client.force_login(world.officer)
    words = "Hộ này có hai người đang đi làm xa, tháng sau mới về"

    answer = client.post(reverse("titles:nomination-score", args=[row.pk]), {"line-4.1": words})

    assert answer.status_code == 422
    assert words in answer.content.decode()
