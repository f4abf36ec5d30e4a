"""A decision that commends, with those commended as its annex: of a state agency, or of the association itself; and the
tờ trình that asks for it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.db.models import Max

from awards.commendations.enums import Commended
from awards.commendations.models import Commendation, CommendationDecision, CommendationDraft, CommendationKind
from awards.commendations.workflow import ToCommend, rows_of
from awards.titles.overview import names_of
from hocTap.lib import vi
from hocTap.lib.text import printable
from reports.issuers import level_of
from reports.paper.parts import Annex, Cell, CellKind, Column, Table, TableRow, plain, text
from reports.papers import grounds
from reports.papers.agencies import bearers, decided_by, frame
from reports.papers.enums import Agency, PaperKind
from reports.papers.matter import Filed, Matter
from reports.papers.models import Document
from reports.papers.titles.decisions import recipients
from reports.papers.titles.facts import cited, standing_then
from units import words
from units.models import UnitVersion

LEVELS = ("phường", "quận", "thành phố")
"""How kinds of honours call the place of whoever decides, at the end of its name."""

CALLED = {
    Commended.COLLECTIVE: "tập thể",
    Commended.INDIVIDUAL: "cá nhân",
    Commended.HOUSEHOLD: "hộ gia đình",
}


def agency_of(decision: CommendationDecision) -> Agency:
    """Whose paper it is: the association's own, a chair's by personal right, of the head of a sở or phòng."""
    if decision.kind.by_association:
        return Agency.ASSOCIATION
    if decision.kind.agency.startswith(("Trưởng phòng", "Giám đốc")):
        return Agency.OFFICE
    return Agency.CHAIR if decision.kind.agency.startswith("Chủ tịch") else Agency.COMMITTEE


def is_own(decision: CommendationDecision) -> bool:
    """Whether the unit in whose register it stands signs it; what a higher level gave is that level's paper."""
    return standing_then(decision.unit, decision.decided_on).kind == decision.kind.level


def commendation(pk: int, today: dt.date) -> Matter:
    """The decision as it was signed: what for, on whose proposal, by which law, and everybody commended."""
    decision = CommendationDecision.objects.select_related("unit", "kind", "voiding").get(pk=pk)
    standing = standing_then(decision.unit, decision.decided_on)
    rows = list(decision.commendations.standing().select_related("ward"))
    counted = Counter(row.kind for row in rows)
    money = sum(row.money or 0 for row in rows)
    form = _form(decision.kind)
    return Matter(
        kind=PaperKind.COMMENDATION,
        source_id=pk,
        name=f"{decision.kind.get_form_display().capitalize()}, {decision.occasion}",
        standing=standing,
        day=decision.decided_on,
        issuing=agency_of(decision),
        subject=f"Về việc tặng {form}",
        bases="\n".join(_bases(decision, standing)),
        body="\n".join(_articles(decision, standing, counted, with_money=bool(money))),
        recipients=recipients(standing, agency_of(decision)),
        fields={
            "so_luong": vi.whole(len(rows)),
            "doi_tuong": _whom(counted),
            "dip": _occasion(decision.occasion),
            "hinh_thuc": form,
            "cua": _of_whom(decision, standing),
            **({"tien_thuong": vi.money(money)} if money else {}),
        },
        annexes=(_annex(rows, decision.decided_on, f"ĐƯỢC TẶNG {decision.kind.get_form_display().upper()}"),),
        filed=Filed(decision.number, decision.decided_on, decision.signer, decision.kind.symbol),
        waits_for=_waits(decision, rows),
        stamp=_stamp(decision, len(rows)),
        since=_since(decision),
        illustrative=decision.illustrative,
    )


def proposal(pk: int, today: dt.date) -> Matter:
    """The tờ trình for a list that is not signed yet: what for, how many of each kind, who decides, and the list."""
    draft = CommendationDraft.objects.select_related("unit", "kind", "decision").get(pk=pk)
    standing = standing_then(draft.unit, today)
    rows = [_unsaved(row) for row in rows_of(draft)]
    money = sum(row.money or 0 for row in rows)
    form = _form(draft.kind)
    decider, proposer = _decider(draft, standing, today), _proposer(draft, standing, today)
    return Matter(
        kind=PaperKind.COMMENDATION_PROPOSAL,
        source_id=pk,
        name=f"Trình tặng {form}, {draft.occasion}",
        standing=standing,
        day=today,
        issuing=proposer,
        called={"authority": f"TM. {STANDING_BODY.upper()}"} if _asks_itself(draft, proposer, standing) else {},
        subject=f"Về việc đề nghị tặng {form}",
        addressed=(decider,),
        body="\n".join(_asked(with_money=bool(money))),
        closing="Kính trình xem xét, quyết định./.",
        recipients=("Như trên",),
        fields={
            "so_luong": vi.whole(len(rows)),
            "doi_tuong": _whom(Counter(row.kind for row in rows)),
            "dip": _occasion(draft.occasion),
            "hinh_thuc": form,
            "noi_gui": decider,
            **({"tien_thuong": vi.money(money)} if money else {}),
        },
        annexes=(_annex(rows, today, f"ĐỀ NGHỊ TẶNG {form.upper()}"),),
        waits_for=f"Danh sách đã bỏ: {draft.dropped_because}" if draft.dropped_at else "",
        stamp=f"{pk}/{draft.edition}/{draft.dropped_at or ''}",
        since=(f"Danh sách đã ký thành quyết định {draft.decision}.",) if draft.decision else (),
    )


def _unsaved(row: ToCommend) -> Commendation:
    made = Commendation(
        kind=row.kind,
        name=row.name,
        ward=row.ward,
        achievement=row.achievement,
        first_year=row.first_year,
        last_year=row.last_year,
        money=row.money,
    )
    made.key_name()
    return made


def _form(kind: CommendationKind) -> str:
    """What is given, as decisions write it: "Giấy khen", "Bằng khen"."""
    words = str(kind.get_form_display())
    return words[:1].upper() + words[1:]


COMMON = ("Tổng kết", "Sơ kết", "Kỷ niệm", "Kỉ niệm", "Hội nghị", "Đại hội", "Lễ ")
"""How occasions begin that are no names: within a sentence they stand with a small letter."""


def _occasion(typed: str) -> str:
    return typed[:1].lower() + typed[1:] if typed.startswith(COMMON) else typed


def _of_whom(decision: CommendationDecision, standing: UnitVersion) -> str:
    """Whose honour it is: "Chủ tịch Ủy ban nhân dân Quận 11"; the association's by its own name."""
    agency = agency_of(decision)
    if agency == Agency.ASSOCIATION:
        return f"Hội Khuyến học {words.named(standing)}"
    return decided_by(agency, frame(agency, standing, decision.decided_on, "")["issuer_name"])


def _proposer(draft: CommendationDraft, standing: UnitVersion, day: dt.date) -> Agency:
    """Whose tờ trình it is, by how the list calls who proposes; the association unless it says otherwise.

    Nobody asks himself: where the committee's own chair decides it is the office in charge that asks, where there is
    none or it decides itself the association.
    """
    decides = draft.kind.agency
    own = draft.kind.level == standing.kind
    if draft.proposed_by.startswith(("Ủy ban", "UBND")) and not (own and "UBND" in decides):
        return Agency.COMMITTEE
    office = draft.proposed_by.startswith(("Phòng ", "Sở ", "Ủy ban", "UBND"))
    decides_itself = own and decides.startswith(("Trưởng phòng", "Giám đốc"))
    return Agency.OFFICE if office and level_of(standing, day) and not decides_itself else Agency.ASSOCIATION


STANDING_BODY = "Thường trực"
"""Who prepares what the executive committee (Ban Chấp hành) of an association decides, and asks it."""


def _asks_itself(draft: CommendationDraft, proposer: Agency, standing: UnitVersion) -> bool:
    """Whether the association asks for an honour of its own: its Ban Chấp hành does not write to itself, the standing
    body signs.
    """
    own = draft.kind.by_association and draft.kind.level == standing.kind
    return own and proposer == Agency.ASSOCIATION


def _decider(draft: CommendationDraft, standing: UnitVersion, day: dt.date) -> str:
    """Who decides, by the name of the place at whose level it is: "Chủ tịch Ủy ban nhân dân Quận 11"."""
    agency = draft.kind.agency.replace("UBND", "Ủy ban nhân dân").replace("GDĐT", "Giáo dục và Đào tạo")
    above: UnitVersion | None = standing
    while above and above.kind != draft.kind.level:
        above = above.parent.on(day) if above.parent else None
    level = next((each for each in LEVELS if agency.endswith(each)), "")
    return f"{agency.removesuffix(level)}{words.named(above)}" if above and level else agency


def _asked(*, with_money: bool) -> list[str]:
    reward = " Tiền thưởng kèm theo, tổng cộng {tien_thuong}, ghi ở danh sách." if with_money else ""
    return [
        "Qua bình xét trong phong trào khuyến học, khuyến tài, xây dựng xã hội học tập, có {doi_tuong} đạt thành tích "
        "tiêu biểu (có danh sách kèm theo).",
        f"Kính đề nghị {{noi_gui}} xem xét, tặng {{hinh_thuc}} cho {{doi_tuong}} nói trên nhân dịp {{dip}}.{reward}",
    ]


def _whom(counted: Counter[str]) -> str:
    """ "12 tập thể và 30 cá nhân"."""
    return words.joined([f"{vi.whole(counted[kind])} {name}" for kind, name in CALLED.items() if counted[kind]])


def _waits(decision: CommendationDecision, rows: list[Commendation]) -> str:
    if decision.voiding:
        return "Quyết định này đã hủy vì ghi sai, không lập văn bản."
    if not is_own(decision):
        return f"Quyết định do {decision.kind.agency} ký: văn bản do cơ quan ký phát hành, không lập ở đây."
    return "" if rows else "Quyết định chưa ghi ai được khen. Hãy ghi danh sách ở trang quyết định trước."


def _since(decision: CommendationDecision) -> tuple[str, ...]:
    return (f"Quyết định đã hủy vì ghi sai: {decision.voiding}",) if decision.voiding else ()


def _stamp(decision: CommendationDecision, number: int) -> str:
    """Moves when somebody is added or voided: rows are never changed otherwise."""
    last = decision.commendations.aggregate(last=Max("pk"))["last"]
    return f"{decision.pk}/{number}/{last}/{decision.voiding_id or ''}"


def _bases(decision: CommendationDecision, standing: UnitVersion) -> list[str]:
    proposer = decision.proposed_by or (
        f"{STANDING_BODY} Hội Khuyến học {words.named(standing)}"
        if decision.kind.by_association
        else f"Hội Khuyến học {words.named(standing)}"
    )
    asked = f"Theo đề nghị của {_proposed(decision) or proposer}"
    if decision.kind.by_association:
        return [f"Căn cứ {grounds.CHARTER}", asked]
    day = decision.decided_on
    return [*grounds.on(grounds.GOVERNMENT, day), *grounds.on(grounds.COMMENDING, day), asked]


def _proposed(decision: CommendationDecision) -> str:
    """Who asked by which tờ trình, where the list that became the decision was proposed by one."""
    papers = Document.objects.standing().filter(
        kind=PaperKind.COMMENDATION_PROPOSAL, source_id__in=CommendationDraft.objects.filter(decision=decision)
    )
    paper = papers.defer("content").first()
    if paper is None:
        return ""
    own = paper.issuing == Agency.ASSOCIATION and decision.kind.by_association and paper.unit_id == decision.unit_id
    who = f"{STANDING_BODY} {paper.issuer_name}" if own else paper.issuer_name
    return f"{who} tại {cited('Tờ trình', paper.number, paper.symbol, paper.issued_on)}"


def _articles(
    decision: CommendationDecision, standing: UnitVersion, counted: Counter[str], *, with_money: bool
) -> list[str]:
    rules = "quy định của Hội" if decision.kind.by_association else "quy định của pháp luật về thi đua, khen thưởng"
    reward = (
        "Kèm theo {hinh_thuc} là tiền thưởng, tổng cộng {tien_thuong}, mức của từng trường hợp ghi ở danh sách."
        if with_money
        else f"Mức tiền thưởng kèm theo {{hinh_thuc}} thực hiện theo {rules}."
    )
    named = words.joined([name for kind, name in CALLED.items() if counted[kind]])
    return [
        "Tặng {hinh_thuc} của {cua} cho {doi_tuong} (có danh sách kèm theo) đã có thành tích trong công tác khuyến "
        "học, khuyến tài, xây dựng xã hội học tập, nhân dịp {dip}.",
        reward,
        "Quyết định này có hiệu lực kể từ ngày ký.",
        f"{bearers(agency_of(decision), standing, decision.decided_on)}, các bộ phận có liên quan và các {named} có "
        "tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này.",
    ]


def _annex(rows: Sequence[Commendation], day: dt.date, what: str) -> Annex:
    """Those commended, or to be: what kind, by place and name; with the money where any is given."""
    places = names_of({row.ward_id for row in rows}, day)
    money = any(row.money for row in rows)
    columns = [
        Column("STT", 12),
        Column("Tên", 48, numeric=False),
        Column("Đối tượng", 20, numeric=False),
        Column("Địa bàn", 27, numeric=False),
        Column("Thành tích", 38 if money else 58, numeric=False),
        *([Column("Tiền thưởng (đồng)", 20)] if money else []),
    ]
    ordered = sorted(rows, key=lambda row: (list(CALLED).index(Commended(row.kind)), _place(row, places), row.sort_key))
    lines = [_line(n, row, places, money) for n, row in enumerate(ordered, start=1)]
    if money:
        lines.append(_total(rows))
    table = Table("danh-sach", "", tuple(columns), tuple(lines), "Danh sách")
    return Annex(
        "",
        f"DANH SÁCH {what}",
        (table,),
        (f"Danh sách này có {_whom(Counter(row.kind for row in rows))}.",),
        upright=True,
    )


def _place(row: Commendation, places: dict[int, UnitVersion]) -> str:
    return vi.sort_key(places[row.ward_id].name) if row.ward_id in places else ""


def _line(n: int, row: Commendation, places: dict[int, UnitVersion], money: bool) -> TableRow:
    where = words.named(places[row.ward_id]) if row.ward_id in places else ""
    cells = [
        plain(n),
        text(printable(row.name)),
        text(str(row.get_kind_display()).capitalize()),
        text(where),
        text(achieved(row)),
    ]
    return TableRow((*cells, *([_sum(row.money)] if money else [])))


def achieved(row: Commendation) -> str:
    """What for and when; years that the words say already are not said again."""
    said = printable(row.achievement).removesuffix(".")
    return said if row.years in said else f"{said}, {row.years}"


def _sum(money: int | None) -> Cell:
    return text("") if money is None else Cell(vi.whole(money), CellKind.COUNT, number=money)


def _total(rows: Sequence[Commendation]) -> TableRow:
    total = sum(row.money or 0 for row in rows)
    cell = Cell(vi.whole(total), CellKind.COUNT, number=total, total_of=(0, len(rows) - 1))
    return TableRow((text(""), text("Tổng cộng"), text(""), text(""), text(""), cell), total=True)
