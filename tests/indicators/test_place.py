"""A form in the words of the place that fills it in: page, checks, rates, workbook, and an office over many."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from indicators.enums import State
from indicators.layout import load_layout
from indicators.matrix import matrix_of
from indicators.models import Submission
from indicators.overview import build_overview
from indicators.place import in_words
from indicators.sheet import load_sheet
from tests.factories import make_unit, make_user
from tests.reports.factories import load_catalogue, make_period, report_figures
from units.enums import Role, UnitKind
from units.models import Unit, UnitVersion, User
from units.words import USUAL, LocalWords, words_there

pytestmark = pytest.mark.django_db
BLANK = {"community-total": None}


def make_commune(name: str, *communities: str) -> tuple[Unit, User]:
    """A commune of Vĩnh Long with these communities and its officer."""
    load_catalogue()
    commune = make_unit(name, UnitKind.WARD, make_unit("Tỉnh Vĩnh Long", UnitKind.PROVINCE))
    for each in communities:
        make_unit(each, UnitKind.COMMUNITY, commune)
    return commune, make_user("can-bo", (Role.WARD_OFFICER, commune))


def labels_of(sheet: Submission) -> str:
    read = load_sheet(sheet)
    told = [*(f"{row.line.section.title} {row.line.measure.label} {row.line.measure.definition}" for row in read.rows)]
    rates = [each.indicator for found in read.rates_of_sections.values() for each in found]
    told += [f"{each.label} {each.base_label}" for each in rates]
    return "\n".join([*told, *(check.sentence for check in read.layout.checks)])


@pytest.mark.parametrize(
    ("commune", "communities", "word"),
    [
        ("Xã Thạnh Phú", ("Ấp 1", "Ấp 2"), "ấp"),
        ("Xã Thạnh Phú", (), "thôn, ấp"),
        ("Phường Long Châu", ("Khóm 1",), "khóm"),
        ("Phường Khương Trung", ("Tổ dân phố 1",), "tổ dân phố"),
    ],
)
def test_sheet_speaks_of_communities_as_the_place_does(commune: str, communities: tuple[str, ...], word: str) -> None:
    unit, _ = make_commune(commune, *communities)

    said = labels_of(report_figures(unit, 2020, BLANK))

    assert "khu phố" not in said.lower()
    assert f"Tổng số {word}" in said
    assert f"Cộng đồng học tập ({word})" in said
    assert f"Số {word} được công nhận" in said


def test_ward_with_khu_pho_reads_the_form_as_it_is_in_the_catalogue() -> None:
    unit, _ = make_commune("Phường 5", "Khu phố 1")
    sheet = report_figures(unit, 2020, BLANK)

    assert load_sheet(sheet).layout is load_layout(sheet.form)
    assert in_words(load_layout(sheet.form), USUAL) is load_layout(sheet.form)


def test_page_and_workbook_of_a_xa_name_no_khu_pho(client: Client) -> None:
    unit, officer = make_commune("Xã Thạnh Phú", "Ấp 1")
    sheet = report_figures(unit, 2020, {"household-total": 5}, state=State.DRAFT)
    client.force_login(officer)

    pages = [client.get(reverse(f"indicators:{name}", args=[sheet.pk])) for name in PAGES]
    book = openpyxl.load_workbook(io.BytesIO(pages[-1].content))

    for page in pages[:-1]:
        assert "khu phố" not in page.content.decode().lower().replace(MENU, "")
        assert "Tổng số ấp" in page.content.decode()
    cells = [str(cell) for each in book for row in each.iter_rows(values_only=True) for cell in row if cell]
    assert "Tổng số ấp" in [cell.strip() for cell in cells]
    assert not [cell for cell in cells if "khu phố" in cell.lower()]


MENU = "khu phố, thôn, ấp"
PAGES = ("submission-entry", "submission-submit", "submission-workbook")


def test_office_over_xa_and_phuong_names_both() -> None:
    unit, _ = make_commune("Xã Thạnh Phú", "Ấp 1")
    province = unit.on(dt.date(2020, 12, 31)).parent  # type: ignore[union-attr]
    assert province
    sheet = report_figures(unit, 2020, {"community-total": 4, "community-recognised": 2})
    office = make_user("so", (Role.DISTRICT_OFFICE, province))
    period, today = make_period(2020), dt.date(2021, 1, 5)

    only = build_overview(province, sheet.form, period, [period], user=office, today=today)
    make_unit("Phường Long Châu", UnitKind.WARD, province)
    both = matrix_of(province, sheet.form, period, user=office)

    assert "Tỉ lệ Cộng đồng học tập (thôn, ấp)" in [each.indicator.label for each in only.rates]
    assert both.layout.measures["community-total"].label == "Tổng số khu phố, thôn, ấp"


@pytest.mark.parametrize(
    ("kinds", "known", "expected"),
    [
        (("phường",), (), USUAL),
        (("quận",), (), USUAL),
        (("phường", "thị trấn"), (), LocalWords("khu phố", "phường, thị trấn")),
        (("xã",), (), LocalWords("thôn, ấp", "xã")),
        (("xã",), ("bản", "thôn"), LocalWords("thôn, bản", "xã")),
        (("xã", "phường"), (), LocalWords("khu phố, thôn, ấp", "phường, xã")),
        (("tỉnh",), (), LocalWords("khu phố, thôn, ấp", "phường, xã")),
        (("đặc khu",), (), LocalWords("khu phố, thôn, ấp", "đặc khu")),
    ],
)
def test_words_of_a_place(kinds: tuple[str, ...], known: tuple[str, ...], expected: LocalWords) -> None:
    units = [UnitVersion(name="X", kind=UnitKind.WARD, designation=kind) for kind in kinds]

    assert words_there(units, known) == expected
    assert expected.told("Tổ ở phường, xã và phường") == f"Tổ ở phường, xã và {expected.communes}"
