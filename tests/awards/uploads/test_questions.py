"""A list as an office keeps it, from the file to the register: what is asked, changed, remembered, given back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from awards.titles.models import Candidate
from awards.uploads.models import ListHead, Upload
from tests.awards.titles.factories import World, make_world
from tests.awards.uploads.books import saved_as, workbook
from tests.awards.uploads.test_pages import confirm, fresh, send, work

pytestmark = pytest.mark.django_db

UGLY = [
    ("DANH SÁCH HỘ GIA ĐÌNH KHU PHỐ 1",),
    ("TT", "HỌ TÊN", "TÊN GỌI KHÁC", "NƠI Ở"),
    (1, "LÝ THỬ AN", "Ba An", "12 Lê Lợi"),
    (2, "TẠ THỬ BÉ", "", "14 Lê Lợi"),
]


@pytest.fixture
def world() -> World:
    return make_world(sound=False)


def upload_of(client: Client, world: World, content: bytes, name: str = "KP1.xlsx") -> Upload:
    answer = send(client, world, content, name)
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.latest("pk")


def reply(client: Client, upload: Upload, **data: str) -> Any:
    """Send the form of questions as the page shows it, with these answers in it."""
    form = client.get(upload.get_absolute_url()).context["questions"]
    shown = {name: form[name].value() or "" for name in form.fields}
    return client.post(reverse("uploads:answer", args=[upload.pk]), shown | data)


def hide(sheet: Any) -> None:
    sheet.row_dimensions[4].hidden = True


def test_an_offices_own_list_goes_into_the_register(client: Client, world: World) -> None:
    upload = upload_of(client, world, workbook(("Sheet", UGLY)))
    page = client.get(upload.get_absolute_url()).content.decode()

    confirm(client, upload)
    work()

    assert "gõ CHỮ HOA" in page
    rows = Candidate.objects.order_by("address").values_list("name", "address", "community__key")
    assert [(name, address) for name, address, _ in rows] == [("Lý Thử An", "12 Lê Lợi"), ("Tạ Thử Bé", "14 Lê Lợi")]
    assert len({community for _, _, community in rows}) == 1


def test_hidden_rows_hold_the_list_back_until_somebody_said_whether_they_count(client: Client, world: World) -> None:
    upload = upload_of(client, world, workbook(("Sheet", UGLY), change=hide))

    early = confirm(client, upload)
    reply(client, upload, **{"dong-an": "leave"})
    confirm(client, upload)
    work()

    assert (early.status_code, "còn câu hỏi chưa trả lời" in early.content.decode()) == (422, True)
    assert list(Candidate.objects.values_list("name", flat=True)) == ["Lý Thử An"]


def test_what_a_column_holds_is_changed_and_remembered_for_the_next_list(client: Client, world: World) -> None:
    upload = upload_of(client, world, workbook(("Sheet", UGLY)))

    reply(client, upload, **{"cot-0-B": "", "cot-0-C": "name"})
    again = upload_of(client, world, workbook(("Sheet", UGLY)))

    assert ListHead.objects.count() == 1
    assert [fresh(each).rows.get(line=3).cells["name"] for each in (upload, again)] == ["Ba An", "Ba An"]
    assert fresh(again).refused == 1


def test_two_columns_for_one_field_are_refused_and_nothing_changes(client: Client, world: World) -> None:
    upload = upload_of(client, world, workbook(("Sheet", UGLY)))

    answer = reply(client, upload, **{"cot-0-C": "name"})

    assert (answer.status_code, "được chọn cho cùng một mục" in answer.content.decode()) == (422, True)
    assert (fresh(upload).answers["columns"], fresh(upload).created) == ({}, 2)


def test_a_message_that_gives_one_column_to_two_fields_leaves_it_one(client: Client, world: World) -> None:
    upload = upload_of(client, world, workbook(("Sheet", UGLY)))
    form = client.get(upload.get_absolute_url()).context["questions"]
    shown = {name: form[name].value() or "" for name in form.fields}

    answer = client.post(
        reverse("uploads:answer", args=[upload.pk]), {**shown, "cot-0-B": "name", "cot-0-D": ["name", "address"]}
    )

    assert answer.status_code == 302
    assert [row.cells["name"] for row in fresh(upload).rows.order_by("line")] == ["Lý Thử An", "Tạ Thử Bé"]
    assert {row.cells["address"] for row in fresh(upload).rows.all()} == {"12 Lê Lợi", "14 Lê Lợi"}


def test_a_written_list_is_not_read_anew(client: Client, world: World) -> None:
    upload = upload_of(client, world, workbook(("Sheet", UGLY)))
    confirm(client, upload)
    work()

    assert client.post(reverse("uploads:answer", args=[upload.pk]), {"cot-0-B": "name"}).status_code in (409, 422)
    assert Candidate.objects.count() == 2


def test_another_wards_officer_answers_nothing(client: Client, world: World) -> None:
    upload = upload_of(client, world, workbook(("Sheet", UGLY)))
    client.force_login(world.other_officer)

    assert client.post(reverse("uploads:answer", args=[upload.pk]), {}).status_code == 404


def test_every_refused_row_comes_back_coloured_in_its_own_sheet(client: Client, world: World) -> None:
    rows = [("Khu phố", "Họ tên", "Địa chỉ"), ("KP 9", "Lý Thử An", "1 A"), (None, "Tạ Thử Bé", "2 A")]
    content = workbook(("Một", UGLY), ("Hai", rows))
    book: Any = load_workbook(io.BytesIO(content))
    book["Hai"].merge_cells("A2:A3")
    file = io.BytesIO()
    book.save(file)

    upload = upload_of(client, world, file.getvalue())
    back = client.get(reverse("uploads:returned", args=[upload.pk]))

    sheet: Any = load_workbook(io.BytesIO(back.content))["Hai"]
    assert [sheet.cell(row, 4).value.partition(":")[0] for row in (2, 3)] == ["từ chối", "từ chối"]
    assert (sheet["A2"].fill.fgColor.rgb, bool(sheet["A2"].comment)) == ("00F8D0CC", True)


def test_a_list_of_another_format_comes_back_as_a_workbook_of_its_rows(
    client: Client, world: World, tmp_path: Path
) -> None:
    rows = [("Họ tên", "Địa chỉ", "KP"), ("Lý Thử An", "1 A", "KP 9")]
    upload = upload_of(client, world, saved_as(workbook(("Sheet", rows)), "ods", tmp_path), "KP.ods")

    back = client.get(reverse("uploads:returned", args=[upload.pk]))
    sheet: Any = load_workbook(io.BytesIO(back.content)).worksheets[0]

    assert "KP.xlsx" in back["Content-Disposition"]
    assert [cell.value for cell in sheet[2]][:5] == ["Sheet", 2, "", "KP 9", "Lý Thử An"]
    assert sheet["D2"].fill.fgColor.rgb == "FFF8D0CC"


def test_a_file_that_is_no_table_is_answered_with_a_sentence(client: Client, world: World) -> None:
    client.force_login(world.officer)
    start = reverse("uploads:start", args=["households", world.ward.pk])

    answer = client.post(start, {"tep": SimpleUploadedFile("anh.jpg", b"\xff\xd8\xff\xe0 JFIF"), "community": ""})

    assert (answer.status_code, "không phải bảng tính" in answer.content.decode()) == (422, True)
