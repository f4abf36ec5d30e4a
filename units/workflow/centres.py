"""Steps on community learning centres (trung tâm học tập cộng đồng)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from hocTap.lib import vi
from units.enums import CentreState
from units.models import CentreService, LearningCentre, Unit


@transaction.atomic
def found_centre(
    name: str,
    wards: Sequence[Unit],
    *,
    founded_on: dt.date,
    decision: str = "",
    seat: str = "",
    illustrative: bool = False,
) -> LearningCentre:
    """A new centre that serves these wards from the day of its founding.

    Raises ValidationError when no ward is named or one did not stand on the day.
    """
    centre = LearningCentre(name=name, seat=seat, founding_decision=decision, founded_on=founded_on)
    centre.illustrative = illustrative
    centre.save()
    serve(centre, wards, from_day=founded_on)
    return centre


@transaction.atomic
def serve(centre: LearningCentre, wards: Sequence[Unit], *, from_day: dt.date) -> None:
    """The centre serves these wards, too, from the day on; raises ValidationError as `found_centre` does."""
    check_wards(wards, from_day)
    CentreService.objects.bulk_create(CentreService(centre=centre, ward=ward, valid_from=from_day) for ward in wards)


def check_wards(wards: Sequence[Unit], from_day: dt.date) -> None:
    """Raise ValidationError as `found_centre` does."""
    if not wards:
        raise ValidationError("Hãy chọn ít nhất một phường mà trung tâm phục vụ.", code="no_ward")
    standing = set(Unit.objects.on(from_day).filter(pk__in=[ward.pk for ward in wards]).values_list("pk", flat=True))
    for ward in wards:
        if ward.pk not in standing:
            raise ValidationError(f"{ward} không tồn tại vào ngày {vi.day(from_day)}.", code="not_standing")


@transaction.atomic
def change_state(centre: LearningCentre, state: CentreState, *, on: dt.date) -> LearningCentre:
    """Suspend, take up again or dissolve a centre; only dissolving keeps the day, and nothing leads back from it.

    Raises ValidationError for a centre already dissolved and for a day before its founding.
    """
    locked = LearningCentre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    if locked.state == CentreState.DISSOLVED:
        raise ValidationError(f"{locked} đã giải thể từ ngày {vi.day(locked.ended_on)}.", code="dissolved")
    if locked.founded_on and on < locked.founded_on:
        raise ValidationError(f"{locked} thành lập ngày {vi.day(locked.founded_on)}, sau ngày ghi.", code="order")
    locked.state = state
    locked.ended_on = on if state == CentreState.DISSOLVED else None
    locked.save(update_fields=["state", "ended_on"])
    return locked
