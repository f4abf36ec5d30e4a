"""Self-assessment: the answers, and the score and result that follow from them."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from awards.titles.criteria import facts_of, rules_of
from awards.titles.enums import Action
from awards.titles.inputs import Counted, shares_for
from awards.titles.models import Nomination, Scorer
from awards.titles.rules.answers import TOTAL, Answer
from awards.titles.rules.criteria import Criteria
from awards.titles.rules.scoring import Outcome
from awards.titles.rules.scoring import assess as outcome_of
from awards.titles.workflow.machinery import ASSESS, batches, in_text, lock_all, lock_one, must_stand_still, write
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
    known: Mapping[int, Criteria] | None = None,
) -> None:
    """Assess locked rows; `known` are their sets where the caller has read them."""
    must_stand_still(rows, at, ASSESS)
    remember_scorers((row.pk, row.assessed_by_id) for row in rows if row.assessed_by_id not in (None, by.pk))
    rules = known or rules_of({row.criteria_id for row in rows})
    alike: dict[str, list[Nomination]] = defaultdict(list)
    outcomes: dict[str, dict[str, Any]] = {}
    counted: Counted = {}
    for row in rows:
        found = _assessed(row, rules[row.criteria_id], answers[row.pk], at, counted)
        found["typists"] = (typists or {}).get(row.pk, {})
        key = json.dumps(found, default=str, sort_keys=True)
        alike[key].append(row)
        outcomes[key] = found
    for key, group in alike.items():
        found = outcomes[key]
        facts = {"answers": found["answers"], "score": in_text(found["score"]), "result": found["result"]}
        changes = found | UNVOTED | {"assessed_by": by, "assessed_at": at}
        write(group, Action.ASSESS, by=by, at=at, changes=changes, facts=lambda _, facts=facts: facts)  # type: ignore[misc]


def remember_scorers(pairs: Iterable[tuple[int, int | None]]) -> None:
    """Note who typed answers of which nomination, for those whose name another's will stand over: four eyes."""
    rows = [Scorer(nomination_id=pk, person_id=person) for pk, person in dict.fromkeys(pairs) if person]
    for part in batches(rows):
        Scorer.objects.bulk_create(part, ignore_conflicts=True)


def _assessed(
    row: Nomination,
    rules: Criteria,
    answers: Mapping[str, Answer],
    at: dt.datetime,
    counted: Counted,
) -> dict[str, Any]:
    """The columns that follow from a row's answers. Raises BadAnswers."""
    alone = TOTAL in answers
    shares = {} if alone else shares_for(rules, row, counted)
    by_register = set() if alone else rules.by_register
    kept: dict[str, Answer] = {**answers, **{code: shares[code].counts for code in by_register}}
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
    rules = rules_of([nomination.criteria_id])[nomination.criteria_id]
    return outcome_of(rules, nomination.answers, facts_of(nomination.candidate))
