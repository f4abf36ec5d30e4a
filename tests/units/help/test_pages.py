"""The guide's pages: one's own chapters first, search without marks, the right chapter from every page, booklets."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_district, make_unit, make_user, make_ward
from units.enums import Role, UnitKind
from units.help.audiences import AUDIENCES, Audience, audiences_of
from units.help.booklet import MOST_PAGES, booklet
from units.help.dressing import on_page
from units.help.pictures import manifest
from units.help.reading import Block, chapters, chapters_for
from units.help.searching import excerpt_of, search
from units.models import Unit, User

pytestmark = pytest.mark.django_db
audiences = pytest.mark.parametrize("audience", AUDIENCES, ids=lambda audience: audience.slug)


def make_province() -> Unit:
    return make_unit("Thành phố Hồ Chí Minh", UnitKind.PROVINCE)


@pytest.fixture
def officer(client: Client) -> User:
    person = make_user("canbo", (Role.WARD_OFFICER, make_ward("Phường 5", make_district())))
    client.force_login(person)
    return person


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize(
    ("role", "slug"),
    [
        (Role.WARD_OFFICER, "phuong-xa"),
        (Role.TITLE_APPROVER, "cong-nhan"),
        (Role.FUND_OFFICER, "quy"),
        (Role.READER, "lanh-dao"),
        (Role.ADMINISTRATOR, "quan-tri"),
        (Role.DISTRICT_OFFICE, "co-quan"),
    ],
)
def test_guide_knows_what_a_person_does(role: Role, slug: str) -> None:
    person = make_user("nguoi", (role, make_ward("Phường 5", make_district())))

    assert [audience.slug for audience in audiences_of(person)] == [slug]


def test_office_of_a_province_and_one_below_it_are_told_apart() -> None:
    province = make_province()
    of_both = make_user("ca.hai", (Role.DISTRICT_OFFICE, province), (Role.DISTRICT_OFFICE, make_district()))

    assert [each.slug for each in audiences_of(make_user("so", (Role.DISTRICT_OFFICE, province)))] == ["tinh"]
    assert [each.slug for each in audiences_of(of_both)] == ["co-quan", "tinh"]


def test_contents_lead_to_the_chapters_of_ones_own_work(client: Client, officer: User) -> None:
    page = text_of(client, "/huong-dan/")

    own = chapters_for(audiences_of(officer)[0])
    assert all(f'href="/huong-dan/{chapter.slug}/"' in page for chapter in own)
    assert "/huong-dan/nam-quy/" not in page
    assert 'href="/huong-dan/nhiem-vu/quy/"' in page


@audiences
def test_anybody_reads_the_chapters_of_any_work(client: Client, officer: User, audience: Audience) -> None:
    page = text_of(client, f"/huong-dan/nhiem-vu/{audience.slug}/")

    assert all(f'href="/huong-dan/{chapter.slug}/"' in page for chapter in chapters_for(audience))


def test_every_chapter_opens_with_its_pictures(client: Client, officer: User) -> None:
    for chapter in chapters():
        page = text_of(client, f"/huong-dan/{chapter.slug}/")
        assert chapter.title in page
        assert all(
            f"/static/help/{block.picture}.png" in page for block in chapter.pictures if block.picture in manifest()
        )


def test_unknown_chapter_and_work_are_not_found(client: Client, officer: User) -> None:
    for address in ("/huong-dan/khong-co/", "/huong-dan/nhiem-vu/khong-co/", "/huong-dan/nhiem-vu/khong-co/pdf/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("address", "chapter"),
    [
        ("/", "bat-dau"),
        ("/so-lieu/", "nhap-so-lieu"),
        ("/danh-hieu/so/", "so-doi-tuong"),
        ("/don-vi/ban-giao/", "ban-giao"),
        ("/don-vi/trung-tam/", "trung-tam"),
        ("/hoc-bong/", "hoc-bong"),
    ],
)
def test_link_of_a_page_opens_its_own_chapter(client: Client, officer: User, address: str, chapter: str) -> None:
    assert f'href="/huong-dan/{chapter}/">Hướng dẫn</a>' in text_of(client, address)


def test_link_of_a_page_that_is_not_there_opens_the_contents(client: Client, officer: User) -> None:
    assert 'href="/huong-dan/">Hướng dẫn</a>' in client.get("/khong-co/").content.decode()


def test_administration_leads_to_its_chapter(client: Client) -> None:
    client.force_login(make_user("quantri", (Role.ADMINISTRATOR, make_province())))

    assert 'href="/huong-dan/danh-muc/">Hướng dẫn</a>' in text_of(client, "/quan-tri/")


@pytest.mark.parametrize("words", ["ban giao", "BÀN GIAO", "Bàn  giao", "giao ban"])
def test_search_finds_with_and_without_marks(words: str) -> None:
    found = search(words)

    assert found[0].chapter.slug == "ban-giao"


def test_search_finds_what_a_red_cell_means() -> None:
    best = search("o do")[0]

    assert (best.chapter.slug, best.section.anchor) == ("nhap-so-lieu", "o-do-la-gi")


@pytest.mark.parametrize("words", ["", "   ", "xyzxyz"])
def test_search_for_nothing_finds_nothing(words: str) -> None:
    assert search(words) == []


def test_found_sections_are_shown_and_words_are_no_html(client: Client, officer: User) -> None:
    assert 'href="/huong-dan/nhap-so-lieu/#o-do-la-gi"' in text_of(client, "/huong-dan/?q=o+do")
    assert "&lt;b&gt;" in text_of(client, "/huong-dan/?q=<b>")


def test_excerpt_is_cut_between_words_around_what_was_found() -> None:
    text = f"{'đầu ' * 40}Bàn giao {'cuối ' * 60}".strip()

    excerpt = excerpt_of(text, ["ban", "giao"])

    assert excerpt.startswith("… đầu") and excerpt.endswith("cuối …") and " Bàn giao " in excerpt
    assert excerpt_of("Ngắn thôi", ["khac"]) == "Ngắn thôi"


def test_chapter_cannot_bring_html_of_its_own() -> None:
    assert on_page(Block("step", ("<script>x</script> **<i>Ghi</i>**",))) == (
        '<ol class="help-steps"><li>&lt;script&gt;x&lt;/script&gt; '
        '<strong class="help-name">&lt;i&gt;Ghi&lt;/i&gt;</strong></li></ol>'
    )


def test_guide_asks_the_database_no_more_for_more_chapters(
    client: Client, officer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    text_of(client, "/huong-dan/")

    with django_assert_num_queries(3):  # the session, the person, the posts
        text_of(client, "/huong-dan/nhap-so-lieu/")


@audiences
def test_booklet_has_every_chapter_on_at_most_twelve_pages(audience: Audience) -> None:
    paper = PdfReader(io.BytesIO(booklet(audience.slug)))
    text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())

    assert len(paper.pages) <= MOST_PAGES
    assert [chapter.title for chapter in chapters_for(audience) if chapter.title not in text] == []
    assert (paper.pages[0].mediabox.width, paper.pages[0].mediabox.height) == pytest.approx((595.28, 841.89), abs=0.1)


def test_booklet_opens_in_the_browser(client: Client, officer: User) -> None:
    answer = client.get("/huong-dan/nhiem-vu/phuong-xa/pdf/")

    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
