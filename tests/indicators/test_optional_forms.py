"""Forms that an office switches on: whom they are asked of, and when."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from hocTap.lib.refusals import Refused
from indicators import workflow
from indicators.models import Form, FormUse, Submission
from indicators.work import work_of
from indicators.workflow import CellInput
from indicators.workflow.optional import use_form
from tests.factories import make_ward
from tests.indicators.factories import AT, DAY, Story, make_form, make_measure, make_period

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
