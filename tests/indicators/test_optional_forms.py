"""Forms that an office switches on: whom they are asked of, and when."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from hocTap.lib.refusals import Refused
from indicators import workflow
from indicators.models import Form, FormUse, Submission
from indicators.permissions import can_approve
from indicators.waiting import sheets_waiting
from indicators.work import work_of
from indicators.workflow import CellInput
from indicators.workflow.optional import unuse_form, use_form
from tests.factories import make_unit, make_user, make_ward
from tests.indicators.factories import AT, DAY, Story, make_form, make_measure, make_period
from units.enums import Role, UnitKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def extra() -> Form:
    form = make_form(optional=["literate"], code="bieu-them")
    Form.objects.filter(pk=form.pk).update(optional=True)
    return Form.objects.get(pk=form.pk)


def asked_of(story: Story) -> set[str]:
    return {task.form.code for task in work_of(story.officer, DAY).tasks}


def test_optional_form_is_asked_only_once_it_is_switched_on_and_only_in_its_years(story: Story, extra: Form) -> None:
    assert asked_of(story) == {"bieu"}

    use_form(story.district, extra, 2021, None, by=story.office, at=AT)
    assert asked_of(story) == {"bieu"}

    use_form(story.district, extra, 2020, None, by=story.office, at=AT)
    assert asked_of(story) == {"bieu", "bieu-them"}
    assert FormUse.objects.count() == 1


def test_sheet_of_a_form_not_switched_on_is_not_begun(story: Story, extra: Form) -> None:
    with pytest.raises(Refused, match="chưa bật cho Năm 2020"):
        story.start(form=extra)

    use_form(story.ward, extra, 2020, None, by=story.office, at=AT)
    assert story.start(form=extra).form == extra
    with pytest.raises(Refused, match="chưa bật"):
        story.start(ward=story.next_ward, form=extra)


def test_years_that_leave_out_a_sheet_are_refused(story: Story, extra: Form) -> None:
    use_form(story.district, extra, 2020, None, by=story.office, at=AT)
    story.start(form=extra)

    for first, last in ((2021, None), (2018, 2019)):
        with pytest.raises(Refused, match=r"Đã có báo cáo của biểu này: .*Năm 2020"):
            use_form(story.district, extra, first, last, by=story.office, at=AT)
    with pytest.raises(Refused, match="Năm cuối"):
        use_form(story.district, extra, 2020, 2019, by=story.office, at=AT)
    with pytest.raises(Refused, match="không phải biểu tự chọn"):
        use_form(story.district, story.form, 2020, None, by=story.office, at=AT)


def test_form_is_not_used_after_the_end(story: Story, extra: Form) -> None:
    gone = make_ward("Phường 20", story.district)
    gone.versions.update(valid_to=dt.date(2019, 12, 31))

    with pytest.raises(Refused, match="kết thúc ngày 31/12/2019"):
        use_form(gone, extra, 2020, None, by=story.office, at=AT)


def test_the_office_switches_a_form_on_with_one_page_its_wards_do_not(
    story: Story, extra: Form, client: Client
) -> None:
    address = reverse("indicators:form-use", args=[story.district.pk])
    client.force_login(story.officer)
    assert client.post(address, {"form": extra.pk, "first": "2020", "last": ""}).status_code in (403, 404)

    client.force_login(story.office)
    answer = client.post(address, {"form": extra.pk, "first": "2020", "last": ""})

    assert answer.status_code == 302
    assert FormUse.objects.get().switched_by == story.office
    assert client.get(reverse("indicators:overview", args=[story.district.pk]), {"bieu": extra.pk}).status_code == 200


def test_level_above_its_scale_is_refused_in_its_cell(story: Story, extra: Form) -> None:
    measure = make_measure("literate")
    measure.highest, measure.additivity = 2, "none"
    measure.save()
    use_form(story.district, extra, 2020, None, by=story.office, at=AT)
    sheet = story.start(form=extra)

    (refused,) = workflow.save_cells(sheet, [CellInput("literate", "3", "exact", "", 0)], by=story.officer, at=AT)
    (saved,) = workflow.save_cells(sheet, [CellInput("literate", "2", "exact", "", 0)], by=story.officer, at=AT)

    assert (refused.state, saved.state) == ("refused", "saved")
    assert "chỉ từ 0 đến 2" in refused.sentence
    assert Submission.objects.get(pk=sheet.pk).values.get().number == 2


def test_other_offices_pages_do_not_show_the_form(story: Story, extra: Form, client: Client) -> None:
    make_period(2021)
    client.force_login(story.office)
    forms = client.get(reverse("indicators:overview", args=[story.district.pk])).context["forms"]

    assert [form.code for form in forms] == ["bieu"]


def test_the_provinces_own_form_is_filled_in_by_its_office_and_approved_by_a_colleague(
    story: Story, client: Client
) -> None:
    form = a_provinces_form()
    province = make_unit("Tỉnh An Hòa", UnitKind.PROVINCE)
    sogd, colleague = (make_user(name, (Role.DISTRICT_OFFICE, province)) for name in ("sogd", "sogd2"))
    use_form(province, form, 2020, None, by=sogd, at=AT)
    client.force_login(sogd)
    (begins,) = sheets_waiting(sogd, DAY)
    assert (begins.verb, begins.sentence) == ("Bắt đầu nhập", f"{form.title} – {story.period.label}")
    assert begins.sends == {"unit": province.pk, "form": form.pk, "period": story.period.pk}

    page = client.get(reverse("indicators:overview", args=[province.pk]), {"bieu": form.pk, "ky": story.period.pk})
    assert "Bắt đầu nhập" in page.content.decode()
    sends = {"unit": province.pk, "form": form.pk, "period": story.period.pk}
    answer = client.post(reverse("indicators:submission-start"), sends)

    sheet = Submission.objects.get(unit=province)
    assert answer.headers["Location"] == reverse("indicators:submission-entry", args=[sheet.pk])
    assert [each.kind for each in sheets_waiting(sogd, DAY)] == ["Báo cáo của chính đơn vị đang nhập"]
    assert client.get(answer.headers["Location"]).status_code == 200
    workflow.save_cells(sheet, [CellInput("districts", "24", "exact", "", 0)], by=sogd, at=AT)
    sent = workflow.submit(sheet, by=sogd, at=AT)
    assert (can_approve(sogd, sent), can_approve(colleague, sent)) == (False, True)
    assert sheets_waiting(sogd, DAY) == []


def test_a_provinces_form_is_neither_offered_to_districts_nor_switched_on_there(story: Story, client: Client) -> None:
    form = a_provinces_form()
    client.force_login(story.office)
    page = client.get(reverse("indicators:form-use", args=[story.district.pk]))

    assert form not in page.context["form"].fields["form"].queryset
    with pytest.raises(Refused, match="do cấp tỉnh, thành phố nhập"):
        use_form(story.district, form, 2020, None, by=story.office, at=AT)


def test_a_form_switched_on_by_mistake_is_taken_back_with_its_empty_sheets(
    story: Story, extra: Form, client: Client
) -> None:
    use = use_form(story.district, extra, 2020, None, by=story.office, at=AT)
    story.start(form=extra)
    address = reverse("indicators:form-unuse", args=[use.pk])
    client.force_login(story.office)

    asked = client.get(address)
    assert (asked.status_code, FormUse.objects.count()) == (200, 1)
    answer = client.post(address, dict(asked.context["sent"]))

    assert (answer.status_code, FormUse.objects.count(), Submission.objects.count()) == (302, 0, 0)
    assert asked_of(story) == {"bieu"}


def test_a_form_in_which_something_was_written_is_not_taken_back(story: Story, extra: Form) -> None:
    use = use_form(story.district, extra, 2020, None, by=story.office, at=AT)
    sheet = story.start(form=extra)
    workflow.save_cells(sheet, [CellInput("literate", "3", "exact", "", 0)], by=story.officer, at=AT)

    with pytest.raises(Refused, match="Đã có số liệu của biểu này"):
        unuse_form(use, by=story.office, at=AT)
    assert FormUse.objects.exists()


def a_provinces_form() -> Form:
    form = make_form(optional=["districts"], code="bieu-tinh", unit_kind=UnitKind.PROVINCE)
    Form.objects.filter(pk=form.pk).update(optional=True)
    return Form.objects.get(pk=form.pk)
