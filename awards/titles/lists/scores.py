"""A workbook of scores: holders × lines of the set in force, judged row by row by the rules of the set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from awards.titles.criteria import as_rules, facts_of, set_for
from awards.titles.enums import Action, NominationState
from awards.titles.inputs import Counted, shares_for
from awards.titles.lists.chosen import WHO, Chosen, ListOfRegistered, Registered
from awards.titles.models import CriteriaSet, Nomination
from awards.titles.register.importing import GROUP, GROUPS
from awards.titles.rules.answers import TOTAL as ALONE
from awards.titles.rules.answers import Answer, read, spelt
from awards.titles.rules.criteria import Criteria
from awards.titles.rules.scoring import Outcome as Result
from awards.titles.rules.scoring import assess
from awards.titles.workflow import assess_all
from awards.titles.workflow.machinery import ASSESS, must_stand_for
from awards.titles.workflow.taking_back import as_it_was, restore, since_entered
from awards.uploads.importing import Context, Decision, Made, create, match, near, refuse
from awards.uploads.reading import Row
from awards.uploads.templates import Column, Template
from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from units.models import Unit

BEFORE = "before"
TOTAL = Column("total", "Tổng điểm", width=10, other_names=("Tổng", "Tổng số điểm", "Cộng", "Điểm tự chấm"))
LONGEST_SHORT = 50
"""So much of a line's text is also known as a heading; offices seldom copy the whole."""

GENERAL = Template(
    code="diem",
    version=1,
    title="Bảng điểm theo bộ tiêu chí",
    instructions=(
        "Mỗi dòng một đối tượng đã đăng ký trong năm. Mỗi mục của bộ tiêu chí một cột, tiêu đề là mã mục (1.1) hoặc "
        "nội dung mục. Ghi điểm, đạt hoặc chưa đạt, tỉ lệ (75/78); mục không áp dụng ghi “không áp dụng”. Để trống là "
        "chưa chấm, không phải 0 điểm."
    ),
    columns=(*WHO, TOTAL),
)


class ScoreImporter(ListOfRegistered):
    """Scores of a ward's holders for one title and year."""

    kind = "scores"
    template = GENERAL
    options_first = True

    def choices(self, unit: Unit, on: dt.date) -> dict[str, list[str]]:
        return {**super().choices(unit, on), "group": list(GROUPS)}

    def template_of(self, unit: Unit, options: Mapping[str, Any]) -> Template:
        """The lines of the set in force but those that the register answers itself. Raises Refused without a set."""
        chosen = Chosen.of(unit, options)
        criteria = set_for(chosen.title, chosen.year, unit.pk, chosen.level)
        return Template(
            GENERAL.code,
            GENERAL.version,
            f"Bảng điểm {chosen.words}",
            GENERAL.instructions,
            (*WHO, *((GROUP,) if criteria.forms.exists() else ()), *_lines(criteria), TOTAL),
        )

    def plan(self, rows: Sequence[Row], context: Context) -> list[Decision]:
        """New scores, the same as they are, or refused: nobody's, a line missing or impossible, another total.

        A score that is there already is written over, and the row says from what to what.
        """
        chosen = Chosen.of(context.unit, context.options)
        must_stand_for([context.unit.pk], chosen.year, timezone.localdate(context.at), ASSESS)
        desk = _Desk(context, chosen)
        return [desk.judge(row) for row in rows]

    def apply(self, decisions: Sequence[Decision], context: Context) -> Made:
        answers: dict[int, Mapping[str, Answer]] = dict(each.payload for each in decisions if each.outcome == "create")
        if not answers:
            return {}
        before = as_it_was(answers)
        assess_all(answers, by=context.by, at=context.at)
        return {BEFORE: before}

    def rests(self, made: Made, context: Context) -> list[str]:
        return since_entered(made[BEFORE])

    def take_back(self, made: Made, context: Context, reason: str) -> None:
        restore(made[BEFORE], reason, by=context.by, at=context.at)


def _lines(criteria: CriteriaSet) -> list[Column]:
    """A column for each line that a person answers, by its code, known by its text too."""
    by_register = as_rules(criteria).by_register
    found = []
    for criterion in criteria.criteria.all():
        for item in criterion.items.all():
            code = f"{criterion.ordinal}.{item.ordinal}"
            if code in by_register:
                continue
            short = item.text[:LONGEST_SHORT].rsplit(" ", 1)[0] if len(item.text) > LONGEST_SHORT else item.text
            names = (code, f"Mục {code}", f"Tiêu chí {code}", f"TC {code}", f"TC{code}", item.text, short)
            most = f" (tối đa {vi.decimal(item.max_points.normalize())} điểm)" if item.max_points else ""
            found.append(
                Column(
                    code, f"{code} {short}", width=12, longest=40, help=f"{item.text}{most}"[:255], other_names=names
                )
            )
    return found


class _Desk:
    """What scores are judged against: who is registered, and the sets of criteria with their lines."""

    def __init__(self, context: Context, chosen: Chosen) -> None:
        self.registered = Registered(context, chosen, Action.ASSESS)
        used = {row.criteria_id for row in self.registered.rows}
        self.sets = {each.pk: each for each in CriteriaSet.objects.with_lines().filter(pk__in=used)}
        self.rules = {pk: as_rules(each) for pk, each in self.sets.items()}
        self.results: dict[Any, Result] = {}
        self.counted: Counted = {}

    def judge(self, row: Row) -> Decision:
        found = self.registered.find(row)
        if isinstance(found, Decision):
            return found
        if wrong := _other_group(row, found):
            return refuse(row, wrong, "group")
        rules = self.rules[found.criteria_id]
        typed = {line.code: spelt(line.kind, str(row[line.code] or "")) for line in rules.lines}
        if not any(typed.values()) and row["total"] and rules.total_only:
            typed = {ALONE: str(row["total"])}
        if not any(typed.values()):
            return refuse(row, _nothing(row, self.sets[found.criteria_id]), "total" if row["total"] else "name")
        answers, problems = read(rules, typed)
        if not problems:
            result = self._result(found, rules, answers)
            problems = result.problems
        if problems:
            sentences = " ".join(f"{_named(code)}: {sentence}" for code, sentence in problems.items())
            return refuse(row, sentences[:500], *("total" if code == ALONE else code for code in problems))
        if wrong := _other_total(row, result):
            return refuse(row, wrong, "total")
        return self._decided(row, found, answers, result)

    def _result(self, found: Nomination, rules: Criteria, answers: Mapping[str, Answer]) -> Result:
        """The result; equal answers of equal households are judged once."""
        shares = {} if ALONE in answers else shares_for(rules, found, self.counted)
        by_register = rules.by_register if shares else set()
        kept = {**answers, **{code: shares[code].counts for code in by_register}}
        facts = facts_of(found.candidate)
        key = (found.criteria_id, facts, tuple(sorted(kept.items())))
        if key not in self.results:
            self.results[key] = assess(rules, kept, facts)
        return self.results[key]

    def _decided(self, row: Row, found: Nomination, answers: Mapping[str, Answer], result: Result) -> Decision:
        now = _words(result.score, result.rating_name)
        alone = ALONE in answers or ALONE in found.answers
        same = answers == found.answers if alone else {**found.answers, **answers} == found.answers
        if found.state == NominationState.SELF_ASSESSED and same:
            return match(row, None, f"Đã chấm như vậy: {now}.")
        payload = (found.pk, answers)
        notes = [f"{now}{'' if result.passes else ', chưa đạt'}."]
        if ALONE in answers:
            notes.append("Chỉ có tổng điểm; phiếu chấm từng mục giữ trên giấy.")
        if found.state == NominationState.REGISTERED and found.answers:
            notes.append(f"Đang chấm dở {len(found.answers)} mục, sẽ ghi thay.")
        elif found.state != NominationState.REGISTERED:
            notes.append(f"Đang là {_words(found.score, self._name(found))}, sẽ ghi thay.")
        if found.state == NominationState.VOTED:
            notes.append("Phiếu bình xét đã ghi không còn tính.")
        if vars(found)["near"]:
            notes.append(f"Tên trong sổ là “{found.candidate.name}”.")
            return near(row, payload, " ".join(notes))
        return create(row, payload, " ".join(notes))

    def _name(self, found: Nomination) -> str:
        ratings = self.rules[found.criteria_id].ratings
        return next((each.name for each in ratings if each.code == found.result), "")


def _named(code: str) -> str:
    return "Tổng điểm" if code == ALONE else f"Mục {code}"


def _other_group(row: Row, found: Nomination) -> str:
    """A sentence when the slip is that of another group than the register has; nothing where either is silent."""
    said, kept = GROUPS.get(row["group"] or ""), found.candidate.group
    if not said or not kept or said == kept:
        return ""
    return (
        f"Nhóm: phiếu dành cho {row['group']}, sổ ghi {found.candidate.get_group_display()}. "
        "Hãy chấm đúng phiếu, hoặc sửa nhóm ở sổ."
    )


def _nothing(row: Row, criteria: CriteriaSet) -> str:
    if row["total"]:
        return f"{criteria.name}: phải chấm từng mục; chỉ có tổng điểm thì chưa ghi được."
    return "Chưa chấm mục nào."


def _other_total(row: Row, result: Result) -> str:
    """A sentence when the total in the file is not the sum that the set's rule gives; nothing for a set of levels."""
    if not row["total"] or result.score is None:
        return ""
    try:
        written = vi.parse_decimal(str(row["total"])) or Decimal(0)
    except Refused as reason:
        return f"Tổng điểm: {reason}"
    if written == result.score:
        return ""
    return f"Tổng điểm ghi {vi.decimal(written)}, tính theo các mục được {vi.decimal(result.score.normalize())}."


def _words(score: Decimal | None, rating: str) -> str:
    points = f"{vi.decimal(score)} điểm" if score is not None else ""
    return ", ".join(filter(None, [points, rating])) or "chưa xếp loại"
