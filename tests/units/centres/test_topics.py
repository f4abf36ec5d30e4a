"""Topics taught before, here and beside, taken up again with their materials: chosen, typed, listed, taken to Excel."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_centre, make_district, make_unit, make_user, make_ward
from tests.units.centres.factories import course, enter, make_work
from units import workflow
from units.centres import topics
from units.enums import Role, UnitKind
from units.models import CentreMaterial, LearningCentre, Unit, User

pytestmark = pytest.mark.django_db

TODAY = dt.date(2019, 12, 31)
LIST = "/don-vi/trung-tam/chuyen-de/"
Work = tuple[LearningCentre, Unit, User]


@pytest.fixture
def work() -> Work:
    return make_work()


def beside(work: Work) -> Work:
    """Another ward of the same office with its centre and officer."""
    ward = make_ward("Phường 6", work[1].versions.get().parent)
    return make_centre("Trung tâm Phường 6", ward), ward, make_user("can-bo-6", (Role.WARD_OFFICER, ward))


def material(work: Work, topic: str = "Lớp may", **facts: str) -> CentreMaterial:
    words = {"topic": topic, "title": "Giáo trình may", "source": "Sở Công Thương, 2018", "place": "Tủ sách, ngăn 3"}
    row = CentreMaterial(centre=work[0], ward=work[1], **words | facts)
    return workflow.enter(row, by=work[2], today=timezone.localdate())


def test_classes_of_one_name_are_one_topic_whoever_held_them(work: Work) -> None:
    other = beside(work)
    enter(course(*work[:2], title="Lớp may", attendances=30, people=None), work[2])
    last = enter(course(*other[:2], title="LỚP MAY", attendances=20, people=None, topic="extension"), other[2])
    material(other)

    (row,) = topics.topics_near(work[2], TODAY)

    assert (row.pk, row.title, row.classes, row.centres, row.attendances) == (last.pk, "LỚP MAY", 2, 2, 50)
    assert [each.title for each in row.materials] == ["Giáo trình may"]


def test_topics_of_another_office_are_not_offered(work: Work) -> None:
    district = make_district("Quận 10", make_unit("Tỉnh khác", UnitKind.PROVINCE))
    ward = make_ward("Phường 1", district)
    far = make_centre("Trung tâm xa", ward), ward, make_user("xa", (Role.WARD_OFFICER, ward))
    enter(course(*far[:2], title="Lớp xa"), far[2])

    assert topics.topics_near(work[2], TODAY) == []
    assert [row.title for row in topics.topics_near(far[2], TODAY)] == ["Lớp xa"]


def test_voided_classes_and_materials_are_no_topics(work: Work) -> None:
    row = enter(course(*work[:2], title="Lớp sai"), work[2])
    workflow.void(row, reason="nhầm", by=work[2])

    assert topics.topics_near(work[2], TODAY) == []


def test_chosen_topics_begin_the_rows_of_the_grid_and_show_their_materials(work: Work, client: Client) -> None:
    other = beside(work)
    chosen = enter(course(*other[:2], title="Lớp may", topic="extension"), other[2])
    material(other, place="https://example.org/may.pdf")
    client.force_login(work[2])

    listed = client.get(LIST).content.decode()
    grid = client.get(reverse("units:course-grid", args=[work[0].pk]), {"chu-de": chosen.pk}).content.decode()

    assert f'name="chu-de" value="{chosen.pk}"' in listed
    assert 'value="Lớp may"' in grid
    assert '<option value="extension" selected' in grid
    assert 'href="https://example.org/may.pdf"' in grid


@pytest.mark.parametrize(("slug", "field"), [("lop", "title"), ("tai-lieu", "topic")])
def test_single_class_and_material_begin_with_the_topic(work: Work, client: Client, slug: str, field: str) -> None:
    chosen = enter(course(*work[:2], title="Lớp may"), work[2])
    client.force_login(work[2])

    page = client.get(reverse("units:record-new", args=[work[0].pk, slug]), {"chu-de": chosen.pk}).content.decode()

    assert f'name="{field}" value="Lớp may"' in page
    assert '<option value="Lớp may"></option>' in page


@pytest.mark.parametrize("asked", ["x", "999999999", "-1"])
def test_topic_that_is_none_leaves_the_form_empty(work: Work, client: Client, asked: str) -> None:
    client.force_login(work[2])

    answer = client.get(reverse("units:record-new", args=[work[0].pk, "lop"]), {"chu-de": asked})

    assert answer.status_code == 200


def test_material_is_written_and_read_on_the_centres_page(work: Work, client: Client) -> None:
    client.force_login(work[2])
    address = reverse("units:record-new", args=[work[0].pk, "tai-lieu"])
    form = {"topic": "Lớp may", "title": "Giáo trình may", "source": "", "place": "javascript:alert(1)"}

    answer = client.post(address, form, follow=True)

    page = answer.content.decode()
    assert "Giáo trình may" in page and "cho Lớp may" in page
    assert 'href="javascript' not in page
    assert client.post(address, form | {"place": ""}).status_code == 422


def test_same_material_of_a_topic_is_not_written_twice(work: Work, client: Client) -> None:
    material(work)
    client.force_login(work[2])
    address = reverse("units:record-new", args=[work[0].pk, "tai-lieu"])

    answer = client.post(address, {"topic": "Lớp may", "title": "Giáo trình may", "place": "Tủ sách, ngăn 3"})

    assert "đã được ghi cho chuyên đề đó" in answer.content.decode()
    assert CentreMaterial.objects.count() == 1


def test_list_goes_to_excel_with_materials_in_words(work: Work, client: Client) -> None:
    enter(course(*work[:2], title="Lớp may", attendances=60), work[2])
    material(work)
    client.force_login(work[2])

    book = load_workbook(io.BytesIO(client.get(LIST, {"_export": "xlsx"}).content))
    head, row = [list(row) for row in book.worksheets[0].values if row[0]][-2:]

    assert head[0] == "Tên lớp, chuyên đề" and "Chọn" not in head
    assert row[0] == "Lớp may" and row[2] == "Giáo trình may, Sở Công Thương, 2018, Tủ sách, ngăn 3"
    assert row[3:6] == [1, 1, 60]


def test_office_reads_topics_and_has_nothing_to_choose(work: Work, client: Client) -> None:
    enter(course(*work[:2], title="Lớp may"), work[2])
    client.force_login(make_user("pgd", (Role.DISTRICT_OFFICE, Unit.objects.get(versions__name="Quận 11"))))

    page = client.get(LIST).content.decode()

    assert "Lớp may" in page and 'name="chu-de"' not in page and "Thêm tài liệu" not in page


def test_list_is_narrowed_by_name_and_group(work: Work, client: Client) -> None:
    enter(course(*work[:2], title="Lớp may", topic="extension"), work[2])
    enter(course(*work[:2], title="Đọc sách", topic="culture"), work[2])
    client.force_login(work[2])

    by_name = client.get(LIST, {"q": "doc sach"}).content.decode()
    by_group = client.get(LIST, {"topic": "extension"}).content.decode()

    assert "Đọc sách" in by_name and "Chọn Lớp may" not in by_name
    assert "Chọn Lớp may" in by_group and "Chọn Đọc sách" not in by_group
    assert client.get(LIST, {"topic": "x"}).status_code == 400


def test_topics_ask_a_fixed_number_of_queries(work: Work, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    officer = User.objects.get(pk=work[2].pk)
    assert officer.posts_today
    for number in (1, 3):
        enter(course(*work[:2], title=f"Lớp {number}"), work[2])
        material(work, f"Lớp {number}", place=f"Ngăn {number}")
        with django_assert_num_queries(3):
            topics.topics_near(officer, TODAY)
