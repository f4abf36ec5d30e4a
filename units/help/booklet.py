"""The guide of one kind of work as a booklet: A4, at most twelve pages."""

from __future__ import annotations

from functools import cache

from django.template.loader import render_to_string

from hocTap.lib import pdf
from units.help.audiences import BY_SLUG
from units.help.dressing import on_paper
from units.help.reading import chapters_for

MOST_PAGES = 12


@cache
def booklet(slug: str) -> bytes:
    """As PDF; the same for everybody, so a process prints it once."""
    audience = BY_SLUG[slug]
    read = [
        (chapter, [(section, [on_paper(block) for block in section.blocks]) for section in chapter.sections])
        for chapter in chapters_for(audience)
    ]
    return pdf.from_html(
        render_to_string("help/print/booklet.html", {"audience": audience, "chapters": read}), "help-print.css"
    )
