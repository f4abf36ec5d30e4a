"""Giấy khen from the frozen decision, A4 lying, one page each: the state's under Quốc hiệu, the association's under its
own name, for Hội Khuyến học is no state body. The form is no prescribed one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from awards.commendations.models import Commendation
from awards.titles.overview import names_of
from hocTap.lib.press.fonts import Face, wrapped
from hocTap.lib.text import printable
from reports.papers.certificates import HEIGHT, MOST, STYLES, WIDTH, Sheet, put_together
from reports.papers.enums import Agency
from reports.papers.models import Document
from reports.papers.parts import Official
from units.words import named

BLOCK, ROOM = 254.0, 104.0
"""Where the name begins, and how high name, place and achievement may be together."""
SIZES = (
    (24.0, 14.0, 15.0),
    (22.0, 13.0, 14.0),
    (19.0, 12.0, 12.5),
    (16.0, 12.0, 12.0),
    (12.0, 11.0, 12.0),
    (9.0, 9.0, 9.0),
)
"""Of name, place and achievement: the first in which all fit."""
GAP = 3.0
NOBODY = "Mọi dòng của quyết định (hay của tệp này) đã bị hủy trong sổ khen thưởng: không còn giấy nào để in."


@dataclass(frozen=True)
class Honoured:
    """One of those commended, as the decision names them."""

    name: str
    kind: str
    place: str
    achievement: str

    @property
    def said(self) -> str:
        """The achievement as a sentence; a stop before its years, as papers were frozen before, is left out."""
        said = re.sub(r"\.(, \d{4}(–\d{4})?)$", r"\1", self.achievement)
        return f"Đã có thành tích: {said.removesuffix('.')}."


def honoured(paper: Official) -> list[Honoured]:
    """Everybody on the list, in its order; its sum at the end is nobody."""
    (table,) = paper.annexes[0].tables
    return [Honoured(*(cell.text for cell in row.cells[1:5])) for row in table.rows if not row.total]


def number_of_files(paper: Official) -> int:
    """In how many files the papers come: as many as can be printed at a time in each, by the order of the list."""
    return -(-len(honoured(paper)) // MOST)


def in_force(document: Document, paper: Official, file: int = 1) -> list[Honoured]:
    """Those of a file whose line still stands in the register: whoever was voided since gets none.

    Who is meant is told by name, kind and place, never by the wording of a line, which may be another one by now. A row
    that was recorded after the paper was composed is none of its lines.
    """
    _, _, last, *_ = f"{document.stamp}///".split("/")
    rows = Commendation.objects.filter(decision=document.source_id).select_related("decision")
    rows = rows.filter(pk__lte=int(last)) if last.isdecimal() else rows
    voided = {printable(row.name) for row in rows if row.voiding_id}
    standing = [row for row in rows if not row.voiding_id and printable(row.name) in voided]
    places = names_of({row.ward_id for row in standing}, standing[0].decision.decided_on) if standing else {}
    kept = {
        (printable(row.name), str(row.get_kind_display()).capitalize(), named(places[row.ward_id]))
        for row in standing
        if row.ward_id in places
    }
    lines = honoured(paper)[(file - 1) * MOST : file * MOST]
    return [each for each in lines if printable(each.name) not in voided or (each.name, each.kind, each.place) in kept]


def render(document: Document, paper: Official, holders: Sequence[Honoured]) -> bytes:
    """One page for each, in the order given."""
    faces = {style: Face(style) for style in STYLES}
    head, foot = Sheet(faces), Sheet(faces)
    _head(head, paper, document)
    _foot(foot, paper, document)
    return put_together(
        _name_of_paper(paper).capitalize(), head, foot, [_own(faces, paper, each) for each in holders], "a4"
    )


def _head(sheet: Sheet, paper: Official, document: Document) -> None:
    heading = paper.heading
    sheet.frame()
    if document.issuing == Agency.ASSOCIATION:
        sheet.own_name(heading, WIDTH - 80)
    else:
        sheet.state()
    sheet.lines(paper.decider, "bold", 13, HEIGHT - 102, WIDTH - 80)
    sheet.centred("TẶNG", "bold", 13, HEIGHT - 122)
    sheet.centred(_name_of_paper(paper), "bold", 28, HEIGHT - 152)


def _foot(sheet: Sheet, paper: Official, document: Document) -> None:
    heading = paper.heading
    right = WIDTH * 0.73
    sheet.lines(f"{heading.place}, {heading.day}", "italic", 12, 136, WIDTH * 0.46, right)
    y = 120.0
    for line in (*heading.authority, heading.position):
        y = sheet.lines(line, "bold", 12, y, WIDTH * 0.46, right)
    sheet.lines(heading.signer, "bold", 12, 46, WIDTH * 0.46, right)
    sheet.put(printable(f"Quyết định số {document.sign}"), "regular", 11, 50, 92)
    sheet.put(printable(heading.day), "regular", 11, 50, 78)
    sheet.put("Vào sổ khen thưởng số: ..........", "regular", 11, 50, 64)
    sheet.put(printable(" – ".join(paper.marks)), "italic", 9, 50, 33)


def _name_of_paper(paper: Official) -> str:
    """ "GIẤY KHEN", "BẰNG KHEN": what the decision gives."""
    return printable(paper.figures.get("hinh_thuc", "giấy khen").upper())


def _own(faces: dict[str, Face], paper: Official, holder: Honoured) -> Sheet:
    sheet = Sheet(faces)
    width = WIDTH - 110
    occasion = paper.figures.get("dip", "")
    block = [
        (holder.name, "bold"),
        (holder.place, "regular"),
        (holder.said, "regular"),
        *([(f"Dịp khen thưởng: {occasion[:1].upper()}{occasion[1:]}.", "regular")] if occasion else []),
    ]
    offered = [[*each, each[-1]][: len(block)] for each in SIZES]
    sizes = next((each for each in offered if _tall(faces, block, each, width) <= ROOM), offered[-1])
    y = BLOCK
    for (words, face), size in zip(block, sizes, strict=True):
        y = sheet.lines(words, face, size, y - size, width) + size - GAP
    return sheet


def _tall(faces: dict[str, Face], block: Sequence[tuple[str, str]], sizes: Sequence[float], width: float) -> float:
    return sum(
        len(wrapped(faces[face], printable(words), size, width)) * size * 1.2 + GAP
        for (words, face), size in zip(block, sizes, strict=True)
    )
