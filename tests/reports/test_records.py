"""Money, honours and classes of the review: out of the registers where they are kept, else as approved."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from awards.scholarships.models import Fund
from indicators.enums import Rounding
from reports.models import Report
from reports.review.document import Review
from reports.workflow import make_report
from tests.awards.scholarships.factories import make_fund
from tests.reports.factories import NOW, all_figures, make_office, make_report_with_registers, report_figures
from tests.reports.test_review import table, texts, words
from units.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    return make_report_with_registers()


@pytest.fixture
def document(report: Report) -> Review:
    return report.read()


def test_money_and_honours_come_from_the_registers_where_they_are_kept(document: Review) -> None:
    rows = {texts(row)[1]: texts(row)[4:] for row in table(document, "flows-by-ward").rows}

    assert rows == {
        "Phường 1": ["5.000.000", "2", "2.500.000", "1", "2"],
        "Phường 2": ["30.000.000", "40", "60.000.000", "3", "0"],
        "Quận 11 (trực tiếp)": ["70.000.000", "0", "0", "–", "–"],
        "Tổng cộng": ["105.000.000", "42", "62.500.000", "4", "2"],
    }
    assert "vận động quỹ khuyến học được 105.000.000 đồng; trao 42 suất" in words(document)
    assert "khen thưởng 4 tập thể và 2 cá nhân" in words(document)


def test_figure_says_which_inputs_came_from_which_register(document: Review) -> None:
    figure = document.figures["scholarship-count"]

    assert [(each.name, each.register, each.numerator) for each in figure.sources] == [
        ("Phường 1", "fund", 2),
        ("Phường 2", "", 40),
        ("Quận 11 (trực tiếp)", "fund", 0),
    ]
    assert figure.how == "Cộng số theo sổ quỹ khuyến học (2 số) và số đã duyệt (1 số) của 3 đơn vị, năm 2020."


def test_register_that_says_otherwise_than_the_approved_sheet_is_listed(document: Review) -> None:
    found = [texts(row)[1:] for row in table(document, "differences").rows]

    assert ["Phường 1", "2020", "Số suất học bổng khuyến học đã trao", "sổ quỹ khuyến học", "2", "40"] in found
    assert {row[0] for row in found} == {"Phường 1", "Phường 2"}
    assert f"Có {len(found)} số theo sổ khác số đã duyệt" in words(document)


def test_paper_names_no_annex_that_only_the_page_has(document: Review) -> None:
    last = document.annexes[-1]

    assert (last.title, last.on_paper) == ("SỐ THEO SỔ KHÁC SỐ ĐÃ DUYỆT", False)
    assert "phụ lục cuối" not in words(document)


def test_review_without_registers_says_nothing_of_them() -> None:
    district, (ward,), by = make_office("Phường 1")
    report_figures(ward, 2020, all_figures())

    document = make_report(district, 2020, 2020, Rounding.CUT, by=by, at=NOW).read()

    assert "theo sổ" not in words(document)
    assert "differences" not in {each.key for each in document.tables}
    assert "Quận 11 (trực tiếp)" not in [texts(row)[1] for row in table(document, "flows-by-ward").rows]


def test_ward_whose_sheet_is_not_approved_still_gives_what_its_book_says() -> None:
    district, (first, second), by = make_office("Phường 1", "Phường 2")
    report_figures(second, 2020, all_figures())
    make_fund(first, 5_000_000)

    document = make_report(district, 2020, 2020, Rounding.CUT, by=by, at=NOW).read()

    rows = {texts(row)[1]: texts(row) for row in table(document, "flows-by-ward").rows}
    assert rows["Phường 1"][2:] == ["thiếu", "thiếu", "5.000.000", "0", "0", "thiếu", "thiếu"]
    assert "Năm 2020 còn thiếu số liệu được duyệt của 1/2 phường: Phường 1." in words(document)


def test_figures_page_leads_to_the_register_of_its_ward_and_year(client: Client) -> None:
    report = make_report_with_registers()
    ward = Fund.objects.get(unit__versions__name="Phường 1").unit
    client.force_login(User.objects.get(username="phong"))

    page = client.get(reverse("reports:report-figure", args=[report.pk, "scholarship-count"])).content.decode()

    address = f"{reverse('scholarships:summary')}?don_vi={ward.pk}&amp;tu=2020&amp;den=2020"
    assert f'href="{address}"' in page
    assert client.get(address.replace("&amp;", "&")).status_code == 200
    assert page.count("sổ quỹ khuyến học<span") == 2
