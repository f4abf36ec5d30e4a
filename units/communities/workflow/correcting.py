"""A slip of the pen put right: nothing happened to the community itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import words
from units.communities import registry
from units.communities.enums import CommunityAct
from units.communities.reading import commune_of
from units.communities.registry import Rearrangement
from units.communities.rules import (
    refuse_day,
    said,
    spelled,
)
from units.communities.workflow.shared import CHANGES, DECISION, iso
from units.models import CommunityStep, Unit, UnitVersion, User
from units.standing import must_not_be_over
from units.workflow import write_versions
from units.workflow.lineage import one_tree_writer_at_a_time


@dataclass(frozen=True)
class Correction:
    """A community as it should have been written down."""

    name: str
    designation: str
    code: str
    first: dt.date
    decision: str


@transaction.atomic
def correct(version: UnitVersion, right: Correction, *, by: User, at: dt.datetime) -> CommunityStep:
    """Put right what was written wrongly of a community's version: name, kind, code, first day, decision.

    Nothing happened to the community itself, so that no version is added; a renaming is `change`. The first day moves
    only where no other version or change begins with it. Raises Refused for what could not have been entered so.
    """
    one_tree_writer_at_a_time()
    locked = UnitVersion.objects.select_for_update(of=("self",)).select_related("unit", "parent").get(pk=version.pk)
    ward = locked.parent
    if ward is None:
        raise Refused(f"{locked.name} không thuộc phường, xã nào.")
    before = [locked.name, locked.designation, locked.code, iso(locked.valid_from), locked.decision]
    _refuse_correction(locked, ward, right, timezone.localdate(at))
    old = locked.name
    locked.name, locked.designation = spelled(right.name, right.designation)
    locked.code, locked.decision = right.code, words(right.decision, name="Căn cứ", longest=DECISION)
    if right.first != locked.valid_from:
        locked.valid_from, locked.start_unknown = right.first, False
    after = [locked.name, locked.designation, locked.code, iso(locked.valid_from), locked.decision]
    if before == after:
        raise Refused("Chưa có gì thay đổi.")
    write_versions([locked])
    if old != locked.name:
        told = Rearrangement(right.first, "Sửa tên ghi nhầm", by, at, renamed={locked.unit_id: (old, locked.name)})
        for register in registry.registers():
            register.pass_on(told)
    return CommunityStep.objects.create(
        ward=ward,
        act=CommunityAct.CORRECT,
        effective_on=locked.valid_from,
        decision=locked.decision,
        summary=f"{old} → {locked.name}" if old != locked.name else locked.name,
        facts={"before": before, "after": after, "unit": locked.unit_id},
        by=by,
        at=at,
    )


def _refuse_correction(version: UnitVersion, ward: Unit, right: Correction, today: dt.date) -> None:
    commune = commune_of(ward, {right.code})
    must_not_be_over(ward.pk, right.first, CHANGES)
    refuse_day(right.first, commune, today)
    name, _ = spelled(right.name, right.designation)
    begun = version.unit.versions.exclude(pk=version.pk).filter(valid_to__lt=version.valid_from).exists()
    linked = version.unit.links_in.filter(event__effective_on=version.valid_from).exists()
    if right.first != version.valid_from and (begun or linked):
        raise Refused(
            f"{version.name} có từ ngày {vi.day(version.valid_from)} do một thay đổi. Ngày sai thì hoàn tác việc đó."
        )
    if version.valid_to and right.first > version.valid_to:
        raise Refused(f"{version.name} kết thúc ngày {vi.day(version.valid_to)}, trước ngày {vi.day(right.first)}.")
    meets = type(commune.span).of(right.first, version.valid_to)
    for other in commune.stood:
        if other.unit != version.unit_id and said(other.name) == said(name) and other.span.meets(meets):
            raise Refused(f"{commune.name} đã có {other.name} vào những ngày đó. Hãy chọn tên khác.")
    for owner, days in commune.codes.get(right.code, ()) if right.code != version.code else ():
        if days.meets(meets):
            raise Refused(f"Mã {right.code} là của {owner} từ ngày {vi.day(days.first)}.")
