"""One list of all that somebody should look at in the figures of an office's units for a period, gravest first.

The form's own checks (parts against totals, last year, registers), and what only shows across figures: bases that
move, sheets and numbers that are alike, shares over 100 %, the units' sum against the published total, targets over
another base. Each names its unit in a full sentence, stands at its cell, and has the answer that was given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.db.models import Q
from django.urls import reverse

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from indicators.enums import Additivity, CheckKind, Concern, Severity, Standing
from indicators.matrix import Matrix, MatrixRow, stands_out
from indicators.models import CheckNote, Measure, Submission, Value
from indicators.register import counts_by_unit
from indicators.rules import across as rules
from indicators.rules.across import Named
from indicators.rules.checks import Finding, evaluate
from indicators.scorecard.building import build

Notes = Mapping[tuple[int, str], str]
"""Answers by sheet and by code, of a check or of a measure."""

CONCERNS = {
    CheckKind.AT_MOST: Concern.PARTS,
    CheckKind.SUM_EQUALS: Concern.PARTS,
    CheckKind.JUMP: Concern.LAST_YEAR,
    CheckKind.RATIO_BETWEEN: Concern.UNUSUAL,
    CheckKind.ALL_FULL: Concern.UNUSUAL,
    CheckKind.MATCHES_REGISTER: Concern.REGISTER,
}


@dataclass(frozen=True)
class Found:
    """One thing to look at: of which unit, how grave, about what, in a sentence, at which cell, the answer given."""

    unit: str
    place: int
    """The unit's id."""
    sort_key: str
    severity: Severity
    concern: Concern
    said: str
    sheet: int | None = None
    cell: str = ""
    answer: str = ""
    page: str = ""
    """Where it is seen, if it is of no single cell."""

    @property
    def sentence(self) -> str:
        """Full, so that it can be sent on alone: "Phường 2: Tổng số hộ (hộ) tăng từ …"."""
        return f"{self.unit}: {self.said}"

    @property
    def address(self) -> str:
        """The cell with its history."""
        return reverse("indicators:cell-history", args=[self.sheet, self.cell]) if self.sheet else self.page

    @property
    def is_open(self) -> bool:
        """Whether nobody gave an answer yet; a target's base is nobody's to answer for."""
        return not self.answer and self.concern != Concern.TARGET

    @property
    def grave_first(self) -> tuple[bool, str, str, str]:
        return self.severity != Severity.ERROR, self.sort_key, self.unit, self.concern


def look_across(matrix: Matrix, own_total: Submission | None) -> list[Found]:
    """Everything found, errors first, unit by unit, in a fixed number of queries."""
    rows = {row.unit.pk: row for row in matrix.rows if row.sheet is not None}
    notes = _notes([*(row.sheet for row in rows.values() if row.sheet), *([own_total.pk] if own_total else [])])
    register = counts_by_unit(matrix.period, _olds(rows)) if matrix.layout.asks_registers else {}
    found = [each for pk, row in rows.items() for each in _of_unit(matrix, row, register.get(pk, {}), notes)]
    found += _alike(matrix, rows)
    found += _of_total(matrix, own_total) if own_total else []
    answered = [each if each.answer else replace(each, answer=_beside_cell(each, notes)) for each in found]
    return sorted([*answered, *_of_targets(matrix)], key=lambda each: each.grave_first)


def _olds(rows: Mapping[int, MatrixRow]) -> dict[int, list[int]]:
    """The units whose days each unit's sheet tells of too; one query."""
    found: dict[int, list[int]] = {unit: [] for unit in rows}
    units = {row.sheet: unit for unit, row in rows.items()}
    handed = Submission.objects.filter(handed_to__in=list(units)).values_list("handed_to", "unit")
    for sheet, old in handed:
        found[units[sheet]].append(old)
    return found


def _notes(sheets: Iterable[int]) -> Notes:
    """What officers wrote on warnings, and beside cells: two queries."""
    of_sheets = list(sheets)
    on_checks = CheckNote.objects.filter(submission__in=of_sheets)
    on_cells = Value.objects.filter(~Q(note=""), submission__in=of_sheets)
    found = {(sheet, code): note for sheet, code, note in on_cells.values_list("submission", "measure__code", "note")}
    return found | {
        (sheet, code): note for sheet, code, note in on_checks.values_list("submission", "check_ref__code", "note")
    }


def _beside_cell(each: Found, notes: Notes) -> str:
    return notes.get((each.sheet or 0, each.cell), "")


# One unit by itself


def _of_unit(matrix: Matrix, row: MatrixRow, register: Mapping[str, int], notes: Notes) -> Iterator[Found]:
    layout = matrix.layout
    kinds = {spec.code: spec.kind for spec in layout.checks}
    bases = {each.base_of_share.code: each.base_of_share for each in layout.indicators_in(matrix.period.year)}
    findings = evaluate(layout.checks, row.now, row.before, register)
    jumped = {each.cells[0] for each in findings if kinds[each.code] == CheckKind.JUMP}
    for each in findings:
        concern = CONCERNS[kinds[each.code]]
        if kinds[each.code] == CheckKind.JUMP and each.cells[0] in bases and _moved(row, each.cells[0]):
            concern = Concern.BASE
        yield _checked(row, each, concern, notes)
    yield from _over(matrix, row, findings)
    moved = [code for code in bases if code not in jumped and _moved(row, code)]
    for code in moved:
        said = rules.base_moved(named_of(bases[code]), row.now, row.before)
        yield _of(row, Concern.BASE, code, said)
    yield from _unlike_last_year(matrix, row, {*jumped, *moved})


def _moved(row: MatrixRow, code: str) -> bool:
    return rules.has_moved(row.now.get(code), row.before.get(code))


def _checked(row: MatrixRow, finding: Finding, concern: Concern, notes: Notes) -> Found:
    answer = notes.get((row.sheet or 0, finding.code), "")
    return _of(row, concern, finding.cells[0], finding.sentence, finding.severity, answer)


def _of(
    row: MatrixRow,
    concern: Concern,
    cell: str,
    said: str,
    severity: Severity = Severity.WARNING,
    answer: str = "",
) -> Found:
    return Found(row.unit.name, row.unit.pk, row.unit.sort_key, severity, concern, said, row.sheet, cell, answer)


def _over(matrix: Matrix, row: MatrixRow, findings: Iterable[Finding]) -> Iterator[Found]:
    """Shares over 100 %, unless a check of the form says so of the same two cells."""
    told = [set(each.cells) for each in findings if each.is_error]
    for each in matrix.layout.indicators_in(matrix.period.year):
        part, base = named_of(each.numerator), named_of(each.base_of_share)
        said = rules.over_whole(part, base, row.now)
        if said and not any({part.code, base.code} == cells for cells in told):
            yield _of(row, Concern.OVER, part.code, said, Severity.ERROR)


def _unlike_last_year(matrix: Matrix, row: MatrixRow, told: set[str]) -> Iterator[Found]:
    for code, measure in matrix.layout.measures.items():
        if code not in told and (why := stands_out(row.now.get(code), row.before.get(code))):
            now, before = vi.whole(row.now.get(code)), vi.whole(row.before.get(code))
            said = f"{measure.label} ({measure.unit_name}): {why}, năm nay {now}, năm trước {before}."
            yield _of(row, Concern.LAST_YEAR, code, said)
    if rules.is_last_years(row.now, row.before):
        told_of = rules.telling(row.now)
        said = (
            f"cả {vi.whole(len(told_of))} số từ {rules.TELLING} trở lên giống hệt năm trước. Hãy hỏi đã đếm lại chưa."
        )
        yield _of(row, Concern.ALIKE, next(iter(told_of)), said)


def named_of(measure: Measure) -> Named:
    return Named(measure.code, measure.label, measure.unit_name)


# Units beside each other


def _alike(matrix: Matrix, rows: Mapping[int, MatrixRow]) -> Iterator[Found]:
    """Two units with the same sheet, or with a number too particular to stand in both by chance."""
    sheets = {unit: row.now for unit, row in rows.items()}
    together: dict[int, set[int]] = defaultdict(set)
    for units in rules.same_sheets(sheets):
        for unit in units:
            together[unit] = set(units)
            numbers = rules.telling(rows[unit].now)
            said = (
                f"cả {vi.whole(len(numbers))} số từ {rules.TELLING} trở lên giống hệt {_others(rows, units, unit)}. "
                "Hãy hỏi có chép nhầm báo cáo không."
            )
            yield _of(rows[unit], Concern.ALIKE, next(iter(numbers)), said)
    for code, number, units in rules.same_numbers(sheets):
        measure = matrix.layout.measures[code]
        for unit in units if not set(units) <= together[units[0]] else ():
            said = (
                f"{measure.label} là {vi.whole(number)} {measure.unit_name}, giống hệt {_others(rows, units, unit)}. "
                "Hãy hỏi có chép nhầm không."
            )
            yield _of(rows[unit], Concern.ALIKE, code, said)


def _others(rows: Mapping[int, MatrixRow], units: Iterable[int], unit: int) -> str:
    return rules.names_of([rows[each].unit.name for each in units if each != unit])


def _of_total(matrix: Matrix, own_total: Submission) -> Iterator[Found]:
    """The units' sums against the office's published totals: one query."""
    totals = dict(Value.objects.filter(submission=own_total).filled().values_list("measure__code", "number"))
    for code, measure in matrix.layout.measures.items():
        if any(code in row.held for row in matrix.rows):
            continue
        total = totals.get(code)
        parts, given, expected = matrix.sum_of(measure)
        if total is None or parts is None or measure.additivity != Additivity.SUM:
            continue
        if said := rules.total_differs(named_of(measure), parts, total, given, expected):
            name = own_total.unit_as.name
            yield Found(name, matrix.unit.pk, "", Severity.WARNING, Concern.TOTAL, said, own_total.pk, code)


def _of_targets(matrix: Matrix) -> Iterator[Found]:
    """Targets of the office over a base that nobody counts, as its scorecard of the year has them."""
    try:
        card = build(matrix.unit, matrix.period.year)
    except Refused:
        return
    for row in card.rows:
        if row.standing == Standing.NOT_COMPARABLE:
            said = f"{row.sentence} ({row.document}, năm {row.target.year})"
            page = f"{reverse('reports:scorecard', args=[matrix.unit.pk])}?nam={card.year}"
            if row.indicator:
                page = f"{reverse('reports:indicator', args=[matrix.unit.pk, row.indicator.code])}?nam={card.year}"
            yield Found(card.name, matrix.unit.pk, "", Severity.WARNING, Concern.TARGET, said, page=page)
