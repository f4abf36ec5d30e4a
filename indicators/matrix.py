"""All units' figures of a period beside each other: a row each, a column for each line of the form, last year below.

Read by an office before any report exists: what stands out is marked by plain rules that the page says, sums say of
how many units they are, and sheets with nothing open are approved together.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hocTap.lib import vi
from indicators.enums import Additivity, Nature, State
from indicators.held import LEVELS, NOTHING_HELD, Reading
from indicators.layout import Layout, load_layout
from indicators.models import Form, Line, Measure, Period, Submission, Value
from indicators.place import layout_over
from indicators.progress import Progress, progress_of
from indicators.series.facts import Ward, lacks_other_kinds, unlisted
from indicators.series.tree import offices_of, read_tree
from units.enums import UnitKind
from units.models import Unit, User
from units.words import all_of_them, kinds_word

TIMES = 2
"""A figure at least so many times last year's, or at most that part of it, stands out."""

LEAST_DIFFERENCE = 10
"""Smaller differences never stand out: from 2 to 5 classes is nothing to ask about."""

Numbers = Mapping[str, int | None]


def stands_out(now: int | None, before: int | None) -> str:
    """How a figure differs from last year's so much that somebody should look; nothing where it does not.

    Example: 700 after 300 is "gấp 2 lần trở lên so với năm trước". A blank says nothing here: the form's own checks do.
    """
    if now is None or not before or abs(now - before) < LEAST_DIFFERENCE:
        return ""
    if now == 0:
        return "năm trước có, năm nay ghi 0"
    if now >= before * TIMES:
        return f"gấp {TIMES} lần trở lên so với năm trước"
    return f"còn 1/{TIMES} trở xuống so với năm trước" if now * TIMES <= before else ""


@dataclass(frozen=True)
class MatrixRow:
    """One unit: its sheet, if any, what it says and what last year's said."""

    unit: Ward
    sheet: int | None
    state: str
    now: Numbers = field(default_factory=dict)
    before: Numbers = field(default_factory=dict)
    progress: Progress | None = None
    sent_by: int | None = None
    sent_at: dt.datetime | None = None
    approved_by: int | None = None
    unchecked: bool = False
    """Whether the unit approved the sheet itself and nobody of an office above has said since that it was checked."""
    held: frozenset[str] = NOTHING_HELD
    """Codes of the figures that the person does not see; they are in neither year's."""
    ended: bool = False
    """Whether the unit ended within the period: its heirs count what it had, so that only what happened adds up."""

    @property
    def state_label(self) -> str:
        return State(self.state).label if self.sheet else "chưa lập"

    def marks(self, codes: Iterable[str]) -> list[str]:
        """The codes of the figures that stand out."""
        return [code for code in codes if stands_out(self.now.get(code), self.before.get(code))]

    @property
    def is_ready(self) -> bool:
        """Sent, without errors, every warning explained: it can be approved together with others."""
        found = self.progress
        return (
            self.state == State.SUBMITTED
            and found is not None
            and not found.errors
            and found.warnings == found.explained
            and found.filled == found.required
        )


@dataclass(frozen=True)
class Matrix:
    """All units of an office for a form and period; `former` is the same period a year before, if there was one."""

    unit: Unit
    form: Form
    period: Period
    former: Period | None
    layout: Layout
    rows: Sequence[MatrixRow]
    word: str
    unlisted: int = 0
    """How many units should report that the catalogue lacks."""

    def sum_of(self, measure: Measure) -> tuple[int | None, int, int]:
        """The sum of the figures given, how many units gave one, and how many should; no figure is no sum.

        What stands at the end (a stock) is summed over the units that stood then: those that ended within the period
        are in their heirs' figures. What happened (a flow) is summed over all.
        """
        counted = [row for row in self.rows if measure.nature == Nature.FLOW or not row.ended]
        given = [number for row in counted if (number := row.now.get(measure.code)) is not None]
        return (sum(given) if given else None), len(given), len(counted) + self.unlisted

    def total(self, line: Line) -> str:
        """The sum as the page says it: "10.800"; "7.200 (12/16)" where some gave none; "–" for a level or a share."""
        if line.measure.additivity != Additivity.SUM:
            return vi.NOTHING
        number, gave, all_of_them = self.sum_of(line.measure)
        part = f" ({vi.whole(gave)}/{vi.whole(all_of_them)})" if gave < all_of_them and number is not None else ""
        return f"{vi.whole(number)}{part}"

    @property
    def held(self) -> frozenset[str]:
        """The codes of the figures that the person sees of none of the units."""
        return LEVELS.intersection(*(row.held for row in self.rows)) & set(self.layout.measures)

    @property
    def ready(self) -> list[MatrixRow]:
        return [row for row in self.rows if row.is_ready]

    @property
    def given(self) -> int:
        """How many units have any figure here."""
        return sum(any(number is not None for number in row.now.values()) for row in self.rows)

    @property
    def sent_words(self) -> str:
        """Of how many units figures are here: "14/16 phường"."""
        return f"{vi.whole(self.given)}/{vi.whole(len(self.rows) + self.unlisted)} {self.word}"


def matrix_of(unit: Unit, form: Form, period: Period, *, user: User) -> Matrix:
    """The figures of every unit that reports to the unit for the period, as far as the person sees them.

    In a fixed number of queries. Last year is the same period of the year before. A unit whose sheet went into its
    heir's by the hand-over has no row: the heir tells of its days.
    """
    spans = {period.year: (period.starts_on, period.ends_on)}
    tree = read_tree(unit, UnitKind(form.unit_kind), spans)
    offices = offices_of(unit, tree, spans).get(period.year, ())
    there = [each for each in (*tree.wards[period.year], *tree.ended[period.year]) if each.pk != unit.pk]
    ended = {each.pk for each in tree.ended[period.year]}
    former = Period.objects.filter(kind=period.kind, ordinal=period.ordinal, year=period.year - 1).first()
    seen = Submission.objects.visible_to(user).filter(unit__in=[each.pk for each in there], own_total=False)
    layout = layout_over(load_layout(form), there)
    sheets = {each.unit_id: each for each in seen.filter(form=form, period=period)}
    handed = {unit_id for unit_id, sheet in sheets.items() if sheet.state == State.HANDED}
    units = sorted((each for each in there if each.pk not in handed), key=lambda each: (each.sort_key, each.pk))
    past = seen.filter(form__code=form.code, period=former) if former else seen.none()
    before = {unit_id: pk for pk, unit_id in past.values_list("pk", "unit_id")}
    numbers = _numbers(layout, [*(each.pk for each in sheets.values()), *before.values()])
    progress = progress_of(layout, sheets.values(), period)
    rows = [
        replace(_row(each, sheets.get(each.pk), before.get(each.pk), numbers, progress), ended=each.pk in ended)
        for each in units
    ]
    reading = Reading(user)
    rows = [_as_read(row, reading, sheets.get(row.unit.pk)) for row in rows]
    word = all_of_them(units, lacks_other_kinds(offices)) if units else kinds_word(units)
    return Matrix(unit, form, period, former, layout, rows, word, unlisted(offices))


def _row(
    unit: Ward,
    sheet: Submission | None,
    past: int | None,
    numbers: Mapping[int, Numbers],
    progress: Mapping[int, Progress],
) -> MatrixRow:
    before = numbers.get(past, {}) if past else {}
    if sheet is None:
        return MatrixRow(unit, None, "none", before=before)
    now, sent = numbers.get(sheet.pk, {}), (sheet.submitted_by_id, sheet.submitted_at, sheet.approved_by_id)
    unchecked = sheet.own_approval and sheet.checked_by_id is None
    return MatrixRow(unit, sheet.pk, sheet.state, now, before, progress.get(sheet.pk), *sent, unchecked)


def _as_read(row: MatrixRow, reading: Reading, sheet: Submission | None) -> MatrixRow:
    """The row without what is held from the person."""
    held = reading.held(sheet) if sheet else reading.held_of_unit(row.unit.pk)
    if not held:
        return row
    now, before = ({code: n for code, n in side.items() if code not in held} for side in (row.now, row.before))
    return replace(row, now=now, before=before, held=held)


def _numbers(layout: Layout, sheets: Iterable[int]) -> Mapping[int, Numbers]:
    """What the sheets say, by sheet and code; one query. Another version of the form may lack a line."""
    found: dict[int, dict[str, int | None]] = defaultdict(dict)
    rows = Value.objects.filter(submission__in=list(sheets), measure__code__in=list(layout.measures))
    for sheet, code, number in rows.values_list("submission_id", "measure__code", "number"):
        found[sheet][code] = number
    return found


def chosen_lines(matrix: Matrix, section: int = 0) -> list[Line]:
    """The lines of a section by its id; all of them for 0 or a section that is not the form's.

    Lines that the person sees of none of the units are left out.
    """
    lines = [line for line in matrix.layout.lines if line.measure.code not in matrix.held]
    return [line for line in lines if line.section_id == section] or lines
