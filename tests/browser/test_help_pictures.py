"""The guide's pictures are taken from the demonstration; one that is older than its page fails here by its name.

`scripts/help-pictures` sets HELP_PICTURES=take: the pictures and their digests are then written anew.
"""

from __future__ import annotations

import json
import os

import pytest
from playwright.sync_api import Page

from tests import scenes
from tests.browser.conftest import OpenWindow
from tests.browser.pages import enter
from tests.help_pictures import LARGEST, PICTURES, WINDOW, Picture, skeleton, taken
from units.help.pictures import MANIFEST, manifest, path_of
from units.models import User

TAKE = os.environ.get("HELP_PICTURES") == "take"


@pytest.fixture(autouse=True)
def demonstration(transactional_db: None) -> None:
    scenes.demonstration()


def test_no_picture_of_the_guide_is_older_than_its_page(open_window: OpenWindow) -> None:
    found = {}
    for picture in PICTURES:
        page = open_window(WINDOW)
        enter(page, User.objects.get(username=picture.person))
        found[picture.name] = shown(page, picture)
        page.context.close()
    if TAKE:
        MANIFEST.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
        manifest.cache_clear()

    older = [name for name, known in found.items() if known["page"] != manifest()[name]["page"]]
    assert older == [], "these pages say something else than their pictures: run scripts/help-pictures, look at them"


def shown(page: Page, picture: Picture) -> dict[str, object]:
    """What is kept of a picture; the picture itself is written where it was asked for."""
    answer = page.goto(picture.address())
    assert answer
    assert answer.status == 200, picture.name
    digest = skeleton(answer.text())
    png = taken(page, picture)
    assert len(png) <= LARGEST
    if TAKE:
        path_of(picture.name).write_bytes(png)
    return {"width": WINDOW[0], "height": picture.height, "page": digest}
