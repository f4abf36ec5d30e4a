"""A sheet's numbers as the rules judge them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from indicators.layout import Layout
from indicators.models import Line, Submission
from indicators.register import counts_of, recent_counts_of
from indicators.rules.checks import Finding, evaluate
from indicators.sheet.rows import RateLine


class Figures:
    """One sheet's numbers as the rules judge them: what is missing, what the checks say, the rates."""

    submission: Submission
    layout: Layout
    recent: bool
    held: frozenset[str] = frozenset()
    """Codes of the figures that the reader does not see: no finding and no rate speaks of them."""

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
        """What the registers count for the form's cells, where the form asks for the comparison; else nothing.

        An office's own registers are not all that its published totals tell of.
        """
        if self.submission.own_total or not self.layout.asks_registers:
            return {}
        return recent_counts_of(self.submission) if self.recent else counts_of(self.submission)

    @cached_property
    def findings(self) -> list[Finding]:
        return [finding for finding in self._all_findings if self.held.isdisjoint(finding.cells)]

    @cached_property
    def _all_findings(self) -> list[Finding]:
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
    def still_needed(self) -> list[Line]:
        """What bars sending: an office's published totals hold what was published, and leave the rest blank."""
        return [] if self.submission.own_total else self.missing

    @property
    def required(self) -> int:
        return self.layout.required

    @property
    def filled(self) -> int:
        return self.required - len(self.missing)

    @cached_property
    def rates(self) -> list[RateLine]:
        year = self.submission.period.year
        return [
            RateLine(
                each,
                self.numbers.get(each.numerator.code),
                self.numbers.get(each.base_of_share.code),
                self.layout.new_in(each, year),
            )
            for each in self.layout.indicators_in(year)
            if self.held.isdisjoint((each.numerator.code, each.base_of_share.code))
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
