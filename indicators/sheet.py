"""A submission laid out as its form: lines, numbers, the previous period, findings, rates. Fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import OuterRef, QuerySet, Subquery

from hocTap.lib import vi
from indicators.enums import Action, Origin, Qualifier, Rounding
from indicators.layout import Layout, layout_of
from indicators.models import CheckNote, Indicator, Line, Period, Step, Submission, Value
from indicators.register import counts_of, recent_counts_of
from indicators.rules.checks import Finding, evaluate
from indicators.rules.rates import rate


@dataclass(frozen=True)
class RateLine:
    """A rate of the form, computed from the cells as they stand; half-up, two decimals."""

    indicator: Indicator
    numerator: int | None
    base: int | None

    @property
    def text(self) -> str:
        return vi.percent(self.rate)

    @property
    def parts(self) -> str:
        """The numbers that the rate comes from: "684/950"."""
        return f"{vi.whole(self.numerator)}/{vi.whole(self.base)}"

    @property
    def rate(self) -> Decimal | None:
        if self.numerator is None or self.base is None:
            return None
        return rate(self.numerator, self.base, Rounding.HALF_UP)


@dataclass(frozen=True)
class Row:
    """One line of the sheet: the cell, the previous period's number, and what was last approved."""

    line: Line
    value: Value | None
    previous: Value | None
    approved: list[object] | None
    was_approved: bool
    counted: int | None = None

    @property
    def code(self) -> str:
        return self.line.measure.code

    @property
    def number(self) -> int | None:
        return self.value.number if self.value else None

    @property
    def text(self) -> str:
        return "" if self.number is None else vi.whole(self.number)

    @property
    def revision(self) -> int:
        return self.value.revision if self.value else 0

    @property
    def qualifier(self) -> str:
        return self.value.qualifier if self.value else Qualifier.EXACT

    @property
    def note(self) -> str:
        return self.value.note if self.value else ""

    @property
    def spoken(self) -> str:
        """The number with its qualifier, as a person says it: "gần 10.800"."""
        return spoken(self.number, self.qualifier)

    @property
    def previous_spoken(self) -> str:
        return spoken(self.previous.number, self.previous.qualifier) if self.previous else vi.NOTHING

    @property
    def changed_since_approval(self) -> bool:
        """Whether the cell differs from the figures that were approved before (only after a first approval)."""
        return self.was_approved and as_stored(self.value) != (self.approved or [None, Qualifier.EXACT.value, ""])

    @property
    def counted_text(self) -> str:
        """What the register counts for the cell, if one is kept."""
        return vi.whole(self.counted)

    @property
    def differs_from_register(self) -> bool:
        return self.counted is not None and self.number is not None and self.counted != self.number

    @property
    def approved_spoken(self) -> str:
        if not self.approved or self.approved[0] is None:
            return vi.NOTHING
        return spoken(int(str(self.approved[0])), str(self.approved[1]))


def spoken(number: int | None, qualifier: str) -> str:
    """1234, "below" → "gần 1.234"; exact numbers stand alone."""
    if number is None or qualifier == Qualifier.EXACT:
        return vi.whole(number)
    return f"{Qualifier(qualifier).label} {vi.whole(number)}"


def as_stored(value: Value | None) -> list[object]:
    """How a step keeps a cell: number, qualifier, note."""
    return [None, Qualifier.EXACT.value, ""] if value is None else [value.number, value.qualifier, value.note]


class Figures:
    """One sheet's numbers as the rules judge them: what is missing, what the checks say, the rates."""

    submission: Submission
    layout: Layout
    recent: bool

    @property
    def numbers(self) -> Mapping[str, int | None]:
        """This period's numbers, by code of measure."""
        raise NotImplementedError

    @property
    def before(self) -> Mapping[str, int | None]:
        """The previous period's numbers."""
        raise NotImplementedError

    @cached_property
    def register(self) -> dict[str, int]:
        """What the registers count for the form's cells, where the form asks for the comparison; else nothing."""
        if not self.layout.asks_registers:
            return {}
        return recent_counts_of(self.submission) if self.recent else counts_of(self.submission)

    @cached_property
    def findings(self) -> list[Finding]:
        return evaluate(self.layout.checks, self.numbers, self.before, self.register)

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_error]

    @property
    def warnings(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.is_error]

    @cached_property
    def missing(self) -> list[Line]:
        return self.layout.missing(self.numbers)

    @property
    def required(self) -> int:
        return self.layout.required

    @property
    def filled(self) -> int:
        return self.required - len(self.missing)

    @cached_property
    def rates(self) -> list[RateLine]:
        return [
            RateLine(each, self.numbers.get(each.numerator.code), self.numbers.get(each.base.code))
            for each in self.layout.indicators
        ]


@dataclass
class LiveFigures(Figures):
    """The numbers alone, for the answer after each saved cell."""

    submission: Submission
    layout: Layout
    now: dict[str, int | None]
    then: dict[str, int | None]
    recent: bool = True

    @property
    def numbers(self) -> Mapping[str, int | None]:
        return self.now

    @property
    def before(self) -> Mapping[str, int | None]:
        return self.then


@dataclass
class Sheet(Figures):
    """A submission with everything its pages show."""

    submission: Submission
    layout: Layout
    values: dict[str, Value]
    previous: dict[str, Value]
    previous_period: Period | None
    recent: bool = False

    @cached_property
    def numbers(self) -> Mapping[str, int | None]:
        return {code: value.number for code, value in self.values.items()}

    @cached_property
    def before(self) -> Mapping[str, int | None]:
        return {code: value.number for code, value in self.previous.items()}

    @cached_property
    def steps(self) -> list[Step]:
        """The log, oldest first; read when a page shows it."""
        return list(self.submission.steps.select_related("by").order_by("at", "pk"))

    @cached_property
    def notes(self) -> dict[str, CheckNote]:
        """The officer's words on warnings, by code of the check; read when asked for."""
        return {note.check_ref.code: note for note in self.submission.check_notes.select_related("check_ref", "by")}

    @property
    def previous_label(self) -> str:
        """What the column of the period before is called."""
        return self.previous_period.label if self.previous_period else "Kỳ trước"

    @property
    def is_empty(self) -> bool:
        """Whether nobody has written a single number yet."""
        return all(number is None for number in self.numbers.values())

    @property
    def unexplained(self) -> list[Finding]:
        """Warnings that nobody has written a note for."""
        return [finding for finding in self.warnings if finding.code not in self.notes]

    @property
    def explained(self) -> list[tuple[Finding, CheckNote]]:
        return [(finding, self.notes[finding.code]) for finding in self.warnings if finding.code in self.notes]

    @cached_property
    def last_approval(self) -> Step | None:
        return next((step for step in reversed(self.steps) if step.action == Action.APPROVE), None)

    @cached_property
    def rows(self) -> list[Row]:
        return [
            Row(
                line,
                self.values.get(line.measure.code),
                self.previous.get(line.measure.code),
                self.last_approval.figures.get(line.measure.code) if self.last_approval else None,
                self.last_approval is not None,
                self.register.get(line.measure.code),
            )
            for line in self.layout.lines
        ]

    @property
    def sections(self) -> list[tuple[str, list[Row]]]:
        """Rows under the titles of their sections, in the form's order."""
        parts: dict[str, list[Row]] = {}
        for row in self.rows:
            parts.setdefault(row.line.section.title, []).append(row)
        return list(parts.items())

    @property
    def rates_of_sections(self) -> dict[str, list[RateLine]]:
        """Rates by the title of the section in which their numerator stands."""
        title = {line.measure.code: line.section.title for line in self.layout.lines}
        found: dict[str, list[RateLine]] = {}
        for each in self.rates:
            found.setdefault(title[each.indicator.numerator.code], []).append(each)
        return found

    @cached_property
    def findings_at(self) -> dict[str, list[Finding]]:
        """Findings by the first of the cells concerned: there they are read."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.cells[0], []).append(finding)
        return found

    @cached_property
    def wrong_cells(self) -> set[str]:
        """Every cell that an error concerns."""
        return {code for finding in self.errors for code in finding.cells}

    @property
    def changed_rows(self) -> list[Row]:
        """Rows that differ from what was approved before."""
        return [row for row in self.rows if row.changed_since_approval]

    @property
    def illustrative(self) -> bool:
        """Whether any number shown here, this period's or the previous one's, was made up for demonstration."""
        shown: Iterable[Value] = [*self.values.values(), *self.previous.values()]
        return any(value.origin == Origin.ILLUSTRATIVE and value.number is not None for value in shown)

    @property
    def return_reason(self) -> Step | None:
        """Why the figures came back, while they are back."""
        sent_back = {Action.RETURN, Action.REOPEN}
        last = self.steps[-1] if self.steps else None
        return last if last and last.action in sent_back else None


def load_sheet(submission: Submission, layout: Layout | None = None, *, recent: bool = False) -> Sheet:
    """Read the figures of one submission and of the period before, in a number of queries that does not grow.

    `recent` lets what the registers count be a minute old: for the hints after each saved cell.
    """
    layout = layout_of(submission.form, layout)
    before, sheet_before = _before(submission)
    now: dict[str, Value] = {}
    then: dict[str, Value] = {}
    for value in Value.objects.filter(submission__in=[submission.pk, sheet_before], measure__in=layout.codes):
        side = now if value.submission_id == submission.pk else then
        side[layout.codes[value.measure_id]] = value
    return Sheet(submission, layout, now, then, before, recent)


def load_figures(submission: Submission, layout: Layout) -> LiveFigures:
    """The numbers of a submission and of the period before in one query; what the registers count may be old."""
    period = submission.period
    now: dict[str, int | None] = {}
    then: dict[str, int | None] = {}
    rows = Value.objects.filter(
        submission__unit=submission.unit_id,
        submission__form__code=submission.form.code,
        submission__period__kind=period.kind,
        submission__period__ordinal=period.ordinal,
        submission__period__year__in=[period.year - 1, period.year],
    ).order_by("submission__form__version")
    for sheet, year, measure, number in rows.values_list(
        "submission_id", "submission__period__year", "measure_id", "number"
    ):
        if measure in layout.codes and (sheet == submission.pk or year < period.year):
            (now if sheet == submission.pk else then)[layout.codes[measure]] = number
    return LiveFigures(submission, layout, now, then)


def _before(submission: Submission) -> tuple[Period | None, int | None]:
    """The period before, and the unit's sheet of it on the same form, in whatever version that then was."""
    same = Submission.objects.filter(
        unit=submission.unit_id, form__code=submission.form.code, period=OuterRef("pk")
    ).order_by("-form__version")
    period = periods_before(submission.period).annotate(sheet=Subquery(same.values("pk")[:1])).first()
    return period, period.sheet if period else None


def periods_before(period: Period) -> QuerySet[Period]:
    """The same period a year before, if it was collected: half-years are compared with the same half."""
    return Period.objects.filter(kind=period.kind, year=period.year - 1, ordinal=period.ordinal)
