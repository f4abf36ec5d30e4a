"""Communities of a commune: a list, mergers, divisions, renamings, endings; all or nothing, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import nullcontext
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from awards.titles.holders import holders_on
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate
from awards.titles.workflow import candidates as titles
from awards.titles.workflow.rehome import rehome
from hocTap.lib import resting
from hocTap.lib.doubts import Doubtful
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.resting import Rest
from tests.communities.factories import (
    BEFORE,
    DAY,
    FIRST,
    Commune,
    ask,
    change,
    enter,
    make_commune,
    make_households,
    make_own,
    now,
    rename,
    standing,
)
from tests.factories import make_unit
from units.communities import workflow
from units.communities.enums import CommunityAct
from units.communities.rules import Line
from units.communities.workflow import Correction, Result
from units.enums import UnitKind
from units.models import ChangeEvent, ChangeLink, CommunityStep, ShareEntry, Unit, UnitVersion
from units.workflow import add_version, close_version, write_versions

pytestmark = pytest.mark.django_db

MERGE, SPLIT, END = CommunityAct.MERGE, CommunityAct.SPLIT, CommunityAct.END
ALL = ["Ấp Đông", "Khu phố 1", "Khu phố 2", "Khu phố 3"]


@pytest.fixture
def commune() -> Commune:
    return make_commune()


def undo(step: CommunityStep, commune: Commune, reason: str = "Ghi nhầm") -> CommunityStep:
    return workflow.undo(step, reason, by=commune.officer, at=now())


def households(commune: Commune, day: dt.date, *places: str) -> list[int]:
    found = holders_on(day, TitleKind.HOUSEHOLD, {commune.ward.pk})
    return [found.get(Locality(commune.ward.pk, commune[place].pk), 0) for place in places]


def kept() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Unit, UnitVersion, ChangeEvent, ChangeLink, CommunityStep))


def test_list_is_entered_once_and_since_the_commune_stands(commune: Commune) -> None:
    again = enter(commune, "khu pho 01", "Thôn Tây")

    assert standing(commune, FIRST) == sorted([*ALL, "Thôn Tây"], key=lambda name: name.replace("Ấ", "A"))
    assert again is not None
    assert again.summary == "1 thôn: Thôn Tây"
    assert set(UnitVersion.objects.filter(parent=commune.ward).values_list("start_unknown", flat=True)) == {True}


def test_merger_ends_one_and_its_holders_are_found_under_the_other(commune: Commune) -> None:
    make_households(commune, "Khu phố 1", 2)
    make_households(commune, "Khu phố 2", 3)

    step = change(commune, MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 1")

    assert (standing(commune, BEFORE), standing(commune, DAY)) == (ALL, ["Ấp Đông", "Khu phố 1", "Khu phố 3"])
    assert households(commune, BEFORE, "Khu phố 1", "Khu phố 2") == [2, 3]
    assert households(commune, DAY, "Khu phố 1", "Khu phố 2") == [5, 0]
    assert step.summary == "Khu phố 1, Khu phố 2 → Khu phố 1"
    links = ChangeLink.objects.filter(event=step.event).values_list("predecessor", "successor", "whole")
    one, two = commune["Khu phố 1"].pk, commune["Khu phố 2"].pk
    assert sorted(links) == [(one, one, True), (two, one, True)]


def test_merger_into_a_new_name_ends_both_and_their_own_titles(commune: Commune) -> None:
    for place in ("Khu phố 1", "Khu phố 2"):
        make_own(commune, place)

    change(commune, MERGE, ["Khu phố 1", "Khu phố 2"], Result("Bình An", "khu phố", "00123"))

    assert standing(commune, DAY) == ["Ấp Đông", "Khu phố 3", "Khu phố Bình An"]
    own = Candidate.objects.filter(kind=TitleKind.COMMUNITY).order_by("name")
    assert list(own.values_list("name", "state", "ended_on")) == [
        ("Khu phố 1", "ended", DAY),
        ("Khu phố 2", "ended", DAY),
        ("Khu phố Bình An", "active", None),
    ]


def test_division_keeps_exact_shares_and_leaves_holders_to_be_chosen(commune: Commune) -> None:
    make_households(commune, "Khu phố 3", 3)

    parts = (Result("Khu phố 3", share=Fraction(1, 3)), Result("Khu phố 4", share=Fraction(2, 3)))
    change(commune, SPLIT, ["Khu phố 3"], *parts)

    assert standing(commune, DAY) == [*ALL, "Khu phố 4"]
    links = {link.successor_id: link.share for link in ChangeLink.objects.all()}
    assert links == {commune["Khu phố 3"].pk: Fraction(1, 3), commune["Khu phố 4"].pk: Fraction(2, 3)}
    assert households(commune, DAY, "Khu phố 3", "Khu phố 4") == [3, 0]


def test_renaming_in_a_ring_changes_all_at_once(commune: Commune) -> None:
    make_own(commune, "Khu phố 1")

    rename(commune, {"Khu phố 1": "Khu phố 2", "Khu phố 2": "Khu phố 1"})

    assert (standing(commune, BEFORE), standing(commune, DAY)) == (ALL, ALL)
    assert commune["Khu phố 1"].on(DAY).name == "Khu phố 2"  # type: ignore[union-attr]
    assert Candidate.objects.get(kind=TitleKind.COMMUNITY).name == "Khu phố 2"


def test_ending_leaves_nobody_behind(commune: Commune) -> None:
    make_households(commune, "Ấp Đông", 2)

    with pytest.raises(Refused, match="Ấp Đông còn 2 hộ"):
        change(commune, END, ["Ấp Đông"])

    change(commune, END, ["Khu phố 3"])
    assert standing(commune, DAY) == ["Ấp Đông", "Khu phố 1", "Khu phố 2"]


@pytest.mark.parametrize("act", ["merge", "merge new", "split", "rename", "end", "enter"])
def test_undone_everything_is_as_it_was(commune: Commune, act: str) -> None:
    make_households(commune, "Khu phố 1", 2)
    make_own(commune, "Khu phố 1")
    before = list(UnitVersion.objects.order_by("pk").values("name", "unit", "valid_from", "valid_to"))
    holders = list(Candidate.objects.order_by("pk").values_list("name", "community", "state", "ended_on"))
    acts: dict[str, Callable[[], CommunityStep | None]] = {
        "merge": lambda: change(commune, MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 2"),
        "merge new": lambda: change(commune, MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 9"),
        "split": lambda: change(commune, SPLIT, ["Khu phố 1"], "Khu phố 1A", "Khu phố 1B"),
        "rename": lambda: rename(commune, {"Khu phố 1": "Khu phố Hòa"}),
        "end": lambda: change(commune, END, ["Khu phố 3"]),
        "enter": lambda: enter(commune, "Khu phố 8"),
    }
    step = acts[act]()
    assert step is not None

    undo(step, commune)

    assert list(UnitVersion.objects.order_by("pk").values("name", "unit", "valid_from", "valid_to")) == before
    assert list(Candidate.objects.order_by("pk").values_list("name", "community", "state", "ended_on")) == holders
    assert (ChangeEvent.objects.count(), ChangeLink.objects.count()) == (0, 0)
    assert CommunityStep.objects.get(pk=step.pk).undone_because == "Ghi nhầm"


def test_undone_once_and_with_a_reason(commune: Commune) -> None:
    step = change(commune, END, ["Khu phố 3"])

    with pytest.raises(Refused, match="Hãy ghi lý do hoàn tác"):
        undo(step, commune, "  ")
    undo(step, commune)
    with pytest.raises(Stale, match="đã được hoàn tác"):
        undo(step, commune)


def test_undo_after_new_entries_says_what_rests_on_it_and_undoes_nothing(commune: Commune) -> None:
    (household,) = make_households(commune, "Khu phố 1", 1)
    step = change(commune, MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 9")
    make_households(commune, "Khu phố 9", 1)
    fresh = Candidate.objects.get(pk=household.pk)
    titles.change_head(fresh, "Lê Thị Mới", on=DAY, reason="", by=commune.officer, at=now())
    before = kept()

    with pytest.raises(Refused) as refused:
        undo(step, commune)

    assert "1 đối tượng đã có việc ghi mới" in str(refused.value)
    assert "1 đối tượng đã ghi mới ở nơi mới" in str(refused.value)
    assert kept() == before


def test_undo_of_a_list_is_refused_while_something_points_at_it(commune: Commune) -> None:
    step = enter(commune, "Khu phố 8")
    make_households(commune, "Khu phố 8", 2)
    assert step is not None

    with pytest.raises(Refused, match="Khu phố 8 đã có 2 đối tượng xét danh hiệu"), transaction.atomic():
        undo(step, commune)


def test_earlier_step_is_not_undone_before_a_later_one(commune: Commune) -> None:
    first = change(commune, MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 9")
    second = change(commune, MERGE, ["Khu phố 9", "Khu phố 3"], "Khu phố 3", on=DAY + dt.timedelta(days=9))

    with pytest.raises(Refused, match="Khu phố 9 đã có thay đổi khác"):
        undo(first, commune)
    undo(second, commune)
    undo(first, commune)
    assert standing(commune, DAY) == ALL


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "twice the same": (
        {"act": MERGE, "olds": ["Khu phố 2", "Khu phố 3"], "results": ["Khu phố 3"]},
        "đã kết thúc ngày 28/02/2026, nay là Khu phố 1",
    ),
    "before the commune": ({"act": END, "olds": ["Khu phố 3"], "on": dt.date(2025, 6, 1)}, "ngày đầu là 01/07/2025"),
    "its first day": ({"act": END, "olds": ["Khu phố 3"], "on": FIRST}, "phải từ ngày sau đó"),
    "a day to come": ({"act": END, "olds": ["Khu phố 3"], "on": dt.date(2999, 1, 1)}, "chưa tới"),
    "no decision": ({"act": END, "olds": ["Khu phố 3"], "decision": " "}, "Hãy ghi căn cứ"),
    "nothing chosen": ({"act": END, "olds": []}, "Chưa chọn"),
    "one alone": ({"act": MERGE, "olds": ["Khu phố 3"], "results": ["Khu phố 3"]}, "ít nhất hai"),
    "one part": ({"act": SPLIT, "olds": ["Khu phố 3"], "results": ["Khu phố 3"]}, "ít nhất hai nơi"),
    "same name twice": ({"act": SPLIT, "olds": ["Khu phố 3"], "results": ["Khu phố 5", "khu pho 05"]}, "ghi hai lần"),
    "over the whole": (
        {
            "act": SPLIT,
            "olds": ["Khu phố 3"],
            "results": [Result("KP 4", share=Fraction(2, 3)), Result("KP 5", share=Fraction(1, 2))],
        },
        "tổng các phần là 7/6",
    ),
    "something left": (
        {
            "act": SPLIT,
            "olds": ["Khu phố 3"],
            "results": [Result("KP 4", share=Fraction(1, 3)), Result("KP 5", share=Fraction(1, 2))],
        },
        "còn 1/6 chưa có nơi nhận",
    ),
    "a code of another": (
        {"act": SPLIT, "olds": ["Khu phố 3"], "results": [Result("KP 4", code="777"), "KP 5"]},
        "Mã 777 là của Ấp Tây",
    ),
    "no kind": ({"act": SPLIT, "olds": ["Khu phố 3"], "results": ["Mới", "KP 5"]}, "chưa ghi “Mới” là"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_is_done(commune: Commune, case: str) -> None:
    change(commune, MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 1")
    other = make_unit("Xã Tân", UnitKind.WARD, commune.province)
    make_unit("Ấp Tây", UnitKind.COMMUNITY, other, code="777")
    facts, words = BAD[case]
    facts = dict(facts)
    act, olds, results = facts.pop("act"), facts.pop("olds"), facts.pop("results", [])
    before = kept()

    with pytest.raises(Refused, match=words):
        change(commune, act, olds, *results, **facts)

    assert kept() == before


def test_community_of_another_commune_is_none_of_its_own(commune: Commune) -> None:
    other = make_unit("Xã Tân", UnitKind.WARD, commune.province)
    commune.places["Ấp Tây"] = make_unit("Ấp Tây", UnitKind.COMMUNITY, other)

    with pytest.raises(Refused, match="không thuộc Phường Hòa Bình"):
        change(commune, MERGE, ["Ấp Tây", "Khu phố 1"], "Khu phố 1")


def test_change_of_a_commune_that_ended_is_of_its_own_days(commune: Commune) -> None:
    last = dt.date(2026, 6, 30)
    for version in UnitVersion.objects.filter(parent=commune.ward):
        close_version(version.unit, last_day=last)
    close_version(commune.ward, last_day=last)

    with pytest.raises(Refused, match="Phường Hòa Bình kết thúc ngày 30/06/2026"):
        change(commune, END, ["Khu phố 3"], on=dt.date(2026, 8, 1))
    change(commune, MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 9")
    assert commune["Khu phố 9"].on(last) is not None
    assert commune["Khu phố 9"].on(last + dt.timedelta(days=1)) is None


def test_change_decided_after_it_took_effect_asks_why_and_keeps_the_answer(commune: Commune) -> None:
    late: dict[str, Any] = {"decided_on": dt.date(2026, 5, 5)}

    with pytest.raises(Doubtful, match="Văn bản ngày 05/05/2026, sau ngày có hiệu lực 01/03/2026"):
        change(commune, END, ["Khu phố 3"], **late)
    step = change(commune, END, ["Khu phố 3"], reason="Nghị quyết ban hành muộn", **late)

    assert step.reason == "Nghị quyết ban hành muộn"
    assert step.decision == "Nghị quyết 12/NQ-HĐND ngày 05/05/2026"


def test_documents_that_rest_on_the_time_since_are_named(commune: Commune, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resting, "_sources", [lambda units, first, last: [Rest("Báo cáo 05/BC-UBND", "/", True)]])

    with pytest.raises(Doubtful, match=r"Báo cáo 05/BC-UBND \(đã phát hành\)"):
        change(commune, END, ["Khu phố 3"])


def test_second_of_two_people_is_told_what_the_first_wrote(commune: Commune) -> None:
    seen = workflow.edition_of(commune.ward)
    change(commune, END, ["Khu phố 3"])

    with pytest.raises(Stale, match=r"Người dùng hoabinh kết thúc, Khu phố 3 → không còn"):
        change(commune, MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 1", edition=seen)


def test_sentence_says_what_moves_in_numbers(commune: Commune) -> None:
    make_households(commune, "Khu phố 2", 3)
    asked = ask(commune, MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 1")

    words = workflow.sentence(workflow.plan(commune.ward, asked, dt.date(2026, 11, 1)))

    assert words.splitlines() == [
        "Sẽ nhập 2 khu phố thành một.",
        "Từ ngày 01/03/2026, theo Nghị quyết 12/NQ-HĐND: Khu phố 1, Khu phố 2 → Khu phố 1.",
        "3 hộ được chuyển sang Khu phố 1; danh hiệu và quá khứ của họ giữ nguyên.",
    ]


def test_slip_of_the_pen_is_put_right_without_a_change_of_the_community(commune: Commune) -> None:
    make_own(commune, "Khu phố 3")
    version = commune["Khu phố 3"].versions.get()
    right = Correction("Khu phố 30", "", "123", dt.date(2025, 9, 1), "QĐ 1")

    workflow.correct(version, right, by=commune.officer, at=now())

    fixed = commune["Khu phố 3"].versions.get()
    assert (fixed.name, fixed.code, fixed.valid_from, fixed.start_unknown) == ("Khu phố 30", "123", right.first, False)
    assert Candidate.objects.get().name == "Khu phố 30"


def test_correction_is_refused_where_a_change_gave_the_day_or_the_name_is_taken(commune: Commune) -> None:
    rename(commune, {"Khu phố 3": "Khu phố 7"})
    version = commune["Khu phố 3"].on(DAY)
    assert version is not None

    with pytest.raises(Refused, match="do một thay đổi"):
        right = Correction("Khu phố 7", "", "", DAY - dt.timedelta(days=3), "")
        workflow.correct(version, right, by=commune.officer, at=now())
    with pytest.raises(Refused, match="đã có Khu phố 1"):
        workflow.correct(version, Correction("KP 1", "", "", DAY, ""), by=commune.officer, at=now())


def test_list_line_names_the_one_that_cannot_be(commune: Commune) -> None:
    lines = [Line(1, "Khu phố 5"), Line(2, "Khu phố 5")]

    with pytest.raises(Refused, match="Dòng 2: Trùng với dòng 1"):
        workflow.enter(commune.ward, lines, by=commune.officer, at=now())

    assert "Khu phố 5" not in standing(commune, DAY)


def test_merger_into_a_name_that_differs_by_marks_is_asked_about_and_never_the_other(commune: Commune) -> None:
    enter(commune, "Khu phố Thanh An")

    with pytest.raises(Doubtful, match="Khu phố Thạnh An chỉ khác dấu với Khu phố Thanh An đã có"):
        change(commune, CommunityAct.MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố Thạnh An")
    change(commune, CommunityAct.MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố Thạnh An", reason="Hai nơi khác nhau")
    change(commune, CommunityAct.MERGE, ["Khu phố 3"], "Khu phố Thanh An")

    assert standing(commune, DAY) == ["Ấp Đông", "Khu phố Thanh An", "Khu phố Thạnh An"]
    links = ChangeLink.objects.filter(successor=commune["Khu phố Thạnh An"]).exclude(predecessor=F("successor"))
    assert {link.predecessor for link in links} == {commune["Khu phố 1"], commune["Khu phố 2"]}


def test_province_has_no_communities_of_its_own(commune: Commune) -> None:
    with pytest.raises(Refused, match="không phải là phường, xã"):
        workflow.enter(commune.province, [Line(1, "Khu phố 5")], by=commune.officer, at=now())


def test_undone_step_says_who_when_and_why(commune: Commune) -> None:
    step = change(commune, END, ["Khu phố 3"])

    with pytest.raises(IntegrityError), transaction.atomic():
        CommunityStep.objects.filter(pk=step.pk).update(undone_by=commune.officer)


def test_later_renaming_elsewhere_holds_an_undoing_up(commune: Commune) -> None:
    step = rename(commune, {"Khu phố 3": "Khu phố 7"})
    add_version(commune["Khu phố 3"], valid_from=DAY + dt.timedelta(days=5), name="Khu phố 8")

    with pytest.raises(Refused, match="Khu phố 7 đã có thay đổi khác"):
        undo(step, commune)


def test_share_that_somebody_entered_since_holds_an_undoing_up(commune: Commune) -> None:
    step = change(commune, SPLIT, ["Khu phố 3"], "Khu phố 3", "Khu phố 4")
    assert step.event is not None
    link = step.event.links.get()
    ShareEntry.objects.create(link=link, document="", by=commune.officer, at=now())
    before = kept()

    with pytest.raises(Refused, match="Khu phố 4 đã có 1 lần ghi phần chuyển"), transaction.atomic():
        undo(step, commune)

    assert kept() == before


def test_division_after_its_holders_were_chosen_is_undone_with_them(commune: Commune) -> None:
    going, _ = make_households(commune, "Khu phố 3", 2)
    step = change(commune, SPLIT, ["Khu phố 3"], "Khu phố 3", "Khu phố 4")
    there = Locality(commune.ward.pk, commune["Khu phố 4"].pk)
    rehome({going.pk: there}, on=DAY, reason="Chia", by=commune.officer, at=now())
    assert households(commune, DAY, "Khu phố 3", "Khu phố 4") == [1, 1]

    undo(step, commune)

    assert {row.community for row in Candidate.objects.all()} == {commune["Khu phố 3"]}
    assert households(commune, DAY, "Khu phố 3") == [2]


LATER = DAY + dt.timedelta(days=60)


@pytest.mark.parametrize(
    ("act", "olds", "names"),
    [(MERGE, ["Khu phố 1", "Khu phố 2"], ["Khu phố 3"]), (SPLIT, ["Khu phố 1"], ["Khu phố 3", "Khu phố 7"])],
)
def test_change_of_an_earlier_day_leads_nobody_into_a_place_that_has_ended_since(
    commune: Commune, act: CommunityAct, olds: list[str], names: list[str]
) -> None:
    """Entered late: Khu phố 3 went into Khu phố 9 since, so its new holders would stand in no place of today."""
    make_households(commune, "Khu phố 1", 2)
    change(commune, MERGE, ["Khu phố 3", "Ấp Đông"], "Khu phố 9", on=LATER)
    before = kept()

    with pytest.raises(Refused, match="Khu phố 3 đã kết thúc ngày 29/04/2026, nay là Khu phố 9"), transaction.atomic():
        change(commune, act, olds, *names)

    assert kept() == before
    assert {row.community for row in Candidate.objects.all()} == {commune["Khu phố 1"]}


def test_new_name_is_nobody_elses_on_a_later_day_either(commune: Commune) -> None:
    enter(commune, "Khu phố 9", first=LATER)

    with pytest.raises(Refused, match="đã có Khu phố 9 từ 30/04/2026"), transaction.atomic():
        change(commune, MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 09")
    with pytest.raises(Refused, match="đã có Khu phố 9 từ 30/04/2026"), transaction.atomic():
        rename(commune, {"Khu phố 1": "Khu phố 9"})

    assert standing(commune, LATER).count("Khu phố 9") == 1


def test_first_day_is_not_put_after_the_day_since_when_somebody_is_known_in_the_place(commune: Commune) -> None:
    make_households(commune, "Khu phố 1", 2)
    version = UnitVersion.objects.get(unit=commune["Khu phố 1"])
    right = Correction("Khu phố 1", "", "", BEFORE, "")

    with pytest.raises(Refused) as refused, transaction.atomic():
        workflow.correct(version, right, by=commune.officer, at=now())

    assert str(refused.value) == (
        "Ngày đầu: Khu phố 1 đã có 2 đối tượng xét danh hiệu ghi từ trước ngày 28/02/2026, sớm nhất từ 01/07/2025. "
        "Hãy ghi ngày đầu không sau ngày đó."
    )
    assert UnitVersion.objects.get(unit=commune["Khu phố 1"]).valid_from == FIRST


@pytest.mark.parametrize(("on", "refused"), [(BEFORE, False), (DAY, False), (LATER, True)])
def test_whoever_came_to_a_place_is_in_it_from_that_day_and_who_left_was_in_it(
    commune: Commune, on: dt.date, refused: bool
) -> None:
    (row,) = make_households(commune, "Khu phố 1", 1)
    there = Locality(commune.ward.pk, commune["Khu phố 2"].pk)
    rehome({row.pk: there}, on=DAY, reason="Chuyển chỗ ở", by=commune.officer, at=now())
    version = UnitVersion.objects.get(unit=commune["Khu phố 2"])
    left = UnitVersion.objects.get(unit=commune["Khu phố 1"])

    version.valid_from = on
    asked = pytest.raises(Refused, match="đã có 1 đối tượng") if refused else nullcontext()
    with asked, transaction.atomic():
        write_versions([version])
    left.valid_from = DAY
    with pytest.raises(Refused, match="Khu phố 1 đã có 1 đối tượng"), transaction.atomic():
        write_versions([left])


def test_first_day_is_not_put_after_a_change_that_names_the_place(commune: Commune) -> None:
    change(commune, MERGE, ["Khu phố 1", "Khu phố 2"], "Khu phố 1")
    version = UnitVersion.objects.get(unit=commune["Khu phố 1"])

    with pytest.raises(Refused, match="không tồn tại vào ngày"), transaction.atomic():
        workflow.correct(version, Correction("Khu phố 1", "", "", LATER, ""), by=commune.officer, at=now())
    workflow.correct(version, Correction("Khu phố 1", "", "01", BEFORE, ""), by=commune.officer, at=now())

    assert UnitVersion.objects.get(unit=commune["Khu phố 1"]).valid_from == BEFORE


@pytest.mark.parametrize("name", ["Ấp \x07A", "Ấp B\x00", "Ấp <b>C</b>"])
def test_name_holds_no_signs_that_no_file_can_hold_and_no_tags(commune: Commune, name: str) -> None:
    with pytest.raises(Refused, match="Tên"):
        enter(commune, name)
    with pytest.raises(Refused, match="Tên"):
        rename(commune, {"Khu phố 1": name})


def test_invisible_sign_makes_no_second_place_of_one_name(commune: Commune) -> None:
    assert enter(commune, "Khu phố 1\u200b") is None
    assert standing(commune, DAY) == ALL


def test_code_of_a_change_is_judged_as_in_the_grid(commune: Commune) -> None:
    with pytest.raises(Refused, match="Mã “é<”"):
        change(commune, SPLIT, ["Khu phố 1"], Result("Khu phố 1"), Result("Khu phố 11", code="é<"))
