"""Self-assessment: the answers, and the score and result that follow from them."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from awards.titles.criteria import as_rules, facts_of
from awards.titles.enums import Action
from awards.titles.inputs import Counted, answered_by_register, shares_for
from awards.titles.models import CriteriaSet, Nomination
from awards.titles.rules.answers import Answer
from awards.titles.rules.criteria import Criteria
from awards.titles.rules.scoring import Outcome
from awards.titles.rules.scoring import assess as outcome_of
from awards.titles.workflow.machinery import ASSESS, in_text, lock_all, lock_one, must_stand_still, write
from hocTap.lib.steps import Refused
from units.models import User

UNVOTED = dict.fromkeys(("minutes", "present", "in_favour", "against"))
"""The columns of a vote that does not count any more."""


class BadAnswers(Refused):
    """Answers that cannot be taken: a sentence for each line."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        code, sentence = next(iter(problems.items()))
        more = f" (và {len(problems) - 1} mục khác)" if len(problems) > 1 else ""
        super().__init__(f"Mục {code}: {sentence}{more}")
        self.problems = dict(problems)


@transaction.atomic
def assess(
    nomination: Nomination, answers: Mapping[str, Answer], *, by: User, at: dt.datetime, edition: int | None = None
) -> Nomination:
    """Keep the answers of the self-assessment and derive score and result from them (tự đánh giá).

    Lines that the register answers are filled from it and frozen with their source. A vote already taken on other
    answers no longer counts. Raises BadAnswers with a sentence for each line, Stale when the nomination went on.
    """
    locked = lock_one(nomination, Action.ASSESS, edition)
    assess_locked([locked], {locked.pk: answers}, by, at)
    return Nomination.objects.get(pk=locked.pk)


@transaction.atomic
def assess_all(answers: Mapping[int, Mapping[str, Answer]], *, by: User, at: dt.datetime) -> int:
    """Keep the answers of many nominations at once, by their id; all or none. Raises as `assess` does.

    Rows with the same answers are written together, so thousands cost few statements.
    """
    locked = lock_all(answers, Action.ASSESS)
    assess_locked(locked, answers, by, at)
    return len(locked)


Typists = Mapping[int, Mapping[str, int]]
"""Who typed each line, by nomination and code."""


def assess_locked(
    rows: list[Nomination],
    answers: Mapping[int, Mapping[str, Answer]],
    by: User,
    at: dt.datetime,
    typists: Typists | None = None,
) -> None:
    must_stand_still(rows, at, ASSESS)
    sets = {each.pk: each for each in CriteriaSet.objects.with_lines().filter(pk__in={row.criteria_id for row in rows})}
    rules = {pk: as_rules(each) for pk, each in sets.items()}
    alike: dict[str, list[Nomination]] = defaultdict(list)
    outcomes: dict[str, dict[str, Any]] = {}
    counted: Counted = {}
    for row in rows:
        found = _assessed(row, sets[row.criteria_id], rules[row.criteria_id], answers[row.pk], at, counted)
        found["typists"] = (typists or {}).get(row.pk, {})
        key = json.dumps(found, default=str, sort_keys=True)
        alike[key].append(row)
        outcomes[key] = found
    for key, group in alike.items():
        found = outcomes[key]
        facts = {"answers": found["answers"], "score": in_text(found["score"]), "result": found["result"]}
        changes = found | UNVOTED | {"assessed_by": by, "assessed_at": at}
        write(group, Action.ASSESS, by=by, at=at, changes=changes, facts=lambda _, facts=facts: facts)  # type: ignore[misc]


def _assessed(
    row: Nomination,
    criteria: CriteriaSet,
    rules: Criteria,
    answers: Mapping[str, Answer],
    at: dt.datetime,
    counted: Counted,
) -> dict[str, Any]:
    """The columns that follow from a row's answers. Raises BadAnswers."""
    shares = shares_for(criteria, row, counted)
    kept: dict[str, Answer] = {**answers, **{code: shares[code].counts for code in answered_by_register(criteria)}}
    outcome = outcome_of(rules, kept, facts_of(row.candidate))
    if outcome.problems:
        raise BadAnswers(outcome.problems)
    return {
        "answers": kept,
        "inputs": {code: share.frozen(at) for code, share in shares.items()},
        **derived(outcome),
    }


def derived(outcome: Outcome) -> dict[str, Any]:
    """The columns that follow from the answers."""
    return {"score": outcome.score, "result": outcome.rating, "passes": outcome.passes}


def rescored(nomination: Nomination) -> Outcome:
    """The result derived again from the answers kept, by the set of the nomination's year; writes nothing."""
    criteria = CriteriaSet.objects.with_lines().get(pk=nomination.criteria_id)
    return outcome_of(as_rules(criteria), nomination.answers, facts_of(nomination.candidate))
