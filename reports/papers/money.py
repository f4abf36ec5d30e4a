"""The thu – chi report of a unit's funds as a paper of Hội Khuyến học: one book, whole months, sums only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from awards.scholarships.enums import Book
from awards.scholarships.statement import HEADS, SpanRow, Statement, build_statement
from hocTap.lib import vi
from hocTap.lib.text import printable
from reports.models.asked import AskedReport
from reports.paper.parts import Annex, Cell, CellKind, Column, Table, TableRow, plain, text
from reports.papers.enums import Agency, PaperKind
from reports.papers.matter import Matter, stamp_of
from reports.papers.parts import Signing
from reports.papers.titles.facts import standing_then
from units import words
from units.models import UnitVersion

LEVELS, KINDS = "bang_cap", "bang_chi_khac"
SUMS = (3, 8)
"""Which of the heads are sums of those before them."""
BODY = (
    "{hoi} báo cáo thu, chi {ky} của {so_quy} quỹ, {so}, như sau (đơn vị tính: đồng; từng kỳ ghi ở phụ lục):",
    f"{{{LEVELS}}}",
    "Tồn cuối kỳ: {ton_cuoi} đồng (bằng chữ: {bang_chu}).",
    f"{{{KINDS}}}",
)


def details_of(book: str, step: str) -> str:
    """How the row of such a report says which book it is of and by what periods: "cash/thang"."""
    return f"{book}/{step}"


def report(pk: int, today: dt.date) -> Matter:
    """What the books of the unit's funds, and of those below it, say of whole months; of a span that runs, until today.

    Money that passes between funds stands apart, as it does on the page. Three sign: who keeps the money, who keeps the
    accounts, and the association's chair, whose number and day the paper has.
    """
    asked = AskedReport.objects.select_related("unit").get(pk=pk, kind=PaperKind.MONEY)
    book, _, step = asked.details.partition("/")
    day = min(asked.last_day, today)
    standing = standing_then(asked.unit, day)
    found = build_statement(words.named(standing), asked.unit, Book(book), asked.first_day, asked.last_day, step)
    fields, tables, by_period = _fields(found, standing), tuple(_tables(found)), _periods(found)
    until = f" (tính đến {vi.long_day(day)})" if day < asked.last_day else ""
    return Matter(
        kind=PaperKind.MONEY,
        source_id=pk,
        name=f"Thu, chi quỹ khuyến học {found.name}, {_small(found.book_title)}, {_small(found.days)}",
        standing=standing,
        day=day,
        issuing=Agency.ASSOCIATION,
        subject=f"Thu, chi quỹ khuyến học {_small(found.days)} ({_small(found.book_title)}){until}",
        body="\n".join(BODY),
        closing="Trên đây là báo cáo thu, chi {ky} của {hoi}./.",
        recipients=tuple(_readers(standing, day)),
        fields=fields,
        tables=tables,
        places=(LEVELS, KINDS),
        annexes=(Annex("", "THU, CHI TỪNG KỲ", (by_period,), upright=False, notes=_begun(found)),),
        signings=(Signing(found.keeper.upper()), Signing("KẾ TOÁN")),
        stamp=stamp_of(fields, (*tables, by_period)),
        illustrative=found.illustrative,
    )


def _small(label: str) -> str:
    return label[:1].lower() + label[1:]


def _readers(standing: UnitVersion, day: dt.date) -> Iterator[str]:
    """The association above, and the committee of the unit itself."""
    parent = standing.parent.on(day) if standing.parent else None
    yield f"Hội Khuyến học {words.named(parent)}" if parent else "Hội Khuyến học Việt Nam"
    yield words.committee(standing)


def _fields(found: Statement, standing: UnitVersion) -> dict[str, str]:
    return {
        "hoi": f"Hội Khuyến học {words.named(standing)}",
        "so": _small(found.book_title),
        "ky": _small(found.days),
        "so_quy": vi.whole(found.funds),
        "ton_cuoi": vi.whole(found.total.closing),
        "bang_chu": found.closing_in_words,
    }


def _sum(number: int) -> Cell:
    return Cell(vi.whole(number), CellKind.COUNT, number=number)


def _tables(found: Statement) -> Iterator[Table]:
    yield _levels(found)
    if found.kinds:
        yield _kinds(found)


def _levels(found: Statement) -> Table:
    """Heads down the page and levels beside each other: ten columns of money would not fit an upright page."""
    several = len(found.levels) > 1
    columns = found.levels if several else []
    room = (165 - 11 - 52) / (len(columns) + 1)
    heads = [
        Column("STT", 11),
        Column("Nội dung", 52, numeric=False),
        *(Column(row.label[:1].upper() + row.label[1:], room) for row in columns),
        Column("Cộng" if several else "Số tiền", room),
    ]
    rows = [
        TableRow(
            (plain(n + 1), text(head), *(_sum(row.numbers[n]) for row in columns), _sum(found.total.numbers[n])),
            total=n in SUMS,
        )
        for n, head in enumerate(HEADS)
    ]
    title = "Thu, chi theo cấp của quỹ" if several else "Thu, chi trong kỳ"
    return Table(LEVELS, title, tuple(heads), tuple(rows), "Theo cấp")


def _kinds(found: Statement) -> Table:
    columns = (Column("STT", 11), Column("Loại chi", 104, numeric=False), Column("Số tiền", 50))
    rows = [
        TableRow((plain(n), text(printable(kind)), _sum(spent))) for n, (kind, spent) in enumerate(found.kinds, start=1)
    ]
    return Table(KINDS, "Chi khác theo loại", columns, tuple(rows), "Chi khác theo loại")


def _periods(found: Statement) -> Table:
    columns = (Column("STT", 9), Column("Kỳ", 24, numeric=False), *(Column(head, 21.9) for head in HEADS))
    rows = [_period(n, row) for n, row in enumerate(found.periods, start=1)]
    return Table("tung-ky", "", columns, (*rows, _period(None, found.total)), "Theo kỳ")


def _begun(found: Statement) -> tuple[str, ...]:
    """Why a period does not open with what the one before closed with: a book was begun within it."""
    begun = any(row.opening != before.closing for before, row in pairwise(found.periods))
    return (
        "Tồn đầu của một kỳ gồm cả số dư của sổ bắt đầu ghi trong kỳ đó, nên có thể khác tồn cuối kỳ trước.",
    ) * begun


def _period(n: int | None, row: SpanRow) -> TableRow:
    first = plain(n) if n else text("")
    return TableRow((first, text(row.label), *(_sum(number) for number in row.numbers)), total=n is None)
