"""Opening funds and campaigns, and knowing donors."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from awards.scholarships import rules
from awards.scholarships.enums import DonorKind, FundKind, FundLevel
from awards.scholarships.models import Campaign, Donor, DonorJoin, Fund
from awards.scholarships.workflow.texts import Names
from hocTap.lib import vi
from hocTap.lib.doubts import settle
from hocTap.lib.refusals import Refused, Stale
from hocTap.lib.steps import checked
from units.models import Unit, User
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


@transaction.atomic
def join_donors(donor: Donor, into: Donor, *, by: User, at: dt.datetime) -> DonorJoin:
    """Say that two names are one donor: sums of the one count with the other's; both names and all lines stay.

    Raises Refused for one and the same, two funds, a name that others were joined into; Stale for one joined already.
    """
    funds = {each.pk: each for each in Donor.objects.select_for_update().filter(pk__in=[donor.pk, into.pk])}
    if donor.pk == into.pk:
        raise Refused(f"Hãy chọn hai tên khác nhau; {donor} không gộp vào chính mình được.")
    if len({each.fund_id for each in funds.values()}) != 1:
        raise Refused(f"{donor} và {into} thuộc sổ của hai quỹ khác nhau, nên không gộp được.")
    standing = DonorJoin.objects.filter(parted_at__isnull=True)
    if standing.filter(donor=donor).exists():
        raise Stale(f"{donor} đã được gộp trước đó. Hãy xem lại sổ nhà tài trợ.")
    if standing.filter(donor=into).exists():
        raise Refused(f"{into} đã được gộp vào tên khác. Hãy gộp vào tên đó.")
    if standing.filter(into=donor).exists():
        raise Refused(f"{donor} đang có tên khác gộp vào. Hãy tách các tên đó trước, rồi gộp từng tên.")
    return DonorJoin.objects.create(donor=donor, into=into, joined_by=by, joined_at=at)


@transaction.atomic
def part_donors(join: DonorJoin, *, by: User, at: dt.datetime) -> DonorJoin:
    """Take a joining back: each name counts for itself again. Raises Stale when that was done already."""
    locked = DonorJoin.objects.select_for_update(of=("self",)).get(pk=join.pk)
    if locked.parted_at:
        raise Stale(f"{locked.donor} đã được tách trước đó.")
    locked.parted_by, locked.parted_at = by, at
    locked.save(update_fields=["parted_by", "parted_at"])
    return locked


def start_campaign(
    fund: Fund, name: str, *, starts_on: dt.date, ends_on: dt.date, target: int | None = None, reason: str = ""
) -> Campaign:
    """Start an effort of the fund; others than the fund's officers read its name once it was looked over.

    Raises Refused for days out of order, a first day on which the fund's unit does not stand, a target that is no sum,
    a name used twice; Doubtful for a child's name in it without a reason.
    """
    must_stand(fund.unit_id, starts_on, f"mở đợt vận động của {fund}")
    if target is not None:
        rules.refuse_sum(target, "Mục tiêu")
    why = settle(Names(fund).doubts({"Tên đợt": name}), reason)[1]
    facts = {"starts_on": starts_on, "ends_on": ends_on, "target": target, "name_reason": why}
    return checked(Campaign(fund=fund, name=name, **facts))
