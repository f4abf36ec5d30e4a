"""Each step from each state, what bars it, and what it leaves behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from hocTap.lib.refusals import Refused, Stale
from indicators import workflow
from indicators.enums import Action, Origin, PeriodKind, State
from indicators.expected import own_days
from indicators.models import CheckNote, Period, Step, Submission, Value
from indicators.sheet import load_sheet
from tests.factories import make_unit, make_ward
from tests.indicators.factories import (
    AT,
    DAY,
    GOOD,
    REASON,
    SENTENCE,
    Story,
    cell,
    fill,
    make_form,
    make_period,
    numbers_of,
    save,
)
from units.enums import UnitKind
from units.workflow import close_version

LATER = AT + dt.timedelta(hours=1)
WORDS = {"persons-per-household": "Số người lấy theo điều tra dân số."}


def take(action: Action, submission: Submission, story: Story) -> Submission:
    steps: dict[Action, Callable[[], Submission]] = {
        Action.SUBMIT: lambda: workflow.submit(submission, by=story.officer, at=LATER),
        Action.WITHDRAW: lambda: workflow.withdraw(submission, by=story.officer, at=LATER, reason=REASON),
        Action.RETURN: lambda: workflow.send_back(submission, by=story.office, at=LATER, reason=REASON),
        Action.APPROVE: lambda: workflow.approve(submission, by=story.office, at=LATER),
        Action.CHECK: lambda: workflow.check(submission, by=story.office, at=LATER),
        Action.REOPEN: lambda: workflow.reopen(submission, by=story.office, at=LATER, reason=REASON),
        Action.HAND: lambda: _handed(submission, story),
        Action.UNHAND: lambda: workflow.unhand(
            submission, workflow.Was("submitted", SENT), by=story.officer, at=LATER, reason=REASON
        ),
    }
    SENT["submitted_by_id"] = story.officer.pk
    return steps[action]()


SENT: dict[str, object] = {"submitted_at": AT.isoformat()}


def _handed(submission: Submission, story: Story) -> Submission:
    workflow.hand(submission, story.start(story.next_ward), by=story.officer, at=LATER)
    return submission


OPEN_STEPS = {
    (State.DRAFT, Action.SUBMIT): State.SUBMITTED,
    (State.RETURNED, Action.SUBMIT): State.SUBMITTED,
    (State.REOPENED, Action.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Action.WITHDRAW): State.DRAFT,
    (State.SUBMITTED, Action.RETURN): State.RETURNED,
    (State.SUBMITTED, Action.APPROVE): State.APPROVED,
    (State.APPROVED, Action.REOPEN): State.REOPENED,
    **{(state, Action.HAND): State.HANDED for state in State if state not in (State.APPROVED, State.HANDED)},
    (State.HANDED, Action.UNHAND): State.SUBMITTED,
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("state", State)
def test_step_from_state_leads_on_or_is_refused_and_changes_nothing(story: Story, state: State, action: Action) -> None:
    submission = story.bring_to(state)
    if state == State.DRAFT:
        fill(submission, GOOD)
    expected = OPEN_STEPS.get((state, action))
    before = (submission.steps.count(), state)

    if expected is None:
        with pytest.raises(Stale):
            take(action, submission, story)
    else:
        take(action, submission, story)

    submission = Submission.objects.get(pk=submission.pk)
    assert (submission.steps.count(), submission.state) == ((before[0] + 1, expected) if expected else before)


def test_step_is_logged_with_who_when_why_and_the_figures(story: Story) -> None:
    submission = story.bring_to(State.REOPENED)
    figures = {code: [number, "exact", ""] for code, number in GOOD.items()}

    rows = Step.objects.filter(submission=submission).values_list("action", "before", "after", "by", "reason")
    kept = list(Step.objects.filter(submission=submission).values_list("figures", flat=True))

    assert list(rows) == [
        ("submit", "draft", "submitted", story.officer.pk, ""),
        ("approve", "submitted", "approved", story.office.pk, ""),
        ("reopen", "approved", "reopened", story.office.pk, REASON),
    ]
    assert kept == [figures, figures, {}]
    assert set(submission.steps.values_list("at", flat=True)) == {AT}


def test_sheet_says_who_sent_and_approved_it_only_while_it_is_so(story: Story) -> None:
    periods = {state: make_period(year) for year, state in enumerate(State, start=2012)}
    found = {state: story.bring_to(state, period=period) for state, period in periods.items()}

    assert {
        state: (each.submitted_by_id, each.submitted_at, each.approved_by_id, each.approved_at)
        for state, each in found.items()
    } == {
        State.DRAFT: (None, None, None, None),
        State.SUBMITTED: (story.officer.pk, AT, None, None),
        State.RETURNED: (None, None, None, None),
        State.APPROVED: (story.officer.pk, AT, story.office.pk, AT),
        State.REOPENED: (None, None, None, None),
        State.HANDED: (None, None, None, None),
    }


@pytest.mark.parametrize("reason", ["", "   ", "\n\t", "\u200b"])
@pytest.mark.parametrize(
    ("state", "action"), [(State.SUBMITTED, "send_back"), (State.SUBMITTED, "withdraw"), (State.APPROVED, "reopen")]
)
def test_sending_back_wants_a_reason(story: Story, state: State, action: str, reason: str) -> None:
    submission = story.bring_to(state)

    with pytest.raises(Refused, match="Hãy ghi lý do"):
        getattr(workflow, action)(submission, by=story.office, at=LATER, reason=reason)

    assert Submission.objects.get(pk=submission.pk).state == state


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("<script>alert(1)</script>", "thẻ HTML"),
        ("Sai\x00số", "không đọc được"),
        ("Sai \ud800 số", "không đọc được"),
        ("a" * 2_001, "dài 2.001 ký tự, quá 2.000"),
    ],
)
def test_reason_that_cannot_be_kept_is_refused_in_words(story: Story, reason: str, sentence: str) -> None:
    submission = story.bring_to(State.SUBMITTED)

    with pytest.raises(Refused, match=sentence):
        workflow.send_back(submission, by=story.office, at=LATER, reason=reason)


def test_reason_keeps_its_lines(story: Story) -> None:
    submission = story.bring_to(State.SUBMITTED)

    workflow.send_back(submission, by=story.office, at=LATER, reason=" Sai số hộ.\r\nThiếu  ghi chú. ")

    assert submission.steps.get(action=Action.RETURN).reason == "Sai số hộ.\nThiếu ghi chú."


def test_reason_of_the_last_return_is_the_one_shown(story: Story) -> None:
    submission = story.bring_to(State.RETURNED)
    workflow.submit(submission, by=story.officer, at=LATER)
    assert load_sheet(submission).return_reason is None

    workflow.send_back(submission, by=story.office, at=LATER, reason="Lần hai.")

    shown = load_sheet(submission).return_reason
    assert shown is not None
    assert (shown.reason, shown.by) == ("Lần hai.", story.office)


@pytest.mark.parametrize(
    ("state", "action"),
    [(State.DRAFT, "submit"), (State.SUBMITTED, "approve"), (State.SUBMITTED, "send_back"), (State.APPROVED, "reopen")],
)
def test_step_on_an_edition_no_longer_current_is_stale(story: Story, state: State, action: str) -> None:
    submission = story.bring_to(state)
    by = story.officer if action == "submit" else story.office
    words = {"reason": REASON} if action in {"send_back", "reopen"} else {}

    with pytest.raises(Stale, match="vừa có thay đổi"):
        getattr(workflow, action)(submission, by=by, at=LATER, edition=submission.edition - 1, **words)


def test_each_change_of_figures_or_state_is_a_new_edition(story: Story) -> None:
    submission = story.start()
    editions = [submission.edition]

    save(submission, cell("households"), cell("registered", "800"))
    editions.append(submission.edition)
    save(submission, cell("households"))
    editions.append(submission.edition)
    save(submission, cell("recognised", "không"))
    editions.append(submission.edition)

    assert editions == [1, 2, 2, 2]
    assert Submission.objects.get(pk=submission.pk).edition == 2


def test_blank_required_cells_bar_sending(story: Story) -> None:
    submission = story.start()
    fill(submission, {"households": 1_000})

    with pytest.raises(Refused, match="Còn 2 ô bắt buộc chưa có số"):
        workflow.submit(submission, by=story.officer, at=AT)


def test_zero_fills_a_required_cell_and_a_cleared_one_does_not(story: Story) -> None:
    submission = story.start()
    fill(submission, dict.fromkeys(GOOD, 0))
    save(submission, cell("recognised", "", seen=1))

    assert [line.measure.code for line in load_sheet(submission).missing] == ["recognised"]


def test_errors_bar_sending_but_never_saving(story: Story) -> None:
    submission = story.start()
    fill(submission, GOOD | {"recognised": 1_001})

    with pytest.raises(Refused, match=r"Còn 1 lỗi\. Công nhận 1\.001 lớn hơn tổng số 1\.000"):
        workflow.submit(submission, by=story.officer, at=AT)

    assert [each.state for each in save(submission, cell("recognised", "1.002", seen=1))] == ["saved"]
    assert SENTENCE.replace("{left}", "1.002").replace("{right}", "1.000") == load_sheet(submission).errors[0].sentence


def test_warning_wants_a_note_and_the_approver_reads_it(story: Story) -> None:
    submission = story.start()
    fill(submission, GOOD | {"persons": 9_000})
    with pytest.raises(Refused, match="Còn 1 cảnh báo chưa giải trình"):
        workflow.submit(submission, by=story.officer, at=AT)

    workflow.explain(submission, WORDS, by=story.officer, at=AT)
    workflow.submit(submission, by=story.officer, at=AT)

    ((finding, note),) = load_sheet(submission).explained
    assert (finding.sentence, note.note) == ("Trung bình 9,0 người một hộ. Hãy kiểm tra.", *WORDS.values())


def test_empty_note_takes_the_former_one_away(story: Story) -> None:
    submission = story.start()
    workflow.explain(submission, WORDS | {"no-such-check": "x"}, by=story.officer, at=AT)
    assert CheckNote.objects.get().note == WORDS["persons-per-household"]

    workflow.explain(submission, dict.fromkeys(WORDS, "  "), by=story.officer, at=AT)

    assert CheckNote.objects.count() == 0


@pytest.mark.parametrize("note", ["a" * 501, "<b>đậm</b>", "x\x00y", "\udfff"])
def test_note_that_cannot_be_kept_is_refused_and_none_is_kept(story: Story, note: str) -> None:
    submission = story.start()

    with pytest.raises(Refused, match="Giải trình"):
        workflow.explain(submission, WORDS | {"recognised-at-most-households": note}, by=story.officer, at=AT)

    assert CheckNote.objects.count() == 0


def test_whoever_sent_the_figures_does_not_approve_them(story: Story) -> None:
    submission = story.bring_to(State.SUBMITTED)

    with pytest.raises(Refused, match="Người gửi không được tự duyệt"):
        workflow.approve(submission, by=story.officer, at=LATER)

    assert Submission.objects.get(pk=submission.pk).state == State.SUBMITTED


# Periods, forms and units


def close(period: Period, on: dt.date) -> None:
    period.due_on, period.closes_on = on, on
    period.save()


@pytest.mark.parametrize("state", [State.RETURNED, State.REOPENED])
def test_what_was_sent_back_is_mended_and_sent_even_after_the_period_closed(story: Story, state: State) -> None:
    submission = story.bring_to(state)
    close(story.period, DAY - dt.timedelta(days=1))

    (result,) = save(submission, cell("registered", "801", seen=1))
    sent = workflow.submit(submission, by=story.officer, at=LATER)

    assert (result.state, sent.state) == ("saved", State.SUBMITTED)


def test_draft_of_a_closed_period_takes_nothing_more(story: Story) -> None:
    submission = story.start()
    fill(submission, GOOD)
    close(story.period, DAY - dt.timedelta(days=1))

    for attempt in (
        lambda: save(submission, cell("registered", "801", seen=1)),
        lambda: workflow.explain(submission, WORDS, by=story.officer, at=AT),
        lambda: workflow.submit(submission, by=story.officer, at=AT),
    ):
        with pytest.raises(Refused, match="Kỳ báo cáo đã khóa"):
            attempt()
    assert numbers_of(submission) == GOOD


def test_period_closes_at_midnight_of_vietnam(story: Story) -> None:
    submission = story.start()
    close(story.period, DAY)
    last_minute = AT.replace(hour=23, minute=59)

    assert save(submission, cell(), at=last_minute)[0].state == "saved"
    with pytest.raises(Refused, match="đã khóa"):
        save(submission, cell("registered", "1"), at=last_minute + dt.timedelta(minutes=1))


def test_sheet_is_not_started_before_its_period_opens_or_after_it_closed(story: Story) -> None:
    early = make_period(2019, opens_on=DAY + dt.timedelta(days=1), due_on=dt.date(2020, 12, 1))
    late = make_period(2018, closes_on=dt.date(2019, 3, 31))

    with pytest.raises(Refused, match=r"Kỳ Năm 2019 chưa mở\. Hãy quay lại từ ngày 03/11/2020"):
        workflow.start(story.ward, story.form, early, by=story.officer, on=DAY)
    with pytest.raises(Refused, match="Kỳ Năm 2018 đã khóa sau ngày 31/03/2019"):
        workflow.start(story.ward, story.form, late, by=story.officer, on=DAY)
    assert Submission.objects.count() == 0


def test_sheet_already_begun_is_found_again_even_in_a_closed_period(story: Story) -> None:
    submission = story.start()
    close(story.period, DAY - dt.timedelta(days=1))

    again = workflow.start(story.ward, story.form, story.period, by=story.colleague, on=DAY)

    assert (again, again.started_by, Submission.objects.count()) == (submission, story.officer, 1)


def test_sheet_is_not_started_on_a_form_for_other_periods_units_or_years(story: Story) -> None:
    half_year = make_form("households", code="nua-nam", period_kind=PeriodKind.HALF_YEAR)
    of_districts = make_form("households", code="quan", unit_kind=UnitKind.DISTRICT)
    later = make_form("households", code="bieu", version=2, valid_from=dt.date(2021, 1, 1))
    earlier = make_form("households", code="bieu", version=3, valid_to=dt.date(2019, 12, 31))

    for form in (half_year, of_districts, later, earlier):
        with pytest.raises(Refused, match=r"Biểu này không dùng|không lập biểu này"):
            workflow.start(story.ward, form, story.period, by=story.officer, on=DAY)
    assert Submission.objects.count() == 0


def test_unit_that_did_not_stand_within_the_period_has_no_sheet(story: Story) -> None:
    ended = make_ward("Phường 20", story.district)
    close_version(ended, last_day=dt.date(2019, 12, 31))

    with pytest.raises(Refused, match="Phường 20 kết thúc ngày 31/12/2019 nên không lập báo cáo"):
        workflow.start(ended, story.form, story.period, by=story.officer, on=DAY)


def test_unit_that_ended_within_the_period_has_a_sheet_of_its_days(story: Story) -> None:
    ended = make_ward("Phường 20", story.district)
    close_version(ended, last_day=dt.date(2020, 6, 30))

    sheet = workflow.start(ended, story.form, story.period, by=story.officer, on=DAY)

    assert own_days(sheet).words == "chỉ đến hết ngày 30/06/2020"
    assert (sheet.last_day, list(Submission.objects.visible_to(story.office))) == (dt.date(2020, 6, 30), [sheet])


def test_unit_that_begins_within_the_period_says_from_which_day(story: Story) -> None:
    new = make_unit("Phường Hòa Bình", UnitKind.WARD, story.district, valid_from=dt.date(2020, 7, 1))

    sheet = workflow.start(new, story.form, story.period, by=story.officer, on=DAY)

    assert own_days(sheet).words == "chỉ từ ngày 01/07/2020"


# A whole sheet at once


def test_what_cannot_be_taken_of_a_sheet_is_said_and_the_rest_is_written(story: Story) -> None:
    submission = story.start()
    cells = [cell(code, str(number)) for code, number in (GOOD | {"forged": 1}).items()]

    outcome = {each.code: (each.state, each.sentence) for each in save(submission, *cells)}

    assert outcome.pop("forged") == ("refused", "Biểu không có ô này. Hãy tải lại trang.")
    assert (outcome, numbers_of(submission)) == (dict.fromkeys(GOOD, ("saved", "")), GOOD)


def test_sheet_written_a_second_time_without_having_seen_the_first_is_a_conflict(story: Story) -> None:
    submission = story.start()
    fill(submission, GOOD)

    outcome = save(submission, *[cell(code, "5") for code in GOOD], by=story.colleague)

    assert {each.state for each in outcome} == {"conflict"}
    assert numbers_of(submission) == GOOD


def test_figures_say_where_they_came_from(story: Story) -> None:
    submission = story.start()
    cells = [cell(code, str(number)) for code, number in GOOD.items()]

    workflow.save_cells(submission, cells, by=story.officer, at=AT, origin=Origin.ILLUSTRATIVE)

    written = Value.objects.filter(submission=submission)
    facts = set(written.values_list("number", "origin", "revision", "updated_by", "updated_at"))
    assert facts == {(number, "illustrative", 1, story.officer.pk, AT) for number in GOOD.values()}
    assert load_sheet(submission).illustrative
