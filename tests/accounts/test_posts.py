"""Posts: at the right level, corrected with history; units under the right level."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hocTap.lib.steps import Refused
from tests.factories import FIRST_DAY, make_district, make_post, make_unit, make_user, make_ward
from units import workflow
from units.enums import Role, UnitKind
from units.models import Post, PostCorrection, Unit, UnitVersion, User

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def test_office_is_not_at_a_khu_pho() -> None:
    community = make_unit("Khu phố 1", UnitKind.COMMUNITY, make_ward("Phường 1"))

    with pytest.raises(Refused, match="không giao ở khu phố"):
        make_user("an", (Role.DISTRICT_OFFICE, community))
    with pytest.raises(IntegrityError, match="post_office_above_community"), transaction.atomic():
        Post.objects.create(user=make_user("b"), unit=community, role=Role.DISTRICT_OFFICE, valid_from=FIRST_DAY)

    assert not Post.objects.exists()


@pytest.mark.parametrize("above", [UnitKind.WARD, UnitKind.COMMUNITY])
def test_commune_does_not_stand_under_its_like(above: UnitKind) -> None:
    name = "Phường 1" if above == UnitKind.WARD else "Khu phố 1"
    parent = make_unit(name, above)

    with pytest.raises(Refused, match="không thể trực thuộc"):
        make_ward("Phường 2", parent)
    with pytest.raises(IntegrityError, match="unitversion_levels_in_order"), transaction.atomic():
        child = Unit.objects.create(key="child")
        UnitVersion.objects.create(unit=child, name="Phường 2", kind="ward", parent=parent, valid_from=FIRST_DAY)


def test_level_is_also_held_when_the_one_above_changes() -> None:
    district = make_district()
    make_ward("Phường 1", district)

    with pytest.raises(IntegrityError, match="unitversion_levels_in_order"), transaction.atomic():
        UnitVersion.objects.filter(unit=district).update(kind="ward")


def test_correction_keeps_what_was_written_with_who_when_and_why() -> None:
    wrong, right = make_ward("Phường 1"), make_ward("Phường 2")
    person, by = make_user("an", (Role.WARD_OFFICER, wrong)), make_user("quantri")
    post = person.posts.get()

    workflow.correct_post(
        post, unit=right, role=Role.READER, from_day=FIRST_DAY, to_day=None, by=by, at=NOW, reason="ghi nhầm phường"
    )

    post.refresh_from_db()
    kept = PostCorrection.objects.get()
    assert (post.unit, post.role) == (right, Role.READER)
    assert (kept.unit_before, kept.role_before, kept.unit_after, kept.role_after) == (
        wrong,
        Role.WARD_OFFICER,
        right,
        Role.READER,
    )
    assert (kept.by, kept.at, kept.reason) == (by, NOW, "ghi nhầm phường")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": " "}, "lý do"),
        ({}, "Chưa có gì khác"),
        ({"from_day": dt.date(1990, 1, 1)}, "có từ ngày 01/01/2004"),
        ({"to_day": dt.date(2003, 1, 1)}, "Ngày cuối"),
        ({"role": Role.READER}, "đã có nhiệm vụ này"),
    ],
)
def test_correction_is_refused_in_words(change: dict[str, object], sentence: str) -> None:
    ward = make_ward("Phường 1")
    person = make_user("an", (Role.WARD_OFFICER, ward))
    post = person.posts.get()
    make_post(person, ward, Role.READER)
    facts = {"unit": ward, "role": Role.WARD_OFFICER, "from_day": FIRST_DAY, "to_day": None, "reason": "nhầm"}

    with pytest.raises(Refused, match=sentence):
        workflow.correct_post(post, by=person, at=NOW, **(facts | change))  # type: ignore[arg-type]

    assert not PostCorrection.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("quantri", 200), ("pgd", 200), ("pgd10", 404), ("an", 404), ("xem", 404), ("", 302)]
)
def test_page_of_a_correction_is_for_those_who_give_the_post(client: Client, who: str, status: int) -> None:
    district, other = make_district(), make_district("Quận 10")
    ward = make_ward("Phường 1", district)
    make_user("quantri", (Role.ADMINISTRATOR, district))
    make_user("pgd", (Role.DISTRICT_OFFICE, district))
    make_user("pgd10", (Role.DISTRICT_OFFICE, other))
    make_user("xem", (Role.READER, district))
    post = make_user("an", (Role.WARD_OFFICER, ward)).posts.get()
    if who:
        client.force_login(User.objects.get(username=who))

    assert client.get(reverse("units:post-correct", args=[post.pk])).status_code == status
