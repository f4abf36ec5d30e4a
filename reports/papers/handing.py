"""Minutes of what a unit that is no more handed over to its heirs: every part, in numbers, with places to sign."""

from __future__ import annotations

import datetime as dt

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from reports.paper.parts import Cell, CellKind, Column, Table, TableRow, plain, text
from reports.papers.enums import Agency, PaperKind
from reports.papers.matter import Matter
from reports.papers.parts import Signing
from units import words
from units.handover.changes import Change, change_of
from units.handover.enums import PartState
from units.handover.registry import MONEY, Part, parts
from units.handover.workflow import rows_of
from units.models import HandOver, HandOverPart

BLANK = "...................................."


def change_behind(pk: int) -> Change:
    """The change that the hand-over belongs to. Raises Refused when the catalogue no longer knows it."""
    found = HandOver.objects.get(pk=pk)
    change = change_of(found.unit_id, found.effective_on)
    if change is None:
        raise Refused("Danh mục đơn vị không còn ghi thay đổi này. Hãy xem lại trang bàn giao.")
    return change


def minutes(pk: int, today: dt.date) -> Matter:
    """What passed to whom, as it was confirmed part by part; nothing is counted anew."""
    change = change_behind(pk)
    rows = rows_of(change)
    done = [
        (part, rows[part.code]) for part in parts() if part.code in rows and rows[part.code].state == PartState.DONE
    ]
    lines = _lines(change, done)
    heirs = words.joined([words.named(heir) for heir in change.heirs])
    return Matter(
        kind=PaperKind.HANDOVER,
        source_id=pk,
        name=f"Bàn giao {change.title}",
        standing=change.unit,
        day=change.last_day,
        issuing=Agency.PARTIES,
        subject=f"Bàn giao sổ sách, số liệu của {words.named(change.unit)} cho {heirs}",
        bases="\n".join(f"Căn cứ {each}" for each in change.decisions),
        body="\n".join(_body(change)),
        closing="Biên bản được các bên đọc lại, thống nhất và lập thành {so_ban} bản, mỗi bên giữ một bản.",
        fields={
            "ben_giao": words.named(change.unit),
            "ben_nhan": heirs,
            "tu_ngay": vi.long_day(change.on),
            "so_phan": vi.whole(len(done)),
            "so_dong": vi.whole(len(lines)),
            "so_ban": f"{len(change.heirs) + 1:02d}",
        },
        tables=(_table(lines),),
        signings=(
            Signing(f"BÊN GIAO: {words.in_title(words.named(change.unit))}"),
            *(Signing(f"BÊN NHẬN: {words.in_title(words.named(heir))}") for heir in change.heirs),
        ),
        waits_for=_waits(change, {part.code for part, _ in done}),
        stamp="/".join(f"{code}:{row.edition}:{row.state}" for code, row in sorted(rows.items())),
        illustrative=any(part.illustrative(change) for part in parts()),
    )


def _waits(change: Change, done: set[str]) -> str:
    """The minutes tell the whole: they are issued once every part that holds anything was handed over."""
    left = [
        part.title
        for part in parts()
        if part.moves and part.code not in done and change.place in part.holding([change.place])
    ]
    if left:
        return f"Còn phần chưa bàn giao: {', '.join(left)}. Bàn giao xong rồi mới phát hành biên bản."
    return "" if done else "Chưa bàn giao phần nào."


def _body(change: Change) -> list[str]:
    return [
        f"Hôm nay, ngày .... tháng .... năm ......, tại {BLANK}, chúng tôi gồm:",
        "I. BÊN GIAO: {ben_giao}",
        f"Đại diện: {BLANK}",
        f"Chức vụ: {BLANK}",
        "II. BÊN NHẬN: {ben_nhan}",
        *(line for heir in change.heirs for line in (f"Đại diện {words.named(heir)}: {BLANK}", f"Chức vụ: {BLANK}")),
        "III. NỘI DUNG BÀN GIAO",
        "Bên giao bàn giao cho bên nhận, kể từ {tu_ngay}, {so_phan} phần hồ sơ, sổ sách, số liệu ghi ở bảng dưới đây; "
        "số lượng theo xác nhận của các bên khi bàn giao từng phần.",
    ]


Passed = tuple[str, str, str, int, str]
"""What passed: part and thing, its measure, to whom, how many, by which minutes and when."""


def _lines(change: Change, done: list[tuple[Part, HandOverPart]]) -> list[Passed]:
    found: list[Passed] = []
    for part, row in done:
        for got in row.received.all():
            if got.undone_at is not None:
                continue
            for what, number in sorted(got.numbers.items(), key=lambda each: (not each[0].endswith(MONEY), each[0])):
                money = what.endswith(MONEY)
                title = part.title[:1].upper() + part.title[1:]
                thing = f"{title}: {what.removesuffix(MONEY)}" if money else title
                unit = "đồng" if money else what
                found.append((thing, unit, change.name_of(got.heir_id), number, _when(row)))
    return found


def _when(row: HandOverPart) -> str:
    minutes = f"Biên bản số {row.minutes_no} ngày {vi.day(row.minutes_on)}" if row.minutes_no else ""
    return minutes or (f"Xác nhận ngày {vi.day(row.at)}" if row.at else "")


def _table(lines: list[Passed]) -> Table:
    columns = (
        Column("STT", 11),
        Column("Nội dung", 38, numeric=False),
        Column("Bên nhận", 31, numeric=False),
        Column("Số lượng", 22),
        Column("Đơn vị tính", 19, numeric=False),
        Column("Căn cứ", 44, numeric=False),
    )
    rows = tuple(
        TableRow(
            (
                plain(n),
                text(thing),
                text(heir),
                Cell(vi.whole(number), CellKind.COUNT, number=number),
                text(unit),
                text(when),
            )
        )
        for n, (thing, unit, heir, number, when) in enumerate(lines, start=1)
    )
    return Table("ban-giao", "Hồ sơ, sổ sách, số liệu bàn giao", columns, rows, "Bàn giao")
