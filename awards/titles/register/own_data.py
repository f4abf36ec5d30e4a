"""All that is kept of one household, citizen or group, on paper: what the person may ask to be given."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from awards.titles.models import Candidate, MoveRequest, Nomination, NominationStep
from awards.titles.register import permissions
from awards.titles.register.exporting import log_export
from awards.titles.register.story import story_of
from hocTap.lib.dresses import pdf_or_word
from units.http import UserRequest
from units.naming import full_names


@require_safe
def candidate_data(request: UserRequest, pk: int) -> HttpResponse:
    """The record, its nominations with their steps, and what befell it; that it was given out is written down."""
    seen = Candidate.objects.visible_to(request.user).select_related("ward", "community")
    candidate = get_object_or_404(seen, pk=pk)
    if not permissions.can_edit(request.user, candidate):
        raise PermissionDenied("Bản in dữ liệu của một đối tượng do cán bộ giữ sổ của phường, xã lập.")
    own = Q(candidate=candidate) | Q(candidate__merged_into=candidate)
    nominations = list(Nomination.objects.filter(own).select_related("decision").order_by("year", "pk"))
    now = timezone.now()
    taken = log_export(f"Dữ liệu đang giữ của đối tượng số {candidate.pk}", 1, "", by=request.user, at=now)
    steps = NominationStep.objects.filter(nomination__in=nominations).select_related("by", "nomination")
    context = {
        "candidate": candidate,
        "place": full_names([candidate.community_id or candidate.ward_id])[candidate.community_id or candidate.ward_id],
        "nominations": nominations,
        "steps": steps.order_by("at", "pk"),
        "story": story_of(candidate)[::-1],
        "moves": MoveRequest.objects.filter(candidate=candidate).select_related("asked_by").order_by("asked_at"),
        "taken": taken,
    }
    html = render_to_string("awards/titles/print/own_data.html", context)
    return pdf_or_word(request, html, f"du-lieu-doi-tuong-{candidate.pk}", "office-print.css")
