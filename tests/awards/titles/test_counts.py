"""The counts that the register gives to the ward's form, and the reference data that it rests on."""

from __future__ import annotations

import datetime as dt

import pytest

from awards.titles import reference, workflow
from awards.titles.counts import register_counts
from awards.titles.criteria import procedure_for, set_for, unverified
from awards.titles.enums import LeftOutRule, ManagingLevel, RevocationReason
from awards.titles.kinds import TitleKind
from awards.titles.models import Band, CriteriaSet, Item, Procedure
from awards.titles.workflow import Revocation
from hocTap.lib.refusals import Refused
from tests.awards.titles.factories import (
    NOW,
    SIGNED,
    World,
    assess,
    bring_to_proposed,
    make_candidate,
    make_households,
    make_sound,
    make_world,
    recognise,
    register,
    sign,
    vote,
)
from units.enums import UnitKind

pytestmark = pytest.mark.django_db
YEAR = (dt.date(2020, 1, 1), dt.date(2020, 12, 31))
HALF = (dt.date(2020, 1, 1), dt.date(2020, 6, 30))


def some_households(world: World) -> None:
    """Seven on the register; one registered, one voted on, one only drafted, three recognised, one of them revoked."""
    make_candidate(world)
    register(world, make_candidate(world))
    (voted,) = register(world, make_candidate(world))
    assess(world, voted)
    vote(world, voted)
    signed = bring_to_proposed(world, *make_households(world, 3))
    sign(world, recognise(world, *signed))
    grounds = workflow.Signature(990, SIGNED, "Trần Văn Ký")
    reason = Revocation(RevocationReason.WRONG_APPRAISAL, "Kết luận", grounds)
    workflow.revoke([signed[0].pk], reason, by=world.approver, at=NOW)
    recognise(world, *bring_to_proposed(world, make_candidate(world)))


def test_registered_assessed_and_recognised_are_three_counts() -> None:
    world = make_world()
    some_households(world)

    expected = {
        "household-total": 7,
        "household-registered-new": 6,
        "household-registered-again": 0,
        "household-assessed": 5,
        "household-recognised": 2,
        "household-persons": 21,
    }
    assert register_counts(world.ward.pk, *YEAR) == expected
    assert register_counts(world.district.pk, *YEAR) == expected


def test_where_nothing_was_registered_the_register_gives_no_number_at_all() -> None:
    world = make_world()
    make_candidate(world)

    assert register_counts(world.ward.pk, *YEAR) == {}
    assert register_counts(world.other_ward.pk, *YEAR) == {}


def test_a_title_with_holders_of_which_none_was_registered_counts_them_and_is_zero() -> None:
    world = make_world()
    make_candidate(world, "Dòng họ Lê", TitleKind.CLAN)
    register(world, make_candidate(world))

    counts = register_counts(world.ward.pk, *YEAR)

    assert {code: number for code, number in counts.items() if not code.startswith("household")} == {
        "clan-total": 1,
        "clan-registered-new": 0,
        "clan-registered-again": 0,
        "clan-assessed": 0,
        "clan-recognised": 0,
    }


def test_a_list_written_down_after_its_year_counts_whom_it_registered() -> None:
    world = make_world()
    later = dt.date(2021, 3, 1)
    register(world, make_candidate(world, known_since=later))
    make_candidate(world, known_since=later)

    counts = register_counts(world.ward.pk, *YEAR)

    assert (counts["household-total"], counts["household-registered-new"]) == (1, 1)


def test_half_a_year_counts_only_what_was_done_by_its_last_day() -> None:
    world = make_world()
    some_households(world)

    counts = register_counts(world.ward.pk, *HALF)

    assert (counts["household-registered-new"], counts["household-assessed"], counts["household-recognised"]) == (
        0,
        0,
        0,
    )


def test_a_household_whose_members_were_not_written_down_leaves_the_persons_out() -> None:
    world = make_world()
    register(world, make_candidate(world, aged_6_to_18=None, aged_19_to_60=None))

    assert "household-persons" not in register_counts(world.ward.pk, *YEAR)


def test_loading_the_criteria_again_changes_nothing_that_was_edited() -> None:
    world = make_world()
    before = (CriteriaSet.objects.count(), Item.objects.count(), Band.objects.count(), Procedure.objects.count())

    reference.load()

    assert before == (
        CriteriaSet.objects.count(),
        Item.objects.count(),
        Band.objects.count(),
        Procedure.objects.count(),
    )
    assert CriteriaSet.objects.get(code="GDHT-448").left_out == LeftOutRule.NORMALISE
    assert world.admin == CriteriaSet.objects.get(code="GDHT-448").confirmed_by


def test_only_what_was_compared_with_the_original_is_sound() -> None:
    reference.load()

    sound = set(CriteriaSet.objects.sound().values_list("code", flat=True))

    assert sound == {"CDHT-KHVN-324"}
    assert sound == {each.code for each in CriteriaSet.objects.with_lines() if not unverified(each)}
    assert unverified(CriteriaSet.objects.get(code="DVHT-TT22")) == ["Mục 3.2"]


@pytest.mark.parametrize(
    ("kind", "year", "level", "code"),
    [
        (TitleKind.HOUSEHOLD, 2015, "", "GDHT-281"),
        (TitleKind.HOUSEHOLD, 2016, "", "GDHT-448"),
        (TitleKind.HOUSEHOLD, 2022, "", "GDHT-387"),
        (TitleKind.ORGANISATION, 2020, ManagingLevel.WARD, "DVHT-448"),
        (TitleKind.ORGANISATION, 2020, ManagingLevel.DISTRICT, "DVHT-TT22"),
        (TitleKind.ORGANISATION, 2024, ManagingLevel.PROVINCE, "DVHT-TT24-TINH"),
        (TitleKind.WARD, 2023, "", "CDHT-XA-TT44"),
        (TitleKind.WARD, 2024, "", "CDHT-XA-TT25"),
        (TitleKind.CITIZEN, 2024, "", "CDHT-KHVN-324"),
    ],
)
def test_each_year_keeps_the_criteria_that_were_in_force(kind: TitleKind, year: int, level: str, code: str) -> None:
    world = make_world(sound=False)

    assert set_for(kind, year, world.ward.pk, level).code == code


def test_a_provinces_own_set_replaces_the_national_frame() -> None:
    world = make_world(sound=False)
    own = CriteriaSet.objects.get(code="GDHT-448")
    own.pk, own.code, own.jurisdiction = None, "GDHT-HCM", world.province
    own._state.adding = True
    own.save()

    assert set_for(TitleKind.HOUSEHOLD, 2020, world.ward.pk).code == "GDHT-HCM"


def test_who_recognises_a_ward_changed_with_the_circular_and_with_the_end_of_the_districts() -> None:
    world = make_world(sound=False)

    def asked(day: dt.date) -> tuple[str, str, int]:
        found = procedure_for(TitleKind.WARD, day, world.ward.pk)
        return found.agency_kind, found.authority_words, found.valid_months

    assert asked(dt.date(2024, 2, 11)) == (UnitKind.DISTRICT, "CHỦ TỊCH", 12)
    assert asked(dt.date(2024, 2, 12)) == (UnitKind.DISTRICT, "TRƯỞNG PHÒNG", 36)
    assert asked(dt.date(2025, 7, 1)) == (UnitKind.PROVINCE, "GIÁM ĐỐC", 36)
    with pytest.raises(Refused, match="Chưa cấu hình"):
        asked(dt.date(2010, 1, 1))


def test_a_confirmed_set_says_who_when_and_by_what_source() -> None:
    world = make_world(sound=False)

    criteria = make_sound("DHHT-448", world.admin)
    item = Item.objects.get(criterion__criteria=criteria)

    assert (item.verified, item.confirmed_by, item.confirmed_at, item.source) == (True, world.admin, NOW, "Văn bản thử")
    assert Item.history.filter(id=item.pk).count() == 2  # type: ignore[attr-defined]
    assert criteria in CriteriaSet.objects.sound()
