"""Paper: nothing but the page's own text goes into it."""

from __future__ import annotations

import logging

import pytest
from django.test import override_settings

from hocTap.lib import pdf


@override_settings(DEBUG=False)
@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/x.png"])
def test_nothing_is_fetched_from_disk_or_network(
    address: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WeasyPrint's own log is listened to directly: what other tests did to loggers does not matter."""
    logger = logging.getLogger("weasyprint")
    monkeypatch.setattr(logger, "disabled", False)
    monkeypatch.setattr(logger, "handlers", [caplog.handler])
    caplog.set_level(logging.WARNING, logger="weasyprint")
    page = f'<html lang="vi"><title>x</title><img alt="x" src="{address}"><p>Chữ</p></html>'

    content = pdf.from_html(page, "report-print.css")

    assert "/EmbeddedFile" not in content.decode("latin-1")
    assert any("Failed to load image" in record.message for record in caplog.records)
