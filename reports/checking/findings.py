"""What measuring a paper gives: one line for each rule, with what was asked and what was found."""

from __future__ import annotations

from dataclasses import dataclass

from reports.checking.decree import Span, shown


@dataclass(frozen=True)
class Finding:
    """One rule of the decree and how the paper keeps it; `passed` is None where the paper has nothing of the kind."""

    rule: str
    asked: str
    measured: str
    passed: bool | None = True

    @property
    def word(self) -> str:
        return {True: "ĐẠT", False: "KHÔNG ĐẠT", None: "KHÔNG CÓ"}[self.passed]

    def __str__(self) -> str:
        return f"{self.word}: {self.rule} – đo được {self.measured} (quy định: {self.asked})"


def within(rule: str, found: float, asked: Span, tolerance: float = 0.0) -> Finding:
    """A measure that must lie in a span."""
    return Finding(rule, str(asked), f"{shown(found)} {asked.unit}", asked.holds(found, tolerance))


def as_asked(rule: str, asked: str, measured: str, wrong: str) -> Finding:
    """A text that is right unless `wrong` says what is not."""
    return Finding(rule, asked, f"{measured}: {wrong}" if wrong else measured, not wrong)


def absent(rule: str, asked: str, *, needed: bool = True) -> Finding:
    """Something that is not on the paper at all."""
    return Finding(rule, asked, "không có", False if needed else None)


def failures(findings: list[Finding]) -> list[Finding]:
    return [each for each in findings if each.passed is False]
