"""Nobody works a small cell out by adding and subtracting whatever all pages show: an attacker with linear algebra."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from awards.scholarships import small_cells, workflow
from awards.scholarships.enums import SchoolLevel
from awards.scholarships.models import Campaign, Fund
from awards.scholarships.rules import SMALL_CELL
from awards.scholarships.small_cells import Published, blocks, decide, safe, stage_of
from awards.scholarships.summary import CALENDAR, SCHOOL, Line, build_summary
from tests.awards.scholarships.factories import (
    make_campaign,
    make_fund,
    make_grant,
    make_officer,
    make_recipient,
    now,
    pay,
    put_in,
)
from tests.awards.scholarships.test_leaks import addresses, says_any
from tests.awards.scholarships.test_pages import readable
from tests.factories import make_district, make_user, make_ward
from units.enums import Role
from units.models import Unit

LEVELS = ("primary", "lower", "upper")
YEARS = range(2014, 2020)
Cell = tuple[int, int, str]
Cells = dict[int, dict[int, dict[str, int]]]
Row = dict[Cell, int]

PRIME = (1 << 61) - 1


class Attacker:
    """Keeps every sum that was shown as a row of a matrix, and says whether another sum follows from them.

    Numbers are those of a large prime field: whatever follows with fractions follows there too.
    """

    def __init__(self) -> None:
        self.rows: dict[Cell, Row] = {}

    def reduced(self, cells: Iterable[Cell]) -> Row:
        row: Row = dict.fromkeys(cells, 1)
        while row:
            lead = next((cell for cell in sorted(row) if cell in self.rows), None)
            if lead is None:
                return row
            factor = row[lead]
            for cell, value in self.rows[lead].items():
                left = (row.get(cell, 0) - factor * value) % PRIME
                if left:
                    row[cell] = left
                else:
                    row.pop(cell, None)
        return row

    def learn(self, cells: Iterable[Cell]) -> None:
        row = self.reduced(cells)
        if not row:
            return
        lead = min(row)
        inverse = pow(row[lead], PRIME - 2, PRIME)
        self.rows[lead] = {cell: value * inverse % PRIME for cell, value in row.items()}

    def knows(self, cells: Iterable[Cell]) -> bool:
        return not self.reduced(cells)


def spans() -> Iterator[tuple[int, int]]:
    return itertools.combinations_with_replacement(YEARS, 2)


def area(wards: Iterable[int], first: int, last: int, levels: Iterable[str] = LEVELS) -> list[Cell]:
    return list(itertools.product(wards, range(first, last + 1), levels))


def drawn(seed: int, wards: int = 5) -> Cells:
    """Suất as they fall: many communes with few, some with none of a level."""
    draw = random.Random(seed)
    size = draw.choice((2, 4, 9, 30))
    return {
        ward: {year: {level: max(0, draw.randint(-2, size)) for level in LEVELS} for year in YEARS}
        for ward in range(wards)
    }


def told(cells: Cells, published: Published) -> Attacker:
    """Everything that the pages say: all totals, and the breakdowns that are published, for all spans."""
    attacker = Attacker()
    for first, last in spans():
        for ward in cells:
            attacker.learn(area([ward], first, last))
            if published.member_may(ward, first, last):
                for level in LEVELS:
                    attacker.learn(area([ward], first, last, [level]))
        if published.head_may(first, last):
            for level in LEVELS:
                attacker.learn(area(cells, first, last, [level]))
    return attacker


def count(cells: Cells, wards: Iterable[int], first: int, last: int, level: str) -> int:
    return sum(cells[ward][year][level] for ward in wards for year in range(first, last + 1))


@pytest.mark.parametrize("seed", range(6))
def test_attacker_who_adds_and_subtracts_everything_learns_no_small_cell(seed: int) -> None:
    cells = drawn(seed)
    attacker = told(cells, decide(cells))
    groups = [[ward] for ward in cells] + [list(cells)] + [list(pair) for pair in itertools.combinations(cells, 2)]
    groups += [[ward for ward in cells if ward != one] for one in cells]

    learnt = [
        (wards, first, last, level)
        for wards in groups
        for first, last in spans()
        for level in LEVELS
        if 0 < count(cells, wards, first, last, level) < SMALL_CELL
        and attacker.knows(area(wards, first, last, [level]))
    ]

    assert learnt == []


def test_attacker_would_find_what_single_tables_give_away() -> None:
    """So that the attacker is no straw man: each table by itself has no small cell, and their difference has."""
    cells: Cells = {0: {2014: {"primary": 3}, 2015: {"primary": 1}}, 1: {2014: {"primary": 5}, 2015: {"primary": 4}}}
    attacker = Attacker()
    for first, last in ((2014, 2014), (2014, 2015)):
        attacker.learn(area([0], first, last, ["primary"]))

    assert attacker.knows(area([0], 2015, 2015, ["primary"]))
    assert not decide(cells).member_may(0, 2014, 2014)


def test_most_is_still_published_where_there_are_many() -> None:
    cells = {ward: {year: dict.fromkeys(LEVELS, 20) for year in YEARS} for ward in range(4)}
    published = decide(cells)

    assert all(published.head_may(first, last) for first, last in spans())
    assert [span for span in spans() if published.member_may(1, *span)] == [(2014, 2015), (2014, 2019), (2016, 2019)]


@pytest.mark.parametrize(
    ("years", "found"),
    [
        ({2016: 1, 2017: 5, 2018: 4}, [(2016, 2017), (2018,)]),
        ({2016: 4, 2017: 5, 2018: 1}, [(2016,), (2017, 2018)]),
        ({2016: 1, 2017: 1}, []),
        ({2016: 0, 2017: 3}, [(2016,), (2017,)]),
    ],
)
def test_years_are_put_together_until_none_has_a_small_cell(
    years: dict[int, int], found: list[tuple[int, ...]]
) -> None:
    assert blocks({year: {"a": number, "b": 9 * bool(number)} for year, number in years.items()}, {}) == found


def test_all_of_one_level_are_shown_only_where_no_total_is_small() -> None:
    assert safe({"a": 9, "b": 0}, [4, 5])
    assert not safe({"a": 9, "b": 0}, [8, 1])
    assert safe({"a": 9, "b": 3}, [11, 1])
    assert not safe({"a": 9, "b": 2}, [])
    assert safe({"a": 9}, [0, 3, 6])
    assert safe({}, [1])


def test_of_communes_that_are_shown_the_smallest_is_left_out_with_one_that_may_not_be() -> None:
    rows = {1: {"a": 2, "b": 2}, 2: {"a": 50, "b": 50}, 3: {"a": 5, "b": 5}, 4: {"a": 9, "b": 9}}

    published = decide({commune: {2016: parts} for commune, parts in rows.items()})

    assert published.hidden[2020] == {1, 3}
    assert [commune for commune in rows if published.member_may(commune, 2016, 2020)] == [2, 4]


@pytest.mark.parametrize(
    ("year", "stage"),
    [
        *((2005, 2011), (2011, 2011), (2012, 2015), (2015, 2015), (2016, 2020), (2020, 2020), (2021, 2025)),
        *((2025, 2025), (2026, 2030), (2030, 2030), (2031, 2035), (2035, 2035), (2036, 2040), (2040, 2040)),
        *((2041, 2045), (2045, 2045), (2046, 2050), (2050, 2050)),
    ],
)
def test_stage_of_a_year(year: int, stage: int) -> None:
    assert stage_of(year) == stage


def test_nine_years_of_sixteen_communes_are_decided_at_once() -> None:
    """One decision reads each cell a few times: what it costs grows with the cells, not with the pages."""
    draw = random.Random(11)
    cells = {
        ward: {year: {level: draw.randint(0, 9) for level in SchoolLevel.values} for year in range(2012, 2021)}
        for ward in range(16)
    }
    seen: list[int] = []
    whole = small_cells.added

    def counted(rows: Iterable[small_cells.Parts]) -> dict[str, int]:
        kept = list(rows)
        seen.append(len(kept))
        return whole(kept)

    small_cells.added = counted
    try:
        decide(cells)
    finally:
        small_cells.added = whole

    assert sum(seen) < 20 * 16 * 9


# Through the pages, for every unit, span and way of counting


class Town:
    """A district whose communes gave few suất of some level in some years."""

    def __init__(self) -> None:
        self.district = make_district()
        self.wards = [make_ward(f"Phường {number}", self.district) for number in (5, 6, 7)]
        draw = random.Random(4)
        self.cells: dict[tuple[int, int, str], int] = {}
        for ward in self.wards:
            fund = make_fund(ward)
            put_in(fund, 10**9, on=dt.date(2010, 1, 15))
            for year, level in itertools.product((2015, 2016, 2017), (SchoolLevel.PRIMARY, SchoolLevel.LOWER)):
                number = draw.choice((0, 1, 2, 3, 5))
                self.cells[ward.pk, year, level] = number
                self._give(fund, year, level, number)

    def _give(self, fund: Fund, year: int, level: SchoolLevel, number: int) -> None:
        day, born = dt.date(year, 9, 5), year - (8 if level == SchoolLevel.PRIMARY else 13)
        for each in range(number):
            child = make_recipient(fund, f"Em {year} {level} {each}", born)
            decided = dt.date(year, 8, 1)
            suat = make_grant(fund, 100_000, child, level=level, school_year=year, decided_on=decided)
            pay(suat, 100_000, on=day)


@pytest.mark.django_db
def test_attacker_learns_nothing_from_the_summaries_of_all_units_spans_and_ways_of_counting() -> None:
    town = Town()
    attacker = Attacker()
    levels = (SchoolLevel.PRIMARY.value, SchoolLevel.LOWER.value)
    everyone = [ward.pk for ward in town.wards]

    def learn(line: Line, wards: list[int], first: int, last: int) -> None:
        years = [year for year in (2015, 2016, 2017) if first <= year <= last]
        attacker.learn(itertools.product(wards, years, levels))
        if line.parts is not None:
            for level in levels:
                attacker.learn(itertools.product(wards, years, [level]))

    for (first, last), basis in itertools.product(
        itertools.combinations_with_replacement((2014, 2015, 2016, 2017, 2021), 2), (CALENDAR, SCHOOL)
    ):
        for unit, wards in [(town.district, everyone), *((ward, [ward.pk]) for ward in town.wards)]:
            found = build_summary(unit, first, last, basis)
            for line in found.years:
                learn(line, wards, line.key, line.key)
            for line in found.wards:
                learn(line, [line.key], first, last)
            learn(found.total, wards, first, last)

    small = [cell for cell, number in town.cells.items() if 0 < number < SMALL_CELL]
    assert small
    assert [cell for cell in small if attacker.knows([cell])] == []


# As each person without names, over the addresses of the site


LABELS = {"Tiểu học": SchoolLevel.PRIMARY.value, "THCS": SchoolLevel.LOWER.value}
OUTSIDERS = (
    ("ward officer", Role.WARD_OFFICER, "ward"),
    ("district", Role.DISTRICT_OFFICE, "district"),
    ("leader", Role.READER, "district"),
)
ROWS = re.compile(r"<tr[^>]*>(.*?)</tr>", re.S)
CELLS = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.S)
TABLES = re.compile(r"<table.*?</table>", re.S)


def tables_of_page(page: str) -> Iterator[list[list[str]]]:
    """Each table of a page as texts of its cells."""
    for table in TABLES.findall(page):
        yield [[re.sub(r"<[^>]*>", "", cell).strip() for cell in CELLS.findall(row)] for row in ROWS.findall(table)]


def tables_of_workbook(content: bytes) -> Iterator[list[list[str]]]:
    for sheet in load_workbook(io.BytesIO(content)):
        yield [["" if cell is None else str(cell) for cell in row] for row in sheet.values]


@dataclass
class Outsider:
    """Somebody without names who reads every summary of the remit, as page and as Excel, and keeps all of it."""

    town: Town
    client: Client
    attacker: Attacker = field(default_factory=Attacker)
    read: int = 0

    def ask(self, unit: Unit, first: int, last: int, basis: str) -> None:
        asked: dict[str, str | int] = {"don_vi": unit.pk, "tu": first, "den": last, "theo": basis}
        page = self.client.get(reverse("scholarships:summary"), asked)
        if page.status_code != 200:
            return
        book = self.client.get(reverse("scholarships:summary"), asked | {"_export": "xlsx"})
        everyone = [ward.pk for ward in self.town.wards]
        wards = everyone if unit == self.town.district else [unit.pk]
        for table in (*tables_of_page(page.content.decode()), *tables_of_workbook(book.content)):
            head = next((row for row in table if "THCS" in row), None)
            for row in table[table.index(head) + 1 :] if head else ():
                self._row(dict(zip(head or (), row, strict=False)), row[0], wards, (first, last))

    def _row(self, row: dict[str, str], label: str, wards: list[int], span: tuple[int, int]) -> None:
        """What one printed row says: of a year, of a commune, of all."""
        named = {str(ward.versions.get().name): ward.pk for ward in self.town.wards}
        first, last = (int(label[:4]),) * 2 if label[:4].isdigit() else span
        members = [named[label]] if label in named else wards
        years = [year for year in (2015, 2016, 2017) if first <= year <= last]
        self.attacker.learn(itertools.product(members, years, LABELS.values()))
        self.read += 1
        for words, level in LABELS.items():
            if row.get(words, "").replace(".", "").isdigit():
                told = int(row[words].replace(".", ""))
                assert told == sum(self.town.cells[ward, year, level] for ward in members for year in years)
                self.attacker.learn(itertools.product(members, years, [level]))


@pytest.mark.django_db
def test_nobody_without_names_works_out_a_small_cell_from_all_pages_and_files_of_the_summary() -> None:
    town = Town()
    spans_asked = [*itertools.combinations_with_replacement((2015, 2016, 2017), 2), (2012, 2021)]
    ways = [*((span, CALENDAR) for span in spans_asked), *((span, SCHOOL) for span in spans_asked[-2:])]
    small = {cell for cell, number in town.cells.items() if 0 < number < SMALL_CELL}
    learnt = []
    for username, (who, role, where) in enumerate(OUTSIDERS):
        client = Client()
        client.force_login(
            make_user(f"nguoi{username}", (role, town.district if where == "district" else town.wards[0]))
        )
        outsider = Outsider(town, client)
        for unit, (span, basis) in itertools.product((town.district, *town.wards), ways):
            outsider.ask(unit, *span, basis)
        assert outsider.read > 30
        learnt += [(who, cell) for cell in small if outsider.attacker.knows([cell])]

    assert small
    assert learnt == []


@pytest.mark.django_db
def test_no_other_page_of_the_funds_breaks_suat_down_by_level() -> None:
    """So that what the attacker reads is all there is: a new table by level has to be decided with the others."""
    town = Town()
    client = Client()
    client.force_login(make_user("nguoi", (Role.DISTRICT_OFFICE, town.district), (Role.READER, town.district)))
    campaign = Campaign.objects.filter(fund__grants__isnull=False)[0]
    numbers = {campaign.pk, campaign.fund_id}

    told = {
        address
        for address in addresses(numbers)
        if address.startswith(("/hoc-bong/", "/cong-khai/"))
        for asked in ({}, {"_export": "xlsx"})
        if says_any([client.get(address, asked)], LABELS)  # type: ignore[list-item]
    }

    assert told == {reverse("scholarships:summary")}


@pytest.mark.django_db
def test_book_shows_outsiders_sums_by_month_and_no_single_suat(client: Client) -> None:
    ward = make_ward("Phường 5")
    fund = make_fund(ward, cash=5_000_000)
    for number, amount in enumerate((111_000, 222_000)):
        pay(make_grant(fund, amount, make_recipient(fund, f"Em {number}")), amount)
    addresses = [fund.get_absolute_url(), reverse("scholarships:book", args=[fund.pk])]

    pages = []
    for person in (make_user("p5", (Role.WARD_OFFICER, ward)), make_user("ld", (Role.READER, ward))):
        client.force_login(person)
        asked: tuple[dict[str, str], ...] = ({}, {"_export": "xlsx"}, {"kind": "payment"})
        pages += [readable(client.get(address, asks).content) for address in addresses for asks in asked]
    client.force_login(make_officer(fund))
    own = client.get(addresses[0]).content.decode()

    assert [page for page in pages if "111.000" in page or "222.000" in page or "Suất số" in page] == []
    assert "Suất số 1" in own and "111.000" in own


@pytest.mark.django_db
def test_no_span_of_days_tells_outsiders_of_a_single_suat(client: Client) -> None:
    """Neither in the fund's book nor in the report of what came and went, on the page, on paper or in Excel."""
    ward = make_ward("Phường 5")
    fund = make_fund(ward, cash=5_000_000)
    for day, amount in ((5, 111_000), (12, 222_000)):
        suat = make_grant(fund, amount, make_recipient(fund, f"Em {day}"))
        pay(suat, amount, on=dt.date(2020, 9, day))
    span = {"so": "cash", "tu": "05/09/2020", "den": "05/09/2020", "theo": "thang", "don_vi": str(ward.pk)}
    book, statement = reverse("scholarships:book", args=[fund.pk]), reverse("scholarships:statement")

    for person in (make_user("p5", (Role.WARD_OFFICER, ward)), make_user("ld", (Role.READER, ward))):
        client.force_login(person)
        asked: tuple[tuple[str, dict[str, str]], ...]
        asked = (book, {}), (statement, {}), (statement, {"_export": "xlsx"}), (statement, {"in": "1"})
        for address, more in asked:
            body = client.get(address, span | more).content
            paper = body.startswith(b"%PDF")
            said = (
                "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages) if paper else readable(body)
            )
            assert "111.000" not in said and "111000" not in said
            assert "333.000" in said or "333000" in said, address
    client.force_login(make_officer(fund))
    assert all("111.000" in client.get(address, span).content.decode() for address in (book, statement))


@pytest.mark.django_db
def test_trail_tells_the_office_who_wrote_into_a_book_and_no_sum_and_no_name_of_a_campaign_within(
    client: Client,
) -> None:
    district = make_district()
    fund = make_fund(make_ward("Phường 5", district), cash=5_000_000)
    workflow.look_over(make_campaign(fund, "Giúp em Kín"), "Chung tay", by=make_officer(fund), at=now())
    pay(make_grant(fund, 111_000, make_recipient(fund)), 111_000)
    client.force_login(make_user("pgd", (Role.DISTRICT_OFFICE, district)))
    asked = {"loai": "money"}

    said = [readable(client.get(reverse("trails:list"), asked | more).content) for more in ({}, {"_export": "xlsx"})]

    for each in said:
        assert "tiền mặt, dòng số 2" in each
        assert "Chung tay" in each and "Giúp em Kín" not in each
        assert not re.search(r"111[.,]?000|5[.,]?000[.,]?000", each)
