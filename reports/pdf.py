"""A document as PDF by NĐ 30/2020/NĐ-CP: the page's own HTML with the style sheet of paper."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import weasyprint
from django.conf import settings
from django.template.loader import render_to_string
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from reports.document import Document

STYLE = settings.BASE_DIR / "static" / "css" / "report-print.css"
PARTS: Any = weasyprint
"""The library has no types."""


def render(document: Document) -> bytes:
    """The document as tagged PDF (PDF/UA-1). Nothing is fetched, neither from the network nor from the disk."""
    return render_html(render_to_string("reports/print/report.html", {"document": document}))


def render_html(html: str) -> bytes:
    """A page of our own templates on paper."""
    fonts, fetcher = fonts_of_this_machine(), only_inline_data()
    page = PARTS.HTML(string=html, url_fetcher=fetcher)
    style = PARTS.CSS(string=STYLE.read_text(encoding="utf-8"), font_config=fonts, url_fetcher=fetcher)
    with nothing_collected():
        content: bytes = page.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
    return content


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Without Python's search for cycles: among a document's many boxes it costs a sixth of the time and frees none."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def fonts_of_this_machine() -> FontConfiguration:
    return FontConfiguration()  # type: ignore[no-untyped-call]


def only_inline_data() -> URLFetcher:
    """By default the library would read any file and any address that a text names."""
    return URLFetcher(allowed_protocols=["data"])  # type: ignore[no-untyped-call]
