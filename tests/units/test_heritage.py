"""Who answers for units that are no more, as the derived table says it: the same as the rule, on every day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hocTap.lib.steps import Refused
from tests.factories import FIRST_DAY, make_district, make_unit, make_user, make_ward
from tests.units.conftest import UnitByKey
from units import workflow
from units.enums import ChangeKind, Role, UnitKind
from units.models import Heritage, Lineage, Unit, UnitVersion
from units.succession import answers_for

ONE_DAY = dt.timedelta(days=1)
NOW = dt.date(2026, 1, 1)
CHANGE = dt.date(2025, 7, 1)


def passed(on: dt.date, *moves: workflow.Move) -> None:
    workflow.record_change(ChangeKind.MERGE, on, moves, decision="Nghị quyết thử")


def ended(unit: Unit, on: dt.date) -> None:
    workflow.close_version(unit, last_day=on - ONE_DAY)


def rows(units: Sequence[int] = ()) -> set[tuple[object, ...]]:
    kept = Heritage.objects.filter(unit__in=units) if units else Heritage.objects.all()
    return set(kept.values_list("heir", "unit", "since", "until", "whole", "above"))


@pytest.mark.parametrize(
    ("old", "heir", "whole", "since"),
    [
        ("hcm-q11-p5", "hcm-hoa-binh", True, CHANGE),
        ("hcm-q11-p2", "hcm-minh-phung", True, CHANGE),
        ("hcm-q11-p2", "hcm-q11-p1", True, dt.date(2025, 1, 1)),
        ("hcm-q11-p12", "hcm-phu-tho", False, CHANGE),
        ("hcm-q11-p8", "hcm-binh-thoi", False, CHANGE),
        ("hcm-q11", "hcm-hoa-binh", False, CHANGE),
    ],
)
def test_heirs_of_quan_11(unit: UnitByKey, old: str, heir: str, whole: bool, since: dt.date) -> None:
    kept = Heritage.objects.get(heir=unit(heir), unit=unit(old))

    assert (kept.whole, kept.since, kept.above) == (whole, since, False)


WAYS = st.sampled_from(["whole", "part", "end"])
STEP = st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(2010, 2014), WAYS)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, max_size=8))
def test_heritage_says_of_every_day_what_the_rule_says(steps: Sequence[tuple[int, int, int, str]]) -> None:
    units = [make_unit(f"Phường {number}") for number in range(5)]
    for old, new, year, what in steps:
        on = dt.date(year, 1, 1)
        if old == new:
            continue
        try:
            with transaction.atomic():
                if what != "part":
                    ended(units[old], on)
                if what != "end":
                    passed(on, workflow.Move(units[old], units[new], what == "whole"))
        except (Refused, IntegrityError):
            continue

    asked = [unit.pk for unit in units]
    for year in range(2009, 2016):
        day = dt.date(year, 6, 1)
        for unit, answer in answers_for(asked, day).items():
            kept = Heritage.objects.on(day).filter(unit=unit).values_list("heir", "whole")
            assert set(kept) == {(heir, heir == answer.whole) for heir in answer.units if heir != unit}

    before = rows(asked)
    Heritage.objects.filter(unit__in=asked[:2]).delete()
    workflow.refresh_lineage(*units)
    assert rows(asked) == before


@pytest.mark.django_db
def test_office_over_an_heir_reads_what_came_from_across_the_border() -> None:
    own, other = make_district("Quận 10"), make_district("Quận 11")
    old, heir = make_ward("Phường 1", other), make_ward("Phường 2", own)
    ended(old, CHANGE)
    passed(CHANGE, workflow.Move(old, heir))

    assert rows() == {
        (heir.pk, old.pk, CHANGE, None, True, False),
        (own.pk, old.pk, CHANGE, None, True, True),
    }


@pytest.mark.django_db
def test_province_that_took_over_another_has_no_row_for_each_commune() -> None:
    kept, gone = (make_unit(name, UnitKind.PROVINCE) for name in ("Tỉnh Vĩnh Long", "Tỉnh Bến Tre"))
    old, heir = make_ward("Xã Một", gone), make_ward("Xã Hai", kept)
    ended(old, CHANGE)
    ended(gone, CHANGE)
    passed(CHANGE, workflow.Move(old, heir))
    assert Heritage.objects.filter(above=True).count() == 1

    passed(CHANGE, workflow.Move(gone, kept))

    assert rows() == {(heir.pk, old.pk, CHANGE, None, True, False), (kept.pk, gone.pk, CHANGE, None, True, False)}


@pytest.mark.django_db
def test_person_sees_the_past_from_the_day_of_the_change_on() -> None:
    old, heir = make_ward("Phường 5"), make_ward("Phường Hòa Bình")
    later = timezone.localdate() + dt.timedelta(days=40)
    ended(old, later)
    passed(later, workflow.Move(old, heir))

    officer = make_user("hoabinh", (Role.WARD_OFFICER, heir))

    assert officer.units_kept(Role.WARD_OFFICER) == [heir.pk]


@pytest.mark.django_db
def test_heir_of_all_takes_charge_and_heir_of_a_part_reads_the_unit_alone() -> None:
    old, divided = make_ward("Phường 5"), make_ward("Phường 8")
    below = make_unit("Khu phố 1", UnitKind.COMMUNITY, divided)
    heir, other = make_ward("Phường Hòa Bình"), make_ward("Phường Phú Thọ")
    UnitVersion.objects.filter(unit=below).update(valid_to=CHANGE - ONE_DAY)
    ended(old, CHANGE)
    ended(divided, CHANGE)
    passed(CHANGE, workflow.Move(old, heir), workflow.Move(divided, heir, False), workflow.Move(divided, other, False))

    officer = make_user("hoabinh", (Role.WARD_OFFICER, heir))

    def seen(lines: object) -> set[int]:
        return set(lines.values_list("descendant", flat=True))  # type: ignore[attr-defined]

    assert seen(officer.lines_in_charge(Role.WARD_OFFICER)) == {heir.pk, old.pk}
    assert seen(officer.lines_in_remit(Role.WARD_OFFICER)) == {heir.pk, old.pk, divided.pk}
    assert seen(officer.lines_in_remit(Role.DISTRICT_OFFICE)) == set()
    assert officer.units_kept(Role.WARD_OFFICER) == [heir.pk, old.pk]
    assert Lineage.objects.filter(descendant=below.pk).exists()
    assert officer.oversees(Role.WARD_OFFICER, old.pk, FIRST_DAY)
    assert not officer.oversees(Role.WARD_OFFICER, divided.pk, FIRST_DAY)


@pytest.mark.django_db
def test_posts_and_pasts_are_read_in_one_question(django_assert_num_queries: object) -> None:
    old, heir = make_ward("Phường 5"), make_ward("Phường Hòa Bình")
    ended(old, CHANGE)
    passed(CHANGE, workflow.Move(old, heir))
    officer = make_user("hoabinh", (Role.WARD_OFFICER, heir), (Role.FUND_OFFICER, heir))

    with django_assert_num_queries(1):  # type: ignore[operator]
        posts = officer.posts_today
        assert officer.units_kept() == [heir.pk, heir.pk, old.pk, old.pk]

    assert [post.role for post in posts] == [Role.FUND_OFFICER, Role.WARD_OFFICER]
