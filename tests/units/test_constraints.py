"""What the database itself refuses, whoever writes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests.factories import FIRST_DAY, make_centre, make_unit, make_user, make_ward
from units.enums import CentreState, ChangeKind, Role, UnitKind
from units.models import ChangeEvent, ChangeLink, LearningCentre, Post, Unit, UnitVersion

pytestmark = pytest.mark.django_db

NEW_YEAR = dt.date(2025, 1, 1)
NEW_YEARS_EVE = dt.date(2024, 12, 31)


def write(unit: Unit, first: dt.date, last: dt.date | None = None, code: str = "", kind: str = "ward") -> UnitVersion:
    return UnitVersion.objects.create(unit=unit, name="Phường", kind=kind, code=code, valid_from=first, valid_to=last)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (dt.date(2030, 1, 1), None),
        (dt.date(2000, 1, 1), FIRST_DAY),
        (NEW_YEARS_EVE, NEW_YEARS_EVE),
        (dt.date(2000, 1, 1), dt.date(2030, 1, 1)),
    ],
)
def test_a_unit_has_one_version_a_day(first: dt.date, last: dt.date | None) -> None:
    ward = make_ward("Phường 1")

    with pytest.raises(IntegrityError, match="unitversion_one_at_a_time"), transaction.atomic():
        write(ward, first, last)

    assert ward.versions.count() == 1


def test_a_changed_version_may_not_reach_into_the_next() -> None:
    ward = make_unit("Phường 1", valid_to=NEW_YEARS_EVE)
    write(ward, NEW_YEAR)

    with pytest.raises(IntegrityError, match="unitversion_one_at_a_time"), transaction.atomic():
        ward.versions.filter(valid_from=FIRST_DAY).update(valid_to=NEW_YEAR)

    assert ward.versions.filter(valid_to=NEW_YEARS_EVE).exists()


def test_a_code_names_one_unit_of_a_level_a_day() -> None:
    make_unit("Phường 9", code="27232", valid_to=NEW_YEARS_EVE)
    other = Unit.objects.create(key="other")

    with pytest.raises(IntegrityError, match="unitversion_code_names_one_unit"), transaction.atomic():
        write(other, NEW_YEARS_EVE, code="27232")

    assert write(other, NEW_YEAR, code="27232").pk


def test_a_code_may_serve_two_levels_and_no_code_any_number() -> None:
    make_unit("Phường", code="001")
    make_unit("Khu phố 1", UnitKind.COMMUNITY)

    assert write(Unit.objects.create(key="district"), FIRST_DAY, code="001", kind="district").pk
    assert write(Unit.objects.create(key="community"), FIRST_DAY, kind="community").pk


def test_a_version_does_not_end_before_it_begins() -> None:
    with pytest.raises(IntegrityError, match="unitversion_ends_after_start"):
        write(Unit.objects.create(key="ward"), NEW_YEAR, NEW_YEARS_EVE)


def test_a_unit_is_not_its_own_parent() -> None:
    unit = Unit.objects.create(key="ward")

    with pytest.raises(IntegrityError, match="unitversion_not_its_own_parent"):
        UnitVersion.objects.create(unit=unit, name="Phường", kind="ward", parent=unit, valid_from=NEW_YEAR)


@pytest.mark.parametrize(
    ("whole", "share", "constraint"),
    [
        (False, (0, 1), "changelink_share_between_0_and_1"),
        (False, (11, 10), "changelink_share_between_0_and_1"),
        (False, (1, None), "changelink_share_between_0_and_1"),
        (True, (1, 2), "changelink_whole_has_no_share"),
    ],
)
def test_a_share_is_a_part(whole: bool, share: tuple[int, int | None], constraint: str) -> None:
    event = ChangeEvent.objects.create(kind=ChangeKind.PART, effective_on=NEW_YEAR, decision="Nghị quyết 1")
    old, new = make_ward("Phường 1"), make_ward("Phường 2")

    with pytest.raises(IntegrityError, match=constraint):
        ChangeLink.objects.create(
            event=event,
            predecessor=old,
            successor=new,
            whole=whole,
            share_numerator=share[0],
            share_denominator=share[1],
        )


def test_a_unit_that_merged_does_not_stand_on_the_day_whichever_is_written_later() -> None:
    event = ChangeEvent.objects.create(kind=ChangeKind.MERGE, effective_on=NEW_YEAR, decision="Nghị quyết 1")
    old, new = make_unit("Phường 1", valid_to=NEW_YEARS_EVE), make_ward("Phường 2")
    stands = make_ward("Phường 3")
    ChangeLink.objects.create(event=event, predecessor=old, successor=new)

    for write_it in (
        lambda: old.versions.update(valid_to=None),
        lambda: old.versions.update(valid_to=NEW_YEAR),
        lambda: write(old, NEW_YEAR),
        lambda: ChangeLink.objects.create(event=event, predecessor=stands, successor=new),
        lambda: ChangeEvent.objects.filter(pk=event.pk).update(effective_on=NEW_YEARS_EVE),
    ):
        with pytest.raises(IntegrityError, match="unitversion_not_after_merger"), transaction.atomic():
            write_it()

    assert write(old, dt.date(2030, 1, 1)).pk


@pytest.mark.parametrize(
    ("state", "ended_on"),
    [(CentreState.DISSOLVED, None), (CentreState.ACTIVE, NEW_YEAR), (CentreState.SUSPENDED, NEW_YEAR)],
)
def test_a_centre_is_dissolved_on_a_day(state: CentreState, ended_on: dt.date | None) -> None:
    centre = make_centre("Trung tâm", make_ward("Phường 1"))

    with pytest.raises(IntegrityError, match="learningcentre_dissolved_has_a_day"):
        LearningCentre.objects.filter(pk=centre.pk).update(state=state, ended_on=ended_on)


def test_a_post_ends_after_it_began() -> None:
    user, ward = make_user("lan"), make_ward("Phường 1")

    with pytest.raises(IntegrityError, match="post_ends_after_start"):
        Post.objects.create(user=user, unit=ward, role=Role.WARD_OFFICER, valid_from=NEW_YEAR, valid_to=NEW_YEARS_EVE)


def test_units_are_listed_the_vietnamese_way() -> None:
    names = ["Phường 10", "Phường 2", "Phường Đa Kao", "Phường Du", "Phường Bến Nghé", "Phường Bình Thới"]
    for name in names:
        make_ward(name)

    listed = [version.name for version in UnitVersion.objects.order_by("sort_key")]

    assert listed == ["Phường 2", "Phường 10", "Phường Bến Nghé", "Phường Bình Thới", "Phường Du", "Phường Đa Kao"]


def test_the_sorting_form_follows_the_name_even_when_only_the_name_is_saved() -> None:
    centre = make_centre("Trung tâm Ấp 1", make_ward("Phường 1"))

    centre.name = "Trung tâm Đa Kao"
    centre.save(update_fields=["name"])

    centre.refresh_from_db()
    assert centre.folded == "trung tam da kao"
