"""Pages of how a unit was divided: its parts with their histories, and one part to enter."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hocTap.lib import vi
from hocTap.lib.answers import act, held, posted
from hocTap.lib.resting import in_words, rests_on
from units.http import UserRequest
from units.models import ChangeLink, ShareEntry, Unit
from units.shares.forms import ShareForm
from units.shares.permissions import can_enter_share
from units.shares.workflow import enter_share
from units.story import extent, name_on, names

ONE_DAY = dt.timedelta(days=1)
EARLIEST = dt.date(1945, 1, 1)


@require_safe
def share_list(request: UserRequest, pk: int) -> HttpResponse:
    """All parts into which the unit was divided, with what was ever entered of them."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    links = _parts(unit).prefetch_related(
        Prefetch("share_entries", ShareEntry.objects.select_related("by")), names("successor"), names("predecessor")
    )
    rows = [
        (link, name_on(link.successor, link.event.effective_on), extent(link), can_enter_share(request.user, link))
        for link in links
    ]
    return render(request, "units/shares.html", {"unit": unit, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def share_enter(request: UserRequest, pk: int, link_pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    link = held(request, _parts(unit)).filter(pk=link_pk).first()
    if link is None:
        raise Http404
    if not can_enter_share(request.user, link):
        raise PermissionDenied
    fields = ("numerator", "denominator", "of", "document")
    form = ShareForm(posted(request), initial={name: getattr(link, f"share_{name}") for name in fields})
    day = link.event.effective_on
    old, new = name_on(link.predecessor, day - ONE_DAY), name_on(link.successor, day)
    back = reverse("units:share-list", args=[unit.pk])

    def do(_: dict[str, Any]) -> str:
        enter_share(link, form.entered, by=request.user, at=timezone.now())
        return back

    def ask(_: dict[str, Any]) -> str:
        rest = in_words(rests_on({link.predecessor_id, link.successor_id}, EARLIEST, timezone.localdate()))
        return f"{rest} Phần chuyển mới chỉ đổi chuỗi số liệu tính lại, không sửa các văn bản ấy." if rest else ""

    return act(
        request,
        form,
        do,
        title=f"Phần của {old} chuyển sang {new}",
        lead=f"Từ ngày {vi.day(day)}, theo {link.event.decision}.",
        back=back,
        done="Đã ghi phần chuyển.",
        ask=ask,
        context={"parent": f"Các phần của {unit}"},
    )


def _parts(unit: Unit) -> QuerySet[ChangeLink]:
    """The parts that passed from the unit to others, the oldest first."""
    parts = ChangeLink.objects.filter(predecessor=unit, whole=False).exclude(successor=F("predecessor"))
    return parts.select_related("event", "predecessor", "successor").order_by("event__effective_on", "pk")
