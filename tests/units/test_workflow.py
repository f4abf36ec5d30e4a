"""Steps on units, centres and posts."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hocTap.lib.steps import Refused
from tests.factories import FIRST_DAY, make_centre, make_district, make_post, make_unit, make_user, make_ward
from units import workflow
from units.enums import CentreState, ChangeKind, Role, UnitKind
from units.models import ChangeEvent, Lineage, Unit, UnitVersion

pytestmark = pytest.mark.django_db

NEW_YEAR = dt.date(2025, 1, 1)
NEW_YEARS_EVE = dt.date(2024, 12, 31)

Row = tuple[str, str, int, dt.date, dt.date | None]


def lineage() -> set[Row]:
    rows = Lineage.objects.select_related("ancestor", "descendant")
    return {(row.ancestor.key, row.descendant.key, row.depth, row.valid_from, row.valid_to) for row in rows}


def test_a_ward_moved_to_another_district_has_a_line_for_each_span() -> None:
    city = make_unit("Thành phố", UnitKind.PROVINCE, key="city")
    one, two = (make_unit(f"Quận {key}", UnitKind.DISTRICT, city, key=key) for key in ("one", "two"))
    ward = make_unit("Phường", UnitKind.WARD, one, key="ward")

    workflow.add_version(ward, valid_from=NEW_YEAR, parent=two)

    assert {row for row in lineage() if row[1] == "ward"} == {
        ("ward", "ward", 0, FIRST_DAY, None),
        ("one", "ward", 1, FIRST_DAY, NEW_YEARS_EVE),
        ("two", "ward", 1, NEW_YEAR, None),
        ("city", "ward", 2, FIRST_DAY, None),
    }


def test_moving_a_district_moves_all_below_it() -> None:
    north, south = (make_unit(key, UnitKind.PROVINCE, key=key) for key in ("north", "south"))
    district = make_unit("Quận", UnitKind.DISTRICT, north, key="district")
    ward = make_unit("Phường", UnitKind.WARD, district)
    make_unit("Khu phố", UnitKind.COMMUNITY, ward, key="community")

    workflow.add_version(district, valid_from=NEW_YEAR, parent=south)

    assert {row for row in lineage() if row[1] == "community" and row[2] == 3} == {
        ("north", "community", 3, FIRST_DAY, NEW_YEARS_EVE),
        ("south", "community", 3, NEW_YEAR, None),
    }


Edit = tuple[int, int, int | None]
EDITS = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 40), st.one_of(st.none(), st.integers(0, 4))), max_size=8)


@given(EDITS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_refreshing_what_changed_is_as_good_as_refreshing_all(edits: list[Edit]) -> None:
    units = [make_unit(f"Đơn vị {number}", UnitKind.COMMUNITY) for number in range(5)]
    for unit, day, parent in edits:
        version = UnitVersion(unit=units[unit], kind=UnitKind.COMMUNITY, name="Mới")
        version.valid_from = FIRST_DAY + dt.timedelta(days=day)
        version.parent = None if parent in (None, unit) else units[parent or 0]
        last = units[unit].versions.order_by("-valid_from")[0]
        last.valid_to = version.valid_from - dt.timedelta(days=1)
        try:
            workflow.write_versions([last, version])
        except Refused:
            continue
    stepwise = set(Lineage.objects.values_list("ancestor", "descendant", "depth", "valid_from", "valid_to"))

    Lineage.objects.all().delete()
    workflow.refresh_lineage()

    assert stepwise == set(Lineage.objects.values_list("ancestor", "descendant", "depth", "valid_from", "valid_to"))


def test_a_second_refresh_writes_nothing() -> None:
    make_ward("Phường 1", make_district())
    rows = list(Lineage.objects.order_by("pk").values_list())

    workflow.refresh_lineage()

    assert list(Lineage.objects.order_by("pk").values_list()) == rows


def test_a_unit_cannot_stand_under_itself() -> None:
    district = make_district("Quận 11")
    ward = make_ward("Phường 1", district)
    before = lineage()

    with pytest.raises(Refused, match="Quận 11 sẽ trực thuộc chính mình vào ngày 01/01/2025"):
        workflow.add_version(district, valid_from=NEW_YEAR, parent=ward)

    assert lineage() == before
    assert district.versions.count() == 1


def test_no_cycle_comes_past_the_steps_since_levels_are_held_by_the_database() -> None:
    district = make_district("Quận 11")
    ward = make_ward("Phường 1", district)

    with pytest.raises(IntegrityError, match="unitversion_levels_in_order"), transaction.atomic():
        UnitVersion.objects.filter(unit=district).update(parent=ward)

    workflow.refresh_lineage(ward)


def test_a_new_version_ends_the_one_before_and_keeps_what_is_not_named() -> None:
    ward = make_unit("Phường 10", UnitKind.WARD, make_district(), code="27223")

    workflow.add_version(ward, valid_from=NEW_YEAR, code="27232")

    rows = ward.versions.order_by("valid_from").values_list("name", "code", "valid_from", "valid_to")
    assert list(rows) == [
        ("Phường 10", "27223", FIRST_DAY, NEW_YEARS_EVE),
        ("Phường 10", "27232", NEW_YEAR, None),
    ]


def test_a_version_put_between_two_days_ends_when_the_old_one_would_have() -> None:
    ward = make_unit("Phường 1", valid_to=dt.date(2025, 6, 30))

    added = workflow.add_version(ward, valid_from=NEW_YEAR, name="Phường Một")

    assert added.valid_to == dt.date(2025, 6, 30)


def test_a_unit_that_ended_gets_no_version_later() -> None:
    ward = make_unit("Phường 1", valid_to=dt.date(2020, 6, 30))

    with pytest.raises(Refused, match="Phường 1 không tồn tại vào ngày 31/12/2024"):
        workflow.add_version(ward, valid_from=NEW_YEAR)


def test_two_versions_of_a_unit_never_share_a_day() -> None:
    ward = make_ward("Phường 1")
    version = UnitVersion(unit=ward, name="Phường 1", kind=UnitKind.WARD, valid_from=NEW_YEAR)

    with pytest.raises(Refused, match="Phường 1: hai khoảng ngày trùng nhau: từ 01/01/2004 và từ 01/01/2025"):
        workflow.write_versions([version])


def test_a_code_in_use_is_refused_by_name_and_free_again_afterwards() -> None:
    old = make_unit("Phường 9", code="27232")

    with pytest.raises(Refused, match="Mã 27232 là của Phường 9 từ 01/01/2004"):
        make_unit("Phường 10", code="27232", valid_from=NEW_YEAR)

    workflow.close_version(old, last_day=NEW_YEARS_EVE)
    assert make_unit("Phường 10", code="27232", valid_from=NEW_YEAR).on(NEW_YEAR)


def test_a_district_does_not_end_before_its_wards() -> None:
    district = make_district("Quận 11")
    ward = make_ward("Phường 1", district)

    with pytest.raises(Refused, match="Phường 1 từ 01/01/2004: Quận 11 không tồn tại suốt khoảng này"):
        workflow.close_version(district, last_day=NEW_YEARS_EVE)

    workflow.close_version(ward, last_day=NEW_YEARS_EVE)
    workflow.close_version(district, last_day=NEW_YEARS_EVE)
    assert not Unit.objects.on(NEW_YEAR).exists()


def test_units_may_hand_on_their_codes_in_one_step() -> None:
    one, two = make_unit("Phường 1", code="1"), make_unit("Phường 2", code="2", valid_from=NEW_YEAR)
    first, second = one.versions.get(), two.versions.get()
    first.code, second.code = "2", "3"

    workflow.write_versions([first, second])

    assert [version.code for version in UnitVersion.objects.order_by("code")] == ["2", "3"]


def test_a_change_links_units_that_stood_before_and_after() -> None:
    old, other = (make_unit(name, valid_to=NEW_YEARS_EVE) for name in ("Phường 1", "Phường 2"))
    new = make_unit("Phường Mới", valid_from=NEW_YEAR)
    moves = [workflow.Move(old, new), workflow.Move(other, new, whole=False, share=Fraction("0.25"))]

    event = workflow.record_change(ChangeKind.MERGE, NEW_YEAR, moves, decision="Nghị quyết 1")

    links = event.links.order_by("pk")
    found = [(link.predecessor_id, link.successor_id, link.whole, link.share) for link in links]
    assert found == [(old.pk, new.pk, True, None), (other.pk, new.pk, False, Fraction("0.25"))]


@pytest.mark.parametrize("wrong", ["old", "new"])
def test_a_change_refuses_units_that_did_not_stand(wrong: str) -> None:
    old = make_unit("Phường Cũ", valid_to=dt.date(2020, 1, 1) if wrong == "old" else NEW_YEARS_EVE)
    new = make_unit("Phường Mới", valid_from=dt.date(2030, 1, 1) if wrong == "new" else NEW_YEAR)

    with pytest.raises(Refused, match="không tồn tại vào ngày"):
        workflow.record_change(ChangeKind.MERGE, NEW_YEAR, [workflow.Move(old, new)], decision="Nghị quyết 1")

    assert not ChangeEvent.objects.exists()


@pytest.mark.parametrize("shares", [(None, None), (Fraction("0.7"), Fraction("0.4"))])
def test_a_change_gives_no_more_than_the_whole(shares: tuple[Fraction | None, Fraction | None]) -> None:
    old = make_unit("Phường 8", valid_to=NEW_YEARS_EVE)
    new = [make_unit(name, valid_from=NEW_YEAR) for name in ("Một", "Hai")]
    moves = [
        workflow.Move(old, unit, whole=share is None, share=share) for unit, share in zip(new, shares, strict=True)
    ]

    with pytest.raises(Refused, match="Phường 8: tổng các phần chuyển vượt quá toàn bộ"):
        workflow.record_change(ChangeKind.PART, NEW_YEAR, moves, decision="Nghị quyết 1")


def test_a_centre_serves_its_wards_from_its_founding() -> None:
    wards = [make_ward("Phường 1"), make_ward("Phường 2")]

    centre = workflow.found_centre("Trung tâm", wards, founded_on=NEW_YEAR, decision="QĐ 1", seat="1 Lãnh Binh Thăng")

    assert list(centre.services.order_by("pk").values_list("ward", "valid_from", "valid_to")) == [
        (ward.pk, NEW_YEAR, None) for ward in wards
    ]


def test_a_centre_needs_wards_that_stand() -> None:
    with pytest.raises(Refused, match="ít nhất một phường, xã"):
        workflow.found_centre("Trung tâm", [], founded_on=NEW_YEAR)

    with pytest.raises(Refused, match="Phường 1 có từ ngày 01/01/2004"):
        workflow.found_centre("Trung tâm", [make_ward("Phường 1")], founded_on=dt.date(2000, 1, 1))


def test_a_dissolved_centre_keeps_the_day_and_does_not_come_back() -> None:
    centre = make_centre("Trung tâm", make_ward("Phường 1"))
    workflow.change_state(centre, CentreState.SUSPENDED, on=dt.date(2020, 1, 1))

    dissolved = workflow.change_state(centre, CentreState.DISSOLVED, on=NEW_YEAR)

    assert (dissolved.state, dissolved.ended_on) == (CentreState.DISSOLVED, NEW_YEAR)
    with pytest.raises(Refused, match="đã giải thể từ ngày 01/01/2025"):
        workflow.change_state(centre, CentreState.ACTIVE, on=NEW_YEAR)


def test_a_post_is_given_once_and_ended_not_before_it_began() -> None:
    ward, user = make_ward("Phường 1"), make_user("lan")
    post = make_post(user, ward, Role.WARD_OFFICER)

    assert make_post(user, ward, Role.WARD_OFFICER, from_day=NEW_YEAR) == post
    assert workflow.end_post(post, last_day=NEW_YEARS_EVE).valid_to == NEW_YEARS_EVE
    assert make_post(user, ward, Role.WARD_OFFICER, from_day=NEW_YEAR) != post
    with pytest.raises(Refused, match="bắt đầu từ 01/01/2004"):
        workflow.end_post(post, last_day=dt.date(2000, 1, 1))


def test_an_administrator_may_enter_the_administration_pages() -> None:
    user = make_user("quan-tri", (Role.ADMINISTRATOR, make_district()))

    assert user.is_staff
    assert not make_user("lan", (Role.WARD_OFFICER, make_ward("Phường 1"))).is_staff
