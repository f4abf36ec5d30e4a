"""The document as plain data: kept, read back, narrated, dressed as HTML."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from reports.paper.html import render_table
from reports.paper.kept import digest, encode
from reports.paper.parts import (
    Cell,
    CellKind,
    Column,
    Heading,
    Paragraph,
    Section,
    Table,
    TableRow,
    text,
    with_narrative,
)
from reports.review.document import Figure, Review, Source, decode, decode_figure, decode_text

HEADING = Heading(
    "", ("ỦY BAN NHÂN DÂN", "QUẬN 11"), "", "BC-UBND", "Quận 11", "ngày", "Tổng kết", (), "CHỦ TỊCH", "", ("Lưu: VT",)
)
TABLE = Table(
    "t",
    "Bảng",
    (Column("Tên", 20, numeric=False), Column("Đạt", 10, "Hộ"), Column("Tổng", 10, "Hộ", on_paper=False)),
    (
        TableRow((text("<b>An</b>"), Cell("1.234", CellKind.COUNT, number=1234, figure="a/2020"), text("–"))),
        TableRow((text("Cộng"), Cell("1.234", CellKind.COUNT, number=1234, total_of=(0, 0)), text("–")), total=True),
    ),
    "Tổng hợp",
)
FIGURE = Figure("a/2020", "Hộ", 1, 2, "hộ", "trên tổng", "50,00%", "Cộng.", (Source("p1", "Phường 1", 2020, 7, 1, 2),))


def document(**changes: object) -> Review:
    plain = Review(
        unit="q11",
        unit_name="Quận 11",
        first_year=2012,
        last_year=2020,
        rounding="cut",
        revision=1,
        made_at="2020-10-29T15:00:00+07:00",
        heading=HEADING,
        bases=("Thực hiện",),
        opening="Mở:",
        sections=(Section("I. A", slot="direction", paragraphs=(Paragraph("…", placeholder=True),), tables=(TABLE,)),),
        closing="Hết./.",
        annexes=(),
        evidence=TABLE,
        figures={"a/2020": FIGURE},
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_a_document_comes_back_from_json_as_it_went() -> None:
    kept = json.loads(json.dumps(encode(document())))

    assert decode(kept) == document()
    assert encode(decode(kept)) == kept


def test_the_digest_does_not_depend_on_the_order_of_keys_but_on_every_word() -> None:
    data = encode(document())

    assert digest(dict(reversed(data.items()))) == digest(data)
    assert digest(encode(document(closing="Hết."))) != digest(data)


def test_the_shown_part_is_the_document_without_what_it_was_made_from() -> None:
    shown = decode_text(encode(document()))

    assert shown.sections == document().sections
    assert (shown.figures, shown.evidence.rows) == ({}, ())


def test_one_figure_is_found_by_its_key() -> None:
    data = encode(document())

    assert decode_figure(data, "a/2020") == FIGURE
    assert decode_figure(data, "a/2021") is None


def test_the_offices_words_take_the_placeholders_place_line_by_line() -> None:
    narrated = with_narrative(document(), {"direction": "Một.\n\n Hai. \n"})

    assert [each.text for each in narrated.sections[0].paragraphs] == ["Một.", "Hai."]
    assert with_narrative(narrated, {}).sections[0].paragraphs[0].placeholder


@pytest.mark.parametrize(
    ("issued", "illustrative", "expected"),
    [
        (False, True, ("DỰ THẢO", "Số liệu minh họa")),
        (True, True, ("Số liệu minh họa",)),
        (False, False, ("DỰ THẢO",)),
        (True, False, ()),
    ],
)
def test_every_page_says_draft_until_issued_and_illustrative_until_real(
    issued: bool, illustrative: bool, expected: tuple[str, ...]
) -> None:
    assert document(heading=replace(HEADING, issued=issued), illustrative=illustrative).marks == expected


def test_a_table_escapes_words_and_links_numbers_to_their_sources_on_the_page() -> None:
    html = render_table(TABLE)

    assert "<b>An" not in html
    assert "&lt;b&gt;An" in html
    assert '<td><a href="so/a/2020/">1.234</a></td>' in html


@pytest.mark.parametrize(
    ("texts", "expected"),
    [(("18", "21", "85,71%"), ["85,71%"]), (("thiếu", "thiếu", "–"), ["thiếu"]), (("–", "–", "–"), ["–"])],
)
def test_cells_of_one_figure_lead_there_once(texts: tuple[str, ...], expected: list[str]) -> None:
    cells = (text("An"), *(Cell(each, figure="a") for each in texts), Cell("7", figure="b"))
    columns = tuple(Column(str(n), 10, numeric=n > 0) for n in range(5))

    html = render_table(replace(TABLE, columns=columns, rows=(TableRow(cells),)))

    assert re.findall(r'<a href="so/a/">([^<]*)</a>', html) == expected
    assert re.findall(r'<a href="so/b/">([^<]*)</a>', html) == ["7"]


def test_a_table_on_paper_has_widths_no_links_and_leaves_out_what_does_not_fit() -> None:
    html = render_table(TABLE, on_paper=True)

    assert "<a " not in html
    assert html.count("<col ") == 2
    assert '<th scope="colgroup" colspan="1">Hộ</th>' in html


def test_the_issuer_is_written_in_running_text_as_a_name() -> None:
    assert HEADING.issuer == "Ủy ban nhân dân Quận 11"
