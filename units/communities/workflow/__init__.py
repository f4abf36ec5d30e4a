"""Steps on the communities of a commune: entered, merged, divided, renamed, ended, corrected; and the way back."""

from units.communities.workflow.changing import change, told_by
from units.communities.workflow.correcting import Correction, correct
from units.communities.workflow.entering import enter, judge
from units.communities.workflow.planning import Asked, Plan, Result, edition_of, plan, sentence
from units.communities.workflow.undoing import refuse_undoing, undo

__all__ = [
    "Asked",
    "Correction",
    "Plan",
    "Result",
    "change",
    "correct",
    "edition_of",
    "enter",
    "judge",
    "plan",
    "refuse_undoing",
    "sentence",
    "told_by",
    "undo",
]
