"""The review as a workbook, with the numbers that went in on a sheet of their own."""

from __future__ import annotations

from indicators.enums import Rounding
from reports.paper import xlsx
from reports.review.document import Review
from reports.review.spec import SHEETS


def render(review: Review) -> bytes:
    return xlsx.render(review, SHEETS, Rounding(review.rounding), [review.evidence])
