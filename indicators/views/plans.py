"""An office's own plans: the list, a new one, its grid of figures, and a plan entered by mistake taken out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hocTap.lib import vi
from hocTap.lib.answers import act, ask_first, held, posted, refused, tried
from hocTap.lib.fields import Day
from hocTap.lib.refusals import Refused
from hocTap.lib.tables import export_rows, wants_xlsx, xlsx_url
from indicators.forms import year_field
from indicators.models import Framework, Plan
from indicators.permissions import can_keep_plans, can_read_series
from indicators.plans.grid import PlanGridForm
from indicators.plans.names import name_with_base
from indicators.rules.targets import level
from indicators.workflow.plans import Paper, drop_plan, falling_steps, start_plan, write_plan
from units.http import UserRequest
from units.models import Unit

LATEST_CHANGES = 30


class PlanForm(forms.Form):
    """The paper of a plan and its years."""

    citation = forms.CharField(
        label="Kế hoạch: số, ký hiệu, ngày, cơ quan ban hành",
        max_length=200,
        help_text="Ví dụ: KH 45/KH-UBND 15/01/2025 (Ủy ban nhân dân).",
    )
    title = forms.CharField(label="Trích yếu", max_length=300, required=False)
    issued_on = Day(label="Ngày ban hành", latest=timezone.localdate)
    first = year_field("Từ năm")
    last = year_field("Đến hết năm")
    replaces = forms.ModelChoiceField(
        Framework.objects.none(),
        label="Thay cho kế hoạch",
        required=False,
        empty_label="không thay kế hoạch nào",
    )
    compared = forms.BooleanField(
        label="Tôi cầm bản gốc của kế hoạch khi ghi",
        required=False,
        help_text="Không đánh dấu thì mọi nơi dùng các mức này đều ghi “chưa kiểm chứng”.",
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Framework.objects.filter(plan__unit=unit, replaced_by__isnull=True).order_by("-issued_on")
        self.fields["replaces"].queryset = own  # type: ignore[attr-defined]


def unit_read(request: UserRequest, unit_pk: int) -> Unit:
    """A unit whose figures the person reads; else 404, or 403."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=unit_pk)
    if not can_read_series(request.user, unit):
        raise PermissionDenied
    return unit


def plan_read(request: UserRequest, pk: int) -> Plan:
    units = Unit.objects.visible_to(request.user)
    plans = Plan.objects.filter(unit__in=units).select_related("framework__replaces", "unit", "entered_by")
    plan = get_object_or_404(held(request, plans), pk=pk)
    if not can_read_series(request.user, plan.unit):
        raise PermissionDenied
    return plan


@require_safe
def plan_list(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = unit_read(request, unit_pk)
    plans = Plan.objects.filter(unit=unit).select_related("framework__replaces", "entered_by")
    rows = plans.annotate(figures=Count("framework__targets")).prefetch_related("framework__replaced_by")
    context = {"unit": unit, "plans": rows, "may_keep": can_keep_plans(request.user, unit)}
    return render(request, "indicators/plan_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_add(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = unit_read(request, unit_pk)
    if not can_keep_plans(request.user, unit):
        raise PermissionDenied
    year = timezone.localdate().year
    form = PlanForm(posted(request), unit=unit, initial={"first": year, "last": year})

    def do(data: dict[str, Any]) -> str:
        names = ("citation", "title", "issued_on", "compared", "replaces")
        paper = Paper(**{name: data[name] for name in names})
        plan = start_plan(unit, paper, data["first"], data["last"], by=request.user, at=timezone.now())
        return plan.get_absolute_url()

    return act(
        request,
        form,
        do,
        title=f"Ghi kế hoạch của {unit}",
        back=reverse("indicators:plan-list", args=[unit.pk]),
        done="Đã ghi kế hoạch. Hãy điền mức của từng chỉ tiêu, hoặc nạp từ Excel.",
        lead="Kế hoạch là của chính đơn vị; các mức đứng cạnh mức của cấp trên trong bảng thực hiện mục tiêu.",
        button="Ghi và điền các mức",
        context={"parent": "Kế hoạch"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan_detail(request: UserRequest, pk: int) -> HttpResponse:
    plan = plan_read(request, pk)
    may_keep = can_keep_plans(request.user, plan.unit)
    if request.method == "POST" and not may_keep:
        raise PermissionDenied
    form = PlanGridForm(posted(request), plan=plan)

    def do(data: dict[str, Any]) -> str:
        write_plan(plan, form.cells(data), by=request.user, at=timezone.now())
        return plan.get_absolute_url()

    figures = sorted(form.desk.standing.values(), key=lambda row: (row.indicator_id or 0, row.year))
    if wants_xlsx(request):
        rows = [(name_with_base(row.indicator), str(row.year), level(row)) for row in figures if row.indicator]
        return export_rows(request, str(plan), ("Chỉ tiêu", "Năm", "Mức đề ra"), lambda: rows, len(rows))
    changes = plan.changes.select_related("indicator", "changed_by")[:LATEST_CHANGES]
    context = {
        "plan": plan,
        "excel": xlsx_url(request) if figures else "",
        "may_keep": may_keep,
        "looked_at": falling_steps(form.desk.standing),
        "figures": figures,
        "changes": changes,
    }
    return act(
        request,
        form,
        do,
        title=str(plan),
        back=reverse("indicators:plan-list", args=[plan.unit_id]),
        done="Đã ghi các mức của kế hoạch.",
        template="indicators/plan_detail.html",
        context=context,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan_drop(request: UserRequest, pk: int) -> HttpResponse:
    plan = plan_read(request, pk)
    if not can_keep_plans(request.user, plan.unit):
        raise PermissionDenied
    back, address = reverse("indicators:plan-list", args=[plan.unit_id]), plan.get_absolute_url()
    number = vi.whole(plan.changes.count())
    sentence = f"Sẽ xóa kế hoạch “{plan}” ({plan.span}) cùng {number} lần sửa đã ghi. Việc này không lấy lại được."
    asked = ask_first(request, sentence, back=address, title="Xóa kế hoạch ghi nhầm", context={"parent": plan})
    try:
        tried(lambda: drop_plan(plan, by=request.user, at=timezone.now()), asked)
    except Refused as reason:
        return refused(request, reason, back=address)
    if asked:
        return asked
    messages.success(request, "Đã xóa kế hoạch.")
    return redirect(back)
