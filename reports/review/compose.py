"""The review as a document, in the order of a tổng kết report; asks nothing of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count

from reports.paper.parts import Annex, Paragraph, Section, Table
from reports.review import spec
from reports.review.document import Review
from reports.review.evidence import evidence_table
from reports.review.facts import Facts, Setting
from reports.review.findings import Findings, find
from reports.review.prose import REFERENCE, refer, sections
from reports.review.published import published_tables
from reports.review.restated import restated_tables
from reports.review.tables import (
    added_by_ward_tables,
    differences_tables,
    flows_by_district_table,
    flows_by_ward_table,
    missing_tables,
    titles_by_district_table,
    titles_by_ward_table,
    titles_by_year_table,
    totals_tables,
    ward_and_year_tables,
)
from units.words import in_title


def compose(facts: Facts, setting: Setting) -> Review:
    """Build the review of a stage (báo cáo tổng kết) from what was found.

    Every number is entered once, with numerator, denominator, base and the sheets it was added from; rates come from
    summed counts and are shortened only as the setting says. What was not approved is listed and printed as "thiếu".
    """
    found = find(facts, setting.rounding)
    text, annexes = _numbered(sections(found, setting)), tuple(_annexes(found))
    figures = found.ledger.figures
    made = Review(
        unit=facts.unit,
        unit_name=facts.unit_name,
        first_year=facts.series.first,
        last_year=facts.series.last,
        rounding=setting.rounding.value,
        revision=setting.revision,
        made_at=setting.at.isoformat(timespec="seconds"),
        illustrative=any(figure.illustrative for figure in figures.values())
        or any(each.illustrative for each in facts.communities)
        or bool(facts.on_one_map and facts.on_one_map.illustrative),
        heading=facts.heading,
        bases=tuple(f"Thực hiện {each}" for each in spec.bases_of(facts.series.first, facts.series.last)),
        sections=text,
        annexes=annexes,
        evidence=evidence_table(found),
        figures=figures,
    )
    return _with_parts_named(made, found.facts.unit_name)


def framed(document: Review, issuer: str, tie: str, stage: str) -> Review:
    """The document between its opening and closing sentences, which name who issues it.

    An heir says whose heir it is and of whom it reports: "Ủy ban nhân dân Phường Hòa Bình, đơn vị kế thừa Phường 5, báo
    cáo kết quả xây dựng xã hội học tập của Phường 5 …".
    """
    what = f"kết quả xây dựng xã hội học tập {stage}"
    if tie:
        what = f"kết quả xây dựng xã hội học tập của {document.unit_name} {stage}"
        opening = f"{issuer}, {tie}, báo cáo {what} như sau:"
        closing = f"Trên đây là báo cáo {what}, do {issuer}, {tie}, lập./."
    else:
        opening = f"{issuer} báo cáo {what} như sau:"
        closing = f"Trên đây là báo cáo {what} của {issuer}./."
    return replace(document, opening=opening, closing=closing)


def _numbered(parts: Iterable[Section]) -> tuple[Section, ...]:
    """Parts of the second level and tables of the text numbered in their order: "2. …", "Bảng 3"."""
    made: list[Section] = []
    parted, tabled = count(1), count(1)
    for part in parts:
        titled = replace(part, title=f"{next(parted)}. {part.title}") if part.level > 1 else part
        labels = {table.key: f"Bảng {next(tabled)}" for table in part.tables}
        tables = tuple(replace(table, label=labels[table.key]) for table in part.tables)
        paragraphs = tuple(_referring(each, labels) for each in part.paragraphs)
        made.append(replace(titled, tables=tables, paragraphs=paragraphs))
    return tuple(made)


def _referring(paragraph: Paragraph, labels: Mapping[str, str]) -> Paragraph:
    """A paragraph that refers to a table of its section by its number."""
    words = paragraph.text
    for key, label in labels.items():
        words = words.replace(refer(key), f"({label})")
    return replace(paragraph, text=REFERENCE.sub("", words))


def _with_parts_named(document: Review, unit: str) -> Review:
    """Under each table what the numbers mean that are not of all units."""

    def noted(table: Table) -> Table:
        marks: dict[str, str] = {}
        for line in table.rows:
            for cell in line.cells:
                if cell.beside and (figure := document.figures.get(cell.figure)):
                    marks.setdefault(cell.beside, figure.basis)
        notes = " ".join(f"{mark}: {_basis_words(basis)}." for mark, basis in marks.items())
        if len(marks) > MOST_MARKS:
            notes = f"Số kèm phân số: mới có số liệu của chừng ấy trong số phải có, chưa phải số chung của {unit}."
        return replace(table, notes=(*filter(None, [notes]), *table.notes))

    def noted_all(tables: tuple[Table, ...]) -> tuple[Table, ...]:
        return tuple(noted(table) for table in tables)

    return replace(
        document,
        sections=tuple(replace(each, tables=noted_all(each.tables)) for each in document.sections),
        annexes=tuple(replace(each, tables=noted_all(each.tables)) for each in document.annexes),
    )


MOST_MARKS = 4


def _basis_words(basis: str) -> str:
    """ "2/16 phường" → "mới có số liệu của 2/16 phường, chưa phải số chung"; a published total is named as such."""
    part, _, total = basis.partition("số tổng hợp của ")
    told = []
    if part := part.removesuffix(" và ").strip():
        told.append(f"mới có số liệu của {part}, chưa phải số chung")
    if total:
        told.append(f"số tổng hợp do {total} công bố, không có số từng đơn vị")
    return "; ".join(told)


def _annexes(found: Findings) -> Iterator[Annex]:
    """What the text has no room for; nothing that would repeat a table of the text or of another annex."""
    word, stage, end = in_title(found.unit_word), in_title(found.stage), in_title(found.at_end_words)
    district = in_title(found.district_word)
    several, years = not found.alone, not found.one_year
    by_district = several and len(found.districts) > 1
    parts: list[Part] = [
        (f"KẾT QUẢ THEO {district} {end}", by_district and bool(found.districts_at_end), one(titles_by_district_table)),
        (f"KẾT QUẢ THEO {word} {end}", several and bool(found.titles), one(titles_by_ward_table)),
        (f"KẾT QUẢ THEO NĂM, {stage}", years and bool(found.titles), one(titles_by_year_table)),
        (f"KẾT QUẢ THEO {word} VÀ THEO NĂM, {stage}", several and years, ward_and_year_tables),
        (
            f"KHUYẾN HỌC, KHEN THƯỞNG THEO {district}, {stage}",
            by_district and _flows(found),
            one(flows_by_district_table),
        ),
        (f"KHUYẾN HỌC, KHEN THƯỞNG THEO {word}, {stage}", several and _flows(found), one(flows_by_ward_table)),
        (f"CHUỖI SỐ LIỆU QUY ĐỔI, {stage}", True, restated_tables),
        (f"CÁC CHỈ TIÊU KHÁC THEO {word}, {stage}", several and bool(found.added), added_by_ward_tables),
        (f"ĐƠN VỊ CHƯA CÓ SỐ LIỆU ĐƯỢC DUYỆT, {stage}", True, missing_tables),
    ]
    for number, (title, tables) in enumerate(_built(parts, found), start=1):
        yield Annex(roman(number), title, tables)
    for title, tables in _built(OWN, found):
        yield Annex("", title, tables, on_paper=False)


Part = tuple[str, bool, Callable[[Findings], tuple[Table, ...]]]

OWN: list[Part] = [
    ("ĐỐI CHIẾU VỚI SỐ LIỆU ĐÃ CÔNG BỐ", True, published_tables),
    ("SỐ TỔNG HỢP ĐÃ CÔNG BỐ VÀ SỐ CỘNG TỪ ĐƠN VỊ", True, totals_tables),
    ("SỐ THEO SỔ KHÁC SỐ ĐÃ DUYỆT", True, differences_tables),
]
"""What the office compares for itself: on the page and in Excel, never in the paper that is signed."""


def _built(parts: Iterable[Part], found: Findings) -> list[tuple[str, tuple[Table, ...]]]:
    """The parts that have something to say."""
    made = ((title, build(found)) for title, wanted, build in parts if wanted)
    return [(title, tables) for title, tables in made if tables]


def one(build: Callable[[Findings], Table]) -> Callable[[Findings], tuple[Table, ...]]:
    return lambda found: (build(found),)


def _flows(found: Findings) -> bool:
    return bool(found.flows)


def roman(number: int) -> str:
    """The annexes' numbers, up to XV."""
    return f"{'X' * (number // 10)}{('', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX')[number % 10]}"
