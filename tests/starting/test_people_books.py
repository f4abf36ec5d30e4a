"""People from workbooks as offices keep them: any head, sections, other letters, duplicates, names that are no more."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hocTap.lib.refusals import Refused
from indicators.starting.people import PersonRow, Places, people_in
from indicators.starting.reporting import reporting
from tests.factories import make_district, make_unit, make_user, make_ward
from units.enums import ChangeKind, Role, UnitKind
from units.models import ChangeEvent, ChangeLink, Post, Unit, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Unit:
    province = make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE)
    district = make_district("Quận 10", province)
    for number in (1, 2):
        make_ward(f"Phường {number}", district)
    return district


def book(*rows: list[Any]) -> bytes:
    made = openpyxl.Workbook()
    sheet: Any = made.active
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def places(office: Unit) -> Places:
    return Places(office, reporting(office, dt.date(2012, 1, 1), dt.date(2024, 12, 31)))


def test_list_with_title_two_columns_of_names_sections_and_a_sum(district: Unit) -> None:
    content = book(
        ["ỦY BAN NHÂN DÂN QUẬN 10"],
        ["DANH SÁCH CÁN BỘ PHỤ TRÁCH XÃ HỘI HỌC TẬP"],
        ["STT", "Họ và tên đệm", "Tên", "Chức vụ", "Địa chỉ email"],
        ["Phường 1"],
        [1, "LÊ THỊ", "AN", "Cán bộ nhập số liệu", "an@example.vn"],
        ["Phường 2"],
        [1, "TRẦN VĂN", "BA", "Phó Chủ tịch", ""],
        ["Tổng cộng: 2 người"],
    )

    read = people_in(content, places(district))

    assert read.rows == [
        PersonRow("Lê Thị An", "Cán bộ nhập số liệu", "Phường 1", "an@example.vn"),
        PersonRow("Trần Văn Ba", "Phó Chủ tịch", "Phường 2", ""),
    ]


def test_text_of_semicolons_without_a_role_is_read(district: Unit) -> None:
    read = people_in("Cán bộ;Đơn vị công tác\nLê Thị An;UBND Phường 2\n".encode(), places(district))

    assert read.rows == [PersonRow("Lê Thị An", "", "UBND Phường 2", "")]
    assert read.notices == []


def test_the_same_person_twice_is_taken_once_and_said(district: Unit) -> None:
    head = ["Họ và tên", "Đơn vị"]
    content = book(head, ["Lê Thị An", "Phường 1"], ["LÊ THỊ AN", "phường 1"], ["Lê Thị An", "Phường 2"])

    read = people_in(content, places(district))

    assert [row.unit for row in read.rows] == ["Phường 1", "Phường 2"]
    assert any("đã có ở dòng 2, chỉ ghi một lần" in sentence for sentence in read.notices)


def test_old_name_wrong_unit_and_foreign_code_are_said_line_by_line(district: Unit) -> None:
    old = make_unit("Phường 15", UnitKind.WARD, district, valid_to=dt.date(2019, 12, 31))
    event = ChangeEvent.objects.create(effective_on=dt.date(2020, 1, 1), kind=ChangeKind.MERGE, decision="NQ 1")
    ChangeLink.objects.create(event=event, predecessor=old, successor=places(district).named("Phường 1"))
    make_unit("Phường 9", UnitKind.WARD, make_district("Quận 3"), code="27139")
    rows = [["Lê Thị An", "Phường 15"], ["Trần Văn Ba", "Phường 99"], ["Võ Văn Tư", "27139"]]

    read = people_in(book(["Họ và tên", "Đơn vị"], *rows), Places(district, reporting(district, *YEARS_SINCE)))

    assert len(read.rows) == 3
    assert any("Dòng 2 (Lê Thị An)" in each or "dòng 2 (Lê Thị An)" in each for each in read.notices)
    told = " ".join(read.notices)
    assert "“Phường 15” là tên cũ, dùng đến hết 31/12/2019; nay là Phường 1." in told
    assert "“Phường 99” không phải cơ quan hay đơn vị báo cáo ở đây." in told
    assert "“27139” là mã của Phường 9, không thuộc nơi này." in told


YEARS_SINCE = dt.date(2021, 1, 1), dt.date(2024, 12, 31)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 nothing of a table", "không phải bảng tính"),
        (b"", "Tệp trống"),
        ("Tên đường;Số nhà\nLê Lợi;12\n".encode(), "các cột “Họ và tên”"),
        ("Họ và tên;Đơn vị\n".encode(), "chưa có dòng nào"),
    ],
)
def test_file_of_another_kind_is_refused_in_words(district: Unit, content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        people_in(content, places(district))


def test_page_shows_the_rows_with_what_to_look_at_and_writes_nothing(client: Client, district: Unit) -> None:
    client.force_login(make_user("pgd", (Role.DISTRICT_OFFICE, district)))
    rows = [["Lê Thị An", "nhập", "Phường 1"], ["Trần Văn Ba", "quản trị", "Phường 99"], ["Võ Văn Tư", "bảo vệ", ""]]
    file = SimpleUploadedFile("ds.xlsx", book(["Họ và tên", "Nhiệm vụ", "Đơn vị"], *rows))
    before = Post.objects.count()

    answer = client.post(reverse("starting:people", args=[district.pk]), {"tep": file, "book": "1"})

    page = answer.content.decode()
    assert "Đã đọc 3 người từ tệp" in page
    assert "“Phường 99” không phải cơ quan" in page
    assert "do người quản trị hệ thống giao" in page
    assert "không rõ nhiệm vụ “bảo vệ”" in page
    assert Post.objects.count() == before


@pytest.mark.parametrize("text", ["Sở GD&ĐT", "Sở Giáo dục và Đào tạo", "SỞ GDĐT TỈNH VĨNH LONG", "Sở GD-ĐT"])
def test_body_of_the_office_is_the_office(text: str) -> None:
    province = make_unit("Tỉnh Vĩnh Long", UnitKind.PROVINCE)

    assert places(province).named(text) == province
    with pytest.raises(Refused, match="không phải cơ quan hay đơn vị báo cáo ở đây"):
        places(province).named("Phòng GD&ĐT")


ALIKE = ("Xã Thanh An", "Xã Thạnh An")


def province_with_two_alike() -> Unit:
    """Thành phố Hồ Chí Minh of today has both; without marks they are one name."""
    province = make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE)
    for name in ALIKE:
        make_unit(name, UnitKind.WARD, province)
    return province


def test_units_that_differ_by_marks_alone_are_told_apart(client: Client) -> None:
    """The guide itself proposes a line for each; sent with names typed in, both people are entered."""
    province = province_with_two_alike()
    client.force_login(User.objects.create_superuser("quantri", password=None, full_name="Lê Văn Bình"))
    where = reverse("starting:people", args=[province.pk])
    grid = client.get(where).context["form"]
    typed = {field.html_name: "" if field.value() is None else str(field.value()) for field in grid}
    lines = {typed[name]: name.removeprefix("don_vi-") for name in typed if name.startswith("don_vi-")}
    for number, name in enumerate(ALIKE):
        typed[f"ho_ten-{lines[name]}"] = f"Nguyễn Văn {'An' if number else 'Ba'}"

    answer = client.post(where, typed)

    assert answer.status_code == 302
    assert sorted(post.unit.versions.get().name for post in Post.objects.all()) == sorted(ALIKE)
    assert places(province).named("UBND XÃ THẠNH AN") == Unit.objects.get(versions__name="Xã Thạnh An")


def test_name_without_marks_that_may_be_either_asks_for_them() -> None:
    found = places(province_with_two_alike())

    with pytest.raises(Refused, match="có thể là Xã Thanh An hoặc Xã Thạnh An"):
        found.named("xa thanh an")


def test_name_with_marks_of_another_is_refused_and_the_near_one_named() -> None:
    province = make_unit("Tỉnh Vĩnh Long", UnitKind.PROVINCE)
    thanh = make_unit("Xã Thanh An", UnitKind.WARD, province)
    found = places(province)

    with pytest.raises(Refused, match="không có “Xã Thạnh An”; gần nhất là “Xã Thanh An”"):
        found.named("Xã Thạnh An")
    assert found.named("xa thanh an") == thanh
