"""Pages on which what is known only by a list is compared with its decision: the list, a proposal, the answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hocTap.lib import vi
from hocTap.lib.answers import act, held, posted
from units.enums import Earlier
from units.http import UserRequest
from units.models import Unit, UnitVersion, Verification
from units.verifying import permissions, workflow
from units.verifying.forms import VerificationForm, WhyForm

ANSWERS = {"xac-nhan": "Xác nhận", "khong-xac-nhan": "Không xác nhận", "hoan-tac": "Hoàn tác"}


@require_safe
def verification_list(request: UserRequest, pk: int) -> HttpResponse:
    """The versions that are only assumed, what was proposed of them, and what became of it."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    rows = Verification.objects.filter(version__unit=unit).select_related("version", "by", "answered_by", "undone_by")
    done = list(rows)
    waiting = {row.version_id for row in done if row.agreed is None}
    context = {
        "unit": unit,
        "assumed": unit.versions.filter(known_on__isnull=False).exclude(pk__in=waiting).order_by("valid_from"),
        "rows": done,
        "may_propose": permissions.can_propose(request.user, unit),
        "may_answer": permissions.can_answer(request.user, unit),
    }
    return render(request, "units/verifications.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def verification_propose(request: UserRequest, pk: int, version_pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    version = get_object_or_404(UnitVersion.objects.filter(unit=unit), pk=version_pk)
    if not permissions.can_propose(request.user, unit):
        raise PermissionDenied
    form = VerificationForm(posted(request))
    back = reverse("units:verification-list", args=[unit.pk])

    def do(_: dict[str, Any]) -> str:
        workflow.propose(version, form.found, by=request.user, at=timezone.now())
        return back

    listed = f"Danh mục ngày {vi.day(version.known_on)}" if version.known_on else "Danh mục"
    return act(
        request,
        form,
        do,
        title=f"Đối chiếu {version.name}",
        back=back,
        done="Đã ghi đề nghị. Người khác của cơ quan phụ trách xác nhận thì mới ghi vào danh mục.",
        lead=f"{listed} ghi: {version.name}{f', mã {version.code}' if version.code else ''}. Từ ngày nào đã như vậy?",
        button="Đề nghị xác nhận",
        context={"parent": f"Đối chiếu {unit}"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def verification_answer(request: UserRequest, pk: int, row_pk: int, slug: str) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    rows = held(request, Verification.objects.filter(version__unit=unit).select_related("version__unit", "by"))
    row = get_object_or_404(rows, pk=row_pk)
    if slug not in ANSWERS:
        raise Http404
    own = slug == "khong-xac-nhan" and row.by_id == request.user.pk
    if not own and not permissions.can_answer(request.user, unit):
        raise PermissionDenied
    if slug == "xac-nhan" and not permissions.can_confirm(request.user, row):
        raise PermissionDenied("Người đề nghị không tự xác nhận: cần người thứ hai.")
    form = forms.Form(posted(request)) if slug == "xac-nhan" else WhyForm(posted(request))
    back = reverse("units:verification-list", args=[unit.pk])

    def do(given: dict[str, Any]) -> str:
        by, at = request.user, timezone.now()
        if slug == "xac-nhan":
            workflow.confirm(row, by=by, at=at)
        elif slug == "hoan-tac":
            workflow.undo(row, given["reason"], by=by, at=at)
        else:
            workflow.refuse(row, given["reason"], by=by, at=at)
        return back

    before = Earlier(row.earlier).label + (f": {row.earlier_name}" if row.earlier_name else "")
    return act(
        request,
        form,
        do,
        title=f"{ANSWERS[slug]}: {row.version.name} từ {vi.day(row.since)}",
        back=back,
        done="Đã ghi.",
        lead=f"{row.by} đề nghị: đã như vậy từ {vi.day(row.since)}, theo {row.decision}. Trước ngày đó: {before}.",
        button=ANSWERS[slug],
        context={"parent": f"Đối chiếu {unit}"},
    )
