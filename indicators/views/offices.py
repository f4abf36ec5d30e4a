"""An office's own pages: its published totals, how many units should report to it, and who did not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hocTap.lib.answers import act, ask_first, held, posted, refused, tried
from hocTap.lib.steps import Refused, number_in
from hocTap.lib.tables import export_xlsx, show_page, wants_xlsx, xlsx_url
from indicators import permissions, workflow
from indicators.forms import FormUseForm, OwnTotalForm, SourceForm, StatedNumberChange, StatedNumberForm
from indicators.models import Form, FormUse, StatedNumber, Submission
from indicators.silence import silence_of
from indicators.tables import SilentTable
from indicators.views.lists import chosen_of, may_look_over, may_oversee
from indicators.workflow import Published
from indicators.workflow.optional import unuse_form, use_form
from units.http import UserRequest
from units.models import Unit

UNITS_A_PAGE = 200


def looked_over(request: UserRequest, unit_pk: int) -> Unit:
    """A unit that the person oversees, or reads the whole of."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=unit_pk)
    if not may_look_over(request, unit):
        raise PermissionDenied
    return unit


def overseen(request: UserRequest, unit_pk: int) -> Unit:
    """The unit in the person's remit, if they are its office or one above: else 404, or 403."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=unit_pk)
    if not may_oversee(request, unit):
        raise PermissionDenied
    return unit


def overview_of(unit: Unit) -> str:
    return reverse("indicators:overview", args=[unit.pk])


# Published totals


@require_http_methods(["GET", "HEAD", "POST"])
def own_total_start(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = overseen(request, unit_pk)
    if not permissions.can_enter_totals(request.user, unit):
        raise PermissionDenied
    today = timezone.localdate()
    asked = {"form": number_in(request.GET.get("bieu")) or None, "period": number_in(request.GET.get("ky")) or None}
    form = OwnTotalForm(posted(request), initial=asked, unit=unit, today=today)

    def do(data: dict[str, Any]) -> str:
        sheet = workflow.start_own_total(
            unit, data["form"], data["period"], SourceForm.source(data), by=request.user, on=today
        )
        return reverse("indicators:submission-entry", args=[sheet.pk])

    return act(
        request,
        form,
        do,
        title=f"Số tổng hợp của {unit}",
        back=overview_of(unit),
        done="Đã lập bảng số tổng hợp. Hãy nhập những số mà văn bản có; số nào văn bản không có thì để trống.",
        lead="Dùng khi chỉ còn số chung đã công bố, không có số của từng đơn vị bên dưới. Số này đứng riêng, có ghi "
        "nguồn, và chỉ thay vào tổng khi các đơn vị bên dưới chưa báo cáo đủ; không bao giờ cộng thêm vào số của họ.",
        button="Lập và nhập số",
        context={"parent": "Tình hình báo cáo"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def own_total_source(request: UserRequest, pk: int) -> HttpResponse:
    seen = Submission.objects.visible_to(request.user).filter(own_total=True)
    submission = get_object_or_404(held(request, seen.select_related("unit_as", "period", "form")), pk=pk)
    if not permissions.can_enter(request.user, submission):
        raise PermissionDenied
    now = timezone.now()
    said = Published(submission.source_document, submission.source_number, submission.source_day or now.date())

    def do(data: dict[str, Any]) -> str:
        workflow.set_source(submission, SourceForm.source(data), at=now, on=timezone.localdate())
        return submission.get_absolute_url()

    form = SourceForm(posted(request), initial={"document": said.document, "number": said.number, "day": said.day})
    return act(
        request,
        form,
        do,
        title=f"Nguồn của số tổng hợp: {submission}",
        back=submission.get_absolute_url(),
        done="Đã ghi nguồn.",
        context={"parent": submission},
    )


# Optional forms


@require_http_methods(["GET", "HEAD", "POST"])
def form_use(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = overseen(request, unit_pk)
    if not permissions.can_enter_totals(request.user, unit):
        raise PermissionDenied
    form = FormUseForm(posted(request), unit=unit, initial={"first": timezone.localdate().year})

    def do(data: dict[str, Any]) -> str:
        use_form(unit, data["form"], data["first"], data["last"], by=request.user, at=timezone.now())
        return f"{overview_of(unit)}?bieu={data['form'].pk}"

    titles = dict(Form.objects.filter(optional=True).order_by("version").values_list("code", "title"))
    kept = [(each, titles.get(each.form_code, each.form_code)) for each in FormUse.objects.filter(unit=unit)]
    return act(
        request,
        form,
        do,
        title=f"Biểu tự chọn của {unit}",
        back=overview_of(unit),
        done="Đã bật biểu. Từ năm đã chọn, cán bộ phải nhập thấy biểu trong việc của mình; biểu của chính đơn vị thì "
        "nhập từ trang này.",
        lead="Biểu tự chọn thu những số mà văn bản đề ra mục tiêu nhưng báo cáo năm không có: học chữ, lao động, kỹ "
        "năng, trường. Dòng nào chưa có số thì để trống.",
        button="Bật biểu",
        template="indicators/form_use.html",
        context={"parent": "Tình hình báo cáo", "kept": sorted(kept, key=lambda each: each[1])},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def form_unuse(request: UserRequest, pk: int) -> HttpResponse:
    seen = FormUse.objects.filter(unit__in=Unit.objects.visible_to(request.user)).select_related("unit")
    use = get_object_or_404(held(request, seen), pk=pk)
    if not permissions.can_enter_totals(request.user, use.unit):
        raise PermissionDenied
    back = reverse("indicators:form-use", args=[use.unit_id])
    title = Form.objects.filter(code=use.form_code).order_by("-version").values_list("title", flat=True).first()
    sentence = (
        f"Sẽ bỏ biểu “{title or use.form_code}” đã bật từ năm {use.first_year} ở {use.unit}, cùng những bảng của biểu "
        "mà chưa ai ghi số nào. Cần lại thì bật lại."
    )
    asked = ask_first(request, sentence, back=back, title="Bỏ biểu bật nhầm", context={"parent": "Biểu tự chọn"})
    try:
        tried(lambda: unuse_form(use, by=request.user, at=timezone.now()), asked)
    except Refused as reason:
        return refused(request, reason, back=back)
    if asked:
        return asked
    messages.success(request, "Đã bỏ biểu.")
    return redirect(back)


# How many should report


@require_safe
def stated_list(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = looked_over(request, unit_pk)
    rows = StatedNumber.objects.filter(unit=unit).select_related("stated_by").order_by("kind", "-valid_from")
    context = {"unit": unit, "rows": rows, "may_state": permissions.can_enter_totals(request.user, unit)}
    return render(request, "indicators/stated_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def stated_add(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = overseen(request, unit_pk)
    return _state(request, unit, StatedNumber(unit=unit), "Ghi số đơn vị phải báo cáo")


@require_http_methods(["GET", "HEAD", "POST"])
def stated_change(request: UserRequest, pk: int) -> HttpResponse:
    visible = StatedNumber.objects.filter(unit__in=Unit.objects.visible_to(request.user))
    number = get_object_or_404(held(request, visible.select_related("unit")), pk=pk)
    return _state(request, number.unit, number, "Sửa số đơn vị phải báo cáo")


def _state(request: UserRequest, unit: Unit, number: StatedNumber, title: str) -> HttpResponse:
    if not permissions.can_enter_totals(request.user, unit):
        raise PermissionDenied
    back = reverse("indicators:stated-list", args=[unit.pk])
    shown = {name: getattr(number, name) for name in ("kind", "number", "valid_from", "valid_to", "source")}
    form = StatedNumberChange(posted(request), initial=shown) if number.pk else StatedNumberForm(posted(request))

    def do(data: dict[str, Any]) -> str:
        for name, value in data.items():
            setattr(number, name, value)
        workflow.state_number(number, by=request.user, at=timezone.now())
        return back

    return act(
        request,
        form,
        do,
        title=title,
        back=back,
        done="Đã ghi số đơn vị phải báo cáo.",
        lead="Chỉ cần khi danh mục còn thiếu đơn vị: mọi tổng số sẽ ghi rõ là của bao nhiêu trên số này.",
        context={"parent": f"Số đơn vị phải báo cáo của {unit}"},
    )


# Who did not report


@require_safe
def silent_list(request: UserRequest, unit_pk: int) -> HttpResponse:
    unit = looked_over(request, unit_pk)
    today = timezone.localdate()
    forms, form, _, period = chosen_of(request, today, unit)
    if form is None or period is None:
        return render(request, "indicators/overview_empty.html", {"unit": unit, "form": form, "forms": forms})
    found = silence_of(unit, form, period, user=request.user, today=today)
    table = SilentTable(found.silent, period=period, today=today)
    table.export_url = xlsx_url(request)
    show_page(request, table, UNITS_A_PAGE)
    if wants_xlsx(request):
        return export_xlsx(table, "don-vi-chua-bao-cao")
    context = {"unit": unit, "form": form, "period": period, "found": found, "table": table}
    return render(request, "indicators/silent_list.html", context)
