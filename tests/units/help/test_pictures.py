"""The guide's pictures: all there, small, used, each with the digest of the page that it was taken from."""

from __future__ import annotations

from PIL import Image

from tests.help_pictures import LARGEST, PICTURES, WINDOW, skeleton
from units.help.pictures import manifest, path_of
from units.help.reading import chapters

TAKE = "run scripts/help-pictures"


def test_every_picture_of_a_chapter_is_taken_and_every_picture_is_shown() -> None:
    shown = {block.picture for chapter in chapters() for block in chapter.pictures}
    kept = {path.stem for path in path_of("x").parent.glob("*.png")}

    assert shown == kept == manifest().keys() == {picture.name for picture in PICTURES}, TAKE


def test_pictures_are_small_and_of_one_width() -> None:
    for name, known in manifest().items():
        assert path_of(name).stat().st_size <= LARGEST
        with Image.open(path_of(name)) as image:
            assert (image.width, image.height) == (known["width"], known["height"])
        assert known["width"] == WINDOW[0]


def test_skeleton_moves_with_words_and_not_with_figures() -> None:
    page = "<main><h1>Năm {}</h1><button>{}</button><p>{}</p></main>"

    assert skeleton(page.format(2020, "Gửi", "a")) == skeleton(page.format(2021, "Gửi", "b"))
    assert skeleton(page.format(2020, "Gửi", "a")) != skeleton(page.format(2020, "Nộp", "a"))
