"""`manage.py read_list` for the people of an office and for a ward's form: understood and judged, nothing written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from indicators.models import Value
from tests.awards.uploads.books import workbook
from tests.indicators.factories import Story, fill
from units.models import Post, Unit

pytestmark = pytest.mark.django_db


def read(folder: Path, kind: str, unit: Unit, rows: Sequence[Sequence[Any]], *options: str) -> dict[str, Any]:
    file, out = folder / "a.xlsx", folder / "a.json"
    file.write_bytes(workbook(("Sheet1", rows)))
    call_command("read_list", file, kind=kind, unit=unit.key, out=out, option=list(options))
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found


def test_people_of_any_shape_are_understood_and_nobody_is_entered(story: Story, tmp_path: Path) -> None:
    before = Post.objects.count()
    rows: list[list[Any]] = [
        ["DANH SÁCH CÁN BỘ PHỤ TRÁCH"],
        ["TT", "Họ và tên", "Nhiệm vụ", "Đơn vị công tác"],
        [1, "Lê Thị Mới", "nhập số liệu", "P.5"],
        [2, "Trần Văn Hai", "thổi sáo", "Phường 6"],
        [3, "Lê Thị Mới", "nhập số liệu", "P.5"],
    ]

    found = read(tmp_path, "people", story.district, rows)

    assert [(row["row"], row["outcome"], row["values"]["name"]) for row in found["rows"]] == [
        (3, "create", "Lê Thị Mới"),
        (4, "refuse", "Trần Văn Hai"),
        (5, "match", "Lê Thị Mới"),
    ]
    assert "không rõ nhiệm vụ “thổi sáo”" in found["rows"][1]["reasons"][0]
    assert Post.objects.count() == before


def test_a_form_is_read_beside_what_stands_there_and_nothing_is_written(story: Story, tmp_path: Path) -> None:
    fill(story.start(), {"households": 900}, by=story.officer)
    rows: list[list[Any]] = [
        ["STT", "Chỉ tiêu", "Năm 2020"],
        [1, "Số households", "1.000"],
        [2, "Số registered", "tám trăm"],
        [3, "Chỉ tiêu lạ", 5],
    ]

    found = read(tmp_path, "form", story.ward, rows, "year=2020")

    assert [(row["values"]["code"], row["values"]["number"], row["outcome"]) for row in found["rows"]] == [
        ("households", "1.000", "create"),
        ("registered", "tám trăm", "refuse"),
    ]
    assert [(row["sheet"], row["row"]) for row in found["rows"]] == [("Sheet1", 2), ("Sheet1", 3)]
    assert found["sheets"] == [{"name": "Sheet1", "columns": {"B": "label", "C": "number"}}]
    assert found["left_out"] == [{"sheet": "Sheet1", "row": 4, "why": "Không phải chỉ tiêu của biểu: Chỉ tiêu lạ"}]
    assert list(Value.objects.values_list("number", flat=True)) == [900]


def test_a_unit_without_such_a_sheet_and_an_unknown_kind_are_refused(story: Story, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="chưa có báo cáo nào như vậy"):
        read(tmp_path, "form", story.ward, [["Chỉ tiêu", "Năm 2020"]])
    with pytest.raises(CommandError, match=r"Không có loại danh sách “xyz”.*form.*people"):
        read(tmp_path, "xyz", story.ward, [["a"]])
