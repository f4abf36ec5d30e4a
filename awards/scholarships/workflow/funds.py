"""Opening funds and campaigns, and knowing donors."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from awards.scholarships import rules
from awards.scholarships.enums import DonorKind, FundKind, FundLevel
from awards.scholarships.models import Campaign, Donor, Fund
from hocTap.lib import vi
from hocTap.lib.steps import checked
from units.models import Unit
from units.standing import must_stand


@dataclass(frozen=True)
class Footing:
    """On what footing a fund stands: its kind, a branch's name, a charity's licence."""

    kind: FundKind = FundKind.ASSOCIATION
    branch: str = ""
    licence: str = ""


def open_fund(
    unit: Unit, name: str, level: FundLevel, footing: Footing = Footing(), *, illustrative: bool = False
) -> Fund:
    """Open a fund with empty books. Raises Refused for a name already used at the unit, or facts that contradict."""
    facts = {"kind": footing.kind, "branch": footing.branch, "licence": footing.licence}
    return checked(Fund(unit=unit, name=name, level=level, illustrative=illustrative, **facts))


def add_donor(fund: Fund, name: str, kind: DonorKind) -> Donor:
    """The fund's donor of this name, added when it is new."""
    words = vi.nfc(name)
    return Donor.objects.filter(fund=fund, name=words).first() or checked(Donor(fund=fund, name=words, kind=kind))


def start_campaign(
    fund: Fund, name: str, *, starts_on: dt.date, ends_on: dt.date, target: int | None = None
) -> Campaign:
    """Start an effort of the fund.

    Raises Refused for days out of order, a first day on which the fund's unit does not stand, a target that is no sum,
    a name used twice.
    """
    must_stand(fund.unit_id, starts_on, f"mở đợt vận động của {fund}")
    if target is not None:
        rules.refuse_sum(target, "Mục tiêu")
    return checked(Campaign(fund=fund, name=name, starts_on=starts_on, ends_on=ends_on, target=target))
