"""Clans, organisations, citizens and khu phố from lists as offices keep them, through the one reader."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from awards.titles.enums import ManagingLevel
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate
from awards.uploads import workflow
from awards.uploads.books.understanding import understand
from awards.uploads.enums import UploadState
from awards.uploads.importing import importer_of, importers
from awards.uploads.models import Upload
from awards.uploads.readers import kinds_read
from awards.uploads.templates import HEADER_ROW, LIST_SHEET, Kind, make
from tests.awards.titles.factories import World, called, make_candidate, make_world
from tests.awards.uploads.books import workbook

pytestmark = pytest.mark.django_db
Rows = Sequence[Sequence[Any]]


@pytest.fixture
def world() -> World:
    return make_world(sound=False)


def read(world: World, tmp_path: Path, kind: str, rows: Rows) -> dict[str, Any]:
    """What `manage.py read_list` says of a workbook of these rows."""
    file, out = tmp_path / "a.xlsx", tmp_path / "a.json"
    file.write_bytes(workbook(("Sheet1", rows)))
    call_command("read_list", file, kind=kind, unit=world.ward.key, out=out)
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found


def written(world: World, kind: str, rows: Rows) -> Upload:
    importer, now = importer_of(kind), timezone.now()
    assert importer
    content = workbook(("Sheet1", rows))
    upload = workflow.receive(importer, world.ward, content, name="a.xlsx", options={}, by=world.officer, at=now)
    assert upload.refused == 0, [row.reason for row in upload.rows.all()]
    workflow.confirm(upload, by=world.officer, at=now)
    workflow.write(upload.pk, at=now)
    upload.refresh_from_db()
    assert upload.state == UploadState.DONE, upload.problem
    return upload


CLANS: Rows = [
    ["HỘI KHUYẾN HỌC PHƯỜNG 5"],
    ["DANH SÁCH DÒNG HỌ HỌC TẬP"],
    ["STT", "Dòng họ", "Nhà thờ họ", "Dưới 6 tuổi", "Từ 6 đến 18 tuổi", "Ghi chú"],
    [1, "Họ Nguyễn Văn", "12 Lê Đại Hành", 40, 120, ""],
    [2, "Họ Trần", "", "", "", "mới"],
    ["", "Tổng cộng", "", 40, 120, ""],
]
ORGANISATIONS: Rows = [
    ["STT", "Tên cơ quan, đơn vị", "Trụ sở", "Cơ quan quản lý"],
    [1, "Trường THCS Minh Họa", "5 Lạc Long Quân", "UBND Quận 11"],
    [2, "Trạm Y tế", "7 Lạc Long Quân", "Cấp phường"],
    [3, "Công ty Minh Họa", "9 Lạc Long Quân", "Thành phố"],
    [4, "Hợp tác xã Minh Họa", "9 Lạc Long Quân", "tổ dân cư"],
]
CITIZENS: Rows = [
    ["Danh sách công dân học tập khu phố 2"],
    ["TT", "Họ đệm", "Tên", "Năm sinh", "Nơi ở"],
    [1, "NGUYỄN VĂN", "MỘT", 1980, "1 Lò Siêu"],
    [2, "TRẦN THỊ", "HAI", 1982, "2 Lò Siêu"],
]


def test_clans_are_read_under_their_title_lines_and_the_total_is_left_out(world: World, tmp_path: Path) -> None:
    found = read(world, tmp_path, "clans", CLANS)

    assert [row["values"] for row in found["rows"]] == [
        {"name": "Họ Nguyễn Văn", "address": "12 Lê Đại Hành", "under_6": 40, "aged_6_to_18": 120},
        {"name": "Họ Trần"},
    ]
    assert found["totals"] == {"under_6": 40, "aged_6_to_18": 120}
    assert [line["row"] for line in found["left_out"]] == [6]


def test_level_of_an_organisation_is_understood_by_its_words_and_refused_when_none(
    world: World, tmp_path: Path
) -> None:
    found = read(world, tmp_path, "organisations", ORGANISATIONS)

    assert [row["values"].get("managing_level") for row in found["rows"]] == [
        "quận, huyện quản lý",
        "phường, xã quản lý",
        "tỉnh, thành phố quản lý",
        None,
    ]
    assert [row["outcome"] for row in found["rows"]] == ["create", "create", "create", "refuse"]
    assert "tổ dân cư" in found["rows"][3]["reasons"][0]


def test_citizens_take_their_khu_pho_from_the_title_and_their_names_as_written(world: World) -> None:
    written(world, "citizens", CITIZENS)

    found = Candidate.objects.of_kind(TitleKind.CITIZEN).order_by("pk")

    assert [(each.name, each.address, each.community_id) for each in found] == [
        ("Nguyễn Văn Một", "1 Lò Siêu", world.second.pk),
        ("Trần Thị Hai", "2 Lò Siêu", world.second.pk),
    ]


def test_organisations_are_written_with_their_level_and_a_second_list_finds_them(world: World) -> None:
    written(world, "organisations", ORGANISATIONS[:-1])

    again = written(world, "organisations", ORGANISATIONS[:-1])

    assert (again.created, again.matched) == (0, 3)
    assert list(Candidate.objects.order_by("pk").values_list("managing_level", flat=True)) == [
        ManagingLevel.DISTRICT,
        ManagingLevel.WARD,
        ManagingLevel.PROVINCE,
    ]


def test_clan_that_is_merely_alike_is_near(world: World, tmp_path: Path) -> None:
    make_candidate(world, "Họ Trân", TitleKind.CLAN, address="")

    found = read(world, tmp_path, "clans", CLANS)

    assert [row["outcome"] for row in found["rows"]] == ["create", "near"]
    assert "Gần giống dòng họ “Họ Trân”" in found["rows"][1]["reasons"][0]


def test_khu_pho_as_holders_are_those_of_the_catalogue_each_once(world: World) -> None:
    rows = [["Khu phố"], ["KP 1"], ["Khu phố 02"]]
    upload = written(world, "community-holders", rows)

    again = written(world, "community-holders", rows)

    assert (upload.created, again.created, again.matched) == (2, 0, 2)
    assert set(Candidate.objects.values_list("name", "community")) == {
        ("Khu phố 1", world.community.pk),
        ("Khu phố 2", world.second.pk),
    }


@pytest.mark.parametrize("kind", ["clans", "organisations", "citizens", "community-holders"])
def test_list_of_any_kind_is_undone_whole(world: World, kind: str) -> None:
    rows = {
        "clans": CLANS,
        "organisations": ORGANISATIONS[:-1],
        "citizens": CITIZENS,
        "community-holders": [["Khu phố"], ["Khu phố 1"]],
    }[kind]
    upload = written(world, kind, rows)

    workflow.undo(upload, "Nhầm.", by=world.officer, at=timezone.now())

    assert Candidate.objects.count() == 0


@pytest.mark.parametrize(("number", "queries"), [(2, 17), (40, 18), (400, 18)])
def test_list_is_judged_and_written_in_a_fixed_number_of_queries(
    world: World, number: int, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    importer = importer_of("citizens")
    assert importer
    rows = [["Họ và tên", "Địa chỉ"], *([f"Nguyễn Văn {word(each)}", f"{each} Lò Siêu"] for each in range(number))]
    content = workbook(("A", rows))

    with django_assert_num_queries(queries):  # many rows ask once for their ids
        workflow.receive(importer, world.ward, content, name="a.xlsx", options={}, by=world.officer, at=timezone.now())


def word(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def test_every_kind_of_holder_leads_from_its_register_to_its_list(client: Client, world: World) -> None:
    client.force_login(world.officer)

    for title, kind in (("clan", "clans"), ("organisation", "organisations"), ("citizen", "citizens")):
        page = client.get(reverse("titles:candidate-list"), {"loai": title}).content.decode()
        assert reverse("uploads:start", args=[kind, world.ward.pk]) in page


SAMPLES: dict[Kind, Any] = {
    Kind.TEXT: "Minh Họa",
    Kind.WHOLE: 5,
    Kind.MONEY: 500_000,
    Kind.DAY: "05/09/2020",
    Kind.SCHOOL_YEAR: 2020,
    Kind.CHOICE: "Phường 5",
}


@pytest.mark.parametrize("kind", sorted(each.kind for each in importers()))
def test_template_of_every_kind_reads_back_column_by_column(world: World, kind: str) -> None:
    importer = importer_of(kind)
    assert importer
    choices = importer.choices(world.ward, timezone.localdate())
    book = load_workbook(io.BytesIO(make(importer.template, choices, str(world.ward))))
    for place, column in enumerate(importer.template.columns, start=1):
        words = choices.get(column.code)
        book[LIST_SHEET].cell(HEADER_ROW + 1, place).value = words[0] if words else SAMPLES[column.kind]
    file = io.BytesIO()
    book.save(file)

    found = understand(file.getvalue(), importer.template, choices)

    assert list(found.sheets[0].columns.values()) == [column.code for column in importer.template.columns]
    assert [row.problems for row in found.rows] == [[]]


IN_THE_REGISTER = {"households", "clans", "organisations", "citizens", "community-holders"}
"""Their lists are led to by the register of holders, kind by kind (the test above)."""


def test_a_page_leads_to_every_kind_of_list() -> None:
    pages = "\n".join(file.read_text("utf-8") for file in (settings.BASE_DIR / "templates").rglob("*.html"))

    led_to = set(re.findall(r"""uploads:start["'] ["']([a-z-]+)""", pages)) | IN_THE_REGISTER

    assert {each.kind for each in importers()} - led_to == set()
    assert kinds_read() == ["form", "people"], "brought in by pages of their own"
    assert "indicators:submission-bring" in pages and "Đọc tệp vào bảng" in pages


def test_khu_pho_with_marks_of_another_is_refused_and_the_near_one_named(world: World, tmp_path: Path) -> None:
    called(world.community, "Khu phố Thanh An")
    rows: Rows = [
        ["STT", "Họ và tên chủ hộ", "Địa chỉ", "Khu phố"],
        [1, "Lý Thử An", "1 Lò Siêu", "Khu phố Thạnh An"],
        [2, "Tạ Thử Bé", "2 Lò Siêu", "khu pho thanh an"],
    ]

    wrong, right = read(world, tmp_path, "households", rows)["rows"]

    assert (wrong["outcome"], right["outcome"]) == ("refuse", "create")
    assert "không có “Khu phố Thạnh An”; gần nhất là “Khu phố Thanh An”" in str(wrong)
    assert right["values"]["community"] == "Khu phố Thanh An"


def test_rows_below_a_khu_pho_that_nobody_knows_are_not_of_the_one_before(world: World, tmp_path: Path) -> None:
    called(world.community, "Khu phố Thanh An")
    rows: Rows = [
        ["STT", "Họ và tên chủ hộ", "Địa chỉ"],
        ["I. Khu phố Thanh An (1 hộ)"],
        [1, "Lý Thử An", "1 Lò Siêu"],
        ["II. Khu phố Thạnh An (1 hộ)"],
        [2, "Tạ Thử Bé", "2 Lò Siêu"],
        ["III. Tổ dân phố 77"],
        [3, "Mạc Thử Cò", "3 Lò Siêu"],
        ["IV. Khu phố Thanh An"],
        [4, "Lê Thử Di", "4 Lò Siêu"],
        ["", "Tổng cộng"],
        ["KHU PHỐ TRƯỞNG"],
    ]

    found = read(world, tmp_path, "households", rows)

    assert [row["outcome"] for row in found["rows"]] == ["create", "refuse", "refuse", "create"]
    assert "gần nhất là “Khu phố Thanh An”" in str(found["rows"][1])
    assert "“Tổ dân phố 77” không có trong danh sách" in str(found["rows"][2])
