"""The report of a learning centre as a paper: its books of a year or half a year, under the centre's own heading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from hocTap.lib import vi
from hocTap.lib.text import printable
from reports.models.asked import AskedReport
from reports.paper.parts import Cell, CellKind, Column, Table, TableRow, plain, text
from reports.papers.enums import Agency, PaperKind
from reports.papers.matter import Matter, stamp_of
from reports.papers.titles.facts import standing_then
from units.centres.report import SCHOOL, Report, Span, TopicRow, build
from units.models import LearningCentre

CLASSES, MONEY, SCORES = "bang_lop", "bang_kinh_phi", "bang_danh_gia"
NONE = "sổ của trung tâm chưa ghi"
BODY = (
    "I. TRUNG TÂM",
    "{trung_tam} phục vụ: {phuc_vu}.",
    "II. NHÂN SỰ",
    "Tính đến {tinh_den}: {nhan_su}.",
    "III. LỚP, CHUYÊN ĐỀ",
    "Trong {ky}: {lop}.",
    f"{{{CLASSES}}}",
    "IV. KINH PHÍ",
    "Kinh phí nhận trong {ky}: {kinh_phi}.",
    f"{{{MONEY}}}",
    "V. CƠ SỞ VẬT CHẤT",
    "Cơ sở vật chất: {co_so}.",
    "VI. TỰ ĐÁNH GIÁ",
    "Tự đánh giá: {tu_danh_gia}.",
    f"{{{SCORES}}}",
)


def report(pk: int, today: dt.date) -> Matter:
    """What the centre's books say of the span; of one that still runs, until today.

    Its heading is that of its last day: under the committee of the commune that it serves, by the name it has. Nothing
    that nobody wrote down is a zero.
    """
    asked = AskedReport.objects.select_related("unit").get(pk=pk, kind=PaperKind.CENTRE)
    centre = LearningCentre.objects.get(pk=asked.centre_id or 0)
    found = build(centre, Span(asked.first_day.year, asked.details, today))
    span, head, day = found.span, found.head, min(found.span.last, today)
    tables = tuple(_tables(found))
    fields = _fields(found, day)
    above = " ".join(head.parent_lines)
    return Matter(
        kind=PaperKind.CENTRE,
        source_id=pk,
        name=f"{found.title}: {centre.name}",
        standing=standing_then(asked.unit, day),
        day=day,
        issuing=Agency.CENTRE,
        called={
            "issuer_name": printable(centre.name),
            "parent_body": above,
            "agency": "\n".join(head.agency),
            "place": head.place,
        },
        signer=head.signer,
        subject=f"Hoạt động {span.words} của trung tâm",
        body="\n".join(BODY),
        closing="Trên đây là báo cáo hoạt động {ky} của trung tâm./.",
        recipients=tuple(each.rstrip(";.") for each in head.recipients[:-1]),
        addressed=tuple(f"{each.rstrip(';.')}." for each in head.recipients[:-1]),
        fields=fields,
        tables=tables,
        places=(CLASSES, MONEY, SCORES),
        stamp=stamp_of({name: said for name, said in fields.items() if name != "tinh_den"}, tables),
        illustrative=found.illustrative,
    )


def _fields(found: Report, day: dt.date) -> dict[str, str]:
    """What stands between the words, each a part of a sentence."""
    sat = found.centre.seat
    return {
        "trung_tam": printable(found.centre.name),
        "ky": found.span.words,
        "tinh_den": vi.long_day(day),
        "phuc_vu": ", ".join(found.wards or [NONE]) + (f"; trụ sở: {printable(sat).rstrip('.')}" if sat else ""),
        "nhan_su": _staff(found),
        "lop": _classes(found.total, found.span),
        "kinh_phi": NONE if found.money_total is None else vi.money(found.money_total),
        "co_so": _things(found),
        "tu_danh_gia": _judged(found),
    }


def _staff(found: Report) -> str:
    said = [f"{place}: {len(names)} ({', '.join(names)})" for place, names in found.staff if names]
    return printable("; ".join(said)) or NONE


def _classes(total: TopicRow, span: Span) -> str:
    if not total.classes:
        return NONE
    return (
        f"{vi.whole(total.classes)} lớp, chuyên đề (trung tâm tự tổ chức {vi.whole(total.own)}), "
        f"{vi.whole(total.sessions)} buổi, {vi.whole(total.attendances)} lượt người; số người: {total.people_words}"
    )


def _things(found: Report) -> str:
    facts = found.facility
    if facts is None:
        return NONE
    return (
        f"{vi.whole(facts.rooms)} phòng, {vi.whole(facts.computers)} máy tính, trong đó {vi.whole(facts.networked)} "
        f"máy nối mạng (kiểm kê ngày {vi.day(facts.as_of)})"
    )


def _judged(found: Report) -> str:
    judged = found.evaluation
    if judged is None:
        return "chưa tự đánh giá năm học này" if found.span.basis == SCHOOL else "theo năm học, ở báo cáo của năm học"
    by = f", theo bảng “{printable(found.sheet_name)}”" if found.sheet_name else ""
    return f"xếp loại {judged.get_grade_display()}, ngày {vi.day(judged.evaluated_on)}{by}"


def _count(number: int | None) -> Cell:
    return text(vi.NOTHING) if number is None else Cell(vi.whole(number), CellKind.COUNT, number=number)


def _tables(found: Report) -> Iterator[Table]:
    """Those that have a line: classes by contents, money by source, the self-evaluation."""
    if found.topics:
        yield _topics(found)
    if found.money_total is not None:
        yield _money(found)
    if found.scores:
        yield _scores(found)


def _topics(found: Report) -> Table:
    columns = (
        Column("STT", 11),
        Column("Nhóm nội dung", 62, numeric=False),
        Column("Số lớp", 16),
        Column("Tự tổ chức", 18),
        Column("Số buổi", 16),
        Column("Lượt người", 20),
        Column("Số người", 22),
    )
    rows = [_topic(n, row) for n, row in enumerate(found.topics, start=1)]
    return Table(CLASSES, "Lớp, chuyên đề theo nhóm nội dung", columns, (*rows, _topic(None, found.total)), "Lớp")


def _topic(n: int | None, row: TopicRow) -> TableRow:
    """`people` of a part of the classes says of how many it is."""
    people = _count(row.people)
    if row.people is not None and row.told != row.classes:
        people = Cell(people.text, people.kind, number=row.people, beside=f"{row.told}/{row.classes} lớp")
    counts = (_count(each) for each in (row.classes, row.own, row.sessions, row.attendances))
    label = row.label[:1].upper() + row.label[1:]
    return TableRow((plain(n) if n else text(""), text(label), *counts, people), total=n is None)


def _money(found: Report) -> Table:
    columns = (Column("STT", 11), Column("Nguồn", 104, numeric=False), Column("Số tiền (đồng)", 50))
    rows = [
        TableRow((plain(n), text(source[:1].upper() + source[1:]), _count(amount)))
        for n, (source, amount) in enumerate(found.money, start=1)
    ]
    total = TableRow((text(""), text("Tổng cộng"), _count(found.money_total)), total=True)
    return Table(MONEY, "Kinh phí theo nguồn", columns, (*rows, total), "Kinh phí")


def _scores(found: Report) -> Table:
    columns = (
        Column("STT", 11),
        Column("Tiêu chí", 66, numeric=False),
        Column("Điểm", 16),
        Column("Điểm tối đa", 18),
        Column("Ghi chú, minh chứng", 54, numeric=False),
    )
    rows = tuple(
        TableRow(
            (
                plain(n),
                text(printable(str(each.criterion))),
                _count(each.points),
                _count(each.max_score),
                text(printable("; ".join(filter(None, (each.note, each.evidence))))),
            )
        )
        for n, each in enumerate(found.scores, start=1)
    )
    return Table(SCORES, "Tự đánh giá theo tiêu chí", columns, rows, "Tự đánh giá")
