"""Pages of units and centres: who sees what on which day, in how many queries."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests.factories import make_centre, make_district, make_post, make_unit, make_user, make_ward
from tests.units.conftest import UnitByKey
from units import workflow
from units.enums import CentreState, Role, UnitKind
from units.models import LearningCentre, Unit, UnitVersion, User

pytestmark = pytest.mark.django_db

TREE, CENTRES = "/don-vi/", "/don-vi/trung-tam/"
OLD = "31/12/2020"
AssertNumQueries = Callable[[int], AbstractContextManager[Any]]

PERSONAS: dict[str, tuple[Role, str]] = {
    "officer of the ward": (Role.WARD_OFFICER, "hcm-q11-p5"),
    "officer of another ward": (Role.WARD_OFFICER, "hcm-q11-p6"),
    "district office": (Role.DISTRICT_OFFICE, "hcm-q11"),
    "title approver": (Role.TITLE_APPROVER, "hcm-q11"),
    "office of another district": (Role.DISTRICT_OFFICE, "hn-thanh-xuan"),
    "administrator": (Role.ADMINISTRATOR, "hn-thanh-xuan"),
}


def persona(name: str, unit: UnitByKey) -> User:
    role, key = PERSONAS[name]
    return make_user("lan", (role, unit(key)))


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("officer of the ward", {"Phường 5"}),
        ("officer of another ward", {"Phường 6"}),
        ("district office", {"Quận 11", *(f"Phường {number}" for number in range(1, 17))}),
        ("title approver", {"Quận 11", *(f"Phường {number}" for number in range(1, 17))}),
        ("office of another district", {"Quận Thanh Xuân", "Phường Khương Trung"}),
    ],
)
def test_people_see_the_units_of_their_posts_and_all_below(unit: UnitByKey, name: str, seen: set[str]) -> None:
    user = persona(name, unit)

    versions = UnitVersion.objects.visible_to(user).on(dt.date(2020, 12, 31))

    assert {version.name for version in versions} == seen
    assert {str(each) for each in Unit.objects.visible_to(user)} == seen


def test_an_administrator_sees_every_unit_and_someone_without_post_none(unit: UnitByKey) -> None:
    administrator, nobody = persona("administrator", unit), make_user("khong")

    assert Unit.objects.visible_to(administrator).count() == Unit.objects.count() == 28
    assert not Unit.objects.visible_to(nobody).exists()


def test_a_post_that_ended_or_has_not_begun_shows_nothing(unit: UnitByKey) -> None:
    today, user = timezone.localdate(), make_user("lan")
    make_post(user, unit("hcm-q11"), Role.DISTRICT_OFFICE, to_day=today - dt.timedelta(days=1))
    make_post(user, unit("hcm-hoa-binh"), Role.WARD_OFFICER, from_day=today + dt.timedelta(days=1))

    assert not Unit.objects.visible_to(user).exists()


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("officer of the ward", (200, 404, 404)),
        ("officer of another ward", (404, 404, 404)),
        ("district office", (200, 200, 404)),
        ("title approver", (200, 200, 404)),
        ("office of another district", (404, 404, 200)),
        ("administrator", (200, 200, 200)),
    ],
)
def test_a_unit_outside_the_remit_is_not_there(
    client: Client, unit: UnitByKey, name: str, statuses: tuple[int, ...]
) -> None:
    client.force_login(persona(name, unit))
    units = [unit(key) for key in ("hcm-q11-p5", "hcm-q11", "hn-khuong-trung")]

    assert tuple(client.get(each.get_absolute_url()).status_code for each in units) == statuses
    assert tuple(client.get(f"{TREE}?ngay={OLD}&goc={each.pk}").status_code for each in units) == statuses


@pytest.mark.parametrize("address", [TREE, CENTRES, "/don-vi/1/"])
def test_pages_ask_a_visitor_to_log_in(client: Client, address: str) -> None:
    answer = client.get(address)

    assert (answer.status_code, answer["Location"]) == (302, f"/dang-nhap/?next={address}")


@pytest.mark.parametrize("pk", ["0", "99999", "9" * 30])
def test_a_unit_that_does_not_exist_is_not_found(client: Client, unit: UnitByKey, pk: str) -> None:
    client.force_login(persona("administrator", unit))

    assert client.get(f"/don-vi/{pk}/").status_code == 404
    assert client.get(TREE, {"goc": pk}).status_code == (400 if pk == "0" else 404)


@pytest.mark.parametrize("address", [TREE, CENTRES])
@pytest.mark.parametrize("day", ["hôm qua", "31/02/2025", "13/13/2020", "2020", "'; --"])
def test_a_day_that_cannot_be_read_is_refused_in_a_sentence(client: Client, address: str, day: str) -> None:
    client.force_login(make_user("lan"))

    answer = client.get(address, {"ngay": day})

    assert answer.status_code == 400
    assert "Hãy ghi ngày theo thứ tự ngày/tháng/năm, ví dụ 15/11/2020." in answer.content.decode()


@pytest.mark.parametrize(
    ("day", "there", "gone"),
    [
        (OLD, "Phường 16", "Minh Phụng"),
        ("01/01/2025", "Phường 16", "Phường 2<"),
        ("01/07/2025", "", "Quận 11"),
    ],
)
def test_the_tree_shows_the_units_of_its_day(client: Client, unit: UnitByKey, day: str, there: str, gone: str) -> None:
    client.force_login(persona("district office", unit))

    shown = text(client, f"{TREE}?ngay={day}")

    assert there in shown
    assert gone not in shown


def test_an_empty_day_says_so_and_leads_to_the_last_one_with_units(client: Client, unit: UnitByKey) -> None:
    client.force_login(persona("district office", unit))

    shown = text(client, f"{TREE}?ngay=01/07/2025")

    assert "Không có đơn vị nào" in shown
    assert "/don-vi/?ngay=30/06/2025" in shown


@pytest.mark.parametrize("address", [TREE, CENTRES, f"{CENTRES}do-bao-phu/"])
@pytest.mark.parametrize(
    ("name", "day"), [("district office", "30/06/2025"), ("officer of another ward", "31/12/2024")]
)
def test_pages_open_on_the_last_day_with_units(
    client: Client, unit: UnitByKey, name: str, day: str, address: str
) -> None:
    client.force_login(persona(name, unit))

    answer = client.get(address)

    assert f"{answer.context['day']:%d/%m/%Y}" == day
    assert f'value="{day}"' in answer.content.decode()


def test_pages_open_today_where_units_still_stand(client: Client, unit: UnitByKey) -> None:
    client.force_login(persona("administrator", unit))

    assert client.get(TREE).context["day"] == timezone.localdate()


@pytest.mark.parametrize("words", ["phuong 5", "PHƯỜNG 5", "27211", "ường 5"])
def test_search_takes_names_with_and_without_marks_and_codes(client: Client, unit: UnitByKey, words: str) -> None:
    client.force_login(persona("district office", unit))

    answer = client.get(TREE, {"ngay": OLD, "tim": words})

    assert [version.name for version in answer.context["found"].page] == ["Phường 5"]


def test_search_finds_nothing_outside_the_remit(client: Client, unit: UnitByKey) -> None:
    client.force_login(persona("officer of another ward", unit))

    assert "Không tìm thấy đơn vị nào" in text(client, f"{TREE}?ngay={OLD}&tim=phuong 5")


def test_the_tree_shows_the_first_children_and_leads_to_the_others(client: Client) -> None:
    district = make_district("Quận 11")
    for number in range(1, 24):
        make_ward(f"Phường {number}", district)
    client.force_login(make_user("lan", (Role.DISTRICT_OFFICE, district)))

    (node,) = client.get(TREE).context["tree"].nodes
    (first, *_, last) = node.below

    assert (node.children, len(node.below), node.more) == (23, 20, 3)
    assert (first.standing.name, last.standing.name) == ("Phường 1", "Phường 20")
    assert "Xem thêm 3 đơn vị của Quận 11" in text(client, TREE)


def test_a_long_level_comes_in_pages(client: Client) -> None:
    district = make_district("Quận 11")
    for number in range(1, 53):
        make_ward(f"Phường {number}", district)
    client.force_login(make_user("lan", (Role.DISTRICT_OFFICE, district)))

    pages = [client.get(f"{TREE}?goc={district.pk}&trang={page}").context["tree"].nodes for page in ("1", "2", "x")]

    assert [(len(nodes), nodes[0].standing.name) for nodes in pages] == [
        (50, "Phường 1"),
        (2, "Phường 51"),
        (50, "Phường 1"),
    ]


def test_the_tree_begins_where_the_remit_begins(client: Client, unit: UnitByKey) -> None:
    client.force_login(make_user("lan", (Role.WARD_OFFICER, unit("hcm-q11-p5")), (Role.DISTRICT_OFFICE, unit("hn"))))

    nodes = client.get(TREE, {"ngay": OLD}).context["tree"].nodes

    assert [node.standing.name for node in nodes] == ["Phường 5", "Thành phố Hà Nội"]


def test_a_root_that_did_not_stand_on_the_day_is_explained(client: Client, unit: UnitByKey) -> None:
    client.force_login(persona("district office", unit))

    shown = text(client, f"{TREE}?ngay=01/07/2025&goc={unit('hcm-q11').pk}")

    assert "Quận 11 không tồn tại vào ngày 01/07/2025." in shown


@pytest.mark.parametrize("wards", [1, 3])
def test_the_tree_asks_a_fixed_number_of_questions(
    client: Client, django_assert_num_queries: AssertNumQueries, wards: int
) -> None:
    district = make_district("Quận 11", make_unit("Thành phố", UnitKind.PROVINCE))
    for number in range(wards):
        make_unit(f"Khu phố {number}", UnitKind.COMMUNITY, make_ward(f"Phường {number}", district))
    client.force_login(make_user("lan", (Role.DISTRICT_OFFICE, district)))

    with django_assert_num_queries(8):
        client.get(TREE)
    with django_assert_num_queries(11):
        client.get(TREE, {"goc": district.pk})
    with django_assert_num_queries(8):
        client.get(TREE, {"tim": "phuong"})


def test_a_unit_tells_its_codes_over_time_with_their_grounds(client: Client, unit: UnitByKey) -> None:
    client.force_login(persona("district office", unit))

    shown = text(client, unit("hcm-q11-p10").get_absolute_url())

    for words in ("27223", "27232", "trước 01/01/2004", "Nghị quyết 1278/NQ-UBTVQH15", "còn ghi mã cũ 27223"):
        assert words in shown


def test_a_unit_tells_what_became_of_it_under_the_names_of_then(client: Client, unit: UnitByKey) -> None:
    client.force_login(persona("district office", unit))

    after = client.get(unit("hcm-q11-p12").get_absolute_url()).context["story"].after

    ((first,), second) = after, after[0].kin
    assert (first.name, first.extent, first.seen) == ("Phường 8", "toàn bộ", True)
    assert [(each.name, each.extent, each.seen) for each in second] == [
        ("Phường Bình Thới", "một phần, tỉ lệ chưa công bố", False),
        ("Phường Phú Thọ", "một phần, tỉ lệ chưa công bố", False),
    ]


def test_a_unit_tells_what_it_came_from(client: Client, unit: UnitByKey) -> None:
    client.force_login(persona("administrator", unit))

    before = client.get(unit("hcm-binh-thoi").get_absolute_url()).context["story"].before

    assert [(each.name, [older.name for older in each.kin]) for each in before] == [
        ("Phường 3", []),
        ("Phường 8", ["Phường 12"]),
        ("Phường 10", ["Phường 9"]),
        ("Quận 11", []),
    ]


def test_only_units_in_the_remit_are_links(client: Client, unit: UnitByKey) -> None:
    client.force_login(persona("officer of the ward", unit))

    shown = text(client, unit("hcm-q11-p5").get_absolute_url())

    assert "Phường Hòa Bình" in shown
    assert unit("hcm-hoa-binh").get_absolute_url() not in shown
    assert unit("hcm-q11").get_absolute_url() not in shown


def covered_district(centres: int = 16) -> tuple[Unit, User]:
    district = make_district("Quận 11")
    for number in range(1, 17):
        ward = make_ward(f"Phường {number}", district)
        if number <= centres:
            make_centre(f"Trung tâm Phường {number}", ward, seat=f"={number}")
    return district, make_user("lan", (Role.DISTRICT_OFFICE, district))


def test_all_wards_covered_is_computed(client: Client) -> None:
    _, user = covered_district()
    client.force_login(user)

    assert "Ngày 31/12/2020: 16/16 phường, xã (100%) có trung tâm" in text(client, f"{CENTRES}?ngay={OLD}")


def test_wards_without_centre_are_named(client: Client) -> None:
    _, user = covered_district(centres=14)
    client.force_login(user)

    shown = text(client, f"{CENTRES}?ngay={OLD}")

    assert "14/16 phường, xã (87,50%) có trung tâm" in shown
    assert "Chưa có: Phường 15, Phường 16." in shown


def test_coverage_counts_a_ward_once_and_only_centres_at_work_on_the_day() -> None:
    district = make_district()
    one, two, three, _ = (make_ward(f"Phường {number}", district) for number in range(1, 5))
    make_centre("Một", one, two, founded_on=dt.date(2010, 1, 1))
    workflow.serve(make_centre("Hai", one), [two], from_day=dt.date(2012, 1, 1))
    ended = make_centre("Ba", three)
    workflow.change_state(ended, CentreState.DISSOLVED, on=dt.date(2015, 1, 1))

    days = [dt.date(year, 6, 1) for year in (2009, 2011, 2020)]

    assert [(district.coverage(day).covered, district.coverage(day).wards) for day in days] == [(2, 4), (3, 4), (2, 4)]
    assert (one.coverage(days[0]).covered, one.coverage(days[0]).wards) == (1, 1)


def test_centres_of_other_wards_are_not_listed(client: Client) -> None:
    covered_district()
    client.force_login(make_user("p5", (Role.WARD_OFFICER, Unit.objects.get(versions__name="Phường 5"))))

    table = client.get(CENTRES).context["table"]

    assert [row.record.name for row in table.rows] == ["Trung tâm Phường 5"]
    assert LearningCentre.objects.count() == 16


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"tim": "trung tam phuong 16"}, ["Trung tâm Phường 16"]),
        ({"tim": "TRUNG TÂM PHƯỜNG 9"}, ["Trung tâm Phường 9"]),
        ({"tinh_trang": "suspended"}, []),
        ({"ngay": "01/01/2000"}, []),
        ({"tim": "phuong 1", "sort": "-name"}, [f"Trung tâm Phường {n}" for n in (16, 15, 14, 13, 12, 11, 10, 1)]),
    ],
)
def test_centres_are_narrowed_and_sorted(client: Client, query: dict[str, str], names: list[str]) -> None:
    _, user = covered_district()
    client.force_login(user)

    table = client.get(CENTRES, query).context["table"]

    assert [row.record.name for row in table.rows] == names


def test_an_unknown_state_is_refused(client: Client) -> None:
    client.force_login(make_user("lan"))

    assert client.get(CENTRES, {"tinh_trang": "x"}).status_code == 400


def test_centres_as_excel_hold_numbers_days_and_text(client: Client) -> None:
    _, user = covered_district(centres=3)
    client.force_login(user)

    answer = client.get(CENTRES, {"ngay": OLD, "tim": "phuong 3", "_export": "xlsx"})

    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    row = [(cell.value, cell.data_type) for cell in sheet[2]]
    assert row[:4] == [("Trung tâm Phường 3", "s"), ("Phường 3", "s"), (1, "n"), ("=3", "s")]
    assert (str(row[5][0]), row[6][0]) == ("2004-01-01 00:00:00", "đang hoạt động")


@pytest.mark.parametrize("centres", [1, 3])
def test_the_list_of_centres_asks_a_fixed_number_of_questions(
    client: Client, django_assert_num_queries: AssertNumQueries, centres: int
) -> None:
    district = make_district()
    for number in range(centres):
        make_centre(f"Trung tâm {number}", make_ward(f"Phường {number}", district), make_ward(f"Xã {number}", district))
    client.force_login(make_user("lan", (Role.DISTRICT_OFFICE, district)))

    with django_assert_num_queries(10):
        client.get(reverse("units:centre-list"))


def test_illustrative_centres_are_marked_on_page_and_sheet(client: Client) -> None:
    ward = make_ward("Phường 1")
    workflow.found_centre("Trung tâm", [ward], founded_on=dt.date(2010, 1, 1), illustrative=True)
    client.force_login(make_user("lan", (Role.WARD_OFFICER, ward)))

    sheet = load_workbook(io.BytesIO(client.get(CENTRES, {"_export": "xlsx"}).content)).active

    assert "Số liệu minh họa" in text(client, CENTRES)
    assert "Số liệu minh họa" in text(client, ward.get_absolute_url())
    assert sheet is not None
    assert [cell.value for cell in sheet["H"]] == ["Ghi chú", "số liệu minh họa"]
