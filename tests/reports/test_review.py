"""The review: which numbers stand where, and what is said of those that are missing."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from pytest_django import DjangoAssertNumQueries

from hocTap.lib.refusals import Refused
from indicators.enums import Origin, Rounding, State
from reports import workflow
from reports.models import PublishedFigure, PublishedSource
from reports.paper.kept import encode
from reports.paper.parts import Table, TableRow
from reports.review import spec
from reports.review.document import Review
from tests.factories import make_unit
from tests.reports.factories import GOLDEN, NOW, all_figures, make_golden, make_office, report_figures, titles
from units.enums import UnitKind
from units.models import CentreService, LearningCentre, Unit

AFTER = dt.datetime(2021, 3, 1, 8, 0, tzinfo=dt.UTC)
"""When the years of most tests are over."""


def review(unit: Unit, first: int, last: int, rounding: Rounding = Rounding.HALF_UP) -> Review:
    return workflow.draft(unit, first, last, rounding, by=None, at=AFTER).read()


def table(document: Review, key: str) -> Table:
    return next(each for each in document.tables if each.key == key)


def texts(row: TableRow) -> list[str]:
    return [cell.text for cell in row.cells]


def words(document: Review) -> str:
    return "\n".join(each.text for section in document.sections for each in section.paragraphs)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        (Rounding.CUT, ["72,00%", "50,00%", "84,12%", "96,15%"]),
        (Rounding.HALF_UP, ["72,01%", "50,00%", "84,13%", "96,15%"]),
    ],
)
def test_the_titles_of_quan_11_print_as_published_when_cut(rounding: Rounding, expected: list[str]) -> None:
    found = table(make_golden(rounding).read(), "titles")

    assert [texts(row)[3:6] for row in found.rows] == [
        ["10.798", "14.996", expected[0]],
        ["4", "8", expected[1]],
        ["53", "63", expected[2]],
        ["75", "78", expected[3]],
    ]


@pytest.mark.django_db
def test_ward_rows_stand_in_order_and_add_up_to_the_total() -> None:
    found = table(make_golden().read(), "titles-by-ward")

    assert [texts(row)[1] for row in found.rows] == ["Phường 1", "Phường 2", "Phường 10", "Tổng cộng"]
    assert texts(found.rows[0])[2:5] == ["3.600", "4.999", "72,01%"]
    assert texts(found.rows[-1])[2:5] == ["10.798", "14.996", "72,00%"]
    assert found.rows[-1].cells[2].total_of == (0, 2)


@pytest.mark.django_db
def test_flows_add_over_years_and_stocks_do_not() -> None:
    document = make_golden().read()

    assert document.figures["scholarship-count"].numerator == 2 * 3 * 40
    assert document.figures["scholarship-count/2019"].numerator == 3 * 40
    assert document.figures["household-rate"].numerator == GOLDEN["household"][0]
    assert "đã vận động quỹ khuyến học được 180.000.000 đồng; trao 240 suất" in words(document)
    assert "khen thưởng 6 tập thể và 12 cá nhân" in words(document)


@pytest.mark.django_db
def test_every_figure_can_be_followed_to_the_sheets_it_was_added_from() -> None:
    figure = make_golden().read().figures["community-rate"]

    assert [(each.name, each.year, each.numerator, each.denominator) for each in figure.sources] == [
        ("Phường 1", 2020, 18, 21),
        ("Phường 2", 2020, 18, 21),
        ("Phường 10", 2020, 17, 21),
    ]
    assert all(each.submission for each in figure.sources)
    assert figure.base == "trên tổng số khu phố"


@pytest.mark.django_db
def test_flows_that_nobody_approved_are_said_in_words_and_never_as_a_number() -> None:
    district, (ward,), _ = make_office("Phường 1")
    report_figures(ward, 2020, titles(1, 2))

    told = words(review(district, 2020, 2020))

    assert "Chưa có số liệu được duyệt về số lớp, chuyên đề của các trung tâm và số lượt người" in told
    assert "thiếu lớp" not in told
    assert "thiếu suất" not in told


@pytest.mark.django_db
def test_figures_not_approved_are_left_out_and_named() -> None:
    district, (first, second), _ = make_office("Phường 1", "Phường 2")
    report_figures(first, 2020, all_figures())
    report_figures(second, 2020, titles(1, 1), state=State.SUBMITTED)

    document = review(district, 2020, 2020)

    assert texts(table(document, "titles").rows[0])[3:6] == ["10.798", "14.996", "72,01%"]
    assert texts(table(document, "titles-by-ward").rows[1])[2:5] == ["thiếu", "thiếu", "–"]
    assert "Năm 2020 còn thiếu số liệu được duyệt của 1/2 phường: Phường 2." in words(document)
    assert "Không tính Phường 2, năm 2020: chưa có số liệu được duyệt." in table(document, "titles").notes


@pytest.mark.django_db
def test_a_ward_that_is_behind_counts_with_its_last_approved_year_and_is_named() -> None:
    district, (first, second), _ = make_office("Phường 1", "Phường 2")
    report_figures(first, 2020, titles(80, 100))
    report_figures(second, 2019, titles(10, 100))

    found = table(review(district, 2019, 2020), "titles")

    assert texts(found.rows[0])[3:6] == ["90", "200", "45,00%"]
    assert "Phường 2: lấy số liệu năm 2019, năm cuối đã được duyệt." in found.notes


@pytest.mark.django_db
def test_an_empty_base_prints_a_dash_and_decides_no_target() -> None:
    district, (ward,), _ = make_office("Phường 1")
    report_figures(ward, 2020, titles(0, 0, "clan"))

    document = review(district, 2020, 2020)

    assert texts(table(document, "titles").rows[1])[3:6] == ["0", "0", "–"]
    assert texts(table(document, "targets").rows[0])[4:] == ["0", "0", "–", "Chưa có số liệu"]


@pytest.mark.django_db
def test_nothing_counted_but_a_blank_sheet_still_makes_an_honest_document() -> None:
    district, (ward, _), _ = make_office("Phường 1", "Phường 2")
    report_figures(ward, 2020, {})

    document = review(district, 2020, 2020)

    assert texts(table(document, "titles").rows[0])[3:6] == ["thiếu", "thiếu", "–"]
    assert "Quận 11 chưa có số liệu được duyệt về danh hiệu Gia đình học tập, Dòng họ học tập," in words(document)
    assert "Năm 2020 còn thiếu số liệu được duyệt của 1/2 phường: Phường 2." in words(document)
    assert not re.search(r"thiếu (lớp|tập thể|đồng|suất)|– (lớp|tập thể|đồng|suất)", words(document))
    assert "Trong 12 chỉ tiêu được đối chiếu có 12 chỉ tiêu chưa có số liệu để tính." in words(document)
    assert [each.key for each in document.tables if each.key == "targets"] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("recognised", "total", "printed", "verdict"),
    [
        (4, 8, "50,00%", "Đạt"),
        (49_996, 100_000, "49,996%", "Chưa đạt"),
        (5, 8, "62,50%", "Đạt"),
        (0, 8, "0,00%", "Chưa đạt"),
    ],
)
def test_targets_are_decided_on_counts_and_equality_meets(
    recognised: int, total: int, printed: str, verdict: str
) -> None:
    district, (ward,), _ = make_office("Phường 1")
    report_figures(ward, 2020, titles(recognised, total, "clan"))

    row = table(review(district, 2020, 2020), "targets").rows[0]

    assert [texts(row)[1], *texts(row)[3:4], *texts(row)[6:]] == ["Dòng họ học tập", "≥ 50%", printed, verdict]


@pytest.mark.django_db
def test_targets_that_nobody_counts_are_named_below_the_table() -> None:
    targets = table(make_golden().read(), "targets")

    assert [texts(row)[-1] for row in targets.rows] == ["Đạt"] * 4
    (note,) = targets.notes
    assert note.startswith("Chưa có số liệu để đối chiếu 8 chỉ tiêu: Cán bộ, hội viên khuyến học được phổ biến, ")
    assert "; Người 15-60 tuổi biết chữ (≥ 98%); " in note


@pytest.mark.django_db
def test_coverage_is_computed_from_the_centres_on_the_last_day() -> None:
    district, wards, _ = make_office("Phường 1", "Phường 2", "Phường 3")
    report_figures(wards[0], 2020, all_figures())
    centre = LearningCentre.objects.get(services__ward=wards[2])
    LearningCentre.objects.filter(pk=centre.pk).update(founded_on=dt.date(2021, 1, 1))

    document = review(district, 2020, 2020)

    assert texts(table(document, "coverage").rows[0])[2:] == ["2", "3", "66,67%"]
    assert table(document, "coverage").notes == ("Không có trung tâm đang hoạt động: Phường 3.",)
    assert [each.numerator for each in document.figures["centre-coverage"].sources] == [1, 1, 0]


@pytest.mark.django_db
def test_empty_register_of_centres_is_missing_and_no_zero() -> None:
    district, wards, _ = make_office("Phường 1", "Phường 2")
    CentreService.objects.all().delete()
    for ward in wards:
        report_figures(ward, 2020, all_figures())

    of_district, of_ward = review(district, 2020, 2020), review(wards[0], 2020, 2020)

    figure = of_district.figures["centre-coverage"]
    assert (figure.numerator, figure.denominator, figure.printed) == (None, None, "–")
    assert texts(table(of_district, "coverage").rows[0])[2:] == ["thiếu", "thiếu", "–"]
    assert table(of_district, "coverage").notes == tuple(f"Chưa ghi trung tâm nào trong sổ: {w}." for w in PAIR)
    assert "sổ chưa ghi trung tâm học tập cộng đồng nào của 2 phường (Bảng 1)." in words(of_district)
    assert "sổ chưa ghi trung tâm học tập cộng đồng nào của Phường 1." in words(of_ward)


PAIR = ("Phường 1", "Phường 2")


@pytest.mark.django_db
def test_wards_whose_centres_nobody_entered_leave_no_rate_over_the_others() -> None:
    district, wards, _ = make_office("Phường 1", "Phường 2", "Phường 3")
    report_figures(wards[0], 2020, all_figures())
    CentreService.objects.filter(ward=wards[2]).delete()

    document = review(district, 2020, 2020)

    assert texts(table(document, "coverage").rows[0])[2:] == ["2", "2", "–"]
    assert table(document, "coverage").rows[0].cells[2].beside == "2/3"
    assert "sổ chưa ghi trung tâm nào của 1 phường khác nên chưa tính được tỉ lệ chung" in words(document)
    assert document.figures["centre-coverage"].gaps == ("Phường 3: chưa ghi trung tâm nào trong sổ",)


@pytest.mark.django_db
def test_year_that_still_runs_is_told_to_the_day_in_every_dress() -> None:
    district, wards, by = make_office("Phường 1", "Phường 2")
    for ward in wards:
        report_figures(ward, 2020, all_figures())

    running = workflow.draft(district, 2020, 2020, Rounding.CUT, by=by, at=NOW).read()
    over = review(district, 2020, 2020)

    told = json.dumps(encode(running), ensure_ascii=False).lower()
    assert "cuối năm 2020" not in told
    assert "31/12/2020" not in told
    assert "tính đến ngày 29/10/2020, quận 11 có: 21.596 hộ" in told
    assert "đến ngày 29/10/2020, 2/2 phường" in told
    assert running.annexes[0].title == "KẾT QUẢ THEO PHƯỜNG TÍNH ĐẾN NGÀY 29/10/2020"
    assert "xã hội học tập năm 2020 (tính đến ngày 29/10/2020)" in running.opening
    assert "Đến cuối năm 2020, Quận 11 có: 21.596 hộ" in words(over)


@pytest.mark.django_db
def test_illustrative_inputs_mark_the_whole_document() -> None:
    district, (ward,), _ = make_office("Phường 1")
    report_figures(ward, 2020, titles(1, 2), origin=Origin.ILLUSTRATIVE)

    assert review(district, 2020, 2020).marks == ("DỰ THẢO", "Số liệu minh họa")


@pytest.mark.django_db
def test_real_inputs_leave_the_document_unmarked_but_for_the_draft() -> None:
    district, (ward,), _ = make_office("Phường 1")
    report_figures(ward, 2020, titles(1, 2))

    assert review(district, 2020, 2020).marks == ("DỰ THẢO",)


@pytest.mark.django_db
def test_citizens_stand_in_the_review_only_where_somebody_counts_them() -> None:
    district, (ward,), _ = make_office("Phường 1")
    report_figures(ward, 2020, titles(5, 10, "citizen"))

    assert texts(table(review(district, 2020, 2020), "titles").rows[-1])[1:4] == ["Công dân học tập", "người", "5"]
    report_figures(ward, 2019, titles(5, 10))
    assert "Công dân học tập" not in words(review(district, 2019, 2019))


@pytest.mark.django_db
def test_a_stage_across_criteria_says_that_years_do_not_compare() -> None:
    district, (ward,), _ = make_office("Phường 1")
    report_figures(ward, 2016, titles(1, 2))

    across, within = review(district, 2015, 2016), review(district, 2016, 2016)

    assert "không so sánh trực tiếp" in table(across, "titles-by-year").notes[0]
    assert [texts(row)[1] for row in table(across, "titles-by-year").rows] == ["Thí điểm", "QĐ 448"]
    assert "titles-by-year" not in {each.key for each in within.tables}


@pytest.mark.django_db
def test_published_figures_stand_beside_recomputed_ones_with_the_verdict_in_words() -> None:
    report = make_golden()
    source = PublishedSource.objects.create(
        key="tin", unit=report.unit, first_year=2019, last_year=2020, title="Tin", publisher="Quận 11",
        published_on=dt.date(2020, 10, 30),
    )  # fmt: skip
    PublishedFigure.objects.create(
        source=source, ordinal=1, figure="community-rate", label="Khu phố", printed_count="53", count=53,
        printed_rate="84,12%", place="Đoạn 3",
    )  # fmt: skip

    (row,) = table(review(report.unit, 2019, 2020), "published-tin").rows

    assert texts(row)[2:8] == ["53", "84,12%", "53", "63", "84,13%", "84,12%"]
    assert "53/63 = 84,1270 %: cắt còn 84,12; làm tròn là 84,13." in texts(row)[8]


@pytest.mark.django_db
def test_a_merged_ward_gives_its_flows_but_no_stock_at_the_end() -> None:
    district, (stays,), _ = make_office("Phường 1")
    ended = make_unit("Phường 2", UnitKind.WARD, district, valid_to=dt.date(2020, 1, 31))
    report_figures(stays, 2020, all_figures())
    report_figures(ended, 2019, all_figures())

    document = review(district, 2019, 2020)

    assert document.figures["household-rate"].numerator == GOLDEN["household"][0]
    assert document.figures["scholarship-count"].numerator == 80
    assert [texts(row)[1] for row in table(document, "flows-by-ward").rows] == ["Phường 1", "Phường 2", "Cộng số đã có"]
    assert "Năm 2020 chưa có số phát sinh của đơn vị đã kết thúc trong năm: Phường 2." in words(document)
    assert document.figures["scholarship-count"].basis == "2/4 báo cáo năm"


@pytest.mark.django_db
@pytest.mark.parametrize("wards", [1, 3])
def test_building_asks_a_fixed_number_of_questions(
    wards: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    district, made, _ = make_office(*(f"Phường {number}" for number in range(1, wards + 1)))
    for ward in made:
        report_figures(ward, 2020, all_figures())

    with django_assert_num_queries(30):
        review(district, 2018, 2020)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (2020, 2019, "Năm đầu phải trước"),
        (1990, 2020, "Năm phải từ 2000"),
        (2020, 2101, "Năm phải từ 2000"),
        (2001, 2003, "chưa có vào ngày 31/12/2003"),
    ],
)
def test_a_review_that_cannot_be_made_says_why(first: int, last: int, sentence: str) -> None:
    district, _, _ = make_office("Phường 1")

    with pytest.raises(Refused, match=sentence):
        review(district, first, last)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (2012, 2020, [(2012, 2016), (2017, 2020)]),
        (2020, 2020, [(2020, 2020)]),
        (2011, 2020, [(2011, 2015), (2016, 2020)]),
        (2000, 2020, [(2000, 2006), (2007, 2013), (2014, 2020)]),
    ],
)
def test_years_are_put_in_blocks_that_fit_a_page(first: int, last: int, expected: list[tuple[int, int]]) -> None:
    assert [(block[0], block[-1]) for block in spec.blocks(first, last)] == expected
