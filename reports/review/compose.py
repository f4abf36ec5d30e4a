"""The review as a document, in the order of a tổng kết report; asks nothing of the database."""

from __future__ import annotations

from collections.abc import Iterator

from reports.paper.parts import Annex
from reports.review import spec
from reports.review.document import Review
from reports.review.evidence import evidence_table
from reports.review.facts import Facts, Setting
from reports.review.findings import Findings, find
from reports.review.prose import sections
from reports.review.published import published_tables
from reports.review.tables import (
    differences_tables,
    flows_by_ward_table,
    titles_by_ward_table,
    titles_by_year_table,
    ward_and_year_tables,
)

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def compose(facts: Facts, setting: Setting) -> Review:
    """Build the review of a stage (báo cáo tổng kết) from what was found.

    Every number is entered once, with numerator, denominator, base and the sheets it was added from; rates come from
    summed counts and are shortened only as the setting says. What was not approved is listed and printed as "thiếu".
    """
    found = find(facts, setting.rounding)
    text, annexes = tuple(sections(found, setting)), tuple(_annexes(found))
    figures, issuer = found.ledger.figures, facts.heading.issuer
    return Review(
        unit=facts.unit,
        unit_name=facts.unit_name,
        first_year=facts.series.first,
        last_year=facts.series.last,
        rounding=setting.rounding.value,
        revision=setting.revision,
        made_at=setting.at.isoformat(timespec="seconds"),
        illustrative=any(figure.illustrative for figure in figures.values()),
        heading=facts.heading,
        bases=tuple(f"Thực hiện {each}" for each in spec.bases_of(facts.series.first, facts.series.last)),
        opening=f"{issuer} báo cáo kết quả xây dựng xã hội học tập {found.stage} như sau:",
        sections=text,
        closing=f"Trên đây là báo cáo kết quả xây dựng xã hội học tập {found.stage} của {issuer}./.",
        annexes=annexes,
        evidence=evidence_table(found),
        figures=figures,
    )


def _annexes(found: Findings) -> Iterator[Annex]:
    stage = found.stage.upper()
    last = found.series.last
    parts = [
        (f"KẾT QUẢ THEO PHƯỜNG ĐẾN CUỐI NĂM {last}", (titles_by_ward_table(found),)),
        (f"KẾT QUẢ THEO NĂM, {stage}", (titles_by_year_table(found),)),
        (f"KẾT QUẢ THEO PHƯỜNG VÀ THEO NĂM, {stage}", ward_and_year_tables(found)),
        (f"KHUYẾN HỌC, KHEN THƯỞNG THEO PHƯỜNG, {stage}", (flows_by_ward_table(found),)),
        ("ĐỐI CHIẾU VỚI SỐ LIỆU ĐÃ CÔNG BỐ", published_tables(found)),
        ("SỐ THEO SỔ KHÁC SỐ ĐÃ DUYỆT", differences_tables(found)),
    ]
    present = [(title, tables) for title, tables in parts if tables]
    for number, (title, tables) in zip(ROMAN, present, strict=False):
        yield Annex(number, title, tables)
