"""A document as PDF by NĐ 30/2020/NĐ-CP: the page's own HTML with the style sheet of paper."""

from __future__ import annotations

from django.template.loader import render_to_string

from hocTap.lib import pdf
from reports.paper.parts import Paper


def render(document: Paper) -> bytes:
    """The document as tagged PDF."""
    return pdf.from_html(render_to_string("reports/print/report.html", {"document": document}), "report-print.css")
