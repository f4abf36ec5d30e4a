"""What the pages of titles share: the ward, title and year of an address, and steps that ask for a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.http import Http404, HttpResponse

from awards.titles.forms import ReasonForm
from awards.titles.kinds import TitleKind
from awards.titles.querysets import TITLE_ROLES
from hocTap.lib.answers import act, posted
from units.enums import UnitKind
from units.http import UserRequest
from units.models import Unit, UnitVersion, User


def kind_or_404(kind: str) -> TitleKind:
    if kind not in TitleKind.values:
        raise Http404
    return TitleKind(kind)


def ward_or_404(user: User, ward_pk: int, year: int) -> tuple[Unit, UnitVersion]:
    """A ward that stood in the year and was then in the remit of one who works with titles."""
    first, last = year_or_404(year)
    versions = UnitVersion.objects.filter(unit=ward_pk, kind=UnitKind.WARD, valid_from__lte=last)
    standing = versions.exclude(valid_to__lt=first).select_related("unit").order_by("valid_from").last()
    if standing is None:
        raise Http404
    day = min(last, standing.valid_to or last)
    if not user.lines_in_charge(*TITLE_ROLES).on(day).filter(descendant=ward_pk).exists():
        raise Http404
    return standing.unit, standing


def year_or_404(year: int) -> tuple[dt.date, dt.date]:
    if not 2000 <= year <= 2100:
        raise Http404
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def community_or_404(community_pk: int, ward: Unit, year: int) -> UnitVersion | None:
    """A khu phố that stood under the ward in the year; None for 0, what belongs to no khu phố."""
    if community_pk == 0:
        return None
    first, last = year_or_404(year)
    versions = UnitVersion.objects.filter(unit=community_pk, kind=UnitKind.COMMUNITY, parent=ward)
    found = versions.filter(valid_from__lte=last).exclude(valid_to__lt=first).select_related("unit")
    standing = found.order_by("valid_from").last()
    if standing is None:
        raise Http404
    return standing


def with_reason(
    request: UserRequest,
    do: Callable[[str], object],
    *,
    title: str,
    lead: str,
    back: str,
    done: str | Callable[[], str],
    parent: object,
    ask: Callable[[], str] | None = None,
) -> HttpResponse:
    """A step that takes a reason: its own page, so that a refused one keeps the words; `ask` says what it will do.

    `parent` names the page at `back`, for the path above.
    """

    def take(data: dict[str, str]) -> str:
        do(data["reason"])
        return back

    form = ReasonForm(posted(request))
    asked = (lambda _: ask()) if ask else None
    return act(
        request,
        form,
        take,
        title=title,
        lead=lead,
        back=back,
        done=done,
        ask=asked,
        button=title,
        context={"parent": parent},
    )
