"""Paper: nothing but the page's own text goes into it."""

from __future__ import annotations

import base64
import io
import secrets
from pathlib import Path

import pytest
from django.test import override_settings
from PIL import Image
from pypdf import PdfReader

from hocTap.lib import pdf
from hocTap.lib.pictures import described
from hocTap.lib.refusals import Stale

IMAGE = b"/Subtype /Image"


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (3, 3), "red").save(made, "PNG")
    return made.getvalue()


def printed(address: str) -> bytes:
    page = f'<html lang="vi"><title>x</title><img alt="x" src="{address}"><p>Chữ</p></html>'
    return pdf.from_html(page, "report-print.css")


@override_settings(DEBUG=False)
def test_picture_in_the_page_itself_is_printed() -> None:
    inline = f"data:image/png;base64,{base64.b64encode(picture()).decode()}"

    assert IMAGE in printed(inline)


@override_settings(DEBUG=False)
@pytest.mark.parametrize("scheme", ["file", "http"])
def test_nothing_is_fetched_from_disk_or_network(scheme: str, tmp_path: Path) -> None:
    file = tmp_path / "x.png"
    file.write_bytes(picture())
    address = file.as_uri() if scheme == "file" else "http://127.0.0.1:9/x.png"

    content = printed(address)

    assert IMAGE not in content
    assert b"/EmbeddedFile" not in content


def pages(number: int) -> str:
    """A page of HTML that no test printed before."""
    text = "<p style='break-after: page'>Chữ</p>" * (number - 1) + secrets.token_hex()
    return f'<html lang="vi"><title>x</title>{text}</html>'


def test_print_says_how_many_pages_are_laid_out_to_whoever_waits() -> None:
    heard: list[int] = []

    with pdf.telling(heard.append):
        content = pdf.from_html(pages(4), "report-print.css")
    pdf.from_html(pages(2), "report-print.css")

    assert (len(PdfReader(io.BytesIO(content)).pages), heard) == (4, [1, 2, 3, 4])


def test_print_that_nobody_wants_any_more_is_laid_out_no_further() -> None:
    heard: list[int] = []

    def told(page: int) -> None:
        heard.append(page)
        raise Stale("Đã hủy.")

    with pytest.raises(Stale), pdf.telling(told):
        pdf.from_html(pages(4), "report-print.css")

    assert heard == [1]


def test_picture_keeps_one_description_and_nothing_that_a_library_says_in_english() -> None:
    drawn = '<svg width="9"><g role="graphics-symbol" aria-label="X-axis for values"><path d="M0 0"/></g></svg>'

    said = described(drawn, "Số hộ < 5")

    assert said == ('<svg role="img" width="9"><title>Số hộ &lt; 5</title><g><path d="M0 0"/></g></svg>')
