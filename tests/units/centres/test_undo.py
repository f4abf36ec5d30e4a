"""A decision on a centre that was recorded by mistake is voided; the centre is as before, and all stays to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from hocTap.lib.steps import Refused, Stale
from tests.factories import make_centre, make_user, make_ward
from tests.units.centres.factories import course, enter, make_work, term
from units import workflow
from units.centres.enums import Act
from units.enums import CentreState, Role, UnitKind
from units.models import (
    CentreAuthority,
    CentreMerger,
    CentrePause,
    CentreService,
    CentreStep,
    CentreTerm,
    LearningCentre,
    Unit,
)

pytestmark = pytest.mark.django_db

DAY, LATER = dt.date(2020, 1, 1), dt.date(2020, 6, 1)
WHY = "Ghi nhầm trung tâm"


def suspend(centre: LearningCentre) -> None:
    workflow.change_state(centre, CentreState.SUSPENDED, on=DAY)


def resume(centre: LearningCentre) -> None:
    workflow.change_state(centre, CentreState.ACTIVE, on=LATER)


def dissolve(centre: LearningCentre) -> None:
    workflow.change_state(centre, CentreState.DISSOLVED, on=LATER)


def serve(centre: LearningCentre) -> None:
    workflow.serve(centre, [Unit.objects.get(versions__name="Phường 6")], from_day=DAY)


def leave(centre: LearningCentre) -> None:
    workflow.leave(centre, Unit.objects.get(versions__name="Phường 6"), last_day=LATER)


def absorb(centre: LearningCentre) -> None:
    workflow.merge([LearningCentre.objects.get(name="Trung tâm khác")], into=centre, on=LATER)


def everything() -> list[list[dict[str, Any]]]:
    kinds: tuple[Any, ...] = (LearningCentre, CentreService, CentrePause, CentreTerm, CentreMerger)
    return [list(kind._default_manager.order_by("pk").values()) for kind in kinds]


@pytest.mark.parametrize(
    "steps",
    [(suspend,), (suspend, resume), (dissolve,), (suspend, dissolve), (serve,), (serve, leave), (absorb,)],
)
def test_a_voided_decision_leaves_everything_as_it_was(steps: tuple[Callable[[LearningCentre], None], ...]) -> None:
    centre, ward, officer = make_work()
    make_centre("Trung tâm khác", make_ward("Phường 6"))
    enter(term(centre, ward), officer)
    *before, last = steps
    for step in before:
        step(centre)
    kept = everything()
    last(centre)

    void = workflow.void_decision(workflow.last_step(centre) or CentreStep(), reason=WHY, by=officer)

    assert everything() == kept
    assert (void.act, void.reason, void.by, void.voids and void.voids.voided) == (Act.VOID, WHY, officer, True)
    last(centre)


def test_a_decision_is_voided_once_with_a_reason_and_not_under_a_later_one() -> None:
    centre, _, officer = make_work()
    suspend(centre)
    first = workflow.last_step(centre) or CentreStep()
    resume(centre)
    second = workflow.last_step(centre) or CentreStep()

    with pytest.raises(Refused, match="sau đó đã ghi “hoạt động trở lại từ 01/06/2020”"):
        workflow.void_decision(first, reason=WHY, by=officer)
    with pytest.raises(Refused, match="vì sao hủy"):
        workflow.void_decision(second, reason=" ", by=officer)
    workflow.void_decision(second, reason=WHY, by=officer)
    with pytest.raises(Stale, match="đã được hủy"):
        workflow.void_decision(second, reason=WHY, by=officer)


def test_a_founding_is_not_voided_and_a_merger_at_the_centre_that_took_in() -> None:
    centre, _, officer = make_work()
    other = make_centre("Trung tâm khác", make_ward("Phường 6"))
    with pytest.raises(Refused, match="không hủy được “thành lập từ"):
        workflow.void_decision(workflow.last_step(centre) or CentreStep(), reason=WHY, by=officer)

    absorb(centre)

    with pytest.raises(Refused, match="trên trang của Trung tâm Phường 5"):
        workflow.void_decision(workflow.last_step(other) or CentreStep(), reason=WHY, by=officer)


def test_service_that_a_class_rests_on_is_not_voided() -> None:
    centre, _, officer = make_work()
    other = make_ward("Phường 6")
    serve(centre)
    enter(course(centre, other, starts_on=LATER, ends_on=LATER), officer)

    with pytest.raises(Refused, match="đã ghi cho Phường 6 từ ngày 01/01/2020: Lớp tin học"):
        workflow.void_decision(workflow.last_step(centre) or CentreStep(), reason=WHY, by=officer)


def test_the_database_keeps_decisions_and_what_was_voided() -> None:
    centre, _, officer = make_work()
    suspend(centre)
    void = workflow.void_decision(workflow.last_step(centre) or CentreStep(), reason=WHY, by=officer)
    steps = CentreStep.objects.filter(centre=centre)

    writes: list[Callable[[], object]] = [
        lambda: steps.filter(act=Act.FOUND).update(decision_no="2"),
        lambda: steps.filter(act=Act.SUSPEND).update(voided=False),
        lambda: steps.filter(pk=void.pk).update(reason=""),
        lambda: steps.filter(pk=void.pk).delete(),
    ]
    for write in writes:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_a_wrong_decision_is_voided_from_the_page_of_its_centre(client: Client) -> None:
    centre, _, _ = make_work()
    suspend(centre)
    district = Unit.objects.get(versions__name="Quận 11")
    client.force_login(make_user("c", (Role.DISTRICT_OFFICE, district)))
    page = reverse("units:decision-void", args=[centre.pk, (workflow.last_step(centre) or CentreStep()).pk])

    shown = client.get(centre.get_absolute_url()).content.decode()
    refused = client.post(page, {"reason": ""})
    done = client.post(page, {"reason": WHY})

    assert page in shown
    assert (refused.status_code, done.status_code) == (422, 302)
    after = client.get(centre.get_absolute_url()).content.decode()
    assert "(đã hủy vì ghi sai)" in after
    assert f"Lý do: {WHY}" in after
    assert client.post(page, {"reason": "x"}).status_code == 409


def test_decision_of_another_authoritys_time_shows_no_way_that_is_refused(client: Client) -> None:
    centre, _, _ = make_work()
    suspend(centre)
    before = {"title": "Chủ tịch quận", "level": UnitKind.DISTRICT, "recorder": Role.DISTRICT_OFFICE, "basis": "Luật"}
    since = {"title": "Chủ tịch phường", "level": UnitKind.WARD, "recorder": Role.WARD_OFFICER, "basis": "Luật"}
    CentreAuthority.objects.create(valid_from=dt.date(2000, 1, 1), valid_to=DAY - dt.timedelta(days=1), **before)
    CentreAuthority.objects.create(valid_from=DAY, **since)
    district = Unit.objects.get(versions__name="Quận 11")
    client.force_login(make_user("c", (Role.DISTRICT_OFFICE, district)))
    page = reverse("units:decision-void", args=[centre.pk, (workflow.last_step(centre) or CentreStep()).pk])

    shown = client.get(centre.get_absolute_url())

    assert shown.context["may_decide"]
    assert client.get(page).status_code == 403
    assert page not in shown.content.decode()
