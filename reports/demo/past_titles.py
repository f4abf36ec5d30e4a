"""A past year of titles for the demonstration, written whole: hundreds of rows in a few statements."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from awards.titles.criteria import agency_for, as_rules, procedure_for, set_for
from awards.titles.enums import Action, DecisionAction, DecisionKind, NominationState, Registration
from awards.titles.inputs import shares_for
from awards.titles.kinds import TitleKind
from awards.titles.models import (
    Candidate,
    CriteriaSet,
    Decision,
    Minutes,
    Nomination,
    NominationStep,
    Procedure,
    Proposal,
)
from awards.titles.overview import names_of
from awards.titles.rules.answers import Answer
from awards.titles.rules.criteria import Criteria, Facts
from awards.titles.rules.procedure import valid_until
from awards.titles.rules.scoring import Outcome
from awards.titles.rules.scoring import assess as outcome_of
from awards.titles.workflow.decisions import Signature, take_number
from awards.titles.workflow.proposing import Paper
from awards.titles.workflow.recognition import agency_words
from awards.titles.workflow.states import DECISIONS
from hocTap.lib.bulk import insert_many, write_rows
from hocTap.lib.refusals import Refused
from units import numbering
from units.enums import Numbered
from units.models import Unit, User

S = NominationState
PRESENT = 60
NOT_REACHED = "Chưa đủ điểm theo bộ tiêu chí (số liệu minh họa)."
STATES = {"registered": S.REGISTERED, "assessed": S.NOT_REACHED, "recognised": S.RECOGNISED}


class Stage(Enum):
    """How far one candidate came that year."""

    REGISTERED = "registered"
    ASSESSED = "assessed"
    RECOGNISED = "recognised"


@dataclass(frozen=True)
class Entry:
    """One candidate of the year: how far it came, whether it had the title before, and the share of points reached."""

    candidate: Candidate
    stage: Stage
    again: bool
    percent: int


@dataclass(frozen=True)
class PastYear:
    """One title of one ward in one year: who did what, on which days and papers."""

    ward: Unit
    kind: TitleKind
    year: int
    officer: User
    approver: User
    registered_on: dt.date
    met_on: dt.date
    proposal: Paper
    signature: Signature


class _Step(NamedTuple):
    """A row of NominationStep, by the names of its fields."""

    nomination: int
    action: str
    before: str
    after: str
    by: int
    at: Any
    reason: str
    facts: Any


@dataclass(frozen=True)
class _Papers:
    criteria: CriteriaSet
    procedure: Procedure
    minutes: dict[int | None, Minutes]
    proposal: Proposal
    decision: Decision
    localities: dict[int | None, str]
    """Khu phố and ward as the decision names them; None for holders without a khu phố."""


@transaction.atomic
def take_over(past: PastYear, entries: Sequence[Entry]) -> Decision:
    """Write the nominations of one title, ward and year with their papers and every step, as they would have come.

    Only for illustrative data: the criteria of old years are mostly not yet compared with their originals, so that
    the real steps would refuse to sign. Scores are derived from answers all the same. Raises Refused when the year
    was begun already, or officer and approver are one person.
    """
    if past.officer == past.approver:
        raise Refused("Người trình và người xét phải là hai người.")
    if any(not entry.candidate.illustrative for entry in entries):
        raise Refused("Chỉ nạp cả năm cho số liệu minh họa.")
    if Nomination.objects.filter(ward=past.ward, kind=past.kind, year=past.year).exists():
        raise Refused(f"{past.ward} đã có hồ sơ {past.kind.label} năm {past.year}.")
    papers = _write_papers(past, entries)
    rules = as_rules(papers.criteria)
    scored = {percent: _answered(rules, percent) for percent in {entry.percent for entry in entries}}
    certificates = iter(range(1, len(entries) + 1))
    rows = [_nomination(past, papers, entry, *scored[entry.percent], certificates) for entry in entries]
    asks = any(line.auto_source for line in rules.lines)
    for row in rows:
        if asks and row.assessed_at:
            shares = shares_for(rules, row)
            row.inputs = {code: share.frozen(row.assessed_at) for code, share in shares.items()}
    insert_many(rows)
    _write_steps(_steps(past, rows))
    return papers.decision


def _write_steps(steps: Iterable[_Step]) -> None:
    """Tens of thousands of steps in plain statements: through the model each costs five times as much."""
    by_name = {field.name: field.column for field in NominationStep._meta.concrete_fields}
    columns = [str(by_name[name]) for name in _Step._fields]
    moment = cache(connection.ops.adapt_datetimefield_value)
    rows = (step._replace(at=moment(step.at), facts=json.dumps(step.facts)) for step in steps)
    write_rows(NominationStep._meta.db_table, columns, rows)


def _write_papers(past: PastYear, entries: Sequence[Entry]) -> _Papers:
    level = entries[0].candidate.managing_level
    procedure = procedure_for(past.kind, past.signature.day, past.ward.pk, level)
    agency = agency_for(procedure, past.ward.pk, past.signature.day)
    facts: dict[str, Any] = {"kind": past.kind, "year": past.year, "by": past.officer}
    assessed = [entry for entry in entries if entry.stage != Stage.REGISTERED]
    places = {entry.candidate.community_id for entry in assessed} if procedure.needs_vote else set()
    minutes = {
        place: Minutes(
            ward=past.ward, community_id=place, held_on=past.met_on, present=PRESENT, at=_at(past.met_on, 20), **facts
        )
        for place in sorted(places, key=lambda place: place or 0)
    }
    Minutes.objects.bulk_create(minutes.values())
    day, number = past.proposal.day, past.proposal.number
    proposal = Proposal.objects.create(
        ward=past.ward, number=number, proposed_on=day, number_year=day.year, at=_at(day, 9), **facts
    )
    signed = past.signature
    decision = Decision.objects.create(
        kind=DecisionKind.RECOGNITION,
        title=past.kind,
        assessment_year=past.year,
        agency_id=agency.unit_id,
        agency_words=agency_words(procedure, agency),
        authority_words=procedure.authority_words,
        procedure=procedure,
        state=DECISIONS.landing(DecisionAction.SIGN),
        number=signed.number,
        year=signed.day.year,
        signed_on=signed.day,
        signer=signed.signer,
        valid_until=valid_until(signed.day, procedure.valid_months, past.year),
        latest_proposal_on=day,
        prepared_by=past.approver,
        prepared_at=_at(signed.day, 8),
        recorded_by=past.approver,
        recorded_at=_at(signed.day, 16),
        illustrative=True,
    )
    take_number(decision)
    filed = numbering.Number(past.ward.pk, proposal.symbol, number, day)
    numbering.take(Numbered.PROPOSAL, proposal.pk, filed)
    criteria = set_for(past.kind, past.year, past.ward.pk, level)
    localities = _localities(past.ward, {entry.candidate.community_id for entry in entries}, signed.day)
    return _Papers(criteria, procedure, minutes, proposal, decision, localities)


def _localities(ward: Unit, communities: set[int | None], day: dt.date) -> dict[int | None, str]:
    """Names on the day of the signature."""
    units = {ward.pk, *(pk for pk in communities if pk)}
    names = {pk: version.name for pk, version in names_of(units, day).items()}
    return {pk: f"{names[pk]}, {names[ward.pk]}" if pk else names[ward.pk] for pk in communities}


def answers_at(rules: Criteria, percent: int) -> dict[str, Answer]:
    """Answers that reach this share of every line's points."""
    return {line.code: _points(line.max_points, percent) for line in rules.lines}


def _answered(rules: Criteria, percent: int) -> tuple[dict[str, Answer], Outcome]:
    """Answers at this share, and what follows from them."""
    answers = answers_at(rules, percent)
    outcome = outcome_of(rules, answers, Facts(children=1, adults=1))
    if outcome.problems:
        raise Refused(next(iter(outcome.problems.values())))
    return answers, outcome


def _points(most: Decimal | None, percent: int) -> str:
    return f"{(most or Decimal(0)) * percent / 100:.2f}".rstrip("0").rstrip(".")


def _nomination(
    past: PastYear,
    papers: _Papers,
    entry: Entry,
    answers: dict[str, Answer],
    outcome: Outcome,
    certificates: Iterator[int],
) -> Nomination:
    candidate = entry.candidate
    row = Nomination(
        candidate=candidate,
        kind=past.kind,
        year=past.year,
        ward=past.ward,
        community_id=candidate.community_id,
        as_of=dt.date(past.year, 12, 31),
        registration=Registration.AGAIN if entry.again else Registration.NEW,
        criteria=papers.criteria,
        state=STATES[entry.stage.value],
        registered_by=past.officer,
        registered_at=_at(past.registered_on, 9),
        illustrative=True,
    )
    if entry.stage == Stage.REGISTERED:
        return row
    row.answers, row.score, row.result, row.passes = answers, outcome.score, outcome.rating, outcome.passes
    row.assessed_by, row.assessed_at = past.officer, _at(past.met_on, 8)
    if minutes := papers.minutes.get(candidate.community_id):
        row.minutes, row.present, row.against = minutes, PRESENT, (candidate.pk or 0) % 4
        row.in_favour = PRESENT - row.against
    row.decided_by, row.decided_at = past.officer, _at(past.proposal.day, 8)
    if entry.stage == Stage.RECOGNISED or not minutes:
        row.appraised_by, row.appraised_at = past.officer, _at(past.met_on + dt.timedelta(days=2), 9)
    if entry.stage == Stage.ASSESSED:
        row.not_reached = NOT_REACHED
        return row
    row.proposal, row.proposed_by, row.proposed_at = papers.proposal, past.officer, _at(past.proposal.day, 9)
    row.sent_times = 1
    row.decided_by, row.decided_at = past.approver, _at(past.signature.day, 9)
    row.decision, row.certificate = papers.decision, next(certificates)
    row.signed_name, row.signed_address = candidate.name, candidate.address
    row.signed_place = papers.localities[candidate.community_id]
    return row


def _steps(past: PastYear, rows: Sequence[Nomination]) -> Iterator[_Step]:
    for row in rows:
        before = S.REGISTERED
        for action, after, by, at, facts in _taken(past, row):
            reason = row.not_reached if action == Action.REJECT else ""
            yield _Step(row.pk, action.value, before.value, after.value, by.pk, at, reason, facts)
            before = after


def _taken(
    past: PastYear, row: Nomination
) -> Iterator[tuple[Action, NominationState, User, dt.datetime, dict[str, Any]]]:
    """The steps that led to where a nomination stands."""
    yield Action.REGISTER, S.REGISTERED, past.officer, row.registered_at, {}
    if row.assessed_at:
        yield (
            Action.ASSESS,
            S.SELF_ASSESSED,
            past.officer,
            row.assessed_at,
            {"score": str(row.score), "result": row.result},
        )
    if row.minutes:
        votes = {"present": row.present, "in_favour": row.in_favour, "against": row.against}
        yield Action.VOTE, S.VOTED, past.officer, row.minutes.at, votes
    if row.appraised_at:
        yield Action.APPRAISE, S.APPRAISED, past.officer, row.appraised_at, {}
    if row.proposed_at:
        sent = {"score": str(row.score), "result": row.result, "in_favour": row.in_favour, "present": row.present}
        yield Action.PROPOSE, S.PROPOSED, past.officer, row.proposed_at, sent
    if row.decided_at and row.state == S.RECOGNISED:
        yield Action.RECOGNISE, S.RECOGNISED, past.approver, row.decided_at, {"certificate": row.certificate}
    elif row.decided_at:
        yield Action.REJECT, S.NOT_REACHED, past.officer, row.decided_at, {}


def _at(day: dt.date, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
