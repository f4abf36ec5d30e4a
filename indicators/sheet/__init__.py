"""A submission laid out as its form: lines, numbers, the previous period, findings, rates.

`rows` are single lines, `figures` the numbers as the rules judge them, `whole` the sheet, `loading` reads them.
"""

from indicators.sheet.figures import Figures, LiveFigures
from indicators.sheet.loading import load_figures, load_sheet, periods_before
from indicators.sheet.rows import LineRow, RateLine, as_stored, spoken
from indicators.sheet.whole import Sheet

__all__ = [
    "Figures",
    "LineRow",
    "LiveFigures",
    "RateLine",
    "Sheet",
    "as_stored",
    "load_figures",
    "load_sheet",
    "periods_before",
    "spoken",
]
