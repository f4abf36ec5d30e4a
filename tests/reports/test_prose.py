"""The text of a review: whole sentences also where a number is nought, one or unknown."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.reports.factories import all_figures, make_office, report_figures, titles
from tests.reports.test_review import review, table, words
from units.enums import CentreState
from units.models import LearningCentre
from units.workflow import change_state

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({}, "Chưa có số liệu được duyệt về số lớp, chuyên đề của các trung tâm và số lượt người tham gia trong năm"),
        ({"centre-classes": 0, "centre-attendances": 0}, "các trung tâm chưa mở lớp, chuyên đề nào."),
        ({"centre-classes": 3}, "đã mở 3 lớp, chuyên đề. Chưa có số liệu được duyệt về số lượt người tham gia."),
        ({"centre-attendances": 60}, "các trung tâm có 60 lượt người tham gia. Chưa có số liệu được duyệt về số lớp"),
        (
            {"fund-raised": 0, "scholarship-count": 0, "scholarship-amount": 0},
            "; chưa trao suất học bổng",
        ),
        (
            {"fund-raised": 0, "scholarship-count": 1},
            "quỹ khuyến học; đã trao 1 suất học bổng khuyến học (Bảng 3).",
        ),
        ({"scholarship-amount": 5}, "Quận 11 đã trao học bổng khuyến học với tổng số tiền 5 đồng (Bảng 3). Chưa có"),
        ({"commended-collectives": 0, "commended-individuals": 0}, "chưa có tập thể, cá nhân nào được tuyên dương"),
        ({"commended-collectives": 0, "commended-individuals": 2}, "tuyên dương, khen thưởng 2 cá nhân có thành tích"),
        (
            {"commended-collectives": 1},
            "khen thưởng 1 tập thể có thành tích",
        ),
        (titles(0, 0, "clan"), "0 dòng họ được công nhận Dòng họ học tập, chưa tính được tỉ lệ vì tổng số ghi là 0"),
    ],
)
def test_text_says_what_is_none_or_unknown_in_whole_sentences(numbers: dict[str, int | None], sentence: str) -> None:
    district, (ward,), _ = make_office("Phường 1")
    report_figures(ward, 2020, numbers)

    assert sentence in words(review(district, 2020, 2020))


def test_ward_that_no_centre_serves_and_a_blank_cell_are_said_with_their_names() -> None:
    district, (ward, _), _ = make_office("Phường 1", "Phường 2")
    report_figures(ward, 2020, {**all_figures(), "clan-recognised": None})
    for centre in LearningCentre.objects.all():
        change_state(centre, CentreState.SUSPENDED, on=dt.date(2020, 1, 1))

    document = review(district, 2020, 2020)

    assert "Đến ngày 31/12/2020, không phường nào trong 2 phường có trung tâm" in words(document)
    assert "Dòng họ học tập: không tính Phường 1, năm 2020: ô để trống." in table(document, "titles").notes
