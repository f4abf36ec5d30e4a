"""Decisions that exist on paper are entered later: their own numbers, days and signers, the checks of their day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from awards.titles.criteria import agency_for, procedure_for, set_for
from awards.titles.enums import Action, DecisionAction, DecisionKind, DecisionState, NominationState, Registration
from awards.titles.kinds import TitleKind
from awards.titles.models import Candidate, Decision, Nomination, NominationStep, Procedure
from awards.titles.rules.procedure import valid_until
from awards.titles.workflow.candidates import record_all
from awards.titles.workflow.decisions import take_number
from awards.titles.workflow.machinery import batches, log, must_stand_for, refuse_day
from awards.titles.workflow.recognition import agency_words
from awards.titles.workflow.registering import last_day_in
from awards.titles.workflow.states import DECISIONS, NOMINATIONS
from hocTap.lib import resting, vi
from hocTap.lib.steps import Refused, Stale, needed, words
from units import numbering
from units.enums import Numbered
from units.models import UnitVersion, User


@dataclass(frozen=True)
class Paper:
    """A signed decision as it stands on paper."""

    title: TitleKind
    year: int
    number: int
    symbol: str
    signed_on: dt.date
    signer: str

    @property
    def words(self) -> str:
        return f"Quyết định số {self.number}/{self.symbol} ngày {vi.day(self.signed_on)}"


@dataclass(frozen=True)
class Named:
    """Whom the paper names, as it names them; `certificate` is the number in its register, where it has one."""

    candidate: Candidate
    name: str
    address: str
    community_id: int | None = None
    certificate: int | None = None


@dataclass(frozen=True)
class Day:
    """What was in force on the day of a paper for one ward and level: who decided, by which criteria, until when."""

    procedure: Procedure
    agency: UnitVersion
    criteria_id: int
    as_of: dt.date


def of_the_day(paper: Paper, ward_id: int, level: str, at: dt.datetime) -> Day:
    """The checks of the paper's day. Raises Refused: a day to come or before the year, a ward that did not stand in the
    year, a title without criteria in it, no agency in charge on the day.
    """
    refuse_day(paper.signed_on, paper.year, at, "Ngày ký")
    as_of = last_day_in(ward_id, paper.year)
    must_stand_for([ward_id], paper.year, paper.signed_on, "công nhận danh hiệu")
    criteria = set_for(paper.title, paper.year, ward_id, level)
    procedure = procedure_for(paper.title, paper.signed_on, ward_id, level)
    return Day(procedure, agency_for(procedure, ward_id, paper.signed_on), criteria.pk, as_of)


def standing_number(paper: Paper, agency_id: int) -> Decision | None:
    """The decision that has this number of the agency in the year of the signature already."""
    return Decision.objects.filter(agency=agency_id, year=paper.signed_on.year, number=paper.number).first()


def taken_number(paper: Paper, agency_id: int) -> str:
    """Why the number cannot be this decision's: another register of the agency has it; nothing when it is free."""
    symbol = paper.symbol or Decision._meta.get_field("symbol").get_default()
    try:
        numbering.refuse_taken(numbering.Number(agency_id, symbol, paper.number, paper.signed_on))
    except Refused as reason:
        return str(reason)
    return ""


@transaction.atomic
def record_past(paper: Paper, named: Sequence[Named], *, by: User, at: dt.datetime) -> Decision:
    """Enter one decision from paper with all whom it names (ghi lại quyết định trên giấy).

    Holders who are not on the register yet are written into it. Nothing is invented of the steps before: no score, no
    vote, no proposal; the decision and each title say that they were entered later, by whom and when. Raises Refused as
    `of_the_day` does, for a number used in that year, and for people of several agencies; Stale for somebody who has a
    nomination in the year.
    """
    days = {
        key: of_the_day(paper, *key, at)
        for key in {(each.candidate.ward_id, each.candidate.managing_level) for each in named}
    }
    deciding = {(day.agency.unit_id, day.procedure.pk) for day in days.values()}
    if len(deciding) != 1:
        raise Refused(f"{paper.words}: danh sách thuộc thẩm quyền của nhiều cơ quan vào ngày ký. Hãy tách danh sách.")
    day = next(iter(days.values()))
    if standing_number(paper, day.agency.unit_id):
        raise Refused(f"{paper.words}: số này đã dùng trong năm {paper.signed_on.year}.")
    new = list({id(each.candidate): each.candidate for each in named if each.candidate.pk is None}.values())
    for candidate in new:
        as_of = days[candidate.ward_id, candidate.managing_level].as_of
        candidate.known_since = min(paper.signed_on, as_of)
    if new:
        record_all(new, by=by, at=at)
    decision = _draft(paper, day, by, at)
    rows = _nominations(paper, named, decision, days, by, at)
    try:
        with transaction.atomic():
            made = Nomination.objects.bulk_create(rows, batch_size=1000)
    except IntegrityError as error:
        raise Stale(f"{paper.words}: có người trong danh sách đã có hồ sơ năm {paper.year}.") from error
    recognised = NOMINATIONS.landing(Action.RECOGNISE)
    facts = {"decision": decision.pk, "on_paper": True}
    for part in batches(made):
        log(part, Action.RECOGNISE, before=recognised, after=recognised, by=by, at=at, facts=lambda _: facts)
    _sign(decision, paper, day, by, at)
    return decision


def _draft(paper: Paper, day: Day, by: User, at: dt.datetime) -> Decision:
    return Decision.objects.create(
        kind=DecisionKind.RECOGNITION,
        title=paper.title,
        assessment_year=paper.year,
        agency_id=day.agency.unit_id,
        agency_words=agency_words(day.procedure, day.agency),
        authority_words=day.procedure.authority_words,
        procedure=day.procedure,
        prepared_by=by,
        prepared_at=at,
        on_paper=True,
    )


def _sign(decision: Decision, paper: Paper, day: Day, by: User, at: dt.datetime) -> None:
    decision.state = DECISIONS.landing(DecisionAction.SIGN)
    decision.number, decision.year, decision.signed_on = paper.number, paper.signed_on.year, paper.signed_on
    decision.symbol = words(paper.symbol, name="Ký hiệu", longest=40) or decision.symbol
    decision.signer = needed(paper.signer, "Hãy ghi họ tên người ký.", name="Họ tên người ký", longest=120)
    decision.recorded_by, decision.recorded_at = by, at
    decision.valid_until = valid_until(paper.signed_on, day.procedure.valid_months, paper.year)
    try:
        with transaction.atomic():
            decision.save()
    except IntegrityError as error:
        raise Stale(f"{paper.words}: số này vừa được người khác dùng.") from error
    take_number(decision)


def _nominations(
    paper: Paper,
    named: Sequence[Named],
    decision: Decision,
    days: dict[tuple[int, str], Day],
    by: User,
    at: dt.datetime,
) -> list[Nomination]:
    places = _place_names({day.as_of for day in days.values()}, named)
    given = {each.certificate for each in named if each.certificate}
    free = (number for number in range(1, len(named) + len(given) + 1) if number not in given)
    recognised = NOMINATIONS.landing(Action.RECOGNISE)
    found = []
    for each in named:
        ward = each.candidate.ward_id
        day = days[ward, each.candidate.managing_level]
        names = (places.get((unit, day.as_of), "") for unit in (each.community_id, ward) if unit)
        found.append(
            Nomination(
                candidate=each.candidate,
                kind=paper.title,
                year=paper.year,
                ward_id=ward,
                community_id=each.community_id,
                as_of=day.as_of,
                registration=Registration.NEW,
                criteria_id=day.criteria_id,
                state=recognised,
                passes=True,
                registered_by=by,
                registered_at=at,
                decided_by=by,
                decided_at=at,
                decision=decision,
                certificate=each.certificate or next(free),
                signed_name=each.name,
                signed_address=each.address,
                signed_place=", ".join(filter(None, names)),
                on_paper=True,
            )
        )
    return found


def _place_names(days: Collection[dt.date], named: Sequence[Named]) -> dict[tuple[int, dt.date], str]:
    """What wards and khu phố were called on these days, in one query a day."""
    units = {unit for each in named for unit in (each.community_id, each.candidate.ward_id) if unit}
    return {
        (unit, day): name
        for day in days
        for unit, name in UnitVersion.objects.on(day).filter(unit__in=units).values_list("unit_id", "name")
    }


def since_past(decisions: Collection[int]) -> list[str]:
    """What rests on decisions that a list entered: titles revoked since, documents issued over their years."""
    rows = Nomination.objects.select_for_update(of=("self",)).filter(decision__in=decisions).order_by("pk")
    facts = list(rows.values_list("state", "ward_id", "year"))
    revoked = sum(state != NominationState.RECOGNISED for state, _, _ in facts)
    found = [f"{vi.whole(revoked)} danh hiệu đã bị thu hồi."] if revoked else []
    for year in sorted({year for _, _, year in facts}):
        wards = {ward for _, ward, of in facts if of == year}
        rests = resting.rests_on(wards, dt.date(year, 1, 1), dt.date(year, 12, 31))
        found += filter(None, [resting.in_words([each for each in rests if each.issued])])
    return found


@transaction.atomic
def unrecord_past(decisions: Collection[int]) -> None:
    """Take decisions that a list entered out again with the titles that they give; they were never entered.

    Who took them out and why is kept with the list. Raises Refused when something still speaks of one of them.
    """
    try:
        with transaction.atomic():
            rows = Nomination.objects.filter(decision__in=decisions, on_paper=True)
            NominationStep.objects.filter(nomination__in=rows.values("pk")).delete()
            rows.delete()
            Decision.objects.filter(pk__in=decisions, on_paper=True, state=DecisionState.SIGNED).delete()
            numbering.release(Numbered.TITLES, decisions)
    except ProtectedError as held:
        first = next(iter(held.protected_objects))
        raise Refused(f"Không hoàn tác được: đã có {first._meta.verbose_name} dựa trên quyết định này.") from held
