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
from pytest_django import DjangoAssertNumQueries

from indicators.models import OfficeStart
from indicators.starting.reporting import reporting
from tests.factories import FIRST_DAY, make_district, make_unit, make_user, make_ward
from units import workflow
from units.enums import Role, UnitKind
from units.models import Post, Unit, UnitVersion, User

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
