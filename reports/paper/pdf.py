"""A document as PDF by NĐ 30/2020/NĐ-CP: the page's own HTML with the style sheet of paper, its data attached."""

from __future__ import annotations

from dataclasses import fields, replace

from django.template.loader import render_to_string

from hocTap.lib import pdf
from reports.paper.kept import canonical, encode
from reports.paper.parts import Paper

DATA = "noi-dung.json"
"""What the attached data is called."""


def render(document: Paper) -> bytes:
    """The document as tagged PDF."""
    html = render_to_string("reports/print/report.html", {"document": document})
    return pdf.from_html(html, "report-print.css", data={DATA: canonical(encode(_printed(document)))})


def _printed(document: Paper) -> Paper:
    """What stands on the paper, without evidence and annexes that are for the office alone."""
    shared = Paper(**{each.name: getattr(document, each.name) for each in fields(Paper)})
    return replace(shared, annexes=tuple(annex for annex in shared.annexes if annex.on_paper))
