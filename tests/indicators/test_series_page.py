"""The page of a unit's series: who opens it, what it says, and its workbook."""

from __future__ import annotations

import datetime as dt
import io
import re
from itertools import pairwise
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from indicators.enums import Quality
from indicators.models import FormUse, Indicator, Redefinition
from indicators.restating.chart import Picture, Point, labelled_years
from tests.factories import make_unit, make_user, make_ward
from tests.reports.factories import load_catalogue, report_figures
from units import workflow
from units.enums import ChangeKind, Role, UnitKind
from units.models import Unit, User

DAY = dt.date(2019, 1, 1)
RECOGNISED, TOTAL = "household-recognised", "household-total"


class Town:
    """A district of three wards until 2018; from 2019 on two: the third was divided, nobody said how."""

    def __init__(self) -> None:
        load_catalogue()
        self.district = make_unit("Quận Thử", UnitKind.DISTRICT)
        self.one, self.two, self.three = (make_unit(f"Phường {number}", parent=self.district) for number in (1, 2, 3))
        for number, ward in enumerate((self.one, self.two, self.three), start=1):
            report_figures(ward, 2018, {RECOGNISED: 10 * number, TOTAL: 100})
        workflow.close_version(self.three, last_day=DAY - dt.timedelta(days=1))
        parts = [workflow.Move(self.three, ward, whole=False) for ward in (self.one, self.two)]
        workflow.record_change(ChangeKind.PART, DAY, parts, decision="Nghị quyết 12")
        for ward in (self.one, self.two):
            report_figures(ward, 2019, {RECOGNISED: 40, TOTAL: 160})

    def person(self, role: Role, unit: Unit) -> User:
        return make_user(f"nguoi-{role}-{unit.pk}", (role, unit))


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def opened(client: Client, user: User, unit: Unit, **query: Any) -> Any:
    client.force_login(user)
    return client.get(reverse("indicators:series", args=[unit.pk]), query)


def test_the_page_tells_bounds_words_and_breaks(client: Client, town: Town) -> None:
    office = town.person(Role.DISTRICT_OFFICE, town.district)

    answer = opened(client, office, town.one, on="2019-12-31", **{"from": "2018", "to": "2019"})

    before, after = answer.context["page"].rows
    assert (before.figure, before.word, before.units, before.ratios[0]) == (
        "từ 10 đến 40",
        "trong khoảng",
        "2/2",
        "từ 5,00% đến 40,00%",
    )
    assert (after.figure, after.word, after.ratios[0]) == ("40", "đúng", "25,00%")
    assert [each.words for each in after.breaks] == ["01/01/2019: một phần Phường 3 → Phường 1"]
    body = answer.content.decode()
    assert "Thay đổi địa giới 01/01/2019: một phần Phường 3 → Phường 1" in body
    assert "chưa công bố" in body
    assert "<svg" in body
    caption = body.partition("<figcaption>")[2].partition("</figcaption>")[0]
    assert "Trước số liệu năm 2019: địa giới đổi 01/01/2019: một phần Phường 3 → Phường 1 (" in caption


def test_the_page_shows_the_ground_that_can_be_compared(client: Client, town: Town) -> None:
    office = town.person(Role.DISTRICT_OFFICE, town.district)

    answer = opened(client, office, town.one, on="31/12/2019", chung="on", **{"from": "2018", "to": "2019"})

    (row,) = answer.context["page"].cells
    assert (row.cell.name, row.figures, row.cell.beyond) == ("Phường 1 + Phường 2", ("60", "80"), True)


def test_an_old_district_is_proposed_on_its_own_map(client: Client, town: Town) -> None:
    office = town.person(Role.DISTRICT_OFFICE, town.district)

    rows = opened(client, office, town.three).context["page"].rows

    assert [(row.year, row.figure) for row in rows] == [(2018, "30"), (2019, "từ 0 đến 80")]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"on": "2003-01-01"}, "không tồn tại vào ngày 01/01/2003"),
        ({"on": "hôm nay"}, "ngày"),
        ({"from": "2019", "to": "2018"}, "Năm đầu phải trước"),
        ({"from": "abc"}, "năm"),
        ({"measure": "khong-co"}, "khong-co"),
    ],
)
def test_what_cannot_be_asked_is_said_on_the_form(
    client: Client, town: Town, query: dict[str, str], sentence: str
) -> None:
    answer = opened(client, town.person(Role.DISTRICT_OFFICE, town.district), town.one, **query)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "page" not in answer.context


@pytest.mark.parametrize(
    ("role", "where", "status"),
    [
        (Role.DISTRICT_OFFICE, "district", 200),
        (Role.WARD_OFFICER, "one", 200),
        (Role.WARD_OFFICER, "two", 404),
        (Role.FUND_OFFICER, "district", 403),
        (Role.ADMINISTRATOR, "district", 403),
    ],
)
def test_who_opens_the_series_of_a_ward(client: Client, town: Town, role: Role, where: str, status: int) -> None:
    assert opened(client, town.person(role, getattr(town, where)), town.one).status_code == status


def test_nobody_opens_it_without_logging_in(client: Client, town: Town) -> None:
    assert client.get(reverse("indicators:series", args=[town.one.pk])).status_code == 302


def test_the_workbook_holds_the_whole_part_of_the_form(client: Client, town: Town) -> None:
    answer = opened(client, town.person(Role.DISTRICT_OFFICE, town.district), town.one, _export="xlsx")

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book["Chuỗi số liệu"].iter_rows(min_row=2, values_only=True))
    assert len({row[0] for row in rows}) == 6
    assert any("một phần Phường 3" in str(row[13]) for row in rows)


@pytest.mark.parametrize("first", [2018, 2012])
def test_the_page_asks_as_many_questions_for_one_year_as_for_many(
    client: Client, town: Town, first: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(town.person(Role.DISTRICT_OFFICE, town.district))
    address = reverse("indicators:series", args=[town.district.pk])
    client.get(address)

    with django_assert_num_queries(36):
        client.get(address, {"from": first, "to": 2019})


def test_the_units_page_leads_to_the_series(client: Client, town: Town) -> None:
    client.force_login(town.person(Role.DISTRICT_OFFICE, town.district))
    page = client.get(town.one.get_absolute_url()).content.decode()
    assert reverse("indicators:series", args=[town.one.pk]) in page

    client.force_login(town.person(Role.FUND_OFFICER, town.district))
    assert (
        reverse("indicators:series", args=[town.one.pk]) not in client.get(town.one.get_absolute_url()).content.decode()
    )


def test_numbers_beside_the_points_of_a_picture_do_not_cover_one_another() -> None:
    points = tuple(Point(year, Quality.EXACT, 100_000_000, 100_000_000) for year in range(2012, 2027))

    labelled = labelled_years(Picture("Tiền", "đồng", 2012, 2026, points, (2025,)))

    assert {2026, 2024, 2012} <= labelled
    assert min(later - year for year, later in pairwise(sorted(labelled))) == 2


def test_short_numbers_all_stand_beside_their_points() -> None:
    points = tuple(Point(year, Quality.EXACT, 100, 100) for year in range(2019, 2027))

    assert labelled_years(Picture("Hộ", "hộ", 2019, 2026, points, (2025,))) == set(range(2019, 2027))


def offered(client: Client, user: User, unit: Unit) -> dict[str, list[str]]:
    """The measures that the page offers, by their headings."""
    form = opened(client, user, unit).context["form"]
    return {title: [code for code, _ in choices] for title, choices in form.fields["measure"].choices}


def test_the_measures_offered_are_those_that_the_unit_reports(client: Client, town: Town) -> None:
    province = make_unit("Tỉnh Thử", UnitKind.PROVINCE)
    make_ward("Xã Xa", province)
    sogd, office = town.person(Role.DISTRICT_OFFICE, province), town.person(Role.DISTRICT_OFFICE, town.district)
    for unit, code in ((province, "xhht-nam-tinh"), (province, "xhht-nam-chi-tieu"), (town.one, "xhht-nam-tinh")):
        FormUse.objects.create(unit=unit, form_code=code, first_year=2012, switched_by=sogd, switched_at=timezone.now())

    of_ward, of_province = offered(client, office, town.one), offered(client, sogd, province)

    assert "districts" not in {code for codes in of_ward.values() for code in codes}
    assert "people-15-60" not in {code for codes in of_ward.values() for code in codes}
    assert next(iter(of_ward.items())) == (
        "I. Gia đình học tập",
        [f"household-{each}" for each in ("total", "persons", "registered-new", "registered-again", "assessed")]
        + [RECOGNISED],
    )
    assert of_province["Chỉ tiêu của tỉnh, thành phố theo quận, huyện – I. Quận, huyện, thị xã"][0] == "districts"
    headings = [title for title, codes in of_province.items() if "people-15-60" in codes]
    assert headings == ["Chỉ tiêu theo văn bản: học chữ, lao động, kỹ năng, trường – I. Xóa mù chữ"]
    codes = [code for choices in of_province.values() for code in choices]
    assert len(codes) == len(set(codes))


def test_a_phone_gets_a_picture_of_its_own_width(client: Client, town: Town) -> None:
    page = opened(client, town.person(Role.DISTRICT_OFFICE, town.district), town.one).context["page"]

    widths = [int(re.search(r'width="(\d+)"', str(svg))[1]) for svg in (page.chart, page.narrow_chart)]  # type: ignore[index]

    assert widths[0] > 600
    assert widths[1] <= 350


def test_without_a_year_that_is_known_there_is_no_empty_picture(client: Client, town: Town) -> None:
    asked = {"from": "2010", "to": "2011", "on": "2018-12-31"}

    answer = opened(client, town.person(Role.DISTRICT_OFFICE, town.district), town.one, **asked)

    assert not answer.context["page"].chart
    assert "Chưa năm nào có đủ số liệu để vẽ biểu đồ." in answer.content.decode()
    assert "<svg" not in answer.content.decode().split("<main")[1]


def test_nothing_is_compared_over_another_way_of_counting(client: Client, town: Town) -> None:
    report_figures(town.one, 2020, {RECOGNISED: 50, TOTAL: 160})
    rate = Indicator.objects.get(code="household-rate")
    facts = {"wording": "tính cả hộ tạm trú", "decision": "TT 1/2020/TT-BGDĐT"}
    office, asked = town.person(Role.DISTRICT_OFFICE, town.district), {"on": "2020-12-31", "from": "2019", "to": "2020"}
    assert opened(client, office, town.one, **asked).context["page"].rows[1].change == "+10"
    Redefinition.objects.create(indicator=rate, first_year=2020, **facts)

    page = opened(client, office, town.one, **asked).context["page"]

    said = f"{rate} tính khác: tính cả hộ tạm trú (TT 1/2020/TT-BGDĐT)"
    assert (page.rows[1].change, page.rows[1].otherwise) == ("–", (said,))
    assert "Tính khác từ số liệu năm 2020, không so sánh được." in page.chart
    body = opened(client, office, town.one, **asked).content.decode()
    assert f"Từ năm 2020 {said}." in body
    assert f"Từ năm 2020 {said}." in body.partition("<figcaption>")[2].partition("</figcaption>")[0]
