"""What tests of figures are made of: a small form, a period, sheets brought to any state by the steps themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from indicators import reference, workflow
from indicators.enums import CheckKind, Nature, PeriodKind, Severity, State
from indicators.models import Form, Indicator, Measure, Period, Submission, Value
from indicators.workflow import CellInput, CellResult
from tests.copies import copied
from tests.factories import make_district, make_user, make_ward
from units.enums import Role, UnitKind
from units.models import Unit, User

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = dt.date(2020, 11, 2)
AT = dt.datetime(2020, 11, 2, 9, 0, tzinfo=SAIGON)
REASON = "Số hộ chưa khớp với sổ."
GOOD = {"households": 1_000, "registered": 800, "recognised": 700}
SENTENCE = "Công nhận {left} lớn hơn tổng số {right}. Hãy xem lại."
CHECKS: tuple[dict[str, Any], ...] = (
    {
        "code": "recognised-at-most-households",
        "kind": CheckKind.AT_MOST,
        "severity": Severity.ERROR,
        "sentence": SENTENCE,
        "left": ["recognised"],
        "right": ["households"],
        "low": None,
        "high": None,
    },
    {
        "code": "persons-per-household",
        "kind": CheckKind.RATIO_BETWEEN,
        "severity": Severity.WARNING,
        "sentence": "Trung bình {ratio} người một hộ. Hãy kiểm tra.",
        "left": ["persons"],
        "right": ["households"],
        "low": "2",
        "high": "6",
    },
)


def make_measure(code: str) -> Measure:
    facts = {"label": f"Số {code}", "unit_name": "hộ", "nature": Nature.STOCK}
    return Measure.objects.get_or_create(code=code, defaults=facts)[0]


def make_indicator(code: str) -> Indicator:
    """A share of "<code>-part" over "<code>-whole"."""
    parts = {"numerator": make_measure(f"{code}-part"), "base": make_measure(f"{code}-whole")}
    facts = {"label": f"Tỉ lệ {code}", "base_label": f"trên số {code}", **parts}
    return Indicator.objects.get_or_create(code=code, defaults=facts)[0]


def make_form(
    *required: str,
    optional: Sequence[str] = (),
    checks: Sequence[Mapping[str, Any]] = (),
    code: str = "bieu",
    version: int = 1,
    period_kind: PeriodKind = PeriodKind.CALENDAR_YEAR,
    unit_kind: UnitKind = UnitKind.WARD,
    valid_from: dt.date = dt.date(2012, 1, 1),
    valid_to: dt.date | None = None,
) -> Form:
    """A form of one section, loaded as the reference forms are."""
    measures = {each: make_measure(each) for each in (*required, *optional)}
    lines = [{"measure": each, "required": each in required, "indent": 0} for each in measures]
    row = {
        "code": code,
        "version": version,
        "title": f"Biểu {code}",
        "period_kind": period_kind,
        "unit_kind": unit_kind,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "sections": [{"title": "I. Gia đình học tập", "lines": lines}],
        "checks": [dict(check) for check in checks],
    }
    reference.load_form(row, measures)
    return Form.objects.get(code=code, version=version)


def make_small_form() -> Form:
    """Three required lines, one that may stay blank, an error and a warning."""
    return make_form(*GOOD, optional=["persons"], checks=CHECKS)


def make_period(
    year: int = 2020,
    kind: PeriodKind = PeriodKind.CALENDAR_YEAR,
    *,
    opens_on: dt.date | None = None,
    due_on: dt.date | None = None,
    closes_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Period:
    """A year open from its first day on, due on 10 December, never closed unless said so."""
    return Period.objects.get_or_create(
        kind=kind,
        year=year,
        ordinal=1,
        defaults={
            "label": f"Năm {year}",
            "starts_on": dt.date(year, 1, 1),
            "ends_on": ends_on or dt.date(year, 12, 31),
            "opens_on": opens_on or dt.date(year, 1, 1),
            "due_on": due_on or dt.date(year, 12, 10),
            "closes_on": closes_on,
        },
    )[0]


@dataclass
class Story:
    """A district with two wards, their officers, the office above, a form and a period."""

    district: Unit
    ward: Unit
    officer: User
    colleague: User
    next_ward: Unit
    next_officer: User
    office: User
    leader: User
    form: Form
    period: Period

    def start(self, ward: Unit | None = None, period: Period | None = None, form: Form | None = None) -> Submission:
        unit, period, form = ward or self.ward, period or self.period, form or self.form
        by = self.next_officer if unit == self.next_ward else self.officer
        return workflow.start(unit, form, period, by=by, on=max(DAY, period.opens_on))

    def bring_to(self, state: State, **where: Any) -> Submission:
        """A sheet in this state, its figures good, every step taken by whom it belongs to."""
        submission = self.start(**where)
        by, at = submission.started_by, moment_of(submission.period)
        if state == State.DRAFT:
            return submission
        fill(submission, GOOD, by=by)
        workflow.submit(submission, by=by, at=at)
        if state == State.RETURNED:
            workflow.send_back(submission, by=self.office, at=at, reason=REASON)
        if state in {State.APPROVED, State.REOPENED}:
            workflow.approve(submission, by=self.office, at=at)
        if state == State.REOPENED:
            workflow.reopen(submission, by=self.office, at=at, reason=REASON)
        if state == State.HANDED:
            workflow.hand(submission, self.start(self.next_ward, period=submission.period), by=by, at=at)
        return Submission.objects.get(pk=submission.pk)


@copied
def make_story() -> Story:
    district = make_district()
    ward, next_ward = make_ward("Phường 5", district), make_ward("Phường 6", district)
    return Story(
        district=district,
        ward=ward,
        officer=make_user("phuong5", (Role.WARD_OFFICER, ward)),
        colleague=make_user("phuong5b", (Role.WARD_OFFICER, ward)),
        next_ward=next_ward,
        next_officer=make_user("phuong6", (Role.WARD_OFFICER, next_ward)),
        office=make_user("phonggd", (Role.DISTRICT_OFFICE, district)),
        leader=make_user("phonggd2", (Role.DISTRICT_OFFICE, district)),
        form=make_small_form(),
        period=make_period(),
    )


def moment_of(period: Period) -> dt.datetime:
    """AT, or the morning on which a later period opens."""
    return max(AT, dt.datetime.combine(period.opens_on, dt.time(9), SAIGON))


def fill(submission: Submission, numbers: Mapping[str, int], *, by: User | None = None) -> None:
    """Numbers into an empty sheet, as its officer types them; each must be taken."""
    cells = [cell(code, str(number)) for code, number in numbers.items()]
    outcome = save(submission, *cells, by=by, at=moment_of(submission.period))
    assert {each.state for each in outcome} <= {"saved"}, outcome


def cell(
    code: str = "households", text: str = "1.000", *, note: str = "", qualifier: str = "exact", seen: int = 0
) -> CellInput:
    """What a person types, having seen this revision of the cell."""
    return CellInput(code, text, qualifier, note, seen)


def save(submission: Submission, *cells: CellInput, by: User | None = None, at: dt.datetime = AT) -> list[CellResult]:
    return workflow.save_cells(submission, cells, by=by or submission.started_by, at=at)


def numbers_of(submission: Submission) -> dict[str, int | None]:
    return dict(Value.objects.filter(submission=submission).values_list("measure__code", "number"))
