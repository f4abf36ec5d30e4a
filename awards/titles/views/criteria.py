"""Sets of criteria as everybody reads them, and what an administrator confirms."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from awards.titles import permissions, workflow
from awards.titles.criteria import unverified
from awards.titles.enums import LeftOutRule
from awards.titles.forms import RuleForm, SourceForm
from awards.titles.kinds import TitleKind
from awards.titles.models import CriteriaSet, Procedure
from awards.titles.views.common import first_error, refused
from hocTap.lib.refusals import Refused
from units.http import UserRequest


@require_safe
def criteria_list(request: UserRequest) -> HttpResponse:
    sets = list(CriteriaSet.objects.with_lines())
    procedures = list(Procedure.objects.select_related("jurisdiction"))
    titles = [
        (
            kind,
            [(each, unverified(each)) for each in sets if each.kind == kind],
            [each for each in procedures if each.kind == kind],
        )
        for kind in TitleKind
    ]
    return render(request, "awards/titles/criteria_list.html", {"titles": titles})


@require_safe
def criteria_detail(request: UserRequest, pk: int) -> HttpResponse:
    related = CriteriaSet.objects.with_lines().select_related("confirmed_by", "jurisdiction")
    criteria = get_object_or_404(related, pk=pk)
    context = {
        "criteria": criteria,
        "title": TitleKind(criteria.kind),
        "unverified": unverified(criteria),
        "may_confirm": permissions.can_confirm_criteria(request.user),
        "undecided": criteria.left_out == LeftOutRule.UNDECIDED,
        "source_form": SourceForm(),
        "rule_form": RuleForm(),
    }
    return render(request, "awards/titles/criteria_detail.html", context)


@require_POST
def criteria_confirm(request: UserRequest, pk: int) -> HttpResponse:
    criteria = get_object_or_404(CriteriaSet, pk=pk)
    if not permissions.can_confirm_criteria(request.user):
        raise PermissionDenied
    form = SourceForm(request.POST)
    try:
        if not form.is_valid():
            raise first_error(form)
        number = workflow.confirm(criteria, form.cleaned_data["source"], by=request.user, at=timezone.now())
    except Refused as reason:
        return refused(request, reason, back=criteria.get_absolute_url())
    messages.success(request, f"Đã xác nhận {number} dòng theo văn bản gốc.")
    return redirect(criteria)


@require_POST
def criteria_rule(request: UserRequest, pk: int) -> HttpResponse:
    criteria = get_object_or_404(CriteriaSet, pk=pk)
    if not permissions.can_confirm_criteria(request.user):
        raise PermissionDenied
    form = RuleForm(request.POST)
    try:
        if not form.is_valid():
            raise first_error(form)
        rule = LeftOutRule(form.cleaned_data["rule"])
        workflow.choose_left_out_rule(criteria, rule, form.cleaned_data["source"], by=request.user, at=timezone.now())
    except Refused as reason:
        return refused(request, reason, back=criteria.get_absolute_url())
    messages.success(request, "Đã chọn quy tắc cho mục không áp dụng.")
    return redirect(criteria)
