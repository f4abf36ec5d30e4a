"""The grid of a khu phố as it is shown: who was registered × lines of the set in force, with what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from awards.titles.criteria import as_rules, facts_of
from awards.titles.enums import Action, AppliesTo, ItemKind, LeftOutRule, NominationState
from awards.titles.inputs import Counted, answered_by_register, shares_for
from awards.titles.models import CriteriaSet, Item, Nomination, NominationStep
from awards.titles.querysets import NominationQuerySet
from awards.titles.rules.answers import Answer, in_cell
from awards.titles.rules.criteria import Criteria, Facts
from awards.titles.rules.scoring import MODES, Outcome, so_far
from awards.titles.rules.scoring import assess as outcome_of
from awards.titles.workflow.states import NOMINATIONS
from hocTap.lib import vi

FULL = {ItemKind.BOOLEAN: "đạt"}
NOT_APPLYING = "–"


@dataclass(frozen=True)
class Column:
    """One line of the set: its code, text, what may be typed and what is everything ("10", "đạt"; a share has none)."""

    code: str
    item: Item
    by_register: bool

    @property
    def full(self) -> str:
        if self.item.kind == ItemKind.POINTS and self.item.max_points is not None:
            return vi.decimal(self.item.max_points.normalize())
        return FULL.get(ItemKind(self.item.kind), "")

    @property
    def hint(self) -> str:
        if self.by_register:
            return "lấy từ sổ"
        if self.item.threshold is not None:
            return f"đạt từ {vi.decimal(self.item.threshold.normalize())} %"
        if self.item.kind == ItemKind.BOOLEAN:
            return "đạt / chưa"
        floor = f", sàn {vi.decimal(self.item.floor.normalize())}" if self.item.floor else ""
        return f"tối đa {self.full}{floor}"


@dataclass(frozen=True)
class Cell:
    """What stands on one line; `fixed` where nobody types: the register answers, or the line does not apply."""

    code: str
    text: str
    fixed: bool


@dataclass(frozen=True)
class Row:
    """One nomination in the grid: its cells, how it stands, why it came back, what last year's answers were."""

    nomination: Nomination
    cells: list[Cell]
    standing: dict[str, Any]
    open: bool
    came_back: NominationStep | None
    last_year: dict[str, str]


@dataclass(frozen=True)
class Grid:
    """The table of one khu phố by one set of criteria."""

    criteria: CriteriaSet
    others: list[CriteriaSet]
    """Further sets by which others of the khu phố are judged (organisations of another level)."""
    columns: list[Column]
    rows: list[Row]

    @property
    def undecided(self) -> int:
        """How many here have a line that does not apply, while the set does not say what becomes of its points."""
        if self.criteria.left_out != LeftOutRule.UNDECIDED:
            return 0
        return sum(any(cell.text == NOT_APPLYING for cell in row.cells) for row in self.rows)

    @property
    def may_be_undecided(self) -> bool:
        """Whether the set has lines that may not apply, and no rule for them."""
        lines = (column.item.applies_to != AppliesTo.ALL for column in self.columns)
        return self.criteria.left_out == LeftOutRule.UNDECIDED and any(lines)

    @property
    def to_finish(self) -> list[int]:
        """Half-filled rows in which nothing is missing any more."""
        return [row.nomination.pk for row in self.rows if row.standing["waits"]]

    @property
    def last_year(self) -> dict[str, dict[str, str]]:
        """Last year's answers by nomination, for the script."""
        return {str(row.nomination.pk): row.last_year for row in self.rows if row.last_year}


def sets_of(rows: NominationQuerySet) -> list[CriteriaSet]:
    """The sets by which these are judged, in order."""
    used = rows.order_by().values("criteria")
    return list(CriteriaSet.objects.with_lines().filter(pk__in=used).order_by("name", "pk"))


def grid_of(rows: NominationQuerySet, chosen: int, most: int) -> Grid | None:
    """The grid by the chosen set, else by the first; at most so many rows. None when nobody is registered."""
    sets = sets_of(rows)
    if not sets:
        return None
    criteria = next((each for each in sets if each.pk == chosen), sets[0])
    found = list(
        rows.filter(criteria=criteria).select_related("candidate").order_by("candidate__sort_key", "pk")[:most]
    )
    columns = _columns(criteria)
    maker = _Maker(criteria, columns, _returns(found), _last_year(found, criteria))
    return Grid(criteria, [each for each in sets if each != criteria], columns, [maker.row(each) for each in found])


def _columns(criteria: CriteriaSet) -> list[Column]:
    by_register = answered_by_register(criteria)
    return [
        Column(code, item, code in by_register)
        for criterion in criteria.criteria.all()
        for item in criterion.items.all()
        for code in [f"{criterion.ordinal}.{item.ordinal}"]
    ]


def _returns(rows: Iterable[Nomination]) -> dict[int, NominationStep]:
    """Why rows came back that have not gone up again; one query."""
    sent = [row.pk for row in rows if row.sent_times]
    steps = NominationStep.objects.filter(nomination__in=sent, action__in=[Action.RETURN, Action.PROPOSE])
    latest = {step.nomination_id: step for step in steps.select_related("by").order_by("at", "pk")}
    return {pk: step for pk, step in latest.items() if step.action == Action.RETURN}


def _last_year(rows: list[Nomination], criteria: CriteriaSet) -> dict[int, Mapping[str, Answer]]:
    """Last year's answers by the same set, by candidate; another set's lines are other lines. One query."""
    if not rows:
        return {}
    before = Nomination.objects.in_year(rows[0].kind, rows[0].year - 1).filter(criteria=criteria)
    return dict(before.filter(candidate__in=[row.candidate_id for row in rows]).values_list("candidate_id", "answers"))


class _Maker:
    """Makes rows of one set."""

    def __init__(
        self,
        criteria: CriteriaSet,
        columns: list[Column],
        returns: Mapping[int, NominationStep],
        last_year: Mapping[int, Mapping[str, Answer]],
    ) -> None:
        self.criteria, self.rules = criteria, as_rules(criteria)
        self.columns, self.returns, self.last_year = columns, returns, last_year
        self.counted: Counted = {}

    def row(self, row: Nomination) -> Row:
        facts = facts_of(row.candidate)
        own = {code: share.counts for code, share in shares_for(self.criteria, row, self.counted).items()}
        own = {column.code: own[column.code] for column in self.columns if column.by_register}
        answers = {**row.answers, **own}
        is_open = NOMINATIONS.leads(Action.ASSESS, row.state)
        kept = self.last_year.get(row.candidate_id, {})
        return Row(
            row,
            [self._cell(column, answers, facts) for column in self.columns],
            standing(self.rules, row, answers, outcome_of(self.rules, answers, facts)),
            is_open,
            self.returns.get(row.pk),
            {code: in_cell(answer) for code, answer in kept.items()},
        )

    def _cell(self, column: Column, answers: Mapping[str, Answer], facts: Facts) -> Cell:
        known = {AppliesTo.CHILDREN: facts.children, AppliesTo.ADULTS: facts.adults}
        if known.get(AppliesTo(column.item.applies_to)) == 0:
            return Cell(column.code, NOT_APPLYING, fixed=True)
        return Cell(column.code, in_cell(answers.get(column.code)), column.by_register)


def standing(rules: Criteria, row: Nomination, answers: Mapping[str, Answer], outcome: Outcome) -> dict[str, Any]:
    """How a row stands, in the words of the grid: total or points so far, band, what is missing."""
    found = {"pk": row.pk, "total": "", "band": "", "passes": None, "missing": [], "words": "", "waits": False}
    if outcome.problems:
        answered = [code for code in answers if code not in outcome.problems]
        missing = [code for code in outcome.problems if code not in answers]
        others = " ".join(outcome.problems[code] for code in outcome.problems if code in answers)
        if MODES[rules.mode].has_score and answered:
            found["total"] = vi.decimal(so_far(rules, answers, facts_of(row.candidate)).normalize())
        return found | {"missing": missing, "words": others or _missing(outcome.problems, rules)}
    found["total"] = vi.decimal(outcome.score.normalize()) if outcome.score is not None else ""
    return found | {
        "band": outcome.rating_name or "chưa đạt mức nào",
        "passes": outcome.passes,
        "words": " ".join(outcome.remarks),
        "waits": row.state == NominationState.REGISTERED,
    }


def _missing(problems: Mapping[str, str], rules: Criteria) -> str:
    """What is missing, in few words: "còn 3 mục: 1.2, 1.3, 2.1"."""
    if len(problems) == len(rules.lines):
        return "chưa chấm"
    codes = ", ".join(list(problems)[:6])
    return f"còn {len(problems)} mục: {codes}{', …' if len(problems) > 6 else ''}"
