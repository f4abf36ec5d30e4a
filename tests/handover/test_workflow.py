"""Khu phố and holders pass to the heirs whole or not at all, once, and come back while nothing rests on it."""

from __future__ import annotations

import datetime as dt

import pytest

from awards.titles.enums import CandidateEventKind
from awards.titles.holders import holders_on
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate, CandidateEvent
from awards.titles.workflow import candidates as steps
from hocTap.lib.refusals import Refused, Stale
from tests.handover.factories import DAY, LAST, Town, hand, make_holders, make_town, now, undo, usual, write_changes
from units.communities import workflow as communities
from units.communities.enums import CommunityAct
from units.handover.changes import change_of
from units.handover.enums import PartState
from units.handover.registry import part_named
from units.handover.workflow import Asked, confirm
from units.models import CommunityStep, HandedOver, HandOverPart, HandOverStep, Unit, UnitVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town()


def under(unit: Unit, day: dt.date) -> list[str]:
    return [version.name for version in UnitVersion.objects.on(day).filter(parent=unit).order_by("sort_key")]


def test_communities_stand_under_the_heir_from_the_day_and_under_the_old_ward_until_then(town: Town) -> None:
    hand(town, town.five, "communities")

    assert under(town.five, LAST) == ["Khu phố 1", "Khu phố 2"]
    assert under(town.hoa_binh, DAY) == [f"Khu phố {town.five.pk}.1", f"Khu phố {town.five.pk}.2"]


def test_divided_ward_gives_each_community_to_the_heir_chosen(town: Town) -> None:
    first, second = town.communities[str(town.eight.pk)]
    choices = {"to": {str(first.pk): town.phu_tho.pk, str(second.pk): town.binh_thoi.pk}, "names": {}}

    hand(town, town.eight, "communities", choices)

    assert (under(town.phu_tho, DAY), under(town.binh_thoi, DAY)) == (["Khu phố 1"], ["Khu phố 2"])
    received = HandedOver.objects.values_list("heir", "numbers")
    assert dict(received) == {
        town.phu_tho.pk: {"khu phố, thôn, ấp": 1},
        town.binh_thoi.pk: {"khu phố, thôn, ấp": 1},
    }


def test_community_given_to_a_ward_that_is_no_successor_is_refused_and_nothing_is_done(town: Town) -> None:
    first, second = town.communities[str(town.eight.pk)]
    choices = {"to": {str(first.pk): town.hoa_binh.pk, str(second.pk): town.binh_thoi.pk}}

    with pytest.raises(Refused, match="không kế tiếp Phường 8"):
        hand(town, town.eight, "communities", choices)

    assert under(town.binh_thoi, DAY) == []
    assert not HandOverPart.objects.filter(state=PartState.DONE).exists()


def test_community_left_out_is_named(town: Town) -> None:
    first, _ = town.communities[str(town.eight.pk)]

    with pytest.raises(Refused, match="Khu phố 2 chưa chọn đơn vị nhận"):
        hand(town, town.eight, "communities", {"to": {str(first.pk): town.phu_tho.pk}})


def test_two_communities_of_one_name_are_refused(town: Town) -> None:
    hand(town, town.fourteen, "communities", {**usual(town, town.fourteen, "communities"), "names": {}})

    with pytest.raises(Refused, match="Phường Hòa Bình đã có Khu phố 1 vào ngày 01/07/2025"):
        hand(town, town.five, "communities", {**usual(town, town.five, "communities"), "names": {}})


def test_holders_follow_their_community_with_their_whole_history(town: Town) -> None:
    made = make_holders(town, town.five)
    hand(town, town.five, "communities")

    hand(town, town.five, "titles")

    assert Candidate.objects.filter(ward=town.hoa_binh).count() == len(made)
    story = list(made[0].events.values_list("kind", flat=True))
    assert story == [CandidateEventKind.RECORDED, CandidateEventKind.HANDED_OVER]
    first = Locality(town.five.pk, made[0].community_id)
    assert holders_on(LAST, TitleKind.HOUSEHOLD, [town.five.pk])[first] == 3
    assert holders_on(DAY, TitleKind.HOUSEHOLD, [town.five.pk]) == {}
    assert sum(holders_on(DAY, TitleKind.HOUSEHOLD, [town.hoa_binh.pk]).values()) == 6


def test_communities_are_merged_by_the_heir_only_once_its_register_took_over_their_holders(town: Town) -> None:
    made = make_holders(town, town.five)
    hand(town, town.five, "communities")
    olds = [each.pk for each in town.communities[str(town.five.pk)]]
    asked = communities.Asked(
        CommunityAct.MERGE, olds, dt.date(2026, 3, 1), "NQ 1", [communities.Result("Khu phố Mới")]
    )

    with pytest.raises(
        Refused, match=r"\d+ đối tượng .* trong sổ của Phường 5. Hãy bàn giao sổ danh hiệu của Phường 5"
    ):
        communities.change(town.hoa_binh, asked, by=town.officer, at=now())
    assert not CommunityStep.objects.exists()

    hand(town, town.five, "titles")
    communities.change(town.hoa_binh, asked, by=town.officer, at=now())
    households = Candidate.objects.of_kind(TitleKind.HOUSEHOLD).filter(pk__in=[each.pk for each in made])
    assert set(households.values_list("community__versions__name", "ward")) == {("Khu phố Mới", town.hoa_binh.pk)}


def test_holders_of_a_divided_ward_go_where_their_community_went(town: Town) -> None:
    make_holders(town, town.eight)
    hand(town, town.eight, "communities")

    hand(town, town.eight, "titles")

    received = {row.heir_id: row.numbers for row in HandedOver.objects.filter(part__code="titles")}
    assert received == {town.binh_thoi.pk: {"hộ": 3, "dòng họ": 1}, town.phu_tho.pk: {"hộ": 3}}


def test_clan_of_a_divided_ward_needs_an_heir_of_its_own(town: Town) -> None:
    make_holders(town, town.eight)
    hand(town, town.eight, "communities")

    with pytest.raises(Refused, match="1 dòng họ của Phường 8 chưa có đơn vị nhận"):
        hand(town, town.eight, "titles", {})

    assert not Candidate.objects.exclude(ward=town.eight).exists()


def test_holders_wait_for_their_communities(town: Town) -> None:
    make_holders(town, town.five)

    with pytest.raises(Refused, match="Hãy bàn giao phần khu phố, thôn, ấp trước"):
        hand(town, town.five, "titles")


def test_part_is_handed_over_once(town: Town) -> None:
    hand(town, town.five, "communities")

    with pytest.raises(Stale):
        hand(town, town.five, "communities")

    assert HandedOver.objects.count() == 1


def test_somebody_who_saw_the_part_before_it_moved_is_told(town: Town) -> None:
    hand(town, town.five, "communities", edition=0)
    undo(town, town.five, "communities")

    with pytest.raises(Stale, match="Người khác vừa thực hiện phần này"):
        hand(town, town.five, "communities", edition=0)


def test_unit_that_still_has_a_day_to_go_is_not_handed_over() -> None:
    tomorrow = now().date() + dt.timedelta(days=400)
    town = make_town(day=tomorrow)
    change, part = change_of(town.five.pk, tomorrow), part_named("communities")
    assert change
    assert part
    with pytest.raises(Refused, match="còn đến hết ngày"):
        confirm(change, part, Asked({}), by=town.office, at=now())


def test_undoing_puts_everything_back_and_keeps_both_acts(town: Town) -> None:
    make_holders(town, town.five)
    before = set(UnitVersion.objects.values_list("unit", "parent", "valid_from", "valid_to"))
    hand(town, town.five, "communities")
    hand(town, town.five, "titles")

    undo(town, town.five, "titles")
    undo(town, town.five, "communities")

    assert set(UnitVersion.objects.values_list("unit", "parent", "valid_from", "valid_to")) == before
    assert not Candidate.objects.exclude(ward=town.five).exists()
    assert holders_on(DAY, TitleKind.HOUSEHOLD, [town.five.pk]) != {}
    assert list(HandOverStep.objects.values_list("part__code", "action")) == [
        ("communities", "confirm"),
        ("titles", "confirm"),
        ("titles", "undo"),
        ("communities", "undo"),
    ]
    hand(town, town.five, "communities")
    hand(town, town.five, "titles")
    assert not CandidateEvent.objects.filter(kind=CandidateEventKind.UNDONE, undone_by__isnull=False).exists()


def test_communities_come_back_only_after_their_holders(town: Town) -> None:
    make_holders(town, town.five)
    hand(town, town.five, "communities")
    hand(town, town.five, "titles")

    with pytest.raises(Refused, match="Hãy hoàn tác phần sổ danh hiệu trước"):
        undo(town, town.five, "communities")


def test_undoing_after_new_entries_says_what_rests(town: Town) -> None:
    made = make_holders(town, town.five)
    hand(town, town.five, "communities")
    hand(town, town.five, "titles")
    steps.change_head(
        Candidate.objects.get(pk=made[0].pk), "Trần Thị Mới", on=DAY, reason="", by=town.officer, at=now()
    )

    with pytest.raises(Refused, match="1 đối tượng đã có việc ghi mới từ khi bàn giao"):
        undo(town, town.five, "titles")


def test_undoing_takes_a_reason(town: Town) -> None:
    hand(town, town.five, "communities")

    with pytest.raises(Refused, match="Hãy ghi lý do hoàn tác"):
        undo(town, town.five, "communities", reason=" ")


def test_change_written_down_late_takes_along_what_came_meanwhile_and_leaves_each_day_true() -> None:
    """A household came from Phường 8 to Phường 5 on 10/07/2025, when nobody had written down that both were no more."""
    town = make_town(changed=False)
    came = make_holders(town, town.eight)[0]
    there = town.communities[str(town.five.pk)][0]
    moved_on = dt.date(2025, 7, 10)
    place = Locality(town.five.pk, there.pk)
    steps.move(came, place, "7 đường Mới", on=moved_on, reason="", by=town.officer, at=now())
    write_changes(town)
    hand(town, town.five, "communities")

    part = part_named("titles")
    assert part
    told = [line for line in part.lines(town.change(town.five), town.officer) if line.what == "Gia đình học tập"]
    hand(town, town.five, "titles")

    assert [line.number for line in told] == [1]
    wards = (town.eight, town.hoa_binh)
    found = [
        [sum(holders_on(day, TitleKind.HOUSEHOLD, [ward.pk]).values()) for ward in wards]
        for day in (dt.date(2025, 7, 9), moved_on)
    ]
    assert found == [[6, 0], [5, 1]]


def test_page_of_a_late_change_says_what_was_written_since(town: Town) -> None:
    make_holders(town, town.five)
    Candidate.objects.filter(ward=town.five, kind=TitleKind.CLAN).update(known_since=dt.date(2025, 8, 1))
    part = part_named("titles")
    assert part

    told = [line for line in part.lines(town.change(town.five), town.officer) if line.note]

    assert [(line.what, line.words) for line in told] == [("trong đó ghi vào sổ từ ngày 01/07/2025", "1 đối tượng")]
