"""The review as a workbook, with its charts, and the numbers that went in on a sheet of their own."""

from __future__ import annotations

from indicators.enums import Rounding
from reports.paper import xlsx
from reports.paper.xlsx import Picture
from reports.review.document import Review
from reports.review.docx import picture
from reports.review.spec import SHEETS


def render(review: Review) -> bytes:
    charts = [chart for section in review.sections for chart in section.charts]
    pictures = [Picture(each.title, picture(each.svg), each.description, each.notes) for each in charts]
    return xlsx.render(review, SHEETS, Rounding(review.rounding), [review.evidence], pictures)
