"""Certificates: each title in force once, from the frozen decision, on one page, whatever the name."""

from __future__ import annotations

import io
import re

import pytest
from django.urls import reverse
from pypdf import PdfReader

from hocTap.lib.press.fonts import Face
from reports.papers import certificates
from reports.papers.certificates import BLOCK, Design, Holder, parts_of, render
from reports.papers.models import Document
from tests.awards.titles.factories import signed_in
from tests.reports.papers.factories import issued, make_papers, revoked
from tests.reports.papers.test_long_lists import HEADING

DESIGN = Design(HEADING, "CHỦ TỊCH", "Hộ gia đình ông (bà)", "Gia đình học tập", "2020", "05/QĐ-UBND", "31/12/2021")
NAMES = ("Lê An", "Tôn Nữ Công Tằng Huyền Trân Ngọc Bảo Châu " * 2, "Lê " + "Dài" * 39, "<b>&(\\\\) Ẵng")


def texts(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def address(document: Document, size: str = "a5", part: int = 1) -> str:
    return reverse("papers:certificate-pdf", args=[document.pk, size, part])


@pytest.mark.parametrize("name", NAMES)
def test_name_of_any_length_stands_whole_above_the_signature(name: str) -> None:
    holder = Holder(name, "12/3 đường Rất Dài " * 8, "Khu phố 1, Phường 5", "7")

    own = certificates._own({style: Face(style) for style in certificates.STYLES}, DESIGN, holder).stream
    (text,) = texts(render(DESIGN, [holder], "a5"))

    heights = [float(y) for y in re.findall(r"Tf [\d.]+ ([\d.]+) Td", own)][:-1]
    assert max(heights) < BLOCK
    assert min(heights) > 150
    assert re.sub(r"\s", "", name) in re.sub(r"\s", "", text)


def test_sizes_are_a5_and_a4_lying() -> None:
    pages = [
        PdfReader(io.BytesIO(render(DESIGN, [Holder("Lê An", "", "", "1")], size))).pages[0] for size in ("a5", "a4")
    ]

    assert [(round(page.mediabox.width * 25.4 / 72), round(page.mediabox.height * 25.4 / 72)) for page in pages] == [
        (210, 148),
        (297, 209),
    ]


def test_more_than_can_be_printed_at_a_time_are_several_files_and_each_stands_in_one() -> None:
    holders = [Holder(f"Hộ {n}", "", "Khu phố 1", str(n)) for n in range(1, 2502)]

    parts = parts_of(holders)

    assert [(place, len(members)) for place, members in parts] == [
        ("Khu phố 1, phần 1", 1000),
        ("Khu phố 1, phần 2", 1000),
        ("Khu phố 1, phần 3", 501),
    ]
    assert [each for _, members in parts for each in members] == holders


@pytest.mark.django_db
def test_each_title_in_force_is_printed_once_and_a_revoked_one_is_not() -> None:
    papers = make_papers()
    document = issued(papers)
    revoked(papers)
    client = signed_in(papers.world.approver)

    printed = [text for part in (1, 2) for text in texts(client.get(address(document, part=part)).content)]

    names = [row.candidate.name for row in papers.rows]
    assert [sum(name in text for text in printed) for name in names] == [0, 1, 1, 1, 1]
    assert "05/QĐ-UBND" in printed[0]
    assert client.get(address(document, part=3)).status_code == 404
    assert client.get(address(document, size="a3")).status_code == 404


@pytest.mark.django_db
def test_certificates_are_printed_by_who_files_the_decision() -> None:
    papers = make_papers()
    document = issued(papers)
    page = reverse("papers:certificate-list", args=[document.pk])

    people = (papers.world.officer, papers.world.approver, papers.world.office, papers.world.other_officer)
    assert [signed_in(each).get(page).status_code for each in people] == [200, 200, 403, 404]
    assert [signed_in(each).get(address(document)).status_code for each in people] == [200, 200, 403, 404]


@pytest.mark.parametrize(
    ("called", "name", "said"),
    [
        ("Dòng họ", "Dòng họ Nguyễn", "Công nhận"),
        ("Dòng họ", "Nguyễn Văn", "Dòng họ"),
        ("Hộ gia đình ông (bà)", "Hộ ông Lê An", "Công nhận"),
        ("Hộ gia đình ông (bà)", "Gia đình bà Lê An", "Công nhận"),
        ("Hộ gia đình ông (bà)", "Hồ Văn An", "Hộ gia đình ông (bà)"),
    ],
)
def test_what_a_holder_is_called_is_not_said_twice(called: str, name: str, said: str) -> None:
    assert certificates.lead(called, name) == said
