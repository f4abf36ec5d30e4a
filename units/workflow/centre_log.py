"""What every decision on a centre leaves behind: its paper, whose authority, how the centre stood before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.steps import Refused, Stale
from units.centres.enums import Act
from units.models import (
    CentreAuthority,
    CentreRecord,
    CentreStep,
    CentreTerm,
    LearningCentre,
    UnitVersion,
    User,
)


@dataclass(frozen=True)
class Decision:
    """The paper that a step rests on (số, ngày, trích yếu); empty where nobody knows it any more."""

    number: str = ""
    decided_on: dt.date | None = None
    citation: str = ""

    def __str__(self) -> str:
        on = f" ngày {vi.day(self.decided_on)}" if self.decided_on else ""
        return f"{self.number}{on}"


UNKNOWN = Decision()


def snapshot(centre: LearningCentre) -> dict[str, object]:
    """How a centre stands, to be kept with a step: state, end, and whom it serves."""
    services = centre.services.select_related("ward").prefetch_related("ward__versions").order_by("valid_from", "pk")
    return {
        "state": centre.state,
        "ended_on": centre.ended_on.isoformat() if centre.ended_on else None,
        "wards": [str(each.ward) for each in services if each.valid_to is None],
        "services": [each.pk for each in services if each.valid_to is None],
        "terms": [each.pk for each in CentreTerm.objects.kept().filter(centre=centre, valid_to__isnull=True)],
    }


def records_of(centre: LearningCentre) -> Iterable[CentreRecord]:
    """All rows of the centre's books that hold, one kind after the other."""
    for kind in CentreRecord.__subclasses__():
        yield from kind._default_manager.filter(centre=centre, voided_at__isnull=True)


def authority_on(day: dt.date) -> CentreAuthority | None:
    """Who may decide on centres on the day; None before the catalogue begins."""
    return CentreAuthority.objects.on(day).first()


def log(
    centre: LearningCentre, act: Act, before: dict[str, object], on: dt.date, decision: Decision, by: User | None
) -> CentreStep:
    if decision.decided_on and decision.decided_on > on:
        sentence = f"Quyết định ngày {vi.day(decision.decided_on)} không thể có hiệu lực từ {vi.day(on)}, sớm hơn."
        raise Refused(sentence)
    authority = authority_on(decision.decided_on or on)
    step = CentreStep(centre=centre, act=act, effective_on=on, authority=authority, by=by, at=timezone.now())
    step.decision_no, step.decided_on, step.citation = decision.number, decision.decided_on, decision.citation
    step.decided_by = _decided_by(centre, authority, decision.decided_on or on)
    step.before, step.after = before, snapshot(centre)
    try:
        with transaction.atomic():
            step.save()
    except IntegrityError as refused:
        raise Stale(f"{centre} đã có quyết định như vậy.") from refused
    return step


def _decided_by(centre: LearningCentre, authority: CentreAuthority | None, day: dt.date) -> str:
    """The authority's title, and the unit of its level above the centre's wards when there is just one."""
    if authority is None:
        return ""
    wards = centre.services.order_by().values("ward")
    at_level = UnitVersion.objects.on(day).filter(kind=authority.level)
    names = set(
        at_level.filter(
            unit__lines_down__descendant__in=wards,
            unit__lines_down__valid_from__lte=day,
        ).values_list("name", flat=True)
    )
    return f"{authority.title} ({names.pop()})" if len(names) == 1 else authority.title
