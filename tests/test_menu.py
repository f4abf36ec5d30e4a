"""The parts of the site and the path above every page below the first level."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from hocTap.menu import HOME, PARTS, part_of

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
WITHOUT_PATH = {
    **dict.fromkeys(
        [
            "indicators/home.html",
            "indicators/submission_list.html",
            "units/tree.html",
            "units/centre_list.html",
            "awards/scholarships/fund_list.html",
            "awards/commendations/commendation_list.html",
            "reports/report_list.html",
        ],
        "the first page of its part",
    ),
    **dict.fromkeys(["registration/login.html", "registration/locked.html"], "nobody is inside yet"),
    **dict.fromkeys(["400.html", "403.html", "403_csrf.html", "404.html"], "stands where a page is not"),
    "awards/titles/frame.html": "every page in it names its own",
}


def pages() -> dict[str, str]:
    """The templates of whole pages, by name; the administration has Django's own path."""
    found = {str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}
    frames = r'{% extends "(base|awards/titles/frame)\.html" %}'
    return {name: text for name, text in found.items() if re.match(frames, text)}


def test_every_page_below_the_first_level_has_a_path() -> None:
    without = {name for name, text in pages().items() if "{% endcrumbs %}" not in text}

    assert without == set(WITHOUT_PATH)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/so-lieu/5/nhap/", "Số liệu"),
        ("/don-vi/5/", "Đơn vị"),
        ("/don-vi/trung-tam/5/", "Trung tâm học tập"),
        ("/doi-mat-khau/", "Việc của tôi"),
    ],
)
def test_a_page_belongs_to_the_part_with_the_longest_address(path: str, words: str) -> None:
    assert part_of(path).words == words


@pytest.mark.parametrize("part", [HOME, *PARTS])
def test_the_first_page_of_a_part_belongs_to_it(part: object) -> None:
    assert part_of(part.address) == part  # type: ignore[attr-defined]


def shown(template: str, path: str, **context: object) -> list[tuple[str, str]]:
    """The steps of the path that a template prints, as (address, words); the page itself has no address."""
    page = Template(template).render(Context({"request": RequestFactory().get(path), **context}))
    return re.findall(r"<li[^>]*>\s*(?:<a href=\"([^\"]*)\">)?([^<]+)", page)


def test_path_names_part_parents_and_the_page_itself() -> None:
    template = '{% crumbs fund "/hoc-bong/quy/5/" %}Suất {{ number }}{% endcrumbs %}'

    assert shown(template, "/hoc-bong/quy/5/suat/", fund="Quỹ <5>", number=7) == [
        (reverse("scholarships:fund-list"), "Học bổng"),
        ("/hoc-bong/quy/5/", "Quỹ &lt;5&gt;"),
        ("", "Suất 7"),
    ]


def test_path_leaves_out_a_parent_without_words() -> None:
    template = '{% crumbs fund "/hoc-bong/quy/5/" %}Mở quỹ{% endcrumbs %}'

    assert shown(template, "/hoc-bong/quy/moi/") == [("/hoc-bong/", "Học bổng"), ("", "Mở quỹ")]


def test_path_of_a_page_in_no_part_begins_where_its_parent_belongs() -> None:
    template = '{% crumbs "Sổ hộ" "/danh-hieu/so/" %}Nạp từ Excel{% endcrumbs %}'

    assert shown(template, "/tai-len/5/") == [
        ("/danh-hieu/", "Danh hiệu"),
        ("/danh-hieu/so/", "Sổ hộ"),
        ("", "Nạp từ Excel"),
    ]
