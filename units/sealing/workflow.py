"""The act of sealing a night."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.sealing import NOTHING, SHARE, columns, kinds, roots
from units.models import Seal, SealedItem
from units.sealing.comparing import compare, horizons
from units.sealing.known import Compared
from units.sealing.led import steps_missing


@dataclass(frozen=True)
class Sealing:
    """What a night's seal holds, and what did not fit: that stays sealed as it was, and is found again every night."""

    seal: Seal
    things: int
    new: int
    faults: list[str]
    first: list[str]
    """Kinds that were never sealed before, though others were: their rows are sealed as they stand."""


def seal(day: dt.date, at: dt.datetime, *, accept: str = "") -> Sealing:
    """Seal everything that rests, once a day. Raises Refused when the day has its seal, or a later one exists.

    What does not fit is left under its earlier sum, so that every night finds it again; with a reason to `accept` it,
    it is sealed anew as it is, and the seal of the day says why.
    """
    if Seal.objects.filter(day__gte=day).exists():
        raise Refused(f"Số liệu đến ngày {day:%d/%m/%Y} đã niêm rồi; mỗi ngày niêm một lần.")
    upto = horizons()
    compared = list(compare(upto))
    fresh = sorted(
        (
            (each.kind.name, sum_, since)
            for each in compared
            for sum_, since in (*each.fresh, *((odd, 0) for odd in each.odd if accept))
        ),
        key=lambda found: (found[0], found[1].key),
    )
    names = {kind.name: columns(kind) for kind in kinds()}
    try:
        with transaction.atomic():
            previous = Seal.objects.select_for_update().order_by("-day").first()
            before = previous.root if previous else NOTHING
            made, _ = roots(before, day, at, names, ((name, sum_) for name, sum_, _ in fresh))
            sealed = Seal.objects.create(day=day, at=at, previous=before, root=made, columns=names, accepted=accept)
            SealedItem.objects.bulk_create(
                (
                    SealedItem(
                        seal=sealed,
                        kind=name,
                        key=sum_.key,
                        rows=sum_.rows,
                        digest=sum_.digest,
                        since=since,
                        shares=sum_.shares[since * SHARE :],
                    )
                    for name, sum_, since in fresh
                ),
                batch_size=500,
            )
    except IntegrityError as twice:
        raise Refused(f"Số liệu ngày {day:%d/%m/%Y} vừa được niêm bởi một lần chạy khác.") from twice
    faults = [fault for each in compared for fault in each.faults] + list(steps_missing())
    first = [] if previous is None else [_first(each) for each in compared if each.first and each.things]
    return Sealing(sealed, sum(each.things for each in compared), len(fresh), faults, first)


def _first(each: Compared) -> str:
    return f"{each.kind.label.replace(' số {}', '')} ({vi.whole(each.things)} dòng)"


def latest() -> Seal | None:
    """The newest seal: its root goes onto paper."""
    return Seal.objects.order_by("-day").first()
