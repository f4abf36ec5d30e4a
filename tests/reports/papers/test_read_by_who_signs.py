"""What whoever must sign a paper reads in it: to whom it goes, who decides, on which law, where people live."""

from __future__ import annotations

import datetime as dt

import pytest

from awards.commendations.models import CommendationDraft
from awards.titles.criteria import asking_symbol
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, Procedure, Proposal
from reports.checking.sheets import read
from reports.papers import certificates, grounds, honours, workflow
from reports.papers.certificates import Holder
from reports.papers.enums import Agency, PaperKind
from reports.papers.honours import Honoured
from reports.papers.runs import design_of
from tests.awards.commendations.factories import commend, make_decision
from tests.reports.papers import kinds
from tests.reports.papers.factories import issued, made, make_papers, revoked
from units.models import Unit

pytestmark = pytest.mark.django_db


def test_proposal_to_the_wards_own_chair_comes_from_who_evaluated_and_not_from_himself() -> None:
    papers = make_papers()

    paper = made(papers, PaperKind.PROPOSAL).read()

    assert paper.addressed == ("Chủ tịch Ủy ban nhân dân Phường 5",)
    assert paper.heading.agency == ("HỘI KHUYẾN HỌC", "PHƯỜNG 5")
    assert paper.heading.authority == ("TM. BAN CHẤP HÀNH",)
    assert papers.proposal.symbol == paper.heading.symbol == "TTr-HKH"


def test_proposal_filed_before_under_the_committees_symbol_is_read_as_the_associations() -> None:
    papers = make_papers(signed=False)
    Proposal.objects.update(symbol="TTr-UBND")

    paper, decision = (made(papers, kind).read() for kind in (PaperKind.PROPOSAL, PaperKind.DECISION))

    assert paper.heading.symbol == "TTr-HKH"
    assert decision.bases[-1].startswith("Theo đề nghị của Hội Khuyến học Phường 5 tại Tờ trình số ")
    assert "/TTr-HKH ngày " in decision.bases[-1]


@pytest.mark.parametrize(
    ("level", "evaluator", "symbol"),
    [
        ("district", "Phòng Giáo dục và Đào tạo", "TTr-UBND"),
        ("ward", "Phòng Văn hóa – Xã hội phường, xã", "TTr-VHXH"),
        ("ward", "Hội Khuyến học phường, xã", "TTr-HKH"),
    ],
)
def test_committee_asks_whom_stands_above_it_and_never_itself(level: str, evaluator: str, symbol: str) -> None:
    assert asking_symbol(Procedure(agency_kind=level, evaluator=evaluator)) == symbol


def test_annex_and_later_decisions_name_the_chair_who_decided() -> None:
    papers = make_papers()

    paper, revocation = issued(papers).read(), revoked(papers).read()

    assert paper.decider == "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG 5"
    assert paper.citation.endswith(" của Chủ tịch Ủy ban nhân dân Phường 5")
    assert any(each.endswith(" của Chủ tịch Ủy ban nhân dân Phường 5") for each in revocation.bases)


def test_paper_frozen_before_the_chair_was_named_reads_as_it_was_issued() -> None:
    document = issued(make_papers())
    document.content.pop("by")

    assert document.read().citation.endswith(" của Ủy ban nhân dân Phường 5")


def test_decision_of_a_title_rests_on_the_law_with_its_amendment_and_on_the_scheme() -> None:
    paper = made(make_papers(signed=False), PaperKind.DECISION).read()

    assert paper.bases[0] == "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015"
    assert paper.bases[1].startswith("Căn cứ Luật sửa đổi, bổ sung") and "22 tháng 11 năm 2019" in paper.bases[1]
    assert paper.bases[2].startswith("Căn cứ Quyết định số 281/QĐ-TTg")


@pytest.mark.parametrize(
    ("day", "decree", "laws"),
    [
        (dt.date(2012, 1, 1), "", 2),
        (dt.date(2020, 10, 29), "91/2017/NĐ-CP", 3),
        (dt.date(2024, 5, 1), "98/2023/NĐ-CP", 1),
        (dt.date(2025, 9, 1), "152/2025/NĐ-CP", 1),
    ],
)
def test_commendations_rest_on_the_law_and_the_decree_of_their_day(day: dt.date, decree: str, laws: int) -> None:
    found = grounds.on(grounds.COMMENDING, day)

    assert [each.split()[5] for each in found if "Nghị định số" in each] == [decree] * bool(decree)
    assert sum(each.startswith("Căn cứ Luật") for each in found) == laws


def test_law_on_local_government_has_no_gap_and_no_two_at_once_but_the_amendment() -> None:
    days = [dt.date(2003, 1, 1), dt.date(2016, 1, 1), dt.date(2020, 7, 1), dt.date(2025, 3, 1), dt.date(2026, 1, 1)]

    assert [len(grounds.on(grounds.GOVERNMENT, day)) for day in days] == [1, 1, 2, 1, 1]
    assert "387/QĐ-TTg" in grounds.of_scheme(TitleKind.CLAN, days[-1])[0]
    assert grounds.of_scheme(TitleKind.WARD, days[-1]) == []


def test_address_does_not_say_the_ward_that_stands_beside_it() -> None:
    papers = make_papers(signed=False)
    Candidate.objects.update(address="12 Lạc Long Quân, Khu phố 1, Phường 5")

    paper = made(papers, PaperKind.PROPOSAL).read()

    (table,) = paper.annexes[0].tables
    assert [cell.text for cell in table.rows[0].cells[2:4]] == ["12 Lạc Long Quân", "Khu phố 1, Phường 5"]


def test_commendation_says_whose_honour_it_is_for_whom_and_on_which_occasion() -> None:
    paper = kinds.commendation(money=False).read()

    assert paper.heading.subject == "Về việc tặng Giấy khen"
    assert paper.articles[0].text.startswith("Tặng Giấy khen của Chủ tịch Ủy ban nhân dân Quận 11 cho 1 tập thể, ")
    assert "nhân dịp tổng kết" in paper.articles[0].text
    assert paper.annexes[0].notes == ("Danh sách này có 1 tập thể, 1 cá nhân và 1 hộ gia đình.",)


@pytest.mark.parametrize("proposed_by", ["UBND Quận 11", "Ủy ban nhân dân Quận 11"])
def test_committee_does_not_ask_its_own_chair_for_a_commendation(proposed_by: str) -> None:
    document = kinds.to_commend(proposed_by=proposed_by)
    paper = document.read()

    assert paper.addressed == ("Chủ tịch Ủy ban nhân dân Quận 11",)
    assert document.issuing == Agency.OFFICE
    assert paper.heading.agency[0].startswith("PHÒNG GIÁO DỤC")


def test_association_asks_its_own_committee_by_its_standing_body_and_the_committee_above_by_itself() -> None:
    document = kinds.to_commend("giay-khen-hkh-quan", proposed_by="")
    paper = document.read()

    assert paper.addressed == ("Ban Chấp hành Hội Khuyến học Quận 11",)
    assert (paper.heading.symbol, paper.heading.authority) == ("TTr-HKH", ("TM. THƯỜNG TRỰC",))
    workflow.issue(document, kinds.GIVEN[PaperKind.COMMENDATION_PROPOSAL], by=document.made_by, at=kinds.NOW)
    decision = make_decision(document.unit, code="giay-khen-hkh-quan")
    commend(decision, Unit.objects.get(versions__name="Phường 5"), "Trần Thị Bích")
    CommendationDraft.objects.update(decision=decision)
    made = workflow.make(PaperKind.COMMENDATION, decision.pk, by=document.made_by, at=kinds.NOW).read()
    assert made.bases[-1] == (
        "Theo đề nghị của Thường trực Hội Khuyến học Quận 11 tại Tờ trình số 07/TTr-HKH ngày 01 tháng 8 năm 2025"
    )


def test_sheet_of_a_ward_is_a_report_on_the_year_by_its_form() -> None:
    paper = kinds.sheet().read()

    assert paper.heading.subject.startswith("Số liệu xây dựng xã hội học tập ")
    assert f"theo biểu “{paper.figures['bieu']}”" in paper.sections[0].paragraphs[0].text
    assert paper.closing.endswith("./.")


NAMES = ("Trần Thị Bích", "Ban Điều hành và Chi hội Khuyến học Khu phố 3 Lạc Long Quân", kinds.LONG)


def _sizes(content: bytes) -> list[float]:
    """Of the name on each page: the largest letters below the name of the paper."""
    sheets = read(content).sheets
    return [max(line.size for line in sheet.lines if line.bold and not line.is_capital) for sheet in sheets]


def test_long_names_on_certificates_go_on_in_a_second_line_in_nearly_the_size_of_others() -> None:
    decision = issued(make_papers())
    holders = [Holder(name, "12 Lạc Long Quân", "Khu phố 1, Phường 5", "1") for name in NAMES]

    short, *long = _sizes(certificates.render(design_of(decision, decision.read()), holders, "a4"))

    assert min(long) / short > 0.8


def test_long_names_on_honours_go_on_in_a_second_line_in_nearly_the_size_of_others() -> None:
    document = kinds.commendation()
    given = [Honoured(name, "", "Phường 5", "Xây dựng xã hội học tập, 2012–2020") for name in NAMES]

    short, *long = _sizes(honours.render(document, document.read(), given))

    assert min(long) / short > 0.75
