"""How far the sheets of a form and period are: cells filled, and what the checks say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indicators.layout import Layout
from indicators.models import Form, Period, Submission, Value
from indicators.rules.checks import evaluate
from indicators.sheet import periods_before


@dataclass(frozen=True)
class Progress:
    """How far a submission is: required cells filled, and what its checks say."""

    filled: int
    required: int
    errors: int
    warnings: int

    @property
    def is_complete(self) -> bool:
        return self.filled == self.required and not self.errors


def progress_of(layout: Layout, submissions: Iterable[Submission], period: Period) -> dict[int, Progress]:
    """Progress of many submissions of one form and period in three queries; keyed by submission id."""
    chosen = list(submissions)
    before = periods_before(period).first()
    units = [each.unit_id for each in chosen]
    now = _numbers_by_unit(layout.form, period, units)
    then = _numbers_by_unit(layout.form, before, units) if before else {}
    return {each.pk: _progress(layout, now.get(each.unit_id, {}), then.get(each.unit_id, {})) for each in chosen}


def _progress(layout: Layout, now: dict[str, int | None], then: dict[str, int | None]) -> Progress:
    findings = evaluate(layout.checks, now, then)
    errors = sum(finding.is_error for finding in findings)
    required = sum(line.required for line in layout.lines)
    return Progress(required - len(layout.missing(now)), required, errors, len(findings) - errors)


def _numbers_by_unit(form: Form, period: Period, units: list[int]) -> dict[int, dict[str, int | None]]:
    """Numbers by unit and measure, of whichever version of the form the period was collected with."""
    found: dict[int, dict[str, int | None]] = {}
    values = Value.objects.filter(
        submission__form__code=form.code, submission__period=period, submission__unit__in=units
    )
    for unit, code, number in values.values_list("submission__unit", "measure__code", "number"):
        found.setdefault(unit, {})[code] = number
    return found
