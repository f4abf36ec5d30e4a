"""An office's published totals and the number of units that should report: entered, approved, held by the database."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from hocTap.lib.refusals import Refused
from indicators import permissions, workflow
from indicators.enums import PeriodKind, State
from indicators.models import Indicator, Period, StatedNumber, Submission
from indicators.overview import Overview, build_overview
from indicators.rules.periods import usual_periods
from indicators.silence import silence_of
from indicators.workflow import Published
from indicators.workflow.periods import open_periods
from tests.factories import make_unit, make_user, make_ward
from tests.indicators.factories import AT, DAY, REASON, Story, cell, fill, make_form, make_measure, save
from units.enums import Role, UnitKind
from units.models import Unit, User

SOURCE = Published("Báo cáo tổng kết Đề án", "12/BC-UBND", dt.date(2020, 10, 30))
PUBLISHED = {"households": 15_000, "recognised": 10_800}


def begin(story: Story, unit: Unit | None = None, source: Published = SOURCE) -> Submission:
    unit = unit or story.district
    return workflow.start_own_total(unit, story.form, story.period, source, by=story.office, on=DAY)


def approved(story: Story) -> Submission:
    """The district's published total, entered by one of its office and approved by the other."""
    sheet = begin(story)
    fill(sheet, PUBLISHED, by=story.office)
    workflow.submit(sheet, by=story.office, at=AT)
    workflow.approve(sheet, by=story.leader, at=AT)
    return Submission.objects.get(pk=sheet.pk)


def state(unit: Unit, number: int, first: dt.date = dt.date(2012, 1, 1), by: User | None = None) -> StatedNumber:
    row = StatedNumber(unit=unit, kind=UnitKind.WARD, number=number, valid_from=first, source="Nghị quyết 1685")
    return workflow.state_number(row, by=by or User.objects.earliest("pk"), at=AT)


def look(story: Story, unit: Unit | None = None, user: User | None = None) -> Overview:
    periods = list(Period.objects.order_by("-starts_on"))
    unit, user = unit or story.district, user or story.office
    return build_overview(unit, story.form, story.period, periods, user=user, today=dt.date(2020, 12, 25))


def with_rate(story: Story) -> None:
    """The form's households recognised over all."""
    Indicator.objects.create(
        code="recognised-rate",
        label="Gia đình học tập",
        numerator=make_measure("recognised"),
        base=make_measure("households"),
        base_label="trên tổng số hộ",
    )


# The steps


def test_published_totals_take_the_same_steps_and_leave_blank_what_was_not_published(story: Story) -> None:
    sheet = approved(story)

    assert (sheet.state, sheet.own_total, sheet.unit) == (State.APPROVED, True, story.district)
    assert sheet.published == "Báo cáo tổng kết Đề án, số 12/BC-UBND, ngày 30/10/2020"
    assert str(sheet) == "Quận 11, Năm 2020, số tổng hợp"


def test_who_sent_the_totals_does_not_approve_them(story: Story) -> None:
    sheet = begin(story)
    fill(sheet, PUBLISHED, by=story.office)
    workflow.submit(sheet, by=story.office, at=AT)
    sheet.refresh_from_db()

    assert not permissions.can_approve(story.office, sheet)
    assert permissions.can_approve(story.leader, sheet)
    with pytest.raises(Refused, match="không được tự duyệt"):
        workflow.approve(sheet, by=story.office, at=AT)


def test_totals_without_a_single_number_are_not_sent(story: Story) -> None:
    with pytest.raises(Refused, match="chưa có số nào"):
        workflow.submit(begin(story), by=story.office, at=AT)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (Published(" ", "", dt.date(2020, 1, 1)), "Hãy ghi văn bản đã công bố"),
        (Published("Báo cáo", "", dt.date(2021, 1, 1)), "là ngày chưa đến"),
    ],
)
def test_totals_need_a_source_of_a_day_that_has_come(story: Story, source: Published, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        begin(story, source=source)


def test_a_ward_has_no_totals_on_its_own_form(story: Story) -> None:
    with pytest.raises(Refused, match="do chính cấp của Phường 5 lập"):
        begin(story, unit=story.ward)


def test_the_source_is_corrected_while_the_figures_may_be(story: Story) -> None:
    sheet = begin(story)
    workflow.set_source(sheet, Published("Báo cáo số 9", "", dt.date(2020, 1, 2)), at=AT, on=DAY)
    assert Submission.objects.get(pk=sheet.pk).published == "Báo cáo số 9, ngày 02/01/2020"

    fill(sheet, PUBLISHED, by=story.office)
    workflow.submit(sheet, by=story.office, at=AT)
    with pytest.raises(Refused, match="chờ duyệt"):
        workflow.set_source(sheet, SOURCE, at=AT, on=DAY)


def test_an_office_does_not_review_the_sheet_of_its_own_unit(story: Story) -> None:
    commune = make_user("phongvhxh", (Role.DISTRICT_OFFICE, story.ward))
    sheet = story.bring_to(State.SUBMITTED)

    assert not permissions.can_review(commune, sheet)
    assert permissions.can_review(story.office, sheet)


# What the database holds


def row(story: Story, unit: Unit, **more: Any) -> None:
    with transaction.atomic():
        Submission.objects.create(
            unit=unit,
            unit_as=unit.versions.get(),
            form=story.form,
            period=story.period,
            started_by=story.office,
            **more,
        )


@pytest.mark.parametrize(
    "more",
    [
        {"own_total": True},
        {"own_total": True, "source_document": "Báo cáo"},
        {"own_total": True, "source_day": dt.date(2020, 1, 1)},
    ],
)
def test_totals_without_a_source_are_refused(story: Story, more: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        row(story, story.district, **more)


def test_figures_of_another_level_are_refused(story: Story) -> None:
    with pytest.raises(IntegrityError):
        row(story, story.district)
    with pytest.raises(IntegrityError):
        row(story, story.ward, own_total=True, source_document="Báo cáo", source_day=dt.date(2020, 1, 1))


def test_a_wards_figures_name_no_published_source(story: Story) -> None:
    with pytest.raises(IntegrityError):
        row(story, story.ward, source_document="Báo cáo")


def test_two_numbers_of_units_share_no_day(story: Story) -> None:
    first = state(story.district, 16)
    with pytest.raises(Refused, match="đã có số 16 đơn vị"):
        state(story.district, 10, dt.date(2025, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        StatedNumber.objects.create(
            unit=story.district,
            kind=UnitKind.WARD,
            number=10,
            valid_from=dt.date(2025, 1, 1),
            source="x",
            stated_by=story.office,
            stated_at=AT,
        )

    first.valid_to = dt.date(2024, 12, 31)
    workflow.state_number(first, by=story.office, at=AT)
    state(story.district, 10, dt.date(2025, 1, 1))

    history: Any = first.history
    assert [each.number for each in StatedNumber.objects.order_by("valid_from")] == [16, 10]
    assert [each.valid_to for each in history.order_by("history_date")] == [None, dt.date(2024, 12, 31)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"number": 0}, "từ 1 đến"),
        ({"source": " "}, "Hãy ghi nguồn"),
        ({"kind": UnitKind.DISTRICT}, "không nằm dưới"),
        ({"valid_from": dt.date(1990, 1, 1)}, "Quận 11 có từ ngày 01/01/2004"),
        ({"valid_to": dt.date(2000, 1, 1)}, "Ngày cuối"),
    ],
)
def test_a_number_of_units_that_cannot_be_is_refused(story: Story, change: dict[str, Any], sentence: str) -> None:
    facts = {"kind": UnitKind.WARD, "number": 16, "valid_from": dt.date(2012, 1, 1), "source": "Nghị quyết"} | change
    with pytest.raises(Refused, match=sentence):
        workflow.state_number(StatedNumber(unit=story.district, **facts), by=story.office, at=AT)


# The pages


def open_page(client: Client, user: User, name: str, unit: Unit, **query: int) -> str:
    client.force_login(user)
    return client.get(reverse(f"indicators:{name}", args=[unit.pk]), query).content.decode()


def test_a_part_says_so_on_the_offices_page(client: Client, story: Story) -> None:
    with_rate(story)
    state(story.district, 16)
    story.bring_to(State.APPROVED)

    words = " ".join(open_page(client, story.office, "overview", story.district).split())

    assert "70,00% · 1/16 phường" in words
    assert "chưa đủ số liệu</strong>, thiếu 15 đơn vị" in words
    assert "14 đơn vị phải báo cáo chưa có trong danh mục" in words


def test_published_totals_stand_where_wards_are_missing_and_the_difference_is_told(
    client: Client, story: Story
) -> None:
    with_rate(story)
    story.bring_to(State.APPROVED)
    approved(story)

    words = " ".join(open_page(client, story.office, "overview", story.district).split())

    assert "72,00% · số tổng hợp của Quận 11" in words
    assert "Quận 11 công bố 10.800/15.000; 1/2 đơn vị bên dưới báo cáo 700/1.000." in words
    assert [line.standing.name for line in look(story).lines] == ["Phường 5", "Phường 6"]


def test_who_did_not_report_is_named_with_the_people_in_charge(client: Client, story: Story) -> None:
    story.bring_to(State.SUBMITTED)
    state(story.district, 16)

    found = silence_of(story.district, story.form, story.period, user=story.office, today=DAY)
    words = open_page(client, story.office, "silent-list", story.district)

    assert found.reminder == (
        "Còn 15/16 phường chưa gửi báo cáo số liệu Năm 2020 (hạn gửi 10/12/2020): Phường 6 (Người dùng phuong6); ngoài "
        "ra 14 đơn vị chưa có trong danh mục. Đề nghị các đơn vị nhập và gửi số liệu."
    )
    assert found.reminder in words


def test_list_of_who_did_not_report_is_taken_out_as_excel(client: Client, story: Story) -> None:
    client.force_login(story.office)
    answer = client.get(reverse("indicators:silent-list", args=[story.district.pk]), {"_export": "xlsx"})

    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")


def test_totals_are_started_filled_and_found_again_on_the_pages(client: Client, story: Story) -> None:
    client.force_login(story.office)
    address = reverse("indicators:own-total-start", args=[story.district.pk])
    sent = {
        "form": story.form.pk,
        "period": story.period.pk,
        "document": "Báo cáo tổng kết",
        "number": "12/BC",
        "day": "30/10/2020",
    }

    answer = client.post(address, sent, follow=True)

    sheet = Submission.objects.get(own_total=True)
    assert answer.redirect_chain == [(reverse("indicators:submission-entry", args=[sheet.pk]), 302)]
    assert "Số tổng hợp đã công bố của Quận 11" in answer.content.decode()
    assert "Số tổng hợp đang nhập" in client.get(reverse("home")).content.decode()
    listed = client.get(reverse("indicators:submission-list")).content.decode()
    assert "Quận 11 (số tổng hợp đã công bố)" in listed


def test_two_who_correct_a_number_of_units_see_each_others(client: Client, story: Story) -> None:
    row = state(story.district, 16)
    address = reverse("indicators:stated-change", args=[row.pk])
    client.force_login(story.office)
    shown = client.get(address).context["form"]
    row.number = 17
    workflow.state_number(row, by=story.leader, at=AT)
    sent = {"kind": "ward", "number": "18", "valid_from": "01/01/2012", "source": "Nghị quyết 1685"}

    answer = client.post(address, sent | {"seen_before": shown["seen_before"].value()})

    assert (answer.status_code, StatedNumber.objects.get().number) == (409, 17)
    assert "Nơi khác vừa ghi: “17”" in answer.content.decode()


def test_returned_totals_say_why_to_the_office(client: Client, story: Story) -> None:
    sheet = begin(story)
    fill(sheet, PUBLISHED, by=story.office)
    workflow.submit(sheet, by=story.office, at=AT)
    workflow.send_back(sheet, by=story.leader, at=AT, reason=REASON)
    client.force_login(story.office)

    words = client.get(reverse("indicators:submission-entry", args=[sheet.pk])).content.decode()

    assert REASON in words


@pytest.mark.parametrize("wards", [3, 168])
def test_a_province_of_many_units_asks_no_more_questions(
    client: Client, story: Story, django_assert_num_queries: DjangoAssertNumQueries, wards: int
) -> None:
    province = make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE)
    office = make_user("so", (Role.DISTRICT_OFFICE, province))
    with_rate(story)
    for number in range(1, wards + 1):
        ward = make_ward(f"Phường {number}", province)
        if number <= 2:
            officer = make_user(f"cb{number}", (Role.WARD_OFFICER, ward))
            sheet = workflow.start(ward, story.form, story.period, by=officer, on=DAY)
            fill(sheet, {"households": 1_000, "registered": 900, "recognised": 699}, by=officer)
            workflow.submit(sheet, by=officer, at=AT)
            workflow.approve(sheet, by=office, at=AT)
    client.force_login(office)

    with django_assert_num_queries(15 if wards <= 50 else 16):
        page = client.get(reverse("indicators:overview", args=[province.pk]))
    with django_assert_num_queries(13):
        silent = client.get(reverse("indicators:silent-list", args=[province.pk]))

    assert f"69,90% · 2/{wards} phường" in " ".join(page.content.decode().split())
    assert silent.context["found"].count == wards - 2


# Small things of the same pages


@pytest.mark.parametrize("sign", ["\u202a", "\u2066", "\u2069", "\u200e", "\ufeff", "\u2063"])
def test_a_cell_pasted_with_an_invisible_sign_is_taken(story: Story, sign: str) -> None:
    (result,) = save(story.start(), cell(text=f"{sign}1.234{sign}"))

    assert (result.state, result.text) == ("saved", "1.234")


@pytest.mark.parametrize("kind", PeriodKind)
def test_every_kind_of_period_is_collected_and_summed(story: Story, kind: PeriodKind) -> None:
    with_rate(story)
    form = make_form("households", "registered", "recognised", code=f"bieu-{kind.value[:8]}", period_kind=kind)
    asked = usual_periods(kind, 2019, 2019, days_after=10)
    periods = open_periods(asked)
    assert (len(periods), kind.several_a_year) == (kind.in_a_year, kind.in_a_year > 1)

    for number, period in enumerate(periods, start=1):
        sheet = workflow.start(story.ward, form, period, by=story.officer, on=DAY)
        fill(sheet, {"households": 100, "registered": 90, "recognised": number}, by=story.officer)
        workflow.submit(sheet, by=story.officer, at=AT)
        workflow.approve(sheet, by=story.office, at=AT)

    for number, period in enumerate(periods, start=1):
        found = build_overview(story.district, form, period, periods, user=story.office, today=DAY)
        assert [(each.text, each.found.part) for each in found.rates] == [(f"{number},00%", "1/2 phường")]
