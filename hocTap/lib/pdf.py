"""Paper: a page of our own templates as PDF for archives and for people (PDF/A-3a, PDF/UA-1), its data attached."""

from __future__ import annotations

import gc
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
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


LISTENER: ContextVar[Callable[[int], None] | None] = ContextVar("LISTENER", default=None)
"""Who hears how many pages are laid out, while somebody waits for a long print."""

VARIANT = "pdf/a-3a"
PAGE_BEGUN = "Creating layout - Page"
"""What the library notes with the number of a page."""
PACKING = "Creating PDF"
"""What it notes once all pages are laid out."""
IN_USE = "n"
"""The mark of a part that the file holds, beside those that it has given up."""
UNSMOOTHED = "img { image-rendering: pixelated }"
"""A file for archives may not ask that pictures be smoothed (ISO 19005-3, 6.2.8)."""
FOR_PEOPLE = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1" />
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
"""What the file says of itself beside PDF/A: that it is PDF/UA-1 too, and what that word means (ISO 19005-3, 6.6.2)."""


def from_html(html: str, *styles: str, data: Mapping[str, bytes] | None = None, denser: Sequence[str] = ()) -> bytes:
    """The page as PDF by style sheets of `static/css`, for example "report-print.css"; later ones stand above.

    `denser` are sheets that are added one after another, the next as long as the document has more than one page.
    `data` are the JSON files that it carries, by name: what the page says, for machines and archives.
    Nothing is fetched, neither from the network nor from the disk: pictures stand in the page itself. Threads that ask
    at the same time print one after another.
    """
    with PRESS, nothing_collected(), _pages_told():
        return _laid_out(_with_titles(html), styles, data or {}, denser)


def _laid_out(html: str, styles: Sequence[str], data: Mapping[str, bytes], denser: Sequence[str]) -> bytes:
    """A function of its own: its boxes are let go before garbage is looked for again, and are gone over once."""
    fonts, fetcher = FONTS.FontConfiguration(), only_inline_data()
    page = PARTS.HTML(string=html, url_fetcher=fetcher)
    sheets = [
        PARTS.CSS(string=text, font_config=fonts, url_fetcher=fetcher)
        for text in (UNSMOOTHED, *(_text_of(STYLES / style) for style in styles))
    ]
    document = page.render(stylesheets=sheets, font_config=fonts, pdf_variant=VARIANT)
    for style in denser:
        if len(document.pages) > 1:
            sheets.append(PARTS.CSS(string=_text_of(STYLES / style), font_config=fonts, url_fetcher=fetcher))
            document = page.render(stylesheets=sheets, font_config=fonts, pdf_variant=VARIANT)
    document.metadata.attachments = [_attached(name, each) for name, each in data.items()]
    own = document.metadata.generate_rdf_metadata
    document.metadata.generate_rdf_metadata = lambda *given: own(*given).replace(
        b"</rdf:RDF>", FOR_PEOPLE.encode() + b"</rdf:RDF>"
    )
    content: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_tags=True, finisher=_packed_once)
    return content


def _packed_once(_document: Any, file: Any) -> None:
    """The library packs every part of a file twice, for the file and for its identifier: it finds them packed."""
    file.objects[:] = [_Packed(part) if part.free == IN_USE else part for part in file.objects]


class _Packed:
    """A part of a PDF whose bytes are there already, as the library writes its own parts."""

    def __init__(self, part: Any) -> None:
        self.number, self.generation, self.free = part.number, part.generation, part.free
        self.compressible, self.data = part.compressible, part.data
        self.offset = 0

    @property
    def indirect(self) -> bytes:
        return b"%d %d obj\n%b\nendobj" % (self.number, self.generation, self.data)


_PICTURE = re.compile(r'(<svg\b[^>]*?\saria-label="([^"]*)"[^>]*>)(?!\s*<title)')


def _with_titles(html: str) -> str:
    """What a picture is called on the page is its title on paper, the only place where PDF looks for the words."""
    return _PICTURE.sub(r"\1<title>\2</title>", html)


def _attached(name: str, content: bytes) -> Any:
    return PARTS.Attachment(string=content.decode(), name=name, description="Dữ liệu của văn bản", relationship="Data")


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


@contextmanager
def telling(told: Callable[[int], None]) -> Iterator[None]:
    """What is printed within says how many of its pages are laid out; if that raises, it is printed no further."""
    before = LISTENER.set(told)
    try:
        yield
    finally:
        LISTENER.reset(before)


@contextmanager
def _pages_told() -> Iterator[None]:
    """The library notes each page that it begins, for those who follow it; one document is laid out at a time."""
    told = LISTENER.get()
    if told is None:
        yield
        return
    notes, most = logging.getLogger("weasyprint.progress"), 0

    def heard(note: logging.LogRecord) -> bool:
        nonlocal most
        begun: Any = note.args[0] if PAGE_BEGUN in str(note.msg) and isinstance(note.args, tuple) else 1
        done: int = begun - 1
        if PACKING in str(note.msg):
            done = most + 1
        if done > most:
            most = done
            told(most)
        return False

    level = notes.level
    notes.setLevel(logging.INFO)
    notes.addFilter(heard)
    try:
        yield
    finally:
        notes.removeFilter(heard)
        notes.setLevel(level)


def only_inline_data() -> Any:
    """By default the library would read any file and any address that a text names."""
    return PARTS.urls.URLFetcher(allowed_protocols=["data"])
