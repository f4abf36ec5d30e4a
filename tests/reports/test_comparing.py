"""Two units, two years, two documents beside each other: what is alike first, a part never beside a whole."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from hocTap.lib.refusals import Refused
from indicators.enums import Origin
from indicators.models import Framework, Indicator, Target
from indicators.rules.standing import to_places
from indicators.scorecard import build
from indicators.scorecard.comparing import Comparison, compare, compare_documents, peers
from indicators.scorecard.data import NOT_HERE
from reports.views.comparing import documents_of, proposed
from tests.factories import make_district, make_unit, make_user, make_ward
from tests.reports.factories import load_catalogue, report_figures, titles
from units.enums import Role, UnitKind
from units.models import Unit

pytestmark = pytest.mark.django_db
QUERIES = 65


@pytest.fixture
def district(db: None) -> Unit:
    load_catalogue()
    return make_district()


def household(found: Comparison) -> tuple[str, str, Fraction | None]:
    (pair,) = [each for each in found.pairs if each.indicator.code == "household-rate"]
    return pair.left, pair.right, pair.difference


def test_difference_is_in_points_of_exact_shares(district: Unit) -> None:
    first, second = make_ward("Phường 1", district), make_ward("Phường 2", district)
    report_figures(first, 2020, titles(2, 3))
    report_figures(second, 2020, titles(1, 3))

    found = compare(first, 2020, second, 2020)

    assert household(found) == ("66,67%", "33,33%", Fraction(100, 3))
    assert to_places(Fraction(100, 3)) == -to_places(Fraction(-100, 3))
    assert found.notes == ()


def test_part_of_the_units_has_no_difference_and_says_of_how_many_it_is(district: Unit) -> None:
    other = make_district("Quận 10")
    for name in ("Phường 1", "Phường 2"):
        ward = make_ward(name, district)
    report_figures(ward, 2020, titles(60, 100))
    report_figures(make_ward("Phường 3", other), 2020, titles(50, 100))

    found = compare(district, 2020, other, 2020)

    assert household(found) == ("60,00%", "50,00%", None)
    assert next(each.left_basis for each in found.pairs if each.indicator.code == "household-rate") == "1/2 phường"


def test_two_years_on_another_ground_are_not_subtracted(district: Unit) -> None:
    ward = make_ward("Phường 1", district)
    for year, number in ((2019, 50), (2020, 60)):
        report_figures(ward, year, titles(number, 100))
    assert household(compare(district, 2020, district, 2019))[2] == 10

    gone = make_ward("Phường 2", district)
    report_figures(gone, 2019, titles(10, 100))
    gone.versions.update(valid_to="2019-12-31")

    found = compare(district, 2020, district, 2019)
    assert household(found)[2] is None
    assert "Địa bàn năm 2020 khác năm 2019" in found.notes[0]


def test_units_of_another_level_or_kind_are_told(district: Unit) -> None:
    ward, commune = make_ward("Phường 1", district), make_unit("Xã Bình Minh", UnitKind.WARD, district)
    for each in (ward, commune):
        report_figures(each, 2020, titles(50, 100))

    assert "khác cấp" in compare(ward, 2020, district, 2020).notes[0]
    assert "khác loại" in compare(ward, 2020, commune, 2020).notes[0]
    with pytest.raises(Refused, match="Hãy chọn đơn vị khác hoặc năm khác"):
        compare(ward, 2020, ward, 2020)


def test_likest_unit_stands_first(district: Unit) -> None:
    ward = make_ward("Phường 1", district)
    near, far = make_ward("Phường 9", district), make_ward("Phường 2", district)
    commune, unknown = make_unit("Xã Bình Minh", UnitKind.WARD, district), make_ward("Phường 3", district)
    for unit, size in ((ward, 1000), (near, 1010), (far, 5000), (commune, 1000)):
        report_figures(unit, 2020, titles(10, size))

    found = peers(ward, 2020, [district, ward, far, unknown, near, commune])

    assert found == [near, far, unknown, commune]


def test_two_documents_stand_beside_each_other_with_the_same_figure(district: Unit) -> None:
    ward = make_ward("Phường 1", district)
    report_figures(ward, 2022, titles(72, 100))

    rows = compare_documents(ward, 2022, "QD387", "QD281")

    indicator = Indicator.objects.get(code="household-rate")
    (row,) = [each for each in rows if each.label == f"{indicator} {indicator.base_label}"]
    assert (row.left, row.right) == ("2025: ≥ 70%; 2030: ≥ 80%", "2020: ≥ 70%")
    assert row.figure == "72,00%"
    assert "mốc 2020" in row.right_standing
    with pytest.raises(Refused, match="hai văn bản khác nhau"):
        compare_documents(ward, 2022, "QD387", "qd387")


def test_verdicts_beside_each_other_are_those_of_the_scorecard_each_with_its_base(district: Unit) -> None:
    ward = make_ward("Phường 1", district)
    report_figures(ward, 2022, titles(72, 100) | {"organisation-total": 40, "organisation-recognised": 20})
    scorecard = {
        (row.indicator.code, row.target.framework.code, row.target.year): row.verdict
        for row in build(ward, 2022).rows
        if row.indicator
    }

    rows = compare_documents(ward, 2022, "QD387", "QD1373")

    checked, said_here = 0, " ".join(f"{row.left_standing} {row.right_standing}" for row in rows)
    assert NOT_HERE in said_here
    for row in rows:
        (code,) = [each.code for each in Indicator.objects.all() if f"{each} {each.base_label}".strip() == row.label]
        for said, document in ((row.left_standing, "QD387"), (row.right_standing, "QD1373")):
            if said:
                assert said.startswith(scorecard[code, document, 2025])
                checked += 1
    assert checked > 4
    plan = Framework.objects.create(code="KH1", citation="KH 1/KH-UBND", issued_on=dt.date(2019, 1, 1))
    facts = {"scope": "toàn quốc", "label": "Hộ", "year": 2020, "minimum": 70, "kind": "floor", "source": "Kế hoạch"}
    registered = Indicator.objects.get(code="household-rate")
    Target.objects.create(framework=plan, indicator=registered, base_label="hộ đăng ký", **facts)
    others = compare_documents(ward, 2022, "QD387", "KH1")
    (row,) = [each for each in others if each.label.startswith("Tỉ lệ hộ được công nhận")]
    assert (row.left.partition(";")[0], row.right) == ("2025: ≥ 70% trên gia đình", "2020: ≥ 70% trên hộ đăng ký")


def test_fields_open_on_the_same_year_of_another_unit_and_on_the_year_before_of_the_same(district: Unit) -> None:
    ward, other = make_ward("Phường 1", district), make_ward("Phường 2", district)
    new = make_unit("Phường Mới", UnitKind.WARD, district, valid_from=dt.date(2020, 3, 1))
    client = Client()
    client.force_login(make_user("phonggd", (Role.DISTRICT_OFFICE, district)))
    for each in (ward, other, new):
        report_figures(each, 2020, titles(60, 100))

    def opened(unit: Unit, **asked: int) -> tuple[int, str, str]:
        page = client.get(reverse("reports:compare", args=[unit.pk]), asked)
        data = page.context["form"].data
        return page.status_code, data["voi"], data["nam_kia"]

    assert opened(ward, voi=other.pk) == (200, str(other.pk), "2020")
    assert opened(ward, voi=ward.pk) == (200, str(ward.pk), "2019")
    report_figures(ward, 2017, titles(60, 100))
    assert opened(ward) == (200, str(ward.pk), "2017")
    report_figures(ward, 2021, titles(60, 100))
    assert opened(ward, voi=other.pk) == (200, str(other.pk), "2020")
    status, against, year = opened(new)
    assert (status, year) == (200, "2020")
    assert against in {str(ward.pk), str(other.pk)}
    alone = Client()
    alone.force_login(make_user("phuongmoi", (Role.WARD_OFFICER, new)))
    page = alone.get(reverse("reports:compare", args=[new.pk]))
    assert (page.context["form"].errors, "Chưa có gì để so" in page.content.decode()) == ({}, True)


def test_documents_that_hold_in_the_year_are_proposed_first(district: Unit) -> None:
    ward = make_ward("Phường 1", district)
    codes = [code for code, _ in documents_of(ward)]

    assert codes[:2] == ["QD677", "QD387"]
    assert proposed(ward, 2020, codes) == ("QD281", "QD89")
    assert "QD387" in proposed(ward, 2025, codes)
    assert proposed(ward, 2025, ["QD281"]) == ("QD281", "")


def test_page_offers_only_what_the_person_reads(
    district: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ward, hidden = make_ward("Phường 1", district), make_ward("Phường 2", make_district("Quận 10"))
    for each in (ward, hidden):
        report_figures(each, 2020, titles(60, 100))
    client = Client()
    client.force_login(make_user("phonggd", (Role.DISTRICT_OFFICE, district)))
    address = reverse("reports:compare", args=[ward.pk])

    page = client.get(address, {"nam": 2020, "voi": hidden.pk, "nam_kia": 2019})

    assert page.status_code == 422
    assert (ward.pk, "Phường 1, Quận 11 (năm khác)") in page.context["form"].fields["voi"].choices
    assert str(hidden.pk) not in [str(pk) for pk, _ in page.context["form"].fields["voi"].choices]
    assert client.get(address, {"nam": 2020, "nam_kia": 2019}).status_code == 200
    assert client.get(address, {"nam": "2020", "nam_kia": "2019", "_export": "xlsx"})["Content-Type"].endswith("sheet")
    for more in range(2):
        report_figures(make_ward(f"Phường {5 + more}", district), 2020, titles(60, 100))
        with django_assert_num_queries(QUERIES):
            client.get(address, {"nam": 2020, "nam_kia": 2019})
    made_up = make_ward("Phường 9", district)
    report_figures(made_up, 2020, titles(60, 100), origin=Origin.ILLUSTRATIVE)
    for unit, illustrative in ((ward, False), (made_up, True)):
        address = reverse("reports:compare-documents", args=[unit.pk])
        asked = {"nam": "2020", "vb": "QD387", "vb_kia": "QD281"}
        found = client.get(address, asked)
        assert found.context["illustrative"] == illustrative
