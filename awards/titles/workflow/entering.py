"""Scores typed line by line, as in the grid of a khu phố: a row in part is kept, a whole one is assessed."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F

from awards.titles.criteria import facts_of, rules_of
from awards.titles.enums import Action, NominationState
from awards.titles.inputs import Counted, shares_for
from awards.titles.models import Nomination
from awards.titles.querysets import NominationQuerySet
from awards.titles.rules.answers import TOTAL, Answer, alike, cell_problem, in_cell, read_cell
from awards.titles.rules.criteria import Criteria, Line
from awards.titles.rules.scoring import Outcome
from awards.titles.rules.scoring import assess as outcome_of
from awards.titles.workflow.assessing import UNVOTED, assess_locked, remember_scorers
from awards.titles.workflow.machinery import ASSESS, batches, lock, must_stand_still, write
from awards.titles.workflow.states import NOMINATIONS
from hocTap.lib.refusals import Refused
from units.models import User

S = NominationState
UNASSESSED: dict[str, Any] = {
    "score": None,
    "result": "",
    "passes": None,
    "assessed_by": None,
    "assessed_at": None,
    "inputs": {},
}
READ = (
    *("kind", "year", "ward", "community", "criteria", "state", "edition", "answers", "typists", "assessed_by"),
    *("signed_name", "candidate__name", "candidate__aged_6_to_18", "candidate__aged_19_to_60"),
)
"""What a score needs of its nomination; sent with every Tab, so nothing else is read."""
GONE = "Hồ sơ này không còn trong danh sách này. Hãy tải lại trang."
NO_LINE = "Bộ tiêu chí của năm này không có mục này. Hãy tải lại trang."
ONLY_TOTAL = "Hồ sơ này chỉ ghi tổng điểm. Muốn chấm từng mục, hãy mở trang của hồ sơ và xóa ô tổng điểm."
BY_REGISTER = "Mục này lấy từ sổ danh hiệu, không gõ được."
OVER_A_VOTE = "Hồ sơ đã bình xét. Ghi điểm khác thì phiếu đã ghi không còn tính, phải bình xét lại."


@dataclass(frozen=True)
class ScoreInput:
    """What a person typed on one line of one nomination, and what stood there before their eyes."""

    nomination: int
    code: str
    text: str
    base: str
    over_vote: bool = False
    """Whether the person knows that the vote taken on the old scores will not count any more."""


@dataclass(frozen=True)
class ScoreResult:
    """What became of it: saved; refused, voted or conflict, each with a sentence; and what is kept there now."""

    nomination: int
    code: str
    state: str
    text: str = ""
    sentence: str = ""
    other_name: str = ""
    own: bool = False
    """Whether what is kept was typed by the same person, in another window."""


@dataclass(frozen=True)
class Standing:
    """How a nomination stands with its answers of now."""

    rules: Criteria
    row: Nomination
    answers: Mapping[str, Answer]
    outcome: Outcome


@dataclass
class Entered:
    """What became of each line, and how each nomination stands that was typed on."""

    results: list[ScoreResult] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)


@transaction.atomic
def enter_scores(rows: NominationQuerySet, cells: Sequence[ScoreInput], *, by: User, at: dt.datetime) -> Entered:
    """Keep lines of self-assessments one by one, of these nominations; each for itself, a bad one stops no other.

    As soon as nothing is missing the nomination is assessed, just as by `assess`; a line emptied takes an assessed one
    back to "registered", with what is left. A line that holds another answer than the person saw is a conflict.
    """
    desk = _Desk(lock(rows.filter(pk__in={cell.nomination for cell in cells}).only(*READ)), by)
    results = [desk.take(cell) for cell in cells]
    standings = desk.write(at)
    return Entered(_with_names(results), standings)


@transaction.atomic
def finish(rows: NominationQuerySet, pks: Collection[int], *, by: User, at: dt.datetime) -> int:
    """Assess those of these half-filled nominations in which nothing is missing (any more); how many.

    A line may become needless after it was left: the set was given its rule, the register its number of children.
    """
    desk = _Desk(lock(rows.filter(pk__in=pks, state=S.REGISTERED).exclude(answers={})), by)
    desk.changed.update(pk for pk in desk.rows if not desk.outcome(pk).problems)
    return len(desk.write(at))


class _Desk:
    """Locked nominations on which lines are typed, with their sets of criteria."""

    def __init__(self, rows: Iterable[Nomination], by: User) -> None:
        self.rows = {row.pk: row for row in rows}
        self.by = by
        used = {row.criteria_id for row in self.rows.values()}
        self.rules = rules_of(used)
        self.lines = {pk: {line.code: line for line in rules.lines} for pk, rules in self.rules.items()}
        self.by_register = {pk: rules.by_register for pk, rules in self.rules.items()}
        self.answers = {row.pk: self._known(row) for row in self.rows.values()}
        self.typists = {row.pk: dict(row.typists) for row in self.rows.values()}
        self.remembered = {pk for pk, lines in self.typists.items() if by.pk in lines.values()}
        """Rows of which the person typed a line that stands, and was noted as their scorer when it was typed."""
        self.counted: Counted = {}
        self.changed: set[int] = set()
        self.typed: set[int] = set()

    def _known(self, row: Nomination) -> dict[str, Answer]:
        """The answers kept that the person types: not those of the register, nor of lines that the set lost."""
        typed = self.lines[row.criteria_id].keys() - self.by_register[row.criteria_id]
        return {code: answer for code, answer in row.answers.items() if code in typed}

    def take(self, cell: ScoreInput) -> ScoreResult:
        try:
            row, line = self._where(cell)
            return self._kept(cell, row, line, self._wanted(cell, row, line))
        except Refused as reason:
            return ScoreResult(cell.nomination, cell.code, "refused", cell.text, str(reason))

    def _where(self, cell: ScoreInput) -> tuple[Nomination, Line]:
        row = self.rows.get(cell.nomination)
        if row is None:
            raise Refused(GONE)
        if not NOMINATIONS.leads(Action.ASSESS, row.state):
            raise Refused(f"Hồ sơ của {row.holder_name} {row.step_words} nên không chấm được nữa.")
        line = self.lines[row.criteria_id].get(cell.code)
        if line is None:
            raise Refused(NO_LINE)
        if cell.code in self.by_register[row.criteria_id]:
            raise Refused(BY_REGISTER)
        if TOTAL in row.answers:
            raise Refused(ONLY_TOTAL)
        return row, line

    def _wanted(self, cell: ScoreInput, row: Nomination, line: Line) -> Answer | None:
        answer = read_cell(line, cell.text)
        if answer is None:
            return None
        problem = cell_problem(self.rules[row.criteria_id], line, answer, facts_of(row.candidate))
        if problem:
            raise Refused(problem)
        return answer

    def _kept(self, cell: ScoreInput, row: Nomination, line: Line, wanted: Answer | None) -> ScoreResult:
        now = self.answers[row.pk].get(line.code)
        if alike(wanted, now):
            return ScoreResult(row.pk, line.code, "saved", in_cell(now))
        if not _same(line, cell.base, now):
            typist = self.typists[row.pk].get(line.code) or row.assessed_by_id
            return ScoreResult(
                row.pk, line.code, "conflict", in_cell(now), other_name=str(typist or ""), own=typist == self.by.pk
            )
        if row.state == S.VOTED and not cell.over_vote and row.pk not in self.changed:
            return ScoreResult(row.pk, line.code, "voted", in_cell(now), OVER_A_VOTE)
        self._set(row, line.code, wanted)
        return ScoreResult(row.pk, line.code, "saved", in_cell(wanted))

    def _set(self, row: Nomination, code: str, wanted: Answer | None) -> None:
        if wanted is None:
            del self.answers[row.pk][code]
        else:
            self.answers[row.pk][code] = wanted
        self.typists[row.pk][code] = self.by.pk
        self.changed.add(row.pk)
        self.typed.add(row.pk)

    def outcome(self, pk: int) -> Outcome:
        """What follows from the answers of now, with what the register answers itself."""
        row = self.rows[pk]
        if TOTAL in row.answers:
            return outcome_of(self.rules[row.criteria_id], row.answers, facts_of(row.candidate))
        shares = shares_for(self.rules[row.criteria_id], row, self.counted)
        own = {code: shares[code].counts for code in self.by_register[row.criteria_id]}
        return outcome_of(self.rules[row.criteria_id], {**self.answers[pk], **own}, facts_of(row.candidate))

    def write(self, at: dt.datetime) -> list[Standing]:
        """Write what was changed: whole rows are assessed, the others kept as they are."""
        outcomes = {pk: self.outcome(pk) for pk in self.rows}
        earlier = [(pk, self.rows[pk].assessed_by_id) for pk in sorted(self.changed)]
        remember_scorers([*earlier, *((pk, self.by.pk) for pk in sorted(self.typed) if pk not in self.remembered)])
        whole = [self.rows[pk] for pk in sorted(self.changed) if not outcomes[pk].problems]
        half = [self.rows[pk] for pk in sorted(self.changed) if outcomes[pk].problems]
        if whole:
            assess_locked(whole, self.answers, self.by, at, self.typists, self.rules)
        if half:
            must_stand_still(half, at, ASSESS)
        _keep_half(half, self.answers, self.typists, self.by, at)
        return [
            Standing(self.rules[row.criteria_id], row, self.answers[pk], outcomes[pk]) for pk, row in self.rows.items()
        ]


def _keep_half(
    rows: Sequence[Nomination],
    answers: Mapping[int, Mapping[str, Answer]],
    typists: Mapping[int, Mapping[str, int]],
    by: User,
    at: dt.datetime,
) -> None:
    """Keep answers that are not whole; rows with the same ones in one statement. An assessed row goes back a step."""
    alike: dict[str, list[Nomination]] = defaultdict(list)
    for row in rows:
        alike[json.dumps([row.state, answers[row.pk], typists[row.pk]], sort_keys=True)].append(row)
    for group in alike.values():
        first = group[0]
        changes: dict[str, Any] = {"answers": answers[first.pk], "typists": typists[first.pk]}
        if first.state == S.REGISTERED:
            for part in batches(group):
                kept = Nomination.objects.filter(pk__in=[row.pk for row in part])
                kept.update(**changes, edition=F("edition") + 1)
            continue
        facts = {"answers": answers[first.pk], "score": "", "result": ""}
        write(
            group,
            Action.ASSESS,
            by=by,
            at=at,
            changes=changes | UNASSESSED | UNVOTED,
            facts=lambda _, facts=facts: facts,  # type: ignore[misc]
            target=S.REGISTERED,
        )


def _same(line: Line, shown: str, now: Answer | None) -> bool:
    """Whether what stood before the person's eyes is what is kept."""
    try:
        return alike(read_cell(line, shown), now)
    except Refused:
        return False


def _with_names(results: list[ScoreResult]) -> list[ScoreResult]:
    """The conflicts with the name of who typed what is kept; one query when there are any."""
    wanted = {int(each.other_name) for each in results if each.other_name}
    names = dict(User.objects.filter(pk__in=wanted).values_list("pk", "full_name")) if wanted else {}

    def told(each: ScoreResult) -> ScoreResult:
        if each.state != "conflict":
            return each
        who = "Ông, bà (ở cửa sổ khác)" if each.own else names.get(int(each.other_name or 0), "Người khác")
        sentence = f"{who} vừa ghi {each.text or '(để trống)'} vào ô này. Hãy chọn một."
        return ScoreResult(each.nomination, each.code, "conflict", each.text, sentence, who, each.own)

    return [told(each) for each in results]
