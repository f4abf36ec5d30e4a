"""A changed definition is a break: drawn, named with its decision, never crossed in silence; difficult areas."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from awards.titles import reference as criteria
from indicators.definitions import read_definitions
from indicators.enums import Standing, TargetKind, Verified
from indicators.layout import forget_layouts
from indicators.models import DifficultArea, Form, Framework, Indicator, Measure, Period, Redefinition, Submission
from indicators.opening.data import dictionary, read_page
from indicators.overview import build_overview
from indicators.scorecard import Scorecard, TargetRow, build, chart
from indicators.scorecard.comparing import compare
from indicators.scorecard.history import read_history
from indicators.scorecard.leading import lead
from indicators.sheet import load_sheet
from reports.papers import sheets as papers
from reports.scorecard import xlsx
from reports.statements.verdicts import judged
from reports.statements.workflow import Paper, Statement, add_source, add_statements
from tests.factories import make_district, make_user, make_ward
from tests.indicators.test_admin import administrator
from tests.reports.factories import NOW, load_catalogue, report_figures
from tests.reports.test_review import review, table
from tests.reports.test_scorecard import make_target, row_of, titles
from units.enums import Role
from units.models import Unit

__all__ = ["administrator"]
pytestmark = pytest.mark.django_db
BY = "TT 1/2019/TT-BGDĐT 02/01/2019, Điều 3"
WHY = f"từ năm 2019 tính khác: tính cả hộ tạm trú ({BY})"
OTHER_BASE = f"từ năm 2019 tính khác: mẫu số nay là Hộ được bình xét; chỉ tính hộ đã bình xét ({BY})"


@pytest.fixture
def ward() -> Unit:
    """A ward whose share of learning households went 50, 55, 60, 58 % from 2017 to 2020."""
    load_catalogue()
    ward = make_ward("Phường 5", make_district())
    for year, share in ((2017, 50), (2018, 55), (2019, 60), (2020, 58)):
        report_figures(ward, year, titles((share, 100)) | {"household-assessed": 80})
    return ward


LABEL = "Tỉ lệ hộ được công nhận Gia đình học tập"


def redefined(year: int = 2019, *, base: str = "", code: str = "household-rate", **facts: Any) -> Redefinition:
    measure = Measure.objects.get(code=base) if base else None
    usual = {
        "wording": "chỉ tính hộ đã bình xét" if base else "tính cả hộ tạm trú",
        "decision": BY,
        "base": measure,
        "base_label": "trên hộ được bình xét" if base else "",
    }
    indicator = Indicator.objects.get(code=code)
    return Redefinition.objects.create(indicator=indicator, first_year=year, **usual | facts)


def household(card: Scorecard, milestone: int = 2020) -> TargetRow:
    return row_of(card, "household-rate", milestone, "QD281")


def test_last_year_and_falling_do_not_reach_over_a_changed_definition(ward: Unit) -> None:
    assert (household(build(ward, 2020)).falling, household(build(ward, 2019)).before_rate) == (True, Decimal("55.00"))
    redefined(2020)

    row = household(build(ward, 2020))

    why = f"từ năm 2020 tính khác: tính cả hộ tạm trú ({BY})"
    assert (row.before, row.falling, row.standing) == (None, False, Standing.NOT_MET)
    assert f"Không so sánh được với năm 2019: {why}." in row.sentence
    assert not any(each.kept_by("giam") for each in build(ward, 2020).rows)


def test_last_year_does_not_reach_over_other_criteria(ward: Unit) -> None:
    criteria.load()
    report_figures(ward, 2016, titles((40, 100)))
    report_figures(ward, 2015, titles((45, 100)))

    row = household(build(ward, 2016))

    assert (row.before, row.falling) == (None, False)
    assert "Không so sánh được với năm 2015: từ năm 2016 xét theo tiêu chí khác:" in row.sentence


def test_no_yearly_step_leads_over_a_changed_definition(ward: Unit) -> None:
    redefined(2019)

    card = build(ward, 2018)

    row = household(card)
    assert (row.pace, row.lacking) == (None, 15)
    assert f"Không so sánh được để tính mức cần thêm mỗi năm đến 2020: {WHY}." in row.sentence
    assert "cần thêm 7" not in row.sentence
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.render(card))).worksheets[0]
    steps = [line[14].value for line in sheet.iter_rows(min_row=6) if line[1].value == row.target.label]
    assert "không so sánh được" in steps


def test_each_year_is_counted_by_its_own_definition(ward: Unit) -> None:
    redefined(2019, base="household-assessed")
    indicator = Indicator.objects.select_related("numerator", "base").get(code="household-rate")

    page = read_history(ward, indicator, 2020)

    assert [(line.year, line.shown, line.changed) for line in page.lines] == [
        (2017, "50,00%", ""),
        (2018, "55,00%", ""),
        (2019, "75,00%", "cách tính khác"),
        (2020, "72,50%", ""),
    ]
    assert [each.words for each in page.judged] == [OTHER_BASE]
    assert page.indicator.base == Measure.objects.get(code="household-assessed")
    assert page.picture.wide.count('stroke-width="1.5"/>') == 2
    assert "Từ năm 2019 cách tính khác." in page.picture.wide
    (item,) = [each for each in read_page(ward, 2020).items if each.code == "household-rate"]
    assert (item.rate, item.base_label) == (Decimal("72.50"), "trên hộ được bình xét")


def test_target_set_over_another_base_is_not_decided(ward: Unit) -> None:
    redefined(2019, base="household-assessed")

    row = household(build(ward, 2020))

    assert row.standing == Standing.NOT_COMPARABLE
    assert f"không so sánh được với mức đặt ra năm 2014: {OTHER_BASE}." in row.sentence
    assert household(build(ward, 2018)).standing == Standing.NOT_MET


def test_change_is_not_measured_from_a_year_of_another_definition(ward: Unit) -> None:
    change = {"kind": TargetKind.CHANGE, "minimum": Decimal(5), "unit_name": "điểm %", "base_year": 2018}
    make_target("household-rate", **change)
    assert row_of(build(ward, 2020), "household-rate", 2020, "KH1").standing == Standing.NOT_MET
    redefined(2019)

    row = row_of(build(ward, 2020), "household-rate", 2020, "KH1")

    assert row.standing == Standing.NOT_COMPARABLE
    assert f"không so sánh được với năm gốc 2018: {WHY}." in row.sentence


def test_small_pictures_of_units_are_cut_at_a_changed_definition(ward: Unit) -> None:
    district = ward.versions.get().parent
    other = make_ward("Phường 6", district)
    for year in range(2017, 2021):
        report_figures(other, year, titles((70, 100)))
    assert district is not None
    indicator = Indicator.objects.get(code="household-rate")
    assert read_history(district, indicator, 2020).side_by_side.wide.count('stroke-width="1.5"/>') == 6
    redefined(2019)

    page = read_history(district, indicator, 2020)

    assert page.side_by_side.wide.count('stroke-width="1.5"/>') == 4
    assert page.side_by_side.wide.count('stroke-dasharray="2 3"') == 2
    assert "Từ năm 2019 cách tính khác." in page.side_by_side.wide


def test_two_years_of_another_definition_are_not_subtracted(ward: Unit) -> None:
    redefined(2019)

    found = compare(ward, 2020, ward, 2018)

    (pair,) = [each for each in found.pairs if each.indicator.code == "household-rate"]
    assert (pair.left, pair.right, pair.difference) == ("58,00%", "55,00%", None)
    assert f"{pair.label}: không so sánh được hai năm, {WHY}." in found.notes
    assert all(each.difference is not None for each in compare(ward, 2020, ward, 2019).pairs)


def test_leader_is_told_why_nothing_is_compared(ward: Unit) -> None:
    for code in ("household-rate", "clan-rate"):
        redefined(2020, code=code)

    said = " ".join(lead(ward, 2020).sentences)

    assert f"Chưa so được với năm 2019. Từ năm 2020 tính khác: tính cả hộ tạm trú ({BY})." in said
    assert "Giảm" not in said


def test_page_names_what_changed_and_by_which_decision(client: Client, ward: Unit) -> None:
    redefined(2019, base="household-assessed")
    client.force_login(make_user("lanhdao", (Role.READER, ward)))

    page = client.get(reverse("reports:indicator", args=[ward.pk, "household-rate"], query={"nam": 2020}))

    said = page.content.decode()
    assert f"Từ năm 2019 tính khác: mẫu số nay là Hộ được bình xét; chỉ tính hộ đã bình xét ({BY})" in said
    assert "cách tính khác năm trước" in said


def test_later_changes_build_on_earlier_ones(ward: Unit) -> None:
    redefined(2018, base="household-assessed")
    redefined(2020)
    indicator = Indicator.objects.select_related("numerator", "base").get(code="household-rate")
    definitions = read_definitions([indicator])

    bases = [definitions.of(indicator, year).base_of_share.code for year in (2017, 2018, 2020)]

    assert bases == ["household-total", "household-assessed", "household-assessed"]
    assert [each.first_year for each in definitions.after(indicator, 2017, 2020)] == [2018, 2020]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"base": "household-recognised", "base_label": "trên hộ"}, "Tử số và mẫu số phải là hai chỉ tiêu khác nhau."),
        ({"base": "household-assessed"}, "Mẫu số mới phải có tên"),
        ({"wording": ""}, "Hãy điền ô này"),
        ({"decision": ""}, "Hãy điền ô này"),
        ({"numerator": "literacy-level"}, "không cùng thang mức độ"),
        ({"numerator": "scholarship-count"}, "khác tính chất"),
        ({"first_year": "2019"}, "đã có"),
        ({}, ""),
    ],
)
def test_changed_definition_is_entered_in_the_administration_or_refused_in_words(
    administrator: Client, typed: dict[str, str], why: str
) -> None:
    load_catalogue()
    redefined(2019)
    facts = {"indicator": Indicator.objects.get(code="household-rate").pk, "first_year": "2021", "verified": "original"}
    facts |= {"wording": "tính cả hộ tạm trú", "decision": BY, **typed}
    for name in ("numerator", "base"):
        if name in typed:
            facts[name] = Measure.objects.get(code=typed[name]).pk

    answer = administrator.post(reverse("admin:indicators_redefinition_add"), facts)

    assert (answer.status_code, why in answer.content.decode()) == (200 if why else 302, True)
    assert Redefinition.objects.count() == (1 if why else 2)


def test_definition_stays_once_figures_were_approved_by_it(ward: Unit) -> None:
    row, later = redefined(2019), redefined(2030)

    with pytest.raises(IntegrityError), transaction.atomic():
        Redefinition.objects.filter(pk=row.pk).update(first_year=2018)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()
    later.delete()
    assert Redefinition.objects.get() == row


# What is printed


def test_sheet_is_rated_by_the_definition_of_its_year_and_names_the_change(client: Client, ward: Unit) -> None:
    redefined(2019, base="household-assessed")
    forget_layouts()
    client.force_login(make_user("phuong5", (Role.WARD_OFFICER, ward)))
    sheets = {each.period.year: each for each in Submission.objects.select_related("period", "form", "unit_as")}

    rates = {year: next(iter(load_sheet(sheet).rates)) for year, sheet in sheets.items()}

    assert {year: (each.text, each.parts) for year, each in rates.items()} == {
        2017: ("50,00%", "50/100"),
        2018: ("55,00%", "55/100"),
        2019: ("75,00%", "60/80"),
        2020: ("72,50%", "58/80"),
    }
    said = f"Từ năm 2019 tính khác năm trước: mẫu số nay là Hộ được bình xét; chỉ tính hộ đã bình xét ({BY})."
    assert [rates[year].changed for year in (2018, 2019, 2020)] == ["", said, ""]
    assert said in client.get(reverse("indicators:submission-detail", args=[sheets[2019].pk])).content.decode()
    (table,) = papers.sheet(sheets[2019].pk, dt.date(2020, 3, 1)).tables
    printed = [[cell.text for cell in row.cells] for row in table.rows]
    assert [row[2:] for row in printed if "(trên hộ được bình xét)" in row[1]] == [["%", "75,00%", said]]


def test_office_sums_a_period_by_the_definition_of_its_year(ward: Unit) -> None:
    redefined(2019, base="household-assessed")
    forget_layouts()
    district = ward.versions.get().parent
    assert district is not None
    office = make_user("phong", (Role.DISTRICT_OFFICE, district))
    form = Form.objects.get(code="xhht-nam")

    def rate(year: int) -> tuple[str, str]:
        period = Period.objects.get(year=year)
        found = build_overview(district, form, period, [period], user=office, today=dt.date(2021, 1, 1))
        (one,) = [each for each in found.rates if each.indicator.code == "household-rate"]
        return one.text, one.indicator.base_label

    assert rate(2018) == ("55,00%", "trên tổng số hộ dân")
    assert rate(2020) == ("72,50%", "trên hộ được bình xét")


def test_review_counts_each_year_by_its_definition_and_names_the_change(ward: Unit) -> None:
    redefined(2019, base="household-assessed")

    document = review(ward, 2017, 2020)

    by_year = {
        row.cells[0].text: [cell.text for cell in row.cells[2:5]] for row in table(document, "titles-by-year").rows
    }
    assert by_year == {
        "2017": ["50", "100", "50,00%"],
        "2018": ["55", "100", "55,00%"],
        "2019": ["60", "80", "75,00%"],
        "2020": ["58", "80", "72,50%"],
    }
    said = f"Gia đình học tập: {OTHER_BASE}."
    assert [note for note in table(document, "titles-by-year").notes if note.startswith(said)]
    assert said in table(document, "titles").notes
    assert [cell.text for cell in table(document, "titles").rows[0].cells[3:7]] == [
        *("58", "80", "72,50%"),
        "trên hộ được bình xét",
    ]
    targets = {row.cells[1].text: row for row in table(document, "targets").rows}
    assert targets["Gia đình học tập"].cells[-1].text == "Không so sánh được"
    assert [
        note for note in table(document, "targets").notes if "không so sánh được với mức đã đặt ra, từ năm 2019" in note
    ]
    (chart,) = [each for section in document.sections for each in section.charts]
    assert "cách tính khác" in chart.svg
    assert said in " ".join(chart.notes)


def test_review_of_one_year_is_over_that_years_base(ward: Unit) -> None:
    redefined(2019, base="household-assessed")

    former, latter = (table(review(ward, year, year), "titles") for year in (2018, 2020))

    assert [cell.text for cell in former.rows[0].cells[3:7]] == ["55", "100", "55,00%", "trên tổng số hộ dân"]
    assert [cell.text for cell in latter.rows[0].cells[3:7]] == ["58", "80", "72,50%", "trên hộ được bình xét"]
    assert [f"Gia đình học tập: {OTHER_BASE}." in each.notes for each in (former, latter)] == [False, True]


def test_workbook_and_page_of_a_series_name_what_is_counted_otherwise(client: Client, ward: Unit) -> None:
    redefined(2019, base="household-assessed")
    client.force_login(make_user("lanhdao", (Role.READER, ward)))
    asked: dict[str, str | int] = {"from": 2017, "to": 2020, "measure": "household-recognised"}
    address = reverse("indicators:series", args=[ward.pk])

    book = openpyxl.load_workbook(io.BytesIO(client.get(address, asked | {"_export": "xlsx"}).content))

    counts = [row for row in rows_of(book["Chuỗi số liệu"]) if row["Mã chỉ tiêu"] == "household-recognised"]
    assert [row["Thay đổi thực so với năm trước"] for row in counts] == [None, 5, None, -2]
    said = [row["Cách tính, tiêu chí khác"] for row in counts]
    assert not any((said[0], said[1], said[3]))
    assert said[2] == f"từ năm 2019 {LABEL} {OTHER_BASE.removeprefix('từ năm 2019 ')}"
    rates = [row for row in rows_of(book["Tỉ lệ"]) if row["Tỉ lệ"] == LABEL]
    assert [(row["Mẫu số"], row["Mẫu số (số)"], row["Phần trăm"]) for row in rates] == [
        ("trên tổng số hộ dân", 100, 50),
        ("trên tổng số hộ dân", 100, 55),
        ("trên hộ được bình xét", 80, 75),
        ("trên hộ được bình xét", 80, 72.5),
    ]
    assert [row["Cách tính, tiêu chí khác"] for row in rates] == said
    page = client.get(address, asked).content.decode()
    assert "Gia đình học tập, trên tổng số hộ dân; từ năm 2019 trên hộ được bình xét" in page
    assert "75,00%" in page


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_statement_is_held_against_the_figures_as_its_year_counts_them(ward: Unit) -> None:
    redefined(2019, base="household-assessed")
    office = make_user("phong", (Role.WARD_OFFICER, ward))
    paper = Paper("Báo cáo tổng kết", "Phường 5", dt.date(2020, 10, 20), 2020, 2020)
    source = add_source(ward, paper, by=office, at=NOW)
    add_statements(
        source, [Statement("Gia đình học tập", "Trang 1", "58", "80", "72,5%", "household-rate")], by=office, at=NOW
    )

    (found,) = judged(source, source.figures.all())

    assert found.ours is not None
    assert (found.ours.numerator, found.ours.denominator) == (58, 80)


def test_open_data_names_what_is_counted_otherwise(ward: Unit) -> None:
    redefined(2019, base="household-assessed")

    (item,) = [each for each in read_page(ward, 2020).items if each.code == "household-rate"]
    words = json.loads(dictionary())

    assert item.changed == f"Từ năm 2019 {OTHER_BASE.removeprefix('từ năm 2019 ')}."
    assert next(each for each in read_page(ward, 2018).items if each.code == "household-rate").changed == ""
    (told,) = [each["doi_cach_tinh"] for each in words["chi_tieu"] if each["ma"] == "household-rate"]
    assert [(each["tu_nam"], each["mau_so"]["ma"], each["theo_van_ban"]) for each in told] == [
        (2019, "household-assessed", BY)
    ]


@pytest.mark.parametrize(
    ("top", "rounded"),
    [("1", 4), ("90", 100), ("112.5", 120), ("320", 320), ("321", 400), ("4321", 6000), ("99999", 100_000)],
)
def test_grid_lines_stand_where_their_numbers_say(top: str, rounded: int) -> None:
    assert chart.round_top(Fraction(top)) == rounded


def test_words_of_close_targets_stand_clear_of_each_other_and_of_the_scale() -> None:
    steps = [chart.Step(2020, 2020, Fraction(value), f"≥ {value}% (QĐ 387/QĐ-TTg)") for value in (50, 70, 72, 73)]

    drawn = chart.through_time("Hộ", range(2020, 2031), [], steps, {})

    places = dict(re.findall(r'<text x="[\d.]+" y="([\d.]+)" font-size="11" text-anchor="start"[^>]*>≥ (\d+)%', drawn))
    heights = sorted((int(value), float(y)) for y, value in places.items())
    assert [value for value, _ in heights] == [50, 70, 72, 73]
    assert all(lower - higher >= chart.LINE for (_, lower), (_, higher) in pairwise(heights))


def test_scale_of_a_share_ends_at_a_hundred_unless_a_figure_is_beyond() -> None:
    def top(value: int, most: int | None) -> str:
        drawn = chart.through_time("Hộ", range(2019, 2021), [chart.Point(2020, Fraction(value), "x")], [], {}, most)
        return str(re.findall(r'text-anchor="end" fill="#5b6673">([\d.]+)<', drawn)[4])

    assert [top(91, 100), top(100, 100), top(91, None), top(112, 100)] == ["100", "100", "120", "160"]


def test_words_of_a_target_stand_clear_of_the_points_and_no_line_runs_through_them() -> None:
    points = [chart.Point(year, Fraction(70 + year - 2020), "70,00%") for year in range(2017, 2021)]
    step = chart.Step(2015, 2020, Fraction(70), "≥ 70% (QĐ 281/QĐ-TTg)")

    drawn = chart.through_time("Hộ", range(2012, 2021), points, [step], {}, 100)

    (place,) = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"[^>]*/><text[^>]*>≥ 70%', drawn)
    left, _, width = map(float, place)
    first = min(float(x) for x in re.findall(r'<circle cx="([\d.]+)"', drawn))
    assert left + width < first
    assert drawn.rindex("<line") < drawn.index("<rect")


def test_words_of_close_years_and_of_close_breaks_do_not_run_into_each_other() -> None:
    points = [chart.Point(year, Fraction(50), f"{year}") for year in range(2006, 2021)]

    drawn = chart.through_time("Hộ", range(2006, 2031), points, [], {2016: "tiêu chí khác", 2017: "cách tính khác"})

    heights = [re.search(rf'y="([\d.]+)"[^>]*fill="{chart.INK}">{year}</text>', drawn) for year in (2019, 2020)]
    assert len({found[1] for found in heights if found}) == 2
    rows = [re.search(rf'y="([\d.]+)"[^>]*>{said}<', drawn) for said in ("tiêu chí khác", "cách tính khác")]
    assert len({found[1] for found in rows if found}) == 2


# Especially difficult areas


def difficult(unit: Unit, first: str = "2016-01-01", last: str | None = None) -> DifficultArea:
    return DifficultArea.objects.create(
        unit=unit,
        valid_from=dt.date.fromisoformat(first),
        valid_to=dt.date.fromisoformat(last) if last else None,
        decision="QĐ 1/QĐ-UBND 01/01/2016",
        verified=Verified.SECONDARY,
        source="Bản chép của xã",
    )


def asked_of(unit: Unit, year: int) -> dict[str, Decimal | None]:
    rows = build(unit, year).rows
    return {
        row.indicator.code: row.target.minimum
        for row in rows
        if row.indicator and row.target.framework.code == "QD281" and row.target.year == 2020
    }


GENERAL = {"household-rate": Decimal(70), "clan-rate": Decimal(50), "community-rate": Decimal(60)}
LOWER = {"household-rate": Decimal(60), "clan-rate": Decimal(40), "community-rate": Decimal(50)}


def test_difficult_area_is_measured_by_its_own_figures_on_its_days_and_nobody_else(ward: Unit) -> None:
    other = make_ward("Phường 6", ward.versions.get().parent)
    difficult(ward, "2019-01-01", "2019-12-31")

    found = {year: asked_of(ward, year) for year in (2018, 2019, 2020)}

    assert found[2019].items() >= LOWER.items()
    assert found[2018].items() >= GENERAL.items()
    assert found[2020].items() >= GENERAL.items()
    assert asked_of(other, 2019).items() >= GENERAL.items()
    assert household(build(ward, 2019)).standing == Standing.MET


def test_mark_of_the_area_is_told_with_its_decision_and_how_sure_it_is(ward: Unit) -> None:
    before = build(ward, 2020).notes
    difficult(ward)

    (note,) = build(ward, 2020).notes

    assert note == (
        "Được xếp là địa bàn đặc biệt khó khăn từ 01/01/2016 theo QĐ 1/QĐ-UBND 01/01/2016, theo nguồn dẫn lại: "
        "văn bản có mức riêng thì xét theo mức đó."
    )
    assert "Chưa ghi nơi này là địa bàn đặc biệt khó khăn nên dùng mức chung" in before[0]


def test_figure_of_the_area_alone_stands_beside_the_others(ward: Unit) -> None:
    make_target("organisation-rate", scope="địa bàn đặc biệt khó khăn", minimum=Decimal(30))
    make_target("clan-rate", minimum=Decimal(45))
    assert [row.target.scope for row in build(ward, 2020).rows if row.target.framework.code == "KH1"] == ["toàn quốc"]
    difficult(ward)

    found = {row.target.scope for row in build(ward, 2020).rows if row.target.framework.code == "KH1"}

    assert found == {"toàn quốc", "địa bàn đặc biệt khó khăn"}
    assert Framework.objects.get(code="KH1").targets.count() == 2


def test_area_above_says_nothing_of_the_units_below(ward: Unit) -> None:
    district = ward.versions.get().parent
    assert district is not None
    difficult(district)

    assert asked_of(ward, 2020).items() >= GENERAL.items()


def test_mark_stays_once_figures_were_approved_under_it(ward: Unit) -> None:
    area = difficult(ward)

    with pytest.raises(IntegrityError), transaction.atomic():
        DifficultArea.objects.filter(pk=area.pk).update(valid_from=dt.date(2021, 1, 1))
    area.valid_to = dt.date(2020, 12, 31)
    area.save(update_fields=["valid_to"])
