"""Figures of a unit's wards over years, approved or out of registers: a fixed number of queries, added from counts.

`facts` are the parts, `adding` the sums, `loading` reads them.
"""

from indicators.series.adding import Series
from indicators.series.facts import (
    Approved,
    Cell,
    Difference,
    Gap,
    Input,
    MeasureFacts,
    Place,
    Sum,
    Ward,
    Why,
)
from indicators.series.loading import YEARLY_FORM, load

__all__ = [
    "YEARLY_FORM",
    "Approved",
    "Cell",
    "Difference",
    "Gap",
    "Input",
    "MeasureFacts",
    "Place",
    "Series",
    "Sum",
    "Ward",
    "Why",
    "load",
]
