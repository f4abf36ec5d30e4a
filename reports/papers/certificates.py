"""Certificates of titles (giấy công nhận) from a frozen decision, by the thousand: one page each, A5 or A4 lying.

What is the same on all is one shared form; a page holds only its holder's words. Long names wrap, and
shrink only as far as their lines need: beside others they look alike. The form of the certificate is no prescribed one.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from hocTap.lib.heavy import Later
from hocTap.lib.press import qr
from hocTap.lib.press.fonts import Face, wrapped
from hocTap.lib.press.tags import Element, Tags, artifact, declare
from hocTap.lib.text import printable
from reports.paper.parts import Heading
from reports.papers.parts import Official

pikepdf = Later("pikepdf")

WIDTH, HEIGHT = 595.28, 419.53
"""A5 lying, in points; A4 is the same, larger by the root of two."""
SCALES = {"a5": 1.0, "a4": 2**0.5}
MOST = 1000
"""So many are printed at a time, while the person waits; of more there are several files."""
SIZES = (
    (22.0, 12.0, 15.0),
    (20.0, 12.0, 15.0),
    (18.0, 11.0, 14.0),
    (15.0, 11.0, 14.0),
    (12.0, 10.0, 13.0),
    (9.0, 8.0, 11.0),
    (7.0, 6.0, 9.0),
)
"""Of name, address and title, the first in which all three fit between what stands on every certificate."""
BLOCK, ROOM, GAP = 248.0, 90.0, 3.0
QR_SIDE, QR_LEFT, QR_BOTTOM = 60.0, 33.0, HEIGHT - 93.0
"""The code stands in the upper left corner: 21 mm on A5."""
STYLES = ("regular", "bold", "italic")


@dataclass(frozen=True)
class Holder:
    """Whose certificate it is, as the decision names them."""

    name: str
    address: str
    place: str
    number: str
    check: str = ""
    """The public address that says whether the paper holds; printed as QR."""


@dataclass(frozen=True)
class Design:
    """What stands on every certificate of a decision."""

    heading: Heading
    decider: str
    called: str
    """What holders are called: "Hộ gia đình"."""
    title: str
    year: str
    sign: str
    valid_until: str
    marks: str = ""


def render(design: Design, holders: Sequence[Holder], size: str) -> bytes:
    """One page for each holder, in the order given. Raises KeyError for a size that there is not."""
    faces = {style: Face(style) for style in STYLES}
    head, foot = Sheet(faces), Sheet(faces)
    _head(head, design)
    _foot(foot, design)
    return put_together("Giấy công nhận", head, foot, [_page(faces, design, holder) for holder in holders], size)


def put_together(title: str, head: Sheet, foot: Sheet, pages: Sequence[Sheet], size: str) -> bytes:
    """A file with a page for each sheet, between head and foot that are drawn once for all.

    Read aloud a page is head, own words, foot; its lines are nothing to be read.
    """
    scale = SCALES[size]
    file: Any = pikepdf.new()
    tags = Tags()
    fonts = pikepdf.Dictionary({f"/{style}": face.embed(file) for style, face in head.faces.items()})
    streams = {"/Rules": "\n".join([*head.rules, *foot.rules]), "/Head": head.stream, "/Foot": foot.stream}
    forms = {name: _form(file, stream, fonts) for name, stream in streams.items()}
    resources = file.make_indirect(pikepdf.Dictionary(Font=fonts, XObject=pikepdf.Dictionary(forms)))
    box = [0, 0, round(WIDTH * scale, 2), round(HEIGHT * scale, 2)]
    for own in pages:
        marks = [
            artifact("/Rules Do"),
            tags.paragraph("/Head Do"),
            *(tags.paragraph(part) for part in own.parts),
            *(tags.put(drawn, Element("Figure", tags.document, Alt=said)) for drawn, said in own.figures),
            tags.paragraph("/Foot Do"),
        ]
        tags.turn()
        content = "\n".join([f"q {scale:.5f} 0 0 {scale:.5f} 0 0 cm", *marks, "Q"])
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=box,
            Resources=resources,
            Contents=file.make_indirect(pikepdf.Stream(file, content.encode())),
        )
        file.pages.append(pikepdf.Page(file.make_indirect(page)))
    tags.tie(file, [page.obj for page in file.pages])
    declare(file, title)
    out = io.BytesIO()
    file.save(out, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _form(file: Any, stream: str, fonts: Any) -> Any:
    form = pikepdf.Stream(file, stream.encode())
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = [0, 0, WIDTH, HEIGHT]
    form.Resources = pikepdf.Dictionary(Font=fonts)
    return file.make_indirect(form)


class Sheet:
    """Words put on a page, lines around them, and pictures with what they are in words."""

    def __init__(self, faces: dict[str, Face]) -> None:
        self.faces = faces
        self.parts: list[str] = []
        self.rules: list[str] = []
        self.figures: list[tuple[str, str]] = []

    @property
    def stream(self) -> str:
        return "\n".join(self.parts)

    def frame(self) -> None:
        """The double line along the edges."""
        self.rules.append(
            f"1.5 w 22 22 {WIDTH - 44:.2f} {HEIGHT - 44:.2f} re S 0.5 w 27 27 {WIDTH - 54:.2f} {HEIGHT - 54:.2f} re S"
        )

    def state(self) -> None:
        """Quốc hiệu and Tiêu ngữ in the middle above."""
        motto = "Độc lập - Tự do - Hạnh phúc"
        self.centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "bold", 12, HEIGHT - 50)
        self.centred(motto, "bold", 13, HEIGHT - 66)
        half = self.faces["bold"].width(motto, 13) / 2
        self.rules.append(
            f"0.75 w {WIDTH / 2 - half:.2f} {HEIGHT - 71:.2f} m {WIDTH / 2 + half:.2f} {HEIGHT - 71:.2f} l S"
        )

    def own_name(self, heading: Heading, width: float) -> None:
        """Whose paper it is, of a body that is none of the state: the one above it, then its own name."""
        self.lines(heading.parent_body, "regular", 12, HEIGHT - 52, width)
        self.lines(" ".join(heading.agency), "bold", 13, HEIGHT - 70, width)

    def put(self, words: str, face: str, size: float, x: float, y: float) -> None:
        if words:
            self.parts.append(f"BT /{face} {size:g} Tf {x:.2f} {y:.2f} Td {self.faces[face].shown(words)} ET")

    def centred(self, words: str, face: str, size: float, y: float, middle: float = WIDTH / 2) -> None:
        self.put(words, face, size, middle - self.faces[face].width(words, size) / 2, y)

    def lines(self, words: str, face: str, size: float, y: float, width: float, middle: float = WIDTH / 2) -> float:
        """Wrapped lines in the middle, from y down; returns where the next line would stand."""
        for line in wrapped(self.faces[face], printable(words), size, width):
            self.centred(line, face, size, y, middle)
            y -= size * 1.2
        return y


def _head(sheet: Sheet, design: Design) -> None:
    sheet.frame()
    free = WIDTH - 2 * (QR_LEFT + QR_SIDE)
    if design.heading.by_association:
        sheet.own_name(design.heading, free)
    else:
        sheet.state()
    sheet.lines(design.decider, "bold", 13, HEIGHT - 98, free)
    sheet.centred("GIẤY CÔNG NHẬN", "bold", 26, HEIGHT - 138)


def _foot(sheet: Sheet, design: Design) -> None:
    heading = design.heading
    right = WIDTH * 0.73
    sheet.lines(f"{heading.place}, {heading.day}", "italic", 12, 144, WIDTH * 0.46, right)
    y = 128.0
    for line in (*heading.authority, heading.position):
        y = sheet.lines(line, "bold", 12, y, WIDTH * 0.46, right)
    sheet.lines(heading.signer, "bold", 12, 46, WIDTH * 0.46, right)
    sheet.put(printable(f"Quyết định số {design.sign}"), "regular", 11, 50, 76)
    sheet.put(printable(heading.day), "regular", 11, 50, 62)
    if design.valid_until:
        sheet.put(printable(f"Có giá trị đến hết {design.valid_until}"), "italic", 11, 50, 48)
    sheet.put(printable(design.marks), "italic", 9, 50, 33)


def _page(faces: dict[str, Face], design: Design, holder: Holder) -> Sheet:
    sheet = Sheet(faces)
    sheet.centred(printable(f"{lead(design.called, holder.name)}:"), "regular", 14, HEIGHT - 164)
    return _own(faces, design, holder, sheet)


def _own(faces: dict[str, Face], design: Design, holder: Holder, sheet: Sheet | None = None) -> Sheet:
    sheet = sheet or Sheet(faces)
    width = WIDTH - 110
    where = ", ".join(filter(None, (holder.address, holder.place)))
    block = ((holder.name, "bold"), (where, "regular"), (f"Đạt danh hiệu “{design.title}” năm {design.year}", "bold"))
    sizes = next((each for each in SIZES if _tall(faces, block, each, width) <= ROOM), SIZES[-1])
    y = BLOCK
    for (words, face), size in zip(block, sizes, strict=True):
        y = sheet.lines(words, face, size, y - size, width) + size - GAP
    sheet.put(printable(f"Số vào sổ: {holder.number}"), "regular", 11, 50, 90)
    if holder.check:
        drawn = qr.drawn(holder.check, QR_LEFT, QR_BOTTOM, QR_SIDE)
        sheet.figures.append((drawn, f"Mã QR để tra cứu giấy: {holder.check}"))
    return sheet


def lead(called: str, name: str) -> str:
    """What stands before the name: not "Dòng họ: Dòng họ Nguyễn" nor "Hộ gia đình ông (bà): Hộ ông An"."""
    said, kind = f"{name.casefold()} ", called.casefold().partition(" ")[0]
    return "Công nhận" if said.startswith((f"{kind} ", "gia đình ")) else called


def _tall(faces: dict[str, Face], block: Sequence[tuple[str, str]], sizes: Sequence[float], width: float) -> float:
    """How high the holder's words are in these sizes."""
    lines = (
        len(wrapped(faces[face], printable(words), size, width)) * size * 1.2 + GAP
        for (words, face), size in zip(block, sizes, strict=True)
    )
    return sum(lines)


def holders_of(paper: Official) -> list[Holder]:
    """Whom a decision recognises, in the order of its list."""
    (table,) = paper.annexes[0].tables
    return [Holder(*(cell.text for cell in row.cells[1:5])) for row in table.rows]


def parts_of(holders: Iterable[Holder]) -> list[tuple[str, list[Holder]]]:
    """One file for each khu phố, in the list's order; of more than can be printed at a time several."""
    groups: dict[str, list[Holder]] = {}
    for holder in holders:
        groups.setdefault(holder.place, []).append(holder)
    found: list[tuple[str, list[Holder]]] = []
    for place, members in groups.items():
        cut = [members[start : start + MOST] for start in range(0, len(members), MOST)]
        found += [(f"{place}, phần {n}" if len(cut) > 1 else place, part) for n, part in enumerate(cut, start=1)]
    return found
