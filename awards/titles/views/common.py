"""What the pages of titles share: the ward, title and year of an address, and steps that ask for a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from awards.titles.criteria import has_open_rule
from awards.titles.forms import ReasonForm
from awards.titles.kinds import TitleKind
from awards.titles.models import CriteriaSet
from awards.titles.permissions import keeps_criteria
from awards.titles.querysets import TITLE_ROLES
from hocTap.lib.answers import act, posted
from units.enums import UnitKind
from units.http import NoLonger, UserRequest
from units.models import Unit, UnitVersion, User


def kind_or_404(kind: str) -> TitleKind:
    if kind not in TitleKind.values:
        raise Http404
    return TitleKind(kind)


def ward_or_404(user: User, ward_pk: int, kind: TitleKind, year: int) -> tuple[Unit, UnitVersion]:
    """A ward that stood in the year and was then in the remit of one who works with titles.

    One that had ended before the year leads to the same year of its heirs.
    """
    first, last = year_or_404(year)
    versions = UnitVersion.objects.filter(unit=ward_pk, kind=UnitKind.WARD, valid_from__lte=last)
    standing = versions.select_related("unit").order_by("valid_from").last()
    if standing is None:
        raise Http404
    if standing.valid_to and standing.valid_to < first:
        raise _no_longer(user, standing, kind, year)
    day = min(last, standing.valid_to or last)
    if not user.lines_in_charge(*TITLE_ROLES).on(day).filter(descendant=ward_pk).exists():
        raise Http404
    return standing.unit, standing


def _no_longer(user: User, last: UnitVersion, kind: TitleKind, year: int) -> Http404:
    """What to answer for a year after the ward's end: nothing to whoever had no remit over it."""
    if not user.lines_in_remit(*TITLE_ROLES).on(last.valid_to or dt.date.max).filter(descendant=last.unit_id).exists():
        return Http404()
    ended = NoLonger(last, f"{kind.label} năm {year}", dt.date(year, 12, 31))
    heirs = [version.unit_id for version in ended.heirs.versions]
    seen = user.lines_in_charge(*TITLE_ROLES).filter(descendant__in=heirs).values_list("descendant", flat=True)
    return ended.lead_to(set(seen), lambda heir: reverse("titles:ward-year", args=[heir, kind, year]))


def rule_to_choose(user: User, sets: Iterable[CriteriaSet]) -> dict[str, Any]:
    """What a page says of the first of these sets that has no rule yet for lines that do not apply."""
    found = next((each for each in sets if has_open_rule(each)), None)
    return {"open_rule": found, "keeps_criteria": found is not None and keeps_criteria(user, found.jurisdiction_id)}


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
