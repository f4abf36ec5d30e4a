"""The guide's pictures: taken by `scripts/help-pictures`, kept with what their pages then said."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.conf import settings

FOLDER = "static/help"
MANIFEST = Path(__file__).parent / "pictures.json"
"""Of each picture: its width and height, and a digest of what its part of the page said when it was taken."""


@cache
def manifest() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(MANIFEST.read_text("utf-8"))
    return found


def size_of(name: str) -> tuple[object, object]:
    return manifest()[name]["width"], manifest()[name]["height"]


def path_of(name: str) -> Path:
    return Path(settings.BASE_DIR) / FOLDER / f"{name}.png"
