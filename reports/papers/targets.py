"""The scorecard of a unit and year as a paper: what was reached of the targets set for it, row by row in an annex."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.text import printable
from indicators.enums import Verified
from indicators.scorecard import Scorecard, TargetRow, build
from indicators.scorecard.asking import standing_in_year
from indicators.scorecard.leading import to_decide
from reports.issuers import above
from reports.models.asked import AskedReport
from reports.paper.parts import Annex, Cell, CellKind, Column, Table, TableRow, plain, text
from reports.papers.enums import Agency, PaperKind
from reports.papers.matter import Matter, stamp_of
from units import words

TO_DECIDE = "bang_can_quyet_dinh"
MOST_NAMED = 5
"""So many targets that moved away are named in the text; of more only the number."""
BODY = (
    "I. TÌNH HÌNH CHUNG",
    "Tính đến {tinh_den}, {dia_ban} có {so_muc_tieu} mục tiêu của {ky} theo {van_ban}, đối chiếu với số liệu đã duyệt: "
    "{ket_qua} (từng mục tiêu ghi ở phụ lục).",
    "So với năm trước: {xa_hon}.",
    "II. MỤC TIÊU CẦN QUYẾT ĐỊNH",
    "{can_quyet_dinh}.",
    f"{{{TO_DECIDE}}}",
)


def report(pk: int, today: dt.date) -> Matter:
    """Where the unit stands with every target of the year, or with those of one document; of a year that still runs,
    until today.

    Its heading is that of the unit's last day in the year. Every row of the page's table stands in the annex, whatever
    list the page shows. Raises Refused where no target is set.
    """
    asked = AskedReport.objects.select_related("unit").get(pk=pk, kind=PaperKind.SCORECARD)
    card = build(asked.unit, asked.first_day.year, asked.details, on=today)
    if not card.rows:
        raise Refused(f"Chưa có mục tiêu nào đặt cho {card.name} năm {card.year} nên chưa có gì để lập văn bản.")
    standing, last = standing_in_year(asked.unit, card.year)
    day = min(last, today)
    fields, chosen, whole = _fields(card, day), _to_decide(card), _whole(card)
    tables = (chosen,) if chosen.rows else ()
    of = f" theo {_cited(card.rows[0])}" if card.framework else ""
    readers = above(standing, day)
    return Matter(
        kind=PaperKind.SCORECARD,
        source_id=pk,
        name=f"Thực hiện mục tiêu năm {card.year}{of}, {card.name}",
        standing=standing,
        day=day,
        issuing=Agency.COMMITTEE,
        subject=f"Tình hình thực hiện mục tiêu xây dựng xã hội học tập năm {card.year}{of}",
        body="\n".join(BODY),
        closing="Trên đây là báo cáo tình hình thực hiện mục tiêu {ky} của {dia_ban}./.",
        recipients=(*readers, f"Hội Khuyến học {words.named(standing)}"),
        addressed=tuple(f"{each}." for each in readers[:1]),
        fields=fields,
        tables=tables,
        places=(TO_DECIDE,),
        annexes=(Annex("", f"TÌNH HÌNH THỰC HIỆN TỪNG MỤC TIÊU NĂM {card.year}", (whole,), upright=False),),
        stamp=stamp_of({name: said for name, said in fields.items() if name != "tinh_den"}, (*tables, whole)),
        illustrative=card.illustrative,
    )


def _cited(row: TargetRow) -> str:
    """Type and number of the row's document: "QĐ 281/QĐ-TTg"."""
    return " ".join(row.target.framework.citation.split()[:2])


# The words


def _fields(card: Scorecard, day: dt.date) -> dict[str, str]:
    """What stands between the words, each a part of a sentence."""
    documents = list(dict.fromkeys(_cited(row) for row in card.rows))
    return {
        "dia_ban": card.name,
        "ky": f"năm {card.year}",
        "tinh_den": vi.long_day(day),
        "so_muc_tieu": vi.whole(len(card.rows)),
        "van_ban": documents[0] if len(documents) == 1 else f"{vi.whole(len(documents))} văn bản",
        "ket_qua": _result(card),
        "xa_hon": _moved_away(card),
        "can_quyet_dinh": _deciding(card),
    }


def _result(card: Scorecard) -> str:
    """How many have each verdict: "2 chưa đạt, 1 đạt, 3 của cấp trên, không tính riêng cho nơi này"."""
    said = [f"{vi.whole(number)} {verdict.label}" for verdict, number in card.tally()]
    if card.elsewhere:
        said.append(f"{vi.whole(card.elsewhere)} của cấp trên, không tính riêng cho nơi này")
    return ", ".join(said)


def _moved_away(card: Scorecard) -> str:
    """Which indicators moved away from what is asked; nothing is told where no year before can be compared."""
    if not any(row.now and row.before for row in card.rows):
        return "chưa có số liệu so sánh được"
    fallen = list(dict.fromkeys(row.target.label for row in card.rows if row.falling))
    if not fallen:
        return "không có chỉ tiêu nào xa mục tiêu hơn"
    named = "; ".join(printable(each) for each in fallen[:MOST_NAMED])
    more = f"; và {vi.whole(len(fallen) - MOST_NAMED)} chỉ tiêu khác" if len(fallen) > MOST_NAMED else ""
    return f"{vi.whole(len(fallen))} chỉ tiêu xa mục tiêu hơn: {named}{more}"


def _deciding(card: Scorecard) -> str:
    late = sum(row.kept_by("chua-dat") for row in card.rows)
    shown = sum(1 for _ in to_decide(card))
    if not late:
        return "Không có mục tiêu nào được kết luận là chưa đạt"
    if shown == late:
        return f"{vi.whole(late)} mục tiêu chưa đạt, hạn gần ghi trước"
    return (
        f"{vi.whole(late)} mục tiêu chưa đạt; bảng dưới đây ghi {vi.whole(shown)} chỉ tiêu cần xem xét trước (mỗi chỉ "
        "tiêu một dòng, hạn gần ghi trước), các dòng khác ở phụ lục"
    )


# The tables


def _to_decide(card: Scorecard) -> Table:
    columns = (
        Column("STT", 9),
        Column("Chỉ tiêu, văn bản", 56, numeric=False),
        Column("Năm", 12),
        Column("Mức đề ra", 20, numeric=False),
        Column("Đạt được", 22),
        Column("Còn thiếu, cần thêm", 46, numeric=False),
    )
    rows = tuple(_deciding_row(n, row) for n, row in enumerate(to_decide(card), start=1))
    return Table(TO_DECIDE, "Mục tiêu cần quyết định", columns, rows, "Cần quyết định")


def _deciding_row(n: int, row: TargetRow) -> TableRow:
    return TableRow(
        (
            plain(n),
            text(printable(f"{row.subject}, {_cited(row)}")),
            plain(row.target.year),
            text(row.asked),
            text(row.shown),
            text(row.guide),
        )
    )


NUMERATOR, DENOMINATOR = 4, 5
"""Where the counts stand of which Excel makes the rate."""


def _whole(card: Scorecard) -> Table:
    """The page's table, each document a row of its own above its targets; with the counts that Excel makes rates of."""
    columns = (
        Column("STT", 9),
        Column("Chỉ tiêu", 55, numeric=False),
        Column("Năm", 12),
        Column("Mức đề ra", 22, numeric=False),
        Column("Tử số", 18),
        Column("Mẫu số", 18),
        Column("Đạt được", 25),
        Column("Đánh giá", 22, numeric=False),
        Column("Nói rõ", 71, numeric=False),
    )
    notes = tuple(printable(each) for each in _notes(card))
    return Table("muc-tieu", "", columns, tuple(_rows(card)), "Mục tiêu", notes=notes)


def _notes(card: Scorecard) -> Iterator[str]:
    for each in card.breaks:
        yield f"{each} Số liệu hai bên mốc này không so thẳng với nhau."
    yield from card.notes


def _rows(card: Scorecard) -> Iterator[TableRow]:
    number = 0
    for citation, rows in card.groups():
        yield TableRow((text(""), text(printable(citation)), *([text("")] * 7)), total=True)
        for row in rows:
            number += 1
            yield TableRow(tuple(_cells(number, row)))


def _cells(number: int, row: TargetRow) -> Iterator[Cell]:
    sure = row.target.verified == Verified.ORIGINAL
    mark = "" if sure else f"; mức {row.target.get_verified_display()}"
    yield plain(number)
    yield text(printable(f"{row.subject}{mark}"))
    yield plain(row.target.year)
    yield text(row.asked)
    yield from (_count(each) for each in _counted(row))
    yield _figure(row)
    yield text(row.verdict)
    yield text(printable(row.sentence))


def _counted(row: TargetRow) -> Sequence[int | None]:
    return (row.now.numerator, row.now.denominator) if row.now else (None, None)


def _count(number: int | None) -> Cell:
    return text("") if number is None else Cell(vi.whole(number), CellKind.COUNT, number=number)


def _figure(row: TargetRow) -> Cell:
    """The figure as it is read, of how many units beside it; a share of all is a rate over the counts."""
    if row.rate is None:
        return Cell(row.shown or vi.NOTHING, beside=row.basis)
    over = (NUMERATOR, DENOMINATOR)
    return Cell(row.shown, CellKind.RATE, rate=str(row.rate), over=over, beside=row.basis)
