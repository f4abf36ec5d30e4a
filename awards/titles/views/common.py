"""What the pages of titles share: the ward, title and year of an address, and how a refused act is answered."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from awards.titles.kinds import TitleKind
from awards.titles.querysets import TITLE_ROLES
from hocTap.lib.refusals import Refused, Stale
from units.enums import UnitKind
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
    if not user.lines_in_remit(*TITLE_ROLES).on(day).filter(descendant=ward_pk).exists():
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


def refused(request: HttpRequest, reason: Refused, *, back: str, typed: str = "") -> HttpResponse:
    """409 when someone was faster, 400 otherwise; the sentence says what to do, and what was typed is shown again."""
    status = 409 if isinstance(reason, Stale) else 400
    context = {"sentence": str(reason), "back": back, "typed": typed}
    return render(request, "awards/titles/refused.html", context, status=status)


def first_error(form: Form) -> Refused:
    """The first thing wrong with a form, with the field's name."""
    for name, errors in form.errors.as_data().items():
        label = form.fields[name].label if name in form.fields else ""
        error: ValidationError = errors[0]
        return Refused(f"{label}: {error.messages[0]}" if label else error.messages[0])
    return Refused("Hãy điền lại.")


def number_in(text: str | None) -> int:
    """A whole number in an address or a hidden field; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0
