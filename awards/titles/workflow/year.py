"""The ward's steps of a year: register, assess, vote, appraise, propose; and not reaching the title."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, F, IntegerField, When
from django.utils import timezone

from awards.titles.criteria import as_rules, facts_of, procedure_for, set_for
from awards.titles.enums import Action, CandidateState, NominationState, Registration
from awards.titles.inputs import answered_by_register, shares_for
from awards.titles.models import Candidate, CriteriaSet, Minutes, Nomination, NominationStep, Procedure, Proposal
from awards.titles.rules.answers import Answer
from awards.titles.rules.criteria import Criteria
from awards.titles.rules.procedure import carried, votes_problem
from awards.titles.rules.scoring import Outcome
from awards.titles.rules.scoring import assess as outcome_of
from awards.titles.workflow.machinery import (
    TRANSITIONS,
    batches,
    lock_all,
    lock_one,
    log,
    needed,
    write,
)
from hocTap.lib import vi
from hocTap.lib.refusals import Refused, Stale
from units.models import Unit, UnitVersion, User

S = NominationState
EARLIEST = 2005


class BadAnswers(Refused):
    """Answers that cannot be taken: a sentence for each line."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        code, sentence = next(iter(problems.items()))
        more = f" (và {len(problems) - 1} mục khác)" if len(problems) > 1 else ""
        super().__init__(f"Mục {code}: {sentence}{more}")
        self.problems = dict(problems)


@dataclass(frozen=True)
class Votes:
    """Votes on one candidate."""

    in_favour: int
    against: int = 0


# Registering


def register(candidate: Candidate, year: int, *, by: User, at: dt.datetime) -> Nomination:
    """Register one candidate for the year. Raises Refused as register_all does, and when it is registered already."""
    made = register_all([candidate], year, by=by, at=at)
    if not made:
        raise Refused(f"{candidate} đã đăng ký danh hiệu này trong năm {year}.")
    return made[0]


@transaction.atomic
def register_all(candidates: Iterable[Candidate], year: int, *, by: User, at: dt.datetime) -> list[Nomination]:
    """Register candidates of one kind for the year, by the set of criteria in force; those registered are left alone.

    Who was recognised in an earlier year registers again, all others anew. Ward and khu phố are kept as they are now.
    Raises Refused for a year to come or without criteria, a candidate that ended or was merged, a ward that did not
    stand in the year.
    """
    today = timezone.localtime(at).date()
    if not EARLIEST <= year <= today.year:
        raise Refused(f"Chỉ đăng ký được cho các năm từ {EARLIEST} đến {today.year}.")
    chosen = list(candidates)
    for candidate in chosen:
        if candidate.state != CandidateState.ACTIVE:
            raise Refused(f"{candidate}: {candidate.get_state_display()}, không đăng ký được.")
    known = set(
        Nomination.objects.filter(candidate__in=[each.pk for each in chosen], year=year).values_list(
            "candidate_id", flat=True
        )
    )
    chosen = [each for each in chosen if each.pk not in known]
    again = _recognised_before([each.pk for each in chosen], year)
    places = {ward: _place(ward, year) for ward in {each.ward_id for each in chosen}}
    sets = {key: set_for(key[0], year, key[1], key[2]).pk for key in {_set_key(each) for each in chosen}}
    rows = [
        Nomination(
            candidate=each,
            kind=each.kind,
            year=year,
            ward_id=each.ward_id,
            community_id=each.community_id,
            as_of=places[each.ward_id],
            registration=Registration.AGAIN if each.pk in again else Registration.NEW,
            criteria_id=sets[_set_key(each)],
            registered_by=by,
            registered_at=at,
            illustrative=each.illustrative,
        )
        for each in chosen
    ]
    try:
        with transaction.atomic():
            made = Nomination.objects.bulk_create(rows, batch_size=1000)
    except IntegrityError as error:
        raise Stale("Người khác vừa đăng ký một trong các đối tượng này. Hãy tải lại trang.") from error
    for part in batches(made):
        log(part, Action.REGISTER, before=S.REGISTERED, after=S.REGISTERED, by=by, at=at)
    return made


def _set_key(candidate: Candidate) -> tuple[str, int, str]:
    return candidate.kind, candidate.ward_id, candidate.managing_level


def _place(ward_id: int, year: int) -> dt.date:
    """The last day of the year on which the ward stood. Raises Refused when it stood on none."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    versions = UnitVersion.objects.filter(unit=ward_id, valid_from__lte=last).exclude(valid_to__lt=first)
    found = versions.order_by(F("valid_to").desc(nulls_first=True)).first()
    if found is None:
        raise Refused(f"Phường không còn (hoặc chưa có) trong năm {year}. Hãy chọn năm khác.")
    return min(last, found.valid_to or last)


def _recognised_before(candidates: list[int], year: int) -> set[int]:
    """Candidates with a title in force of an earlier year, their own or of a record merged into them."""
    earlier = Nomination.objects.in_force().filter(year__lt=year)
    found: set[int] = set()
    for part in batches(candidates):
        found |= set(earlier.filter(candidate__in=part).values_list("candidate_id", flat=True))
        merged = earlier.filter(candidate__merged_into__in=part)
        found |= {pk for pk in merged.values_list("candidate__merged_into_id", flat=True) if pk}
    return found


# Self-assessment


@transaction.atomic
def assess(
    nomination: Nomination, answers: Mapping[str, Answer], *, by: User, at: dt.datetime, edition: int | None = None
) -> Nomination:
    """Keep the answers of the self-assessment and derive score and result from them (tự đánh giá).

    Lines that the register answers are filled from it and frozen with their source. A vote already taken on other
    answers no longer counts. Raises BadAnswers with a sentence for each line, Stale when the nomination went on.
    """
    locked = lock_one(nomination, Action.ASSESS, edition)
    _assess([locked], {locked.pk: answers}, by, at)
    return Nomination.objects.get(pk=locked.pk)


@transaction.atomic
def assess_all(answers: Mapping[int, Mapping[str, Answer]], *, by: User, at: dt.datetime) -> int:
    """Keep the answers of many nominations at once, by their id; all or none. Raises as `assess` does.

    Rows with the same answers are written together, so thousands cost few statements.
    """
    locked = lock_all(answers, Action.ASSESS)
    _assess(locked, answers, by, at)
    return len(locked)


def _assess(rows: list[Nomination], answers: Mapping[int, Mapping[str, Answer]], by: User, at: dt.datetime) -> None:
    sets = {each.pk: each for each in CriteriaSet.objects.with_lines().filter(pk__in={row.criteria_id for row in rows})}
    rules = {pk: as_rules(each) for pk, each in sets.items()}
    alike: dict[str, list[Nomination]] = defaultdict(list)
    outcomes: dict[str, dict[str, Any]] = {}
    for row in rows:
        found = _assessed(row, sets[row.criteria_id], rules[row.criteria_id], answers[row.pk], at)
        key = json.dumps(found, default=str, sort_keys=True)
        alike[key].append(row)
        outcomes[key] = found
    unvoted = dict.fromkeys(("minutes", "present", "in_favour", "against"))
    for key, group in alike.items():
        found = outcomes[key]
        facts = {"answers": found["answers"], "score": _text(found["score"]), "result": found["result"]}
        changes = found | unvoted | {"assessed_by": by, "assessed_at": at}
        write(group, Action.ASSESS, by=by, at=at, changes=changes, facts=lambda _, facts=facts: facts)  # type: ignore[misc]


def _assessed(
    row: Nomination, criteria: CriteriaSet, rules: Criteria, answers: Mapping[str, Answer], at: dt.datetime
) -> dict[str, Any]:
    """The columns that follow from a row's answers. Raises BadAnswers."""
    shares = shares_for(criteria, row)
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


def _text(score: object) -> str:
    return "" if score is None else str(score)


# The khu phố's vote


@dataclass(frozen=True)
class Meeting:
    """One meeting as its minutes have it."""

    ward: Unit
    community: Unit | None
    kind: str
    year: int
    held_on: dt.date
    present: int
    chair: str = ""


@transaction.atomic
def record_vote(meeting: Meeting, votes: Mapping[int, Votes], *, by: User, at: dt.datetime) -> Minutes:
    """Keep the minutes and the votes on each nomination, by its id (bình xét tại khu phố).

    Raises Refused for more votes than people, a day to come or before the year, a nomination of another khu phố, and
    Stale when one of them is not (or no longer) to be voted on.
    """
    _refuse_day(meeting.held_on, meeting.year, at, "Ngày họp")
    locked = lock_all(votes, Action.VOTE)
    expected = (meeting.ward.pk, meeting.community.pk if meeting.community else None, meeting.kind, meeting.year)
    for row in locked:
        if (row.ward_id, row.community_id, row.kind, row.year) != expected:
            raise Refused("Có hồ sơ không thuộc khu phố và năm của biên bản này. Hãy tải lại trang.")
        ballot = votes[row.pk]
        problem = votes_problem(meeting.present, ballot.in_favour, ballot.against)
        if problem:
            raise Refused(f"{row.candidate}: {problem}")
    minutes = Minutes.objects.create(
        ward=meeting.ward,
        community=meeting.community,
        kind=meeting.kind,
        year=meeting.year,
        held_on=meeting.held_on,
        present=meeting.present,
        chair=vi.nfc(meeting.chair)[:120],
        by=by,
        at=at,
    )
    for part in batches(locked):
        changes = {
            "minutes": minutes,
            "present": meeting.present,
            "in_favour": _by_row({row.pk: votes[row.pk].in_favour for row in part}),
            "against": _by_row({row.pk: votes[row.pk].against for row in part}),
        }
        facts = {
            row.pk: {"present": meeting.present, "in_favour": votes[row.pk].in_favour, "against": votes[row.pk].against}
            for row in part
        }
        write(part, Action.VOTE, by=by, at=at, changes=changes, facts=lambda row, facts=facts: facts[row.pk])  # type: ignore[misc]
    return minutes


def _by_row(numbers: Mapping[int, int]) -> Case:
    """One number for each row in a single statement; the usual one where all are the same."""
    return Case(*(When(pk=pk, then=number) for pk, number in numbers.items()), output_field=IntegerField())


# Appraisal and proposal


@transaction.atomic
def appraise(pks: Collection[int], *, by: User, at: dt.datetime) -> int:
    """Confirm that the score stands and the vote carried (thẩm định). Returns how many.

    Raises Refused naming the first that does not pass or was not carried; such ones are recorded as not reached.
    """
    locked = lock_all(pks, Action.APPRAISE)
    procedures: dict[tuple[str, int, str], Procedure] = {}
    for row in locked:
        key = _set_key(row.candidate)
        if key not in procedures:
            procedures[key] = procedure_for(row.kind, timezone.localtime(at).date(), row.ward_id, key[2])
        problem = appraisal_problem(row, procedures[key])
        if problem:
            raise Refused(f"{row.candidate}: {problem}")
    write(locked, Action.APPRAISE, by=by, at=at, changes={"appraised_by": by, "appraised_at": at})
    return len(locked)


def appraisal_problem(row: Nomination, procedure: Procedure) -> str:
    """Why a nomination cannot go up, in a sentence, or nothing."""
    if not row.passes:
        return "kết quả tự đánh giá chưa đạt. Hãy ghi là không đạt, kèm lý do."
    if not procedure.needs_vote:
        return ""
    if row.present is None or row.in_favour is None:
        return "chưa có biên bản bình xét."
    if not carried(row.present, row.in_favour, procedure.vote_over):
        return f"tán thành {row.in_favour}/{row.present}, chưa quá {procedure.vote_over} % số người dự."
    return ""


@dataclass(frozen=True)
class Paper:
    """Number and day of a paper that a person files."""

    number: int
    day: dt.date
    symbol: str = ""


@transaction.atomic
def propose(pks: Collection[int], paper: Paper, *, by: User, at: dt.datetime) -> Proposal:
    """Send appraised nominations of one ward, title and year up with a written proposal (tờ trình).

    Raises Refused for nominations of several wards, a day to come, a number used in that year.
    """
    locked = lock_all(pks, Action.PROPOSE)
    first = locked[0]
    if {(row.ward_id, row.kind, row.year) for row in locked} != {(first.ward_id, first.kind, first.year)}:
        raise Refused("Một tờ trình chỉ gồm hồ sơ của một phường, một danh hiệu, một năm.")
    if paper.number < 1:
        raise Refused("Hãy ghi số tờ trình.")
    _refuse_day(paper.day, first.year, at, "Ngày tờ trình")
    latest = max(timezone.localtime(row.appraised_at).date() for row in locked if row.appraised_at)
    if paper.day < latest:
        raise Refused(f"Ngày tờ trình trước ngày thẩm định ({vi.day(latest)}). Hãy kiểm tra lại.")
    year = paper.day.year
    if Proposal.objects.filter(ward=first.ward_id, number_year=year, number=paper.number).exists():
        raise Refused(f"Số tờ trình {paper.number} đã dùng trong năm {year}. Hãy ghi số khác.")
    proposal = Proposal.objects.create(
        ward_id=first.ward_id,
        kind=first.kind,
        year=first.year,
        number=paper.number,
        number_year=year,
        proposed_on=paper.day,
        by=by,
        at=at,
        **({"symbol": paper.symbol} if paper.symbol else {}),
    )
    changes = {"proposal": proposal, "proposed_by": by, "proposed_at": at, "sent_times": F("sent_times") + 1}
    write(locked, Action.PROPOSE, by=by, at=at, changes=changes, facts=as_sent)
    return proposal


def as_sent(row: Nomination) -> dict[str, Any]:
    """What the approver will read, kept so that a second sending can be compared with the first."""
    return {
        "name": row.candidate.name,
        "score": _text(row.score),
        "result": row.result,
        "in_favour": row.in_favour,
        "present": row.present,
    }


@transaction.atomic
def reject(pks: Collection[int], reason: str, *, by: User, at: dt.datetime) -> int:
    """Record that these do not reach the title this year, with the reason (không đạt). Raises Refused without one."""
    words = needed(reason, "Hãy ghi lý do không đạt.")
    locked = lock_all(pks, Action.REJECT)
    changes = {"not_reached": words, "decided_by": by, "decided_at": at}
    write(locked, Action.REJECT, by=by, at=at, reason=words, changes=changes)
    return len(locked)


@transaction.atomic
def return_group(pks: Collection[int], reason: str, *, by: User, at: dt.datetime) -> int:
    """Return proposed nominations to the ward with a reason; votes stand until the answers change (trả lại)."""
    words = needed(reason, "Hãy ghi lý do trả lại để phường biết phải sửa gì.")
    locked = lock_all(pks, Action.RETURN)
    cleared = dict.fromkeys(("proposal", "proposed_by", "proposed_at", "appraised_by", "appraised_at"))
    voted = [row for row in locked if row.minutes_id]
    unvoted = [row for row in locked if not row.minutes_id]
    write(voted, Action.RETURN, by=by, at=at, reason=words, changes=cleared, facts=as_sent, target=S.VOTED)
    write(unvoted, Action.RETURN, by=by, at=at, reason=words, changes=cleared, facts=as_sent)
    return len(locked)


def last_return(nomination: Nomination) -> NominationStep | None:
    """Why it came back, if it did and has not gone up again."""
    steps = nomination.steps.filter(action__in=[Action.RETURN, Action.PROPOSE]).order_by("-at", "-pk")
    latest = steps.first()
    return latest if latest and latest.action == Action.RETURN else None


def _refuse_day(day: dt.date, year: int, at: dt.datetime, words: str) -> None:
    if day > timezone.localtime(at).date():
        raise Refused(f"{words} là ngày chưa tới. Hãy kiểm tra lại.")
    if day.year < year:
        raise Refused(f"{words} trước năm xét {year}. Hãy kiểm tra lại.")


__all__ = [
    "TRANSITIONS",
    "BadAnswers",
    "Meeting",
    "Paper",
    "Votes",
    "appraisal_problem",
    "appraise",
    "as_sent",
    "assess",
    "assess_all",
    "derived",
    "last_return",
    "propose",
    "record_vote",
    "register",
    "register_all",
    "reject",
    "rescored",
    "return_group",
]
