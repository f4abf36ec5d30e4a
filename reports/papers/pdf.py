"""An official paper as PDF by NĐ 30/2020/NĐ-CP: the page's own HTML with the style sheets of paper."""

from __future__ import annotations

from django.template.loader import render_to_string

from hocTap.lib import pdf
from reports.paper.kept import canonical, encode
from reports.paper.pdf import DATA
from reports.papers.long_lists import is_long, with_long, without_long
from reports.papers.parts import Official


def render(paper: Official) -> bytes:
    """The paper as tagged PDF; with a long list the list is written directly, and the file is for paper."""
    html = render_to_string("papers/print/paper.html", {"paper": without_long(paper)})
    content = pdf.from_html(html, "report-print.css", "papers-print.css", data={DATA: canonical(encode(paper))})
    return with_long(content, paper) if any(is_long(annex) for annex in paper.annexes) else content
