"""Figures of a unit's wards over years, approved or out of registers: a fixed number of queries, added from counts.

`facts` are the parts, `adding` the sums, `loading` reads them.
"""

from indicators.series.adding import Series, read_cell
from indicators.series.facts import (
    Approved,
    Beside,
    Cell,
    Difference,
    Gap,
    Input,
    MeasureFacts,
    Office,
    Sum,
    Ward,
    WardInYear,
    Why,
)
from indicators.series.loading import YEARLY_FORM, Sheets, load, load_period, load_sums, read_sheets
from indicators.series.summing import Pair, Summed

__all__ = [
    "YEARLY_FORM",
    "Approved",
    "Beside",
    "Cell",
    "Difference",
    "Gap",
    "Input",
    "MeasureFacts",
    "Office",
    "Pair",
    "Series",
    "Sheets",
    "Sum",
    "Summed",
    "Ward",
    "WardInYear",
    "Why",
    "load",
    "load_period",
    "load_sums",
    "read_cell",
    "read_sheets",
]
