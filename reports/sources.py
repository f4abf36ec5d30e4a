"""Where a figure's inputs are read: the sheet or the register behind each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from django.urls import reverse
from django.utils.http import urlencode

from hocTap.lib import vi
from indicators.enums import Register
from indicators.models import Submission
from reports.review.document import Figure, Source
from units.models import Unit, User


class Origin(NamedTuple):
    """An input, what it was read from, and the address where the person may read it; none outside the remit."""

    source: Source
    name: str
    address: str


def sources_of(user: User, figure: Figure, as_of: dt.date) -> list[Origin]:
    """The figure's inputs, each with its sheet or register; in two queries."""
    sheets = Submission.objects.visible_to(user).filter(pk__in={each.submission for each in figure.sources})
    units = Unit.objects.visible_to(user).filter(key__in={each.unit for each in figure.sources if each.register})
    open_sheets, open_units = set(sheets.values_list("pk", flat=True)), dict(units.values_list("key", "pk"))
    partly = set(user.units_of_past(whole=False))
    return [_origin(each, open_sheets, open_units.get(each.unit), partly, as_of) for each in figure.sources]


def _origin(source: Source, open_sheets: set[int], unit: int | None, partly: set[int], as_of: dt.date) -> Origin:
    if source.register:
        register = Register(source.register)
        if register == Register.FUND and unit in partly:
            # The sums of a divided unit are not for the heir of a part of it.
            unit = None
        return Origin(source, register.label, _PAGES[register](unit, source.year, as_of) if unit else "")
    seen = source.submission in open_sheets
    return Origin(
        source, "báo cáo số liệu", reverse("indicators:submission-detail", args=[source.submission]) if seen else ""
    )


def _page(name: str, **asked: str | int) -> str:
    return f"{reverse(name)}?{urlencode(asked)}"


_PAGES: dict[Register, Callable[[int, int, dt.date], str]] = {
    Register.FUND: lambda unit, year, _: _page("scholarships:summary", don_vi=unit, tu=year, den=year),
    Register.COMMENDATIONS: lambda _, year, __: _page("commendations:commendation-list", nam=year),
    Register.CENTRES: lambda _, year, __: _page("units:course-list", nam=year),
    Register.COVERAGE: lambda _, __, day: _page("units:centre-coverage", ngay=vi.day(day)),
}
