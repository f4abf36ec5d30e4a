"""How far the sheets of a form and period are: cells filled, what the checks say, what was explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from indicators.enums import CheckKind
from indicators.layout import Layout
from indicators.models import CheckNote, Period, Value
from indicators.rules.checks import evaluate

Numbers = Mapping[str, int | None]


@dataclass(frozen=True)
class Progress:
    """How far a submission is: required cells filled, what its checks say, and how many warnings were explained."""

    filled: int
    required: int
    errors: int
    warnings: int
    explained: int = 0
    empty: bool = False

    @property
    def is_complete(self) -> bool:
        return self.filled == self.required and not self.errors

    @property
    def words(self) -> str:
        """The verdict as the office reads it; a warning that was waved through still counts as one."""
        if self.errors:
            return f"{self.errors} lỗi"
        if self.empty:
            return "chưa có số nào"
        if not self.is_complete:
            return "chưa đủ số"
        if not self.warnings:
            return "đạt"
        left = self.warnings - self.explained
        return f"{self.warnings} cảnh báo, {f'còn {left} chưa' if left else 'đã'} giải trình"


class Of(Protocol):
    """A sheet, or as much of it as says whose it is."""

    @property
    def pk(self) -> int: ...
    @property
    def unit_id(self) -> int: ...


def progress_of(layout: Layout, submissions: Iterable[Of], period: Period) -> dict[int, Progress]:
    """Progress of many submissions of one form and period in two queries; keyed by submission id.

    Registers are not counted here: a warning about them is known by the note that let it through.
    """
    chosen = list(submissions)
    now, then = _numbers(layout, period, [each.unit_id for each in chosen])
    notes: dict[int, set[str]] = {}
    found = CheckNote.objects.filter(submission__in=[each.pk for each in chosen])
    for sheet, code in found.values_list("submission_id", "check_ref__code"):
        notes.setdefault(sheet, set()).add(code)
    return {
        each.pk: _progress(layout, now.get(each.unit_id, {}), then.get(each.unit_id, {}), notes.get(each.pk, set()))
        for each in chosen
    }


def _progress(layout: Layout, now: Numbers, then: Numbers, notes: set[str]) -> Progress:
    findings = evaluate(layout.checks, now, then)
    warnings = {finding.code for finding in findings if not finding.is_error}
    of_registers = {spec.code for spec in layout.checks if spec.kind == CheckKind.MATCHES_REGISTER} & notes
    return Progress(
        filled=layout.required - len(layout.missing(now)),
        required=layout.required,
        errors=len(findings) - len(warnings),
        warnings=len(warnings | of_registers),
        explained=len((warnings & notes) | of_registers),
        empty=all(number is None for number in now.values()),
    )


def _numbers(layout: Layout, period: Period, units: list[int]) -> tuple[dict[int, Numbers], dict[int, Numbers]]:
    """Numbers by unit and measure, of the period and of the same one a year before, in whatever version of the form."""
    now: dict[int, dict[str, int | None]] = {}
    then: dict[int, dict[str, int | None]] = {}
    values = Value.objects.filter(
        submission__unit__in=units,
        submission__form__code=layout.form.code,
        submission__period__kind=period.kind,
        submission__period__ordinal=period.ordinal,
        submission__period__year__in=[period.year - 1, period.year],
    ).values_list("submission__unit_id", "submission__period__year", "measure_id", "number")
    for unit, year, measure, number in values:
        if measure in layout.codes:
            side = now if year == period.year else then
            side.setdefault(unit, {})[layout.codes[measure]] = number
    return dict(now), dict(then)
