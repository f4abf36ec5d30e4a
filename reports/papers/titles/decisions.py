"""A decision that recognises titles, and one that takes them back, each with its list."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count

from awards.titles.criteria import UPWARDS, asking_symbol
from awards.titles.enums import DecisionKind, ManagingLevel, NominationState
from awards.titles.kinds import TitleKind
from awards.titles.models import Decision, Nomination
from awards.titles.overview import names_of
from awards.titles.querysets import NominationQuerySet
from hocTap.lib import vi
from reports.paper.parts import Annex
from reports.papers import grounds
from reports.papers.agencies import bearers, decided_by
from reports.papers.enums import Agency, PaperKind
from reports.papers.matter import Filed, Matter
from reports.papers.titles import facts, lists
from reports.papers.titles.facts import Holder
from units import words
from units.models import UnitVersion

OPEN_DAY = "ngày .... tháng .... năm ......"


def agency_of(decision: Decision) -> Agency:
    """Whose paper it is, by who signs: a chair by personal right, a sở or phòng by its head."""
    if decision.agency_words.startswith(("Sở ", "Phòng ")):
        return Agency.OFFICE
    return Agency.ASSOCIATION if decision.agency_words.startswith("Hội ") else Agency.CHAIR


def recognition(pk: int, today: dt.date) -> Matter:
    """The decision of recognition: who is recognised, by which criteria, on whose proposal; the list as its annex."""
    decision = Decision.objects.select_related("agency", "procedure").get(pk=pk, kind=DecisionKind.RECOGNITION)
    title, day = TitleKind(decision.title), decision.signed_on or today
    rows = facts.named_in(decision)
    standing = facts.standing_then(decision.agency, day)
    wards = facts.wards_of(rows, day)
    named = facts.holders(rows, title, day)
    return Matter(
        kind=PaperKind.DECISION,
        source_id=pk,
        name=f"Công nhận {title.label} năm {decision.assessment_year}, {facts.in_places(wards)}",
        standing=standing,
        day=day,
        issuing=agency_of(decision),
        subject=f"Về việc công nhận danh hiệu “{title.label}” năm\u00a0{decision.assessment_year}",
        bases="\n".join(_bases(decision, rows, standing, day)),
        body="\n".join(_articles(title, _bearers(agency_of(decision), standing, day))),
        recipients=recipients(standing, agency_of(decision)),
        fields=_fields(decision, title, wards, len(named)),
        annexes=(_annex(decision, title, named),),
        filed=_filed(decision),
        waits_for="" if decision.is_signed else "Quyết định chưa ghi số, ngày ký. Hãy ghi ở trang quyết định trước.",
        stamp=facts.stamp(rows, decision.number, decision.signed_on, decision.signer),
        since=tuple(_revoked_since(rows)),
        illustrative=decision.illustrative,
    )


def _fields(decision: Decision, title: TitleKind, wards: list[UnitVersion], number: int) -> dict[str, str]:
    last = decision.valid_until
    return {
        "so_luong": vi.whole(number),
        "nam": str(decision.assessment_year),
        "danh_hieu": title.label,
        "dia_ban": facts.in_places(wards),
        "gia_tri_den": vi.long_day(last) if last else OPEN_DAY,
    }


def _bases(decision: Decision, rows: NominationQuerySet, standing: UnitVersion, day: dt.date) -> list[str]:
    """Grounds: the law, the scheme, the criteria, and who asked by which tờ trình."""
    level = rows.order_by().values_list("candidate__managing_level", flat=True).first()
    scheme = [] if level not in ("", ManagingLevel.WARD, None) else grounds.of_scheme(TitleKind(decision.title), day)
    criteria = [each for each in facts.criteria_words(rows) if not any(_sign(each) in line for line in scheme)]
    return [
        *_ground(decision, day),
        *scheme,
        *(f"Căn cứ {each}" for each in criteria),
        *_asked(decision, rows, standing, day),
    ]


def _sign(cited: str) -> str:
    """Of "Quyết định số 448/QĐ-KHVN ngày …" the number, by which a text is known however it is called."""
    return " ".join(cited.split()[2:4])


def _asked(decision: Decision, rows: NominationQuerySet, standing: UnitVersion, day: dt.date) -> list[str]:
    """Who evaluated and asked: one of the ward's own where its chair decides, else evaluator and wards apart."""
    evaluator = facts.called(decision.procedure.evaluator, standing)
    papers = facts.proposals_of(rows)
    if not papers:
        return [f"Theo đề nghị của {evaluator}"]
    cited = [
        facts.cited("Tờ trình", each.number, facts.symbol_of(each, decision.procedure), each.proposed_on)
        for each in papers
    ]
    if asking_symbol(decision.procedure) == UPWARDS:
        wards = names_of({each.ward_id for each in papers}, day)
        by = [f"{words.committee(wards[each.ward_id])} tại {said}" for each, said in zip(papers, cited, strict=True)]
        return [f"Theo đề nghị của {'; '.join(by)}", f"Xét đề nghị của {evaluator}"]
    who = evaluator if words.named(standing) in evaluator else f"Hội Khuyến học {words.named(standing)}"
    return [f"Theo đề nghị của {who} tại {', '.join(cited)}"]


def _ground(decision: Decision, day: dt.date) -> list[str]:
    """On what the agency rests: the law on local government, or the association's own charter."""
    if agency_of(decision) == Agency.ASSOCIATION:
        return [f"Căn cứ {grounds.CHARTER}"]
    return grounds.on(grounds.GOVERNMENT, day)


def _bearers(agency: Agency, standing: UnitVersion, day: dt.date) -> str:
    """Who carries the decision out, besides those whom it names."""
    first = bearers(agency, standing, day)
    return first if agency == Agency.ASSOCIATION else f"{first}, Hội Khuyến học {words.named(standing)}"


def _articles(title: TitleKind, who: str) -> list[str]:
    of = lists.called(title)
    return [
        f"Công nhận {{so_luong}} {of} tại {{dia_ban}} đạt danh hiệu “{{danh_hieu}}” năm {{nam}} (có danh sách kèm "
        "theo).",
        f"Các {of} có tên tại Điều 1 được cấp Giấy công nhận. Danh hiệu có giá trị đến hết {{gia_tri_den}}.",
        "Quyết định này có hiệu lực kể từ ngày ký.",
        f"{who}, các bộ phận có liên quan và các {of} có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này.",
    ]


def recipients(standing: UnitVersion, agency: Agency) -> tuple[str, ...]:
    """Who gets it besides those whom it names: committee and association tell each other."""
    other = f"Ủy ban nhân dân {words.named(standing)} (để báo cáo)"
    return ("Như Điều 4", other if agency == Agency.ASSOCIATION else f"Hội Khuyến học {words.named(standing)}")


def _annex(decision: Decision, title: TitleKind, named: list[Holder]) -> Annex:
    heading = lists.heading("ĐƯỢC CÔNG NHẬN", title, decision.assessment_year)
    columns = [
        lists.name_column(title, 47),
        lists.address_column(47),
        lists.place_column(41),
        lists.certificate_column(17),
    ]
    return lists.listing(title, heading, named, columns)


def _filed(decision: Decision) -> Filed | None:
    if not decision.is_signed or decision.signed_on is None:
        return None
    return Filed(decision.number, decision.signed_on, decision.signer, decision.symbol)


def _revoked_since(rows: NominationQuerySet) -> list[str]:
    """Which decisions took back how many of the titles, by number and day."""
    revoked = rows.filter(state=NominationState.REVOKED).order_by()
    counted = revoked.values_list("revocation").annotate(number=Count("pk"))
    papers = Decision.objects.in_bulk([pk for pk, _ in counted])
    return [
        f"{vi.whole(number)} danh hiệu trong văn bản này đã bị thu hồi theo {papers[pk]} ngày "
        f"{vi.day(papers[pk].signed_on)}."
        for pk, number in counted
    ]


def revocation(pk: int, today: dt.date) -> Matter:
    """The decision that takes titles back: whose, given by which decision, for which of the lawful reasons."""
    decision = Decision.objects.select_related("agency", "procedure").get(pk=pk, kind=DecisionKind.REVOCATION)
    title, day = TitleKind(decision.title), decision.signed_on or today
    rows = Nomination.objects.filter(revocation=decision)
    why = facts.reasons(decision)
    named = [Holder(*_but_why(row), why.get(row.pk, "")) for row in facts.holders(rows, title, day)]
    given = Decision.objects.filter(pk__in=rows.order_by().values("decision").distinct()).order_by("signed_on", "pk")
    standing = facts.standing_then(decision.agency, day)
    wards = facts.wards_of(rows, day)
    return Matter(
        kind=PaperKind.REVOCATION,
        source_id=pk,
        name=f"Thu hồi {title.label} năm {decision.assessment_year}, {facts.in_places(wards)}",
        standing=standing,
        day=day,
        issuing=agency_of(decision),
        subject=f"Về việc thu hồi danh hiệu “{title.label}” năm\u00a0{decision.assessment_year}",
        bases="\n".join(_grounds(decision, list(given), standing, day)),
        body="\n".join(_revoking(title, _bearers(agency_of(decision), standing, day))),
        recipients=recipients(standing, agency_of(decision)),
        fields={
            **_fields(decision, title, wards, len(named)),
            "quyet_dinh": words.joined([_called(each) for each in given]),
        },
        annexes=(_revoked_list(decision, title, named),),
        filed=_filed(decision),
        stamp=facts.stamp(rows, decision.number, decision.signed_on, decision.signer),
        illustrative=decision.illustrative,
    )


def _but_why(row: Holder) -> tuple[int, str, str, str, int | None]:
    return row.pk, row.name, row.address, row.place, row.certificate


def _called(decision: Decision) -> str:
    paper = facts.cited("Quyết định", decision.number, decision.symbol, decision.signed_on)
    return f"{paper} của {decided_by(agency_of(decision), decision.agency_words)}"


def _grounds(decision: Decision, given: list[Decision], standing: UnitVersion, day: dt.date) -> list[str]:
    return [
        *_ground(decision, day),
        *(f"Căn cứ {_called(each)}" for each in given),
        f"Xét đề nghị của {facts.called(decision.procedure.evaluator, standing)}",
    ]


def _revoking(title: TitleKind, who: str) -> list[str]:
    of = lists.called(title)
    return [
        f"Thu hồi danh hiệu “{{danh_hieu}}” năm {{nam}} của {{so_luong}} {of} tại {{dia_ban}} (có danh sách và lý do "
        "kèm theo), đã được công nhận tại {quyet_dinh}.",
        f"Các {of} có tên tại Điều 1 nộp lại Giấy công nhận đã cấp.",
        "Quyết định này có hiệu lực kể từ ngày ký.",
        f"{who}, các bộ phận có liên quan và các {of} có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này.",
    ]


def _revoked_list(decision: Decision, title: TitleKind, named: list[Holder]) -> Annex:
    heading = lists.heading("BỊ THU HỒI", title, decision.assessment_year)
    columns = [
        lists.name_column(title, 38),
        lists.address_column(38),
        lists.place_column(25),
        lists.certificate_column(14),
        lists.reason_column(37),
    ]
    return lists.listing(title, heading, named, columns)
