"""From answers to a result. `MODES` is the one place where a way of scoring is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from awards.titles.enums import LeftOutRule, ScoringMode
from awards.titles.rules.answers import TOTAL, Answers, Judged, judge, problems_of, total_of, total_problem
from awards.titles.rules.criteria import Criteria, Facts, Rating
from hocTap.lib.refusals import Refused


@dataclass(frozen=True)
class Outcome:
    """A result derived from answers: a score or none (levels), the rating reached, why it does not pass."""

    score: Decimal | None = None
    rating: str = ""
    rating_name: str = ""
    passes: bool = False
    remarks: tuple[str, ...] = ()
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mode:
    """One way of scoring: does it give a score, and how it comes to a result."""

    has_score: bool
    outcome: Callable[[Criteria, Sequence[Judged]], Outcome]


def assess(criteria: Criteria, answers: Answers, facts: Facts) -> Outcome:
    """The result of these answers by this set: the same answers always give the same result.

    With a missing or impossible answer there is no result, only problems by line. Where the sum alone was written
    down, and the set takes it so, it decides the band.
    """
    if TOTAL in answers:
        problem = total_problem(criteria, answers[TOTAL])
        return Outcome(problems={TOTAL: problem}) if problem else _banded(criteria, total_of(answers[TOTAL]))
    problems = problems_of(criteria, answers, facts)
    if problems:
        return Outcome(problems=problems)
    judged = [judge(criteria, line, answers.get(line.code), facts) for line in criteria.lines]
    return MODES[criteria.mode].outcome(criteria, judged)


def total(criteria: Criteria, judged: Sequence[Judged]) -> Fraction:
    """The exact sum of points under the set's own rule for lines that do not apply.

    Full marks: such a line earns its maximum. Redistribute: its points go to the other lines of its criterion in
    proportion to theirs (to the whole set where the whole criterion falls away). Normalise: what is earned of what
    can be earned, brought to the set's total. When nothing applies the score is 0.
    """
    if criteria.left_out == LeftOutRule.FULL_MARKS:
        return sum((part.earned if part.applies else _most(part) for part in judged), Fraction(0))
    if criteria.left_out == LeftOutRule.REDISTRIBUTE:
        return _stretched(_by_criterion(judged))
    if all(part.applies for part in judged):
        return sum((part.earned for part in judged), Fraction(0))
    return _stretched([(_earned(judged), _could(judged), Fraction(criteria.total or 0))])


def so_far(criteria: Criteria, answers: Answers, facts: Facts) -> Decimal:
    """Points on the lines answered up to now: a part, never a result."""
    earned = Fraction(0)
    for line in criteria.lines:
        with suppress(Refused):
            earned += judge(criteria, line, answers.get(line.code), facts).earned
    return cut(earned)


def _most(part: Judged) -> Fraction:
    return Fraction(part.line.max_points or 0)


def _earned(judged: Sequence[Judged]) -> Fraction:
    return sum((part.earned for part in judged if part.applies), Fraction(0))


def _could(judged: Sequence[Judged]) -> Fraction:
    return sum((_most(part) for part in judged if part.applies), Fraction(0))


def _by_criterion(judged: Sequence[Judged]) -> list[tuple[Fraction, Fraction, Fraction]]:
    """For each criterion: earned, what could be earned, and what the criterion weighs."""
    found = []
    for criterion in dict.fromkeys(part.line.criterion for part in judged):
        own = [part for part in judged if part.line.criterion == criterion]
        found.append((_earned(own), _could(own), sum((_most(part) for part in own), Fraction(0))))
    return found


def _stretched(parts: Sequence[tuple[Fraction, Fraction, Fraction]]) -> Fraction:
    """Each part brought to its weight; the weight of parts that fell away goes to the others in proportion."""
    counted = [(earned / could * weight, weight) for earned, could, weight in parts if could]
    weights = sum((weight for _, weight in counted), Fraction(0))
    if not weights:
        return Fraction(0)
    points = sum((earned for earned, _ in counted), Fraction(0))
    lost = sum((weight for _, could, weight in parts if not could), Fraction(0))
    return points * (weights + lost) / weights if lost else points


def cut(score: Fraction) -> Decimal:
    """Two decimals, cut and not rounded: 84,996 is shown as 84,99, so that what is shown never reaches another band."""
    return (Decimal(score.numerator) / Decimal(score.denominator)).quantize(Decimal("0.01"), ROUND_DOWN)


def rating_of(criteria: Criteria, score: Fraction) -> Rating | None:
    """The band that holds the exact score: from its first score up to, but without, its last (TT 22: 84,5 is Khá)."""
    for rating in criteria.ratings:
        if rating.from_score is None or score < Fraction(rating.from_score):
            continue
        if rating.below_score is None or score < Fraction(rating.below_score):
            return rating
    return None


def by_bands(criteria: Criteria, judged: Sequence[Judged]) -> Outcome:
    """Points with bands (448/QĐ-KHVN, TT 22/2020): the band of the sum decides."""
    return _banded(criteria, total(criteria, judged))


def _banded(criteria: Criteria, score: Fraction) -> Outcome:
    rating = rating_of(criteria, score)
    if rating is None:
        return Outcome(score=cut(score), remarks=("Tổng điểm chưa tới mức xếp loại thấp nhất.",))
    return Outcome(cut(score), rating.code, rating.name, rating.passes)


def by_floor(criteria: Criteria, judged: Sequence[Judged]) -> Outcome:
    """Points with a floor (324/QĐ-KHVN): the sum must reach the band and no line may lie below its floor."""
    banded = by_bands(criteria, judged)
    low = [
        part.line.code
        for part in judged
        if part.applies and part.line.floor is not None and part.earned < Fraction(part.line.floor)
    ]
    if not low:
        return banded
    remark = f"Mục {', '.join(low)} dưới điểm sàn nên không đạt, dù tổng điểm là bao nhiêu."
    return Outcome(score=banded.score, remarks=(*banded.remarks, remark))


def by_levels(criteria: Criteria, judged: Sequence[Judged]) -> Outcome:
    """Levels that need every indicator (TT 24/2023, TT 25/2023): a level is reached when all lines up to it are met."""
    reached: Rating | None = None
    missing: list[str] = []
    for rating in sorted(criteria.ratings, key=lambda each: each.level or 0):
        needed = [part for part in judged if part.applies and (part.line.level or 1) <= (rating.level or 1)]
        missing = [part.line.code for part in needed if not part.met]
        if missing or not needed:
            break
        reached = rating
    remarks = (f"Chưa đạt chỉ số {', '.join(missing)} nên chưa lên được mức sau.",) if missing else ()
    if reached is None:
        return Outcome(remarks=remarks or ("Chưa có chỉ số nào để xét mức độ.",))
    return Outcome(None, reached.code, reached.name, reached.passes, remarks)


MODES: dict[ScoringMode, Mode] = {
    ScoringMode.POINTS_BANDS: Mode(has_score=True, outcome=by_bands),
    ScoringMode.POINTS_FLOOR: Mode(has_score=True, outcome=by_floor),
    ScoringMode.LEVELS: Mode(has_score=False, outcome=by_levels),
}
