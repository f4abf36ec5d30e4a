"""Paper: nothing but the page's own text goes into it."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from django.test import override_settings
from PIL import Image

from hocTap.lib import pdf

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
