"""The chapters are true: every button they name exists, every page has its chapter, every link and picture leads on."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from hocTap.lib import vi
from tests.test_project import sources
from tests.test_walk import names
from tests.test_words_fit import strings_of, unfit
from units.help.audiences import AUDIENCES
from units.help.reading import LINKED, NAMED, Chapter, by_page, by_slug, chapters, chapters_for, read

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"

BEFORE_THE_DOOR = {"login", "enter", "enter-code", "check"}
"""Pages of strangers: whoever is not inside yet is told what to do on the page itself."""

NOT_TO_BE_READ = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
PARTED = re.compile(r"{{.*?}}|{%.*?%}|<[^>]*>|[:()·…]", re.DOTALL)
PASSED_ON = re.compile(r'(?:button|label|title|action)="([^"]*)"')
"""What a template hands to a part of a page: {% include … with button="Trả lại để sửa" %}."""
AROUND = " \t\n.,;–-"

all_chapters = pytest.mark.parametrize("chapter", chapters(), ids=lambda chapter: chapter.slug)


@cache
def said_on_the_site() -> frozenset[str]:
    """The words that pages say in one piece: between tags in templates, and whole strings of the code."""
    guide = ("/help/", "/migrations/")
    texts = [path.read_text("utf-8") for path in TEMPLATES.rglob("*.html") if "/help/" not in str(path)]
    texts = [NOT_TO_BE_READ.sub("", text) for text in texts]
    texts += [
        words for path in sources() if not any(part in str(path) for part in guide) for _, words in strings_of(path)
    ]
    passed_on = [words for text in texts for words in PASSED_ON.findall(text)]
    return frozenset(vi.nfc(piece).strip(AROUND) for text in (*texts, *passed_on) for piece in PARTED.split(text))


def pieces(name: str) -> list[str]:
    """What must be said of a quoted name: "Ghi … dòng vào sổ" has a number of the page between two pieces."""
    return [piece for part in PARTED.split(name) if (piece := vi.nfc(part).strip(AROUND))]


def lines_of(chapter: Chapter) -> list[str]:
    return [line for section in chapter.sections for block in section.blocks for line in block.lines]


@all_chapters
def test_every_button_that_a_chapter_names_is_on_the_site(chapter: Chapter) -> None:
    quoted = {name for line in lines_of(chapter) for name in NAMED.findall(line)}

    assert sorted(name for name in quoted if not set(pieces(name)) <= said_on_the_site()) == []


def test_the_watch_over_names_sees_one_that_is_gone() -> None:
    assert set(pieces("Duyệt báo cáo")) <= said_on_the_site()
    assert not set(pieces("Phê chuẩn báo cáo")) <= said_on_the_site()
    assert not set(pieces("Duyệt báo")) <= said_on_the_site()


@all_chapters
def test_every_link_of_a_chapter_leads_to_one(chapter: Chapter) -> None:
    leads = {slug for line in lines_of(chapter) for _, slug in LINKED.findall(line)}

    assert leads <= by_slug().keys()


@all_chapters
def test_chapter_fits_any_place(chapter: Chapter) -> None:
    pictured = [block.lines[0] for block in chapter.pictures]  # the demonstration is a quận with phường and khu phố
    said = [line for line in lines_of(chapter) if line not in pictured]

    assert [line for line in said if unfit(line, ("sổ “khu phố”", "2/16 phường"))] == []


@all_chapters
def test_step_of_a_chapter_is_one_line(chapter: Chapter) -> None:
    """What went on below it would stand as a paragraph, and the steps after it would be counted from 1 again."""
    blocks = [block for section in chapter.sections for block in section.blocks if block.kind == "paragraph"]

    assert [line for block in blocks for line in block.lines if line[0].islower()] == []


@all_chapters
def test_chapter_is_short(chapter: Chapter) -> None:
    assert all(len(section.words.split()) < 200 for section in chapter.sections)
    assert all(len(line.split()) <= 45 for line in lines_of(chapter))


def test_every_page_has_one_chapter() -> None:
    patterns: list[URLPattern | URLResolver] = get_resolver().url_patterns
    explained = Counter(page for chapter in chapters() for page in chapter.pages)
    pages = set(names(patterns)) - BEFORE_THE_DOOR

    assert sorted(pages - explained.keys()) == [], "write which chapter explains these pages ('pages:' at its head)"
    assert sorted(explained.keys() - pages - {"admin:index"}) == []
    assert {page: number for page, number in explained.items() if number > 1} == {}


def test_every_kind_of_work_has_its_march_and_its_november() -> None:
    for audience in AUDIENCES:
        own = [chapter for chapter in chapters_for(audience) if chapter.audiences == {audience.slug}]
        headings = " ".join(section.title for chapter in own for section in chapter.sections)
        assert re.search("tháng Ba", headings, re.IGNORECASE), audience.words
        assert re.search("tháng Mười một", headings, re.IGNORECASE), audience.words


def test_chapters_are_for_kinds_of_work_that_there_are() -> None:
    known = {audience.slug for audience in AUDIENCES}

    assert all(chapter.audiences and chapter.audiences <= known for chapter in chapters())
    assert by_page()["units:handover"].slug == "ban-giao"


def test_marks_become_steps_items_warnings_pictures_and_paragraphs() -> None:
    text = (
        "title: Một\nfor: quy\npages: home\n\nMở đầu.\n\n## Ô đỏ là gì\n\n1. Một\n2. Hai\n\n- A\n\n> Nhớ\n![Hình](h)\n"
    )

    chapter = read("mot", text)

    assert (chapter.audiences, chapter.pages) == (frozenset({"quy"}), ("home",))
    assert [(part.title, part.anchor) for part in chapter.sections] == [("", ""), ("Ô đỏ là gì", "o-do-la-gi")]
    blocks = [(block.kind, block.lines) for part in chapter.sections for block in part.blocks]
    assert blocks == [
        ("paragraph", ("Mở đầu.",)),
        ("step", ("Một", "Hai")),
        ("item", ("A",)),
        ("mind", ("Nhớ",)),
        ("picture", ("Hình",)),
    ]
