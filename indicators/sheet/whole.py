"""A submission with everything that its pages show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from hocTap.lib.prepared import Prepared
from indicators.enums import Action, CheckKind, Origin
from indicators.held import standing_of
from indicators.layout import Layout
from indicators.models import CheckNote, Period, Step, Submission, Value
from indicators.rules.checks import Finding
from indicators.sheet.figures import Figures
from indicators.sheet.rows import LineRow, RateLine
from indicators.taking_over import TakenOver, taken_over

STEPS = Prepared(lambda sheet: Step.objects.filter(submission=sheet).select_related("by").order_by("at", "pk"))


@dataclass
class Sheet(Figures):
    """A submission with everything its pages show."""

    submission: Submission
    layout: Layout
    values: dict[str, Value]
    previous: dict[str, Value]
    previous_period: Period | None
    recent: bool = False
    held: frozenset[str] = frozenset()

    @cached_property
    def numbers(self) -> Mapping[str, int | None]:
        return {code: value.number for code, value in self.values.items()}

    @cached_property
    def before(self) -> Mapping[str, int | None]:
        return {code: value.number for code, value in self.previous.items()}

    @cached_property
    def steps(self) -> list[Step]:
        """The log, oldest first; read when a page shows it."""
        found = list(STEPS.rows(self.submission.pk))
        for step in found:
            step.submission = self.submission
        return found

    @cached_property
    def notes(self) -> dict[str, CheckNote]:
        """The officer's words on warnings, by code of the check; read when asked for."""
        return {note.check_ref.code: note for note in self.submission.check_notes.select_related("check_ref", "by")}

    @cached_property
    def taken(self) -> TakenOver:
        """What was taken over from sheets of units that are no more; read when a page shows it."""
        return taken_over(self.submission, offering=True)

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

    @property
    def held_standing(self) -> str:
        """What the reader is told of the numbers that are held; nothing where none is."""
        of_held = [spec for spec in self.layout.checks if not self.held.isdisjoint((*spec.left, *spec.right))]
        sums = [spec for spec in of_held if spec.kind == CheckKind.SUM_EQUALS]
        in_book = {
            spec.code for spec in of_held if spec.kind == CheckKind.MATCHES_REGISTER and spec.left[0] in self.register
        }
        if not sums and not in_book:
            return ""
        wrong = {finding.code for finding in self._all_findings}
        judged = all(self.numbers.get(code) is not None for spec in sums for code in (*spec.left, *spec.right))
        return standing_of(
            adds_up=not any(spec.code in wrong for spec in sums) if sums and judged else None,
            as_in_book=not in_book & wrong if in_book else None,
            explained=in_book & wrong <= set(self.notes),
        )

    @cached_property
    def last_approval(self) -> Step | None:
        return next((step for step in reversed(self.steps) if step.action == Action.APPROVE), None)

    @cached_property
    def rows(self) -> list[LineRow]:
        return [
            LineRow(line, None, None, None, was_approved=False, held=True)
            if line.measure.code in self.held
            else LineRow(
                line,
                self.values.get(line.measure.code),
                self.previous.get(line.measure.code),
                self.last_approval.figures.get(line.measure.code) if self.last_approval else None,
                self.last_approval is not None,
                self.register.get(line.measure.code),
                self.taken.offers.get(line.measure.code),
            )
            for line in self.layout.lines
        ]

    @property
    def sections(self) -> list[tuple[str, list[LineRow]]]:
        """Rows under the titles of their sections, in the form's order."""
        parts: dict[str, list[LineRow]] = {}
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
    def changed_rows(self) -> list[LineRow]:
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
