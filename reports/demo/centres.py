"""Illustrative books of the learning centres, so that they lead to the figures of the forms. Safe to run again.

Nobody in them exists: the names are numbered. A ward whose centre has any class keeps what it has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from reports.demo.figures import FIRST, NEXT, WARDS, figures, share_out
from units.centres.enums import Grade, Held, Position, Source, Topic
from units.models import (
    CentreCourse,
    CentreEvaluation,
    CentreFacility,
    CentreFund,
    CentreRecord,
    CentreTerm,
    EvaluationSet,
    LearningCentre,
    Unit,
    User,
)
from units.workflow.centre_work import enter_many, evaluate

YEARS = range(FIRST, NEXT + 1)
PLACES = (Position.DIRECTOR, Position.DEPUTY, Position.DEPUTY, Position.CLERK, Position.TEACHER, Position.COLLABORATOR)
JOBS = {
    Position.DIRECTOR: "Phó Chủ tịch UBND phường (minh họa)",
    Position.DEPUTY: "Chủ tịch Hội Khuyến học, hiệu trưởng (minh họa)",
}
TITLES = {
    Topic.KNOWLEDGE: "Chuyên đề pháp luật và sức khỏe",
    Topic.DIGITAL: "Lớp tin học cho người lớn",
    Topic.EXTENSION: "Lớp nghề ngắn hạn",
    Topic.CULTURE: "Sinh hoạt văn hóa, đọc sách",
    Topic.GUIDANCE: "Nói chuyện về nuôi dạy con",
    Topic.LITERACY: "Lớp xóa mù chữ",
}
PARTNERS = ("Trạm Y tế phường (minh họa)", "Hội Phụ nữ phường (minh họa)", "Đoàn Thanh niên phường (minh họa)")
STEP = 100_000


@dataclass(frozen=True)
class Book:
    """Of which centre and ward rows are made."""

    centre: LearningCentre
    ward: Unit

    @property
    def for_whom(self) -> dict[str, object]:
        return {"centre": self.centre, "ward": self.ward, "illustrative": True}


def load(wards: Mapping[int, Unit], officers: Mapping[int, User]) -> None:
    """Fill the books that are still empty, ten years each."""
    begun = set(CentreCourse.objects.order_by().values_list("ward", flat=True).distinct())
    centres = LearningCentre.objects.filter(illustrative=True, founded_on__lte=dt.date(FIRST, 1, 1))
    of_ward = {ward: centre for centre in centres for ward in centre.services.values_list("ward", flat=True)}
    for number in range(1, WARDS + 1):
        ward = wards[number]
        if ward.pk in of_ward and ward.pk not in begun:
            rows = list(_rows(number, Book(of_ward[ward.pk], ward)))
            with transaction.atomic():
                enter_many(rows, by=officers[number], at=timezone.now())
                _judge(number, Book(of_ward[ward.pk], ward), officers[number])


def _judge(number: int, book: Book, by: User) -> None:
    """A self-evaluation for each school year, in May; the last one says something to each criterion."""
    sheets = EvaluationSet.objects.prefetch_related("criteria")
    for year in range(FIRST, NEXT):
        sheet = sheets.in_year(year)
        judged = CentreEvaluation(
            sheet=sheet,
            school_year=year,
            evaluated_on=dt.date(year + 1, 5, 25),
            grade=Grade.FAIR if (number + year) % 8 == 0 else Grade.GOOD,
            **book.for_whom,
        )
        lines = sheet.criteria.all() if sheet and year == NEXT - 1 else ()
        words = dict.fromkeys(lines, (None, "Đạt yêu cầu (minh họa)", "Sổ ghi đầu bài (minh họa)"))
        evaluate(judged, words, by=by, today=timezone.localdate())


def _rows(number: int, book: Book) -> Iterator[CentreRecord]:
    yield from _terms(book, [figures()[number, year]["centre-staff"] for year in YEARS])
    for year in YEARS:
        cell = figures()[number, year]
        yield from _courses(book, year, cell["centre-classes"], cell["centre-attendances"])
        yield from _funds(book, year, cell["centre-funds"])
        computers = 2 + (year - FIRST + number) // 2
        yield CentreFacility(
            year=year,
            as_of=dt.date(year, 12, 15),
            rooms=1 + number % 3,
            computers=computers,
            networked=computers,
            internet=True,
            shared=number % 2 == 0,
            **book.for_whom,
        )


def _terms(book: Book, staff: list[int]) -> Iterator[CentreTerm]:
    """Each post is held without a break over the years in which the form counts that many people."""
    for post, place in enumerate(PLACES, start=1):
        years = [(year, held >= post) for year, held in zip(YEARS, staff, strict=True)]
        for turn, (held, run) in enumerate(groupby(years, key=lambda each: each[1])):
            span = [year for year, _ in run]
            if held:
                yield CentreTerm(
                    name=f"Trần Văn Minh Họa {book.ward.pk}-{post}{turn}",
                    place=place,
                    main_job=JOBS.get(place, ""),
                    valid_from=dt.date(span[0], 1, 1),
                    valid_to=None if span[-1] == NEXT else dt.date(span[-1], 12, 31),
                    decision="Quyết định minh họa",
                    **book.for_whom,
                )


def _courses(book: Book, year: int, classes: int, attendances: int) -> Iterator[CentreCourse]:
    parts = share_out(attendances, [3 + place % 4 for place in range(classes)])
    topics = list(TITLES)
    for place, part in enumerate(parts):
        topic = topics[place % len(topics)]
        starts_on = dt.date(year, 1, 5) + dt.timedelta(days=place * 300 // classes)
        sessions = 1 + place % 4
        joint = place % 3 == 0
        yield CentreCourse(
            title=f"{TITLES[topic]} {place + 1}/{year} (minh họa)",
            topic=topic,
            held=Held.JOINT if joint else Held.OWN,
            partner=PARTNERS[place % len(PARTNERS)] if joint else "",
            starts_on=starts_on,
            ends_on=starts_on + dt.timedelta(days=7 * (sessions - 1)),
            sessions=sessions,
            attendances=part,
            people=-(-part // sessions) if place % 2 else None,
            **book.for_whom,
        )


def _funds(book: Book, year: int, total: int) -> Iterator[CentreFund]:
    """Two thirds from the state and the rest from sponsors, in steps of 100.000 đồng."""
    state, social = (part * STEP for part in share_out(total // STEP, [2, 1]))
    for source, amount, month in ((Source.STATE, state + total % STEP, 2), (Source.SOCIAL, social, 6)):
        if amount:
            yield CentreFund(
                source=source,
                received_on=dt.date(year, month, 20),
                amount=amount,
                payer="UBND phường (minh họa)" if source == Source.STATE else "Nhà tài trợ minh họa",
                document=f"MH-{year}-{month}",
                **book.for_whom,
            )
