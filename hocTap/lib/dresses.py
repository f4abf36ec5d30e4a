"""One print in two dresses: PDF to sign or keep, Word to go on writing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from hocTap.lib import pdf, word
from hocTap.lib.http import download
from hocTap.lib.tables import DRESS, IN_WORD


def wants_word(request: HttpRequest) -> bool:
    """Whether the address asks for the print as Word: `?dang=docx`."""
    return request.GET.get(DRESS) == IN_WORD


def word_url(request: HttpRequest) -> str:
    """The address of the same print in Word."""
    query = request.GET.copy()
    query[DRESS] = IN_WORD
    return f"?{query.urlencode()}"


def pdf_or_word(request: HttpRequest, html: str, name: str, *styles: str) -> HttpResponse:
    """An upright print as PDF, or as Word where that is asked for; `name` is the file's, without its ending."""
    if wants_word(request):
        return as_word(word.from_html(html), name)
    return download(pdf.from_html(html, *styles), "application/pdf", f"{name}.pdf")


def as_word(content: bytes, name: str) -> HttpResponse:
    """A Word file to be saved."""
    return download(content, word.DOCX, f"{name}.docx")
