"""Whose paper a fund's paper is: the association above, the association that keeps the fund, and the fund.

The association is no state body: its papers stand under its own name (Nghị định 30/2020/NĐ-CP, điều 2 khoản 2).
"""

from __future__ import annotations

import datetime as dt

from awards.scholarships.enums import FundLevel
from awards.scholarships.models import Fund
from units import words
from units.models import Unit, UnitVersion

UNCOMPARED = "Mẫu chưa đối chiếu với mẫu chứng từ, sổ kế toán đang áp dụng ở đơn vị"
"""What papers of money say: by which circular an association keeps its accounts depends on what it is."""


def standing_of(unit: Unit, day: dt.date) -> UnitVersion | None:
    """The unit as it stood on the day, else as it was last called."""
    return unit.on(day) or unit.versions.order_by("valid_from").last()


def issuer_of(fund: Fund, day: dt.date) -> tuple[str, ...]:
    """ "HỘI KHUYẾN HỌC QUẬN 11", "HỘI KHUYẾN HỌC PHƯỜNG 5", "Quỹ khuyến học Phường 5": from above down."""
    above, own = issuer_at(fund.unit, "", day)
    return (own, "CHI HỘI KHUYẾN HỌC", fund.name) if fund.level == FundLevel.BRANCH else (above, own, fund.name)


def issuer_at(unit: Unit, name: str, day: dt.date) -> tuple[str, str]:
    """The association above and the unit's own, as they were called on the day; else by the name that is given."""
    standing = standing_of(unit, day)
    parent = standing_of(standing.parent, day) if standing and standing.parent else None
    above = words.in_title(words.named(parent)) if parent else "VIỆT NAM"
    own = words.in_title(words.named(standing)) if standing else words.in_title(name)
    return f"HỘI KHUYẾN HỌC {above}", f"HỘI KHUYẾN HỌC {own}".strip()
