"""The link "Hướng dẫn" of every page: it opens the guide at the chapter of that page."""

from __future__ import annotations

from django.template import Context, Library

from hocTap.lib.addresses import address_of
from units.help.reading import by_page

register = Library()


@register.simple_tag(takes_context=True)
def help_address(context: Context) -> str:
    """The page's own chapter; the guide's contents where none is written for it, or where no page was found (404)."""
    match = getattr(context.get("request"), "resolver_match", None)
    name = match.view_name if match else ""
    if name.startswith("admin:"):
        name = "admin:index"
    chapter = by_page().get(name)
    return address_of("help:chapter", chapter.slug) if chapter else address_of("help:contents")
