"""How long names are kept, decided by administrators; what is due is forgotten by whoever keeps the records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from hocTap.lib import vi
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import checked, needed
from units.models import RetentionRule, User
from units.privacy.retention.registry import Keeping

MOST = 70
"""Years: an archive keeps commendations for 20; nobody needs a name longer than a life."""


def years_of(kind: Keeping) -> int:
    """For how many years names of the kind are kept today."""
    rule = RetentionRule.objects.filter(book=kind.name).order_by("-at", "-pk").first()
    return rule.years if rule else kind.years


@transaction.atomic
def set_years(kind: Keeping, years: int, *, because: str, by: User, at: dt.datetime) -> RetentionRule:
    """Decide for how long names of a kind are kept; the decisions before stay readable.

    Raises Refused for fewer years than somebody may still need the name, without a reason, and for no change.
    """
    if not by.is_administrator:
        raise Refused("Thời hạn giữ tên do người quản trị đặt.")
    if not kind.least <= years <= MOST:
        raise Refused(f"{kind.title}: giữ ít nhất {vi.whole(kind.least)} năm, nhiều nhất {vi.whole(MOST)} năm.")
    if years == years_of(kind):
        raise Refused("Thời hạn không thay đổi.")
    why = needed(because, "Hãy ghi căn cứ, lý do.", longest=300)
    return checked(RetentionRule(book=kind.name, years=years, because=why, by=by, at=at))


@transaction.atomic
def forget(kind: Keeping, pks: Sequence[int], *, by: User, at: dt.datetime) -> int:
    """Take the names of these records away, for good; what they were counted in stays.

    Raises Refused when nothing is due or the person does not keep such records, Stale when one is not due (any more).
    """
    if not kind.is_kept_by(by):
        raise Refused("Chỉ người giữ sổ mới ẩn danh hồ sơ hết thời hạn.")
    if not pks:
        raise Refused("Không có hồ sơ nào hết thời hạn giữ tên.")
    return kind.forget(pks, by=by, at=at, years=years_of(kind))
