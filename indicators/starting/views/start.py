"""Who are we: an office begun before, or a new one by its name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hocTap.lib import vi
from hocTap.lib.answers import act, posted
from hocTap.lib.refusals import Refused
from hocTap.lib.steps import number_in
from indicators.models import OfficeStart
from indicators.starting import collecting
from indicators.starting.beginning import is_empty
from indicators.starting.forms import (
    NEW,
    WhoForm,
    this_year,
)
from indicators.starting.permissions import only_administrators
from indicators.starting.places import Facts, Typed, default_days, find, found, read_office, similar, written
from indicators.starting.reporting import span_of
from units.enums import Role, UnitKind
from units.http import UserRequest
from units.models import Post, Unit
from units.naming import full_names

OFFICES_SHOWN = 50
LEVELS = {UnitKind.PROVINCE: "cấp tỉnh", UnitKind.DISTRICT: "cấp huyện", UnitKind.WARD: "cấp xã"}


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: UserRequest) -> HttpResponse:
    """Who are we: an office begun before, or a new one by its name."""
    only_administrators(request)
    form = WhoForm(posted(request), initial={"first": this_year(), "last": this_year()})
    if request.method == "POST":
        offered = offered_for(str(request.POST.get("name", "")), bool(request.POST.get("unit")))
        if offered:
            if "unit" not in request.POST:
                form = WhoForm(initial={field: request.POST.get(field, "") for field in ("name", "first", "last")})
                form.offer(offered)
                return render(request, "starting/start.html", start_context(form, asked=True))
            form.offer(offered)

    def chosen(data: dict[str, Any]) -> Unit | None:
        pk = number_in(data.get("unit"))
        if pk:
            return get_object_or_404(Unit, pk=pk)
        return None if data.get("unit") == NEW else exact(data)

    def do(data: dict[str, Any]) -> str:
        unit = chosen(data) or found(read_office(data["name"]), Facts(entered_by=str(request.user)))
        collecting.start(unit, data["first"], data["last"], by=request.user, now=timezone.now())
        return reverse("starting:units", args=[unit.pk])

    def ask(data: dict[str, Any]) -> str:
        return "" if chosen(data) else new_sentence(read_office(data["name"]), data)

    return act(
        request,
        form,
        do,
        title="Bắt đầu",
        back=reverse("home"),
        done="Đã ghi cơ quan.",
        template="starting/start.html",
        context=start_context(form),
        ask=ask,
    )


def start_context(form: WhoForm, *, asked: bool = False) -> dict[str, Any]:
    starts = OfficeStart.objects.select_related("unit").order_by("-started_at", "pk")[:OFFICES_SHOWN]
    listed = {kept.unit_id: kept for kept in starts}
    offices = Post.objects.on(timezone.localdate()).filter(role=Role.DISTRICT_OFFICE).order_by("unit")
    others = list(offices.values_list("unit", flat=True).distinct()[:OFFICES_SHOWN])
    names = full_names([*listed, *others])
    rows = [(unit, names[unit], listed.get(unit)) for unit in dict.fromkeys([*listed, *others])]
    return {"form": form, "offices": rows, "asked": asked, "title": "Bắt đầu", "is_empty": is_empty()}


def exact(data: dict[str, Any]) -> Unit | None:
    """The unit whose whole path was typed; nothing when the path leads to none."""
    first, last = span_of(data["first"], max(data["first"], data["last"]))
    return find(read_office(data["name"]), first=first, last=last).unit


def offered_for(text: str, answered: bool) -> list[Unit]:
    """Units to choose from, where what was typed is not the whole path of one."""
    if not text.strip():
        return []
    try:
        path = read_office(text)
    except Refused:
        return similar(text)
    far = dt.date.min, dt.date.max
    if not answered and find(path, first=far[0], last=far[1]).unit:
        return []
    return similar(text)


def new_sentence(typed: Typed, data: dict[str, Any]) -> str:
    """What will be written into the catalogue, a unit on a line."""
    first, last = span_of(data["first"], data["last"])
    there = find(typed, first=first, last=last)
    lines = [f"{written(name)} ({LEVELS[level]})" for name, level in there.new]
    until = (
        f" đến hết {vi.day(default_days(UnitKind.DISTRICT, None)[1])}"
        if UnitKind.DISTRICT in dict(there.new).values()
        else ""
    )
    return "\n".join(["Danh mục chưa có nơi này. Sẽ ghi mới:", *lines]) + (
        f"\nQuận, huyện được ghi{until}, ngày cuối trước khi bỏ cấp huyện; sửa được sau." if until else ""
    )
