"""The parts of the site and the path above every page below the first level."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from hocTap.menu import HOME, PARTS, menu_of, part_of
from tests.addresses import all_addresses
from tests.factories import make_district, make_user, make_ward
from units.enums import Role
from units.models import User

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
    **dict.fromkeys(
        [
            "registration/login.html",
            "registration/locked.html",
            "registration/slowed.html",
            "registration/forgotten.html",
            "registration/second_step.html",
            "registration/enter.html",
            "registration/own_password.html",
        ],
        "nobody is inside yet",
    ),
    **dict.fromkeys(
        ["400.html", "403.html", "403_csrf.html", "404.html", "405.html", "units/no_longer.html"],
        "stands where a page is not",
    ),
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
        ("/so-lieu/ke-hoach/muc/5/", "Báo cáo"),
        ("/so-lieu/cong-khai/5/", "Báo cáo"),
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


def test_path_names_the_first_page_of_a_part_once() -> None:
    template = '{% crumbs "Các quyết định" "/khen-thuong/" %}Ghi quyết định{% endcrumbs %}'

    assert shown(template, "/khen-thuong/quyet-dinh/moi/") == [("/khen-thuong/", "Khen thưởng"), ("", "Ghi quyết định")]


@pytest.mark.django_db
def test_a_page_in_no_part_is_shown_under_the_one_above_it() -> None:
    officer = person_who_is(Role.WARD_OFFICER)

    (part,) = [line for line in menu_of(officer, "/tai-len/5/", "/danh-hieu/so/") if line.here]

    assert part.words == "Danh hiệu"
    assert [(page.words, page.here) for page in part.pages if page.here] == [("Sổ đối tượng", "true")]


PERSONAS = (Role.WARD_OFFICER, Role.DISTRICT_OFFICE, Role.TITLE_APPROVER, Role.FUND_OFFICER, Role.ADMINISTRATOR)
NOT_IN_THE_MENU = {
    "/doi-mat-khau/": "stands beside the person's name",
    "/huong-dan/": "the same; opens at the chapter of the page that one is on",
    "/dang-nhap/": "before the door",
    **dict.fromkeys(["/viec/lich/", "/viec/lich/dia-chi/", "/viec/lich/dia-chi/huy/"], "of the page of reminders"),
    **dict.fromkeys(
        ["/tai-khoan/ung-dung/", "/tai-khoan/khoa-truy-cap/", "/tai-khoan/ma-du-phong/", "/tai-khoan/quy-dinh/"],
        "of one's own account",
    ),
    **dict.fromkeys(
        ["/du-lieu-ca-nhan/in/", "/du-lieu-ca-nhan/danh-gia-tac-dong/"], "prints of the register of personal data"
    ),
    **dict.fromkeys(
        ["/du-lieu-ca-nhan/vi-pham/", "/du-lieu-ca-nhan/vi-pham/ghi/"], "the register of personal data leads there"
    ),
    **dict.fromkeys(
        [
            *("/du-lieu-ca-nhan/tim/", "/du-lieu-ca-nhan/het-han/"),
            *("/du-lieu-ca-nhan/can-cu/", "/du-lieu-ca-nhan/can-cu/ghi/"),
        ],
        "the page of requests leads there",
    ),
    "/don-vi/nhiem-vu/cho/": "what waits for a second person leads there",
    "/cong-khai/tu-dien.json": "what the codes of the public figures mean, a file for everybody",
    "/viec/so/": "answers the script of the number in the menu",
    "/vao/": "the same, for those who have a slip and no password yet",
}
READS_NO_TITLES = (Role.FUND_OFFICER, Role.ADMINISTRATOR)


def person_who_is(role: Role) -> User:
    """Somebody with this one post: of a ward, or of the district above it."""
    district = make_district()
    unit = make_ward("Phường 5", district) if role in (Role.WARD_OFFICER, Role.FUND_OFFICER) else district
    return make_user(f"nguoi.{role.value}", (role, unit))


def plain_pages() -> list[str]:
    """The addresses of the site that need no id, without those of the administration."""
    return [address for address in all_addresses() if "1/" not in address and "/x" not in address]


@pytest.mark.django_db
@pytest.mark.parametrize("role", PERSONAS)
def test_the_menu_holds_every_page_that_one_may_open(client: Client, role: Role) -> None:
    person = person_who_is(role)
    client.force_login(person)
    lines = {page.address for part in menu_of(person, "/") for page in (part, *part.pages)}
    addresses = [address for address in plain_pages() if not address.startswith("/quan-tri/")]

    opened = {address for address in addresses if client.get(address).status_code == 200}
    always_empty = {"/danh-hieu/quyet-dinh/"} if role in READS_NO_TITLES else set()

    assert opened - lines - set(NOT_IN_THE_MENU) == always_empty


@pytest.mark.django_db
@pytest.mark.parametrize("role", PERSONAS)
def test_every_line_of_the_menu_opens(client: Client, role: Role) -> None:
    person = person_who_is(role)
    client.force_login(person)
    lines = {page.address for part in menu_of(person, "/") for page in (part, *part.pages)}

    answers = {address: client.get(address, follow=True).status_code for address in lines}

    assert set(answers.values()) == {200}


@pytest.mark.django_db
def test_the_menu_asks_nothing_beyond_the_posts(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = person_who_is(Role.WARD_OFFICER)
    assert person.posts_today

    with django_assert_num_queries(0):
        lines = menu_of(person, "/hoc-bong/tong-hop/")

    assert [part.words for part in lines if part.here] == ["Học bổng"]
    assert [(page.words, page.here) for part in lines if part.here for page in part.pages] == [
        ("Các quỹ", ""),
        ("Tổng hợp theo năm", "page"),
        ("Báo cáo thu – chi", ""),
    ]
