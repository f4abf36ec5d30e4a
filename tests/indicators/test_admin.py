"""The catalogue in the administration: edited by administrators alone, and seen by officers at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hocTap.lib.admin import REASON
from indicators import reference
from indicators.admin import is_in_use
from indicators.layout import load_layout, read_layout
from indicators.models import Check, Form, Indicator, Period, Section, Step, Submission, Value
from tests.factories import make_unit, make_user
from tests.indicators.factories import Story, make_measure
from units.enums import Role, UnitKind

pytestmark = pytest.mark.django_db

PAGES = ["measure", "indicator", "form", "section", "check", "target", "period", "redefinition", "difficultarea"]


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(make_user("quantri", (Role.ADMINISTRATOR, make_unit("Quận 11", UnitKind.DISTRICT))))
    return client


@pytest.mark.parametrize("page", PAGES)
def test_catalogue_is_listed_and_opened_for_an_administrator(administrator: Client, page: str) -> None:
    reference.load()

    assert administrator.get(reverse(f"admin:indicators_{page}_changelist")).status_code == 200
    assert administrator.get(reverse(f"admin:indicators_{page}_add")).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_catalogue_is_closed_to_an_officer(client: Client, page: str) -> None:
    ward = make_unit("Phường 5", UnitKind.WARD)
    client.force_login(make_user("phuong5", (Role.WARD_OFFICER, ward)))

    assert client.get(reverse(f"admin:indicators_{page}_changelist")).status_code in {302, 403, 404}


def fields_of(page: Any) -> dict[str, Any]:
    """What the browser sends back from a page of the administration when nothing was typed."""
    forms = [page.context["adminform"].form]
    for group in page.context["inline_admin_formsets"]:
        forms += [group.formset.management_form, *group.formset.forms]
    fields: dict[str, Any] = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                fields[bound.html_name] = "on" if value is True else value
    return fields


def change(client: Client, obj: Any, **typed: Any) -> Any:
    """Open a row, type into the page, and save."""
    address = reverse(f"admin:indicators_{obj._meta.model_name}_change", args=[obj.pk])
    return client.post(address, fields_of(client.get(address)) | {REASON: "Sửa cho đúng văn bản"} | typed)


def test_edited_check_speaks_with_its_new_words_at_once(administrator: Client) -> None:
    reference.load()
    check = Check.objects.get(form__code="xhht-nam", code="members-at-most-population")
    load_layout(check.form)

    answer = change(administrator, check, sentence="Câu mới: {left}, {right}.")

    assert answer.status_code == 302
    specs = {spec.code: spec.sentence for spec in load_layout(Form.objects.get(pk=check.form_id)).checks}
    assert specs[check.code] == "Câu mới: {left}, {right}."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"sentence": "Gấp {ratio} lần"}, "Câu báo có chỗ trống không điền được: ratio."),
        ({"terms-0-DELETE": "on"}, "Hãy ghi chỉ tiêu ở cả vế trái và vế phải."),
        ({"kind": "ratio_between", "sentence": "Xem"}, "Hãy ghi ngưỡng dưới, ngưỡng trên hoặc cả hai."),
        ({"kind": "all_full", "sentence": "Xem"}, "Hãy ghi từng cặp"),
        ({"terms-0-measure": "outside"}, "Biểu không có chỉ tiêu: outside."),
        ({"terms-0-measure": ""}, "Hãy điền ô này"),
    ],
)
def test_check_that_could_not_be_judged_is_refused_in_words(
    administrator: Client, story: Story, typed: dict[str, str], sentence: str
) -> None:
    check = story.form.checks.get(code="recognised-at-most-households")
    if typed.get("terms-0-measure"):
        typed = typed | {"terms-0-measure": str(make_measure("outside").pk)}

    answer = change(administrator, check, **typed)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert [spec.left for spec in load_layout(story.form).checks if spec.code == check.code] == [("recognised",)]


def test_form_that_nobody_uses_yet_is_changed_freely(administrator: Client, story: Story) -> None:
    (section,) = story.form.sections.all()

    answers = [
        change(administrator, section, **{"lines-0-required": "", "lines-1-DELETE": "on"}),
        change(administrator, story.form, period_kind="half_year"),
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert list(section.lines.values_list("measure__code", "required")) == [
        ("households", False),
        ("recognised", True),
        ("persons", False),
    ]
    assert Form.objects.get(pk=story.form.pk).period_kind == "half_year"


def test_form_in_use_keeps_its_lines_and_its_kind_but_not_its_misprints(administrator: Client, story: Story) -> None:
    story.start()
    (section,) = story.form.sections.all()
    before = list(section.lines.values())

    forged = {"lines-TOTAL_FORMS": 4, "lines-INITIAL_FORMS": 4, "lines-0-DELETE": "on", "lines-0-required": ""}
    forged |= {f"lines-{place}-id": row["id"] for place, row in enumerate(before)}
    change(administrator, section, title="I. Gia đình", **forged)
    change(administrator, story.form, title="Biểu năm", period_kind="half_year")

    assert list(section.lines.values()) == before
    assert Section.objects.get(pk=section.pk).title == "I. Gia đình"
    assert set(Form.objects.values_list("title", "period_kind")) == {("Biểu năm", "calendar_year")}


def test_section_is_not_added_to_a_form_in_use(administrator: Client, story: Story) -> None:
    story.start()
    empty = {"lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 0}
    address = reverse("admin:indicators_section_add")

    answer = administrator.post(address, {"form": story.form.pk, "ordinal": 2, "title": "II"} | empty)

    assert (answer.status_code, story.form.sections.count()) == (200, 1)


def test_period_in_use_keeps_its_days_but_not_its_deadline(administrator: Client, story: Story) -> None:
    story.start()

    change(administrator, story.period, ends_on="30/06/2020", due_on="20/12/2020", closes_on="31/12/2020")

    period = Period.objects.get()
    assert (period.ends_on, period.due_on, period.closes_on) == (
        dt.date(2020, 12, 31),
        dt.date(2020, 12, 20),
        dt.date(2020, 12, 31),
    )


def test_period_in_the_wrong_order_is_refused_in_words(administrator: Client, story: Story) -> None:
    answer = change(administrator, story.period, closes_on="01/01/2020")

    assert "Ngày khóa không được trước hạn gửi." in answer.content.decode()


def act(client: Client, form: Form) -> None:
    data = {"action": "make_new_version", "_selected_action": [form.pk]}
    client.post(reverse("admin:indicators_form_changelist"), data)


def test_form_with_sheets_does_not_end_before_their_period(administrator: Client, story: Story) -> None:
    story.start()
    last = story.period.ends_on

    refused = change(administrator, story.form, valid_to=f"{last - dt.timedelta(days=1):%d/%m/%Y}")
    assert "biểu đã dùng không kết thúc lùi về trước" in refused.content.decode()
    change(administrator, story.form, valid_to=f"{last:%d/%m/%Y}")

    story.form.refresh_from_db()
    assert story.form.valid_to == last


def test_form_in_use_gets_a_new_version_that_follows_it(administrator: Client, story: Story) -> None:
    story.start()

    act(administrator, story.form)

    former, copy = Form.objects.order_by("version")
    last_day = dt.date(timezone.localdate().year, 12, 31)
    assert (former.valid_to, copy.version, copy.valid_from) == (last_day, 2, last_day + dt.timedelta(days=1))
    assert [line.measure.code for line in read_layout(copy).lines] == [
        "households",
        "registered",
        "recognised",
        "persons",
    ]
    assert read_layout(copy).checks == read_layout(former).checks
    assert not is_in_use(copy)


def test_new_version_is_made_of_the_newest_only_and_once(administrator: Client, story: Story) -> None:
    for _ in range(2):
        act(administrator, story.form)
    act(administrator, Form.objects.get(version=2))

    assert list(Form.objects.order_by("version").values_list("version", flat=True)) == [1, 2]


def test_figures_have_no_second_door(administrator: Client) -> None:
    assert [model for model in (Submission, Value, Step) if admin.site.is_registered(model)] == []
    assert administrator.get("/quan-tri/indicators/submission/").status_code == 404


def test_catalogue_is_never_deleted(administrator: Client) -> None:
    reference.load()
    check = Check.objects.order_by("pk")[0]

    answer = administrator.post(reverse("admin:indicators_check_delete", args=[check.pk]), {"post": "yes"})

    assert answer.status_code == 403
    assert Check.objects.filter(pk=check.pk).exists()


def test_what_only_the_database_sees_is_refused_with_what_was_typed(
    administrator: Client, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when somebody else opens a period of these days between the check and the saving."""
    monkeypatch.setattr(Period, "clean", lambda period: None)
    facts = {"kind": "calendar_year", "year": "2021", "ordinal": "1", "label": "Kỳ gõ thử", "note": "Ghi chú gõ thử"}
    days = {"starts_on": "01/12/2020", "ends_on": "30/11/2021", "opens_on": "01/12/2020", "due_on": "10/12/2021"}

    answer = administrator.post(reverse("admin:indicators_period_add"), facts | days)

    page = answer.content.decode()
    assert (answer.status_code, Period.objects.count()) == (200, 1)
    for words in ("trùng hoặc trái với bản ghi khác", "Kỳ gõ thử", "Ghi chú gõ thử", 'value="01/12/2020"'):
        assert words in page


def test_share_of_itself_is_refused_in_words(administrator: Client) -> None:
    measure = make_measure("households")
    facts = {"code": "share", "label": "Tỉ lệ", "numerator": measure.pk, "base": measure.pk, "base_label": "trên số hộ"}

    answer = administrator.post(reverse("admin:indicators_indicator_add"), facts | {"ordinal": 0})

    assert answer.status_code == 200
    assert "Tử số và mẫu số phải là hai chỉ tiêu khác nhau." in answer.content.decode()
    assert not Indicator.objects.exists()
