"""What a leader reads in a minute: five sentences, the rows that need a decision, who reported, money and honours."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from django.core.cache import cache
from django.db import connection

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators.enums import Standing
from indicators.models import Form, Opening, PlanChange, Step, Target
from indicators.rules.standing import Count
from indicators.scorecard.asking import last_year
from indicators.scorecard.building import build
from indicators.scorecard.data import Row, Scorecard
from indicators.series import YEARLY_FORM, Series, load
from units.models import Unit, UnitVersion
from units.words import joined

FLOWS = ("fund-raised", "scholarship-count", "scholarship-amount", "commended-collectives", "commended-individuals")
MOST_ROWS, MOST_NAMED, MOST_SENTENCES = 8, 5, 5
KEPT_SECONDS = 600


@dataclass(frozen=True)
class Flow:
    """Money or honours of the year, beside the year before."""

    label: str
    number: str
    before: str
    basis: str


@dataclass(frozen=True)
class Leading:
    """A leader's page of one unit and year."""

    card: Scorecard
    sentences: tuple[str, ...]
    rows: tuple[Row, ...]
    flows: tuple[Flow, ...]
    reported: int
    expected: int
    missing: tuple[str, ...]
    units_word: str
    illustrative: bool


def lead(unit: Unit, year: int | None = None) -> Leading:
    """The page of the year, or of the last one that anything was approved of. Raises Refused as `build` does."""
    at = year or last_year(unit)
    card = build(unit, at)
    series = load(unit, at - 1, at, YEARLY_FORM, codes=FLOWS)
    missing = tuple(place.ward.name for place in series.missing() if place.year == at)
    expected = len(series.wards[at]) + series.unlisted(at)
    reported = len(series.wards[at]) - len(missing)
    flows = tuple(_flows(series, at))
    page = Leading(
        card=card,
        sentences=(),
        rows=tuple(to_decide(card)),
        flows=flows,
        reported=reported,
        expected=expected,
        missing=missing,
        units_word=series.units_word(at),
        illustrative=card.illustrative or any(series.year(code, at).illustrative for code in FLOWS),
    )
    return Leading(**{**page.__dict__, "sentences": tuple(_sentences(page))})


def how_we_stand(unit: Unit) -> str:
    """One line for the first page of whoever works there; nothing where no target is set or no figure was approved.

    Kept until a sheet takes a step, or a target, a form or a unit is written: then the line is made anew.
    """
    marks = _marks()
    if not marks[NUMBER_OF_TARGETS]:
        return ""
    key = f"how-we-stand-{unit.pk}-{_word(marks)}"
    line: str | None = cache.get(key)
    if line is None:
        line = _line(unit)
        cache.set(key, line, KEPT_SECONDS)
    return line


MARKS = (
    (Target, "COUNT(id), MAX(id)"),
    (PlanChange, "MAX(id)"),
    (Step, "MAX(id)"),
    (Form, "SUM(stamp)"),
    (Opening, "MAX(id)"),
    (UnitVersion, "MAX(id), MAX(valid_to)"),
)
"""What of each table changes once one of its rows is written, as far as a standing rests on it."""
NUMBER_OF_TARGETS = 0
"""Its place among the marks."""


def state_of_figures() -> str:
    """A word that changes once a sheet takes a step, or a target, a form, a unit or an opening is written."""
    return _word(_marks())


def _word(marks: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(marks).encode()).hexdigest()


def _marks() -> tuple[object, ...]:
    """All marks in one statement: every first page asks for them."""
    tables = ", ".join(
        f"(SELECT {marks} FROM {model._meta.db_table}) AS of_{number}"  # noqa: S608 # our own tables and words
        for number, (model, marks) in enumerate(MARKS)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {tables}")  # noqa: S608 # as above
        return tuple(cursor.fetchone())


def _line(unit: Unit) -> str:
    try:
        card = build(unit, last_year(unit))
    except Refused:
        return ""
    return _tally(card) if any(row.now for row in card.rows) else ""


def to_decide(card: Scorecard) -> Iterator[Row]:
    """Rows that are not met, the nearest milestone first, then those that lack most; an indicator once."""
    seen: set[int] = set()
    rows = [row for row in card.rows if row.standing == Standing.NOT_MET]
    for row in sorted(rows, key=lambda row: (row.target.year, -_gap(row))):
        key = row.indicator.pk if row.indicator else 0
        if key not in seen and len(seen) < MOST_ROWS:
            seen.add(key)
            yield row


def _gap(row: Row) -> Fraction:
    value = row.now.value if row.now else None
    return Fraction(row.target.minimum) - value if value is not None and row.target.minimum is not None else Fraction(0)


def _sentences(page: Leading) -> Iterator[str]:
    """Five that have something to say: what is late and what moved first, then money, honours, and how sure it is."""
    said = (
        _completeness(page),
        _tally(page.card),
        _moved(page.card),
        _fell(page.card),
        _due(page.card),
        *(_flow(each, page.card.year) for each in page.flows),
        _sure(page.card),
    )
    yield from islice(filter(None, said), MOST_SENTENCES)


def _flow(flow: Flow, year: int) -> str:
    of_how_many = f" ({flow.basis})" if flow.basis else ""
    return f"{flow.label} năm {year}: {flow.number}{of_how_many}; năm trước {flow.before}."


def _sure(card: Scorecard) -> str:
    """How many of the levels nobody compared with their document."""
    unsure = sum(row.unverified for row in card.rows)
    return f"{vi.whole(unsure)} mục tiêu chưa kiểm chứng với văn bản gốc." if unsure else ""


def _completeness(page: Leading) -> str:
    year = page.card.year_words
    if page.reported >= page.expected == 1:
        return f"Năm {year}: báo cáo của {page.card.name} đã được duyệt."
    if page.reported >= page.expected:
        return f"Năm {year}: cả {vi.whole(page.expected)} {page.units_word} đã có báo cáo được duyệt."
    named = list(page.missing[:MOST_NAMED])
    rest = page.expected - page.reported - len(named)
    if rest > 0:
        named.append(f"{vi.whole(rest)} nơi khác")
    lacking = f": {joined(named)}" if named else ""
    done = f"{vi.whole(page.reported)}/{vi.whole(page.expected)} {page.units_word}"
    return f"Năm {year}: {done} đã có báo cáo được duyệt, còn thiếu {vi.whole(page.expected - page.reported)}{lacking}."


def _tally(card: Scorecard) -> str:
    parts = [f"{vi.whole(number)} {standing.label}" for standing, number in card.tally()]
    if not parts:
        return f"Năm {card.year_words}: chưa văn bản nào đặt mục tiêu."
    return f"Năm {card.year_words}, trong {vi.whole(len(card.rows))} mục tiêu: {', '.join(parts)}."


def _changes(card: Scorecard) -> list[tuple[Fraction, Row]]:
    """How much each share moved since the year before on the same ground, in points; an indicator once."""
    found: dict[int, tuple[Fraction, Row]] = {}
    for row in card.rows:
        now, before = _value(row.now), _value(row.before)
        if row.indicator and row.indicator.base and now is not None and before is not None:
            found.setdefault(row.indicator.pk, (now - before, row))
    return sorted(found.values(), key=lambda each: each[0])


def _value(count: Count | None) -> Fraction | None:
    return count.value if count else None


def _moved(card: Scorecard) -> str:
    changes = _changes(card)
    if not changes or changes[-1][0] <= 0:
        return f"Không có tỉ lệ nào tăng so với năm {card.year - 1}." if changes else _no_comparison(card)
    row = changes[-1][1]
    return (
        f"Tăng nhiều nhất so với năm {card.year - 1}: {row.target.label}, từ {vi.percent(row.before_rate)} "
        f"lên {vi.percent(row.rate)}."
    )


def _no_comparison(card: Scorecard) -> str:
    broken = dict.fromkeys(row.broken for row in card.rows if row.broken)
    criteria = [f"{each[:1].upper()}{each[1:]}." for each in broken]
    why = " ".join([*card.breaks, *criteria][:2]) or f"Năm {card.year - 1} hoặc năm {card.year} chưa đủ số liệu."
    return f"Chưa so được với năm {card.year - 1}. {why}"


def _fell(card: Scorecard) -> str:
    fallen = [row for change, row in _changes(card) if change < 0]
    if not fallen:
        return f"Không có tỉ lệ nào giảm so với năm {card.year - 1}." if _changes(card) else ""
    told = [f"{each.target.label} ({vi.percent(each.before_rate)} → {vi.percent(each.rate)})" for each in fallen]
    return f"Giảm: {joined(told[:MOST_NAMED])}."


def _due(card: Scorecard) -> str:
    due = [row for row in card.rows if row.due]
    if not due:
        years = sorted({row.target.year for row in card.rows if row.target.year > card.year})
        return f"Năm nay không có mục tiêu nào đến hạn; hạn gần nhất là năm {years[0]}." if years else ""
    late = sum(row.standing == Standing.NOT_MET for row in due)
    unknown = sum(row.kept_by("chua-co-so") for row in due)
    return (
        f"Đến hạn trong năm {card.year}: {vi.whole(len(due))} mục tiêu, {vi.whole(late)} chưa đạt, "
        f"{vi.whole(unknown)} chưa kết luận được."
    )


def _flows(series: Series, year: int) -> Iterator[Flow]:
    for code in FLOWS:
        facts = series.measures.get(code)
        if facts is None:
            continue
        now, before = series.year(code, year), series.year(code, year - 1)
        write = vi.money if facts.unit_name == "đồng" else vi.whole
        yield Flow(facts.label, write(now.numerator), write(before.numerator), now.basis)
