"""A small district with approved figures, written straight into the tables: how they came there is not the matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from awards.commendations import reference as commendation_kinds
from awards.commendations import workflow as commending
from awards.commendations.enums import Commended
from awards.commendations.models import CommendationKind
from awards.commendations.workflow import ToCommend
from awards.scholarships.enums import FundLevel
from indicators import reference
from indicators.enums import Origin, PeriodKind, Qualifier, Rounding, State
from indicators.models import Form, Measure, Period, Submission, Value
from reports import workflow
from reports.enums import Slot
from reports.models import Report
from reports.workflow import Issue
from tests.awards.scholarships.factories import clerk, make_fund, make_grant, make_recipient, now, pay
from tests.copies import copied
from tests.factories import make_centre, make_district, make_unit, make_user, make_ward
from units.enums import Role, UnitKind
from units.models import Unit, User

NOW = dt.datetime(2020, 10, 29, 8, 0, tzinfo=dt.UTC)


@copied
def load_catalogue() -> None:
    reference.load()


def make_period(year: int) -> Period:
    period, _ = Period.objects.get_or_create(
        kind=PeriodKind.CALENDAR_YEAR,
        year=year,
        ordinal=1,
        defaults={
            "label": f"Năm {year}",
            "starts_on": dt.date(year, 1, 1),
            "ends_on": dt.date(year, 12, 31),
            "opens_on": dt.date(year, 1, 1),
            "due_on": dt.date(year, 12, 15),
        },
    )
    return period


def officer(name: str) -> User:
    return User.objects.filter(username=name).first() or make_user(name)


def report_figures(
    ward: Unit,
    year: int,
    numbers: Mapping[str, int | None],
    *,
    state: State = State.APPROVED,
    origin: Origin = Origin.TYPED,
    qualifiers: Mapping[str, Qualifier] | None = None,
    form_code: str = "xhht-nam",
    **more: Any,
) -> Submission:
    """A ward's yearly sheet with these numbers, in this state; of a ward that ended within the year, of its days."""
    period, by = make_period(year), officer("nguoi-nhap")
    unit_as = ward.versions.filter(valid_from__lte=period.ends_on).latest("valid_from")
    form = Form.objects.get(code=form_code)
    submission = Submission.objects.create(unit=ward, unit_as=unit_as, form=form, period=period, started_by=by, **more)
    measures = {measure.code: measure for measure in Measure.objects.filter(code__in=numbers)}
    Value.objects.bulk_create(
        Value(
            submission=submission,
            measure=measures[code],
            number=number,
            qualifier=(qualifiers or {}).get(code, Qualifier.EXACT),
            origin=origin,
            updated_by=by,
            updated_at=NOW,
        )
        for code, number in numbers.items()
    )
    return sign(submission, state)


def sign(submission: Submission, state: State = State.APPROVED) -> Submission:
    """The sheet as it is in this state, by whose hands does not matter here."""
    Submission.objects.filter(pk=submission.pk).update(state=state, **_signed(state))
    return Submission.objects.get(pk=submission.pk)


def _signed(state: State) -> dict[str, object]:
    """Who sent and who approved, as far as the state asks for it."""
    sent = {"submitted_by": officer("nguoi-nhap"), "submitted_at": timezone.now()}
    approved = {"approved_by": officer("nguoi-duyet"), "approved_at": timezone.now()}
    return {State.APPROVED: sent | approved, State.SUBMITTED: sent}.get(state, {})


def titles(recognised: int, total: int, kind: str = "household") -> dict[str, int | None]:
    """The two cells that a title's rate is computed from."""
    return {f"{kind}-recognised": recognised, f"{kind}-total": total}


FLOWS = {
    "centre-classes": 10,
    "centre-attendances": 1_500,
    "fund-raised": 30_000_000,
    "scholarship-count": 40,
    "scholarship-amount": 60_000_000,
    "commended-collectives": 1,
    "commended-individuals": 2,
}
GOLDEN = {"household": (10_798, 14_996), "clan": (4, 8), "community": (53, 63), "organisation": (75, 78)}
"""What was recognised in Quận 11 in 2020, and over how many: the totals that lead to the published rates."""


@copied
def make_office(*names: str) -> tuple[Unit, list[Unit], User]:
    """A district named Quận 11 with these wards, each with a learning centre, and the person of its office."""
    load_catalogue()
    district = make_district("Quận 11", make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE))
    wards = [make_ward(name, district) for name in names]
    for ward, name in zip(wards, names, strict=True):
        make_centre(f"Trung tâm học tập cộng đồng {name}", ward)
    return district, wards, make_user("phong", (Role.DISTRICT_OFFICE, district), full_name="Trần Văn Phòng")


def all_figures(part: int = 0, parts: int = 1) -> dict[str, int | None]:
    """One ward's part of the golden totals, with its flows."""
    numbers: dict[str, int | None] = dict(FLOWS)
    for kind, (recognised, total) in GOLDEN.items():
        numbers |= titles(_part(recognised, part, parts), _part(total, part, parts), kind)
    return numbers


def _part(whole: int, part: int, parts: int) -> int:
    return whole // parts + (1 if part < whole % parts else 0)


@copied
def make_golden(rounding: Rounding = Rounding.CUT) -> Report:
    """A draft for 2019 and 2020 over three wards, whose totals in 2020 are the golden ones."""
    district, wards, by = make_office("Phường 1", "Phường 2", "Phường 10")
    for year in (2019, 2020):
        for part, ward in enumerate(wards):
            report_figures(ward, year, all_figures(part, len(wards)))
    return workflow.make_report(district, 2019, 2020, rounding, by=by, at=NOW)


@copied
def make_partial() -> Report:
    """A draft for 2019 and 2020 over three wards, of which one has not reported: every sum is of a part."""
    district, wards, by = make_office("Phường 1", "Phường 2", "Phường 10")
    for year in (2019, 2020):
        for part, ward in enumerate(wards[:2]):
            report_figures(ward, year, all_figures(part, len(wards)))
    return workflow.make_report(district, 2019, 2020, Rounding.CUT, by=by, at=NOW)


NARRATIVE = {slot.value: f"Nội dung {slot.label}." for slot in Slot}


@copied
def make_small() -> Report:
    """A draft for 2020 over one ward, with the golden totals: quick to print."""
    district, (ward,), by = make_office("Phường 1")
    report_figures(ward, 2020, all_figures())
    return workflow.make_report(district, 2020, 2020, Rounding.CUT, by=by, at=NOW)


@copied
def make_issued(number: int = 5) -> Report:
    """The small report, written and issued on 29/10/2020."""
    report = make_small()
    by = User.objects.get(username="phong")
    workflow.write(report, NARRATIVE, by=by, at=NOW)
    return workflow.issue(report, Issue(number, dt.date(2020, 10, 29), "Nguyễn Văn Ký"), by=by, at=NOW)


def commend(unit: Unit, ward: Unit, *, collectives: int, note: str = "") -> None:
    commendation_kinds.load()
    kind = CommendationKind.objects.get(code="giay-khen-ubnd-quan")
    signed = commending.SignedDecision(unit, kind, 7, dt.date(2020, 10, 1), "Nguyễn Văn Ký", "Tổng kết")
    decision = commending.record_decision(signed, by=clerk(), at=now())
    named = [
        ToCommend(Commended.COLLECTIVE, f"Tổ {n}", ward, "Thành tích", 2012, 2020, note=note)
        for n in range(collectives)
    ]
    commending.commend_all(decision, named)


@copied
def make_report_with_registers() -> Report:
    """Two wards approved with 40 suất each; the first keeps a book with two suất, the district a fund of its own."""
    district, wards, by = make_office("Phường 1", "Phường 2")
    fund = make_fund(wards[0], 5_000_000)
    for name, amount in (("Trần Thị Một", 1_000_000), ("Trần Thị Hai", 1_500_000)):
        pay(make_grant(fund, amount, make_recipient(fund, name)), amount)
    make_fund(district, 70_000_000, "Quỹ khuyến học Quận 11", FundLevel.DISTRICT)
    commend(district, wards[1], collectives=3)
    for ward in wards:
        report_figures(ward, 2020, all_figures())
    return workflow.make_report(district, 2020, 2020, Rounding.CUT, by=by, at=NOW)
