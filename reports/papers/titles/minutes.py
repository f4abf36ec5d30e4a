"""The minutes of the vote in a khu phố, with the list that those present sign."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from awards.titles.criteria import procedure_for
from awards.titles.kinds import TitleKind
from awards.titles.models import Minutes, NominationStep
from awards.titles.workflow.voting import votes_in
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.text import printable
from indicators.enums import Rounding
from indicators.rules.rates import rate
from reports.paper.parts import Annex, Cell, CellKind, Column, Table, TableRow, plain, text
from reports.papers.enums import Agency, PaperKind
from reports.papers.matter import Filed, Matter
from reports.papers.parts import Signing
from reports.papers.titles import facts, lists
from units import words

MOST_LINES = 300
BLANK = "...................................."


@dataclass(frozen=True)
class Vote:
    """One line of the vote."""

    name: str
    address: str
    in_favour: int
    against: int
    present: int

    @property
    def others(self) -> int:
        """Who was there and said neither."""
        return self.present - self.in_favour - self.against


def minutes(pk: int, today: dt.date) -> Matter:
    """The minutes as they were kept: who was there, how many voted for each, how many passed; lines to sign."""
    found = Minutes.objects.select_related("ward", "community").get(pk=pk)
    title, day = TitleKind(found.kind), found.held_on
    place = facts.standing_then(found.community or found.ward, day)
    ward = facts.standing_then(found.ward, day)
    steps = list(votes_in(found))
    votes = _votes(steps, title)
    over = _over(found)
    passed = sum(1 for vote in votes if vote.in_favour * 100 > over * vote.present)
    where = words.named(place) if place == ward else f"{words.named(place)}, {words.named(ward)}"
    later = getattr(found, "corrected_by", None)
    return Matter(
        kind=PaperKind.MINUTES,
        source_id=pk,
        name=f"Bình xét {title.label} năm {found.year}, {where}",
        standing=ward,
        head=place,
        day=day,
        issuing=Agency.MEETING,
        subject=f"Họp bình xét danh hiệu “{title.label}” năm\u00a0{found.year}",
        body="\n".join(_body(found, title)),
        closing="Biên bản được đọc lại cho mọi người cùng nghe, thống nhất thông qua và lập thành 02 bản.",
        fields={
            "ngay_hop": vi.long_day(day),
            "noi_hop": where,
            "so_nguoi_du": vi.whole(found.present),
            "chu_tri": found.chair or BLANK,
            "nam": str(found.year),
            "danh_hieu": title.label,
            "so_binh_xet": vi.whole(len(votes)),
            "ti_le_phai_qua": f"{over}%",
            "so_dat": vi.whole(passed),
        },
        tables=(_table(title, votes),),
        annexes=(_present(found),),
        signings=(Signing("THƯ KÝ"), Signing("CHỦ TRÌ", found.chair)),
        filed=Filed(None, day, found.chair),
        stamp=f"{found.pk}/{len(votes)}/{later.pk if later else ''}",
        since=(f"Biên bản này đã được thay bằng {later}. Lý do: {later.reason}",) if later else (),
        illustrative=any(step.nomination.illustrative for step in steps),
    )


def _votes(steps: list[NominationStep], title: TitleKind) -> list[Vote]:
    key = vi.person_sort_key if title.holders.are_people else vi.sort_key
    made = [
        Vote(
            printable(step.nomination.holder_name),
            printable(step.nomination.holder_address),
            step.facts["in_favour"],
            step.facts["against"],
            step.facts["present"],
        )
        for step in steps
    ]
    return sorted(made, key=lambda vote: (key(vote.name), vote.address))


def _over(found: Minutes) -> int:
    """More than how many percent of those present must agree; half where no procedure is known for the day."""
    try:
        return procedure_for(found.kind, found.held_on, found.ward_id).vote_over
    except Refused:
        return 50


def _body(found: Minutes, title: TitleKind) -> list[str]:
    of = lists.called(title)
    return [
        "Hôm nay, {ngay_hop}, tại {noi_hop}, đã họp bình xét danh hiệu “{danh_hieu}” năm {nam}.",
        "I. THÀNH PHẦN",
        "1. Chủ trì: {chu_tri}.",
        f"2. Thư ký: {BLANK}.",
        "3. Số người dự họp: {so_nguoi_du} người (có danh sách ký tên kèm theo).",
        "II. NỘI DUNG",
        f"Chủ trì nêu kết quả tự đánh giá của từng {of}. Người dự họp trao đổi, biểu quyết {{so_binh_xet}} {of}; kết "
        "quả ghi ở bảng dưới đây.",
        f"Có {{so_dat}} {of} được trên {{ti_le_phai_qua}} số người dự họp tán thành, đủ điều kiện đề nghị thẩm định.",
    ]


def _table(title: TitleKind, votes: list[Vote]) -> Table:
    columns = (
        Column("STT", 11),
        Column(title.holders.name_label, 50, numeric=False),
        Column("Địa chỉ", 44, numeric=False),
        Column("Tán thành", 15),
        Column("Không tán thành", 15),
        Column("Ý kiến khác", 13),
        Column("Tỉ lệ tán thành", 17),
    )
    rows = tuple(
        TableRow(
            (
                plain(place),
                text(vote.name),
                text(vote.address),
                _count(vote.in_favour),
                _count(vote.against),
                _count(vote.others),
                _share(vote),
            )
        )
        for place, vote in enumerate(votes, start=1)
    )
    return Table("binh-xet", "Kết quả biểu quyết", columns, rows, "Bình xét")


def _count(number: int) -> Cell:
    return Cell(vi.whole(number), CellKind.COUNT, number=number)


def _share(vote: Vote) -> Cell:
    """Of those present, who agreed; in Excel a number of its own, since those present stand in no column."""
    found: Decimal | None = rate(vote.in_favour, vote.present, Rounding.HALF_UP)
    return text(vi.percent(found))


def _present(found: Minutes) -> Annex:
    """As many blank lines as people were there; of a crowd as many as fit on ten pages."""
    lines = min(found.present, MOST_LINES)
    rest = (f"Có {vi.whole(found.present)} người dự; những người còn lại ký ở tờ nối tiếp.",)
    columns = (Column("STT", 13), Column("Họ và tên", 62, numeric=False), Column("Địa chỉ", 55, numeric=False))
    rows = tuple(TableRow((plain(n), text(""), text(""), text(""))) for n in range(1, lines + 1))
    table = Table("ky-ten", "", (*columns, Column("Ký tên", 35, numeric=False)), rows, "Ký tên", by_hand=True)
    return Annex("", "DANH SÁCH NGƯỜI DỰ HỌP", (table,), rest if lines < found.present else (), upright=True)
