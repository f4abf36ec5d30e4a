"""Series of any unit of any day, from approved sheets to the command's two files."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hocTap.lib.refusals import Refused
from indicators import restating
from indicators.enums import Additivity, State
from indicators.models import Measure, StatedNumber
from indicators.restating import data, money
from indicators.restating.beside import as_approved
from indicators.restating.breaks import breaks_of
from indicators.restating.common import common_ground
from indicators.restating.words import unknown_words
from tests.factories import make_unit, make_user
from tests.reports.factories import load_catalogue, report_figures
from units import reference, workflow
from units.enums import ChangeKind, UnitKind
from units.models import ChangeLink, Unit

TODAY = dt.date(2026, 11, 1)
THEN = dt.date(2020, 12, 31)
HOUSEHOLDS = "household-total"
UnitByKey = Callable[[str], Unit]


@pytest.fixture
def unit(db: None) -> UnitByKey:
    """The reference units; every ward of Quận 11 approved hundreds of households in 2020, by its number."""
    load_catalogue()
    reference.load()
    return of_2020()


def of_2020() -> UnitByKey:
    units = {each.key: each for each in Unit.objects.all()}
    for number in range(1, 17):
        report_figures(units[f"hcm-q11-p{number}"], 2020, {HOUSEHOLDS: 100 * number})
    return units.__getitem__


def rows_of(unit: Unit, day: dt.date, first: int, last: int, *codes: str) -> list[data.MeasureYear]:
    return data.rows(restating.build(restating.ask(unit, day, first, last, codes or [HOUSEHOLDS])))


def row_of(unit: Unit, day: dt.date, year: int, code: str = HOUSEHOLDS) -> data.MeasureYear:
    (row,) = rows_of(unit, day, year, year, code)
    return row


@pytest.mark.parametrize(
    ("key", "day", "quality", "value", "low", "high", "not_known"),
    [
        ("hcm-q11", THEN, "exact", 13_600, 13_600, 13_600, []),
        ("hcm-minh-phung", TODAY, "exact", 3_600, 3_600, 3_600, []),
        ("hcm-hoa-binh", TODAY, "exact", 1_900, 1_900, 1_900, []),
        ("hcm-binh-thoi", TODAY, "bounded", None, 2_200, 4_200, ["hcm-q11-p12", "hcm-q11-p8"]),
        ("hcm-q11-p8", dt.date(2025, 2, 1), "exact", 2_000, 2_000, 2_000, []),
        # Sixteen of the city's 312 wards are no city, though the catalogue knows no other.
        ("hcm", TODAY, "unknown", None, 13_600, None, ["hcm"]),
    ],
)
def test_a_year_before_on_the_map_of_a_day(
    unit: UnitByKey,
    key: str,
    day: dt.date,
    quality: str,
    value: int | None,
    low: int,
    high: int | None,
    not_known: list[str],
) -> None:
    row = row_of(unit(key), day, 2020)

    assert row == {
        "measure": HOUSEHOLDS,
        "year": 2020,
        "value": value,
        "low": low,
        "high": high,
        "exact": low,
        "estimated": 0,
        "unknown_units": not_known,
        "quality": quality,
    }


def test_an_old_district_goes_on_until_today(unit: UnitByKey) -> None:
    for key in ("hcm-minh-phung", "hcm-hoa-binh", "hcm-binh-thoi", "hcm-phu-tho"):
        report_figures(unit(key), 2026, {HOUSEHOLDS: 4_000})

    rows = rows_of(unit("hcm-q11"), THEN, 2020, 2026)

    assert [row["value"] for row in rows] == [13_600, None, None, None, None, None, 16_000]
    assert [row["quality"] for row in rows] == ["exact", *["missing"] * 5, "exact"]


def test_an_old_ward_is_an_unknown_part_of_the_one_it_went_into(unit: UnitByKey) -> None:
    report_figures(unit("hcm-hoa-binh"), 2026, {HOUSEHOLDS: 2_000})

    row = row_of(unit("hcm-q11-p5"), THEN, 2026)

    assert (row["value"], row["low"], row["high"], row["unknown_units"]) == (None, 0, 2_000, ["hcm-hoa-binh"])


def test_a_published_share_makes_an_estimate_of_whole_numbers_that_sum(unit: UnitByKey) -> None:
    links = ChangeLink.objects.filter(
        predecessor=unit("hcm-q11-p8"), successor__key__in=["hcm-binh-thoi", "hcm-phu-tho"]
    )
    for link, part in zip(links.order_by("pk"), (1, 2), strict=True):
        link.share_numerator, link.share_denominator = part, 3
        link.save()

    one, other = (row_of(unit(key), TODAY, 2020) for key in ("hcm-binh-thoi", "hcm-phu-tho"))

    # Phường 8 had 800 households and Phường 12, which went into it, 1.200: 267 + 400 and 533 + 800.
    assert (one["value"], one["exact"], one["estimated"], one["quality"]) == (2_867, 2_200, 667, "estimated")
    assert (other["value"], other["exact"], other["estimated"]) == (5_233, 3_900, 1_333)
    assert (one["value"] or 0) + (other["value"] or 0) == 2_200 + 3_900 + 2_000


def test_money_is_not_divided_by_households(unit: UnitByKey) -> None:
    for link in ChangeLink.objects.filter(predecessor=unit("hcm-q11-p8"), whole=False):
        link.share_numerator, link.share_denominator, link.share_of = 1, 2, "households"
        link.save()
    for number in (3, 8, 9, 10, 12):
        report_figures(unit(f"hcm-q11-p{number}"), 2019, {"centre-funds": 1_000, HOUSEHOLDS: 10})

    found = row_of(unit("hcm-binh-thoi"), TODAY, 2019, "centre-funds")

    assert (found["value"], found["low"], found["high"], found["quality"]) == (None, 3_000, 5_000, "bounded")
    assert row_of(unit("hcm-binh-thoi"), TODAY, 2019)["value"] == 40


def test_money_follows_the_minutes_of_the_hand_over(unit: UnitByKey, monkeypatch: pytest.MonkeyPatch) -> None:
    report_figures(unit("hcm-q11-p8"), 2024, {"centre-funds": 1_000})
    for key in ("hcm-q11-p3", "hcm-q11-p9", "hcm-q11-p10", "hcm-q11-p12"):
        report_figures(unit(key), 2024, {"centre-funds": 0})
    place = (unit("hcm-q11-p8").pk, dt.date(2025, 7, 1))
    minutes = {place: {unit("hcm-binh-thoi").pk: 1, unit("hcm-phu-tho").pk: 2}}
    monkeypatch.setattr(money, "handed_over", lambda _: minutes)

    row = row_of(unit("hcm-binh-thoi"), TODAY, 2024, "centre-funds")

    assert (row["value"], row["estimated"], row["quality"]) == (333, 333, "estimated")


def test_a_sheet_not_approved_does_not_count_and_a_blank_cell_is_not_zero(unit: UnitByKey) -> None:
    report_figures(unit("hcm-q11-p5"), 2019, {HOUSEHOLDS: 500})
    report_figures(unit("hcm-q11-p14"), 2019, {HOUSEHOLDS: 900}, state=State.SUBMITTED)
    report_figures(unit("hcm-q11-p5"), 2018, {HOUSEHOLDS: 500})
    report_figures(unit("hcm-q11-p14"), 2018, {HOUSEHOLDS: None})

    rows = rows_of(unit("hcm-hoa-binh"), TODAY, 2018, 2019)

    assert {(row["quality"], row["value"], row["low"], row["high"], *row["unknown_units"]) for row in rows} == {
        ("missing", None, 500, None, "hcm-q11-p14")
    }


@pytest.mark.django_db
def test_a_measure_that_is_not_added_over_units_has_a_value_only_for_one_unit() -> None:
    load_catalogue()
    reference.load()
    Measure.objects.filter(code=HOUSEHOLDS).update(additivity=Additivity.NONE)
    unit = of_2020()

    assert row_of(unit("hcm-hoa-binh"), TODAY, 2020)["quality"] == "unknown"
    assert row_of(unit("hcm-hoa-binh"), TODAY, 2020)["value"] is None
    assert row_of(unit("hcm-q11-p5"), THEN, 2020)["value"] == 500


@pytest.mark.django_db
def test_provinces_that_merged_with_communes_that_no_list_links() -> None:
    """The new Vĩnh Long before 2025 is the old one, Trà Vinh and Bến Tre."""
    load_catalogue()
    last, first = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
    provinces = [make_unit(name, UnitKind.PROVINCE, valid_to=None) for name in ("Trà Vinh", "Bến Tre", "Vĩnh Long cũ")]
    communes = [make_unit(f"Xã {number}", parent=province) for number, province in enumerate(provinces)]
    for number, commune in enumerate(communes):
        report_figures(commune, 2024, {HOUSEHOLDS: 10**number})
        workflow.close_version(commune, last_day=last)
    for province in provinces:
        workflow.close_version(province, last_day=last)
    new = make_unit("Vĩnh Long", UnitKind.PROVINCE, valid_from=first)
    make_unit("Xã mới", parent=new, valid_from=first)
    workflow.record_change(
        ChangeKind.MERGE, first, [workflow.Move(province, new) for province in provinces], decision="Nghị quyết 202"
    )

    row = row_of(new, TODAY, 2024)

    assert (row["value"], row["quality"]) == (111, "exact")


@pytest.mark.django_db
def test_a_province_without_its_communes_is_counted_by_its_own_published_total() -> None:
    load_catalogue()
    province = make_unit("Tỉnh Cũ", UnitKind.PROVINCE)
    communes = [make_unit(f"Xã {number}", parent=province) for number in range(2)]
    report_figures(communes[0], 2024, {HOUSEHOLDS: 10})
    published: dict[str, Any] = {
        "own_total": True,
        "source_document": "Báo cáo năm 2024",
        "source_day": dt.date(2025, 1, 9),
    }
    report_figures(province, 2024, {HOUSEHOLDS: 30}, **published)

    assert row_of(province, TODAY, 2024)["value"] == 30

    report_figures(communes[1], 2024, {HOUSEHOLDS: 15})
    assert row_of(province, TODAY, 2024)["value"] == 25


@pytest.mark.django_db
def test_units_that_the_catalogue_lacks_leave_a_part_only() -> None:
    load_catalogue()
    province = make_unit("Tỉnh Cũ", UnitKind.PROVINCE)
    report_figures(make_unit("Xã 1", parent=province), 2024, {HOUSEHOLDS: 10})
    facts: dict[str, Any] = {
        "kind": UnitKind.WARD,
        "number": 3,
        "valid_from": dt.date(2020, 1, 1),
        "source": "Niên giám",
    }
    StatedNumber.objects.create(unit=province, stated_by=make_user("ghi"), stated_at=timezone.now(), **facts)

    row = row_of(province, TODAY, 2024)
    series = restating.build(restating.ask(province, TODAY, 2024, 2024, [HOUSEHOLDS]))
    result = series.result(HOUSEHOLDS, 2024)

    assert (row["value"], row["low"], row["high"], row["quality"]) == (None, 10, None, "unknown")
    assert row["unknown_units"] == [province.key]
    assert (result.reported, result.counting) == (1, 3)
    assert unknown_words(series, result, 2024) == "danh mục chưa có đủ đơn vị của Tỉnh Cũ"
    then = as_approved(series).result(HOUSEHOLDS, 2024)
    assert then is not None and (then.value, then.low, then.counting) == (None, 10, 3)


@pytest.mark.django_db
def test_what_a_district_lacks_is_not_lacking_again_in_its_province() -> None:
    load_catalogue()
    province = make_unit("Tỉnh Cũ", UnitKind.PROVINCE)
    district = make_unit("Huyện 1", UnitKind.DISTRICT, parent=province)
    report_figures(make_unit("Xã 1", parent=district), 2024, {HOUSEHOLDS: 10})
    facts = {"valid_from": dt.date(2020, 1, 1), "source": "Niên giám", "stated_at": timezone.now()}
    by = make_user("ghi")
    for unit, number in ((province, 5), (district, 3)):
        StatedNumber.objects.create(unit=unit, kind=UnitKind.WARD, number=number, stated_by=by, **facts)

    series = restating.build(restating.ask(province, TODAY, 2024, 2024, [HOUSEHOLDS]))
    result = series.result(HOUSEHOLDS, 2024)

    assert (result.reported, result.counting) == (1, 5)
    assert {series.key(unit) for unit in result.unlisted} == {province.key, district.key}


def test_ground_that_nobody_in_the_catalogue_had_leaves_a_part_only(unit: UnitByKey) -> None:
    stranger = make_unit("Phường Lạ", parent=unit("hcm"), valid_from=dt.date(2025, 7, 1))

    row = row_of(stranger, TODAY, 2020)

    assert (row["value"], row["quality"], row["low"]) == (None, "unknown", None)


@pytest.mark.parametrize(
    ("day", "first", "last", "codes", "sentence"),
    [
        (dt.date(2020, 1, 1), 2020, 2020, [HOUSEHOLDS], "không tồn tại vào ngày 01/01/2020.*từ 01/07/2025 đến nay"),
        (TODAY, 2021, 2020, [HOUSEHOLDS], "Năm đầu"),
        (TODAY, 1900, 2020, [HOUSEHOLDS], "1945"),
        (TODAY, 2020, 2020, [], "ít nhất một"),
        (TODAY, 2020, 2020, ["khong-co"], "khong-co"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(
    unit: UnitByKey, day: dt.date, first: int, last: int, codes: list[str], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        restating.ask(unit("hcm-hoa-binh"), day, first, last, codes)


def test_the_first_series_stays_beside_and_the_map_alone_makes_the_difference(unit: UnitByKey) -> None:
    report_figures(unit("hcm-q11-p1"), 2019, {HOUSEHOLDS: 110})
    report_figures(unit("hcm-q11-p2"), 2019, {HOUSEHOLDS: 220})
    asked = restating.ask(unit("hcm-q11-p1"), dt.date(2025, 3, 1), 2019, 2020, [HOUSEHOLDS])
    series = restating.build(asked)

    beside = as_approved(series)

    assert [series.result(HOUSEHOLDS, year).value for year in (2019, 2020)] == [330, 300]
    assert [beside.results[HOUSEHOLDS, year].value for year in (2019, 2020)] == [110, 100]
    assert [beside.by_the_map(series, HOUSEHOLDS, year) for year in (2019, 2020)] == [220, 200]


def test_breaks_are_named_by_what_passed_to_whom(unit: UnitByKey) -> None:
    series = restating.build(restating.ask(unit("hcm-binh-thoi"), TODAY, 2020, 2026, [HOUSEHOLDS]))

    assert [(each.year, each.words) for each in breaks_of(series)] == [
        (2025, "01/01/2025: Phường 9 → Phường 10; Phường 12 → Phường 8"),
        (2025, "01/07/2025: Phường 3, Phường 10, một phần Phường 8 → Phường Bình Thới"),
    ]


def test_common_ground_is_the_smallest_that_whole_units_make_up(unit: UnitByKey) -> None:
    series = restating.build(restating.ask(unit("hcm-binh-thoi"), TODAY, 2020, 2026, [HOUSEHOLDS]))

    (cell,) = common_ground(series)

    assert (cell.name, cell.beyond) == ("Phường Bình Thới + Phường Phú Thọ", True)
    assert cell.results[HOUSEHOLDS, 2020].value == 100 * (3 + 8 + 9 + 10 + 11 + 12 + 13 + 15)


def test_the_command_writes_two_files(unit: UnitByKey, tmp_path: Path) -> None:
    asked: dict[str, Any] = {"unit": "hcm-hoa-binh", "on": TODAY, "first": 2019, "last": 2020, "common": True}
    call_command("restate", measures=[HOUSEHOLDS, "household-recognised"], out=tmp_path / "ra", **asked)

    rows = json.loads((tmp_path / "ra/restated.json").read_text())
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "ra/restated.xlsx").read_bytes()))

    assert [(row["measure"], row["year"], row["value"]) for row in rows] == [
        (HOUSEHOLDS, 2019, None),
        (HOUSEHOLDS, 2020, 1_900),
        ("household-recognised", 2019, None),
        ("household-recognised", 2020, None),
    ]
    assert book.sheetnames == [
        "Chuỗi số liệu",
        "Tỉ lệ",
        "Thay đổi địa giới",
        "Phần chuyển",
        "Địa bàn chung",
        "Cách tính",
    ]
    sheet = book["Chuỗi số liệu"]
    heads = [cell.value for cell in sheet[1]]
    assert "Thay đổi địa giới" in heads
    assert dict(zip(heads, [cell.value for cell in sheet[3]], strict=True))["Số liệu theo địa bàn này"] == 1_900


def test_the_command_says_why_not(unit: UnitByKey, tmp_path: Path) -> None:
    words = ["restate", "--from", "2019", "--to", "2020", "--measure", HOUSEHOLDS, "--out", str(tmp_path)]

    with pytest.raises(CommandError, match="khóa hoặc mã"):
        call_command(*words, "--unit", "khong-co", "--on", "2026-01-01")
    with pytest.raises(CommandError, match="ngày"):
        call_command(*words, "--unit", "hcm", "--on", "31/02/2026")


@pytest.mark.parametrize(("first", "last"), [(2020, 2020), (2012, 2026)])
def test_a_series_asks_as_many_questions_for_one_year_as_for_fifteen(unit: UnitByKey, first: int, last: int) -> None:
    asked = restating.ask(unit("hcm-q11"), THEN, first, last, [HOUSEHOLDS, "household-recognised"])

    with CaptureQueriesContext(connection) as queries:
        restating.build(asked)

    assert len(queries) <= 20


def test_a_series_writes_nothing(unit: UnitByKey) -> None:
    with CaptureQueriesContext(connection) as queries:
        rows_of(unit("hcm-binh-thoi"), TODAY, 2018, 2020)

    assert {query["sql"].split()[0] for query in queries.captured_queries} == {"SELECT"}


@settings(deadline=None, max_examples=8, suppress_health_check=list(HealthCheck))
@given(
    held=st.integers(0, 10**10),
    sums=st.lists(st.integers(0, 10**9), min_size=2, max_size=2).filter(any),
)
def test_money_of_any_minutes_is_whole_and_no_dong_is_lost_or_doubled(
    unit: UnitByKey, held: int, sums: list[int]
) -> None:
    heirs = [unit(key).pk for key in ("hcm-binh-thoi", "hcm-phu-tho")]
    minutes = {(unit("hcm-q11-p8").pk, dt.date(2025, 7, 1)): dict(zip(heirs, sums, strict=True))}
    with transaction.atomic(), pytest.MonkeyPatch.context() as patched:
        for number in range(1, 17):
            report_figures(unit(f"hcm-q11-p{number}"), 2024, {"centre-funds": held if number == 8 else 0})
        patched.setattr(money, "handed_over", lambda _: minutes)

        rows = [row_of(unit(key), TODAY, 2024, "centre-funds") for key in ("hcm-binh-thoi", "hcm-phu-tho")]
        transaction.set_rollback(True)

    assert sum(row["value"] or 0 for row in rows) == held
    for row, given_ in zip(rows, sums, strict=True):
        assert row["value"] is not None
        assert abs(row["value"] - Fraction(held * given_, sum(sums))) < 1
