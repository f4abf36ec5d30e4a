"""What is there, and what is still missing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from indicators.starting.missing import standing
from indicators.starting.views.common import framed, started
from units import words
from units.http import UserRequest


@require_safe
def office(request: UserRequest, pk: int) -> HttpResponse:
    """What is there, and what is still missing."""
    unit, kept = started(request, pk)
    if kept._state.adding:
        return redirect("starting:units", pk)
    found_ = standing(unit, kept, now=timezone.now(), today=timezone.localdate())
    gaps = [
        (gap, gap.address or (reverse(f"starting:{gap.step}", args=[pk]) if gap.step else ""))
        for gap in sorted(found_.gaps, key=lambda gap: not gap.blocks)
    ]
    context = framed(
        request,
        unit,
        "office",
        start=kept,
        found=found_,
        gaps=gaps,
        ready=not any(gap.blocks for gap in found_.gaps),
        counted=words.counted([each.version for each in found_.units]),
        counted_old=words.counted([each.version for each in found_.old]),
    )
    return render(request, "starting/office.html", context)
