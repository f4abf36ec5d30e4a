"""A picture's words: its first child `<title>`, which a screen reader and a tagged PDF (PDF/UA) both take."""

from __future__ import annotations

import re
from html import escape

_OPENED = re.compile(r"<svg ([^>]*)>")
_SAID_OF_MARKS = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')


def described(svg: str, words: str) -> str:
    """The picture with one description, as the first thing in it; `aria-label` alone says nothing in a PDF.

    What the library that draws says of every mark and axis in English is left out.
    """
    svg = _SAID_OF_MARKS.sub("", svg)
    return _OPENED.sub(lambda found: f'<svg role="img" {found[1]}><title>{escape(words)}</title>', svg, count=1)
