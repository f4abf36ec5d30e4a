"""What an administrator does on criteria: confirm lines against the original, choose the rule for lines left out."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from awards.titles.enums import LeftOutRule, NominationState
from awards.titles.models import Band, CriteriaSet, Item, Nomination
from hocTap.lib.steps import Refused, needed
from units.models import User


@transaction.atomic
def confirm(criteria: CriteriaSet, source: str, *, by: User, at: dt.datetime) -> int:
    """Confirm that every line not yet checked agrees with the original, which the source names; returns how many.

    Who, when and the source are kept on each line, with history. Raises Refused without a source.
    """
    words = needed(source, "Hãy ghi văn bản gốc đã đối chiếu (số, ngày, nơi lưu).", name="Nguồn", longest=300)
    locked = CriteriaSet.objects.select_for_update(of=("self",)).get(pk=criteria.pk)
    lines = Item.objects.filter(criterion__criteria=locked, verified=False)
    bands = Band.objects.filter(criteria=locked, verified=False)
    doubtful: list[CriteriaSet | Item | Band] = [*lines, *bands]
    if not locked.verified:
        doubtful.append(locked)
    for each in doubtful:
        each.verified, each.source, each.confirmed_by, each.confirmed_at = True, words, by, at
        each.save()
    return len(doubtful)


@transaction.atomic
def choose_left_out_rule(
    criteria: CriteriaSet, rule: LeftOutRule, source: str, *, by: User, at: dt.datetime
) -> CriteriaSet:
    """Say what becomes of the points of lines that do not apply; kept in the set's history with who and why.

    Raises Refused without a source, and once somebody was scored by the set: old results are never scored anew.
    """
    words = needed(source, "Hãy ghi căn cứ của quy tắc.", name="Căn cứ", longest=300)
    locked = CriteriaSet.objects.select_for_update(of=("self",)).get(pk=criteria.pk)
    used = Nomination.objects.filter(criteria=locked).exclude(state=NominationState.REGISTERED)
    if used.exists():
        raise Refused("Đã có hồ sơ chấm theo bộ tiêu chí này nên không đổi cách tính được. Hãy lập bộ mới.")
    locked.left_out = rule
    locked.note = f"{locked.note}\nMục không áp dụng: {rule.label} ({words}).".strip()
    locked._history_user = by  # type: ignore[attr-defined]
    locked.save()
    return locked
