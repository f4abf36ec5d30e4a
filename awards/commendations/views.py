"""Pages of commendations: the list, a decision, adding to it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from awards.commendations import permissions, workflow
from awards.commendations.enums import Commended
from awards.commendations.filters import CommendationFilter
from awards.commendations.forms import CommendForm, DecisionForm
from awards.commendations.models import Commendation, CommendationDecision
from awards.commendations.tables import CommendationTable
from hocTap.lib.refusals import Refused
from hocTap.lib.tables import export_xlsx, show_page, wants_xlsx, xlsx_url
from units.http import UserRequest
from units.models import Unit

A_PAGE = 25
asked = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def commendation_list(request: UserRequest) -> HttpResponse:
    seen = Commendation.objects.visible_to(request.user).with_ward_names().select_related("decision__kind")
    narrowed = CommendationFilter(request.GET, queryset=seen)
    table = CommendationTable(narrowed.qs)  # type: ignore[no-untyped-call]
    show_page(request, table, A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, "Khen thưởng")
    table.export_url = xlsx_url(request)
    context = {
        "table": table,
        "filter": narrowed,
        "may_record": bool(request.user.units_as(*permissions.KEEPERS)),
        "illustrative": seen.filter(decision__illustrative=True).exists(),
    }
    return render(request, "awards/commendations/commendation_list.html", context)


@require_safe
def decision_detail(request: UserRequest, pk: int) -> HttpResponse:
    decision = decision_of(request, pk)
    commended = decision.commendations.visible_to(request.user).with_ward_names()
    context = {
        "decision": decision,
        "commended": commended,
        "may_record": permissions.can_record(request.user, decision),
    }
    return render(request, "awards/commendations/decision_detail.html", context)


def decision_of(request: UserRequest, pk: int) -> CommendationDecision:
    decisions = CommendationDecision.objects.visible_to(request.user).select_related("kind", "unit", "recorded_by")
    return get_object_or_404(decisions, pk=pk)


@asked
def decision_add(request: UserRequest) -> HttpResponse:
    units = request.user.units_as(*permissions.KEEPERS)
    if not units:
        raise PermissionDenied
    form = DecisionForm(request.POST if request.method == "POST" else None, units)
    if form.is_valid():
        data = form.cleaned_data
        try:
            decision = workflow.record_decision(
                data.pop("unit"), data.pop("kind"), data.pop("number"), by=request.user, at=timezone.now(), **data
            )
        except Refused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Đã ghi quyết định. Hãy thêm tập thể, cá nhân, hộ được khen.")
            return redirect("commendations:commendation-add", decision.pk)
    context = {"form": form, "title": "Ghi quyết định khen thưởng", "back": reverse("commendations:commendation-list")}
    return render(request, "awards/commendations/form.html", context, status=status_of(form))


@asked
def commendation_add(request: UserRequest, pk: int) -> HttpResponse:
    decision = decision_of(request, pk)
    if not permissions.can_record(request.user, decision):
        raise PermissionDenied
    form = CommendForm(request.POST if request.method == "POST" else None, decision)
    earlier: list[Commendation] = []
    if form.is_valid():
        data = form.cleaned_data
        data |= {"kind": Commended(data["kind"]), "ward": Unit.objects.get(pk=data["ward"])}
        try:
            made = workflow.commend(decision, workflow.ToCommend(**data))
        except Refused as reason:
            form.add_error(None, str(reason))
            earlier = reason.earlier if isinstance(reason, workflow.RewardedBefore) else []
        else:
            messages.success(request, f"Đã thêm {made}.")
            return redirect(decision)
    context = {
        "form": form,
        "title": "Thêm vào quyết định khen thưởng",
        "lead": f"{decision.kind.name}, quyết định {decision}",
        "back": decision.get_absolute_url(),
        "earlier": earlier,
    }
    return render(request, "awards/commendations/form.html", context, status=status_of(form))


def status_of(form: forms.Form) -> int:
    return 400 if form.is_bound else 200
