"""The tờ trình that asks for titles, with the list of those proposed."""

from __future__ import annotations

import datetime as dt

from awards.titles.criteria import deciding_for
from awards.titles.enums import NominationState
from awards.titles.kinds import TitleKind
from awards.titles.models import Nomination, Procedure, Proposal
from awards.titles.workflow.recognition import agency_words
from hocTap.lib import vi
from reports.papers.enums import Agency, PaperKind
from reports.papers.matter import Filed, Matter
from reports.papers.titles import facts, lists
from units import words
from units.models import UnitVersion


def proposal(pk: int, today: dt.date) -> Matter:
    """The ward's tờ trình: who decides, how many are proposed, of how many that were assessed, and the list."""
    paper = Proposal.objects.select_related("ward").get(pk=pk)
    title, day = TitleKind(paper.kind), paper.proposed_on
    rows = Nomination.objects.filter(proposal=paper)
    standing = facts.standing_then(paper.ward, day)
    named = facts.holders(rows, title, day)
    level = rows.order_by().values_list("candidate__managing_level", flat=True).first() or ""
    found = deciding_for(paper.kind, paper.ward_id, day, level)
    symbol = facts.symbol_of(paper, found[0] if found else None)
    annex = lists.listing(
        title,
        lists.heading("ĐỀ NGHỊ CÔNG NHẬN", title, paper.year),
        named,
        [lists.name_column(title, 56), lists.address_column(56), lists.place_column(40)],
    )
    return Matter(
        kind=PaperKind.PROPOSAL,
        source_id=pk,
        name=f"Trình công nhận {title.label} năm {paper.year}, {words.named(standing)}",
        standing=standing,
        day=day,
        issuing=_agency(symbol),
        subject=f"Về việc đề nghị công nhận danh hiệu “{title.label}” năm\u00a0{paper.year}",
        addressed=(_decider(found),),
        bases="",
        body="\n".join(_body(rows_criteria=facts.criteria_words(rows), title=title)),
        closing="Kính trình xem xét, quyết định./.",
        recipients=("Như trên",),
        fields={
            "so_luong": vi.whole(len(named)),
            "nam": str(paper.year),
            "danh_hieu": title.label,
            "dia_ban": words.named(standing),
            "da_dang_ky": vi.whole(_registered(paper, title)),
        },
        annexes=(annex,),
        filed=Filed(paper.number, paper.proposed_on, symbol=symbol),
        stamp=facts.stamp(rows, paper.number, paper.symbol, paper.proposed_on),
        since=_returned(paper),
        illustrative=rows.filter(illustrative=True).exists(),
    )


def _agency(symbol: str) -> Agency:
    """Who proposes, by the symbol: the association's ends in HKH, the office's in VHXH."""
    if "HKH" in symbol.upper():
        return Agency.ASSOCIATION
    return Agency.OFFICE if symbol.upper().endswith("VHXH") else Agency.COMMITTEE


def _decider(found: tuple[Procedure, UnitVersion] | None) -> str:
    """To whom it goes: the chair of the committee that decides, or the sở or phòng."""
    if found is None:
        return "Cơ quan có thẩm quyền công nhận"
    agency = agency_words(*found)
    return f"Chủ tịch {agency}" if agency.startswith("Ủy ban") else agency


def _registered(paper: Proposal, title: TitleKind) -> int:
    """How many of the ward registered for the title in the year, whatever became of them."""
    return Nomination.objects.in_year(title, paper.year).filter(ward=paper.ward_id).count()


def _body(*, rows_criteria: list[str], title: TitleKind) -> list[str]:
    of = lists.called(title)
    by = f" theo {'; '.join(rows_criteria)}" if rows_criteria else ""
    return [
        f"Năm {{nam}}, tại {{dia_ban}} có {{da_dang_ky}} {of} đăng ký xây dựng danh hiệu “{{danh_hieu}}”. Việc tự đánh "
        f"giá, bình xét và thẩm định đã được thực hiện{by}.",
        f"Qua thẩm định, có {{so_luong}} {of} đủ điều kiện (có danh sách kèm theo). Kính đề nghị xem xét, công nhận "
        f"danh hiệu “{{danh_hieu}}” năm {{nam}} cho {{so_luong}} {of} nói trên.",
    ]


def _returned(paper: Proposal) -> tuple[str, ...]:
    """What became of those proposed since: their number without the paper, when some were sent back."""
    left = Nomination.objects.filter(proposal=paper, state=NominationState.NOT_REACHED).count()
    return (f"{vi.whole(left)} hồ sơ trong tờ trình sau đó được ghi là không đạt.",) if left else ()
