"""The guide's pages: who opens them, what they keep, how few it takes."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hocTap.lib import vi
from indicators.models import Form, OfficeStart, Period
from indicators.starting.places import find, read_path, similar
from indicators.starting.reporting import reporting
from tests.awards.titles.factories import press
from tests.factories import FIRST_DAY, make_district, make_unit, make_user, make_ward
from units import workflow
from units.enums import ChangeKind, Role, UnitKind
from units.models import CatalogueChange, Post, Unit, UnitVersion, User
from units.naming import full_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> User:
    user = User.objects.create_superuser("quantri", password=None, full_name="Lê Văn Bình")
    client.force_login(user)
    return user


def district_of(number: int) -> Unit:
    province = make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE)
    district = make_district("Quận 10", province)
    for ward in range(1, number + 1):
        make_ward(f"Phường {ward}", district)
    return district


def test_administrator_of_an_empty_installation_is_led_here_and_others_are_not(
    client: Client, administrator: User
) -> None:
    assert client.get("/")["Location"] == reverse("starting:start")

    officer = make_user("an", (Role.WARD_OFFICER, make_ward("Phường 1")))

    assert client.get("/").status_code == 200
    client.force_login(officer)
    assert client.get("/").status_code == 200


STEPS = ("office", "units", "collecting", "people", "slips")


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ((Role.DISTRICT_OFFICE, "Quận 10"), [403, 403, 403, 200, 200]),
        ((Role.DISTRICT_OFFICE, "Quận 11"), [404] * 5),
        ((Role.WARD_OFFICER, "Phường 1"), [404] * 5),
        ((Role.READER, "Quận 10"), [403] * 5),
    ],
)
def test_office_opens_only_the_people_of_its_own(client: Client, who: tuple[Role, str], statuses: list[int]) -> None:
    district = district_of(1)
    make_district("Quận 11")
    client.force_login(make_user("ai", (who[0], UnitVersion.objects.get(name=who[1]).unit)))

    assert [client.get(reverse(f"starting:{step}", args=[district.pk])).status_code for step in STEPS] == statuses
    assert client.get(reverse("starting:start")).status_code == 403


def people(*rows: tuple[str, str, str]) -> dict[str, Any]:
    fields = ("ho_ten", "nhiem_vu", "don_vi")
    return {
        f"{field}-{number}": value for number, row in enumerate(rows) for field, value in zip(fields, row, strict=True)
    }


@pytest.mark.parametrize(
    ("role", "where", "status"),
    [
        (Role.WARD_OFFICER, "Phường 1", 302),
        (Role.READER, "Quận 10", 302),
        (Role.FUND_OFFICER, "Phường 1", 422),
        (Role.DISTRICT_OFFICE, "Quận 10", 422),
        (Role.ADMINISTRATOR, "Quận 10", 422),
        (Role.WARD_OFFICER, "Thành phố Hồ Chí Minh", 422),
    ],
)
def test_office_appoints_officers_and_readers_of_its_units(client: Client, role: Role, where: str, status: int) -> None:
    district = district_of(1)
    client.force_login(make_user("pgd", (Role.DISTRICT_OFFICE, district)))

    answer = client.post(reverse("starting:people", args=[district.pk]), people(("Lê Thị An", role, where)))

    assert answer.status_code == status
    assert Post.objects.filter(user__full_name="Lê Thị An").exists() == (status == 302)


def test_wrong_line_keeps_what_was_typed_and_writes_nobody(client: Client, administrator: User) -> None:
    district = district_of(2)
    rows = people(("Lê Thị An", "ward_officer", "Phường 1"), ("Trần Văn Ba", "ward_officer", "Phường 99"))

    answer = client.post(reverse("starting:people", args=[district.pk]), rows)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Dòng 2 (Trần Văn Ba)" in page
    assert "Lê Thị An" in page
    assert not Post.objects.exists()


def test_workbook_fills_the_grid_and_writes_nothing(client: Client, administrator: User) -> None:
    district = district_of(2)
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (
        ["DANH SÁCH"],
        [],
        ["TT", "Họ và tên", "Đơn vị", "Email"],
        [1, "Lê Thị An", "Phường 2", "an@example.vn"],
    ):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    file = SimpleUploadedFile("ds.xlsx", content.getvalue())

    answer = client.post(reverse("starting:people", args=[district.pk]), {"tep": file, "book": "1"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert all(f'value="{each}"' in page for each in ("Lê Thị An", "Phường 2", "an@example.vn"))
    assert not Post.objects.exists()


def test_unit_of_another_name_is_offered_before_a_new_one_is_written(client: Client, administrator: User) -> None:
    district = district_of(1)
    typed = {"name": "quan 10", "first": "2012", "last": "2024"}

    asked = client.post(reverse("starting:start"), typed)
    chosen = client.post(reverse("starting:start"), {**typed, "unit": str(district.pk)})

    assert "Quận 10, Thành phố Hồ Chí Minh" in asked.content.decode()
    assert chosen["Location"] == reverse("starting:units", args=[district.pk])
    assert Unit.objects.count() == 3


def test_a_place_whose_name_differs_by_marks_alone_is_another_place(administrator: User) -> None:
    province = make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE)
    thanh = make_unit("Xã Thanh An", UnitKind.WARD, province)

    def at(name: str) -> Unit | None:
        path = read_path(f"{name}, Thành phố Hồ Chí Minh")
        return find(path, first=dt.date(2026, 1, 1), last=dt.date(2026, 12, 31)).unit

    assert at("Xã Thạnh An") is None
    assert at("xã thanh an") == thanh
    thanh_ = make_unit("Xã Thạnh An", UnitKind.WARD, province)
    assert [at("Xã Thạnh An"), at("Xã Thanh An")] == [thanh_, thanh]


def test_who_has_all_units_or_a_workbook_of_people_goes_on_from_the_top(client: Client, administrator: User) -> None:
    district = district_of(2)

    units, people = (
        client.get(reverse(f"starting:{step}", args=[district.pk])).content.decode() for step in ("units", "people")
    )

    assert units.index("Đã đủ, tiếp: biểu và kỳ") < units.index("Phường 1")
    assert people.index('href="#tu-tep"') < people.index("data-grid") < people.index('id="tu-tep"')


@pytest.mark.parametrize("name", ["xã Long Thành, tỉnh Vĩnh Long", "XÃ LONG THÀNH, TỈNH VĨNH LONG"])
def test_place_typed_in_small_letters_or_capitals_is_written_as_names_are(
    client: Client, administrator: User, name: str
) -> None:
    typed = {"name": name, "first": "2025", "last": "2026"}

    asked: Any = client.post(reverse("starting:start"), typed)
    client.post(reverse("starting:start"), dict(asked.context["sent"]))

    assert "Xã Long Thành (cấp xã)" in asked.content.decode()
    assert sorted(UnitVersion.objects.values_list("name", flat=True)) == ["Tỉnh Vĩnh Long", "Xã Long Thành"]


def test_name_that_differs_by_marks_from_another_may_be_corrected_into(client: Client, administrator: User) -> None:
    province = make_unit("Tỉnh Vĩnh Long", UnitKind.PROVINCE)
    make_unit("Xã Thanh An", UnitKind.WARD, province)
    version = make_unit("Xã Thánh An", UnitKind.WARD, province).versions.get()
    address = reverse("starting:unit-correct", args=[province.pk, version.pk])

    names = ("Xã Thạnh An", "xã thanh an")
    codes = [client.post(address, {"name": name, "first": "01/07/2025"}).status_code for name in names]

    version.refresh_from_db()
    assert (codes, version.name) == ([302, 422], "Xã Thạnh An")


def test_line_of_a_unit_is_corrected_and_says_by_whom(client: Client, administrator: User) -> None:
    district = district_of(1)
    version = UnitVersion.objects.get(name="Phường 1")
    address = reverse("starting:unit-correct", args=[district.pk, version.pk])

    done = client.post(address, {"name": "Phường 2", "first": "01/01/2010", "last": "30/06/2025", "decision": "NQ 1"})
    wrong = client.post(address, {"name": "Quận 2", "first": "01/01/2010"})

    version.refresh_from_db()
    assert (done.status_code, wrong.status_code) == (302, 422)
    assert (version.name, version.decision) == ("Phường 2", "NQ 1")
    assert "Lê Văn Bình sửa" in version.source
    page = " ".join(client.get(address).content.decode().split())
    assert "Lê Văn Bình:" in page
    for said in ("tên “Phường 1” sửa thành “Phường 2”", "từ ngày “", "căn cứ “chưa ghi” sửa thành “NQ 1”"):
        assert said in page
    client.post(address, {"name": "Phường 2", "first": "01/01/2010", "last": "30/06/2025", "decision": "NQ 1"})
    assert CatalogueChange.objects.count() == 1


@pytest.mark.parametrize("number", [1, 12])
def test_what_is_missing_takes_the_same_queries_for_any_number_of_units(
    client: Client, administrator: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    district = district_of(number)
    for ward in range(1, number + 1):
        make_user(f"cb{ward}", (Role.WARD_OFFICER, UnitVersion.objects.get(name=f"Phường {ward}").unit))
    OfficeStart.objects.create(unit=district, first_year=2020, last_year=2021, started_at=administrator.date_joined)
    address = reverse("starting:office", args=[district.pk])
    client.get(address)

    with django_assert_num_queries(QUERIES):
        assert client.get(address).status_code == 200


QUERIES = 16


@pytest.mark.parametrize("number", [1, 12])
@pytest.mark.parametrize("step", ["people", "slips"])
def test_pages_of_people_take_the_same_queries_for_any_number_of_units(
    client: Client, administrator: User, django_assert_num_queries: DjangoAssertNumQueries, step: str, number: int
) -> None:
    district = district_of(number)
    for ward in range(2, number + 1, 2):
        make_user(f"cb{ward}", (Role.WARD_OFFICER, UnitVersion.objects.get(name=f"Phường {ward}").unit))
    make_user("phonggd", (Role.DISTRICT_OFFICE, district))
    OfficeStart.objects.create(unit=district, first_year=2020, last_year=2021, started_at=administrator.date_joined)
    address = reverse(f"starting:{step}", args=[district.pk])
    client.get(address)

    with django_assert_num_queries(QUERIES_OF_PEOPLE[step]):
        assert client.get(address).status_code == 200


QUERIES_OF_PEOPLE = {"people": 18, "slips": 16}


def test_of_the_year_of_two_tiers_the_communes_of_its_end_report(client: Client, administrator: User) -> None:
    province = make_unit("Tỉnh Vĩnh Long", UnitKind.PROVINCE)
    make_unit("Xã Cũ", UnitKind.WARD, province, valid_to=dt.date(2025, 6, 30))
    make_unit("Xã Mới", UnitKind.WARD, province, valid_from=dt.date(2025, 7, 1))

    names = [each.version.name for each in reporting(province, dt.date(2025, 1, 1), dt.date(2025, 12, 31))]

    assert names == ["Xã Mới"]


def test_district_in_the_year_of_its_end_still_has_its_wards() -> None:
    district = make_unit("Quận 10", UnitKind.DISTRICT, valid_to=dt.date(2025, 6, 30))
    workflow.write_versions(
        [
            UnitVersion(
                unit=Unit.objects.create(key="p1"),
                name="Phường 1",
                kind="ward",
                parent=district,
                valid_from=FIRST_DAY,
                valid_to=dt.date(2025, 6, 30),
            )
        ]
    )

    names = [each.version.name for each in reporting(district, dt.date(2025, 1, 1), dt.date(2025, 12, 31))]

    assert names == ["Phường 1"]


def test_search_offers_only_units_whose_path_has_every_word(client: Client, administrator: User) -> None:
    province = make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE)
    for number in (1, 10, 11):
        district = make_district(f"Quận {number}", province)
        for ward in (5, 15, 50):
            make_ward(f"Phường {ward}", district)

    def offered(text: str) -> list[str]:
        return [full_name(unit) for unit in similar(text)]

    assert offered("phuong 5, quan 10") == ["Phường 5, Quận 10, Thành phố Hồ Chí Minh"]
    assert offered("p5 q10 hcm") == offered("p.5, quan 10, tphcm") == offered("phuong 5, quan 10")
    assert offered("phuong 5, quan 1") == ["Phường 5, Quận 1, Thành phố Hồ Chí Minh"]
    assert len(offered("phuong 5")) == 3
    assert offered("phuong 5, quan 12")


def test_khu_pho_is_no_office(client: Client, administrator: User) -> None:
    district = district_of(1)
    make_unit("Khu phố 1", UnitKind.COMMUNITY, UnitVersion.objects.get(name="Phường 1").unit)
    number = Unit.objects.count()

    for name in ("Khu phố 1", "Khu phố 9"):
        path = f"{name}, Phường 1, Quận 10, Thành phố Hồ Chí Minh"
        answer = press(
            client, reverse("starting:start"), {"name": path, "unit": "moi", "first": "2020", "last": "2022"}
        )
        assert answer.status_code == 422, name
        assert "không phải là cơ quan" in answer.content.decode()

    assert similar("Khu phố 1, Phường 1, Quận 10") == []
    assert (Unit.objects.count(), OfficeStart.objects.count()) == (number, 0)
    assert district


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"ten-0": "Phường 5–3"}, "số đầu phải nhỏ hơn số cuối"),
        ({"ten-0": "", "tu-0": "01/01/2020"}, "Dòng 1: chưa ghi tên"),
        ({"ten-0": "", "can_cu-0": "Nghị quyết 1"}, "Dòng 1: chưa ghi tên"),
    ],
)
def test_line_that_says_no_unit_is_told_and_kept(
    client: Client, administrator: User, typed: dict[str, str], words: str
) -> None:
    district = district_of(2)

    answer = client.post(reverse("starting:units", args=[district.pk]), typed)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_unit_written_with_a_nought_is_the_one_that_is_there(client: Client, administrator: User) -> None:
    district = district_of(2)

    client.post(reverse("starting:units", args=[district.pk]), {"ten-0": "Phường 01", "ten-1": "Phường 2–3"})

    names = UnitVersion.objects.filter(parent=district).values_list("name", flat=True)
    assert sorted(names) == ["Phường 1", "Phường 2", "Phường 3"]


def test_correction_contradicts_no_change_and_makes_no_namesake(client: Client, administrator: User) -> None:
    district = district_of(3)
    old, heir = (UnitVersion.objects.get(name=f"Phường {number}").unit for number in (1, 2))
    workflow.close_version(old, last_day=dt.date(2019, 12, 31))
    merger = [workflow.Move(old, heir)]
    workflow.record_change(ChangeKind.MERGE, dt.date(2020, 1, 1), merger, decision="Nghị quyết 1111")
    address = reverse("starting:unit-correct", args=[district.pk, old.versions.get().pk])

    def correct(**more: str) -> Any:
        sent = {"name": "Phường 1", "first": "01/01/2004", "last": "31/12/2019", "decision": ""}
        seen = client.get(address).context["form"]["seen_before"].value()
        return client.post(address, {**sent, "seen_before": seen, **more})

    shorter, open_ended, namesake = correct(last="31/12/2018"), correct(last=""), correct(name="Phường 03")

    assert [answer.status_code for answer in (shorter, open_ended, namesake)] == [422] * 3
    assert "Thay đổi ấy đã ghi trong danh mục" in shorter.content.decode()
    assert "vẫn còn vào ngày đó" in open_ended.content.decode()
    assert "Phường 3 đã có trong danh mục" in namesake.content.decode()
    assert correct(decision="Nghị quyết 1").status_code == 302
    written = old.versions.get()
    assert (written.name, written.valid_to, written.decision) == ("Phường 1", dt.date(2019, 12, 31), "Nghị quyết 1")


def test_form_that_no_row_can_be_is_a_wrong_choice(client: Client, administrator: User) -> None:
    district = district_of(1)
    client.post(reverse("starting:collecting", args=[district.pk]), {"catalogue": "1"})
    sent = {"forms_": [str(2**63)], "first": "2012", "last": "2012", "opens": "start", "days_after": "15"}

    answer = client.post(reverse("starting:collecting", args=[district.pk]), sent)

    assert answer.status_code == 422
    assert f"“{2**63}” không chọn được" in answer.content.decode()


def test_two_people_of_one_mailbox_are_told(client: Client, administrator: User) -> None:
    district = district_of(2)
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (
        ("Họ và tên", "Nhiệm vụ", "Đơn vị", "Thư điện tử"),
        ("Lê Thị An", "Cán bộ phường", "Phường 1", "chung@quan10.vn"),
        ("Trần Văn Ba", "Cán bộ phường", "Phường 2", "Chung@quan10.vn"),
    ):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    file = SimpleUploadedFile("can-bo.xlsx", content.getvalue())

    page = client.post(reverse("starting:people", args=[district.pk]), {"book": "1", "tep": file}).content.decode()

    assert "Trần Văn Ba và Lê Thị An cùng một hộp thư" in page


def test_somebody_of_another_unit_is_told_of_before_she_is_given_a_post(client: Client, administrator: User) -> None:
    other = make_ward("Phường 7", make_district("Quận 3"))
    lan = make_user("lan.nt", (Role.FUND_OFFICER, other), full_name="Nguyễn Thị Lan")
    User.objects.filter(pk=lan.pk).update(email="lan@quan3.vn")
    district = district_of(1)
    page = reverse("starting:people", args=[district.pk])
    sent = people(("Nguyễn Thị Lan", "ward_officer", "Phường 1")) | {"thu-0": "Lan@quan3.vn"}

    asked = client.post(page, sent).content.decode()
    told = (
        "Dòng 1 (Nguyễn Thị Lan): Nguyễn Thị Lan (lan@quan3.vn, tên đăng nhập lan.nt) đã có trong hệ thống: "
        f"{Role.FUND_OFFICER.label} – Phường 7, Quận 3. Sẽ giao thêm cho người này nhiệm vụ “"
    )
    assert told in asked
    assert "tại Phường 1, Quận 10, Thành phố Hồ Chí Minh.<br>Nếu là người khác trùng tên" in asked
    assert lan.posts.count() == 1

    assert press(client, page, sent).status_code == 302
    assert sorted(lan.posts.values_list("unit", "role")) == sorted(
        [(other.pk, "fund_officer"), (Unit.objects.below(district, FIRST_DAY).get().pk, "ward_officer")]
    )


def test_who_works_at_the_unit_already_or_has_another_address_is_not_asked_about(
    client: Client, administrator: User
) -> None:
    district = district_of(1)
    ward = Unit.objects.below(district, FIRST_DAY).get()
    an = make_user("an.lt", (Role.FUND_OFFICER, ward), full_name="Lê Thị An")
    User.objects.filter(pk=an.pk).update(email="an@quan10.vn")
    lan = make_user("lan.nt", (Role.FUND_OFFICER, make_ward("Phường 7")), full_name="Nguyễn Thị Lan")
    page = reverse("starting:people", args=[district.pk])
    rows = people(("Lê Thị An", "ward_officer", "Phường 1"), ("Nguyễn Thị Lan", "ward_officer", "Phường 1"))

    answer = client.post(page, rows | {"thu-0": "an@quan10.vn", "thu-1": "lan@quan10.vn"})

    assert answer.status_code == 302
    assert (an.posts.count(), lan.posts.count()) == (2, 1)


def test_deadline_that_is_over_is_said_and_can_be_another(client: Client, administrator: User) -> None:
    today = timezone.localdate()
    district, year = district_of(1), today.year - 1
    here = reverse("starting:collecting", args=[district.pk])
    client.post(here, {"catalogue": "1"})
    form = Form.objects.get(code="xhht-nam")
    sent = {"forms_": [form.pk], "first": year, "last": year, "opens": "start", "days_after": "0"}

    asked = client.post(here, sent).content.decode()
    put_off = client.post(here, sent | {"late_due": vi.day(today)})
    press(client, here, sent | {"late_due": vi.day(today)})

    assert f"hạn gửi 31/12/{year} (đã qua)" in asked
    assert "1 kỳ có hạn gửi đã qua: vừa mở là quá hạn." in asked
    assert f"hạn gửi {vi.day(today)}" in put_off.content.decode()
    assert "đã qua)" not in put_off.content.decode()
    assert Period.objects.get(year=year).due_on == today
    assert "Hạn mới phải từ hôm nay trở đi." in client.post(here, sent | {"late_due": "01/01/2020"}).content.decode()


def test_deadline_of_a_period_that_is_there_is_put_off(client: Client, administrator: User) -> None:
    today = timezone.localdate()
    district, year = district_of(1), today.year - 1
    here = reverse("starting:collecting", args=[district.pk])
    client.post(here, {"catalogue": "1"})
    form = Form.objects.get(code="xhht-nam")
    sent = {"forms_": [form.pk], "first": year, "last": year, "opens": "start", "days_after": "0"}
    press(client, here, sent)

    missing = client.get(reverse("starting:office", args=[district.pk])).content.decode()
    again = client.post(here, sent | {"late_due": vi.day(today)})
    press(client, here, sent | {"late_due": vi.day(today)})

    assert f"1 kỳ có hạn gửi đã qua: Năm {year} (hạn 31/12/{year})" in missing
    assert ">Đặt lại hạn</a>" in missing
    assert "cho 1 kỳ đã có, hạn cũ đã qua" in again.content.decode()
    assert Period.objects.get(year=year).due_on == today


def test_last_step_counts_the_units_of_today_and_says_what_each_button_does(
    client: Client, administrator: User
) -> None:
    province = make_unit("Tỉnh Vĩnh Long", UnitKind.PROVINCE)
    make_unit("Xã Cũ", UnitKind.WARD, province, valid_to=dt.date(2025, 6, 30))
    make_unit("Xã Mới", UnitKind.WARD, province, valid_from=dt.date(2025, 7, 1))
    OfficeStart.objects.create(unit=province, first_year=2024, last_year=2026, started_at=administrator.date_joined)

    page = client.get(reverse("starting:office", args=[province.pk])).content.decode()

    assert "2024–2026: 1 xã báo cáo" in page
    assert "1 xã chưa có người nhập số liệu: Xã Mới." in page
    assert "Ngoài ra có 1 xã của các năm trước, nay không còn" in page
    assert {verb for verb in ("Chọn biểu mẫu", "Ghi cán bộ", "Ghi khu phố, thôn, ấp") if f">{verb}</a>" in page} == {
        "Chọn biểu mẫu",
        "Ghi cán bộ",
        "Ghi khu phố, thôn, ấp",
    }
    assert "Bổ sung" not in page
