"""Where a unit stands with every target that is set for it: one row a target, each with all that it was decided by.

`asking` finds the targets, `figures` reads what was counted, `building` decides, `words` says it in a sentence.
"""

from indicators.scorecard.building import build
from indicators.scorecard.data import FILTERS, Scorecard, TargetRow

__all__ = ["FILTERS", "Scorecard", "TargetRow", "build"]
