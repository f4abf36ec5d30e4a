"""What the database refuses, whoever writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from indicators.enums import Action, PeriodKind, Qualifier, State, TargetKind, Verified
from indicators.models import (
    CheckNote,
    Form,
    FormUse,
    Framework,
    Indicator,
    Line,
    Measure,
    Period,
    Section,
    Step,
    Submission,
    Target,
    Value,
)
from tests.factories import make_district
from tests.indicators.factories import AT, Story, make_indicator, make_measure, make_period

Write = Callable[[Story, Submission], object]


def rewrite(**facts: Any) -> Write:
    """The sheet as it never should become."""
    return lambda story, sheet: Submission.objects.filter(pk=sheet.pk).update(**facts)


def write_value(**facts: Any) -> Write:
    return lambda story, sheet: Value.objects.create(
        submission=sheet, measure=make_measure("persons"), updated_by=story.officer, updated_at=AT, **facts
    )


def write_step(action: Action, reason: str) -> Write:
    return lambda story, sheet: Step.objects.create(
        submission=sheet, action=action, before="draft", after="submitted", by=story.officer, at=AT, reason=reason
    )


def second_sheet(story: Story, sheet: Submission) -> object:
    return Submission.objects.create(
        unit=sheet.unit, unit_as=sheet.unit_as, form=sheet.form, period=sheet.period, started_by=story.colleague
    )


def approved_by_the_sender(story: Story, sheet: Submission) -> object:
    who = {"submitted_by": story.officer, "approved_by": story.officer}
    return rewrite(state=State.APPROVED, submitted_at=AT, approved_at=AT, **who)(story, sheet)


def opened_draft(story: Story, sheet: Submission) -> object:
    return rewrite(opened_by=story.office, opened_at=AT)(story, sheet)


def checked(*, by: str = "next_officer", own_approval: bool = True) -> Write:
    """Approved by the unit's own office, and checked by one of the story's people."""

    def write(story: Story, sheet: Submission) -> object:
        facts = {"submitted_by": story.officer, "submitted_at": AT, "approved_by": story.office, "approved_at": AT}
        who = {"checked_by": getattr(story, by), "checked_at": AT, "own_approval": own_approval}
        return rewrite(state=State.APPROVED, **facts, **who)(story, sheet)

    return write


def same_cell_twice(story: Story, sheet: Submission) -> object:
    return [write_value(number=1)(story, sheet), write_value(number=1)(story, sheet)]


def empty_note(story: Story, sheet: Submission) -> object:
    return CheckNote.objects.create(
        submission=sheet, check_ref=story.form.checks.all()[0], note="", by=story.officer, at=AT
    )


REFUSED_IN_SHEETS: dict[str, tuple[str, Write]] = {
    "a second sheet": ("submission_once_per_unit_form_period", second_sheet),
    "a state of one's own": ("submission_state_known", rewrite(state="printed")),
    "approved by nobody": ("submission_", rewrite(state=State.APPROVED)),
    "approved without a sender": ("submission_", rewrite(state=State.APPROVED, approved_at=AT)),
    "approval of a draft": ("submission_approved_says_who_and_when", rewrite(approved_at=AT)),
    "sent by nobody": ("submission_submitted_says_who_and_when", rewrite(state=State.SUBMITTED)),
    "sent but a draft": ("submission_submitted_says_who_and_when", rewrite(submitted_at=AT)),
    "approved by the sender": ("submission_approver_is_not_the_submitter", approved_by_the_sender),
    "returned without a reason": ("step_reason_exactly_when_sent_back", write_step(Action.RETURN, "")),
    "reopened without a reason": ("step_reason_exactly_when_sent_back", write_step(Action.REOPEN, "")),
    "withdrawn without a reason": ("step_reason_exactly_when_sent_back", write_step(Action.WITHDRAW, "")),
    "a draft that the office opened": ("submission_opened_says_who_and_when", opened_draft),
    "opened by nobody": ("submission_opened_says_who_and_when", rewrite(opened_at=AT)),
    "approved with a reason": ("step_reason_exactly_when_sent_back", write_step(Action.APPROVE, "vì đúng")),
    "sent with a reason": ("step_reason_exactly_when_sent_back", write_step(Action.SUBMIT, "vì đúng")),
    "checked but not approved by its own": ("submission_checked_says_who_and_when", checked(own_approval=False)),
    "checked by nobody": ("submission_checked_says_who_and_when", rewrite(checked_at=AT)),
    "checked by who sent": ("submission_checker_neither_sent_nor_approved", checked(by="officer")),
    "checked by who approved": ("submission_checker_neither_sent_nor_approved", checked(by="office")),
    "checked with a reason": ("step_reason_exactly_when_sent_back", write_step(Action.CHECK, "vì đúng")),
    "a negative number": ("value_not_negative_and_below_10_15", write_value(number=-1)),
    "10^15": ("value_not_negative_and_below_10_15", write_value(number=10**15)),
    "a blank that is about": ("value_blank_has_no_qualifier", write_value(number=None, qualifier=Qualifier.ABOUT)),
    "a cell twice": ("value_once_per_cell", same_cell_twice),
    "an empty note": ("checknote_not_empty", empty_note),
}


def assert_refused(name: str, write: Callable[[], object]) -> None:
    """PostgreSQL names the constraint, SQLite names a unique one by its columns only."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    assert name in str(refusal.value) or "UNIQUE constraint failed" in str(refusal.value)


@pytest.mark.parametrize(("name", "write"), REFUSED_IN_SHEETS.values(), ids=REFUSED_IN_SHEETS)
def test_database_refuses_in_a_sheet(story: Story, name: str, write: Write) -> None:
    sheet = story.start()

    assert_refused(name, lambda: write(story, sheet))


@pytest.mark.parametrize(("number", "qualifier"), [(0, "exact"), (10**15 - 1, "above"), (None, "exact")])
def test_database_takes_the_numbers_at_its_limits(story: Story, number: int | None, qualifier: str) -> None:
    value = write_value(number=number, qualifier=qualifier)(story, story.start())

    assert isinstance(value, Value)
    value.refresh_from_db()
    assert (value.number, value.qualifier) == (number, qualifier)


DAY = dt.date(2020, 6, 1)
PERIOD = {
    "kind": PeriodKind.SCHOOL_YEAR,
    "year": 2020,
    "label": "Năm học 2020–2021",
    "starts_on": DAY,
    "ends_on": DAY + dt.timedelta(days=300),
    "opens_on": DAY,
    "due_on": DAY + dt.timedelta(days=310),
}
TARGET: dict[str, Any] = {
    "scope": "cả nước",
    "label": "Gia đình học tập",
    "base_label": "gia đình",
    "year": 2020,
    "minimum": 70,
    "verified": Verified.ORIGINAL,
}
FORM = {"code": "thu", "title": "Thử", "period_kind": PeriodKind.CALENDAR_YEAR, "valid_from": DAY}
BEFORE = DAY - dt.timedelta(days=1)


def make_target(**facts: Any) -> Target:
    framework, _ = Framework.objects.get_or_create(code="QD281", defaults={"citation": "QĐ 281/QĐ-TTg"})
    return Target.objects.create(framework=framework, **facts)


REFUSED_IN_THE_CATALOGUE: dict[str, tuple[str, Callable[[], object]]] = {
    "a period that ends before it starts": (
        "period_days_in_order",
        lambda: Period.objects.create(**PERIOD | {"ends_on": BEFORE}),
    ),
    "a period due before it opens": (
        "period_days_in_order",
        lambda: Period.objects.create(**PERIOD | {"due_on": BEFORE}),
    ),
    "a period closed before it is due": (
        "period_closes_after_due",
        lambda: Period.objects.create(**PERIOD, closes_on=DAY),
    ),
    "the same period twice": (
        "period_once",
        lambda: [Period.objects.create(**PERIOD) for _ in range(2)],
    ),
    "a form that ends before it starts": (
        "form_ends_after_start",
        lambda: Form.objects.create(**FORM, valid_to=BEFORE),
    ),
    "the same version twice": ("form_once_per_version", lambda: [Form.objects.create(**FORM) for _ in range(2)]),
    "a measure that ends before it starts": (
        "measure_ends_after_start",
        lambda: Measure.objects.create(code="m", label="m", nature="stock", valid_from=DAY, valid_to=BEFORE),
    ),
    "a share of itself": (
        "indicator_base_is_not_its_numerator",
        lambda: Indicator.objects.create(
            code="i", numerator=make_measure("a"), base=make_measure("a"), base_label="hộ"
        ),
    ),
    "a range with one end": (
        "target_range_has_two_ends",
        lambda: make_target(**TARGET, kind=TargetKind.RANGE),
    ),
    "a range upside down": (
        "target_range_has_two_ends",
        lambda: make_target(**TARGET, kind=TargetKind.RANGE, maximum=60),
    ),
    "a floor with a ceiling": (
        "target_range_has_two_ends",
        lambda: make_target(**TARGET, kind=TargetKind.FLOOR, maximum=80),
    ),
    "the same target twice": (
        "target_once_per_decision",
        lambda: [make_target(**TARGET, kind=TargetKind.FLOOR) for _ in range(2)],
    ),
    "two figures for one indicator and milestone": (
        "target_once_per_indicator_and_milestone",
        lambda: [
            make_target(**TARGET | {"label": label}, kind=TargetKind.FLOOR, indicator=make_indicator("share"))
            for label in ("Hộ", "Gia đình")
        ],
    ),
    "a ceiling with a floor": (
        "target_range_has_two_ends",
        lambda: make_target(**TARGET, kind=TargetKind.CEILING, maximum=80),
    ),
    "a change against no year": (
        "target_change_has_its_base_year",
        lambda: make_target(**TARGET, kind=TargetKind.CHANGE),
    ),
    "a change against a later year": (
        "target_change_has_its_base_year",
        lambda: make_target(**TARGET, kind=TargetKind.CHANGE, base_year=2020),
    ),
    "a document that replaces itself": (
        "framework_does_not_replace_itself",
        lambda: Framework.objects.create(pk=77, code="a", citation="a", replaces_id=77),
    ),
    "a level that is added up": (
        "measure_level_is_a_stock_and_never_added",
        lambda: Measure.objects.create(code="m", label="m", nature="stock", highest=3),
    ),
    "a share over a base without a name": (
        "indicator_base_has_a_name",
        lambda: Indicator.objects.create(code="i", numerator=make_measure("a"), base=make_measure("b")),
    ),
    "an office that switches a form on twice": (
        "formuse_once_per_unit_and_form",
        lambda: [
            FormUse.objects.create(unit=unit, form_code="a", first_year=2020, switched_at=timezone.now())
            for unit in [make_district()] * 2
        ],
    ),
}


@pytest.mark.parametrize(("name", "write"), REFUSED_IN_THE_CATALOGUE.values(), ids=REFUSED_IN_THE_CATALOGUE)
@pytest.mark.django_db
def test_database_refuses_in_the_catalogue(name: str, write: Callable[[], object]) -> None:
    assert_refused(name, write)


def test_a_measure_stands_once_in_a_section(story: Story) -> None:
    section = Section.objects.get(form=story.form)

    assert_refused(
        "line_once_per_section",
        lambda: Line.objects.create(section=section, ordinal=9, measure=make_measure("households")),
    )


def test_refusals_reach_people_as_sentences(story: Story) -> None:
    twice = make_period(2020)
    twice.pk = None
    twice.closes_on = dt.date(2020, 1, 1)

    with pytest.raises(ValidationError) as refusal:
        twice.full_clean()

    assert set(refusal.value.messages) == {
        "Kỳ này trùng ngày với Năm 2020 (01/01/2020 – 31/12/2020). Hãy sửa ngày đầu hoặc ngày cuối.",
        "Ngày khóa không được trước hạn gửi.",
        "Kỳ này đã có.",
    }


@pytest.mark.django_db
def test_two_periods_of_a_kind_share_no_day() -> None:
    """Held by the database on the very day, and for a changed period as for a new one."""
    make_period(2020)
    later = make_period(2021)

    assert_refused("period_apart", lambda: Period.objects.filter(pk=later.pk).update(starts_on=dt.date(2020, 12, 31)))
    assert_refused("period_apart", lambda: make_period(2019, ends_on=dt.date(2020, 1, 1)))
    make_period(2020, PeriodKind.SCHOOL_YEAR)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "most"), [(PeriodKind.HALF_YEAR, 2), (PeriodKind.QUARTER, 4), (PeriodKind.SCHOOL_YEAR, 1)]
)
def test_a_year_has_as_many_periods_as_its_kind_says(kind: PeriodKind, most: int) -> None:
    periods = Period.objects.filter(pk=make_period(2020, kind).pk)

    periods.update(ordinal=most)
    assert_refused("period_ordinal_within_the_year", lambda: periods.update(ordinal=most + 1))
    assert_refused("period_ordinal_within_the_year", lambda: periods.update(ordinal=0))
