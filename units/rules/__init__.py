"""What days, the tree and succession mean, without a database: spans, lines of the tree, who answers for whom."""

from units.rules.days import (
    OPEN,
    Coverage,
    Cycle,
    Line,
    Span,
    Standing,
    colliding,
    covers,
    lines,
    merged,
    without,
)
from units.rules.levels import may_hold, may_stand_under

__all__ = [
    "OPEN",
    "Coverage",
    "Cycle",
    "Line",
    "Span",
    "Standing",
    "colliding",
    "covers",
    "lines",
    "may_hold",
    "may_stand_under",
    "merged",
    "without",
]
