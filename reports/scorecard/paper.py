"""The scorecard as PDF: the page's own table on landscape paper."""

from __future__ import annotations

from django.template.loader import render_to_string

from hocTap.lib import pdf
from indicators.scorecard import Scorecard


def render(scorecard: Scorecard) -> bytes:
    """The table as tagged PDF, landscape, its head on every page."""
    html = render_to_string("reports/print/scorecard.html", {"card": scorecard, "on_paper": True})
    return pdf.from_html(html, "standing-print.css", "scorecard-print.css")
