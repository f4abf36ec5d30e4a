"""The reference units: Quận 11 and its wards through 2025, codes used again, changes, loading twice."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.units.conftest import UnitByKey
from units import reference
from units.enums import UnitKind
from units.models import ChangeEvent, ChangeLink, Lineage, Unit, UnitVersion

OLD, BETWEEN, NOW = dt.date(2020, 12, 31), dt.date(2025, 3, 1), dt.date(2025, 8, 1)


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("27232", OLD, "Phường 9"),
        ("27232", BETWEEN, "Phường 10"),
        ("27232", NOW, "Phường Bình Thới"),
        ("27226", OLD, "Phường 13"),
        ("27226", BETWEEN, "Phường 11"),
        ("27226", NOW, "Phường Phú Thọ"),
        ("27211", OLD, "Phường 5"),
        ("27211", NOW, "Phường Hòa Bình"),
        ("00352", NOW, "Phường Phương Liệt"),
    ],
)
def test_a_code_names_a_unit_only_together_with_a_day(unit: UnitByKey, code: str, day: dt.date, name: str) -> None:
    assert [version.name for version in UnitVersion.objects.with_code(code, day)] == [name]


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (dt.date(2024, 12, 31), [f"Phường {number}" for number in range(1, 17)]),
        (dt.date(2025, 1, 1), [f"Phường {number}" for number in (1, 3, 5, 7, 8, 10, 11, 14, 15, 16)]),
        (dt.date(2025, 6, 30), [f"Phường {number}" for number in (1, 3, 5, 7, 8, 10, 11, 14, 15, 16)]),
        (dt.date(2025, 7, 1), ["Phường Bình Thới", "Phường Hòa Bình", "Phường Minh Phụng", "Phường Phú Thọ"]),
    ],
)
def test_wards_of_the_city_on_a_day(unit: UnitByKey, day: dt.date, names: list[str]) -> None:
    wards = UnitVersion.objects.below(unit("hcm"), day).of_kind(UnitKind.WARD)

    assert [ward.name for ward in wards] == names


def test_the_district_keeps_its_wards_and_ends_with_june_2025(unit: UnitByKey) -> None:
    district, last = unit("hcm-q11"), dt.date(2025, 6, 30)

    assert Unit.objects.below(district, OLD).count() == 16
    assert [version.name for version in UnitVersion.objects.on(last).filter(unit=district)] == ["Quận 11"]
    assert district.on(last + dt.timedelta(days=1)) is None


def test_a_ward_that_took_in_another_stays_the_same_unit(unit: UnitByKey) -> None:
    versions = unit("hcm-q11-p10").versions.order_by("valid_from")

    assert [(version.code, version.valid_from, version.start_unknown) for version in versions] == [
        ("27223", dt.date(2004, 1, 1), True),
        ("27232", dt.date(2025, 1, 1), False),
    ]


def test_ward_8_went_into_two_wards_by_shares_nobody_published(unit: UnitByKey) -> None:
    links = ChangeLink.objects.filter(predecessor=unit("hcm-q11-p8"), event__effective_on=dt.date(2025, 7, 1))

    assert {(link.successor.key, link.whole, link.share) for link in links} == {
        ("hcm-binh-thoi", False, None),
        ("hcm-phu-tho", False, None),
    }


def test_every_unit_that_ended_has_a_successor(unit: UnitByKey) -> None:
    standing = Unit.objects.on(NOW)
    ended = Unit.objects.exclude(pk__in=standing)

    assert ended.count() == 19
    assert not ended.filter(links_out=None).exists()


def test_pairs_of_january_2025_are_marked_as_not_checked(unit: UnitByKey) -> None:
    january = dt.date(2025, 1, 1)

    assert not ChangeEvent.objects.filter(effective_on=january, verified=True).exists()
    assert not UnitVersion.objects.filter(valid_from=january, verified=True).exists()
    assert UnitVersion.objects.filter(unit=unit("hcm-binh-thoi"), verified=True).exists()


def everything() -> list[list[tuple[object, ...]]]:
    models = (Unit, UnitVersion, ChangeEvent, ChangeLink, Lineage)
    return [sorted(model._default_manager.values_list(), key=str) for model in models]


def test_loading_twice_changes_nothing(unit: UnitByKey) -> None:
    before = everything()

    reference.load()

    assert everything() == before


def test_loading_again_keeps_what_was_edited_and_adds_what_is_missing(unit: UnitByKey) -> None:
    edited = unit("hcm-q11-p5").versions.get()
    edited.name, edited.valid_from = "Phường Năm", dt.date(1997, 1, 1)
    edited.parent = None
    edited.save()
    event = ChangeEvent.objects.get(key="hcm-2025-07-p8")
    event.links.all().delete()
    event.delete()

    reference.load()

    kept = unit("hcm-q11-p5").versions.get()
    assert (kept.name, kept.valid_from) == ("Phường Năm", dt.date(1997, 1, 1))
    assert ChangeEvent.objects.get(key="hcm-2025-07-p8").links.count() == 2
