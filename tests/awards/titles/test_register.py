"""The register of candidates: steps that can be undone, likely duplicates, who sees and may do what, the list."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from awards.titles import workflow as titles
from awards.titles.enums import CandidateEventKind, CandidateState, ManagingLevel
from awards.titles.kinds import TitleKind
from awards.titles.locality import Locality
from awards.titles.models import Candidate, CandidateEvent
from awards.titles.workflow import candidates as workflow
from awards.uploads.models import NamesExport
from hocTap.lib.refusals import Refused, Stale
from tests.awards.titles.factories import World, make_candidate, make_households, make_world, press
from tests.factories import make_post, make_user
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db
LIST = "/danh-hieu/so/"
DAY = dt.date(2020, 5, 1)


@pytest.fixture
def world() -> World:
    return make_world(sound=False)


def by(world: World, **facts: Any) -> dict[str, Any]:
    return {"by": world.officer, "at": timezone.now(), **facts}


def make(world: World, name: str = "Nguyễn Văn An", address: str = "1 Lê Đại Hành", **facts: Any) -> Candidate:
    place = Locality(world.ward.pk, world.community.pk)
    return workflow.record(TitleKind.HOUSEHOLD, place, {"name": name, "address": address, **facts}, **by(world))


def fresh(candidate: Candidate) -> Candidate:
    return Candidate.objects.get(pk=candidate.pk)


def last(candidate: Candidate) -> CandidateEvent:
    event = workflow.last_standing(candidate)
    assert event is not None
    return event


def undo(candidate: Candidate, world: World) -> Candidate:
    return workflow.undo(last(candidate), reason="ghi nhầm", **by(world))


def test_every_change_leaves_an_event_with_before_and_after(world: World) -> None:
    household = make(world, under_6=1)

    workflow.change_head(household, "Trần Thị Bé", on=DAY, reason="chủ hộ mất", **by(world))

    event = last(household)
    assert (event.kind, event.happened_on, event.by) == (CandidateEventKind.HEAD_CHANGED, DAY, world.officer)
    assert (event.before, event.after) == ({"name": "Nguyễn Văn An"}, {"name": "Trần Thị Bé"})
    assert fresh(household).folded == "tran thi be"


def test_a_household_that_moves_keeps_its_earlier_nominations_where_they_were(world: World) -> None:
    household = make(world)
    nomination = titles.register(household, 2020, **by(world))

    workflow.move(household, Locality(world.ward.pk, world.second.pk), "9 Hòa Bình", on=DAY, reason="", **by(world))

    nomination.refresh_from_db()
    assert (fresh(household).community, nomination.community) == (world.second, world.community)


def test_a_household_that_splits_keeps_its_history_and_counts_its_members_once(world: World) -> None:
    household = make(world, aged_6_to_18=2, aged_19_to_60=4)
    new = {"name": "Nguyễn Văn Em", "address": "1A Lê Đại Hành", "aged_6_to_18": 1, "aged_19_to_60": 2}

    made = workflow.split(household, new, left={"aged_6_to_18": 1, "aged_19_to_60": 2}, on=DAY, reason="", **by(world))

    assert (fresh(household).people, fresh(made).people) == (3, 3)
    assert last(household).other == made
    assert made.known_since == DAY


def test_merging_points_to_the_kept_record_and_can_be_taken_back(world: World) -> None:
    kept, duplicate = make(world), make(world)

    workflow.merge(kept, duplicate, reason="trùng", **by(world))
    assert (fresh(duplicate).state, fresh(duplicate).merged_into) == (CandidateState.MERGED, kept)
    undo(duplicate, world)

    assert (fresh(duplicate).state, fresh(duplicate).merged_into) == (CandidateState.ACTIVE, None)
    assert [event.kind for event in duplicate.events.all()] == ["recorded", "merged", "undone"]


def test_two_records_registered_for_one_year_are_not_merged(world: World) -> None:
    kept, duplicate = make(world), make(world)
    titles.register_all([kept, duplicate], 2020, **by(world))

    with pytest.raises(Refused, match="năm 2020"):
        workflow.merge(kept, duplicate, reason="trùng", **by(world))


def test_a_merged_record_is_not_merged_again(world: World) -> None:
    kept, duplicate, third = make(world), make(world), make(world)
    workflow.merge(kept, duplicate, reason="trùng", **by(world))

    with pytest.raises(Stale):
        workflow.merge(third, duplicate, reason="trùng", **by(world))
    with pytest.raises(Refused):
        workflow.merge(kept, kept, reason="trùng", **by(world))


@pytest.mark.parametrize("step", ["move", "split", "end", "correct"])
def test_every_step_can_be_undone(world: World, step: str) -> None:
    household = make(world, aged_6_to_18=2)
    facts = ("name", "address", "aged_6_to_18", "state", "ended_on", "community_id")
    before = [getattr(household, name) for name in facts]
    common = by(world, on=DAY, reason="thử")
    if step == "move":
        workflow.move(household, Locality(world.ward.pk, world.second.pk), "9 Hòa Bình", **common)
    elif step == "split":
        workflow.split(household, {"name": "Bé", "address": "2"}, left={"aged_6_to_18": 1}, **common)
    elif step == "end":
        workflow.end(household, **common)
    else:
        workflow.correct(household, {"name": "Nguyễn Văn Ân"}, **by(world))

    undo(household, world)

    assert [getattr(fresh(household), name) for name in facts] == before
    assert Candidate.objects.active().get() == household


def test_what_happened_earlier_is_not_undone_before_what_came_later(world: World) -> None:
    household = make(world)
    workflow.correct(household, {"name": "Nguyễn Văn Ân"}, **by(world))
    first = last(household)
    workflow.correct(household, {"name": "Nguyễn Văn Anh"}, **by(world))

    with pytest.raises(Stale):
        workflow.undo(first, reason="nhầm", **by(world))


def test_two_officers_do_not_write_over_one_another(client: Client, world: World) -> None:
    client.force_login(world.officer)
    household = make(world)
    address = f"{LIST}{household.pk}/sua/"
    shown = client.get(address).context["form"]
    sent = {name: shown[name].value() or "" for name in shown.fields if name != "exempt"}
    workflow.correct(household, {"name": "Nguyễn Văn Ân"}, **by(world))

    answer = client.post(address, sent | {"name": "Nguyễn Văn Anh"})

    assert answer.status_code == 409
    assert "Nguyễn Văn Ân" in answer.content.decode()
    assert fresh(household).name == "Nguyễn Văn Ân"


@pytest.mark.parametrize("day", [dt.date(1800, 1, 1), dt.date(1989, 12, 31)])
def test_nothing_happens_to_a_household_before_all_registers(world: World, day: dt.date) -> None:
    household = make(world)

    with pytest.raises(Refused, match="sớm hơn"):
        workflow.move(household, Locality(world.ward.pk, world.second.pk), "2", on=day, reason="", **by(world))


def test_a_move_is_not_dated_before_the_one_that_came_first(world: World) -> None:
    household = make(world)
    workflow.move(household, Locality(world.ward.pk, world.second.pk), "2", on=DAY, reason="", **by(world))

    with pytest.raises(Refused, match="đã có việc"):
        earlier = DAY - dt.timedelta(days=1)
        workflow.move(household, Locality(world.ward.pk, world.community.pk), "3", on=earlier, reason="", **by(world))


def test_a_day_to_come_and_a_second_record_of_a_community_are_refused(world: World) -> None:
    household = make(world)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    place = Locality(world.ward.pk, world.community.pk)
    workflow.record(TitleKind.COMMUNITY, place, {"name": "Khu phố 1"}, **by(world))

    with pytest.raises(Refused, match="chưa tới"):
        workflow.end(household, on=tomorrow, reason="x", **by(world))
    with pytest.raises(Refused, match="đã có trong danh sách"):
        workflow.record(TitleKind.COMMUNITY, place, {"name": "Khu phố 1"}, **by(world))


# Pages


def names(client: Client, **asked: Any) -> list[str]:
    answer = client.get(LIST, asked)
    assert answer.status_code == 200
    return [row.record.name for row in answer.context["table"].paginated_rows]


def test_list_is_searched_as_typed_and_narrowed(client: Client, world: World) -> None:
    client.force_login(world.officer)
    an, be = make(world), make(world, "Trần Thị Bé", "12 Hòa Bình, Phường 5")
    workflow.move(be, Locality(world.ward.pk, world.second.pk), be.address + " ", on=DAY, reason="", **by(world))
    titles.register(an, 2020, **by(world))

    assert names(client, tim="nguyen van an") == names(client, tim="NGUYỄN VĂN") == ["Nguyễn Văn An"]
    assert names(client, tim="12 hoa binh p.05") == ["Trần Thị Bé"]
    assert names(client, khu_pho=world.second.pk) == ["Trần Thị Bé"]
    assert names(client, nam=2020, buoc="registered") == ["Nguyễn Văn An"]
    assert names(client, nam=2020, buoc="none") == ["Trần Thị Bé"]
    assert names(client, nam=2020, ket_qua="dat") == []
    assert names(client) == ["Nguyễn Văn An", "Trần Thị Bé"]


def test_list_is_searched_with_the_marks_that_were_typed(client: Client, world: World) -> None:
    client.force_login(world.officer)
    for name, address in (
        ("Lê Thị Hòa", "1 Lê Lợi"),
        ("Lê Thị HOÀ", "2 Lê Lợi"),
        ("Lê Thị Họa", "3 Lê Lợi"),
        ("Lê Thị Lan", "4 Hòa Hảo, P.5"),
    ):
        make(world, name, address)

    assert set(names(client, tim="Hòa")) == {"Lê Thị Hòa", "Lê Thị HOÀ", "Lê Thị Lan"}
    assert names(client, tim="lê thị họa") == ["Lê Thị Họa"]
    assert names(client, tim="4 Hòa Hảo, phường 5") == ["Lê Thị Lan"]
    assert len(names(client, tim="hoa")) == 4
    assert names(client, tim="%") == names(client, tim="'") == []


@pytest.mark.parametrize("number", [1, 60])
def test_list_costs_the_same_queries_for_any_length(client: Client, world: World, number: int) -> None:
    client.force_login(world.officer)
    make_households(world, number)

    with CaptureQueriesContext(connection) as queries:
        assert len(names(client)) == min(number, 50)

    assert len(queries) == 13


def make_person(world: World, name: str) -> User | None:
    return None if name == "anonymous" else getattr(world, name)


PAGES = {
    "officer": (200, 200, 200, 200, 302, 200, 302),
    "other_officer": (200, 404, 404, 404, 404, 200, 404),
    "office": (200, 200, 403, 403, 403, 403, 403),
    "approver": (200, 200, 403, 403, 403, 403, 403),
    "admin": (403, 404, 404, 404, 404, 403, 404),
    "anonymous": (302,) * 7,
}


@pytest.mark.parametrize("name", PAGES)
def test_who_reads_and_writes_the_register(client: Client, world: World, name: str) -> None:
    household, duplicate = make(world), make(world)
    workflow.change_head(duplicate, "Nguyễn Văn Anh", on=DAY, reason="", **by(world))
    event = last(duplicate)
    if person := make_person(world, name):
        client.force_login(person)
    pk = household.pk

    got = (
        client.get(LIST).status_code,
        client.get(f"{LIST}{pk}/").status_code,
        client.get(f"{LIST}{pk}/sua/").status_code,
        client.get(f"{LIST}{pk}/chuyen/").status_code,
        client.post(f"{LIST}su-viec/{event.pk}/hoan-tac/", {"reason": "nhầm"}).status_code,
        client.get(f"{LIST}them/household/").status_code,
        press(client, f"{LIST}gop/", {"giu": pk, "trung": duplicate.pk}).status_code,
    )

    assert got == PAGES[name]


def test_a_candidate_is_not_written_into_another_ward_by_a_forged_id(client: Client, world: World) -> None:
    client.force_login(world.officer)
    data = {"place": world.elsewhere.pk, "name": "Kẻ Lạ", "address": "1"}

    assert client.post(f"{LIST}them/household/", data).status_code == 422

    household = make(world)
    moved = {"place": world.elsewhere.pk, "address": "2", "on": "01/05/2020", "reason": ""}
    assert client.post(f"{LIST}{household.pk}/chuyen/", moved).status_code == 422
    assert fresh(household).ward == world.ward


def test_form_writes_a_household_and_says_what_is_wrong(client: Client, world: World) -> None:
    client.force_login(world.officer)
    data = {"place": world.community.pk, "name": "Lê Văn Tám", "address": "3 Bình Thới", "under_6": "-1"}

    assert client.post(f"{LIST}them/household/", data).status_code == 422
    answer = client.post(f"{LIST}them/household/", data | {"under_6": "1"})

    assert answer["Location"] == Candidate.objects.get().get_absolute_url()
    assert client.get(answer["Location"]).status_code == 200


def test_an_organisation_of_the_district_is_kept_by_the_district_office(client: Client, world: World) -> None:
    client.force_login(world.office)
    school = make_candidate(world, "Trường Tiểu học A", TitleKind.ORGANISATION)
    district = make_candidate(
        world, "Trường Trung học B", TitleKind.ORGANISATION, managing_level=ManagingLevel.DISTRICT
    )

    assert client.get(f"{LIST}{school.pk}/sua/").status_code == 403
    assert client.get(f"{LIST}{district.pk}/sua/").status_code == 200


def test_duplicates_stand_side_by_side_and_are_merged_by_hand(client: Client, world: World) -> None:
    client.force_login(world.officer)
    one, two = (
        make(world, "Nguyễn Thị Hoà", "5 Tôn Thất Hiệp, P.5"),
        make(world, "nguyễn thị hòa", "5 Tôn Thất Hiệp, phường 05"),
    )
    make(world, "Nguyễn Thị Hoà", "6 Tôn Thất Hiệp")
    page = f"{LIST}trung/"

    (group,) = client.get(page).context["groups"]
    assert group.candidates == [one, two]
    press(client, f"{LIST}gop/", {"giu": one.pk, "trung": two.pk})

    assert client.get(page).context["groups"] == []
    assert fresh(two).merged_into == one


def test_names_leave_as_a_file_only_by_permission_with_a_mark_and_a_record(client: Client, world: World) -> None:
    make(world, "=Nguyễn Văn An")
    client.force_login(world.officer)
    assert client.get(LIST, {"_export": "xlsx"}).status_code == 403
    assert not NamesExport.objects.exists()
    clerk = make_user("xuat", (Role.WARD_OFFICER, world.ward))
    make_post(clerk, world.ward, Role.NAMES_EXPORTER)
    client.force_login(clerk)

    sheet: Any = load_workbook(io.BytesIO(client.get(LIST, {"_export": "xlsx"}).content)).active

    export = NamesExport.objects.get()
    assert (export.by, export.rows) == (clerk, 1)
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=Nguyễn Văn An", "s")
    assert export.mark in sheet["A4"].value
    assert export.mark in sheet.oddFooter.left.text


@pytest.mark.parametrize(("name", "called"), [("name", "Tên"), ("address", "Địa chỉ")])
def test_words_with_tags_are_refused_in_the_register_as_everywhere(name: str, called: str, world: World) -> None:
    household, facts = make(world), {name: "<b>Đậm</b> An"}

    with pytest.raises(Refused, match=f"{called} chỉ nhận chữ thường, không nhận thẻ HTML"):
        workflow.correct(household, facts, **by(world))
    with pytest.raises(Refused, match=f"{called} chỉ nhận chữ thường, không nhận thẻ HTML"):
        workflow.record(
            TitleKind.HOUSEHOLD, Locality(world.ward.pk, world.community.pk), {"name": "An"} | facts, **by(world)
        )
