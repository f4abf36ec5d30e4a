"""The models of figures: the catalogue (what is counted) and the collection (what was counted)."""

from indicators.models.catalogue import Check, CheckTerm, Form, Framework, Indicator, Line, Measure, Section, Target
from indicators.models.collection import EDITABLE_STATES, CheckNote, Period, StatedNumber, Step, Submission, Value
from indicators.models.opening import ApiKey, ApiUse, Opening
from indicators.models.plans import Plan, PlanChange
from indicators.models.standing import DifficultArea, Redefinition
from indicators.models.starting import FormUse, OfficeStart

__all__ = [
    "EDITABLE_STATES",
    "ApiKey",
    "ApiUse",
    "Check",
    "CheckNote",
    "CheckTerm",
    "DifficultArea",
    "Form",
    "FormUse",
    "Framework",
    "Indicator",
    "Line",
    "Measure",
    "OfficeStart",
    "Opening",
    "Period",
    "Plan",
    "PlanChange",
    "Redefinition",
    "Section",
    "StatedNumber",
    "Step",
    "Submission",
    "Target",
    "Value",
]
