"""The office's own parts: words proposed from the figures or taken over from the report before, figures as fields."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from hocTap.lib.refusals import Refused
from indicators.enums import Rounding
from reports import workflow
from reports.enums import Slot
from reports.models import Report
from reports.review import wording
from reports.review.document import decode_words
from tests.awards.titles.factories import NOW, signed_in
from tests.reports.factories import (
    NARRATIVE,
    all_figures,
    make_golden,
    make_issued,
    make_office,
    make_partial,
    make_small,
    report_figures,
    titles,
)
from units.models import Unit

pytestmark = pytest.mark.django_db
ASSESSMENT, ORIENTATION = Slot.ASSESSMENT.value, Slot.ORIENTATION.value


def words_in(report: Report, slot: str) -> list[str]:
    (section,) = [each for each in report.read().sections if each.slot == slot]
    return [each.text for each in section.paragraphs]


def test_first_words_are_proposed_from_the_figures_and_stand_in_no_paper_until_taken() -> None:
    report = make_golden()

    offers = wording.offers(report.read(), report.stage_told, {}, "")

    assert offers[ASSESSMENT][0].raw.splitlines()[0] == (
        "Kết quả giai đoạn 2019 - 2020 (tính đến ngày 29/10/2020): tỉ lệ Gia đình học tập đạt {gia_dinh_ti_le}; "
        "Dòng họ học tập đạt {dong_ho_ti_le}; Cộng đồng học tập đạt {cong_dong_ti_le}; "
        "Đơn vị học tập đạt {don_vi_ti_le}."
    )
    assert offers[ASSESSMENT][0].shown[1:] == (
        "Trong giai đoạn 2019 - 2020 (tính đến ngày 29/10/2020) đã mở 60 lớp, chuyên đề tại trung tâm học tập cộng "
        "đồng; phục vụ 9.000 lượt người học; vận động quỹ khuyến học được 180.000.000 đồng; trao 240 suất học bổng.",
        "Các chỉ tiêu có số liệu để đối chiếu đều đạt mục tiêu đề ra.",
    )
    assert offers[ORIENTATION][0].shown[0].startswith("Giữ vững và nâng cao kết quả đã đạt về Gia đình học tập;")
    assert offers[Slot.DIRECTION.value] == offers[Slot.PROPOSALS.value] == []
    assert wording.offers(decode_words(report.document, wording.KEYS), report.stage_told, {}, "") == offers
    assert words_in(report, ASSESSMENT) == ["(Cơ quan lập báo cáo bổ sung.)"]


def test_what_was_missed_is_proposed_as_a_weakness_and_as_work_ahead() -> None:
    district, (ward,), by = make_office("Phường 1")
    report_figures(ward, 2020, all_figures() | titles(30, 100))
    report = workflow.make_report(district, 2020, 2020, Rounding.CUT, by=by, at=NOW)

    offers = wording.offers(report.read(), report.stage_told, {}, "")

    assert "Hạn chế: chưa đạt mục tiêu về Gia đình học tập (30,00%, mức đề ra ≥ 70%)." in offers[ASSESSMENT][0].shown
    assert "Tập trung khắc phục để đạt mục tiêu về Gia đình học tập (mức đề ra ≥ 70%)." in offers[ORIENTATION][0].shown


def test_number_of_a_part_says_of_how_many_it_is() -> None:
    fields = wording.fields_of(make_partial().read())

    assert fields["gia_dinh_ti_le"].endswith(" (số của 2/3 phường)")
    assert fields["cong_dan_ti_le"] == wording.UNKNOWN


def test_figures_in_the_words_are_fields_that_follow_the_figures() -> None:
    district, wards, by = make_office("Phường 1", "Phường 2")
    report_figures(wards[0], 2020, all_figures() | titles(30, 100))
    report = workflow.make_report(district, 2020, 2020, Rounding.CUT, by=by, at=NOW)
    report = workflow.write(report, {ASSESSMENT: "Đạt {gia_dinh_ti_le} số hộ."}, by=by, at=NOW)
    assert words_in(report, ASSESSMENT) == ["Đạt 30,00% (số của 1/2 phường) số hộ."]

    report_figures(wards[1], 2020, all_figures() | titles(50, 100))
    report = workflow.rebuild(report, by=by, at=NOW)

    assert words_in(report, ASSESSMENT) == ["Đạt 40,00% số hộ."]


def test_field_that_no_review_knows_is_refused_by_name() -> None:
    report = make_small()

    with pytest.raises(Refused, match=r"Chỗ điền \{ti_le\} không có"):
        workflow.write(report, {ASSESSMENT: "Đạt {ti_le}."}, by=report.made_by, at=NOW)


def test_offered_words_are_taken_into_the_form_below_what_was_typed_and_nothing_is_saved() -> None:
    report = make_golden()
    client, address = signed_in(report.made_by), reverse("reports:report-text", args=[report.pk])
    typed = client.get(address).context["form"].initial | {ASSESSMENT: "Đã viết.", "direction": "Chỉ đạo."}

    page = client.post(address, typed | {"lay": f"{ASSESSMENT}/de-xuat"})

    form = page.context["form"]
    assert page.status_code == 200
    assert form[ASSESSMENT].value().startswith("Đã viết.\nKết quả giai đoạn 2019 - 2020")
    assert form["direction"].value() == "Chỉ đạo."
    assert "chưa lưu" in page.content.decode()
    assert Report.objects.get().assessment == ""
    assert client.post(address, typed | {"lay": f"{ASSESSMENT}/khac"}).status_code == 404


def test_words_of_the_report_before_are_offered_with_the_figures_of_now() -> None:
    before = make_issued(5)
    late = dt.datetime(2021, 12, 31, 9, tzinfo=dt.UTC)
    report_figures(Unit.objects.get(versions__name="Phường 1"), 2021, all_figures())
    report = workflow.make_report(before.unit, 2021, 2021, Rounding.CUT, by=before.made_by, at=late)

    page = signed_in(before.made_by).get(reverse("reports:report-text", args=[report.pk])).content.decode()

    assert "Lời của Báo cáo số 05/BC-UBND ngày 29 tháng 10 năm 2020 cho phần" in page
    assert NARRATIVE["direction"] in page
