"""The grid of a khu phố as it is shown: who was registered × lines of the set in force, with what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from awards.titles.criteria import as_rules, facts_of, has_open_rule
from awards.titles.enums import Action, AppliesTo, ItemKind, LeftOutRule, NominationState
from awards.titles.inputs import Counted, shares_for
from awards.titles.models import Candidate, CriteriaForm, CriteriaSet, Item, Nomination, NominationStep
from awards.titles.querysets import NominationQuerySet
from awards.titles.rules.answers import Answer, in_cell
from awards.titles.rules.criteria import Criteria, Facts
from awards.titles.rules.scoring import MODES, Outcome, so_far
from awards.titles.rules.scoring import assess as outcome_of
from awards.titles.workflow.states import IN_THE_WARD, NOMINATIONS
from hocTap.lib import vi

FULL = {ItemKind.BOOLEAN: "đạt"}
NOT_APPLYING = "–"
WITHOUT_GROUP = "người chưa ghi nhóm"


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
class NominationRow:
    """One nomination in the grid: its cells, how it stands, why it came back, what last year's answers were."""

    nomination: Nomination
    cells: list[Cell]
    standing: dict[str, Any]
    open: bool
    came_back: NominationStep | None
    last_year: dict[str, str]
    slip: str = ""
    """For which group the person's form is; empty where the set has one form for all."""


@dataclass(frozen=True)
class Slip:
    """One form of the set: whose it is, and how many here fill it in."""

    code: str
    name: str
    number: int


@dataclass(frozen=True)
class Grid:
    """The table of one khu phố by one set of criteria."""

    criteria: CriteriaSet
    others: list[CriteriaSet]
    """Further sets by which others of the khu phố are judged (organisations of another level)."""
    columns: list[Column]
    rows: list[NominationRow]
    page: Page[Nomination]
    """Which of the khu phố's rows these are, where there are more than one table holds."""
    slips: Sequence[Slip] = ()
    """The set's forms by group of people, where it has several, and those of no group yet."""
    slip: str = ""
    """Whose rows alone are shown; empty for all."""

    @property
    def undecided(self) -> int:
        """How many here have a line that does not apply, while the set does not say what becomes of its points."""
        if self.criteria.left_out != LeftOutRule.UNDECIDED:
            return 0
        return sum(any(cell.text == NOT_APPLYING for cell in row.cells) for row in self.rows)

    @property
    def may_be_undecided(self) -> bool:
        """Whether the set has lines that may not apply, and no rule for them."""
        return has_open_rule(self.criteria)

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


NO_GROUP = "chua-ghi"


def grid_of(rows: NominationQuerySet, chosen: int, page: int, words: str, most: int, group: str = "") -> Grid | None:
    """The grid by the chosen set, else by the first; at most so many rows. None when nobody is registered.

    Of the page asked for; 0 is the page on which the first stands who is searched for, else the first page.
    """
    sets = sets_of(rows)
    if not sets:
        return None
    criteria = next((each for each in sets if each.pk == chosen), sets[0])
    of_set = rows.filter(criteria=criteria)
    slips = _slips(criteria, of_set)
    group = group if group in {slip.code for slip in slips} else ""
    of_slip = of_set.filter(candidate__group="" if group == NO_GROUP else group) if group else of_set
    ordered = of_slip.select_related("candidate", "decision").order_by("candidate__sort_key", "pk")
    shown = Paginator(ordered, most).get_page(page or _page_of(ordered, words, most) or 1)
    found = list(shown)
    columns = _columns(criteria)
    maker = _Maker(criteria, columns, _returns(found), _last_year(found, criteria), slips)
    others = [each for each in sets if each != criteria]
    return Grid(criteria, others, columns, [maker.row(each) for each in found], shown, slips, group)


def _slips(criteria: CriteriaSet, rows: NominationQuerySet) -> list[Slip]:
    """The forms of a set that has one for each group, with how many here belong to it; two queries, else one."""
    names = dict(CriteriaForm.objects.filter(criteria=criteria).order_by("pk").values_list("code", "name"))
    if not names:
        return []
    counted = rows.order_by().values_list("candidate__group").annotate(number=Count("pk"))
    numbers = {group if group in names else NO_GROUP: number for group, number in counted}
    return [Slip(code, name, numbers.get(code, 0)) for code, name in (names | {NO_GROUP: WITHOUT_GROUP}).items()]


def _page_of(ordered: NominationQuerySet, words: str, most: int) -> int:
    """The page on which the first row with these words in name or address stands; 0 for none."""
    if not words:
        return 0
    meant = ordered.filter(candidate__in=Candidate.objects.matching(words).order_by().values("pk"))
    first = meant.values_list("candidate__sort_key", "pk").first()
    if first is None:
        return 0
    key, pk = first
    before = ordered.filter(Q(candidate__sort_key__lt=key) | Q(candidate__sort_key=key, pk__lt=pk)).count()
    return before // most + 1


def _columns(criteria: CriteriaSet) -> list[Column]:
    by_register = as_rules(criteria).by_register
    return [
        Column(code, item, code in by_register)
        for criterion in criteria.criteria.all()
        for item in criterion.items.all()
        for code in [f"{criterion.ordinal}.{item.ordinal}"]
    ]


def _returns(rows: Iterable[Nomination]) -> dict[int, NominationStep]:
    """Why rows came back that have not gone up again; one query."""
    sent = [row.pk for row in rows if row.sent_times and row.state in IN_THE_WARD]
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
        slips: Sequence[Slip],
    ) -> None:
        self.criteria, self.rules = criteria, as_rules(criteria)
        self.columns, self.returns, self.last_year = columns, returns, last_year
        self.counted: Counted = {}
        self.slips = {slip.code: slip.name for slip in slips}

    def row(self, row: Nomination) -> NominationRow:
        facts = facts_of(row.candidate)
        own = {code: share.counts for code, share in shares_for(self.rules, row, self.counted).items()}
        own = {column.code: own[column.code] for column in self.columns if column.by_register}
        answers = {**row.answers, **own}
        is_open = NOMINATIONS.leads(Action.ASSESS, row.state)
        kept = self.last_year.get(row.candidate_id, {})
        return NominationRow(
            row,
            [self._cell(column, answers, facts) for column in self.columns],
            standing(self.rules, row, answers, outcome_of(self.rules, answers, facts)),
            is_open,
            self.returns.get(row.pk),
            {code: in_cell(answer) for code, answer in kept.items()},
            self.slips.get(row.candidate.group or NO_GROUP, self.slips.get(NO_GROUP, "")),
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
