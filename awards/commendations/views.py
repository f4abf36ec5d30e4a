"""Pages of commendations: the list, a decision, adding to it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from awards.commendations import permissions, workflow
from awards.commendations.enums import Commended
from awards.commendations.filters import CommendationFilter
from awards.commendations.forms import CommendForm, DecisionForm, VoidForm
from awards.commendations.models import Commendation, CommendationDecision
from awards.commendations.querysets import NAMES_SEEN_BY
from awards.commendations.tables import CommendationTable
from hocTap.lib import resting, vi
from hocTap.lib.answers import act, posted
from hocTap.lib.tables import export_xlsx, show_page, wants_xlsx, xlsx_url
from units.http import UserRequest

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
    commended = decision.commendations.visible_to(request.user).with_ward_names().select_related("voiding__by")
    may_record = permissions.can_record(request.user, decision)
    context = {
        "title": f"Quyết định {decision}",
        "decision": decision,
        "commended": commended,
        "may_record": may_record,
        "hidden": 0 if request.user.units_as(*NAMES_SEEN_BY) else decision.commendations.count() - len(commended),
        "tells_of_voids": may_record or any(each.voiding_id for each in commended),
    }
    return render(request, "awards/commendations/decision_detail.html", context)


def decision_of(request: UserRequest, pk: int) -> CommendationDecision:
    decisions = CommendationDecision.objects.visible_to(request.user)
    return get_object_or_404(decisions.select_related("kind", "unit", "recorded_by", "voiding__by"), pk=pk)


@asked
def decision_add(request: UserRequest) -> HttpResponse:
    units = request.user.units_kept(*permissions.KEEPERS)
    if not units:
        raise PermissionDenied

    def do(data: dict[str, Any]) -> str:
        facts = {"by": request.user, "at": timezone.now(), **data}
        decision = workflow.record_decision(facts.pop("unit"), facts.pop("kind"), facts.pop("number"), **facts)
        return reverse("commendations:commendation-add", args=[decision.pk])

    return act(
        request,
        DecisionForm(posted(request), units),
        do,
        title="Ghi quyết định khen thưởng",
        back=reverse("commendations:commendation-list"),
        done="Đã ghi quyết định. Hãy thêm tập thể, cá nhân, hộ được khen.",
        button="Ghi quyết định",
        context={"parent": "Khen thưởng"},
    )


@asked
def commendation_add(request: UserRequest, pk: int) -> HttpResponse:
    decision = recorded(request, pk)
    earlier: list[Commendation] = []
    made: list[Commendation] = []

    def do(data: dict[str, Any]) -> str:
        facts = data | {"kind": Commended(data["kind"])}
        try:
            made.append(workflow.commend(decision, workflow.ToCommend(**facts)))
        except workflow.RewardedBefore as reason:
            earlier.extend(reason.earlier)
            raise
        return decision.get_absolute_url()

    return act(
        request,
        CommendForm(posted(request), decision),
        do,
        title="Thêm vào quyết định khen thưởng",
        back=decision.get_absolute_url(),
        done=lambda: f"Đã thêm {made[0]}.",
        lead=f"{decision.kind.name}, quyết định {decision}",
        template="awards/commendations/form.html",
        context={"earlier": earlier, "decision": decision},
    )


@asked
def decision_void(request: UserRequest, pk: int) -> HttpResponse:
    decision = recorded(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.void_decision(decision, reason=data["reason"], by=request.user, at=timezone.now())
        return decision.get_absolute_url()

    def ask(data: dict[str, Any]) -> str:
        count = vi.whole(decision.commendations.standing().count())
        return f"Sẽ hủy quyết định {decision} và {count} trường hợp được khen theo quyết định đó. {AFTER_VOID}" + rests(
            decision
        )

    return act(
        request,
        VoidForm(posted(request)),
        do,
        title=f"Hủy quyết định {decision}",
        back=decision.get_absolute_url(),
        done="Đã hủy quyết định.",
        button="Hủy quyết định",
        lead=AFTER_VOID,
        context={"parent": decision},
        ask=ask,
    )


@asked
def commendation_void(request: UserRequest, pk: int) -> HttpResponse:
    seen = Commendation.objects.visible_to(request.user).select_related("decision__kind", "decision__unit")
    commendation = get_object_or_404(seen, pk=pk)
    decision = recorded(request, commendation.decision_id)

    def do(data: dict[str, Any]) -> str:
        workflow.void_commendation(commendation, reason=data["reason"], by=request.user, at=timezone.now())
        return decision.get_absolute_url()

    def ask(data: dict[str, Any]) -> str:
        return f"Sẽ hủy 1 trường hợp: {commendation}, quyết định {decision}. {AFTER_VOID}" + rests(decision)

    return act(
        request,
        VoidForm(posted(request)),
        do,
        title=f"Hủy khen thưởng: {commendation}",
        back=decision.get_absolute_url(),
        done="Đã hủy trường hợp khen thưởng.",
        button="Hủy khen thưởng",
        lead=AFTER_VOID,
        context={"parent": decision},
        ask=ask,
    )


AFTER_VOID = "Bản ghi vẫn xem được nhưng không còn được tính vào số liệu và báo cáo; việc hủy không lấy lại được."


def recorded(request: UserRequest, pk: int) -> CommendationDecision:
    """The decision in the remit, if the person keeps its register: else 404, or 403."""
    decision = decision_of(request, pk)
    if not permissions.can_record(request.user, decision):
        raise PermissionDenied
    return decision


def rests(decision: CommendationDecision) -> str:
    """Which documents rest on the register of that day, for whoever is about to change it."""
    wards = decision.commendations.standing().values_list("ward", flat=True)
    units = {decision.unit_id, *wards}
    found = resting.in_words(resting.rests_on(units, decision.decided_on, decision.decided_on))
    return f" {found}" if found else ""
