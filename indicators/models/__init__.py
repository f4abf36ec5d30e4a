"""The models of figures: the catalogue (what is counted) and the collection (what was counted)."""

from indicators.models.catalogue import Check, CheckTerm, Form, Indicator, Line, Measure, Section, Target
from indicators.models.collection import EDITABLE_STATES, CheckNote, Period, StatedNumber, Step, Submission, Value
from indicators.models.starting import OfficeStart

__all__ = [
    "EDITABLE_STATES",
    "Check",
    "CheckNote",
    "CheckTerm",
    "Form",
    "Indicator",
    "Line",
    "Measure",
    "OfficeStart",
    "Period",
    "Section",
    "StatedNumber",
    "Step",
    "Submission",
    "Target",
    "Value",
]
