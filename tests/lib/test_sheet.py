"""The sheet of every page: only rules that something wears, and a first page that is light over the wire."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from hocTap.lib import sheet
from tests.factories import make_user, make_ward
from units.enums import Role

SMALL = ".btn{color:red}.btn,.gone{top:0}.gone .btn{top:1px}a:not(.gone){top:2px}"


@pytest.mark.parametrize(
    ("whole", "kept"),
    [
        (SMALL, ".btn{color:red}.btn{top:0}a:not(.gone){top:2px}"),
        ("@media (min-width:9px){.gone{top:0}}", ""),
        ("@media (min-width:9px){.btn{top:0}}", "@media (min-width:9px){.btn{top:0}}"),
        (":root,[data-bs-theme=dark]{top:0}", ":root{top:0}"),
        ("@charset 'utf-8';p{top:0}", "p{top:0}"),
        (
            ":root{--bs-a:var(--bs-b);--bs-b:1px;--bs-c:'x;y'}.btn{top:var(--bs-b)}",
            ":root{--bs-b:1px;}.btn{top:var(--bs-b)}",
        ),
    ],
)
def test_sheet_keeps_what_can_match_and_what_is_read(whole: str, kept: str) -> None:
    assert sheet.narrowed(whole, {"btn"}) == kept


@pytest.mark.parametrize(
    ("source", "worn"),
    [
        ('<p class="mt-3 lead">', {"mt-3", "lead"}),
        ('<a class="btn {% if first == "x" %}btn-next{% endif %} {{ more }}">', {"btn", "btn-next"}),
        ('attrs={"class": "num"}', {"num"}),
        ('box.className = "notice"; box.classList.add("is-open")', {"notice", "is-open"}),
    ],
)
def test_classes_are_found_where_they_are_written(source: str, worn: set[str]) -> None:
    assert worn <= sheet.classes_in(source)


def test_sheet_holds_bootstrap_and_the_own_rules() -> None:
    text = Path(sheet.made()).read_text(encoding="utf-8")

    assert ".btn{" in text
    assert ".site-header" in text
    assert ".carousel" not in text


@pytest.mark.django_db
def test_first_page_is_light_and_its_parts_are_kept_for_ever(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_USE_FINDERS = False
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "hocTap.lib.sheet.Storage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client(headers={"accept-encoding": "gzip"})
    client.force_login(make_user("canbo.p5", (Role.WARD_OFFICER, make_ward("Phường 5"))))

    page = client.get("/")
    whole = gzip.decompress(page.content).decode()
    parts = [client.get(address) for address in sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', whole)))]

    assert {part.status_code for part in parts} == {200}
    assert len(parts) + 1 <= 8
    assert len(page.content) + sum(len(b"".join(part)) for part in parts) <= 40_000
    assert all("immutable" in part["Cache-Control"] for part in parts)
