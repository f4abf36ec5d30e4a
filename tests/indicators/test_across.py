"""One list of all that somebody should look at: which unit, how grave, at which cell, with the answer given."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from indicators.across import Found, look_across
from indicators.enums import Concern, Severity, State
from indicators.matrix import matrix_of
from indicators.models import Check, CheckNote, Form, Measure, StatedNumber, Submission, Value
from indicators.register import counts_by_unit, counts_of
from indicators.rules.across import (
    Named,
    base_moved,
    has_moved,
    is_last_years,
    names_of,
    over_whole,
    same_numbers,
    same_sheets,
    total_differs,
)
from indicators.sheet import load_sheet
from tests.factories import make_district, make_user, make_ward
from tests.reports.factories import commend, load_catalogue, make_period, report_figures, titles
from units.enums import Role, UnitKind
from units.models import Unit, User

HOUSEHOLDS = Named("household-total", "Tổng số hộ", "hộ")
RECOGNISED = Named("household-recognised", "Số hộ đạt", "hộ")
QUERIES = 62


@pytest.mark.parametrize(
    ("new", "old", "told"),
    [(1_100, 1_000, False), (1_101, 1_000, True), (900, 1_000, False), (899, 1_000, True), (5, 0, False)],
)
def test_base_that_moves_by_more_than_a_tenth_is_told(new: int, old: int, told: bool) -> None:
    said = base_moved(HOUSEHOLDS, {"household-total": new}, {"household-total": old})

    assert bool(said) == told
    assert not base_moved(HOUSEHOLDS, {}, {"household-total": old})


def test_base_that_moves_says_which_way_and_from_what_to_what() -> None:
    up = base_moved(HOUSEHOLDS, {"household-total": 1_500}, {"household-total": 1_000})
    down = base_moved(HOUSEHOLDS, {"household-total": 500}, {"household-total": 1_000})

    assert up.startswith("Tổng số hộ (hộ) tăng từ 1.000 lên 1.500, quá 10%: ")
    assert down.startswith("Tổng số hộ (hộ) giảm từ 1.000 xuống 500, quá 10%: ")


@pytest.mark.parametrize(("new", "old"), [(None, 1_000), (5, None), (5, 0), (0, 0), (None, None)])
def test_base_that_was_blank_or_nothing_has_not_moved(new: int | None, old: int | None) -> None:
    assert not base_moved(HOUSEHOLDS, {"household-total": new}, {"household-total": old})
    assert not has_moved(new, old)


@pytest.mark.parametrize(
    ("part", "whole", "told"), [(100, 99, True), (100, 100, False), (None, 9, False), (9, None, False)]
)
def test_share_over_the_whole_is_told_and_a_blank_is_none(part: int | None, whole: int | None, told: bool) -> None:
    said = over_whole(RECOGNISED, HOUSEHOLDS, {"household-total": whole, "household-recognised": part})

    assert said == ("Số hộ đạt (100 hộ) nhiều hơn Tổng số hộ (99 hộ): tỉ lệ quá 100%." if told else "")


@pytest.mark.parametrize(
    ("parts", "total", "given", "told"),
    [
        (10, 12, 2, "cộng các đơn vị được 10, số tổng hợp đã công bố là 12."),
        (13, 12, 2, "cộng các đơn vị được 13, số tổng hợp đã công bố là 12."),
        (13, 12, 1, "cộng các đơn vị được 13 của 1/2 đơn vị, số tổng hợp đã công bố là 12."),
        (10, 12, 1, ""),
        (12, 12, 1, ""),
        (12, 12, 2, ""),
    ],
)
def test_sum_of_the_units_beside_the_published_total(parts: int, total: int, given: int, told: str) -> None:
    said = total_differs(HOUSEHOLDS, parts, total, given, 2)

    assert said == (f"Tổng số hộ (hộ): {told}" if told else "")


def test_sheets_alike_are_found_whatever_their_order_and_small_or_few_numbers_are_not() -> None:
    sheet = {"a": 1_234, "b": 57, "c": 10, "d": 9, "e": None}
    other = {"c": 10, "b": 57, "a": 1_234, "d": 3}
    few = {"a": 1_234, "b": 57, "c": 9}

    assert same_sheets({1: sheet, 2: other, 3: {**sheet, "c": 32}, 4: other}) == [[1, 2, 4]]
    assert same_sheets({1: sheet, 2: other}) == [[1, 2]]
    assert same_sheets({1: few, 2: few}) == []
    assert is_last_years(sheet, other)
    assert not is_last_years(sheet, {**sheet, "f": 12})
    assert not is_last_years(few, few)


def test_single_number_alike_is_told_unless_round_or_likely_by_chance() -> None:
    pair: dict[int, dict[str, int | None]] = {1: {"a": 1_001, "b": 5_000, "c": 7_777}, 2: {"a": 1_001, "b": 5_000}}
    small: dict[int, dict[str, int | None]] = {1: {"a": 999, "b": None}, 2: {"a": 999, "b": None}}
    of_seventeen = {unit: {"a": 1_360, "b": 1_359} if unit in (4, 9) else {"a": unit} for unit in range(1, 18)}

    assert same_numbers(pair) == [("a", 1_001, [1, 2])]
    assert same_numbers(small) == []
    assert same_numbers(of_seventeen) == [("a", 1_360, [4, 9])]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "Phường 1"),
        (3, "Phường 1, Phường 2, Phường 3"),
        (4, "Phường 1, Phường 2, Phường 3 và 1 nơi khác"),
        (8, "Phường 1, Phường 2, Phường 3 và 5 nơi khác"),
    ],
)
def test_three_units_are_named_and_the_rest_counted(number: int, said: str) -> None:
    assert names_of([f"Phường {each}" for each in range(1, number + 1)]) == said


@pytest.fixture
def district(db: None) -> Unit:
    load_catalogue()
    return make_district()


@pytest.fixture
def office(district: Unit) -> User:
    return make_user("phonggd", (Role.DISTRICT_OFFICE, district))


def found_in(district: Unit, office: User, own_total: Submission | None = None) -> list[Found]:
    form = Form.objects.get(code="xhht-nam")
    return look_across(matrix_of(district, form, make_period(2020), user=office), own_total)


@pytest.mark.django_db
def test_each_finding_names_its_unit_its_cell_and_the_answer(district: Unit, office: User) -> None:
    sound, odd = make_ward("Phường 1", district), make_ward("Phường 2", district)
    for ward, recognised, total in ((sound, 52, 104), (odd, 140, 130)):
        report_figures(ward, 2019, titles(50, 100, "clan"))
        sheet = report_figures(ward, 2020, titles(recognised, total, "clan"), state=State.DRAFT)
    Value.objects.filter(submission=sheet, measure__code="clan-total").update(note="Thêm dòng họ mới")

    found = [each for each in found_in(district, office) if each.concern != Concern.TARGET]

    kinds = {each.concern: each for each in found}
    assert {each.unit for each in found} == {"Phường 2"}
    assert (kinds[Concern.OVER].severity, kinds[Concern.OVER].is_open) == (Severity.ERROR, True)
    assert kinds[Concern.BASE].sentence.startswith("Phường 2: Tổng số dòng họ (dòng họ) tăng từ 100 lên 130, quá 10%")
    assert (kinds[Concern.BASE].cell, kinds[Concern.BASE].answer) == ("clan-total", "Thêm dòng họ mới")
    assert kinds[Concern.OVER].address == reverse("indicators:cell-history", args=[sheet.pk, "clan-recognised"])


@pytest.mark.django_db
def test_units_that_the_catalogue_lacks_are_counted_in_of_how_many(district: Unit, office: User) -> None:
    report_figures(make_ward("Phường 1", district), 2020, titles(50, 100))
    facts = {"kind": UnitKind.WARD, "number": 168, "valid_from": "2012-01-01", "source": "Nghị quyết"}
    StatedNumber.objects.create(unit=district, stated_by=office, stated_at=timezone.now(), **facts)

    matrix = matrix_of(district, Form.objects.get(code="xhht-nam"), make_period(2020), user=office)

    assert matrix.sent_words.startswith("1/168 ")
    assert matrix.sum_of(Measure.objects.get(code="household-total")) == (100, 1, 168)


@pytest.mark.django_db
def test_what_the_form_checks_is_told_as_on_the_sheet_with_the_explanation(district: Unit, office: User) -> None:
    ward = make_ward("Phường 1", district)
    report_figures(ward, 2019, {"household-total": 1_000, "household-persons": 4_000})
    sheet = report_figures(ward, 2020, {"household-total": 1_500, "household-persons": 20_000, "household-assessed": 9})
    jump = Check.objects.get(form=sheet.form, code="household-total-jump")
    CheckNote.objects.create(
        submission=sheet, check_ref=jump, note="Nhận thêm khu dân cư", by=office, at=sheet.started_at
    )

    found = {each.concern: each for each in found_in(district, office) if each.place == ward.pk}

    said = {finding.sentence for finding in load_sheet(sheet).findings}
    assert said == {found[Concern.BASE].said, found[Concern.UNUSUAL].said}
    assert found[Concern.BASE].answer == "Nhận thêm khu dân cư"
    assert found[Concern.UNUSUAL].is_open


@pytest.mark.django_db
def test_registers_are_compared_as_on_each_sheet_alone(district: Unit, office: User) -> None:
    first, second = make_ward("Phường 1", district), make_ward("Phường 2", district)
    commend(district, second, collectives=2)
    for ward in (first, second):
        report_figures(ward, 2020, {"commended-collectives": 3, "commended-individuals": 0})

    told = {each.place: each.said for each in found_in(district, office) if each.concern == Concern.REGISTER}

    sheet = Submission.objects.get(unit=second)
    assert list(told) == [second.pk]
    assert counts_by_unit(sheet.period, {first.pk: [], second.pk: []})[second.pk] == counts_of(sheet)
    assert [told[second.pk]] == [finding.sentence for finding in load_sheet(sheet).findings]


@pytest.mark.django_db
def test_copied_sheets_name_each_other(district: Unit, office: User) -> None:
    for name in ("Phường 1", "Phường 2", "Phường 3"):
        numbers = titles(1_111, 2_222) | {"household-assessed": 1_500 if name == "Phường 3" else 1_200}
        report_figures(make_ward(name, district), 2020, numbers)

    told = [each.sentence for each in found_in(district, office) if each.concern == Concern.ALIKE]

    assert any(each.startswith("Phường 1: cả 3 số từ 10 trở lên giống hệt Phường 2.") for each in told)
    assert any(each.startswith("Phường 3: ") and "là 2.222 hộ, giống hệt Phường 1, Phường 2." in each for each in told)


@pytest.mark.django_db
def test_errors_stand_first_and_the_published_total_is_compared(district: Unit, office: User) -> None:
    for name in ("Phường 1", "Phường 2"):
        report_figures(make_ward(name, district), 2020, titles(90, 100) | {"household-assessed": 80})
    total = report_figures(
        district, 2020, titles(150, 200), own_total=True, source_document="Báo cáo", source_day="2020-12-31"
    )

    found = found_in(district, office, total)

    severities = [each.severity for each in found]
    assert severities == sorted(severities, key=lambda each: each != Severity.ERROR)
    (differs,) = [each for each in found if each.concern == Concern.TOTAL]
    assert "cộng các đơn vị được 180, số tổng hợp đã công bố là 150" in differs.sentence


@pytest.mark.django_db
def test_target_over_another_base_is_told_of_the_office_and_leads_to_its_indicator(
    district: Unit, office: User
) -> None:
    report_figures(make_ward("Phường 1", district), 2022, titles(50, 100, "citizen"))
    form = Form.objects.get(code="xhht-nam")

    found = look_across(matrix_of(district, form, make_period(2022), user=office), None)

    told = [each for each in found if each.concern == Concern.TARGET]
    assert told
    assert all(each.address and not each.is_open for each in told)


@pytest.mark.django_db
def test_a_period_without_any_figure_has_not_passed_its_checks(district: Unit, office: User, client: Client) -> None:
    make_ward("Phường 1", district)
    asked = {"bieu": Form.objects.get(code="xhht-nam").pk, "ky": make_period(2020).pk}
    client.force_login(office)

    page = client.get(reverse("indicators:figures-across", args=[district.pk]), asked).content.decode()

    assert "Chưa có số liệu để kiểm tra." in page
    assert "qua được mọi kiểm tra" not in page
    make_period(2018)
    report_figures(Unit.objects.get(versions__name="Phường 1"), 2019, {"household-total": 100})
    opened = client.get(reverse("indicators:figures-across", args=[district.pk])).context["matrix"].period
    assert opened.year == 2019


@pytest.mark.django_db
def test_page_filters_by_severity_exports_and_asks_the_same_for_more_units(
    district: Unit, office: User, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = make_ward("Phường 1", district)
    report_figures(first, 2020, titles(140, 130, "clan"))
    client.force_login(office)
    address = reverse("indicators:figures-across", args=[district.pk])
    asked: dict[str, str | int] = {"bieu": Form.objects.get(code="xhht-nam").pk, "ky": make_period(2020).pk}

    page = client.get(address, asked).content.decode()
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(address, asked | {"_export": "xlsx"}).content)).active

    assert "tỉ lệ quá 100%." in page
    for name, other in (
        ("do", "warning"),
        ("dv", district.pk),
        ("loai", Concern.BASE.value),
        ("tl", "roi"),
        ("do", "x"),
    ):
        assert "tỉ lệ quá 100%." not in client.get(address, {**asked, name: other}).content.decode()
    chosen = {**asked, "do": "error", "dv": first.pk, "loai": Concern.OVER.value, "tl": "chua"}
    assert "tỉ lệ quá 100%." in client.get(address, chosen).content.decode()
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["Mức độ", "Đơn vị", "Loại", "Điều cần xem", "Đã trả lời"]
    for name in ("Phường 2", "Phường 3"):
        report_figures(make_ward(name, district), 2020, titles(140, 130, "clan"))
        with django_assert_num_queries(QUERIES):
            client.get(address, asked)
