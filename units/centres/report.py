"""A centre's yearly report: built once as data, shown as a page, printed as PDF, written as a workbook.

The order of its parts follows what form M4 of the circulars asks of a centre; the form itself was not compared with the
original of the circular in force, and every dress of the report says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.template.loader import render_to_string

from hocTap.lib import pdf, vi, word
from hocTap.lib.xlsx import Book, Value
from units import words
from units.centres.enums import Held, Position, Source, Topic
from units.centres.rules import FIRST_SCHOOL_DAY, school_year
from units.models import (
    CentreCourse,
    CentreEvaluation,
    CentreFacility,
    CentreFund,
    CentreScore,
    CentreTerm,
    LearningCentre,
    Unit,
    UnitVersion,
)

SYMBOL = "BC-TTHTCĐ"
"""What follows the number of a centre's report, as its kind and the centre's short name make it (NĐ 30/2020)."""
SCHOOL, CALENDAR, EARLY, LATE = "namhoc", "lich", "nua-dau", "nua-cuoi"
HALVES = {EARLY: "6 tháng đầu năm", LATE: "6 tháng cuối năm"}
BASES = ((SCHOOL, "năm học"), (CALENDAR, "năm lịch"), *HALVES.items())
"""How the span is counted, and what that is called."""
UNVERIFIED = "Mẫu báo cáo chưa đối chiếu với thông tư hiện hành; số liệu lấy từ sổ của trung tâm."
MAKESHIFT = " (mẫu tạm)"
Number = int | None
HEAD: list[tuple[str, float]] = [
    ("Nhóm nội dung", 46),
    ("Số lớp", 10),
    ("Tự tổ chức", 12),
    ("Số buổi", 10),
    ("Lượt người", 12),
    ("Số người", 12),
    ("Biết số người của (lớp)", 14),
]


@dataclass(frozen=True)
class Span:
    """The year, or half of one, that the report speaks of."""

    year: int
    basis: str
    today: dt.date

    @property
    def is_school_year(self) -> bool:
        return self.basis == SCHOOL

    @property
    def first(self) -> dt.date:
        if self.is_school_year:
            return dt.date(self.year, *FIRST_SCHOOL_DAY)
        return dt.date(self.year, 7 if self.basis == LATE else 1, 1)

    @property
    def last(self) -> dt.date:
        if self.is_school_year:
            return dt.date(self.year + 1, 8, 31)
        return dt.date(self.year, 6, 30) if self.basis == EARLY else dt.date(self.year, 12, 31)

    @property
    def words(self) -> str:
        if self.is_school_year:
            return f"năm học {school_year(self.year)}"
        return f"{HALVES.get(self.basis, 'năm')} {self.year}"

    @property
    def runs(self) -> bool:
        """Whether the year is not over: the figures are those so far."""
        return self.last > self.today


@dataclass(frozen=True)
class TopicRow:
    """Classes of one group of contents; `people` are known of `told` classes only, and a part never passes for all."""

    label: str
    classes: int
    own: int
    sessions: int
    attendances: int
    people: Number
    told: int

    @property
    def people_words(self) -> str:
        if self.people is None:
            return vi.NOTHING
        part = "" if self.told == self.classes else f" (của {vi.whole(self.told)}/{vi.whole(self.classes)} lớp)"
        return f"{vi.whole(self.people)}{part}"


@dataclass(frozen=True)
class Head:
    """What stands above and below the report on paper; number and day are written by hand when it is signed."""

    parent_lines: tuple[str, ...]
    agency: tuple[str, ...]
    place: str
    recipients: tuple[str, ...]
    signer: str
    symbol: str = SYMBOL
    number: str = ""
    day: str = "ngày ..... tháng ..... năm ........."
    issued: bool = True
    """The paper is no draft of the site's: whoever signs it writes number and day on it."""


@dataclass(frozen=True)
class Report:
    """All that the report says."""

    centre: LearningCentre
    span: Span
    head: Head
    wards: list[str]
    staff: list[tuple[str, list[str]]]
    topics: list[TopicRow]
    total: TopicRow
    money: list[tuple[str, Number]]
    facility: CentreFacility | None
    evaluation: CentreEvaluation | None
    scores: list[CentreScore]
    illustrative: bool

    @property
    def money_total(self) -> Number:
        sums = [amount for _, amount in self.money if amount is not None]
        return sum(sums) if sums else None

    @property
    def has_staff(self) -> bool:
        return any(names for _, names in self.staff)

    @property
    def title(self) -> str:
        return f"Báo cáo hoạt động {self.span.words}"

    @property
    def sheet_name(self) -> str:
        """What the centre judged itself by; that it is a makeshift is said below, not within the sentence."""
        sheet = self.evaluation.sheet if self.evaluation else None
        return str(sheet).removesuffix(MAKESHIFT) if sheet else ""

    @property
    def unverified(self) -> str:
        sheet = self.evaluation.sheet if self.evaluation else None
        return f"{UNVERIFIED} Bảng tự đánh giá là mẫu tạm." if sheet and str(sheet).endswith(MAKESHIFT) else UNVERIFIED


def build(centre: LearningCentre, span: Span) -> Report:
    """What the books of the centre say of the year; a fixed number of queries.

    A class counts by the day on which it began; people in post and wards are those of the year's last day (of a year
    that runs, today); blank is not zero: a source that gave nothing has no sum.
    """
    day = min(span.last, span.today)
    courses = CentreCourse.objects.kept().filter(centre=centre, starts_on__range=(span.first, span.last))
    topics = _topics(courses)
    terms = CentreTerm.objects.kept().filter(centre=centre, valid_from__lte=day)
    here = [term for term in terms.order_by("name") if term.valid_to is None or term.valid_to >= day]
    funds = CentreFund.objects.kept().filter(centre=centre, received_on__range=(span.first, span.last))
    sums = {row["source"]: int(row["total"]) for row in _grouped(funds, "source").annotate(total=Sum("amount"))}
    facilities = CentreFacility.objects.kept().filter(centre=centre, as_of__range=(span.first, span.last))
    judged = CentreEvaluation.objects.kept().filter(centre=centre, school_year=span.year).select_related("sheet")
    evaluation = judged.first() if span.basis == SCHOOL else None
    services = centre.services.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    wards = [each.ward for each in services.select_related("ward").prefetch_related("ward__versions")]
    return Report(
        centre=centre,
        span=span,
        head=_head(centre, wards, here, day),
        wards=_served(wards, day),
        staff=[(place.label, [term.name for term in here if term.place == place]) for place in Position],
        topics=topics,
        total=_total(topics),
        money=[(source.label, sums.get(source.value)) for source in Source],
        facility=facilities.order_by("-as_of").first(),
        evaluation=evaluation,
        scores=list(evaluation.scores.select_related("criterion")) if evaluation else [],
        illustrative=centre.illustrative or courses.filter(illustrative=True).exists(),
    )


def _then(wards: Sequence[Unit], day: dt.date) -> list[UnitVersion]:
    """What those of the wards were that stood on the day."""
    versions = (each for ward in wards for each in ward.versions.all())
    return [each for each in versions if each.valid_from <= day and (each.valid_to is None or each.valid_to >= day)]


def _served(wards: Sequence[Unit], day: dt.date) -> list[str]:
    """The wards as they were called on the day; a centre none of whose wards stands any more names those it served."""
    return [words.named(each) for each in _then(wards, day)] or [str(each) for each in wards]


def _head(centre: LearningCentre, wards: Sequence[Unit], here: Sequence[CentreTerm], day: dt.date) -> Head:
    """Under the committee of its commune, where it serves one; its only director's name below the signature."""
    then = _then(wards, day)
    above = words.committee(then[0]) if len(then) == 1 else ""
    directors = [term.name for term in here if term.place == Position.DIRECTOR]
    return Head(
        parent_lines=tuple(words.in_title(line) for line in ("Ủy ban nhân dân", words.named(then[0]))) if above else (),
        agency=_two_lines(words.in_title(centre.name)),
        place=words.place_name(then[0]) if then else ".................",
        recipients=(f"{above};", "Lưu: VT.") if above else ("Lưu: VT.",),
        signer=directors[0] if len(directors) == 1 else "",
    )


FIRST_LINE = "TRUNG TÂM HỌC TẬP "


def _two_lines(name: str) -> tuple[str, ...]:
    """The centre's name as the column of the heading takes it: "TRUNG TÂM HỌC TẬP", "CỘNG ĐỒNG PHƯỜNG 5"."""
    rest = name.removeprefix(FIRST_LINE)
    return (name,) if rest == name else (FIRST_LINE.strip(), rest)


def _grouped(rows: Any, column: str) -> Any:
    return rows.order_by().values(column)


def _topics(courses: Any) -> list[TopicRow]:
    rows = _grouped(courses, "topic").annotate(
        classes=Count("pk"),
        own=Count("pk", filter=Q(held=Held.OWN)),
        meetings=Sum("sessions"),
        attended=Sum("attendances"),
        learners=Sum("people"),
        told=Count("people"),
    )
    found = {row["topic"]: row for row in rows}
    return [
        TopicRow(
            topic.label,
            row["classes"],
            row["own"],
            int(row["meetings"]),
            int(row["attended"]),
            None if row["learners"] is None else int(row["learners"]),
            row["told"],
        )
        for topic in Topic
        if (row := found.get(topic.value))
    ]


def _total(rows: Sequence[TopicRow]) -> TopicRow:
    people = [row.people for row in rows if row.people is not None]
    return TopicRow(
        "Tổng cộng",
        sum(row.classes for row in rows),
        sum(row.own for row in rows),
        sum(row.sessions for row in rows),
        sum(row.attendances for row in rows),
        sum(people) if people else None,
        sum(row.told for row in rows),
    )


def render(report: Report) -> bytes:
    """The report as PDF."""
    return pdf.from_html(_html(report), "report-print.css", "centre-print.css")


def as_word(report: Report) -> bytes:
    """The report as docx, for what the centre writes into it."""
    return word.from_html(_html(report), size=13)


def _html(report: Report) -> str:
    return render_to_string("units/centres/print/report.html", {"report": report, "on_paper": True})


def workbook(report: Report) -> bytes:
    """The report as a workbook: the same parts on one sheet."""
    book = Book(title=report.title)
    page = book.sheet(report.span.words.capitalize())
    bold = book.look(bold=True, text_wrap=True, valign="top")
    page.put(0, 0, f"{report.centre.name}: {report.title}", book.look(bold=True))
    marks = ["Số liệu minh họa."] if report.illustrative else []
    if report.span.runs:
        marks.append(
            f"{report.span.words.capitalize()} chưa kết thúc: số liệu tính đến ngày {vi.day(report.span.today)}."
        )
    page.put(1, 0, " ".join([*marks, UNVERIFIED]))
    page.head(3, HEAD)
    for line, (values, is_bold) in enumerate(_lines(report), start=4):
        page.row(line, values, bold if is_bold else None)
    page.paper(bottom=UNVERIFIED)
    return book.content()


def _lines(report: Report) -> list[tuple[list[Value], bool]]:
    """The workbook's rows below its head, each with whether it stands out."""
    lines: list[tuple[list[Value], bool]] = [(_cells(row), False) for row in report.topics]
    lines += [(_cells(report.total), True), ([], False), (["Nhân sự"], True)]
    lines += [([place, len(names) or None], False) for place, names in report.staff]
    lines += [([], False), (["Kinh phí (đồng)"], True)]
    lines += [([source, amount], False) for source, amount in report.money]
    lines += [(["Tổng cộng", report.money_total], True), ([], False), (["Cơ sở vật chất"], True)]
    if facts := report.facility:
        things = (("Số phòng", facts.rooms), ("Số máy tính", facts.computers), ("Trong đó nối mạng", facts.networked))
        lines += [([label, number], False) for label, number in things]
    grade = report.evaluation.get_grade_display() if report.evaluation else "chưa có"
    lines += [([], False), (["Tự đánh giá", grade], True)]
    lines += [([str(each.criterion), each.points, each.note, each.evidence], False) for each in report.scores]
    return lines


def _cells(row: TopicRow) -> list[Value]:
    return [row.label, row.classes, row.own, row.sessions, row.attendances, row.people, row.told]
