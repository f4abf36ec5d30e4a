"""The ward takes back what it sent too early, until the office looks; whoever reopens is told what rests on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from hocTap.lib import resting, vi
from hocTap.lib.steps import Refused, Stale
from indicators import workflow
from indicators.enums import Action, State
from indicators.models import Submission
from indicators.workflow import CellInput
from tests.indicators.factories import AT, REASON, Story, cell, numbers_of, save

LATER = AT + dt.timedelta(hours=1)


def take_back(sheet: Submission, story: Story, at: dt.datetime = LATER) -> Submission:
    return workflow.withdraw(sheet, by=story.officer, at=at, reason=REASON)


def page_of(client: Client, sheet: Submission) -> str:
    return client.get(sheet.get_absolute_url()).content.decode()


def test_ward_takes_back_what_nobody_opened_and_the_log_says_why(story: Story) -> None:
    sheet = take_back(story.bring_to(State.SUBMITTED), story)

    step = sheet.steps.get(action=Action.WITHDRAW)
    assert (step.by, step.at, step.reason, step.after) == (story.officer, LATER, REASON, State.DRAFT)
    assert (sheet.submitted_by, sheet.submitted_at) == (None, None)
    assert save(sheet, cell(text="900", seen=1))[0].state == "saved"


def test_sheet_that_the_office_opened_stays_sent_and_the_refusal_says_who_and_when(story: Story) -> None:
    sheet = story.bring_to(State.SUBMITTED)
    workflow.note_opening(sheet, by=story.office, at=AT)
    workflow.note_opening(sheet, by=story.leader, at=LATER)

    with pytest.raises(Refused, match=f"{story.office} mở xem lúc {vi.moment(AT)}.*đề nghị người duyệt trả lại"):
        take_back(sheet, story)

    assert Submission.objects.get(pk=sheet.pk).state == State.SUBMITTED


def test_sheet_of_a_closed_period_is_not_taken_back_where_it_could_not_be_mended(story: Story) -> None:
    sheet = story.bring_to(State.SUBMITTED)
    story.period.closes_on = story.period.due_on
    story.period.save()
    after = dt.datetime.combine(story.period.due_on + dt.timedelta(days=1), dt.time(9), AT.tzinfo)

    with pytest.raises(Refused, match="đã khóa"):
        take_back(sheet, story, at=after)


def test_only_a_waiting_sheet_is_marked_as_opened(story: Story) -> None:
    sheet = story.bring_to(State.RETURNED)

    workflow.note_opening(sheet, by=story.office, at=AT)

    assert Submission.objects.get(pk=sheet.pk).opened_at is None


def test_look_of_the_office_is_the_opening_and_that_of_others_is_not(client: Client, story: Story) -> None:
    sheet = story.bring_to(State.SUBMITTED)
    for reader, opened in ((story.officer, None), (story.office, story.office), (story.leader, story.office)):
        client.force_login(reader)
        client.get(sheet.get_absolute_url())
        assert Submission.objects.get(pk=sheet.pk).opened_by == opened


def test_sheet_sent_again_is_unopened_again(story: Story) -> None:
    sheet = story.bring_to(State.SUBMITTED)
    workflow.note_opening(sheet, by=story.office, at=AT)
    workflow.send_back(sheet, by=story.office, at=AT, reason=REASON)

    workflow.submit(sheet, by=story.officer, at=LATER)

    assert take_back(sheet, story).state == State.DRAFT


def test_ward_finds_the_way_back_on_the_page_until_the_office_looks(client: Client, story: Story) -> None:
    sheet = story.bring_to(State.SUBMITTED)
    address = reverse("indicators:submission-withdraw", args=[sheet.pk])
    client.force_login(story.officer)
    assert address in page_of(client, sheet)

    workflow.note_opening(sheet, by=story.office, at=AT)

    assert address not in page_of(client, sheet)
    assert f"{story.office} đã mở xem báo cáo lúc {vi.moment(AT)}" in page_of(client, sheet)


def test_reason_for_a_step_that_is_over_is_shown_to_be_copied(client: Client, story: Story) -> None:
    sheet = take_back(story.bring_to(State.SUBMITTED), story)
    client.force_login(story.officer)

    answer = client.post(reverse("indicators:submission-withdraw", args=[sheet.pk]), {"reason": "nhầm số hộ"})

    assert answer.status_code == 409
    assert "nhầm số hộ" in answer.content.decode()


def test_refused_step_keeps_the_reason_in_its_box(client: Client, story: Story) -> None:
    sheet = story.bring_to(State.SUBMITTED)
    client.force_login(story.office)
    address = reverse("indicators:submission-return", args=[sheet.pk])

    answer = client.post(address, {"edition": sheet.edition - 1, "reason": REASON})

    assert answer.status_code == 409
    assert f">{REASON}</textarea>" in answer.content.decode()


@pytest.fixture
def report_on_everything() -> Iterator[None]:
    """A document that rests on every figure."""

    def source(units: object, first: dt.date, last: dt.date) -> list[resting.Rest]:
        return [resting.Rest(f"Báo cáo số 5/BC ({first.year})", "/bao-cao/1/", issued=True)]

    resting._sources.append(source)
    yield
    resting._sources.remove(source)


@pytest.mark.usefixtures("report_on_everything")
def test_whoever_reopens_is_told_first_what_rests_on_the_sheet(client: Client, story: Story) -> None:
    sheet = story.bring_to(State.APPROVED)
    client.force_login(story.office)
    address = reverse("indicators:submission-reopen", args=[sheet.pk])

    asked = client.post(address, {"edition": sheet.edition, "reason": REASON})

    assert "Báo cáo số 5/BC (2020) (đã phát hành)" in asked.content.decode()
    assert Submission.objects.get(pk=sheet.pk).state == State.APPROVED
    client.post(address, dict(asked.context["sent"]))
    assert Submission.objects.get(pk=sheet.pk).state == State.REOPENED


@pytest.mark.usefixtures("report_on_everything")
def test_whoever_returns_what_was_approved_before_is_told_first_what_rests_on_it(client: Client, story: Story) -> None:
    sheet = story.bring_to(State.REOPENED)
    workflow.submit(sheet, by=story.officer, at=AT)
    sheet.refresh_from_db()
    client.force_login(story.office)
    address = reverse("indicators:submission-return", args=[sheet.pk])

    asked = client.post(address, {"edition": sheet.edition, "reason": REASON})

    words = asked.content.decode()
    assert "Sẽ trả lại báo cáo số liệu của Phường 5, Năm 2020, đã từng được duyệt." in words
    assert "Báo cáo số 5/BC (2020) (đã phát hành)" in words
    assert Submission.objects.get(pk=sheet.pk).state == State.SUBMITTED
    client.post(address, dict(asked.context["sent"]))
    assert Submission.objects.get(pk=sheet.pk).state == State.RETURNED


@pytest.mark.usefixtures("report_on_everything")
def test_sheet_never_approved_is_returned_without_a_question(client: Client, story: Story) -> None:
    sheet = story.bring_to(State.SUBMITTED)
    client.force_login(story.office)

    client.post(reverse("indicators:submission-return", args=[sheet.pk]), {"edition": sheet.edition, "reason": REASON})

    assert Submission.objects.get(pk=sheet.pk).state == State.RETURNED


def test_number_typed_again_after_back_replaces_ones_own_and_not_a_colleagues(story: Story) -> None:
    sheet = story.start()
    save(sheet, cell("households", "1"), cell("registered", "1"))
    save(sheet, cell("registered", "2", seen=1), by=story.colleague)

    outcome = save(
        sheet,
        CellInput("households", "5", "exact", "", 0, over_own=True),
        CellInput("registered", "5", "exact", "", 0, over_own=True),
    )

    assert [each.state for each in outcome] == ["saved", "conflict"]
    assert numbers_of(sheet) == {"households": 5, "registered": 2}


def test_script_is_told_when_the_number_in_the_way_is_the_persons_own(story: Story) -> None:
    sheet = story.start()
    save(sheet, cell(text="1"))

    (own,) = save(sheet, cell(text="2"))
    (foreign,) = save(sheet, cell(text="3"), by=story.colleague)

    assert [(each.state, each.own) for each in (own, foreign)] == [("conflict", True), ("conflict", False)]


def test_empty_sheet_is_refused_once(client: Client, story: Story) -> None:
    sheet = story.start()
    client.force_login(story.officer)

    with pytest.raises(Refused, match="chưa có số nào"):
        workflow.submit(sheet, by=story.officer, at=AT)

    page = client.get(reverse("indicators:submission-submit", args=[sheet.pk])).content.decode()
    assert page.count("chưa có số nào") == 1


def test_step_taken_by_somebody_faster_names_the_sheet(story: Story) -> None:
    sheet = story.bring_to(State.APPROVED)

    with pytest.raises(Stale, match="Báo cáo số liệu của Phường 5, Năm 2020 đang ở trạng thái “đã duyệt”"):
        take_back(sheet, story)
