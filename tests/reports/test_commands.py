"""The review from the shell, and what others published."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reports import reference
from reports.models import PublishedFigure, PublishedSource, Report
from tests.factories import make_unit
from tests.reports.factories import all_figures, make_office, report_figures
from units import reference as units_reference
from units.enums import UnitKind
from units.models import Unit

pytestmark = pytest.mark.django_db


def print_review(unit: str, first: int, last: int, out: Path) -> str:
    written = io.StringIO()
    call_command("print_review", unit=unit, first=first, last=last, rounding="cut", out=out, stdout=written)
    return written.getvalue()


def test_three_files_are_written_and_nothing_is_kept(tmp_path: Path) -> None:
    district, (ward,), _ = make_office("Phường 1")
    report_figures(ward, 2020, all_figures())

    said = print_review(district.key, 2019, 2020, tmp_path / "in")

    figures = json.loads((tmp_path / "in" / "review.json").read_text(encoding="utf-8"))["figures"]
    (community,) = [each for each in figures if each["key"] == "community-rate"]
    assert (community["numerator"], community["denominator"], community["printed"]) == (53, 63, "84,12%")
    assert community["base"] == "trên tổng số khu phố"
    assert [Path(line).name for line in said.split()] == ["review.pdf", "review.xlsx", "review.json"]
    assert not Report.objects.exists()


def test_a_code_names_the_unit_that_bore_it_on_the_stages_last_day(tmp_path: Path) -> None:
    make_office("Phường 1")
    unit = make_unit("Quận Mới", UnitKind.DISTRICT, code="772")
    report_figures(make_unit("Phường 9", UnitKind.WARD, unit), 2020, all_figures())

    print_review("772", 2020, 2020, tmp_path)

    facts = json.loads((tmp_path / "review.json").read_text(encoding="utf-8"))
    assert (facts["unit"], facts["unit_name"]) == (unit.key, "Quận Mới")


@pytest.mark.parametrize(
    ("unit", "first", "last", "sentence"),
    [
        ("999", 2019, 2020, "Không có đơn vị nào mang mã hoặc khóa “999” vào ngày 31/12/2020."),
        ("hcm-q11", 2020, 2019, "Năm đầu phải trước hoặc bằng năm cuối."),
        ("hcm-q11", 2012, 2025, "Quận 11 không còn vào ngày 31/12/2025. Năm cuối muộn nhất có thể chọn là 2024."),
        ("772", 2012, 2025, "Không có đơn vị nào"),
        ("772", 2012, 99_999, "Hãy ghi năm bằng bốn chữ số"),
        ("772", 2012, 2101, "Năm phải từ 2000 đến 2100."),
    ],
)
def test_what_cannot_be_printed_is_said_in_a_sentence(
    unit: str, first: int, last: int, sentence: str, tmp_path: Path
) -> None:
    make_office("Phường 1")
    units_reference.load()

    with pytest.raises(CommandError, match=sentence):
        print_review(unit, first, last, tmp_path)


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    district, (ward,), _ = make_office("Phường 1")
    report_figures(ward, 2020, all_figures())
    (tmp_path / "taken").write_text("", encoding="utf-8")

    with pytest.raises(CommandError, match="Không ghi được vào"):
        print_review(district.key, 2020, 2020, tmp_path / "taken")


def test_published_figures_are_loaded_once_and_not_written_over() -> None:
    units_reference.load()
    reference.load()
    PublishedSource.objects.update(title="đã sửa")

    reference.load()

    assert [source.title for source in PublishedSource.objects.all()] == ["đã sửa"]
    printed = PublishedFigure.objects.order_by("ordinal").values_list("printed_count", "printed_rate")
    assert list(printed) == [
        ("", "100%"),
        ("gần 6.000", ""),
        ("trên 8 tỉ đồng", ""),
        ("gần 10.800", "72%"),
        ("4", "50%"),
        ("53", "84,12%"),
        ("75", "96,15%"),
        ("19", ""),
        ("19", ""),
    ]
    assert PublishedSource.objects.get().unit == Unit.objects.get(key="hcm-q11")
