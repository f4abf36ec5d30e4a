"""Papers of the demonstration: a decision issued, another one and minutes as drafts; a commendation."""

from __future__ import annotations

import datetime as dt

from awards.commendations.models import CommendationDecision
from awards.titles.enums import DecisionKind
from awards.titles.kinds import TitleKind
from awards.titles.models import Decision, Minutes
from reports.papers import workflow
from reports.papers.enums import PaperKind
from reports.papers.models import Document
from reports.papers.workflow import Issue
from units.models import Unit, User

WARD = 5


def load(ward: Unit, approver: User, officer: User, at: dt.datetime) -> None:
    """The ward's clans in a decision that is issued; households and a meeting in drafts that wait; once."""
    decisions = Decision.objects.filter(agency=ward, kind=DecisionKind.RECOGNITION, signed_on__isnull=False)
    clans = decisions.filter(title=TitleKind.CLAN).order_by("pk").first()
    if clans is None or Document.objects.filter(unit=ward).exists():
        return
    workflow.issue(workflow.make(PaperKind.DECISION, clans.pk, by=approver, at=at), Issue(), by=approver, at=at)
    if households := decisions.filter(title=TitleKind.HOUSEHOLD).order_by("pk").first():
        workflow.make(PaperKind.DECISION, households.pk, by=approver, at=at)
    if meeting := Minutes.objects.filter(ward=ward).order_by("-held_on", "pk").first():
        workflow.make(PaperKind.MINUTES, meeting.pk, by=officer, at=at)


def load_commendation(district: Unit, office: User, at: dt.datetime) -> None:
    """The district's decision of commendation issued, so that its giấy khen can be printed; once."""
    decision = CommendationDecision.objects.filter(unit=district, voiding=None).order_by("pk").first()
    if decision is None or Document.objects.of(PaperKind.COMMENDATION, decision.pk).exists():
        return
    workflow.issue(workflow.make(PaperKind.COMMENDATION, decision.pk, by=office, at=at), Issue(), by=office, at=at)
