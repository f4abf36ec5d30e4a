"""Where a holder may be written: not under a khu phố that is no more while its ward goes on, nor where all were handed
over: nobody would bring along whoever comes later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from units.communities.reading import became
from units.handover.enums import PartState
from units.models import HandOverPart, UnitVersion
from units.standing import Lives, heirs_of
from units.words import named

PART = "titles"
"""The part of a hand-over by which a register passes to the heirs (`awards.titles.handover`)."""


def refuse_ended(places: Collection[tuple[int, int | None]], today: dt.date) -> None:
    """Raise Refused, naming the successor, for a khu phố that has ended in a ward that still stands.

    A khu phố that ended with its ward is a matter of the ward's hand-over. Two queries, a third for the refusal.
    """
    wards = {community: ward for ward, community in places if community}
    versions = UnitVersion.objects.filter(unit__in=wards).order_by("valid_from")
    latest = {version.unit_id: version for version in versions}
    over = [version for version in latest.values() if version.valid_to and version.valid_to < today]
    if not over:
        return
    standing = UnitVersion.objects.on(today).filter(unit__in={wards[version.unit_id] for version in over})
    wards_today = set(standing.order_by().values_list("unit", flat=True))
    for version in over:
        if wards[version.unit_id] in wards_today:
            into = became([version]).get(version.pk, "")
            now = f"; nay là {into}. Hãy ghi vào đó" if into else ""
            raise Refused(f"{version.name} đã kết thúc ngày {vi.day(version.valid_to)}{now}.")


def refuse_handed_over(lives: Lives, today: dt.date) -> None:
    """Raise Refused, naming the heirs, for a ward that is no more and whose register was handed over.

    One query where a ward has ended, none otherwise.
    """
    ended = [ward for ward in lives.versions if lives.ended_before(ward, today)]
    if not ended:
        return
    parts = HandOverPart.objects.filter(code=PART, state=PartState.DONE, handover__unit__in=ended)
    for ward in parts.values_list("handover__unit", flat=True)[:1]:
        last = lives.versions[ward][-1]
        raise Refused(f"Sổ của {named(last)} đã bàn giao, không ghi thêm được. {heirs_of(ward, today).instead}")
