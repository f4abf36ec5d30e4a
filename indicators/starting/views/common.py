"""What every step shares: whose office it is, and the steps themselves."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse

from indicators.models import OfficeStart
from indicators.starting.forms import (
    this_year,
)
from indicators.starting.permissions import only_administrators
from units.accounts.permissions import can_manage_people
from units.http import UserRequest
from units.models import Unit
from units.naming import full_name


def started(request: UserRequest, pk: int, *, people: bool = False) -> tuple[Unit, OfficeStart]:
    """The office and what the guide knows of it; one that was never begun here goes by the current year."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    if people:
        if not can_manage_people(request.user, pk):
            raise PermissionDenied("Chỉ cơ quan phụ trách và người quản trị hệ thống giao nhiệm vụ cho cán bộ.")
    else:
        only_administrators(request)
    kept = OfficeStart.objects.filter(unit=unit).first()
    year = this_year()
    return unit, kept or OfficeStart(unit=unit, first_year=year, last_year=year)


def framed(request: UserRequest, unit: Unit, step: str, **more: Any) -> dict[str, Any]:
    """What every step shows: the office and the steps, this one marked."""
    steps = [
        ("units", "Đơn vị báo cáo"),
        ("collecting", "Biểu và kỳ"),
        ("people", "Cán bộ"),
        ("slips", "Phiếu"),
        ("office", "Còn thiếu gì"),
    ]
    guide = request.user.is_administrator
    shown = [
        (number, label, reverse(f"starting:{name}", args=[unit.pk]), name == step)
        for number, (name, label) in enumerate(steps, start=2)
        if guide or name in ("people", "slips")
    ]
    return {"unit": unit, "office_name": full_name(unit), "steps": shown, "guide": guide, **more}
