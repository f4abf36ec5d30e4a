"""Sources and their statements put down, corrected and voided; the only writer of what was published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from hocTap.lib import catalogue, vi
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import checked, needed
from indicators.enums import Qualifier
from indicators.rules.reconcile import Count, read_count
from reports.models import PublishedFigure, PublishedSource
from units.models import Unit, User
from units.standing import must_not_be_over

MOST_YEARS = 30
LONGEST_REASON = 100
"""As long as a row of the history has room for."""
RESTS = (
    "Đã có báo cáo của đơn vị này được phát hành nên nội dung đã ghi giữ nguyên. Nếu ghi sai, hãy hủy với lý do rồi "
    "ghi lại cho đúng; cả hai đều xem được."
)


@dataclass(frozen=True)
class Paper:
    """The text in which something was published."""

    title: str
    publisher: str
    published_on: dt.date
    first_year: int
    last_year: int
    note: str = ""


@dataclass(frozen=True)
class Statement:
    """One statement as it was printed: "gần 10.800", "15.000", "72%", and where it stands in the text."""

    label: str
    place: str
    printed_count: str = ""
    printed_base: str = ""
    printed_rate: str = ""
    figure: str = ""
    """What of our own it is compared with: an indicator's or a measure's code."""

    @property
    def same_as(self) -> tuple[str, ...]:
        """By what two statements are one: said of the same thing at the same place."""
        return tuple(vi.fold(each) for each in (self.label, self.place))


def read_printed(text: str, what: str) -> Count:
    """What a printed count says: "10.800", "gần 10.800", "trên 8 tỉ đồng". Raises Refused, naming the count."""
    try:
        return read_count(text)
    except Refused:
        said = Qualifier.said(text.strip().partition(" ")[0].lower())
        try:
            return Count(vi.parse_money(exact_part(text)), said)
        except Refused as reason:
            raise Refused(f"{what}: không đọc được “{text}”. Ghi như 53, gần 10.800, trên 8 tỉ đồng.") from reason


def exact_part(text: str) -> str:
    """A percentage without the word before it: "trên 72%" is "72%"."""
    word, _, rest = text.strip().partition(" ")
    return text if Qualifier.said(word.lower()) == Qualifier.EXACT else rest


def facts_of(said: Statement) -> dict[str, object]:
    """The statement as it is kept: as printed, and as read. Raises Refused for what says nothing or cannot be read."""
    if not (said.printed_count or said.printed_rate):
        raise Refused(f"{said.label}: ghi số đếm hoặc tỉ lệ như đã in.")
    count = read_printed(said.printed_count, "Số đếm")
    base = read_printed(said.printed_base, "Mẫu số")
    vi.parse_percent(exact_part(said.printed_rate))
    return {
        "label": said.label,
        "place": said.place,
        "figure": said.figure,
        "printed_count": said.printed_count,
        "count": count.number,
        "qualifier": count.qualifier,
        "printed_base": said.printed_base,
        "base": base.number,
        "base_exact": base.exact,
        "printed_rate": said.printed_rate,
    }


def _must_be_in_order(paper: Paper, unit: int, at: dt.datetime) -> None:
    """Raises Refused for years in the wrong order, too many of them, years after the unit's end, a day not yet come."""
    if paper.last_year < paper.first_year:
        raise Refused("Năm cuối phải sau hoặc bằng năm đầu.")
    if paper.last_year - paper.first_year >= MOST_YEARS:
        raise Refused(f"Một nguồn nói về nhiều nhất {MOST_YEARS} năm.")
    must_have_stood(unit, paper.last_year)
    if paper.published_on > timezone.localdate(at):
        raise Refused("Ngày công bố không được sau hôm nay.")
    if paper.published_on.year < paper.first_year:
        raise Refused("Ngày công bố không được trước năm đầu mà nguồn nói đến.")


def must_have_stood(unit: int, year: int) -> None:
    """Raises Refused, naming the heirs, for a unit that had ended before the last year that a text speaks of."""
    must_not_be_over(unit, dt.date(year, 1, 1), "ghi số liệu đã công bố")


def facts_of_paper(paper: Paper) -> dict[str, object]:
    names = ("title", "publisher", "published_on", "first_year", "last_year", "note")
    return {name: getattr(paper, name) for name in names}


@transaction.atomic
def add_source(unit: Unit, paper: Paper, *, by: User, at: dt.datetime) -> PublishedSource:
    """Put down a text of the unit. Raises Refused for years or days out of order, and for one put down already."""
    _must_be_in_order(paper, unit.pk, at)
    Unit.objects.select_for_update().get(pk=unit.pk)
    there = PublishedSource.objects.standing().filter(unit=unit, published_on=paper.published_on)
    if any(vi.fold(each.title) == vi.fold(paper.title) for each in there):
        raise Refused("Nguồn này đã được ghi. Hãy mở nguồn đó để ghi tiếp các câu.")
    number = PublishedSource.objects.filter(unit=unit).count() + 1
    key = f"{unit.key[:40]}-{paper.published_on.isoformat()}-{number}"
    return checked(PublishedSource(key=key, unit=unit, **facts_of_paper(paper), entered_by=by, entered_at=at))


@transaction.atomic
def change_source(source: PublishedSource, paper: Paper, reason: str, *, at: dt.datetime) -> PublishedSource:
    """Correct what was put down of a text; what it said before is kept with who, when and why.

    Raises Refused as `add_source`, without a reason, and for a voided one.
    """
    why = _why(reason)
    _must_be_in_order(paper, source.unit_id, at)
    locked = _locked(source)
    held, asked = catalogue.held_fields(locked), facts_of_paper(paper)
    if any(getattr(locked, name) != value for name, value in asked.items() if name in held):
        raise Refused(RESTS)
    return _corrected(locked, facts_of_paper(paper), why)


Row = TypeVar("Row", PublishedSource, PublishedFigure)


def _corrected(row: Row, facts: dict[str, object], why: str) -> Row:
    """Write the corrected facts; the history keeps the row as it now is, with who and why, beside what it was."""
    for name, value in facts.items():
        setattr(row, name, value)
    vars(row)["_change_reason"] = why  # read by the history
    return checked(row)


def _why(reason: str) -> str:
    return needed(reason, "Hãy ghi lý do sửa.", name="Lý do sửa", longest=LONGEST_REASON)


def _locked(source: PublishedSource) -> PublishedSource:
    locked = PublishedSource.objects.select_for_update().get(pk=source.pk)
    if locked.is_void:
        raise Refused("Nguồn này đã hủy nên không ghi thêm, không sửa được.")
    must_have_stood(locked.unit_id, locked.last_year)
    return locked


@transaction.atomic
def add_statements(
    source: PublishedSource, said: Sequence[Statement], *, by: User, at: dt.datetime
) -> list[PublishedFigure]:
    """Put down statements of a text, all or none; one is a list of one.

    Raises Refused for what cannot be read, and for what was put down already of the same place.
    """
    locked = _locked(source)
    last = locked.figures.aggregate(last=Max("ordinal"))["last"] or 0
    known = known_of(locked)
    made = []
    for number, each in enumerate(said, start=last + 1):
        if each.same_as in known:
            raise Refused(f"{each.label} ({each.place}): câu này đã được ghi trong nguồn.")
        known.add(each.same_as)
        made.append(
            checked(PublishedFigure(source=locked, ordinal=number, **facts_of(each), entered_by=by, entered_at=at))
        )
    return made


def known_of(source: PublishedSource, apart: int = 0) -> set[tuple[str, ...]]:
    """What was put down of a text, by label and place, without what was voided."""
    there = source.figures.filter(voided_at__isnull=True).exclude(pk=apart)
    return {Statement(label, place).same_as for label, place in there.values_list("label", "place")}


@transaction.atomic
def change_statement(figure: PublishedFigure, said: Statement, reason: str) -> PublishedFigure:
    """Correct a statement that was copied wrongly; what it said before is kept with who, when and why.

    Raises Refused as `add_statements`, without a reason, and for one that an issued report read: that is voided.
    """
    why = _why(reason)
    source = _locked(figure.source)
    locked = PublishedFigure.objects.select_for_update().get(pk=figure.pk)
    if locked.is_void:
        raise Refused("Câu này đã hủy nên không sửa được.")
    if catalogue.holding(locked):
        raise Refused(RESTS)
    if said.same_as in known_of(source, apart=locked.pk):
        raise Refused(f"{said.label} ({said.place}): câu này đã được ghi trong nguồn.")
    return _corrected(locked, facts_of(said), why)


@transaction.atomic
def void(row: PublishedSource | PublishedFigure, reason: str, *, by: User, at: dt.datetime) -> None:
    """Take out what was put down by mistake; it stays readable with who, when and why.

    Raises Refused without a reason, and for what is void already.
    """
    locked = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if not reason.strip():
        raise Refused("Hãy ghi lý do hủy.")
    if locked.is_void:
        raise Refused("Đã hủy rồi.")
    locked.voided_by, locked.voided_at, locked.void_reason = by, at, reason.strip()
    vars(locked)["_change_reason"] = reason.strip()[:LONGEST_REASON]  # read by the history
    checked(locked)
