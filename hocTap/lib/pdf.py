"""Paper: a page of our own templates as tagged PDF (PDF/UA-1), from nothing but its own text."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings

from hocTap.lib.heavy import Later

STYLES = settings.BASE_DIR / "static" / "css"
PARTS = Later("weasyprint")
FONTS = Later("weasyprint.text.fonts")

PRESS = Lock()
"""A process prints one document at a time: a review takes some 100 MB while it is laid out, and the others wait."""


def from_html(html: str, style: str) -> bytes:
    """The page as PDF by a style sheet of `static/css`, for example "report-print.css".

    Nothing is fetched, neither from the network nor from the disk: pictures stand in the page itself. Threads that ask
    at the same time print one after another.
    """
    with PRESS, nothing_collected():
        fonts, fetcher = FONTS.FontConfiguration(), only_inline_data()
        page = PARTS.HTML(string=html, url_fetcher=fetcher)
        sheet = PARTS.CSS(string=_text_of(STYLES / style), font_config=fonts, url_fetcher=fetcher)
        content: bytes = page.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")
    return content


@cache
def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


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


def only_inline_data() -> Any:
    """By default the library would read any file and any address that a text names."""
    return PARTS.urls.URLFetcher(allowed_protocols=["data"])
