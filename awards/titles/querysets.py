"""Questions about criteria, candidates, nominations and decisions, asked for a year and for a person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, When

from awards.titles.enums import DRAFTED, CandidateState, DecisionState, NominationState
from awards.titles.kinds import OF_WARDS
from awards.uploads.words import address_key
from hocTap.lib import vi
from hocTap.lib.searching import as_typed, with_marks
from units.enums import Role
from units.querysets import standing

if TYPE_CHECKING:
    from awards.titles.models import (  # noqa: F401
        Candidate,
        CriteriaSet,
        Decision,
        MoveRequest,
        Nomination,
        Procedure,
        RecognitionJob,
    )
    from units.models import Unit, User

TITLE_ROLES = (Role.WARD_OFFICER, Role.DISTRICT_OFFICE, Role.TITLE_APPROVER)
"""Who reads names in the register of titles; not the administrators, not those who keep the fund, nor readers."""
DECISION_ROLES = (*TITLE_ROLES, Role.READER)
"""Who reads which decisions there are and of how many titles; their names are for the ones above."""


def own_work(user: User) -> Q:
    """Nominations that the person scored (wholly or a line of them), appraised or proposed: four eyes.

    Example: an officer types nine lines of a household, a colleague the tenth: neither of them decides on it.
    """
    typed = apps.get_model("awards", "Scorer")._default_manager.filter(person=user)
    return Q(assessed_by=user) | Q(appraised_by=user) | Q(proposed_by=user) | Q(pk__in=typed.values("nomination"))


class CriteriaSetQuerySet(models.QuerySet["CriteriaSet"]):
    def for_year(self, kind: str, year: int) -> Self:
        """Sets of the title in force in the year, national and of provinces."""
        open_end = Q(last_year__isnull=True) | Q(last_year__gte=year)
        return self.filter(open_end, kind=kind, first_year__lte=year)

    def with_lines(self) -> Self:
        return self.prefetch_related("criteria__items", "bands")

    def sound(self) -> Self:
        """Sets of which every line was compared with the original: only these carry a signed decision."""
        unverified = Q(criteria__items__verified=False) | Q(bands__verified=False)
        return self.filter(verified=True).exclude(pk__in=self.model._default_manager.filter(unverified).values("pk"))


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    def on(self, day: dt.date) -> Self:
        return self.filter(standing(day))


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def visible_to(self, user: User) -> Self:
        """Candidates of the wards that a person's posts reach; names are for those who work with titles.

        Of a divided ward an heir reads only whom it was handed: they are of its own wards then.
        """
        return self.filter(ward__in=user.lines_in_charge(*TITLE_ROLES).values("descendant"))

    def active(self) -> Self:
        return self.filter(state=CandidateState.ACTIVE)

    def unrestricted(self) -> Self:
        """Without the few whose use is restricted: found by an index of their own, so that counting reads no rows."""
        return self.exclude(pk__in=self.model._default_manager.filter(restricted_on__isnull=False).values("pk"))

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def matching(self, text: str) -> Self:
        """By a part of the name or of the address, with the marks that were typed."""
        if not vi.fold(text):
            return self
        key = address_key(text)
        if not key:  # signs alone, such as "%", stand in no address that is compared
            return self.filter(as_typed(text))
        marked = with_marks(text, "address", but=("phuong", "quan"))  # which an address may shorten
        return self.filter(as_typed(text) | (Q(folded_address__contains=key) & marked))


class NominationQuerySet(models.QuerySet["Nomination"]):
    def visible_to(self, user: User) -> Self:
        """Nominations of wards that, at the end of the year judged, stood under a unit of the person's posts."""
        lines = user.lines_in_charge(*TITLE_ROLES).on(OuterRef("as_of"))
        return self.filter(Exists(lines.filter(descendant=OuterRef("ward"))))

    def decidable_by(self, user: User) -> Self:
        """Of wards over which the person is an approver in the year judged; a ward's own title only from above."""
        lines = user.lines_in_charge(Role.TITLE_APPROVER).on(OuterRef("as_of")).filter(descendant=OuterRef("ward"))
        own_title = Case(When(kind__in=OF_WARDS, then=1), default=0, output_field=IntegerField())
        return self.alias(least=own_title).filter(Exists(lines.filter(depth__gte=OuterRef("least"))))

    def in_year(self, kind: str, year: int) -> Self:
        """Registered for the title in the year; registrations taken back do not count."""
        return self.registered().filter(kind=kind, year=year)

    def registered(self) -> Self:
        """All but registrations that were taken back."""
        return self.exclude(state=NominationState.UNREGISTERED)

    def waiting(self) -> Self:
        return self.filter(state=NominationState.PROPOSED)

    def in_force(self) -> Self:
        """Recognised by a decision that was signed, and not revoked since."""
        return self.filter(state=NominationState.RECOGNISED, decision__state=DecisionState.SIGNED)

    def at_step(self, step: str) -> Self:
        """How far they came, as pages tell it (`enums.STEPS`): drafted is not recognised."""
        if step == DRAFTED:
            return self.filter(state=NominationState.RECOGNISED, decision__state=DecisionState.DRAFT)
        return self.in_force() if step == NominationState.RECOGNISED else self.filter(state=step)

    def below(self, unit: Unit) -> Self:
        """Of wards that stood under the unit (or are the unit) at the end of the year judged."""
        lines = unit.lines_down.filter(standing(OuterRef("as_of")), descendant=OuterRef("ward"))
        return self.filter(Exists(lines))


class MoveRequestQuerySet(models.QuerySet["MoveRequest"]):
    def visible_to(self, user: User) -> Self:
        """Moves out of, or into, wards that the person's posts reach: the other ward reads what it is asked to take."""
        seen = user.lines_in_charge(*TITLE_ROLES).order_by().values("descendant")
        return self.filter(Q(from_ward__in=seen) | Q(to_ward__in=seen))


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> Self:
        """Decisions of agencies in a person's remit, and those that name a candidate of it."""
        seen = user.lines_in_remit(*DECISION_ROLES).values("descendant")
        own = Q(agency__in=seen)
        nominations = apps.get_model("awards", "Nomination")._default_manager.filter(ward__in=seen)
        named = Q(Exists(nominations.filter(decision=OuterRef("pk"))))
        revoked = Q(Exists(nominations.filter(revocation=OuterRef("pk"))))
        return self.filter(own | named | revoked)

    def signed(self) -> Self:
        return self.filter(state=DecisionState.SIGNED)


class RecognitionJobQuerySet(models.QuerySet["RecognitionJob"]):
    def visible_to(self, user: User) -> Self:
        """Jobs of wards in a person's remit as an approver."""
        seen = user.lines_in_charge(Role.TITLE_APPROVER).values("descendant")
        return self.filter(groups__ward__in=seen).distinct()
