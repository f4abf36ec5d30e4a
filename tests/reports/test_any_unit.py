"""Reviews of a province, a ward alone, a half-year, over a change of the map; sums that say of how many they are."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from awards.scholarships.enums import FundLevel
from hocTap.lib.refusals import Refused
from indicators.enums import Nature, PeriodKind, Rounding, State
from indicators.models import Form, Line, Measure, Period, Section, Submission, Value
from reports import workflow
from reports.enums import Issuing
from reports.forms import MakeForm, reportable
from reports.issuers import issuer_on
from reports.models import Report
from reports.permissions import can_make
from reports.review import spec
from reports.review.document import Review
from reports.review.stage import Sheets
from reports.workflow import Choice, Issue
from tests.awards.scholarships.factories import make_fund
from tests.factories import make_district, make_unit, make_user, make_ward
from tests.reports.factories import (
    NARRATIVE,
    NOW,
    all_figures,
    load_catalogue,
    make_office,
    officer,
    report_figures,
    titles,
)
from tests.reports.papers.factories import pdf_text
from tests.reports.test_review import review, table, texts, words
from units import workflow as units_workflow
from units.enums import ChangeKind, Role, UnitKind
from units.models import ChangeEvent, ChangeLink, Unit
from units.workflow.heritage import derive_heritage

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def make_city(*districts: str) -> tuple[Unit, list[list[Unit]]]:
    """Thành phố Hồ Chí Minh with these districts of two wards each."""
    load_catalogue()
    city = make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE)
    made = [make_district(name, city) for name in districts]
    return city, [[make_ward(f"Phường {n}", district) for n in (1, 2)] for district in made]


@pytest.mark.parametrize(("reported", "of"), [(n, m) for m in (2, 3, 5) for n in range(1, m)])
def test_sum_of_some_units_says_of_how_many_in_table_prose_and_verdict(reported: int, of: int) -> None:
    district, wards, _ = make_office(*(f"Phường {n}" for n in range(1, of + 1)))
    for ward in wards[:reported]:
        report_figures(ward, 2020, all_figures())

    document = review(district, 2020, 2020)

    part = f"{reported}/{of}"
    assert {
        figure.basis for key, figure in document.figures.items() if "/" not in key and key != "centre-coverage"
    } == {f"{part} phường"}
    assert {row.cells[5].beside for row in table(document, "titles").rows} == {part}
    assert f"mới tính được: tại {part} phường có" in words(document)
    assert "Quận 11 có:" not in words(document)
    assert {texts(row)[-1] for row in table(document, "targets").rows[:4]} == {f"Chưa đủ số liệu để kết luận ({part})"}
    assert "chỉ tiêu đạt" not in words(document)
    assert f"(số của {part} phường)" in words(document)
    assert texts(table(document, "titles-by-ward").rows[-1])[1] == "Cộng số đã có"


def test_sum_of_all_units_stands_without_a_fraction() -> None:
    district, wards, _ = make_office("Phường 1", "Phường 2")
    for ward in wards:
        report_figures(ward, 2020, all_figures())

    document = review(district, 2020, 2020)

    assert {figure.basis for figure in document.figures.values()} == {""}
    assert not [cell for each in document.tables for row in each.rows for cell in row.cells if cell.beside]


def test_year_with_some_units_is_a_hollow_point_of_its_own_in_the_chart() -> None:
    district, (first, second), _ = make_office("Phường 1", "Phường 2")
    for year in (2016, 2017, 2018, 2019):
        report_figures(first, year, titles(1, 2))
        if year != 2018:
            report_figures(second, year, titles(1, 2))

    (chart,) = [chart for section in review(district, 2016, 2019).sections for chart in section.charts]

    assert "Điểm rỗng" in chart.notes[0]
    assert chart.svg.count('stroke-width="1.4"') == 3


def test_city_that_the_catalogue_knows_in_part_is_no_city() -> None:
    load_catalogue()
    city = make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE, key="hcm")
    report_figures(make_ward("Phường 1", make_district("Quận 11", city)), 2020, all_figures())

    document = review(city, 2020, 2020)

    assert document.figures["household-rate"].basis == "1/322 đơn vị cấp xã"
    assert document.figures["centre-coverage"].expected == 322
    assert "sổ chưa ghi trung tâm học tập cộng đồng nào của 1 phường" in words(document)
    assert "Năm 2020 danh mục còn thiếu 321 trong 322 đơn vị phải báo cáo." in words(document)


def test_district_fund_counts_in_the_citys_sum_with_a_row_for_its_district() -> None:
    city, ((first, second), (third, fourth)) = make_city("Quận 10", "Quận 11")
    for ward in (first, second, third, fourth):
        report_figures(ward, 2020, all_figures())
    district = third.on(dt.date(2020, 12, 31)).parent  # type: ignore[union-attr]
    assert district
    make_fund(district, 120_000_000, "Quỹ khuyến học Quận 11", FundLevel.DISTRICT)

    document = review(city, 2020, 2020)

    assert document.figures["fund-raised"].numerator == 4 * 30_000_000 + 120_000_000
    rows = {texts(row)[1]: texts(row)[4] for row in table(document, "flows-by-district").rows}
    assert rows == {"Quận 10": "60.000.000", "Quận 11": "180.000.000", "Tổng cộng": "240.000.000"}
    assert "Quận 11 (trực tiếp)" in [texts(row)[1] for row in table(document, "flows-by-ward").rows]
    assert texts(table(document, "titles-by-district").rows[0])[1:3] == ["Quận 10", "21.596"]


@pytest.mark.parametrize(("districts", "years"), [(1, 2), (3, 2), (3, 6)])
def test_province_is_reviewed_in_a_fixed_number_of_questions(
    districts: int, years: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    city, wards = make_city(*(f"Quận {n}" for n in range(1, districts + 1)))
    for year in range(2020 - years + 1, 2021):
        for each in wards:
            for ward in each:
                report_figures(ward, year, all_figures())

    with django_assert_num_queries(29):
        review(city, 2020 - years + 1, 2020)


def test_ward_whose_last_year_is_missing_is_told_by_the_year_of_its_figures() -> None:
    _, (ward,), _ = make_office("Phường 5")
    report_figures(ward, 2019, all_figures())

    said = words(review(ward, 2018, 2020))

    assert "Theo số liệu năm 2019 là năm cuối đã được duyệt, Phường 5 có: 10.798 hộ gia đình" in said
    assert "Đến cuối năm 2020, Phường 5 có:" not in said


def test_sum_with_older_figures_says_of_how_many_units_they_are() -> None:
    district, (first, second), _ = make_office("Phường 1", "Phường 2")
    report_figures(first, 2020, all_figures())
    report_figures(second, 2019, all_figures())

    said = words(review(district, 2019, 2020))

    assert "Trong đó 1 phường chưa có số liệu năm 2020, lấy số liệu năm cuối đã được duyệt." in said


def test_nobody_commended_in_a_part_is_not_said_of_the_whole() -> None:
    district, (first, _), _ = make_office("Phường 1", "Phường 2")
    report_figures(first, 2020, all_figures() | {"commended-collectives": 0, "commended-individuals": 0})

    said = words(review(district, 2020, 2020))

    assert "phong trào xây dựng xã hội học tập (số của 1/2 phường)." in said


def test_units_that_the_catalogue_lacks_for_several_years_are_told_once() -> None:
    load_catalogue()
    city = make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE, key="hcm")
    report_figures(make_ward("Phường 1", make_district("Quận 11", city)), 2020, all_figures())

    said = words(review(city, 2018, 2021))

    assert "Các năm 2018 đến 2020 danh mục còn thiếu 321 trong 322 đơn vị phải báo cáo." in said
    assert "Năm 2021 danh mục còn thiếu 311 trong 312 đơn vị phải báo cáo." in said


def test_ward_alone_in_one_year_has_no_chart_and_no_annex() -> None:
    _, (ward,), _ = make_office("Phường 5")
    report_figures(ward, 2020, all_figures())

    document = review(ward, 2020, 2020)

    assert document.annexes == ()
    assert not [chart for section in document.sections for chart in section.charts]
    assert [texts(row)[0] for row in table(document, "flows-by-year").rows] == ["2020"]
    assert "Phường 5 có: 10.798 hộ gia đình" in words(document)
    assert document.heading.agency == ("ỦY BAN NHÂN DÂN", "PHƯỜNG 5")


def test_ward_over_years_says_which_are_missing_and_has_one_annex_by_year() -> None:
    _, (ward,), _ = make_office("Phường 5")
    report_figures(ward, 2020, all_figures())

    document = review(ward, 2018, 2020)

    assert [annex.title for annex in document.annexes] == ["KẾT QUẢ THEO NĂM, GIAI ĐOẠN 2018 - 2020"]
    assert document.figures["fund-raised"].basis == "1/3 báo cáo năm"
    assert "Phường 5 chưa có số liệu được duyệt của năm 2018 và năm 2019." in words(document)


AFTER_HALF = dt.datetime(2021, 7, 15, 8, 0, tzinfo=dt.UTC)


def half_year_sheet(ward: Unit, year: int, numbers: Mapping[str, int]) -> None:
    """An approved sheet of the first half-year on a form of its own, with a measure that the office added."""
    form, made = Form.objects.get_or_create(
        code="xhht-6t", version=1, defaults={"title": "Sơ kết", "period_kind": PeriodKind.HALF_YEAR, "valid_from": NOW}
    )
    if made:
        section = Section.objects.create(form=form, ordinal=1, title="I")
        Measure.objects.create(code="thu-vien", label="Tủ sách", unit_name="tủ", nature=Nature.STOCK)
        for place, code in enumerate(("household-recognised", "household-total", "thu-vien"), start=1):
            Line.objects.create(section=section, ordinal=place, measure=Measure.objects.get(code=code))
    days = {"starts_on": dt.date(year, 1, 1), "ends_on": dt.date(year, 6, 30), "due_on": dt.date(year, 7, 5)}
    period, _ = Period.objects.get_or_create(
        kind=PeriodKind.HALF_YEAR, year=year, ordinal=1, defaults={**days, "opens_on": days["starts_on"], "label": "6T"}
    )
    by, now = officer("nguoi-nhap"), timezone.now()
    version = ward.versions.on(period.ends_on).get()
    sheet = Submission.objects.create(unit=ward, unit_as=version, form=form, period=period, started_by=by)
    for code, number in numbers.items():
        measure = Measure.objects.get(code=code)
        Value.objects.create(submission=sheet, measure=measure, number=number, updated_by=by, updated_at=now)
    signed = {"submitted_by": by, "submitted_at": now, "approved_by": officer("duyet"), "approved_at": now}
    Submission.objects.filter(pk=sheet.pk).update(state=State.APPROVED, **signed)


def test_half_year_is_built_on_its_own_form_with_what_the_office_added_and_without_the_rest() -> None:
    district, wards, _ = make_office("Phường 1", "Phường 2")
    for ward in wards:
        half_year_sheet(ward, 2021, {"household-recognised": 30, "household-total": 40, "thu-vien": 2})

    choice = Choice(Sheets("xhht-6t", 1))
    report = workflow.draft(district, 2021, 2021, Rounding.CUT, by=None, at=AFTER_HALF, choice=choice)
    document = report.read()

    assert (report.stage, report.as_of) == ("6 tháng đầu năm 2021", dt.date(2021, 6, 30))
    assert [texts(row)[1:6] for row in table(document, "titles").rows] == [
        ["Gia đình học tập", "hộ", "60", "80", "75,00%"]
    ]
    assert [texts(row)[1:4] for row in table(document, "added").rows] == [["Tủ sách", "tủ", "4"]]
    assert not [each.title for each in document.sections if "khuyến học" in each.title or "Khen" in each.title]
    assert "Đến ngày 30/06/2021, Quận 11 có: 60 hộ" in words(document)


@pytest.mark.parametrize(
    ("kind", "ordinal", "first", "last", "said"),
    [
        ("calendar_year", 1, 2012, 2020, "giai đoạn 2012 - 2020"),
        ("school_year", 1, 2019, 2019, "năm học 2019 - 2020"),
        ("school_year", 1, 2018, 2019, "các năm học từ 2018 đến 2020"),
        ("association_year", 1, 2020, 2020, "năm công tác 2020"),
        ("half_year", 2, 2024, 2024, "6 tháng cuối năm 2024"),
        ("half_year", 1, 2023, 2025, "6 tháng đầu các năm 2023 - 2025"),
        ("nine_months", 1, 2025, 2025, "9 tháng năm 2025"),
        ("quarter", 3, 2025, 2025, "quý III năm 2025"),
    ],
)
def test_stage_is_named_by_the_kind_of_its_periods(kind: str, ordinal: int, first: int, last: int, said: str) -> None:
    assert spec.stage_words(first, last, kind, ordinal) == said


def test_review_of_years_without_any_figure_is_refused_with_the_years_that_have_some() -> None:
    district, (ward,), _ = make_office("Phường 1")
    report_figures(ward, 2020, all_figures())

    with pytest.raises(
        Refused, match=r"chưa có số liệu nào của giai đoạn 2015 - 2016 .* Năm có số liệu đã duyệt: 2020"
    ):
        review(district, 2015, 2016)


def ended_district() -> tuple[Unit, Unit, Unit]:
    """A city, a district that ended on 30/06/2025, and one of its wards, with figures of 2020."""
    city, ((ward, other), _) = make_city("Quận 11", "Quận 10")
    for each in (ward, other):
        report_figures(each, 2020, all_figures())
    district = ward.on(dt.date(2020, 1, 1)).parent  # type: ignore[union-attr]
    assert district
    for unit in (ward, other, district):
        units_workflow.close_version(unit, last_day=dt.date(2025, 6, 30))
    return city, district, ward


def drafted(unit: Unit, at: dt.datetime, issuing: Issuing = Issuing.COMMITTEE) -> Review:
    choice = Choice(issuing=issuing)
    return workflow.draft(unit, 2020, 2020, Rounding.CUT, by=None, at=at, choice=choice).read()


def test_unit_that_is_no_more_is_reported_on_by_who_stands_above_and_the_paper_says_so() -> None:
    _, district, _ = ended_district()

    then, now = drafted(district, NOW), drafted(district, TODAY)

    assert then.heading.issuer == "Ủy ban nhân dân Quận 11"
    assert (now.heading.agency, now.heading.place) == (
        ("ỦY BAN NHÂN DÂN", "THÀNH PHỐ HỒ CHÍ MINH"),
        "Thành phố Hồ Chí Minh",
    )
    assert now.opening == (
        "Ủy ban nhân dân Thành phố Hồ Chí Minh, cấp trên trước đây của Quận 11, báo cáo kết quả xây "
        "dựng xã hội học tập của Quận 11 năm 2020 như sau:"
    )


def test_office_in_charge_issues_under_its_committee_with_its_own_signature() -> None:
    _, district, _ = ended_district()

    sở = drafted(district, TODAY, Issuing.OFFICE).heading

    assert (sở.parent_body, sở.agency) == ("ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH", ("SỞ GIÁO DỤC VÀ ĐÀO TẠO",))
    assert (sở.symbol, sở.authority, sở.position) == ("BC-SGDĐT", (), "GIÁM ĐỐC")
    assert sở.issuer == "Sở Giáo dục và Đào tạo Thành phố Hồ Chí Minh"


def test_draft_issued_after_its_unit_ended_takes_the_heading_of_who_then_stands() -> None:
    _, district, _ = ended_district()
    by = make_user("phong", (Role.DISTRICT_OFFICE, district))
    report = workflow.make_report(district, 2020, 2020, Rounding.CUT, by=by, at=NOW)
    workflow.write(report, NARRATIVE | {"recipients": "Như trên"}, by=by, at=NOW)

    issued = workflow.issue(report, Issue(1, dt.date(2026, 3, 1), "Nguyễn Văn Ký"), by=by, at=TODAY)

    kept = Report.objects.get(pk=issued.pk)
    assert kept.agency == "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HỒ CHÍ MINH"
    assert kept.recipients == "Như trên"
    assert "cấp trên trước đây của Quận 11" in kept.read().opening
    assert kept.read().opening in pdf_text(bytes(kept.file.content))


def test_unit_that_nobody_answers_for_cannot_have_its_report_issued() -> None:
    alone = make_unit("Quận Lẻ", UnitKind.DISTRICT, valid_to=dt.date(2025, 6, 30))
    version = alone.on(dt.date(2020, 1, 1))
    assert version

    with pytest.raises(Refused, match="chưa ghi đơn vị nào kế thừa"):
        issuer_on(version, dt.date(2026, 1, 1))


def test_communes_and_hamlets_are_called_what_they_are() -> None:
    load_catalogue()
    province = make_unit("Tỉnh Vĩnh Long", UnitKind.PROVINCE)
    communes = [make_unit(name, UnitKind.WARD, province) for name in ("Xã Thạnh Phú", "Phường Long Châu")]
    make_unit("Ấp 1", UnitKind.COMMUNITY, communes[0])
    for commune in communes:
        report_figures(commune, 2020, all_figures())

    document = review(province, 2020, 2020)

    assert "sổ chưa ghi trung tâm học tập cộng đồng nào của 1 phường và 1 xã" in words(document)
    assert texts(table(document, "titles").rows[2])[2] == "ấp"
    assert "cộng đồng ấp được công nhận" in words(document)
    assert document.heading.recipients[0] == "Bộ Giáo dục và Đào tạo"
    assert "Ủy ban nhân dân các phường, xã" in document.heading.recipients
    assert table(document, "titles-by-ward").columns[1].label == "Phường, xã"


def test_office_of_the_heir_makes_the_reports_of_a_ward_that_is_no_more() -> None:
    city, _, ward = ended_district()
    heir = make_unit("Phường Hòa Bình", UnitKind.WARD, city, valid_from=dt.date(2025, 7, 1))
    event = ChangeEvent.objects.create(key="gop", kind="merge", effective_on=dt.date(2025, 7, 1))
    ChangeLink.objects.create(event=event, predecessor=ward, successor=heir, whole=True)
    derive_heritage({ward.pk, heir.pk})
    office = make_user("hoabinh", (Role.DISTRICT_OFFICE, heir))
    stranger = make_user("la", (Role.DISTRICT_OFFICE, make_ward("Phường Lạ", city)))

    report = workflow.make_report(ward, 2020, 2020, Rounding.CUT, by=office, at=TODAY)

    assert (can_make(office, ward.pk, report.as_of), can_make(stranger, ward.pk, report.as_of)) == (True, False)
    assert list(Report.objects.visible_to(office)) == [report]
    assert not Report.objects.visible_to(stranger)
    assert ward in reportable(office)
    assert "Ủy ban nhân dân Phường Hòa Bình, đơn vị kế thừa Phường 1, báo cáo kết quả" in report.read().opening


def test_commune_that_has_a_part_of_an_old_district_is_not_offered_the_whole() -> None:
    _, district, _ = ended_district()
    heirs = [make_unit(f"Phường {name}", UnitKind.WARD, valid_from=dt.date(2025, 7, 1)) for name in ("Mới", "Khác")]
    moves = [units_workflow.Move(district, heir, whole=False) for heir in heirs]
    units_workflow.record_change(ChangeKind.PART, dt.date(2025, 7, 1), moves, decision="Nghị quyết 1685")
    office = make_user("moi", (Role.DISTRICT_OFFICE, heirs[0]))

    assert list(reportable(office)) == [heirs[0]]
    with pytest.raises(ValidationError, match="phạm vi"):
        MakeForm(office).fields["unit"].clean(str(district.pk))


def test_ward_merged_within_the_stage_has_a_second_series_on_one_map_and_keeps_the_first() -> None:
    _, _, ward = ended_district()
    version = ward.on(dt.date(2020, 1, 1))
    assert version
    other = Unit.objects.get(versions__name="Phường 2", versions__parent=version.parent)
    heir = make_unit("Phường Hòa Bình", UnitKind.WARD, valid_from=dt.date(2025, 7, 1))
    event = ChangeEvent.objects.create(key="gop", kind="merge", effective_on=dt.date(2025, 7, 1))
    for old in (ward, other):
        report_figures(old, 2024, titles(30, 100) | {"fund-raised": 1_500_000})
        ChangeLink.objects.create(event=event, predecessor=old, successor=heir, whole=True)
    report_figures(heir, 2025, titles(150, 200) | {"fund-raised": 4_000_000})

    document = review(heir, 2024, 2025)

    assert [texts(row)[:5] for row in table(document, "restated").rows] == [
        ["2024", "60", "200", "30,00%", "đúng"],
        ["2025", "150", "200", "75,00%", "đúng"],
    ]
    flows = table(document, "restated-flows")
    raised = next(n for n, column in enumerate(flows.columns) if column.group.startswith("Quỹ khuyến học"))
    assert [texts(row)[raised : raised + 2] for row in flows.rows] == [["3.000.000", "đúng"], ["4.000.000", "đúng"]]
    assert sum(column.width for column in flows.columns) <= 252
    assert document.figures["household-rate/2024"].numerator is None
    assert "thiếu" not in " ".join(texts(table(document, "titles-by-year").rows[0]))
    assert "chưa có hoặc không có đơn vị nhập số liệu trong năm 2024" in words(document)
    assert "chuỗi số liệu quy đổi theo địa bàn ngày 31/12/2025 ở phụ lục" in words(document)


def test_second_series_whose_bounds_are_wide_is_printed_in_parts_with_a_mark_of_one_word() -> None:
    """A part of Phường 1 that nobody published: "từ 0 đến 9.000.000" of each title does not fit beside the others."""
    _, _, ward = ended_district()
    heirs = [make_unit(f"Phường {name}", UnitKind.WARD, valid_from=dt.date(2025, 7, 1)) for name in ("Mới", "Khác")]
    event = ChangeEvent.objects.create(key="chia", kind="part", effective_on=dt.date(2025, 7, 1))
    kinds = ("household", "clan", "community", "organisation")
    report_figures(ward, 2024, {code: n for kind in kinds for code, n in titles(8_000_000, 9_000_000, kind).items()})
    for heir in heirs:
        ChangeLink.objects.create(event=event, predecessor=ward, successor=heir, whole=False)
    report_figures(heirs[0], 2025, titles(3_000_000, 4_000_000))

    document = review(heirs[0], 2023, 2025)

    first, second = table(document, "restated"), table(document, "restated-2")
    assert [texts(row)[:5] for row in first.rows[1:]] == [
        ["2024", "từ 0 đến 8.000.000", "từ 0 đến 9.000.000", "–", "khoảng"],
        ["2025", "3.000.000", "4.000.000", "75,00%", "đúng"],
    ]
    assert first.title.endswith("phần 1/2")
    assert second.title.endswith("phần 2/2")
    assert first.notes == ("xem dưới phần 2/2.",)
    assert "“khoảng”: có đơn vị bị chia mà không rõ tỉ lệ" in second.notes[0]
    assert {column.group for column in first.columns} & {column.group for column in second.columns} == {""}


def test_any_unit_and_span_is_printed_from_the_shell(tmp_path: Path) -> None:
    _, (ward,), _ = make_office("Phường 1")
    half_year_sheet(ward, 2021, {"household-recognised": 3, "household-total": 4})

    call_command(
        "print_review", unit=ward.key, first=2021, last=2021, form="xhht-6t", period=1, out=tmp_path, verbosity=0
    )

    figures = json.loads((tmp_path / "review.json").read_text(encoding="utf-8"))["figures"]
    assert next(each for each in figures if each["key"] == "household-rate")["printed"] == "75,00%"


@pytest.mark.parametrize("alone", [True, False])
def test_print_says_what_a_unit_approved_itself_and_who_checked_it_since(alone: bool) -> None:
    _, wards, _ = make_office("Phường 5", "Phường 6")
    day = dt.datetime(2021, 3, 5, 2, 0, tzinfo=dt.UTC)
    for ward in wards:
        sheet = report_figures(ward, 2020, all_figures(), own_approval=False)
        Submission.objects.filter(pk=sheet.pk).update(own_approval=True)
    unit = wards[0] if alone else wards[0].versions.get().parent
    assert unit

    before = words(review(unit, 2020, 2020))
    checker = make_user("so", full_name="Nguyễn Thị Kiểm")
    Submission.objects.filter(unit=wards[0]).update(checked_by=checker, checked_at=day)
    after = words(review(unit, 2020, 2020))

    if alone:
        own = "Số liệu năm 2020 do Phường 5 tự duyệt, người nhập và người duyệt là hai người; Quận 11"
        assert f"{own} chưa kiểm tra." in before
        assert f"{own} đã kiểm tra (Nguyễn Thị Kiểm, ngày 05/03/2021)." in after
        assert "chưa kiểm tra" not in after
    else:
        assert "của 2/2 phường do chính đơn vị tự duyệt, cấp trên chưa kiểm tra: Phường 5, Phường 6." in before
        assert "của 1/2 phường do chính đơn vị tự duyệt, cấp trên đã kiểm tra sau đó: Phường 5." in after
        assert "của 1/2 phường do chính đơn vị tự duyệt, cấp trên chưa kiểm tra: Phường 6." in after
