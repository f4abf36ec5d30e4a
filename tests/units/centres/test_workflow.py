"""Steps on centres and on their books: what they write, what they refuse, and in which words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hocTap.lib.steps import Refused
from tests.factories import make_centre, make_unit, make_ward
from tests.units.centres.factories import FOUNDED, TODAY, course, enter, fund, make_work, term
from tests.units.conftest import UnitByKey
from units import workflow
from units.centres.enums import Act, Grade, Held
from units.enums import CentreState, UnitKind
from units.models import (
    CentreEvaluation,
    CentreService,
    CentreStep,
    CentreTerm,
    EvaluationCriterion,
    EvaluationSet,
    LearningCentre,
    UnitVersion,
)

pytestmark = pytest.mark.django_db

NEW_YEAR = dt.date(2020, 1, 1)
PAPER = workflow.Decision("12/QĐ-UBND", dt.date(2019, 12, 20), "Về việc sắp xếp trung tâm")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"people": 61}, "Số người (61) nhiều hơn số lượt người (60)"),
        ({"starts_on": dt.date(2019, 4, 1)}, "trước ngày bắt đầu"),
        ({"starts_on": dt.date(2010, 5, 1)}, "trước ngày trung tâm thành lập, 19/05/2010"),
        ({"ends_on": dt.date(2021, 1, 1)}, "Ngày 01/01/2021 chưa tới"),
        ({"attendances": 10**7, "people": None}, "từ 0 đến 1.000.000"),
        ({"attendances": -1, "people": None}, "lớn hơn hoặc bằng"),
        ({"sessions": 0}, "Số buổi phải từ 1"),
        ({"held": Held.JOINT}, "Hãy ghi đơn vị nào"),
    ],
)
def test_a_class_that_cannot_be_is_refused_in_a_sentence(changes: dict[str, Any], words: str) -> None:
    centre, ward, officer = make_work()

    with pytest.raises(Refused) as refused:
        enter(course(centre, ward, **changes), officer)

    assert words in str(refused.value)


def test_a_class_for_a_ward_that_did_not_stand_or_was_not_served_is_refused() -> None:
    centre, _, officer = make_work()
    other, ended = make_ward("Phường 6"), make_unit("Phường 7", valid_to=dt.date(2018, 12, 31))

    for ward, words in ((other, "không phục vụ Phường 6"), (ended, "Phường 7 kết thúc ngày 31/12/2018")):
        with pytest.raises(Refused, match=words):
            enter(course(centre, ward), officer)


def test_a_corrected_class_keeps_what_it_was() -> None:
    centre, ward, officer = make_work()
    written = enter(course(centre, ward), officer)

    written.attendances = 50
    enter(written, officer)

    assert list(written.history.values_list("attendances", "history_user")) == [(50, officer.pk), (60, officer.pk)]


def test_a_voided_row_stays_with_its_reason_and_is_not_changed_again() -> None:
    centre, ward, officer = make_work()
    written = enter(fund(centre, ward), officer)

    voided = workflow.void(written, reason="  Ghi nhầm   năm ", by=officer)

    assert (voided.void_reason, voided.voided_by) == ("Ghi nhầm năm", officer)
    with pytest.raises(Refused, match="đã hủy"):
        workflow.void(written, reason="lần nữa", by=officer)
    with pytest.raises(Refused, match="không sửa được nữa"):
        enter(written, officer)


def test_two_directors_at_once_are_refused() -> None:
    centre, ward, officer = make_work()
    enter(term(centre, ward, valid_to=dt.date(2018, 12, 31)), officer)
    enter(term(centre, ward, name="Trần Văn An", valid_from=dt.date(2019, 1, 1)), officer)

    with pytest.raises(Refused, match="trái với bản ghi khác"):
        enter(term(centre, ward, name="Võ Văn Bình", valid_from=dt.date(2018, 6, 1)), officer)


def test_dissolving_ends_the_posts_and_happens_once() -> None:
    centre, ward, officer = make_work()
    enter(term(centre, ward), officer)

    workflow.change_state(centre, CentreState.DISSOLVED, on=NEW_YEAR, decision=PAPER, by=officer)

    step = centre.steps.get(act=Act.DISSOLVE)
    assert CentreTerm.objects.get().valid_to == dt.date(2019, 12, 31)
    assert (step.decision_no, step.by, step.before["state"], step.after["ended_on"]) == (
        "12/QĐ-UBND",
        officer,
        "active",
        "2020-01-01",
    )
    with pytest.raises(Refused, match="đã giải thể từ ngày 01/01/2020"):
        workflow.change_state(centre, CentreState.DISSOLVED, on=NEW_YEAR)


def test_a_centre_does_not_end_before_its_last_class() -> None:
    centre, ward, officer = make_work()
    enter(course(centre, ward), officer)

    with pytest.raises(Refused, match="Sổ của Trung tâm Phường 5 còn ghi việc"):
        workflow.change_state(centre, CentreState.DISSOLVED, on=dt.date(2019, 3, 8))

    centre.refresh_from_db()
    assert (centre.state, centre.ended_on) == (CentreState.ACTIVE, None)


def test_suspending_twice_and_a_paper_later_than_its_force_are_refused() -> None:
    centre, _, officer = make_work()
    late = workflow.Decision("1/QĐ", dt.date(2020, 2, 1))
    with pytest.raises(Refused, match="sớm hơn"):
        workflow.change_state(centre, CentreState.SUSPENDED, on=NEW_YEAR, decision=late, by=officer)

    workflow.change_state(centre, CentreState.SUSPENDED, on=NEW_YEAR, decision=PAPER, by=officer)

    with pytest.raises(Refused, match="đang ở trạng thái “tạm dừng”"):
        workflow.change_state(centre, CentreState.SUSPENDED, on=NEW_YEAR, decision=PAPER, by=officer)
    assert workflow.change_state(centre, CentreState.ACTIVE, on=TODAY, by=officer).state == CentreState.ACTIVE


def test_a_merger_ends_the_old_centres_and_hands_on_their_wards() -> None:
    one, two = make_ward("Phường 1"), make_ward("Phường 2")
    heir, old = make_centre("Một", one), make_centre("Hai", two)

    workflow.merge([old], into=heir, on=NEW_YEAR, decision=PAPER)

    old.refresh_from_db()
    served = heir.services.filter(valid_to=None).order_by("ward").values_list("ward", "valid_from")
    assert (old.state, old.ended_on) == (CentreState.DISSOLVED, NEW_YEAR)
    assert [(ward, day > FOUNDED) for ward, day in served] == [(one.pk, False), (two.pk, True)]
    assert [str(each) for each in heir.merged_from.all()] == ["Hai → Một"]
    assert set(CentreStep.objects.values_list("centre", "act")) >= {(old.pk, Act.MERGE), (heir.pk, Act.ABSORB)}


def test_a_centre_does_not_go_into_itself_nor_twice() -> None:
    heir, old = make_centre("Một", make_ward("Phường 1")), make_centre("Hai", make_ward("Phường 2"))
    with pytest.raises(Refused, match="chính mình"):
        workflow.merge([heir], into=heir, on=NEW_YEAR)

    workflow.merge([old], into=heir, on=NEW_YEAR)

    with pytest.raises(Refused, match="đã giải thể"):
        workflow.merge([old], into=heir, on=NEW_YEAR)


@pytest.mark.parametrize(
    ("day", "who"),
    [
        (dt.date(2019, 1, 1), "Chủ tịch Ủy ban nhân dân cấp huyện (Quận 11)"),
        (dt.date(2025, 6, 30), "Chủ tịch Ủy ban nhân dân cấp huyện (Quận 11)"),
        (dt.date(2025, 7, 1), "Chủ tịch Ủy ban nhân dân cấp xã"),
        (dt.date(2007, 1, 1), ""),
    ],
)
def test_a_step_names_the_authority_of_its_time(unit: UnitByKey, day: dt.date, who: str) -> None:
    centre = make_centre("Trung tâm", unit("hcm-q11-p5"))

    workflow.change_state(centre, CentreState.SUSPENDED, on=day)

    assert centre.steps.get(act=Act.SUSPEND).decided_by == who


def test_a_ward_is_left_only_after_its_last_row() -> None:
    centre, ward, officer = make_work()
    enter(course(centre, ward), officer)
    workflow.serve(centre, [make_ward("Phường 6")], from_day=FOUNDED)
    with pytest.raises(Refused, match="Sổ còn ghi cho Phường 5"):
        workflow.leave(centre, ward, last_day=dt.date(2018, 1, 1))

    workflow.leave(centre, ward, last_day=dt.date(2019, 12, 31), by=officer)

    assert centre.services.get(ward=ward).valid_to == dt.date(2019, 12, 31)
    with pytest.raises(Refused, match="không phục vụ"):
        enter(course(centre, ward, starts_on=NEW_YEAR, ends_on=NEW_YEAR), officer)


def test_the_last_ward_that_stands_is_not_left() -> None:
    centre, ward, officer = make_work()
    ended = make_unit("Phường 7", valid_to=dt.date(2018, 12, 31))
    workflow.serve(centre, [ended], from_day=FOUNDED)

    with pytest.raises(Refused, match=r"Phường 5 là nơi cuối cùng .* giải thể, sáp nhập"):
        workflow.leave(centre, ward, last_day=dt.date(2019, 12, 31), by=officer)

    assert centre.services.get(ward=ward).valid_to is None


def covered_on(*days: dt.date) -> list[int]:
    wards = UnitVersion.objects.of_kind(UnitKind.WARD)
    return [wards.on(day).coverage(day).covered for day in days]


def test_a_suspended_centre_covers_no_ward_from_its_day_until_it_works_again() -> None:
    centre, ward, officer = make_work()
    around = [dt.date(2019, 12, 31), NEW_YEAR, dt.date(2020, 6, 30), dt.date(2020, 7, 1)]
    workflow.change_state(centre, CentreState.SUSPENDED, on=NEW_YEAR, by=officer)
    suspended = covered_on(*around)

    workflow.change_state(centre, CentreState.ACTIVE, on=dt.date(2020, 7, 1), by=officer)

    assert (suspended, covered_on(*around)) == ([1, 0, 0, 0], [1, 0, 0, 1])
    assert [CentreService.objects.on(day).count() for day in around] == [1, 0, 0, 1]
    assert UnitVersion.objects.of_kind(UnitKind.WARD).without_centre(NEW_YEAR).get().unit == ward
    assert list(centre.pauses.values_list("valid_from", "valid_to")) == [(NEW_YEAR, dt.date(2020, 6, 30))]


def test_a_ward_of_two_centres_stays_covered_while_one_is_suspended() -> None:
    centre, ward, _ = make_work()
    make_centre("Trung tâm thứ hai", ward)

    workflow.change_state(centre, CentreState.SUSPENDED, on=NEW_YEAR)

    assert covered_on(NEW_YEAR) == [1]
    assert UnitVersion.objects.without_centre(NEW_YEAR).of_kind(UnitKind.WARD).count() == 0


def test_days_of_suspension_stay_in_order() -> None:
    centre, _, officer = make_work()
    workflow.change_state(centre, CentreState.SUSPENDED, on=NEW_YEAR, by=officer)
    for state in (CentreState.ACTIVE, CentreState.DISSOLVED):
        with pytest.raises(Refused, match="tạm dừng từ ngày 01/01/2020; hãy ghi một ngày sau"):
            workflow.change_state(centre, state, on=NEW_YEAR, by=officer)

    workflow.change_state(centre, CentreState.ACTIVE, on=TODAY, by=officer)
    with pytest.raises(Refused, match="đã được ghi tạm dừng"):
        workflow.change_state(centre, CentreState.SUSPENDED, on=dt.date(2019, 6, 1), by=officer)

    centre.refresh_from_db()
    assert (centre.state, centre.pauses.count()) == (CentreState.ACTIVE, 1)


def test_a_suspended_centre_still_takes_its_decision_and_waits_for_one(unit: UnitByKey) -> None:
    centre = make_centre("Trung tâm", unit("hcm-q11-p12"))
    heir = make_centre("Nhận", unit("hcm-phu-tho"), founded_on=dt.date(2025, 7, 1))
    workflow.change_state(centre, CentreState.SUSPENDED, on=dt.date(2024, 1, 1))
    day = dt.date(2025, 8, 1)
    waiting = list(LearningCentre.objects.awaiting(day))

    workflow.merge([centre], into=heir, on=day)

    assert waiting == [centre]
    assert centre.pauses.get().valid_to == dt.date(2025, 7, 31)


def test_a_self_evaluation_takes_points_only_up_to_what_its_sheet_gives() -> None:
    centre, ward, officer = make_work()
    sheet = EvaluationSet.objects.create(code="thu", label="Thử", first_year=2008)
    scored = EvaluationCriterion.objects.create(sheet=sheet, number=1, label="Tổ chức", max_score=20)
    unscored = EvaluationCriterion.objects.create(sheet=sheet, number=2, label="Kinh phí")
    judged = CentreEvaluation(centre=centre, ward=ward, sheet=sheet, school_year=2019, grade=Grade.GOOD)
    judged.evaluated_on = dt.date(2020, 6, 1)

    for answers in ({scored: (21, "", "")}, {unscored: (1, "", "")}):
        with pytest.raises(Refused, match="điểm tối đa"):
            workflow.evaluate(judged, answers, by=officer, today=TODAY)
        judged.pk = None
    workflow.evaluate(judged, {scored: (18, "tốt", "sổ"), unscored: (None, "đủ", "")}, by=officer, today=TODAY)

    assert list(judged.scores.values_list("points", "note")) == [(18, "tốt"), (None, "đủ")]


def test_many_rows_are_written_all_or_none() -> None:
    centre, ward, officer = make_work()
    at = dt.datetime(2020, 12, 31, tzinfo=dt.UTC)
    rows = [course(centre, ward, title=f"Lớp {number}") for number in range(3)]
    with pytest.raises(Refused, match="Lớp sai: Số người"):
        workflow.enter_many([*rows, course(centre, ward, title="Lớp sai", people=99)], by=officer, at=at)
    assert not type(rows[0]).objects.exists()

    workflow.enter_many(rows, by=officer, at=at)

    assert type(rows[0]).objects.filter(entered_by=officer, folded__startswith="lop").count() == 3


def test_no_class_goes_on_while_its_centre_is_suspended() -> None:
    centre, ward, officer = make_work()
    workflow.change_state(centre, CentreState.SUSPENDED, on=NEW_YEAR)
    workflow.change_state(centre, CentreState.ACTIVE, on=dt.date(2020, 3, 1))

    for first, last in ((dt.date(2020, 2, 1), dt.date(2020, 2, 2)), (dt.date(2019, 12, 30), dt.date(2020, 3, 2))):
        with pytest.raises(Refused, match="tạm dừng từ 01/01/2020 đến 29/02/2020, không mở lớp"):
            enter(course(centre, ward, starts_on=first, ends_on=last), officer)

    assert enter(course(centre, ward, starts_on=dt.date(2020, 3, 1), ends_on=dt.date(2020, 3, 1)), officer).pk


def test_a_centre_is_not_suspended_on_days_of_its_classes() -> None:
    centre, ward, officer = make_work()
    enter(course(centre, ward, starts_on=dt.date(2019, 12, 30), ends_on=dt.date(2020, 1, 2)), officer)

    with pytest.raises(Refused, match="còn lớp “Lớp tin học” đến ngày 02/01/2020"):
        workflow.change_state(centre, CentreState.SUSPENDED, on=NEW_YEAR)

    assert workflow.change_state(centre, CentreState.SUSPENDED, on=dt.date(2020, 1, 3)).state == "suspended"
