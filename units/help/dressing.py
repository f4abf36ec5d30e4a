"""A chapter as HTML, for the page and for the booklet."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from units.help.pictures import FOLDER, size_of
from units.help.reading import LINKED, NAMED, Block, by_slug

ILLUSTRATIVE = "số liệu minh họa"

Source = Callable[[str], str]


def on_page(block: Block) -> SafeString:
    return dressed(block, lambda name: static(f"help/{name}.png"), links=True)


def on_paper(block: Block) -> SafeString:
    """Nothing is fetched while a booklet is printed: its pictures stand in it."""
    return dressed(block, inlined, links=False)


def dressed(block: Block, source: Source, *, links: bool) -> SafeString:
    lines = [_inline(line, links=links) for line in block.lines]
    match block.kind:
        case "step":
            html = f'<ol class="help-steps">{_items(lines)}</ol>'
        case "item":
            html = f"<ul>{_items(lines)}</ul>"
        case "mind":
            html = f'<div class="help-mind">{"".join(f"<p>{line}</p>" for line in lines)}</div>'
        case "picture":
            html = _figure(block, source)
        case _:
            html = "".join(f"<p>{line}</p>" for line in lines)
    return mark_safe(html)  # noqa: S308 - every line was escaped by _inline


def _items(lines: list[str]) -> str:
    return "".join(f"<li>{line}</li>" for line in lines)


def _figure(block: Block, source: Source) -> str:
    """The words under a picture are also what is read out in its place; each says that its figures are illustrative."""
    words = escape(f"{block.lines[0]} ({ILLUSTRATIVE})")
    width, height = size_of(block.picture)
    image = (
        f'<img src="{escape(source(block.picture))}" alt="{words}" width="{width}" height="{height}" loading="lazy">'
    )
    return f'<figure class="help-figure">{image}<figcaption aria-hidden="true">Hình: {words}</figcaption></figure>'


def _inline(line: str, *, links: bool) -> str:
    """Escaped first, then marked: what a chapter says can never be HTML of its own."""
    text = NAMED.sub(r'<strong class="help-name">\1</strong>', escape(line))
    return LINKED.sub(lambda found: _link(found[1], found[2], links=links), text)


def _link(words: str, slug: str, *, links: bool) -> str:
    if links:
        return f'<a href="{reverse("help:chapter", args=[slug])}">{words}</a>'
    title = escape(by_slug()[slug].title)
    return f"{words} (chương “{title}”)"


@cache
def inlined(name: str) -> str:
    content = (settings.BASE_DIR / FOLDER / f"{name}.png").read_bytes()
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"
