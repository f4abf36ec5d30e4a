"""Every list of the site, found by following its links: a bounded page, whatever the address asks for."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import django_tables2 as tables
import pytest
from django.conf import LazySettings as Settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils.formats import localize
from django.utils.html import conditional_escape
from openpyxl import load_workbook

from hocTap.lib.rows import plain_rows
from hocTap.lib.tables import COUNTED, EXPORT, LARGEST_PAGE
from hocTap.lib.xlsx import XLSX
from indicators.enums import TargetKind, Verified
from indicators.models import Framework, Target
from reports.models import PublishedFigure, PublishedSource
from tests.addresses import all_addresses
from tests.awards.scholarships.factories import make_fund, make_grant, make_recipient, put_in
from tests.awards.titles.factories import World, make_households, make_world
from tests.factories import make_post
from tests.indicators.factories import make_indicator, make_period, make_small_form
from tests.test_project import sources
from units.enums import Role, UnitKind
from units.models import ListFile, Unit, UnitVersion, User

pytestmark = pytest.mark.django_db

NUMBERS = ("-1", "0", "999999999", "99999999999999999999", "abc", "1.5", "")
SORTS = ("khong-co", "-", "pk", "name&sort=-name", "%25", "", "-khong_co")
ODD = [
    f"per_page={number}&page={number}&trang={number}&sort={sort}" for number, sort in zip(NUMBERS, SORTS, strict=True)
]
NOT_FOLLOWED = re.compile(r"^/(quan-tri|dang-xuat|dang-nhap|doi-mat-khau|static)/")


def make_documents() -> None:
    """Two documents that ask the same of every unit, to be set beside each other."""
    indicator = make_indicator("ty-le-thu")
    for code in ("VB1", "VB2"):
        framework = Framework.objects.create(code=code, citation=f"{code}/QĐ-TTg")
        Target.objects.create(
            framework=framework,
            indicator=indicator,
            scope="toàn quốc",
            label="Chỉ tiêu",
            base_label="mẫu số",
            kind=TargetKind.FLOOR,
            year=2020,
            minimum=70,
            verified=Verified.ORIGINAL,
            source="Văn bản",
        )


def make_published(district: Unit) -> None:
    """A text of the office in which figures were published."""
    facts = {"first_year": 2012, "last_year": 2020, "title": "Báo cáo", "published_on": "2020-10-20"}
    source = PublishedSource.objects.create(key="bao-cao", unit=district, **facts)
    PublishedFigure.objects.create(source=source, ordinal=1, label="Gia đình", printed_rate="72%", place="Trang 1")


@pytest.fixture
def world() -> World:
    """More rows than a page, of what has names above all."""
    world = make_world()
    make_documents()
    make_published(world.district)
    make_small_form()
    make_period()
    make_households(world, 120)
    fund = make_fund(world.ward, cash=100_000_000)
    for _ in range(30):
        put_in(fund, 10_000)
    for number in range(30):
        make_grant(fund, 100_000, recipient=make_recipient(fund, f"Nguyễn Thị Thử {number}"), ward=world.ward)
    return world


@pytest.fixture
def everybody(world: World, client: Client) -> User:
    """One person with every post, logged in: whatever list there is, this person reaches it."""
    person = world.officer
    for role in Role:
        for unit in (world.province, world.district, world.ward):
            if (role, unit) != (Role.WARD_OFFICER, world.ward):
                make_post(person, unit, role)
    client.force_login(person)
    return person


def linked(page: Any) -> Iterator[str]:
    for found in re.findall(r'href="(/[^"#]*)"', page.content.decode()):
        address = unescape(found).split("?")[0]
        if not NOT_FOLLOWED.match(address):
            yield address


def crawl(client: Client) -> dict[str, Any]:
    """One page of each kind (view), by its address: from the menu and the plain addresses, link by link.

    The lists of khu phố are asked for by every unit: the one unit whose page is opened may have none. What an office
    reads of its wards is asked for by the district, which has some.
    """
    units = UnitVersion.objects.order_by("kind", "pk").values_list("unit", flat=True)
    lists = [
        reverse(f"units:{name}", args=[unit]) for unit in units for name in ("community-list", "community-overview")
    ]
    waiting = [*lists] + [address for address in all_addresses() if not NOT_FOLLOWED.match(address)]
    district = UnitVersion.objects.filter(kind=UnitKind.DISTRICT).values_list("unit", flat=True).earliest("unit")
    waiting += [reverse(f"indicators:{name}", args=[district]) for name in ("figures-matrix", "figures-across")]
    seen, asked = set[str](), set[str]()
    pages: dict[str, Any] = {}
    while waiting:
        address = waiting.pop()
        view = resolve(address).view_name
        if view in seen or address in asked:
            continue
        asked.add(address)
        page = client.get(address)
        if page.status_code == 200:
            seen.add(view)
            if page["Content-Type"].startswith("text/html"):
                pages[address] = page
                waiting += linked(page)
    return pages


def lists_of(page: Any) -> list[Any]:
    """The lists that a page shows."""
    contexts = getattr(page, "context", None) or []
    found = {id(value): value for each in contexts for layer in each for value in _values(layer)}
    return [value for value in found.values() if isinstance(value, tables.Table)]


def _values(layer: object) -> Iterator[object]:
    if isinstance(layer, dict):
        yield from layer.values()
    else:  # a context is a stack of dictionaries
        for inner in getattr(layer, "dicts", []):
            yield from inner.values()


def kinds_of_lists() -> set[str]:
    return {each.__name__ for each in every(tables.Table) if not each.__module__.startswith(("tests.", "django_"))}


def every(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from every(each)


def test_every_list_is_bounded_whatever_its_address_asks(client: Client, everybody: User) -> None:
    pages = {address: lists_of(page) for address, page in crawl(client).items()}
    seen, wrong = set(), []
    for address, lists in pages.items():
        for query in ODD if lists else ODD[:1]:
            answer = client.get(f"{address}?{query}")
            shown = lists_of(answer)
            seen |= {type(each).__name__ for each in shown}
            if answer.status_code != 200 or not all(map(is_bounded, shown)) or len(shown) != len(lists):
                wrong.append((address, query, answer.status_code))

    assert wrong == []
    assert seen == kinds_of_lists()


def is_bounded(shown: tables.Table) -> bool:
    """The page that the program chose, of at most so many rows, the first or the last one for an odd number."""
    page = getattr(shown, "page", None)
    if page is None:
        return False
    rows = len(list(page.object_list))
    return rows <= page.paginator.per_page <= LARGEST_PAGE and page.number in (1, page.paginator.num_pages)


def as_django_tables2_has_it(table: Any) -> list[str]:
    """The rows of the page, cell by cell, in the library's own way."""
    rows = []
    for row in table.page.object_list:
        cells = []
        for column, cell in row.items():
            attributes = column.attrs["td"].as_html()
            local = column.localize
            words = cell if isinstance(cell, str) else str(cell) if local is False else localize(cell, use_l10n=local)
            cells.append(f"<td{f' {attributes}' if attributes else ''}>{conditional_escape(words)}</td>")
        rows.append("".join(cells))
    return rows


def test_every_list_shows_and_exports_what_the_library_would(client: Client, everybody: User) -> None:
    compared = 0
    for page in crawl(client).values():
        for table in lists_of(page):
            assert [cells for _, cells in table.lines] == as_django_tables2_has_it(table)
            assert list(plain_rows(table, table.data)) == list(table.as_values())
            compared += len(table.lines)

    assert compared > 100


def test_every_list_is_taken_out_as_a_workbook_with_heads_on_each_printed_page(
    client: Client, everybody: User, settings: Settings
) -> None:
    """Written at once, and left to the worker when it is long; on paper across, in the width of one page."""
    pages = [f"{address}{query}" for address, page in crawl(client).items() for query in offered(page)]
    taken, wrong = {}, []
    for address in pages:
        answer = client.get(address)
        if isinstance(answer, HttpResponse) and answer["Content-Type"] == XLSX:
            sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
            taken[address] = len(list(sheet.values)) - 1
            if not (sheet.print_title_rows and sheet.page_setup.orientation == "landscape" and sheet.freeze_panes):
                wrong.append(address)
    settings.LONG_LIST = 0
    handed = {}
    for address in [address for address, rows in taken.items() if rows]:
        handed[address] = client.get(address).get("Location", "")
        ListFile.objects.all().delete()  # of one person only a few are made at a time

    assert sorted(set(pages) - taken.keys()) == []
    assert wrong == []
    assert [address for address, page in handed.items() if not page.startswith("/tep/")] == []


def offered(page: Any) -> set[str]:
    """What is asked for a page's lists as Excel: its tables, and what it writes itself (`components/_excel.html`)."""
    writes = any(each.name == "components/_excel.html" for each in page.templates)
    own = {str(layer["excel"]) for layer in flat(page) if writes and layer.get("excel")}
    return own | ({f"?{EXPORT}=xlsx"} if lists_of(page) else set())


def flat(page: Any) -> Iterator[dict[str, Any]]:
    for context in getattr(page, "context", None) or []:
        yield from (layer for layer in context if isinstance(layer, dict))


TAKEN_OUT = re.compile(
    r"components/_excel\.html|_export=xlsx|\{\{ (excel|xlsx|export_url|table\.export_url) \}\}|\w+-(workbook|excel)\b"
)
TYPED_INTO = "is typed into; what is written stands in a list of its own"
OF_ONE = "tells of one thing, not of many"
OF_ITS_PAGE = "part of pages that offer it themselves"
NOT_TAKEN_OUT = {
    "admin/changes.html": OF_ONE,
    "awards/commendations/draft_grid.html": TYPED_INTO,
    "awards/scholarships/_statement_rows.html": OF_ITS_PAGE,
    "awards/scholarships/grant_detail.html": OF_ONE,
    "awards/scholarships/grants_grid.html": TYPED_INTO,
    "awards/scholarships/sheet_pay.html": TYPED_INTO,
    "awards/titles/_sums.html": OF_ITS_PAGE,
    "awards/titles/grid.html": TYPED_INTO,
    "awards/titles/minutes.html": TYPED_INTO,
    "awards/titles/nomination_detail.html": OF_ONE,
    "awards/titles/register.html": TYPED_INTO,
    "indicators/_form_preview.html": "lines of a form before it is written",
    "indicators/cell_history.html": OF_ONE,
    "indicators/figures_brought.html": "the cells of a workbook just sent",
    "indicators/submission_brought.html": "the cells of a workbook just sent",
    "indicators/submission_entry.html": TYPED_INTO,
    "opening/page.html": "open data: CSV and JSON for everybody",
    "reports/_leading.html": "sums of a leader's page; each has its list",
    "reports/_scorecard_table.html": OF_ITS_PAGE,
    "reports/report_figure.html": OF_ONE,
    "starting/people.html": TYPED_INTO,
    "titles/register/detail.html": OF_ONE,
    "titles/register/divide.html": TYPED_INTO,
    "units/centres/_report.html": OF_ITS_PAGE,
    "units/centres/courses_grid.html": TYPED_INTO,
    "units/centres/detail.html": "one centre; its classes and its year are taken out of their own pages",
    "units/communities/change.html": TYPED_INTO,
    "units/communities/grid.html": TYPED_INTO,
    "units/communities/rename.html": TYPED_INTO,
    "units/handover/part.html": TYPED_INTO,
    "units/privacy/_breach.html": OF_ONE,
    "units/privacy/_entries.html": "the register of personal data, printed as the law asks",
    "units/unit_detail.html": OF_ONE,
    "uploads/detail.html": "the file that was sent comes back with its reasons",
}


def test_every_table_is_taken_out_as_excel_or_says_why_not() -> None:
    """A new page with a table offers it (`components/_excel.html`), or is named above with a reason."""
    templates = Path(__file__).parent.parent / "templates"
    written = {
        path.relative_to(templates).as_posix(): path.read_text(encoding="utf-8") for path in templates.rglob("*.html")
    }
    pages = {name: words for name, words in written.items() if "print" not in re.split(r"[/_.]", name)}
    tables = {name: words for name, words in pages.items() if "<table" in words}

    assert {name for name, words in tables.items() if not TAKEN_OUT.search(words)} == NOT_TAKEN_OUT.keys()


def test_a_page_number_out_of_range_shows_the_first_or_the_last_page(client: Client, everybody: User) -> None:
    numbers = {}
    for asked in ("abc", "0", "-1", "99999999999999999999", "2"):
        (shown,) = lists_of(client.get("/danh-hieu/so/", {"page": asked}))
        numbers[asked] = shown.page.number

    last = numbers["-1"]
    assert last > 2
    assert numbers == {"abc": 1, "0": last, "-1": last, "99999999999999999999": last, "2": 2}


def test_lists_are_paged_in_one_place_only() -> None:
    own_ways = re.compile(r"RequestConfig|\.paginate\(|SingleTable|MultiTable|per_page_field")

    found = [path.name for path in sources() if own_ways.search(path.read_text(encoding="utf-8"))]

    assert found == []


def test_a_long_list_is_not_counted_to_its_end(client: Client, everybody: User, world: World) -> None:
    make_households(world, COUNTED + 130)

    with CaptureQueriesContext(connection) as asked:
        page = client.get("/danh-hieu/so/", {"page": "3"})
    counts = [query["sql"] for query in asked if "COUNT(*)" in query["sql"]]

    assert "Nhiều hơn 1.000 dòng" in page.content.decode()
    assert [f"LIMIT {COUNTED + 1}" in sql for sql in counts] == [True]


TURNED = {
    "1": (1, [1, 2, 3, None, 20], True),
    "10": (10, [1, None, 8, 9, 10, 11, 12, None, 20], True),
    "20": (20, [1, None, 18, 19, 20], True),
    "22": (22, [1, None, 20, 21, 22], True),
    "25": (25, [1, None, 23, 24, 25], False),
    "-1": (25, [1, None, 23, 24, 25], False),
}


def test_a_long_list_is_turned_over_to_its_end(client: Client, everybody: User, world: World) -> None:
    make_households(world, COUNTED + 130)
    found = {}
    for asked in TURNED:
        (table,) = lists_of(client.get("/danh-hieu/so/", {"page": asked}))
        found[asked] = (table.page.number, table.page.named, table.page.has_next())

    assert found == TURNED
