"""Who sees and does what with reports, and how many questions a page asks."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from indicators.enums import Rounding
from reports import workflow
from reports.models import Report
from reports.workflow import Issue
from tests.factories import make_district, make_user, make_ward
from tests.reports.factories import NARRATIVE, NOW, all_figures, make_issued, make_office, make_small, report_figures
from units.enums import Role
from units.models import ListFile, Unit, User

pytestmark = pytest.mark.django_db
DAY = dt.date(2020, 10, 29)
PEOPLE = ("office", "ward", "approver", "administrator", "other office", "other ward", "nobody")
READ = ("report-detail", "report-pdf", "report-excel", "report-json")
OPEN_FORMS = ("report-text", "report-issue")


def person(name: str, district: Unit) -> User:
    """Somebody of, above, beside or outside the district."""
    if name == "office":
        return User.objects.get(username="phong")
    ward = Unit.objects.get(versions__name="Phường 1", versions__parent=district)
    elsewhere = make_district("Quận 5")
    posts = {
        "ward": [(Role.WARD_OFFICER, ward)],
        "approver": [(Role.TITLE_APPROVER, district)],
        "administrator": [(Role.ADMINISTRATOR, district)],
        "other office": [(Role.DISTRICT_OFFICE, elsewhere)],
        "other ward": [(Role.WARD_OFFICER, make_ward("Phường 1", elsewhere))],
        "nobody": [],
    }
    return make_user(name.replace(" ", "-"), *posts[name])


def answers(client: Client, report: Report, names: tuple[str, ...], method: str) -> set[int]:
    addresses = [reverse(f"reports:{name}", args=[report.pk]) for name in names]
    return {getattr(client, method)(address).status_code for address in addresses}


def test_review_of_a_year_that_runs_is_asked_about_before_it_is_made(client: Client) -> None:
    district, (ward,), by = make_office("Phường 1")
    year = timezone.localdate().year + 1
    report_figures(ward, year, all_figures())
    asked = {"unit": district.pk, "first_year": year, "last_year": year, "rounding": "cut", "sheets": "xhht-nam/1"}
    client.force_login(by)

    page = client.post(reverse("reports:report-make"), asked)

    assert f"Năm {year} chưa hết (đến hết ngày 31/12/{year})" in page.content.decode()
    assert not Report.objects.exists()


def test_administrator_is_led_from_a_report_to_what_was_done_with_it_and_reads_no_figure(client: Client) -> None:
    report = make_small()
    client.force_login(person("administrator", report.unit))

    answer = client.get(report.get_absolute_url(), follow=True)

    assert answer.redirect_chain == [(reverse("admin:reports_report_change", args=[report.pk]), 302)]
    assert answer.status_code == 200
    assert "10.798" not in answer.content.decode()
    assert client.get(reverse("reports:report-pdf", args=[report.pk])).status_code == 404


@pytest.mark.parametrize(
    ("name", "draft", "issued"),
    [("office", 200, 200), ("ward", 404, 200), ("approver", 404, 200)]
    + [(name, 404, 404) for name in ("other office", "other ward", "nobody")],
)
@pytest.mark.parametrize("state", ["draft", "issued"])
def test_drafts_are_the_offices_and_issued_reports_everybodys_in_the_district(
    client: Client, name: str, draft: int, issued: int, state: str
) -> None:
    report = make_small() if state == "draft" else make_issued()
    client.force_login(person(name, report.unit))

    figure = reverse("reports:report-figure", args=[report.pk, "household-rate/2020"])

    expected = draft if state == "draft" else issued
    assert answers(client, report, READ, "get") == {expected}
    assert client.get(figure).status_code == expected


@pytest.mark.parametrize(
    ("name", "on_draft", "on_issued"),
    [("office", 200, 302), ("ward", 404, 403), ("approver", 404, 403)]
    + [(name, 404, 404) for name in ("administrator", "other office", "other ward", "nobody")],
)
@pytest.mark.parametrize("state", ["draft", "issued"])
def test_only_the_office_writes_and_issues(
    client: Client, name: str, on_draft: int, on_issued: int, state: str
) -> None:
    report = make_small() if state == "draft" else make_issued()
    client.force_login(person(name, report.unit))

    assert answers(client, report, OPEN_FORMS, "get") == {on_draft if state == "draft" else on_issued}


@pytest.mark.parametrize(("name", "expected"), [(name, 302 if name == "office" else 404) for name in PEOPLE])
def test_only_the_office_fetches_figures_anew(client: Client, name: str, expected: int) -> None:
    report = make_small()
    client.force_login(person(name, report.unit))

    assert client.post(reverse("reports:report-rebuild", args=[report.pk])).status_code == expected
    assert Report.objects.get(pk=report.pk).revision == (2 if name == "office" else 1)


@pytest.mark.parametrize(
    ("name", "expected"), [(name, 200 if name in ("office", "other office") else 403) for name in PEOPLE]
)
def test_only_an_office_may_make_reports(client: Client, name: str, expected: int) -> None:
    district, _, _ = make_office("Phường 1")
    client.force_login(person(name, district))

    assert client.get(reverse("reports:report-make")).status_code == expected


def test_an_office_cannot_make_another_districts_report(client: Client) -> None:
    district, _, _ = make_office("Phường 1")
    client.force_login(person("other office", district))
    asked = {"unit": district.pk, "first_year": "2019", "last_year": "2020", "rounding": "cut"}

    answer = client.post(reverse("reports:report-make"), asked)

    assert answer.status_code == 422
    assert "không thuộc phạm vi lập báo cáo" in answer.content.decode()
    assert not Report.objects.exists()


def test_the_office_makes_a_report_and_reads_it(client: Client) -> None:
    district, (ward,), by = make_office("Phường 1")
    report_figures(ward, 2020, all_figures())
    client.force_login(by)
    asked = {"unit": district.pk, "first_year": "2019", "last_year": "2020", "rounding": "cut"}

    page = client.post(reverse("reports:report-make"), asked, follow=True).content.decode()

    assert "Đã lập dự thảo báo cáo." in page
    assert "84,12%" in page
    assert Report.objects.get().rounding == Rounding.CUT


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first_year": "2021"}, "Năm cuối phải sau hoặc bằng năm đầu."),
        ({"first_year": "hai nghìn"}, "Hãy ghi năm bằng bốn chữ số, ví dụ 2020."),
        ({"first_year": "1999"}, "Hãy ghi năm từ 2000 đến 2100."),
        ({"last_year": ""}, "Hãy điền ô này."),
        ({"last_year": "99999999999"}, "Hãy ghi năm bằng bốn chữ số, ví dụ 2020."),
        ({"unit": "khong"}, "Đơn vị này không thuộc phạm vi lập báo cáo của ông, bà."),
        ({"first_year": "2001", "last_year": "2003"}, "Năm cuối sớm nhất có thể chọn là 2004."),
        ({"rounding": "up"}, "up"),
    ],
)
def test_a_wrong_question_is_answered_on_the_form(client: Client, changes: dict[str, str], sentence: str) -> None:
    district, _, by = make_office("Phường 1")
    client.force_login(by)
    asked = {"unit": district.pk, "first_year": "2019", "last_year": "2020", "rounding": "cut"} | changes

    answer = client.post(reverse("reports:report-make"), asked)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_office_writes_the_text_and_issues(client: Client) -> None:
    report = make_small()
    client.force_login(person("office", report.unit))
    form = client.get(reverse("reports:report-text", args=[report.pk])).context["form"]
    client.post(reverse("reports:report-text", args=[report.pk]), form.initial | NARRATIVE)
    seen = Report.objects.get(pk=report.pk).digest
    given = {"number": "7", "issued_on": "29/10/2020", "signer": "Nguyễn Văn Ký", "digest": seen}

    page = client.post(reverse("reports:report-issue", args=[report.pk]), given, follow=True).content.decode()

    assert "Đã phát hành báo cáo." in page
    assert "Nội dung Đánh giá chung." in page
    assert "DỰ THẢO" not in page


@override_settings(LONG_PRINT=0)
def test_the_draft_of_a_long_review_is_printed_by_the_worker(client: Client) -> None:
    report = make_small()
    client.force_login(report.made_by)

    answer = client.get(reverse("reports:report-pdf", args=[report.pk]))

    file = ListFile.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, file.get_absolute_url())
    assert f'href="{report.get_absolute_url()}"' in client.get(file.get_absolute_url()).content.decode()


def test_the_pdf_of_an_issued_report_is_the_archived_one(client: Client) -> None:
    report = make_issued()
    client.force_login(person("ward", report.unit))

    answer = client.get(reverse("reports:report-pdf", args=[report.pk]))

    assert answer.content == bytes(report.file.content)
    assert answer["Content-Disposition"] == 'inline; filename="bao-cao-tong-ket-quan-11-2020-2020.pdf"'


@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        ({"number": "x"}, 422, "Chỉ ghi chữ số"),
        ({"issued_on": "10/29/2020"}, 422, "ngày/tháng/năm"),
        ({"digest": "cũ"}, 409, "vừa có thay đổi"),
        ({"issued_on": "01/01/2090"}, 422, "không được sau hôm nay"),
    ],
)
def test_a_wrong_issue_is_answered_in_words(client: Client, given: dict[str, str], status: int, sentence: str) -> None:
    report = make_small()
    workflow.write(report, NARRATIVE, by=person("office", report.unit), at=NOW)
    client.force_login(person("office", report.unit))
    asked = {"number": "7", "issued_on": "29/10/2020", "signer": "Nguyễn Văn Ký", "digest": ""} | given

    answer = client.post(reverse("reports:report-issue", args=[report.pk]), asked)

    assert (answer.status_code, sentence in answer.content.decode()) == (status, True)


def test_issuing_twice_is_a_message_and_no_error(client: Client) -> None:
    report = make_issued()
    client.force_login(person("office", report.unit))
    asked = {"number": "8", "issued_on": "29/10/2020", "signer": "Nguyễn Văn Ký", "digest": ""}

    answer = client.post(reverse("reports:report-issue", args=[report.pk]), asked)

    assert answer.status_code == 409
    assert "đã phát hành" in answer.content.decode()


def test_a_figures_page_names_every_input_and_links_those_in_the_remit(client: Client) -> None:
    district, (first, second), by = make_office("Phường 1", "Phường 2")
    for ward in (first, second):
        report_figures(ward, 2020, all_figures())
    report = workflow.make_report(district, 2020, 2020, Rounding.CUT, by=by, at=NOW)
    workflow.write(report, NARRATIVE, by=by, at=NOW)
    workflow.issue(report, Issue(5, DAY, "Nguyễn Văn Ký"), by=by, at=NOW)
    client.force_login(person("ward", report.unit))
    sources = report.read().figures["household-rate"].sources

    page = client.get(reverse("reports:report-figure", args=[report.pk, "household-rate"])).content.decode()

    assert all(each.name in page for each in sources)
    assert page.count("báo cáo số liệu<span") == 1
    assert page.count("ngoài phạm vi của ông, bà") == 1


def test_a_key_that_the_report_does_not_have_is_not_found(client: Client) -> None:
    report = make_small()
    client.force_login(person("office", report.unit))

    assert client.get(reverse("reports:report-figure", args=[report.pk, "khong/co"])).status_code == 404


@pytest.mark.parametrize("asked", ["q=quan 11", "year=2020", "state=draft", "sort=-stage", "sort=number"])
def test_the_list_is_filtered_and_sorted(client: Client, asked: str) -> None:
    report = make_small()
    client.force_login(person("office", report.unit))

    page = client.get(f"{reverse('reports:report-list')}?{asked}").content.decode()

    assert f'href="{report.get_absolute_url()}"' in page


@pytest.mark.parametrize("asked", ["q=quan 5", "year=2001", "state=issued", "state=x", "year=x"])
def test_the_list_leaves_out_what_was_not_asked_for(client: Client, asked: str) -> None:
    report = make_small()
    client.force_login(person("office", report.unit))

    page = client.get(f"{reverse('reports:report-list')}?{asked}").content.decode()

    assert f'href="{report.get_absolute_url()}"' not in page
    assert "Chưa có báo cáo nào phù hợp" in page


def test_the_list_is_exported_as_a_workbook(client: Client) -> None:
    report = make_small()
    client.force_login(person("office", report.unit))

    assert client.get(f"{reverse('reports:report-list')}?_export=xlsx").content.startswith(b"PK")


@pytest.mark.parametrize("reports", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(
    client: Client, reports: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    district, (ward,), by = make_office("Phường 1")
    report_figures(ward, 2020, all_figures())
    for _ in range(reports):
        workflow.make_report(district, 2020, 2020, Rounding.CUT, by=by, at=NOW)
    client.force_login(by)

    with django_assert_num_queries(9):
        client.get(reverse("reports:report-list"))


@pytest.mark.parametrize("wards", [1, 3])
def test_the_page_asks_a_fixed_number_of_questions(
    client: Client, wards: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    district, made, by = make_office(*(f"Phường {number}" for number in range(1, wards + 1)))
    report_figures(made[0], 2020, all_figures())
    report = workflow.make_report(district, 2020, 2020, Rounding.CUT, by=by, at=NOW)
    client.force_login(by)

    with django_assert_num_queries(9):
        client.get(report.get_absolute_url())
