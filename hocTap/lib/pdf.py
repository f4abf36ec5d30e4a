"""Paper: a page of our own templates as PDF for archives and for people (PDF/A-3a, PDF/UA-1), its data attached."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
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


VARIANT = "pdf/a-3a"
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
    with PRESS, nothing_collected():
        fonts, fetcher = FONTS.FontConfiguration(), only_inline_data()
        page = PARTS.HTML(string=_with_titles(html), url_fetcher=fetcher)
        sheets = [
            PARTS.CSS(string=text, font_config=fonts, url_fetcher=fetcher)
            for text in (UNSMOOTHED, *(_text_of(STYLES / style) for style in styles))
        ]
        document = page.render(stylesheets=sheets, font_config=fonts, pdf_variant=VARIANT)
        for style in denser:
            if len(document.pages) > 1:
                sheets.append(PARTS.CSS(string=_text_of(STYLES / style), font_config=fonts, url_fetcher=fetcher))
                document = page.render(stylesheets=sheets, font_config=fonts, pdf_variant=VARIANT)
        document.metadata.attachments = [_attached(name, each) for name, each in (data or {}).items()]
        own = document.metadata.generate_rdf_metadata
        document.metadata.generate_rdf_metadata = lambda *given: own(*given).replace(
            b"</rdf:RDF>", FOR_PEOPLE.encode() + b"</rdf:RDF>"
        )
        content: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_tags=True)
    return content


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


def only_inline_data() -> Any:
    """By default the library would read any file and any address that a text names."""
    return PARTS.urls.URLFetcher(allowed_protocols=["data"])
