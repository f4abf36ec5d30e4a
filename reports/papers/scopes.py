"""Who has to do with the papers of a kind: who sees all that a source names, who makes them, who takes names out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from awards.commendations import permissions as commendations
from awards.commendations.models import Commendation, CommendationDecision, CommendationDraft
from awards.scholarships import permissions as money
from awards.titles import permissions as titles
from awards.titles.models import Decision, Minutes, Nomination, Proposal
from awards.titles.querysets import TITLE_ROLES, NominationQuerySet
from awards.titles.register.permissions import can_export_names
from hocTap.lib.refusals import Refused
from indicators.models import Submission
from indicators.permissions import can_enter, can_read_series
from indicators.scorecard.asking import standing_in_year
from reports.models.asked import AskedReport
from reports.papers.commendations import is_own
from reports.papers.enums import PaperKind
from reports.papers.handing import change_behind
from reports.permissions import can_report_targets
from units.centres.permissions import can_enter as can_enter_centre
from units.enums import Role
from units.handover.permissions import can_confirm
from units.handover.registry import parts
from units.models import HandOver, LearningCentre, User


@dataclass(frozen=True)
class Scope:
    """What is asked about a person and the row from which a paper is made.

    `seen_by`: whether all that it names is in the person's remit; for others it does not exist. `made_by`: whether the
    person may make the paper. `names_to`: whether the person may take its lists out as a workbook.
    """

    is_there: Callable[[int], bool]
    seen_by: Callable[[User, int], bool]
    made_by: Callable[[User, int], bool]
    names_to: Callable[[User, int], bool]


# Titles: what is named are nominations


def _of_decision(pk: int) -> NominationQuerySet:
    return Nomination.objects.filter(decision=pk)


def _of_revocation(pk: int) -> NominationQuerySet:
    return Nomination.objects.filter(revocation=pk)


def _of_proposal(pk: int) -> NominationQuerySet:
    return Nomination.objects.filter(proposal=pk)


def _of_minutes(pk: int) -> NominationQuerySet:
    """Those of the meeting's place, title and year: minutes that were replaced name nobody any more."""
    found = Minutes.objects.filter(pk=pk).first()
    if found is None:
        return Nomination.objects.none()
    return Nomination.objects.filter(ward=found.ward_id, community=found.community_id, kind=found.kind, year=found.year)


def _may_decide(user: User, pk: int, rows: NominationQuerySet) -> bool:
    """The approver in charge of all that it names, or the officer of the agency's own unit, who files its papers."""
    decision = Decision.objects.get(pk=pk)
    if decision.agency_id in user.units_kept(Role.WARD_OFFICER):
        return True
    own = Nomination.objects.decidable_by(user).values("pk")
    return rows.exists() and not rows.exclude(pk__in=own).exists()


def _works(model: type[Proposal] | type[Minutes]) -> Callable[[User, int], bool]:
    return lambda user, pk: titles.can_work(user, model.objects.get(pk=pk).ward_id)


def _titles(reach: Callable[[int], NominationQuerySet], made_by: Callable[[User, int], bool]) -> Scope:
    """Of a paper that names nominations: `reach` gives them, for a person who asks."""

    def seen_by(user: User, pk: int) -> bool:
        rows = reach(pk)
        own = Nomination.objects.visible_to(user).values("pk")
        return rows.exists() and not rows.exclude(pk__in=own).exists()

    def names_to(user: User, pk: int) -> bool:
        return can_export_names(user, list(reach(pk).order_by().values_list("ward_id", flat=True).distinct()))

    return Scope(lambda pk: reach(pk).exists(), seen_by, made_by, names_to)


PROPOSALS = _titles(_of_proposal, _works(Proposal))
MINUTES = _titles(_of_minutes, _works(Minutes))
DECISIONS = _titles(_of_decision, lambda user, pk: _may_decide(user, pk, _of_decision(pk)))
REVOCATIONS = _titles(_of_revocation, lambda user, pk: _may_decide(user, pk, _of_revocation(pk)))

# Commendations


def _commended_seen(user: User, pk: int) -> bool:
    """Whoever sees the decision and everybody on it; an empty one whoever may write it."""
    decision = CommendationDecision.objects.visible_to(user).filter(pk=pk).first()
    if decision is None:
        return False
    theirs = Commendation.objects.filter(decision=pk)
    seen = Commendation.objects.visible_to(user).values("pk")
    return _commended_made(user, pk) or (theirs.exists() and not theirs.exclude(pk__in=seen).exists())


def _commended_made(user: User, pk: int) -> bool:
    decision = CommendationDecision.objects.select_related("kind", "unit").get(pk=pk)
    return commendations.can_record(user, decision) and is_own(decision)


def _commended_names(user: User, pk: int) -> bool:
    return can_export_names(user, list(Commendation.objects.filter(decision=pk).values_list("ward_id", flat=True)))


COMMENDATIONS = Scope(
    lambda pk: CommendationDecision.objects.filter(pk=pk).exists(),
    _commended_seen,
    _commended_made,
    _commended_names,
)


def _to_commend_seen(user: User, pk: int) -> bool:
    return CommendationDraft.objects.visible_to(user).filter(pk=pk).exists()


def _to_commend_names(user: User, pk: int) -> bool:
    return can_export_names(user, [row["ward"] for row in CommendationDraft.objects.get(pk=pk).rows])


TO_COMMEND = Scope(
    lambda pk: CommendationDraft.objects.filter(pk=pk).exists(),
    _to_commend_seen,
    lambda user, pk: commendations.can_record(user, CommendationDraft.objects.select_related("kind").get(pk=pk)),
    _to_commend_names,
)

# Sheets of figures and hand-overs: no names of people


def _sheet_seen(user: User, pk: int) -> bool:
    return bool(user.units_as(*TITLE_ROLES)) and Submission.objects.visible_to(user).filter(pk=pk).exists()


SHEETS = Scope(
    lambda pk: Submission.objects.filter(pk=pk).exists(),
    _sheet_seen,
    lambda user, pk: can_enter(user, Submission.objects.select_related("unit_as", "period").get(pk=pk)),
    _sheet_seen,
)


def _handing_seen(user: User, pk: int) -> bool:
    found = HandOver.objects.filter(pk=pk).first()
    lines = user.lines_in_remit(*TITLE_ROLES)
    return found is not None and lines.filter(descendant=found.unit_id).exists()


def _handing_made(user: User, pk: int) -> bool:
    """Whoever may confirm a part of it."""
    try:
        change = change_behind(pk)
    except Refused:
        return False
    return any(part.moves and can_confirm(user, change, part) for part in parts())


HANDOVERS = Scope(lambda pk: HandOver.objects.filter(pk=pk).exists(), _handing_seen, _handing_made, _handing_seen)


# Reports of a span of days: a centre's, a fund's, and on a unit's targets; sums, and names only of those in post


def _asked(
    kind: PaperKind, seen: Callable[[User, AskedReport], bool], made: Callable[[User, AskedReport], bool]
) -> Scope:
    """Of a paper of a span that was asked for: `seen` and `made` judge a person by the row that says of whom."""

    def rows(pk: int) -> QuerySet[AskedReport]:
        return AskedReport.objects.select_related("unit", "centre").filter(pk=pk, kind=kind)

    def seen_by(user: User, pk: int) -> bool:
        return (found := rows(pk).first()) is not None and seen(user, found)

    return Scope(lambda pk: rows(pk).exists(), seen_by, lambda user, pk: made(user, rows(pk).get()), seen_by)


def _centre_seen(user: User, asked: AskedReport) -> bool:
    return LearningCentre.objects.visible_to(user).filter(pk=asked.centre_id or 0).exists()


def _centre_made(user: User, asked: AskedReport) -> bool:
    return asked.centre is not None and can_enter_centre(user, asked.centre)


CENTRES = _asked(PaperKind.CENTRE, _centre_seen, _centre_made)
MONEY = _asked(
    PaperKind.MONEY,
    lambda user, asked: money.reads_whole(user, asked.unit),
    lambda user, asked: money.can_report(user, asked.unit),
)
TARGETS = _asked(
    PaperKind.SCORECARD,
    lambda user, asked: can_read_series(user, asked.unit),
    lambda user, asked: can_report_targets(user, asked.unit, standing_in_year(asked.unit, asked.first_day.year)[1]),
)
