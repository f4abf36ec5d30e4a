"""Who saw or changed what: all trails as one list, for whoever answers, in pages that read no more than they show."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from awards.scholarships.enums import AccessKind
from awards.scholarships.models import NameAccess
from hocTap.lib.tables import EXPORT
from indicators.enums import State
from indicators.models import Step
from tests.awards.scholarships.factories import make_fund
from tests.factories import make_district, make_user, make_ward
from tests.indicators.factories import Story, make_story
from units.enums import Role
from units.models import CatalogueChange, SignInTry, Unit, User
from units.signin.enums import Door, Outcome
from units.trails import reading
from units.trails.reading import Mark, Wanted
from units.trails.registry import trails
from units.trails.views import MOST_OUT, ROWS_A_PAGE

pytestmark = pytest.mark.django_db

PAGE = "/nhat-ky/"
NOT_A_TRAIL = {
    "units.User": "the account itself; its changes are edits of the administration",
    "units.Notice": "tells a person of what stands in another trail",
    "units.CalendarAddress": "one's own address, for one's own calendar",
    "units.SentForm": "the mark of a press, forgotten after days",
    "units.OpenSession": "where somebody is inside now; the log-in is the trail",
    "units.RecoveryCode": "printed with the second step, which is the trail",
    "units.HandOverPart": "its steps are the trail",
    "units.DataBreach": "the same",
    "units.PersonRequest": "the same",
    "units.CentreTerm": "its history is the trail",
    "units.CentreCourse": "the same",
    "units.CentreFacility": "the same",
    "units.CentreFund": "the same",
    "units.CentreMaterial": "the same",
    "units.CentreEvaluation": "the same",
    "units.HistoricalCentreScore": "written with its evaluation, whose history is the trail",
    "awards.Nomination": "its steps are the trail",
    "awards.CriteriaSet": "edits of catalogues are one trail",
    "awards.CriteriaForm": "the same",
    "awards.Item": "the same",
    "awards.Band": "the same",
    "awards.Procedure": "the same",
    "awards.HistoricalCriteriaSet": "the same",
    "awards.HistoricalCriteriaForm": "the same",
    "awards.HistoricalItem": "the same",
    "awards.HistoricalBand": "the same",
    "awards.HistoricalProcedure": "the same",
    "indicators.Value": "its history is the trail",
    "indicators.StatedNumber": "the same",
    "reports.PublishedSource": "the same",
    "reports.PublishedFigure": "the same",
    "reports.AskedReport": "the steps of the paper that is made from it are the trail",
}
"""Tables that keep who and when and are no trail themselves."""

TOLD_BY_STEPS = {
    "indicators.Submission": {"submitted_at", "approved_at", "checked_at"},
    "awards.Decision": {"recorded_at"},
    "awards.Upload": {"ended_at", "reading_since", "forgotten_at"},
    "awards.RecognitionJob": {"ended_at"},
    "awards.CommendationDraft": {"dropped_at"},
    "reports.CertificateRun": {"begun_at", "alive_at", "ended_at"},
    "units.ListFile": {"begun_at", "alive_at", "ended_at"},
    "units.AccessSlip": {"expires_at", "mail_asked_at", "mailed_at"},
    "units.SecondFactor": {"used_at"},
    "awards.Consent": {"withdrawn_at"},
}
"""Moments of trails that a step tells of, or that nobody's hand made."""


def make_try(person: User, at: dt.datetime, address: str = "10.0.0.9") -> SignInTry:
    return SignInTry.objects.create(person=person, at=at, address=address, door=Door.PASSWORD, outcome=Outcome.IN)


def make_change(at: dt.datetime, by: User | None = None) -> CatalogueChange:
    return CatalogueChange.objects.create(
        at=at,
        by=by,
        table="indicators_period",
        key=1,
        of_table="indicators_period",
        of_key=1,
        said="Năm 2020",
        before={"hạn gửi": "10/01/2021"},
        after={"hạn gửi": "15/01/2021"},
        reason="Nghỉ lễ",
    )


def shown(client: Client, person: User, **asked: str) -> str:
    client.force_login(person)
    answer = client.get(PAGE, asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def recently(**where: Any) -> Wanted:
    now = timezone.now()
    return Wanted(since=now - dt.timedelta(days=5), until=now + dt.timedelta(days=1), **where)


@pytest.fixture
def story() -> Story:
    """A sheet that was approved just now."""
    told = make_story()
    told.bring_to(State.APPROVED)
    Step.objects.update(at=timezone.now())
    return told


@pytest.fixture
def administrator() -> User:
    return make_user("quantri", (Role.ADMINISTRATOR, make_district("Quận 1")))


def test_every_table_that_keeps_who_and_when_is_a_trail_or_left_out_with_a_reason() -> None:
    told = {(each.model._meta.label, each.at) for each in trails()}
    missing = {
        (model._meta.label, each.name)
        for model in apps.get_models()
        if model._meta.label not in NOT_A_TRAIL and any(points_at_a_person(one) for one in model._meta.fields)
        for each in model._meta.fields
        if isinstance(each, models.DateTimeField)
        and each.name not in TOLD_BY_STEPS.get(model._meta.label, set())
        and not (model._meta.label.split(".")[1].startswith("Historical") and each.name != "history_date")
    }

    assert sorted(missing - told) == []
    assert NOT_A_TRAIL.keys() <= {model._meta.label for model in apps.get_models()}


def points_at_a_person(one: models.Field[Any, Any]) -> bool:
    return one.is_relation and one.related_model is User


def test_every_trail_can_be_read_in_one_query(
    administrator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    list(administrator.posts_today)
    with django_assert_num_queries(1):
        for_all = reading.page(administrator, recently(), 10)

    assert for_all[1] is False
    for trail in trails():
        reading.page(administrator, recently(thing=trail.thing, number=1), 1)
        assert not trail.page or reverse(trail.page, args=[1])


def test_office_reads_steps_of_its_wards_and_not_of_others(client: Client, story: Story) -> None:
    other = make_user("khac", (Role.DISTRICT_OFFICE, make_district("Quận 3")))
    sheet = f"/so-lieu/{Step.objects.first().submission_id}/"  # type: ignore[union-attr]

    own, foreign = shown(client, story.office), shown(client, other)

    assert sheet in own
    assert "duyệt" in own
    assert sheet not in foreign
    assert "Không có dòng nào như vậy." in foreign


def test_administrators_read_what_was_done_and_are_led_to_no_figures(
    client: Client, story: Story, administrator: User
) -> None:
    number = Step.objects.values_list("submission", flat=True).first()
    sheet = reverse("indicators:submission-detail", args=[number])

    assert f'href="{sheet}"' in shown(client, story.office)
    read = shown(client, administrator)

    assert f"áo cáo số liệu số {number}" in read
    assert f'href="{sheet}"' not in read


def test_ward_officer_leaders_and_strangers_do_not_read_it(client: Client, story: Story) -> None:
    reader = make_user("lanhdao", (Role.READER, story.ward))
    for person in (story.officer, reader):
        client.force_login(person)
        assert client.get(PAGE).status_code == 403
    client.logout()
    assert client.get(PAGE).status_code == 302


def test_who_saw_childrens_names_is_read_by_fund_office_district_fund_and_administrator(
    client: Client, administrator: User
) -> None:
    district = make_district()
    ward = make_ward("Phường 5", district)
    fund = make_fund(ward)
    officer = make_user("quy5", (Role.FUND_OFFICER, ward))
    NameAccess.objects.create(
        fund=fund, kind=AccessKind.PRINT, what="Danh sách chi", names=7, numbers=",1,", by=officer, at=timezone.now()
    )
    above = [make_user(name, (role, district)) for name, role in READS_NAMES.items()]
    foreign = make_user("quy6", (Role.FUND_OFFICER, make_ward("Phường 6", district)))

    for person in (officer, *above, administrator):
        assert "Danh sách chi: 7 tên" in shown(client, person, loai="names")
    assert "Danh sách chi" not in shown(client, foreign, loai="names")


READS_NAMES = {"phong": Role.DISTRICT_OFFICE, "quy": Role.FUND_OFFICER}


def test_catalogue_is_the_administrators_with_old_and_new_words(
    client: Client, administrator: User, story: Story
) -> None:
    make_change(timezone.now(), administrator)

    assert "hạn gửi: 10/01/2021 → 15/01/2021" in shown(client, administrator)
    assert "10/01/2021" not in shown(client, story.office)


def test_log_ins_are_read_of_people_of_ones_units_only(client: Client, story: Story) -> None:
    stranger = make_user("khac", (Role.WARD_OFFICER, make_ward("Phường lạ")))
    for person, address in ((story.officer, "10.0.0.5"), (stranger, "10.0.0.6")):
        make_try(person, timezone.now(), address)

    page = shown(client, story.office, loai="sign-in")

    assert "10.0.0.5" in page
    assert "10.0.0.6" not in page


def test_line_says_the_machine_of_the_log_in_before_it(story: Story) -> None:
    now = timezone.now()
    step = Step.objects.filter(by=story.office).latest("pk")
    for hours, address in ((-3, "10.0.0.1"), (-1, "10.0.0.2"), (+1, "10.0.0.3")):
        make_try(story.office, now + dt.timedelta(hours=hours), address)

    lines, _ = reading.page(story.office, recently(thing="sheet", number=step.submission_id), 50)

    assert {line.address for line in lines if line.by == story.office.pk and line.trail.name == "sheet-step"} == {
        "10.0.0.2"
    }


def test_filters_narrow_by_unit_person_kind_object_and_days(client: Client, story: Story) -> None:
    sheet = Step.objects.first()
    assert sheet
    here = f"/so-lieu/{sheet.submission_id}/"
    yesterday = timezone.localdate() - dt.timedelta(days=1)

    assert here in shown(client, story.office, don_vi=str(story.ward.pk))
    assert here not in shown(client, story.office, don_vi=str(make_ward("Phường 9", story.district).pk))
    assert here in shown(client, story.office, nguoi=story.officer.username)
    assert here not in shown(client, story.office, nguoi="khong-co-ai")
    assert here not in shown(client, story.office, loai="titles")
    assert here in shown(client, story.office, doi_tuong=f"sheet:{sheet.submission_id}")
    assert here not in shown(client, story.office, doi_tuong="sheet:999999999")
    assert here not in shown(client, story.office, den=f"{yesterday:%d/%m/%Y}")


@pytest.mark.parametrize(
    "asked",
    [
        {"sau": "x"},
        {"sau": "2026-01-01T00:00:00+00:00~x~-1"},
        {"sau": "9999-12-31T23:59:59+00:00~sheet-step~999999999999999999"},
        {"doi_tuong": "sheet:99999999999999999999"},
        {"doi_tuong": "' OR 1=1"},
    ],
)
def test_odd_addresses_show_a_page(client: Client, story: Story, asked: dict[str, str]) -> None:
    assert "Nhật ký xem, sửa" in shown(client, story.office, **asked)


@pytest.mark.parametrize("asked", [{"loai": "x"}, {"tu": "31/02/2026"}, {"tu": "02/01/2026", "den": "01/01/2026"}])
def test_what_cannot_be_asked_is_said(client: Client, story: Story, asked: dict[str, str]) -> None:
    client.force_login(story.office)

    assert client.get(PAGE, asked).status_code == 422


def test_pages_go_on_after_the_last_line_and_show_each_line_once(administrator: User) -> None:
    """Also where many lines of several trails are of one moment, and while more are written."""
    now = timezone.now()
    for number in range(7):
        make_change(now, administrator)
        make_try(administrator, now - dt.timedelta(minutes=number // 3))
    seen, after, more = [], None, True
    while more:
        lines, more = reading.page(administrator, recently(after=after), 3)
        seen += [(line.trail.name, line.key) for line in lines]
        after = Mark.read(str(lines[-1].mark))
        make_change(timezone.now() + dt.timedelta(minutes=1), administrator)

    assert len(seen) == len(set(seen))
    assert sum(name == "catalogue" for name, _ in seen) == 7
    assert sum(name == "sign-in" for name, _ in seen) == 7


def test_page_asks_as_often_for_fifty_lines_as_for_one(
    client: Client, story: Story, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_try(story.office, timezone.now())
    asked = count_of(client, story.office)
    for _ in range(ROWS_A_PAGE):
        make_try(story.office, timezone.now())
        make_try(story.officer, timezone.now())

    assert count_of(client, story.office) <= asked
    assert "Cũ hơn" in shown(client, story.office)


def count_of(client: Client, person: User) -> int:
    client.force_login(person)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)
    return len(asked)


def test_excel_holds_all_lines_with_who_took_them_out(client: Client, story: Story) -> None:
    for _ in range(ROWS_A_PAGE + 5):
        make_try(story.officer, timezone.now())
    client.force_login(story.office)

    answer = client.get(PAGE, {EXPORT: "xlsx", "loai": "sign-in"})

    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet
    assert story.office.username in str(sheet["A1"].value)
    assert sheet.max_row == 2 + ROWS_A_PAGE + 5


def test_long_excel_is_made_by_the_worker(client: Client, story: Story, settings: Any) -> None:
    settings.LONG_LIST = 3
    for _ in range(5):
        make_try(story.officer, timezone.now())
    client.force_login(story.office)

    answer = client.get(PAGE, {EXPORT: "xlsx", "loai": "sign-in"})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/tep/")


def test_reading_stays_within_the_index_however_many_rows(administrator: User) -> None:
    """PostgreSQL: 100.000 steps and log-ins; no table is read whole and none is sorted, at the head and far behind."""
    if connection.vendor != "postgresql":
        pytest.skip("asks PostgreSQL for its plan")
    now = timezone.now()
    many = 100_000
    district: Unit = make_district()
    person = make_user("phong", (Role.DISTRICT_OFFICE, district))
    moments = [now - dt.timedelta(seconds=20 * number) for number in range(many)]
    SignInTry.objects.bulk_create(
        (SignInTry(person=person, at=at, address="10.0.0.1", door="password", outcome="in") for at in moments),
        batch_size=10_000,
    )
    CatalogueChange.objects.bulk_create(
        (
            CatalogueChange(at=at, by=person, table="t", key=1, of_table="t", of_key=1, said="x", before={"a": "b"})
            for at in moments
        ),
        batch_size=10_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    since, until = now - dt.timedelta(days=60), now + dt.timedelta(days=1)
    for reader, after in (
        (administrator, None),
        (person, None),
        (administrator, Mark(moments[many // 2], "sign-in", 10**12)),
    ):
        plan = explained(reader, Wanted(since=since, until=until, after=after))
        assert [line for line in plan if "Seq Scan on units_signintry" in line] == []
        assert [line for line in plan if "Seq Scan on units_cataloguechange" in line] == []
        assert most_read(plan) <= 60 * ROWS_A_PAGE


def explained(person: User, wanted: Wanted) -> list[str]:
    arms = reading._arms(person, wanted, ROWS_A_PAGE + 1)
    asked, given = reading.statement(arms, ROWS_A_PAGE + 1)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {asked}", given)
        return [row[0] for row in cursor.fetchall()]


def most_read(plan: list[str]) -> int:
    """The most rows that one step of the plan gave on."""
    return max(int(number) for line in plan for number in re.findall(r"rows=(\d+)", line))


def test_too_much_for_one_file_is_said(story: Story) -> None:
    assert MOST_OUT >= 100_000
    for _ in range(3):
        make_try(story.officer, timezone.now())
    with pytest.raises(ValueError, match="khoảng ngày ngắn hơn"):
        reading.counted(story.office, recently(), 2)
