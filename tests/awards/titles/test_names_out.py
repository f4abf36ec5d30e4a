"""Names as Excel from every page of titles that lists them: with the duty, marked, written down; sums for everybody."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from awards.titles.models import Minutes
from awards.uploads.models import NamesExport
from hocTap.lib.xlsx import XLSX
from tests.awards.titles.factories import (
    YEAR,
    World,
    bring_to_proposed,
    make_candidate,
    make_world,
    recognise,
    sign,
    signed_in,
)
from tests.factories import make_post, make_user
from units.enums import Role
from units.models import User

pytestmark = pytest.mark.django_db
NAMES = ("Lê Văn An", "Phạm Thị Bình")
PAGES = ("khu phố", "group", "draft", "decision", "minutes", "duplicates")


@pytest.fixture
def world() -> World:
    return make_world()


def page_of(world: World, page: str) -> str:
    """The address of the page, with the two households of NAMES on it."""
    if page == "duplicates":
        for name in NAMES:
            for _ in range(2):
                make_candidate(world, name, address="1 đường Minh Họa")
        return reverse("titles:candidate-duplicates")
    rows = bring_to_proposed(world, *(make_candidate(world, name) for name in NAMES))
    if page == "group":
        return f"{reverse('titles:group', args=['household', YEAR])}?phuong={world.ward.pk}"
    if page in ("draft", "decision"):
        decision = recognise(world, *rows)
        return (sign(world, decision) if page == "decision" else decision).get_absolute_url()
    if page == "minutes":
        return Minutes.objects.get().get_absolute_url()
    return reverse("titles:community", args=[world.ward.pk, "household", YEAR, world.community.pk])


def as_excel(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}_export=xlsx"


def cells(answer: Any) -> list[list[Any]]:
    assert answer["Content-Type"] == XLSX
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def reader_of(world: World, page: str) -> User:
    return world.approver if page in ("group", "draft", "decision") else world.officer


@pytest.mark.parametrize("page", PAGES)
def test_names_leave_with_the_duty_marked_and_written_down(world: World, page: str) -> None:
    address, person = page_of(world, page), reader_of(world, page)
    make_post(person, world.ward, Role.NAMES_EXPORTER)

    shown = signed_in(person).get(address).content.decode()
    found = cells(signed_in(person).get(as_excel(address)))

    (export,) = NamesExport.objects.all()
    assert "Tải về Excel" in shown
    assert {name for name in NAMES for row in found if name in row} == set(NAMES)
    assert (export.by, export.rows) == (person, 4 if page == "duplicates" else 2)
    assert export.mark in str(found[-1][0])


@pytest.mark.parametrize("page", PAGES)
def test_without_the_duty_there_is_neither_button_nor_file(world: World, page: str) -> None:
    address, person = page_of(world, page), reader_of(world, page)

    shown = signed_in(person).get(address).content.decode()
    answer = signed_in(person).get(as_excel(address))

    assert "Tải về Excel" not in shown
    assert answer.status_code == 403
    assert not NamesExport.objects.exists()


def test_the_duty_for_one_ward_takes_no_names_of_another(world: World) -> None:
    rows = bring_to_proposed(world, make_candidate(world, NAMES[0]), make_candidate(world, "Cao Văn Xa"))
    address = recognise(world, *rows).get_absolute_url()
    make_post(world.approver, world.other_ward, Role.NAMES_EXPORTER)

    shown = signed_in(world.approver).get(address).content.decode()

    assert "Tải về Excel" not in shown
    assert signed_in(world.approver).get(as_excel(address)).status_code == 403


def test_a_draft_does_not_read_as_recognised_in_its_file(world: World) -> None:
    address = page_of(world, "draft")
    make_post(world.approver, world.ward, Role.NAMES_EXPORTER)

    head, *rows = cells(signed_in(world.approver).get(as_excel(address)))

    assert [row[head.index("Tình trạng")] for row in rows if row[1] in NAMES] == ["chờ ký", "chờ ký"]


def test_a_leader_reads_no_names_and_takes_none_out(world: World) -> None:
    address = page_of(world, "decision")
    leader = make_user("lanhdao", (Role.READER, world.district))

    assert signed_in(leader).get(as_excel(address)).status_code == 403


def test_what_waits_is_taken_out_whole_as_sums_without_names(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_to_proposed(world, *(make_candidate(world, name) for name in NAMES))
    bring_to_proposed(world, make_candidate(world, "Cao Văn Xa", community=world.second))
    monkeypatch.setattr("awards.titles.approval.GROUPS_SHOWN", 1)

    head, *rows = cells(
        signed_in(world.approver).get(as_excel(f"{reverse('titles:approval-of', args=['household', YEAR])}"))
    )

    assert [row[:3] for row in rows] == [["Phường 5", "Khu phố 1", 2], ["Phường 5", "Khu phố 2", 1]]
    assert head[:3] == ["Phường, xã", "Khu phố, thôn, ấp", "Chờ xét"]
    assert not NamesExport.objects.exists()


def test_a_wards_year_is_taken_out_with_its_sums(world: World) -> None:
    bring_to_proposed(world, *(make_candidate(world, name) for name in NAMES))
    address = reverse("titles:ward-year", args=[world.ward.pk, "household", YEAR])

    head, *rows = cells(signed_in(world.officer).get(as_excel(address)))

    assert [row[head.index("Trong sổ")] for row in rows] == [2, 2]
    assert [row[0] for row in rows] == ["Khu phố 1", "Cộng"]
